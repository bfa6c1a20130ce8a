"""Numbers as articles write them: percentages, prices, index points, amounts of money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from marketlink.claims.cues import AMOUNTS
from marketlink.records.claim import Bound
from marketlink.text import pack


class Amount(NamedTuple):
    """A number at ``text[start:end]``.

    ``value`` is decimal for percentages, in currency or points otherwise, without a sign unless
    the text writes one; ``half`` is half a unit of its last written digit; ``bound`` is "exact",
    "about", "over", "under", "near" (just below), "band" (the digits before the decimal point) or
    "range" (from one number to another: ``value`` is their middle, ``half`` reaches the ends).
    """

    start: int
    end: int
    value: float
    unit: str
    half: float
    bound: Bound


SIGN = re.compile(r"(?:(?<![^\s(|])(?:(?P<plus>[+＋])|[-−–])|(?:(?P<rise>[▲△])|[▼▽])\s?)$")
HYPHEN = re.compile("[-\u2010\u2011]")
DECIMAL_COMMA = re.compile(r",(?=\d{1,2}$)")
TENTH = 10
"""Percent of a tenth."""
BEHIND = 24
"""Characters in which the lower end of a range stands before the upper."""
PART = 16
"""How many times a part in words is the half of its unit: "a third" is 31 to 35 percent."""
LEFT, YEARS = 18, range(1900, 2100)
"""Characters before a number that may bound it; bare numbers that are years."""


def percents(
    text: str, start: int, end: int, language: str, able: int | None = None
) -> list[Amount]:
    """Percentages, decimal; percentage points have the unit "percentage points". ``able`` are the
    rules that may match there, where that is known."""
    percentages: list[Amount] = []
    for match in AMOUNTS.percent[language].finditer(text, start, end, able):
        value, half = _percentage(match, language)
        at = match.start("number")
        low = AMOUNTS.range_from[language].search(text, max(start, at - BEHIND), at)
        joined = low is not None and low.end() > match.start()
        sign = match.group("sign") or "+"
        if pack(language).value("sign", sign) < 0 and not (sign == "-" and joined):
            value = -value
        unit = "percentage points" if match.group("points") else "return"
        bound = _bound(match, text, end, language)
        amount = Amount(*match.span(), value / 100, unit, half / 100, bound)
        whole = _range(amount, low)
        if whole:
            percentages = [one for one in percentages if one.end <= whole.start]
        percentages.append(whole or amount)
    return percentages


def _percentage(match: re.Match[str], language: str) -> tuple[float, float]:
    """The value and half a unit of a percentage, which may be counted in tenths, 2割, 1割5分, or be
    a part in words, "a third", within a sixteenth of itself."""
    parts = match.groupdict()
    if part := parts.get("fraction"):
        value = pack(language).value("fraction", part)
        return value, value / PART
    value, half = _number(_in_digits(match.group("number"), language))
    if not parts.get("tenths"):
        return value, half
    hundredths = parts.get("hundredths")
    return value * TENTH + float(hundredths or 0), 0.5 if hundredths else half * TENTH


def _range(upper: Amount, match: re.Match[str] | None) -> Amount | None:
    """A range of percentages that ends with this one, half a unit wider at each end, or up to the
    next unit where it is a band: "1~2%대" holds everything from 1 to 3."""
    low, lower = _number(match.group("number")) if match else (0.0, 0.0)
    low, lower = low / 100, lower / 100
    if match is None or not 0 <= low < upper.value:
        return None
    first, last = low - lower, upper.value + upper.half
    if upper.bound is Bound.BAND:
        first, last = low, upper.value + 2 * upper.half
    middle, half = (first + last) / 2, (last - first) / 2
    return Amount(match.start(), upper.end, middle, upper.unit, half, Bound.RANGE)


def prices(text: str, start: int, end: int, language: str) -> list[Amount]:
    """Amounts of money, in their currency."""
    amounts = [
        _money(m, text, end, language) for m in AMOUNTS.money[language].finditer(text, start, end)
    ]
    amounts += [
        _counted_money(match, text, end, language)
        for match in AMOUNTS.counted_money[language].finditer(text, start, end)
        if _in_digits(match.group("number").strip(), language)[:1].isdigit()
    ]
    return sorted(amounts)


def points(text: str, start: int, end: int, language: str) -> list[Amount]:
    """Bare numbers that may be index levels."""
    levels = []
    for match in AMOUNTS.points[language].finditer(text, start, end):
        value, half = _counted(match.group("number"), language)
        if value in YEARS and half == 0.5:  # noqa: PLR2004 (half of a whole unit)
            continue
        bound = _bound(match, text, end, language)
        levels.append(Amount(*match.span(), value, "points", half, bound))
    return levels


def bare(text: str, start: int, end: int, language: str) -> list[Amount]:
    """Numbers without a unit that may be a price or a change: those to the cent or with a sign."""
    numbers = []
    for match in AMOUNTS.bare[language].finditer(text, start, end):
        value, half = _number(match.group("number"))
        numbers.append(Amount(*match.span("number"), value, "", half, Bound.EXACT))
    return numbers


def sign_of(text: str, amount: Amount) -> int:
    """The sign that stands right before an amount: "▼1,900", "+$2.10"; 0 without one."""
    match = SIGN.search(text, max(0, amount.start - 3), amount.start)
    return 0 if match is None else 1 if match.lastgroup else -1


def _money(match: re.Match[str], text: str, end: int, language: str) -> Amount:
    parts = match.groupdict()
    words, scale = pack(language), 1.0
    if parts.get("scale"):
        scale = words.value("scale", parts["scale"].strip())
    value, half = _number(parts["number"])
    bound = _bound(match, text, end, language)
    unit = words.value("currency", parts["unit"])
    last = match.start() + len(match.group().rstrip())
    return Amount(match.start(), last, value * scale, unit, half * scale, bound)


def _counted_money(match: re.Match[str], text: str, end: int, language: str) -> Amount:
    number = match.group("number")
    start = match.start() + len(number) - len(number.lstrip())
    value, half = _counted(number, language)
    unit = pack(language).value("currency", match.group("unit"))
    return Amount(start, match.end(), value, unit, half, _bound(match, text, end, language))


def _counted(number: str, language: str) -> tuple[float, float]:
    """The value and half a unit of a number counted by words, the greatest first: 1조 2000억."""
    digits = _in_digits(number, language).replace(",", "").replace(" ", "")
    hundreds = pack(language).values.get("hundred", {})
    value, half, rest = 0.0, 0.5, digits
    for sign, scale in pack(language).values.get("myriad", {}).items():
        if sign in rest:
            count, rest = rest.split(sign, 1)
            part, unit_half = _section(count or "1", hundreds)
            value, half = value + part * scale, unit_half * scale
    if rest:
        part, half = _section(rest, hundreds)
        value += part
    return value, half


def _section(digits: str, hundreds: Mapping[str, float]) -> tuple[float, float]:
    """The value and half a unit of what stands before a myriad or the unit: 9천200, 5890."""
    value, half, rest = 0.0, 0.5, digits
    for sign, scale in hundreds.items():
        if sign in rest:
            count, rest = rest.split(sign, 1)
            value, half = value + float(count or 1) * scale, _half(count) * scale
    if rest:
        value, half = value + float(rest), _half(rest)
    return value, half


def count_of(word: str, language: str, table: str = "count") -> int:
    """The whole number that digits or a word of a table say: "11th", "사흘", "third"."""
    digits = re.sub(r"\D", "", word)
    return int(digits or pack(language).value(table, word))


def _number(numeral: str) -> tuple[float, float]:
    """The value of digits, and half a unit of the last."""
    digits = DECIMAL_COMMA.sub(".", numeral).replace(",", "")
    return float(digits), _half(digits)


def _in_digits(numeral: str, language: str) -> str:
    """The digits of a number that is written as it is read out: "five-point-31" is 5.31."""
    words = pack(language).values.get("spoken")
    if words is None:
        return numeral
    return "".join(words.get(part.lower(), part) for part in HYPHEN.split(numeral))


def _half(digits: str) -> float:
    """Half a unit of the last written digit."""
    return 0.5 * 10.0 ** -len(digits.partition(".")[2])


def _bound(match: re.Match[str], text: str, end: int, language: str) -> Bound:
    """How the words around a number bound it."""
    if match.groupdict().get("band"):
        return Bound.BAND
    rule = AMOUNTS.bound_before[language].rule_of(text, max(0, match.start() - LEFT), match.start())
    rule = rule or AMOUNTS.bound_after[language].rule_at(text, match.end(), end)
    return Bound(rule.fields["bound"]) if rule else Bound.EXACT


def holds(observed: float, amount_value: float, half: float, bound: Bound) -> bool:  # noqa: PLR0911 (a case each)
    """Whether an observed size (both without sign) is what the words and their rounding allow."""
    slack = half + 1e-9 * max(1.0, abs(amount_value))
    if bound is Bound.OVER:
        return observed >= amount_value
    if bound is Bound.UNDER:
        return observed <= amount_value
    if bound is Bound.NEAR:
        low = min(0.9 * amount_value, amount_value - half)
        return low <= observed <= amount_value + slack
    if bound is Bound.NEARLY_TIMES:
        return 0.9 * (1 + amount_value) - 1 <= observed <= amount_value + slack
    if bound is Bound.BAND:
        return amount_value - 1e-9 <= observed < amount_value + 2 * half
    if bound is Bound.ABOUT:
        return abs(observed - amount_value) <= max(2 * slack, 0.05 * amount_value)
    return abs(observed - amount_value) <= slack
