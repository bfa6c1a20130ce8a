"""A reading against stored prices: claims get verdicts, moments a note where prices fit them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

from marketlink.claims import Evidence, check, gather
from marketlink.moments.confirm import confirm, noted
from marketlink.records.article import Claim, Moment, Reading
from marketlink.resources import data_path

Closes = list[tuple[date, float]]
Abnormal = Mapping[str, Mapping[date, tuple[float, float]]]


class Prices(Protocol):
    """Where closes come from: adjusted for splits, in the listing's currency, in session order."""

    def closes(self, symbol: str) -> Closes:
        """(session, close) of a symbol; nothing for a symbol without prices."""
        ...

    def splits(self, symbol: str) -> Closes:
        """(first session with the new shares, new shares per old share)."""
        ...


def checked(
    reading: Reading,
    prices: Prices,
    day0: Mapping[str, date] | None = None,
    abnormal: Abnormal | None = None,
) -> Reading:
    """The reading with every claim checked and every moment that a stated return fits noted.

    Parameters
    ----------
    reading : Reading
        As read, before any price.
    prices : Prices
        A store's, a snapshot's or the embedded excerpt's.
    day0 : mapping, optional
        Reaction sessions by symbol, where events were made.
    abnormal : mapping, optional
        By symbol and session the abnormal return and its standard error, where a study has them.
    """
    if not reading.claims:
        return reading
    evidence = gather(reading.claims, prices.closes, prices.splits, day0)
    known = abnormal or {}
    series = {s: replace(one, abnormal=known.get(s, {})) for s, one in evidence.series.items()}
    evidence = replace(evidence, series=series)
    claims = check(reading.claims, evidence, reading.moments, reading.article.published)
    return replace(reading, claims=claims, moments=_confirmed(reading, evidence))


def _confirmed(reading: Reading, evidence: Evidence) -> tuple[Moment, ...]:
    """Moments that span several sessions or days, with what a stated return says of them."""
    moments = list(reading.moments)
    for claim in reading.claims:
        returns = _stated_by(claim, evidence)
        if returns is None or claim.moment is None or claim.moment >= len(moments):
            continue
        symbol = claim.symbols[0]
        stated, tolerance = claim.stated or 0.0, claim.tolerance or 0.0
        found = confirm(moments[claim.moment], returns, stated, tolerance)
        moments[claim.moment] = noted(moments[claim.moment], symbol, found)
    return tuple(moments)


def _stated_by(claim: Claim, evidence: Evidence) -> dict[date, float] | None:
    """The returns of the one symbol whose size a claim states; None where it states none."""
    if claim.kind != "size" or claim.stated is None or len(claim.symbols) != 1:
        return None
    if claim.unit != "return":
        return None
    series = evidence.series.get(claim.symbols[0])
    if series is None:
        return None
    found = ((day, series.ret(n)) for n, day in enumerate(series.sessions))
    return {day: ret for day, ret in found if ret is not None}


class ExcerptPrices:
    """The embedded excerpt, read straight from its files: no store is made for a reading."""

    def closes(self, symbol: str) -> Closes:
        """(session, close) of a symbol of the excerpt."""
        return _excerpt().get(symbol, [])

    def splits(self, symbol: str) -> Closes:
        """Splits of a symbol of the excerpt."""
        return _excerpt_splits().get(symbol, [])


class StoredPrices:
    """A store's prices, each symbol read once."""

    def __init__(self, db: Path, wait: float = 10.0) -> None:
        self.db, self.wait = db, wait
        self._closes: dict[str, Closes] = {}
        self._splits: dict[str, Closes] = {}

    def closes(self, symbol: str) -> Closes:
        """(session, close) of a stored symbol."""
        return self._once(self._closes, "case_closes", symbol)

    def splits(self, symbol: str) -> Closes:
        """Splits of a stored symbol."""
        return self._once(self._splits, "case_splits", symbol)

    def _once(self, kept: dict[str, Closes], name: str, symbol: str) -> Closes:
        if symbol not in kept:
            from marketlink.store import Store
            from marketlink.store.sql import statement

            with Store.open(self.db, "read", self.wait) as store:
                kept[symbol] = store.con.execute(statement(name), [symbol]).fetchall()
        return kept[symbol]


def prices_of(db: Path, wait: float = 10.0) -> Prices:
    """The prices to check a reading against: the store's, or the excerpt's where there is none."""
    return StoredPrices(db, wait) if db.exists() else ExcerptPrices()


@cache
def _excerpt() -> dict[str, Closes]:
    return _grouped("prices.csv", lambda row: row["close"] if row["close"] else None)


@cache
def _excerpt_splits() -> dict[str, Closes]:
    return _grouped("actions.csv", lambda row: row["value"] if row["kind"] == "split" else None)


def _grouped(name: str, value: Callable[[dict[str, str]], str | None]) -> dict[str, Closes]:
    found: dict[str, Closes] = {}
    with data_path("excerpt", name).open(encoding="utf-8", newline="") as file:
        rows: Iterable[dict[str, str]] = csv.DictReader(
            line for line in file if not line.startswith("#")
        )
        for row in rows:
            number = value(row)
            if number is not None:
                found.setdefault(row["symbol"], []).append(
                    (date.fromisoformat(row["date"]), float(number))
                )
    return found
