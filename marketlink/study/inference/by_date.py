"""Dependence of many events from sums by date, not by pair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marketlink.study.inference.dependence import SAME_NEWS_DAYS, Dependence
from marketlink.study.inference.sums import Sums
from marketlink.study.kernel import Flags, Floats, Ints, Window, kinds

UNIT, SQUARE, SHARE = 2.0**24, 2.0**16, 2.0**28
"""Steps of standardised residuals, of their squares and of shares: sums of whole numbers."""
WIDEST = 32.0
"""Standard deviations at which residuals are cut off before they are added."""


def by_date(
    span: tuple[int, int], dates: Ints, values: Floats, often: Floats, step: float
) -> tuple[Floats, Floats]:
    """Sums by cell and date of the values of (N, days), and how many there are, each as ``often``,
    (cells, N), as its cell says; ``span`` is the ordinal of the first date and the number of dates.
    """
    (first, number), cells = span, len(often)
    place, unknown = dates - first, np.isnan(values)
    unknown |= place < 0
    if unknown.any():
        place = np.where(unknown, number, place)
        values = np.where(unknown, 0.0, values)
    place = place + often.argmax(axis=0)[:, None] * (number + 1)
    weight, whole = often.max(axis=0), np.rint(values * step)
    total, n = (_binned(place, some, weight, cells * (number + 1)) for some in (whole, None))
    return total.reshape(cells, -1)[:, :number], n.reshape(cells, -1)[:, :number]


def date_sums(  # noqa: PLR0913 (one specification)
    span: tuple[int, int],
    residual: Floats,
    dates: tuple[Ints, Sequence[Ints]],
    spans: tuple[Window, Sequence[Window]],
    weight: Floats,
    *,
    estimated: bool,
) -> Sums:
    """Sums over some events of one exchange by calendar date.

    Parameters
    ----------
    span : the ordinal of the first date and the number of dates; dates before are unknown
    residual : (N, T) estimation residuals; NaN where missing
    dates : ordinals of the estimation days, (N, T), and of each window's days
    spans : the estimation window and the windows, in tau
    weight : (N,) how many events each row stands for
    estimated : whether the normal return has an estimated constant

    Returns
    -------
    dict
        ``n`` and ``total`` (D,): how many estimation residuals of unit spread there are, and their
        sum; ``square``: the sum of their squares; ``events``. By window, (W, D): ``event_days``, as
        rows of unit length; ``used``, the same less L/T of the estimation days; ``starts``, the
        events whose window begins there.
    """
    (days, inside), (estimation, windows), (first, number) = dates, spans, span
    finite = np.isfinite(residual)
    place, clean = days - first, residual
    unknown = place < 0
    mask = finite & ~unknown
    n_finite = n_known = np.full(len(mask), mask.shape[1])
    if gaps := not mask.all():
        clean, place = np.where(finite, residual, 0.0), np.where(mask, place, number)
        n_finite, n_known = finite.sum(axis=1), mask.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = np.sqrt(np.vecdot(clean, clean) / n_finite)
        unit = clean / size[:, None]
        np.clip(unit, -WIDEST, WIDEST, out=unit)
    if gaps or not size.all():
        unit[~mask | ~(size > 0)[:, None]] = 0.0
    sums: Sums = {
        "events": float(weight.sum()),
        "square": float(weight @ np.rint(SQUARE * np.vecdot(unit, unit))),
        "total": _binned(place, np.rint(unit * UNIT), weight, number),
        "starts": np.array(
            [_binned(_places(one[:, :1], span), None, weight, number) for one in inside]
        ),
    }
    lengths = [np.maximum((ordinals > 0).sum(axis=1), 1) for ordinals in inside]
    both = [_inside(mask, estimation, window) for window in windows]
    kind, first_of = kinds([n_known, *lengths, *both])
    of_kinds = len(first_of), number
    counts = _by_kind(place, kind, weight, of_kinds)
    n_days = np.maximum(n_known[first_of], 1).astype(np.float64)
    event_days, used = [], []
    for ordinals, many, common in zip(inside, lengths, both, strict=True):
        by_kind = _by_kind(_places(ordinals, span), kind, weight, of_kinds)
        length = many[first_of].astype(np.float64)
        event_days.append(np.rint(SHARE / np.sqrt(length)) @ by_kind)
        used.append(event_days[-1])
        if estimated:
            ratio = length / n_days
            norm = np.sqrt(length - 2 * ratio * common[first_of] + ratio**2 * n_known[first_of])
            used[-1] = np.rint(SHARE / norm) @ by_kind - np.rint(SHARE * ratio / norm) @ counts
    return sums | {
        "n": counts.sum(axis=0), "event_days": np.array(event_days), "used": np.array(used),
    }  # fmt: skip


def _by_kind(place: Ints, kind: Ints, weight: Floats, of_kinds: tuple[int, int]) -> Floats:
    """How many of (N, days) there are by kind and date."""
    many, number = of_kinds
    if many > 1:
        place = place + kind[:, None] * (number + 1)
    counts = _binned(place, None, weight, many * (number + 1))
    return counts.reshape(many, number + 1)[:, :number]


def _places(dates: Ints, span: tuple[int, int]) -> Ints:
    """The places of (N, days) dates, the last of them where one is unknown."""
    place = dates - span[0]
    if place.min(initial=0) < 0:
        place[place < 0] = span[1]
    return place


def _binned(place: Ints, values: Floats | None, weight: Floats, number: int) -> Floats:
    """Sums by place of (N, days) values, or of how many there are, each as often as its weight
    says; what is at the place ``number`` is left out."""
    if (weight != 1.0).any():
        values = weight[:, None] if values is None else values * weight[:, None]
        values = np.broadcast_to(values, place.shape)
    often = None if values is None else values.ravel()
    return np.bincount(place.ravel(), often, number + 1)[:number].astype(np.float64)


def _inside(mask: Flags, estimation: Window, window: Window) -> Ints:
    """How many days of a window are estimation days, too."""
    low, high = max(window[0], estimation[0]), min(window[1], estimation[1])
    cut = slice(low - estimation[0], max(high - estimation[0] + 1, low - estimation[0]))
    return np.asarray(mask[:, cut].sum(axis=1), dtype=np.int64)


def dependence_by_date(exchanges: Sequence[Sums], place: int, days: int) -> Dependence:
    """Mean correlation of residuals, and of two events' CARs, of one window, by its number and
    length.

    Events of one exchange are correlated on common dates. Events of two exchanges are correlated
    over the same date, the one before and the one after, and their windows count as shared where
    they begin within a week, as :func:`marketlink.study.inference.dependence.dependence` has it
    pair by pair; here a mean correlation is multiplied by a mean share.

    Reference: Kolari and Pynnönen (2010); Kolari, Pape and Pynnönen (2018) for windows that overlap
    in part.
    """
    events = sum(one["events"] for one in exchanges)
    pairs = events * (events - 1.0)
    own = sum(one["events"] * (one["events"] - 1.0) for one in exchanges)
    cross = sum(float(((o["total"] / UNIT) ** 2).sum()) - o["square"] / SQUARE for o in exchanges)
    pair_days = sum(float((o["n"] * (o["n"] - 1.0)).sum()) for o in exchanges)
    r_own = cross / pair_days if pair_days > 0 else float("nan")
    if not pairs > 0:
        return Dependence(r_own, 0.0, 0.0, 0.0, 0)
    overlap, weight = (
        sum(float(((o[name][place] / SHARE) ** 2).sum()) - o["events"] for o in exchanges)
        for name in ("event_days", "used")
    )
    r = r_own if np.isfinite(r_own) else 0.0
    overlap = max(overlap, 0.0)
    r_bar, r_window, r_shared = r_own, r * weight, r * overlap
    if len(exchanges) > 1:
        r_abroad = _correlation_abroad(exchanges)
        more, heavier = _shared_abroad(exchanges, place, days)
        r_pairs = r_abroad if np.isfinite(r_abroad) else 0.0
        r_bar = (r * own + r_pairs * (pairs - own)) / pairs
        r_window, r_shared = r_window + r_pairs * heavier, r_shared + r_pairs * more
        overlap += more
    return Dependence(r_bar, overlap / pairs, r_window / pairs, r_shared / pairs, int(pairs) // 2)


def _abroad(values: Sequence[Floats], lag: int) -> float:
    """Products of two exchanges' values ``lag`` places apart, summed over ordered pairs of them."""

    def product(one: Floats) -> float:
        return float(one[: len(one) - lag] @ one[lag:])

    return product(np.sum(values, axis=0)) - sum(product(one) for one in values)


