#!/bin/sh
# Build the documentation site into site/, without a network.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
.venv/bin/python -m zensical build --clean "$@"
