#!/bin/sh
# Build the documentation site into site/, and site/llms.txt for programs, without a network.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
.venv/bin/python -m zensical build --clean "$@"
.venv/bin/python scripts/write_llms.py site
