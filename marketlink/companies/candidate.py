"""A place in the text that may name a company, and its verdict."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from marketlink.companies.boundary import only_form
from marketlink.companies.cues import MARK, Cues, NameCue
from marketlink.companies.names import Name
from marketlink.companies.normalise import Folded
from marketlink.companies.sentences import CuedSentence
from marketlink.records.article import Line
from marketlink.records.mention import ShareKind

BEFORE, AFTER = 60, 90
"""Characters of the sentence on either side of a name in which its cues are looked for."""


TAG = re.compile(r"\W*\[\w{2,8}\]")
"""The rubric in brackets that a headline begins with."""


@dataclass(slots=True)
class NameCandidate:
    """A name or code at ``folded.text[start:end]`` of one line, first undecided.

    ``names`` are the listed companies it may stand for, ``unlisted`` the unlisted things. For a
    code ``symbol`` is set from the beginning and ``names`` is empty. ``verdict`` becomes "linked",
    "relation" or what the words stand for instead; "" means nothing worth naming. ``left`` and
    ``right`` are the candidates of the article beside it.
    """

    source: str
    line: Line
    folded: Folded
    sentence: CuedSentence
    start: int
    end: int
    names: tuple[Name, ...] = ()
    unlisted: tuple[Name, ...] = ()
    attached: str = ""
    symbol: str = ""
    form: str = ""
    explicit: bool = False
    verdict: str | None = None
    rule: str = ""
    why: str = ""
    confidence: float = 0.0
    share: ShareKind | None = None
    left: NameCandidate | None = field(default=None, repr=False, compare=False)
    right: NameCandidate | None = field(default=None, repr=False, compare=False)
    flags: dict[str, bool] = field(default_factory=dict, repr=False)
    _window: str = field(default="", repr=False)

    @property
    def before(self) -> str:
        """The words of its sentence before it."""
        return self.folded.text[max(self.sentence.start, self.start - BEFORE) : self.start]

    @property
    def after(self) -> str:
        """The words of its sentence after it."""
        return self.folded.text[self.end : min(self.sentence.end, self.end + AFTER)]

    @property
    def window(self) -> str:
        """The words around it, with a mark where it stands."""
        if not self._window:
            before, after = self.before, self.after
            if MARK in before or MARK in after:
                before, after = before.replace(MARK, " "), after.replace(MARK, " ")
            self._window = f"{before}{MARK}{after}"
        return self._window

    def cues(self, *kinds: str) -> Sequence[NameCue]:
        """The rules of some kinds, of its sentence's language, that may match in the sentence."""
        return self.sentence.cues.of(*kinds, possible=self.sentence.possible)

    def cue(self, kind: str, language: Cues | None = None) -> re.Match[str] | None:
        """The words of a kind of rule around it."""
        language = language or self.sentence.cues
        return language.search(kind, self.window, self.sentence.possible)

    @property
    def surface(self) -> str:
        """Its words."""
        return self.folded.text[self.start : self.end]

    @property
    def place(self) -> int:
        """Where it begins in the source."""
        return self.line.start + self.folded.span(self.start, self.end)[0]

    @property
    def stop(self) -> int:
        """Where it ends in the source."""
        return self.line.start + self.folded.span(self.start, self.end)[1]

    @property
    def opens(self) -> bool:
        """Nothing but quotes, bullets, brackets or a headline's tag stands before it in its
        sentence."""
        begin = TAG.match(self.folded.text, self.sentence.start, self.start)
        before = self.folded.text[begin.end() if begin else self.sentence.start : self.start]
        return not any(map(str.isalnum, before))

    @property
    def listed(self) -> str:
        """The symbol it has, or that of the first listed company it may stand for; "" for none."""
        return self.symbol or (self.names[0].symbol if self.names else "")

    def decide(self, verdict: str, rule: str, confidence: float, why: str = "") -> None:
        """Set its verdict; a code that stands for something else has no symbol any more."""
        self.verdict, self.rule, self.confidence = verdict, rule, confidence
        self.symbol = self.symbol if verdict in ("", "linked") else ""
        self.why = why or self.why

    def add(self, *reasons: str) -> None:
        """Add reasons to its own."""
        self.why = "; ".join(part for part in (self.why, *reasons) if part)


def stands_before(name: NameCandidate, code: NameCandidate) -> bool:
    """Whether a name stands right before a code, with nothing but a legal form between them."""
    return name.folded is code.folded and only_form(code.folded.text[name.end : code.start])


def covered(candidates: Iterable[NameCandidate]) -> Callable[[int, int], bool]:
    """Whether any of some candidates stands in a stretch of the source."""
    spans = sorted((one.place, one.stop) for one in candidates)
    starts = [start for start, _ in spans]

    def holds(start: int, end: int) -> bool:
        at = bisect_left(starts, end)
        return at > 0 and spans[at - 1][1] > start

    return holds
