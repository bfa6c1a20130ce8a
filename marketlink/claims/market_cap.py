"""Claims of market value won or lost, in money."""

from __future__ import annotations

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.drafts import draft
from marketlink.claims.kinds import (
    ADVERBIAL,
    GENERIC,
    MARKED,
)
from marketlink.claims.subject_of import subjects_at
from marketlink.records.claim import Bound, Claim, Field, Measure
from marketlink.text.cues import Cue

VALUE = Cue("market_cap", "value")
VALUE_FALL = Cue("market_cap", "value_fall")
VALUE_RISE = Cue("market_cap", "value_rise")
TOTAL_ONLY = Cue("market_cap", "total_only")
TOTAL_BEFORE = Cue("market_cap", "total_before")
TOTAL_AFTER = Cue("market_cap", "total_after")
OF_VALUE = Cue("market_cap", "of_value")
OWN_AMOUNT = Cue("market_cap", "own_amount")
IN_BRACKETS = Cue("market_cap", "in_brackets")
LEAST = 1e8
"""Smaller amounts are prices, in any currency."""


def _is_total(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether an amount is what the company is worth, not what it won or lost."""
    language, before = sentence.language, max(sentence.start, amount.start - 24)
    if amount.bound is Bound.BAND or TOTAL_AFTER[language].match(sentence.text, amount.end):
        return True
    if TOTAL_ONLY[language].search(sentence.text, before, amount.start):
        return True
    match = TOTAL_BEFORE[language].search(sentence.text, before, amount.start)
    return match is not None and OF_VALUE[language].match(sentence.text, amount.end) is None


def _total(sentence: ClaimSentence, amount: Amount, symbols: tuple[str, ...]) -> Claim:
    formula = f"N C(t) = {amount.value:,.6g}"
    return draft(
        sentence,
        "level",
        symbols,
        amount,
        formula,
        measure=Measure(Field.VALUE, bound=amount.bound),
    )


def _value_of_the_last(sentence: ClaimSentence) -> tuple[str, ...]:
    """The companies of the sentence before, where a Korean one names no topic but the amount of
    market value that went: "하루 만에 시가총액 5890억달러가 사라졌다"."""
    if sentence.language != "ko" or sentence.subjects or not sentence.inherited:
        return ()
    topics = MARKED[sentence.language].finditer(sentence.text, sentence.start, sentence.end)
    free = [
        m
        for m in topics
        if not (
            GENERIC[sentence.language].search(m[1]) or ADVERBIAL[sentence.language].search(m[1])
        )
    ]
    heads = [sentence.text[sentence.start : match.end(1)] for match in free]
    return (
        sentence.inherited
        if all(OWN_AMOUNT[sentence.language].search(head) for head in heads)
        else ()
    )


def market_values(sentence: ClaimSentence) -> list[Claim]:
    """Claims of money lost or won in market value."""
    language, words = sentence.language, sentence.words
    if not VALUE[language].search(words):
        return []
    claims = []
    for amount in amounts.prices(sentence.text, sentence.start, sentence.end, language):
        symbols = subjects_at(sentence, amount.start) or _value_of_the_last(sentence)
        aside = IN_BRACKETS[language].search(sentence.text, max(0, amount.start - 9), amount.start)
        if amount.value < LEAST or not symbols or aside:
            continue
        if _is_total(sentence, amount):
            claims.append(_total(sentence, amount, symbols[-1:]))
            continue
        fall = VALUE_FALL[language].search(words) is not None
        if fall or VALUE_RISE[language].search(words):
            claims.append(_moved(sentence, amount, symbols[-1:], -1 if fall else 1))
    return claims


def _moved(
    sentence: ClaimSentence, amount: Amount, symbols: tuple[str, ...], direction: int
) -> Claim:
    stated = direction * amount.value
    formula = f"N (C(t) - C(t-1)) = {stated:,.6g}"
    return draft(
        sentence,
        "size",
        symbols,
        amount,
        formula,
        direction=direction,
        measure=Measure(Field.VALUE, bound=amount.bound),
    )
