"""What a move is counted from: a day, a close, a peak, or the start of a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.moments.reference_point import counted
from marketlink.moments.resolve import local_day
from marketlink.records.article import TimeRule
from marketlink.records.claim import ClaimWindow, Unit, WindowSpan
from marketlink.text import Cue

if TYPE_CHECKING:
    from marketlink.claims.timed import Timed

RANKED = Cue("measures", "ranked")
START = Cue("measures", "start")
BESIDE = Cue("measures", "beside")
LEADS = Cue("measures", "leads")


def base_of(scene: Timed, amount: Amount) -> ClaimWindow | None:
    """The window of a number that its words count from somewhere: FROM a day, SINCE a day where
    the words leave no other base, or OTHER; None where they count from nowhere."""
    if scene.language != "en":
        return None
    for _, moment in scene.moments:
        if moment.rule == TimeRule.SESSION_BEFORE:
            continue
        how = counted(scene.text, *moment.span, scene.language)
        if not how or not _belongs(scene, amount, moment.span):
            continue
        begin = max(scene.start, moment.span[0] - 90)
        if RANKED[scene.language].search(scene.text, begin, moment.span[0]):
            continue
        first, last = (local_day(day, moment.zone) for day in (moment.start, moment.end))
        if first != last:
            started = START[scene.language].search(scene.text, moment.span[0] - 6, scene.end)
            return None if started else ClaimWindow(WindowSpan.OTHER)
        plain = how == "close" and moment.precision == "day"
        return ClaimWindow(WindowSpan.SINCE if plain else WindowSpan.FROM, day=first)
    return None


def to_date_of(scene: Timed, amount: Amount) -> Unit | None:
    """The unit of the period up to now that a number stands beside: "up 5% this month"."""
    for match in START[scene.language].finditer(scene.text, scene.start, scene.end):
        if not _belongs(scene, amount, match.span()):
            continue
        low, high = sorted([match.span(), (amount.start, amount.end)])
        between = scene.text[low[1] : high[0]]
        beside = (BESIDE if match.start() > amount.start else LEADS)[scene.language]
        if beside.fullmatch(between) and not RANKED[scene.language].search(between):
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
