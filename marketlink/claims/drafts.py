"""Claims before any price: what their words state, of which day, and how it is told."""

from __future__ import annotations

import re

from marketlink.calendars import zone_of
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES
from marketlink.claims.moment_of import moment_at
from marketlink.records.claim import Claim, Measure, Spoken, WindowSpan
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
        stated = direction * abs(amount.value) if kind.change else amount.value
        unit = amount.unit
    if moment is None:
        moment = _moment(sentence, start, symbols)
    own = sentence.time(moment)
    if own and own.start != own.end and kind.change and measure.window.span is WindowSpan.LAST:
        moment = own = None  # "down 6% this year and 20% in the past 12 months"
    day = Spoken.DEFAULT if moment is None else Spoken.INHERITED
    if own is not None:
        day = Spoken.SPOKEN if DATED.search(own.text) else Spoken.RELATIVE
    own_symbols = {subject.symbol for subject in sentence.names}
    return Claim(
        text=sentence.text,
        span=(sentence.start, sentence.start + len(sentence.text)),
        line=sentence.line,
        kind=kind,
        symbols=symbols,
        stated=stated,
        unit=unit,
        tolerance=amount.half if amount else None,
        direction=direction,
        measure=measure,
        moment=moment,
        at=(sentence.start + start, sentence.start + end),
        subject=Spoken.SPOKEN if own_symbols.issuperset(symbols) else Spoken.INHERITED,
        day=day,
        sentence=sentence,
    )


def _moment(sentence: ClaimSentence, at: int, symbols: tuple[str, ...]) -> int | None:
    """The moment of the words at ``at``, but no day of another market: a stock of Asia leaves New
    York's to the cause, "엔비디아가 24일(현지시간) 오른 여파로 삼성전자도", for its own told last,
    one of New York its host's: "SK hynix rose on Friday as Micron's 15% gain on Wall Street"."""
    zones = {zone_of(symbol) for symbol in symbols if symbol != "market"}
    if sentence.match(MEASURES.abroad, at) and all(z.startswith("America/") for z in zones):
        hosts = (zone_of(s.symbol) for s in sentence.names if s.start < at)
        if any(zone.startswith("Asia/") for zone in hosts):
            return None
    moment = moment_at(sentence, at)
    own = sentence.time(moment)
    abroad = own is not None and own.zone.startswith("America/") and len(zones) == 1
    if abroad and min(zones).startswith("Asia/"):
        return sentence.by_zone.get(min(zones), moment)
    return moment
