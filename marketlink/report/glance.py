"""The findings at a glance: one row a company."""

from __future__ import annotations

from typing import Any

from marketlink.records.case import Case, CompanyFinding
from marketlink.report import format as fmt
from marketlink.report.figures import direction
from marketlink.report.findings import LEVEL, Move, absent, against, move, rows_of
from marketlink.report.messages import Words


def glance(case: Case, words: Words) -> list[dict[str, Any]]:
    """One row a company, also for those that could not be studied."""
    found = [(item, move(case, item)) for item in case.companies]
    widest = max((abs(day0.ar) for _, day0 in found if day0), default=0.0) or 1.0
    return [
        _row(case, item, day0, widest, words) | {"id": f"company-{number}"}
        for number, (item, day0) in enumerate(found)
    ]


def legend(case: Case, words: Words) -> dict[str, str]:
    """The heading of the abnormal returns and the sentence under the table."""
    if against(case) == "market":
        return {"beyond": words("glance.beyond"), "explain": words("glance.explain")}
    model = words.name("model", case.study.spec.model)
    return {
        "beyond": words("glance.beyond_model"),
        "explain": words("glance.explain_model", model=model),
    }


def _row(
    case: Case, item: CompanyFinding, day0: Move | None, widest: float, words: Words
) -> dict[str, Any]:
    row = {"name": item.name, "symbol": item.event.symbol, "reason": ""}
    if day0 is None:
        return row | {"reason": words.name("outcome", absent(item))}
    half = round(50 * abs(day0.ar) / widest, 1)
    likely = (
        "" if day0.p is None else words("glance.unlikely" if day0.p < LEVEL else "glance.possible")
    )
    return row | {
        "day0": fmt.day(item.event.day0),
        "exchange": words.name("exchange", item.event.exchange),
        "move": fmt.percent(day0.ret),
        "beyond": fmt.percent(day0.ar),
        "way": direction(day0.ar),
        "width": half,
        "left": round(50 - half, 1) if day0.ar < 0 else 50,
        "p": fmt.p_phrase(day0.p, day0.floor) if day0.p is not None else fmt.NONE,
        "answer": likely,
        "spark": spark(path(case, item)),
    }


def path(case: Case, item: CompanyFinding) -> list[float]:
    """The running sum of abnormal returns, as far into the event window as there are prices."""
    total, found = 0.0, []
    rows = list(rows_of(case, "abnormal", item.event.event_id))
    while rows and rows[-1]["ar"] is None:
        rows.pop()
    for row in rows:
        total += row["ar"] or 0.0
        found.append(round(total, 6))
    return found


def spark(values: list[float], width: int = 96, height: int = 26) -> str:
    """A line of that shape as a small drawing with its zero line; it decorates the numbers."""
    if len(values) < 2:
        return ""
    low, high = min(*values, 0.0), max(*values, 0.0)
    scale = (height - 4) / ((high - low) or 1.0)
    step = (width - 4) / (len(values) - 1)
    points = " ".join(
        f"{2 + i * step:.1f},{2 + (high - value) * scale:.1f}" for i, value in enumerate(values)
    )
    zero = f"{2 + high * scale:.1f}"
    stroke = f"fill:none;stroke:var(--{direction(values[-1])});stroke-width:1.6"
    return (
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-hidden="true"><path d="M0 {zero}H{width}" style="stroke:var(--rule)"/>'
        f'<polyline points="{points}" style="{stroke}"/></svg>'
    )
