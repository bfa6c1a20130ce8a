"""What is said: codes with fields, and their wording in each language.

A finding is a code and typed fields (numbers, days, names). Its words stand in
``messages/<language>.toml``, once a language, and every face (page, card, command line, JSON)
renders the same finding. Nothing decides anything by reading them back.
"""

from __future__ import annotations

from marketlink.findings.said import FindingText, join_sentences
from marketlink.findings.words import LANGUAGES, Words, words

__all__ = ["LANGUAGES", "FindingText", "Words", "join_sentences", "words"]
