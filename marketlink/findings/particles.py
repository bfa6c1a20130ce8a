"""Korean particles, which follow the last sound of the word before them."""

from __future__ import annotations

import re
import unicodedata

PAIRS = {
    "은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"),
    "로": ("으로", "로"), "이다": ("이다", "다"), "이고": ("이고", "고"), "이며": ("이며", "며"),
    "이나": ("이나", "나"), "이었다": ("이었다", "였다"),
}  # fmt: skip
"""Each particle's form after a consonant and after a vowel."""
PARTICLES = frozenset(PAIRS)
OPEN_DIGITS = "2459"
"""Digits whose Korean names end in a vowel."""
RIEUL_DIGITS = "178"
OPEN_LETTERS = "aeiouwyzbcdfghjkpqrstvx"
"""Latin letters at whose end a word or an abbreviation is usually heard as open."""
SILENT_R = re.compile("[a-z]{2}[aeiou]r$", re.IGNORECASE)
"""A word at whose end no r is heard in Korean: NAVER is 네이버, KR is 케이알."""
SIGNS = {"%": "트", "‰": "밀", "$": "러", "σ": "마", "τ": "우", "α": "파", "β": "타"}


def with_particle(word: str, particle: str) -> str:
    """The word with the form of the particle that its sound asks for: ``엔비디아는``."""
    closed, after_vowel = PAIRS[particle]
    sound = ending(word)
    if particle == "로" and sound == "ㄹ":
        return word + after_vowel
    return word + (closed if sound else after_vowel)


def ending(word: str) -> str:
    """ "" where the last sound is a vowel, "ㄹ" where it is a rieul, else another consonant."""
    last = next((sign for sign in reversed(word) if sign.isalnum() or sign in SIGNS), "")
    last = SIGNS.get(last, last)
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "" if final == 0 else "ㄹ" if final == 8 else "."  # noqa: PLR2004 (the final rieul in Unicode)
    if last.isdigit():
        value = str(unicodedata.digit(last, 0))
        return "" if value in OPEN_DIGITS else "ㄹ" if value in RIEUL_DIGITS else "."
    letter = last.lower()
    if letter == "l" or (letter == "r" and not SILENT_R.search(word)):
        return "ㄹ"
    return "" if letter in OPEN_LETTERS or not letter else "."
