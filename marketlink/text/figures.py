"""Figures as articles print them, full-width or with a middle dot, in the signs of the rules."""

from __future__ import annotations

from marketlink.text.cues import CueFile
from marketlink.text.pack import pack

AMOUNTS = CueFile("amounts")


def in_plain_figures(text: str, language: str) -> str:
    """The text with full-width figures, and the signs of its language, made plain.

    Rules of the kind "figure" tell which signs, and ``[values.figure]`` what each is written as: a
    sign for a sign, so every offset is one of the text as it was.
    """
    plain = pack(language).values["figure"]
    if text.isascii() or plain.keys().isdisjoint(text):
        return text
    signs = list(text)
    for match in AMOUNTS.figure[language].finditer(text):
        signs[match.start()] = plain[match.group()]
    return "".join(signs)
