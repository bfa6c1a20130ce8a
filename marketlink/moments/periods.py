"""Weeks, months, quarters and years from the words of a chunk."""

from __future__ import annotations

from datetime import date, timedelta

from marketlink.findings import FindingText
from marketlink.moments.calendar import monday, month_of, months_of, part
from marketlink.moments.days import SATURDAY, year_of
from marketlink.moments.state import Context, TimeRange
from marketlink.moments.tokens import Chunk
from marketlink.records.article import Precision
from marketlink.records.moment import TimeRule

FIRST_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
ASSUMED = FindingText("note.calendar_quarter")
LEAN = {"last": -1, "this": 0, "next": 1}
UNTIL = frozenset({"until", "till", "by", "through"})
PARTS: dict[Precision, tuple[str, TimeRule, float, TimeRule, float, TimeRule, float]] = {
    "month": ("relmonth", TimeRule.MONTH, 0.88, TimeRule.PART_OF_A_MONTH, 0.8,
              TimeRule.MONTH_TO_DATE, 0.7),
    "year": ("relyear", TimeRule.YEAR, 0.85, TimeRule.PART_OF_A_YEAR, 0.7,
             TimeRule.YEAR_TO_DATE, 0.75),
}  # fmt: skip
"""Of a month and a year: the slot of one counted from publication, the rule of it, of a part with a
name and of what had passed, each with how sure it is."""
PART_WORDS = {
    "early": "early", "earlier": "early", "beginning of": "early", "start of": "early",
    "mid": "middle", "middle of": "middle", "late": "late", "later": "late", "end of": "late",
    "the end of": "late",
}  # fmt: skip


def week(chunk: Chunk, context: Context) -> TimeRange | None:
    """Monday to Sunday of a week counted from publication; last week is on a Sunday the one whose
    trading is over, and in English on a Saturday, too."""
    if context.today is None:
        return None
    shift = chunk.number("week")
    over = context.today.weekday() >= SATURDAY + context.points_home
    if shift == -1 and over and not context.first("this_week", 0, len(context.text)):
        shift = 0
    first = monday(context.today) + timedelta(days=7 * shift)
    last = first + timedelta(days=6)
    lead = chunk.word("week", 1)
    name = chunk.word("part") or PART_WORDS.get(lead, "")
    if lead == "earlier":
        last = max(first, context.today) if shift == 0 else last
    elif name == "early":
        last = first + timedelta(days=1)
    elif name == "late":
        first, last = first + timedelta(days=3), first + timedelta(days=4)
    return TimeRange(first, last, "interval", TimeRule.WEEK, 0.85)


def weekend(chunk: Chunk, context: Context) -> TimeRange | None:
    """Saturday and Sunday: the last ones, those of this week, or the next."""
    if context.today is None:
        return None
    way, today = chunk.number("weekend"), context.today
    saturday = monday(today) + timedelta(days=5)
    if way < 0 and saturday > today:
        saturday -= timedelta(days=7)
    if way > 0:
        saturday += timedelta(days=7)
    return TimeRange(saturday, saturday + timedelta(days=1), "interval", TimeRule.WEEKEND, 0.88)


def month(chunk: Chunk, context: Context) -> TimeRange | None:
    """A month by name or counted from publication, or a part of one."""
    calendar_month = _month(chunk, context)
    if calendar_month is None:
        return None
    year, number, name = calendar_month
    return _part_of(month_of(year, number), "month", name, chunk, context)


def _part_of(
    span: tuple[date, date], kind: Precision, name: str, chunk: Chunk, context: Context
) -> TimeRange:
    """Of a month or a year what was over, or to come, at publication ("earlier this month", "since
    March"), the third that has a name ("early March"), or all of it."""
    slot, whole, sure, of_it, sure_of_it, to_date, sure_to_date = PARTS[kind]
    (first, last), today, lead = span, context.today, chunk.word(slot, 1)
    if today and first <= today <= last and lead in ("earlier", "later"):
        ends = (first, today) if lead == "earlier" else (today, last)
        return TimeRange(*ends, "interval", of_it, 0.8)
    if "since" in chunk.slots and today and today >= first:
        return TimeRange(first, today, "interval", to_date, sure_to_date)
    if name:
        return TimeRange(*part(first, last, name), "interval", of_it, sure_of_it)
    return TimeRange(first, last, kind, whole, sure)


