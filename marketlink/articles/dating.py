"""The publication time of an article: that of its candidates, else bounds from its dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from marketlink.articles.candidates import from_source, in_address, in_head, visible
from marketlink.articles.content import Content, front_matter, head_title
from marketlink.articles.interval import EAST
from marketlink.articles.lines import spans
from marketlink.articles.page_words import marked
from marketlink.articles.published import Dating, date_article, home_zone
from marketlink.articles.stamps import Stamp, find_stamps
from marketlink.findings import FindingText
from marketlink.records.article import Evidence, Line, Published
from marketlink.sources.raw import RawArticle

TEXT = ("body", "title", "caption")
ASIDE = ("list", "furniture")


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


def _front(text: str) -> list[Stamp]:
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
    evidence = own.evidence + dating.published.evidence
    return Dating(replace(own, evidence=evidence, updated=dating.published.updated), warnings)


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


def bracket(text: str, lines: Sequence[Line], retrieved: datetime | None, today: date) -> Published:
    """The bounds from the text, the page around it and the time of the fetch.

    The latest full date that the body speaks of as past bounds it from below. From above it is
    bounded by the fetch, and by a coming day (오는 7일) in a list of other stories where another
    date in those lists says from which day on the page was captured.
    """
    dated = _dated(text, lines, TEXT)
    past = [(line, stamp) for line, stamp in dated if _is_past(text, line, stamp, today)]
    earliest, evidence = _latest(past, "published")
    awaited, capture = _captured(text, lines, today)
    bounds = [awaited] if awaited else []
    if retrieved is not None:
        bounds.append(retrieved.date())
        evidence.append(
            Evidence("fetch", retrieved.isoformat(), f"published by {retrieved.date()}")
        )
    latest = min(bounds, default=None)
    evidence += capture
    if earliest is None or latest is None or latest < earliest:
        return Published(evidence=tuple(evidence), earliest=earliest, latest=latest)
    value = earliest if earliest == latest else None
    return Published(
        value, "bracketed", "day" if value else "interval", None, tuple(evidence), earliest, latest
    )


def _dated(
    text: str, lines: Sequence[Line], kinds: tuple[str, ...]
) -> Iterator[tuple[Line, Stamp]]:
    for line in (line for line in lines if line.kind in kinds):
        for stamp in find_stamps(text[line.start : line.end]):
            yield line, stamp


def _latest(stamps: Sequence[tuple[Line, Stamp]], what: str) -> tuple[date | None, list[Evidence]]:
    """The latest day of some stamps, and the first words that tell it."""
    day = max((stamp.day for _, stamp in stamps), default=None)
    for line, stamp in stamps:
        if stamp.day == day:
            place = "" if line.kind in TEXT else f"{line.kind}, "
            says = f"{what} on or after {day}"
            return day, [Evidence(f"{place}line {line.number}", stamp.text, says)]
    return day, []


def _is_past(text: str, line: Line, stamp: Stamp, today: date) -> bool:
    start = line.start + stamp.start
    before = text[max(line.start, start - 40) : start]
    after = text[line.start + stamp.end : line.end]
    return (
        stamp.day <= today
        and not marked("page_ahead", "", "$").search(before)
        and not marked("page_planned", r"^[^.]{0,60}?").match(after)
    )


def _captured(text: str, lines: Sequence[Line], today: date) -> tuple[date | None, list[Evidence]]:
    """The day by which the page was captured, if its lists date it, with their words."""
    stamps = [(line, stamp) for line, stamp in _dated(text, lines, ASIDE) if stamp.day <= today]
    since, evidence = _latest(stamps, "captured")
    bounds = []
    coming: dict[str, tuple[re.Match[str], Line]] = {}
    for line in lines:
        if line.kind in ASIDE:
            for match in marked("page_coming", "").finditer(text, line.start, line.end):
                coming.setdefault(match[0], (match, line))
    for match, line in coming.values():
        awaited = _next(since, match) if since else None
        day = awaited.isoformat() if awaited else f"a day {int(match['day'])} of the month"
        says = f"a list on the page awaits {day}: the page was captured by then"
        evidence.append(Evidence(f"{line.kind}, line {line.number}", match[0], says))
        bounds += [awaited] if awaited else []
    return min(bounds, default=None), evidence[:6]


def _next(since: date, match: re.Match[str]) -> date | None:
    """The first day from ``since`` on that has the day (and month) of the month named."""
    days = (since + timedelta(days=ahead) for ahead in range(366))
    month, number = match["month"], int(match["day"])
    fitting = (day for day in days if day.day == number and (not month or day.month == int(month)))
    return next(fitting, None)
