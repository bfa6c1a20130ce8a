"""Chooses the moment of a company's event among those of the article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from marketlink.calendars import exchange_of, sessions, zone_of
from marketlink.events.event_text import (
    ELSEWHEN,
    EventText,
    MomentEntry,
    finished,
    holds,
    is_move,
    spans_days,
)
from marketlink.moments import reaction
from marketlink.moments.publication import local_day
from marketlink.records.claim import Claim, Spoken
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment, TimeRule
from marketlink.text import page_settings

ANSWER = timedelta(days=4)
"""How far apart a session and a stamp or day of news may lie that are told of together: over a
weekend with a holiday."""
LONG_AGO = timedelta(days=10)
"""How far before a company's last move a day is only looked back on."""
PARTING = frozenset(";…")
"""Signs between statements of a headline."""


class Choice(NamedTuple):
    """A moment by its position in the reading, and whether it is the day of a stated move."""

    at: int
    moment: Moment
    moved: bool


def choose(source: EventText, symbol: str) -> Choice | None:
    """The moment of a company; None where a finished move is told without a day, one that goes on
    while its session does, or nothing is.

    The day of the first move told of it, or the time of the first sentence that names it: where
    both are told, that of the later reaction. Else the last time told before it in its line, and
    the article's first.
    """
    if not source.entries:
        return None
    reading, mentions = source.reading, source.mentions.get(symbol, ())
    own = source.claims.get(symbol, ())
    moves = [claim for claim in own if is_move(claim, reading)]
    dated = _dated(source, moves)
    if source.runs(symbol) and not any(claim.kind.change and claim.stated for claim in dated):
        return None
    undated = finished(source, symbol, sized=bool(dated))
    ahead = undated and (not dated or not dated[0].kind.change or undated.span < dated[0].span)
    move = source.by_number[dated[0].moment] if dated and not ahead else None
    news = _news(source, symbol, moves, undated.span[1] if undated and ahead else None)
    if news and ahead and news[1].days[1] - news[1].days[0] > LONG_AGO:
        news = None  # a month beside a finished move without a day
    if news and move and source.tells(news, "cited_on") and _is_cited(news, dated[0], move):
        news = move  # "it closed higher on Monday, exchange data showed on Tuesday"
    stamp = source.published
    if ahead and news is None and (stamp is None or isinstance(stamp, datetime)):
        return None  # a stamp that is but a day does not tell which session had closed
    if news in (None, move) and _only_quoted(source, dated, own):
        return None
    entry = _later(symbol, news, move)
    entry = entry or _as_told(source, _in_line(source, mentions) or _at_large(source, symbol))
    vague = ahead and news is None and entry is not None and spans_days(entry[1])
    if undated and ahead and entry:
        vague = vague or _only_traded_late(source, symbol, entry, undated)
    entry = entry and _inside(source, mentions, moves, entry)
    if entry is None or vague or source.is_open(entry[1]) or _is_loose(source, symbol, entry):
        return None
    answers = [c for c in moves if c.moment == entry[0] and (c.kind.change or c.kind.scoped)]
    if not answers or is_outdone(source, symbol, answers, entry[1]):
        entry = _after_close(source, symbol, own, entry)
    if not answers and (morning := _in_the_morning(source, symbol, entry)):
        entry = morning
    moved = bool(ahead and news is None) or entry[0] in {claim.moment for claim in moves}
    moved = moved and not _is_abroad(source.language, symbol, entry[1])
    return Choice(*entry, moved)


QUOTING = ("own", "close", "degree", "leads", "plain_word", "points_back", "introduces", "base")
"""Rows of words that a sentence may hold which only quotes a price."""


def _only_quoted(source: EventText, dated: Sequence[Claim], own: Sequence[Claim]) -> bool:
    """Whether of a company nothing but a price of a day before the stamp's is told, and no other
    day that was: the news beside it is the article's own, "plans a plant. Its shares closed at
    $168.10 on Wednesday"."""
    stamp = source.published
    if not dated or not isinstance(stamp, datetime) or not all(c.kind.price for c in own):
        return False
    if any(claim.day is Spoken.INHERITED for claim in dated):
        return False
    if any(c.sentence.left_over(0, len(c.sentence.masked), *QUOTING) for c in dated):
        return False  # "closed at $152.45 on Tuesday after it cut its forecast"
    moments = [source.by_number[claim.moment][1] for claim in dated]
    days = {m.span for m in source.reading.moments if m.kind == "event" and m.precision == "day"}
    if days - {moment.span for moment in moments}:
        return False
    return all(moment.days[1] < local_day(stamp, moment.zone) for moment in moments)


