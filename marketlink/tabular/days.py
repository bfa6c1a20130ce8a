"""How a file writes its days: one form a file, found from a sample."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from marketlink.errors import InputError

Form = Literal["iso", "ymd", "compact", "dmy", "mdy", "named", "instant", "seconds", "millis",
               "micros", "nanos"]  # fmt: skip

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("instant", _INSTANT),
    ("iso", re.compile(r"\d{4}-\d\d-\d\d")),
    ("compact", re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\.0)?")),
    ("ymd", re.compile(r"(19|20)\d\d\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}\s*[일.]?([ T].*)?")),
    ("nanos", re.compile(r"\d{18,19}")),
    ("micros", re.compile(r"\d{15,16}")),
    ("millis", re.compile(r"\d{12,13}")),
    ("seconds", re.compile(r"\d{9,10}")),
    ("named", re.compile(rf"({_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}[ -]{_MONTH}[ -]\d{{2,4}})",
                         re.IGNORECASE)),
)  # fmt: skip
COUNTED = ("nanos", "micros", "millis", "seconds")
EPOCH = re.compile(r"\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19}")
"""An instant counted from 1970, which only a column's name tells from a number."""
_SLASHED = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4})([ T].*)?")


def is_day(text: str) -> bool:
    """Whether a cell looks like a day in any form."""
    cell = text.strip()
    return bool(_SLASHED.fullmatch(cell)) or any(
        form.fullmatch(cell) for name, form in _FORMS if name not in COUNTED
    )


def form_of(cells: Sequence[str], what: str) -> Form:
    """The form in which these cells write days.

    Parameters
    ----------
    cells : sequence of str
        A sample; with day and month both as numbers, all of them.
    what : str
        The file, for messages.

    Raises
    ------
    InputError
        No known form, or day and month cannot be told apart.
    """
    sample = [cell.strip() for cell in cells if cell.strip()]
    for name, form in _FORMS:
        if sample and all(form.fullmatch(cell) for cell in sample):
            return name
    slashed = [match for cell in sample if (match := _SLASHED.fullmatch(cell))]
    if slashed and len(slashed) == len(sample):
        return _day_or_month(slashed, what)
    loose = [name for name, form in _FORMS if sample and form.fullmatch(sample[0])]
    if "iso" in loose or "ymd" in loose:
        return "ymd"
    example = next((cell for cell in sample if not is_day(cell)), sample[0] if sample else "")
    raise InputError(f"{what} has a date that cannot be read: {example!r}", "",
                     "dates such as 2025-01-27")  # fmt: skip


def _day_or_month(matches: Sequence[re.Match[str]], what: str) -> Form:
    first = max(int(match[1]) for match in matches)
    second = max(int(match[2]) for match in matches)
    if first > 12 >= second:  # noqa: PLR2004 (a calendar)
        return "dmy"
    if second > 12 >= first:  # noqa: PLR2004 (a calendar)
        return "mdy"
    raise InputError(
        f"{what} writes days and months as numbers that cannot be told apart",
        f"For example {matches[0][0]!r}",
        "--dates dmy or --dates mdy",
    )
