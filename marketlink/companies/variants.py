"""Other spellings of one name: spacing, transliteration, Latin letters spelt in a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from marketlink.companies.cues import Cues, cues, language_of
from marketlink.companies.names import rows

_NEVER = re.compile("(?!)")
AND = ((" & ", (" and ", "&")), (" and ", (" & ",)), ("&", (" and ",)))
"""How "and" stands in a name, and what stands for it as well."""
_INNER_CAPITAL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Spellings:
    """How a language spells names otherwise.

    ``pairs`` are endings and parts that stand for one another, ``letters`` Latin initials with
    their spelling in the script, ``groups`` first parts of names behind which a blank may stand,
    ``spaced`` where one may stand between the two scripts.
    """

    pairs: tuple[tuple[str, str], ...]
    any_part: re.Pattern[str]
    letters: tuple[tuple[str, str], ...]
    script: re.Pattern[str]
    groups: re.Pattern[str]
    spaced: tuple[re.Pattern[str], ...]


@cache
def _spellings_of(language: Cues) -> Spellings:
    own = [row for row in rows("companies", "spellings.csv") if row["lang"] == language.language]
    pairs = tuple((row["form"], row["other"]) for row in own if row["at"] == "anywhere")
    letters = tuple((row["form"], row["other"]) for row in own if row["at"] == "start")
    parts = sorted({re.escape(part) for pair in pairs for part in pair}) or ["(?!)"]
    script = language.script or _NEVER
    letter = script.pattern
    return Spellings(
        pairs,
        re.compile("|".join(parts)),
        letters,
        script,
        next((cue.rule.pattern for cue in language.of("group_prefix")), _NEVER),
        (
            re.compile(rf"([A-Za-z&0-9.]{{2,}}) ?(?={letter}{{2,}})"),
            re.compile(rf"({letter}{{2,}}) ?(?=[A-Z&]{{2,}}$)"),
        ),
    )


def variants(name: str) -> Iterator[str]:
    """The name itself and its other spellings, each once."""
    language = None if name.isascii() else cues(language_of(name))
    if language is None or language.script is None:
        forms = list(_latin(name))
    else:
        own = _spellings_of(language)
        forms = [form for spelling in _spelt(name, own) for form in _spaced(spelling, own)]
    yield from dict.fromkeys([name, *forms])


def _latin(name: str) -> Iterator[str]:
    for sign, others in AND:
        if sign in name:
            yield from (name.replace(sign, other) for other in others)
            break
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
    for row in rows("companies", "spellings.csv"):
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
