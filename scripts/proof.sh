#!/bin/sh
# What is too long for CI: power cuts, bit flips, kills, injected failures, readers, fuzzing.
# Arguments go to bench/proof.py. docs/proof.md holds the last output with its date.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh dev
.venv/bin/python bench/proof.py "$@"
