"""Whether the article's statements hold, company by company and reading by reading."""

from __future__ import annotations

import re
from typing import Any

from marketlink.records.article import Claim, Observation
from marketlink.records.case import Case
from marketlink.report import format as fmt
from marketlink.report.messages import Words

MARKS = {
    "supported": ("good", "\u2713"),
    "partly": ("half", "\u25d0"),
    "contradicted": ("bad", "\u2717"),
    "not decidable here": ("quiet", "?"),
    "not testable": ("quiet", "\u2013"),
    "opinion": ("quiet", "\u2013"),
}
PERCENT = ("return", "ret", "%", "percent", "decimal", "pct")


def section(case: Case, words: Words) -> list[dict[str, Any]]:
    """The claims in the article's order, checkable and not."""
    names = {item.event.symbol: item.name for item in case.companies}
    currency = {item.event.symbol: item.currency for item in case.companies}
    return [_claim(claim, names, currency, words) for claim in case.claims]


def badge(verdict: str, words: Words) -> dict[str, str]:
    """A verdict as a word with a sign, so that colour is never all that tells it."""
    mark, sign = MARKS.get(verdict, ("quiet", "?"))
    return {"mark": mark, "sign": sign, "text": words.name("claim_verdict", verdict)}


def _claim(
    claim: Claim, names: dict[str, str], currency: dict[str, str], words: Words
) -> dict[str, Any]:
    facts = []
    if claim.stated is not None:
        value = amount(claim.stated, claim.unit, "", words.lang)
        facts.append(words("claims.stated", value=value))
    if claim.needs and claim.observations:
        needs = ", ".join(words.say(item) for item in claim.needs)
        facts.append(words("claims.needs", needs=needs))
    known = {item.why for item in claim.observations}
    return {
        "text": fmt.excerpt(claim.text),
        "line": words("article.line", line=claim.line),
        "kind": words.name("claim_kind", claim.kind),
        "badge": badge(claim.verdict or "not decidable here", words),
        "formula": words.say(claim.formula) if claim.formula else "",
        "facts": " \u00b7 ".join(facts),
        "why": ""
        if claim.why in known
        else fmt.sentence(_named(fmt.typeset(words.say(claim.why)), names)),
        "readings": any(item.reading for item in claim.observations),
        "observations": [_observation(item, names, currency, words) for item in claim.observations],
    }


def _observation(
    item: Observation, names: dict[str, str], currency: dict[str, str], words: Words
) -> dict[str, Any]:
    return {
        "company": names.get(item.symbol, item.symbol),
        "symbol": item.symbol,
        "reading": words.name("reading", item.reading) if item.reading else "",
        "value": amount(item.value, item.unit, currency.get(item.symbol, ""), words.lang),
        "session": fmt.day(item.session),
        "badge": badge(item.verdict, words),
        "why": fmt.typeset(words.say(item.why)),
    }


def _named(sentence: str, names: dict[str, str]) -> str:
    """A sentence with companies by name in place of their symbols."""
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, names))})(?![\w.])")
    return pattern.sub(lambda match: names[match[0]], sentence) if names else sentence


def amount(value: float | None, unit: str, currency: str, lang: str) -> str:
    """A value in its unit: returns as percentages, amounts with their currency."""
    if value is None:
        return fmt.NONE
    if unit.lower() in PERCENT or (not unit and abs(value) < 1):
        return fmt.percent(value)
    if abs(value) >= 1e6:
        return f"{fmt.compact(value, lang)} {unit}".strip()
    return f"{fmt.price(value, unit or currency)} {unit}".strip()