def _correlation_abroad(exchanges: Sequence[Sums]) -> float:
    """Mean correlation over the same date and one date either way."""
    dates = np.sum([one["n"] for one in exchanges], axis=0) > 0
    total = [one["total"][dates] / UNIT for one in exchanges]
    n = [one["n"][dates] for one in exchanges]
    days = [(_abroad(total, lag), _abroad(n, lag)) for lag in (0, 1)]
    if not days[0][1] > 0:
        return float("nan")
    later = 2.0 * days[1][0] / days[1][1] if days[1][1] > 0 else 0.0
    return float(np.clip(days[0][0] / days[0][1] + later, -1.0, 1.0))


def _shared_abroad(exchanges: Sequence[Sums], place: int, days: int) -> tuple[float, float]:
    """Shares that windows of two exchanges have in common, summed over ordered pairs: of the event
    days, and of these less the estimation days. Windows that begin within a week count as one."""
    starts = [one["starts"][place] for one in exchanges]
    dates = np.sum([one["n"] + one["event_days"][place] for one in exchanges], axis=0) > 0
    week = range(1, SAME_NEWS_DAYS + 1)
    near = _abroad(starts, 0) + 2 * sum(_abroad(starts, lag) for lag in week)
    begins = [one[dates] for one in starts]
    apart = [(1 - lag / days) * _abroad(begins, lag) for lag in range(1, min(days, 6))]
    common = _abroad(begins, 0) + 2 * sum(apart)
    event_days = _abroad([one["event_days"][place] / SHARE for one in exchanges], 0) - common
    used = _abroad([one["used"][place] / SHARE for one in exchanges], 0) - common
    return near + max(event_days, 0.0), near + used
