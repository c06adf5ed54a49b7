//! Uploads of the Bulk API: whatever the bytes, reading and writing them ends.

#![no_main]

use emulator::fuzzing::bulk_csv;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| {
    let rows = bulk_csv(text);
    assert!(rows <= 6 * (text.len() + 1), "{rows} rows of {} bytes", text.len());
});
