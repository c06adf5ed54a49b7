//! What a person says of a call in the console. It is kept as an event of the call, so that the call stays the fold of
//! its events, and Salesforce gets one patch of what differs then.

use domain::event::{CallEvent, Comment, EventKind, Facts};
use domain::matching::Resolution;
use domain::number;
use salesforce::SalesforceId;
use store::{CallDetail, Delivery, Remembered, StoreError};

use crate::digest::told;
use crate::search::Table;
use crate::{Engine, ORG};

/// The longest comment that is taken, in characters.
pub const LONGEST_COMMENT: usize = 10_000;

/// Values that a call memo may have, and the longest of them in characters (Salesforce's multi-select picklist).
pub const MOST_MEMO_VALUES: usize = 100;
const LONGEST_MEMO_VALUE: usize = 255;

/// Why what a person said was not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    /// There is no such call, or it has no events any more.
    #[error("There is no such call.")]
    NoSuchCall,
    /// The comment is empty.
    #[error("The comment is empty.")]
    Empty,
    /// The text is longer than Salesforce takes.
    #[error("The text is too long.")]
    TooLong,
    /// The id is not one of Salesforce's.
    #[error("This is no Salesforce record id of 15 or 18 characters.")]
    NotARecord,
    /// The call has no number that could be remembered.
    #[error("The call has no number for which a record could be remembered.")]
    NoNumber,
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SayError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchCall => "no_such_call",
            Self::Empty => "comment_empty",
            Self::TooLong => "text_too_long",
            Self::NotARecord => "not_a_record",
            Self::NoNumber => "no_number",
            Self::Store(error) => error.code(),
        }
    }
}

/// The record that a person names for a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Its Salesforce id.
    pub record_id: String,
    /// Its name, to show what is remembered.
    pub name: Option<String>,
    /// Whether calls to come from this number belong to it as well.
    pub remember: bool,
}

impl Engine {
    /// Saves the call memo's values in place of those of before (F106, F108). `who` says so.
    ///
    /// # Errors
    /// When there is no such call, a value is too long, or the store does not answer.
    pub async fn edit_memo(
        &self,
        call_id: &str,
        memo: Vec<String>,
        who: &str,
    ) -> Result<(), SayError> {
        let memo = memo.iter().map(|value| value.trim().to_owned());
        let memo: Vec<String> = memo.filter(|value| !value.is_empty()).collect();
        if memo.len() > MOST_MEMO_VALUES || memo.iter().any(|value| long(value, LONGEST_MEMO_VALUE))
        {
            return Err(SayError::TooLong);
        }
        let facts = Facts { memo: Some(memo), ..Facts::default() };
        self.say(call_id, EventKind::MemoSaved, facts, who).await.map(drop)
    }

    /// Adds a comment (F114). `who` says so.
    ///
    /// # Errors
    /// When there is no such call, the comment is empty or too long, or the store does not answer.
    pub async fn comment(&self, call_id: &str, text: &str, who: &str) -> Result<(), SayError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SayError::Empty);
        }
        if long(text, LONGEST_COMMENT) {
            return Err(SayError::TooLong);
        }
        let comment = Comment {
            id: format!("console:{}", uuid::Uuid::new_v4()),
            author: Some(who.to_owned()),
            text: text.to_owned(),
            at: Some(self.now()),
        };
        let facts = Facts { comments: vec![comment], ..Facts::default() };
        self.say(call_id, EventKind::Commented, facts, who).await.map(drop)
    }

    /// Moves the call, and its Task with it, to another record (F56), and remembers that for its number if `pick` says
    /// so. `who` says so.
    ///
    /// # Errors
    /// When there is no such call, the id is none, there is no number to remember, or the store does not answer.
    pub async fn pick_record(&self, call_id: &str, pick: Pick, who: &str) -> Result<(), SayError> {
        let record =
            SalesforceId::parse(pick.record_id.trim()).map_err(|_| SayError::NotARecord)?;
        let record = record.to_string();
        if Table::of_id(&record).is_none() {
            return Err(SayError::NotARecord);
        }
        if pick.remember {
            let detail = self.detail(call_id).await?;
            let (number, number_key) = number_of(&detail).ok_or(SayError::NoNumber)?;
            let remembered = Remembered {
                number,
                number_key,
                record_id: record.clone(),
                name: pick.name,
                who: who.to_owned(),
                at: self.now(),
            };
            self.0.store.remember(ORG, remembered).await?;
        }
        let facts = Facts { corrected_record: Some(record), ..Facts::default() };
        self.say(call_id, EventKind::RecordPicked, facts, who).await
    }

    /// Gives a failed call fresh attempts, the first at once; `false` when it has not failed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn retry_call(&self, call_id: &str) -> Result<bool, StoreError> {
        let tried = self.0.store.retry_call(ORG, call_id, self.now()).await?;
        self.0.due.notify_one();
        Ok(tried)
    }

    /// Reads a call's deliveries again; `false` when none is kept any more (retention, erasure).
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn replay_call(&self, deliveries: &[Delivery]) -> Result<bool, StoreError> {
        let mut again = false;
        for delivery in deliveries {
            again |= self.0.store.replay_delivery(ORG, &delivery.id).await?;
        }
        self.0.arrived.notify_one();
        Ok(again)
    }

    /// The numbers whose record is remembered, in order, at most `limit` after the number `after`.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn remembered(
        &self,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<Remembered>, StoreError> {
        self.0.store.remembered(ORG, after, limit).await
    }

    /// Forgets the record of a number (E.164), for calls to come; `false` when none was remembered.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn forget_remembered(&self, number: &str) -> Result<bool, StoreError> {
        self.0.store.forget_remembered(ORG, number).await
    }

    async fn detail(&self, call_id: &str) -> Result<CallDetail, SayError> {
        self.0.store.call(ORG, call_id).await?.ok_or(SayError::NoSuchCall)
    }

    async fn say(
        &self,
        call_id: &str,
        kind: EventKind,
        facts: Facts,
        who: &str,
    ) -> Result<(), SayError> {
        let detail = self.detail(call_id).await?;
        let first = detail.events.first().ok_or(SayError::NoSuchCall)?;
        let known: CallEvent =
            serde_json::from_str(&first.body).map_err(|_| SayError::NoSuchCall)?;
        let now = self.now();
        let event = CallEvent { call: known.call, kind, at: Some(now), facts };
        let event = told(call_id, &detail.row.source_id, event, now);
        self.0.store.tell(ORG, event, who, now).await?;
        self.0.due.notify_one();
        Ok(())
    }
}

fn long(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_some()
}

/// The number of a call as it was read, with its key.
fn number_of(detail: &CallDetail) -> Option<(String, i64)> {
    let resolution: Resolution = serde_json::from_str(detail.row.resolution.as_deref()?).ok()?;
    let number = resolution.inquiry.number;
    let key = number::tail(&number)?;
    Some((number.e164?, key))
}
