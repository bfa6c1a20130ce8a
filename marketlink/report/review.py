"""The fact check as ClaimReview records (schema.org), for those who publish one.

Only statements that were judged are reviewed: what is unclear or cannot be decided is no verdict.
"""

from __future__ import annotations

from typing import Any

from marketlink.claims.judged import judged_part
from marketlink.findings.lookup import names
from marketlink.findings.statements import in_part
from marketlink.findings.words import words as words_of
from marketlink.records.case import Case
from marketlink.records.claim import Claim, Verdict
from marketlink.report.record import plain

RATINGS = {Verdict.SUPPORTED: 5, Verdict.CONTRADICTED: 1}
PART = 3


def reviews(case: Case, lang: str) -> list[dict[str, Any]]:
    """One record a judged statement, in the article's order."""
    words = words_of(lang).naming(names(case, lang))
    article = case.reading.article
    person = article.author if not article.publisher else None
    name = article.publisher or article.author or article.title or words("page.untitled")
    facts = {"url": article.url, "headline": article.title}
    work = {key: value for key, value in facts.items() if value}
    appearance = {"@type": "CreativeWork", **work} if work else None
    reviewed: dict[str, Any] = {
        "@type": "Claim",
        "author": {"@type": "Person" if person else "Organization", "name": name},
        "datePublished": plain(article.published.value),
        "appearance": appearance,
    }
    return [
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": f"report.{lang}.html#claims",
            "inLanguage": lang,
            "claimReviewed": judged_part(claim, case.claims) or " ".join(claim.text.split()),
            "itemReviewed": {key: value for key, value in reviewed.items() if value},
            "author": {"@type": "Organization", "name": "marketlink"},
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": rating,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": words(f"verdict.{_name(claim)}"),
            },
            "reviewBody": words.say(claim.reason),
        }
        for claim in case.claims
        if (rating := _rating(claim)) is not None
    ]


def _rating(claim: Claim) -> int | None:
    """5 where it holds, 3 where it holds for some, 1 where prices contradict it."""
    if in_part(claim):
        return PART
    return RATINGS.get(claim.verdict) if claim.verdict is not None else None


def _name(claim: Claim) -> str:
    return "in_part" if in_part(claim) or claim.verdict is None else claim.verdict.value
