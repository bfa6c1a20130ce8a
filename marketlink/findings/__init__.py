"""What is said: codes with fields, and their wording in each language.

A finding is a code and typed fields (numbers, days, names). Its words stand in
``messages/<language>.toml``, once a language, and every face (page, card, command line, JSON)
renders the same finding (:mod:`marketlink.findings.words`). Nothing decides anything by reading
them back.
"""

from __future__ import annotations

from marketlink.findings.said import FindingText, join_sentences

__all__ = ["FindingText", "join_sentences"]
