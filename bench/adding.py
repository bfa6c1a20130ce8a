"""What adding one article costs, however many are kept: python bench/adding.py [MANY ...]

Processor time (user and system) and memory of ``articles add`` in a process of its own, beside two
commands that open the same store: ``sql`` with a query of nothing, and ``articles list`` of a month
without articles. The middle of nine, in turns, at 0, 44,000 and 1,000,000 articles of made words,
with byte code kept. A loaded machine counts up to twice as much: compare the rows.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

MANY = (0, 44_000, 1_000_000)
TIMES = 9
ARTICLES = """
insert into article by name
select n as article_id, (hash(n) >> 1)::bigint as key, 1 as source_id, sha256(n::varchar) as digest,
    'made:' || n as place, 'Acme ships ' || n || ' units' as title, 'en' as language,
    timestamptz '2015-01-01 10:00:00+00' + to_minutes(5 * n) as published_lo,
    published_lo as published_hi, 'metadata' as grade, published_lo as kept_at,
    'text/plain' as media_type, '{}' as said, $batch as batch
from range(1, $many + 1) t(n)
"""
BODIES = """
insert into body by name
select digest, ('0x' || digest[:15])::bigint as digest_key, title::blob as content, batch
from article
"""


def fill(db: Path, many: int) -> None:
    """A store with so many articles; in a process of its own, as a child counts the memory that its
    parent has."""
    from marketlink.store import Store

    with Store.open(db, "write") as store, store.adding() as (con, batch):
        con.execute(ARTICLES, {"many": many, "batch": batch})
        con.execute(BODIES)


def cost(folder: Path, *words: str) -> tuple[float, float]:
    """Processor milliseconds and megabytes of a command."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    line = [sys.executable, "-m", "marketlink", *words, "--db", "m.duckdb"]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, cwd=folder, env=environment) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return 1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024


def main() -> None:
    for many in [int(one) for one in sys.argv[1:]] or MANY:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            filling = get_context("spawn").Process(target=fill, args=(folder / "m.duckdb", many))
            filling.start()
            filling.join()
            commands = {
                "sql": ("sql", "select 1"),
                "list": ("articles", "list", "--from", "1990-01-01", "--to", "1990-01-31"),
                "add": ("articles", "add", "a.txt", "--published", "2025-02-06", "--offline"),
            }
            spent: dict[str, list[tuple[float, float]]] = {what: [] for what in commands}
            for time in range(TIMES + 1):  # the first warms what the machine keeps of files
                (folder / "a.txt").write_text(f"Nvidia ships {time} units to Acme today\n")
                for what, words in commands.items():
                    spent[what].append(cost(folder, *words))
            ms, mb = (
                {
                    what: statistics.median(one[at] for one in some[1:])
                    for what, some in spent.items()
                }
                for at in (0, 1)
            )
        print(f"{many:>9,} kept: add {ms['add']:.0f} ms, {mb['add']:.0f} MB;"
              f" beyond sql {ms['add'] - ms['sql']:.0f} ms, {mb['add'] - mb['sql']:.0f} MB;"
              f" beyond list {ms['add'] - ms['list']:.0f} ms, {mb['add'] - mb['list']:.0f} MB"
              " (bars: 50 ms, 20 MB)")  # fmt: skip


if __name__ == "__main__":
    main()
