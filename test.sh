#!/usr/bin/env bash
# Runs every check of this repository: format, lints, all tests on both databases, programs of other people against the
# emulated org (clients/), 5,000 generated requests against the JSON API (api/), the Debian package (packaging/), the console
# in a browser (browser/), and the fuzzers (fuzz/). Needs cargo. PostgreSQL, npm, Python's venv and Chromium are installed if
# this is Debian or Ubuntu and we are root. PostgreSQL runs on loopback in a temporary folder that is removed at the end.
#
#   ./test.sh                    everything
#   ./test.sh fold               only tests whose name has "fold" (arguments go to `cargo test`)
#
# Set RINGLEDGER_TEST_POSTGRES to use a PostgreSQL server of your own; tests create and drop databases on it.
# Set RINGLEDGER_FUZZ_SECONDS for another time than 30 seconds for each fuzzer (600 at night).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

folder=$(mktemp -d "${TMPDIR:-/tmp}/ringledger-test.XXXXXX")
postgres_bin=

# Runs a command as the one who may run PostgreSQL, which refuses to run as root.
as_postgres() {
    if [[ $(id -u) -eq 0 ]]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

clean_up() {
    if [[ -n $postgres_bin && -f $folder/data/postmaster.pid ]]; then
        as_postgres "$postgres_bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null || true
    fi
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Prints the folder of the newest initdb; fails if there is none.
find_postgres() {
    local found
    found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    if [[ -z $found ]]; then
        found=$(command -v initdb || true)
    fi
    [[ -n $found ]] && dirname "$found"
}

# install PROGRAM PACKAGE...: installs what PROGRAM comes with, or says what to do.
install() {
    local program=$1
    shift
    if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
        echo "test.sh: the tests need $program, which was not found. Install it (Debian, Ubuntu:" \
            "sudo apt-get install $*), then run this again." >&2
        exit 1
    fi
    echo "== installing $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

start_postgres() {
    if ! postgres_bin=$(find_postgres); then
        install "PostgreSQL's initdb" postgresql
        postgres_bin=$(find_postgres)
    fi
    if [[ $(id -u) -eq 0 ]]; then
        chown postgres "$folder"
    fi
    as_postgres "$postgres_bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null

    # Nobody needs this data after the tests, so nothing waits for the disk.
    local settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories='$folder' -c max_connections=200"
    settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    local port
    for _ in {1..20}; do
        port=$((20000 + RANDOM % 12000))
        if as_postgres "$postgres_bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 \
            -o "-p $port $settings" start >/dev/null 2>&1; then
            export RINGLEDGER_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
            echo "== $("$postgres_bin/postgres" --version) on 127.0.0.1:$port"
            return
        fi
        # Most likely somebody else has the port: take another one.
    done
    echo "test.sh: PostgreSQL did not start. Its log ends with:" >&2
    tail -n 20 "$folder/server.log" >&2
    exit 1
}

failed_steps=()

# Runs one step; a failure is remembered, so that one run tells everything that is wrong.
step() {
    local name=$1
    shift
    echo "== $name"
    if ! "$@"; then
        failed_steps+=("$name")
    fi
}

run_tests() {
    cargo test --workspace --locked --no-fail-fast "$@" 2>&1 | tee "$folder/tests.log"
}

# Programs of other people against the emulated org; see clients/README.md.
run_clients() {
    command -v npm >/dev/null || install npm nodejs npm
    python3 -c "import venv, ensurepip" 2>/dev/null || install "Python's venv" python3 python3-venv
    cargo build -p ringledger --locked && clients/run.sh 2>&1 | tee "$folder/clients.log"
}

# Whatever the JSON API is sent, its answer is one that its description names; see docs/api.md.
run_api() {
    python3 -c "import venv, ensurepip" 2>/dev/null || install "Python's venv" python3 python3-venv
    cargo build -p ringledger --locked && api/run.sh 2>&1 | tee "$folder/api.log"
}

# The Debian package, built, installed and started; see packaging/README.md.
run_packaging() {
    packaging/test.sh 2>&1 | tee "$folder/packaging.log"
}

# The console in a real browser; see browser/README.md.
run_browser() {
    command -v npm >/dev/null || install npm nodejs npm
    if [[ -z ${CHROMIUM:-} ]] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
        install Chromium chromium fonts-noto-cjk
    fi
    cargo build -p ringledger --locked && browser/run.sh 2>&1 | tee "$folder/browser.log"
}

run_fuzzers() {
    fuzz/run.sh "${RINGLEDGER_FUZZ_SECONDS:-30}" 2>&1 | tee "$folder/fuzz.log"
}

if ! command -v cargo >/dev/null; then
    echo "test.sh: cargo was not found. Install Rust from https://rustup.rs, then run this again." >&2
    exit 1
fi
if [[ -z ${RINGLEDGER_TEST_POSTGRES:-} ]]; then
    start_postgres
fi

step "format" cargo fmt --all --check
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
step "tests" run_tests "$@"
others=
if [[ $# -eq 0 ]]; then
    step "clients" run_clients
    step "api" run_api
    step "packaging" run_packaging
    step "browser" run_browser
    step "fuzzers" run_fuzzers
    others="; clients: $(tail -n 1 "$folder/clients.log"); api: $(tail -n 1 "$folder/api.log")"
    others+="; packaging: $(tail -n 1 "$folder/packaging.log"); browser: $(tail -n 1 "$folder/browser.log")"
    others+="; fuzzers: $(tail -n 1 "$folder/fuzz.log")"
fi

# Adds up the runner's own "test result:" lines, one for each test program.
counts=$(awk '
    /^test result: / {
        programs += 1
        for (i = 2; i <= NF; i++) {
            if ($i == "passed;") passed += $(i - 1)
            if ($i == "failed;") failed += $(i - 1)
            if ($i == "ignored;") ignored += $(i - 1)
        }
    }
    END {
        printf "%d passed, %d failed, %d ignored in %d test programs", passed, failed, ignored, programs
    }' "$folder/tests.log")

if [[ ${#failed_steps[@]} -gt 0 ]]; then
    printf -v names '%s, ' "${failed_steps[@]}"
    echo "FAILED (${names%, }): $counts$others"
    exit 1
fi
echo "ok: $counts$others"
