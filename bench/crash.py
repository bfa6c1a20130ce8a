"""Kill a refresh with SIGKILL at random points and count what was lost.

    python bench/crash.py --kills 200 --seed 7

Each round starts a child process that refreshes a store from a source of its own, kills it at a
random moment, opens the store, and compares every bar with the state before and the state after:
anything else is torn; a run that had said it was done and is not there is lost. The next run must
then complete. Four kinds of round: refresh (fetch and merge), migration (the store is of an earlier
schema), render (reports are written again), broken (the file itself is damaged on purpose).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from marketlink.calendars import sessions  # noqa: E402 (after the path is set)
from marketlink.config import Settings  # noqa: E402 (after the path is set)
from marketlink.records.price import History, Listing, RawBar  # noqa: E402 (after the path is set)
from marketlink.refresh import refresh  # noqa: E402 (after the path is set)
from marketlink.refresh.reports import mature  # noqa: E402 (after the path is set)
from marketlink.refresh.with_store import using  # noqa: E402 (after the path is set)
from marketlink.store import Store  # noqa: E402 (after the path is set)

SYMBOLS = ("NVDA", "MU", "AMD", "AVGO", "^GSPC")
START = 300
DAYS = sessions("XNYS").between(date(2022, 1, 3), date(2025, 12, 31))
KINDS = ("refresh", "refresh", "refresh", "migration", "render", "broken")


def level(step: int) -> float:
    """The scale of all prices: each fourth step the source corrects its whole history."""
    return 1.0 + (step // 4) / 100


def served(symbol: str, step: int) -> dict[date, float]:
    """The closes that the source has at a step, a function of symbol, day and step."""
    return {
        day: round(100 * level(step) * (1 + random.Random(f"{symbol}{day}").gauss(0, 0.01)), 6)
        for day in DAYS[: START + step]
    }


class Source:
    """A price source that answers a little slowly, as a network does."""

    def __init__(self, step: int, pause: float) -> None:
        self.step, self.pause = step, pause

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        time.sleep(self.pause)
        del end
        bars = tuple(
            RawBar(day, price * 0.99, price * 1.01, price * 0.98, price, 1e6, price)
            for day, price in served(symbol, self.step).items()
            if start is None or day >= start
        )
        kind = "index" if symbol.startswith("^") else "stock"
        listing = Listing(symbol, "XNYS", "USD", kind, symbol)
        fetched = datetime.now(UTC)
        return History(listing, "made", fetched, bars, whole=start is None)


def settings_of(folder: Path) -> Settings:
    return Settings(
        folder / "marketlink.duckdb",
        reports=folder / "reports",
        sources=("made",),
        refresh_symbols=SYMBOLS,
        lock_wait_seconds=30,
    )


def run(folder: Path, step: int, pause: float = 0.0) -> None:
    """Refresh up to the step's last session."""
    close = sessions("XNYS").hours(DAYS[START + step - 1])[1]
    refresh(
        settings_of(folder), now=close + timedelta(hours=1), sources={"made": Source(step, pause)}
    )


def child(folder: Path, step: int, kind: str) -> None:
    """What is killed. Says when it begins and when its work is committed."""
    import duckdb  # noqa: F401  imported before the clock of the kill starts

    if kind == "render":
        import marketlink.pipeline.case  # noqa: F401 (before the clock starts, too)
    print("begin", flush=True)
    if kind == "render":
        mature(settings_of(folder), lambda _: None)
    elif kind in ("migration", "broken"):
        Store.open(folder / "marketlink.duckdb", "write", 30).close()
    else:
        run(folder, step, 0.02)
    print("done", flush=True)


def state(folder: Path) -> dict[str, dict[date, float]]:
    """Every stored close, however the file looks."""

    def read(store: Store) -> dict[str, dict[date, float]]:
        return {s: {b.session: b.close for b in store.bars(s)} for s in SYMBOLS}

    return using(settings_of(folder), "read", read)[0]


def rebuilds(folder: Path) -> int:
    """How many files were set aside as unreadable, forgetting them."""
    aside = list(folder.glob("*.broken-*"))
    for path in aside:
        path.unlink()
    return sum(not path.name.endswith(".wal") for path in aside)


def kill_at(folder: Path, step: int, kind: str, delay: float) -> tuple[bool, bool]:
    """Start a child, kill it after a delay; whether it was killed, whether it said it was done."""
    command = [sys.executable, __file__, "--child", str(folder), str(step), kind]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        time.sleep(delay)
        killed = process.poll() is None
        if killed:
            os.kill(process.pid, signal.SIGKILL)
        said = process.stdout.read()
    return killed, "done" in said


def downgrade(folder: Path) -> None:
    """Make the store one of schema version 1, in one transaction."""
    with Store.open(folder / "marketlink.duckdb", "write", 30) as store:
        store.con.begin()
        store.con.execute("alter table symbol drop column total_from")
        store.con.execute("create table former as from bar; drop view bar")
        # the first of each two views is ours, before the one of the file
        store.con.execute("drop view bar; drop view event; drop view event")
        store.con.execute("alter table former rename to bar")
        for table in ("history", "raw_bar", "flag", "disputed_day", "article"):
            store.con.execute(f"drop table {table}")
        store.con.execute("update meta set value = '1' where key = 'schema'")
        store.con.execute("update meta set value = 'old' where key = 'views'")
        store.con.commit()


