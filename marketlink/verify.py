"""A reading against stored prices: claims get verdicts, moments a note where prices fit them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from marketlink.claims import PriceEvidence, borne_out, check, gather
from marketlink.moments.confirm import confirm, noted
from marketlink.moments.publication import home_zone
from marketlink.readers.weighing import weigh
from marketlink.records.claim import Basis, Claim
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading
from marketlink.resources import data_rows

Closes = list[tuple[date, float]]
BarRows = list[tuple[date, float, float | None, float | None]]
Abnormal = Mapping[str, Mapping[date, tuple[float, float]]]


class PriceReader(Protocol):
    """Where prices come from: in the listing's currency, in session order."""

    def bars(self, symbol: str) -> BarRows:
        """(session, close, low, high) of a symbol; nothing for a symbol without prices."""
        ...

    def basis(self, symbol: str) -> Basis:
        """What the closes of a symbol are adjusted for."""
        ...

    def splits(self, symbol: str) -> Closes:
        """(first session with the new shares, new shares per old share)."""
        ...

    def dividends(self, symbol: str) -> Closes:
        """(first session without the dividend, cash per share as paid)."""
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
        prices.bars,
        prices.splits,
        prices.dividends,
        day0=day0,
        basis=prices.basis,
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

    def bars(self, symbol: str) -> BarRows:
        """(session, close, low, high) of a symbol of the excerpt."""
        return _excerpt().get(symbol, [])

    def basis(self, symbol: str) -> Basis:
        """The excerpt is adjusted for splits and nothing else."""
        return Basis.SPLIT

    def splits(self, symbol: str) -> Closes:
        """Splits of a symbol of the excerpt."""
        return _excerpt_actions("split").get(symbol, [])

    def dividends(self, symbol: str) -> Closes:
        """Dividends of a symbol of the excerpt."""
        return _excerpt_actions("dividend").get(symbol, [])


class StoredPrices:
    """A store's prices, each symbol read once."""

    def __init__(self, db: Path, wait: float = 10.0) -> None:
        self.db, self.wait = db, wait
        self._asked: dict[str, dict[str, list[Any]]] = {}

    def bars(self, symbol: str) -> BarRows:
        """(session, close, low, high) of a stored symbol."""
        return self._rows(symbol)["closes"]

    def splits(self, symbol: str) -> Closes:
        """Splits of a stored symbol."""
        return self._rows(symbol)["splits"]

    def dividends(self, symbol: str) -> Closes:
        """Dividends of a stored symbol."""
        return self._rows(symbol)["dividends"]

    def basis(self, symbol: str) -> Basis:
        """What the closes of a stored symbol are adjusted for."""
        return basis_of(self._rows(symbol)["basis"])

    def _rows(self, symbol: str) -> dict[str, list[Any]]:
        """What each statement answers of a symbol, all asked in one opening of the store."""
        if symbol not in self._asked:
            from marketlink.store import Store  # noqa: PLC0415 (loads duckdb)
            from marketlink.store.sql import statement  # noqa: PLC0415 (loads duckdb)

            with Store.open(self.db, "read", self.wait) as store:
                self._asked[symbol] = {
                    name: store.con.execute(statement(f"case.{name}"), [symbol]).fetchall()
                    for name in ("closes", "splits", "dividends", "basis")
                }
        return self._asked[symbol]


def basis_of(rows: Sequence[tuple[str]]) -> Basis:
    """The basis that the step ``basis`` gives: the least quoted one where a symbol has several."""
    bases = {Basis(row[0]) for row in rows}
    return next((one for one in (Basis.TOTAL, Basis.SPLIT) if one in bases), Basis.RAW)


def prices_of(db: Path, wait: float = 10.0) -> PriceReader:
    """The prices to check a reading against: the store's, or the excerpt's where there is none."""
    return StoredPrices(db, wait) if db.exists() else ExcerptReader()


@cache
def _excerpt() -> dict[str, BarRows]:
    rows: dict[str, BarRows] = {}
    for row in data_rows("excerpt", "prices.csv"):
        if row["close"]:
            low, high = (float(row[name]) if row[name] else None for name in ("low", "high"))
            bar = (date.fromisoformat(row["date"]), float(row["close"]), low, high)
            rows.setdefault(row["symbol"], []).append(bar)
    return rows


@cache
def _excerpt_actions(kind: str) -> dict[str, Closes]:
    actions: dict[str, Closes] = {}
    for row in data_rows("excerpt", "actions.csv"):
        if row["kind"] == kind:
            action = (date.fromisoformat(row["date"]), float(row["value"]))
            actions.setdefault(row["symbol"], []).append(action)
    return actions
