"""A reading against stored prices: claims get verdicts, moments a note where prices fit them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from marketlink.claims import PriceEvidence, Series, borne_out, check, gather
from marketlink.moments.confirm import confirm, noted
from marketlink.moments.publication import home_zone
from marketlink.readers.weighing import weigh
from marketlink.records.claim import Basis, Claim
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading
from marketlink.resources import data_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Abnormal = Mapping[str, Mapping[date, tuple[float, float]]]


class PriceReader(Protocol):
    """Where prices come from."""

    def series(self, symbols: Iterable[str]) -> dict[str, Series]:
        """The series of those symbols that have prices."""
        ...


def checked_reading(
    reading: Reading,
    prices: PriceReader,
    day0: Mapping[str, date] | None = None,
    abnormal: Abnormal | None = None,
) -> Reading:
    """The reading with every claim checked and every moment that a stated return fits noted.

    Parameters
    ----------
    reading : Reading
        As read, before any price.
    prices : PriceReader
        A store's, a snapshot's or the embedded excerpt's.
    day0 : mapping, optional
        Reaction sessions by symbol, where events were made.
    abnormal : mapping, optional
        By symbol and session the abnormal return and its standard error, where a study has them.
    """
    if not (reading.claims or reading.loose):
        return reading
    evidence = gather(
        (*reading.claims, *reading.loose),
        prices.series,
        day0=day0,
        abnormal=abnormal,
    )
    article = reading.article
    published = replace(article.published, zone=home_zone(article.published, article.language))
    claims = check(reading.claims, evidence, published)
    loose = borne_out(reading.loose, evidence, published, claims)
    moments = _confirmed(reading, evidence)
    reading = replace(reading, claims=claims, loose=loose, moments=moments)
    return replace(reading, claims=weigh(reading, evidence)) if reading.pointed else reading


def _confirmed(reading: Reading, evidence: PriceEvidence) -> tuple[Moment, ...]:
    """Moments that span several sessions or days, with what a stated return says of them."""
    moments = list(reading.moments)
    for claim in reading.claims:
        if claim.moment is None or claim.moment >= len(moments):
            continue
        returns = _stated_by(claim, moments[claim.moment], evidence)
        if returns is None:
            continue
        symbol = claim.symbols[0]
        claimed, tolerance = claim.stated or 0.0, claim.tolerance or 0.0
        confirmation = confirm(moments[claim.moment], returns, claimed, tolerance)
        moments[claim.moment] = noted(moments[claim.moment], symbol, confirmation)
    return tuple(moments)


def _stated_by(claim: Claim, moment: Moment, evidence: PriceEvidence) -> dict[date, float] | None:
    """The returns of the one symbol whose size a claim states, in the sessions of its moment and
    the next; None where it states none."""
    if not claim.kind.change or claim.stated is None or len(claim.symbols) != 1:
        return None
    if claim.unit != "return":
        return None
    series = evidence.series.get(claim.symbols[0])
    if series is None:
        return None
    first, last = moment.days
    inside = series.inside(first, last)
    sessions = range(inside.start, min(inside.stop + 1, len(series.sessions)))
    returns = ((series.sessions[n], series.ret(n)) for n in sessions)
    return {day: ret for day, ret in returns if ret is not None}


class ExcerptReader:
    """The embedded excerpt, read straight from its files: no store is made for a reading."""

    def series(self, symbols: Iterable[str]) -> dict[str, Series]:
        """The series of those symbols that the excerpt has, adjusted for splits and no more."""
        return {symbol: _excerpt()[symbol] for symbol in symbols if symbol in _excerpt()}


class StoredPrices:
    """A store's prices, each symbol read once and those of one reading in one opening."""

    def __init__(self, db: Path, wait: float = 10.0) -> None:
        self.db, self.wait = db, wait
        self._asked: dict[str, Series | None] = {}

    def series(self, symbols: Iterable[str]) -> dict[str, Series]:
        """The series of those symbols that are stored."""
        symbols = tuple(symbols)
        if anew := [symbol for symbol in symbols if symbol not in self._asked]:
            from marketlink.store import Store  # noqa: PLC0415 (loads duckdb)

            with Store.open(self.db, "read", self.wait) as store:
                self._asked |= dict.fromkeys(anew) | stored_series(store.con, anew)
        answers = ((symbol, self._asked[symbol]) for symbol in symbols)
        return {symbol: series for symbol, series in answers if series is not None}


def stored_series(con: DuckDBPyConnection, symbols: Iterable[str]) -> dict[str, Series]:
    """The series of those symbols that a store or a snapshot has prices of."""
    from marketlink.store.sql import statement  # noqa: PLC0415 (loads duckdb)

    def rows(name: str, symbol: str) -> list[Any]:
        return con.execute(statement(f"case.{name}"), [symbol]).fetchall()

    series = {}
    for symbol in symbols:
        if bars := rows("closes", symbol):
            actions = rows("splits", symbol), rows("dividends", symbol)
            series[symbol] = Series.of(symbol, bars, *actions, _basis(rows("basis", symbol)))
    return series


def _basis(rows: Sequence[tuple[str]]) -> Basis:
    """The basis that the step ``basis`` gives: the least quoted one where a symbol has several."""
    bases = {Basis(row[0]) for row in rows}
    return next((one for one in (Basis.TOTAL, Basis.SPLIT) if one in bases), Basis.RAW)


def prices_of(db: Path, wait: float = 10.0) -> PriceReader:
    """The prices to check a reading against: the store's, or the excerpt's where there is none."""
    return StoredPrices(db, wait) if db.exists() else ExcerptReader()


@cache
def _excerpt() -> dict[str, Series]:
    bars: dict[str, list[tuple[date, float, float | None, float | None]]] = {}
    for row in data_rows("excerpt", "prices.csv"):
        if row["close"]:
            low, high = (float(row[name]) if row[name] else None for name in ("low", "high"))
            bar = (date.fromisoformat(row["date"]), float(row["close"]), low, high)
            bars.setdefault(row["symbol"], []).append(bar)
    actions: dict[str, dict[str, list[tuple[date, float]]]] = {"split": {}, "dividend": {}}
    for row in data_rows("excerpt", "actions.csv"):
        action = (date.fromisoformat(row["date"]), float(row["value"]))
        actions[row["kind"]].setdefault(row["symbol"], []).append(action)
    splits, dividends = actions["split"], actions["dividend"]
    return {
        symbol: Series.of(symbol, own, splits.get(symbol, ()), dividends.get(symbol, ()))
        for symbol, own in bars.items()
    }
