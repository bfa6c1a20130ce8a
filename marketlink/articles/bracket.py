"""Bounds on a publication time that nothing states, from what the page knows of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from marketlink.articles.stamps import find_stamps
from marketlink.records.article import Evidence, Line, Published

AHEAD = re.compile(
    r"(?:오는|다음\s?달|내달|내년)\s*$|(?:will|until|by|from|before|due)\b[^.]{0,40}$", re.I
)
COMING = re.compile(r"오는\s*(?:(?P<month>\d{1,2})월\s*)?(?P<day>\d{1,2})일")
AFTERWARDS = re.compile(r"^[^.]{0,60}?(?:예정|계획|전망|will\b|scheduled|expected)", re.IGNORECASE)


def bracket(text: str, lines: Sequence[Line], retrieved: datetime | None, today: date) -> Published:
    """What the text and the time of the fetch say about when the article can have appeared.

    The latest full date that the body speaks of as past bounds it from below, the fetch from
    above. A coming day in a list of other stories says when the page was captured.
    """
    past: list[Evidence] = []
    days: list[date] = []
    for line in lines:
        if line.kind in ("body", "title", "caption"):
            for stamp in find_stamps(text[line.start : line.end]):
                before = text[
                    max(line.start, line.start + stamp.start - 40) : line.start + stamp.start
                ]
                after = text[line.start + stamp.end : line.end]
                if stamp.day <= today and not AHEAD.search(before) and not AFTERWARDS.match(after):
                    days.append(stamp.day)
                    says = f"published on or after {stamp.day}"
                    past.append(Evidence(f"line {line.number}", stamp.text, says))
    earliest = max(days, default=None)
    latest = retrieved.date() if retrieved is not None else None
    evidence = [e for e, day in zip(past, days, strict=True) if day == earliest][:1]
    if retrieved is not None:
        evidence.append(Evidence("fetch", retrieved.isoformat(), f"published by {latest}"))
    evidence += _captured(text, lines)
    if earliest is None or latest is None or latest < earliest:
        return Published(evidence=tuple(evidence), earliest=earliest, latest=latest)
    value = earliest if earliest == latest else None
    return Published(
        value, "bracketed", "day" if value else "interval", None, tuple(evidence), earliest, latest
    )


def _captured(text: str, lines: Sequence[Line]) -> list[Evidence]:
    found: dict[str, Evidence] = {}
    for line in lines:
        if line.kind in ("list", "furniture"):
            for match in COMING.finditer(text, line.start, line.end):
                month = f"{int(match['month'])}/" if match["month"] else "of a month, "
                said = f"day {month}{int(match['day'])}"
                says = f"a list on the page awaits {said}: the page was captured shortly before it"
                found.setdefault(
                    match[0], Evidence(f"{line.kind}, line {line.number}", match[0], says)
                )
    return list(found.values())[:5]
