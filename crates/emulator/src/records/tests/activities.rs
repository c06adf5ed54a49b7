//! Events and series of tasks: when they take place, and whose they are.

use serde_json::{Value, json};

use super::{Desk, refuses};

#[test]
fn start_end_and_duration_of_an_event_follow_from_each_other() {
    // The org is in Tokyo, nine hours ahead of UTC.
    let desk = Desk::new();
    let start = "2024-11-07T20:00:00.000+0000";
    for (given, end, minutes, day) in [
        (
            json!({"StartDateTime": start, "DurationInMinutes": 30}),
            "2024-11-07T20:30:00.000+0000",
            30,
            "2024-11-08",
        ),
        (
            json!({"ActivityDateTime": start, "DurationInMinutes": 30}),
            "2024-11-07T20:30:00.000+0000",
            30,
            "2024-11-08",
        ),
        (
            json!({"StartDateTime": start, "EndDateTime": "2024-11-07T21:30:00Z"}),
            "2024-11-07T21:30:00.000+0000",
            90,
            "2024-11-08",
        ),
        (
            json!({"IsAllDayEvent": true, "ActivityDate": "2024-11-07"}),
            "2024-11-07T00:00:00.000+0000",
            1_440,
            "2024-11-07",
        ),
        (
            json!({"IsAllDayEvent": true, "StartDateTime": "2024-11-07T00:00:00Z", "EndDateTime": "2024-11-08T00:00:00Z"}),
            "2024-11-08T00:00:00.000+0000",
            2_880,
            "2024-11-07",
        ),
    ] {
        let id = desk.create("Event", given.clone()).unwrap();
        let event = desk.read("Event", &id);
        assert_eq!(event["EndDateTime"], end, "{given}");
        assert_eq!(event["DurationInMinutes"], minutes, "{given}");
        assert_eq!(event["ActivityDate"], day, "{given}");
    }
}

#[test]
fn a_moved_event_keeps_its_duration() {
    let desk = Desk::new();
    let event = json!({"StartDateTime": "2024-11-07T10:00:00Z", "DurationInMinutes": 30});
    let id = desk.create("Event", event).unwrap();
    desk.update("Event", &id, json!({"StartDateTime": "2024-11-07T12:00:00Z"})).unwrap();
    let event = desk.read("Event", &id);
    assert_eq!(event["EndDateTime"], "2024-11-07T12:30:00.000+0000");
    assert_eq!(event["ActivityDateTime"], event["StartDateTime"]);
    desk.update("Event", &id, json!({"EndDateTime": "2024-11-07T13:00:00Z"})).unwrap();
    assert_eq!(desk.read("Event", &id)["DurationInMinutes"], 60);
    desk.update("Event", &id, json!({"Subject": "Visit"})).unwrap();
    assert_eq!(desk.read("Event", &id)["DurationInMinutes"], 60);
}

#[test]
fn an_event_that_cannot_be_is_refused() {
    let desk = Desk::new();
    let start = "2024-11-07T10:00:00Z";
    for (given, code, message, field) in [
        (
            json!({"DurationInMinutes": 5}),
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [StartDateTime]",
            "StartDateTime",
        ),
        (
            json!({"StartDateTime": start}),
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [DurationInMinutes]",
            "DurationInMinutes",
        ),
        (
            json!({"StartDateTime": start, "EndDateTime": "2024-11-07T09:00:00Z"}),
            "FIELD_INTEGRITY_EXCEPTION",
            "Event duration can not be negative",
            "DurationInMinutes",
        ),
        (
            json!({"StartDateTime": start, "EndDateTime": "2024-11-07T11:00:00Z", "DurationInMinutes": 5}),
            "FIELD_INTEGRITY_EXCEPTION",
            "Duration and End Date Time do not agree",
            "DurationInMinutes",
        ),
        (
            json!({"StartDateTime": start, "DurationInMinutes": 20_161}),
            "FIELD_INTEGRITY_EXCEPTION",
            "longer than 14 days",
            "DurationInMinutes",
        ),
        (
            json!({"StartDateTime": start, "ActivityDateTime": "2024-11-07T09:00:00Z", "DurationInMinutes": 5}),
            "FIELD_INTEGRITY_EXCEPTION",
            "must be the same",
            "StartDateTime",
        ),
    ] {
        refuses(desk.create("Event", given), code, message, &[field]);
    }
}

fn series(kind: &str, end: &str) -> Value {
    json!({
        "Subject": "Ring back", "IsRecurrence": true, "RecurrenceType": kind, "RecurrenceInterval": 1,
        "RecurrenceStartDateOnly": "2024-11-07", "RecurrenceEndDateOnly": end, "Ringledger_Call_Id__c": "call-1",
    })
}

#[test]
fn a_series_makes_its_tasks_and_they_follow_its_owner() {
    let desk = Desk::new();
    let kei = desk.user("kei").user_id;
    let id = desk.create("Task", series("RecursDaily", "2024-11-09")).unwrap();
    let tasks = || {
        desk.rows(&format!(
            "SELECT Id, ActivityDate, OwnerId, IsDeleted FROM Task WHERE RecurrenceActivityId = '{id}' \
             AND IsRecurrence = false ORDER BY ActivityDate"
        ))
    };
    let days: Vec<Value> = tasks().iter().map(|task| task["ActivityDate"].clone()).collect();
    assert_eq!(days, ["2024-11-07", "2024-11-08", "2024-11-09"]);
    let done = tasks()[0]["Id"].as_str().unwrap().to_owned();
    desk.update("Task", &done, json!({"Status": "Completed"})).unwrap();
    desk.update("Task", &id, json!({"OwnerId": kei})).unwrap();
    let owners: Vec<bool> = tasks().iter().map(|task| task["OwnerId"] == json!(kei)).collect();
    assert_eq!(owners, [false, true, true]);
    desk.org.delete(&desk.actor, "Task", &id).unwrap();
    let deleted: Vec<Value> = tasks().iter().map(|task| task["IsDeleted"].clone()).collect();
    assert_eq!(deleted, [false, true, true], "what is done stays");
}

#[test]
fn a_series_that_says_too_little_or_recurs_too_often_is_refused() {
    let desk = Desk::new();
    refuses(
        desk.create("Task", series("RecursWeekly", "2024-12-01")),
        "REQUIRED_FIELD_MISSING",
        "Required fields are missing: [RecurrenceDayOfWeekMask]",
        &["RecurrenceDayOfWeekMask"],
    );
    refuses(
        desk.create("Task", series("RecursDaily", "2025-11-07")),
        "FIELD_INTEGRITY_EXCEPTION",
        "the recurrence has more than 100 days",
        &["RecurrenceEndDateOnly"],
    );
    refuses(
        desk.create("Task", json!({"IsRecurrence": true, "RecurrenceType": "RecursDaily"})),
        "REQUIRED_FIELD_MISSING",
        "[RecurrenceStartDateOnly, RecurrenceEndDateOnly]",
        &["RecurrenceStartDateOnly", "RecurrenceEndDateOnly"],
    );
}
