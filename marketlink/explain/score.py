"""A fitted score for the report that tells the cause of a move, and rules that exclude some.

The score is a conditional logit (McFadden, 1974): of the reports that can precede a move, the
chance that each is the cause goes with ``exp(sum of weight x feature)``. Weights stand in
``score.csv``, fitted by ``bench/causes.py`` on labelled moves of other companies than it is judged
on. Set apart are titles that do not show a happening (opinion, previews), lists, digests, and wraps
of a market's day; a wrap that begins with the stock stands where nothing else is there. Behind the
first stands only what is proven to be news of an event; nothing published after the session is
ranked.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from marketlink.explain.digest import is_digest, is_list, own_words, stands_second
from marketlink.explain.features import (
    Occasion,
    ScoredReport,
    Usual,
    can_precede,
    features,
    is_of_evening,
)
from marketlink.explain.happening import CLEAR, FAIR, FIGURE, SURE, evidence, is_judged, tells
from marketlink.news.deeds import is_deed, is_doubtful
from marketlink.news.kinds import EVENTS, StoryKind, is_comment, kinds
from marketlink.records.stock_page import NAMING_CHANCE

EMPTY = frozenset({StoryKind.WHY, StoryKind.WRAP, StoryKind.DOCUMENT, StoryKind.PREVIEW})
"""Kinds whose titles say less of a story than its other reports do."""
UNPROVEN = EMPTY | {StoryKind.NOTICE}
"""Kinds whose titles are no proof of an event."""
FIRST_KINDS = EVENTS | {StoryKind.WHY, StoryKind.FIGURE}
"""Kinds by which a title that is no proof may be the first."""
PLAIN = frozenset({StoryKind.WHY, StoryKind.FIGURE, StoryKind.RATING})
"""Those of which a title with a doubt in it ("could", a record) may be."""
BEHIND = 40.0
"""A notice stands behind every other kind, by so much of the score: it tells that a company is
there."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that can precede a move, its kinds of story, and its features beside the move;
    whether it is ``of_evening``, after the close before."""

    report: ScoredReport
    kinds: frozenset[StoryKind]
    features: Mapping[str, float]
    of_evening: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether its title shows a happening clearly, for which less is asked of one that is
        proven, or tells of the move itself or of a figure of the business."""
        if self.tells_move or self.tells_figure:
            return True
        strength = evidence(self.report.title, self.kinds)
        return strength >= CLEAR or (strength >= FAIR and self.is_proven)

    @property
    def is_fair(self) -> bool:
        """Whether it names an event, is no wrap, and its title shows it fairly."""
        if self.is_wrap or not self.kinds & EVENTS:
            return False
        return evidence(self.report.title, self.kinds) >= FAIR

    @property
    def is_sure(self) -> bool:
        """Whether its title does so beyond doubt, as is asked of a story behind the first; what is
        not judged may stand there."""
        enough = CLEAR if self.tells_move else SURE
        return not is_judged(self.report.title) or evidence(self.report.title, self.kinds) >= enough

    @property
    def is_proven(self) -> bool:
        """Whether its title is known news of an event: a figure of the business, the move and what
        it followed, or what somebody did (in other letters than were judged, of a known kind); and
        of no other company elsewhere."""
        title, place, others = self.report.title, self.report.place, self.report.others
        if self.kinds & UNPROVEN or self.is_comment or is_doubtful(title):
            return False
        if is_digest(title, place, others, fewest=2):
            return False
        tells = StoryKind.FIGURE in self.kinds or self.features["reacts"] > 0
        if tells or not is_deed(title):
            return tells
        return is_judged(title) or bool(self.kinds & EVENTS)

    @property
    def is_of_kind(self) -> bool:
        """Whether its title names an event or asks why, a notice's what somebody did, or tells
        the move without doubt."""
        title = self.report.title
        if StoryKind.NOTICE in self.kinds:
            return is_deed(title)
        moves = self.tells_move or StoryKind.REACTION in self.kinds
        if self.kinds & FIRST_KINDS and (moves or self.kinds & PLAIN):
            return True
        return bool(moves or self.kinds & EVENTS) and not is_doubtful(title)

    @property
    def is_of_others(self) -> bool:
        """Whether its title is a digest, or begins with what happened to another company."""
        title, place, others = self.report.title, self.report.place, self.report.others
        return is_digest(title, place, others) or stands_second(title, place, others)

    @property
    def tells_move(self) -> bool:
        """Whether its title tells of a movement of prices in the direction of the move."""
        return self.features["says_move_agrees"] > 0

    @property
    def tells_figure(self) -> bool:
        """Whether its title tells a figure of the business and is none the less no comment."""
        figure = StoryKind.FIGURE in self.kinds
        return figure and evidence(self.report.title, self.kinds) >= FIGURE

    @property
    def is_bare(self) -> bool:
        """Whether its title tells or asks of a movement and names nothing that moved it so."""
        moves = self.features["says_move"] > 0 or StoryKind.WHY in self.kinds
        if not moves or self.features["reacts"]:
            return False
        return self.features["opposes"] > 0 or not self.kinds & EVENTS

    @property
    def recalls(self) -> bool:
        """Whether it is of the evening before and names nothing but a movement, or is a notice that
        names no event: of the session which had just closed."""
        idle = StoryKind.NOTICE in self.kinds and not self.kinds & EVENTS
        return self.of_evening and (self.is_bare or idle)

    @property
    def is_comment(self) -> bool:
        """Whether its title is known comment, or a list by its form."""
        why = StoryKind.WHY in self.kinds
        return is_comment(self.kinds) or is_list(self.report.title, self.report.others, why=why)

    @property
    def explains(self) -> bool:
        """Whether its title shows a happening, and is no comment, digest, nor a preview that does
        not tell of the move."""
        title = self.report.title
        if self.is_comment or not (tells(title, self.kinds) or self.tells_figure):
            return False
        if self.is_of_others or (self.is_wrap and not self.wraps_event):
            return False
        if self.recalls or (StoryKind.PREVIEW in self.kinds and not self.tells_move):
            return False
        idle = StoryKind.NOTICE in self.kinds or self.features["opposes"] > 0
        names_event = self.is_of_kind or self.is_proven
        return names_event or not (idle or is_judged(title))

    @property
    def is_wrap(self) -> bool:
        """Whether it is a wrap of a market's day."""
        return StoryKind.WRAP in self.kinds

    @property
    def wraps_event(self) -> bool:
        """Whether it is one that begins with the stock and names its event, or what it followed, in
        the direction of the move; one in other letters may name it anywhere."""
        if not self.is_wrap or self.is_comment or not self.features["agrees"]:
            return False
        if self.report.place and is_judged(self.report.title):
            return False
        own = own_words(self.report.title, self.report.place, self.report.others)
        return bool(kinds(own) & (EVENTS | {StoryKind.REACTION}))


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


