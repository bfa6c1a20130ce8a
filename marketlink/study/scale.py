"""Studies of any size on one machine: buckets of symbols, streamed, resumable."""

from __future__ import annotations

import hashlib
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from marketlink.calendars import EXCHANGES
from marketlink.store.sql import statement
from marketlink.study import sums as group
from marketlink.study.bucket import Answer, Context, fit_columns, solve_bucket
from marketlink.study.dense import EPOCH, Calendar, Prices, read_prices
from marketlink.study.engine import plan_of
from marketlink.study.kernel import Fits, Floats, Ints, Plan, Whole
from marketlink.study.models.design import Design, fit
from marketlink.study.placing import OUTCOMES, UNKNOWN_DAY, Rows
from marketlink.study.relations import nothing_after
from marketlink.study.sums import Shape
from marketlink.study.windows import OWN, choose_calendars, faults

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec

BUCKET = 64
"""Symbols a bucket; fixed, so that files have the same rows in the same order everywhere."""
RANKED_FITS = 3_000_000
"""Above this many events ranks are left out unless asked for: they would take most of the time."""

Columns = Mapping[str, np.ndarray[Any, Any]]
Keep = Callable[[int, Answer], Answer]


@dataclass(frozen=True, slots=True)
class Line:
    """A regression on columns: with a constant or without, and whether, where nothing else is
    estimated, the variance is about the mean."""

    constant: bool = True
    demean: bool = False

    def size(self, regressors: int) -> tuple[int, int]:
        """Coefficients and regressors of its fits."""
        return regressors + self.constant, regressors


def regressors_of(names: Iterable[str]) -> list[str]:
    """Which columns are regressors: ``x``, or ``x0, x1, ...`` in the order of their numbers."""
    found = [name for name in names if name == "x" or (name[:1] == "x" and name[1:].isdigit())]
    return sorted(found, key=lambda name: int(name[1:] or 0))


def estimate(
    events: Columns, returns: Columns, plan: Plan, threads: int = 1, line: Line | None = None
) -> dict[str, Any]:
    """Linear fits of events on returns: columns in, columns out.

    Parameters
    ----------
    events : ``series`` (int) and ``idx`` (session number); repeated pairs are fitted once
    returns : ``series``, ``idx``, ``y`` and ``x`` (or ``x0, x1, ...``): the stock and its
        regressors over the same instants, in any order; ``scale`` where returns have standard
        deviations of their own, ``masked`` where sessions are no estimation days
    plan : windows in sessions
    threads : threads of the kernel
    line : by default y = alpha + beta x

    Returns
    -------
    dict
        One row a distinct (series, idx), sorted: ``series, idx, n_est, alpha, beta, sigma, r2``
        (``beta0, beta1, ...`` with several regressors), ``car_A_B, car_se_A_B, scar_A_B`` of
        every window and ``ar_T`` of every event day.

    Reference
    ---------
    Campbell, Lo, MacKinlay 1997, eq. 4.4.9.
    """
    line = line or Line()
    series, idx, fits = fit_pairs(events, returns, plan, threads, line)
    return {"series": series, "idx": idx, **fit_columns(fits, plan, constant=line.constant)}


def fit_pairs(
    events: Columns, returns: Columns, plan: Plan, threads: int = 1, line: Line | None = None
) -> tuple[Ints, Ints, Fits]:
    """The distinct (series, idx) of :func:`estimate`, sorted, with everything of their fits."""
    owner, idx = (np.asarray(returns[n]).astype(np.int64) for n in ("series", "idx"))
    wanted, spot = (np.asarray(events[n]).astype(np.int64) for n in ("series", "idx"))
    width = int(max(owner.max(initial=0), wanted.max(initial=0))) + 1
    low, high = np.full(width, np.iinfo(np.int64).max), np.full(width, -1)
    for series, place in ((owner, idx), (wanted, spot)):
        np.minimum.at(low, series, place)
        np.maximum.at(high, series, place)
    before, after = plan.reach
    size = np.where(high >= 0, high - low + 1 + before + after, 0)
    start = np.concatenate(([0], np.cumsum(size)[:-1])) + before - np.where(high >= 0, low, 0)
    total, held = int(size.sum()), start[owner] + idx

    def laid(name: str, empty: float) -> Floats:
        values = np.full(total, empty)
        values[held] = returns[name]
        return values

    names = regressors_of(returns)
    X = np.stack([laid(n, np.nan) for n in names]) if names else np.zeros((0, total))
    line = line or Line()
    scale = laid("scale", 1.0) if "scale" in returns else None
    masked = laid("masked", 0.0) > 0 if "masked" in returns else None
    design = Design(laid("y", np.nan), X, line.constant, scale, line.demean)
    at = np.unique(start[wanted] + spot)
    series = np.searchsorted(np.cumsum(size), at, side="right")
    return series, at - start[series], fit(design, at, plan, masked=masked, threads=threads)


