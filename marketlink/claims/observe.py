"""What every check looks at, and how an observation is written down."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import NamedTuple

from marketlink.claims.drafts import terms
from marketlink.claims.evidence import Evidence, Series
from marketlink.claims.when import When, known
from marketlink.records.article import Claim, Observation, Published, Verdict


class Look(NamedTuple):
    """One claim, one symbol's prices, and where the words point in them."""

    claim: Claim
    series: Series
    at: When
    evidence: Evidence
    published: Published

    def term(self, name: str) -> str:
        """A term of the claim's scope; empty where it has none."""
        return terms(self.claim).get(name, "")

    def see(
        self,
        n: int | None,
        value: float | None,
        verdict: Verdict,
        why: str,
        *,
        reading: str = "",
        unit: str = "return",
    ) -> Observation:
        """An observation at a position of the series."""
        day = self.series.sessions[n] if n is not None and n < len(self.series.sessions) else None
        return Observation(self.series.symbol, reading, value, unit, day, verdict, why)

    def known(self) -> int:
        """Position of the last session the article could know of."""
        return known(self.series, self.published)

    def blind(self) -> Observation | None:
        """The observation where no price is there to look at; None where one is."""
        if not self.series.sessions:
            return undecided(self.series.symbol, f"no prices of {self.series.symbol} are stored")
        if self.at.first is None:
            why = self.at.why or f"no price of {self.series.symbol} is recorded for the session"
            return undecided(self.series.symbol, why)
        return None


def as_listed(look: Look) -> Look:
    """The look with a price of London in the unit of the stored prices, pounds or pence."""
    claim, series, n = look.claim, look.series, look.at.first
    scales = SCALES.get(claim.unit)
    if series.exchange != "XLON" or scales is None or n is None or not claim.stated:
        return look
    close, stated = series.traded(n), claim.stated
    if not close or close <= 0 or stated <= 0:
        return look
    scale = min(scales, key=lambda one: abs(log(stated * one / close)))
    half = None if claim.tolerance is None else claim.tolerance * scale
    told = replace(claim, stated=stated * scale, tolerance=half, unit=series.currency)
    return look._replace(claim=told)


SCALES = {"GBX": (1.0, 0.01), "GBP": (1.0, 100.0)}
"""What a price in pence or pounds may have to be multiplied with: London quotes pence."""


def undecided(symbol: str, why: str) -> Observation:
    """An observation that decides nothing."""
    return Observation(symbol, "", None, "return", None, "not decidable here", why)


def percent(value: float | None) -> str:
    """A return in words."""
    return "no return" if value is None else f"{value * 100:+.2f} %"
