"""The reasons why a number that does not fit may be no error."""

from __future__ import annotations

from enum import IntEnum

from marketlink.records.reason import ReasonCode


class Doubt(IntEnum):
    """Why a statement that does not fit may be no error of the article, the gravest first."""

    MOOD = 0
    CLAUSE = 1
    HOURS = 2
    PERIOD = 3
    LINE = 4
    PART = 5
    MEASURE = 6
    STRANGER = 7
    SUBJECT = 8
    NAMES = 9
    DAY = 10
    DAYS = 11
    NUMBERS = 12


BY_CHANCE = frozenset({Doubt.MOOD, Doubt.LINE, Doubt.PART})
"""Doubts under which a number that fits bears nothing out, wherever in the clause their words
stand: the close of the stock is not what they speak of. Of 1,005 true numbers of press three stand
under one of them and one in four under another, which only stops an accusation."""


CODES = {
    Doubt.MOOD: ReasonCode.UNCLEAR_CLAUSE,
    Doubt.CLAUSE: ReasonCode.UNCLEAR_CLAUSE,
    Doubt.HOURS: ReasonCode.UNCLEAR_HOURS,
    Doubt.PERIOD: ReasonCode.UNCLEAR_PERIOD,
    Doubt.LINE: ReasonCode.UNCLEAR_LINE,
    Doubt.PART: ReasonCode.UNCLEAR_PART,
    Doubt.MEASURE: ReasonCode.UNCLEAR_MEASURE,
    Doubt.STRANGER: ReasonCode.UNCLEAR_NAMES,
    Doubt.SUBJECT: ReasonCode.UNCLEAR_SUBJECT,
    Doubt.NAMES: ReasonCode.UNCLEAR_NAMES,
    Doubt.DAY: ReasonCode.UNCLEAR_DAY,
    Doubt.DAYS: ReasonCode.UNCLEAR_DAYS,
    Doubt.NUMBERS: ReasonCode.UNCLEAR_NUMBERS,
}


LIFTED = frozenset({Doubt.SUBJECT, Doubt.NAMES, Doubt.DAY, Doubt.DAYS, Doubt.NUMBERS})
"""What another number of the same company and day, once it fits, leaves no doubt of."""


UNBORNE = frozenset({Doubt.MOOD, Doubt.PERIOD, Doubt.LINE})
"""What is left of the doubts where another number of the same phrase fits: "fell 3% to $47"."""
