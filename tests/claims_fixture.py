"""What claim tests read from: the embedded prices, and a small linker over the shipped names."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from functools import cache
from pathlib import Path

from marketlink.claims import PriceEvidence, check, find, gather
from marketlink.moments import read as read_moments
from marketlink.records.article import Published
from marketlink.records.claim import Claim
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment
from marketlink.verify import ExcerptReader

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def closes() -> dict[str, list[tuple[date, float]]]:
    found: dict[str, list[tuple[date, float]]] = defaultdict(list)
    with (DATA / "excerpt" / "prices.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["symbol"]].append((date.fromisoformat(row["date"]), float(row["close"])))
    return dict(found)


@cache
def names() -> dict[str, str]:
    with (DATA / "aliases.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["policy"] == "always"]
    rows = [row for row in rows if "~" not in row["ticker"] and len(row["alias"]) > 1]
    found = {row["alias"]: row["ticker"] for row in rows}
    found |= {
        "하이닉스": "000660.KS",
        "TSMC": "TSM",
        "Apple": "AAPL",
        "AMD": "AMD",
        "마이크론테크놀러지": "MU",
    }
    return found


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(names(), key=len, reverse=True))


def mentions(text: str) -> tuple[Mention, ...]:
    """Every shipped name in the text, longest first; for tests of claims alone."""
    taken = [False] * len(text)
    found = []
    for name in _longest_first():
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            whole = not (text[at - 1 : at].isascii() and text[at - 1 : at].isalnum())
            whole = whole and not (
                name[-1].isascii()
                and text[end : end + 1].isascii()
                and text[end : end + 1].isalnum()
            )
            if whole and not any(taken[at:end]):
                taken[at:end] = [True] * len(name)
                symbol = names()[name]
                found.append(
                    Mention(name, at, end, 1, symbol, symbol, "company", "subject", "test", 1.0, 90)
                )
            at = text.find(name, end)
    return tuple(sorted(found, key=lambda m: m.start))


def language_of(text: str) -> str:
    letters = [sign for sign in text if sign.isalpha()]
    return "ko" if sum("가" <= sign <= "힣" for sign in letters) * 5 > len(letters) else "en"


def published_at(value: str | None) -> Published:
    if value is None:
        return Published()
    stated = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return Published(value=stated, grade="given", zone=value[-6:] if "T" in value else None)


def evidence(claims: tuple[Claim, ...]) -> PriceEvidence:
    return gather(claims, ExcerptReader().series)


def read(text: str, published: str | None) -> tuple[tuple[Claim, ...], tuple[Moment, ...]]:
    """The claims of a text, checked on the embedded prices."""
    language, stamp, linked = language_of(text), published_at(published), mentions(text)
    moments = read_moments(text, None, stamp, language, mentions=linked).moments
    claims = find(text, None, language, linked, moments).claims
    return check(claims, evidence(claims), stamp), moments
