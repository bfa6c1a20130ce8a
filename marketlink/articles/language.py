"""The language of a text, by its share of Hangul letters."""

from __future__ import annotations

import re

from marketlink.records.article import Language

HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
LATIN = re.compile(r"[A-Za-z]")
ASIDE = re.compile(r"\([^()]{0,80}\)")


def language_of(text: str) -> Language:
    """Korean where a fifth of the letters outside brackets are Hangul, else English."""
    if text.isascii():
        return "en"
    plain = ASIDE.sub("", text) if "(" in text else text
    return _share(plain) or _share(text) or "en"


def _share(text: str) -> Language | None:
    hangul = len(HANGUL.findall(text))
    letters = hangul + len(LATIN.findall(text))
    if not letters:
        return None
    return "ko" if hangul * 5 >= letters else "en"
