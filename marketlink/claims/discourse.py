"""The day that one sentence leaves to the next."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from marketlink.calendars import zone_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import SUBJECTS, verb_last
from marketlink.moments.resolve import local_day
from marketlink.records.moment import Moment

LONG_AGO = timedelta(days=10)
"""How far before the day an article is about a day is only looked back on."""


class Discourse:
    """The last moment of the text so far, overall and by zone."""

    def __init__(self, moments: Sequence[Moment]) -> None:
        """Begin without a moment."""
        self.moments = moments
        self.last: int | None = None
        self.before_list: int | None = None
        self.moved: int | None = None
        self.lead: int | None = None
        self.zones: dict[str, int] = {}

    def _before_the_lead(self) -> bool:
        """Whether the last day told lies before that of the first move, in the same zone."""
        if self.last is None or self.lead is None:
            return False
        last, lead = self.moments[self.last], self.moments[self.lead]
        if last.zone != lead.zone:
            return False
        return local_day(last.end, last.zone) < local_day(lead.start, lead.zone)

    def begin_line(self, item: bool, language: str) -> None:
        """An item of a list goes back to the day told before the list, a new paragraph in English
        to the day of the last move told, be it the market's: "on Tuesday gave a forecast" dates no
        other company. In Korean one behind a day before the first move's goes back to that:
        "9일에는 급락했다"."""
        if item:
            self.last = self.before_list
        elif not verb_last(language):
            self.last = self.moved
        elif self.lead is not None and self._before_the_lead():
            self.last = self.lead

    def end_line(self, item: bool) -> None:
        """A line that is no item sets the day that a list goes back to."""
        if not item:
            self.before_list = self.last

    def of(self, symbols: Sequence[str]) -> int | None:
        """The moment that a sentence on these companies inherits: where the last was of another
        zone, the one told last of their own."""
        if self.last is None or not symbols:
            return self.last
        zones = {zone_of(symbol) for symbol in symbols}
        if len(zones) != 1 or self.moments[self.last].zone in zones:
            return self.last
        return self.zones.get(zones.pop(), self.last)

    def day(self, at: int | None) -> date | None:
        """The single day of a moment; None where it is a clock time or a period."""
        if at is None:
            return None
        moment = self.moments[at]
        single = moment.start == moment.end and not isinstance(moment.start, datetime)
        return moment.start if single else None

    def leave(
        self, sentence: ClaimSentence, events: Sequence[int], move_moments: AbstractSet[int | None]
    ) -> None:
        """What a sentence with these moments leaves to the next one; ``move_moments`` are those
        that its moves are told of."""
        moving = bool(move_moments)
        at = events[-1] if verb_last(sentence.language) else self._latest(events, move_moments)
        if self._looks_back(sentence, at):
            return
        self.last = at
        first = self.moved is None
        if (first and self._at_large(sentence)) or (moving and (first or not self._clocked(at))):
            self.moved = at
        if moving and self.lead is None:
            self.lead = at
        if verb_last(sentence.language) or not self._clocked(at):
            self.zones[self.moments[at].zone] = at

    def move_on(self, sentence: ClaimSentence, events: Sequence[int]) -> None:
        """Go on to a later day that a sentence opens with and says nothing of: "On Friday it got
        to have its say", "Tuesday was different"."""
        now, day = self.day(self.last), self.day(events[0])
        if verb_last(sentence.language) or now is None or day is None or day <= now:
            return
        start, end = self.moments[events[0]].span
        names = any(sign.isupper() for sign in sentence.text[end : sentence.end])
        if sentence.text[sentence.start : start].strip() or names or len(sentence.moments) > 1:
            return
        self.last = events[0]
        self.moved = self.moved if self.moved is None else events[0]

    def _latest(self, events: Sequence[int], move_moments: AbstractSet[int | None]) -> int:
        """The first moment of an English sentence, or the latest day of those it tells moves of:
        "lost 1% on Monday and gained 2% on Tuesday"."""
        days = [(day, n) for n in events if n in move_moments and (day := self.day(n)) is not None]
        return max(days)[1] if len(days) > 1 else events[0]

    def _clocked(self, at: int) -> bool:
        """Whether a moment is a clock time: one company's hour dates no other's move."""
        return isinstance(self.moments[at].start, datetime)

    def _at_large(self, sentence: ClaimSentence) -> bool:
        """Whether a sentence tells of a finished move of the market or a sector."""
        return (
            bool(sentence.moves)
            and not sentence.subjects
            and bool(SUBJECTS.market_moves[sentence.language].search(sentence.words))
        )

    def _looks_back(self, sentence: ClaimSentence, at: int) -> bool:
        if verb_last(sentence.language):
            return self._looks_back_in_korean(sentence, at)
        now, before = self.day(self.last), self.day(at)
        if now is None or before is None or before >= now:
            return False
        return (
            now - before > LONG_AGO
            or sentence.search(SUBJECTS.had_before) is not None
            or SUBJECTS.looks_back[sentence.language].search(self.moments[at].text) is not None
        )

    def _looks_back_in_korean(self, sentence: ClaimSentence, at: int) -> bool:
        """Whether a day or an hour of it only looks back: "전날 장 마감 후" under a day named."""
        if self.last is None:
            return False
        moment = self.moments[at]
        now = self.moments[self.zones.get(moment.zone, self.last)]
        clock = isinstance(now.start, datetime) or isinstance(moment.start, datetime)
        if now.start != now.end and not clock:
            return False
        if local_day(moment.end, moment.zone) >= local_day(now.start, now.zone):
            return False
        match = SUBJECTS.looks_back[sentence.language].search(moment.text)
        return bool(match or sentence.search(SUBJECTS.recalled, moment.span[1]))
