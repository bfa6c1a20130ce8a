"""Sums of a group of events that are the same bits in any order and any partition.

Every value is rounded to a fixed step before it is added, so that a sum is a sum of whole numbers:
it never rounds, and neither blocks, threads nor machines can change a bit of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from marketlink.study.inference.by_date import SHARE, UNIT, WIDEST, Dates, add_dates, by_date
from marketlink.study.inference.parametric import pseudo_values
from marketlink.study.inference.ranks import average_ranks, inserted_ranks
from marketlink.study.inference.sample import standardised
from marketlink.study.kernel import Fits, Flags, Floats, Ints, Plan, Window, rows_of
from marketlink.study.models.design import Estimate, Request, regressor_rows, residuals, windows_of
from marketlink.study.solved import Solved, shown

COARSE, FINE = 2.0**20, 2.0**44
"""Steps of the values whose sums are kept in two parts: whole steps, and what is left of them."""
DAILY, POWER = 2.0**32, 2.0**4
"""Steps of returns and of higher powers."""
LARGEST = 16.0
"""Returns at which residuals are cut off before they are added."""
BLOCK = 512
"""Fits whose estimation days are held at a time."""

MOMENTS = (
    "car", "car2", "scar", "scar2", "patell", "inflated", "share", "variance", "car_variance",
    "bhar", "bhar2", "positive_share", "squares", "u1", "u2",
)  # fmt: skip
COUNTS = ("n", "positive", "negative", "n_est", "days")
POWERS = ("u3", "u4")


@dataclass(frozen=True, slots=True)
class Frame:
    """Windows in tau, the window of the tables, the ordinal of the first date and their number."""

    plan: Plan
    shown: Window
    first: int
    dates: int

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows of the CARs."""
        return self.plan.windows

    @property
    def length(self) -> int:
        """Days of the estimation window."""
        return self.plan.estimation[1] - self.plan.estimation[0] + 1

    def columns(self, window: Window) -> slice:
        """The columns of a window in the path."""
        return slice(window[0] - self.plan.path[0], window[1] - self.plan.path[0] + 1)


@dataclass(slots=True)
class Total:
    """A sum of many values in two parts of whole numbers."""

    high: Floats
    low: Floats

    @classmethod
    def of(cls, *shape: int) -> Total:
        """Nothing yet."""
        return cls(np.zeros(shape), np.zeros(shape))

    def add(self, weight: Floats, values: Floats) -> None:
        """Add the rows of values, each as often as its weight says."""
        high = np.rint(values * COARSE)
        low = np.rint((values - high / COARSE) * FINE)
        self.high += np.tensordot(weight, high, 1)
        self.low += np.tensordot(weight, low, 1)

    @property
    def value(self) -> Floats:
        """What the sum stands for."""
        total: Floats = self.high / COARSE + self.low / FINE
        return total


@dataclass(slots=True)
class WindowSums:
    """What is summed for one window, over the events whose returns cover all of it.

    ``moments`` to ``powers`` are named above; ``least`` is the fewest degrees of freedom. By
    estimation day: residuals, residuals widened by their leverage, SARs (``unit``), how many there
    are, ranks and signs; by the days of the path: SARs, the window's own on the scale of its sum,
    and how many; by the window's days: returns on the scale of the estimation days and how many,
    SARs and their squares, ranks and signs. By date: returns and how many, CARs of the events that
    start there and how many.
    """

    moments: Total
    counts: Floats
    powers: Floats
    least: float
    residual: Floats
    widened: Floats
    present: Floats
    ranks: Floats
    signs: Floats
    inside: Floats
    inside_n: Floats
    unit: Floats
    path: Floats
    path_n: Floats
    sar: Total
    event_ranks: Floats
    event_signs: Floats
    returns: Floats
    returns_n: Floats
    blocks: Floats
    blocks_n: Floats
    zivney: Floats
    event_zivney: Floats
    grank: Floats
    own_rank: Total
    pseudo: Total
    cars: list[Floats] = field(default_factory=list)

    @classmethod
    def of(cls, length: int, days: int, path: int, dates: int) -> WindowSums:
        """Nothing yet."""

        def by_day() -> Floats:
            return np.zeros(length)

        def by_event() -> Floats:
            return np.zeros(days)

        def on_date() -> Floats:
            return np.zeros(dates)

        return cls(
            Total.of(len(MOMENTS)), np.zeros(len(COUNTS)), np.zeros(len(POWERS)), np.inf,
            by_day(), by_day(), by_day(), by_day(), by_day(),
            by_event(), by_event(), by_day(), np.zeros(path), np.zeros(path),
            Total.of(days, 2), by_event(), by_event(),
            on_date(), on_date(), on_date(), on_date(),
            by_day(), by_event(), by_day(), Total.of(2), Total.of(2),
        )  # fmt: skip

    def __getitem__(self, name: str) -> float:
        """A moment or count by name."""
        if name in COUNTS:
            return float(self.counts[COUNTS.index(name)])
        if name in POWERS:
            return float(self.powers[POWERS.index(name)]) / POWER
        return float(self.moments.value[MOMENTS.index(name)])


