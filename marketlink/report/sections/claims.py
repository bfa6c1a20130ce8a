"""Whether the article's statements hold, company by company and reading by reading."""

from __future__ import annotations

import re
from typing import Any

from marketlink.records.case import Case
from marketlink.records.claim import Claim, Observation, Verdict
from marketlink.records.reason import Reason
from marketlink.report import format as fmt
from marketlink.report.messages import Words

MARKS = {
    Verdict.SUPPORTED: ("good", "\u2713"),
    Verdict.UNCLEAR: ("half", "\u25d0"),
    Verdict.CONTRADICTED: ("bad", "\u2717"),
    Verdict.NOT_DECIDABLE: ("quiet", "?"),
    Verdict.NOT_TESTABLE: ("quiet", "\u2013"),
    Verdict.OPINION: ("quiet", "\u2013"),
    Verdict.FORECAST: ("quiet", "\u2013"),
}
PERCENT = ("return", "ret", "%", "percent", "decimal", "pct")


def section(case: Case, words: Words) -> list[dict[str, Any]]:
    """The claims in the article's order, checkable and not."""
    names = {item.event.symbol: item.name for item in case.companies}
    currency = {item.event.symbol: item.currency for item in case.companies}
    return [_claim(claim, names, currency, words) for claim in case.claims]


def badge(verdict: Verdict, words: Words) -> dict[str, str]:
    """A verdict as a word with a sign, so that colour is never all that tells it."""
    mark, sign = MARKS[verdict]
    return {"mark": mark, "sign": sign, "text": words.name("claim_verdict", verdict)}


def _claim(
    claim: Claim, names: dict[str, str], currency: dict[str, str], words: Words
) -> dict[str, Any]:
    facts = []
    if claim.stated is not None:
        value = amount(claim.stated, claim.unit, "", words)
        facts.append(words("claims.stated", value=value))
    if claim.needs and claim.observations:
        needs = ", ".join(words.say(item) for item in claim.needs)
        facts.append(words("claims.needs", needs=needs))
    known = [item.reason for item in claim.observations]
    return {
        "text": fmt.excerpt(claim.text),
        "line": words("article.line", line=claim.line),
        "kind": words.name("claim_kind", claim.kind),
        "badge": badge(claim.verdict or Verdict.NOT_DECIDABLE, words),
        "formula": words.say(claim.formula) if claim.formula else "",
        "facts": " \u00b7 ".join(facts),
        "why": ""
        if claim.reason is None or claim.reason in known
        else fmt.sentence(_why(claim.reason, names, words)),
        "readings": any(item.reading for item in claim.observations),
        "observations": [_observation(item, names, currency, words) for item in claim.observations],
    }


def _observation(
    item: Observation, names: dict[str, str], currency: dict[str, str], words: Words
) -> dict[str, Any]:
    return {
        "company": names.get(item.symbol) or words.name("symbol", item.symbol),
        "symbol": item.symbol,
        "reading": words.name("reading", item.reading) if item.reading else "",
        "value": amount(item.value, item.unit, currency.get(item.symbol, ""), words),
        "session": fmt.day(item.session),
        "badge": badge(item.verdict, words),
        "why": _why(item.reason, names, words),
    }


def _why(told: Reason, names: dict[str, str], words: Words) -> str:
    """A reason in the page's language, with companies by name."""
    return _named(fmt.typeset(told.sentence(words.lang)), names)


def _named(sentence: str, names: dict[str, str]) -> str:
    """A sentence with companies by name in place of their symbols."""
    pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, names))})(?!\.?[A-Za-z0-9])")
    return pattern.sub(lambda match: names[match[0]], sentence) if names else sentence


def amount(value: float | None, unit: str, currency: str, words: Words) -> str:
    """A value in its unit: returns as percentages, amounts with their currency."""
    if value is None:
        return fmt.NONE
    if unit == "sessions":
        count = fmt.number(value, 0)
        return words(f"claims.sessions_{'one' if count == '1' else 'many'}", count=count)
    if unit == "points":
        return words("claims.points", count=fmt.number(value))
    if unit.lower() in PERCENT or (not unit and abs(value) < 1):
        return fmt.percent(value)
    if abs(value) >= 1e6:
        return f"{fmt.compact(value, words.lang)} {unit}".strip()
    return f"{fmt.price(value, unit or currency)} {unit}".strip()
