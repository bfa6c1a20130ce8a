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


def kind_of(span: TimeRange, zone: str, background: bool, stamp: bool, context: Context) -> str:
    """ "event", "publication", "background" or "future", from the words around a moment."""
    today = context.today
    start, end = local_day(span.start, zone), local_day(span.end, zone)
    now = context.anchor.instant
    again = now is not None and span.start == now and span.rule == TimeRule.CLOCK_TIME
    if stamp or again:
        return "publication"
    if today is not None and start > (_told_until(span, context) or today):
        return "future"
    later = now is not None and isinstance(span.start, datetime) and span.start > now
    unbegun = now is not None and context.tense > 0 and start > local_day(now, zone)
    if unbegun or (later and context.tense >= 0):
        return "future"
    if background or span.precision in COARSE or span.rule in VAGUE:
        return "background"
    if span.precision == "month" and today is not None and today - end > RECENT_MONTH:
        return "background"
    return "event"


def _told_until(span: TimeRange, context: Context) -> date | None:
    """The last day that a verb of the past may tell of: the page's own update, or soon after the
    stamp for a weekday."""
    if context.tense >= 0:
        return None
    anew = context.anchor.told_anew() if span.rule == TimeRule.DAY_OF_WEEK else None
    updated = context.anchor.updated if span.other is not None else None
    return max(filter(None, (anew, updated)), default=None)


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
