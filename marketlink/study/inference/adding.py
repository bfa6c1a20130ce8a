"""What the fits of a partition add to the sums of their group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from marketlink.study.inference.block import FitBlock, blocks
from marketlink.study.inference.by_date import SHARE, UNIT, WIDEST, Dates, add_dates, by_date
from marketlink.study.inference.joint_ranks import JointRanks
from marketlink.study.inference.parametric import pseudo_values
from marketlink.study.inference.sums import DAILY, LARGEST, POWER, GroupSums, SumsFrame, WindowSums
from marketlink.study.kernel import Floats, Ints, Whole
from marketlink.study.models.design import regressor_rows
from marketlink.study.solved import Solved, shown


def add(sums: GroupSums, solved: Solved, rows: Ints, weight: Floats) -> None:
    """Add the fits of one partition to a group: what stands by itself.

    Parameters
    ----------
    rows, weight : fits of the group's events, and how many events each has
    """
    frame, path = sums.frame, sums.frame.plan.path
    used = sorted({tau for first, last in frame.windows for tau in range(first, last + 1)})
    place_of = {tau: place for place, tau in enumerate(used)}
    columns = [[place_of[tau] for tau in range(first, last + 1)] for first, last in frame.windows]
    for block in blocks(solved, rows, weight):
        event = (block.fits.ar / np.sqrt(block.spans()))[:, np.array(used) - path[0]]
        joint = JointRanks.of(block.residual, event)
        with sums.lock:
            sums.events += float(block.weight.sum())
            _add_days(sums, block)
            _add_dates(sums, block)
            _add_trend(sums, block)
            for whole, mine, places in block.by_whole():
                before = _Before.of(whole)
                for place in places:
                    window = sums.windows[place]
                    _add_window(window, frame, place, (whole, before))
                    ranks = joint.window(columns[place], mine)
                    _add_joint(window, whole, ranks, event[mine][:, columns[place]])


def add_scaled(sums: GroupSums, solved: Solved, rows: Ints, weight: Floats) -> None:
    """Add the fits of one partition again: what needs the spread of the whole group, which
    :func:`marketlink.study.inference.sums.settle` has taken from the first sums."""
    used: dict[tuple[int, float], int] = {}
    columns = [
        [
            used.setdefault((tau, scale), len(used))
            for tau, scale in zip(range(first, last + 1), one.by_day.tolist(), strict=True)
        ]
        for (first, last), one in zip(sums.frame.windows, sums.settled, strict=True)
    ]
    taus, scales = np.array([tau for tau, _ in used]), np.array([scale for _, scale in used])
    cut = taus - sums.frame.plan.path[0]
    for block in blocks(solved, rows, weight):
        fits = block.fits
        with np.errstate(invalid="ignore", divide="ignore"):
            event = fits.ar[:, cut] / fits.ar_se[:, cut] / scales
        event[~np.isfinite(event)] = np.nan
        joint = JointRanks.of(block.sar, event)
        with sums.lock:
            for whole, mine, places in block.by_whole():
                for place in places:
                    scar = whole.fits.scar[:, place]
                    days = joint.window(columns[place], mine)
                    known = sums.settled[place]
                    one = joint.beside(whole.sar, scar / known.own, mine)
                    window, moments = sums.windows[place], known.moments
                    _add_scaled(window, (scar, moments), whole.weight, (days, one))


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
    def of(cls, block: FitBlock) -> _Before:
        """The sums of a block."""
        held, weight = ~np.isnan(block.residual), block.weight
        n = held.sum(axis=1).astype(np.float64)
        clean, wide = _within(block.residual, LARGEST), _within(block.widened, LARGEST)
        sar = _within(block.sar, WIDEST)
        square = sar * sar
        share = (clean > 0).sum(axis=1) / np.maximum(n, 1)
        rows = [share, np.vecdot(clean, clean), sar.sum(axis=1), square.sum(axis=1)]
        cubes = np.stack([np.vecdot(square, sar), np.vecdot(square, square)], axis=1)
        return cls(
            n, np.stack(rows, axis=1), weight @ np.rint(cubes * POWER),
            weight @ _rounded(clean, DAILY), weight @ _rounded(wide, DAILY),
            weight @ _rounded(sar, UNIT),
            weight @ held.astype(np.float64),
        )  # fmt: skip


def _within(values: Floats, limit: float) -> Floats:
    """Values cut off at a limit, zeros where there is none; themselves where that changes none."""
    if len(values) and -limit <= values.min() and values.max() <= limit:
        return values
    return np.nan_to_num(np.clip(values, -limit, limit), copy=False)


def _rounded(values: Floats, step: float) -> Floats:
    """Values without a gap in whole steps."""
    found = values * step
    return np.rint(found, out=found)


def _add_days(sums: GroupSums, block: FitBlock) -> None:
    """Means by event day: returns and CARs from the start of the window, and their squares."""
    ar = shown(block.fits.ar, sums.frame.plan, sums.frame.shown)
    there = np.isfinite(ar)
    clean = np.where(there, ar, 0.0)
    running = np.cumsum(clean, axis=1)
    started = np.maximum.accumulate(there, axis=1)
    sums.day.add(block.weight, np.stack([clean, clean**2, running, running**2], axis=1))
    sums.day_n += np.tensordot(block.weight, np.stack([there, started], axis=1).astype(float), 1)


def _add_dates(sums: GroupSums, block: FitBlock) -> None:
    """What the events of each exchange share, by date."""
    frame = sums.frame
    for name in np.unique(block.exchange).tolist():
        own = block.take(np.flatnonzero(block.exchange == name))
        empty = Dates.of(frame.first, frame.dates, len(frame.windows))
        dates = own.dates(frame.plan.estimation), [own.dates(window) for window in frame.windows]
        add_dates(
            sums.exchanges.setdefault(name, empty), own.residual, dates,
            (frame.plan.estimation, frame.windows), own.weight,
            estimated=own.made.design.constant or len(own.made.design.X) > 0,
        )  # fmt: skip


def _add_trend(sums: GroupSums, block: FitBlock) -> None:
    """Returns and forecast errors of the days before the event, where none is missing."""
    frame, fits = sums.frame, block.fits
    if frame.shown[0] >= 0:
        return
    before = frame.columns((frame.shown[0], -1))
    Z, A = regressor_rows(block.made, block.request)
    usable = (fits.sigma > 0) & ~np.isnan(Z[:, before]).any(axis=(1, 2))
    usable &= (block.spans()[:, before] == 1).all(axis=1) & np.isfinite(fits.ar[:, before]).all(
        axis=1
    )
    if not usable.any():
        return
    trend, weight = sums.trend, block.weight[usable]
    rows, residual = Z[usable][:, before], block.residual[usable]
    variance = fits.sigma[usable] ** 2
    forecast = np.einsum("n,nik,nkl,njl->nij", variance, rows, A[usable], rows, optimize=True)
    held = np.isfinite(residual)
    share = fits.dof[usable] / np.maximum(held.sum(axis=1), 1)
    clean = _within(residual, LARGEST)
    squares = np.vecdot(clean, clean)
    trend.scalars.add(weight, np.stack([variance, share, squares], axis=1))
    trend.returns.add(weight, fits.ar[usable][:, before])
    trend.forecast.add(weight, forecast)
    trend.residual += weight @ _rounded(clean, DAILY)
    trend.present += weight @ held.astype(np.float64)
    trend.n += float(weight.sum())


def _add_window(
    window: WindowSums, frame: SumsFrame, place: int, found: tuple[FitBlock, _Before]
) -> None:
    block, before = found
    fits, weight = block.fits, block.weight
    columns = frame.columns(frame.windows[place])
    car, scar, se = fits.car[:, place], fits.scar[:, place], fits.car_se[:, place]
    held = block.bhar[:, place]
    n, dof = before.n, fits.dof.astype(np.float64)
    enough = dof > 2  # noqa: PLR2004 (fewest that say anything)
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
    window.inside += weight @ _rounded(np.nan_to_num(inside), DAILY)
    window.inside_n += weight @ there.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        path = fits.ar / fits.ar_se
    event = np.where(there, path[:, columns], 0.0)
    path[:, columns] = ar * (shrink / fits.sigma)[:, None]
    window.path_n += weight @ np.isfinite(path).astype(np.float64)
    window.path += weight @ _rounded(_within(path, WIDEST), UNIT)
    window.sar.add(weight, np.stack([event, event**2], axis=2))
    span, dates = (frame.first, frame.dates), block.dates(frame.windows[place])
    total, number = by_date(span, dates, ar, weight, DAILY)
    window.returns += total
    window.returns_n += number
    total, number = by_date(span, dates[:, :1], car[:, None], weight, DAILY)
    window.blocks += total
    window.blocks_n += number
    window.cars.append(np.repeat(car, weight.astype(np.int64)))


def _add_joint(
    window: WindowSums, block: FitBlock, ranks: tuple[Whole, Whole], event: Floats
) -> None:
    """Ranks and signs of the estimation days and the window's days together."""
    weight, (before, own) = block.weight, ranks
    size = np.count_nonzero(before, axis=1) + np.count_nonzero(own, axis=1)
    window.ranks += weight @ _centred(before, size + 1)
    window.event_ranks += weight @ _centred(own, size + 1)
    signs = _signs(before, own, size, (block.residual, event))
    window.signs += weight @ signs[0]
    window.event_signs += weight @ signs[1]


