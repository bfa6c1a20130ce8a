"""Claims before any price: formula, needed data, and how their words are to be measured."""

from __future__ import annotations

from marketlink.claims.amounts import Amount
from marketlink.claims.scene import Scene
from marketlink.records.article import Claim

PRICES = ("closing prices",)
SIGN = {-1: "<", 0: "=", 1: ">"}


def draft(
    scene: Scene,
    kind: str,
    symbols: tuple[str, ...],
    at: int,
    formula: str,
    *,
    needs: tuple[str, ...] = PRICES,
    amount: Amount | None = None,
    stated: float | None = None,
    unit: str = "",
    direction: int = 0,
    scope: str = "",
    moment: int | None = None,
) -> Claim:
    """A claim of a scene's sentence about the words at position ``at``."""
    value = amount.value if amount and stated is None else stated
    return Claim(
        text=scene.words,
        span=(scene.start, scene.end),
        line=scene.line,
        kind=kind,
        symbols=symbols,
        formula=formula,
        needs=needs,
        stated=value,
        unit=unit or (amount.unit if amount else ""),
        tolerance=amount.half if amount else None,
        direction=direction,
        scope=scope,
        moment=moment if moment is not None else scene.moment_at(at, symbols),
    )


def terms(claim: Claim) -> dict[str, str]:
    """The scope's terms, such as ``{"of": "close", "bound": "above"}``."""
    pairs = (term.partition(":") for term in claim.scope.split())
    return {key: value for key, _, value in pairs if value}


def signed(value: float) -> str:
    """A return as the formula writes it."""
    return f"{value * 100:+.6g} %"
