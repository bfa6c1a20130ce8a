"""A regular expression of a rule as a tree: as much of it as its necessary words are read off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
ZERO_WIDTH, CLASSES = frozenset("bBAZ"), frozenset("dDwWsS")
_CODE = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})")
_REPEAT = re.compile(r"([*+?]|\{\d*(?:,\d*)?\})[?+]?")
_ASIDE = re.compile(r"\?(?:<?[=!])")
_GROUP_OPENING = re.compile(r"\?(?:P<\w+>|>|[aiLmsux]*(?:-[imsx]+)?:)")
_REPEATED = re.compile(r"\(\?P=\w+\)")
_LIST = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class Kind(StrEnum):
    """The kind of a part of a pattern."""

    SIGN = "sign"
    """One of ``signs``; any sign where there are none."""
    NOTHING = "nothing"
    """A place between signs: a border of a word, what must or must not stand beside."""
    EITHER = "either"
    """One of ``parts``, each a sequence."""
    OFTEN = "often"
    """``parts[0]``, from ``least`` to ``most`` times; ``most`` None for any number."""
    LIST = "list"
    """A word of the list of a language called ``name``."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern."""

    kind: Kind
    signs: frozenset[str] = frozenset()
    parts: tuple[tuple[Part, ...], ...] = ()
    least: int = 0
    most: int | None = None
    name: str = ""


ANY, NOTHING = Part(Kind.SIGN), Part(Kind.NOTHING)


@lru_cache(maxsize=8192)
def parse(source: str) -> tuple[Part, ...]:
    """The parts of a pattern, which must follow each other.

    Raises
    ------
    ValueError
        A group or a set of signs is not closed.
    """
    parts, end = _either(source, 0)
    if end < len(source):
        raise ValueError(f"{source!r} has a bracket too many")
    return parts


def _either(source: str, at: int) -> tuple[tuple[Part, ...], int]:
    """The parts from ``at`` to the bracket that closes them, and where that is."""
    branches: list[tuple[Part, ...]] = []
    parts: list[Part] = []
    while at < len(source) and source[at] != ")":
        if source[at] == "|":
            branches.append(tuple(parts))
            parts, at = [], at + 1
            continue
        part, at = _part(source, at)
        part, at = _repeated(part, source, at)
        parts += part
    if not branches:
        return tuple(parts), at
    return (Part(Kind.EITHER, parts=(*branches, tuple(parts))),), at


def _repeated(parts: tuple[Part, ...], source: str, at: int) -> tuple[tuple[Part, ...], int]:
    """A part with how often it stands, if that is said behind it."""
    match = _REPEAT.match(source, at)
    if match is None:
        return parts, at
    counts = match[1]
    if counts[0] == "{":
        low, _, high = counts[1:-1].partition(",")
        least, most = int(low or 0), int(high) if high else None if "," in counts else int(low)
    else:
        least, most = int(counts == "+"), 1 if counts == "?" else None
    return (Part(Kind.OFTEN, parts=(parts,), least=least, most=most),), match.end()


def _part(source: str, at: int) -> tuple[tuple[Part, ...], int]:
    """The part that begins at ``at``, and where it ends."""
    sign = source[at]
    if sign == "\\":
        part, at = _escaped(source, at + 1)
        return (part,), at
    if sign == "[":
        part, at = _set(source, at + 1)
        return (part,), at
    if sign == "(":
        return _group(source, at)
    if sign == "{" and (match := _LIST.match(source, at)):
        return (Part(Kind.LIST, name=match[1]),), match.end()
    if sign in "^$":
        return (NOTHING,), at + 1
    return (ANY if sign == "." else Part(Kind.SIGN, frozenset(sign)),), at + 1


def _group(source: str, at: int) -> tuple[tuple[Part, ...], int]:
    if repeated := _REPEATED.match(source, at):
        return (Part(Kind.OFTEN, parts=((ANY,),)),), repeated.end()
    aside = _ASIDE.match(source, at + 1)
    opening = aside or _GROUP_OPENING.match(source, at + 1)
    parts, end = _either(source, opening.end() if opening else at + 1)
    if end == len(source):
        raise ValueError(f"{source!r} has an open bracket")
    return (NOTHING,) if aside else parts, end + 1


def _escaped(source: str, at: int) -> tuple[Part, int]:
    """The part that an escape stands for."""
    sign = source[at]
    if code := _CODE.match(source, at):
        return Part(Kind.SIGN, frozenset(chr(int(code[code.lastindex or 1], 16)))), code.end()
    if sign in ZERO_WIDTH:
        return NOTHING, at + 1
    if sign.isdigit():
        return Part(Kind.OFTEN, parts=((ANY,),)), at + 1
    return ANY if sign in CLASSES else Part(Kind.SIGN, frozenset(SIGNS.get(sign, sign))), at + 1


def _set(source: str, at: int) -> tuple[Part, int]:
    """A set of signs: any sign where it is not a plain list of them."""
    first, plain = at, source[at] != "^"
    signs: set[str] = set()
    at += not plain
    while source[at] != "]" or at == first + (not plain):
        if source[at] == "\\":
            part, at = _escaped(source, at + 1)
            signs |= part.signs
            plain = plain and bool(part.signs)
        else:
            signs.add(source[at])
            at += 1
        if source[at] == "-" and source[at + 1] != "]":
            plain, at = False, at + 1
    return Part(Kind.SIGN, frozenset(signs)) if plain else ANY, at + 1
