"""Sentences and the rules of a language: an engine that knows no word of any language.

Its cues, clauses and sentences stand in modules of their own, which a short command does without.
"""

from marketlink.text.language import language_of, page_settings, unread
from marketlink.text.pack import COMMON, Pack, Rule, any_language, languages, pack, word_set

__all__ = [
    "COMMON", "Pack", "Rule", "any_language", "language_of", "languages", "pack", "page_settings",
    "unread", "word_set",
]  # fmt: skip