@dataclass(slots=True)
class Trend:
    """What the test of trends before the event needs: events with a return on every day before."""

    scalars: Total
    returns: Total
    forecast: Total
    residual: Floats
    present: Floats
    n: float = 0.0


@dataclass(slots=True)
class GroupSums:
    """The sums of one group; ``exchanges`` holds what the events of each of them share.

    ``scales`` are the spreads that the second pass needs; ``lock`` is held while a block is added.
    """

    frame: Frame
    windows: list[WindowSums]
    trend: Trend
    exchanges: dict[str, Dates]
    day: Total
    day_n: Floats
    events: float = 0.0
    scales: list[tuple[Floats, float]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, frame: Frame) -> GroupSums:
        """Nothing yet."""
        lengths = [last - first + 1 for first, last in frame.windows]
        before, shown_days = max(-frame.shown[0], 0), frame.shown[1] - frame.shown[0] + 1
        path = frame.plan.path[1] - frame.plan.path[0] + 1
        windows = [WindowSums.of(frame.length, days, path, frame.dates) for days in lengths]
        trend = Trend(
            Total.of(3), Total.of(before), Total.of(before, before),
            np.zeros(frame.length), np.zeros(frame.length),
        )  # fmt: skip
        day, day_n = Total.of(4, shown_days), np.zeros((2, shown_days))
        return cls(frame, windows, trend, {}, day, day_n)


@dataclass(frozen=True, slots=True)
class Block:
    """Some fits of a group with their estimation days, the exchange of each and how many events it
    has."""

    weight: Floats
    exchange: NDArray[np.str_]
    made: Estimate
    request: Request
    residual: Floats
    widened: Floats
    sar: Floats
    span: Floats
    ranks: Floats
    bhar: Floats

    @property
    def fits(self) -> Fits:
        """The fits."""
        return self.made.fits

    @classmethod
    def of(cls, solved: Solved, rows: Ints, weight: Floats, *, scaled: bool) -> Block:
        """The given fits of a partition; ``scaled``: whether SARs are ranked, not residuals."""
        made, request = solved.some(rows)
        residual, leverage = residuals(made, request)
        residual[made.fits.sigma == 0] = np.nan
        with np.errstate(invalid="ignore", divide="ignore"):
            widened = residual / np.sqrt(1.0 - leverage)
        span = made.design.span
        path = request.plan.path
        sar = standardised(residual, leverage, made.fits.sigma)
        calendars = np.array(solved.windows.peer_calendars)
        return cls(
            weight, calendars[solved.series[rows]], made, request, residual,
            np.where(np.isfinite(widened), widened, np.nan), sar,
            np.ones_like(made.fits.ar) if span is None else windows_of(span, request.at, path),
            average_ranks(sar if scaled else residual), np.nan_to_num(solved.bhar((made, request))),
        )  # fmt: skip

    def dates(self, window: Window) -> Ints:
        """Ordinals of a window's sessions, 0 unknown."""
        return windows_of(self.request.layout.dates, self.request.at, window).astype(np.int64)  # type: ignore[arg-type]

    def whole(self, place: int) -> Flags:
        """Which fits have returns over all of a window, and a spread."""
        first, last = self.request.plan.windows[place]
        fits = self.fits
        whole = (fits.days[:, place] == last - first + 1) & (fits.sigma > 0)
        return np.asarray(whole & np.isfinite(fits.scar[:, place]))

    def take(self, keep: Flags) -> Block:
        """Some of the fits."""
        if keep.all():
            return self
        rows = np.flatnonzero(keep)
        made = Estimate(rows_of(self.fits, rows), self.made.design, self.made.coefficients)
        return Block(
            self.weight[rows], self.exchange[rows], made,
            replace(self.request, at=self.request.at[rows]), self.residual[rows],
            self.widened[rows], self.sar[rows], self.span[rows], self.ranks[rows], self.bhar[rows],
        )  # fmt: skip


