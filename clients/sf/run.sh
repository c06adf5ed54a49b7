#!/usr/bin/env bash
# Runs Salesforce's own command line against an org: `clients/sf/run.sh http://127.0.0.1:8090`. The last line counts.
#
# The tests of the package start an org of their own (RINGLEDGER_BINARY names the program), for they need one without
# our fields. `sf` wants Node 22 or newer; where the machine has none, npm's package `node` brings one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export RINGLEDGER_ORG_URL=${1:?the address of a running "ringledger emulate"}

node_version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
omit=()
node=node_modules/node/bin/node
if [[ ${node_version:-0} -ge 22 ]]; then
    omit=(--omit=dev)
    node=$(command -v node)
fi
if [[ node_modules/.package-lock.json -ot package-lock.json || ! -x $node ]]; then
    npm ci --no-audit --no-fund --loglevel=error "${omit[@]}" >&2
fi

counts=$(mktemp)
trap 'rm -f "$counts"' EXIT
status=0
"$node" --test --test-concurrency=1 \
    --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$counts" \
    tests/*.test.mjs || status=$?
awk '
    $1 == "#" && $2 == "pass" { passed = $3 }
    $1 == "#" && $2 ~ /^(fail|cancelled)$/ { failed += $3 }
    END { printf "%d passed, %d failed\n", passed, failed }' "$counts"
exit "$status"
