#!/bin/sh
# Every test. Arguments go to pytest; browser tests skip where no Chromium is on the PATH.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
.venv/bin/python -m pytest -n "${MARKETLINK_TEST_WORKERS:-2}" --dist loadfile "$@"
