"""Runs every test of the suite in the current folder and ends with a line that counts them."""

import sys
import unittest
from pathlib import Path

SUITE = Path.cwd()


class Counting(unittest.TextTestResult):
    """Counts what passed: a class whose preparation fails adds an error, but no test."""

    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    sys.path.insert(0, str(SUITE))
    suite = unittest.defaultTestLoader.discover(str(SUITE / "tests"), top_level_dir=str(SUITE))
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, warnings="ignore", resultclass=Counting)
    result = runner.run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"{result.passed} passed, {failed} failed", flush=True)
    # A suite that found nothing to run has proved nothing.
    sys.exit(1 if failed or not result.passed else 0)
