//! Which fields of the Task the profiles write.

use std::collections::BTreeSet;

use domain::profile::Profile;

/// The fields that every Task of a call has.
const ALWAYS: [&str; 10] = [
    "Subject",
    "Status",
    "WhoId",
    "WhatId",
    "OwnerId",
    "ActivityDate",
    "CallType",
    "CallDurationInSeconds",
    "CallObject",
    "Description",
];

/// What the call's key, the profiles and nothing else may write, by API name.
pub(crate) fn fields(profiles: &[&Profile]) -> BTreeSet<String> {
    let mut fields: BTreeSet<String> = ALWAYS.iter().map(|field| (*field).to_owned()).collect();
    for profile in profiles {
        if profile.type_field {
            fields.insert("Type".to_owned());
        }
        if profile.task_subtype.is_some() {
            fields.insert("TaskSubtype".to_owned());
        }
        if profile.call_disposition.is_some() {
            fields.insert("CallDisposition".to_owned());
        }
        let further = profile.fields.iter().filter(|(_, template)| !template.is_empty());
        fields.extend(further.map(|(field, _)| field.clone()));
    }
    fields
}