def blocks(solved: Solved, rows: Ints, weight: Floats, *, scaled: bool = False) -> Iterator[Block]:
    """The fits of a group in a partition, some at a time."""
    for low in range(0, len(rows), BLOCK):
        part = slice(low, low + BLOCK)
        yield Block.of(solved, rows[part], weight[part], scaled=scaled)


def add(sums: GroupSums, solved: Solved, rows: Ints, weight: Floats) -> None:
    """Add the fits of one partition to a group: what stands by itself.

    Parameters
    ----------
    rows, weight : fits of the group's events, and how many events each has
    """
    frame = sums.frame
    for block in blocks(solved, rows, weight):
        with sums.lock:
            sums.events += float(block.weight.sum())
            _add_days(sums, block)
            _add_dates(sums, block)
            _add_trend(sums, block)
            for whole, places in _by_whole(block, len(sums.windows)):
                before = _Before.of(whole)
                for place in places:
                    _add_window(sums.windows[place], frame, place, (whole, before))


def add_scaled(sums: GroupSums, solved: Solved, rows: Ints, weight: Floats) -> None:
    """Add the fits of one partition again: what needs the spread of the whole group, which
    :func:`settle` has taken from the first sums."""
    for block in blocks(solved, rows, weight, scaled=True):
        with sums.lock:
            for whole, places in _by_whole(block, len(sums.windows)):
                for place in places:
                    scale = (place, *sums.scales[place])
                    columns = sums.frame.columns(sums.frame.windows[place])
                    _add_scaled(sums.windows[place], columns, scale, whole)


def settle(sums: GroupSums) -> None:
    """Take the spreads of a group from its first sums, once all partitions are added."""
    sums.scales = [_scales(window) for window in sums.windows]


def _by_whole(block: Block, windows: int) -> Iterator[tuple[Block, list[int]]]:
    """The fits that are whole in some windows, with the windows that have the very same ones."""
    found: dict[bytes, tuple[Flags, list[int]]] = {}
    for place in range(windows):
        whole = block.whole(place)
        found.setdefault(whole.tobytes(), (whole, []))[1].append(place)
    for whole, places in found.values():
        if whole.any():
            yield block.take(whole), places


@dataclass(frozen=True, slots=True)
class _Before:
    """Sums over the estimation days of some fits: by fit (``rows``), and by day over the fits."""

    n: Floats
    rows: Floats
    powers: Floats
    residual: Floats
    widened: Floats
    unit: Floats
    present: Floats

    @classmethod
    def of(cls, block: Block) -> _Before:
        """The sums of a block."""
        held, weight = np.isfinite(block.residual), block.weight
        n = held.sum(axis=1).astype(np.float64)
        clean = np.where(held, np.clip(block.residual, -LARGEST, LARGEST), 0.0)
        wide = np.where(held, np.clip(block.widened, -LARGEST, LARGEST), 0.0)
        sar = np.where(np.isnan(block.sar), 0.0, np.clip(block.sar, -WIDEST, WIDEST))
        square = sar * sar
        share = (clean > 0).sum(axis=1) / np.maximum(n, 1)
        rows = [share, np.vecdot(clean, clean), sar.sum(axis=1), square.sum(axis=1)]
        cubes = np.stack([np.vecdot(square, sar), np.vecdot(square, square)], axis=1)
        return cls(
            n, np.stack(rows, axis=1), weight @ np.rint(cubes * POWER),
            weight @ np.rint(clean * DAILY), weight @ np.rint(wide * DAILY),
            weight @ np.rint(sar * UNIT), weight @ held.astype(np.float64),
        )  # fmt: skip


def _rounded(values: Floats, step: float) -> Floats:
    return np.rint(np.where(np.isnan(values), 0.0, values) * step)


def _add_days(sums: GroupSums, block: Block) -> None:
    """Means by event day: returns and CARs from the start of the window, and their squares."""
    ar = shown(block.fits.ar, sums.frame.plan, sums.frame.shown)
    there = np.isfinite(ar)
    clean = np.where(there, ar, 0.0)
    running = np.cumsum(clean, axis=1)
    started = np.maximum.accumulate(there, axis=1)
    sums.day.add(block.weight, np.stack([clean, clean**2, running, running**2], axis=1))
    sums.day_n += np.tensordot(block.weight, np.stack([there, started], axis=1).astype(float), 1)


