"""Bounds on an unstated publication time, from the latest dates that the page mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from marketlink.articles.page_words import marked
from marketlink.articles.stamps import Stamp, find_stamps
from marketlink.records.article import Evidence, Line, Published

TEXT = ("body", "title", "caption")
ASIDE = ("list", "furniture")


def bracket(text: str, lines: Sequence[Line], retrieved: datetime | None, today: date) -> Published:
    """The bounds from the text, the page around it and the time of the fetch.

    The latest full date that the body speaks of as past bounds it from below. From above it is
    bounded by the fetch, and by a coming day (오는 7일) in a list of other stories where another
    date in those lists says from which day on the page was captured.
    """
    past = [(line, s) for line, s in _dated(text, lines, TEXT) if _is_past(text, line, s, today)]
    earliest = max((stamp.day for _, stamp in past), default=None)
    evidence = [
        Evidence(f"line {line.number}", stamp.text, f"published on or after {stamp.day}")
        for line, stamp in past
        if stamp.day == earliest
    ][:1]
    awaited, capture = _captured(text, lines, today)
    bounds = [awaited] if awaited else []
    if retrieved is not None:
        bounds.append(retrieved.date())
        evidence.append(
            Evidence("fetch", retrieved.isoformat(), f"published by {retrieved.date()}")
        )
    latest = min(bounds, default=None)
    evidence += capture
    if earliest is None or latest is None or latest < earliest:
        return Published(evidence=tuple(evidence), earliest=earliest, latest=latest)
    value = earliest if earliest == latest else None
    return Published(
        value, "bracketed", "day" if value else "interval", None, tuple(evidence), earliest, latest
    )


def _dated(
    text: str, lines: Sequence[Line], kinds: tuple[str, ...]
) -> Iterator[tuple[Line, Stamp]]:
    for line in lines:
        if line.kind in kinds:
            for stamp in find_stamps(text[line.start : line.end]):
                yield line, stamp


def _is_past(text: str, line: Line, stamp: Stamp, today: date) -> bool:
    start = line.start + stamp.start
    before = text[max(line.start, start - 40) : start]
    after = text[line.start + stamp.end : line.end]
    return (
        stamp.day <= today
        and not marked("page_ahead", "", "$").search(before)
        and not marked("page_planned", r"^[^.]{0,60}?").match(after)
    )


def _captured(text: str, lines: Sequence[Line], today: date) -> tuple[date | None, list[Evidence]]:
    """The day by which the page was captured, if its lists date it, with their words."""
    stamps = [(line, stamp) for line, stamp in _dated(text, lines, ASIDE) if stamp.day <= today]
    since = max((stamp.day for _, stamp in stamps), default=None)
    evidence = [
        Evidence(f"{line.kind}, line {line.number}", stamp.text, f"captured on or after {since}")
        for line, stamp in stamps
        if stamp.day == since
    ][:1]
    bounds = []
    coming: dict[str, tuple[re.Match[str], Line]] = {}
    for line in lines:
        if line.kind in ASIDE:
            for match in marked("page_coming", "").finditer(text, line.start, line.end):
                coming.setdefault(match[0], (match, line))
    for match, line in coming.values():
        awaited = _next(since, match) if since else None
        day = awaited.isoformat() if awaited else f"a day {int(match['day'])} of the month"
        says = f"a list on the page awaits {day}: the page was captured by then"
        evidence.append(Evidence(f"{line.kind}, line {line.number}", match[0], says))
        bounds += [awaited] if awaited else []
    return min(bounds, default=None), evidence[:6]


def _next(since: date, match: re.Match[str]) -> date | None:
    """The first day from ``since`` on that has the day (and month) of the month named."""
    days = (since + timedelta(days=ahead) for ahead in range(366))
    month, number = match["month"], int(match["day"])
    fitting = (day for day in days if day.day == number and (not month or day.month == int(month)))
    return next(fitting, None)
