"""The reading of one kept article: rows of the store, and the facts and keys of its story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from marketlink.articles.article import read_article
from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.errors import MarketlinkError
from marketlink.events import events_of
from marketlink.flow.outcome import Outcome
from marketlink.news.entry import raw_of
from marketlink.news.similarity import ReportFacts, facts_of, story_item
from marketlink.news.stories import keys_of
from marketlink.reading import understand
from marketlink.records.article import Article, Published
from marketlink.records.mention import Mention
from marketlink.records.reading import Reading
from marketlink.text import unread


@dataclass(frozen=True, slots=True)
class Read:
    """One article as read: rows of the store, and the facts and keys that find its story."""

    article: int
    outcome: Outcome
    mentions: tuple[Mapping[str, Any], ...] = ()
    moments: tuple[Mapping[str, Any], ...] = ()
    reactions: tuple[Mapping[str, Any], ...] = ()
    subjects: tuple[str, ...] = ()
    facts: ReportFacts | None = None
    keys: tuple[int, ...] = ()


def read_kept(task: tuple[int, Any, bytes], folder: Path) -> Read:
    """Read one kept article: its number, entry and bytes, with the listings of a folder."""
    number, entry, content = task
    try:
        added = datetime.fromisoformat(entry.added)
        article = read_article(raw_of(entry, content), entry.given, now=added)
        if unread(article.language):
            return Read(number, Outcome.UNREAD_LANGUAGE)
        reading = understand(
            _as_kept(article, entry.value, entry.grade),
            folder=folder if folder.is_dir() else None,
            claims=False,
        )
    except MarketlinkError:
        return Read(number, Outcome.FAILED)
    return _rows(number, reading)


def _as_kept(article: Article, value: str | None, grade: Any) -> Article:  # noqa: ANN401 (any value of a row)
    """The article with the publication time that was kept, where a newer reader finds another."""
    at: date | datetime | None = None
    if value:
        at = datetime.fromisoformat(value)
        at = at if at.tzinfo else at.date()
    if at == article.published.value:
        return article
    return replace(article, published=Published(at, grade if at else "unknown"))


def _rows(number: int, reading: Reading) -> Read:
    item = story_item(str(number), reading)
    facts = facts_of(item) if item else None
    best: dict[str, Mention] = {}
    for one in reading.mentions:
        if one.symbol and (
            one.symbol not in best
            or (one.relevance, one.confidence)
            > (best[one.symbol].relevance, best[one.symbol].confidence)
        ):
            best[one.symbol] = one
    outcome = Outcome.LINKED if best else Outcome.NAMES_NOBODY
    return Read(
        number,
        outcome if item else Outcome.UNDATED,
        tuple(_mention(number, one, reading.subjects) for one in best.values()),
        tuple(
            {"article_id": number, "n": n, "lo": one.start.isoformat(),
             "hi": one.end.isoformat(), "zone": one.zone, "precision": one.precision,
             "kind": one.kind, "rule": str(one.rule), "confidence": one.confidence}
            for n, one in enumerate(reading.moments)
        ),
        tuple(_reactions(number, reading, list(best))),
        reading.subjects,
        facts,
        tuple(keys_of(facts)) if facts else (),
    )  # fmt: skip


def _mention(number: int, one: Mention, subjects: Sequence[str]) -> Mapping[str, Any]:
    return {
        "article_id": number, "symbol": one.symbol, "company": one.company, "role": one.role,
        "rule": one.rule, "subject": one.symbol in subjects, "relevance": one.relevance,
        "confidence": one.confidence, "span_start": one.start, "span_end": one.end,
    }  # fmt: skip


def _reactions(
    number: int, reading: Reading, symbols: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    """The sessions that an article meets: where what it tells of could first react ("moment"),
    the next one where only the day is known ("neighbour"), and where its publication could."""

    def row(symbol: str, exchange: str, session: date, how: str, rule: str) -> Mapping[str, Any]:
        return {"article_id": number, "symbol": symbol, "exchange": exchange,
                "session": session.isoformat(), "how": how, "rule": rule}  # fmt: skip

    for event in events_of(reading):
        if event.day0:
            yield row(event.symbol, event.exchange, event.day0, "moment", event.rule)
        for session in event.neighbours:
            yield row(event.symbol, event.exchange, session, "neighbour", event.rule)
    published = reading.article.published.value
    for symbol in symbols:
        exchange = exchange_of(symbol)
        if published is None or exchange not in EXCHANGES:
            continue
        calendar = sessions(exchange)
        if isinstance(published, datetime):
            day = calendar.reaction(published)
        else:
            day = calendar.on_or_after(published)
        if day:
            yield row(symbol, exchange, day, "published", "publication")
