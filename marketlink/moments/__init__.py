"""When things happened, according to the words of an article."""

from __future__ import annotations

from marketlink.moments.confirm import Confirmation, confirm, fitting, noted
from marketlink.moments.find import MOST, Found, find, reaction, read

__all__ = [
    "MOST",
    "Confirmation",
    "Found",
    "confirm",
    "find",
    "fitting",
    "noted",
    "reaction",
    "read",
]
