"""Which language a text is in, told by its letters and its function words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from marketlink import derived
from marketlink.resources import data_path
from marketlink.text.pack import COMMON, languages, pack

_ASIDE = re.compile(r"\([^()]{0,80}\)")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+'?")
READ_TO = 20_000
"""Characters that are looked at."""
ODDS, LEAST_SHARE = 2, 0.12
"""A language without letters of its own is seen where its function words are more than twice those
of the usual language, and at least an eighth of all words: names ("Banco de la Nación") are no
text."""


class Language(NamedTuple):
    """A language: its code (BCP 47), its English name, and what it is told by."""

    code: str
    name: str
    own: str | None
    share: float
    words: frozenset[str]

    def letters(self, text: str) -> int:
        """How many letters of its own a text has."""
        return len(_letters_of(self.own).findall(text)) if self.own else 0


@cache
def _letters_of(own: str) -> re.Pattern[str]:
    """The pattern of a letter, compiled when a text is not in Latin letters alone."""
    return re.compile(own)


@cache
def known_languages() -> tuple[Language, ...]:
    """The languages that can be told apart, whether they are read or not."""
    rows = derived.toml(data_path("lang", COMMON))["languages"]
    return tuple(
        Language(row["code"], row["name"], row.get("own"), row.get("share", 1.0),
                 frozenset(row.get("words", "").split()))
        for row in rows["language"]
    )  # fmt: skip


def unread(code: str) -> str | None:
    """The sentence that refuses a text in a language without a pack; None for one that is read."""
    if code in languages():
        return None
    names = {one.code: one.name for one in known_languages()}
    *others, last = (names.get(one, one) for one in languages())
    read = f"{', '.join(others)} and {last}" if others else last
    return f"the text is in {names.get(code, code)}, which is not read: {read} are"


@cache
def page_settings(code: str) -> Mapping[str, Any]:
    """What the pages of a language are like; of one that is not read, the usual language's."""
    usual = next(one.code for one in known_languages() if one.own is None)
    return pack(code if code in languages() else usual).settings("page")


def language_of(text: str) -> str:
    """The code of the language that a text is in.

    What stands in brackets is left out where there is other text. A text without letters, or in
    Latin letters without enough function words of another language, is in the first language of
    the table that has no letters of its own: "NVDA -3%" is English.
    """
    text = text[:READ_TO]
    plain = _ASIDE.sub(" ", text) if "(" in text else text
    if not _LETTER.search(plain):
        plain = text
    return (None if plain.isascii() else _by_letters(plain)) or _by_words(plain)


def _by_letters(text: str) -> str | None:
    letters = len(_LETTER.findall(text))
    for one in known_languages():
        if one.letters(text) >= max(one.share * letters, 1):
            return one.code
    return None


@cache
def _function_words() -> tuple[str, list[str], dict[str, tuple[str, ...]]]:
    """The usual language, the others, and the languages that have each function word."""
    plain = [one for one in known_languages() if one.own is None]
    table: dict[str, tuple[str, ...]] = {}
    for one in plain:
        for word in one.words:
            table[word] = (*table.get(word, ()), one.code)
    return plain[0].code, [one.code for one in plain[1:]], table


def _by_words(text: str) -> str:
    usual, others, words_of = _function_words()
    words = _WORD.findall(text.lower().replace("’", "'"))
    function_words = [word for word in words if word in words_of]
    hits = Counter(chain.from_iterable(map(words_of.__getitem__, function_words)))
    best, most = usual, max(ODDS * hits[usual], LEAST_SHARE * len(words))
    for code in filter(hits.__contains__, others):
        if hits[code] > most and _differ(function_words, words_of, code):
            best, most = code, hits[code]
    return best


def _differ(words: list[str], words_of: dict[str, tuple[str, ...]], code: str) -> bool:
    """Whether two different words of a language are among some, letters apart."""
    return len({word for word in words if len(word) > 1 and code in words_of[word]}) > 1
