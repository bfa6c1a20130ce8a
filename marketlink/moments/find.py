"""The moments of an article: when, according to its words, things happened."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from marketlink.calendars import exchange_of, sessions, zone_of
from marketlink.moments.cues import around
from marketlink.moments.expression import DATED, DAYISH, join
from marketlink.moments.grammar import SECTION, grammar, scan
from marketlink.moments.kinds import kind_of, weigh
from marketlink.moments.publication import Anchor, local_day
from marketlink.moments.reference_point import held_against
from marketlink.moments.resolve import resolve
from marketlink.moments.spelling import repaired
from marketlink.moments.state import Context, TimeRange
from marketlink.moments.tense import tense_at, verbs
from marketlink.moments.tokens import Chunk, Token
from marketlink.moments.zones import MENTION_COST, SEOUL, ZoneCue, cues
from marketlink.records.article import Language, Line, Published
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import pack
from marketlink.text.figures import in_plain_figures
from marketlink.text.pattern import lowered
from marketlink.text.sentences import sentences

READ = ("title", "body")
START = attrgetter("start")
_NEEDS_ONE_OF = (
    "ymd md md2 mdmd day weekday named offset ago named_ago thispart holiday night"
    " lastnight tonight first session week weekend yearmonth month months leadmonth"
    " relmonth quarter quarters quarterend relquarter half opening yearpart year nth season"
    " leadyear relyear storyyear yeartodate clock market"
)
NEEDS_ONE_OF = frozenset(_NEEDS_ONE_OF.split())
BASE = DATED | {"weekday"}
"""Slots of a day that words before it count from: "off the previous day's lows, it fell Friday"."""
DATED_IN_FULL = (TimeRule.ABSOLUTE_DATE, TimeRule.CLOCK_TIME)


class FoundMoments(NamedTuple):
    """The moments of a text, with warnings about them.

    ``unresolved`` are the words for time that nothing could fix, ``ahead`` the full dates after
    publication that the text tells of as past; ``end`` is where the first word for time stands that
    is beyond what is read of one text.
    """

    moments: tuple[Moment, ...]
    unresolved: tuple[str, ...]
    end: int | None = None
    ahead: tuple[Moment, ...] = ()


def read(  # noqa: PLR0913 (one specification)
    text: str,
    lines: Sequence[Line] | None,
    published: Published,
    language: Language,
    *,
    mentions: Sequence[Mention] = (),
    exchanges: Sequence[str] = ("XNYS", "XKRX"),
) -> FoundMoments:
    """The moments that the title and body of an article name, in order, and the words for time that
    nothing could fix.

    Of ``lines`` only those of kind "title" and "body" are read, all of ``text`` where they are
    None. Relative words count from ``published``, and are left out where it is unknown. A day named
    beside a company of ``mentions`` is one of its exchange's zone; reactions are wanted of their
    exchanges and of ``exchanges`` (ISO 10383).
    """
    text = in_plain_figures(text, language)
    spans = [(1, 0, len(text))]
    if lines is not None:
        spans = [(line.number, line.start, line.end) for line in lines if line.kind in READ]
    folded = lowered(text)
    tokens_by_line = [(n, s, e, _tokens(text, folded, s, e, language)) for n, s, e in spans]
    if not any(tokens for *_, tokens in tokens_by_line):
        return FoundMoments((), ())
    mentions = sorted(mentions, key=START)
    tokens_by_line = [(n, s, e, _apart(tokens, mentions)) for n, s, e, tokens in tokens_by_line]
    own = (exchange_of(mention.symbol) for mention in mentions if mention.symbol)
    codes = tuple(dict.fromkeys((*exchanges, *own)))
    anchor = Anchor.of(published, language)
    zones = {zone_of(mention.symbol) for mention in mentions if mention.symbol}
    market = zones.pop() if len(zones) == 1 else None
    context = Context(text, language, anchor, anchor.zone, market=market)
    if anchor.day is None:
        first = _read(tokens_by_line, mentions, codes, replace(context))
        context.full_dates = _full_dates(first.moments)
    return _read(tokens_by_line, mentions, codes, context)


def _full_dates(moments: Sequence[Moment]) -> tuple[date, ...]:
    """The days that a text tells of with their year."""
    days = (m for m in moments if m.kind == "event" and m.rule is TimeRule.ABSOLUTE_DATE)
    return tuple(m.start for m in days if not isinstance(m.start, datetime) and m.start == m.end)


def _read(
    tokens_by_line: Sequence[tuple[int, int, int, list[Token]]],
    mentions: Sequence[Mention],
    codes: tuple[str, ...],
    context: Context,
) -> FoundMoments:
    """The moments of the words for time of each line, in order."""
    moments: list[Moment] = []
    unresolved: list[str] = []
    ahead: list[Moment] = []
    left = MOST[Limit.TIMES]
    for number, start, end, line_tokens in tokens_by_line:
        tokens, beyond, left = line_tokens[:left], line_tokens[left:], left - len(line_tokens)
        for chunk, resolution in _resolved((start, end), tokens, mentions, context):
            if resolution is None:
                unresolved.append(context.text[chunk.start : chunk.end])
                continue
            moment = _moment(chunk, resolution, number, context, codes)
            moments.append(moment)
            if moment.kind == "future" and context.tense < 0 and moment.rule in DATED_IN_FULL:
                ahead.append(moment)
        if beyond:
            break
    place = beyond[0].start if beyond else None
    return FoundMoments(
        weigh(tuple(moments), context.today), tuple(unresolved), place, tuple(ahead)
    )


def _tokens(text: str, folded: str, start: int, end: int, language: str) -> list[Token]:
    """The words for time of a line, with holidays whose names were mended in place of others."""
    tokens = scan(text, start, end, grammar(language), folded)
    mended = repaired(text, start, end, language)
    covered = {at for token in mended for at in range(token.start, token.end)}
    if not covered:
        return tokens
    return sorted([*mended, *(t for t in tokens if covered.isdisjoint(range(t.start, t.end)))])


def _apart(tokens: list[Token], mentions: Sequence[Mention]) -> list[Token]:
    """The words for time that are no part of a company's name: not the "오늘" of 오늘이엔엠."""
    if not mentions:
        return tokens
    before = (bisect_right(mentions, token.start, key=START) - 1 for token in tokens)
    pairs = (
        (token, mentions[at] if at >= 0 else None) for token, at in zip(tokens, before, strict=True)
    )
    return [t for t, name in pairs if not (name and name.symbol and t.end <= name.end)]


