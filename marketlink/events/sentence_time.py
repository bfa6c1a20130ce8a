"""The time told in the first sentence that names a company and a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from marketlink.calendars import zone_of
from marketlink.events.time_cues import EventText, MomentEntry, recalled_in
from marketlink.moments.cues import first
from marketlink.moments.resolve import local_day
from marketlink.records.claim import Claim
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reading import Reading

PARTING = frozenset(";…")
"""Signs between statements of a headline."""


def beside(
    source: EventText, mentions: Sequence[Mention], moves: Sequence[Claim]
) -> MomentEntry | None:
    """The moment told in the first sentence that names the company and a time."""
    reading = source.reading
    for place in source.places(mentions):
        inside = source.by_sentence.get(place, [])
        if not inside:
            continue
        start, end = source.spans[place]
        article = reading.article
        recalled = recalled_in(article.text, (start, end), inside, article.language)
        claims = [claim for claim in moves if start <= claim.span[0] < end]
        priced = _only_priced(claims, inside)
        stated = {claim.moment for claim in claims} - priced
        if later := _later(source, claims, inside):
            return later
        if len(recalled) == len(inside) and (now := _elsewhere(source, claims, inside, mentions)):
            return now
        inside = [one for one in inside if one not in recalled] or inside
        own = [m for m in mentions if start <= m.start < end]
        inside = [one for one in inside if one[0] in stated or _together(reading, one, own)]
        if claims:
            inside = [one for one in inside if one[0] in stated or not _parted(source, one, own)]
        inside = [one for one in inside if one[0] not in priced] or inside
        if not inside:
            continue
        first = [entry for entry in inside if entry[0] in stated] or _overnight(mentions, inside)
        return _refined(min(first, key=lambda entry: _distance(entry, own)), inside)
    return None


def day_within(
    source: EventText, mentions: Sequence[Mention], period: MomentEntry
) -> MomentEntry | None:
    """The first day inside a period of several that is told of the company, or in its lines of
    nobody else: "it fell 2% this week. The bulk of its decline came on Friday"."""
    own = set(source.places(mentions))
    for line in dict.fromkeys(mention.line for mention in mentions):
        for entry in source.by_line.get(line, ()):
            ahead = entry[1].span[0] < mentions[0].start
            if not ahead and not source.of_others(entry, own) and _within(entry[1], period[1]):
                return entry
    return None


def running(source: EventText, mentions: Sequence[Mention]) -> bool:
    """Whether the first words on a company tell of the trading that went on at publication."""
    spans = source.naming(mentions)
    article = source.reading.article
    return bool(spans) and first("running", article.language, article.text, *spans[0]) is not None


def _together(reading: Reading, entry: MomentEntry, mentions: Sequence[Mention]) -> bool:
    """Whether no semicolon, and no dots of a headline, part a time from the company: "Apple closes
    at a record; Broadcom jumps after hours"."""
    text, (start, end) = reading.article.text, entry[1].span
    return any(PARTING.isdisjoint(text[min(m.end, end) : max(m.start, start)]) for m in mentions)


def _overnight(mentions: Sequence[Mention], inside: list[MomentEntry]) -> list[MomentEntry]:
    """Of the times of a sentence, the night's session where the company trades in New York."""
    night = [one for one in inside if one[1].rule == TimeRule.CLOSED_OVERNIGHT]
    symbol = next((m.symbol for m in mentions if m.symbol), None)
    return night if night and symbol and zone_of(symbol) == night[0][1].zone else inside


def _parted(source: EventText, entry: MomentEntry, mentions: Sequence[Mention]) -> bool:
    """Whether another company stands between an hour and one whose own move is of another day:
    "Sony rose 2% and Nintendo fell ahead of its results, due after the close"."""
    if not isinstance(entry[1].start, datetime):
        return False
    symbol, at = mentions[0].symbol, entry[1].span[0]
    place = source.places(mentions)[0]
    before = [m for m in source.inside[place] if m.role == "subject" and m.start < at]
    return bool(before) and before[-1].symbol != symbol


def _later(
    source: EventText, claims: Sequence[Claim], inside: Sequence[MomentEntry]
) -> MomentEntry | None:
    """The day of a sentence's move where its own days only tell of the cause: "shed 8% after it
    disappointed on Thursday", under a lead that says Friday."""
    numbers = {n for n, _ in inside}
    days = [claim.moment for claim in sorted(claims, key=lambda claim: not claim.kind.change)]
    if not days or days[0] in numbers:
        return None
    lead = source.by_number.get(days[0])
    if lead is None or any(isinstance(m.start, datetime) for _, m in (lead, *inside)):
        return None
    return lead if all(_day(m.start) < _day(lead[1].start) for _, m in inside) else None


def _only_priced(claims: Sequence[Claim], inside: Sequence[MomentEntry]) -> set[int | None]:
    """The days of which a sentence tells a price and no move, before a later day that it names:
    "it ended July 18 at $343, and opened at $294 on July 19"."""
    moving = {claim.moment for claim in claims if not claim.kind.price}
    priced = {claim.moment for claim in claims} - moving
    last = max(local_day(m.start, m.zone) for _, m in inside)
    return {n for n, m in inside if n in priced and local_day(m.start, m.zone) < last}


def _elsewhere(
    source: EventText,
    claims: Sequence[Claim],
    inside: Sequence[MomentEntry],
    mentions: Sequence[Mention],
) -> MomentEntry | None:
    """The day of a sentence's own move where the only days that it names are recalled; none of
    another market where one of these is of the company's own."""
    days = {claim.moment for claim in claims} - {n for n, _ in inside}
    home = next((zone_of(mention.symbol) for mention in mentions if mention.symbol), None)
    own = any(moment.zone == home for _, moment in inside)
    others = source.of_numbers(days)
    return next((one for one in others if one[1].zone == home or not own), None)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _distance(entry: MomentEntry, mentions: Sequence[Mention]) -> tuple[int, float]:
    moment = entry[1]
    return min(abs(m.start - moment.span[0]) for m in mentions), -moment.confidence


def _within(moment: Moment, period: Moment) -> bool:
    """Whether a clock time or a day of a sentence lies in a period told beside it."""
    if isinstance(period.start, datetime) or isinstance(period.end, datetime):
        return False
    if moment.precision not in ("day", "minute", "hour", "interval") or moment is period:
        return False
    first = moment.start
    if isinstance(first, datetime):
        day = first.astimezone(ZoneInfo(moment.zone)).date()
        return period.start <= day <= period.end
    return first == moment.end and period.start <= first <= period.end


def _refined(day_entry: MomentEntry, inside: Sequence[MomentEntry]) -> MomentEntry:
    """The clock time that the same sentence gives for a bare day, where it gives one."""
    start = day_entry[1].start
    if isinstance(start, datetime):
        return day_entry
    if day_entry[1].end != start:
        return next((one for one in inside if _within(one[1], day_entry[1])), day_entry)
    for entry in inside:
        clock = entry[1].start
        if not isinstance(clock, datetime):
            continue
        if clock.astimezone(ZoneInfo(entry[1].zone)).date() == start:
            return entry
    return day_entry