def rank(occasion: Occasion, reports: Sequence[ScoredReport]) -> Ranking:
    """The stories that can be the cause, likeliest first, and those that show no happening.

    Where no title shows a happening clearly, one stands by itself: a wrap of a market's day that
    begins with the stock's event, else a title that names an event fairly.

    Parameters
    ----------
    occasion : Occasion
    reports : sequence of ScoredReport
        All that name the stock around the session; those before it say what is
        usual, those after it are left out.
    """
    able = candidates(occasion, reports)
    possible = showing(able)
    own = _beyond_doubt(_of_stories(possible, lambda one: not one.is_wrap))
    behind = _ordered([one for one in able if one.wraps_event]) or _ordered(
        [one for one in able if one.explains and one.is_fair]
    )
    causes = own or [replace(one, share=1.0) for one in behind[:1]]
    ranked = {report.key for one in causes for report in (one.report, *one.others)}
    comment = _ordered([one for one in able if one.report.key not in ranked])
    chance = 1 / (1 + math.exp(-weighed(causes[0].features, 1))) if causes else 0.0
    return Ranking(tuple(causes), tuple(comment), chance)


def candidates(occasion: Occasion, reports: Sequence[ScoredReport]) -> list[Candidate]:
    """The reports that can precede a move, with what the score sees of each."""
    usual = Usual.of(occasion, reports)
    able = [(one, kinds(one.title)) for one in reports if can_precede(one, occasion)]
    return [
        Candidate(one, of, features(one, of, occasion, usual), is_of_evening(one, occasion))
        for one, of in able
    ]


