//! Goes through everyone in the copy, page by page.

use domain::hygiene::Traits;
use serde_json::{Map, Value};
use store::{Person, Store, StoreError};

use crate::ORG;
use crate::candidates::{flag, phones, text};

/// The objects whose records are looked at: users' numbers are their own affair.
pub(crate) const OBJECTS: [&str; 3] = ["Contact", "Account", "Lead"];

/// People that are read at once.
const PAGE: i64 = 2_000;

/// What a report reads of a person.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) object: String,
    pub(crate) record: String,
    pub(crate) traits: Traits,
    /// Whether it is a company and no person.
    pub(crate) company: bool,
    /// Phone fields and their texts.
    pub(crate) phones: Vec<(String, String)>,
}

/// A way through the copy, object by object and id by id.
pub(crate) struct Walk<'a> {
    store: &'a Store,
    objects: std::array::IntoIter<&'static str, 3>,
    object: Option<&'static str>,
    after: Option<String>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(store: &'a Store) -> Walk<'a> {
        let mut objects = OBJECTS.into_iter();
        let object = objects.next();
        Walk { store, objects, object, after: None }
    }

    /// The next people; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<Entry>>, StoreError> {
        while let Some(object) = self.object {
            let page = self.store.people_page(ORG, object, self.after.as_deref(), PAGE).await?;
            match page.last() {
                Some(last) => {
                    self.after = Some(last.record_id.clone());
                    return Ok(Some(page.into_iter().filter_map(entry).collect()));
                }
                None => {
                    self.object = self.objects.next();
                    self.after = None;
                }
            }
        }
        Ok(None)
    }
}

/// A person as a report sees it; `None` for those who stand for somebody else in the copy: merged records, converted
/// Leads (which nobody can edit), and the hidden Contacts of Person Accounts.
fn entry(person: Person) -> Option<Entry> {
    let row: Map<String, Value> = serde_json::from_str(&person.body).ok()?;
    let is_person = flag(&row, "IsPersonAccount");
    let hidden = person.object == "Contact" && is_person;
    if hidden || flag(&row, "IsDeleted") || flag(&row, "IsConverted") {
        return None;
    }
    let email = text(&row, "Email").or_else(|| text(&row, "PersonEmail")).unwrap_or_default();
    Some(Entry {
        company: person.object == "Account" && !is_person,
        object: person.object,
        record: person.record_id,
        traits: Traits { name: text(&row, "Name").unwrap_or_default(), email },
        phones: phones(&row),
    })
}
