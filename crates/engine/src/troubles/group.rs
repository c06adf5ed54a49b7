//! A trouble as people see it: what, since when, how many, and what somebody has done about it.

use domain::event::Millis;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::{SeenTrouble, StoreError, TroubleRow};

use crate::{Engine, ORG};

/// What a trouble strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// Calls that do not get on.
    Call,
    /// Webhooks that were kept and cannot be read.
    Delivery,
    /// Webhooks that were not let in.
    Webhook,
    /// A phone system that says nothing any more.
    Source,
    /// The whole org.
    Org,
    /// The copy of the org's people.
    People,
    /// The sync of contacts.
    Contacts,
    /// Our own mails.
    Mail,
}

impl TroubleKind {
    /// All kinds, in the order in which people are shown them.
    pub const ALL: [TroubleKind; 8] = [
        TroubleKind::Org,
        TroubleKind::Webhook,
        TroubleKind::Call,
        TroubleKind::Delivery,
        TroubleKind::Source,
        TroubleKind::People,
        TroubleKind::Contacts,
        TroubleKind::Mail,
    ];

    /// The word in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            TroubleKind::Call => "call",
            TroubleKind::Delivery => "delivery",
            TroubleKind::Webhook => "webhook",
            TroubleKind::Source => "source",
            TroubleKind::Org => "org",
            TroubleKind::People => "people",
            TroubleKind::Contacts => "contacts",
            TroubleKind::Mail => "mail",
        }
    }

    fn parse(word: &str) -> Option<TroubleKind> {
        TroubleKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether a trouble wants somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Yes.
    Open,
    /// Somebody sees to it.
    Acknowledged,
    /// Nobody wants to hear of it for now.
    Muted,
    /// It is no more.
    Over,
}

/// All that one cause has struck. Times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Follows from kind, code and about; stands in the address of its page.
    pub id: String,
    /// What is struck.
    pub kind: TroubleKind,
    /// A stable code: Salesforce's, or our own.
    pub code: String,
    /// What tells it from others of the same code: fields, a source, an object; often nothing.
    pub about: String,
    /// How many are struck.
    pub count: i64,
    /// Since when.
    pub first_at: Millis,
    /// When it was last seen.
    pub last_at: Millis,
    /// Id of the last that was struck: of a call or a delivery.
    pub sample: Option<String>,
    /// The particulars as a stored sentence.
    pub note: Option<String>,
    /// Whether it wants somebody.
    pub standing: Standing,
    /// Since when it is no more.
    pub over_at: Option<Millis>,
    /// Who sees to it.
    pub acknowledged_by: Option<String>,
    /// Since when they do.
    pub acknowledged_at: Option<Millis>,
    /// Until when it is muted; `None` with [`Standing::Muted`] until more are struck.
    pub muted_until: Option<Millis>,
}

impl Trouble {
    pub(crate) fn of_row(row: &TroubleRow, now: Millis) -> Option<Trouble> {
        let seen = &row.seen;
        Some(Trouble {
            id: seen.id.clone(),
            kind: TroubleKind::parse(&seen.kind)?,
            code: seen.code.clone(),
            about: seen.about.clone(),
            count: seen.count,
            first_at: seen.first_at,
            last_at: seen.last_at,
            sample: seen.sample.clone(),
            note: seen.note.clone(),
            standing: standing(row, now),
            over_at: row.over_at,
            acknowledged_by: row.acknowledged_by.clone(),
            acknowledged_at: row.acknowledged_at,
            muted_until: row.muted_until.filter(|until| *until > now),
        })
    }

    /// Whether it is there now, whoever sees to it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.standing != Standing::Over
    }

    /// Whether all of it can be tried again.
    #[must_use]
    pub fn can_retry(&self) -> bool {
        self.is_there() && matches!(self.kind, TroubleKind::Call | TroubleKind::Delivery)
    }

    /// The cause under which its calls stand in the store.
    #[must_use]
    pub fn cause(&self) -> String {
        if self.about.is_empty() {
            return self.code.clone();
        }
        format!("{} {}", self.code, self.about)
    }
}

pub(crate) fn standing(row: &TroubleRow, now: Millis) -> Standing {
    let for_a_time = row.muted_until.is_some_and(|until| until > now);
    let until_more = row.muted_count.is_some_and(|count| row.seen.count <= count);
    if row.over_at.is_some() {
        Standing::Over
    } else if for_a_time || until_more {
        Standing::Muted
    } else if row.acknowledged_at.is_some() {
        Standing::Acknowledged
    } else {
        Standing::Open
    }
}

