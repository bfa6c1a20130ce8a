"""The words and rules of pages, of every language as one pattern.

A page carries marks of several languages (an English agency in a Korean paper), so that those of
all languages are looked for on each.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from marketlink.text import COMMON, Rule, languages, pack
from marketlink.text.pack import by_first_letter, unfolded

_LISTS = re.compile(r"\{([a-z][a-z_, ]*)\}")
_GROUP = re.compile(r"\(\?P([<=])(\w+)")


@cache
def every() -> tuple[str, ...]:
    """The languages that are read, and what all share."""
    return (*languages(), COMMON)


@cache
def alternatives(*names: str) -> str:
    """Any word of some lists, in any language, as one piece of a pattern."""
    words = [
        own.expand(word)
        for own in map(pack, every())
        for name in names
        for word in own.words.get(name, ())
    ]
    return f"(?:{by_first_letter(list(dict.fromkeys(words)))})" if words else "(?!)"


def expanded(source: str) -> str:
    """A piece of a pattern, its ``{lists}`` written out: "{role, paper}" is a word of either."""
    return _LISTS.sub(lambda match: alternatives(*match[1].split(", ")), source)


@cache
def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern with its ``{lists}`` written out."""
    return re.compile(expanded(source), flags)


@cache
def marked(name: str, before: str = r"^\s*", after: str = "") -> re.Pattern[str]:
    """A pattern of any word of a list, with what stands around it; letters of both cases."""
    return re.compile(unfolded(expanded(f"{before}{{{name}}}{after}")), re.IGNORECASE)


@cache
def meaning(name: str, word: str) -> Any:  # noqa: ANN401 (any value of a row)
    """What a word means according to a table of values of any language; None for another word."""
    for one in every():
        own = pack(one)
        if name in own.words:
            with suppress(KeyError):
                return own.value(name, word)
    return None


@dataclass(frozen=True, slots=True)
class PageRules:
    """Rules of one kind, of every language, as one piece of a pattern.

    Where several match at one place the first is taken: a language's before those of all.
    """

    kind: str
    rules: tuple[Rule, ...]

    @property
    def source(self) -> str:
        """Any of the rules; the names of its groups are made apart from those of others."""
        groups = (f"(?P<{self.kind}{n}>{self._rule_source(n)})" for n in range(len(self.rules)))
        return f"(?:{'|'.join(groups)})"

    def _rule_source(self, n: int) -> str:
        rule = self.rules[n]
        return _GROUP.sub(rf"(?P\1\2_{self.kind}{n}", rule.pack.expand(rule.source))

    def read(self, match: re.Match[str]) -> tuple[Rule, dict[str, str | None]] | None:
        """Of a match of a pattern with ``source`` the rule and its groups; None without one."""
        for n, rule in enumerate(self.rules):
            if match[f"{self.kind}{n}"] is not None:
                names = rule.pattern.groupindex
                return rule, {name: match[f"{name}_{self.kind}{n}"] for name in names}
        return None


@cache
def rows(section: str, kind: str) -> PageRules:
    """The rules of a kind in a file of every language, then those of ``common``."""
    shared = pack(COMMON).rules(section, kind)
    ids = {rule.id for rule in shared}
    own = (rule for one in languages() for rule in pack(one).rules(section, kind))
    return PageRules(kind, (*(rule for rule in own if rule.id not in ids), *shared))
