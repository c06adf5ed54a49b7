//! Finds the org's own word for the status that a profile asks for.

use language::Sentence;

use super::OrgFacts;
use crate::wording::status_is_closed;

/// The value for `Status` and a note if it is not the one that was asked for.
///
/// "Open" is no value of a standard org, and a Japanese one may know only 完了: what is not in the
/// picklist falls back to the first value that is as closed or as open as what was asked for.
pub(super) fn choose(wanted: &str, org: &OrgFacts) -> (Option<String>, Option<Sentence>) {
    let described = org.fields.get("Status");
    let picklist = described.and_then(|field| field.picklist.as_deref());
    let known: Vec<&str> = if org.statuses.is_empty() {
        picklist.unwrap_or_default().iter().map(String::as_str).collect()
    } else {
        org.statuses.iter().map(|status| status.value.as_str()).collect()
    };
    let wanted_folded = wanted.trim().to_lowercase();
    if let Some(same) = known.iter().find(|value| value.trim().to_lowercase() == wanted_folded) {
        return (Some((*same).to_owned()), None);
    }
    if known.is_empty() {
        return (Some(wanted.to_owned()), None);
    }
    let closed = status_is_closed(wanted).unwrap_or(true);
    let fallback = known.iter().find(|value| is_closed(value, org) == Some(closed));
    match fallback {
        Some(value) => (
            Some((*value).to_owned()),
            Some(Sentence::new("task-status-other").with("wanted", wanted).with("used", *value)),
        ),
        None => (None, Some(Sentence::new("task-status-none").with("wanted", wanted))),
    }
}

fn is_closed(value: &str, org: &OrgFacts) -> Option<bool> {
    org.statuses
        .iter()
        .find(|status| status.value == value)
        .map(|status| status.closed)
        .or_else(|| status_is_closed(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::TaskStatus;

    fn org(statuses: &[(&str, bool)]) -> OrgFacts {
        OrgFacts {
            statuses: statuses
                .iter()
                .map(|(value, closed)| TaskStatus { value: (*value).to_owned(), closed: *closed })
                .collect(),
            ..OrgFacts::default()
        }
    }

    #[test]
    fn the_orgs_spelling_is_taken() {
        let org = org(&[("Not Started", false), ("In Progress", false), ("Completed", true)]);
        assert_eq!(choose("In progress", &org), (Some("In Progress".to_owned()), None));
    }

    #[test]
    fn what_is_missing_falls_back_to_its_like() {
        let org = org(&[("受付", false), ("完了", true)]);
        assert_eq!(choose("Completed", &org).0.as_deref(), Some("完了"));
        let (open, note) = choose("Open", &org);
        assert_eq!(open.as_deref(), Some("受付"));
        assert!(note.unwrap().to_string().contains("\"Open\""));
    }

    #[test]
    fn nothing_alike_is_left_to_salesforce() {
        let org = org(&[("Aktif", false)]);
        let (status, note) = choose("Completed", &org);
        assert_eq!(status, None);
        assert!(note.is_some());
    }

    #[test]
    fn an_unread_list_is_trusted() {
        assert_eq!(choose("Completed", &OrgFacts::default()).0.as_deref(), Some("Completed"));
    }
}
