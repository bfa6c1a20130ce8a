"""Symbols in small letters, as people write them in chats and forums: "nvda -6.2% today"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marketlink.companies.codes import Code
from marketlink.companies.directory import Directory

_TOKEN = re.compile(r"(?<![\w.$@/'#-])[a-z]{2,5}(?![\w/'-]|\.\w)")
_MOVED = re.compile(
    r"(?: (?:shares?|stock|calls?|puts|is|was|are|down|up|off|lost|fell|rose|dropped|jumped|slips?"
    r"|slipped|gained?|gains|drops?|falls?|closed|ended|hit|at|the lone winner)\b[^.;]{0,24}?"
    r"| )[-+]?\$?\d+(?:\.\d+)?\s?%?"
)
_NEXT = re.compile(r"(?: and|,|/) ?([a-z]{3,5})\b")
_BEFORE = re.compile(r"\b([a-z]{3,5})(?: and|,|/) ?$")
_NOT_TEXT = (
    "a about all also am an and any app are arm as at be been best big bill but by can car cash "
    "cost day did do dow eat ever fast five fun gap go gold good had has have he her him his hold "
    "home hot how huge ice if in is it its just key kids land last life live low man me most mom "
    "more my net new next nice no not now of off on once one only open or our out path plan play "
    "pay peg pool post race rare real ride root run safe save see she so spot sun talk team tech "
    "than that the them then they this tree two up us very was we well what when who why wing wit "
    "wolf work yes you your fed ceo cfo ipo etf usd eur gdp cpi spy qqq dia eps pct low high bull "
    "bear lows peak fell rose lost week year jan feb mar apr may jun jul aug sep oct nov dec mon "
    "tue wed thu fri sat sun pre post ago amid ways main flow grow lean loan mind nail only form "
)
_NOT = frozenset(_NOT_TEXT.split())


def small_codes(text: str, directory: Directory) -> Iterator[Code]:
    """The symbols of a folded line that is all in small letters, each with a move beside it.

    Two letters count only beside two longer ones; a text with capitals writes symbols in them.
    """
    if any(char.isupper() for char in text):
        return
    found = [
        match
        for match in _TOKEN.finditer(text)
        if match[0] not in _NOT
        and match[0].upper() in directory.listings
        and (_MOVED.match(text, match.end()) or _in_list(text, match))
    ]
    longer = {match[0] for match in found if len(match[0]) > 2}
    for match in found:
        if len(longer) >= (1 if len(match[0]) > 3 else 2):
            yield Code(
                match.start(), match.end(), match[0].upper(), "symbol in small letters", True
            )


def _in_list(text: str, match: re.Match[str]) -> bool:
    """Whether a token of four letters is listed with another symbol: "nvda and tsla drag"."""
    if len(match[0]) < 4:
        return False
    around = (_NEXT.match(text, match.end()), _BEFORE.search(text, 0, match.start()))
    return any(one and one[1] not in _NOT and len(one[1]) >= 3 for one in around)
