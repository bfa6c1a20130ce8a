"""Several marketlink processes on one store: no wrong answer, no hang, the holder named."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from refresh_world import quote, recent, world

from marketlink.store import Store

SYMBOLS = ("NVDA", "000660.KS", "^GSPC", "^KS11")
STORY = "Nvidia shares slump\n\nNvidia Corp. (NASDAQ: NVDA) shares fell 5% on {day:%B %d, %Y}.\n"


@pytest.fixture
def market(tmp_path):
    with world(tmp_path) as made:
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 297, 3))
        assert made.refresh("NVDA", "000660.KS")[0] == 0
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 300))
        made.yahoo.hits.clear()
        yield made


def test_two_refreshes_at_once_fetch_once(market):
    both = [market.start("refresh", "--format", "json", MARKETLINK_LOCK_WAIT_SECONDS="60",
                         MARKETLINK_SOURCE_PACE_SECONDS="0.3") for _ in range(2)]  # fmt: skip
    ended = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], ended
    assert sorted('"nothing due"' in out for out, _ in ended) == [False, True]
    assert sorted(market.yahoo.charts) == sorted(SYMBOLS)
    assert market.days("NVDA") == recent("NVDA", 300)


def test_a_second_refresh_gives_up_in_time_and_names_the_first(market):
    first = market.start("refresh", MARKETLINK_SOURCE_PACE_SECONDS="2")
    lock = market.db.with_name(f"{market.db.name}.refresh.lock")
    while not lock.read_text():
        time.sleep(0.02)
    code, out, said = market.run("refresh", MARKETLINK_LOCK_WAIT_SECONDS="0.2")
    assert (code, out) == (5, "")
    assert f"Process {first.pid} since" in said
    assert said.count("\n") == 1
    first.communicate(timeout=120)
    assert first.returncode == 0


def test_a_refresh_waits_for_a_reader_and_names_it_when_it_gives_up(market):
    with Store.open(market.db):
        code, _, said = market.run("refresh", MARKETLINK_LOCK_WAIT_SECONDS="0.3")
    assert code == 5
    assert re.search(r"Process \d+ \(.*\) holds it; waited 0.3 s", said)
    assert market.days("NVDA") == recent("NVDA", 297, 3)
    assert market.refresh()[1]["inserted"] == 12


def test_opening_a_store_again_lets_go_of_no_lock_of_the_process(market):
    with Store.open(market.db):
        Store.open(market.db).close()
        connecting = f"import duckdb; duckdb.connect({str(market.db)!r})"
        other = subprocess.run(
            [sys.executable, "-c", connecting], capture_output=True, text=True, check=False
        )
    assert "Could not set lock" in other.stderr


def wait_until(true):
    """Return when it is, or after a minute."""
    deadline = time.monotonic() + 60
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_twenty_readers_beside_a_refresh_see_all_of_it_or_nothing(market):
    seen, failed, over = [], [], threading.Event()

    def read():
        try:
            while not over.is_set():
                with Store.open(market.db, wait=60) as store:
                    rows = store.con.execute(
                        "select symbol, count(*) from bar group by symbol order by symbol"
                    ).fetchall()
                seen.append(tuple(count for _, count in rows))
                time.sleep(0.05)
        except Exception as error:
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(20)]
    for reader in readers:
        reader.start()
    wait_until(lambda: seen or failed)
    code, facts, said = market.refresh(MARKETLINK_LOCK_WAIT_SECONDS="60")
    count = len(seen)
    wait_until(lambda: failed or seen[count:][-1:] == [(300,) * 4])
    over.set()
    for reader in readers:
        reader.join(60)
    assert not failed
    assert (code, facts["inserted"]) == (0, 12), said
    assert set(seen) == {(297,) * 4, (300,) * 4}


def test_reports_and_the_viewer_work_beside_a_refresh(market):
    day = recent("NVDA", 1, 30)[0]
    (market.folder / "story.txt").write_text(STORY.format(day=day))
    report = ("report", "story.txt", "--published", str(day), "--lang", "en", "--offline")
    patient = {"MARKETLINK_LOCK_WAIT_SECONDS": "60"}
    code, _, said = market.run(*report, **patient)
    assert code == 0, said
    viewer = market.start("serve", "--port", "0")
    address = viewer.stdout.readline().strip()
    refreshing = market.start("refresh", MARKETLINK_SOURCE_PACE_SECONDS="0.3", **patient)
    reporting = [market.start(*report, **patient) for _ in range(2)]
    for process in (refreshing, *reporting):
        said = process.communicate(timeout=120)[1]
        assert process.returncode == 0, said
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200
    viewer.terminate()
    viewer.communicate(timeout=20)
    assert market.days("NVDA") == recent("NVDA", 300)
