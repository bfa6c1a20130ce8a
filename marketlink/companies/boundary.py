"""Whether a name found by the automaton stands there as a name, or inside something longer."""

from __future__ import annotations

import re

from marketlink.companies.particles import starts_clean, tail

CORPORATE = re.compile(
    r",? (?:Inc|Corp|Corporation|Incorporated|Co|Company|Ltd|Limited|PLC|Plc|plc|LLC|N\.?V|S\.?A"
    r"|AG|SE"
    r"|SpA|AB|ASA|Oyj|Holdings?|Group)\b\.?(?:,? (?:Inc|Corp|Ltd|Co|plc)\b\.?)?"
)
_JOINED_HANGUL_TEXT = (
    "미국 중국 대만 일본 한국 독일 영국 네덜란드 유럽 글로벌 옛 구 전 현 및 또 서 의 는 은 와 과 "
)
_JOINED_HANGUL = frozenset(_JOINED_HANGUL_TEXT.split())
_WORD_BEFORE = re.compile(r"[가-힣]+$")
_COMPOUND = re.compile(
    r"[A-Z]{2}|(?:[A-Z][a-z]+ed|Led|Style|Like|Free|Run|Made|Built|Rival|Supplier|Maker|Owner"
    r"|Parent"
    r"|Exclusive|Killer|Only|Type|Sized|Heavy|Bound|Wide|Level|Specific|Grade)\b"
)
_INNER = frozenset("@_")


def is_latin(char: str) -> bool:
    """Whether a character is a Latin letter or a digit."""
    return (char.isascii() and char.isalnum()) or "\u00c0" <= char <= "\u024f"


def stands_alone(text: str, start: int, end: int, *, joined: bool = False) -> str | None:
    """The nouns written onto a name, or None where the name is part of something longer.

    Parameters
    ----------
    text
        Folded text, case kept.
    start, end
        Span of a name in it.
    joined
        Another name follows its hyphen, as in "Pfizer-BioNTech".

    Returns
    -------
    str or None
        Attached Korean nouns ("" for none); None where the letters around make another word.
    """
    first, last = text[start], text[end - 1]
    if is_latin(first):
        if not _latin_start(text, start):
            return None
    elif "가" <= first <= "힣" and not starts_clean(text, start):
        return None
    after = text[end : end + 1]
    if is_latin(last) and after and not joined and not _latin_end(text, end, after):
        return None
    return tail(text, end)


def _latin_start(text: str, start: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if is_latin(before) or before in _INNER:
        return False
    if before in ".&" and start > 1 and is_latin(text[start - 2]):
        return False
    if before == "+" or (before == "'" and start > 1 and is_latin(text[start - 2])):
        return False
    if "가" <= before <= "힣":
        word = _WORD_BEFORE.search(text, max(0, start - 8), start)
        return word is not None and word[0].endswith(tuple(_JOINED_HANGUL))
    return True


def _latin_end(text: str, end: int, after: str) -> bool:
    if is_latin(after) or after in _INNER:
        return False
    beyond = text[end + 1 : end + 2]
    if after == "-":
        return not beyond.isupper() or _COMPOUND.match(text, end + 1) is not None
    if after == "+" and not beyond.isdigit():
        return False
    if after in ".&+":
        return not (beyond and is_latin(beyond)) or (after == "." and beyond.isupper())
    if after == "'" and beyond and is_latin(beyond):
        return beyond in "sS" and not is_latin(text[end + 2 : end + 3] or " ")
    return True


def with_form(text: str, end: int) -> int:
    """Where a company name ends once its legal form (", Inc.") is counted in."""
    match = CORPORATE.match(text, end)
    return match.end() if match else end
