#!/bin/sh
# Every benchmark, one after the other. They print ratios measured in one run and assert nothing.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
for bench in bench/*.py; do
  echo "== $bench"
  .venv/bin/python "$bench" "$@"
done
