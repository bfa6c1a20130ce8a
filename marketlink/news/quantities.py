"""The numbers of a report, in comparable form: percentages, amounts of money, index levels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from marketlink.articles.page_words import alternatives, meaning, rows

QuantityKind = Literal["percent", "KRW", "USD", "level"]
ABOUT = 0.05
"""How far, as a share of it, a percentage may lie from one called about as large."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text: its kind, its value, and half a unit of its last digit."""

    kind: QuantityKind
    value: float
    tolerance: float


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(rows("quantities", kind).source, re.IGNORECASE)


@cache
def _about() -> re.Pattern[str]:
    return re.compile(rf"{alternatives('quantity_about')}\s*$", re.IGNORECASE)


def figures(text: str) -> list[Quantity]:
    """Every percentage, amount of money and index level of a text, in its order by kind."""
    quantities = [
        _percent(text, start, groups["n1"] or "") for start, _, groups in _read("percent", text)
    ]
    quantities += [_money(groups, currency) for _, currency, groups in _read("money", text)]
    quantities += [
        Quantity("level", _float(groups["n1"] or ""), 0.005) for *_, groups in _read("level", text)
    ]
    return quantities


def _read(kind: str, text: str) -> Iterator[tuple[int, QuantityKind, Mapping[str, str | None]]]:
    """Where each number of a kind begins, the currency of its rule, and its parts."""
    for match in _pattern(kind).finditer(text):
        reading = rows("quantities", kind).read(match)
        if reading is not None:
            yield match.start(), reading[0].fields.get("currency", "percent"), reading[1]


def _float(text: str) -> float:
    return float(text.replace(",", ""))


def _half_unit(text: str, unit: float = 1.0) -> float:
    """Half a unit of the last digit that is written; zeros at the end may be rounded ones."""
    digits = text.replace(",", "")
    if "." in digits:
        return float(0.5 * unit * 10.0 ** -len(digits.partition(".")[2]))
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(0.5 * unit * 10.0 ** min(zeros, 2))


def _percent(text: str, start: int, number: str) -> Quantity:
    value = _float(number)
    tolerance = float(0.5 * 10.0 ** -len(number.partition(".")[2]))
    loose = _about().search(text[max(start - 12, 0) : start])
    return Quantity("percent", value, max(tolerance, ABOUT * value) if loose else tolerance)


def _money(groups: Mapping[str, str | None], usual: QuantityKind) -> Quantity:
    """An amount in one to three parts: "3조 2,000억원"."""
    parts = [
        (number, meaning("quantity_unit", groups.get(f"u{n}") or "") or 1.0)
        for n in "123"
        if (number := groups.get(f"n{n}"))
    ]
    currency: QuantityKind = meaning("quantity_currency", groups.get("currency") or "") or usual
    value = sum(_float(number) * size for number, size in parts)
    return Quantity(currency, value, _half_unit(*parts[-1]))


def agree(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers can be the same one, each rounded as it is written."""
    return one.kind == other.kind and abs(one.value - other.value) <= max(
        one.tolerance, other.tolerance
    ) * (1 + 1e-9)


def shared(ones: list[Quantity], others: list[Quantity]) -> bool | None:
    """Whether two reports have a number in common; None where no kind of number is in both."""
    kinds = {one.kind for one in ones} & {other.kind for other in others}
    if not kinds:
        return None
    return any(agree(one, other) for one in ones for other in others)
