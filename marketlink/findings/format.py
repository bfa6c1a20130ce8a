"""Numbers, dates and p-values as a reader sees them; percent exists only here."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from math import isfinite
from zoneinfo import ZoneInfo

MINUS = "\u2212"
NONE = "\u2014"
OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)")
DECIMALS = {"KRW": 0, "JPY": 0, "TWD": 2, "USD": 2}


def _finite(value: float | None) -> bool:
    return value is not None and isfinite(value)


def number(value: float | None, places: int = 2, sign: bool = False) -> str:
    """``value`` with thousands separators and a true minus sign; an em dash where there is none."""
    if value is None or not isfinite(value):
        return NONE
    text = f"{abs(value):,.{places}f}"
    zero = not text.strip("0.,")
    if value < 0 and not zero:
        return MINUS + text
    return "+" + text if sign and not zero else text


def percent(value: float | None, places: int = 2) -> str:
    """A decimal return as a signed percentage with two decimals: ``-0.1697`` is ``−16.97%``."""
    return (
        number(value * 100, places, sign=True) + "%"
        if _finite(value) and value is not None
        else NONE
    )


def size(value: float | None, places: int = 2) -> str:
    """The magnitude of a decimal return as a percentage, for words that say the direction."""
    return f"{abs(value) * 100:,.{places}f}%" if _finite(value) and value is not None else NONE


def level(value: float | None, places: int = 3) -> str:
    """A share as a percentage with as many figures as it has: ``0.05`` is ``5%``, ``0.025``
    ``2.5%``."""
    return f"{value * 100:.{places}g}%" if _finite(value) and value is not None else NONE


def price(value: float | None, currency: str) -> str:
    """A price in its currency: no decimals for the won and the yen, two elsewhere."""
    return number(value, DECIMALS.get(currency, 2))


def p_value(value: float | None, floor: float | None = None) -> str:
    """A p-value to three decimals; at its floor ``≤ floor``, and below 0.001 ``< 0.001``."""
    if value is None or not isfinite(value):
        return NONE
    if floor is not None and value <= floor * (1 + 1e-9):
        return f"\u2264 {floor:.3f}" if floor >= 0.001 else "< 0.001"  # noqa: PLR2004 (what three decimals can show)
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 (what three decimals can show)


def p_phrase(value: float | None, floor: float | None = None) -> str:
    """``p = 0.012``, ``p < 0.001`` or ``p ≤ 0.004`` (its floor)."""
    text = p_value(value, floor)
    return f"p {text}" if text[:1] in "<\u2264" else f"p = {text}"


def compact(value: float | None, lang: str) -> str:
    """A large count in words of its language: 8.19억, 818.8M."""
    if value is None or not isfinite(value):
        return NONE
    steps = (
        ((1e12, "조"), (1e8, "억"), (1e4, "만"))
        if lang == "ko"
        else ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
    )
    for step, name in steps:
        if abs(value) >= step:
            text = number(value / step, 2 if abs(value) < 10 * step else 0)
            return (text.rstrip("0").rstrip(".") if "." in text else text) + name
    return number(value, 0)


SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
KOREAN = {
    "USD": "달러",
    "KRW": "원",
    "EUR": "유로",
    "JPY": "엔",
    "GBP": "파운드",
    "TWD": "대만달러",
    "points": "포인트",
}


def money(value: float | None, currency: str, lang: str) -> str:
    """A sum in the words of a language: ``$593bn``, ``5,930억 달러``; small ones as prices."""
    if value is None or not isfinite(value):
        return NONE
    minus = MINUS if value < 0 else ""
    amount = large(abs(value), lang) if abs(value) >= 1e6 else price(abs(value), currency)  # noqa: PLR2004 (an order of size)
    if lang == "ko":
        unit = KOREAN.get(currency, currency)
        gap = "" if amount[-1].isdigit() and unit != currency else " "
        return f"{minus}{amount}{gap}{unit}".strip()
    sign = SIGNS.get(currency, "")
    return f"{minus}{sign}{amount}" if sign else f"{minus}{amount} {currency}".strip()


def large(value: float, lang: str) -> str:
    """A large number to three figures, in 만, 억 and 조, or in m, bn and tn."""
    if lang != "ko":
        step, name = next(
            (step, name) for step, name in ((1e12, "tn"), (1e9, "bn"), (1e6, "m")) if value >= step
        )
        quotient = value / step
        return number(quotient, 0 if quotient >= 100 else 1 if quotient >= 10 else 2) + name  # noqa: PLR2004 (an order of size)
    eok = round(value / 1e8)
    if eok >= 10000:  # noqa: PLR2004 (an order of size)
        whole, rest = divmod(eok, 10000)
        return f"{whole:,}조" + (f" {rest:,}억" if rest else "")
    return f"{eok:,}억" if eok else f"{round(value / 1e4):,}만"


def day(value: date | datetime | str | None) -> str:
    """An ISO date; an instant gives its own date."""
    if value is None:
        return NONE
    return value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)[:10]


def instant(value: date | datetime | None, zone: str | None = None) -> str:
    """An instant to the minute in ``zone`` (else UTC) with its offset; a date as a date."""
    if not isinstance(value, datetime):
        return day(value)
    local = value.astimezone(named_zone(zone))
    offset = local.strftime("%z")
    return (
        f"{local:%Y-%m-%d %H:%M} {'UTC' if offset == '+0000' else f'UTC{offset[:3]}:{offset[3:]}'}"
    )


def named_zone(zone: str | None) -> tzinfo:
    """The zone of that name or fixed offset (``+09:00``); UTC where it is empty or unknown."""
    offset = OFFSET.fullmatch(zone or "")
    if offset:
        sign, hours, minutes = offset.groups()
        ahead = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-ahead if sign == "-" else ahead)
    try:
        return ZoneInfo(zone or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def window(value: tuple[int, int]) -> str:
    """An event window as ``[−1, +1]``."""
    return "[" + ",\u00a0".join(number(tau, 0, sign=True) for tau in value) + "]"


TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def excerpt(text: str, limit: int = 300, keep: str = "") -> str:
    """At most ``limit`` characters of ``text`` on one line, cut with an ellipsis so that the words
    ``keep`` remain; signs that turn the direction of what stands after them are left out."""
    line = one_line(text)
    end = line.find(one_line(keep)) + len(one_line(keep)) if keep else 0
    if limit <= end <= len(line) and len(line) > limit:
        first = line.find(" ", end + 3 - limit)
        line = f"\u2026 {line[first + 1 :]}" if 0 <= first < end else line
    if len(line) <= limit:
        return line
    cut = line.rfind(" ", limit - LONG_WORD, limit)
    return line[: cut if cut > 0 else limit - 1].rstrip() + "\u2026"


LONG_WORD = 20
"""Characters of a last word that is left out whole where a text is cut."""


def one_line(text: str) -> str:
    """Text on one line, without signs that turn the direction of what stands after them."""
    return " ".join(TURNING.sub("", text).split())


def link(address: str | None) -> str | None:
    """The address where it is http or https, else None."""
    text = (address or "").strip()
    return text if text.lower().startswith(("http://", "https://")) else None


def sentence(text: str) -> str:
    """Words as a sentence of their own: a capital, and a full stop."""
    return (
        text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
        if text
        else ""
    )