def is_outdone(
    source: EventText, symbol: str, answers: Sequence[Claim], day: Moment | None
) -> bool:
    """Whether the hours after a day's close moved a company more than twice as much as its session
    had, so that the news came in them: "closed down 0.8% and fell 4.9% in extended trading"; of no
    day, any hours that no day is told of."""
    moments = source.reading.moments
    late = [
        abs(claim.stated or 0.0)
        for claim in source.late(symbol)
        if claim.moment is None or (day and _day(moments[claim.moment]) >= _day(day))
    ]
    sizes = (abs(claim.stated or 0.0) for claim in answers)
    return max(late, default=0.0) > 2 * max(sizes, default=0.0)


def _only_traded_late(source: EventText, symbol: str, entry: MomentEntry, closed: Claim) -> bool:
    """Whether of the hours after a close no more is told than that a stock went on after a larger
    move: "closed up 6.5%; it kept rising in extended trading"."""
    place = source.place(entry[1].span[0])
    if entry[1].rule is not TimeRule.AFTER_CLOSE or place < 0:
        return False
    late = [abs(c.stated or 0.0) for c in source.late(symbol) if c.moment == entry[0]]
    smaller = max(late, default=0.0) < abs(closed.stated or 0.0)
    return smaller and not source.first("told_late", source.spans[place])


def _is_abroad(language: str, symbol: str, moment: Moment) -> bool:
    """Whether an article of Asia tells of a stock of Asia under a day of another continent, which
    began when that day's session had closed."""
    home = str(page_settings(language).get("home") or "")
    asian = home.startswith("Asia/") and zone_of(symbol).startswith("Asia/")
    return asian and not moment.zone.startswith("Asia/")


def _dated(source: EventText, moves: Sequence[Claim]) -> list[Claim]:
    """The moves with a day, but of those long before the last, which are only looked back on:
    those with a size first, not recalled, as they are told; of one sentence those behind the
    company's name first."""
    claims = [claim for claim in moves if claim.moment in source.by_number]
    days = {c.moment: _day(source.by_number[c.moment][1]) for c in claims}
    last = max(days.values(), default=date.min)
    lead = _day(source.entries[0][1])

    def order(claim: Claim) -> tuple[bool | int, ...]:
        entry, place = source.by_number[claim.moment], source.place(claim.span[0])
        names = [m.start for m in source.inside.get(place, ()) if m.symbol in claim.symbols]
        later = 0 if claim.kind.change else -days[claim.moment].toordinal()
        behind = not names or claim.at[0] > min(names)
        told_on = days[claim.moment] == lead
        return (
            not claim.kind.change,
            source.recalls(entry),
            later,
            not told_on,
            place,
            not behind,
            claim.at[0],
        )

    claims = sorted((c for c in claims if last - days[c.moment] <= LONG_AGO), key=order)
    recalled = all(source.recalls(source.by_number[claim.moment]) for claim in claims)
    return [] if recalled and _is_fresh(moves) else claims


def _is_fresh(moves: Sequence[Claim]) -> bool:
    """Whether a size is told without a day: days that are only recalled are then none of news."""
    sizes = (claim for claim in moves if claim.kind.change and claim.stated is not None)
    return any(claim.moment is None for claim in sizes)


def _day(moment: Moment) -> date:
    return moment.days[1]


def _news(
    source: EventText, symbol: str, moves: Sequence[Claim], limit: int | None
) -> MomentEntry | None:
    """The time nearest to the company in the first sentence that names both, up to a place; of
    no title that tells a move without a day. The day on which something was told goes before that
    on which it was done, "sold it on Friday, according to a filing on Monday"; a time of which
    only prices are told comes last."""
    deed: MomentEntry | None = None
    quote: MomentEntry | None = None
    for entry, how in _times_of_news(source, symbol, moves, limit):
        if deed is not None:
            apart = _day(entry[1]) - _day(deed[1])
            if timedelta() < apart <= ANSWER and source.tells(entry, "tag_on"):
                return entry
        elif how == "priced":
            quote = quote or entry
        elif how:
            return entry
        else:
            deed = entry
    return deed or quote