def _add_dates(sums: GroupSums, block: Block) -> None:
    """What the events of each exchange share, by date."""
    frame = sums.frame
    for name in np.unique(block.exchange).tolist():
        own = block.take(block.exchange == name)
        empty = Dates.of(frame.first, frame.dates, len(frame.windows))
        dates = own.dates(frame.plan.estimation), [own.dates(window) for window in frame.windows]
        add_dates(
            sums.exchanges.setdefault(name, empty), own.residual, dates,
            (frame.plan.estimation, frame.windows), own.weight,
            estimated=own.made.design.constant or len(own.made.design.X) > 0,
        )  # fmt: skip


def _add_trend(sums: GroupSums, block: Block) -> None:
    """Returns and forecast errors of the days before the event, where none is missing."""
    frame, fits = sums.frame, block.fits
    if frame.shown[0] >= 0:
        return
    before = frame.columns((frame.shown[0], -1))
    Z, A = regressor_rows(block.made, block.request)
    usable = (fits.sigma > 0) & ~np.isnan(Z[:, before]).any(axis=(1, 2))
    usable &= (block.span[:, before] == 1).all(axis=1) & np.isfinite(fits.ar[:, before]).all(axis=1)
    if not usable.any():
        return
    trend, weight = sums.trend, block.weight[usable]
    rows, residual = Z[usable][:, before], block.residual[usable]
    variance = fits.sigma[usable] ** 2
    forecast = np.einsum("n,nik,nkl,njl->nij", variance, rows, A[usable], rows, optimize=True)
    held = np.isfinite(residual)
    share = fits.dof[usable] / np.maximum(held.sum(axis=1), 1)
    squares = np.nansum(np.clip(residual, -LARGEST, LARGEST) ** 2, axis=1)
    trend.scalars.add(weight, np.stack([variance, share, squares], axis=1))
    trend.returns.add(weight, fits.ar[usable][:, before])
    trend.forecast.add(weight, forecast)
    trend.residual += weight @ _rounded(np.clip(residual, -LARGEST, LARGEST), DAILY)
    trend.present += weight @ held.astype(np.float64)
    trend.n += float(weight.sum())


def _add_window(window: WindowSums, frame: Frame, place: int, found: tuple[Block, _Before]) -> None:
    block, before = found
    fits, weight = block.fits, block.weight
    columns = frame.columns(frame.windows[place])
    car, scar, se = fits.car[:, place], fits.scar[:, place], fits.car_se[:, place]
    held = block.bhar[:, place]
    n, dof = before.n, fits.dof.astype(np.float64)
    enough = dof > 2
    own = np.stack([
        car, car**2, scar, scar**2, scar * enough, enough * dof / np.maximum(dof - 2, 1),
        dof / np.maximum(n, 1), fits.sigma**2, se**2, held, held**2,
    ], axis=1)  # fmt: skip
    window.moments.add(weight, np.hstack([own, before.rows]))
    ones = np.ones_like(car)
    window.counts += weight @ np.stack([ones, car > 0, car < 0, fits.n, n], axis=1).astype(float)
    window.powers += before.powers
    window.least = min(window.least, float(dof.min()))
    window.residual += before.residual
    window.widened += before.widened
    window.unit += before.unit
    window.present += before.present
    ar = fits.ar[:, columns]
    there = np.isfinite(ar)
    shrink = np.sqrt(there.sum(axis=1)) * fits.sigma / se
    inside = np.clip(ar * shrink[:, None], -LARGEST, LARGEST)
    window.inside += weight @ _rounded(inside, DAILY)
    window.inside_n += weight @ there.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        path = fits.ar / fits.ar_se
    event = np.where(there, path[:, columns], 0.0)
    path[:, columns] = ar * (shrink / fits.sigma)[:, None]
    window.path += weight @ _rounded(np.clip(path, -WIDEST, WIDEST), UNIT)
    window.path_n += weight @ np.isfinite(path).astype(np.float64)
    window.sar.add(weight, np.stack([event, event**2], axis=2))
    _add_joint(window, block, ar / np.sqrt(block.span[:, columns]))
    dates = block.dates(frame.windows[place])
    total, number = by_date((frame.first, frame.dates), dates, ar, weight, DAILY)
    window.returns += total
    window.returns_n += number
    total, number = by_date((frame.first, frame.dates), dates[:, :1], car[:, None], weight, DAILY)
    window.blocks += total
    window.blocks_n += number
    window.cars.append(np.repeat(car, weight.astype(np.int64)))


