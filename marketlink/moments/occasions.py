"""Which year's holiday a phrase means, and the block of days it covers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from marketlink.findings import FindingText
from marketlink.moments.calendar import DAY
from marketlink.moments.days import year_of
from marketlink.moments.holidays import blocks, tables, working
from marketlink.moments.state import Context, TimeRange
from marketlink.moments.tokens import Chunk
from marketlink.moments.zones import COUNTRY, NEW_YORK, nearest
from marketlink.records.article import Precision
from marketlink.records.moment import TimeRule

Stretch = tuple[date, date, date]
MANY_DAYS = frozenset({"lunar", "chuseok", "golden", "national", "festival", "long", "easter"})
SOON = timedelta(days=12)
"""How far ahead a holiday may lie that a verb of the past tells of: of its eve, or its sales."""
LUNAR_COUNTRIES = frozenset({"KR", "CN", "HK", "TW"})


def holiday(chunk: Chunk, context: Context) -> TimeRange | None:
    """The block of non-working days around a named holiday, or the day itself."""
    key, usual, *fixed = chunk.word("holiday").split()
    form = chunk.word("holiday", 1) or ("block" if key in MANY_DAYS else "day")
    shift = chunk.number("holiday", 2)
    country = _country(key, usual, bool(fixed), chunk, context)
    stretch = _choose(
        blocks(country, key), _year(chunk, context), _side(chunk, shift, context), context
    )
    if stretch is None:
        return None
    turned = shift if form in ("beside", "outside") else 0
    zone = next((zone for zone, code in COUNTRY.items() if code == country), NEW_YORK)
    first, last = _form(stretch, form)
    if turned and "first" not in chunk.slots:
        edge = stretch[2] if form == "beside" else stretch[1] if turned > 0 else stretch[0]
        first = last = edge + shift * DAY
    elif "first" in chunk.slots:
        turned = chunk.number("first")
        edge, step = (last, DAY) if turned > 0 else (first, -DAY)
        first = last = next(d for n in count(1) if working(country, d := edge + n * step))
    days: Precision = "day" if first == last else "interval"
    rule = TimeRule.DAY_AFTER_HOLIDAY if turned > 0 else TimeRule.DAY_BEFORE_HOLIDAY
    rule = rule if turned else TimeRule.HOLIDAY_BLOCK
    note = FindingText("note.repaired") if chunk.repaired else ""
    return TimeRange(first, last, days, rule, 0.75 if chunk.repaired else 0.9, zone, note)


def _form(stretch: Stretch, form: str) -> tuple[date, date]:
    first, last, day = stretch
    if form == "day":
        return day, day
    if form == "eve":
        return day - DAY, day - DAY
    return first, last


def _country(key: str, usual: str, fixed: bool, chunk: Chunk, context: Context) -> str:
    """The country whose holiday is meant: the name's own, else that of the nearest place named, or
    of the companies: "Labour Day" in a wrap of New York is September's."""
    if fixed:
        return usual
    place = nearest(chunk.start, context.cues) or context.market
    near = COUNTRY.get(place or "", "")
    holidays = tables()
    real = {"golden": "national", "long": "christmas", "easter": "goodfriday"}.get(key, key)
    if key == "golden" and near == "JP":
        return "JP"
    if near and real in holidays[near].keyed and (key != "lunar" or near in LUNAR_COUNTRIES):
        return near
    return usual


def _year(chunk: Chunk, context: Context) -> int | None:
    after = context.around("holiday_year_after", chunk)
    return int(after.group(1)) if after else year_of(chunk, context)


def _side(chunk: Chunk, shift: int, context: Context) -> int:
    """-1 for the last holiday, -2 for one that may come soon, 1 for the next, 0 for the nearest."""
    if "prefix" in chunk.slots:
        return chunk.number("prefix")
    if context.tense >= 0 and (shift < 0 or context.before("holiday_ahead", chunk, 40)):
        return 1
    return -2 if context.tense < 0 else 0


def _choose(
    stretches: tuple[Stretch, ...], year: int | None, side: int, context: Context
) -> Stretch | None:
    today = context.today
    if year is not None:
        return next((entry for entry in stretches if entry[2].year == year), None)
    if today is None:
        return None
    if side > 0:
        return next((entry for entry in stretches if entry[1] >= today), None)
    if side < 0:
        begun = today + (timedelta() if side == -1 else SOON)
        return next((entry for entry in reversed(stretches) if entry[0] <= begun), None)
    return min(stretches, key=lambda entry: abs(entry[2] - today), default=None)
