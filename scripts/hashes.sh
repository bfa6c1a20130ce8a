#!/bin/sh
# Write hashes.txt: the wheels of constraints.txt that a plain install brings on Linux x86-64 with
# Python 3.11, where releases are built, each with its SHA-256. Needs a package registry.
set -eu
cd "$(dirname "$0")/.."
report=$(mktemp)
trap 'rm -f "$report"' EXIT
python=${PYTHON:-python3.11}
"$python" -m pip install --quiet --dry-run --ignore-installed --only-binary :all: --no-binary marketlink \
  -c constraints.txt --report "$report" . >&2
"$python" - "$report" >hashes.txt <<'PYTHON'
import json, sys
print("# What a release installs (Linux x86-64, Python 3.11). Regenerate: make hashes")
with open(sys.argv[1], encoding="utf-8") as file:
    found = json.load(file)["install"]
rows = sorted(
    (item["metadata"]["name"].lower(), item["metadata"]["version"],
     item["download_info"]["archive_info"]["hashes"]["sha256"])
    for item in found if "archive_info" in item["download_info"]
)
for name, version, digest in rows:
    print(f"{name}=={version} --hash=sha256:{digest}")
PYTHON
