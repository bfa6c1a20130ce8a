"""The answer of a stock's page: how many unusual sessions are unexplained, and where."""

from __future__ import annotations

from marketlink.findings.answer import Answer
from marketlink.findings.finding import Finding
from marketlink.records.stock_page import NewsBeside, StockPage, StockSession


def stock_answer(page: StockPage) -> Answer:
    """The headline is the unexplained share; then come the largest move and the articles read."""
    findings = [
        _largest(page) if page.sessions else _nearest(page),
        _looked(page),
        *_articles(page),
    ]
    return Answer(_headline(page), tuple(findings))


def _headline(page: StockPage) -> Finding:
    fields: dict[str, object] = {"symbol": page.symbol}
    if not page.sessions:
        return Finding("stock.none", page.symbol, fields | {"tested": len(page.days)})
    states = [item.state for item in page.sessions]
    if len(states) == 1:
        fields |= {"day": page.sessions[0].session}
        return Finding(f"stock.one_{states[0].value}", page.symbol, fields)
    parts = [
        Finding(f"stock.part_{state.value}", fields={"n": states.count(state)})
        for state in NewsBeside
        if state in states
    ]
    return Finding("stock.many", page.symbol, fields | {"count": len(states), "parts": parts})


def _largest(page: StockPage) -> Finding:
    first: StockSession = max(page.sessions, key=lambda item: abs(item.ar))
    fields = {"day": first.session, "ret": first.ret, "ar": first.ar, "benchmark": page.benchmark}
    return Finding(
        "stock.only" if len(page.sessions) == 1 else "stock.largest", page.symbol, fields
    )


def standing(page: StockPage) -> Finding:
    """How many sessions stand out by themselves, as the figure's title."""
    alone = sum(item.alone for item in page.sessions)
    form = "none" if not alone else "one" if alone == 1 else "many"
    fields = {"alone": alone, "tested": len(page.days)}
    return Finding(f"stock.title_{form}", page.symbol, fields)


def _nearest(page: StockPage) -> Finding:
    days = [day for day in page.days if day.limit]
    near = max(days or page.days, key=lambda day: abs(day.ar) / (day.limit or 1.0))
    fields = {"day": near.session, "ar": near.ar, "benchmark": page.benchmark, "limit": near.limit}
    return Finding("stock.nearest", page.symbol, fields)


def _looked(page: StockPage) -> Finding:
    days = page.days
    fields = {"tested": len(days), "first": days[0].session, "last": days[-1].session}
    return Finding("stock.looked", page.symbol, fields)


def _articles(page: StockPage) -> list[Finding]:
    if not page.read:
        findings = [Finding("stock.no_articles", page.symbol)]
    elif not page.naming:
        findings = [Finding("stock.unnamed", page.symbol, {"read": page.read})]
    else:
        fields = {"read": page.read, "naming": page.naming}
        findings = [Finding("stock.naming", page.symbol, fields)]
    if page.undated:
        findings.append(Finding("stock.undated", page.symbol, {"undated": page.undated}))
    return findings
