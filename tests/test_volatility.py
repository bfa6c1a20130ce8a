"""The forecast of a day's volatility, and the one-company test that scales by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from marketlink.explain.maximum import standing_out_by
from marketlink.study.days import ResidualDays
from marketlink.study.filtered import filtered
from marketlink.study.volatility import FILTERS, Filter, variances
from marketlink.study.yardstick import beyond

PLAIN = Filter("plain", 1.0, fast=0.6, fast_kept=0.9, slow=0.0, slow_kept=0.9, cap=np.inf)


def clustered(seed, rows, days, freedom=5):
    """Returns of a GARCH(1,1) with Student shocks, in units of their mean variance."""
    generator = np.random.default_rng(seed)
    shocks = generator.standard_t(freedom, (rows, days + 200)) / np.sqrt(freedom / (freedom - 2))
    level, out = np.ones(rows), np.empty(shocks.shape)
    for day in range(shocks.shape[1]):
        out[:, day] = np.sqrt(level) * shocks[:, day]
        level = 0.03 + 0.09 * out[:, day] ** 2 + 0.88 * level
    return out[:, 200:]


def days_of(returns, estimation=240, first=-10, span=None, market=None):
    scale = np.nanstd(returns[:, :estimation], axis=1)[:, None]
    return ResidualDays(
        scaled=returns / scale,
        leverage=np.full(returns.shape, 1.0 / estimation),
        market=np.full(returns.shape, np.nan) if market is None else market,
        span=np.ones(returns.shape) if span is None else span,
        n_est=np.isfinite(returns[:, :estimation]).sum(axis=1),
        estimation=estimation,
        first=first,
    )


def test_a_filter_without_cap_is_the_garch_recursion_of_arch():
    arch = pytest.importorskip("arch")
    y = clustered(3, 1, 400)[0]
    model = arch.arch_model(y, mean="Zero", vol="GARCH", p=1, q=1, rescale=False)
    omega, alpha, beta = 0.4 * 0.1, 0.6 * 0.1, 0.9
    fixed = model.fix([omega, alpha, beta])
    expected = np.asarray(fixed.conditional_volatility) ** 2
    seen = y[None, 100:]
    ours, _ = variances(seen, np.zeros_like(seen), np.ones_like(seen), filters=[PLAIN], drift=0.0)
    # Another start is forgotten at the rate beta a day.
    distance = np.abs(ours[0] - expected[100:])
    assert distance[-100:].max() < 1e-9 * expected[100:].max() + distance[0] * 0.9**195
    ahead = fixed.forecast(horizon=5, method="analytic", reindex=False).variance.to_numpy()[0]
    padded = np.concatenate([seen, np.full((1, 5), np.nan)], axis=1)
    once = variances(
        padded, np.zeros_like(padded), np.ones_like(padded), [(300, 305)], filters=[PLAIN], drift=0
    )[1][0]
    known = (seen[0] ** 2 / ours[0]).mean()  # arch expects 1; here what such days brought so far
    level, expected_path = once[0, 0], []
    for _ in range(5):
        expected_path.append(level)
        level = omega + (alpha * known + beta) * level
    assert once[0] == pytest.approx(expected_path, rel=1e-12)
    assert once[0, 0] == pytest.approx(ahead[0], rel=1e-6)


def test_the_variance_of_a_return_grows_with_the_sessions_it_spans():
    scaled = clustered(1, 4, 60)
    span = np.ones_like(scaled)
    span[:, -1] = 5.0
    lean = np.zeros_like(scaled)
    one, _ = variances(scaled, lean, np.ones_like(scaled))
    five, _ = variances(scaled, lean, span)
    assert five[:, -1] == pytest.approx(5 * one[:, -1])


def test_a_forecast_reads_nothing_from_its_first_day_on():
    scaled = clustered(2, 3, 80)
    lean, span = np.zeros_like(scaled), np.ones_like(scaled)
    before = variances(scaled, lean, span, [(60, 65)])[1][0]
    changed = scaled.copy()
    changed[:, 60:] *= 50.0
    assert np.array_equal(before, variances(changed, lean, span, [(60, 65)])[1][0])


def test_one_large_day_moves_the_steady_filter_less_than_the_stormy_one():
    scaled = np.full((1, 50), 0.8)
    scaled[0, 40] = 12.0
    lean, span = np.zeros_like(scaled), np.ones_like(scaled)
    steady, stormy = (
        variances(scaled, lean, span, filters=[replace(f, prior=1.0)])[0][0, 41] for f in FILTERS
    )
    assert steady < 2.0 < 8.0 < stormy


def test_the_tail_of_a_large_sample_is_that_of_its_law():
    generator = np.random.default_rng(0)
    for freedom, at in ((3, 12.0), (4, 9.0), (1000, 4.0)):
        sample = np.abs(generator.standard_t(freedom, (1, 40_000)))
        true = 2 * stats.t.sf(at, freedom)
        assert beyond(sample, np.array([at]))[0] == pytest.approx(true, rel=0.25)


def test_gaps_and_scale_of_a_sample_do_not_change_its_tail():
    sample = np.abs(np.random.default_rng(1).standard_t(4, (3, 200)))
    value = np.array([5.0, 6.0, 7.0])
    p = beyond(sample, value)
    holed = np.insert(sample, [0, 50, 199], np.nan, axis=1)
    assert beyond(holed, value) == pytest.approx(p, rel=1e-9)
    assert beyond(sample * 1e-3, value * 1e-3) == pytest.approx(p, rel=1e-9)
    assert np.isnan(beyond(np.full((1, 5), np.nan), np.array([1.0]))[0])


def test_samples_of_sums_of_several_lengths_are_judged_together_as_alone():
    sample = np.abs(np.random.default_rng(6).standard_t(4, (4, 120)))
    value, days = np.array([5.0, 6.0, 7.0, 4.0]), np.array([1, 3, 6, 11])
    alone = [beyond(sample[i : i + 1], value[i : i + 1], int(days[i]))[0] for i in range(4)]
    assert beyond(sample, value, days).tolist() == alone


@pytest.mark.parametrize("freedom", [4, 1000])
def test_noise_stands_out_as_seldom_as_promised(freedom):
    size = np.abs(np.random.default_rng(freedom).standard_t(freedom, (800, 500)))
    searched = np.zeros(size.shape, dtype=bool)
    searched[:, 250:] = True
    adjusted = standing_out_by(size[None], searched, [1.0]).adjusted
    share = (np.nanmin(adjusted, axis=1) <= 0.05).mean()
    assert 0.012 <= share <= 0.073  # 5 % at most, three standard errors of 800 draws
    assert np.isnan(adjusted[:, :250]).all()


def test_a_planted_value_stands_out_and_the_steps_never_fall():
    size = np.abs(np.random.default_rng(5).standard_normal((1, 600)))
    size[0, [400, 500]] = 9.0, 11.0
    searched = np.arange(600)[None] >= 350
    adjusted = standing_out_by(size[None], searched, [1.0]).adjusted[0]
    assert adjusted[500] <= adjusted[400] < 0.01
    assert np.nanmin(np.delete(adjusted[350:], [50, 150])) >= adjusted[400]


def test_the_filtered_test_keeps_its_size_where_the_window_is_calmer_than_the_day():
    returns = clustered(11, 4_000, 251)
    found = filtered(days_of(returns), [(0, 0)], np.full((4_000, 1), 1 / 240), rejections=True)
    p = found.p[:, 0]
    loud = found.volatility > np.quantile(found.volatility, 0.9)
    assert 0.043 < (p <= 0.05).mean() < 0.06
    assert (p[loud] <= 0.05).mean() < 0.075
    size = np.abs(returns[:, :240] / returns[:, :240].std(axis=1)[:, None])
    today = np.abs(returns[:, 250] / returns[:, :240].std(axis=1))
    plain = (1 + (size >= today[:, None]).sum(axis=1)) / 241 <= 0.05
    assert plain[loud].mean() > 0.10
    assert found.plain[loud].mean() == pytest.approx(plain[loud].mean(), abs=0.04)


def test_beyond_its_own_days_p_falls_with_the_size_of_the_move():
    returns = clustered(4, 1, 251)
    p = []
    for move in (4.0, 8.0, 16.0, 32.0):
        returns[0, 250] = move * returns[0, :240].std()
        p.append(filtered(days_of(returns), [(0, 0)], np.zeros((1, 1))).p[0, 0])
    assert 1 / 241 >= p[0] > p[1] > p[2] > p[3] > 0
    assert p[3] < 1e-4


def test_a_return_over_a_halt_is_judged_by_the_sessions_it_spans():
    generator = np.random.default_rng(8)
    rejected = []
    for halted in (0, 1, 4, 9):
        returns = generator.standard_normal((4_000, 251))
        span = np.ones_like(returns)
        span[:, 250] = halted + 1
        returns[:, 250] *= np.sqrt(halted + 1)
        returns[:, 250 - halted : 250] = np.nan
        p = filtered(days_of(returns, span=span), [(0, 0)], np.full((4_000, 1), 1 / 240)).p
        rejected.append((p <= 0.05).mean())
    assert all(0.04 < share < 0.06 for share in rejected), rejected


def test_the_interval_covers_as_often_as_promised_and_is_the_test_turned_round():
    returns = clustered(12, 4_000, 261)
    windows = [(0, 0), (0, 5), (0, 10)]
    days = days_of(returns)
    found = filtered(days, windows, np.full((4_000, 3), 1 / 240))
    for place, window in enumerate(windows):
        start, stop = days.columns(window)
        inside = np.abs(days.scaled[:, start:stop].sum(axis=1)) <= found.half[:, place]
        assert abs(inside.mean() - 0.95) < 0.015
        if window == (0, 0):
            assert (inside == (found.p[:, place] > 0.05)).mean() > 0.999


def test_a_window_is_judged_by_days_before_it_and_a_missing_one_is_no_number():
    returns = clustered(6, 2, 261)
    returns[1, 250] = np.nan
    windows = [(0, 0), (0, 5), (-10, 10)]
    found = filtered(days_of(returns), windows, np.zeros((2, 3)))
    assert np.isfinite(found.p[0]).all()
    assert np.isnan(found.p[1, 0])
    later = returns.copy()
    later[:, 251:] = 5.0
    same = filtered(days_of(later), windows, np.zeros((2, 3)))
    assert found.p[0, 0] == same.p[0, 0]
    assert np.array_equal(found.volatility, same.volatility, equal_nan=True)
