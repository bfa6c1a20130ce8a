"""The fact check: a card a statement, with the one number it comes down to."""

from __future__ import annotations

from typing import Any

from marketlink.claims.judged import judged_part
from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.statements import APART, VERDICTS_SHOWN, code_of, in_part, verdict_of
from marketlink.findings.words import Words
from marketlink.records.case import Case
from marketlink.records.claim import Claim, Observation
from marketlink.report.figures.mini import mini
from marketlink.report.sections.answer import badge, gloss, shown_as


def section(case: Case, words: Words) -> dict[str, list[dict[str, Any]]]:
    """The statements in three groups: judged, not decidable here, not about prices. Those of one
    sentence share a card.
    """
    currency = {item.event.symbol: item.currency for item in case.companies}
    heaps: dict[str, list[dict[str, Any]]] = {"judged": [], "apart": [], "other": []}
    for number, claim in enumerate(case.claims):
        verdict = verdict_of(claim)
        is_judged = verdict in VERDICTS_SHOWN and (verdict not in APART or in_part(claim))
        heap = "judged" if is_judged else "apart" if verdict in APART else "other"
        card = _card(claim, number, currency, words, case.reading.article.language)
        card["part"] = fmt.excerpt(judged_part(claim, case.claims), 180)
        above = heaps[heap][-1] if heaps[heap] else None
        if above is not None and (above["text"], above["line"]) == (card["text"], card["line"]):
            above["more"].append(card)
        else:
            heaps[heap].append(card)
    return heaps


def _card(
    claim: Claim, number: int, currency: dict[str, str], words: Words, language: str
) -> dict[str, Any]:
    best, why = _best(claim), fmt.sentence(words.say(claim.reason))
    readings = [_reading(item, words) for item in claim.observations]
    if [(one["why"], one["reading"]) for one in readings] == [(why, "")]:
        readings = []
    return {
        "text": fmt.excerpt(claim.text, 180),
        "gloss": gloss(claim, language, words),
        "line": words("article.line", line=claim.line),
        "kind": words.name("claim_kind", claim.kind),
        "badge": badge(shown_as(claim), words),
        "why": why,
        "mini": mini(best.value, claim.stated, claim.tolerance, f"m{number}")
        if best is not None and best.unit == "return"
        else "",
        "seen": _number(best, currency, words) if best is not None else "",
        "formula": claim.formula,
        "needs": ", ".join(words.name("needs", item) for item in claim.needs),
        "more": [],
        "readings": readings,
    }


def _best(claim: Claim) -> Observation | None:
    """The observation that the verdict stands on."""
    observations = [item for item in claim.observations if item.value is not None]
    return next(
        (item for item in observations if item.verdict == claim.verdict),
        observations[0] if observations else None,
    )


def _number(item: Observation, currency: dict[str, str], words: Words) -> str:
    day = dates.short(item.session, words.lang) if item.session else ""
    value = amount(item.value, item.unit, currency.get(item.symbol, ""), words)
    return " \u00b7 ".join(part for part in (words.who(item.symbol), day, value) if part)


def _reading(item: Observation, words: Words) -> dict[str, Any]:
    return {
        "company": words.who(item.symbol),
        "reading": words.name("reading", item.reading) if item.reading else "",
        "verdict": words.name("side", code_of(item.verdict)),
        "why": fmt.sentence(words.say(item.reason)),
    }


def amount(value: float | None, unit: str, currency: str, words: Words) -> str:
    """A value in its unit: returns as percentages, sums with their currency."""
    if value is None:
        return fmt.NONE
    if unit == "sessions":
        form = "one" if round(value) == 1 else "many"
        return words(f"claims.sessions_{form}", count=fmt.number(value, 0))
    if unit == "points":
        return words("claims.points", count=fmt.number(value))
    if unit == "return":
        return fmt.percent(value)
    return fmt.money(value, unit or currency, words.lang)
