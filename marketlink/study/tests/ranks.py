"""Rank statistics: Corrado with Cowan's multi-day form, Corrado-Zivney, GRANK-T and GRANK-Z."""

from __future__ import annotations

import numpy as np

from marketlink.study.tests.laws import Floats
from marketlink.study.tests.parametric import moments


def average_ranks(values: Floats) -> Floats:
    """Ranks 1..M along the last axis, ties averaged, NaN left out and returned as NaN."""
    order = np.argsort(values, axis=-1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=-1)
    size = values.shape[-1]
    position = np.arange(1, size + 1, dtype=float)
    fresh = np.ones(values.shape, dtype=bool)
    fresh[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    if fresh.all():
        rank = np.broadcast_to(position, values.shape).copy()
    else:
        last = np.ones(values.shape, dtype=bool)
        last[..., :-1] = fresh[..., 1:]
        low = np.maximum.accumulate(np.where(fresh, position, 0.0), axis=-1)
        high = np.where(last, position, np.inf)[..., ::-1]
        rank = (low + np.minimum.accumulate(high, axis=-1)[..., ::-1]) / 2.0
    rank[np.isnan(ordered)] = np.nan
    out = np.empty_like(rank)
    np.put_along_axis(out, order, rank, axis=-1)
    return out


def centred_ranks(values: Floats) -> Floats:
    """rank / (M + 1) - 1/2 with M the number of values present in each row."""
    present = (~np.isnan(values)).sum(axis=-1, keepdims=True)
    centred: Floats = average_ranks(values) / (present + 1.0) - 0.5
    return centred


def daily_mean(ranks: Floats) -> tuple[Floats, Floats]:
    """Mean over the events of each day, and how many events it has. (..., N, D) -> (..., D)."""
    present = ~np.isnan(ranks)
    n = present.sum(axis=-2).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(present, ranks, 0.0).sum(axis=-2) / n, n


def window_ratio(series: Floats, inside: slice) -> Floats:
    """Sum of a day series over a window, over sqrt(L) times the root mean square of all days."""
    window = series[..., inside]
    days = (~np.isnan(window)).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.sqrt(np.nansum(series**2, axis=-1) / (~np.isnan(series)).sum(axis=-1))
        value: Floats = np.nansum(window, axis=-1) / (np.sqrt(days) * scale)
    return np.where(days > 0, value, np.nan)


def corrado(joint: Floats, inside: slice) -> Floats:
    """Corrado's rank z for one day, Cowan's mean-rank form for several.

    Parameters
    ----------
    joint : (..., N, D) abnormal returns of the estimation and event days side by side
    inside : the columns of ``joint`` that the tested window covers

    Reference
    ---------
    Corrado (1989); Cowan (1992).
    """
    mean, _ = daily_mean(centred_ranks(joint))
    return window_ratio(mean, inside)


def standardise_event_days(sar: Floats) -> Floats:
    """Event-day SARs over their cross-sectional deviation of that day (two events or more)."""
    columns = np.swapaxes(sar, -1, -2)
    n, _, sd = moments(columns)
    scale = np.where((n > 1) & (sd > 0), sd, 1.0)
    return sar / scale[..., None, :]


def corrado_zivney(estimation_sar: Floats, event_sar: Floats, inside: slice) -> Floats:
    """Rank z on standardised abnormal returns, days weighted by the root of the events present.

    Parameters
    ----------
    estimation_sar : (..., N, T) residual over sigma sqrt(1 - h)
    event_sar : (..., N, L) abnormal return over sigma sqrt(1 + h); re-standardised here by its
        cross-sectional deviation, against variance that the event itself brings
    inside : the columns of ``event_sar`` that the tested window covers

    Reference
    ---------
    Corrado and Zivney (1992).
    """
    offset = estimation_sar.shape[-1]
    joint = np.concatenate([estimation_sar, standardise_event_days(event_sar)], axis=-1)
    mean, n = daily_mean(centred_ranks(joint))
    columns = slice(inside.start + offset, inside.stop + offset)
    return window_ratio(mean * np.sqrt(n), columns)


def grank(estimation_sar: Floats, scar: Floats) -> tuple[Floats, Floats, Floats]:
    """GRANK-T, its degrees of freedom, and GRANK-Z.

    The window's SCAR, over its cross-sectional standard deviation, takes one place among the
    estimation days: U = rank / (T + 2) - 1/2.

    Parameters
    ----------
    estimation_sar : (..., N, T) residual over sigma sqrt(1 - h)
    scar : (..., N)

    Returns
    -------
    (t, T - 1, z)

    Reference
    ---------
    Kolari and Pynnönen (2011).
    """
    n, _, sd = moments(scar)
    scale = np.where((n > 1) & (sd > 0), sd, 1.0)
    absent = np.isnan(scar)[..., None]
    joint = np.concatenate(
        [np.where(absent, np.nan, estimation_sar), (scar / scale[..., None])[..., None]], axis=-1
    )
    ranks = centred_ranks(joint)
    mean, present = daily_mean(ranks)
    total = present.max(axis=-1, keepdims=True)
    days = (present > 0).sum(axis=-1) - 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        square = np.nansum(present / total * mean**2, axis=-1) / (days + 1.0)
        ratio = mean[..., -1] / np.sqrt(square)
        t = ratio * np.sqrt((days - 1.0) / (days - ratio**2))
        own = (~np.isnan(joint)).sum(axis=-1) - 1.0
        variance = np.where(absent[..., 0], 0.0, own / (12.0 * (own + 2.0))).sum(axis=-1)
        z = np.nansum(ranks[..., -1], axis=-1) / np.sqrt(variance)
    return t, days - 1.0, z
