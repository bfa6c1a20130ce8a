"""Days that a sentence only counts from, or holds another move against."""

from __future__ import annotations

from marketlink.moments.cues import around, before, every, first

LOOK_BACK = 110


def counted(text: str, start: int, end: int, language: str) -> str:
    """How a sentence counts from a day at ``text[start:end]``: "close" where a close is meant,
    "point" where it may be a price within the session, "" where it does not."""
    begin = max(0, start - LOOK_BACK)
    stops = every("counted_stop", language, text, begin, start + 1)
    begin = max([begin, *(match.end() for match in stops)])
    since = before("counted_since", language, text, begin, start)
    if since or around("counted_day", language, text, start, end):
        words = since.group() if since else ""
        return "point" if first("peaked", language, words, 0, len(words)) else "close"
    owned = around("owned", language, text, start, end)
    if owned and before("owning", language, text, begin, start):
        return "close" if first("closing_point", language, owned.group(), 0, 99) else "point"
    point = before("point_of", language, text, begin, start)
    if point is None or not first("pointed", language, point.group(), 0, len(point.group())):
        return ""
    # "is down 37% from its peak on June 18" tells how a price stands, which no day of it dates
    stands = point.group("told") or first("stands", language, text, begin, point.start())
    return "point" if stands else ""


def held_against(text: str, start: int, language: str) -> int | None:
    """Where the words begin that hold a move of the day at ``start`` against another; None where
    there are none."""
    match = before("held_against", language, text, max(0, start - LOOK_BACK), start)
    return match.start() if match else None
