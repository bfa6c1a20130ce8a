"""Sentences and the rules of a language: an engine that knows no word of any language."""

from marketlink.text.clauses import Clause, ClauseKind, Clauses, clauses
from marketlink.text.cues import Cue, RuleRows
from marketlink.text.language import language_of, page_settings, unread
from marketlink.text.pack import COMMON, Pack, Rule, languages, pack
from marketlink.text.sentences import Sentence, sentences

__all__ = [
    "COMMON",
    "Clause",
    "ClauseKind",
    "Clauses",
    "Cue",
    "Pack",
    "Rule",
    "RuleRows",
    "Sentence",
    "clauses",
    "language_of",
    "languages",
    "pack",
    "page_settings",
    "sentences",
    "unread",
]
