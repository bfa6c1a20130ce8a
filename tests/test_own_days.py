"""Sums of runs of a company's own days, and where the event's run stands among them."""

from __future__ import annotations

import numpy as np
import pytest

from marketlink.pipeline.single_firm import sq_p
from marketlink.study.rolling import added, by_day, count, largest_within, place_of_run, run_sizes


def test_sizes_of_runs_are_absolute_sums_of_neighbours():
    days = np.random.default_rng(1).standard_normal((40, 7))
    for length, sizes in zip(
        (1, 2, 3, 6, 11, 21), run_sizes(days, (1, 2, 3, 6, 11, 21)), strict=True
    ):
        expected = [np.abs(days[i : i + length].sum(axis=0)) for i in range(41 - length)]
        np.testing.assert_allclose(sizes, expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("length", [1, 3, 6, 11])
def test_the_place_of_a_run_is_that_of_the_circle_of_days(length):
    rng = np.random.default_rng(length)
    days, event = rng.standard_normal((60, 30)), 2 * rng.standard_normal((length, 30))
    (sizes,) = run_sizes(days, [length])
    expected, floor = sq_p(days.T, event.T)
    assert place_of_run(days, sizes, event).tolist() == expected.tolist()
    assert floor.tolist() == [1 / (60 + length)] * 30


def test_the_bound_leaves_its_share_of_runs_outside():
    sizes = np.random.default_rng(2).random((199, 300))
    bound = largest_within(sizes, 0.05)
    assert ((sizes > bound).sum(axis=0) == 9).all()  # with the event's own run 10 of 200
    assert (sizes == bound).any(axis=0).all()


def test_what_is_said_of_an_event_does_not_depend_on_its_neighbours():
    days = np.random.default_rng(3).standard_normal((300, 257))
    whole = added(days)
    assert [added(days[:, [n]])[0] for n in range(257)] == whole.tolist()
    assert added(np.asfortranarray(days)).tolist() == whole.tolist()
    assert count(days > 0).tolist() == (days > 0).sum(axis=0).tolist()
    rows = np.ascontiguousarray(days.T)
    assert np.array_equal(by_day(rows), days)
    assert by_day(days.T) is not days and np.shares_memory(by_day(days.T), days)
