"""The candidates for a publication time on a page: its lines, its head, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from marketlink.articles.boilerplate_cues import SIGNED, is_stamp
from marketlink.articles.datelines import is_dateline, zone_of
from marketlink.articles.lines import is_long, is_prose
from marketlink.articles.page_words import marked, pattern
from marketlink.articles.stamps import QUICK, Stamp, StampRole, find_stamps, parse_stamp, residue
from marketlink.records.article import Grade, Line
from marketlink.sources.raw import RawArticle

if TYPE_CHECKING:
    from marketlink.articles.page import ParsedPage

META_FIRST = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "article:published", "published_time", "publish_date", "publish-date", "publishdate", "pubdate",
    "publication_date", "article_date_original", "originalpublicationdate", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "datecreated",
    "article:created_time", "regdate", "og:regdate", "date",
)  # fmt: skip
META_LATER = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "last-modified", "lastmod", "dcterms.modified", "article:modified", "modified_time",
)  # fmt: skip
ARTICLE_TYPE = re.compile(r"article|posting|report|newsitem", re.IGNORECASE)
DAY_OF_PATH = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[/\-.]?)(?P<m>0[1-9]|1[0-2])(?P=sep)"
    r"(?P<d>0[1-9]|[12]\d|3[01])(?=\d{0,8}(?:\D|$))"
)
ASIDE = re.compile(r"comment|reply|related|rank|recommend|aside|footer|popular")
ADDRESS = r"^(?:{page_address}\s*[:：]?\s*)?<?(https?://\S+?)>?$"


def candidate(source: str, grade: Grade, stamp: Stamp, role: StampRole | None = None) -> Stamp:
    """A stamp with where it was found, its label in its words."""
    words = f"{stamp.label} {stamp.text}".strip()
    return stamp._replace(source=source, grade=grade, role=role or stamp.role, text=words)


def visible(text: str, lines: Sequence[Line]) -> list[Stamp]:
    """Stamps that a reader sees: with a label, beside a byline, or alone on their line."""
    candidates: list[Stamp] = []
    if not QUICK.search(text):
        return candidates
    below = max((line.start for line in lines if line.kind == "body"), default=0)
    opening = _opening(text, [line for line in lines if line.kind == "body"])
    for line in lines:
        words = text[line.start : line.end]
        looked = words[:OPENING] if line.kind == "body" else words
        stamps = find_stamps(looked) if line.kind != "list" else []
        if stamps:
            stated = stamps[:1] if line is opening else []
            stated = stated or [s for s in stamps[:1] if not candidates and is_dateline(words, s)]
            stated = stated or _stated(line, words, stamps)
            if candidates and line.start > below:
                stated = [stamp for stamp in stated if stamp.label]
            for stamp in stated:
                zoned = stamp._replace(zone=stamp.zone or zone_of(words, stamp))
                candidates.append(candidate(f"line {line.number}", "stated", zoned))
    return candidates


OPENING = 280
"""Characters of a paragraph in which a time of the article may stand: it opens it."""
DATED = re.compile(r"[)\]]?\s*(?:[—–:|]|--|-(?=\s))")


def _opening(text: str, body: Sequence[Line]) -> Line | None:
    """The first line of a story where it opens with a day, "[2025-01-27] - The chipmaker ...", and
    no other line does: they would be a chronicle, and date what they tell."""
    dated = []
    for line in body:
        words = text[line.start : line.end]
        stamp = next(iter(find_stamps(words[:120])), None)
        if stamp and not words[: stamp.start].strip(" ([") and DATED.match(words[stamp.end :]):
            dated.append(line)
    return dated[0] if len(dated) == 1 and dated[0] is body[0] else None


def _stated(line: Line, text: str, stamps: list[Stamp]) -> list[Stamp]:
    """Of a line's stamps, those of the article, not of an event in its text."""
    if line.kind == "title":
        return [stamp for stamp in stamps if stamp.label and stamp.precision != "day"]
    if (is_stamp(text) and len(text) <= 160) or line.kind in ("author", "publisher"):  # noqa: PLR2004 (letters)
        return stamps
    if is_prose(text) or is_long(text) or len(text) > 200:  # noqa: PLR2004 (letters)
        return [stamp for stamp in stamps if _opens(text, stamp)]
    return [stamp for stamp in stamps if stamp.label and len(residue(text, stamps)) < 80]  # noqa: PLR2004 (letters)


def _opens(text: str, stamp: Stamp) -> bool:
    """Whether a labelled clock time in running text stands up front or in a bracket."""
    if not stamp.label or stamp.precision == "day":
        return False
    before = text[: stamp.start].rstrip(" :：").removesuffix(stamp.label).rstrip()
    apart = not before or before[-1] in "|([【<·/=-]" or bool(pattern(SIGNED).search(before[-40:]))
    return apart and len(before) < 120  # noqa: PLR2004 (letters)


def in_head(page: ParsedPage, title: str | None) -> list[Stamp]:
    """Times in the page's metadata: JSON-LD, ``<meta>`` and ``<time>`` elements."""
    candidates = list(_json_ld(page.linked, title))
    for name in (*META_FIRST, *META_LATER):
        role: StampRole = "first" if name in META_FIRST else "updated"
        for value in (value for key, value in page.meta if key == name):
            candidates += _parsed(f"meta {name}", value, role)
    for clock in page.clocks[:6]:
        if not clock.aside and not ASIDE.search(clock.names):
            later = marked("page_modified", "").search(f"{clock.names} {clock.text}")
            role = "updated" if later else "first"
            candidates += _parsed("time element", clock.value or clock.text, role)
    return candidates


def _json_ld(objects: Iterable[dict[str, Any]], title: str | None) -> Iterable[Stamp]:
    typed = [o for o in objects if "datePublished" in o or "dateModified" in o]
    articles = [o for o in typed if ARTICLE_TYPE.search(str(o.get("@type", "")))]
    same = [o for o in articles if title and str(o.get("headline", "")).strip() == title]
    for item in (same or articles or typed)[:1]:
        yield from _parsed("JSON-LD datePublished", str(item.get("datePublished") or ""), "first")
        yield from _parsed("JSON-LD dateModified", str(item.get("dateModified") or ""), "updated")


def _parsed(source: str, value: str, role: StampRole) -> list[Stamp]:
    stamp = parse_stamp(value) if value else None
    return [candidate(source, "metadata", stamp, role)] if stamp else []


def from_source(raw: RawArticle) -> list[Stamp]:
    """The times that the article's feed or record gives."""
    return [
        *_parsed("the source's published field", raw.published or "", "first"),
        *_parsed("the source's updated field", raw.updated or "", "updated"),
    ]


def in_address(address: str | None) -> list[Stamp]:
    """The day in an address's path, such as ``/2025/02/06/``."""
    if not address:
        return []
    path = re.sub(r"^https?://[^/]*", "", address)
    for match in DAY_OF_PATH.finditer(path):
        if stamp := parse_stamp(f"{match['y']}-{match['m']}-{match['d']}"):
            return [candidate("address", "metadata", stamp, "first")._replace(text=match[0])]
    return []


def address_line(text: str, lines: Sequence[Line]) -> str | None:
    """The article's own address where a line of a text holds nothing else."""
    for line in (*lines[:4], *lines[-3:]):
        match = pattern(ADDRESS, re.IGNORECASE).match(text[line.start : line.end])
        if match and line.kind != "list":
            return match[1]
    return None
