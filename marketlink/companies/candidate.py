"""A place in the text that may name a company, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from marketlink.companies.fold import Folded
from marketlink.companies.names import Name
from marketlink.companies.sentences import Sentence
from marketlink.records.article import Line


@dataclass(slots=True)
class Candidate:
    """A name or code at ``folded.text[start:end]`` of one line, first undecided.

    ``names`` are the listed companies it may stand for, ``known`` the unlisted things. For a code
    ``symbol`` is set from the beginning and ``names`` is empty. ``verdict`` becomes "linked",
    "relation" or what the words stand for instead; "" means nothing worth naming.
    """

    source: str
    line: Line
    folded: Folded
    sentence: Sentence
    start: int
    end: int
    names: tuple[Name, ...] = ()
    known: tuple[Name, ...] = ()
    attached: str = ""
    symbol: str = ""
    form: str = ""
    explicit: bool = False
    verdict: str | None = None
    rule: str = ""
    why: str = ""
    confidence: float = 0.0

    @property
    def before(self) -> str:
        """Up to 60 characters of the sentence before it."""
        return self.folded.text[max(self.sentence.start, self.start - 60) : self.start]

    @property
    def after(self) -> str:
        """Up to 90 characters of the sentence after it."""
        return self.folded.text[self.end : min(self.sentence.end, self.end + 90)]

    @property
    def surface(self) -> str:
        """Its words."""
        return self.folded.text[self.start : self.end]

    @property
    def opens(self) -> bool:
        """Nothing but quotes, bullets or brackets stands before it in its sentence."""
        return not any(
            char.isalnum() for char in self.folded.text[self.sentence.start : self.start]
        )

    def decide(self, verdict: str, rule: str, confidence: float, why: str = "") -> None:
        """Settle it."""
        self.verdict, self.rule, self.confidence = verdict, rule, confidence
        if why:
            self.why = why
