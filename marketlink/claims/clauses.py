"""How a sentence is joined: lists, clauses, causes, and words that point back to a company."""

from __future__ import annotations

from marketlink.records.article import TimeRule
from marketlink.text import Cue

LIST = Cue("subjects", "list")
CLAUSE = Cue("subjects", "clause")["en"]
BORDER = Cue("subjects", "border")["en"]
CAUSE = Cue("subjects", "cause")["en"]
NEWS_AHEAD = Cue("subjects", "news_ahead")["en"]
CONCEDED = Cue("subjects", "conceded")["ko"]
TO_DATE = frozenset({TimeRule.YEAR_TO_DATE, TimeRule.MONTH_TO_DATE})
MARKET_AT_LARGE = Cue("subjects", "market_at_large")["en"]
STRANGER = Cue("subjects", "stranger")["en"]
AT_LARGE = Cue("subjects", "at_large")["en"]
CLASS = Cue("subjects", "share_class")["en"]
PARTED = Cue("subjects", "parted")["en"]
FORESEEN = Cue("subjects", "foreseen")["en"]
KOREAN_MARKET = Cue("subjects", "market_topic")["ko"]
DESCRIBED = Cue("subjects", "described")["en"]
TOUCHED = Cue("subjects", "touched")["en"]
CLOSING = Cue("subjects", "closing")["en"]
DAY_AFTER = Cue("subjects", "day_after")["en"]
OWN_WORDS = Cue("subjects", "own_words")["en"]
WHICH = Cue("subjects", "which")["en"]
WHEN = Cue("subjects", "when")["en"]
JOINED = Cue("subjects", "joined")["en"]
GENERIC = Cue("subjects", "generic")["ko"]
MARKED = Cue("subjects", "marked")["ko"]
RECALLED = Cue("subjects", "recalled")["ko"]
LOOKS_BACK = Cue("subjects", "looks_back")["ko"]
FROM_ON = Cue("subjects", "from_on")["ko"]
OTHER_TOPIC = Cue("subjects", "other_topic")["ko"]
OWN_TOPIC = Cue("subjects", "own_topic")["ko"]
TOLD_AHEAD = Cue("subjects", "told_ahead")["ko"]
ADVERBIAL = Cue("subjects", "adverbial")["ko"]
LEADING = Cue("subjects", "leading")["en"]
DUMMY = Cue("subjects", "dummy")["en"]
ASIDE = Cue("subjects", "aside")["en"]
CITED = Cue("subjects", "cited")
PRONOUN = Cue("subjects", "pronoun")["en"]
