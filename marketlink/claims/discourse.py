"""What the sentences so far leave to the next one: companies, days, periods and hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

from marketlink.calendars import zone_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES, SUBJECTS
from marketlink.claims.moment_of import is_old_day, lies_ahead, only_counted_from
from marketlink.claims.subject_of import list_from, pointed_back_to
from marketlink.claims.windows import named_windows
from marketlink.records.article import Language
from marketlink.records.claim import Claim, ClaimWindow, Field
from marketlink.records.moment import TO_DATE, Moment, TimeRule
from marketlink.text import pack

LONG_AGO = timedelta(days=5)
"""How far before the day told last a day of an English sentence is only looked back on."""
BEFORE = frozenset({TimeRule.FROM_LAST_DAY_NAMED, TimeRule.SESSION_BEFORE})
"""Rules of days that are only counted from another: "down from $103.90 a day earlier"."""
INHERITED = 4
"""Windows of the sentences before that a number may be measured over."""
COLUMN = re.compile(r"(?<![\d\s])\s?[%％](?!\d)|[%％]\s?[^\W\d_]")
"""A sign of percent of no number, at the head of a column: "Change %", "(%)"."""
ITEM = re.compile(r"\s*(?:\d{1,2}[.)]\s|[▲△◇◆■□●•▶*–-]\s?\S)")
"""How a line of a list begins, which inherits no day from the line before."""


class Discourse:
    """The last companies, moments and periods of the text so far, the moments also by zone."""

    def __init__(self, text: str, language: Language, moments: Sequence[Moment]) -> None:
        """Begin with nothing told."""
        self.text, self.language, self.moments = text, language, moments
        self.topics: tuple[str, ...] = ()
        self.leading: tuple[str, ...] = ()
        self.firm: tuple[str, ...] = ()
        self.periods: tuple[ClaimWindow, ...] = ()
        self.heads: tuple[int, ...] = ()
        self.column_heads: tuple[str, ...] = ()
        self.claim: Claim | None = None
        self.premarket = self.movers = self.after_hours = False
        self.columns = ("%" in text or "％" in text) and COLUMN.search(text) is not None
        self.item = False
        self.last: int | None = None
        self.before_list: int | None = None
        self.moved: int | None = None
        self.zones: dict[str, int] = {}
        self.asides: dict[str, int] = {}
        self._told: tuple[ClaimSentence, Sequence[Claim]] | None = None

    def lend(self, sentence: ClaimSentence) -> None:
        """Give a sentence what it inherits from those before."""
        self._settle()
        sentence.inherited = self.topics
        sentence.leading, sentence.firm = self.leading, self.firm
        sentence.inherited_moment = self.of([s.symbol for s in sentence.names])
        sentence.told_day = self.day(sentence.inherited_moment)
        sentence.by_zone = self.zones
        sentence.off_hours = self._off_hours(sentence)
        sentence.columns = self.columns
        sentence.periods, sentence.heads = self.periods, self.heads
        sentence.column_heads = self.column_heads
        sentence.last = self.claim

    def _off_hours(self, sentence: ClaimSentence) -> bool:
        """Whether the sentences before tell of hours beside the session: at the head of a list, or
        of moves that a sentence without a day of its own goes on with."""
        if sentence.text[-1] == ":":
            self.premarket = sentence.search(MEASURES.off_hours) is not None
        self.movers = self.movers or sentence.search(MEASURES.movers) is not None
        by_day = sentence.search(MEASURES.by_day) is not None
        self.after_hours = self.after_hours and not (sentence.moments or by_day)
        dated = by_day or any(m.kind == "event" for _, m in sentence.moments)
        return self.premarket or self.after_hours or (self.movers and not dated)

    def take(self, sentence: ClaimSentence, claims: Sequence[Claim]) -> None:
        """Take a sentence with these claims as the last one told."""
        sentence.last = None  # so that no claim holds all those before it
        self._told = sentence, claims

    def _settle(self) -> None:
        """Keep what the last sentence leaves to the next, now that there is one."""
        if self._told is None:
            return
        (sentence, claims), self._told = self._told, None
        self.claim = claims[-1] if claims else None
        led, names = pointed_back_to(sentence), sentence.subjects
        firms = [s for s in names if not s.symbol.startswith("^")]
        self.leading = led or list_from(sentence, firms or names) or self.leading
        if not all(symbol.startswith("^") for symbol in self.leading):
            self.firm = self.leading
        self.topics = tuple(dict.fromkeys(s.symbol for s in names)) or self.topics
        if not sentence.row:
            cells = sentence.text.split("|")
            self.column_heads = tuple(c.strip() for c in cells) if len(cells) > 1 else ()
            windows = (*named_windows(sentence.text, self.language), *self.periods)
            self.periods = tuple(dict.fromkeys(windows))[:INHERITED]
            spans = tuple(n for n, m in sentence.moments if m.start != m.end)
            self.heads = spans if sentence.moments else self.heads
        claimed = {claim.moment for claim in claims}
        if events := self._left(sentence, claimed):
            if self.last is None or sentence.names or claims or led:
                self._leave(sentence, events, claimed)
            else:
                self._move_on(sentence, events)
        off = any(claim.measure.field is Field.OFF_HOURS for claim in claims)
        self.after_hours = self.after_hours or off

    def _left(self, sentence: ClaimSentence, claimed: AbstractSet[int | None]) -> list[int]:
        """The moments of a sentence that the next ones may be about."""
        events = [
            n
            for n, m in sentence.moments
            if m.kind == "event"
            and m.precision != "year"
            and m.rule not in TO_DATE
            and not (lies_ahead(sentence, m) or only_counted_from(sentence, m))
        ]
        old = (n for n, m in sentence.moments if n in claimed and is_old_day(sentence, m))
        return events or list(old)

    def begin_line(self, start: int, end: int) -> None:
        """An item of a list goes back to the day told before the list, a new paragraph in English
        to the day of the last move told, be it the market's: "on Tuesday gave a forecast" dates no
        other company. A line that is no item has set the day that a list goes back to."""
        self._settle()
        if not self.item:
            self.before_list = self.last
        self.after_hours = False
        self.item = ITEM.match(self.text, start, end) is not None
        if self.item:
            self.last = self.before_list
        elif not pack(self.language).verb_last:
            self.last = self.moved

    def of(self, symbols: Sequence[str]) -> int | None:
        """The moment that a sentence on these companies inherits: where the last was of another
        zone, the one told last of their own."""
        if self.last is None or not symbols:
            return self.last
        zones = {zone_of(symbol) for symbol in symbols}
        if len(zones) != 1 or self.moments[self.last].zone in zones:
            return self.last
        zone = zones.pop()
        return self.zones.get(zone, self.asides.get(zone, self.last))

    def day(self, at: int | None) -> date | None:
        """The single day of a moment; None where it is a clock time or a period."""
        if at is None:
            return None
        moment = self.moments[at]
        single = moment.start == moment.end and not isinstance(moment.start, datetime)
        return moment.start if single else None

    def _leave(
        self, sentence: ClaimSentence, events: Sequence[int], move_moments: AbstractSet[int | None]
    ) -> None:
        """Leave the day of a sentence with these moments to the next: the last one or, in English,
        the first, but of several that its moves are told of (``move_moments``) the latest, "lost 1%
        on Monday and gained 2% on Tuesday"; none that it only looks back on."""
        last_verb, at = sentence.verb_last, events[-1]
        if not last_verb:
            days = [(day, n) for n in events if n in move_moments and (day := self.day(n))]
            at = max(days)[1] if len(days) > 1 else events[0]
        moment, last = self.moments[at], self.zones.get(self.moments[at].zone, self.last)
        if last is not None:
            now = self.moments[last]
            ago = now.days[0] - moment.days[1]
            back = last_verb or moment.rule in BEFORE or sentence.search(SUBJECTS.had_before)
            if ago > (timedelta(0) if back else LONG_AGO):
                if at in move_moments and ago <= LONG_AGO:
                    self.asides[moment.zone] = at  # New York's last day, in a text of Seoul's
                return
        self.last = at
        clocked = isinstance(self.moments[at].start, datetime)  # one company's hour dates no other
        at_large = not sentence.names and sentence.search(SUBJECTS.market_moves)
        moving = move_moments or (sentence.moves and at_large)
        if moving and (self.moved is None or not clocked):
            self.moved = at
        if last_verb or not clocked:
            self.zones[self.moments[at].zone] = at

    def _move_on(self, sentence: ClaimSentence, events: Sequence[int]) -> None:
        """Go on to another day that a sentence opens with and tells no number of: "On Friday it
        got to have its say", "Tuesday's session had been a poor one"."""
        now, day = self.day(self.last), self.day(events[0])
        if sentence.verb_last or now is None or day is None or now - day > LONG_AGO:
            return
        start, end = sentence.inner(self.moments[events[0]].span)
        names = any(s.isupper() or s.isdigit() for s in sentence.text[end:])
        if sentence.text[:start].strip() or names or len(sentence.moments) > 1:
            return
        self.last = events[0]
        self.moved = self.moved if self.moved is None else events[0]
