#!/usr/bin/env bash
# Runs the suite of gRPC and Avro clients against an org: `clients/pubsub/run.sh http://127.0.0.1:8090`. The last
# line counts. Needs Python 3.9 or newer with its venv module.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export RINGLEDGER_ORG_URL=${1:?the address of a running "ringledger emulate"}
export PYTHONDONTWRITEBYTECODE=1

if ! cmp -s requirements.txt .venv/installed.txt; then
    rm -rf .venv
    python3 -m venv .venv >&2
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.txt >&2
    cp requirements.txt .venv/installed.txt
fi
# Google's own compiler and runtime, as every client of the Pub/Sub API uses them.
.venv/bin/python -m grpc_tools.protoc --proto_path=../../crates/emulator/proto --python_out=.venv \
    --grpc_python_out=.venv pubsub_api.proto
PYTHONPATH=.venv exec .venv/bin/python count.py
