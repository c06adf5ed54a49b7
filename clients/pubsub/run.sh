#!/usr/bin/env bash
# Runs the suite of gRPC and Avro clients against an org: `clients/pubsub/run.sh http://127.0.0.1:8090`. The last
# line counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export RINGLEDGER_ORG_URL=${1:?the address of a running "ringledger emulate"}
source ../python.sh
# Google's own compiler and runtime, as every client of the Pub/Sub API uses them.
.venv/bin/python -m grpc_tools.protoc --proto_path=../../crates/emulator/proto --python_out=.venv \
    --grpc_python_out=.venv pubsub_api.proto
PYTHONPATH=.venv exec .venv/bin/python ../count.py
