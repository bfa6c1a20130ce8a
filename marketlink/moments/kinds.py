"""Whether a moment is the event itself, the publication, background, or still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from marketlink.moments.publication import local_day
from marketlink.moments.state import Context, TimeRange
from marketlink.records.moment import Moment, TimeRule

COARSE = frozenset({"quarter", "year"})
VAGUE = (TimeRule.MONTHS, TimeRule.HALF_YEAR, TimeRule.SESSION_BEFORE, TimeRule.SEASON)
OLD = timedelta(days=100)
RECENT_MONTH = timedelta(days=70)
REVIEWED = timedelta(days=10)
"""From how many days on a range of days is looked back on: no session of it is that of news."""


def kind_of(span: TimeRange, zone: str, background: bool, stamp: bool, context: Context) -> str:
    """ "event", "publication", "background" or "future", from the words around a moment."""
    today, now = context.today, context.anchor.instant
    start, end = local_day(span.start, zone), local_day(span.end, zone)
    if stamp or (now is not None and span.start == now and span.rule == TimeRule.CLOCK_TIME):
        return "publication"
    begun = _last_begun(span, zone, context)
    later = now is not None and isinstance(span.start, datetime) and span.start > now
    if (begun is not None and start > begun) or (later and context.tense >= 0):
        return "future"
    reviewed = span.rule is TimeRule.RANGE_OF_DAYS and end - start >= REVIEWED
    if background or reviewed or span.precision in COARSE or span.rule in VAGUE:
        return "background"
    if span.precision == "month" and today is not None and today - end > RECENT_MONTH:
        return "background"
    return "event"


def _last_begun(span: TimeRange, zone: str, context: Context) -> date | None:
    """The last day that is not to come: of what was done, one that had begun at home or where the
    words are, or of the page's own update; of what is to be done, one that had in both places."""
    anchor, today = context.anchor, context.today
    if today is None or context.tense == 0:
        return today
    here = today if anchor.instant is None else local_day(anchor.instant, zone)
    if context.tense > 0:
        return min(today, here)
    return max(today, here, (span.other is not None and anchor.updated) or today)


def weigh(moments: tuple[Moment, ...], today: date | None) -> tuple[Moment, ...]:
    """The moments, with old or vague ones made background where a recent day is named."""
    if today is None:
        return moments
    days = [
        m for m in moments if m.kind == "event" and m.precision not in ("month", "year", "quarter")
    ]
    recent = any(today - local_day(m.end, m.zone) <= OLD for m in days)
    if not recent:
        return moments
    return tuple(
        replace(m, kind="background", reactions=())
        if m.kind == "event" and (m.precision == "month" or today - local_day(m.end, m.zone) > OLD)
        else m
        for m in moments
    )
