"""How much an article is about each company it names, 0 to 100, and why."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.companies.boundary import with_form
from marketlink.companies.candidate import NameCandidate
from marketlink.companies.directory import Directory
from marketlink.companies.names import plain
from marketlink.records.article import Line
from marketlink.records.mention import Mention

SUBJECT = "subject"
_FIXED = {"relation": 10, "comparison": 5, "employer": 5}


def mentions(candidates: Sequence[NameCandidate], names: Directory) -> tuple[Mention, ...]:
    """The candidates that came to something, as records, each with its relevance."""
    decided = [one for one in candidates if one.verdict]
    lines: dict[str, list[Line]] = {}
    for one in decided:
        if one.verdict == "linked":
            lines.setdefault(one.symbol, []).append(one.line)
    total = sum(map(len, lines.values()))
    top = min([one.line.number for one in decided], default=0)
    scores = {
        symbol: _relevance(own, top, len(own) / total, len(lines)) for symbol, own in lines.items()
    }
    return tuple([
        _mention(one, names, scores[one.symbol] if one.verdict == "linked"
                 else (_FIXED.get(str(one.verdict), 0), ""))
        for one in decided
    ])  # fmt: skip


def _relevance(lines: list[Line], top: int, share: float, companies: int) -> tuple[int, str]:
    """The relevance of a company, and why, from the lines that name it, in order.

    ``share`` is its share of the mentions of ``companies`` companies, the first on line ``top``.
    """
    value, why = 30, "named in the text +30"
    if any(line.kind == "title" for line in lines):
        value, why = value + 25, f"{why}, in the title +25"
    if lines[0].number <= top + 1:
        value, why = value + 15, f"{why}, in the first lines +15"
    if of_all := round(30 * share):
        value, why = value + of_all, f"{why}, {share:.0%} of the mentions +{of_all}"
    if others := min(15, 3 * (companies - 1)):
        value, why = value - others, f"{why}, {companies} companies -{others}"
    return max(20, min(100, value)), why


def _mention(one: NameCandidate, names: Directory, score: tuple[int, str]) -> Mention:
    relevance, reasons = score
    verdict = str(one.verdict)
    end = with_form(one.folded.text, one.end) if verdict == "linked" and one.names else one.end
    start, stop = one.place, one.line.start + one.folded.span(one.start, end)[1]
    symbol, company = _who(one, names)
    of_firm = verdict in ("linked", "relation", "line")
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
        firm=plain(names.firm(one.listed)) if of_firm else None,
        share=one.share or (names.share(symbol) if symbol else None),
    )


def _who(one: NameCandidate, names: Directory) -> tuple[str | None, str]:
    if one.verdict == "linked":
        return plain(one.symbol), names.name(one.symbol)
    entries = one.names or one.unlisted
    company = entries[0].company if entries else one.surface
    return plain(one.listed) if one.verdict == "relation" else None, company
