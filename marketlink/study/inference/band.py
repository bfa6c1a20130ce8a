"""The averages of groups day by day, with the errors of the test that leads there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from marketlink.records.decision import leading
from marketlink.study.inference.parametric import moments
from marketlink.study.inference.portfolio import half_widths
from marketlink.study.inference.ranks import daily_mean
from marketlink.study.inference.sample import Stack
from marketlink.study.inference.statistics import STATISTICS
from marketlink.study.inference.validity import SampleFacts, event_variance, facts, is_met
from marketlink.study.kernel import Flags, Floats
from marketlink.study.panel import Panel, Window

FILTERED, PORTFOLIO, CORRECTED, PLAIN = OF_MEANS = (
    *("portfolio-filtered", "cda-t", "kp-bmp", "cross-sectional-t"),
)
"""Tests that give a mean return an error."""


Columns = dict[str, np.ndarray[Any, Any]]
CLUSTERED = "clustered"
"""Where the band of a large group comes from: :func:`clustered`."""


def days_of(panel: Panel) -> tuple[Floats, Floats]:
    """Returns and their errors, (2, G, N, L) each, of the days of the tables' window and of the
    sums from its first day on, which are over the days that have a return; NaN where there is none.

    Reference: Campbell, Lo and MacKinlay (1997), eq. 4.4.11, for the error: sigma^2 (L + 1'Z A
    Z'1).
    """
    cut = panel.columns(panel.window)
    ar, span = panel.ar[..., cut], panel.span[..., cut]
    there = np.isfinite(ar)
    lean = np.cumsum(np.where(there[..., None], panel.Z[..., cut, :], 0.0), axis=-2)
    spread = ((lean @ panel.A) * lean).sum(axis=-1)
    length = np.cumsum(np.where(there, span, 0.0), axis=-1)
    started = np.maximum.accumulate(there, axis=-1)
    running = np.where(started, np.cumsum(np.where(there, ar, 0.0), axis=-1), np.nan)
    error = np.where(started, panel.sigma[..., None] * np.sqrt(length + spread), np.nan)
    return np.stack([ar, running]), np.stack([panel.ar_se[..., cut], error])


class Band(NamedTuple):
    """The averages of a group, by its stack and its place there: events a day (L,), AARs and CAARs
    (2, L), their errors by each test, and of each day the test that leads.

    Of the tests that give a mean an error and hold both on the day and on the sum up to it, the one
    that leads: its rules are read on these windows themselves, whatever windows are asked for. The
    cross-sectional t stands in where none leads; without a test there is no error. Where a law is
    no normal one the error is half its 95 % interval over 1.96.
    """

    stack: Stack
    place: int
    n: Floats
    mean: Floats
    errors: dict[str, Floats]
    tests: list[str | None]


def _bands(stack: Stack) -> Iterator[Band]:
    """The averages of each group, with errors by each test but the filtered portfolio."""
    panel, (value, error) = stack.panel, days_of(stack.panel)
    reaches = panel.window[0] <= int(panel.est_tau[-1])
    valid = [name for name in OF_MEANS if name != FILTERED or not reaches]
    n, mean, spread = (np.swapaxes(one, 0, 1) for one in moments(np.swapaxes(value, -1, -2)))
    with np.errstate(divide="ignore", invalid="ignore"):
        between, portfolio = spread / np.sqrt(n), _portfolio(stack, error)
        scaled = np.where(error > 0, value / error, np.nan)
    facts_of = (_facts_by_day(stack, scaled[k], running=k == 1) for k in range(2))
    for at, some in enumerate(zip(*facts_of, strict=True)):
        tests = [_leading_test(valid, both) for both in zip(*some, strict=True)]
        inflation = np.array([[one.inflation for one in each] for each in some])
        with np.errstate(invalid="ignore"):  # one event told twice: no spread, infinite inflation
            corrected = between[at] * inflation
        errors = {PLAIN: between[at], CORRECTED: corrected, PORTFOLIO: portfolio[at]}
        yield Band(stack, at, n[at, 0], mean[at], errors, tests)


def _leading_test(names: Sequence[str], windows: tuple[SampleFacts, SampleFacts]) -> str | None:
    valid = [name for name in names if all(is_met(STATISTICS[name].rule, one) for one in windows)]
    n = min(one.n for one in windows)
    return leading(valid, n) or (PLAIN if PLAIN in valid else None)


def _facts_by_day(stack: Stack, scaled: Floats, *, running: bool) -> Iterator[list[SampleFacts]]:
    """What the validity rules read of each day, or of each sum up to a day, group by group, from
    (G, N, L) values over their errors. What events share is that of one day, or of the whole
    window: the most that a sum up to a day can share."""
    panel, (first, last) = stack.panel, stack.panel.window
    window = (first, last) if running else (first, first)
    same, dof = np.where(panel.sigma > 0, 0.0, np.nan), panel.dof.astype(float)
    dates, forms = panel.ar_dates[..., panel.columns(window)], stack.before(panel.sigma > 0).forms
    by_day = np.ascontiguousarray(np.swapaxes(scaled, -1, -2))
    number = np.count_nonzero(~np.isnan(by_day), axis=-1).tolist()
    lengths = np.arange(1, by_day.shape[1] + 1) if running else np.ones(by_day.shape[1], int)
    for at, shared in enumerate(stack.shared[window]):
        days = dates[at], panel.residuals.shape[-1]
        whole = facts(same[at], dof[at], forms[at], days, shared)
        variance = event_variance(by_day[at], dof[at], shared.r_window, whole.kurtosis / lengths)
        each = zip(number[at], lengths.tolist(), *(one.tolist() for one in variance), strict=True)
        yield [
            replace(whole, n=n, days=length, variance_ratio=ratio, variance_z=z)
            for n, length, ratio, z in each
        ]


def _portfolio(stack: Stack, error: Floats) -> Floats:
    """The portfolio's errors, (G, 2, L), as :func:`marketlink.study.inference.portfolio.cda_t` has
    them: its variance a day, times the events' own squared errors over their variances."""
    sigma = stack.panel.sigma
    variance, _ = stack.before(sigma > 0).variance
    there: Flags = np.isfinite(error) & (sigma > 0)[..., None]
    squares = np.where(there, error**2, 0.0).sum(axis=-2)
    weights = np.where(there, sigma[..., None] ** 2, 0.0).sum(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.swapaxes(np.sqrt(variance[:, None] * squares / weights), 0, 1))


def _widths(bands: Sequence[Band]) -> Floats:
    """Half the filtered portfolio's 95 % interval of some groups' AARs and CAARs over 1.96 errors
    on days of ordinary volatility, (N, 2, L)."""
    if not bands:
        return np.zeros((0, 2, 0))
    panel = bands[0].stack.panel
    first, (low, high) = int(panel.est_tau[-1]) + 1, panel.window
    start, stop = int(panel.tau[0]), max(high, 0) + 1
    before, event = [], np.full((len(bands), stop - first), np.nan)
    for row, one in zip(event, bands, strict=True):
        panel, at = one.stack.panel, one.place
        with np.errstate(divide="ignore", invalid="ignore"):
            sar = panel.ar[at] / panel.ar_se[at]
        path = daily_mean(np.where(np.isfinite(panel.ar[at]), sar, np.nan))[0]
        row[low - first :] = path[low - start : stop - start]
        before.append(daily_mean(panel.sar[at])[0])
    days = range(low, high + 1)
    windows = [*((day, day) for day in days), *((low, day) for day in days)]
    half = half_widths(np.array(before), event, first, windows)
    return half.reshape(len(bands), 2, -1)


def group_columns(
    group: str,
    window: Window,
    means: tuple[np.ndarray[Any, Any], Floats, Floats],
    tests: Sequence[str | None],
) -> Columns:
    """The rows of a group: events a day, AARs and CAARs (2, L) with their errors, and where these
    come from."""
    n, mean, error = means
    return {
        "group": np.full(len(n), group, dtype=object),
        "tau": np.arange(window[0], window[1] + 1),
        "n": n,
        "aar": mean[0],
        "aar_se": error[0],
        "caar": mean[1],
        "caar_se": error[1],
        "band_from": np.array(tests, dtype=object),
    }


FEWEST = 20
"""Stretches of time below which their spread gives no error."""


def stretch_days(last: int) -> int:
    """Calendar days of a stretch: whole weeks, longer than a path of so many sessions."""
    return 7 * (-(-(last + 1) // 5) + 1)


def clustered(total: Floats, n: Floats) -> Floats:
    """Errors of means over events, (L,), with the events of each stretch of time as one
    observation, from their sums and numbers by stretch, (G, L); NaN where there are fewer than 20
    stretches.

    Reference: Liang and Zeger (1986), with G/(G-1).
    """
    count, events = (n > 0).sum(axis=0), n.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        square = ((total - n * (total.sum(axis=0) / events)) ** 2).sum(axis=0)
        error: Floats = np.sqrt(square * count / (count - 1)) / events
    return np.where(count >= FEWEST, error, np.nan)


def averages(stacks: Sequence[Stack]) -> list[Columns]:
    """The averages of the events of each group: one row a tau, means over those that have a return,
    with the errors of the test that leads (:class:`Band`).

    Reference: Brown and Warner (1985); Campbell, Lo and MacKinlay (1997), section 4.4.
    """
    bands = [one for stack in stacks for one in _bands(stack)]
    wide = [one for one in bands if FILTERED in one.tests]
    for one, width in zip(wide, _widths(wide), strict=True):
        one.errors[FILTERED] = one.errors[PORTFOLIO] * width
    none, out = np.full(2, np.nan), []
    for one in bands:
        by_day = [none if name is None else one.errors[name][:, at]
                  for at, name in enumerate(one.tests)]  # fmt: skip
        means = one.n.astype(np.int64), one.mean, np.stack(by_day, axis=1)
        name, window = one.stack.names[one.place], one.stack.panel.window
        out.append(group_columns(name, window, means, one.tests))
    return out


def joined(parts: Sequence[Columns]) -> Columns:
    """The averages of several groups, as one table."""
    none = group_columns("", (0, -1), (np.zeros(0), *np.zeros((2, 2, 0))), ())
    return {name: np.concatenate([part[name] for part in parts or [none]]) for name in none}
