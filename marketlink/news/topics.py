"""Topics, direction, quarters and indices of a report.

The words are those of every language's ``stories.toml``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from marketlink.articles.page_words import alternatives, marked

TOPICS = (
    "earnings", "guidance", "buyback", "dividend", "capital", "deal", "approval", "contract",
    "product", "legal", "people", "jobs", "invest", "rating", "outage", "record",
)  # fmt: skip
INDICES = ("^KS11", "^KQ11", "^IXIC", "^GSPC", "^DJI", "^SOX", "^N225", "^HSI")


def words_of(name: str) -> re.Pattern[str]:
    """The words of a list in any language."""
    return marked(name, "")


def topics(text: str) -> frozenset[str]:
    """The topics a text names."""
    return frozenset(name for name in TOPICS if words_of(f"topic_{name}").search(text))


def quarters(text: str) -> frozenset[int]:
    """The quarters a text names."""
    return frozenset(number for number in range(1, 5) if words_of(f"quarter_{number}").search(text))


def indices(text: str) -> frozenset[str]:
    """The market indices a text names, as symbols."""
    return frozenset(one for one in INDICES if words_of(f"index_{one[1:].lower()}").search(text))


def direction(text: str) -> int:
    """The direction of the first movement in a text: -1, 0 or 1.

    A movement of the price goes before one of a figure of the business.
    """
    movements = _movements(text)
    prices = [sign for sign, price in movements if price]
    return (prices or [sign for sign, _ in movements] or [0])[0]


def is_move(text: str) -> bool:
    """Whether a text tells of a movement of prices, and not only of a figure of the business."""
    head = text[:400]
    if any(price for _, price in _movements(head)):
        return True
    return bool(words_of("told_shares").search(head)) and direction(head) != 0


@lru_cache(8)
def _movements(text: str) -> tuple[tuple[int, bool], ...]:
    """The movements of a text in their order: the sign, and whether prices move."""
    movements = [
        (match.start(), sign, _of_prices(text, match))
        for name, sign in (("down", -1), ("up", 1))
        for match in _moving(name).finditer(text)
        if not _is_expected(text, match)
    ]
    return tuple((sign, price) for _, sign, price in sorted(movements))


@cache
def _moving(name: str) -> re.Pattern[str]:
    return re.compile(alternatives(f"told_{name}", f"sign_{name}"), re.IGNORECASE)


def _is_expected(text: str, match: re.Match[str]) -> bool:
    """Whether a movement is only foreseen or feared: "will soar", "하락 우려"."""
    before, after = text[max(match.start() - 24, 0) : match.start()], text[match.end() :][:12]
    modal = marked("told_modal", "", "$").search(before)
    return bool(modal or words_of("told_foreseen").match(after))


def _of_prices(text: str, match: re.Match[str]) -> bool:
    """Whether a verb moves prices: no figure of the business is its subject or its object."""
    if words_of("price_verb").match(match[0]):
        return True
    if words_of("business_verb").match(match[0]):
        return False
    clause = marked("told_clause", r"[.,;:…—]|")
    before = clause.split(text[max(match.start() - 30, 0) : match.start()])[-1]
    return not words_of("of_the_business").search(before)