def _resolved(
    line: tuple[int, int], tokens: list[Token], mentions: Sequence[Mention], context: Context
) -> Iterator[tuple[Chunk, tuple[TimeRange, str] | None]]:
    if not tokens:
        return
    text = context.text
    spans = sentences(text, pack(context.language), *line)
    at = -1
    chunks = join(text, tokens, context.language)
    for number, chunk in enumerate(chunks):
        if NEEDS_ONE_OF.isdisjoint(chunk.slots) or _unsupported(chunk):
            continue
        while at + 1 < len(spans) and spans[at + 1].start <= chunk.start:
            at += 1
            _enter((spans[at].start, spans[at].end), mentions, context)
        context.background = context.around("background", chunk) is not None
        context.tense = (
            -1 if context.background else tense_at(context.verbs, chunk.start, context.language)
        )
        context.ahead = _day_ahead(chunk, chunks[number + 1 :], context)
        resolution = resolve(chunk, context)
        yield chunk, resolution
        if resolution is not None:
            _keep_told(chunk, *resolution, context)
            _remember(chunk, *resolution, context)


def _day_ahead(chunk: Chunk, rest: Sequence[Chunk], context: Context) -> date | None:
    """The day that a sentence names only behind the words that count from it: "after its fall a
    day earlier, it rose on January 27"; None where one was named before."""
    if context.named_day or chunk.number("named") >= 0:
        return None
    later = (c for c in rest if c.start < context.sentence[1] and c.has(*BASE))
    dated = next(later, None)
    resolution = None if dated is None else resolve(dated, context)
    return None if resolution is None else local_day(resolution[0].start, resolution[1])


def _unsupported(chunk: Chunk) -> bool:
    """Whether a chunk alone is no time: figures that look like a clock, or "during trading"."""
    slots = set(chunk.slots) - {"zone", "prefix"}
    if slots == {"season"}:
        return chunk.slots["season"][1:] == (None, None)
    if slots == {"nth"}:
        return chunk.slots["nth"][1:] == (None, None, None, None)
    if slots == {"clock"}:
        _, _, part, fixed = chunk.slots["clock"]
        return not (part or fixed or "zone" in chunk.slots)
    return slots <= {"market", "daypart"} and chunk.word("market") in ("", "during")


def _enter(sentence: tuple[int, int], mentions: Sequence[Mention], context: Context) -> None:
    """Make a sentence the one being read: its verbs, and the places it names."""
    start, end = sentence
    context.sentence = sentence
    context.verbs = verbs(context.text, start, end, context.language)
    places: list[ZoneCue] = cues(context.text, start, end, context.language)
    first, last = (bisect_left(mentions, at, key=START) for at in (start, end))
    linked = (mention for mention in mentions[first:last] if mention.symbol)
    places.extend((m.start, zone_of(str(m.symbol)), MENTION_COST) for m in linked)
    context.cues = tuple(places)


