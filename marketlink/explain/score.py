"""A fitted score for the report that tells the cause of a move, and rules that exclude some.

The score is a conditional logit (McFadden, 1974): of the reports that can precede a move, the
chance that each is the cause goes with ``exp(sum of weight x feature)``. Weights stand in
``score.csv``, fitted by ``bench/causes.py`` on labelled moves of other companies than it is judged
on. Titles that do not show a happening (opinion, lists, previews) are set apart, wraps of a
market's day and notices stand behind the rest, and nothing published after the session is ranked.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from marketlink.explain.happening import evidence, tells
from marketlink.news.kinds import StoryKind, is_comment, kinds
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
EMPTY = frozenset({StoryKind.WHY, StoryKind.WRAP, StoryKind.DOCUMENT, StoryKind.PREVIEW})
"""Kinds whose titles say less of a story than its other reports do."""
BEHIND = {StoryKind.WRAP: 20.0, StoryKind.NOTICE: 40.0}
"""Kinds that stand behind every other, by so much of the score: a wrap tells that the market moved,
a notice that a company is there."""
NAMING_CHANCE = 0.5
"""A story is named as the cause if its chance is at least this."""
MOST = 4.0
"""Evidence of a happening beyond this is no further reason."""
LONGEST_DOUBT = timedelta(hours=12)
TITLES = 4_000
"""Titles whose words are remembered: those of a week are asked for again on each of its days."""


@dataclass(frozen=True, slots=True)
class ScoredReport:
    """One publication that may bear on a stock.

    Instants are aware UTC, the bounds of its publication. ``relevance`` 0 to 100 is how far it is
    about the stock, 0 where it names no company at all; ``place`` where in the title the stock is
    named (characters), None where only the body names it; ``alone`` whether no other company is.
    ``told``: by its own words it tells of the session, whenever it was published.
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


@dataclass(frozen=True, slots=True)
class Occasion:
    """A session and its move: the close before, the opening and the close (aware UTC), and whether
    the stock rose (1) or fell (-1) beyond the market."""

    before: datetime
    opening: datetime
    close: datetime
    sign: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A story by its likeliest report: its score, its share of all that can be the cause, what
    kinds of story it is, and the other reports of it."""

    report: ScoredReport
    score: float
    share: float
    kinds: frozenset[StoryKind]
    features: Mapping[str, float]
    others: tuple[ScoredReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Stories that can be the cause, likeliest first, their shares adding up to 1; as ``comment``
    those whose title does not show a happening, which explain nothing; and the ``chance`` that the
    first is the cause at all."""

    causes: tuple[Ranked, ...]
    comment: tuple[Ranked, ...]
    chance: float

    @property
    def cause(self) -> Ranked | None:
        """The first story, where it is likelier than not to be the cause."""
        return self.causes[0] if self.causes and self.chance >= NAMING_CHANCE else None


def can_precede(report: ScoredReport, occasion: Occasion) -> bool:
    """Whether a report can be of news that the session was the first to react to."""
    if report.earliest > occasion.close:
        return False
    return report.latest > occasion.before or report.told


def rank(occasion: Occasion, reports: Sequence[ScoredReport]) -> Ranking:
    """The stories that can be the cause, likeliest first, and those that show no happening.

    Parameters
    ----------
    occasion : Occasion
    reports : sequence of ScoredReport
        All that name the stock around the session; those before it say what is
        usual, those after it are left out.
    """
    able = [report for report in reports if can_precede(report, occasion)]
    usual = Usual.of(occasion, reports)
    scored = [
        (report, story_kinds, features(report, story_kinds, occasion, usual))
        for report, story_kinds in ((report, kinds(report.title)) for report in able)
    ]
    causes = _ordered([one for one in scored if explains(one[0].title, one[1])])
    comment = _ordered([one for one in scored if not explains(one[0].title, one[1])])
    chance = 1 / (1 + math.exp(-weighed(causes[0].features, 1))) if causes else 0.0
    return Ranking(tuple(causes), tuple(comment), chance)


def explains(title: str, story_kinds: frozenset[StoryKind]) -> bool:
    """Whether a title can be a cause's: it shows a happening, and is not known as comment."""
    return tells(title, story_kinds) and not is_comment(story_kinds)


def _ordered(
    scored: Sequence[tuple[ScoredReport, frozenset[StoryKind], Mapping[str, float]]],
) -> list[Ranked]:
    values = [
        weighed(f, 0) - max((BEHIND.get(kind, 0.0) for kind in story_kinds), default=0.0)
        for _, story_kinds, f in scored
    ]
    top = max(values, default=0.0)
    total = sum(math.exp(value - top) for value in values)
    ranked = sorted(
        (
            Ranked(report, value, math.exp(value - top) / total, story_kinds, f)
            for (report, story_kinds, f), value in zip(scored, values, strict=True)
        ),
        key=lambda one: (-one.score, one.report.earliest, one.report.key),
    )
    stories: dict[str, list[Ranked]] = {}
    for one in ranked:
        stories.setdefault(one.report.story or plain(one.report.title), []).append(one)
    return [_story(some) for some in stories.values()]


def _story(reports: Sequence[Ranked]) -> Ranked:
    """A story, represented by its likeliest informative report, with the summed share of all."""
    first, *others = sorted(
        reports, key=lambda one: (StoryKind.NOTICE in one.kinds, bool(one.kinds & EMPTY))
    )
    return replace(
        first, share=sum(one.share for one in reports), others=tuple(one.report for one in others)
    )


def plain(title: str) -> str:
    """A title without what editions change: case, signs and spaces."""
    return "".join(character for character in title.casefold() if character.isalnum())


def weighed(values: Mapping[str, float], which: int) -> float:
    """The sum of weight times feature: 0 for the order, 1 for the chance of the first."""
    return sum(weights()[name][which] * x for name, x in values.items() if name in weights())


@cache
def weights() -> Mapping[str, tuple[float, float]]:
    """The weights of each feature, from ``score.csv``: in the order, and in the chance."""
    text = (files("marketlink.explain") / "score.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["feature"]: (float(row["order"]), float(row["chance"])) for row in rows}


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
    sign = direction(report.title) * occasion.sign
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
        "says_move": float(is_move(report.title)),
        "says_move_agrees": float(sign > 0 and is_move(report.title)),
        "burst": usual.burst(report.title),
        "any": 1.0,
        "coverage": math.log(usual.stories[story]),
        "sources": math.log(max(len(usual.publishers.get(story, ())), 1)),
        "novel": float(story not in usual.earlier_stories),
        "question": float(report.title.rstrip(" '\"”’").endswith("?")),
        "no_kind": float(not story_kinds),
        "evidence": min(evidence(report.title, story_kinds), MOST) / 2,
    }
    return values | {f"kind_{kind.value}": 1.0 for kind in sorted(story_kinds)}
