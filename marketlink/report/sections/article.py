"""What the article says and when: its source, its moments, its companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from marketlink.records.article import Article, Mention, Moment, Published, Reading
from marketlink.records.case import Case
from marketlink.report import format as fmt
from marketlink.report.messages import Words
from marketlink.report.table import Table, table

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
        "warnings": [words.say(line) for line in (*reading.article.warnings, *reading.warnings)],
    }


def published(value: Published, words: Words) -> str:
    """The publication time, its zone and its grade in words."""
    grade = words.name("grade", value.grade)
    if value.value is None:
        if value.earliest and value.latest:
            span = words(
                "article.bracket", earliest=fmt.day(value.earliest), latest=fmt.day(value.latest)
            )
            return f"{span} ({grade})"
        return grade
    shown = fmt.instant(value.value, value.zone)
    zone = value.zone if value.zone and "/" in value.zone else ""
    return f"{shown}{' ' + zone if zone else ''} ({grade})"


def _facts(article: Article, words: Words) -> list[tuple[str, str, str | None]]:
    source = " \u00b7 ".join(part for part in (article.publisher, article.author) if part)
    evidence = "; ".join(
        f"{words.say(words.name('grade', item.source))}: {fmt.excerpt(item.text, 80)}"
        for item in article.published.evidence
    )
    facts = [(words("page.source"), source or article.source, fmt.link(article.url))]
    if source:
        facts.append(("", article.source, None))
    facts.append((words("article.published"), published(article.published, words), None))
    if evidence and article.published.grade != "given":
        facts.append(("", fmt.excerpt(evidence), None))
    facts.append(
        (words("article.reading_language"), words.name("language", article.language), None)
    )
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


def _when(value: Any, zone: str) -> str:
    return fmt.instant(value, zone) if isinstance(value, datetime) else fmt.day(value)


def _moment(item: Moment, case: Case, words: Words) -> dict[str, Any]:
    reading = case.reading
    shown = {company.event.exchange for company in case.companies}
    start, end = _when(item.start, item.zone), _when(item.end, item.zone)
    reacts = [
        (
            words.name("exchange", exchange),
            fmt.day(session) if session else words("article.beyond_calendar"),
        )
        for exchange, session in item.reactions
        if exchange in shown or not shown
    ]
    return {
        "kind": words.name("moment", item.kind),
        "quote": quote(reading.article.text, *item.span),
        "line": words("article.line", line=item.line),
        "span": start if start == end else words("article.interval", start=start, end=end),
        "zone": item.zone,
        "repaired": item.repaired and words("article.read_as", text=item.repaired),
        "rule": words.name("time_rule", item.rule),
        "reacts": reacts,
        "note": "" if item.repaired else fmt.typeset(words.say(item.note)),
        "leads": item.kind == "event",
    }


def _first(mentions: Sequence[Mention]) -> list[tuple[Mention, int]]:
    found: dict[str, list[Mention]] = {}
    for item in mentions:
        found.setdefault(item.symbol or item.company, []).append(item)
    return [
        (max(items, key=lambda item: (item.relevance, -item.start)), len(items))
        for items in found.values()
    ]


def _linked(case: Case, words: Words) -> Table | None:
    reading = case.reading
    named = {item.event.symbol: item.name for item in case.companies}
    rows = [
        [
            item.symbol or "",
            named.get(item.symbol or "", item.company),
            _evidence(reading.article.text, item, words),
            words.say(item.rule),
            str(count),
            fmt.number(item.confidence),
            str(item.relevance),
        ]
        for item, count in _first([item for item in reading.mentions if item.symbol])
    ]
    if not rows:
        return None
    heads = ("symbol", "words", "evidence", "rule", "count", "confidence", "relevance")
    heads_shown = [
        words("glance.company") if head == "words" else words(f"article.{head}") for head in heads
    ]
    return table(words("article.linked"), heads_shown, rows, numeric=(4, 5, 6))


def _evidence(text: str, item: Mention, words: Words) -> str:
    before, middle, after = quote(text, item.start, item.end, 24)
    return f"{before}\u300a{middle}\u300b{after} ({words('article.line', line=item.line)})"


def _unlinked(reading: Reading, words: Words) -> list[tuple[str, str, str]]:
    same = reading.article.language == words.lang
    return [
        (item.text if same else item.company, words.name("kind", item.kind), _why(item, words))
        for item, _ in _first([m for m in _apart(reading) if not m.symbol and m.kind not in NOBODY])
    ]


def _apart(reading: Reading) -> list[Mention]:
    """The mentions without those that only repeat the name before them in brackets."""
    text, found = reading.article.text, list(reading.mentions)
    again = {
        after.start
        for before, after in pairwise(found)
        if text[before.end : after.start] == "(" and text[after.end : after.end + 1] == ")"
        and before.kind == after.kind
    }  # fmt: skip
    named = {item.company for item in found if item.start in again}
    return [item for item in found if item.company not in named]


def _why(item: Mention, words: Words) -> str:
    return "" if item.why in {item.company, item.text} else words.say(item.why)
