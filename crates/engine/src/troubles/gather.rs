//! Finds what is wrong now, from what the store holds: nothing here remembers anything.

use domain::event::Millis;
use language::{Part, Sentence};
use store::{Cause, CauseKind, SeenTrouble, StoreError, WebhookTally};

use super::TroubleKind;
use super::group::seen;
use super::tally::{TAKEN, UNKNOWN_SOURCE};
use crate::settings::{DISCONNECTED, NOT_LIVE, PAUSED_BY_PERSON};
use crate::{Engine, ORG};

/// A pause that ended a moment ago lasts until a call has been tried since: what it was about may come again at once.
const GRACE: Millis = 30_000;

/// Refusals are over when the source was heard again and none came for so long.
const QUIET: Millis = 600_000;

/// Without being heard again, refusals are forgotten after this time.
const FORGOTTEN: Millis = 86_400_000;

/// A phone system that said nothing for so long is worth a look.
const SILENT: Millis = 3 * 86_400_000;

/// One warns of the end of the quota so long before it, once so many percent are used.
const WARN_BEFORE: Millis = 12 * 3_600_000;
const WARN_FROM_PERCENT: i64 = 50;

impl Engine {
    /// Looks for what is wrong and takes it in. Running it twice changes nothing.
    ///
    /// # Errors
    /// When the store does not answer; nothing was changed then.
    pub async fn find_troubles(&self) -> Result<(), StoreError> {
        let now = self.now();
        let store = self.store();
        let causes = store.causes(ORG).await?;
        let mut found: Vec<SeenTrouble> = causes.into_iter().map(of_cause).collect();
        found.extend(self.of_pause(now).await?);
        found.extend(self.of_quota(now).await?);
        found.extend(self.of_people(now).await?);
        found.extend(self.of_webhooks(now).await?);
        found.extend(self.of_contacts(now).await?);
        found.extend(self.of_mails().await?);
        store.see_troubles(ORG, found, now).await
    }

    /// The org is paused by what Salesforce said, or by our own care for its quota. A pause that a person made is a wish.
    async fn of_pause(&self, now: Millis) -> Result<Option<SeenTrouble>, StoreError> {
        let wished = |code: &str| [PAUSED_BY_PERSON, NOT_LIVE, DISCONNECTED].contains(&code);
        let holds = self.store().holds(ORG).await?;
        // What somebody wishes does not hide what nobody does.
        let pause = match holds.into_iter().find(|hold| !wished(&hold.code)) {
            Some(hold) => Some(hold),
            None => self.store().pause_state(ORG).await?,
        };
        let Some(pause) = pause else { return Ok(None) };
        if wished(&pause.code) || pause.until.saturating_add(GRACE) <= now {
            return Ok(None);
        }
        let status = self.store().status(ORG, now).await?;
        Ok(Some(SeenTrouble {
            count: status.held.max(status.waiting),
            note: Some(pause.text),
            ..seen(TroubleKind::Org, &pause.code, "", now)
        }))
    }

    async fn of_quota(&self, now: Millis) -> Result<Option<SeenTrouble>, StoreError> {
        let Some(budget) = self.budget().await? else { return Ok(None) };
        let Some(ends_at) = budget.ends_at.filter(|at| *at > now) else { return Ok(None) };
        let much =
            budget.used.saturating_mul(100) >= budget.allowed.saturating_mul(WARN_FROM_PERCENT);
        let soon = ends_at - now <= WARN_BEFORE;
        let note = Sentence::new("errors-forecast-note")
            .with("used", budget.used)
            .with("allowed", budget.allowed)
            .with("at", Part::Moment { at: ends_at });
        let trouble = seen(TroubleKind::Org, "quota_forecast", "", now);
        Ok((much && soon).then(|| SeenTrouble { note: Some(note.stored()), ..trouble }))
    }

    async fn of_people(&self, now: Millis) -> Result<Vec<SeenTrouble>, StoreError> {
        let Some(oldest) = self.in_use().people.mirroring().map(|copy| copy.oldest_ms) else {
            return Ok(Vec::new());
        };
        let rows = self.store().mirror(ORG).await?;
        let troubles = rows.into_iter().filter_map(|row| {
            let too_old = row.fresh_at.is_some_and(|at| now - at > oldest);
            let code = match row.error_code {
                Some(code) => code,
                None if too_old => "people_too_old".to_owned(),
                None => return None,
            };
            let since = row.fresh_at.unwrap_or(row.updated_at);
            let trouble = seen(TroubleKind::People, &code, &row.object, since);
            Some(SeenTrouble { last_at: now, note: row.error_text, ..trouble })
        });
        Ok(troubles.collect())
    }

