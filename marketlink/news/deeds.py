"""Whether a title is known to be news of an event: what says so, and what leaves it in doubt.

The rows are ``data/lang/<code>/deeds.toml``: a *deed* is what a firm, a court or a broker did or
decided; a *doubt* is what is no event, whatever the title says besides (worth, what may come).
"""

from __future__ import annotations

from functools import cache, lru_cache

from marketlink.news.kinds import LONGEST
from marketlink.text import languages, pack
from marketlink.text.pack import Rule

TITLES = 4_000
"""Titles whose deeds are remembered."""


@lru_cache(TITLES)
def is_deed(title: str) -> bool:
    """Whether a title says that a firm, a court or a broker did or decided something.

    Examples
    --------
    >>> is_deed("Acme buys Apex for $2 billion")
    True
    >>> is_deed("Acme is still a bargain")
    False
    >>> is_deed("가나전자, 자사주 소각 결정")
    True
    """
    return _finds("deed", title)


@lru_cache(TITLES)
def is_doubtful(title: str) -> bool:
    """Whether a title tells of worth, of what may come or of what somebody makes of it.

    Examples
    --------
    >>> is_doubtful("Acme rises to a record high as its momentum builds")
    True
    >>> is_doubtful("Acme rises after a takeover bid")
    False
    """
    return _finds("doubt", title)


def _finds(kind: str, title: str) -> bool:
    return any(rule.search(title[:LONGEST]) for rule in _rules(kind))


@cache
def _rules(kind: str) -> tuple[Rule, ...]:
    return tuple(rule for code in languages() for rule in pack(code).rules("deeds", kind))
