"""Codes in lists, in small letters, and in forms that only one language has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketlink.companies.codes import TickerCode, single_codes, yahoo
from marketlink.companies.cues import cues, language_of, plain, word_set
from marketlink.companies.directory import Directory

_LIST = re.compile(
    r"(?<![\w$.-])(?:(?:[A-Z]{1,5}(?:[.-][A-Z]{1,2})?(?:, ?| and |, and )){2,}[A-Z]{1,5}"
    r"|[A-Z]{1,5} vs\.? [A-Z]{1,5}(?=:))\b(?![.'^-]\w)"
)
_ITEM = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z]{1,2})?")


def _in_lists(text: str, directory: Directory) -> Iterator[TickerCode]:
    """The symbols of a list of them, "PINS, SKX, AA", or "TER vs. A:": most of them known, one of
    them a symbol that is no word."""
    for match in _LIST.finditer(text):
        items = list(_ITEM.finditer(text, match.start(), match.end()))
        codes = [item for item in items if yahoo(item[0]) in directory.listings]
        plainly = [item for item in codes if _names_a_share(item[0], directory)]
        if len(codes) < max(2, round(0.6 * len(items))) or not (plainly or " vs" in match[0]):
            continue
        for item in codes:
            yield TickerCode(item.start(), item.end(), yahoo(item[0]), "code in a list", True)


def _names_a_share(code: str, directory: Directory) -> bool:
    symbol = yahoo(code)
    is_kept = symbol in directory.listings.kept and symbol not in directory.formers
    return is_kept and len(code) > 2 and code not in word_set("common_capitals")  # noqa: PLR2004 (a pair, or three)


def _own_forms(text: str, directory: Directory) -> Iterator[TickerCode]:
    """Codes in a form that only a language has, as its rules of the kind ``code`` write it: the
    group ``code``, and the symbol's ending in the field ``suffix``."""
    for cue in cues(language_of(text)).of("code"):
        for match in cue.rule.finditer(text):
            symbol = match["code"] + cue.field("suffix")
            if symbol in directory.listings:
                yield TickerCode(*match.span("code"), symbol, "code in brackets", True)


def find_codes(text: str, directory: Directory) -> Iterator[TickerCode]:
    """The codes in a folded line, case kept: those in lists first."""
    in_lists = list(_in_lists(text, directory)) if "," in text or " vs" in text else []
    own = list(_own_forms(text, directory))
    yield from in_lists
    yield from own
    yield from single_codes(text, directory, {code.start for code in (*in_lists, *own)})
    yield from _small_codes(text, directory)


_SMALL = re.compile(r"(?<![\w.$@/'#-])[a-z]{2,5}(?![\w/'-]|\.\w)")
_SMALL_NEXT = re.compile(r"(?: and|,|/) ?([a-z]{3,5})\b")
_SMALL_BEFORE = re.compile(r"\b([a-z]{3,5})(?: and|,|/) ?$")


def _small_codes(text: str, directory: Directory) -> Iterator[TickerCode]:
    """The symbols of a folded line that is all in small letters, each with a move beside it, as
    people write them in chats: "nvda -6.2% today".

    Two letters count only beside two longer ones; a text with capitals writes symbols in them.
    """
    if not text.islower():
        return
    words = word_set("small_word")
    matches = [
        match
        for match in _SMALL.finditer(text)
        if match[0] not in words
        and match[0].upper() in directory.listings
        and (plain().match("small_code", text, match.end()) or _in_list(text, match, words))
    ]
    longer = {match[0] for match in matches if len(match[0]) > 2}  # noqa: PLR2004 (a pair, or three)
    for match in matches:
        if len(longer) >= (1 if len(match[0]) > 3 else 2):  # noqa: PLR2004 (a pair, or three)
            yield TickerCode(
                match.start(), match.end(), match[0].upper(), "symbol in small letters", True
            )


def _in_list(text: str, match: re.Match[str], words: frozenset[str]) -> bool:
    """Whether a token of four letters is listed with another symbol: "nvda and tsla drag"."""
    if len(match[0]) < 4:  # noqa: PLR2004 (letters)
        return False
    around = (_SMALL_NEXT.match(text, match.end()), _SMALL_BEFORE.search(text, 0, match.start()))
    return any(one and one[1] not in words and len(one[1]) >= 3 for one in around)  # noqa: PLR2004 (a pair, or three)
