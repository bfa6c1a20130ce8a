#!/bin/sh
# Make .venv with marketlink and its development tools, unless it is there and up to date.
# Usage: scripts/setup.sh     Needs python3 (3.11 or newer, with venv) and a package registry.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "marketlink needs Python 3.11 or newer; set PYTHON to one" >&2
  exit 2
}
stamp=.venv/.marketlink-setup
if [ -f "$stamp" ] && [ ! pyproject.toml -nt "$stamp" ] && [ ! constraints.txt -nt "$stamp" ]; then
  exit 0
fi
echo "Setting up .venv (once, about a minute) ..." >&2
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --upgrade "pip>=25.1" >&2
.venv/bin/python -m pip install --quiet -c constraints.txt -e . --group dev >&2
touch "$stamp"
