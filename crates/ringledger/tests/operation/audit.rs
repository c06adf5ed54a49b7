//! `ringledger audit verify` as a nightly job runs it: by its exit code, and by the row that it names.

use crate::installation::Installation;

/// Puts deeds into the log.
fn deeds(installation: &Installation, count: usize) {
    for _ in 0..count {
        let done = installation.run(&["disclose", "+1 202-555-0147"]);
        assert!(done.success, "{done:?}");
    }
}

#[test]
fn a_whole_log_passes_and_a_changed_one_fails_by_its_row() {
    let installation = Installation::new();
    deeds(&installation, 4);
    let whole = installation.run(&["audit", "verify"]);
    assert!(whole.success && whole.out.contains("is whole: 4 rows"), "{whole:?}");
    let end = whole.out.lines().last().unwrap().rsplit(' ').next().unwrap().to_owned();
    let noted = installation.run(&["audit", "verify", "--noted", &end]);
    assert!(noted.success, "{noted:?}");
    let other = installation.run(&["audit", "verify", "--noted", &"0".repeat(64)]);
    assert!(!other.success && other.out.contains("written anew"), "{other:?}");

    let file = rusqlite::Connection::open(installation.path("ringledger.db")).unwrap();
    file.execute_batch(
        "DROP TRIGGER audit_is_not_changed; UPDATE audit SET who = 'nobody' WHERE place = 3",
    )
    .unwrap();
    let changed = installation.run(&["audit", "verify"]);
    assert!(!changed.success, "{changed:?}");
    assert!(changed.out.contains("row 3 was changed"), "{changed:?}");
    assert!(changed.out.contains("The 2 rows before"), "{changed:?}");

    file.execute_batch("DROP TRIGGER audit_is_not_deleted; DELETE FROM audit WHERE place >= 3")
        .unwrap();
    let cut = installation.run(&["audit", "verify"]);
    assert!(
        !cut.success && cut.out.contains("row 3 and the rows after it were cut off"),
        "{cut:?}"
    );
}
