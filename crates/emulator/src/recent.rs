//! What each user looked at last, newest first.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Records remembered for a user (REST API guide, "Recently Viewed Items").
pub(crate) const MOST_RECENT: usize = 200;

/// The lists of all users. An API client adds to its user's list only where it asks for that.
#[derive(Debug, Default)]
pub(crate) struct RecentItems(Mutex<HashMap<String, VecDeque<String>>>);

impl RecentItems {
    /// Puts a record at the head of a user's list. Both ids have 18 characters.
    pub(crate) fn note(&self, user_id: &str, record_id: &str) {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let list = lists.entry(user_id.to_owned()).or_default();
        list.retain(|known| known != record_id);
        list.push_front(record_id.to_owned());
        list.truncate(MOST_RECENT);
    }

    /// A user's list.
    pub(crate) fn of(&self, user_id: &str) -> Vec<String> {
        let lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.get(user_id).map(|list| list.iter().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first_and_once() {
        let recent = RecentItems::default();
        for id in ["a", "b", "a"] {
            recent.note("005", id);
        }
        assert_eq!(recent.of("005"), ["a", "b"]);
        assert!(recent.of("006").is_empty());
        for number in 0..MOST_RECENT {
            recent.note("005", &number.to_string());
        }
        assert_eq!(recent.of("005").len(), MOST_RECENT);
        assert!(!recent.of("005").contains(&"a".to_owned()));
    }
}
