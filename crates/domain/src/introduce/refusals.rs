//! Why somebody was not created, in sentences that say what to do.

/// A duplicate rule named a record, which is used.
#[must_use]
pub fn duplicate_used(object: &str, id: &str) -> String {
    format!(
        "Salesforce's duplicate rules refused a new {object}, because {id} is the same; the call goes \
         there (create.duplicates = \"use\")."
    )
}

/// A duplicate rule named a record, or none, and nothing is used.
#[must_use]
pub fn duplicate_left(object: &str, id: Option<&str>) -> String {
    let same = id.map_or_else(String::new, |id| format!(", because {id} is the same"));
    format!(
        "Salesforce's duplicate rules refused a new {object}{same}; the call stays without a record. \
         Choose create.duplicates in the profile: \"use\" takes the record that Salesforce names, \"save\" creates \
         another one where the rule only warns."
    )
}

/// Nobody could be created.
#[must_use]
pub fn refused_sentence(object: &str, words: &str) -> String {
    format!(
        "No {object} could be created for the number, so the Task is written without one. {words}"
    )
}
