"""The kinds of story of a title, and whether it is comment, which explains no move.

The rows are ``data/lang/<code>/stories.toml``; topics of business news are those of
:mod:`marketlink.news.topics`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from marketlink.news.topics import topics
from marketlink.text import languages, pack
from marketlink.text.pack import Rule
from marketlink.text.triggers import Triggers


class StoryKind(StrEnum):
    """A kind of story. A title may be of several."""

    RESULTS = "results"
    GUIDANCE = "guidance"
    RATING = "rating"
    DEAL = "deal"
    LEGAL = "legal"
    FILING = "filing"
    CONTRACT = "contract"
    PRODUCT = "product"
    PEOPLE = "people"
    MACRO = "macro"
    REACTION = "reaction"
    FIGURE = "figure"
    WHY = "why"
    WRAP = "wrap"
    DOCUMENT = "document"
    PREVIEW = "preview"
    NOTICE = "notice"
    LIST = "list"
    OPINION = "opinion"


COMMENT = frozenset({StoryKind.OPINION, StoryKind.LIST})
"""Kinds that are never given as the cause of a move. Rows know their plain forms; what else is
comment in English, :mod:`marketlink.explain.happening` does not take for a happening."""
OF_TOPIC = {
    "earnings": StoryKind.RESULTS, "guidance": StoryKind.GUIDANCE, "rating": StoryKind.RATING,
    "deal": StoryKind.DEAL, "invest": StoryKind.DEAL, "legal": StoryKind.LEGAL,
    "approval": StoryKind.LEGAL,
    "capital": StoryKind.FILING, "buyback": StoryKind.FILING, "dividend": StoryKind.FILING,
    "contract": StoryKind.CONTRACT, "product": StoryKind.PRODUCT, "outage": StoryKind.PRODUCT,
    "people": StoryKind.PEOPLE, "jobs": StoryKind.PEOPLE,
}  # fmt: skip
"""The kind of story of a topic."""
EVENTS = frozenset(OF_TOPIC.values()) | {StoryKind.MACRO}
"""Kinds that name what happened."""
OF_ROW = {"result_of_trial": StoryKind.PRODUCT}
LONGEST = 400
"""Characters of a title that are looked at."""


def kinds(title: str) -> frozenset[StoryKind]:
    """The kinds of story a title tells, in whichever language it is written.

    Examples
    --------
    >>> sorted(kinds("Acme cuts its outlook after a weak third quarter"))
    [<StoryKind.GUIDANCE: 'guidance'>]
    >>> sorted(kinds("가나전자, 지금 사도 될까"))
    [<StoryKind.OPINION: 'opinion'>]
    """
    head = title[:LONGEST]
    genres = {OF_TOPIC[topic] for topic in topics(head) if topic in OF_TOPIC}
    possible = _triggers().possible(head)
    genres |= {
        _kind(rule) for at, rule in enumerate(_rules()) if possible >> at & 1 and rule.search(head)
    }
    return frozenset(genres)


def is_comment(kinds: frozenset[StoryKind]) -> bool:
    """Whether a title of these kinds is comment, and names no cause."""
    return bool(kinds & COMMENT)


def _kind(rule: Rule) -> StoryKind:
    return OF_ROW.get(rule.kind) or StoryKind(rule.kind)


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for code in languages() for rule in pack(code).rules("stories"))


@cache
def _triggers() -> Triggers:
    return Triggers(_rules())
