//! Who the phone users of the last calls are in Salesforce, and which calls went to the fallback owner: so that
//! nobody's calls stay with the integration user unnoticed.

mod fallen;
mod lines;
mod seen;

use domain::call::Call;
use domain::owner::{OwnerChoice, OwnerRule, Standing, Suggestions, UserLink, identify};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use store::{CallFilter, CallRow, StoreError};

pub use fallen::Fallen;
pub use lines::LostLine;

use crate::knowledge::Known;
use crate::listing::second;
use crate::{Engine, ORG, PhoneSystem};
use fallen::FallenCalls;
use seen::{Seen, SeenUsers};

/// Calls that are in memory at once.
const PAGE: i64 = 100;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// What the calls of some days say about phone users and owners.
#[derive(Debug, Clone, Serialize)]
pub struct UsersReport {
    /// The first moment of the time that was looked at, in UTC to the second.
    pub since: String,
    /// Calls that were first heard of since then.
    pub calls: u64,
    /// The phone users of these calls: those who need somebody first, then by how many calls they had.
    pub users: Vec<PhoneUser>,
    /// Phone users beyond those that are listed.
    pub users_left_out: u64,
    /// Lines of the table of phone users that lead to nobody who can own a Task.
    pub lost_lines: Vec<LostLine>,
    /// Calls that fell to the fallback owner, by source and cause, the most frequent first.
    pub fallen: Vec<Fallen>,
    /// Such calls beyond the causes that are listed.
    pub fallen_left_out: u64,
}

/// One user of a phone system.
#[derive(Debug, Clone, Serialize)]
pub struct PhoneUser {
    /// The source by its id.
    pub source: String,
    /// The phone system's id of the user.
    pub id: Option<String>,
    /// The name in the phone system.
    pub name: Option<String>,
    /// The e-mail address in the phone system.
    pub email: Option<String>,
    /// The extension.
    pub extension: Option<String>,
    /// Calls in which the user took part.
    pub calls: u64,
    /// When the last of them began, in UTC to the second.
    pub last: String,
    /// Whether the user is somebody in Salesforce today.
    pub standing: UserStanding,
    /// The rule that found the Salesforce user.
    pub rule: Option<OwnerRule>,
    /// The Salesforce user.
    pub salesforce: Option<SalesforceUser>,
    /// How the user was found, or why not.
    pub why: String,
    /// Who it may be, where nobody was found.
    pub suggestion: Option<UserSuggestion>,
}

/// Whether a phone user is somebody in Salesforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStanding {
    /// Nobody.
    Unmapped,
    /// An inactive user, to whom Salesforce gives no Task.
    Inactive,
    /// An active user.
    Mapped,
}

/// A Salesforce user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SalesforceUser {
    /// Salesforce id.
    pub id: String,
    /// `Name`.
    pub name: String,
    /// `Username`.
    pub username: String,
}

/// Who a phone user may be.
#[derive(Debug, Clone, Serialize)]
pub struct UserSuggestion {
    /// The Salesforce user.
    pub user: SalesforceUser,
    /// What they have in common.
    pub why: String,
    /// The line for the profile's `owner.users`.
    pub line: String,
    /// The line for the source's `users_file`.
    pub csv: String,
}

/// Why the report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum UsersReportError {
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Salesforce did not tell its users.
    #[error("Salesforce does not tell its users: {} {} {}", .0.code, .0.explanation().cause, .0.explanation().fix)]
    Salesforce(Box<salesforce::Failure>),
}

/// What a call's row keeps of its owner.
#[derive(Deserialize)]
struct Owned {
    owner: OwnerChoice,
}

impl Engine {
    /// Reads the calls of the last `days` days, a page at a time, and compares their phone users with the org's
    /// users. Costs what reading the org's users costs, and nothing a call.
    ///
    /// # Errors
    /// When the store or Salesforce does not answer.
    pub async fn users_report(&self, days: u32) -> Result<UsersReport, UsersReportError> {
        let known = self.known().await.map_err(|f| UsersReportError::Salesforce(Box::new(f)))?;
        let since = self.now().saturating_sub(i64::from(days).saturating_mul(DAY));
        let (mut calls, mut cursor) = (0, None);
        let (mut seen, mut fallen) = (SeenUsers::default(), FallenCalls::default());
        loop {
            let all = CallFilter::default();
            let rows = self.0.parts.store.calls(ORG, &all, cursor.as_deref(), PAGE).await?;
            let new = rows.iter().take_while(|row| row.created_at >= since).count();
            calls += new as u64;
            rows[..new].iter().for_each(|row| note(row, &mut seen, &mut fallen));
            cursor = rows.last().map(CallRow::cursor);
            if new < rows.len() || cursor.is_none() {
                break;
            }
        }
        let (seen, users_left_out) = seen.into_parts();
        let (fallen, fallen_left_out) = fallen.into_parts(&known.directory);
        Ok(UsersReport {
            since: second(since),
            calls,
            users: self.judged(seen, &known),
            users_left_out,
            lost_lines: self.lost_lines(&known),
            fallen,
            fallen_left_out,
        })
    }

