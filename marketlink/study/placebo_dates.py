"""Placebo dates: other dates of an event's company, away from its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from marketlink.study.kernel import Floats, Ints, Window
from marketlink.study.models import Model, estimate
from marketlink.study.models.design import windows_of
from marketlink.study.outcomes import last_change
from marketlink.study.rolling import roll
from marketlink.study.solved import Solved

SESSIONS = 32_768
"""Sessions of the series whose placebo dates are fitted at a time."""
NEARBY = 256
"""Events whose nearest dates are held at a time."""
FEWEST = 20
"""Fewer dates than this give no empirical p-value."""


def has_placebos(model: Model) -> bool:
    """Whether other dates of a company tell of a model: not where it needs other companies."""
    return model.linear and not model.peers


class Placebos(NamedTuple):
    """Dates of one company: positions and estimation returns (D,), SCARs (D, W), NaN where a date
    stands for no event in a window."""

    at: Ints
    n: Ints
    scar: Floats


class _Sheet(NamedTuple):
    """Every date of some series, one a row: the place of each row's first date, (S,), estimation
    returns (S, D), SCARs (W, S, D)."""

    series: Sequence[int]
    begin: Ints
    n: Floats
    scar: Floats


def placebos(solved: Solved, rows: Ints) -> list[Placebos]:
    """Every admissible date of the companies of some fits.

    A date is admissible for a window if neither that window nor the event window around it touches
    the event's own, and its estimation window holds none of it. Nothing is drawn, so nothing
    depends on a seed.
    """
    sheets: dict[int, _Sheet] = {}
    answers = []
    for row in rows.tolist():
        number = int(solved.series[row])
        if number not in sheets:
            (sheets[number],) = _sheets(solved, [number])
        sheet = sheets[number]
        n, scar = sheet.n[0].astype(np.int64), sheet.scar[:, 0].T.copy()
        at = sheet.begin[0] + np.arange(len(n))
        since = at - int(solved.request.at[row])
        for j, window in enumerate(solved.request.plan.windows):
            before, after = _forbidden(solved, window)
            scar[(since >= -before) & (since <= after), j] = np.nan
        answers.append(Placebos(at, n, scar))
    return answers


def placebo_p(solved: Solved, rows: Ints) -> Floats:
    """p of some fits among the other dates of their companies, (rows, windows)."""
    p = np.full((len(rows), len(solved.request.plan.windows)), np.nan)
    numbers, member = np.unique(solved.series[rows], return_inverse=True)
    order = np.argsort(member, kind="stable")
    edges, low = np.concatenate([[0], np.cumsum(np.bincount(member))]), 0
    for sheet in _sheets(solved, numbers.tolist()):
        high = low + len(sheet.series)
        mine = order[edges[low] : edges[high]]
        p[mine] = _among_others(solved, rows[mine], member[mine] - low, sheet)
        low = high
    return p


def _forbidden(solved: Solved, window: Window) -> tuple[int, int]:
    """How many sessions before and after an event are too near to be a placebo date."""
    first = min(window[0], solved.spec.window[0])
    last = max(window[1], solved.spec.window[1])
    return last - first, last - min(solved.spec.estimation[0], first)


def _sheets(solved: Solved, numbers: Sequence[int]) -> Iterator[_Sheet]:
    """Series with day 0 on every session, several at a time: short ones cost little more than a
    call; SCARs are NaN on a session without a return."""
    request, layout = solved.request, solved.request.layout
    rolls = solved.model.name == "market" and request.masked is None and request.thin == "none"
    for some in layout.together(numbers, SESSIONS):
        y = layout.sheet(some, layout.y, layout.traded)
        if rolls:
            x, span = (layout.sheet(some, one, layout.traded) for one in (layout.X[0], layout.span))
            rolled = roll(y, x, request.plan, span)
            n, scar = rolled.n, rolled.scar
        else:
            n, scar = _fitted(solved, some, y.shape[1])
        np.copyto(scar, np.nan, where=~np.isfinite(y))
        yield _Sheet(some, (layout.start + layout.first)[some], n, scar)


def _fitted(solved: Solved, some: Sequence[int], width: int) -> tuple[Floats, Floats]:
    """Estimation returns (S, D) and SCARs (W, S, D) of every session of some series."""
    request, layout, windows = solved.request, solved.request.layout, solved.windows
    size, plan = (layout.last - layout.first + 1)[some], replace(request.plan, errors=False)
    inside = np.arange(width) < size[:, None]
    at = ((layout.start + layout.first)[some][:, None] + np.arange(width))[inside]
    since = request.since
    if since is not None:
        since = last_change(windows, at, np.repeat(some, size), min(plan.path[0], 0))
    fits = estimate(solved.model, replace(request, at=at, since=since, plan=plan)).fits
    n = np.full(inside.shape, np.nan)
    scar = np.full((len(plan.windows), *inside.shape), np.nan)
    n[inside], scar[:, inside] = fits.n, fits.scar.T
    return n, scar


def _among_others(solved: Solved, rows: Ints, series: Ints, sheet: _Sheet) -> Floats:
    """p of some fits among the other dates of their series, the row of each in the sheet: (rows,
    windows)."""
    answers = np.full((len(rows), len(sheet.scar)), np.nan)
    where = series, solved.request.at[rows] - sheet.begin[series]
    own = np.abs(solved.fits.scar[rows])
    for j, window in enumerate(solved.request.plan.windows):
        near = _forbidden(solved, window)
        n, reached = _counted(np.abs(sheet.scar[j]), own[:, j], where, near)
        enough = (n >= FEWEST) & np.isfinite(own[:, j])
        answers[:, j] = np.where(enough, (1 + reached) / (1 + n), np.nan)
    return answers


def _counted(
    size: Floats, own: Floats, where: tuple[Ints, Ints], near: tuple[int, int]
) -> tuple[Ints, Ints]:
    """Of each event, (E,): how many dates of its series are far enough, and on how many of these
    ``size`` is at least its own. All dates are counted, then those too near are taken off again.

    ``size`` (S, D) is that of every date, NaN where it is no placebo; ``where`` the series of each
    event and the place of its date, ``near`` how many dates before and after it are too near.
    """
    (series, event), (rows, dates) = where, size.shape
    present = np.isfinite(size)
    before = np.zeros((rows, dates + 1), dtype=np.int64)
    np.cumsum(present, axis=1, out=before[:, 1:])
    low, high = np.maximum(event - near[0], 0), np.minimum(event + near[1] + 1, dates)
    n = before[series, -1] - (before[series, high] - before[series, low])
    padded = np.full((rows, near[0] + dates + near[1]), -1.0)
    np.copyto(padded[:, near[0] : near[0] + dates], size, where=present)
    reached, many = np.zeros(len(own), dtype=np.int64), np.bincount(series, minlength=rows) >= FEW
    for row in np.flatnonzero(many).tolist():
        mine = series == row
        reached[mine] = padded.shape[1] - np.searchsorted(np.sort(padded[row]), own[mine])
    places = series * padded.shape[1] + event
    for start in range(0, len(event), NEARBY):
        some = slice(start, start + NEARBY)
        beside = windows_of(padded.reshape(-1), places[some], (0, near[0] + near[1]))
        reached[some] -= np.count_nonzero(beside >= own[some, None], axis=1)
        alone = start + np.flatnonzero(~many[series[some]])
        reached[alone] += np.count_nonzero(padded[series[alone]] >= own[alone, None], axis=1)
    return n, reached


FEW = 16
"""Events of a series that are each compared with all dates; for more, sorting these is cheaper."""
