"""Killed, starved and bereft: the store stays what was last committed, and says one sentence."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager

import pytest
from refresh_world import ROOT, quote, recent, world

from marketlink.store import Store

SYMBOLS = ("NVDA", "^GSPC")


@pytest.fixture
def market(tmp_path):
    with world(tmp_path) as made:
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 297, 3))
        assert made.refresh("NVDA")[0] == 0
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 300))
        made.yahoo.hits.clear()
        yield made


def bench():
    spec = importlib.util.spec_from_file_location("crash", ROOT / "bench" / "crash.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_seven_kills_lose_nothing_and_every_next_run_completes():
    """``make proof`` does two hundred."""
    count = bench().rounds(7, 3)
    assert count["kills"] == 7
    assert (count["lost"], count["torn"], count["unfinished"], count["half reports"]) == (0,) * 4
    assert count["rounds of broken"] >= 1


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_keeps_what_came_and_the_next_run_completes(market, name):
    process = market.start("refresh", MARKETLINK_SOURCE_PACE_SECONDS="25")
    while not market.yahoo.charts:
        time.sleep(0.02)
        assert process.poll() is None
    time.sleep(6)  # the first symbol came, the second is waited for
    process.send_signal(getattr(signal, name))
    out, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said.splitlines()[-1] == "marketlink: error: Interrupted."
    assert "1 of 2 symbols came" in out
    assert sorted(len(market.days(symbol)) for symbol in SYMBOLS) == [297, 300]
    assert market.runs()[0].outcome == "partial"
    assert market.refresh()[0] == 0
    assert market.days("NVDA") == recent("NVDA", 300)


def test_a_broken_file_is_set_aside_rebuilt_and_told(market):
    content = bytearray(market.db.read_bytes())
    content[8192:-100] = b"\xee" * (len(content) - 8292)
    market.db.write_bytes(content)
    code, facts, said = market.refresh()
    assert (code, facts["inserted"]) == (0, 6)
    assert "could not be read and was rebuilt from marketlink.parquet" in said
    assert list(market.db.parent.glob("marketlink.duckdb.broken-*"))
    assert market.days("NVDA") == recent("NVDA", 300)


def test_a_removed_database_file_is_rebuilt_from_its_record(market):
    market.db.unlink()
    code, facts, said = market.refresh()
    assert (code, facts["inserted"]) == (0, 6)
    assert "was gone and was rebuilt" in said
    assert market.days("NVDA") == recent("NVDA", 300)


def test_a_removed_cache_of_the_source_is_made_again(market):
    shutil.rmtree(market.db.parent / "yahoo")
    assert market.refresh()[:2][0] == 0
    assert market.days("NVDA") == recent("NVDA", 300)


@contextmanager
def volume(folder, size):
    """A file system of its own, where this user may mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user cannot mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_sentence_and_an_intact_store(tmp_path):
    with world(tmp_path) as made, volume(made.db.parent, "12m"):
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 297, 3))
        assert made.refresh("NVDA")[0] == 0
        before = made.closes("NVDA")
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 300))
        filler = made.db.parent / "filler"
        free = shutil.disk_usage(made.db.parent).free
        filler.write_bytes(b"x" * (free - 4096))
        code, out, said = made.run("refresh")
        lines = [line for line in said.splitlines() if not line.startswith("waiting for")]
        assert (code, out, len(lines)) == (2, "", 1), said
        assert "disk is full" in lines[0]
        filler.unlink()
        assert made.closes("NVDA") == before
        assert made.refresh()[0] == 0
        assert made.days("NVDA") == recent("NVDA", 300)


def test_a_read_only_folder_is_one_sentence_and_an_intact_store(tmp_path):
    with world(tmp_path) as made, volume(made.db.parent, "40m") as folder:
        for symbol in SYMBOLS:
            made.yahoo.quotes[symbol] = quote(symbol, recent(symbol, 60, 3))
        assert made.refresh("NVDA")[0] == 0
        before = made.closes("NVDA")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        code, out, said = made.run("refresh")
        assert (code, out, said.count("\n")) == (2, "", 1), said
        assert f"{folder} cannot be written. Read-only file system" in said
        assert made.closes("NVDA") == before


def test_bars_that_a_migration_numbered_anew_are_rebuilt_as_they_were(tmp_path):
    crash = bench()
    for step in (0, 1, 6, 7, 8):
        crash.run(tmp_path, step)
    crash.downgrade(tmp_path)
    Store.open(tmp_path / "marketlink.duckdb", "write").close()
    crash.run(tmp_path, 9)
    before = crash.state(tmp_path)
    (tmp_path / "marketlink.duckdb").unlink()
    assert crash.state(tmp_path) == before
