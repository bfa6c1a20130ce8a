"""The first screen: headline, sentences, marked quotes, one row a company."""

from __future__ import annotations

from typing import Any

from marketlink.claims.judged import judged_part
from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.answer import answer, unusual
from marketlink.findings.certainty import held_by_its_benchmark
from marketlink.findings.lookup import CompanyMove, absent, against, by_relevance, move, rare, rows
from marketlink.findings.statements import (
    against_it,
    code_of,
    exception,
    in_part,
    statement,
    verdict_of,
)
from marketlink.findings.words import Words
from marketlink.records.case import Case, CompanyFinding
from marketlink.records.claim import Claim, Verdict
from marketlink.report.figures import direction
from marketlink.report.figures.marks import Z95

QUOTES = 4
SIGNS = {
    "contradicted": ("bad", "\u2717"),
    "supported": ("good", "\u2713"),
    "in_part": ("half", "\u25d0"),
    "unclear": ("half", "\u25cb"),
    "not_decidable": ("quiet", "?"),
}
"""Colour and sign of a verdict, in the order in which quotes are shown."""
OTHER = ("quiet", "\u2013")


def section(case: Case, words: Words) -> dict[str, Any]:
    """The answer as the page sets it."""
    case_answer = answer(case)
    return {
        "headline": case_answer.headline.say(words).removesuffix("."),
        "sentences": [item.say(words) for item in case_answer.sentences],
        "claims": [item.say(words) for item in case_answer.claims],
        "quotes": quotes(case.claims, case.reading.article.language, words),
        "rows": [_row(case, item, words) for item in by_relevance(case)],
        "explain": _explained(case, words),
        "beyond": words(f"glance.beyond_{against(case)}"),
    }


def shown_as(claim: Claim) -> str:
    """A verdict as a key of the messages; unclear claims that hold for some say so."""
    return "in_part" if in_part(claim) else code_of(verdict_of(claim))


def badge(verdict: str, words: Words) -> dict[str, str]:
    """A verdict as a word with a sign, so that colour is never all that tells it."""
    mark, sign = SIGNS.get(verdict, OTHER)
    return {"mark": mark, "sign": sign, "text": words.name("verdict", verdict)}


def _explained(case: Case, words: Words) -> str:
    """The notes that explain the columns of the first table."""
    model = words.name("model", case.study.spec.model)
    text = words(f"glance.explain_{against(case)}", model=model)
    filtered = any(row.get("p_filtered") is not None for row in rows(case, "cars"))
    inside = [one.say(words) for one in held_by_its_benchmark(case)]
    return " ".join([text, *([words("glance.filtered")] if filtered else []), *inside])


def gloss(claim: Claim, language: str, words: Words) -> str:
    """A statement in the page's language, where the article is in another one."""
    text = statement(claim)
    same = language == words.lang or text.code == "statement.quoted"
    return "" if same else fmt.sentence(text.say(words))


def quotes(claims: tuple[Claim, ...], language: str, words: Words) -> list[dict[str, Any]]:
    """The article's statements that matter most, one a sentence, each with its sign and why."""
    order = list(SIGNS)
    by_rank = sorted(
        (claim for claim in claims if shown_as(claim) in order),
        key=lambda claim: order.index(shown_as(claim)),
    )
    by_span: dict[tuple[int, int], Claim] = {}
    for claim in by_rank:
        by_span.setdefault(claim.span, claim)
    quoted_claims = sorted(list(by_span.values())[:QUOTES], key=lambda claim: claim.span)
    return [
        {
            "text": fmt.excerpt(judged_part(claim, claims) or claim.text, 110, claim.words),
            "badge": badge(shown_as(claim), words),
            "why": fmt.sentence(_brief(claim, words)),
            "gloss": gloss(claim, language, words),
        }
        for claim in quoted_claims
    ]


def _brief(claim: Claim, words: Words) -> str:
    """Why, in one line: what stands against a claim of several companies, else the reason."""
    if shown_as(claim) == "in_part" and (apart := exception(claim)) is not None:
        return apart.say(words)
    item = against_it(claim) if shown_as(claim) == "contradicted" else None
    if item is not None and len(claim.symbols) > 1:
        return f"{words.who(item.symbol)}: {words.say(item.reason)}"
    reason = claim.reason
    if reason is not None and claim.verdict is Verdict.SUPPORTED:
        reason = reason.followed(None)
    return words.say(reason)


def _row(case: Case, item: CompanyFinding, words: Words) -> dict[str, Any]:
    event, day0 = item.event, move(case, item)
    row = {"name": words.who(event.symbol), "symbol": event.symbol, "reason": ""}
    if day0 is None:
        return row | {"reason": words.name("outcome", absent(item))}
    wide = "" if day0.ar_se is None else f"\u00b1{fmt.number(Z95 * day0.ar_se * 100, 1)}"
    return row | {
        "day": dates.short(event.day0, words.lang),
        "exchange": words.name("exchange", event.exchange),
        "move": fmt.percent(day0.ret, 1),
        "part": fmt.number((day0.ret - day0.ar) * 100, 1, sign=True),
        "beyond": fmt.number(day0.ar * 100, 1, sign=True),
        "wide": wide,
        "way": direction(day0.ar) if unusual(day0) else "noise",
        "rare": rarity(day0, words),
    }


def rarity(day0: CompanyMove, words: Words) -> str:
    """How many of a company's ordinary days went as far: none of 240, 12 of 240."""
    days, of = rare(day0)
    if not of:
        return fmt.p_phrase(day0.p, day0.floor) if day0.p is not None else fmt.NONE
    return words("glance.none_of" if days == 0 else "glance.some_of", days=days, of=of)