def _keep_told(chunk: Chunk, span: TimeRange, zone: str, context: Context) -> None:
    """Keep the day that "the same day" will mean: the one told last, if nothing is held to it."""
    single = span.start == span.end or isinstance(span.start, datetime)
    if single and chunk.has(*BASE) and not context.background:
        context.told_day, context.told_zone = local_day(span.start, zone), zone
        context.told_in = context.sentence


def _remember(chunk: Chunk, span: TimeRange, zone: str, context: Context) -> None:  # noqa: PLR0911 (a case each)
    """Keep the day that "that day" will mean; a comparison or a distant day is none."""
    first, last = local_day(span.start, zone), local_day(span.end, zone)
    if chunk.has("ymd", "year", "leadyear", "yearmonth", "relyear", "storyyear"):
        context.year = first.year
    morning = "night" in chunk.slots or chunk.word("market") == "before"
    if DAYISH.isdisjoint(chunk.slots) and not morning:
        return
    if first != last and not isinstance(span.start, datetime):
        _enter_interval(chunk, span, context)
        return
    if "named" in chunk.slots or context.background or chunk.word("ago", 1) in ("year", "month"):
        return
    if "holiday" in chunk.slots and context.around("outside", chunk):
        return
    if context.around("once", chunk) or context.around("recalled_day", chunk):
        return
    if held_against(context.text, chunk.start, context.language) is not None:
        return
    today, named_day = context.today, context.named_day
    if chunk.number("prefix") < 0 and today and named_day == today > first:
        return
    long_ago = pack(context.language).settings(SECTION).get("long_ago")
    bound = min(filter(None, (named_day, today)), default=None)
    if long_ago and named_day and bound and (bound - first).days > long_ago:
        return
    if _told_of_a_cause(chunk, first, context):
        return
    context.named_day, context.within = first, False
    if today is None or first <= today:
        context.named_gone = first
    context.named_in, context.named_zone = context.sentence, zone
    context.deictic = "offset" in chunk.slots and DATED.isdisjoint(chunk.slots)
    if zone == context.anchor.zone:
        context.named_home = first


def _told_of_a_cause(chunk: Chunk, day: date, context: Context) -> bool:
    """Whether a day before the one named last stands in its sentence, or is only that of a cause:
    "fell on Monday, its first session since the accident on Friday", "fell 9% on Wednesday after it
    conceded on Tuesday"; "the day before" still counts from the day of the fall."""
    if context.named_day is None or day >= context.named_day or context.points_home:
        return False
    return context.named_in == context.sentence or bool(context.around("of_a_cause", chunk))


def _enter_interval(chunk: Chunk, span: TimeRange, context: Context) -> None:
    """Forget the day named before a holiday: "that day" is then one of the holiday's."""
    today = context.today
    if span.rule != TimeRule.HOLIDAY_BLOCK or today is None or local_day(span.start, SEOUL) > today:
        return
    if context.named_day and context.named_day > local_day(span.end, SEOUL):
        return
    if not context.around("outside", chunk):
        context.named_day, context.named_in, context.within = None, None, True


def _moment(
    chunk: Chunk,
    resolution: tuple[TimeRange, str],
    line: int,
    context: Context,
    codes: tuple[str, ...],
) -> Moment:
    text, (span, zone) = context.text, resolution
    background = context.background or context.ahead is not None
    hours = "clock" in chunk.slots and context.around("trading_hours", chunk)
    stamp = around("stamp", context.language, text, chunk.start, chunk.start) is not None
    kind = kind_of(span, zone, bool(background or hours), stamp, context)
    return Moment(
        text=text[chunk.start : chunk.end],
        span=(chunk.start, chunk.end),
        line=line,
        start=span.start,
        end=span.end,
        zone=zone,
        precision=span.precision,
        kind=kind,
        rule=span.rule,
        confidence=span.confidence,
        repaired=chunk.repaired,
        reactions=()
        if kind == "background"
        else tuple((code, reaction(span.start, zone, code)) for code in codes),
        note=span.note,
        other=span.other,
    )


@lru_cache(maxsize=4096)
def reaction(start: date | datetime, zone: str, exchange: str) -> date | None:
    """The session in which an exchange could first react to something that began then."""
    market = sessions(exchange)
    if isinstance(start, datetime):
        return market.reaction(start)
    return market.reaction_of_day(start, zone)
