"""A language as data: its words and its rules, read from ``data/lang/<code>/*.toml``.

A file holds lists of words and rules::

    [words]
    move_up = ["rose", "gained", "surged"]

    [[rule]]
    id = "en.recalled"
    kind = "recalled"
    pattern = '\\bhaving {move_up}'
    not = ['having {move_up} to power']
    yes = ["[having gained] 3% on Monday, the stock fell"]
    no = ["having gained to power"]

``{move_up}`` stands for any of the words. Words are regular expressions, longest first. ``pattern``
may be a list of which any matches. ``yes`` and ``no`` are the rule's tests: a bracket in a ``yes``
marks what the rule must match. Without an ``id`` it is called after its file and kind,
"en.clauses.recalled.2". Any other key of a rule is one of its ``fields``. Words of ``common`` are
those of every language. A file may also have a table of ``[settings]``, single values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from sys import maxsize
from typing import Any

from marketlink import derived
from marketlink.errors import InputError
from marketlink.resources import data_path

COMMON = "common"
LONGEST_PATTERN = 160
_CLASS = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_SET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_PLAINLY = re.compile(r"[^\W\d_](?![?*+{])")
_CAPTURE = re.compile(r"(?<!\\)\((?!\?)")
_KEYS = frozenset({"id", "kind", "pattern", "not", "yes", "no", "case"})


@dataclass(frozen=True, eq=False)
class Rule:
    """One row: its ``pattern`` (any of its ``sources``), the ``antipatterns`` that rule a match
    out, and its fields.

    Its patterns are compiled when it is first asked: most rules meet no text of a run.
    """

    id: str
    kind: str
    sources: tuple[str, ...]
    refusals: tuple[str, ...]
    case: bool
    fields: Mapping[str, Any]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    pack: Pack = field(repr=False)

    @cached_property
    def source(self) -> str:
        """Its patterns as one, as they are written."""
        return "|".join(self.sources)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return self.pack.compile(self.source, self.case)

    @cached_property
    def expanded(self) -> str:
        """Its pattern with the classes written out."""
        return self.pack.expanded(self.source, self.case)

    @cached_property
    def antipatterns(self) -> tuple[re.Pattern[str], ...]:
        """Compiled patterns that a match must not overlap."""
        return tuple(self.pack.compile(one, self.case) for one in self.refusals)

    def finditer(self, text: str, start: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:
        """Matches in ``text[start:end]`` that no antipattern overlaps, in order."""
        matches = self.pattern.finditer(text, start, end)
        if not self.refusals:
            return matches
        return (match for match in matches if not self._is_refused(text, start, end, match))

    def search(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The first match, or None."""
        if not self.refusals:
            return self.pattern.search(text, start, end)
        return next(self.finditer(text, start, end), None)

    def match(self, text: str, start: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """The match that begins at ``start``, or None."""
        match = self.pattern.match(text, start, end)
        if match is None or not self.refusals:
            return match
        return None if self._is_refused(text, start, end, match) else match

    def _is_refused(self, text: str, start: int, end: int, match: re.Match[str]) -> bool:
        first = max(start, match.start() - LONGEST_PATTERN)
        last = min(end, match.end() + LONGEST_PATTERN)
        return any(
            no.start() < match.end() and no.end() > match.start()
            for antipattern in self.antipatterns
            for no in antipattern.finditer(text, first, last)
        )


class Pack:
    """The words and rules of one language, each file read when it is first asked for."""

    def __init__(self, language: str, folder: Path, common: Path | None) -> None:
        self.language, self.folder, self._common = language, folder, common
        self._compiled: dict[str, tuple[tuple[re.Pattern[str], Any], ...]] = {}
        self._sections: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._settings: dict[str, Mapping[str, Any]] = {}

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """Lists of words by name: the language's, and those of every language.

        The words of a table of values, ``[values.<name>]``, are a list, too.
        """
        word_table = {name: tuple(table) for name, table in self.values.items()}
        return word_table | {name: tuple(words) for name, words in self._tables("words")}

    def value(self, name: str, wording: str) -> Any:  # noqa: ANN401 (any value of a row)
        """What a word means according to a table of values, ``[values.<name>]``.

        Raises
        ------
        KeyError
            The word is none of the table's.
        """
        if name not in self._compiled:
            table = self.values.get(name, {}).items()
            self._compiled[name] = tuple((self.compile(word), value) for word, value in table)
        for pattern, value in self._compiled[name]:
            if pattern.fullmatch(wording):
                return value
        raise KeyError(wording)

    @cached_property
    def values(self) -> Mapping[str, Mapping[str, Any]]:
        """Tables of values by name: of every language, with those of the language's own."""
        tables: dict[str, dict[str, Any]] = {}
        for name, table in self._tables("values"):
            tables[name] = tables.get(name, {}) | table
        return tables

    def _tables(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Lists or tables of any file, those of every language first."""
        for folder in (self._common, self.folder):
            for tables in derived.toml(folder).values() if folder else ():
                yield from tables.get(kind, {}).items()

    def rules(self, section: str, *kinds: str) -> tuple[Rule, ...]:
        """The rules of a file, such as "clauses" for ``clauses.toml``, in its order.

        With ``kinds``, only rules of those kinds. The rules of every language follow those of the
        language's own file; without one it has no rules.
        """
        every = self._sections.get((section, *kinds))
        if every is None:
            shared = self._common if section in derived.rules(self.folder) else None
            every = self._sections[section, *kinds] = (
                tuple(rule for rule in self.rules(section) if rule.kind in kinds) if kinds
                else tuple(
                    rule for folder in (self.folder, shared) if folder
                    for rule in self._rules_of(folder, section)
                )
            )  # fmt: skip
        return every

    def _rules_of(self, folder: Path, section: str) -> Iterator[Rule]:
        """The rules of one folder's file; without an id, a rule is named by kind and number."""
        many = Counter[str]()
        for row in derived.rules(folder).get(section, ()):
            many[row["kind"]] += 1
            number = f".{many[row['kind']]}" if many[row["kind"]] > 1 else ""
            yield self._rule(f"{folder.name}.{section}.{row['kind']}{number}", row)

    def settings(self, section: str) -> Mapping[str, Any]:
        """The table ``[settings]`` of a file; empty where there is none."""
        if section not in self._settings:
            self._settings[section] = derived.toml(self.folder).get(section, {}).get("settings", {})
        return self._settings[section]

    @cached_property
    def verb_last(self) -> bool:
        """Whether the verb of a sentence stands last."""
        return bool(self.settings("clauses").get("verb") == "last")

    def any_of(self, name: str) -> re.Pattern[str]:
        """A pattern that matches any word of a list."""
        return self.compile("{" + name + "}")

    def expand(self, source: str) -> str:
        """A pattern with its ``{classes}`` written out.

        Raises
        ------
        InputError
            A class is not one of the language's lists of words.
        """

        def expansion(match: re.Match[str]) -> str:
            name = match.group(1)
            self._check_name(name, source)
            longest = sorted(self.words[name], key=lambda word: (-len(word), word))
            return f"(?:{by_first_letter([self.expand(word) for word in longest])})"

        return _CLASS.sub(expansion, source)

    def _check_name(self, name: str, source: str) -> None:
        if name not in self.words:
            raise InputError(
                f"The language pack {self.language} has no list of words called {name}",
                f"It is used in the pattern {source}",
            )

    def compile(self, source: str, case: bool = False) -> re.Pattern[str]:
        """A pattern with its classes, compiled; letters of both cases match unless ``case``."""
        return re.compile(self.expanded(source, case), re.NOFLAG if case else re.IGNORECASE)

    def expanded(self, source: str, case: bool = False) -> str:
        """A pattern with its classes, as it is compiled."""
        return self.expand(source) if case else unfolded(self.expand(source))

    def _rule(self, usual_id: str, row: Mapping[str, Any]) -> Rule:
        pattern = row["pattern"]
        sources = (pattern,) if isinstance(pattern, str) else tuple(pattern)
        for source in sources:
            for name in _CLASS.findall(source):
                self._check_name(name, source)
        return Rule(
            id=row.get("id", usual_id),
            kind=row["kind"],
            sources=sources,
            refusals=tuple(row.get("not", ())),
            case=bool(row.get("case", False)),
            fields={key: value for key, value in row.items() if key not in _KEYS},
            yes=tuple(row.get("yes", ())),
            no=tuple(row.get("no", ())),
            pack=self,
        )


def by_first_letter(words: Sequence[str]) -> str:
    """Words as alternatives, those that begin with one letter together: few are tried at a place.

    What matches is the same: words of different letters never begin at one place, and up to the
    last word that begins with no plain letter each keeps its own.
    """
    free = max((n for n, word in enumerate(words, 1) if not _begins_plainly(word)), default=0)
    rests: dict[str, list[str]] = {}
    for word in words[free:]:
        rests.setdefault(word[0], []).append(word[1:])
    if len({letter.lower() for letter in rests}) < len(rests):
        return "|".join(words)
    together = (f"{letter}(?:{'|'.join(rest)})" for letter, rest in rests.items())
    return "|".join([*words[:free], *together])


def _begins_plainly(word: str) -> bool:
    """Whether a word begins with a letter that must stand, and is no several words."""
    depth = 0
    for sign in _SET.sub("", word):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return False
    return _PLAINLY.match(word) is not None and _CAPTURE.search(word) is None


def unfolded(pattern: str) -> str:
    """A pattern for both cases with sets that hold both cases set apart: "(?-i:[^가-힣A-Za-z])".

    It matches the same, but for the long s and the sign of Kelvin, which fold to s and k; folding
    each of the 11,172 letters of Hangul is what compiling costs.
    """
    return _SET.sub(lambda m: f"(?-i:{m[0]})" if _has_both_cases(m[0]) else m[0], pattern)


@cache
def _has_both_cases(text: str) -> bool:
    """Whether a set has a range beyond ASCII, and of each letter both cases: "[^가-힣A-Za-z]"."""
    inside = text.removeprefix("[").removeprefix("^").removesuffix("]")
    inside = re.sub(r"\\[sSdDwW]", "", inside)
    if "\\" in inside or not re.search(r"[^\0-\x7f]-[^\0-\x7f]", inside):
        return False
    plain, beyond = "", ""
    for first, last, one in re.findall(r"(.)-(.)|(.)", inside, re.DOTALL):
        signs = "".join(map(chr, range(ord(first or one), ord(last or one) + 1)))
        plain, beyond = (plain + signs, beyond) if signs.isascii() else (plain, beyond + signs)
    return beyond.lower() == beyond.upper() and {*plain.swapcase()} <= {*plain}


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that can be read, sorted; looked up once a process."""
    folders = (path.parent.name for path in data_path("lang").glob("*/words.toml"))
    return tuple(sorted(name for name in folders if name != COMMON))


@cache
def pack(language: str) -> Pack:
    """The pack of a language.

    Raises
    ------
    InputError
        There is no such language.
    """
    if language not in (*languages(), COMMON):
        raise InputError(
            f"The language {language} is not read",
            "There is no language pack for it",
            f"one of {', '.join(languages())}",
        )
    common = None if language == COMMON else data_path("lang", COMMON)
    return Pack(language, data_path("lang", language), common)


@cache
def any_language(name: str) -> tuple[str, ...]:
    """The words of a list in all languages."""
    every = (word for code in languages() for word in pack(code).words.get(name, ()))
    return tuple(dict.fromkeys(every))


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of a list in all languages, to look a word up in."""
    return frozenset(any_language(name))
