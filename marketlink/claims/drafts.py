"""Claims before any price: formula, needed data, and how their words are to be measured."""

from __future__ import annotations

import re

from marketlink.calendars import zone_of
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.kinds import (
    LOOKS_BACK,
)
from marketlink.claims.moment_of import moment_at
from marketlink.records.article import TimeRule
from marketlink.records.claim import Claim, Measure, Spoken
from marketlink.text import Cue

PRICES = ("closing prices",)
ABROAD = Cue("measures", "abroad")
DATED = re.compile(r"\d")
"""A day with a number in it is one day; "Monday" and "this day" are another each week."""


def draft(  # noqa: PLR0913 (one specification)
    sentence: ClaimSentence,
    kind: str,
    symbols: tuple[str, ...],
    at: int,
    formula: str,
    *,
    needs: tuple[str, ...] = PRICES,
    amount: Amount | None = None,
    stated: float | None = None,
    unit: str = "",
    direction: int = 0,
    measure: Measure | None = None,
    moment: int | None = None,
) -> Claim:
    """A claim of a sentence's sentence about the words at position ``at``."""
    value = amount.value if amount and stated is None else stated
    chosen = moment if moment is not None else _moment(sentence, at, symbols)
    named = {subject.symbol for subject in sentence.subjects}
    return Claim(
        text=sentence.words,
        span=(sentence.start, sentence.end),
        line=sentence.line,
        kind=kind,
        symbols=symbols,
        formula=formula,
        needs=needs,
        stated=value,
        unit=unit or (amount.unit if amount else ""),
        tolerance=amount.half if amount else None,
        direction=direction,
        measure=measure or Measure(),
        moment=chosen,
        at=(at, amount.end if amount else at),
        subject=Spoken.SPOKEN if named.issuperset(symbols) else Spoken.INHERITED,
        day=_spoken(sentence, chosen),
        wording=sentence.wording(),
    )


def _moment(sentence: ClaimSentence, at: int, symbols: tuple[str, ...]) -> int | None:
    """The moment of the words at ``at``: in Korean a stock of Asia leaves New York's day to the
    cause, "엔비디아가 24일(현지시간) 오른 여파로 삼성전자도", for its own told last."""
    moment = moment_at(sentence, at, symbols)
    if _of_the_night(sentence, at, symbols):
        return None
    told = next((m for n, m in sentence.moments if n == moment), None)
    if told is None or sentence.language != "ko" or not told.zone.startswith("America/"):
        return moment
    if LOOKS_BACK[sentence.language].search(told.text):
        return moment
    zones = {zone_of(symbol) for symbol in symbols if symbol != "market"}
    if len(zones) != 1 or not min(zones).startswith("Asia/"):
        return moment
    return sentence.by_zone.get(min(zones), moment)


def _of_the_night(sentence: ClaimSentence, at: int, symbols: tuple[str, ...]) -> bool:
    """Whether a sentence on a stock of Asia gives the night's move of one in New York as
    its cause: "the Kospi rose on Wednesday as Micron's 2% gain on Wall Street helped"."""
    zones = {zone_of(symbol) for symbol in symbols if symbol != "market"}
    if not zones or not all(zone.startswith("America/") for zone in zones):
        return False
    home = [s for s in sentence.subjects if s.start < at and zone_of(s.symbol).startswith("Asia/")]
    night = ABROAD[sentence.language].match(sentence.text, at, sentence.end)
    if not home or night is None:
        return False
    return not any(
        at <= m.span[0] <= night.end() + 4
        for _, m in sentence.moments
        if m.rule != TimeRule.CLOSED_OVERNIGHT
    )


def _spoken(sentence: ClaimSentence, moment: int | None) -> Spoken:
    """How a sentence gives the day of a claim."""
    if moment is None:
        return Spoken.DEFAULT
    told = next((m for n, m in sentence.moments if n == moment), None)
    if told is None:
        return Spoken.INHERITED
    return Spoken.SPOKEN if DATED.search(told.text) else Spoken.RELATIVE


def signed(value: float) -> str:
    """A return as the formula writes it."""
    return f"{value * 100:+.6g} %"
