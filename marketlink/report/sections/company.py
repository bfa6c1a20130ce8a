"""One company: its day 0, figures, windows, tests, attribution and robustness."""

from __future__ import annotations

from typing import Any

from marketlink.records.case import Attribution, Case, CompanyFinding
from marketlink.report import figures
from marketlink.report import format as fmt
from marketlink.report.findings import OK, Move, against, move, path_errors, rows_of, studied
from marketlink.report.messages import Words
from marketlink.report.sections import company_figures, company_tables

ABNORMAL = {"market": "company.abnormal", "model": "company.abnormal_model"}


def section(case: Case, item: CompanyFinding, number: int, words: Words) -> dict[str, Any]:
    """One company's part of the page; ``number`` keeps its figures' names apart."""
    day0 = move(case, item)
    zero = fmt.day(item.event.day0) if item.event.day0 else ""
    exchange = words.name("exchange", item.event.exchange)
    return {
        "id": f"company-{number}",
        "name": item.name,
        "symbol": item.event.symbol,
        "exchange": exchange,
        "benchmark": words("company.benchmark", benchmark=words.name("symbol", item.benchmark)),
        "day0": zero and words("company.day0", day=zero, exchange=exchange),
        "rule": words.name("rule", item.event.rule),
        "reason": "" if item.outcome == OK else words.name("outcome", item.outcome),
        "outcome": item.outcome,
        "fragile": item.fragile,
        "warnings": [words.say(line) for line in item.warnings],
        "numbers": _numbers(case, item, day0, words),
        "figures": company_figures.drawn(case, item, day0, f"c{number}", words),
        "windows": company_tables.windows(case, item, words),
        "inference": company_tables.inference(case, item, words),
        "alone": len(studied(case)) == 1,
        "attribution": _attribution(item.attribution, case.study.spec.model, words)
        if item.attribution
        else None,
        "neighbours": company_tables.neighbours(item, words),
        "fit": _fit(case, item, words),
        "halted": words("company.no_zero") if item.outcome == OK and day0 is None else "",
        "gaps": _gaps(case, item, words),
    }


def _numbers(
    case: Case, item: CompanyFinding, day0: Move | None, words: Words
) -> list[tuple[str, str, str]]:
    if day0 is None:
        return []
    found = [
        (words("company.total"), fmt.percent(day0.ret), figures.direction(day0.ret)),
        (words(ABNORMAL[against(case)]), fmt.percent(day0.ar), figures.direction(day0.ar)),
        (words("company.chance"), fmt.p_value(day0.p, day0.floor), ""),
    ]
    if item.minimum_detectable is not None:
        least = f"\u00b1{fmt.size(item.minimum_detectable)}"
        found.append((words("company.detectable"), least, ""))
    return found


def _gaps(case: Case, item: CompanyFinding, words: Words) -> list[str]:
    if item.outcome != OK:
        return []
    gaps = []
    if not item.bars:
        gaps.append(words("company.no_bars"))
    elif not any(bar.overnight is not None for bar in item.bars):
        gaps.append(words("company.no_open"))
    if not rows_of(case, "abnormal", item.event.event_id):
        gaps.append(words("company.no_abnormal"))
    elif not path_errors(case, item)[1]:
        gaps.append(words("company.path_note"))
    return gaps


def _attribution(parts: Attribution, model: str, words: Words) -> list[str]:
    lead = words(
        "attribution.lead",
        total=fmt.percent(parts.total),
        day=fmt.day(parts.session),
        local_symbol=words.name("symbol", parts.local_symbol),
        local_return=fmt.percent(parts.local_return),
        local=fmt.percent(parts.local),
        foreign_words=_foreign(parts, words),
        drift=fmt.percent(parts.drift),
        remainder=fmt.percent(parts.remainder),
        wide=fmt.size(figures.Z95 * parts.remainder_se),
    )
    explained = words("attribution.r2", r2=fmt.number(parts.r2 * 100, 0) + "%")
    other = [words("attribution.other_model")] if model != "market" else []
    return [lead, *other, words("attribution.remainder"), explained]


def _foreign(parts: Attribution, words: Words) -> str:
    if parts.foreign is None or parts.foreign_symbol is None:
        return words("attribution.foreign_none")
    return words(
        "attribution.foreign",
        symbol=words.name("symbol", parts.foreign_symbol),
        return_=fmt.percent(parts.foreign_return),
        sessions=", ".join(f"{day:%m-%d}" for day in parts.foreign_sessions) or fmt.NONE,
        value=fmt.percent(parts.foreign),
    )


def _fit(case: Case, item: CompanyFinding, words: Words) -> list[str]:
    rows = rows_of(case, "events", item.event.event_id)
    if not rows or item.outcome != OK:
        return []
    row = rows[0]
    found = [
        words(
            "company.fit",
            n=row.get("n_est") or 0,
            alpha=fmt.percent(row.get("alpha"), 3),
            beta=fmt.number(row.get("beta")),
            sigma=fmt.size(row.get("sigma")),
            r2=fmt.number(row.get("r2")),
        )
    ]
    if row.get("overlap"):
        found.append(words("company.overlap", n=row["overlap"]))
    return found
