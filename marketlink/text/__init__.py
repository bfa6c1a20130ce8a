"""Sentences and the rules of a language: an engine that knows no word of any language."""

from marketlink.text.language import language_of, page_settings, unread
from marketlink.text.pack import Pack, Rule, languages, pack
from marketlink.text.sentences import Sentence, sentences

__all__ = [
    "Pack",
    "Rule",
    "Sentence",
    "language_of",
    "languages",
    "pack",
    "page_settings",
    "sentences",
    "unread",
]