def _month(chunk: Chunk, context: Context) -> tuple[int, int, str] | None:
    today, name = context.today, chunk.word("part")
    if "yearmonth" in chunk.slots:
        return chunk.number("yearmonth"), chunk.number("yearmonth", 1), name
    if "relmonth" in chunk.slots:
        if today is None:
            return None
        first, _ = month_of(today.year, today.month + chunk.number("relmonth"))
        return first.year, first.month, name or PART_WORDS.get(chunk.word("relmonth", 1), "")
    slot = "month" if "month" in chunk.slots else "leadmonth"
    number, lead = chunk.number(slot), chunk.word("leadmonth", 1) if slot == "leadmonth" else ""
    name = name or next((PART_WORDS[w] for w in PART_WORDS if w in lead.split()), "")
    year = year_of(chunk, context) or year_for(number, lead, chunk, context)
    return (year, number, name) if year else None


def year_for(number: int, lead: str, chunk: Chunk, context: Context) -> int | None:
    """The year of a month without one: the latest that began, unless the words look ahead."""
    today = context.today
    if today is None:
        return None
    lean = next((LEAN[w] for w in lead.split() if w in LEAN), chunk.value("prefix"))
    if lean == -1:
        return today.year - (number >= today.month)
    if lean == 0:
        return today.year
    if lean == 1:
        return today.year + (number <= today.month)
    reach = 3 if context.tense == 0 and context.points_home else 0
    if context.tense > 0 or not UNTIL.isdisjoint(lead.split()):
        reach = 8
    if 0 < (number - today.month) % 12 <= reach:
        return today.year + (number < today.month)
    return today.year - (number > today.month)


def months(chunk: Chunk, context: Context) -> TimeRange | None:
    """Several months in a row."""
    first, last = chunk.number("months"), chunk.number("months", 1)
    year = year_of(chunk, context) or year_for(last, "", chunk, context)
    if year is None:
        return None
    span = months_of(year, first - 12 * (first > last), last)
    return TimeRange(*span, "interval", TimeRule.MONTHS, 0.85)


def quarter(chunk: Chunk, context: Context) -> TimeRange | None:
    """A calendar quarter, of the year stated or nearest to publication.

    A company's own quarters may be others; a quarter called fiscal is the surer not to be this one.
    """
    slot = "quarters" if "quarters" in chunk.slots else "quarter"
    number = chunk.number(slot)
    stated = slot == "quarter" and chunk.number("quarter", 1)
    year = stated or year_of(chunk, context) or 0
    if 0 < year < 100:  # noqa: PLR2004 (a year of two digits)
        year += 2000
    year = year or _year_of_quarter(number, chunk, context) or 0
    if not year or not 1 <= number <= 4:  # noqa: PLR2004 (quarters)
        return None
    last = chunk.number(slot, 1) if slot == "quarters" else number
    first_month = 3 * number - 2
    kind: Precision = "quarter" if last == number else "interval"
    near = max(context.sentence[0], chunk.start - 16), chunk.end + 16
    fiscal = context.first("fiscal", *near)
    note = FindingText("note.fiscal_quarter") if fiscal else ASSUMED
    sure = 0.5 if fiscal else 0.8
    span = months_of(year, first_month, 3 * last)
    return TimeRange(*span, kind, TimeRule.CALENDAR_QUARTER, sure, note=note)


def quarterend(chunk: Chunk, context: Context) -> TimeRange | None:
    """The three months that end with a stated day."""
    month = chunk.number("quarterend")
    year = chunk.number("quarterend", 1) or year_for(month, "", chunk, context)
    if not year:
        return None
    span = months_of(year, month - 2, month)
    return TimeRange(*span, "quarter", TimeRule.QUARTER_BY_ITS_LAST_DAY, 0.9)


