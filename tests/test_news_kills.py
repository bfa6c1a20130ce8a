"""A kill during an import, the grouping of stories or a migration loses and doubles nothing."""

from __future__ import annotations

import sys

import pytest
from news_kills import rounds


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_kills_lose_nothing_and_double_nothing(tmp_path):
    found = rounds(4, tmp_path, rows=48)
    assert found.pop("kills") >= 4
    assert found == {"lost or twice": 0, "not as undisturbed": 0, "rebuilt otherwise": 0}