def _times_of_news(
    source: EventText, symbol: str, moves: Sequence[Claim], limit: int | None
) -> Iterator[tuple[MomentEntry, str]]:
    """The time nearest to the company in each sentence that names both, and whether something was
    "told" on it, it "moved" then or is only "priced"; of a sentence that tells only prices the
    last day."""
    mentions = source.mentions.get(symbol, ())
    undated = {source.place(claim.span[0]) for claim in moves if claim.moment is None}
    fresh, own_claims = _is_fresh(moves), source.claims.get(symbol, ())
    dated = any(claim.moment in source.by_number for claim in moves)
    for place in source.places(mentions):
        start = source.spans[place][0]
        if limit is not None and start >= limit:
            return
        if place in undated and source.in_title(start):
            continue
        own = [mention for mention in source.inside[place] if mention.symbol == symbol]
        inside = [e for e in source.by_sentence.get(place, ()) if _together(source, e, own)]
        here = [claim for claim in moves if source.place(claim.span[0]) == place]
        stated = [claim for claim in own_claims if source.place(claim.span[0]) == place]
        if dated and stated and all(c.measure.window.span in ELSEWHEN for c in stated):
            continue  # "down 42% this year as of the 18th"
        moving = {claim.moment for claim in here}
        if moving:
            inside = [e for e in inside if not _is_of_another(source, place, e, symbol)]
        priced = bool(moving) and all(claim.kind.price for claim in here)
        if priced:
            last = max((_day(moment) for _, moment in inside), default=None)
            inside = [e for e in inside if _day(e[1]) == last]
        if dated:
            inside = [e for e in inside if not source.is_moved_by_others(e, symbol)]
        if place in undated:
            inside = [e for e in inside if e[1].rule is not TimeRule.FROM_LAST_DAY_NAMED]
        inside = [e for e in inside if e[1].zone == zone_of(symbol)] or inside
        inside = [e for e in inside if not source.recalls(e)] or ([] if fresh else inside)
        if inside:
            days = [e for e in inside if source.tells(e)]
            how = "priced" if priced else "moved" if moving else "told" if days else ""
            times = [e for e in inside if e[0] in moving] or days or inside
            nearest = min(times, key=lambda e: min(abs(m.start - e[1].span[0]) for m in own))
            yield _refined(nearest, inside), how


def _is_of_another(source: EventText, place: int, entry: MomentEntry, symbol: str) -> bool:
    """Whether another company stands last before an hour of a sentence with a move of this one:
    "Sony rose 2% and Nintendo fell ahead of its results, due after the close"."""
    names = [m.symbol for m in source.inside[place] if m.start < entry[1].span[0]]
    return isinstance(entry[1].start, datetime) and bool(names) and names[-1] != symbol


def _together(source: EventText, entry: MomentEntry, mentions: Sequence[Mention]) -> bool:
    """Whether no semicolon, and no dots of a headline, part a time from the company: "Apple closes
    at a record; Broadcom jumps after hours"."""
    text, (start, end) = source.reading.article.text, entry[1].span
    return any(PARTING.isdisjoint(text[min(m.end, end) : max(m.start, start)]) for m in mentions)


def _refined(entry: MomentEntry, inside: Sequence[MomentEntry]) -> MomentEntry:
    """The clock time that a sentence gives for a bare day, where it gives one."""
    day = entry[1].start
    clocks = (e for e in inside if isinstance(e[1].start, datetime))
    same = (e for e in clocks if local_day(e[1].start, e[1].zone) == day)
    return next(same, entry)


def _inside(
    source: EventText, mentions: Sequence[Mention], moves: Sequence[Claim], entry: MomentEntry
) -> MomentEntry:
    """The first day inside a period of several that is told of nobody else: "it fell 2% this week.
    The bulk of its decline came on Friday"; the day that the text opens with, where the period was
    one of news, and over by then."""
    if not spans_days(entry[1]):
        return entry
    lead, moving = source.entries[0], (c for c in moves if c.moment == entry[0])
    over = not spans_days(lead[1]) and _day(entry[1]) < _day(lead[1])
    if over and moves and not any(holds(claim, entry[1]) for claim in moving):
        return lead
    own, begin, last = set(source.places(mentions)), entry[1].start, entry[1].end
    behind = (e for e in source.entries if e[1].span > entry[1].span and not spans_days(e[1]))
    days = (
        e for e in behind if not isinstance(e[1].start, datetime) and begin <= e[1].start <= last
    )
    return next((e for e in days if not source.of_others(e, own)), entry)


def _after_close(
    source: EventText, symbol: str, claims: Sequence[Claim], entry: MomentEntry
) -> MomentEntry:
    """The hours after its close where a later sentence tells them of a bare day of news: "posted
    profit on Thursday. Results came after the market shut", or where the company's words do."""
    calendar, day = sessions(exchange_of(symbol)), entry[1].start
    if isinstance(day, datetime) or spans_days(entry[1]) or not calendar.is_session(day):
        return entry
    if source.is_to_come(day, symbol):
        return entry
    mentions = source.mentions.get(symbol, ())
    own, closing = set(source.places(mentions)), calendar.hours(day)[1]
    undated = (claim for claim in claims if claim.moment is None and claim.kind.change)
    if all(source.in_title(claim.span[0]) and not source.is_past(claim) for claim in undated):
        behind = (e for e in source.entries if e[1].span > entry[1].span)
        hours = (e for e in behind if isinstance(e[1].start, datetime) and _day(e[1]) == day)
        late = (e for e in hours if e[1].start >= closing and not source.of_others(e, own))
        if evening := next(late, None):
            return evening
    after_hours = any(source.first("late_trading", claim.span) for claim in source.late(symbol))
    if not (after_hours or day in source.closed_before_results):
        return entry
    return entry[0], replace(entry[1], start=closing, end=closing + timedelta(hours=4))


