"""A power cut at any moment loses no committed row and tears no file."""

from __future__ import annotations

import pytest
from power_cuts import LogDoor, SlackDoor, cuts, logged
from store_cuts import judge, scenario

from marketlink import disk


def replaced(door_kind, root):
    """A file replaced three times, with what was promised in between."""
    with logged(root, door_kind) as door:
        for number in range(3):
            door.note("begin", number)
            disk.replace(root / "deep" / "list.jsonl", bytes([65 + number]) * 64)
            door.note("told", number)
    return door.log


def one_whole_file(past, found):
    told = [entry[1] for entry in past if entry[0] == "told"]
    begun = [entry[1] for entry in past if entry[0] == "begin"]
    allowed = [bytes([65 + n]) * 64 for n in begun if not told or n >= told[-1]]
    content = found.get("deep/list.jsonl")
    return "whole" if content in allowed or (content is None and not told) else "lost"


def test_a_replaced_file_is_the_old_one_or_the_new_one(tmp_path):
    told = cuts(replaced(LogDoor, tmp_path), 400, one_whole_file)
    assert told["whole"] == 400
    assert told["different"] > 10


@pytest.mark.parametrize("slack", ["sync", "sync_folder"])
def test_the_proof_notices_a_sync_that_is_left_out(tmp_path, slack):
    kind = type("Slack", (SlackDoor,), {"slack": (slack,)})
    assert cuts(replaced(kind, tmp_path), 400, one_whole_file)["lost"] > 0


def test_no_committed_row_is_lost_to_a_power_cut(tmp_path):
    log, models = scenario(tmp_path / "live", steps=4)
    told = cuts(log, 100, judge(models, tmp_path / "disks", every=5))
    assert told["whole"] == 100, told


def test_the_proof_of_the_store_notices_a_record_that_is_not_synced(tmp_path):
    kind = type("Slack", (SlackDoor,), {"slack": ("sync", "sync_folder")})
    log, models = scenario(tmp_path / "live", steps=2, kind=kind)
    told = cuts(log, 30, judge(models, tmp_path / "disks", every=30))
    assert told["whole"] < 30
