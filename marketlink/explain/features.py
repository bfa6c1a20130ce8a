"""A report that may bear on a stock, and its features beside a move.

What each feature means stands in ``score.csv``. What is usual for a stock, by words and by stories,
is that of the week before the previous close.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from marketlink.explain.digest import own_words
from marketlink.explain.happening import evidence
from marketlink.news.kinds import EVENTS, StoryKind
from marketlink.news.topics import direction, is_move

WORD = re.compile(r"[^\W\d_][\w’-]+")
SYLLABLES = re.compile(r"[가-힣]{3,}")
STEM = 2
"""The first syllables of a Korean word, which are compared; particles follow them."""
COMMON_SHARE = 0.4
"""A word in more than this share of the titles, like the company's name, distinguishes none."""
BURST_WORDS = 3
QUIET = timedelta(days=7)
"""The words usual for a stock are those of this stretch before the previous close."""
MOST = 4.0
"""Evidence of a happening beyond this is no further reason."""
LONGEST_DOUBT = timedelta(hours=12)
EVENING = timedelta(hours=8)
"""What is published within these of a close is of the evening after it."""
TITLES = 4_000
"""Titles whose words are remembered: those of a week are asked for again on each of its days."""


@dataclass(frozen=True, slots=True)
class ScoredReport:
    """One publication that may bear on a stock.

    Instants are aware UTC, the bounds of its publication. ``relevance`` 0 to 100 is how far it is
    about the stock, 0 where it names no company at all; ``place`` where in the title the stock is
    named (characters), None where only the body names it; ``alone`` whether no other company is.
    ``told``: by its own words it tells of the session, whenever it was published. ``others``:
    where the title names other companies.
    """

    key: str
    title: str
    earliest: datetime
    latest: datetime
    publisher: str = ""
    relevance: int = 100
    place: int | None = 0
    alone: bool = True
    told: bool = False
    story: str = ""
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """A session and its move: the close before, the opening and the close (aware UTC), and whether
    the stock rose (1) or fell (-1) beyond the market."""

    before: datetime
    opening: datetime
    close: datetime
    sign: int


def can_precede(report: ScoredReport, occasion: Occasion) -> bool:
    """Whether a report can be of news that the session was the first to react to."""
    if report.earliest > occasion.close:
        return False
    return report.latest > occasion.before or report.told


def is_of_evening(report: ScoredReport, occasion: Occasion) -> bool:
    """Whether a report was published in the evening after the previous close."""
    return report.latest <= occasion.before + EVENING


@dataclass(frozen=True, slots=True)
class Usual:
    """Words and stories in titles on the stock in the days before, and since the previous close."""

    since: Counter[str]
    earlier: Counter[str]
    ratio: float
    common: frozenset[str]
    stories: Counter[str]
    publishers: Mapping[str, frozenset[str]]
    earlier_stories: frozenset[str]

    @classmethod
    def of(cls, occasion: Occasion, reports: Sequence[ScoredReport]) -> Usual:
        """Count words and reports of stories in the stretch before the previous close and since."""
        since = [r for r in reports if can_precede(r, occasion)]
        first = occasion.before - QUIET
        earlier = [r for r in reports if first < r.earliest and r.latest <= occasion.before]
        words = Counter(word for r in [*since, *earlier] for word in terms(r.title))
        publishers: dict[str, set[str]] = {}
        for report in since:
            publishers.setdefault(report.story or report.key, set()).add(report.publisher)
        return cls(
            Counter(word for title in {r.title for r in since} for word in terms(title)),
            Counter(word for title in {r.title for r in earlier} for word in terms(title)),
            max(len(since), 1) / max(len(earlier), 1),
            frozenset(
                word for word, n in words.items()
                if n > COMMON_SHARE * (len(since) + len(earlier)) and n > 2  # noqa: PLR2004 (fewest that say anything)
            ),
            Counter(r.story or r.key for r in since),
            {story: frozenset(some) for story, some in publishers.items()},
            frozenset(r.story for r in earlier if r.story),
        )  # fmt: skip

    def burst(self, title: str) -> float:
        """How much more often a title's newest words occur since the previous close than before."""
        log_ratios = sorted(
            (
                math.log((self.since[word] + 0.5) / (self.earlier[word] * self.ratio + 0.5))
                for word in terms(title) - self.common
                if self.since[word] > 1
            ),
            reverse=True,
        )[:BURST_WORDS]
        return sum(log_ratios) / BURST_WORDS


@lru_cache(TITLES)
def terms(title: str) -> frozenset[str]:
    """The words of a title that can be compared with those of another, in any language."""
    return frozenset(
        SYLLABLES.sub(lambda word: word[0][:STEM], word.casefold())
        for word in WORD.findall(title)
        if len(word) > 2 or SYLLABLES.match(word) or not word.isascii()  # noqa: PLR2004 (a pair, or three)
    )


def features(
    report: ScoredReport, story_kinds: frozenset[StoryKind], occasion: Occasion, usual: Usual
) -> dict[str, float]:
    """The features of a report beside a move, by name; ``score.csv`` says what each means."""
    strength = evidence(report.title, story_kinds)
    words = own_words(report.title, report.place, report.others)
    sign, moves = direction(words) * occasion.sign, is_move(words)
    if sign < 0 or (report.others and not moves):  # another movement, or another stock's
        story_kinds = story_kinds - {StoryKind.REACTION}
    reacts = sign > 0 and moves and StoryKind.REACTION in story_kinds
    doubt = report.latest - report.earliest
    story = report.story or report.key
    values = {
        "before_opening": float(occasion.before < report.earliest <= occasion.opening),
        "in_session": float(report.earliest > occasion.opening),
        "late": max((report.earliest - occasion.opening).total_seconds() / 21_600, 0.0),
        "day_only": float(doubt > LONGEST_DOUBT),
        "starts": float(report.place == 0),
        "alone": float(report.alone),
        "relevance": report.relevance / 100,
        "agrees": float(sign > 0),
        "opposes": float(sign < 0),
        "says_move": float(moves),
        "says_move_agrees": float(sign > 0 and moves),
        "reacts": float(reacts),
        "burst": usual.burst(report.title),
        "any": 1.0,
        "coverage": math.log(usual.stories[story]),
        "sources": math.log(max(len(usual.publishers.get(story, ())), 1)),
        "novel": float(story not in usual.earlier_stories),
        "question": float(report.title.rstrip(" '\"”’").endswith("?")),
        "no_kind": float(not story_kinds & (EVENTS | {StoryKind.REACTION})),
        "evidence": min(strength, MOST) / 2,
    }
    return values | {f"kind_{kind.value}": 1.0 for kind in sorted(story_kinds)}
