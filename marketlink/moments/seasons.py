"""Spring, summer, autumn and winter: three months, no more exact than that."""

from __future__ import annotations

from marketlink.moments.calendar import month_of
from marketlink.moments.days import year_of
from marketlink.moments.state import Context, TimeRange
from marketlink.moments.tokens import Chunk
from marketlink.records.moment import TimeRule

FIRST_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def season(chunk: Chunk, context: Context) -> TimeRange | None:
    """Three whole months; winter runs into the next year. None where no words say which year's."""
    name, stated, way = chunk.slots["season"]
    month = FIRST_MONTH[str(name)]
    year = int(stated) if stated else year_of(chunk, context)
    if year is None and "prefix" in chunk.slots:
        way = chunk.number("prefix")
    if year is None and way is not None and context.today:
        today = context.today
        begun = today.year if month_of(today.year, month)[0] <= today else today.year - 1
        year = {-1: begun, 0: today.year, 1: begun + 1}[int(way)]
        if int(way) == 0 and name == "winter" and today.month < 6:  # noqa: PLR2004 (a calendar)
            year -= 1
    if year is None:
        return None
    first, last = month_of(year, month)[0], month_of(year, month + 2)[1]
    return TimeRange(first, last, "interval", TimeRule.SEASON, 0.6)
