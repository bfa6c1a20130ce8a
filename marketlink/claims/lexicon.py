"""Kinds of rows that several modules of claims ask for."""

from __future__ import annotations

from marketlink.text import Cue, pack

FUNDAMENTAL = Cue("measures", "fundamental")
MODAL = Cue("views", "modal")
MEASURED = Cue("measures", "measured")
PRICE_WORD = Cue("measures", "price_word")
NOT_LEVEL = Cue("levels", "not_level")
SET_OUT = Cue("measures", "set_out")
INTRADAY = Cue("measures", "intraday")
RUNNING = Cue("measures", "running")


def verb_last(language: str) -> bool:
    """Whether the verb of a sentence stands last."""
    return pack(language).settings("clauses").get("verb") == "last"
