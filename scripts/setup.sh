#!/bin/sh
# Make .venv with marketlink in it, unless it is there and up to date.
# Usage: scripts/setup.sh [dev]     "dev" adds the development tools.
# Needs python3 (3.11 or newer, with venv) and a package registry.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "marketlink needs Python 3.11 or newer; set PYTHON to one" >&2
  exit 2
}
stamp=.venv/.marketlink-${1:-tool}
fresh() { [ -f "$1" ] && [ ! pyproject.toml -nt "$1" ] && [ ! constraints.txt -nt "$1" ]; }
if fresh "$stamp" || fresh .venv/.marketlink-dev; then
  exit 0
fi
echo "Setting up .venv (once, about a minute) ..." >&2
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --upgrade "pip>=25.1" >&2
if [ "${1:-tool}" = dev ]; then
  .venv/bin/python -m pip install --quiet -c constraints.txt -e . --group dev >&2
else
  .venv/bin/python -m pip install --quiet -c constraints.txt -e . >&2
fi
touch "$stamp"
