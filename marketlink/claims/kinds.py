"""Kinds of rows that several modules of claims ask for."""

from __future__ import annotations

from functools import cache

from marketlink.records.moment import TimeRule
from marketlink.text import pack
from marketlink.text.cues import Cue

ADVERBIAL = Cue("subjects", "adverbial")
ASIDE = Cue("subjects", "aside")
AT_LARGE = Cue("subjects", "at_large")
BORDER = Cue("subjects", "border")
CAUSE = Cue("subjects", "cause")
CITED = Cue("subjects", "cited")
CLASS = Cue("subjects", "share_class")
CLAUSE_END = Cue("subjects", "clause_end")
CLOSING = Cue("subjects", "closing")
CONCEDED = Cue("subjects", "conceded")
DAY_AFTER = Cue("subjects", "day_after")
DESCRIBED = Cue("subjects", "described")
DUMMY = Cue("subjects", "dummy")
FROM_ON = Cue("subjects", "from_on")
FUNDAMENTAL = Cue("measures", "fundamental")
GENERIC = Cue("subjects", "generic")
INTRADAY = Cue("measures", "intraday")
JOINED = Cue("subjects", "joined")
KOREAN_MARKET = Cue("subjects", "market_topic")
LEADING = Cue("subjects", "leading")
LIST = Cue("subjects", "list")
LOOKS_BACK = Cue("subjects", "looks_back")
MARKED = Cue("subjects", "marked")
MARKET_AT_LARGE = Cue("subjects", "market_at_large")
MEASURED = Cue("measures", "measured")
MODAL = Cue("views", "modal")
NEWS_AHEAD = Cue("subjects", "news_ahead")
NOT_LEVEL = Cue("levels", "not_level")
OTHER_TOPIC = Cue("subjects", "other_topic")
OWN_TOPIC = Cue("subjects", "own_topic")
OWN_WORDS = Cue("subjects", "own_words")
PRICE_WORD = Cue("measures", "price_word")
PRONOUN = Cue("subjects", "pronoun")
RECALLED = Cue("subjects", "recalled")
RUNNING = Cue("measures", "running")
SET_OUT = Cue("measures", "set_out")
STRANGER = Cue("subjects", "stranger")
TOLD_AHEAD = Cue("subjects", "told_ahead")
TOUCHED = Cue("subjects", "touched")
WHEN = Cue("subjects", "when")
WHICH = Cue("subjects", "which")
TO_DATE = frozenset({TimeRule.YEAR_TO_DATE, TimeRule.MONTH_TO_DATE})


@cache
def verb_last(language: str) -> bool:
    """Whether the verb of a sentence stands last."""
    return pack(language).settings("clauses").get("verb") == "last"
