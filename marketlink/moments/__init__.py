"""Time expressions: when things happened, according to the words of an article."""

from __future__ import annotations

from marketlink.moments.confirm import Confirmation, confirm, noted
from marketlink.moments.find import FoundMoments, reaction, read
from marketlink.moments.publication import local_day

__all__ = [
    "Confirmation",
    "FoundMoments",
    "confirm",
    "local_day",
    "noted",
    "reaction",
    "read",
]