def damage(folder: Path, draw: random.Random) -> None:
    """Overwrite a block of the database file, as a torn write would."""
    path = folder / "marketlink.duckdb"
    content = bytearray(path.read_bytes())
    if draw.random() < 0.5:
        del content[draw.randrange(4096, len(content)) :]
    else:
        at = draw.randrange(4096, len(content))
        content[at : at + 65536] = draw.randbytes(min(65536, len(content) - at))
    path.write_bytes(content)


def write_report(folder: Path) -> None:
    """One open report: an article on a recent session of the store."""
    from marketlink.publish import Options, publish

    day = DAYS[START - 3]
    article = folder / "article.txt"
    article.write_text(
        "Nvidia shares slump\n\n"
        f"Nvidia Corp. (NASDAQ: NVDA) shares fell 5% on {day:%B %d, %Y} after a rival said it had "
        "a new chip.\n"
    )
    settings = settings_of(folder)
    options = Options(published=day.isoformat(), lang="en")
    publish(str(article), Settings(settings.db, reports=settings.reports, offline=True), options,
            settings.reports)  # fmt: skip


def reopen_reports(folder: Path) -> None:
    """Make every report one whose event windows are not over, and due to be written again."""
    (folder / "reports" / ".refreshed.json").unlink(missing_ok=True)
    for path in (folder / "reports").glob("*/request.json"):
        asked = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps(asked | {"complete": False}), "utf-8")


def reports_whole(folder: Path) -> bool:
    """Whether every page, table and record of the reports can be read to its end."""
    pages = list((folder / "reports").glob("*/report.*.html"))
    records = list((folder / "reports").glob("*/case.json"))
    for page in [*pages, folder / "reports" / "index.html"]:
        if not page.read_text("utf-8").rstrip().endswith("</html>"):
            return False
    for record in records:
        json.loads(record.read_text("utf-8"))
    return bool(pages) and bool(records)


def rounds(kills: int, seed: int, kinds: tuple[str, ...] = KINDS, told=lambda _: None) -> Counter:
    """Kill that many times and count: kills, losses, torn, rebuilds, unfinished, half reports."""
    draw, count = random.Random(seed), Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        step, longest = fresh(folder, kinds)
        attempts = 0
        while count["kills"] < kills and attempts < 20 * kills:
            kind = kinds[attempts % len(kinds)]
            attempts += 1
            count[f"rounds of {kind}"] += 1
            if step + START >= len(DAYS) - 1:
                for path in sorted(folder.rglob("*"), reverse=True):
                    path.rmdir() if path.is_dir() else path.unlink()
                step, longest = fresh(folder, kinds)
            before = state(folder)
            after = before
            if kind == "refresh":
                step += 1
                after = {symbol: served(symbol, step) for symbol in SYMBOLS}
            elif kind == "migration":
                downgrade(folder)
            elif kind == "broken":
                damage(folder, draw)
            elif kind == "render":
                reopen_reports(folder)
            delay = draw.uniform(0, longest[kind])
            killed, done = kill_at(folder, step, kind, delay)
            count["kills"] += killed
            count[f"kills during {kind}"] += killed
            found = state(folder)
            count["rebuilds"] += rebuilds(folder)
            count["lost"] += done and found != after
            count["torn"] += found not in (before, after)
            count["half reports"] += kind == "render" and not reports_whole(folder)
            run(folder, step)
            count["unfinished"] += state(folder) != (after if kind == "refresh" else before)
            told(f"{attempts} {kind} killed={killed} {dict(count)}")
    return count


def fresh(folder: Path, kinds: tuple[str, ...]) -> tuple[int, dict[str, float]]:
    """A filled store (with an open report where one is needed) and how long each kind takes."""
    run(folder, 0)
    if "render" in kinds:
        write_report(folder)
    longest = {}
    step = 0
    for kind in dict.fromkeys(kinds):
        if kind == "migration":
            downgrade(folder)
        if kind == "render":
            reopen_reports(folder)
        step += kind == "refresh"
        began = time.monotonic()
        kill_after = 60.0
        command = [sys.executable, __file__, "--child", str(folder), str(step), kind]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begin\n"
            began = time.monotonic()
            assert process.wait(kill_after) == 0
        longest[kind] = (time.monotonic() - began) * 1.05
    return step, longest


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--kinds", default=",".join(KINDS))
    given = parser.parse_args()
    began = time.monotonic()
    kinds = tuple(given.kinds.split(","))
    count = rounds(given.kills, given.seed, kinds, lambda line: print(line, file=sys.stderr))
    print(json.dumps(dict(count) | {"seconds": round(time.monotonic() - began)}, indent=1))


if __name__ == "__main__":
    main()