    async fn of_webhooks(&self, now: Millis) -> Result<Vec<SeenTrouble>, StoreError> {
        let tallies = self.store().webhook_tallies(ORG).await?;
        let configured = self.source_ids();
        let taken_at = |source_id: &str| {
            let taken =
                tallies.iter().find(|one| one.source_id == source_id && one.outcome == TAKEN);
            taken.map(|one| one.last_at)
        };
        let mut troubles = Vec::new();
        for tally in &tallies {
            let known = configured.contains(&tally.source_id);
            if tally.outcome == TAKEN {
                if known && now - tally.last_at > SILENT {
                    let silent =
                        seen(TroubleKind::Source, "source_silent", &tally.source_id, tally.last_at);
                    troubles.push(silent);
                }
                continue;
            }
            if refusals_are_over(tally, taken_at(&tally.source_id), now) {
                self.store().forget_tally(ORG, tally).await?;
            } else if known || tally.outcome == UNKNOWN_SOURCE {
                troubles.push(SeenTrouble {
                    count: tally.count,
                    last_at: tally.last_at,
                    ..seen(TroubleKind::Webhook, &tally.outcome, &tally.source_id, tally.first_at)
                });
            }
        }
        Ok(troubles)
    }

    async fn of_contacts(&self, now: Millis) -> Result<Vec<SeenTrouble>, StoreError> {
        let mut troubles = Vec::new();
        for source_id in self.synced_sources() {
            let row = self.store().contact_sync(ORG, &source_id).await?;
            let Some((code, row)) = row.and_then(|row| Some((row.stopped_code.clone()?, row)))
            else {
                continue;
            };
            let trouble = seen(TroubleKind::Contacts, &code, &source_id, row.updated_at);
            troubles.push(SeenTrouble { last_at: now, note: row.stopped_text, ..trouble });
        }
        Ok(troubles)
    }

    /// Mails that the mail server does not take. Shown, never mailed.
    async fn of_mails(&self) -> Result<Option<SeenTrouble>, StoreError> {
        let owed = self.store().mails_owed(ORG).await?;
        let failing = owed.iter().filter_map(|mail| Some((mail, mail.error_code.as_ref()?)));
        let Some((mail, code)) = failing.clone().min_by_key(|(mail, _)| mail.since) else {
            return Ok(None);
        };
        Ok(Some(SeenTrouble {
            count: i64::try_from(failing.count()).unwrap_or(i64::MAX),
            last_at: self.now(),
            note: mail.error_text.clone(),
            ..seen(TroubleKind::Mail, code, "", mail.since)
        }))
    }
}

/// A group of the store's. The cause of calls is their error's code and what it is about.
fn of_cause(cause: Cause) -> SeenTrouble {
    let (kind, code, about) = match cause.kind {
        CauseKind::Call => {
            let (code, about) = cause.cause.split_once(' ').unwrap_or((&cause.cause, ""));
            (TroubleKind::Call, code, about)
        }
        CauseKind::Delivery => (
            TroubleKind::Delivery,
            cause.cause.as_str(),
            cause.source_id.as_deref().unwrap_or_default(),
        ),
    };
    SeenTrouble {
        count: cause.count,
        last_at: cause.last_at,
        sample: cause.sample,
        ..seen(kind, code, about, cause.first_at)
    }
}

/// Whether the cause of refusals was mended: the source was heard since, and it stayed quiet. Somebody else's requests
/// between good ones are no mistake in the setup.
fn refusals_are_over(refused: &WebhookTally, taken_at: Option<Millis>, now: Millis) -> bool {
    let quiet = now - refused.last_at;
    let heard_since = taken_at.is_some_and(|at| at > refused.last_at);
    heard_since && quiet >= QUIET || quiet >= FORGOTTEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_calls_holds_code_and_field() {
        let cause = |cause: &str| Cause {
            kind: CauseKind::Call,
            cause: cause.to_owned(),
            source_id: None,
            count: 3,
            first_at: 1,
            last_at: 2,
            sample: None,
        };
        let one = of_cause(cause("REQUIRED_FIELD_MISSING Region__c,Team__c"));
        assert_eq!(
            (one.code.as_str(), one.about.as_str()),
            ("REQUIRED_FIELD_MISSING", "Region__c,Team__c")
        );
        let one = of_cause(cause("source_missing"));
        assert_eq!((one.code.as_str(), one.about.as_str(), one.count), ("source_missing", "", 3));
    }

    #[test]
    fn refusals_end_once_the_source_is_heard_and_no_more_come() {
        let refused = |last_at| WebhookTally {
            source_id: "desk".to_owned(),
            outcome: "token_mismatch".to_owned(),
            count: 3,
            first_at: 0,
            last_at,
        };
        assert!(!refusals_are_over(&refused(100), None, 100 + QUIET));
        assert!(!refusals_are_over(&refused(100), Some(99), 100 + QUIET), "heard before only");
        assert!(!refusals_are_over(&refused(100), Some(101), 99 + QUIET));
        assert!(refusals_are_over(&refused(100), Some(101), 100 + QUIET));
        assert!(refusals_are_over(&refused(100), None, 100 + FORGOTTEN));
    }
}
