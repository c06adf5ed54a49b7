#!/usr/bin/env bash
# Runs Salesforce's own command line against an org: `clients/sf/run.sh http://127.0.0.1:8090`. The last line counts.
#
# The tests of the package start an org of their own (RINGLEDGER_BINARY names the program), for they need one without
# our fields.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export RINGLEDGER_ORG_URL=${1:?the address of a running "ringledger emulate"}
source ../node.sh
