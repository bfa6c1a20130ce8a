"""A sentence with the times in it, and which of them each of its words is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from marketlink.calendars import zone_of
from marketlink.claims import amounts
from marketlink.claims.kinds import (
    BORDER,
    CAUSE,
    CLOSING,
    DESCRIBED,
    FROM_ON,
    JOINED,
    LOOKS_BACK,
    NEWS_AHEAD,
    OWN_WORDS,
    RECALLED,
    RUNNING,
    TO_DATE,
    TOLD_AHEAD,
    WHEN,
    verb_last,
)
from marketlink.moments.reference_point import counted, held_against, stands_at
from marketlink.moments.resolve import local_day
from marketlink.moments.tense import begins_span, is_background
from marketlink.records.article import Language, Moment, TimeRule
from marketlink.records.claim import Claim, ClaimWindow, WindowSpan, Wording
from marketlink.text import Cue

DAY_BEFORE = Cue("subjects", "day_before")
IN_SESSION = Cue("subjects", "in_session")
PERCENTAGE = Cue("subjects", "percentage")
CAME_FROM = Cue("subjects", "came_from")
APART = Cue("subjects", "apart")
DATELINE = Cue("subjects", "dateline")
THIS = Cue("subjects", "this_period")
OWNED_NUMBER = Cue("subjects", "owned_number")
RESULTS = Cue("subjects", "results")


class Subject(NamedTuple):
    """A company or an index named at ``text[start:end]``."""

    start: int
    end: int
    symbol: str


class MoveWord(NamedTuple):
    """A word for a rise (+1) or a fall (-1)."""

    start: int
    end: int
    direction: int


@dataclass(slots=True)
class Timed:
    """One sentence, and what it inherits from the sentences before."""

    text: str
    start: int
    end: int
    line: int
    language: Language
    subjects: list[Subject]
    moves: list[MoveWord]
    moments: Sequence[tuple[int, Moment]]
    inherited: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    off_hours: bool = False
    inherited_moment: int | None = None
    told_day: date | None = None
    by_zone: dict[str, int] = field(default_factory=dict)
    follows: bool = False
    reviewing: bool = False
    last: Claim | None = None
    objects: set[int] = field(default_factory=set)
    strangers: tuple[tuple[int, int], ...] = ()
    alone: bool = False
    conceded: dict[int, int] | None = None
    leaves_subject: bool | None = None
    worded: Wording | None = None

    @property
    def words(self) -> str:
        """The sentence's text."""
        return self.text[self.start : self.end]

    def wording(self) -> Wording:
        """The sentence as its claims are read from it, once."""
        if self.worded is None:
            self.worded = Wording(
                self.language,
                self.start,
                self.words,
                tuple(self.subjects),
                tuple(
                    (a, b)
                    for a, b in self.strangers
                    if not any(a < s.end and s.start < b for s in self.subjects)
                ),
                tuple(n for n, _ in self.moments),
                tuple(self.moves),
                self.inherited,
                self.alone,
            )
        return self.worded

    def _verb_at(self, at: int, starts: set[int]) -> bool:
        """Whether a move, or the verb of one, begins at a position."""
        return at in starts or CLOSING[self.language].match(self.text, at) is not None

    def _clauses(self) -> list[tuple[int, int]]:
        """The clauses that only describe a name, before what the name did."""
        starts = {move.start for move in self.moves}
        found = []
        for subject in self.subjects:
            tail = OWN_WORDS[self.language].match(self.text, subject.end)
            clause = DESCRIBED[self.language].match(
                self.text, tail.end() if tail else subject.end, self.end
            )
            if clause and self._verb_at(clause.end(), starts):
                found.append(clause.span())
        return found

    def _aside(self, moment: Moment, position: int) -> bool:
        """Whether a time stands in a clause that describes a name, and a word does not."""
        return self.described_apart(moment.span[0], position)

    def described_apart(self, at: int, position: int) -> bool:
        """Whether a clause that describes a name holds one of two places of the sentence."""
        return any(
            start <= at < end and not start <= position < end for start, end in self._clauses()
        )

    def _told_beside(self, position: int) -> int | None:
        """The time told in the describing clause that a word stands in."""
        inside = [
            n
            for start, end in self._clauses()
            if start <= position < end
            for n, m in self.moments
            if start <= m.span[0] < end and (m.kind == "event" or self._is_period(m))
        ]
        return inside[-1] if inside else None

    def masked(self, start: int, end: int) -> str:
        """A part of the sentence with the names in it crossed out."""
        part = self.text[start:end]
        for subject in self.subjects:
            if start <= subject.start and subject.end <= end:
                size = subject.end - subject.start
                part = part[: subject.start - start] + "X" * size + part[subject.end - start :]
        return part

    def moment_at(self, position: int, symbols: Sequence[str] = ()) -> int | None:  # noqa: PLR0911 (a case each)
        """The moment a word is about: the nearest of the sentence, before it if there is one."""
        owned = [
            n
            for n, m in self.moments
            if OWNED_NUMBER[self.language].match(self.text, m.span[1] - 2)
            and 0 <= position - m.span[1] <= 4  # noqa: PLR2004 (letters apart)
        ]
        if owned:
            return owned[0]
        if (beside := self._told_beside(position)) is not None:
            return beside
        if (period := self._period_behind(position)) is not None:
            return period
        own = [(n, m) for n, m in self.moments if not self._of_other_words(m, position)]
        told = [(n, m) for n, m in own if m.kind in ("event", "publication")]
        told = [(n, m) for n, m in told if not (self.lies_ahead(m) or self._aside(m, position))]
        told = [(n, m) for n, m in told if not (abroad(m, symbols) or self.owns_a_number(m))]
        told = [(n, m) for n, m in told if not self._of_the_day_before(m, position)]
        told = [(n, m) for n, m in told if not self._of_another_number(m, position)]
        if (session := self._session_before(position)) is not None:
            return session
        when = [n for n, m in self.moments if self._told_when(m, position)]
        if when:
            return when[-1]
        if told and all(n in self.causes for n, _ in told) and self.before_cause(position):
            return self.inherited_moment
        told = told or [(n, m) for n, m in own if self.is_old_day(m)]
        told = told or [
            (n, m)
            for n, m in own
            if self._is_period(m) and not (self._parted(m, position) or self._aside(m, position))
        ]
        told = [(n, m) for n, m in told if m.rule not in TO_DATE or not self._parted(m, position)]
        if not told:
            running = RUNNING[self.language].search(self.text, self.start, self.end)
            return None if running else self.inherited_moment
        if not verb_last(self.language):
            return min(told, key=lambda entry: self._distance(entry[1], position))[0]
        free = [(n, m) for n, m in told if not self._told_of_before(m, position)]
        free = [(n, m) for n, m in free if not FROM_ON[self.language].match(self.text, m.span[1])]
        if not free:
            return self.inherited_moment
        before = [n for n, m in free if m.span[0] <= position]
        return before[-1] if before else free[0][0]

    def _session_before(self, position: int) -> int | None:
        """The session before, where it is not what a Korean word compares with but what it tells
        of: "전 거래일 4% 내렸던 엔비디아는"."""
        if not verb_last(self.language):
            return self._session_behind(position)
        near = [(n, m) for n, m in self.moments if m.span[1] <= position][-1:]
        for n, m in near:
            if m.rule == TimeRule.SESSION_BEFORE and not is_background(self.text, *m.span, "ko"):
                owner = RECALLED[self.language].search(
                    self.text, position, min(self.end, position + 24)
                )
                return n if owner and not self._named(m.span[1], position) else None
        return None

    def _session_behind(self, position: int) -> int | None:
        """The session before, told in English right behind a number: "having gained 2.5% in the
        previous session"."""
        for n, m in self.moments:
            if m.rule != TimeRule.SESSION_BEFORE or m.span[0] < position:
                continue
            between = self.text[position : m.span[0]]
            if BORDER[self.language].search(between) is None and IN_SESSION[self.language].search(
                between
            ):
                return n
        return None

    def _period_behind(self, position: int) -> int | None:
        """A period right behind a number: "after gaining 6% last month"."""
        number = PERCENTAGE[self.language].match(self.text, position)
        if number is None:
            return None
        behind = (n for n, m in self.moments if number.end() <= m.span[0] <= number.end("link"))
        return next((n for n in behind if self._is_period(dict(self.moments)[n])), None)

    def _of_other_words(self, moment: Moment, position: int) -> bool:
        """Whether a time of an English sentence cannot be that of a word: one counted from, the
        dateline's beside others, one that owns or follows another number."""
        if verb_last(self.language):
            return False
        if self._only_counted_from(moment) or self._nearer_to_another(moment, position):
            return True
        if self._of_a_price_before(moment, position):
            return True
        if len(self.moments) > 1 and DATELINE[self.language].match(self.text, moment.span[1]):
            return "\n" not in self.text[: moment.span[0]].strip()[-40:]
        return self.owns_a_number(moment)

    def _of_a_price_before(self, moment: Moment, position: int) -> bool:
        """Whether a day is that of a close which another came from: "at $118, down from $142 on
        Friday"."""
        found = CAME_FROM[self.language].search(self.text, self.start, moment.span[0])
        return found is not None and not found.start() <= position < found.end()

    def _nearer_to_another(self, moment: Moment, position: int) -> bool:
        """Whether a period stands behind another number, in a clause of its own."""
        number = PERCENTAGE[self.language].match(self.text, position)
        coarse = moment.start != moment.end and not isinstance(moment.start, datetime)
        if number is None or not coarse or moment.span[0] < position:
            return False
        between = self.text[number.end() : moment.span[0]]
        return bool(
            PERCENTAGE[self.language].search(between) and APART[self.language].search(between)
        )

    def _of_another_number(self, moment: Moment, position: int) -> bool:
        """Whether a day is that of a move which the sentence holds another against: "slid 3.4%,
        against a 0.7% rise on Tuesday"."""
        if verb_last(self.language):
            return False
        other = held_against(self.text, moment.span[0], self.language)
        return other is not None and position < other

    def _named(self, start: int, end: int) -> bool:
        return any(start <= subject.start < end for subject in self.subjects)

    def lies_ahead(self, moment: Moment) -> bool:
        """Whether an hour is that of news which a move of the sentence came before."""
        return NEWS_AHEAD[self.language].search(self.text, self.start, moment.span[0]) is not None

    def looks_elsewhere(self, moment: Moment) -> bool:
        """Whether a time leaves nothing to the next sentence: that of news to come, of another
        number, or one only counted from."""
        if self.lies_ahead(moment) or self.owns_a_number(moment):
            return True
        if verb_last(self.language):
            return False
        aside = self._aside(moment, self.end) or self._up_to_now(moment)
        against = held_against(self.text, moment.span[0], self.language) is not None
        before = (
            DAY_BEFORE[self.language].search(moment.text) is not None
            and self.inherited_moment is not None
        )
        return aside or against or before or self._only_counted_from(moment)

    def _only_counted_from(self, moment: Moment) -> bool:
        """Whether an English time is only what a move is counted from: "its Nov. 14 close"."""
        if verb_last(self.language) or moment.rule == TimeRule.SESSION_BEFORE:
            return False
        return counted(self.text, *moment.span, self.language) != ""

    def _up_to_now(self, moment: Moment) -> bool:
        """Whether a span goes up to the present: "has gained 5% this week"."""
        if not THIS[self.language].search(moment.text) or moment.start == moment.end:
            return False
        return stands_at(self.text, self.start, moment.span[0], self.language)

    def _of_the_day_before(self, moment: Moment, position: int) -> bool:
        """Whether a day before is of another clause: "rose 3%, having lost 17% the day before"."""
        if DAY_BEFORE[self.language].search(moment.text) is None:
            return False
        start, end = sorted((moment.span[0], position))
        return BORDER[self.language].search(self.text, start, end) is not None

    def owns_a_number(self, moment: Moment) -> bool:
        """Whether a day only says whose a number is: "adding to Monday's 10.5% leap"."""
        return OWNED_NUMBER[self.language].match(self.text, moment.span[1] - 2) is not None

    def _told_when(self, moment: Moment, position: int) -> bool:
        """Whether a clause goes on about the day before it: "since Jan. 27, when it lost 17%"."""
        if moment.start != moment.end:
            return False
        clause = WHEN[self.language].match(self.text, moment.span[1])
        border = BORDER[self.language].search(self.text, clause.end(), self.end) if clause else None
        return (
            clause is not None
            and clause.end() <= position
            and (border is None or position < border.start())
        )

    def before_cause(self, position: int) -> bool:
        """Whether a word stands before the clause that tells why."""
        clause = CAUSE[self.language].search(self.text, self.start, self.end)
        return clause is not None and position < clause.start()

    def _parted(self, moment: Moment, position: int) -> bool:
        """Whether another clause lies between a period and a word: "fell 1%, up 5% this year"."""
        start, end = sorted((moment.span[0], position))
        if moment.span[0] - self.start < 4 and moment.span[1] <= position:  # noqa: PLR2004 (letters apart)
            start = moment.span[1] + 2
        return JOINED[self.language].search(self.text, start, end) is not None

    @property
    def causes(self) -> frozenset[int]:
        """The days that a sentence only tells of a cause: those of "after it reported on Thursday"
        behind a finished move, where an earlier sentence has named a later day."""
        if self.inherited_moment is None or self.told_day is None:
            return frozenset()
        clause = CAUSE[self.language].search(self.text, self.start, self.end)
        if clause is None or not any(move.end <= clause.start() for move in self.moves):
            return frozenset()
        return frozenset(
            n
            for n, m in self.moments
            if m.span[0] >= clause.end()
            and not isinstance(m.start, datetime)
            and m.start < self.told_day
        )

    def _told_of_before(self, moment: Moment, position: int) -> bool:
        """Whether a day is that of a clause that only describes the subject, "전날 기록했던", or
        tells of news ahead of the move, "전날 장 마감 후 실적을 발표했지만"."""
        start, end = moment.span[1], max(position, moment.span[1])
        if RECALLED[self.language].search(self.text, start, end):
            return True
        back = LOOKS_BACK[self.language].search(moment.text) is not None
        return back and TOLD_AHEAD[self.language].search(self.text, start, end) is not None

    def counted_from(self, position: int) -> Moment | None:
        """The time that a move is counted from, "지난달 24일 이후 13% 내렸다"; None where there is
        none but the session before, or the words are the scope of a superlative."""
        for _, moment in reversed(self.moments):
            end = moment.span[1]
            if end > position or moment.rule == TimeRule.SESSION_BEFORE:
                continue
            if amounts.percents(self.text, end, position, self.language):
                return None
            if FROM_ON[self.language].match(self.text, end):
                return None if begins_span(self.text, end, end, self.language) else moment
        return None

    def window_from(self, position: int) -> ClaimWindow | None:
        """The window of a number that is counted from a time: FROM a day, OTHER for a period's;
        None where none is named."""
        since = self.counted_from(position)
        if since is None:
            return None
        day = local_day(since.start, since.zone)
        single = day == local_day(since.end, since.zone)
        return ClaimWindow(WindowSpan.FROM, day=day) if single else ClaimWindow(WindowSpan.OTHER)

    def is_old_day(self, moment: Moment) -> bool:
        """Whether a day of long ago is the one a sentence tells of, not one it compares with."""
        start, end = moment.span
        day = (
            moment.precision in ("day", "minute", "hour") and moment.rule != TimeRule.SESSION_BEFORE
        )
        past = moment.kind == "background" and day
        return past and not is_background(self.text, start, end, self.language)

    def _is_period(self, moment: Moment) -> bool:
        """Whether a month, quarter or year is what a move was measured over, not compared with."""
        start, end = moment.span
        coarse = moment.precision in ("month", "quarter", "year", "interval")
        if moment.precision == "quarter" and reported(self.text, start, end, self.language):
            return False
        past = moment.kind == "background" and coarse
        return past and not is_background(self.text, start, end, self.language)

    def _distance(self, moment: Moment, position: int) -> int:
        """Characters between a time and a word, more across the border of a clause."""
        start, end = moment.span
        between = self.text[end:position] if end <= position else self.text[position:start]
        leading = start - self.start < 4 and end <= position  # noqa: PLR2004 (letters apart)
        borders = 0 if leading else len(BORDER[self.language].findall(between))
        return len(between) + 40 * borders


def abroad(moment: Moment, symbols: Sequence[str]) -> bool:
    """Whether a time is the night's session of a market on which no company of a claim trades."""
    if moment.rule != TimeRule.CLOSED_OVERNIGHT:
        return False
    return bool(symbols) and all(zone_of(symbol) != moment.zone for symbol in symbols)


def reported(text: str, start: int, end: int, language: str) -> bool:
    """Whether a quarter is one that results were reported of, not one that a price moved over."""
    told = RESULTS[language]
    before = told.search(text, max(0, start - 32), start)
    return bool(before or told.search(text, end, end + 14))
