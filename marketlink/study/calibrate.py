"""Null distributions of a study's statistics, from placebo dates of the same companies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from marketlink.study.kernel import Flags, Floats, Ints

NEAREST = 240
"""Of the admissible dates of a month and those beside it, so many whose volatility is nearest are
drawn from: fewer hold too few windows of several days that do not overlap, and reject too often."""


@dataclass(frozen=True, slots=True)
class PlaceboCalendar:
    """The admissible placebo dates, (S, D), one row a company, one column a session: the calendar
    month of each session, 1 to 12; each company's ``volatility`` forecast over its estimation
    window's mean, NaN where the study's specification has no fit; and whether no event of it is
    near (``free``)."""

    month: Ints
    volatility: Floats
    free: Flags


def matched(  # noqa: PLR0913 (one specification)
    calendar: PlaceboCalendar, company: Ints, day: Ints, group: Ints, *,
    draws: int, seed: int, apart: int,
) -> Ints:  # fmt: skip
    """Placebo dates: events of one date move together to another date of the same time of the year,
    a month at most apart, on which their companies were about as volatile.

    Parameters
    ----------
    company, day, group : (N,) row and column of each event, and a number of its group
    draws : how many placebo dates each event gets, none twice before all have had their turn
    apart : sessions that lie at least between a placebo date and the event's own

    Returns
    -------
    (draws, N) columns; -1 where the company has no date to stand for it, or where a whole group
    would have the dates of an earlier draw again.

    Reference: Brown and Warner (1985) for the design; Barber and Lyon (1997) for matching on
    characteristics.
    """
    generator = np.random.default_rng(seed)
    out = np.full((draws, len(day)), -1, dtype=np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(calendar.volatility)
    columns, few = np.arange(len(calendar.month)), np.ones(len(day), dtype=bool)
    for one in np.unique(day):
        members = np.flatnonzero(day == one)
        rows = np.where(calendar.free[company[members]], logs[company[members]], np.nan)
        own = logs[company[members], one, None]
        far = np.abs(rows - np.where(np.isfinite(own), own, 0.0))
        distance = np.where(np.isfinite(far), far, 0.0).sum(axis=0)
        counts = np.isfinite(far).sum(axis=0)
        good = (np.abs(columns - one) >= apart) & (counts == counts.max(initial=0)) & (counts > 0)
        step = (calendar.month - calendar.month[one] + 6) % 12 - 6
        same = np.flatnonzero(good & (np.abs(step) <= 1))
        if not len(same):
            continue
        near = same[np.argsort(distance[same], kind="stable")[:NEAREST]]
        few[members] = len(near) < draws
        turns = [generator.permutation(near) for _ in range(-(-draws // len(near)))]
        placebos = np.concatenate(turns)[:draws]
        there = np.isfinite(rows[:, placebos]).T
        out[:, members] = np.where(there, placebos[:, None], -1)
    for own in np.setdiff1d(group, group[~few]):
        members = np.flatnonzero(group == own)
        _, first = np.unique(out[:, members], axis=0, return_index=True)
        again = np.setdiff1d(np.arange(draws), first)
        out[again[:, None], members] = -1
    return out


class Calibrated(NamedTuple):
    """The behaviour of one statistic on placebo groups, and the calibrated p of the observed value,
    as the table ``calibration`` has them.

    ``size`` is the share of placebo groups that it rejects at 5 %, ``null_mean`` and ``null_sd``
    those of its null values, ``corrected`` the observed value less their mean, ``p_calibrated`` its
    p among them, ``p_floor`` the smallest p they can give, ``draws`` how many there are.
    """

    draws: int
    size: float
    null_mean: float
    null_sd: float
    corrected: float
    p_calibrated: float
    p_floor: float


def calibrated(value: float, null: Floats, null_p: Floats) -> Calibrated:
    """Judge an observed statistic by its values and p-values on placebo groups, (R,), NaN left out.

    p is two-sided about the mean of all values, the observed one among them, so that a drift of the
    normal return that is no news is not taken for it and every value is as likely to be the
    farthest where nothing happened.

    Reference: Davison and Hinkley (1997), equation 4.11.
    """
    values = null[np.isfinite(null)]
    p_values = null_p[np.isfinite(null_p)]
    draws = len(values)
    if not draws or not np.isfinite(value):
        return Calibrated(draws, *(float("nan"),) * 6)
    middle = (values.sum() + value) / (draws + 1)
    far = int((np.abs(values - middle) >= abs(value - middle) * (1 - 1e-12)).sum())
    mean = float(values.mean())
    return Calibrated(
        draws,
        float((p_values <= 0.05).mean()) if len(p_values) else float("nan"),  # noqa: PLR2004 (the usual level)
        mean, float(values.std(ddof=1)) if draws > 1 else float("nan"), value - mean,
        (1 + far) / (1 + draws), 1 / (1 + draws),
    )  # fmt: skip