    fn judged(&self, seen: Vec<Seen>, known: &Known) -> Vec<PhoneUser> {
        let suggestions = Suggestions::of(&known.directory);
        let mut users: Vec<PhoneUser> = seen
            .into_iter()
            .map(|seen| {
                let system = self.0.parts.phone_systems.get(&seen.source);
                judged(seen, system.map(AsRef::as_ref), known, &suggestions, self.now())
            })
            .collect();
        users.sort_by(|a, b| {
            (a.standing, b.calls, &a.source, &a.name, &a.email, &a.id)
                .cmp(&(b.standing, a.calls, &b.source, &b.name, &b.email, &b.id))
        });
        users
    }
}

/// Notes who took part in a call and who owns it. What another version stored says nothing here.
fn note(row: &CallRow, seen: &mut SeenUsers, fallen: &mut FallenCalls) {
    if let Some(call) = stored::<Call>(row.folded.as_deref()) {
        seen.add(row, &call);
    }
    if let Some(Owned { owner }) = stored(row.desired.as_deref()) {
        fallen.add(row, &owner);
    }
}

fn stored<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Option<T> {
    serde_json::from_str(text?).ok()
}

/// Now, where the lines of a source stand: by that day the table of phone users is read.
fn today(system: &PhoneSystem, known: &Known, now: i64) -> jiff::Zoned {
    let zones = [&system.facts.time_zone, &known.facts.time_zone];
    let zone = zones.into_iter().flatten().find_map(|name| TimeZone::get(name).ok());
    let moment = Timestamp::from_millisecond(now).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(zone.unwrap_or(TimeZone::UTC))
}

fn judged(
    seen: Seen,
    system: Option<&PhoneSystem>,
    known: &Known,
    suggestions: &Suggestions<'_>,
    now: i64,
) -> PhoneUser {
    let mut user = PhoneUser {
        source: seen.source,
        id: seen.agent.id.clone(),
        name: seen.agent.name.clone(),
        email: seen.agent.email.clone(),
        extension: seen.agent.extension.clone(),
        calls: seen.calls,
        last: second(seen.last),
        standing: UserStanding::Unmapped,
        rule: None,
        salesforce: None,
        why: String::new(),
        suggestion: None,
    };
    let Some(system) = system else {
        user.why = format!("The source {} is no longer configured.", user.source);
        return user;
    };
    let rules = &system.profile.owner;
    let (standing, identity) =
        match identify(&seen.agent, rules, &known.directory, &today(system, known, now)) {
            Standing::Mapped(identity) => (UserStanding::Mapped, identity),
            Standing::Inactive(identity) => (UserStanding::Inactive, identity),
            Standing::Unmapped(steps) => {
                let outcomes: Vec<String> = steps.into_iter().map(|step| step.outcome).collect();
                user.why = match outcomes.is_empty() {
                    true => "The profile looks for no agent at all.".to_owned(),
                    false => outcomes.join(" "),
                };
                let found = suggestions.for_agent(&seen.agent, rules);
                user.suggestion = found.map(|found| UserSuggestion {
                    user: salesforce_user(found.user),
                    why: found.why,
                    line: toml_line(&found.line),
                    csv: csv_line(&found.line),
                });
                return user;
            }
        };
    user.standing = standing;
    user.rule = Some(identity.rule);
    user.salesforce = Some(salesforce_user(identity.user));
    user.why = identity.found;
    user
}

fn salesforce_user(user: &domain::candidate::User) -> SalesforceUser {
    SalesforceUser { id: user.id.clone(), name: user.name.clone(), username: user.username.clone() }
}

/// A line as it stands in a profile. JSON's quotation marks are TOML's.
fn toml_line(line: &UserLink) -> String {
    let [phone_user, salesforce] =
        [&line.phone_user, &line.salesforce].map(|text| serde_json::Value::from(text.as_str()));
    let day = |name: &str, day: Option<jiff::civil::Date>| {
        day.map(|day| format!(", {name} = \"{day}\"")).unwrap_or_default()
    };
    let days = day("from", line.from) + &day("until", line.until);
    format!("{{ phone_user = {phone_user}, salesforce = {salesforce}{days} }}")
}

/// A line as it stands in a `users_file`.
fn csv_line(line: &UserLink) -> String {
    let cell = |text: &str| match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    format!("{},{}", cell(&line.phone_user), cell(&line.salesforce))
}
