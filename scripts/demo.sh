#!/bin/sh
# The main job on the shipped demo article: sets up, runs, prints where the report is.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh
.venv/bin/marketlink demo --out reports/demo "$@"
