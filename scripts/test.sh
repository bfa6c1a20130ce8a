#!/bin/sh
# Every test. Arguments go to pytest; browser tests skip where no Chromium is on the PATH. Three
# workers on two cores: the tests wait for processes and servers as long as they compute.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
.venv/bin/python -m pytest -n "${MARKETLINK_TEST_WORKERS:-3}" --dist loadfile --no-loadscope-reorder "$@"
