//! The one way into the copy: rows of the org, however they were read, become people with the keys of their
//! numbers, and calls on records that were merged, converted or deleted are matched once more.

use domain::number;
use salesforce::{Record, moment};
use serde_json::{Map, Value};
use store::{MirrorRow, Person, StoreError};

use crate::candidates::{flag, phones, text};
use crate::{Engine, ORG};

/// Calls that are older than this stay where they are, whatever becomes of their record: 30 days, in milliseconds.
const FOLLOWED: i64 = 30 * 86_400_000;

/// Records that are forgotten or followed in one transaction: whoever else writes waits for no longer.
const AT_ONCE: usize = 1_000;

/// What a reading of the org has brought.
#[derive(Debug, Default)]
pub(crate) struct News {
    people: Vec<Person>,
    /// Records that are there no more.
    gone: Vec<String>,
    /// Records whose calls belong elsewhere now.
    left: Vec<String>,
}

impl News {
    /// Adds a row of `object`: of a query, of a bulk query or put together from change events.
    pub(crate) fn add(&mut self, object: &str, row: Record) {
        let Some(id) = text(&row, "Id") else { return };
        if flag(&row, "IsDeleted") && text(&row, "MasterRecordId").is_none() {
            self.forget(id);
            return;
        }
        if flag(&row, "IsDeleted") || flag(&row, "IsConverted") {
            self.left.push(id.clone());
        }
        self.people.push(person(object, id, row));
    }

    /// Adds that a record was deleted.
    pub(crate) fn forget(&mut self, id: String) {
        self.left.push(id.clone());
        self.gone.push(id);
    }

    /// How many people it has brought.
    pub(crate) fn count(&self) -> usize {
        self.people.len()
    }
}

impl Engine {
    /// Takes `news` into the copy, as seen by the load `generation`, together with how far the copy has come.
    /// Applying the same news twice changes nothing.
    ///
    /// # Errors
    /// When the store does not answer; then `progress` was not kept and the same news must be read again.
    pub(crate) async fn apply(
        &self,
        news: News,
        generation: i64,
        progress: Option<MirrorRow>,
    ) -> Result<(), StoreError> {
        let store = &self.0.store;
        let follows = !(news.gone.is_empty() && news.left.is_empty());
        // The progress last where more follows: were it kept before, a crash between could lose that.
        let (with, after) = if follows { (None, progress) } else { (progress, None) };
        let users = news.people.iter().any(|person| person.object == "User");
        let kept = store.keep_people(ORG, news.people, generation, with).await?;
        if users && kept.new + kept.changed > 0 {
            self.0.knowledge.users_changed();
        }
        if follows {
            for gone in news.gone.chunks(AT_ONCE) {
                let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
                store.forget_people(ORG, &gone).await?;
            }
            for left in news.left.chunks(AT_ONCE) {
                self.follow(left).await?;
            }
        }
        match after {
            Some(row) => store.save_mirror(ORG, &row).await,
            None => Ok(()),
        }
    }

    /// Lets the calls on these records be matched once more.
    async fn follow(&self, left: &[String]) -> Result<(), StoreError> {
        let now = self.now();
        let left: Vec<&str> = left.iter().map(String::as_str).collect();
        let woken = self.0.store.wake_calls_on(ORG, &left, now - FOLLOWED, now).await?;
        if woken > 0 {
            tracing::info!(
                calls = woken,
                "records were merged, converted or deleted; their calls follow"
            );
            self.0.due.notify_one();
        }
        Ok(())
    }
}

/// A row as the copy keeps it.
fn person(object: &str, id: String, row: Record) -> Person {
    let row = shape(row);
    let stamp = |name| text(&row, name).and_then(|at| moment(&at));
    let mut tails = Vec::new();
    if searched(object, &row) {
        for (_, phone) in phones(&row) {
            tails.extend(number::tails(&phone));
        }
    }
    Person {
        record_id: id,
        object: object.to_owned(),
        changed_at: stamp("SystemModstamp")
            .or_else(|| stamp("LastModifiedDate"))
            .unwrap_or_default(),
        body: Value::Object(row).to_string(),
        tails,
    }
}

/// Whether a number leads to the row: not to users, not to what was merged away, and not to the hidden Contact of
/// a Person Account, whose Account is found instead.
fn searched(object: &str, row: &Map<String, Value>) -> bool {
    let hidden = object == "Contact" && flag(row, "IsPersonAccount");
    object != "User" && !hidden && !flag(row, "IsDeleted")
}

/// The row without what is empty; `Account.Name` as a bulk query writes it stands where other queries have it.
fn shape(mut row: Record) -> Record {
    if let Some(name) = row.remove("Account.Name") {
        row.insert("Account".to_owned(), serde_json::json!({ "Name": name }));
    }
    row.remove("attributes");
    if let Some(Value::Object(account)) = row.get_mut("Account") {
        account.remove("attributes");
    }
    row.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    row
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn news(object: &str, row: Value) -> News {
        let mut news = News::default();
        news.add(object, row.as_object().cloned().unwrap());
        news
    }

    #[test]
    fn a_row_is_the_same_person_however_it_was_read() {
        let queried = json!({
            "attributes": {"type": "Contact", "url": "/x"}, "Id": "003000000000001AAA", "Name": "Mary Major",
            "Phone": "(415) 555-0123", "MobilePhone": null, "IsDeleted": false,
            "Account": {"attributes": {"type": "Account"}, "Name": "Example Works"},
            "SystemModstamp": "2026-11-20T07:00:00.000+0000",
        });
        let person = news("Contact", queried).people.remove(0);
        assert_eq!((person.changed_at, person.tails.len()), (1_795_158_000_000, 1));
        assert!(!person.body.contains("attributes"), "{}", person.body);
        let loaded = json!({
            "Id": "003000000000001AAA", "Name": "Mary Major", "Phone": "(415) 555-0123", "MobilePhone": "",
            "IsDeleted": "false", "Account.Name": "Example Works", "SystemModstamp": "2026-11-20T07:00:00.000Z",
        });
        let loaded = news("Contact", loaded).people.remove(0);
        assert_eq!(
            (loaded.changed_at, &loaded.tails, loaded.body.contains(r#""Account":{"Name""#)),
            (person.changed_at, &person.tails, true)
        );
    }

    #[test]
    fn nobody_is_found_by_the_number_of_a_user_a_hidden_contact_or_a_merged_record() {
        for (object, row) in [
            ("User", json!({"Id": "005000000000001AAA", "Phone": "(415) 555-0123"})),
            (
                "Contact",
                json!({"Id": "003000000000001AAA", "Phone": "(415) 555-0123", "IsPersonAccount": "true"}),
            ),
            (
                "Contact",
                json!({"Id": "003000000000001AAA", "Phone": "(415) 555-0123", "IsDeleted": true,
                "MasterRecordId": "003000000000002AAA"}),
            ),
        ] {
            let news = news(object, row);
            assert_eq!((news.people.len(), news.people[0].tails.len()), (1, 0), "{object}");
        }
    }

    #[test]
    fn what_is_deleted_is_forgotten_and_what_moved_is_followed() {
        let deleted = news("Lead", json!({"Id": "00Q000000000001AAA", "IsDeleted": true}));
        assert_eq!((deleted.gone.len(), deleted.left.len(), deleted.people.len()), (1, 1, 0));
        let converted = news("Lead", json!({"Id": "00Q000000000001AAA", "IsConverted": "true"}));
        assert_eq!((converted.gone.len(), converted.left.len(), converted.people.len()), (0, 1, 1));
        assert!(news("Lead", json!({"Name": "A row without an id"})).people.is_empty());
    }
}
