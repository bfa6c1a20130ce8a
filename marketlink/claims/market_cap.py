"""Market value: what a company is worth, won or lost in money."""

from __future__ import annotations

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.drafts import draft
from marketlink.claims.kinds import (
    ADVERBIAL,
    GENERIC,
    MARKED,
)
from marketlink.claims.scene import Scene
from marketlink.records.claim import Bound, Claim, Field, Measure
from marketlink.text import Cue

VALUE = Cue("market_cap", "value")
VALUE_FALL = Cue("market_cap", "value_fall")
VALUE_RISE = Cue("market_cap", "value_rise")
TOTAL_ONLY = Cue("market_cap", "total_only")
TOTAL_BEFORE = Cue("market_cap", "total_before")
TOTAL_AFTER = Cue("market_cap", "total_after")
OF_VALUE = Cue("market_cap", "of_value")
OWN_AMOUNT = Cue("market_cap", "own_amount")
IN_BRACKETS = Cue("market_cap", "in_brackets")
NEEDS = ("closing prices", "shares outstanding")
LEAST = 1e8
"""Smaller amounts are prices, in any currency."""


def _is_total(scene: Scene, amount: Amount) -> bool:
    """Whether an amount is what the company is worth, not what it won or lost."""
    language, before = scene.language, max(scene.start, amount.start - 24)
    if amount.bound is Bound.BAND or TOTAL_AFTER[language].match(scene.text, amount.end):
        return True
    if TOTAL_ONLY[language].search(scene.text, before, amount.start):
        return True
    told = TOTAL_BEFORE[language].search(scene.text, before, amount.start)
    return told is not None and OF_VALUE[language].match(scene.text, amount.end) is None


def _total(scene: Scene, amount: Amount, symbols: tuple[str, ...]) -> Claim:
    formula = f"N C(t) = {amount.value:,.6g}"
    return draft(
        scene,
        "level",
        symbols,
        amount.start,
        formula,
        needs=NEEDS,
        amount=amount,
        measure=Measure(Field.VALUE, bound=amount.bound),
    )


def _value_of_the_last(scene: Scene) -> tuple[str, ...]:
    """The companies of the sentence before, where a Korean one names no topic but the amount of
    market value that went: "하루 만에 시가총액 5890억달러가 사라졌다"."""
    if scene.language != "ko" or scene.subjects or not scene.inherited:
        return ()
    topics = MARKED[scene.language].finditer(scene.text, scene.start, scene.end)
    free = [
        m
        for m in topics
        if not (GENERIC[scene.language].search(m[1]) or ADVERBIAL[scene.language].search(m[1]))
    ]
    heads = [scene.text[scene.start : match.end(1)] for match in free]
    return scene.inherited if all(OWN_AMOUNT[scene.language].search(head) for head in heads) else ()


def market_values(scene: Scene) -> list[Claim]:
    """Claims of money lost or won in market value."""
    language, words = scene.language, scene.words
    if not VALUE[language].search(words):
        return []
    claims = []
    for amount in amounts.prices(scene.text, scene.start, scene.end, language):
        symbols = scene.near(amount.start) or _value_of_the_last(scene)
        aside = IN_BRACKETS[language].search(scene.text, max(0, amount.start - 9), amount.start)
        if amount.value < LEAST or not symbols or aside:
            continue
        if _is_total(scene, amount):
            claims.append(_total(scene, amount, symbols[-1:]))
            continue
        fall = VALUE_FALL[language].search(words) is not None
        if fall or VALUE_RISE[language].search(words):
            claims.append(_moved(scene, amount, symbols[-1:], -1 if fall else 1))
    return claims


def _moved(scene: Scene, amount: Amount, symbols: tuple[str, ...], direction: int) -> Claim:
    stated = direction * amount.value
    formula = f"N (C(t) - C(t-1)) = {stated:,.6g}"
    return draft(
        scene,
        "size",
        symbols,
        amount.start,
        formula,
        needs=NEEDS,
        amount=amount,
        stated=stated,
        direction=direction,
        measure=Measure(Field.VALUE, bound=amount.bound),
    )
