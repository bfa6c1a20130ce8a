"""Claims before any price: what their words state, of which day, and how it is told."""

from __future__ import annotations

import re

from marketlink.calendars import zone_of
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES
from marketlink.claims.moment_of import moment_at
from marketlink.records.claim import Claim, Measure, Spoken
from marketlink.records.claim_kind import ClaimKind

DATED = re.compile(r"\d")
"""A day with a number in it is one day; "Monday" and "this day" are another each week."""


def draft(  # noqa: PLR0913 (one specification)
    sentence: ClaimSentence,
    kind: ClaimKind,
    symbols: tuple[str, ...],
    at: Amount | int,
    *,
    measure: Measure = Measure(),  # noqa: B008 (frozen)
    direction: int = 0,
    count: float | None = None,
    moment: int | None = None,
) -> Claim:
    """A claim of a sentence about an amount in it or the words at a position.

    ``count`` is the number of sessions that a claim of a run tells; ``moment`` the day, where it
    is not that of the words.
    """
    amount = at if isinstance(at, Amount) else None
    start, end = (at.start, at.end) if isinstance(at, Amount) else (at, at)
    stated, unit = count, "" if count is None else "sessions"
    if amount is not None:
        changed = kind.change
        stated = direction * abs(amount.value) if changed else amount.value
        unit = amount.unit
    if moment is None:
        moment = _moment(sentence, start, symbols)
    own_symbols = {subject.symbol for subject in sentence.subjects}
    return Claim(
        text=sentence.words,
        span=(sentence.start, sentence.end),
        line=sentence.line,
        kind=kind,
        symbols=symbols,
        stated=stated,
        unit=unit,
        tolerance=amount.half if amount else None,
        direction=direction,
        measure=measure,
        moment=moment,
        at=(start, end),
        subject=Spoken.SPOKEN if own_symbols.issuperset(symbols) else Spoken.INHERITED,
        day=_day_source(sentence, moment),
        wording=sentence.wording,
    )


def _moment(sentence: ClaimSentence, at: int, symbols: tuple[str, ...]) -> int | None:
    """The moment of the words at ``at``: a stock of Asia leaves New York's day to the
    cause, "엔비디아가 24일(현지시간) 오른 여파로 삼성전자도", for its own told last."""
    moment = moment_at(sentence, at)
    if sentence.match(MEASURES.abroad, at) and _of_a_guest(sentence, at, symbols):
        return None
    own = next((m for n, m in sentence.moments if n == moment), None)
    if own is None or not own.zone.startswith("America/"):
        return moment
    zones = {zone_of(symbol) for symbol in symbols if symbol != "market"}
    if len(zones) != 1 or not min(zones).startswith("Asia/"):
        return moment
    return sentence.by_zone.get(min(zones), moment)


def _of_a_guest(sentence: ClaimSentence, at: int, symbols: tuple[str, ...]) -> bool:
    """Whether a sentence on a stock of Asia tells ahead of it of one in New York: "SK hynix rose on
    Friday as Micron's 15% gain on Wall Street helped"."""
    hosts = (zone_of(s.symbol) for s in sentence.subjects if s.start < at)
    guests = (zone_of(symbol) for symbol in symbols if symbol != "market")
    hosted = any(zone.startswith("Asia/") for zone in hosts)
    return hosted and all(zone.startswith("America/") for zone in guests)


def _day_source(sentence: ClaimSentence, moment: int | None) -> Spoken:
    """How a sentence gives the day of a claim."""
    if moment is None:
        return Spoken.DEFAULT
    own = next((m for n, m in sentence.moments if n == moment), None)
    if own is None:
        return Spoken.INHERITED
    return Spoken.SPOKEN if DATED.search(own.text) else Spoken.RELATIVE
