"""What the system was really asked to do: no file that must last goes round the door."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from marketlink.prices.load import ensure_excerpt
from marketlink.store import Store

CALLS = "openat,fsync,fdatasync,rename,renameat,renameat2"
OURS = re.compile(r"(\.duckdb|\.wal|/tmp|lock|\.lock)$")
"""Not ours: what DuckDB syncs by itself, and locks, which hold nothing."""
ARTICLE = """Nvidia shares slump

Nvidia Corp. (NASDAQ: NVDA) shares fell 17% on January 27, 2025 after a rival said it had a chip.
"""


def traced(words, folder: Path) -> list[str]:
    log = folder / "trace"
    command = ["strace", "-f", "-y", "-s", "0", "-e", f"trace={CALLS}", "-o", str(log)]
    done = subprocess.run(
        [*command, sys.executable, "-m", "marketlink", *words],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if not log.exists() or "ptrace" in done.stderr.lower():
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    return [line.split(maxsplit=1)[1] for line in log.read_text().splitlines()]


def offences(lines: list[str], root: Path) -> tuple[list[str], int]:
    """Renames of files or folders that were not synced, or whose name was not; and all renames."""
    dirty: set[str] = set()
    unnamed: list[tuple[str, str]] = []
    bad, renames = [], 0
    for line in lines:
        if opened := re.match(r'openat\(.*?, "([^"]*)", ([A-Z_|]+).*= \d+', line):
            path, flags = opened.groups()
            if path.startswith(str(root)) and re.search("O_WRONLY|O_RDWR", flags):
                dirty |= set() if OURS.search(path) else {path}
        elif synced := re.match(r"f(?:data)?sync\(\d+<([^>]*)>", line):
            dirty.discard(synced[1])
            unnamed = [pair for pair in unnamed if pair[0] != synced[1]]
        elif moved := re.match(r'rename\w*\(.*?"([^"]*)".*?"([^"]*)".*= 0', line):
            old, new = moved.groups()
            if not new.startswith(str(root)) or OURS.search(new):
                continue
            renames += 1
            bad += [f"not synced: {p}" for p in dirty if p == old or p.startswith(f"{old}/")]
            unnamed.append((str(Path(new).parent), new))
    return bad + [f"name not synced: {new}" for _, new in unnamed], renames


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_everything_kept_is_synced_and_its_name_too(tmp_path):
    db = tmp_path / "kept" / "x.duckdb"
    with Store.open(db, "write") as store:
        ensure_excerpt(store)
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "p.csv").write_text("symbol,date,close\nABC,2025-01-02,1\nABC,2025-01-03,2\n")
    kept = tmp_path / "kept"
    seen = 0
    for words in (
        ["prices", "import", str(tmp_path / "p.csv"), "--db", str(db)],
        ["report", str(tmp_path / "a.txt"), "--offline", "--db", str(db), "--lang", "en",
         "--published", "2025-01-28", "--out", str(kept / "reports")],
    ):  # fmt: skip
        bad, renames = offences(traced(words, tmp_path), kept)
        assert not bad
        seen += renames
    assert seen >= 10


def test_the_audit_notices_what_is_not_synced():
    lines = [
        'openat(AT_FDCWD, "/k/.a.1", O_WRONLY|O_CREAT|O_EXCL, 0666) = 3</k/.a.1>',
        'rename("/k/.a.1", "/k/a") = 0',
    ]
    assert offences(lines, Path("/k")) == (["not synced: /k/.a.1", "name not synced: /k/a"], 1)
    synced = [lines[0], "fsync(3</k/.a.1>) = 0", lines[1], "fsync(3</k>) = 0"]
    assert offences(synced, Path("/k")) == ([], 1)
