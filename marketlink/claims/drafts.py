"""Claims before any price: formula, needed data, and how their words are to be measured."""

from __future__ import annotations

from marketlink.calendars import zone_of
from marketlink.claims.amounts import Amount
from marketlink.claims.clauses import LOOKS_BACK
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
        moment=moment if moment is not None else _moment(scene, at, symbols),
    )


def _moment(scene: Scene, at: int, symbols: tuple[str, ...]) -> int | None:
    """The moment of the words at ``at``: in Korean a stock of Asia leaves New York's day to the
    cause, "엔비디아가 24일(현지시간) 오른 여파로 삼성전자도", for its own told last."""
    moment = scene.moment_at(at, symbols)
    told = next((m for n, m in scene.moments if n == moment), None)
    if told is None or scene.language != "ko" or not told.zone.startswith("America/"):
        return moment
    if LOOKS_BACK.search(told.text):
        return moment
    zones = {zone_of(symbol) for symbol in symbols if symbol != "market"}
    if len(zones) != 1 or not min(zones).startswith("Asia/"):
        return moment
    return scene.by_zone.get(min(zones), moment)


def terms(claim: Claim) -> dict[str, str]:
    """The scope's terms, such as ``{"of": "close", "bound": "above"}``."""
    pairs = (term.partition(":") for term in claim.scope.split())
    return {key: value for key, _, value in pairs if value}


def signed(value: float) -> str:
    """A return as the formula writes it."""
    return f"{value * 100:+.6g} %"
