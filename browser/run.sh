#!/usr/bin/env bash
# Runs the console in a real browser, as people use it. RINGLEDGER_BINARY names the program (target/debug/ringledger if
# unset), CHROMIUM the browser. The last line counts.
#
#   browser/run.sh
#   RINGLEDGER_SHOTS=FOLDER browser/run.sh      also keeps a picture of every page
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

RINGLEDGER_BINARY=$(realpath -m "${RINGLEDGER_BINARY:-${CARGO_TARGET_DIR:-../target}/debug/ringledger}")
export RINGLEDGER_BINARY
export CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
if [[ ! -x $RINGLEDGER_BINARY ]]; then
    echo "browser/run.sh: $RINGLEDGER_BINARY is not there. Build it: cargo build -p ringledger" >&2
    exit 1
fi
if [[ ! -x $CHROMIUM ]]; then
    echo "browser/run.sh: no Chromium was found. Install it (Debian: apt-get install chromium), or name it in CHROMIUM." >&2
    exit 1
fi
source ../clients/node.sh
