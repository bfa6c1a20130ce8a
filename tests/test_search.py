"""The searched day: found where it is, and paid for."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from marketlink.errors import InputError
from marketlink.pipeline.day_search import chance_of_reaching, joint_move, search

RNG = np.random.default_rng(3)
DAYS = [date(2025, 1, 27) + timedelta(days=i) for i in range(5)]


def test_the_largest_joint_move_is_found_in_either_direction():
    candidates = RNG.standard_normal((4, 5)) * 0.3
    candidates[:, 2] = (6.0, -5.0, 4.0, -6.0)
    found = search("XNYS", DAYS, candidates, RNG.standard_normal((4, 240)))
    assert found.session == DAYS[2]
    assert found.p == pytest.approx(5 / 245)
    assert found.searched == tuple(DAYS)
    assert found.value == pytest.approx(np.sqrt((36 + 25 + 16 + 36) / 4))


def test_p_pays_for_every_session_looked_at():
    p = [
        search("XNYS", DAYS, RNG.standard_normal((3, 5)), RNG.standard_normal((3, 100))).p
        for _ in range(2000)
    ]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.015)
    assert np.mean(np.array(p) <= 0.2) == pytest.approx(0.2, abs=0.03)


def test_one_candidate_is_not_a_search():
    estimation = RNG.standard_normal((1, 99))
    found = search("XKRX", DAYS[:1], np.array([[-2.0]]), estimation)
    assert found.p == pytest.approx((1 + (np.abs(estimation) >= 2).sum()) / 100)


def test_missing_prices():
    candidates = np.full((2, 5), np.nan)
    assert search("XKRX", DAYS, candidates, RNG.standard_normal((2, 50))) is None
    candidates[0, 3] = 3.0
    assert search("XKRX", DAYS, candidates, RNG.standard_normal((2, 50))).session == DAYS[3]
    assert joint_move(np.array([[3.0, np.nan], [np.nan, np.nan]]))[0] == 3.0


def test_shapes_must_fit():
    with pytest.raises(InputError, match="do not fit together"):
        search("XKRX", DAYS, np.zeros((2, 4)), np.zeros((2, 50)))


def test_chance_of_reaching_is_hypergeometric():
    assert chance_of_reaching(1, 245, 5) == pytest.approx(5 / 245)
    assert chance_of_reaching(245, 245, 5) == 1.0
    assert chance_of_reaching(0, 245, 5) == 0.0
