#!/usr/bin/env bash
# Runs jsforce's suite against an org: `clients/jsforce/run.sh http://127.0.0.1:8090`. The last line counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export RINGLEDGER_ORG_URL=${1:?the address of a running "ringledger emulate"}
source ../node.sh
