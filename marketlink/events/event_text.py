"""A reading as its events are read off it: its times, sentences, mentions and claims, looked up."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from marketlink.calendars import exchange_of, sessions, zone_of
from marketlink.moments.cues import around, first
from marketlink.moments.publication import UPDATED, local_day
from marketlink.moments.reference_point import counted, held_against
from marketlink.moments.tense import tense
from marketlink.records.claim import Claim, Field, WindowSpan
from marketlink.records.mention import Mention
from marketlink.records.moment import TO_DATE, Moment, TimeRule
from marketlink.records.reading import Reading
from marketlink.text import pack
from marketlink.text.clauses import ClauseKind, Clauses, clauses
from marketlink.text.sentences import sentences

MomentEntry = tuple[int, Moment]
"""A moment with its position in the reading."""
NOT_OF_THE_SESSION = frozenset({Field.OFF_HOURS, Field.OPEN, Field.NOW, Field.VALUE})
RUNNING = frozenset({Field.OPEN, Field.NOW})
WITHIN_SESSION = frozenset({Field.LOW, Field.HIGH, Field.RANGE})
ELSEWHEN = frozenset({WindowSpan.OTHER, WindowSpan.TO_DATE, WindowSpan.FROM, WindowSpan.PEAK})
TALLY = timedelta(minutes=20)
"""How long after a close a list of closes is made where nothing trades later."""
TRADED_LATE = "XNYS"
"""The exchange whose stocks are told to move in the hours after its close."""
ROUGH = frozenset({TimeRule.MONTHS_AGO, TimeRule.YEARS_AGO})
"""Rules that give a day for what is told to the month or year: none of news beside another, nor
beside that of the telling."""
A_MONTH = timedelta(days=25)
OLD = timedelta(days=400)
"""How far behind publication a time is no news."""
NEAR = 40
"""Characters ahead of a number in which a word says that it stands so at publication."""
LED_ON = "moved_on"
"""Rows that lead from a day on to a move after it."""
PRICES = ("extreme_price", "close", "touch")
"""Rows of words for a price."""
NOWHERE = -1
"""The place of what stands in no sentence of title or body."""


class EventText:
    """A reading, with the sentences of its title and body, and the moments at which its events
    may have been, in order.

    Mentions and claims are looked up by company, mentions and times by sentence (its place among
    the spans), times by line and number: a thousand companies cost a thousand looks.
    """

    def __init__(self, reading: Reading) -> None:
        """Cut a reading into sentences, and look through its moments."""
        article, self.reading = reading.article, reading
        self.language, self.published = article.language, article.published.value
        self.spans = [
            (span.start, span.end)
            for line in article.lines
            if line.kind in ("title", "body")
            for span in sentences(article.text, pack(article.language), line.start, line.end)
        ]
        self.of_moment: dict[int | None, list[Claim]] = defaultdict(list)
        self.of_place: dict[int, list[Claim]] = defaultdict(list)
        for claim in reading.claims:
            self.of_moment[claim.moment].append(claim)
            self.of_place[self.place(claim.span[0])].append(claim)
        entries = [(n, m) for n, m in enumerate(reading.moments) if m.kind == "event"]
        entries.sort(key=lambda entry: entry[1].span)
        self._recalled: dict[int, bool] = {}
        self._clauses: dict[int, Clauses] = {}
        entries = [e for e in entries if not self._is_no_news(e, NO_NEWS)]
        begun = [e for e in entries if not self.around("goes_on_in", e[1])]
        fine = [e for e in begun if e[1].rule not in ROUGH]
        stamped = any(moment.kind == "publication" for moment in reading.moments)
        stamped = stamped or self.published is not None
        rough = [e for e in begun if not stamped or self._moved_in(e)] if begun else entries
        self.entries = [e for e in fine or rough if not self._is_no_news(e, NO_DAY)]
        self.by_number: dict[int | None, MomentEntry] = {e[0]: e for e in self.entries}
        self.by_line: dict[int, list[MomentEntry]] = defaultdict(list)
        self.by_sentence: dict[int, list[MomentEntry]] = defaultdict(list)
        for entry in self.entries:
            self.by_line[entry[1].line].append(entry)
            self.by_sentence[self.place(entry[1].span[0])].append(entry)
        self.mentions: dict[str, list[Mention]] = defaultdict(list)
        self.inside: dict[int, list[Mention]] = defaultdict(list)
        for mention in reading.mentions:
            if mention.symbol:
                self.mentions[mention.symbol].append(mention)
                self.inside[self.place(mention.start)].append(mention)
        subjects = (m for m in reading.mentions if m.symbol and m.role == "subject")
        self.subject_lines = {mention.line for mention in subjects}
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        for claim in reading.claims:
            for symbol in dict.fromkeys(claim.symbols):
                apart = self._is_of_foreign_hours(claim, symbol) or self._goes_on(claim, symbol)
                apart = apart or self._is_behind_its_day(claim)
                self.claims[symbol].append(replace(claim, moment=None) if apart else claim)

    def _is_no_news(self, entry: MomentEntry, kinds: Sequence[DayKind]) -> bool:
        """Whether a time is of one of some kinds, and no move is told of it that would date it."""
        own = [kind for kind in kinds if kind.holds(self, entry)]
        return bool(own) and not (all(kind.moves for kind in own) and self._moved_in(entry))

    def is_old(self, entry: MomentEntry) -> bool:
        """Whether a time lies far behind publication."""
        today = self.published.date() if isinstance(self.published, datetime) else self.published
        return today is not None and today - entry[1].days[1] > OLD

    def is_of_a_price(self, entry: MomentEntry) -> bool:
        """Whether a time is only that of a price."""
        return self.around("priced_at", entry[1])

    def lasts_a_month(self, entry: MomentEntry) -> bool:
        """Whether a time is a month or longer, where the article has a stamp."""
        first, last = entry[1].days
        return self.published is not None and spans_days(entry[1]) and last - first >= A_MONTH

    def is_looked_back_on(self, entry: MomentEntry) -> bool:
        """Whether a sentence only looks back on a range of days."""
        return entry[1].start != entry[1].end and self.recalls(entry)

    def first(self, kind: str, span: tuple[int, int]) -> bool:
        """Whether words of a kind stand within a span."""
        return first(kind, self.language, self.reading.article.text, *span) is not None

    def around(self, kind: str, moment: Moment) -> bool:
        """Whether words of a kind stand around a time."""
        return around(kind, self.language, self.reading.article.text, *moment.span) is not None

    def is_open(self, moment: Moment) -> bool:
        """Whether a weekday may as well be the one that begins within hours of publication where
        the words are: "fell on Thursday", stamped late on Wednesday, dates nothing."""
        if moment.rule is not TimeRule.DAY_OF_EITHER_SIDE or moment.other is None:
            return False
        published = self.published
        told_by = published + UPDATED if isinstance(published, datetime) else None
        return told_by is not None and moment.other <= local_day(told_by, moment.zone)

    def _is_of_foreign_hours(self, claim: Claim, symbol: str) -> bool:
        """Whether a claim only inherits the hours of another market, or a day on which its own had
        not opened: what was told of New York's morning dates no close of Tokyo."""
        moment = None if claim.moment is None else self.reading.moments[claim.moment]
        if moment is None or holds(claim, moment) or moment.zone == zone_of(symbol):
            return False
        if isinstance(moment.start, datetime):
            return True
        return self.is_to_come(moment.start, symbol)

    def is_to_come(self, day: date | None, symbol: str) -> bool:
        """Whether the session of a day opened only after publication: a move told under a day
        without one, "8일 한국거래소에 따르면" on a Sunday, or under "이날" ahead of the opening, is
        of the session before."""
        calendar, published = sessions(exchange_of(symbol)), self.published
        if day is None or published is None or not calendar.is_session(day):
            return False
        if isinstance(published, datetime):
            return calendar.hours(day)[0] > published
        return day > published

    def _is_behind_its_day(self, claim: Claim) -> bool:
        """Whether a claim tells what came after the day that it stands beside: "hit a high on
        Jan. 23, then fell 17%"."""
        moment = None if claim.moment is None else self.reading.moments[claim.moment]
        return moment is not None and bool(_led_on(claim, moment))

    def is_only_led_on_from(self, entry: MomentEntry) -> bool:
        """Whether of a day only the price is told from which a move after it began."""
        moment = entry[1]
        for claim in self.of_place.get(self.place(moment.span[0]), ()):
            sentence, day = claim.sentence, claim.sentence.inner(moment.span)
            for low, high in _led_on(claim, moment):
                sides = (day[1], high) if sentence.verb_last else (max(0, low - NEAR), day[0])
                places = [move.start for move in sentence.moves]
                places += [start for kind in PRICES for start, _ in sentence.spans(kind)]
                if any(sides[0] <= place < sides[1] for place in places):
                    return True
        return False

    def _goes_on(self, claim: Claim, symbol: str) -> bool:
        """Whether a claim tells a move of the session that runs at publication, "the shares are
        down 7%", and takes but the day of something before it."""
        measure, session = claim.measure, self.session_of_stamp(symbol, running=True)
        if session is None or not claim.kind.change or claim.stated is None:
            return False
        if measure.window.span is not WindowSpan.SESSION or measure.field is Field.OFF_HOURS:
            return False
        moment = None if claim.moment is None else self.reading.moments[claim.moment]
        if moment and (spans_days(moment) or local_day(moment.end, moment.zone) >= session):
            return False
        at = claim.at[0]
        near = self.first("stands_now", (max(claim.span[0], at - NEAR), at))
        told_then = moment is not None and holds(claim, moment)
        running = self.first("running", claim.span) and not told_then
        return near or running or measure.field in RUNNING

    def session_of_stamp(self, symbol: str, *, running: bool = False) -> date | None:
        """The session of a company's exchange on the day of publication, where it had closed by
        then; one that ``running`` had opened, and had not."""
        if not isinstance(self.published, datetime):
            return None
        calendar = sessions(exchange_of(symbol))
        day = self.published.astimezone(calendar.zone).date()
        if not calendar.is_session(day):
            return None
        opens, closes = calendar.hours(day)
        of_it = opens <= self.published < closes if running else closes <= self.published
        return day if of_it else None

    def is_over(self, symbol: str) -> bool:
        """Whether the day's session was over, at an exchange whose moves in later hours are none
        that are told: whatever is said of a price is of that session."""
        return exchange_of(symbol) != TRADED_LATE and self.session_of_stamp(symbol) is not None

    def late(self, symbol: str) -> list[Claim]:
        """What is told of a company's trading outside regular hours."""
        own = self.claims.get(symbol, ())
        return [claim for claim in own if claim.measure.field is Field.OFF_HOURS]

    def _moved_in(self, entry: MomentEntry) -> bool:
        """Whether a move is told of a time in its own sentence."""
        claims = (c for c in self.reading.claims if c.moment == entry[0] and holds(c, entry[1]))
        return any(is_move(claim, self.reading) for claim in claims)

    def runs(self, symbol: str) -> bool:
        """Whether a move of a company goes on in the session that runs at publication."""
        return any(
            claim.moment is None and self._goes_on(claim, symbol)
            for claim in self.claims.get(symbol, ())
        )

    @cached_property
    def closes(self) -> set[int | None]:
        """The moments of which a close is told, which of several days is that of the last."""
        return {c.moment for c in self.reading.claims if c.measure.field is Field.CLOSE}

    @cached_property
    def closed_before_results(self) -> set[date]:
        """The days whose last minutes are told beside results, which came after them."""
        moments = self.reading.moments
        return {m.days[1] for m in moments if self.around("last_minutes", m)}

    @cached_property
    def of_a_close(self) -> set[int | None]:
        """The moments of moves whose sentences tell that the session closed."""
        return {c.moment for c in self.reading.claims if self.first("closing", c.span)}

    @cached_property
    def titles(self) -> list[tuple[int, int]]:
        """Where titles stand."""
        lines = self.reading.article.lines
        return [(line.start, line.end) for line in lines if line.kind == "title"]

    def in_title(self, at: int) -> bool:
        """Whether a character stands in a title."""
        return any(start <= at < end for start, end in self.titles)

    def is_past(self, claim: Claim) -> bool:
        """Whether the sentence of a claim looks back."""
        return tense(self.reading.article.text, *claim.span, self.language) < 0

    def is_only_counted(self, entry: MomentEntry) -> bool:
        """Whether a time is only one from which something is counted, or a part of a year, which is
        no day of news."""
        moment = entry[1]
        if moment.rule in TO_DATE or moment.rule is TimeRule.PART_OF_A_YEAR:
            return True
        return bool(counted(self.reading.article.text, *moment.span, self.language))

    def recalls(self, entry: MomentEntry) -> bool:
        """Whether a sentence only looks back on a day, "Nvidia, which had risen 6% on Tuesday,
        fell", or holds another move against it: "followed up a 6% fall on Friday with 28%"."""
        number, moment = entry
        if number not in self._recalled:
            text, at = self.reading.article.text, moment.span[0]
            recalled = False
            if self.place(at) != NOWHERE and not isinstance(moment.start, datetime):
                against = held_against(text, at, self.language) is not None
                recalled = against or self.is_in_recall(at)
            self._recalled[number] = recalled
        return self._recalled[number]

    def tells(self, entry: MomentEntry, kind: str = "told_on") -> bool:
        """Whether a verb of telling has a day: "said on Monday that it sold it on Friday"; as a
        bare tag of its sentence where ``kind`` is "tag_on": ", it said on Monday"."""
        return self.around(kind, entry[1])

    def is_in_recall(self, at: int) -> bool:
        """Whether a character stands in a clause that looks back."""
        place = self.place(at)
        if place == NOWHERE:
            return False
        start, end = self.spans[place]
        if place not in self._clauses:
            text = self.reading.article.text[start:end]
            self._clauses[place] = clauses(text, pack(self.language))
        return ClauseKind.RECALLED in self._clauses[place].at(at - start).kinds

    def is_moved_by_others(self, entry: MomentEntry, symbol: str) -> bool:
        """Whether only moves of others are told of a time: "SK hynix rose on Friday, as Nvidia's
        results lifted chip stocks"."""
        claims = self.of_moment.get(entry[0], ())
        others = all(symbol not in claim.symbols for claim in claims)
        return others and any(is_move(claim, self.reading) for claim in claims)

    def places(self, mentions: Sequence[Mention]) -> list[int]:
        """The sentences that mentions stand in, by their places among the spans."""
        return sorted({self.place(mention.start) for mention in mentions} - {NOWHERE})

    def place(self, at: int) -> int:
        """The sentence that a character stands in, by its place; NOWHERE outside all."""
        place = bisect_right(self.spans, at, key=lambda span: span[0]) - 1
        return place if place >= 0 and at < self.spans[place][1] else NOWHERE

    def of_others(self, entry: MomentEntry, own: Collection[int], role: str = "") -> bool:
        """Whether the sentence of a time names companies (of a role), and is none of a company's
        own."""
        at = self.place(entry[1].span[0])
        if at in own or at == NOWHERE:
            return False
        return any(role in ("", m.role) for m in self.inside.get(at, ()))


