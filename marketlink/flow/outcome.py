"""What became of a kept article."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a kept article: its reading has exactly one."""

    LINKED = "linked"
    NAMES_NOBODY = "names_nobody"
    UNDATED = "undated"
    UNREAD_LANGUAGE = "unread_language"
    FAILED = "failed"
