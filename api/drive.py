"""Sends at least as many cases as asked for, as several kinds of askers, and counts what came back wrong."""

import json
import pathlib
import subprocess
import sys
import tempfile

from service import KEYS, Service

SCHEMATHESIS = pathlib.Path(sys.executable).parent / "st"

# What would end the asker's own session or the whole org's connection is sent last, so that everything else is met alive.
LAST = "/api/v1/(users|sessions|keys|connection).*"

# Requests of one kind of asker, at most, before the next one's turn.
ROUND = 12


def run(service, folder, header, examples, seed, *more):
    """One run of Schemathesis; returns its report."""
    report = pathlib.Path(folder) / "report.json"
    report.unlink(missing_ok=True)
    command = [
        SCHEMATHESIS,
        "--config-file",
        str(pathlib.Path(__file__).parent / "schemathesis.toml"),
        "run",
        f"{service.url}/api/v1/openapi.json",
        "--no-color",
        "--header",
        header,
        "--max-examples",
        str(examples),
        "--seed",
        str(seed),
        "--report",
        "json",
        "--report-json-path",
        str(report),
        *more,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if not report.exists():
        raise SystemExit(f"Schemathesis did not come to its end:\n{done.stdout}{done.stderr}")
    told = json.loads(report.read_text())
    if done.returncode != 0:
        print(done.stdout)
    return told


def main():
    wanted = int(sys.argv[1])
    service = Service()
    cases = server_errors = violations = 0
    try:
        askers = {name: f"Authorization: Bearer {service.key(name, scopes)}" for name, scopes in KEYS.items()}
        askers["owner"] = f"Cookie: {service.session}"
        seed = 1
        with tempfile.TemporaryDirectory() as folder:
            while cases < wanted:
                for name, header in askers.items():
                    told = run(service, folder, header, ROUND * seed, seed, "--exclude-path-regex", LAST)
                    count = told["test_cases"]["generated"]
                    print(f"{name}: {count} cases, {told['operations']['tested']} operations", flush=True)
                    cases += count
                    errors = [one for one in told["failures"] if one["type"] == "ServerError"]
                    server_errors += sum(one["count"] for one in errors)
                    violations += sum(one["count"] for one in told["failures"] if one not in errors)
                    violations += len(told["errors"])
                    if cases >= wanted:
                        break
                seed += 1
            told = run(service, folder, askers["owner"], ROUND, seed, "--include-path-regex", LAST)
            cases += told["test_cases"]["generated"]
            errors = [one for one in told["failures"] if one["type"] == "ServerError"]
            server_errors += sum(one["count"] for one in errors)
            violations += sum(one["count"] for one in told["failures"] if one not in errors)
            violations += len(told["errors"])
    finally:
        service.close()
    print(f"{cases} cases, {server_errors} server errors, {violations} schema violations")
    sys.exit(0 if server_errors == violations == 0 and cases >= wanted else 1)


main()
