"""The evidence of a group in one window: what its statistics read, whatever the group's size.

It is taken from a panel of events (:mod:`marketlink.study.inference.sample`) or from sums over them
(:mod:`marketlink.study.inference.pooled`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from marketlink.study.inference.resampling import Blocks
from marketlink.study.inference.validity import SampleFacts
from marketlink.study.kernel import Floats
from marketlink.study.panel import Window

Random = tuple[int, int]
"""Draws and seed of the resampling."""
DaySeries = tuple[Floats, slice]
"""A mean score of each day, and which of the days are the window's."""


class Moments(NamedTuple):
    """Number, mean and standard deviation of some values."""

    n: float
    mean: float
    sd: float


class Trend(NamedTuple):
    """The average abnormal returns of the days before the event, their covariance, and its degrees
    of freedom."""

    aar: Floats
    covariance: Floats
    df: float


class EventValues(NamedTuple):
    """The events whose returns cover all of a window, (N,) each: CAR, its standard error, CAR over
    that error, buy-and-hold return, standard deviation of a day and its degrees of freedom."""

    car: Floats
    car_se: Floats
    scar: Floats
    bhar: Floats
    sigma: Floats
    dof: Floats


class WindowEvidence(NamedTuple):
    """What the statistics read of one group in one window.

    Attributes
    ----------
    means : moments of the events' values, by the names of
        :data:`marketlink.study.inference.statistics.VALUES`
    pseudo : moments of the jackknife's values
    patell : the sum of the SCARs over the root of its variance
    portfolio : t of the mean CAR, its degrees of freedom and standard error
    ranks, zivney, signs : day series of mean ranks, ranks of standardised returns, and signs
    grank : of each day, the window's last, the mean rank and how many events have one; the sum of
        the window's ranks and its variance
    positive, negative, share : how many CARs are, and the estimation days' share of positive ones
    signed_ranks : the sum of the ranks of the positive CARs, and its p
    cars : (N,) CARs without a gap
    blocks : sums of the CARs by date, and how many there are
    calendar : mean abnormal return on each date
    days : portfolio abnormal returns before and in the window, on one scale
    """

    window: Window
    facts: SampleFacts
    means: Mapping[str, Moments]
    pseudo: Moments
    patell: float
    portfolio: tuple[float, float, float]
    ranks: DaySeries
    zivney: DaySeries
    signs: DaySeries
    grank: tuple[Floats, Floats, float, float]
    positive: float
    negative: float
    share: float
    signed_ranks: tuple[float, float]
    cars: Floats
    blocks: Blocks
    calendar: Floats
    days: tuple[Floats, Floats]


NONE = np.nan, np.nan


class StatisticContext(NamedTuple):
    """What is worked out for all windows of a group together, value and p each; the CAAR (decimal)
    that the equivalence test asks about, None leaves it out; draws and seed; the averages before
    the event."""

    filtered: tuple[float, float] = NONE
    skewness: tuple[float, float] = NONE
    block: tuple[float, float] = NONE
    wild: tuple[float, float] = NONE
    bound: float | None = None
    random: Random = (0, 0)
    trend: Trend | None = None
