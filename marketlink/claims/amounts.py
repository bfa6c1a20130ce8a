"""Numbers as articles write them: percentages, prices, index points, amounts of money."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from sys import maxsize
from typing import NamedTuple

from marketlink.claims.cues import AMOUNTS
from marketlink.records.claim import BARELY, Bound
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

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


SIGN = re.compile(r"(?:(?<![^\s(|])(?:(?P<plus>[+＋])|[-−–])|(?:(?P<rise>[▲△])|[▼▽])\s?)$")
HYPHEN = re.compile("[-\u2010\u2011]|(?<=[a-z]) [a-z]+ (?=[a-z] )|(?<=[a-z][a-z]) (?=[a-z]+$)")
TENS = re.compile(r"^([2-9])0$")
DECIMAL_COMMA = re.compile(r",(?=\d{1,2}$)")
HALVES = 0.25
"""Half a unit of a percentage told in halves: "two and a half percent"."""
TENTH = 10
"""Percent of a tenth."""
BEHIND = 24
"""Characters in which the lower end of a range stands before the upper."""
PART = 16
"""How many times a part in words is the half of its unit: "a third" is 31 to 35 percent."""
LEFT, YEARS = 24, {(year, 0.5) for year in range(1900, 2100)}
"""Characters before a number that may bound it; bare whole numbers that are years."""


def percents(text: str, language: str) -> list[Amount]:
    """Percentages, decimal; percentage points have the unit "percentage points"."""
    percentages: list[Amount] = []
    for match in AMOUNTS.percent[language].finditer(text):
        value, half = _percentage(match, language)
        at = match.start("number")
        low = AMOUNTS.range_from[language].search(text, max(0, at - BEHIND), at)
        joined = low is not None and low.end() > match.start()
        sign = match.group("sign") or "+"
        if pack(language).value("sign", sign) < 0 and not (sign == "-" and joined):
            value = -value
        unit = "percentage points" if match.group("points") else "return"
        bound = Bound.RANGE if match.groupdict().get("digits") else _bound(match, text, language)
        if bound is Bound.BAND and value and value % TENTH == 0:
            half = TENTH / 2  # "20%대" is anything from 20 to 30
        amount = Amount(*match.span(), value / 100, unit, half / 100, bound)
        whole = _range(amount, low)
        if whole:
            percentages = [one for one in percentages if one.end <= whole.start]
        percentages.append(whole or amount)
    return percentages


def _percentage(match: re.Match[str], language: str) -> tuple[float, float]:
    """The value and half a unit of a percentage, which may be counted in tenths, 2割, 1割5分, be a
    part in words, "a third", within a sixteenth of itself, or any of so many digits."""
    parts = match.groupdict()
    if part := parts.get("fraction"):
        value = pack(language).value("fraction", part)
        return value, value / PART
    if digits := parts.get("digits"):
        least = 10.0 ** (pack(language).value("digits", digits) - 1)
        return 5.5 * least, 4.5 * least
    value, half = _number(_in_digits(match.group("number"), language))
    if not parts.get("tenths"):
        return value, HALVES if parts.get("halves") else half
    hundredths = parts.get("hundredths")
    return value * TENTH + float(hundredths or 0), 0.5 if hundredths else half * TENTH


def _range(upper: Amount, match: re.Match[str] | None) -> Amount | None:
    """A range of percentages that ends with this one, half a unit wider at each end, or up to the
    next unit where it is a band: "1~2%대" holds everything from 1 to 3."""
    low, half = _number(match.group("number")) if match else (0.0, 0.0)
    low, half = low / 100, half / 100
    if match is None or not 0 <= low < upper.value:
        return None
    first, last = low - half, upper.value + upper.half
    if upper.bound is Bound.BAND:
        first, last = low, upper.value + 2 * upper.half
    middle, half = (first + last) / 2, (last - first) / 2
    return Amount(match.start(), upper.end, middle, upper.unit, half, Bound.RANGE)


def prices(text: str, start: int, end: int, language: str) -> list[Amount]:
    """Amounts of money, in their currency."""
    kinds = (AMOUNTS.money, _money), (AMOUNTS.counted_money, _counted_money)
    return sorted(
        read(match, text, end, language)
        for cue, read in kinds
        for match in cue[language].finditer(text, start, end)
    )


def points(text: str, language: str) -> list[Amount]:
    """Bare numbers that may be index levels."""
    levels = [
        Amount(*match.span(), value, "points", half, _bound(match, text, language))
        for match in AMOUNTS.points[language].finditer(text)
        for value, half in [_counted(match.group("number"), language)]
    ]
    return [one for one in levels if (one.value, one.half) not in YEARS]


def bare(text: str, language: str) -> list[Amount]:
    """Numbers without a unit that may be a price or a change: those to the cent or with a sign."""
    return [
        Amount(*match.span("number"), value, "", half, Bound.EXACT)
        for match in AMOUNTS.bare[language].finditer(text)
        for value, half in [_counted(match.group("number"), language)]
    ]


def sign_of(text: str, amount: Amount) -> int:
    """The sign that stands right before an amount: "▼1,900", "+$2.10"; 0 without one."""
    match = SIGN.search(text, max(0, amount.start - 3), amount.start)
    return 0 if match is None else 1 if match.lastgroup else -1


def _money(match: re.Match[str], text: str, end: int, language: str) -> Amount:
    parts, words = match.groupdict(), pack(language)
    scale = words.value("scale", parts["scale"].strip()) if parts.get("scale") else 1.0
    value, half = _number(parts["number"])
    unit = words.value("currency", parts["unit"])
    last = match.start() + len(match.group().rstrip())
    bound = _bound(match, text, language, end)
    return Amount(match.start(), last, value * scale, unit, half * scale, bound)


def _counted_money(match: re.Match[str], text: str, end: int, language: str) -> Amount:
    number = match.group("number")
    start = match.start() + len(number) - len(number.lstrip())
    value, half = _counted(number, language)
    unit = pack(language).value("currency", match.group("unit"))
    return Amount(start, match.end(), value, unit, half, _bound(match, text, language, end))


def _counted(number: str, language: str) -> tuple[float, float]:
    """The value and half a unit of a number counted by words, the greatest first: 1조 2000억."""
    values = pack(language).values
    scales = (values.get("myriad", {}), values.get("hundred", {}))
    return _summed(_in_digits(number, language).replace(",", "").replace(" ", ""), scales)


def _summed(digits: str, scales: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    """The same of a number whose parts stand before signs of a scale: 9천200 before 만."""
    if not scales:
        return float(digits), half_of(digits)
    value, half = 0.0, 0.5
    for sign, scale in scales[0].items():
        if sign in digits:
            count, digits = digits.split(sign, 1)
            part, unit = _summed(count or "1", scales[1:])
            value, half = value + part * scale, unit * scale
    if digits:
        part, half = _summed(digits, scales[1:])
        value += part
    return value, half


def count_of(word: str, language: str, table: str = "count") -> int:
    """The whole number that digits or a word of a table say: "11th", "사흘", "third"."""
    digits = re.sub(r"\D", "", word)
    return int(digits or pack(language).value(table, word))


def _number(numeral: str) -> tuple[float, float]:
    """The value of digits, and half a unit of the last."""
    digits = DECIMAL_COMMA.sub(".", numeral).replace(",", "")
    return float(digits), half_of(digits)


def _in_digits(numeral: str, language: str) -> str:
    """The digits of a number that is written as it is read out: "five-point-31" is 5.31."""
    words = pack(language).values.get("spoken")
    if words is None:
        return numeral
    parts = [words.get(part.lower(), part) for part in HYPHEN.split(numeral)]
    if len(parts) > 1 and len(parts[1]) == 1 and numeral[0].isalpha():
        parts[0] = TENS.sub(r"\1", parts[0])  # "twenty-two" is 20 and 2
    return "".join(parts)


def half_of(digits: str) -> float:
    """Half a unit of the last written digit."""
    return 0.5 * 10.0 ** -len(digits.partition(".")[2])


def _bound(match: re.Match[str], text: str, language: str, end: int = maxsize) -> Bound:
    """How the words around a number bound it."""
    rule = AMOUNTS.bound_before[language].rule_of(text, max(0, match.start() - LEFT), match.start())
    rule = rule or AMOUNTS.bound_after[language].rule_at(text, match.end(), end)
    bound = Bound(rule.fields["bound"]) if rule else Bound.EXACT
    return Bound.BAND if match.groupdict().get("band") and bound not in BARELY else bound


def holds(observed: float, amount_value: float, half: float, bound: Bound) -> bool:  # noqa: PLR0911 (a case each)
    """Whether an observed size (both without sign) is what the words and their rounding allow."""
    slack = half + 1e-9 * max(1.0, abs(amount_value))
    if bound is Bound.OVER:
        return observed >= amount_value
    if bound is Bound.UNDER:
        return observed <= amount_value
    if bound in (Bound.NEAR, Bound.JUST_UNDER):
        low = min(0.9 * amount_value, amount_value - half)
        return low <= observed <= amount_value + (slack if bound is Bound.NEAR else 0.0)
    if bound is Bound.JUST_OVER:
        return amount_value <= observed <= max(1.1 * amount_value, amount_value + half)
    if bound is Bound.NEARLY_TIMES:
        return 0.9 * (1 + amount_value) - 1 <= observed <= amount_value + slack
    if bound is Bound.BAND:
        return amount_value - 1e-9 <= observed < amount_value + 2 * half
    if bound is Bound.ABOUT:
        return abs(observed - amount_value) <= max(2 * slack, 0.05 * amount_value)
    return abs(observed - amount_value) <= slack