def _centred(twice: Whole, size: Ints) -> Floats:
    """Ranks, which come doubled, as shares of a size about their middle; 0 where there is none."""
    shares = twice.astype(np.float64)
    shares *= 0.5
    shares /= size[:, None]
    shares -= 0.5
    shares *= SHARE
    np.rint(shares, out=shares)
    if not twice.all():
        shares[twice == 0] = 0.0
    return shares


def _signs(
    before: Whole, own: Whole, size: Ints, values: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Signs about the median of each row; without ties the ranks, which come doubled, tell them."""
    middle, found = (size[:, None] + 1).astype(before.dtype), []
    for twice in (before, own):
        sign = (twice > middle).view(np.int8) - (twice < middle).view(np.int8)
        if not twice.all():
            sign[twice == 0] = 0
        found.append(sign.astype(np.float64))
    tied = (before & 1).any(axis=1) | (own & 1).any(axis=1)
    for row in np.flatnonzero(tied).tolist():
        median = np.nanmedian(np.concatenate([values[0][row], values[1][row]]))
        for signs, value in zip(found, values, strict=True):
            signs[row] = np.nan_to_num(np.sign(value[row] - median))
    return found[0], found[1]


def _add_scaled(
    window: WindowSums,
    found: tuple[Floats, tuple[float, float, float]],
    weight: Floats,
    ranks: tuple[tuple[Whole, Whole], ...],
) -> None:
    """Corrado-Zivney ranks, the place of the SCARs among the estimation days, and the jackknife's
    pseudo-values from the SCARs and the moments of all of them."""
    (before, inside), (beside, own) = ranks
    n = np.count_nonzero(before, axis=1)
    size = n + np.count_nonzero(inside, axis=1) + 1
    window.zivney += weight @ _centred(before, size)
    window.event_zivney += weight @ _centred(inside, size)
    window.grank += weight @ _centred(beside, n + 2)
    share = own / 2.0 / (n + 2.0) - 0.5
    window.own_rank.add(weight, np.stack([share, n / (12.0 * (n + 2.0))], axis=1))
    scar, known = found
    pseudo = pseudo_values(scar, *map(np.array, known))
    pseudo = np.where(np.isfinite(pseudo), pseudo, 0.0)
    window.pseudo.add(weight, np.stack([pseudo, pseudo**2], axis=1))
