//! Reads the calls of some days, a page at a time: only what is counted stays in memory.

use domain::call::Call;
use domain::owner::OwnerChoice;
use serde::Deserialize;
use store::{CallFilter, CallRow};

use super::fallen::FallenCalls;
use super::seen::SeenUsers;
use super::{UsersReport, UsersReportError};
use crate::listing::second;
use crate::{Engine, ORG};

/// Calls that are in memory at once.
const PAGE: i64 = 100;

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

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
            let recent = CallFilter { from: Some(since), ..CallFilter::default() };
            let page = self.0.store.list_calls(ORG, &recent, cursor.as_deref(), PAGE).await?;
            calls += page.rows.len() as u64;
            page.rows.iter().for_each(|row| note(row, &mut seen, &mut fallen));
            cursor = page.next;
            if cursor.is_none() {
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