def are_news(occasion: Occasion, reports: Sequence[ScoredReport]) -> list[bool]:
    """Of reports published after a move, which have a title that is proven news of it; one that
    does not name the stock says nothing of what its text is."""
    at = occasion.opening
    able = candidates(occasion, [replace(one, earliest=at, latest=at) for one in reports])
    return [one.report.place is None or (one.is_sure and one.is_proven) for one in able]


def showing(able: Sequence[Candidate]) -> list[Candidate]:
    """Those whose title shows a happening, of stories of which a title, not a notice's, shows one
    clearly or tells of the move itself; and clear notices."""
    possible = [one for one in able if one.explains]
    clear = [one for one in possible if one.is_clear]
    stories = {story_of(one.report) for one in clear if StoryKind.NOTICE not in one.kinds}
    return [one for one in possible if story_of(one.report) in stories or one in clear]


def _beyond_doubt(some: Sequence[Candidate]) -> list[Ranked]:
    """Stories, likeliest first, and behind the first those with a proof of an event, told by the
    reports that prove it beyond doubt."""
    first = {story_of(one.report) for one in _ordered(some)[:1]}
    places = [
        one for one in some if story_of(one.report) in first or (one.is_sure and one.is_proven)
    ]
    return sorted(_ordered(places), key=lambda one: story_of(one.report) not in first)


def _of_stories(some: Sequence[Candidate], is_so: Callable[[Candidate], bool]) -> list[Candidate]:
    """The reports of stories of which one report is so."""
    stories = {story_of(one.report) for one in some if is_so(one)}
    return [one for one in some if story_of(one.report) in stories]


def _ordered(some: Sequence[Candidate]) -> list[Ranked]:
    """Stories, that of the likeliest report that represents one first."""
    values = [weighed(one.features, 0) - BEHIND * (StoryKind.NOTICE in one.kinds) for one in some]
    top = max(values, default=0.0)
    total = sum(math.exp(value - top) for value in values)
    order = sorted(
        zip(values, some, strict=True),
        key=lambda one: (-one[0], one[1].report.earliest, one[1].report.key),
    )
    stories: dict[str, list[tuple[float, Candidate]]] = {}
    for value, one in order:
        stories.setdefault(story_of(one.report), []).append((value, one))
    ranked = [
        _story(reports, sum(math.exp(value - top) for value, _ in reports) / total)
        for reports in stories.values()
    ]
    return sorted(ranked, key=lambda one: -one.score)


def story_of(report: ScoredReport) -> str:
    """The story that a report tells: the one it was put into, or all of its wording."""
    return report.story or plain(report.title)


def _story(reports: Sequence[tuple[float, Candidate]], share: float) -> Ranked:
    """A story, represented by its likeliest report that tells of it and of no other."""
    (value, first), *others = sorted(reports, key=lambda one: _emptiness(one[1]))
    return Ranked(
        first.report, value, share, first.kinds, first.features,
        tuple(one.report for _, one in others),
    )  # fmt: skip


def _emptiness(one: Candidate) -> tuple[bool, ...]:
    return (
        StoryKind.NOTICE in one.kinds,
        one.is_wrap and not one.wraps_event,
        one.is_bare,
        one.is_wrap,
        evidence(one.report.title, one.kinds) < CLEAR,
        bool(one.kinds & EMPTY),
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
