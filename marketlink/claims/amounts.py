# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Numbers as articles write them: percentages, prices, index points, amounts of money."""

from __future__ import annotations

import re
from typing import NamedTuple

from marketlink.records.claim import Bound


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


PERCENT = re.compile(
    r"(?P<sign>[+＋▲△▼▽-]|마이너스\s?|플러스\s?|minus )?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?:%|％|퍼센트|프로(?![가-힣])|percent\b|per cent\b|pct\b)"
    r"(?P<points>\s?(?:p\b|P\b|포인트|points?\b|pts?\b))?(?P<band>\s?(?:대|선))?"
)
_SECTION = r"(?:\d[\d,]*(?:\.\d+)?\s?천\s?)?(?:\d\s?백\s?)?(?:\d[\d,]*(?:\.\d+)?)?"
WON = re.compile(
    rf"(?P<number>(?:{_SECTION}\s?조\s?)?(?:{_SECTION}\s?억\s?)?(?:{_SECTION}\s?만\s?)?{_SECTION}\s?)(?P<unit>원|달러|엔(?![가-힣])|홍콩달러|대만달러|위안|유로)(?P<band>\s?(?:대|선))?"
)
DOLLAR = re.compile(
    r"(?P<unit>US\$|HK\$|NT\$|\$|₩|€|£|¥)\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?-?(?P<scale>trillion|billion|million|bn|tn|mn|[BMTK]\b)?",
)
WORDED = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s(?P<scale>trillion |billion |million )?(?P<unit>won|dollars|yen|euros|pounds|Hong Kong dollars|Taiwan dollars)\b"
)
PENCE = re.compile(
    r"(?<![\d.,$£€])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<scale>)(?P<unit>(?<=\d)p|pence|GBX)\b(?!\.m)"
)
POINTS = re.compile(
    r"(?<![\d.,$₩])(?P<number>\d{1,2}만\s?\d{1,4}(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{3,6}(?:\.\d+)?|\d{1,2}(?:\.\d+)?(?=\s?(?:포인트|points?\b)))(?!\s?(?:%|％|퍼센트|percent|년|월\b|일\b|시\b|분\b|원|달러|조|억|만|명|개|주(?![가-힣])|거래일|배|위|km|billion|million|won|dollars|shares|jobs|people|trading|sessions|days))(?![\d,.]*\d)(?:\s?(?:포인트|points?\b|pt?\b))?(?P<band>\s?(?:선|대))?"
)
CURRENCY = {
    "원": "KRW", "won": "KRW", "₩": "KRW", "달러": "USD", "dollars": "USD", "$": "USD", "US$": "USD",
    "엔": "JPY", "yen": "JPY", "¥": "JPY", "홍콩달러": "HKD", "HK$": "HKD", "Hong Kong dollars": "HKD",
    "대만달러": "TWD", "NT$": "TWD", "Taiwan dollars": "TWD", "위안": "CNY", "유로": "EUR",
    "euros": "EUR", "€": "EUR", "£": "GBP", "pounds": "GBP", "p": "GBX", "pence": "GBX",
}  # fmt: skip
SCALE = {
    "trillion": 1e12, "tn": 1e12, "T": 1e12, "billion": 1e9, "bn": 1e9, "B": 1e9, "million": 1e6,
    "mn": 1e6, "M": 1e6, "K": 1e3,
}  # fmt: skip
KOREAN_SCALE = (("조", 1e12), ("억", 1e8), ("만", 1e4))
BEFORE = re.compile(
    r"(?:(?P<about>약|대략|about|around|roughly|approximately|some|~)|(?P<near>nearly|almost|close to|just under|거의)"
    r"|(?P<over>more than|over|at least|in excess of|above|upwards of|exceeding|최소)|(?P<under>less than|under|below|fewer than|up to))\s?(?:by |a |an )?$",
    re.IGNORECASE,
)
LOWER = re.compile(r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)\s?%?\s?[~∼～〜]\s?$")
UPPER = re.compile(r"\s?[~∼～〜]\s?\d+(?:\.\d+)?\s?(?:%|％|퍼센트)")
"""The two ends of a range, "1~2%" and "1%~2%"."""
AFTER = re.compile(
    r"\s?(?:(?P<near>가까이|가까운|에 육박|육박|에 가깝|에 근접|남짓 못)|(?P<over>넘게|넘는|이상|초과|을 넘|를 넘|을 웃도|를 웃도|or more|남짓|여 |\+)|(?P<under>미만|이하|안팎 못|을 밑도|를 밑도|or less)|(?P<about>안팎|내외|정도|가량|쯤|수준))"
)


def percents(text: str, start: int, end: int) -> list[Amount]:
    """Percentages, decimal; percentage points have the unit "points of percent"."""
    found = []
    for match in PERCENT.finditer(text, start, end):
        digits = match.group("number").replace(",", "")
        value, half = float(digits) / 100, _half(digits) / 100
        if (match.group("sign") or "").strip() in ("-", "▼", "▽", "마이너스", "minus"):
            value = -value
        sign = match.group("sign") or ""
        if sign == "-" and match.start() > start and text[match.start() - 1].isalnum():
            value = abs(value)
        unit = "percentage points" if match.group("points") else "return"
        bound = Bound.BAND if match.group("band") else _bound(text, match.start(), match.end(), end)
        if UPPER.match(text, match.end(), end):
            continue
        amount = Amount(match.start(), match.end(), value, unit, half, bound)
        found.append(_range(text, start, amount) or amount)
    return found


