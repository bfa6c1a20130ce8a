"""Chooses the publication time of an article among its candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from marketlink.articles.bracket import bracket
from marketlink.articles.candidates import DateCandidate, from_source, in_address, in_head, visible
from marketlink.articles.content import Content, front_matter, head_title
from marketlink.articles.interval import EAST
from marketlink.articles.lines import spans
from marketlink.articles.page_words import marked
from marketlink.articles.published import Dating, date_article, home_zone
from marketlink.findings import FindingText
from marketlink.records.article import Line, Published
from marketlink.sources.raw import RawArticle


def date_content(
    content: Content, raw: RawArticle, url: str | None, own: Published | None, now: datetime
) -> Dating:
    """The publication time of the article, with warnings about it.

    The path of ``url`` may carry a day. The user's ``own`` time decides, and the reader is told
    where the page disagrees. ``now`` is the aware instant after which nothing can be published.
    """
    candidates = from_source(raw)
    if content.page is not None:
        candidates += in_head(content.page, raw.title or head_title(content.page))
    candidates += [
        *_front(content.text), *visible(content.text, content.lines), *in_address(url)
    ]  # fmt: skip
    home = home_zone(content.language, _host(url))
    until = min(raw.retrieved, now) if raw.retrieved else now
    dating = date_article(candidates, home, until) if candidates else None
    if own is not None:
        return _beside(own, dating, until)
    if dating is None or dating.published.value is None:
        bounds = bracket(content.text, content.lines, raw.retrieved, until.date())
        earlier = dating.published.evidence if dating else ()
        bounds = replace(bounds, evidence=earlier + bounds.evidence)
        return Dating(bounds, dating.warnings if dating else ())
    return _moved(dating, content, home)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def _front(text: str) -> list[DateCandidate]:
    """Times in a Markdown file's front matter."""
    end = front_matter(text)
    if not end:
        return []
    head = [Line(n, s.start, s.end, "furniture") for n, s in enumerate(spans(text[:end]), 1)]
    return [stamp._replace(grade="metadata") for stamp in visible(text, head)]


def _beside(own: Published, dating: Dating | None, now: datetime) -> Dating:
    """The user's time, with the page's own as further evidence."""
    warnings: tuple[str, ...] = ()
    day = own.value.date() if isinstance(own.value, datetime) else own.value
    if day and day > (now + EAST).date():
        warnings = (FindingText("warning.given_future", day=day),)
    if dating is None or dating.published.value is None:
        return Dating(own, warnings)
    value = dating.published.value
    other = value.date() if isinstance(value, datetime) else value
    if day and abs(other - day) > timedelta(days=1):
        warnings += (FindingText("warning.given_other", day=day, told=other),)
    return Dating(replace(own, evidence=own.evidence + dating.published.evidence), warnings)


def _moved(dating: Dating, content: Content, home: str | None) -> Dating:
    """A day from the address alone, against clock times of the next day in a Korean text."""
    published = dating.published
    alone = all(evidence.source == "address" for evidence in published.evidence)
    value = published.value
    if not alone or isinstance(value, datetime) or value is None or home != "Asia/Seoul":
        return dating
    tomorrow = value + timedelta(days=1)
    days = {
        int(m[1])
        for text in content.of_kind("body")
        for m in marked("page_clocked", "").finditer(text)
    }
    if tomorrow.day not in days or value.day in days:
        return dating
    warning = FindingText("warning.american_clock", day=value, told=tomorrow)
    later = replace(published, value=tomorrow, zone=home, earliest=value, latest=tomorrow)
    return Dating(later, (*dating.warnings, warning))