def _year_of_quarter(number: int, chunk: Chunk, context: Context) -> int | None:
    today = context.today
    if today is None:
        return None
    if chunk.number("prefix") == -1:
        return today.year - (3 * number >= today.month)
    if context.tense < 0:
        return today.year - (3 * number - 2 > today.month)
    middles = (date(today.year + shift, 3 * number - 1, 15) for shift in (-1, 0, 1))
    return min(middles, key=lambda middle: (abs(middle - today), middle)).year


def relquarter(chunk: Chunk, context: Context) -> TimeRange | None:
    """Last, this or next calendar quarter."""
    if context.today is None:
        return None
    last = 3 * ((context.today.month + 2) // 3 + chunk.number("relquarter"))
    span = months_of(context.today.year, last - 2, last)
    return TimeRange(*span, "quarter", TimeRule.QUARTER, 0.85)


def half(chunk: Chunk, context: Context) -> TimeRange | None:
    """The first or second half of a year."""
    number = chunk.number("half")
    year = chunk.number("half", 1) or year_of(chunk, context)
    if not year:
        today = context.today
        if today is None:
            return None
        year = today.year - (number == 2 and today.month <= 3 and context.tense < 0)  # noqa: PLR2004 (a calendar)
    return TimeRange(
        *months_of(year, 6 * number - 5, 6 * number), "interval", TimeRule.HALF_YEAR, 0.8
    )


def opening(chunk: Chunk, context: Context) -> TimeRange | None:
    """The first months or quarters of a year, by how many and how long each is."""
    last = chunk.number("opening") * chunk.number("opening", 1)
    year = chunk.number("opening", 2) or (context.today.year if context.today else 0)
    if not year or not 0 < last <= 12:  # noqa: PLR2004 (a calendar)
        return None
    return TimeRange(*months_of(year, 1, last), "interval", TimeRule.MONTHS, 0.8)


def year(chunk: Chunk, context: Context) -> TimeRange | None:
    """A year, or a part of one, or the year so far."""
    number, name = _year(chunk, context)
    if number is None:
        return None
    return _part_of(months_of(number, 1, 12), "year", name, chunk, context)


def newyear(chunk: Chunk, context: Context) -> TimeRange | None:
    """The year that begins around publication."""
    if context.today is None:
        return None
    year = context.today.year + (context.today.month > 10)  # noqa: PLR2004 (a calendar)
    return TimeRange(*months_of(year, 1, 12), "year", TimeRule.NEW_YEAR, 0.8)


def yeartodate(chunk: Chunk, context: Context) -> TimeRange | None:
    """From the first of January to publication."""
    if context.today is None:
        return None
    first = date(context.today.year, 1, 1)
    return TimeRange(first, context.today, "interval", TimeRule.YEAR_TO_DATE, 0.85)


def _year(chunk: Chunk, context: Context) -> tuple[int | None, str]:
    name = chunk.word("part")
    if "leadyear" in chunk.slots:
        words = chunk.word("leadyear", 1)
        ending = next((PART_WORDS[w] for w in PART_WORDS if words.endswith(w)), "")
        return chunk.number("leadyear"), name or ending
    return year_of(chunk, context), name or PART_WORDS.get(chunk.word("relyear", 1), "")


def part_of_now(chunk: Chunk, context: Context) -> TimeRange | None:
    """The beginning or the end of the year of publication."""
    today, name = context.today, chunk.word("yearpart")
    if today is None:
        return None
    last = name == "late" and today.month <= 3 and context.tense <= 0  # noqa: PLR2004 (a calendar)
    span = part(*months_of(today.year - last, 1, 12), name)
    return TimeRange(*span, "interval", TimeRule.PART_OF_A_YEAR, 0.7)


def season(chunk: Chunk, context: Context) -> TimeRange | None:
    """Three whole months; winter runs into the next year. None where no words say which year's."""
    month, way = FIRST_MONTH[chunk.word("season")], chunk.value("season", 2)
    way = chunk.value("prefix") if "prefix" in chunk.slots else way
    year = chunk.number("season", 1) or year_of(chunk, context)
    if year is None and way is not None and context.today:
        today = context.today
        begun = today.year - (month > today.month)
        year = {-1: begun, 0: today.year, 1: begun + 1}[int(way)]
    if year is None:
        return None
    return TimeRange(*months_of(year, month, month + 2), "interval", TimeRule.SEASON, 0.6)
