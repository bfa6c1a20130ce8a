"""Partitions of a study whose model is fitted, held as long as there is room."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from marketlink.study.alignment import Windows
from marketlink.study.kernel import Fits, Floats, Ints, Whole
from marketlink.study.models import Model
from marketlink.study.models.design import (
    Estimate,
    Request,
    regressor_rows,
    residuals,
    some_of,
    spans,
    windows_of,
)
from marketlink.study.panel import Panel

if TYPE_CHECKING:
    from marketlink.records.study import Spec


@dataclass(frozen=True, slots=True)
class Solved:
    """A partition's events, windows and fits, before they are laid out as tables.

    A fit belongs to a series and a session: ``row`` is the fit of every event (-1: none) and
    ``series`` the series of every fit. ``code`` is the outcome of every event by number, ``flags``
    what else there is to say of it, as bits. ``missing`` and ``overlap`` are by fit: estimation
    days without a return, and those inside the window of another event of the company.
    ``fault_events`` are faults of prices by number, each with the first event whose windows hold
    it.
    """

    spec: Spec
    model: Model
    windows: Windows
    request: Request
    estimate: Estimate
    row: Ints
    series: Ints
    code: Whole
    flags: Whole
    missing: Ints
    overlap: Ints
    fault_events: tuple[tuple[int, int], ...] = ()

    @property
    def fits(self) -> Fits:
        """The distinct fits."""
        return self.estimate.fits

    @property
    def picked(self) -> Ints:
        """The events with an answer."""
        return np.flatnonzero(self.code == 0)

    @property
    def valid(self) -> Ints:
        """Their fits."""
        return self.row[self.picked]

    @property
    def member(self) -> Ints:
        """The numbers of their groups."""
        return self.windows.events.rows.member[self.picked].astype(np.int64)

    def some(self, rows: Ints) -> tuple[Estimate, Request]:
        """The fits at the given rows, with the request that they answer."""
        return some_of(self.estimate, self.request, rows)

    def bhar(self, some: tuple[Estimate, Request]) -> Floats:
        """Buy-and-hold abnormal returns of some fits, (fits, windows); NaN where the model is not
        of returns."""
        estimate, request = some
        if self.model.unit != "return":
            return np.full((len(estimate.fits), len(request.plan.windows)), np.nan)
        return buy_and_hold(estimate.fits, request, log=self.spec.returns == "log")

    def events(self, some: Ints | slice) -> Solved:
        """The same fits with some of the events, by their places."""
        windows = replace(self.windows, events=self.windows.events.some(some))
        own = {name: getattr(self, name)[some] for name in ("row", "code", "flags")}
        return replace(self, windows=windows, **own)

    def only(self, some: Ints) -> Solved:
        """Some of the events with an answer, with their fits and no other."""
        part = self.events(some)
        fits, row = np.unique(part.row, return_inverse=True)
        estimate, request = self.some(fits)
        return replace(
            part, estimate=estimate, request=request, row=row, series=self.series[fits],
            missing=self.missing[fits], overlap=self.overlap[fits],
        )  # fmt: skip


def panel_of(solved: Solved, picked: Ints | None = None) -> Panel:
    """Events with an answer, all of them by default, as the group statistics read them."""
    picked = solved.picked if picked is None else picked
    estimate, request = solved.some(solved.row[picked])
    fits, layout, plan, at = estimate.fits, request.layout, request.plan, request.at
    events = solved.windows.events
    residual, leverage = residuals(estimate, request)
    residual[fits.sigma == 0] = np.nan
    Z, A = regressor_rows(estimate, request)
    series = solved.series[solved.row[picked]]
    span = spans(estimate, request, plan.path)
    return Panel(
        event_ids=_labels(solved.windows, picked, series),
        symbols=tuple(solved.windows.symbols[int(s)] for s in series),
        groups=tuple(events.groups[int(m)] for m in events.rows.member[picked]),
        exchanges=tuple(solved.windows.calendars[int(s)] for s in series),
        tau=np.arange(plan.path[0], plan.path[1] + 1),
        est_tau=np.arange(plan.estimation[0], plan.estimation[1] + 1),
        day0=layout.dates[at], ar=fits.ar, ar_se=fits.ar_se,
        span=np.ones_like(fits.ar) if span is None else span,
        ar_dates=np.ascontiguousarray(windows_of(layout.dates, at, plan.path)),
        residuals=residual,
        est_dates=np.ascontiguousarray(windows_of(layout.dates, at, plan.estimation)),
        leverage=leverage, n_est=fits.n, dof=fits.dof, sigma=fits.sigma, Z=Z, A=A,
        windows=plan.windows, car=fits.car, car_se=fits.car_se, scar=fits.scar,
        bhar=solved.bhar((estimate, request)), days=fits.days, table_window=solved.spec.window,
    )  # fmt: skip


def _labels(windows: Windows, picked: Ints, series: Ints) -> tuple[str, ...]:
    """The events' ids, or where those are not at hand what tells apart two events of one day."""
    ids = windows.events.event_id
    if len(ids):
        return tuple(str(i) for i in ids[picked])
    return tuple(str(windows.benchmarks[int(s)]) for s in series)


