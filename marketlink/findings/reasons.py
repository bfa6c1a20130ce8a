"""Why a claim was judged as it was, in the words of a language and the names of a page.

The sentences stand in ``data/lang/<code>/reasons.toml``; here their numbers, days and companies are
set as everywhere else on a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.records.reason import (
    BILLION,
    NumberStyle,
    Reason,
    ReasonValue,
    Reported,
    ShownNumber,
    messages,
)

Who = Callable[[str], str]
COMPANIES = ("symbol", "symbols", "company")
"""Fields that name companies, several of them apart by a comma."""
AS_WRITTEN = ("stated",)
"""Returns that the article states, in no more decimals than it can have written."""


def because(reason: Reason, lang: str, who: Who, exchange: Who) -> str:
    """A reason and those that follow it, as text."""
    rows, bounds, joint = messages(lang)
    parts, at = [], reason
    while True:
        values = {
            name: _set(name, value, bounds, lang=lang, who=who, exchange=exchange)
            for name, value in at.fields.items()
        }
        parts.append(rows[at.code].format(**values))
        if at.then is None:
            return joint.join(parts)
        at = at.then


def codes(reason: Reason) -> list[dict[str, Any]]:
    """A reason and those that follow it, as codes with fields for programs."""
    rest = [] if reason.then is None else codes(reason.then)
    fields = {name: _plain(value) for name, value in reason.fields.items()}
    return [{"code": reason.code.value, "fields": fields}, *rest]


def _plain(value: ReasonValue) -> Any:  # noqa: ANN401 (any value of a row)
    if isinstance(value, ShownNumber):
        return {"value": value.value, "shown": value.shown.value, "bound": value.bound}
    if isinstance(value, Reported):
        return [{"value": one.value, "source": by} for one, by in value.told]
    return value.isoformat() if isinstance(value, date) else value


def _set(  # noqa: PLR0911, PLR0913 (a case each)
    name: str, value: ReasonValue, bounds: Mapping[str, str], *, lang: str, who: Who, exchange: Who
) -> str:
    if isinstance(value, ShownNumber):
        text = _number(value, lang)
        if name in AS_WRITTEN and value.shown is NumberStyle.RETURN:
            text = text.removesuffix("%").rstrip("0").rstrip(".") + "%"
        return bounds.get(value.bound, "{value}").format(value=text)
    if isinstance(value, Reported):
        return ", ".join(
            bounds["reported"].format(value=_number(one, lang), source=dates.sourced(by, lang))
            for one, by in value.told
        )
    if value is None:
        return fmt.NONE
    if isinstance(value, int):
        return fmt.number(value, 0)
    if isinstance(value, str):
        if name in COMPANIES:
            return ", ".join(who(one) for one in value.split(", "))
        return exchange(value) if name == "exchange" else dates.sourced(value, lang)
    return dates.day(value, lang)


def _number(figure: ShownNumber, lang: str) -> str:  # noqa: PLR0911 (a case each)
    value = figure.value
    match figure.shown:
        case NumberStyle.RETURN:
            return fmt.percent(value)
        case NumberStyle.POINTS:
            return fmt.number(value * 100, 1, sign=True)
        case NumberStyle.CHANGE:
            if abs(value) >= BILLION:
                return ("+" if value > 0 else fmt.MINUS) + fmt.large(abs(value), lang)
            return fmt.number(value, _places(value), sign=True)
        case NumberStyle.BILLIONS:
            return fmt.money(value, "USD", lang)
        case NumberStyle.FACTOR:
            return f"{value:.3g}"
        case NumberStyle.ERRORS:
            return fmt.number(value, 1)
        case NumberStyle.COUNT:
            return fmt.large(value, lang)
        case NumberStyle.PRICE:
            return fmt.number(value, _places(value))


def _places(value: float) -> int:
    """Decimals of a price or its change: none of whole thousands, as won and yen are written."""
    return 0 if abs(value) >= 1000 and value == round(value) else 2  # noqa: PLR2004 (four figures)
