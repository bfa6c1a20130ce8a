"""Killed writers, concurrent writers and readers: committed work stays, nothing is torn."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from store_crash import tails

from marketlink.errors import DatabaseBusy
from marketlink.store import Store

ROOT = Path(__file__).resolve().parents[1]
HOLD = """
import sys, time
from marketlink.store import Store
with Store.open(sys.argv[1], sys.argv[2]):
    print("held", flush=True)
    time.sleep(float(sys.argv[3]))
"""


@contextmanager
def running(*command):
    process = subprocess.Popen(
        [sys.executable, *map(str, command)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def writer(path):
    return running("-m", "tests.store_crash", path, "merge")


@contextmanager
def holder(path, mode, seconds):
    with running("-c", HOLD, path, mode, seconds) as process:
        assert process.stdout.readline() == "held\n"
        yield process


def counts(path):
    with Store.open(path) as store:
        rows = store.con.execute(
            "select symbol, count(*), max(session) - min(session) + 1 from bar group by 1"
        ).fetchall()
    return {symbol: (bars, span) for symbol, bars, span in rows}


def kill_writers(path, kills, draw):
    """Kill a writer ``kills`` times; every acknowledged merge must be there, and none torn."""
    for _ in range(kills):
        with writer(path) as process:
            acknowledged = process.stdout.readline()
            time.sleep(draw.uniform(0.0, 0.5))
            process.kill()
            acknowledged = int([acknowledged, *process.stdout.read().split()][-1])
        held = counts(path)
        bars = {count for count, _ in held.values()}
        assert len(bars) == 1, held
        assert bars.pop() in (acknowledged, acknowledged + 1)
        assert all(count == span for count, span in held.values())


def test_a_killed_writer_loses_nothing_and_tears_nothing(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    kill_writers(path, 6, random.Random(11))
    before = counts(path)
    Store.open(path, "write").close()
    path.unlink()
    assert counts(path) == before


def test_a_writer_waits_for_a_writer_and_names_it_when_it_gives_up(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    Store.open(path, "write").close()
    with holder(path, "write", 60) as process:
        says = rf"Process {process.pid} .* waited 0.3 s"
        with pytest.raises(DatabaseBusy, match=says):
            Store.open(path, "read", wait=0.3)
    with holder(path, "read", 0.5), Store.open(path, "write", wait=20) as store:
        store.merge(tails(1))
    assert counts(path)["A"] == (1, 1)


def test_twenty_readers_beside_a_writer_never_see_a_torn_state(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    with Store.open(path, "write") as store:
        store.merge(tails(1))
    seen, failed = [], []

    def read():
        try:
            with Store.open(path, wait=60) as store:
                seen.append(
                    store.con.execute("select symbol, count(*) from bar group by all").fetchall()
                )
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(20)]
    with writer(path):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed
    assert len(seen) == 20
    assert all(len({count for _, count in rows}) == 1 for rows in seen)


def longest_wait(path, readers, writers=2):
    """Seconds that a writer waited at most beside another and readers in a hot loop."""
    with ExitStack() as stack:
        busy = [
            stack.enter_context(running("-m", "tests.store_crash", path, "read"))
            for _ in range(readers)
        ]
        for process in busy:
            assert process.stdout.readline() == "read\n"
        begun = [
            stack.enter_context(running("-m", "tests.store_crash", path, "some"))
            for _ in range(writers)
        ]
        waited = [process.stdout.read() for process in begun]
        assert [process.wait() for process in begun] == [0] * writers
    return max(map(float, waited))


def test_readers_in_a_hot_loop_do_not_starve_two_writers(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    with Store.open(path, "write") as store:
        store.merge(tails(1))
    assert longest_wait(path, 6) < 30
    assert counts(path)["A"] == (3, 3)


def test_a_second_handle_with_another_mode_in_one_process_waits_too(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    says = f"Process {os.getpid()}"
    with Store.open(path, "write"), pytest.raises(DatabaseBusy, match=says):
        Store.open(path, "read", wait=0.05)