def _is_cited(news: MomentEntry, claim: Claim, move: MomentEntry) -> bool:
    """Whether the source of the day of news was asked for a move: its sentence tells it, or it is
    of the day before."""
    return holds(claim, news[1]) or _day(news[1]) - _day(move[1]) <= timedelta(days=1)


def _is_loose(source: EventText, symbol: str, entry: MomentEntry) -> bool:
    """Whether a time is a period of several sessions, "last week", in which no move of the company
    is told, beside news whose hour is known."""
    told_in = {
        claim.moment for claim in source.claims.get(symbol, ()) if is_move(claim, source.reading)
    }
    if not isinstance(source.published, datetime) or entry[0] in told_in:
        return False
    days = entry[1].days
    return spans_days(entry[1]) and len(sessions(exchange_of(symbol)).between(*days)) > 1


def _in_the_morning(source: EventText, symbol: str, entry: MomentEntry) -> MomentEntry | None:
    """The hours before an opening that a company's shares answered a bare day of news in: "told on
    Monday. Shares fell 10% premarket on Tuesday"."""
    if isinstance(entry[1].start, datetime) or spans_days(entry[1]):
        return None
    times = (source.by_number.get(claim.moment) for claim in source.late(symbol))
    early = (e for e in times if e and e[1].rule is TimeRule.BEFORE_OPENING)
    return next((e for e in early if timedelta() < _day(e[1]) - _day(entry[1]) <= ANSWER), None)


def _later(symbol: str, news: MomentEntry | None, move: MomentEntry | None) -> MomentEntry | None:
    """Of news and a move the one of the later session: news of after the move's close, or the move
    that answered the news. Of one session an hour of news."""
    if news is None or move is None or spans_days(move[1]):
        return news or move
    own = zone_of(symbol)
    if news[1].zone != move[1].zone and own in (news[1].zone, move[1].zone):
        return news if news[1].zone == own else move
    exchange = exchange_of(symbol)
    answer, moved = (reaction(m.start, m.zone, exchange) for m in (news[1], move[1]))
    if answer is None or moved is None or answer < moved:
        return move
    return news if answer > moved or isinstance(news[1].start, datetime) else move


def _as_told(source: EventText, entry: MomentEntry | None) -> MomentEntry | None:
    """The day on which what a time stands beside was told, where its sentence names one."""
    inside = source.by_sentence[source.place(entry[1].span[0])] if entry else ()
    return next((one for one in inside if source.tells(one)), entry)


def _in_line(source: EventText, mentions: Sequence[Mention]) -> MomentEntry | None:
    """The last time told before the company in its line, else the first day after it that no
    sentence tells of other companies only."""
    own = set(source.places(mentions))
    for mention in mentions:
        line = source.by_line.get(mention.line, ())
        ahead = bisect_right(line, mention.start, key=lambda entry: entry[1].span[0])
        last = line[ahead - 1] if ahead else None
        if last and not (spans_days(last[1]) and source.of_others(last, own, role="subject")):
            return last
        days = (one for one in line if not (spans_days(one[1]) or source.recalls(one)))
        if after := next((one for one in days if not source.of_others(one, own)), None):
            return after
    return None


def _at_large(source: EventText, symbol: str) -> MomentEntry | None:
    """The first time of the article, in the company's own zone where one is told there, that no
    sentence tells of other companies only (of several days, no paragraph), unless it is of the
    stamp's day."""
    mentions = source.mentions.get(symbol, ())
    at_home = (entry for entry in source.entries if entry[1].zone == zone_of(symbol))
    published = source.published
    own, own_lines = set(source.places(mentions)), {m.line for m in mentions}
    for entry in (*at_home, *source.entries):
        moment = entry[1]
        if spans_days(moment) and moment.line in source.subject_lines - own_lines:
            continue
        day = local_day(moment.start, moment.zone)
        shared = published is None or local_day(published, moment.zone) == day
        if shared or not source.of_others(entry, own, role="subject"):
            return entry
    return None
