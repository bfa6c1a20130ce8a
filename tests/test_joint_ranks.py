"""Ranks of estimation days and of several windows from one sort, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from marketlink.study.inference.ranks import JointRanks, doubled_ranks, medians


def _values(ties, gaps):
    rng = np.random.default_rng(4)
    before, event = rng.standard_normal((25, 60)), rng.standard_normal((25, 12))
    if ties:
        before, event = np.round(before, 1), np.round(event, 1)
    if gaps:
        before[rng.random(before.shape) < 0.1] = np.nan
        event[3, 4] = np.nan
    return before, event


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("gaps", [False, True])
def test_each_window_is_ranked_as_if_it_stood_alone(ties, gaps):
    before, event = _values(ties, gaps)
    joint = JointRanks.of(before, event)
    for columns in ([1], [0, 1, 2], list(range(12))):
        days, own = joint.window(columns, slice(None))
        together = np.hstack([before, event[:, columns]])
        expected = np.nan_to_num(2 * rankdata(together, axis=1, nan_policy="omit"))
        assert np.array_equal(np.hstack([days, own]), expected)
        some = np.array([7, 3])
        assert np.array_equal(np.hstack(joint.window(columns, some)), expected[some])


@pytest.mark.parametrize("ties", [False, True])
def test_one_more_value_is_ranked_beside_the_days(ties):
    before, event = _values(ties, gaps=True)
    own = event[:, 0]
    days, place = JointRanks.of(before, event).window([0], slice(None))
    expected = np.nan_to_num(
        2 * rankdata(np.column_stack([before, own]), axis=1, nan_policy="omit")
    )
    assert np.array_equal(np.hstack([days, place]), expected)


def test_ranks_are_whole_numbers_doubled_even_where_all_days_are_equal():
    assert doubled_ranks(np.array([[2.0, 2.0, np.nan, 2.0], [1.0, 3.0, 1.0, -0.0]])).tolist() == [
        [4, 4, 0, 4],
        [5, 8, 5, 2],
    ]


def test_values_that_differ_in_their_last_bits_alone_are_ranked_and_equal_ones_share_a_rank():
    steps = np.random.default_rng(5).integers(0, 9, (20, 60))
    values = np.where(steps == 8, np.nan, 1.0 + steps * np.finfo(float).eps)
    expected = np.nan_to_num(2 * rankdata(values, axis=1, nan_policy="omit"))
    assert np.array_equal(doubled_ranks(values), expected)


@pytest.mark.parametrize("width", [1, 6, 7])
def test_medians_leave_out_what_is_missing(width):
    rng = np.random.default_rng(6)
    values = rng.standard_normal((40, width))
    values[:, 1:][rng.random((40, width - 1)) < 0.4] = np.nan
    assert np.array_equal(medians(values), np.nanmedian(values, axis=1, keepdims=True))
    assert np.isnan(medians(np.full((2, width), np.nan))).all()


@pytest.mark.parametrize("ties", [False, True])
def test_signs_about_the_median_are_those_of_the_values_where_three_are_equal(ties):
    before, event = _values(ties, gaps=ties)
    rest = np.sort(np.concatenate([before[0, 3:], event[0, :1]]))
    middle = np.count_nonzero(rest == rest) // 2
    before[0, :3] = rest[middle : middle + 2].mean()
    joint = JointRanks.of(before, event)
    some, columns = np.arange(0, 25, 2), [0]
    signs = joint.signs(joint.window(columns, some), columns, some)
    together = np.hstack([before[some], event[some][:, columns]])
    expected = np.nan_to_num(np.sign(together - np.nanmedian(together, axis=1, keepdims=True)))
    assert np.array_equal(np.hstack(signs), expected)
    assert not expected[0, :3].any()
