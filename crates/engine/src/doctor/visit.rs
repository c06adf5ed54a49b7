//! The visit itself: what is looked at in which order, so that few requests tell all, and an early failure
//! does not hide behind ten that follow from it.

use std::collections::BTreeSet;

use domain::owner::Directory;
use domain::profile::Profile;
use domain::task::SourceFacts;
use language::Sentence;
use salesforce::{Auth, Describe, Failure};
use serde::Serialize;
use uuid::Uuid;

use super::check::Check;
use super::reading::{More, Reading};
use super::rights::Grants;
use super::trial::Trial;
use super::{
    DATABASE, DATABASE_CLOSED, address, allowance, api, approvals, call_id, duplicates, fields,
    mapping, org, owners, people, person_accounts, record_types, rehearsal, required, rights,
    sign_in, time_zone, trial, validation, values, writes,
};
use crate::listing::pause;
use crate::{Engine, ORG, knowledge};

/// What the doctor found, by code.
#[derive(Debug, Clone, Serialize)]
pub struct Examination {
    /// The checks, in the order of their codes.
    pub checks: Vec<Check>,
    /// API requests that were spent on it.
    pub api_requests: u64,
}

/// Profiles of which a trial is made; each costs a request.
const MOST_TRIALS: usize = 5;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// A profile and the first source that follows it.
struct Use {
    profile: Profile,
    source: SourceFacts,
}

impl Engine {
    /// Signs in, looks at the org as the engine would use it, and tries a Task that does not stay.
    pub async fn doctor(&self) -> Examination {
        let before = self.salesforce().usage().calls_spent;
        let mut checks = Vec::new();
        self.enter(&mut checks).await;
        self.look_at_pause(&mut checks).await;
        checks.sort_by_key(|check| check.code);
        let api_requests = self.salesforce().usage().calls_spent.saturating_sub(before);
        Examination { checks, api_requests }
    }

    /// Goes as far as the org lets us: behind a barred way nothing can be seen.
    async fn enter(&self, checks: &mut Vec<Check>) {
        let settings = &self.in_use().salesforce_settings;
        let address = address::look(settings);
        if address.is_failure() {
            checks.push(address);
            return;
        }
        let client = &self.salesforce();
        let (me, versions, signed_in) = match sign_in::sign_in(client, settings).await {
            Ok(signed_in) => signed_in,
            Err(failure) => {
                match address::blamed(settings, &failure) {
                    Some(check) => checks.push(check),
                    None => checks.extend([address, sign_in::refused(&failure)]),
                }
                return;
            }
        };
        let version = api::version(settings, &versions);
        let barred = version.is_failure();
        checks.extend([address, signed_in, version]);
        if barred {
            return;
        }
        match Reading::read(client, me).await {
            Ok(reading) => {
                checks.push(api::ENABLED.good(Sentence::new("doctor-found-api")));
                self.look_around(&reading, checks).await;
            }
            Err(failure) => checks.push(refused(&failure)),
        }
    }

    async fn look_around(&self, reading: &Reading, checks: &mut Vec<Check>) {
        let uses = self.uses();
        let mut profiles: Vec<&Profile> = uses.iter().map(|one| &one.profile).collect();
        profiles.sort_by(|a, b| a.name.cmp(&b.name));
        let user = reading.me.username.as_str();
        let wanted = writes::fields(&profiles);
        let key = &self.in_use().delivery.call_id_field;

        checks.push(org::edition(&reading.organization));
        let systems = &self.in_use().phone_systems;
        checks.extend(time_zone::look(&reading.organization, systems, self.now()));
        checks.push(person_accounts::look(reading.describe("Account").ok(), &profiles));
        checks.extend(people::look(reading, &profiles));
        checks.push(fields::create(reading.task(), user));
        checks.push(rights::look(reading));
        let directory = directory(reading);
        if reading.users.is_ok() {
            checks.extend(owners::look(&directory, &profiles, today(self.now())));
        }
        self.look_further(reading, &wanted, checks).await;
        if let Some(task) = reading.task() {
            checks.push(org::shared_activities(task));
            checks.extend(values::look(task, &reading.statuses, &profiles));
            checks.extend(mapping::look(task, &profiles));
            let mut written = wanted;
            written.insert(key.to_owned());
            checks.push(required::look(task, &written));
            checks.push(record_types::look(task, user));
            checks.push(validation::look(&self.salesforce(), user).await);
            checks.push(self.try_tasks(reading, task, &directory, &uses).await);
        }
        // Last, so that the doctor's own requests are counted.
        self.look_at_allowance(checks).await;
    }

    /// The second request, and what it tells.
    async fn look_further(
        &self,
        reading: &Reading,
        wanted: &BTreeSet<String>,
        checks: &mut Vec<Check>,
    ) {
        let settings = &self.in_use().salesforce_settings;
        let key = &self.in_use().delivery.call_id_field;
        let user = reading.me.username.as_str();
        let mut missed =
            reading.task().map(|task| fields::missed(task, wanted)).unwrap_or_default();
        missed.push(key.to_owned());
        let web = matches!(settings.auth, Auth::Web { .. });
        let user_id = reading.me.user_id.to_string();
        let more = match More::read(&self.salesforce(), &user_id, web, &missed).await {
            Ok(more) => more,
            Err(failure) => More::nothing(&failure),
        };
        checks.push(approvals::look(settings, &more.approvals));
        checks.push(duplicates::look(&more.duplicate_rules));
        checks.push(org::call_centre(&more.call_centres));
        if let Some(task) = reading.task() {
            let grants = Grants::new(&more.grants);
            checks.extend(fields::look(task, wanted, &grants, user));
            checks.push(call_id::look(task, key, &grants, user));
        }
    }

