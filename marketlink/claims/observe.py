"""The input of every check, and its observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import log
from typing import NamedTuple, Self

from marketlink.claims.evidence import PriceEvidence, Series
from marketlink.claims.session_of import When, last_known, session_known
from marketlink.records.article import Published
from marketlink.records.claim import Claim, Field, Measure, Observation, Verdict
from marketlink.records.reason import (
    NumberStyle,
    Reason,
    ReasonCode,
    ReasonValue,
    ShownNumber,
    reason,
)

UNSEEN = {
    Field.OFF_HOURS: ReasonCode.OFF_HOURS,
    Field.OPEN: ReasonCode.OPENING,
    Field.NOW: ReasonCode.WITHIN_SESSION,
}
"""Fields of a price that no stored series holds."""


class ClaimCheck(NamedTuple):
    """One claim, one symbol's prices, and the session that the words name."""

    claim: Claim
    series: Series
    at: When
    evidence: PriceEvidence
    published: Published

    @classmethod
    def of(
        cls,
        claim: Claim,
        symbol: str,
        evidence: PriceEvidence,
        published: Published,
    ) -> Self:
        """The check of a claim for one symbol."""
        series = evidence.series.get(symbol) or Series(symbol, (), ())
        at = session_known(claim, series, published) if series.sessions else When(None)
        return cls(claim, series, at, evidence, published)

    @property
    def measure(self) -> Measure:
        """What the claim measures."""
        return self.claim.measure

    @property
    def unit(self) -> str:
        """The unit of what is observed: that of a change stated, else of the measure."""
        if self.claim.kind.change:
            return self.claim.unit
        priced = self.claim.kind.price or self.measure.field in (Field.CLOSE, Field.CHANGE)
        return self.series.currency if priced else "return"

    @property
    def session(self) -> int:
        """The position of the session meant, where ``blind`` has said that there is one."""
        assert self.at.first is not None  # noqa: S101 (for the type checker)
        return self.at.first

    def day(self, n: int) -> ReasonValue:
        """The session at a position."""
        return self.series.sessions[n]

    def see(  # noqa: PLR0913 (one specification)
        self,
        n: int | None,
        value: float | None,
        verdict: Verdict,
        why: Reason,
        *,
        reading: str = "",
        unit: str | None = None,
    ) -> Observation:
        """An observation at a position of the series, in the unit of the claim's measure."""
        unit = self.unit if unit is None else unit
        day = self.series.sessions[n] if n is not None and n < len(self.series.sessions) else None
        return Observation(self.series.symbol, reading, value, unit, day, verdict, why)

    def right(self, n: int, value: float | None, why: Reason, **more: str) -> Observation:
        """An observation that supports the claim."""
        return self.see(n, value, Verdict.SUPPORTED, why, **more)

    def wrong(self, n: int, value: float | None, why: Reason, **more: str) -> Observation:
        """An observation that does not fit the claim: of a period that is held only in part, one
        that cannot be decided."""
        if self.at.missing is not None:
            return self.cannot(
                ReasonCode.NO_PRICE_ON, symbol=self.series.symbol, session=self.at.missing
            )
        return self.see(n, value, Verdict.CONTRADICTED, why, **more)

    def cannot(self, code: ReasonCode, **fields: ReasonValue) -> Observation:
        """An observation that the stored prices cannot decide."""
        return self.cannot_at(self.at.first, code, **fields)

    def cannot_at(self, n: int | None, code: ReasonCode, **fields: ReasonValue) -> Observation:
        """The same, of a position of the series."""
        return self.see(n, None, Verdict.NOT_DECIDABLE, reason(code, **fields), unit="return")

    def within(self, n: int, low: float, high: float) -> Observation:
        """A number of an hour against the lowest and the highest of its session: beyond them it is
        impossible, between them not to be told."""
        claim, stated, half = self.claim, self.claim.stated or 0.0, self.claim.tolerance or 0.0
        ends = {"low": figure(claim, low), "high": figure(claim, high), "session": self.day(n)}
        if low - half <= stated <= high + half:
            return self.cannot(ReasonCode.IN_RANGE, **ends)
        why = reason(ReasonCode.OUT_OF_RANGE, **ends, stated=figure(claim, stated))
        return self.wrong(n, low if stated < low else high, why)

    def over(self, first: int, last: int, value: ShownNumber | None) -> Reason:
        """The reason that gives the move between two closes."""
        days = {"start": self.day(first), "session": self.day(last)}
        return reason(ReasonCode.OVER, value=value, **days)

    def last_known(self) -> int:
        """Position of the last session the article could know of."""
        return last_known(self.series, self.published)

    def elsewhere(self, first: int, reach: int, fits: Callable[[int], bool]) -> int | None:
        """The nearest other session at which a number is right."""
        last = min(first + reach, self.last_known())
        around = sorted(range(max(first - reach, 0), last + 1), key=lambda n: (abs(n - first), n))
        return next((n for n in around if n != first and fits(n)), None)

    def blind(self) -> Observation | None:
        """The observation where no price is there to look at; None where one is."""
        symbol = self.series.symbol
        if not self.series.sessions:
            return undecided(symbol, reason(ReasonCode.NO_PRICES, symbol=symbol))
        if self.at.first is None:
            return undecided(symbol, self.at.why or reason(ReasonCode.NO_PRICE))
        return None


def as_listed(check: ClaimCheck) -> ClaimCheck:
    """The check with a price of London in the unit of the stored prices, pounds or pence."""
    claim, series, n = check.claim, check.series, check.at.first
    scales = SCALES.get(claim.unit)
    if series.exchange != "XLON" or scales is None or n is None or not claim.stated:
        return check
    close, stated = series.traded(n), claim.stated
    if not close or close <= 0 or stated <= 0:
        return check
    scale = min(scales, key=lambda one: abs(log(stated * one / close)))
    half = None if claim.tolerance is None else claim.tolerance * scale
    return check._replace(
        claim=replace(claim, stated=stated * scale, tolerance=half, unit=series.currency)
    )


SCALES = {"GBX": (1.0, 0.01), "GBP": (1.0, 100.0)}
"""What a price in pence or pounds may have to be multiplied with: London quotes pence."""


def undecided(symbol: str, why: Reason) -> Observation:
    """An observation that decides nothing."""
    return Observation(symbol, "", None, "return", None, Verdict.NOT_DECIDABLE, why)


def percent(value: float | None) -> ShownNumber | None:
    """A return as a number of a reason."""
    return None if value is None else ShownNumber(value, NumberStyle.RETURN)


def price(value: float) -> ShownNumber:
    """A price as a number of a reason."""
    return ShownNumber(value, NumberStyle.PRICE)


def figure(claim: Claim, value: float | None, bound: str = "") -> ShownNumber | None:
    """A value in the unit of a claim: a return, a price, or a change with its sign."""
    if value is None:
        return None
    if claim.unit == "return":
        return ShownNumber(value, NumberStyle.RETURN, bound)
    level = claim.kind.price or claim.measure.field is Field.CLOSE
    return ShownNumber(value, NumberStyle.PRICE if level else NumberStyle.CHANGE, bound)
