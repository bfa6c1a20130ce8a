"""How the article was read: its source, its moments, its companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.records.article import Article, Published
from marketlink.records.case import Case
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading
from marketlink.report.table import PageTable, table

AROUND = 60
NOBODY = ("agency", "person", "author", "publisher")
"""Kinds of names that are no company the article is about."""


def section(case: Case, words: Words) -> dict[str, Any]:
    """The article's section."""
    reading = case.reading
    return {
        "facts": _facts(reading.article, words),
        "moments": [_moment(item, case, words) for item in reading.moments],
        "linked": _linked(case, words),
        "unlinked": _unlinked(reading, words),
    }


def byline(article: Article, words: Words) -> str:
    """Publisher, author and plain date, as far as they are known."""
    value = article.published.value
    when = (
        words("article.on", day=value)
        if value is not None
        else publication_text(article.published, words)
    )
    parts = (article.publisher or article.source, article.author, when)
    return " \u00b7 ".join(part for part in parts if part)


def publication_text(value: Published, words: Words) -> str:
    """The publication time, its zone and its grade in words."""
    grade = words.name("grade", value.grade)
    if value.value is None:
        if value.earliest and value.latest:
            return f"{dates.span(value.earliest, value.latest, words.lang)} ({grade})"
        return grade
    return f"{_when(value.value, value.zone, words)} ({grade})"


def _when(value: date | datetime, zone: str | None, words: Words) -> str:
    """A day, or an instant on the clock of its zone."""
    if not isinstance(value, datetime):
        return dates.day(value, words.lang)
    local = value.astimezone(fmt.named_zone(zone))
    return f"{dates.day(local, words.lang)} {local:%H:%M} {zone or 'UTC'}"


def _facts(article: Article, words: Words) -> list[tuple[str, str, str | None]]:
    source = " \u00b7 ".join(part for part in (article.publisher, article.author) if part)
    evidence = "; ".join(
        f"{words.name('grade', item.source)}: {fmt.excerpt(item.text, 80)}"
        for item in article.published.evidence
    )
    facts = [(words("page.source"), source or article.source, fmt.link(article.url))]
    facts.append((words("article.published"), publication_text(article.published, words), None))
    if evidence and article.published.grade != "given":
        facts.append(("", fmt.excerpt(evidence), None))
    language = words.name("language", article.language)
    facts.append((words("article.reading_language"), language, None))
    return facts


def quote(text: str, start: int, end: int, around: int = AROUND) -> tuple[str, str, str]:
    """The words before, at and after a span, on its line, at most 300 characters in all."""
    row = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    before, after = text[max(row, start - around) : start], text[end : min(stop, end + around)]
    if start - around > row:
        before = "\u2026" + before[before.find(" ") + 1 :]
    if end + around < stop:
        after = (after[: after.rfind(" ")] if " " in after[1:] else after) + " \u2026"
    return before, fmt.excerpt(text[start:end], 160), after


def _moment(item: Moment, case: Case, words: Words) -> dict[str, Any]:
    """A moment; only one that the article is about has sessions that could react to it."""
    exchanges = {company.event.exchange for company in case.companies}
    reacts = [
        (
            words.name("exchange", exchange),
            dates.day(session, words.lang) if session else words("article.beyond_calendar"),
        )
        for exchange, session in item.reactions
        if item.kind == "event" and (exchange in exchanges or not exchanges)
    ]
    start, end = item.start, item.end
    if isinstance(start, datetime) or isinstance(end, datetime):
        days = [_when(start, item.zone, words), _when(end, item.zone, words)]
        span = " \u2013 ".join(dict.fromkeys(days))
    else:
        span = dates.span(start, end, words.lang)
    return {
        "kind": words.name("moment", item.kind),
        "quote": quote(case.reading.article.text, *item.span),
        "line": words("article.line", line=item.line),
        "span": span,
        "zone": words.name("zone", item.zone),
        "repaired": item.repaired and words("article.read_as", text=f"\u201c{item.repaired}\u201d"),
        "rule": words.name("time_rule", item.rule),
        "reacts": reacts,
        "note": "" if item.repaired else fmt.sentence(words.say(item.note)),
        "leads": item.kind == "event",
    }


def _first(mentions: Sequence[Mention]) -> list[tuple[Mention, int]]:
    by_company: dict[str, list[Mention]] = {}
    for item in mentions:
        by_company.setdefault(item.symbol or item.company, []).append(item)
    return [
        (max(items, key=lambda item: (item.relevance, -item.start)), len(items))
        for items in by_company.values()
    ]


def _linked(case: Case, words: Words) -> PageTable | None:
    reading = case.reading
    rows = [
        [
            words.names.get(item.symbol or "", item.company),
            item.symbol or "",
            _evidence(reading.article.text, item, words),
            _rule(item.rule, words),
            str(count),
            fmt.number(item.confidence),
            str(item.relevance),
        ]
        for item, count in _first([item for item in reading.mentions if item.symbol])
    ]
    if not rows:
        return None
    heads = ("company", "symbol", "evidence", "rule", "count", "confidence", "relevance")
    heads_text = [words(f"article.{head}") for head in heads]
    return table(words("article.linked"), heads_text, rows, numeric=(4, 5, 6))


def _rule(rule: str, words: Words) -> str:
    """A rule of linking in words: its own name, else that of its kind ("X in the directory")."""
    kind = rule.partition(" ")[2]
    whole = words.name("mention_rule", rule)
    return whole if whole != rule or not kind else words.table.get(f"mention_rule.{kind}", rule)


def _evidence(text: str, item: Mention, words: Words) -> str:
    before, middle, after = quote(text, item.start, item.end, 24)
    return f"{before}\u300a{middle}\u300b{after} ({words('article.line', line=item.line)})"


def _unlinked(reading: Reading, words: Words) -> list[tuple[str, str]]:
    same = reading.article.language == words.lang
    return [
        (item.text if same else item.company, words.name("kind", item.kind))
        for item, _ in _first([m for m in _apart(reading) if not m.symbol and m.kind not in NOBODY])
    ]


def _apart(reading: Reading) -> list[Mention]:
    """The mentions without those that only repeat the name before them in brackets."""
    text, mentions = reading.article.text, list(reading.mentions)
    again = {
        after.start
        for before, after in pairwise(mentions)
        if text[before.end : after.start] == "(" and text[after.end : after.end + 1] == ")"
        and before.kind == after.kind
    }  # fmt: skip
    companies = {item.company for item in mentions if item.start in again}
    return [item for item in mentions if item.company not in companies]
