"""How much an article is about each company it names, 0 to 100, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from marketlink.companies.boundary import with_form
from marketlink.companies.candidate import NameCandidate
from marketlink.companies.directory import Directory
from marketlink.companies.names import plain
from marketlink.records.mention import Mention

SUBJECT = "subject"

_FIXED = {"relation": 10, "comparison": 5, "employer": 5}


def mentions(candidates: Sequence[NameCandidate], names: Directory) -> tuple[Mention, ...]:
    """The candidates that came to something, as records, each with its relevance."""
    decided = [one for one in candidates if one.verdict]
    counts = Counter(one.symbol for one in decided if one.verdict == "linked")
    titled = {one.symbol for one in decided if one.verdict == "linked" and one.line.kind == "title"}
    first: dict[str, int] = {}
    for one in decided:
        if one.verdict == "linked":
            first.setdefault(one.symbol, one.line.number)
    top = min((one.line.number for one in decided), default=0)
    return tuple(
        _mention(one, names, _relevance(one, counts, titled, first, top)) for one in decided
    )


def _relevance(
    one: NameCandidate,
    counts: Counter[str],
    titled: set[str],
    first: dict[str, int],
    top: int,
) -> tuple[int, str]:
    if one.verdict != "linked":
        return _FIXED.get(str(one.verdict), 0), ""
    share = counts[one.symbol] / counts.total()
    parts = [
        ("named in the text", 30),
        ("in the title", 25 if one.symbol in titled else 0),
        ("in the first lines", 15 if first[one.symbol] <= top + 1 else 0),
        (f"{share:.0%} of the mentions", round(30 * share)),
        (f"{len(counts)} companies", -min(15, 3 * (len(counts) - 1))),
    ]
    value = max(20, min(100, sum(points for _, points in parts)))
    return value, ", ".join(f"{words} {points:+d}" for words, points in parts if points)


def _mention(one: NameCandidate, names: Directory, score: tuple[int, str]) -> Mention:
    relevance, reasons = score
    verdict = str(one.verdict)
    end = with_form(one.folded.text, one.end) if verdict == "linked" and one.names else one.end
    start, stop = one.place, one.line.start + one.folded.span(one.start, end)[1]
    symbol, company = _who(one, names)
    return Mention(
        text=one.source[start:stop],
        start=start,
        end=stop,
        line=one.line.number,
        symbol=symbol,
        company=company,
        kind="company" if verdict == "linked" else verdict,
        role=SUBJECT if verdict == "linked" else verdict,
        rule=one.rule,
        confidence=round(one.confidence, 2),
        relevance=relevance,
        why="; ".join(part for part in (one.why, reasons) if part),
        firm=_firm(one, names),
        share=one.share or (names.share(symbol) if symbol else None),
    )


def _who(one: NameCandidate, names: Directory) -> tuple[str | None, str]:
    if one.verdict == "linked":
        return plain(one.symbol), names.name(one.symbol)
    if one.verdict == "relation":
        return plain(one.names[0].symbol), one.names[0].company
    entries = one.names or one.unlisted
    return None, entries[0].company if entries else one.surface


def _firm(one: NameCandidate, names: Directory) -> str | None:
    if one.verdict not in ("linked", "relation", "line"):
        return None
    return plain(names.firm(one.symbol or one.names[0].symbol))