    /// Tries a Task of each profile, and proves that none stayed.
    async fn try_tasks(
        &self,
        reading: &Reading,
        task: &Describe,
        directory: &Directory,
        uses: &[Use],
    ) -> Check {
        let mut facts = self.facts(task);
        facts.statuses =
            reading.statuses.iter().flatten().filter_map(knowledge::task_status).collect();
        facts.time_zone = knowledge::time_zone(reading.organization.iter().flatten().next());
        let user = reading.me.username.as_str();
        let field = facts.call_id_field.clone().unwrap_or_else(|| "CallObject".to_owned());
        if !facts.fields.get(&field).is_some_and(|field| field.createable) {
            return trial::TOPIC.note(Sentence::new("doctor-found-trial-no-key"));
        }
        let mut keys = Vec::new();
        let mut names = Vec::new();
        let mut refusal = None;
        for one in uses.iter().take(MOST_TRIALS) {
            let call = format!("doctor-{}", Uuid::new_v4().simple());
            let composed =
                rehearsal::task(&one.profile, &one.source, &facts, directory, &call, self.now());
            let Some((key, record)) = composed else { continue };
            names.push(one.profile.name.as_str());
            let trial = Trial {
                profile: &one.profile.name,
                key: (&field, &key),
                upsert: facts.call_id_field.is_some(),
                fields: record,
            };
            let outcome = trial::run(&self.salesforce(), &trial, user).await;
            keys.push(key);
            if outcome.is_some() {
                refusal = outcome;
                break;
            }
        }
        if keys.is_empty() {
            return trial::TOPIC.note(Sentence::new("doctor-found-trial-no-call"));
        }
        match (trial::left(&self.salesforce(), &field, &keys).await, refusal) {
            (Some(left), _) => left,
            (None, Some(refusal)) => refusal,
            (None, None) => trial::TOPIC
                .good(Sentence::new("doctor-found-trial").with("profiles", names.join(", "))),
        }
    }

    /// Each profile in use once; the recommended one where no source is configured yet.
    fn uses(&self) -> Vec<Use> {
        let mut uses: Vec<Use> = Vec::new();
        for system in self.in_use().phone_systems.values() {
            let Some(one) = uses.iter_mut().find(|one| one.profile.name == system.profile.name)
            else {
                let (profile, source) = (system.profile.clone(), system.facts.clone());
                uses.push(Use { profile, source });
                continue;
            };
            // A source may have more phone users than its profile names.
            for line in &system.profile.owner.users {
                if !one.profile.owner.users.contains(line) {
                    one.profile.owner.users.push(line.clone());
                }
            }
        }
        if uses.is_empty()
            && let Ok(profile) = Profile::builtin("default")
        {
            let source = SourceFacts { id: "main".to_owned(), ..SourceFacts::default() };
            uses.push(Use { profile, source });
        }
        uses
    }

    async fn look_at_pause(&self, checks: &mut Vec<Check>) {
        checks.push(match pause(self.store(), self.now()).await {
            Ok(pause) => {
                org::writing(pause.as_ref().map(|pause| (pause.until, Sentence::read(&pause.text))))
            }
            Err(error) => DATABASE.finds(&DATABASE_CLOSED, error.to_string(), &[]),
        });
    }

    async fn look_at_allowance(&self, checks: &mut Vec<Check>) {
        let now = self.now();
        let figures = async {
            let status = self.store().status(ORG, now).await?;
            let calls = self.store().calls_since(ORG, now - DAY).await?;
            Ok::<_, store::StoreError>((status, calls))
        };
        let reserve = self.in_use().delivery.quota_reserve_percent;
        checks.push(match figures.await {
            Ok((status, calls)) => {
                allowance::look(self.salesforce().usage(), reserve, &status, calls)
            }
            Err(error) => DATABASE.finds(&DATABASE_CLOSED, error.to_string(), &[]),
        });
    }
}

/// Why the first request to the data API was refused.
fn refused(failure: &Failure) -> Check {
    match failure.code.as_str() {
        "REQUEST_LIMIT_EXCEEDED" => {
            let found = super::check::in_words(failure);
            allowance::TOPIC.finds(&allowance::NONE_LEFT, found, &[])
        }
        _ => api::refused(failure),
    }
}

pub(super) fn directory(reading: &Reading) -> Directory {
    let users = reading.users.iter().flatten().filter_map(knowledge::user).collect();
    Directory::new(users, reading.me.user_id.to_string())
}

/// The day in UTC: by it the tables of phone users are read.
pub(super) fn today(now: i64) -> jiff::civil::Date {
    let moment = jiff::Timestamp::from_millisecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(jiff::tz::TimeZone::UTC).date()
}
