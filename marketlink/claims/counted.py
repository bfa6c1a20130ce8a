# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""What an English move is counted from: a day, a close, a peak, or the start of a period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.moments.reference_point import counted
from marketlink.moments.resolve import local_day
from marketlink.records.article import TimeRule
from marketlink.records.claim import Span, Unit, Window

if TYPE_CHECKING:
    from marketlink.claims.timed import Timed

RANKED = re.compile(
    r"\b(?:biggest|largest|worst|best|steepest|sharpest|greatest|deepest|strongest|weakest|most|least|first|second|third|fourth|fifth|highest|lowest|fastest|slowest|only|straight|ever)\b[^,;]*$",
    re.IGNORECASE,
)
"""What makes a span the scope of a rank and no base: "its biggest drop since Nov. 14"."""
START = re.compile(
    r"\b(?:since|from) the (?:start|beginning) of (?:the|this) (?P<start>week|month|quarter|year)\b|\b(?P<date>month|quarter|week)[- ]to[- ]date\b|\b(?:so far )?this (?P<this>week|month|quarter)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(r"(?:\.\d|[^,;.]){0,24}")
LEADS = re.compile(
    r"(?:\sto\s(?:about |nearly |almost |more than |over |just )?|,?\s.{0,60}\b(?:has|have|is|are)\b.{0,24})$"
)


def base_of(scene: Timed, amount: Amount) -> Window | None:
    """The window of a number that its words count from somewhere: FROM a day, SINCE a day where
    the words leave no other base, or OTHER; None where they count from nowhere."""
    if scene.language != "en":
        return None
    for _, moment in scene.moments:
        how = (
            ""
            if moment.rule == TimeRule.SESSION_BEFORE
            else counted(scene.text, *moment.span, scene.language)
        )
        if not how or not _belongs(scene, amount, moment.span):
            continue
        if RANKED.search(scene.text, max(scene.start, moment.span[0] - 90), moment.span[0]):
            continue
        first, last = (local_day(day, moment.zone) for day in (moment.start, moment.end))
        if first != last:
            started = START.search(scene.text, moment.span[0] - 6, scene.end)
            return None if started else Window(Span.OTHER)
        plain = how == "close" and moment.precision == "day"
        return Window(Span.SINCE if plain else Span.FROM, day=first)
    return None


def to_date_of(scene: Timed, amount: Amount) -> Unit | None:
    """The unit of the week, month, quarter or year that a number stands beside: "up 5% this month"."""
    if scene.language != "en":
        return None
    for match in START.finditer(scene.text, scene.start, scene.end):
        if not _belongs(scene, amount, match.span()):
            continue
        low, high = sorted([match.span(), (amount.start, amount.end)])
        between = scene.text[low[1] : high[0]]
        beside = BESIDE if match.start() > amount.start else LEADS
        if beside.fullmatch(between) and not RANKED.search(between):
            return Unit(next(word for word in match.groups() if word).lower())
    return None


def _belongs(scene: Timed, amount: Amount, span: tuple[int, int]) -> bool:
    """Whether a number is the nearest of its sentence to some words."""
    others = [
        a
        for a in amounts.percents(scene.text, scene.start, scene.end, scene.language)
        if a.unit == "return"
    ]
    return nearest(others, span) == amount.start


def nearest(others: Sequence[Amount], span: tuple[int, int]) -> int | None:
    """Where the number nearest to some words begins."""
    gaps = [(a.start - span[1] if a.start >= span[1] else span[0] - a.end, a.start) for a in others]
    return min(gaps)[1] if gaps else None