def is_move(claim: Claim, reading: Reading) -> bool:
    """Whether a claim says what a price did in regular hours, over no longer period."""
    measure = claim.measure
    if measure.field in NOT_OF_THE_SESSION or measure.window.span in ELSEWHEN:
        return False
    if measure.window.span is WindowSpan.LAST and claim.kind.change:
        return False  # "rose 6% over the past month" is of no session
    moment = None if claim.moment is None else reading.moments[claim.moment]
    if moment and moment.rule is TimeRule.BEFORE_OPENING and holds(claim, moment):
        return False
    return claim.kind.check is not None and not claim.kind.against


def _led_on(claim: Claim, moment: Moment) -> list[tuple[int, int]]:
    """Where the words of a claim's sentence lead from a day on to it."""
    day, at = claim.sentence.inner(moment.span)[0], claim.sentence.inner(claim.at)[0]
    return [
        (start, stop)
        for start, stop in claim.sentence.spans(LED_ON)
        if start <= day < stop <= at + 1
    ]


def holds(claim: Claim, moment: Moment) -> bool:
    """Whether a time stands in the sentence of a claim."""
    return claim.span[0] <= moment.span[0] < claim.span[1]


def finished(
    source: EventText, symbol: str, *, sized: bool = False, over: bool = False
) -> Claim | None:
    """The first statement of a finished move of a company that no time is told of, but for one that
    a record is counted from; one that goes on ("is falling"), or has no verb, is not finished,
    whatever else its sentence tells, unless its session is over."""
    for claim in source.claims.get(symbol, ()):
        moves = is_move(claim, source.reading) or (over and claim.measure.field in RUNNING)
        if not (moves and _undated(claim, source.reading)):
            continue
        titled = source.in_title(claim.span[0])
        if sized and (titled or not claim.kind.change or source.is_in_recall(claim.at[0])):
            continue
        if source.first("going_on", claim.span) and not over:
            continue
        if tense(source.reading.article.text, *claim.span, source.language) < over:
            return claim
    return None


