"""A company's own days, each over its own volatility, as the yardstick of its event's run of days:
counted, and beyond what counting tells read from the tail of a Student law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from marketlink.study.kernel import Floats, Ints
from marketlink.study.own_days import added, count, largest_within, place_of_run, run_sizes, sq_p
from marketlink.study.tails import beyond

FEWEST = 20
"""Fewer estimation residuals than this give no empirical p-value."""
LEVEL = 0.05
"""One less the share of the conformal interval."""
TAIL = 0.05
"""Up to this share, which 12 of 240 days tell of, the fitted tail is finer than counting."""


@dataclass(frozen=True, slots=True)
class _Far:
    """Runs of days too far out for counting: their rows, the sizes of their company's own runs (N,
    T), NaN where there are fewer, the size of each, its days, and the share at which counting ends.
    """

    rows: Ints
    sample: Floats
    value: Floats
    days: Ints
    floor: Floats


@dataclass(frozen=True, slots=True)
class Tails:
    """Far runs of several windows, whose tails are worked out together."""

    places: list[tuple[int, int]]
    far_runs: list[_Far]

    def take(self, low: int, place: int, far: Sequence[_Far]) -> None:
        """Take in far runs of one window; their rows count from ``low``."""
        self.places.extend([(low, place)] * len(far))
        self.far_runs.extend(far)

    def put(self, p: Floats) -> None:
        """Put the p of the far runs, which are no larger than counting ends at, into (N, W)."""
        if not self.far_runs:
            return
        whole = {
            name: np.concatenate([getattr(one, name) for one in self.far_runs])
            for name in ("sample", "value", "days", "floor")
        }
        tail = np.fmin(beyond(whole["sample"], whole["value"], whole["days"]), whole["floor"])
        begin = 0
        for (low, place), one in zip(self.places, self.far_runs, strict=True):
            p[low + one.rows, place] = tail[begin : begin + len(one.rows)]
            begin += len(one.rows)


class Yardstick:
    """Each event's own days in their own volatility, (T, N) with NaN where there is none, for
    windows of some lengths in turn."""

    def __init__(self, days: Floats, lengths: Sequence[int]) -> None:
        self.days, self.known = days, count(np.isfinite(days))
        self.whole = np.flatnonzero((self.known == len(days)) & (len(days) >= FEWEST))
        self.full = days if len(self.whole) == days.shape[1] else days[:, self.whole]
        lengths = [length if length < len(days) else 1 for length in lengths]
        self._sizes = run_sizes(self.full, lengths)

    def judge(self, inside: Floats) -> tuple[Floats, Floats, list[_Far]]:
        """p of each event's run of days, (L, N), among its company's own; the bound of
        :func:`_bound`; and the runs whose p is a matter of the tail beyond them."""
        present = np.isfinite(inside)
        n_days, sizes = np.count_nonzero(present, axis=0), next(self._sizes)
        easy = np.zeros(len(n_days), dtype=bool)
        if len(inside) < len(self.days):
            easy[self.whole] = n_days[self.whole] == len(inside)
        p, bound = np.full(len(n_days), np.nan), np.full(len(n_days), np.nan)
        rest, far = np.flatnonzero(~easy & (self.known >= FEWEST) & (n_days > 0)), []
        if len(rest):
            before, event = self.days[:, rest].T, inside[:, rest].T
            p[rest], few = _judge(before, event, rest)
            bound[rest] = _bound(before, n_days[rest])
            far.append(few)
        if easy.any():
            mine = easy[self.whole]
            own, event, runs = self.full, inside, sizes
            if not mine.all():
                own, runs = own[:, mine], runs[:, mine]
            if not easy.all():
                event = inside[:, easy]
            p[easy], bound[easy], some = _judge_whole(own, event, runs, np.flatnonzero(easy))
            far.append(some)
        return p, bound, far


def _judge_whole(
    days: Floats, event: Floats, sizes: Floats, rows: Ints
) -> tuple[Floats, Floats, _Far]:
    """The same of events without a gap, the given rows, from the sizes of their companies' runs."""
    length = len(event)
    p = place_of_run(days, sizes, event)
    floor = max(1.0 / (len(days) + length), TAIL)
    far = np.flatnonzero(p <= floor)
    bound = largest_within(sizes, LEVEL) / np.sqrt(1.0 - (length - 1) / len(days))
    sample, value = _padded(sizes[:, far].T, len(days)), np.abs(added(event[:, far]))
    each = np.full(len(far), length), np.full(len(far), floor)
    return p, bound, _Far(rows[far], sample, value, *each)


def _padded(sizes: Floats, days: int) -> Floats:
    """(N, R) sizes as so many columns, NaN where there are fewer."""
    sample = np.full((len(sizes), days), np.nan)
    sample[:, : sizes.shape[1]] = sizes
    return sample


def _bound(before: Floats, n_days: Ints) -> Floats:
    """The size that 95 % of each row's runs of so many own days keep within, (N,), widened by what
    residuals that sum to zero take off a run: a share of its length in theirs."""
    bound = np.full(len(before), np.nan)
    n_before = np.isfinite(before).sum(axis=1)
    for n, days in np.unique(np.stack([n_before, n_days], axis=1), axis=0).tolist():
        if n < FEWEST or not 0 < days < n:
            continue
        rows = np.flatnonzero((n_before == n) & (n_days == days))
        own = before[rows][np.isfinite(before[rows])].reshape(len(rows), n)
        sizes = next(run_sizes(np.ascontiguousarray(own.T), [days]))
        bound[rows] = largest_within(sizes, LEVEL) / np.sqrt(1.0 - (days - 1) / n)
    return bound


def _judge(before: Floats, inside: Floats, rows: Ints) -> tuple[Floats, _Far]:
    """p of each row's run of days among its company's own, and the far ones."""
    days = inside.shape[1]
    p, floor = np.full(len(before), np.nan), np.full(len(before), np.nan)
    enough = np.isfinite(before).sum(axis=1) >= FEWEST
    whole = enough & np.isfinite(inside).all(axis=1)
    p[whole], floor[whole] = sq_p(before[whole], inside[whole])
    for row in np.flatnonzero(enough & ~whole & np.isfinite(inside).any(axis=1)).tolist():
        p[row], floor[row] = sq_p(before[row], inside[row][np.isfinite(inside[row])])
    floor = np.fmax(floor, TAIL)
    far = np.flatnonzero((p <= floor) & (days <= before.shape[1]))
    sums = np.zeros((0, 0))
    if len(far):
        sums = np.abs(sliding_window_view(before[far], days, axis=1).sum(axis=-1))
    value, each = np.abs(np.nansum(inside[far], axis=1)), np.full(len(far), days)
    return p, _Far(rows[far], _padded(sums, before.shape[1]), value, each, floor[far])