def _add_joint(window: WindowSums, block: Block, event: Floats) -> None:
    """Ranks and signs of the estimation days and the window's days together."""
    weight = block.weight
    before, own = inserted_ranks(block.ranks, block.residual, event)
    size = (~np.isnan(before)).sum(axis=1) + (~np.isnan(own)).sum(axis=1)
    above = _signs(before, own, size, (block.residual, event))
    window.ranks += weight @ _centred(before, size)
    window.event_ranks += weight @ _centred(own, size)
    window.signs += weight @ np.where(np.isnan(before), 0.0, above[0])
    window.event_signs += weight @ np.where(np.isnan(own), 0.0, above[1])


def _centred(ranks: Floats, size: Ints) -> Floats:
    """Ranks of rows of so many values as shares about their middle."""
    return _rounded(ranks / (size + 1.0)[:, None] - 0.5, SHARE)


def _signs(
    before: Floats, own: Floats, size: Ints, values: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Signs about the median of each row; without ties the ranks tell them."""
    middle = (size[:, None] + 1.0) / 2.0
    signs = np.sign(before - middle), np.sign(own - middle)
    tied = (np.abs(before - np.rint(before)) > 0).any(axis=1)
    tied |= (np.abs(own - np.rint(own)) > 0).any(axis=1)
    for row in np.flatnonzero(tied).tolist():
        median = np.nanmedian(np.concatenate([values[0][row], values[1][row]]))
        for sign, value in zip(signs, values, strict=True):
            sign[row] = np.sign(value[row] - median)
    return signs


def _scales(window: WindowSums) -> tuple[Floats, float]:
    """Spread of the SARs on each of a window's days, and of the SCARs; 1 where there is none."""
    n, (total, square) = window.inside_n, window.sar.value.T
    days = np.array([spread(*one) for one in zip(n, total, square, strict=True)])
    own = spread(window["n"], window["scar"], window["scar2"])
    return np.where(days > 0, days, 1.0), own if own > 0 else 1.0


ROUNDED = 1e-10
"""A sum of squares about the mean below this share of the raw one is rounding."""


def spread(n: float, total: float, square: float) -> float:
    """Standard deviation of n values, NaN of a single one; 0 where what is left of the sums is
    their rounding."""
    if n < 2:
        return float("nan")
    rest = square - total**2 / n
    return 0.0 if rest <= ROUNDED * square else float(np.sqrt(rest / (n - 1)))


def _add_scaled(
    window: WindowSums, columns: slice, scale: tuple[int, Floats, float], block: Block
) -> None:
    """Corrado-Zivney ranks, the place of the SCARs among the estimation days, and the jackknife's
    pseudo-values."""
    (place, by_day, own), fits, weight = scale, block.fits, block.weight
    with np.errstate(invalid="ignore", divide="ignore"):
        event = fits.ar[:, columns] / fits.ar_se[:, columns] / by_day
    event = np.where(np.isfinite(event), event, np.nan)
    before, inside = inserted_ranks(block.ranks, block.sar, event)
    size = (~np.isnan(before)).sum(axis=1) + (~np.isnan(inside)).sum(axis=1)
    window.zivney += weight @ _centred(before, size)
    window.event_zivney += weight @ _centred(inside, size)
    before, inside = inserted_ranks(block.ranks, block.sar, fits.scar[:, [place]] / own)
    n = (~np.isnan(block.sar)).sum(axis=1).astype(np.float64)
    window.grank += weight @ _rounded(before / (n + 2.0)[:, None] - 0.5, SHARE)
    at_event = np.stack([inside[:, 0] / (n + 2.0) - 0.5, n / (12.0 * (n + 2.0))], axis=1)
    window.own_rank.add(weight, at_event)
    known = (np.array(window[name]) for name in ("n", "scar", "scar2"))
    pseudo = pseudo_values(fits.scar[:, place], *known)
    pseudo = np.where(np.isfinite(pseudo), pseudo, 0.0)
    window.pseudo.add(weight, np.stack([pseudo, pseudo**2], axis=1))
