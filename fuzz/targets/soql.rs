//! Queries: whatever the text, the org answers, and never that it failed itself.

#![no_main]

use std::sync::LazyLock;

use emulator::fuzzing::Ground;
use libfuzzer_sys::fuzz_target;

static GROUND: LazyLock<Ground> = LazyLock::new(|| Ground::new().expect("the org can be made"));

fuzz_target!(|text: &str| {
    if let Err(error) = GROUND.soql(text) {
        assert!(error.status < 500, "{error}");
    }
});
