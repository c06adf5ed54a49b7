#!/bin/sh
# Throws damaged text at the emulator's readers: fuzz/run.sh SECONDS [TARGET ...]
#
# Each target runs for SECONDS. A panic, an overflow, a hang of ten seconds or an answer that blames the org itself ends
# with a failure; the input is then kept in fuzz/artifacts. What reached new code is kept in fuzz/corpus and is where the
# next run begins. Needs the stable toolchain and a C++ compiler.
set -eu
seconds=${1:?how many seconds each target shall run, such as 30}
shift
targets=${*:-soql sosl csv soap}
cd "$(dirname "$0")"

# The compiler's own coverage, which the engine follows; cargo-fuzz passes the same flags.
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"
host=$(rustc -vV | sed -n 's/^host: //p')
# The same versions as the emulator's own tests have; cargo adds the engine's.
cp ../Cargo.lock Cargo.lock
# With --target the flags do not reach build scripts. The target folder is our own, for other flags would build all anew.
CARGO_TARGET_DIR=${FUZZ_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR
RUSTFLAGS="$coverage" cargo build --quiet --release --target "$host"

ran=0
inputs=0
for target in $targets; do
    mkdir -p "corpus/$target" artifacts
    echo "fuzzing $target for $seconds s"
    log=artifacts/$target.log
    if ! "$CARGO_TARGET_DIR/$host/release/$target" "corpus/$target" "seeds/$target" \
        -dict=dictionary.txt -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
        -artifact_prefix="artifacts/$target-" -print_final_stats=1 >"$log" 2>&1; then
        tail -n 40 "$log"
        exit 1
    fi
    units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    echo "$target: $units inputs"
    ran=$((ran + 1))
    inputs=$((inputs + units))
done
echo "$ran targets, $inputs inputs, nothing found"
