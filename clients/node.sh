# Sourced by a suite's run.sh, in its folder: installs what package-lock.json names and runs the suite's tests with Node's
# own runner. The last line counts.
#
# The programs want Node 22 or newer. Where the machine has none, npm's package `node` brings one.

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
