"""Every error has a sentence: calls that fail, one at a time, under every command."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from injection import COMMANDS, Failing, inject, prepare, try_once

COUNT = int(os.environ.get("MARKETLINK_INJECTIONS", "40"))
"""CI tries 200, ``make proof`` 2,000 and more."""


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("MARKETLINK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.timeout(1800)
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
