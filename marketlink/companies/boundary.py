"""Whether a name found by the automaton stands there as a name, or inside something longer."""

from __future__ import annotations

import re
from functools import cache

from marketlink.companies.cues import MARK, Cues, plain
from marketlink.text import any_language

_INNER = frozenset("@_")
_WORD = re.compile(r"(?:[a-z]{4}|\d|[%)])\.$")
_REACH = 8
"""Letters before a name in which a word may be written onto it."""


def is_latin(char: str) -> bool:
    """Whether a character is a Latin letter or a digit."""
    return (char.isascii() and char.isalnum()) or "\u00c0" <= char <= "\u024f"


def stands_alone(
    text: str, start: int, end: int, language: Cues, *, joined: bool = False
) -> str | None:
    """The nouns written onto the name at a span of folded text ("" for none), or None where it is
    part of something longer; ``joined`` where another name follows its hyphen: "Pfizer-BioNTech".
    """
    first, last = text[start], text[end - 1]
    if is_latin(first):
        if not (_latin_start(text, start, language) or _is_written_onto(text, start, end)):
            return None
    elif start and language.script and language.script.match(first):
        blocked = language.start_blocked
        if blocked and blocked.match(text[start - 1]):
            return None
    after = text[end : end + 1]
    if is_latin(last) and after and not joined and not _latin_end(text, end, after):
        return "" if _is_written_before(text, start, end) else None
    return tail(text, end, language)


def _is_written_onto(text: str, start: int, end: int) -> bool:
    """Whether a name that the text has apart, too, lost the blank before it: "By Al ClarkAce"."""
    words = text[max(0, start - FEWEST) : start]
    lost = text[start].isupper() and words.isascii() and words.islower() and words.isalpha()
    return lost and end - start >= LONG and f" {text[start:end]} " in text


def _is_written_before(text: str, start: int, end: int) -> bool:
    """Whether such a name lost the blank behind it, before a word that sentences begin with or, in
    capitals, before any: "NvidiaThe maker", "CAVASemiconductors rose"."""
    word = _opening() if text[end - 1].islower() else _TITLED
    lost = word.match(text, end) is not None
    return lost and end - start >= FEWEST and f" {text[start:end]} " in text


FEWEST, LONG = 3, 6
"""Letters of a name, or of the word before it, that may have lost the blank between them, and of a
name that is no part of another word: "PowerShell"."""
_TITLED = re.compile(r"[A-Z][a-z]")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(any_language('opening_word'))}) ")


def tail(text: str, end: int, language: Cues) -> str | None:
    """The nouns written onto the name that ends at ``end``, before any particle ("주가", "" for
    none), or None where the letters after it make it part of a longer word."""
    after = text[end : end + 1]
    if after.isascii() or not language.attachable or not language.attachable.match(after):
        return ""
    match = language.match("tail", text, end)
    return match["noun"] if match else None


def _latin_start(text: str, start: int, language: Cues) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if is_latin(before) or before in _INNER:
        return False
    glued = before == "." and text[start].isupper() and _WORD.search(text, max(0, start - 5), start)
    if before in ".&" and start > 1 and is_latin(text[start - 2]) and not glued:
        return False  # but in "so compelling.Plains GP", "a target of $41.Palantir"
    if before == "+" or (before == "'" and start > 1 and is_latin(text[start - 2])):
        return False
    if language.script and language.script.match(before):
        window = text[max(0, start - _REACH) : start] + MARK
        return language.search("written_before", window) is not None
    return True


def _latin_end(text: str, end: int, after: str) -> bool:
    if is_latin(after) or after in _INNER:
        return False
    beyond = text[end + 1 : end + 2]
    if after == "-":
        return not beyond.isupper() or plain().match("compound", text, end + 1) is not None
    if after == "+" and not beyond.isdigit():
        return False
    if after in ".&+":
        return not (beyond and is_latin(beyond)) or (after == "." and beyond.isupper())
    if after == "'" and beyond and is_latin(beyond):
        return beyond in "sS" and not is_latin(text[end + 2 : end + 3] or " ")
    return True


@cache
def _form() -> re.Pattern[str]:
    forms = "|".join(any_language("corporate_form"))
    more = "|".join(any_language("second_form"))
    return re.compile(rf",? (?:{forms})\b\.?(?:,? (?:{more})\b\.?)?")


def with_form(text: str, end: int) -> int:
    """Where a company name ends once its legal form (", Inc.") is counted in."""
    match = _form().match(text, end)
    return match.end() if match else end


@cache
def _form_before_code() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(any_language('form_before_code'))})\b\.?")


NEAR = 24
"""Signs that may stand between a name and its code in brackets."""


def only_form(gap: str) -> bool:
    """Whether nothing but a legal form stands between a name and a code: "Gogo Inc. (GOGO)"."""
    return len(gap) <= NEAR and not any(char.isalpha() for char in _form_before_code().sub("", gap))
