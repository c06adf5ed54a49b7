# Sourced by a suite's run.sh, in its folder: makes a virtual environment with what requirements.txt names. Needs Python
# 3.9 or newer with its venv module.

export PYTHONDONTWRITEBYTECODE=1
if ! cmp -s requirements.txt .venv/installed.txt; then
    rm -rf .venv
    python3 -m venv .venv >&2
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement requirements.txt >&2
    cp requirements.txt .venv/installed.txt
fi
