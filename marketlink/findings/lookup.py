"""What a case found, looked up by company: day 0, windows, the tests that lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from marketlink.records.case import Case, CompanyFinding
from marketlink.records.decision import Chance, JudgedCompany
from marketlink.records.study import Row, Window

LEVEL = 0.05
DAY: Window = (0, 0)
OK = "ok"
NO_ZERO = "missing_day0"
MARKET_MODELS = (
    *("market", "market-adjusted", "market-factors", "capm"),
    *("scholes-williams", "dimson", "rolling", "garch", "egarch"),
)
"""Models whose prediction is the benchmark's; of another model the page must not say "market"."""
PORTFOLIO, KP_BMP = "cda-t", "kp-bmp"


@dataclass(frozen=True, slots=True)
class CompanyMove:
    """One company's day 0: return, abnormal return, and the p-value that leads with its floor.

    ``p_and_floor`` is the share of ordinary days as far out, whatever their volatility, and the
    least such share.
    """

    company: CompanyFinding
    ret: float
    ar: float
    ar_se: float | None
    p: float | None
    floor: float | None
    chance: Chance = Chance.UNTESTED
    p_and_floor: tuple[float | None, float | None] = (None, None)


def against(case: Case) -> str:
    """What predicts the returns: "market", or "model" where the model has no benchmark."""
    return "market" if case.study.spec.model in MARKET_MODELS else "model"


def rows(case: Case, name: str) -> tuple[Row, ...]:
    """The rows of one study table; a number that is not finite is nothing."""
    return tuple(_without_nulls(row) for row in case.study.tables.get(name, ()))


def _without_nulls(row: Row) -> Row:
    return {key: value if finite(value) else None for key, value in row.items()}


def finite(value: Any) -> bool:  # noqa: ANN401 (any value of a row)
    """Whether a value is anything but NaN or infinity."""
    return not isinstance(value, float) or isfinite(value)


def rows_of(case: Case, name: str, event_id: str) -> tuple[Row, ...]:
    """The rows of one study table that belong to one event."""
    rows = case.study.tables.get(name, ())
    return tuple(_without_nulls(row) for row in rows if row.get("event_id") == event_id)


def window_row(rows: Sequence[Row], window: Window) -> Row | None:
    """The row of one window, or None."""
    return next((row for row in rows if (row["tau_from"], row["tau_to"]) == window), None)


def studied(case: Case) -> tuple[CompanyFinding, ...]:
    """The companies whose study succeeded."""
    return tuple(item for item in case.companies if item.outcome == OK)


def move(case: Case, company: CompanyFinding) -> CompanyMove | None:
    """The company's day 0, or None where it has none."""
    if company.outcome != OK:
        return None
    zero = next(
        (row for row in rows_of(case, "abnormal", company.event.event_id) if row["tau"] == 0), None
    )
    if zero is None or zero.get("ret") is None or zero.get("ar") is None:
        return None
    row = window_row(rows_of(case, "cars", company.event.event_id), DAY) or {}
    p, floor = leading_p(row)
    decision = _decision_of(case, company.event.event_id)
    chance = decision.chance if decision is not None else _chance(p)
    p_and_floor = row.get("p_sq"), row.get("p_floor")
    return CompanyMove(
        company, zero["ret"], zero["ar"], zero.get("ar_se"), p, floor, chance, p_and_floor
    )


def _decision_of(case: Case, event_id: str) -> JudgedCompany | None:
    """What was decided of a company, where the case carries a decision."""
    companies = case.decision.companies if case.decision is not None else ()
    return next((one for one in companies if one.event_id == event_id), None)


def _chance(p: float | None) -> Chance:
    if p is None:
        return Chance.UNTESTED
    return Chance.UNLIKELY if p <= LEVEL else Chance.ORDINARY


def absent(company: CompanyFinding) -> str:
    """The code for why a company has no day 0: its outcome, or no price on that day alone."""
    return NO_ZERO if company.outcome == OK else company.outcome


def leading_p(row: Row) -> tuple[float | None, float | None]:
    """The leading p-value of a window, and its smallest attainable value where it is a count; the
    filtered p and that of the t-test have no such floor.
    """
    if row.get("p_filtered") is not None:
        return row["p_filtered"], None
    for name in ("p_sq", "p_placebo"):
        if row.get(name) is not None:
            return row[name], row.get("p_floor")
    return row.get("p_t"), None


def moves(case: Case) -> tuple[CompanyMove, ...]:
    """Every company that has a day 0, in the case's order."""
    return tuple(
        company_move for item in case.companies if (company_move := move(case, item)) is not None
    )


def group_tests(case: Case, window: Window = DAY) -> tuple[Row, ...]:
    """The group's tests over one window; empty for a single company."""
    return tuple(
        row
        for row in rows(case, "tests")
        if (row["tau_from"], row["tau_to"]) == window and (row.get("n") or 0) > 1
    )


@dataclass(frozen=True, slots=True)
class Later:
    """The sum of the days from day 0 to the end of a window: decimal, with its error and p."""

    days: int
    car: float
    car_se: float | None
    p: float | None


def later(case: Case, company: CompanyFinding) -> Later | None:
    """The longest finished window that begins on day 0 and goes beyond it; None without one."""
    taus = [row["tau"] for row in rows_of(case, "abnormal", company.event.event_id)
             if row.get("ar") is not None]  # fmt: skip
    last = max(taus, default=0)
    rows = [
        row
        for row in rows_of(case, "cars", company.event.event_id)
        if row["tau_from"] == 0 and 0 < row["tau_to"] <= last and row.get("car") is not None
    ]
    if not rows:
        return None
    row = max(rows, key=lambda row: row["tau_to"])
    return Later(int(row["tau_to"]), row["car"], row.get("car_se"), leading_p(row)[0])


def by_relevance(case: Case) -> tuple[CompanyFinding, ...]:
    """The companies by how much the article is about them, the main subject first."""
    weight: dict[str, int] = {}
    for item in case.reading.mentions:
        if item.symbol:
            weight[item.symbol] = max(weight.get(item.symbol, 0), item.relevance)
    return tuple(sorted(case.companies, key=lambda item: -weight.get(item.event.symbol, 0)))


def rare(item: CompanyMove) -> tuple[int, int]:
    """How many of a company's ordinary days were as far out as its day 0, and of how many.

    From the counted p with its floor: p = (1 + days) / (1 + all). (0, 0) where there is none.
    """
    p, floor = item.p_and_floor
    if p is None or not floor:
        return 0, 0
    return max(round(p / floor) - 1, 0), round(1 / floor) - 1


def names(case: Case, lang: str) -> dict[str, str]:
    """The companies' names in a language, by symbol."""
    return {item.event.symbol: item.names.get(lang, item.name) for item in case.companies}
