"""Other spellings of one name: spacing, transliteration, Latin letters spelt in a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from marketlink.companies.cues import Cues, cues, language_of
from marketlink.companies.names import rows

_NEVER = re.compile("(?!)")
AND = ((" & ", (" and ", "&")), (" and ", (" & ",)), ("&", (" and ",)))
"""How "and" stands in a name, and what stands for it as well."""
_INNER_CAPITAL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")


class Spellings:
    """How a language in a script of its own spells names otherwise.

    ``pairs`` are endings and parts that stand for one another, ``letters`` Latin initials with
    their spelling in the script, ``groups`` first parts of names behind which a blank may stand,
    ``spaced`` where one may stand between the two scripts.
    """

    def __init__(self, language: Cues, script: re.Pattern[str]) -> None:
        own = [row for row in _rows() if row["lang"] == language.language]
        self.pairs = [(row["form"], row["other"]) for row in own if row["at"] == "anywhere"]
        self.letters = [(row["form"], row["other"]) for row in own if row["at"] == "start"]
        parts = sorted({re.escape(part) for pair in self.pairs for part in pair}) or ["(?!)"]
        self.any_part, self.script = re.compile("|".join(parts)), script
        self.groups = next((cue.rule.pattern for cue in language.of("group_prefix")), _NEVER)
        self.spaced = (
            re.compile(rf"([A-Za-z&0-9.]{{2,}}) ?(?={script.pattern}{{2,}})"),
            re.compile(rf"({script.pattern}{{2,}}) ?(?=[A-Z&]{{2,}}$)"),
        )


@cache
def _rows() -> list[dict[str, str]]:
    return list(rows("companies", "spellings.csv"))


_spellings_of = cache(Spellings)


def variants(name: str) -> Iterator[str]:
    """The name itself and its other spellings, each once."""
    language = None if name.isascii() else cues(language_of(name))
    if language is None or language.script is None:
        forms = list(_latin(name))
    else:
        own = _spellings_of(language, language.script)
        forms = [form for spelling in _spelt(name, own) for form in _spaced(spelling, own)]
    yield from dict.fromkeys([name, *forms])


def _latin(name: str) -> Iterator[str]:
    for sign, others in AND:
        if sign in name:
            yield from (name.replace(sign, other) for other in others)
            break
    if name.endswith((" Inc", " Inc.")):
        yield name.replace(" Inc", ", Inc").removesuffix(".")
    if "." in name and not name.endswith(".com"):
        yield name.replace(".", "")
    if " " in name and "-" in name:
        yield name.replace("-", " ")
    if " " in name and _INNER_CAPITAL.search(name):
        yield _INNER_CAPITAL.sub(" ", name)
    yield from _endings(name)


def _endings(name: str) -> Iterator[str]:
    """A name of several words with its last one in the other number or short: West Pharma."""
    head, _, last = name.rpartition(" ")
    if len(head) > SHORTEST_HEAD:
        yield from (f"{head} {other}" for other in _last_words().get(last, ()))


SHORTEST_HEAD = 3
"""Letters before a last word from which its other number is the firm ("on Semiconductors")."""


@cache
def _last_words() -> dict[str, list[str]]:
    """Last words of names in Latin letters, each with what stands for it as well."""
    words: dict[str, list[str]] = {}
    for row in _rows():
        if row["at"] == "end":
            words.setdefault(row["form"], []).append(row["other"])
            words.setdefault(row["other"], []).append(row["form"])
    return words


def _spelt(name: str, own: Spellings) -> Iterator[str]:
    yield name
    for one, other in own.pairs if own.any_part.search(name) else ():
        if name.endswith(other) and other != one:
            yield name[: -len(other)] + one
        if one in name and other not in name:
            yield name.replace(one, other)
        elif other in name and one not in name:
            yield name.replace(other, one)
    for letters, spelt in own.letters if name[0].isascii() else ():
        if name.startswith(letters) and own.script.match(name, len(letters)):
            yield spelt + name[len(letters) :]


def _spaced(name: str, own: Spellings) -> Iterator[str]:
    yield name
    if " " in name:
        yield name.replace(" ", "")
    if name.isascii():
        return
    if group := own.groups.match(name):
        yield f"{group[0]} {name[group.end() :]}"
    for pattern in own.spaced:
        if pattern.search(name):
            yield pattern.sub(r"\1 ", name)