@dataclass(frozen=True, slots=True)
class Work:
    """A study read and cut into buckets, before anything is estimated."""

    context: Context
    names: tuple[str, ...]
    codes: tuple[str, ...]
    groups: tuple[str, ...]
    prices: Prices
    symbol: Whole
    member: Whole
    day: Whole
    second: Floats | None
    warnings: tuple[str, ...]

    @property
    def buckets(self) -> int:
        """How many buckets there are."""
        return -(-len(self.names) // BUCKET)


def prepare(con: DuckDBPyConnection, spec: Spec, *, ranks: bool | None = None) -> Work:
    """Read the relations of a study into arrays.

    Parameters
    ----------
    con : DuckDBPyConnection
        With ``input_event``, ``input_price`` and ``session``; both inputs may be views of files.
    ranks : whether to rank; by default up to three million events
    """
    con.execute("set variable study_as_of = ?::date", [spec.as_of])
    con.execute(statement("scale_input"))
    notes = choose_calendars(con, spec)
    con.execute(statement("scale_symbol"))
    notes += faults(con, "scale_faults")
    if spec.as_of is not None:
        notes.append(nothing_after(spec.as_of))
    con.execute(statement("scale_group"))
    rows = con.execute("select symbol, code, own from scale_symbol order by id").fetchall()
    names, codes = tuple(r[0] for r in rows), tuple(r[1] for r in rows)
    symbol, member, day, second = _read_events(con, len(names))
    prices = read_prices(con, len(names))
    groups = tuple(r[0] for r in con.execute("select name from scale_group order by id").fetchall())
    plan = plan_of(spec)
    calendars = {code: _calendar(con, code) for code in sorted(set(codes)) if not _own(code)}
    place = {name: i for i, name in enumerate(names)}
    benchmark = {code: spec.benchmark or EXCHANGES[code].benchmark for code in calendars}
    benchmark[""] = spec.benchmark or ""
    tracks = {}
    for name in sorted(set(benchmark.values()) & place.keys()):
        number = place[name]
        home = calendars.get(codes[number])
        if home is None:
            home = Calendar(
                np.unique(prices.day[prices.edges[number] : prices.edges[number + 1]]), None
            )
        tracks[name] = (prices, number, home)
    margin = 400 + 2 * max(plan.reach)
    first = int(prices.day.min(initial=0)) + EPOCH - margin
    last = int(prices.day.max(initial=0)) + EPOCH + margin
    shape = Shape(
        groups=max(len(groups), 1),
        windows=len(plan.windows),
        path=plan.path[1] - plan.path[0] + 1,
        joint=plan.estimation[1] - plan.estimation[0] + 1 + plan.path[1] - plan.path[0] + 1,
        first=first,
        dates=last - first + 1,
    )
    context = Context(
        plan=plan,
        log=spec.returns == "log",
        calendars=calendars,
        benchmark=benchmark,
        tracks=tracks,
        shape=shape,
        newest=int(prices.day.max(initial=0)) + EPOCH,
        ranks=len(symbol) <= RANKED_FITS if ranks is None else ranks,
    )
    return Work(context, names, codes, groups, prices, symbol, member, day, second, tuple(notes))


def _read_events(
    con: DuckDBPyConnection, symbols: int
) -> tuple[Whole, Whole, Whole, Floats | None]:
    """Symbol (-1 unknown), group, day and, where any event has a clock, second: input order.

    In the narrowest integers that hold them: a hundred million events are eight bytes each.
    """
    got: Any = con.execute(statement("scale_event")).fetchnumpy()
    small = np.int16 if symbols < 32_000 else np.int32
    symbol: Whole = np.asarray(got.pop("id")).astype(small)
    member: Whole = np.asarray(got.pop("member"))
    if member.max(initial=0) < 32_000:
        member = member.astype(np.int16)
    day, second = np.asarray(got["day"]), None
    if con.execute(statement("scale_clocks")).fetchall()[0][0]:
        got = con.execute(statement("scale_second")).fetchnumpy()
        second = np.ma.filled(np.ma.asarray(got["second"], dtype=np.float64), np.nan)
    return symbol, member, day, second


def _own(code: str) -> bool:
    return code.startswith(OWN)


def _calendar(con: DuckDBPyConnection, code: str) -> Calendar:
    got: Any = con.execute(statement("scale_session"), [code]).fetchnumpy()
    return Calendar(
        np.asarray(got["day"]).astype(np.int64), np.asarray(got["second"], dtype=np.float64)
    )


def bucket_inputs(work: Work, number: int) -> tuple[list[tuple[str, str]], Prices, Rows, Whole]:
    """One bucket's symbols, prices and events, and which events (by input row) those are."""
    low, high = number * BUCKET, min((number + 1) * BUCKET, len(work.names))
    edges = work.prices.edges[low : high + 1]
    cut = slice(int(edges[0]), int(edges[-1]))
    prices = Prices(
        work.prices.day[cut], work.prices.value[cut], work.prices.is_ret[cut], edges - edges[0]
    )
    mine: Whole = np.flatnonzero((work.symbol >= low) & (work.symbol < high))
    if len(work.symbol) < 2**31:
        mine = mine.astype(np.int32)
    second = None if work.second is None else work.second[mine]
    rows = Rows(work.symbol[mine] - low, work.member[mine], work.day[mine], second)
    return list(zip(work.names[low:high], work.codes[low:high], strict=True)), prices, rows, mine


def answers(
    work: Work, threads: int, first: int = 0, keep: Keep | None = None
) -> Iterator[tuple[int, Whole, Answer]]:
    """Solve the buckets from ``first`` on, in order, ``threads`` at a time and no more ahead.

    Parameters
    ----------
    keep : what the solving thread does with an answer first, such as writing its fits
    """

    def one(number: int) -> tuple[int, Whole, Answer]:
        symbols, prices, rows, mine = bucket_inputs(work, number)
        answer = solve_bucket(work.context, symbols, prices, rows)
        return number, mine, answer if keep is None else keep(number, answer)

    waiting: deque[Future[tuple[int, Whole, Answer]]] = deque()
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        for number in range(first, work.buckets):
            waiting.append(pool.submit(one, number))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def fingerprint(work: Work, spec: Spec) -> str:
    """What a finished bucket belongs to: the specification and every number that went in."""
    digest = hashlib.sha256(repr((spec, work.names, work.codes, work.groups, BUCKET)).encode())
    for array in (work.prices.day, work.prices.value, work.symbol, work.member, work.day):
        digest.update(np.ascontiguousarray(array).tobytes())
    if work.second is not None:
        digest.update(work.second.tobytes())
    return digest.hexdigest()


class Progress:
    """One line on a terminal's standard error, and nothing anywhere else."""

    def __init__(self, total: int, shown: Callable[[], bool] | None = None) -> None:
        self.total, self.start = total, time.monotonic()
        self.on = (shown or sys.stderr.isatty)()

    def step(self, done: int) -> None:
        """Say how far it is."""
        if self.on:
            spent = time.monotonic() - self.start
            left = spent / max(done, 1) * (self.total - done)
            end = "\n" if done == self.total else ""
            sys.stderr.write(f"\r{done}/{self.total} buckets, {left:.0f} s left   {end}")
            sys.stderr.flush()


__all__ = [
    "BUCKET", "OUTCOMES", "UNKNOWN_DAY", "Line", "Progress", "Work", "answers", "bucket_inputs",
    "estimate", "fingerprint", "group", "prepare",
]  # fmt: skip
