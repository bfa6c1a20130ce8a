"""The outcomes of a study's events, and flags: what else there is to say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from marketlink.calendars import venue_changes
from marketlink.findings import FindingText
from marketlink.store.sql import statement
from marketlink.study.alignment import Windows
from marketlink.study.event_dates import CODE, OUTCOMES
from marketlink.study.kernel import Flags, Ints, Whole
from marketlink.study.models.design import Estimate, Request, windows_of
from marketlink.study.notes import NAMES_SHOWN, few
from marketlink.study.solved import Solved

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec


def outcomes_of_fits(windows: Windows, request: Request, estimate: Estimate, spec: Spec) -> Whole:
    """The outcome of every fit, by number."""
    fits, plan, layout = estimate.fits, request.plan, windows.layout
    code = np.zeros(len(fits), dtype=np.int8)
    silent = ~np.isfinite(fits.ar[:, plan.columns(spec.window)]).any(axis=1)
    code[silent] = CODE["halted"]
    if silent.any():
        spoilt = np.zeros(len(layout.y), dtype=bool)
        spoilt[windows.unusable] = True
        at = request.at
        bad = windows_of(spoilt, at, spec.window).any(axis=1)
        code[silent & bad] = CODE["nonpositive_price"]
        if len(layout.X):
            traded = np.isfinite(windows_of(layout.y, at, spec.window)).any(axis=1)
            code[silent & traded] = CODE["no_benchmark"]
    if estimate.coefficients:  # what estimates nothing has abnormal returns without a history
        code[~np.isfinite(fits.sigma)] = CODE["no_variation"]
        code[fits.n < plan.min_obs] = CODE["short_history"]
    return code


def flags_of_events(solved: Solved, shared: Flags) -> Whole:
    """The flags of every event besides its outcome."""
    fits, plan, row = solved.fits, solved.request.plan, solved.row
    by_fit = np.zeros(len(fits), dtype=np.int16)
    by_fit[shared] |= FLAG["overlapping"]
    by_fit[_unmatched(solved)] |= FLAG["peerless" if solved.model.peers else "unmatched"]
    by_event = np.where(row >= 0, by_fit[row] if len(fits) else 0, 0).astype(np.int16)
    of_answers = np.zeros(len(fits), dtype=np.int16)
    length = np.array([last - first + 1 for first, last in plan.windows])
    of_answers[(fits.days < length).any(axis=1)] |= FLAG["incomplete"]
    of_answers[fits.sigma == 0] |= FLAG["no_spread"]
    of_answers[~np.isfinite(fits.sigma)] |= FLAG["unjudged"]
    of_answers[_stale(solved)] |= FLAG["stale"]
    if solved.estimate.boundary is not None:
        of_answers[solved.estimate.boundary] |= FLAG["boundary"]
    if len(solved.request.layout.volume):
        at, since = solved.request.at, solved.request.since
        across = span_change(solved.windows, at, solved.series, plan.ends, since)
        of_answers[across] |= FLAG["venue_change"]
    by_event[solved.picked] |= of_answers[solved.valid]
    return by_event


STALE = 0.5
"""Share of returns of exactly zero in an estimation window whose closes stand still."""


def _stale(solved: Solved) -> Flags:
    """Fits whose estimation window holds more zero returns than others."""
    request = solved.request
    if solved.model.unit != "return" or not len(request.at):
        return np.zeros(len(request.at), dtype=bool)
    y, (first, last) = request.layout.y, request.plan.estimation
    still = np.concatenate(([0], np.cumsum(y == 0)))
    n_before = np.concatenate(([0], np.cumsum(np.isfinite(y))))
    low, high = request.at + first, request.at + last + 1
    return np.asarray(still[high] - still[low] > STALE * (n_before[high] - n_before[low]))


def _unmatched(solved: Solved) -> Flags:
    """Fits whose stock has returns where its regressors, or the other companies, have none."""
    request, plan, layout = solved.request, solved.request.plan, solved.request.layout
    short = solved.fits.n < plan.min_obs
    if solved.model.peers:
        n_returns = np.isfinite(windows_of(layout.y, request.at, plan.estimation)).sum(axis=1)
        return np.asarray(short & (n_returns >= plan.min_obs))
    alone = np.isfinite(layout.y) & ~np.isfinite(layout.X).all(axis=0)
    if not alone.any():
        return np.zeros(len(request.at), dtype=bool)
    days = windows_of(alone, request.at, solved.spec.window).any(axis=1)
    before = windows_of(alone, request.at, plan.estimation).any(axis=1)
    return np.asarray(days | (short & before))


FLAGS = (
    "overlapping", "incomplete", "no_spread", "unmatched", "peerless", "stale", "price_fault",
    "boundary", "venue_change", "unjudged",
)  # fmt: skip
"""The flags of an event in the order of their bits; ``remark.<flag>`` is what a study says of the
events that have it."""
FLAG = {name: 1 << place for place, name in enumerate(FLAGS)}

OWN = {"naive_instant": "naive_instant", "bad_date": "bad_date", "no_symbol": "no_symbol",
       "duplicate_id": "duplicate_id", "price_fault": "price_fault_out"}  # fmt: skip
"""Outcomes that only faults of the inputs cause, and the remark on each."""


@dataclass(slots=True)
class Noticed:
    """Remarks on some events: by remark, their number, the first of them by place in the input and
    id, and names that they are about: symbols without a usable price, benchmarks that they lack."""

    n: dict[str, int] = field(default_factory=dict)
    first: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, con: DuckDBPyConnection, codes: Whole, flags: Whole, places: Ints | None = None
    ) -> Noticed:
        """What there is to remark on the events of a connection, by the outcome and flags of each
        event in ``input_event``; ``places`` as for :meth:`marketlink.study.facts.Facts.of`."""
        counts = cls()
        rows_of = {key: np.flatnonzero(codes == CODE[name]) for name, key in OWN.items()}
        rows_of |= {name: np.flatnonzero(flags & FLAG[name]) for name in FLAGS}
        for key, rows in rows_of.items():
            if len(rows):
                where = (rows if places is None else places[rows])[:NAMES_SHOWN].tolist()
                counts.n[key] = len(rows)
                counts.first[key] = list(zip(where, first_ids(con, rows), strict=True))
        lost = np.flatnonzero(codes == CODE["unknown_symbol"])
        if len(lost):
            counts.n["unknown_symbol"] = len(lost)
            con.register("study_lost", {"n": lost})
            names = con.execute(statement("study.unknown")).fetchall()
            counts.names["unknown_symbol"] = {str(row[0]) for row in names}
            con.unregister("study_lost")
        return counts

    def join(self, other: Noticed) -> None:
        """Add the remarks on other events of the study."""
        for key, names in other.names.items():
            self.names[key] = self.names.get(key, set()) | names
        for key, n in other.n.items():
            self.n[key] = self.n.get(key, 0) + n
        for key, more in other.first.items():
            self.first[key] = sorted([*self.first.get(key, ()), *more])[:NAMES_SHOWN]

    def remark(self, name: str, **more: str) -> FindingText:
        """One sentence that names the first events."""
        ids = list(dict.fromkeys(one for _, one in self.first[name]))
        return FindingText(f"remark.{name}", n=self.n[name], named=few(ids, self.n[name]), **more)


def remarks(con: DuckDBPyConnection, noticed: Noticed, words: Mapping[str, str]) -> list[str]:
    """One sentence for each outcome that a line has by itself, and for each flag, on a connection
    with the symbols that have prices in ``input_price``; ``words`` is what the sentences leave
    open."""
    sentences: list[str] = [noticed.remark(key) for key in OWN.values() if key in noticed.n]
    if noticed.names.get("unknown_symbol"):
        sentences.append(_unknown(con, noticed))
    sentences += [
        noticed.remark(name, **(words if name == "peerless" else {}))
        for name in FLAGS
        if name in noticed.n
    ]
    return sentences


def first_ids(con: DuckDBPyConnection, rows: Ints) -> list[str]:
    """The ids of the first of some events, in the order of their places in the input."""
    numbers = rows[:NAMES_SHOWN].tolist()
    con.execute("set variable study_first = ?", [numbers])
    ids = dict(con.execute(statement("study.first")).fetchall())
    return [str(ids[row]) for row in numbers]


def _unknown(con: DuckDBPyConnection, noticed: Noticed) -> str:
    """The symbols that the prices have no usable line of, and what they may have been meant for."""
    names = sorted(noticed.names["unknown_symbol"])
    con.execute("set variable study_unknown = ?", [names[:NAMES_SHOWN]])
    near = dict(con.execute(statement("study.near")).fetchall())
    symbols = [FindingText("remark.near", name=name, near=near[name]) if near.get(name) else name
            for name in names]  # fmt: skip
    n = noticed.n["unknown_symbol"]
    return FindingText("remark.unknown_symbol", n=n, named=few(symbols))


def counted(codes: Whole) -> dict[str, int]:
    """Events by outcome code."""
    numbers = np.bincount(codes, minlength=len(OUTCOMES)).tolist()
    return {name: n for name, n in sorted(zip(OUTCOMES, numbers, strict=True)) if n}


def names_of(bits: int) -> Sequence[str]:
    """The flags of one event."""
    return [name for name, bit in FLAG.items() if bits & bit]


def span_change(
    windows: Windows, at: Ints, series: Ints, reach: tuple[int, int], since: Ints | None = None
) -> Flags:
    """Fits that have volumes of both sides of a change in their windows.

    Samsung Electronics trades at Nextrade since 2025-03-24: of a day 0 in April 2025 most of the
    estimation window lies before.

    Parameters
    ----------
    at, series : (n,) day 0 of each fit as a position in the layout, and its series
    reach : first and last session of the estimation and event windows together, from day 0
    since : (n,) first position that each fit uses, by default all of its windows
    """
    low, high, spans = at + reach[0], at + reach[1], np.zeros(len(at), dtype=bool)
    if since is not None:
        low = np.maximum(low, since)
    for mine, place in _changes(windows, series):
        spans[mine] |= (low[mine] < place) & (place <= high[mine])
    return spans


def last_change(windows: Windows, at: Ints, series: Ints, first: int) -> Ints:
    """(n,) The position of the last change before each fit's event window, whose first session from
    day 0 is ``first``; 0 where there is none. ``at`` and ``series`` as for :func:`span_change`."""
    last = np.zeros(len(at), dtype=np.int64)
    for mine, place in _changes(windows, series):
        last[mine] = np.where(at[mine] + first >= place, place, last[mine])
    return last


def _changes(windows: Windows, series: Ints) -> Iterator[tuple[Ints, int]]:
    """The fits of each series, with the position of the first session after a change between its
    known volumes, one change after another."""
    layout = windows.layout
    for number in np.unique(series).tolist():
        cut = layout.stretch(number)
        places = cut.start + np.flatnonzero(np.isfinite(layout.volume[cut]))
        if len(places):
            days = layout.dates[places]
            first, last = (date.fromordinal(int(day)) for day in days[[0, -1]])
            for change in venue_changes(windows.symbols[number], first + timedelta(1), last):
                after = np.searchsorted(days, change.day.toordinal())
                yield np.flatnonzero(series == number), int(places[after])
