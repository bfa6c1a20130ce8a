"""The kinds of rows that claims ask for, by the files that hold them."""

from __future__ import annotations

from marketlink.text.cues import CueFile

AMOUNTS = CueFile("amounts")
CLAIMS = CueFile("claims")
DIRECTIONS = CueFile("directions")
EXTREMES = CueFile("extremes")
INDICES = CueFile("indices")
LEVELS = CueFile("levels")
MARKET_CAP = CueFile("market_cap")
MEASURES = CueFile("measures")
MOVES = CueFile("moves")
RELATIONS = CueFile("relations")
SIZES = CueFile("sizes")
SUBJECTS = CueFile("subjects")
VIEWS = CueFile("views")
