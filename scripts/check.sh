#!/bin/sh
# Style, types, import contracts and the tests marked fast.
set -eu
cd "$(dirname "$0")/.."
sh scripts/lint.sh
# shellcheck disable=SC2046
.venv/bin/python -m pytest -q -n "${MARKETLINK_TEST_WORKERS:-2}" $(grep -l "pytest.mark.fast" tests/test_*.py)