def _undated(claim: Claim, reading: Reading) -> bool:
    """Whether no time is told of a move: "its worst day since the crash of 1987" tells none."""
    record = claim.kind.scoped and claim.moment is not None
    return claim.moment is None or (record and reading.moments[claim.moment].kind == "background")


def within_session(source: EventText, symbol: str) -> bool:
    """Whether a move of a company within a session is told without a time: "rose as much as"."""
    return any(
        claim.moment is None and claim.measure.field in WITHIN_SESSION
        for claim in source.claims.get(symbol, ())
    )


def spans_days(moment: Moment) -> bool:
    """Whether a moment covers several days."""
    return not isinstance(moment.start, datetime) and moment.start != moment.end


class DayKind(NamedTuple):
    """A kind of days that date no news; ``moves`` where one that a move is told of does, whatever
    its kind. The example's last day is of the kind."""

    example: str
    holds: Callable[[EventText, MomentEntry], bool]
    moves: bool = True


NO_NEWS = (
    DayKind("Apple is 24% below its July 2 high.", EventText.is_only_counted, moves=False),
    DayKind("Netflix made this list on December 17, 2004.", EventText.is_old),
    DayKind("The stake in Apple is worth $34 billion at Friday's close.", EventText.is_of_a_price),
    DayKind(
        "Apple hit a high on December 17, then fell 3%.",
        EventText.is_only_led_on_from,
        moves=False,
    ),
)
"""Days that are left out before any is chosen."""
NO_DAY = (
    DayKind("Apple launched a phone in January.", EventText.lasts_a_month),
    DayKind(
        "Apple, which had risen 6% from Feb. 3 to Feb. 7, fell.",
        EventText.is_looked_back_on,
        moves=False,
    ),
)
"""Times too long to date what is told beside them."""
