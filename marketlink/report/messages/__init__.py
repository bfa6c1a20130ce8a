"""The report's words in Korean and English, one small file a language."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("ko", "en")


class Words:
    """The sentences of one language: ``words("move", company="Nvidia")``.

    A key that is missing is an error; :meth:`name` is for codes of other modules, which may be new.
    """

    def __init__(
        self, lang: str, table: dict[str, str], said: tuple[tuple[re.Pattern[str], str], ...] = ()
    ) -> None:
        self.lang, self.table, self.said = lang, table, said

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of ``key`` with its values put in."""
        return self.table[key].format(**values) if values else self.table[key]

    def name(self, kind: str, code: str) -> str:
        """The words for a code such as an outcome or a statistic; the code itself where unknown."""
        plain = code.replace("-", "_")
        return self.table.get(f"{kind}.{code}") or self.table.get(f"{kind}.{plain}", code)

    def say(self, sentence: str) -> str:
        """A sentence of another module in this language; as it stands where it is not known."""
        whole = self._known(sentence, joined="; " in sentence)
        return whole or "; ".join(self._say(part) for part in sentence.split("; "))

    def _known(self, sentence: str, joined: bool = False) -> str:
        """The sentence where it is known; one with a semicolon only if that is part of its form."""
        for pattern, text in self.said:
            found = None if joined and "; " not in pattern.pattern else pattern.fullmatch(sentence)
            if found:
                return found.expand(text)
        return ""

    def _say(self, sentence: str) -> str:
        if whole := self._known(sentence):
            return whole
        verdict, joint, names = sentence.partition(" for ")
        known = self.table.get(f"claim_verdict.{verdict}")
        return f"{names}: {known}" if joint and known else sentence

    def join(self, items: list[str] | tuple[str, ...]) -> str:
        """A list in words."""
        rest, last = list(items[:-1]), list(items[-1:])
        if not rest:
            return "".join(last)
        return self("list.and", rest=self("list.comma").join(rest), last=last[0])


@lru_cache(len(LANGUAGES))
def words(lang: str) -> Words:
    """The words of ``lang``; English where a language is unknown."""
    file = Path(__file__).with_name(f"{lang if lang in LANGUAGES else 'en'}.toml")
    sections = tomllib.loads(file.read_text(encoding="utf-8"))
    said = tuple((re.compile(given), text) for given, text in sections.pop("said", {}).items())
    table: dict[str, str] = {}
    for section, entries in sections.items():
        table |= {f"{section}.{key}": text for key, text in entries.items()}
    return Words(file.stem, table, said)
