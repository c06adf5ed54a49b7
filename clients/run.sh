#!/usr/bin/env bash
# Runs programs that other people wrote for Salesforce against an emulated org, one suite after the other.
#
#   clients/run.sh                     every suite
#   clients/run.sh jsforce             only these
#
# It builds nothing: RINGLEDGER_BINARY names the program (target/debug/ringledger if unset). Each suite gets a fresh org
# of clients/org.toml. The last line counts; the exit code says whether everything passed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
RINGLEDGER_BINARY=$(realpath -m "${RINGLEDGER_BINARY:-${CARGO_TARGET_DIR:-$here/../target}/debug/ringledger}")
export RINGLEDGER_BINARY

if [[ ! -x $RINGLEDGER_BINARY ]]; then
    echo "clients/run.sh: $RINGLEDGER_BINARY is not there. Build it (cargo build -p ringledger), or name it in" \
        "RINGLEDGER_BINARY." >&2
    exit 1
fi

output=$(mktemp)
org=
stop_org() {
    if [[ -n $org ]]; then
        kill "$org" 2>/dev/null || true
        wait "$org" 2>/dev/null || true
        org=
    fi
}
trap 'stop_org; rm -f "$output"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts an org on a free port and sets `url`; the program says where it listens, so nobody has to guess or wait.
start_org() {
    local pipe line
    pipe=$(mktemp -u)
    mkfifo "$pipe"
    "$RINGLEDGER_BINARY" emulate --listen 127.0.0.1:0 --seed "$here/org.toml" >"$pipe" 2>&1 &
    org=$!
    exec 3<"$pipe"
    rm -f "$pipe"
    url=
    while read -r line <&3; do
        if [[ $line =~ http://[0-9.]+:[0-9]+ ]]; then
            url=${BASH_REMATCH[0]}
            break
        fi
        echo "$line" >&2
    done
    if [[ -z $url ]]; then
        echo "clients/run.sh: the org did not start" >&2
        exit 1
    fi
    # Somebody must read what it says from now on, or it would stand still one day.
    cat <&3 >/dev/null &
    exec 3<&-
}

suites=("$@")
if [[ ${#suites[@]} -eq 0 ]]; then
    for script in "$here"/*/run.sh; do
        suites+=("$(basename "$(dirname "$script")")")
    done
fi

passed=0
failed=0
for suite in "${suites[@]}"; do
    echo "== $suite"
    start_org
    status=0
    "$here/$suite/run.sh" "$url" 2>&1 | tee "$output" || status=$?
    stop_org
    if [[ $(tail -n 1 "$output") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        if [[ $status -ne 0 && ${BASH_REMATCH[2]} -eq 0 ]]; then
            failed=$((failed + 1))
        fi
    else
        echo "clients/run.sh: $suite did not come to its end" >&2
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
