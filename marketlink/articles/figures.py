"""The numbers of a report, in comparable form: percentages, amounts of money, index levels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["percent", "KRW", "USD", "level"]
KOREAN = {"조": 1e12, "억": 1e8, "만": 1e4, "천만": 1e7, "백만": 1e6}
ENGLISH = {
    "trillion": 1e12,
    "tn": 1e12,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
}
NUMBER = r"\d[\d,]*(?:\.\d+)?"
PERCENT = re.compile(
    rf"(?<![\d.])({NUMBER})\s?(?:%|percent\b|per\s?cent\b|퍼센트|프로(?!젝))", re.I
)
WON = re.compile(
    rf"(?<![\d.])(?:({NUMBER})\s?조\s?)?(?:({NUMBER})\s?억\s?)?"
    rf"(?:({NUMBER})\s?(천만|백만|만)\s?)?(원|달러)?"
)
DOLLARS = re.compile(rf"(?:US)?\$\s?({NUMBER})\s?(trillion|tn|billion|bn|million|mn|m|b)?\b", re.I)
WORDED = re.compile(
    rf"(?<![\d.$])({NUMBER})[\s\-](trillion|billion|million)(?:[\s\-](won|dollars?))?", re.I
)
LEVEL = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d{3,5})\.\d{2}(?![\d%])")
ROUND = re.compile(
    r"(?:nearly|almost|about|around|roughly|some|over|more than|above|약|거의|가까이|넘게)\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a text: its kind, its value, and half a unit of its last digit."""

    kind: Kind
    value: float
    tolerance: float


def figures(text: str) -> list[Figure]:
    """Every percentage, amount of money and index level of a text, in its order by kind."""
    found = [_percent(text, match) for match in PERCENT.finditer(text)]
    found += [f for match in WON.finditer(text) if (f := _won(match)) is not None]
    for pattern in (DOLLARS, WORDED):
        found += [_worded(match) for match in pattern.finditer(text)]
    found += [Figure("level", _float(m[0]), 0.005) for m in LEVEL.finditer(text)]
    return found


def _float(text: str) -> float:
    return float(text.replace(",", ""))


def _half_unit(text: str, unit: float = 1.0) -> float:
    """Half a unit of the last digit that is written; zeros at the end may be rounded ones."""
    digits = text.replace(",", "")
    if "." in digits:
        return float(0.5 * unit * 10.0 ** -len(digits.partition(".")[2]))
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(0.5 * unit * 10.0 ** min(zeros, 2))


def _percent(text: str, match: re.Match[str]) -> Figure:
    value = _float(match[1])
    tolerance = float(0.5 * 10.0 ** -len(match[1].partition(".")[2]))
    loose = ROUND.search(text[max(match.start() - 12, 0) : match.start()])
    return Figure("percent", value, max(tolerance, 0.05 * value) if loose else tolerance)


def _won(match: re.Match[str]) -> Figure | None:
    trillions, hundreds, rest, unit, currency = match.groups()
    if trillions is None and hundreds is None and (rest is None or currency is None):
        return None
    parts = [(trillions, 1e12), (hundreds, 1e8), (rest, KOREAN.get(unit or "", 1.0))]
    value = sum(_float(number) * size for number, size in parts if number)
    last, size = next((n, s) for n, s in reversed(parts) if n)
    return Figure("USD" if currency == "달러" else "KRW", value, _half_unit(last, size))


def _worded(match: re.Match[str]) -> Figure:
    unit = ENGLISH.get((match[2] or "").lower(), 1.0)
    named = match[3] if match.re is WORDED else "dollars"
    kind: Kind = "KRW" if (named or "").lower() == "won" else "USD"
    return Figure(kind, _float(match[1]) * unit, _half_unit(match[1], unit))


def agree(one: Figure, other: Figure) -> bool:
    """Whether two numbers can be the same one, each rounded as it is written."""
    return one.kind == other.kind and abs(one.value - other.value) <= max(
        one.tolerance, other.tolerance
    ) * (1 + 1e-9)


def shared(ones: list[Figure], others: list[Figure]) -> bool | None:
    """Whether two reports have a number in common; None where no kind of number is in both."""
    kinds = {one.kind for one in ones} & {other.kind for other in others}
    if not kinds:
        return None
    return any(agree(one, other) for one in ones for other in others)
