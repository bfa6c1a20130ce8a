"""The report's words in Korean and English, one small file a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("ko", "en")


class Words:
    """The sentences of one language: ``words("move", company="Nvidia")``.

    A key that is missing is an error; :meth:`name` is for codes of other modules, which may be new.
    """

    def __init__(self, lang: str, table: dict[str, str]) -> None:
        self.lang, self.table = lang, table

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of ``key`` with its values put in."""
        return self.table[key].format(**values) if values else self.table[key]

    def name(self, kind: str, code: str) -> str:
        """The words for a code such as an outcome or a statistic; the code itself where unknown."""
        return self.table.get(f"{kind}.{code}", code)

    def knows(self, key: str) -> bool:
        """Whether there is a sentence of that key."""
        return key in self.table

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
    table: dict[str, str] = {}
    for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
        table |= {f"{section}.{key}": text for key, text in entries.items()}
    return Words(lang, table)
