//! Row locks: which writes hold an account, and who fails meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};

use super::{Desk, NOW};
use crate::setup::RowLocks;

#[test]
fn writes_around_one_account_lock_it() {
    let time = Arc::new(AtomicI64::new(NOW));
    let clock = Arc::clone(&time);
    let desk = Desk::with(|options| options.clock = Arc::new(move || clock.load(Ordering::SeqCst)));
    let account = desk.create("Account", json!({"Name": "Acme"})).unwrap();
    let contact = desk.create("Contact", json!({"LastName": "D", "AccountId": account})).unwrap();
    let done = json!({"Subject": "Call", "Status": "Completed", "ActivityDate": "2024-11-07", "WhoId": contact});
    let open = json!({"Subject": "Call", "ActivityDate": "2024-11-07", "WhoId": contact});
    let undated = json!({"Subject": "Call", "WhoId": contact});
    let task = desk.create("Task", done.clone()).unwrap();
    desk.org.change_setup(|setup| {
        setup.row_locks = RowLocks { transaction_ms: 100, wait_ms: 20 };
    });
    let blocked = |result: Result<String, crate::ApiError>| {
        let error = result.unwrap_err();
        assert_eq!(error.code, "UNABLE_TO_LOCK_ROW");
        error.message
    };
    let update = |record: Value| desk.update("Task", &task, record).map(|()| String::new());

    // Neither a finished task nor one without a date locks anything when it is created.
    desk.create("Task", done.clone()).unwrap();
    desk.create("Task", undated).unwrap();
    desk.create("Task", open.clone()).unwrap();
    let message = blocked(desk.create("Task", open.clone()));
    let both = format!("{account},{contact}");
    assert_eq!(
        message,
        format!("unable to obtain exclusive access to this record or 2 records: {both}")
    );
    desk.create("Task", done).unwrap();
    blocked(update(json!({"Description": "x"})));
    blocked(desk.update("Account", &account, json!({"Phone": "1"})).map(|()| String::new()));
    blocked(desk.org.delete(&desk.actor, "Task", &task).map(|()| String::new()));

    // After 80 ms the wait is short enough; the next transaction begins when the first ends.
    time.fetch_add(80, Ordering::SeqCst);
    update(json!({"Description": "x"})).unwrap();
    time.fetch_add(80, Ordering::SeqCst);
    blocked(desk.create("Task", open.clone()));
    time.fetch_add(40, Ordering::SeqCst);
    desk.create("Task", open).unwrap();
}