/// A trouble as it was just found.
pub(crate) fn seen(kind: TroubleKind, code: &str, about: &str, at: Millis) -> SeenTrouble {
    SeenTrouble {
        id: id(kind, code, about),
        kind: kind.as_str().to_owned(),
        code: code.to_owned(),
        about: about.to_owned(),
        count: 1,
        first_at: at,
        last_at: at,
        sample: None,
        note: None,
    }
}

fn id(kind: TroubleKind, code: &str, about: &str) -> String {
    let digest = Sha256::digest(format!("{}\n{code}\n{about}", kind.as_str()));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

impl Engine {
    /// All troubles: those that are there first, the last seen first; then those that were over last.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn troubles(&self) -> Result<Vec<Trouble>, StoreError> {
        let now = self.now();
        let rows = self.store().troubles(ORG).await?;
        let mut all: Vec<Trouble> =
            rows.iter().filter_map(|row| Trouble::of_row(row, now)).collect();
        all.sort_by_key(|one| {
            (one.standing as u8, std::cmp::Reverse(one.over_at.unwrap_or(one.last_at)))
        });
        Ok(all)
    }

    /// One trouble; `None` where there is none of this id.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn trouble(&self, id: &str) -> Result<Option<Trouble>, StoreError> {
        let row = self.store().trouble(ORG, id).await?;
        Ok(row.and_then(|row| Trouble::of_row(&row, self.now())))
    }

    /// Notes that `who` sees to a trouble; `None` takes it back. `false` when it is not there (any more).
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn acknowledge(&self, id: &str, who: Option<&str>) -> Result<bool, StoreError> {
        self.store().acknowledge_trouble(ORG, id, who, self.now()).await
    }

    /// Lets a trouble be quiet for a time (milliseconds), or without one until more are struck. `false` when it is not
    /// there (any more).
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn mute(&self, id: &str, for_ms: Option<Millis>) -> Result<bool, StoreError> {
        let Some(trouble) = self.trouble(id).await? else { return Ok(false) };
        let until = for_ms.map(|span| self.now().saturating_add(span));
        let count = for_ms.is_none().then_some(trouble.count);
        self.store().mute_trouble(ORG, id, until, count).await
    }

    /// Ends the quiet of [`Engine::mute`].
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn unmute(&self, id: &str) -> Result<bool, StoreError> {
        self.store().mute_trouble(ORG, id, None, None).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(count: i64) -> TroubleRow {
        TroubleRow {
            seen: SeenTrouble { count, ..seen(TroubleKind::Call, "INVALID_FIELD", "Region__c", 5) },
            over_at: None,
            acknowledged_at: None,
            acknowledged_by: None,
            muted_until: None,
            muted_count: None,
            mailed_at: None,
            mailed_count: 0,
        }
    }

    #[test]
    fn a_mute_ends_with_its_time_or_when_more_are_struck() {
        assert_eq!(standing(&row(1), 9), Standing::Open);
        let for_a_time = TroubleRow { muted_until: Some(10), ..row(1) };
        assert_eq!(standing(&for_a_time, 9), Standing::Muted);
        assert_eq!(standing(&for_a_time, 10), Standing::Open);
        let until_more = |count| TroubleRow { muted_count: Some(3), ..row(count) };
        assert_eq!(standing(&until_more(3), 9), Standing::Muted);
        assert_eq!(standing(&until_more(4), 9), Standing::Open);
        let seen_to = TroubleRow { acknowledged_at: Some(1), ..row(1) };
        assert_eq!(standing(&seen_to, 9), Standing::Acknowledged);
        assert_eq!(standing(&TroubleRow { over_at: Some(2), ..seen_to }, 9), Standing::Over);
    }

    #[test]
    fn a_trouble_has_the_same_id_whenever_it_comes() {
        let once = id(TroubleKind::Call, "INVALID_FIELD", "Region__c");
        assert_eq!(once, id(TroubleKind::Call, "INVALID_FIELD", "Region__c"));
        assert_eq!(once.len(), 16);
        assert_ne!(once, id(TroubleKind::Delivery, "INVALID_FIELD", "Region__c"));
        assert_ne!(once, id(TroubleKind::Call, "INVALID_FIELD", ""));
    }

    #[test]
    fn every_kind_reads_back() {
        for kind in TroubleKind::ALL {
            assert_eq!(TroubleKind::parse(kind.as_str()), Some(kind));
        }
    }
}
