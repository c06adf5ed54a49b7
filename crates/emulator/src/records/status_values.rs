//! The rows of TaskStatus, LeadStatus and their like: picklist values as records, for clients that query them.

use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::org::Org;
use crate::schema::PicklistValue;

/// Each object of values, with the picklist it lists.
const OBJECTS: [(&str, &str, &str); 5] = [
    ("CaseStatus", "Case", "Status"),
    ("LeadStatus", "Lead", "Status"),
    ("OpportunityStage", "Opportunity", "StageName"),
    ("TaskPriority", "Task", "Priority"),
    ("TaskStatus", "Task", "Status"),
];

/// Writes the rows of a new org.
pub(super) fn found(org: &Org) -> Result<(), ApiError> {
    let schema = org.schema();
    for (object, of, field) in OBJECTS {
        let field = schema.object(of).and_then(|object| object.field(field));
        let values = field.map(|field| field.values.as_slice()).unwrap_or_default();
        let rows = values.iter().zip(1..).map(|(value, place)| row(object, value, place)).collect();
        org.load(object, rows)?;
    }
    Ok(())
}

fn row(object: &str, value: &PicklistValue, place: i32) -> Map<String, Value> {
    let name = &value.value;
    let mut row = json!({"MasterLabel": name, "ApiName": name, "SortOrder": place});
    let more = match object {
        "LeadStatus" => {
            json!({"IsDefault": value.default, "IsConverted": super::conversion::is_converted(name)})
        }
        "OpportunityStage" => {
            let closed = name.starts_with("Closed");
            let won = name == "Closed Won";
            json!({"IsActive": true, "IsClosed": closed, "IsWon": won})
        }
        "TaskPriority" => json!({"IsDefault": value.default, "IsHighPriority": name == "High"}),
        _ => json!({"IsDefault": value.default, "IsClosed": value.closed}),
    };
    match (&mut row, more) {
        (Value::Object(row), Value::Object(more)) => {
            row.extend(more);
            row.clone()
        }
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::org::{Org, OrgOptions};

    #[test]
    fn the_closed_status_of_a_task_can_be_queried() {
        let org = Org::new(OrgOptions::new(Arc::new(|| 0), 1)).unwrap();
        let query = "SELECT ApiName FROM TaskStatus WHERE IsClosed = true";
        let reply = org.query(&org.administrator(), query).unwrap();
        let names: Vec<&str> =
            reply.records.iter().map(|row| row["ApiName"].as_str().unwrap()).collect();
        assert_eq!(names, ["Completed"]);
    }
}
