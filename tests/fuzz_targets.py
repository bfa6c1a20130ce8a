"""What anybody may have written, read by what reads it: an answer, or one sentence.

Each target takes bytes and returns, or raises a :class:`MarketlinkError`. Anything else is a fault.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

from marketlink.errors import MarketlinkError

LARGEST = 4_000


def _file(content: bytes, name: str, read: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        read(path)


def article(content: bytes) -> None:
    """A page or text, read as far as its publication time."""
    from marketlink.articles.article import read_article
    from marketlink.sources.raw import RawArticle

    read_article(RawArticle(content=content, source="fuzz", media_type="text/html"))


def reading(content: bytes) -> None:
    """A text, read in full: companies, moments, claims."""
    import marketlink

    marketlink.read(content.decode("utf-8", "replace"), published="2025-01-28")


def feed(content: bytes) -> None:
    """A feed and its entries, each read as an article."""
    from marketlink.articles.article import read_article
    from marketlink.news.feeds import parse_feed
    from marketlink.sources.fetch import Fetched

    answer = Fetched("http://news.example.com/feed", 200, {}, content, datetime.now(UTC))
    for raw in parse_feed(answer)[1]:
        harmless(lambda _, raw=raw: read_article(raw), b"")


def prices(content: bytes) -> None:
    """A price file, checked."""
    from marketlink.prices.importing import check_file

    _file(content, "NVDA.csv", check_file)


def listing(content: bytes) -> None:
    from marketlink.companies.listings import read_listing

    _file(content, "krx.csv", read_listing)


def toml(content: bytes) -> None:
    from marketlink.config import load

    _file(content, "m.toml", load)


def jsonl(content: bytes) -> None:
    """Lines of articles, each apart, as ``link --input-format jsonl`` takes them."""
    from marketlink.sources.records import lines_of, parse_line, record

    for number, line in lines_of(io.BytesIO(content)):
        harmless(lambda _, n=number, one=line: record(parse_line(one, f"line {n}"), "-"), b"")


def journal(content: bytes) -> None:
    """A list of kept articles of a former version."""
    from marketlink.news.migration import read_rows

    _file(content, "index.jsonl", read_rows)


def request(content: bytes) -> None:
    """The request beside a report."""
    from marketlink.config import Settings
    from marketlink.publish import republish

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "reports" / "one"
        place.mkdir(parents=True)
        (place / "request.json").write_bytes(content)
        republish(Path(folder) / "reports", Settings(Path(folder) / "x.duckdb", offline=True))


def state(content: bytes) -> None:
    """The state of a schedule."""
    from marketlink.schedule.state import read

    _file(content, "x.duckdb.schedule.json", lambda path: read(path.with_name("x.duckdb")))


def batch(content: bytes) -> None:
    """A batch of the record."""
    from marketlink.store.batch import Unsound, read, verify

    def both(path: Path) -> None:
        try:
            verify(path.parent, read(path.parent, 1))
        except Unsound:
            return

    _file(content, "batch.json", both)


def answer(content: bytes) -> None:
    """What a price service answers."""
    from marketlink.config import Settings
    from marketlink.prices.fetch import ask
    from marketlink.prices.massive import MassivePrices

    os.environ.setdefault("MASSIVE_API_KEY", "k")
    source = MassivePrices(Settings(Path("x.duckdb"), source_pace_seconds=0.0))
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict):
        source.service = SimpleNamespace(get=lambda *_: found)
        ask(source, "massive", "NVDA", None)


LISTED = (
    *(article, reading, feed, jsonl, prices, listing, toml, journal, request, state, batch),
    answer,
)
TARGETS = {function.__name__: function for function in LISTED}


def harmless(target: Callable[[bytes], None], content: bytes) -> None:
    """Run a target; a sentence is an answer."""
    try:
        target(content[:LARGEST])
    except MarketlinkError:
        return
