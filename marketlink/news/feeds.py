"""The feeds followed: RSS and Atom, fetched conditionally, and plug-ins such as ``edgar:NVDA``.
Each entry is kept once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from marketlink.errors import InputError, MarketlinkError
from marketlink.findings import FindingText
from marketlink.news.archive import Archive
from marketlink.news.entry import Entry
from marketlink.news.source import Source, cover, put, sources
from marketlink.sources.fetch import Fetched, fetch
from marketlink.sources.load import TAG
from marketlink.sources.raw import Limits, RawArticle
from marketlink.sources.registry import open_source, plug_in
from marketlink.sources.web import WebArticles

if TYPE_CHECKING:
    from marketlink.store import Store

ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9"
ENTITY = re.compile(r"&(?:[a-z]+|#\d+);")
ALTERNATE = re.compile(
    r"<link\b[^>]*type=[\"']application/(?:rss|atom)\+xml[\"'][^>]*>", re.IGNORECASE
)
HREF = re.compile(r"href=[\"']([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Update:
    """The result of reading a feed: ``status`` is "new", "unchanged" or "failed"."""

    feed: Source
    status: str
    new: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()


class FeedArticles:
    """The entries of a feed as articles; ``private`` and ``limits`` as for pages."""

    def __init__(self, *, private: bool = False, limits: Limits | None = None) -> None:
        self.private = private
        self.limits = limits

    def articles(self, source: str) -> Iterable[RawArticle]:
        """Every entry of the feed at an address."""
        answer = fetch(source, private=self.private, limits=self.limits, headers={"Accept": ACCEPT})
        return parse_feed(answer)[1]


def parse_feed(answer: Fetched) -> tuple[str | None, list[RawArticle]]:
    """A feed's title and its entries. Dates stay as written: they are parsed by our own rules.

    Raises
    ------
    InputError
        The answer is not a feed.
    """
    import feedparser

    declared = {"content-type": answer.headers.get("content-type", "application/xml")}
    feed = feedparser.parse(io.BytesIO(answer.content), response_headers=declared)
    if not feed.entries and not feed.get("version"):
        raise InputError(
            f"{answer.url} is not an RSS or Atom feed", hint=_alternate(answer) or "its feed"
        )
    title = feed.feed.get("title")
    return title, [_article(entry, answer, title) for entry in feed.entries]


def _alternate(answer: Fetched) -> str | None:
    """The feed that a page names in its head."""
    link = ALTERNATE.search(answer.content[:200_000].decode("utf-8", "replace"))
    href = HREF.search(link[0]) if link else None
    return f"the feed that this page names, {urljoin(answer.url, href[1])}" if href else None


def _article(entry: Any, answer: Fetched, publisher: str | None) -> RawArticle:  # noqa: ANN401 (a library without types)
    parts = [part.get("value", "") for part in entry.get("content", [])]
    body = max([*parts, entry.get("summary", "")], key=len)
    title = " ".join(str(entry.get("title", "")).split())
    marked = bool(TAG.search(body) or ENTITY.search(body))
    page = f"<html><body><h1>{escape(title)}</h1><div>{body}</div></body></html>"
    link = entry.get("link")
    source = entry.get("source") or {}
    return RawArticle(
        source=answer.url,
        content=(page if marked else body or title).encode("utf-8", "surrogatepass"),
        media_type="text/html" if marked else "text/plain",
        charset="utf-8",
        url=urljoin(answer.url, link) if link else None,
        title=title or None,
        author=entry.get("author") or None,
        publisher=source.get("title") or publisher,
        published=entry.get("published") or entry.get("created") or None,
        updated=dict.get(entry, "updated") or None,
        retrieved=answer.retrieved,
        id=entry.get("id") or link,
    )


class Feeds:
    """The feeds that a store follows: add, list and remove them, and read what is new."""

    def __init__(
        self, archive: Archive, *, private: bool = False, limits: Limits | None = None
    ) -> None:
        self.archive = archive
        self.private = private
        self.limits = limits

    def list(self) -> list[Source]:
        """The feeds, in the order they were added."""
        if not self.archive.exists():
            return []
        with self.archive.opened() as store:
            return [one for one in sources(store.tables) if one.followed]

    def add(self, url: str, *, pages: bool = False, now: datetime | None = None) -> Update:
        """Follow a feed and keep what it holds now; one that is followed is looked at again.

        Raises
        ------
        InputError
            The address is refused, or is no feed; then it is not followed.
        SourceUnavailable
            It does not answer; then it is not followed.
        """
        now = now or datetime.now(UTC)
        existing = next((feed for feed in self.list() if feed.address == url), None)
        feed = existing or Source(0, "feed", url, first_read=now.isoformat(timespec="seconds"))
        return self._look(replace(feed, pages=pages or feed.pages), now)

    def remove(self, url: str) -> None:
        """Follow a feed no longer; the articles it brought stay.

        Raises
        ------
        InputError
            It is not followed.
        """
        urls = [feed.address for feed in self.list()]
        if url not in urls:
            near = get_close_matches(url, urls, 1)
            hint = near[0] if near else "marketlink feeds list"
            raise InputError(f"The feed {url} is not followed", hint=hint)
        with self.archive.opened("write") as store, store.adding() as (con, batch):
            (one,) = [one for one in sources(con) if _is_feed(one, url)]
            put(con, one, batch, followed=False)

    def update(self, now: datetime | None = None) -> Sequence[Update]:
        """Look at every feed; one that fails is told in its update and stops no other."""
        now = now or datetime.now(UTC)
        updates = []
        for feed in self.list():
            try:
                update = self._look(feed, now)
            except MarketlinkError as error:
                failed = replace(
                    feed, error=str(error), last_read=now.isoformat(timespec="seconds")
                )
                update = Update(failed, "failed", warnings=(str(error),))
                self._write(failed)
            updates.append(update)
        return updates

    def _look(self, feed: Source, now: datetime) -> Update:
        checked = now.isoformat(timespec="seconds")
        if plug_in(feed.address):
            raws, latest = list(open_source(feed.address)), replace(feed, name=feed.address)
        else:
            answer = fetch(
                feed.address, private=self.private, limits=self.limits, headers=_conditions(feed)
            )
            if answer.status == 304:  # noqa: PLR2004 (a status of HTTP)
                state = replace(feed, last_read=checked, error=None)
                self._write(state, (_instant(feed.last_read) or now, now))
                return Update(state, "unchanged")
            title, raws = parse_feed(answer)
            latest = replace(
                feed,
                name=title,
                etag=answer.headers.get("etag"),
                modified=answer.headers.get("last-modified"),
            )
        refs = self._stored(feed, [raw.id or raw.digest for raw in raws])
        fresh = {raw.id or raw.digest: raw for raw in raws if (raw.id or raw.digest) not in refs}
        entries = self._whole(list(fresh.values())) if feed.pages else fresh.values()
        warnings: list[str] = []
        additions = self.archive.add(entries, feed=feed.address, now=now, refused=warnings)
        state = replace(latest, last_read=checked, error=None)
        new = tuple(one.entry for one in additions if one.new)
        self._write(state, _span(feed, [one.entry for one in additions], now, known=bool(refs)))
        return Update(state, "new" if new else "unchanged", new, tuple(warnings))

    def _whole(self, raws: Sequence[RawArticle]) -> Iterable[RawArticle]:
        """The pages behind the entries; an entry whose page cannot be had stands for itself."""
        web = WebArticles(private=self.private, limits=self.limits)
        for raw in raws:
            try:
                (page,) = web.articles(raw.url or "")
            except (MarketlinkError, ValueError) as error:
                yield replace(
                    raw, warnings=(*raw.warnings, FindingText("warning.feed_only", why=str(error)))
                )
            else:
                yield replace(
                    page, id=raw.id, published=raw.published, publisher=raw.publisher, url=raw.url
                )

    def _stored(self, feed: Source, refs: Sequence[str]) -> frozenset[str]:
        """Those of these entries of a feed that are kept."""
        if not self.archive.exists():
            return frozenset()
        with self.archive.opened() as store:
            rows = store.tables.execute(
                "select ref from article join source using (source_id) where kind = 'feed'"
                " and address = ? and ref in (select unnest(?::varchar[]))",
                [feed.address, list(refs)],
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def _write(self, feed: Source, covered: tuple[datetime, datetime] | None = None) -> None:
        with self.archive.opened("write") as store:
            _put(store, feed, covered)


def _put(store: Store, feed: Source, covered: tuple[datetime, datetime] | None) -> None:
    """Write a feed, and the span of which its last answer listed every entry."""
    with store.adding() as (con, batch):
        existing = sources(con)
        new = Source(max((one.source_id for one in existing), default=0) + 1, "feed", feed.address)
        own = next((one for one in existing if _is_feed(one, feed.address)), new)
        one = put(con, feed, batch, source_id=own.source_id, items=own.items, followed=True)
        if covered:
            cover(con, one.source_id, *covered, batch)


def _is_feed(one: Source, url: str) -> bool:
    return (one.kind, one.address) == ("feed", url)


def _span(
    feed: Source, entries: Sequence[Entry], now: datetime, *, known: bool
) -> tuple[datetime, datetime]:
    """The span that an answer covers without a gap: since the last look where it still has known
    entries, else since its earliest entry.
    """
    if known and (last := _instant(feed.last_read)):
        return last, now
    dated = [at for entry in entries if (at := _instant(entry.value)) and at <= now]
    return min(dated, default=now), now


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _conditions(feed: Source) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.modified:
        headers["If-Modified-Since"] = feed.modified
    return headers
