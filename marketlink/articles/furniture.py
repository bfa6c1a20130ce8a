"""The words by which pages mark what is not their story: ``page.toml`` of every language.

A page carries marks of several languages (an English agency in a Korean paper), so that those of
all languages are looked for on each.
"""

from __future__ import annotations

import re
from functools import cache

from marketlink.text import languages, pack


@cache
def alternatives(*names: str) -> str:
    """Any word of some lists, in any language, as one piece of a pattern."""
    found = [
        own.expand(word)
        for own in map(pack, languages())
        for name in names
        for word in own.words.get(name, ())
    ]
    return "(?:" + "|".join(dict.fromkeys(found)) + ")" if found else "(?!)"


@cache
def marked(name: str, before: str = r"^\s*", after: str = "") -> re.Pattern[str]:
    """A pattern of any word of a list, with what stands around it; letters of both cases."""
    return re.compile(before + alternatives(name) + after, re.IGNORECASE)


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list in all languages, to look a word up in."""
    return frozenset(word for one in languages() for word in pack(one).words.get(name, ()))
