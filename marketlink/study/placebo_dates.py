"""Placebo dates: other dates of an event's company, away from its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from marketlink.study.kernel import Floats, Ints, Window
from marketlink.study.models import Model, estimate
from marketlink.study.models.design import Request, windows_of
from marketlink.study.rolling import roll
from marketlink.study.solved import Solved
from marketlink.study.venue_breaks import last_change

SESSIONS = 16_384
"""Sessions of the series whose placebo dates are fitted at a time."""
NEARBY = 256
"""Events whose nearest dates are held at a time."""
FEWEST = 20
"""Fewer dates than this give no empirical p-value."""


def has_placebos(model: Model) -> bool:
    """Whether other dates of a company tell of a model: not where it needs other companies."""
    return model.linear and not model.peers


def rolls(model: Model, request: Request) -> bool:
    """Whether all dates of a company are fitted at once."""
    return model.name == "market" and request.masked is None and request.thin == "none"


@dataclass(frozen=True, slots=True)
class Placebos:
    """Dates of one company: positions and estimation returns (D,), CARs and SCARs (D, W), NaN where
    a date stands for no event in a window."""

    at: Ints
    n: Ints
    car: Floats
    scar: Floats


def placebos(solved: Solved, rows: Ints) -> list[Placebos]:
    """Every admissible date of the companies of some fits.

    A date is admissible for a window if neither that window nor the event window around it touches
    the event's own, and its estimation window holds none of it. Nothing is drawn, so nothing
    depends on a seed.
    """
    cache: dict[int, Placebos] = {}
    answers = []
    for row in rows.tolist():
        number = int(solved.series[row])
        if number not in cache:
            cache[number] = next(_everywhere(solved, [number]))
        every, event = cache[number], int(solved.request.at[row])
        car, scar = every.car.copy(), every.scar.copy()
        for j, window in enumerate(solved.request.plan.windows):
            before, after = _forbidden(solved, window)
            near = (every.at >= event - before) & (every.at <= event + after)
            car[near, j] = scar[near, j] = np.nan
        answers.append(Placebos(every.at, every.n, car, scar))
    return answers


def placebo_p(solved: Solved, rows: Ints) -> Floats:
    """p of some fits among the other dates of their companies, (rows, windows)."""
    p = np.empty((len(rows), len(solved.request.plan.windows)))
    numbers, member = np.unique(solved.series[rows], return_inverse=True)
    order = np.argsort(member, kind="stable")
    of_series = np.split(order, np.cumsum(np.bincount(member))[:-1])
    for mine, dates in zip(of_series, _everywhere(solved, numbers.tolist()), strict=True):
        p[mine] = _among_others(solved, rows[mine], dates)
    return p


def _forbidden(solved: Solved, window: Window) -> tuple[int, int]:
    """How many sessions before and after an event are too near to be a placebo date."""
    first = min(window[0], solved.spec.window[0])
    last = max(window[1], solved.spec.window[1])
    return last - first, last - min(solved.spec.estimation[0], first)


def _everywhere(solved: Solved, numbers: Sequence[int]) -> Iterator[Placebos]:
    """Each of some series with day 0 on every session; CARs and SCARs are NaN on one without a
    return."""
    placebos_of = _rolled if rolls(solved.model, solved.request) else _fitted
    for one in placebos_of(solved, numbers):
        idle = ~np.isfinite(solved.request.layout.y[one.at])
        one.car[idle], one.scar[idle] = np.nan, np.nan
        yield one


def _sessions(solved: Solved, number: int) -> Ints:
    """The places of a series from its first price to its last."""
    layout = solved.request.layout
    low = int(layout.start[number] + layout.first[number])
    return np.arange(low, int(layout.start[number] + layout.last[number]) + 1)


def _fitted(solved: Solved, numbers: Sequence[int]) -> Iterator[Placebos]:
    request = solved.request
    for number in numbers:
        at, since = _sessions(solved, number), request.since
        if since is not None:
            mine = np.full(len(at), number)
            since = last_change(solved.windows, at, mine, min(request.plan.path[0], 0))
        fits = estimate(solved.model, replace(request, at=at, since=since)).fits
        yield Placebos(at, fits.n, fits.car, fits.scar)


def _rolled(solved: Solved, numbers: Sequence[int]) -> Iterator[Placebos]:
    """Several series at a time: short ones cost little more than a call."""
    layout = solved.request.layout
    for some in layout.together(numbers, SESSIONS):
        y, x, span = (layout.sheet(some, one) for one in (layout.y, layout.X[0], layout.span))
        rolled = roll(y, x, solved.request.plan, span)
        for row, number in enumerate(some):
            at = _sessions(solved, number)
            inside = at - int(layout.begin[number])
            yield Placebos(
                at,
                rolled.n[row, inside].astype(np.int64),
                rolled.car[:, row, inside].T.copy(),
                rolled.scar[:, row, inside].T.copy(),
            )


def _among_others(solved: Solved, rows: Ints, every: Placebos) -> Floats:
    """p of some fits of one series among its other dates, (rows, windows)."""
    answers = np.full((len(rows), every.scar.shape[1]), np.nan)
    event = solved.request.at[rows] - every.at[0]
    alike: dict[tuple[int, int], list[int]] = {}
    for j, window in enumerate(solved.request.plan.windows):
        alike.setdefault(_forbidden(solved, window), []).append(j)
    for near, some in alike.items():
        own = np.abs(solved.fits.scar[rows][:, some])
        n, reached = _counted(np.abs(every.scar[:, some]), own, event, near)
        enough = (n >= FEWEST) & np.isfinite(own)
        answers[:, some] = np.where(enough, (1 + reached) / (1 + n), np.nan)
    return answers


def _counted(size: Floats, own: Floats, event: Ints, near: tuple[int, int]) -> tuple[Ints, Ints]:
    """Of each event and window, (E, W): how many dates are far enough, and on how many of these
    ``size`` is at least its own. All dates are counted in order of size, then those too near are
    taken off again.

    Parameters
    ----------
    size : (D, W) of every date, NaN where it is no placebo
    own, event : (E, W) of every event, (E,) the place of its date
    near : dates before and after an event that are too near
    """
    present = np.isfinite(size)
    before = np.zeros((len(size) + 1, size.shape[1]), dtype=np.int64)
    np.cumsum(present, axis=0, out=before[1:])
    low, high = np.maximum(event - near[0], 0), np.minimum(event + near[1] + 1, len(size))
    n = before[-1] - (before[high] - before[low])
    reached = np.empty(own.shape, dtype=np.int64)
    for j, (column, there) in enumerate(zip(size.T, present.T, strict=True)):
        padded = np.full(near[0] + len(size) + near[1], -1.0)
        np.copyto(padded[near[0] : near[0] + len(size)], column, where=there)
        reached[:, j] = _at_least(padded, own[:, j])
        for start in range(0, len(event), NEARBY):
            some = slice(start, start + NEARBY)
            beside = windows_of(padded, event[some], (0, near[0] + near[1]))
            reached[some, j] -= np.count_nonzero(beside >= own[some, j, None], axis=1)
    return n, reached


FEW = 16
"""Values that are each compared with all others; for more, sorting these is cheaper."""


def _at_least(values: Floats, own: Floats) -> Ints:
    """How many values are at least as large as each of some."""
    if len(own) < FEW:
        return np.asarray(np.count_nonzero(values >= own[:, None], axis=1))
    return np.asarray(len(values) - np.searchsorted(np.sort(values), own))
