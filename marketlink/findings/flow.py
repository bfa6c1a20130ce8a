"""The answer of a flow page: whether news and moves are correlated, at which lag, and what could
have been detected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.findings.answer import Answer
from marketlink.findings.finding import Finding

if TYPE_CHECKING:
    from marketlink.flow.association import Association
    from marketlink.flow.correlate import Correlation

LEVEL = 0.05


def flow_answer(result: Correlation) -> Answer:
    """The headline is about the size of moves; then come what could have been detected, the sign of
    moves, and what was counted.
    """
    symbol, size, signed = result.symbol, result.size, result.signed
    detectable = Finding("flow.detectable", symbol, {"detectable": size.detectable})
    counts = {
        "kept": result.articles, "naming": result.naming, "n": len(result.days),
        "silent": result.silent, "unread": result.unread,
        "first": result.days[0].session, "last": result.days[-1].session,
    }  # fmt: skip
    return Answer(
        _coefficient("flow.{}", symbol, size),
        (
            detectable,
            _coefficient("flow.signed_{}", symbol, signed),
            Finding("flow.caution", symbol),
            Finding("flow.counts", symbol, counts),
        ),
    )


def together(one: Association) -> bool:
    """Whether the largest of all leads and lags is more than chance."""
    return one.p <= LEVEL


def _coefficient(code: str, symbol: str, one: Association) -> Finding:
    if not together(one):
        return Finding(code.format("apart"), symbol, {"symbol": symbol})
    largest = max(one.lags, key=lambda lag: abs(lag.r))
    fields = {"symbol": symbol, "r": largest.r, "when": when(largest.lag)}
    return Finding(code.format("together"), symbol, fields)


def when(lag: int) -> Finding:
    """A lead or lag in words, such as "the move two sessions after the news"."""
    if lag == 0:
        return Finding("flow.same")
    way = "after" if lag > 0 else "before"
    if abs(lag) == 1:
        return Finding(f"flow.{way}_one")
    return Finding(f"flow.{way}", fields={"lag": abs(lag)})
