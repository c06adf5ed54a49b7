"""Sends at least as many cases as asked for, as several kinds of askers, and counts what came back wrong."""

import json
import pathlib
import subprocess
import sys
import tempfile

from service import KEYS, Service

SCHEMATHESIS = pathlib.Path(sys.executable).parent / "st"

# What would end the asker's own session, its key or the whole org's connection is sent last, so that everything else is met
# alive.
LAST = "/api/v1/(users|keys|me/sessions|connection|settings/undo|settings/import|settings$).*"

# Requests of one kind of asker and one operation, at most, before the next asker's turn.
ROUND = 12

# These meet every boundary of every field; the others only need to meet another set of rights.
THOROUGH = ["everything", "owner"]


class Count:
    """What was sent, and what came back wrong."""

    def __init__(self):
        self.cases = self.server_errors = self.violations = 0

    def add(self, told):
        """Adds the report of one run."""
        errors = [one for one in told["failures"] if one["type"] == "ServerError"]
        others = [one for one in told["failures"] if one["type"] != "ServerError"]
        self.cases += told["test_cases"]["generated"]
        self.server_errors += sum(one["count"] for one in errors)
        self.violations += sum(one["count"] for one in others) + len(told["errors"])


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
    count = Count()
    try:
        askers = {name: f"Authorization: Bearer {service.key(name, scopes)}" for name, scopes in KEYS.items()}
        askers["owner"] = f"Cookie: {service.session}"
        seed = 1
        with tempfile.TemporaryDirectory() as folder:
            # Every asker has a turn at least.
            while seed == 1 or count.cases < wanted:
                for name, header in askers.items():
                    more = ["--exclude-path-regex", LAST]
                    if name not in THOROUGH:
                        more += ["--phases", "fuzzing"]
                    told = run(service, folder, header, ROUND * seed, seed, *more)
                    count.add(told)
                    generated, operations = told["test_cases"]["generated"], told["operations"]["tested"]
                    print(f"{name}: {generated} cases, {operations} operations", flush=True)
                seed += 1
            told = run(service, folder, askers["owner"], ROUND, seed, "--include-path-regex", LAST)
            count.add(told)
    finally:
        service.close()
    print(f"{count.cases} cases, {count.server_errors} server errors, {count.violations} schema violations")
    sys.exit(0 if count.server_errors == count.violations == 0 and count.cases >= wanted else 1)


main()
