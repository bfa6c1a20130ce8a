#!/bin/sh
# Renew constraints.txt from a fresh environment with every extra and the development tools.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${PYTHON:-python3}" -m venv "$place"
"$place/bin/python" -m pip install --quiet --upgrade pip
"$place/bin/python" -m pip install --quiet -e ".[garch,ko,spark]" --group dev
{
  echo "# Exact versions for the demo, the tests and CI. Regenerate: scripts/pin.sh"
  "$place/bin/python" -m pip freeze --exclude-editable
} >constraints.txt
