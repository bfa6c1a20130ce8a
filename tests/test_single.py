"""One company's statistics: exactness, floors, repeatability."""

from __future__ import annotations

import numpy as np
import pytest
from event_fixture import simulated

from marketlink.pipeline.single_firm import (
    inferences,
    permutation,
    placebo,
    placebo_inference,
    sq,
)
from marketlink.study.rolling import sq_p

RNG = np.random.default_rng(11)
QUIET = RNG.standard_normal(120)


def test_sq_of_one_day_is_one_plus_k_over_one_plus_t():
    for move in (0.4, 1.8, -2.2, 9.0):
        k = (np.abs(QUIET) >= abs(move)).sum()
        answer = sq(QUIET, np.array([move]), (0, 0))
        assert answer.p == pytest.approx((1 + k) / 121)
        assert answer.floor == pytest.approx(1 / 121)
        assert answer.n == 120


def test_sq_one_sided_counts_one_tail():
    k = (QUIET <= -1.0).sum()
    assert sq(QUIET, np.array([-1.0]), (0, 0), side=-1).p == pytest.approx((1 + k) / 121)
    assert sq(QUIET, np.array([-1.0]), (0, 0), side=1).p > 0.5


@pytest.mark.parametrize("days", [1, 3, 11])
def test_sq_has_its_size_for_any_window(days):
    before, event = RNG.standard_normal((20_000, 99)), RNG.standard_normal((20_000, days))
    p, floor = sq_p(before, event)
    assert (p >= floor).all()
    for alpha in (0.05, 0.1):
        assert (p <= alpha + 1e-12).mean() == pytest.approx(alpha, abs=0.007)


def test_sq_leaves_broken_runs_out():
    holed = QUIET.copy()
    holed[[5, 60]] = np.nan
    p, floor = sq_p(holed, np.array([4.0, 4.0]))
    assert floor == pytest.approx(1 / (122 - 4))
    assert p == pytest.approx(1 / (122 - 4), abs=2 / 118)
    assert sq(holed, np.array([np.nan]), (0, 0)).p is None


@pytest.mark.parametrize("days", [3, 5])
def test_permutation_has_its_size(days):
    rejected = [
        permutation(RNG.standard_t(4, 60), RNG.standard_t(4, days), (0, days - 1), 199, seed).p
        <= 0.05
        for seed in range(1500)
    ]
    assert np.mean(rejected) == pytest.approx(0.05, abs=0.017)


def test_permutation_floor_and_repeatability():
    answer = permutation(QUIET, np.array([9.0, 8.0]), (0, 1), draws=499)
    assert answer.p == answer.floor == pytest.approx(1 / 500)
    assert answer == permutation(QUIET, np.array([9.0, 8.0]), (0, 1), draws=499)
    assert permutation(QUIET, np.array([9.0]), (0, 0)).p == pytest.approx(1 / 121)


def test_placebo_counts_the_event_itself():
    values = np.array([0.01, -0.02, np.nan, 0.05, -0.05])
    answer = placebo(values, -0.05, (0, 0), np.array([240, 130, 240, 240, 239]), (120, 240))
    assert (answer.short, answer.returns) == (2, (120, 240))
    assert answer.p == pytest.approx(3 / 5)
    assert answer.floor == pytest.approx(1 / 5)
    assert answer.values == (0.01, -0.02, 0.05, -0.05)
    assert placebo_inference(answer).n == 4
    assert placebo(np.array([]), 0.1, (0, 0), np.array([], dtype=np.int64), (120, 240)).p == 1.0


def test_a_large_move_is_found_by_every_test_and_a_quiet_day_by_none():
    moved, quiet = simulated(n=3, effect=-0.2, seed=4), simulated(n=3, effect=0.0, seed=4)
    for answer in inferences(moved, 1, [(0, 0)]):
        assert answer.p < 0.01, answer.name
        assert answer.p >= (answer.floor or 0.0)
    names = [answer.name for answer in inferences(quiet, 1, [(0, 0), (0, 5)])]
    assert names == ["t", "sq", "permutation"] * 2


def test_t_uses_the_exact_variance():
    panel = simulated(n=2, seed=9)
    first = inferences(panel, 0, [(0, 5)])[0]
    place = panel.windows.index((0, 5))
    assert first.value == pytest.approx(panel.scar[0, place], rel=1e-12)
    assert first.law == f"Student t({panel.dof[0]})"
