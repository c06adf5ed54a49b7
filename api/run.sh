#!/usr/bin/env bash
# Drives the whole JSON API with Schemathesis, which reads its OpenAPI document and sends what the document allows and what
# it forbids. The service is a real one: `ringledger demo` with a day's calls and its emulated org.
#
#   api/run.sh             5,000 cases
#   api/run.sh 500         as many
#
# It builds nothing: RINGLEDGER_BINARY names the program (target/debug/ringledger if unset). The last line counts; the exit
# code says whether every answer was one that the document names.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
RINGLEDGER_BINARY=$(realpath -m "${RINGLEDGER_BINARY:-${CARGO_TARGET_DIR:-$here/../target}/debug/ringledger}")
export RINGLEDGER_BINARY

if [[ ! -x $RINGLEDGER_BINARY ]]; then
    echo "api/run.sh: $RINGLEDGER_BINARY is not there. Build it (cargo build -p ringledger), or name it in" \
        "RINGLEDGER_BINARY." >&2
    exit 1
fi
cd "$here"
source ../clients/python.sh
exec .venv/bin/python drive.py "${1:-5000}"