def _range(text: str, start: int, upper: Amount) -> Amount | None:
    """A range of percentages that ends with this one, half a unit wider at each end, or up to the
    next unit where it is a band: "1~2%대" holds everything from 1 to 3."""
    match = LOWER.search(text, max(start, upper.start - 12), upper.start)
    low = float(match.group("number")) / 100 if match else 0.0
    if match is None or not 0 <= low < upper.value:
        return None
    lower = _half(match.group("number")) / 100
    first, last = low - lower, upper.value + upper.half
    if upper.bound is Bound.BAND:
        first, last = low, upper.value + 2 * upper.half
    middle, half = (first + last) / 2, (last - first) / 2
    return Amount(match.start(), upper.end, middle, upper.unit, half, Bound.RANGE)


def prices(text: str, start: int, end: int) -> list[Amount]:
    """Amounts of money, in their currency."""
    found = [_money(m, text, end) for m in DOLLAR.finditer(text, start, end)]
    found += [_money(m, text, end) for m in WORDED.finditer(text, start, end)]
    found += [_money(m, text, end) for m in PENCE.finditer(text, start, end)]
    found += [a for m in WON.finditer(text, start, end) if (a := _korean_money(m, text, end))]
    return sorted(found)


def points(text: str, start: int, end: int) -> list[Amount]:
    """Bare numbers that may be index levels."""
    found = []
    for match in POINTS.finditer(text, start, end):
        digits = match.group("number").replace(",", "").replace(" ", "")
        many, sign, rest = digits.rpartition("만")
        value = float(rest) + (1e4 * float(many) if sign else 0.0)
        if 1900 <= value < 2100 and "." not in digits and not match.group("band"):
            continue
        bound = Bound.BAND if match.group("band") else _bound(text, match.start(), match.end(), end)
        found.append(Amount(match.start(), match.end(), value, "points", _half(rest), bound))
    return found


def _money(match: re.Match[str], text: str, end: int) -> Amount:
    digits = match.group("number").replace(",", "")
    scale = SCALE.get((match.group("scale") or "").strip(), 1.0)
    unit = CURRENCY.get(match.group("unit"), match.group("unit"))
    bound = _bound(text, match.start(), match.end(), end)
    value, half = float(digits) * scale, _half(digits) * scale
    return Amount(match.start(), match.end(), value, unit, half, bound)


def _korean_money(match: re.Match[str], text: str, end: int) -> Amount | None:
    """19만9200원, 5만2천원, 5890억 달러, 1조 2000억원."""
    body = match.group("number").replace(",", "").replace(" ", "")
    if not body or not body[0].isdigit():
        return None
    start = match.start() + len(match.group("number")) - len(match.group("number").lstrip())
    value, half, rest = 0.0, 0.5, body
    for sign, scale in KOREAN_SCALE:
        if sign in rest:
            digits, rest = rest.split(sign, 1)
            number, unit_half = _section(digits or "1")
            value, half = value + number * scale, unit_half * scale
    if rest:
        number, half = _section(rest)
        value += number
    unit = CURRENCY[match.group("unit")]
    bound = Bound.BAND if match.group("band") else _bound(text, start, match.end(), end)
    return Amount(start, match.end(), value, unit, half, bound)


def _section(digits: str) -> tuple[float, float]:
    """The value and half a unit of what stands before 조, 억, 만 or the unit: 9천200, 5890."""
    value, half, rest = 0.0, 0.5, digits
    for sign, scale in (("천", 1e3), ("백", 1e2)):
        if sign in rest:
            count, rest = rest.split(sign, 1)
            value, half = value + float(count or 1) * scale, _half(count) * scale
    if rest:
        value, half = value + float(rest), _half(rest)
    return value, half


def _half(digits: str) -> float:
    """Half a unit of the last written digit."""
    return 0.5 * 10.0 ** -len(digits.partition(".")[2])


def _bound(text: str, start: int, after: int, end: int) -> Bound:
    before = BEFORE.search(text, max(0, start - 18), start)
    if before:
        return Bound(before.lastgroup or Bound.EXACT)
    following = AFTER.match(text, after, end)
    return Bound((following and following.lastgroup) or Bound.EXACT)


def holds(observed: float, amount_value: float, half: float, bound: Bound) -> bool:
    """Whether an observed size (both without sign) is what the words and their rounding allow."""
    slack = half + 1e-9 * max(1.0, abs(amount_value))
    if bound is Bound.OVER:
        return observed > amount_value - 1e-12 and observed >= amount_value
    if bound is Bound.UNDER:
        return observed <= amount_value
    if bound is Bound.NEAR:
        return 0.9 * amount_value <= observed <= amount_value + slack
    if bound is Bound.NEARLY_TIMES:
        return 0.9 * (1 + amount_value) - 1 <= observed <= amount_value + slack
    if bound is Bound.BAND:
        return amount_value - 1e-9 <= observed < amount_value + 2 * half
    if bound is Bound.ABOUT:
        return abs(observed - amount_value) <= max(2 * slack, 0.05 * amount_value)
    return abs(observed - amount_value) <= slack
