# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Market value: what a company is worth, won or lost in money."""

from __future__ import annotations

import re

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.clauses import ADVERBIAL, GENERIC, MARKED
from marketlink.claims.drafts import draft
from marketlink.claims.scene import Scene
from marketlink.records.claim import Bound, Claim, Field, Measure

IN_BRACKETS = re.compile(r"\((?:약|대략|about|roughly)?\s?$")
VALUE = re.compile(
    r"(?:more|most) (?:market )?value|wip(?:ed|ing) (?:out |off )?(?:about |nearly |some |around )?\$|(?:시가총액|시총)(?!\s?(?:\d{1,3}\s?위|상위|톱|대장|선두|순위))|market (?:value|cap(?:itali[sz]ation)?)|in value|capitali[sz]ation|valuation",
    re.IGNORECASE,
)
VALUE_FALL = re.compile(
    r"증발|감소|줄었|줄어|사라|날아|잃|빠졌|lost|wip(?:ed|ing)|eras(?:ed|ing)|shr[aiu]nk|shed|los(?:s|ing)|evaporat|vaporiz|knock",
    re.IGNORECASE,
)
VALUE_RISE = re.compile(r"늘었|늘어|불어|증가|added|gain|adding", re.IGNORECASE)
TOTAL_BEFORE = re.compile(
    r"(?:\b(?:to|at|above|below|under|over|past|topped|crossed|surpassed|exceeded|reached|hit|of)\s(?:about\s|nearly\s|around\s|a\srecord\s)?)$",
    re.IGNORECASE,
)
REACHED = re.compile(
    r"\b(?:topp(?:ed|ing)|cross(?:ed|ing)|surpass(?:ed|ing)|exceed(?:ed|ing)|reach(?:ed|ing)|hit(?:ting)?)\s(?:about\s|nearly\s|a\srecord\s|an?\s)?(?:US)?$",
    re.IGNORECASE,
)
"""What only a total can do: "reached $3 trillion in market value"."""
TOTAL_AFTER = re.compile(
    r"(?:선|대)?(?:으?로|까지|선|대)|(?:이|가)\s(?:됐|되|된)|(?:을|를|에|이)?\s?(?:넘어섰|넘었|돌파|내줬|내주|회복|기록|달했|달하|웃돌|밑돌|육박|아래|붕괴)"
)


def _is_total(scene: Scene, amount: Amount) -> bool:
    """Whether an amount is what the company is worth, not what it won or lost."""
    if scene.language == "ko":
        return TOTAL_AFTER.match(scene.text, amount.end) is not None or amount.bound is Bound.BAND
    before = max(scene.start, amount.start - 24)
    if REACHED.search(scene.text, before, amount.start):
        return True
    return TOTAL_BEFORE.search(scene.text, before, amount.start) is not None and not re.match(
        r"\s(?:in|of) (?:market )?value", scene.text[amount.end : amount.end + 20]
    )


def _total(scene: Scene, amount: Amount, symbols: tuple[str, ...]) -> Claim:
    return draft(scene, "level", symbols, amount.start, f"N C(t) = {amount.value:,.6g}", amount=amount,
                 needs=("closing prices", "shares outstanding"), measure=Measure(Field.VALUE, bound=amount.bound))  # fmt: skip


OWN_VALUE = re.compile(r"(?:^|\s)\d[\d.,]*[조억만]?\s?\d*[조억만]?\s?(?:원|달러|엔|위안)$")


def _value_of_the_last(scene: Scene) -> tuple[str, ...]:
    """The companies of the sentence before, where a Korean one names no topic but the amount of
    market value that went: "하루 만에 시가총액 5890억달러가 사라졌다"."""
    if scene.language != "ko" or scene.subjects or not scene.inherited:
        return ()
    topics = MARKED.finditer(scene.text, scene.start, scene.end)
    free = [m for m in topics if not (GENERIC.search(m[1]) or ADVERBIAL.search(m[1]))]
    heads = [scene.text[scene.start : match.end(1)] for match in free]
    return scene.inherited if all(OWN_VALUE.search(head) for head in heads) else ()


def market_values(scene: Scene) -> list[Claim]:
    """Claims of money lost or won in market value."""
    if not VALUE.search(scene.words):
        return []
    claims = []
    for amount in amounts.prices(scene.text, scene.start, scene.end, scene.language):
        symbols = scene.near(amount.start) or _value_of_the_last(scene)
        aside = IN_BRACKETS.search(scene.text, max(0, amount.start - 9), amount.start)
        if amount.value < 1e8 or not symbols or aside:
            continue
        if _is_total(scene, amount):
            claims.append(_total(scene, amount, symbols[-1:]))
            continue
        fall = VALUE_FALL.search(scene.words) is not None
        if not fall and not VALUE_RISE.search(scene.words):
            continue
        stated = -amount.value if fall else amount.value
        claims.append(
            draft(scene, "size", symbols[-1:], amount.start, f"N (C(t) - C(t-1)) = {stated:,.6g}",
                  needs=("closing prices", "shares outstanding"), amount=amount, stated=stated,
                  direction=-1 if fall else 1, measure=Measure(Field.VALUE, bound=amount.bound))
        )  # fmt: skip
    return claims