def buy_and_hold(fits: Fits, request: Request, *, log: bool) -> Floats:
    """Compounded return less compounded normal return over the days present, (fits, windows), of a
    model of returns, which may be logarithms.

    Reference: Barber and Lyon (1997), Journal of Financial Economics 43.
    """
    plan, ar = request.plan, fits.ar
    ret = windows_of(request.layout.y, request.at, plan.path)
    bhar = np.full((len(ret), len(plan.windows)), np.nan)
    present = np.isfinite(ar)
    own = np.where(present, ret, 0.0)
    normal = np.where(present, ret - ar, 0.0)
    for j, window in enumerate(plan.windows):
        cut = plan.columns(window)
        if log:
            value = np.expm1(own[:, cut].sum(axis=1)) - np.expm1(normal[:, cut].sum(axis=1))
        else:
            value = np.prod(1 + own[:, cut], axis=1) - np.prod(1 + normal[:, cut], axis=1)
        bhar[:, j] = np.where(present[:, cut].any(axis=1), value, np.nan)
    return bhar


FITS_IN_MEMORY = 600_000
"""Fits held between two passes, at a kilobyte with their returns; those beyond are solved again, to
the same bits, whenever they are asked for."""

T = TypeVar("T")


class Partitions:
    """The partitions of a study in order, however often they are gone through, so many threads at a
    time; ``solve`` solves one by its number, to the same bits every time."""

    def __init__(self, count: int, solve: Callable[[int], Solved], threads: int = 1) -> None:
        self.count, self.threads = count, max(threads, 1)
        self._solve, self._room = solve, FITS_IN_MEMORY
        self._held: dict[int, Solved] = {}

    @classmethod
    def of(cls, solved: Sequence[Solved], threads: int = 1) -> Partitions:
        """Partitions that are solved already."""
        partitions = cls(len(solved), solved.__getitem__, threads)
        partitions._held = dict(enumerate(solved))
        return partitions

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Solved]:
        return self.each(lambda solved: solved)

    @property
    def at_hand(self) -> bool:
        """Whether all of them are at hand."""
        return len(self._held) == self.count

    def each(self, work: Callable[[Solved], T]) -> Iterator[T]:
        """The result of ``work`` on every partition, in order, several at a time."""
        return self.some(range(self.count), lambda _, solved: work(solved))

    def some(self, numbers: Sequence[int], work: Callable[[int, Solved], T]) -> Iterator[T]:
        """The same of some of the partitions, by their numbers."""
        waiting: deque[Future[T]] = deque()
        with ThreadPoolExecutor(self.threads) as pool:
            for number in numbers:
                waiting.append(pool.submit(self._one, number, work))
                if len(waiting) > self.threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _one(self, number: int, work: Callable[[int, Solved], T]) -> T:
        solved = self._held.get(number)
        if solved is None:
            solved = self._solve(number)
            if self.count == 1 or len(solved.fits) <= self._room:
                self._room -= len(solved.fits)
                self._held[number] = solved
        return work(number, solved)
