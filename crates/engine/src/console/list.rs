//! The list of calls, and the texts by which people narrow it down.

use domain::call::Call;
use domain::number;
use store::{CallColumn, CallFilter, CallRow, StoreError};

use super::{ListedCall, stored};
use crate::listed::{digits, small};
use crate::listing::pause;
use crate::names::KnownNames;
use crate::{Engine, ORG};

/// A number with fewer digits is a part of one and looked for as a text.
const DIGITS_OF_A_NUMBER: usize = 7;

/// Values of a column that people are offered to choose from.
const CHOICES: i64 = 500;

/// A page of the list.
#[derive(Debug, Clone, Default)]
pub struct CallList {
    /// The calls, newest first.
    pub calls: Vec<ListedCall>,
    /// To go on; `None` at the end.
    pub next: Option<String>,
    /// Where the search stopped before it had found a page full, UTC milliseconds.
    pub looked_back_to: Option<i64>,
}

impl Engine {
    /// A page of the list of calls, at most `limit`, `after` the place where another page ended.
    ///
    /// # Errors
    /// `StoreError::BadCursor` for anything that is no such place; when the store does not answer.
    pub async fn list_calls(
        &self,
        filter: &CallFilter,
        after: Option<&str>,
        limit: i64,
    ) -> Result<CallList, StoreError> {
        let store = &self.0.store;
        let page = store.list_calls(ORG, filter, after, limit).await?;
        let paused = pause(store, self.now()).await?.is_some();
        let names = KnownNames::of(store, &page.rows).await?;
        let line = |row: &CallRow| {
            let call: Option<Call> = stored(row.folded.as_deref());
            ListedCall::of(row, call.as_ref(), paused, &names)
        };
        Ok(CallList {
            calls: page.rows.iter().map(line).collect(),
            next: page.next,
            looked_back_to: page.looked_back_to,
        })
    }

    /// How many calls are newer than the place `than`, counted up to `most`.
    ///
    /// # Errors
    /// `StoreError::BadCursor` for anything that is no place; when the store does not answer.
    pub async fn count_newer_calls(
        &self,
        filter: &CallFilter,
        than: &str,
        most: i64,
    ) -> Result<usize, StoreError> {
        self.0.store.count_newer_calls(ORG, filter, than, most).await
    }

    /// How many calls there are, counted up to `most`; `None` where that would take long.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn count_calls(
        &self,
        filter: &CallFilter,
        most: i64,
    ) -> Result<Option<usize>, StoreError> {
        self.0.store.count_calls(ORG, filter, most).await
    }

    /// The values that people can choose from, in alphabetical order.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn call_choices(&self, column: CallColumn) -> Result<Vec<String>, StoreError> {
        self.0.store.call_choices(ORG, column, CHOICES).await
    }
}

/// Lets `filter` look for the call that somebody named by its id, or by the part behind the source.
pub fn look_for_id(filter: &mut CallFilter, typed: &str, sources: &[String]) {
    let typed = typed.trim();
    if !typed.is_empty() {
        filter.call_ids.extend(sources.iter().map(|source| format!("{source}:{typed}")));
        filter.call_ids.push(typed.to_owned());
    }
}

/// Lets `filter` look for what somebody typed: a number however spelt, the end of one, or words.
pub fn look_for(filter: &mut CallFilter, typed: &str) {
    let typed = typed.trim();
    let is_number = typed.chars().any(char::is_numeric)
        && typed.chars().all(|letter| letter.is_numeric() || !letter.is_alphanumeric());
    let digits = digits(typed);
    if is_number && digits.len() >= DIGITS_OF_A_NUMBER {
        filter.number_keys = number::tails(typed);
        if !filter.number_keys.is_empty() {
            return;
        }
    }
    if is_number && !digits.is_empty() {
        filter.words.push(digits);
        return;
    }
    filter.words.extend(small(typed).split_whitespace().map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_for(typed: &str) -> (Vec<i64>, Vec<String>) {
        let mut filter = CallFilter::default();
        look_for(&mut filter, typed);
        (filter.number_keys, filter.words)
    }

    #[test]
    fn a_number_is_looked_for_by_its_key_however_it_is_spelt() {
        for typed in ["+81 3-5550-0123", "(03) 5550 0123", "０３－５５５０－０１２３", "0355500123"]
        {
            let (keys, words) = looked_for(typed);
            assert!(keys.contains(&1_5550_0123) && words.is_empty(), "{typed}: {keys:?} {words:?}");
        }
    }

    #[test]
    fn a_part_of_a_number_and_words_are_looked_for_as_texts() {
        let texts = |typed| looked_for(typed).1;
        assert_eq!(texts("0123"), ["0123"]);
        assert_eq!(texts("55-01"), ["5501"]);
        assert_eq!(texts("  Aiko  ＥＸＡＭＰＬＥ "), ["aiko", "example"]);
        assert_eq!(texts("desk:17"), ["desk:17"]);
        assert!(texts(" \n").is_empty());
        assert_eq!(texts("%_'"), ["%_'"]);
    }
}
