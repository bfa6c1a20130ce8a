#!/bin/sh
# Run the fast tests with other versions than the pinned ones.
# Usage: scripts/versions.sh lowest     the lowest declared ones, on Python 3.11
#        scripts/versions.sh newest     the newest ones, on every Python found from 3.11 to 3.14
# Needs a package registry; "lowest" takes uv from there, as pip cannot resolve downwards.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
fast=$(grep -l "pytest.mark.fast" tests/test_*.py)

run() { # PYTHON NAME [RESOLUTION]
  "$1" -m venv "$place/$2"
  "$place/$2/bin/python" -m pip install --quiet --upgrade pip uv >&2
  "$place/$2/bin/uv" pip install --quiet --python "$place/$2/bin/python" \
    --resolution "${3:-highest}" -e . "pytest>=8.3" "pytest-timeout>=2.3" "hypothesis>=6.100" \
    "pyarrow>=18" "trustme>=1.2" >&2
  echo "== $2: $("$1" --version)"
  "$place/$2/bin/uv" pip freeze --quiet --python "$place/$2/bin/python" --exclude-editable |
    grep -iE '^(click|duckdb|numpy|pandas|plotly|scipy|statsmodels|yfinance)=='
  "$place/$2/bin/marketlink" demo --out "$place/demo-$2"
  # shellcheck disable=SC2086
  "$place/$2/bin/python" -m pytest -q -p no:cacheprovider -o filterwarnings= $fast
}

case "${1:-}" in
  lowest)
    python=$(command -v python3.11) && "$python" -c "" || { echo "skipped: there is no python3.11" >&2; exit 0; }
    run "$python" lowest lowest-direct
    ;;
  newest)
    for version in 3.11 3.12 3.13 3.14; do
      if python=$(command -v "python$version") && "$python" -c "" 2>/dev/null; then
        run "$python" "newest-$version"
      else
        echo "== skipped: there is no python$version"
      fi
    done
    ;;
  *)
    echo "usage: scripts/versions.sh lowest|newest" >&2
    exit 2
    ;;
esac
