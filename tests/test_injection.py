"""Every error has a sentence: calls that fail, one at a time, under every command."""

from __future__ import annotations

import json
import os
from collections import Counter

import click
import injection_peers
import pytest
from injection import COMMANDS, Failing, inject, prepare, reach, try_once

from marketlink.cli.main import cli

COUNT = int(os.environ.get("MARKETLINK_INJECTIONS", "120"))
"""``make proof`` tries 2,000 and more."""


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("MARKETLINK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.timeout(3600)
def test_whatever_fails_is_one_sentence_and_an_end(tmp_path):
    found = inject(tmp_path, COUNT, seed=3)
    assert len(found) == COUNT
    assert [outcome for outcome in found if outcome.wrong] == []
    assert len(Counter((outcome.command, outcome.kind) for outcome in found)) >= min(COUNT // 2, 40)


def test_the_layer_notices_an_error_without_a_sentence(tmp_path, monkeypatch):
    prepare(tmp_path / "made")
    before = "marketlink.cli.main._complain"
    monkeypatch.setattr(before, lambda *_: None)
    found = try_once(tmp_path / "made", tmp_path, "prices list", "engine", RuntimeError, 1)
    assert found.raised
    assert found.wrong == ["0 sentences"]


def test_a_spot_fails_once():
    spot = Failing(2, ValueError)
    spot.step()
    with pytest.raises(ValueError, match="injected"):
        spot.step()
    spot.step()
    assert spot.calls == 3
    assert set(COMMANDS)


def test_every_command_is_among_those_that_meet_failures():
    def leaves(command, path=()):
        if not isinstance(command, click.Group):
            yield path
            return
        above = click.Context(command)
        for name in command.list_commands(above):
            yield from leaves(command.get_command(above, name), (*path, name))

    tried = {tuple(words[:length]) for words in COMMANDS.values() for length in (1, 2)}
    assert [path for path in leaves(cli) if path not in tried] == []


def test_what_a_peer_finds_wrong_counts_where_nothing_failed(tmp_path, monkeypatch):
    prepare(tmp_path / "made")

    def complains(*given):
        yield from injection_peers.time(*given)
        yield "the page was empty"

    monkeypatch.setitem(injection_peers.PEERS, "schedule run", complains)
    with pytest.raises(AssertionError, match="the page was empty"):
        reach(tmp_path / "made", tmp_path, "schedule run")
    found = try_once(
        tmp_path / "made", tmp_path, "schedule run", "clock", ValueError("year"), 10**9
    )
    assert not found.raised
    assert found.wrong == ["the page was empty"]


def test_a_run_that_was_ended_goes_on_where_it_was(tmp_path):
    others = frozenset(COMMANDS) - {"config show", "sessions", "feeds lists", "export", "fetch"}
    journal = tmp_path / "journal.jsonl"
    first = inject(tmp_path / "one", 2, 5, others, journal)
    tried = len(journal.read_text().splitlines())
    both = inject(tmp_path / "two", 5, 5, others, journal)
    assert both[:2] == first
    assert len(both) == 5
    numbers = [json.loads(line)["number"] for line in journal.read_text().splitlines()[1:]]
    assert len(numbers) == len(set(numbers)) >= tried
    with pytest.raises(ValueError, match="another seed"):
        inject(tmp_path / "three", 4, 6, others, journal)
