"""The filtered portfolio: a group's mean among its own days, whatever its events share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from embedded_study import SPEC, connection, random_events

from marketlink.study import run
from marketlink.study.inference.laws import p_student
from marketlink.study.inference.portfolio import filtered_portfolios, laid_out
from marketlink.study.partition import RunOptions
from marketlink.study.tables import rows_of

T, FIRST = 240, -10
RNG = np.random.default_rng(13)


def filtered_portfolio(before, event, first, window):
    return filtered_portfolios(before, event, first, [window] * len(before))


def means(groups, events, r, calm=1.0):
    """Mean returns of groups of correlated events, fat-tailed, on days whose volatility is ``calm``
    times that of the last two months."""
    days = T - FIRST + 6
    level = np.where(np.arange(days) < T - 40, calm, 1.0)
    shape = groups, days
    common = RNG.standard_t(6, shape)
    own = RNG.standard_t(6, (events, *shape)).mean(axis=0)
    series = level * (np.sqrt(r) * common + np.sqrt(1 - r) * own)
    return series[:, :T], series[:, T:]


@pytest.mark.parametrize(("events", "r"), [(3, 0.3), (8, 0.05), (30, 0.4)])
def test_it_keeps_its_size_whatever_the_events_share(events, r):
    before, event = means(4_000, events, r)
    for window in ((0, 0), (0, 5)):
        _, p = filtered_portfolio(before, event, FIRST, window)
        assert 0.04 <= (p <= 0.05).mean() <= 0.062
        assert (p <= 0.01).mean() <= 0.016


def test_a_storm_that_began_before_the_window_is_no_event():
    before, event = means(3_000, 5, 0.2, calm=0.4)
    _, p = filtered_portfolio(before, event, FIRST, (0, 0))
    plain = p_student(event[:, -FIRST] / before.std(axis=1), T - 1)
    assert (p <= 0.05).mean() <= 0.075
    assert (plain <= 0.05).mean() >= 0.15


def test_a_move_is_found_and_has_its_sign():
    before, event = means(500, 8, 0.1)
    event[:, -FIRST] -= 4 * before.std(axis=1)
    value, p = filtered_portfolio(before, event, FIRST, (0, 0))
    assert (value < 0).mean() > 0.99 and (p <= 0.05).mean() > 0.9


def test_nothing_that_is_in_the_window_enters_its_yardstick():
    before, event = means(1, 8, 0.1)
    value, _ = filtered_portfolio(before, event, FIRST, (0, 5))
    event[:, -FIRST] += 1.0
    more, _ = filtered_portfolio(before, event, FIRST, (0, 5))
    event[:, -FIRST + 1] += 1.0
    most, _ = filtered_portfolio(before, event, FIRST, (0, 5))
    assert more - value == pytest.approx(most - more)
    larger, _ = filtered_portfolio(before * 3, event * 3, FIRST, (0, 5))
    assert larger == pytest.approx(most)


def test_days_of_other_windows_are_not_heard():
    mean = np.arange(41.0)
    narrow = laid_out(mean[20:26], 0, FIRST, 0, (0, 5))
    wide = laid_out(mean, -20, FIRST, 0, (0, 5))
    assert np.array_equal(narrow, wide[: 6 - FIRST], equal_nan=True)
    assert np.isnan(wide[:-FIRST]).all() and np.isnan(wide[6 - FIRST :]).all()
    shown = laid_out(mean, -20, FIRST, -10, (0, 5))
    assert shown[: 6 - FIRST].tolist() == mean[10:26].tolist()


def test_every_row_is_judged_by_its_own_window():
    before, event = means(4, 8, 0.1)
    windows = [(0, 0), (0, 5), (-3, 2), (0, 0)]
    together = filtered_portfolios(before, event, FIRST, windows)
    for row, window in enumerate(windows):
        alone = filtered_portfolio(before[[row]], event[[row]], FIRST, window)
        assert [float(one[row]) for one in together] == pytest.approx([float(o[0]) for o in alone])


def test_a_window_within_the_estimation_days_has_no_p():
    before, event = means(2, 3, 0.0)
    for first, window in ((FIRST, (-12, 0)), (5, (0, 0))):
        value, p = filtered_portfolio(before, event, first, window)
        assert np.isnan(value).all() and np.isnan(p).all()
    _, p = filtered_portfolio(before[:, :15], event, FIRST, (0, 0))
    assert np.isnan(p).all()


@pytest.mark.parametrize("large", [100, 10])
def test_a_study_of_a_window_among_the_estimation_days_has_its_other_statistics(monkeypatch, large):
    monkeypatch.setattr("marketlink.study.groups.LARGE", large)
    spec = replace(SPEC, windows=((0, 0), (-40, -30)))
    done = run.study_relations(connection(random_events()), spec, RunOptions())
    tests = [row for row in rows_of(done.tables["tests"]) if row["group"] == "a"]
    of = {(row["statistic"], row["tau_from"]): row["value"] for row in tests}
    assert of["portfolio-filtered", -40] is None and of["portfolio-filtered", 0] is not None
    assert of["bmp", -40] is not None and of["rank", -40] is not None
