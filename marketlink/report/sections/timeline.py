"""When each market could react: its sessions in real time, closures, day 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from marketlink.records.case import Case, Dated, ExchangeTimeline
from marketlink.report import format as fmt
from marketlink.report.messages import Words
from marketlink.report.table import Cell, Table, table

Span = tuple[datetime, datetime]
Run = tuple[date, date, list[str]]
DAY = timedelta(days=1)
BEFORE, AFTER, LONGEST = 4, 4, 35
CROWDED = 16


def section(case: Case, words: Words) -> dict[str, Any]:
    """The timeline's section; no lanes where no exchange applies."""
    lanes = [_told(line, words) for line in case.timelines if line.sessions or line.closures]
    page: dict[str, Any] = {"lanes": [], "dated": _dated(case, words)}
    if not lanes:
        return page
    span = _span(case, lanes)
    return page | {
        "lanes": [
            _lane(line, span, _who(case, line), words) | {"moment": _moment(case, line, span)}
            for line in lanes
        ],
        "days": _days(span),
        "published": _published(case, span),
        "table": _table(lanes, span, words),
    }


def _told(line: ExchangeTimeline, words: Words) -> ExchangeTimeline:
    """The lane with its closures by their names in the page's language."""
    return replace(line, closures=tuple((day, closure(name, words)) for day, name in line.closures))


def closure(name: str, words: Words) -> str:
    """A closure's name in the page's language, as it stands where it has none there."""
    told = []
    for part in name.split("; "):
        plain, _, moved = part.partition(" (")
        known = words.say(plain)
        shifted = known != plain and moved in ("observed)", "Adjusted Holiday)")
        told.append(words("timeline.observed", name=known) if shifted else words.say(part))
    return "; ".join(told)


def _at(value: date | datetime, zone: str, end: bool = False) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    local = datetime.combine(value + DAY if end else value, time(), fmt.named_zone(zone))
    return local.astimezone(UTC)


def _span(case: Case, lanes: list[ExchangeTimeline]) -> Span:
    days = [day for line in lanes for day, _, _ in line.sessions]
    days += [day for line in lanes for day, _ in line.closures]
    marks = [line.day0 for line in lanes if line.day0]
    for item in case.reading.moments:
        if item.kind == "event":
            ends = (_at(item.start, item.zone).date(), _at(item.end, item.zone).date())
            marks += [day for day in ends if min(days) <= day <= max(days)]
    marks = marks or [min(days)]
    first = max(min(days), min(marks) - BEFORE * DAY)
    last = min(max(days), max(marks) + AFTER * DAY, first + LONGEST * DAY)
    start = datetime.combine(first, time(12), UTC) - DAY
    return start, datetime.combine(max(first, last), time(6), UTC) + DAY


def _share(at: datetime, span: Span) -> float:
    return round(100 * (at - span[0]) / (span[1] - span[0]), 2)


def _block(start: datetime, end: datetime, span: Span) -> dict[str, Any] | None:
    left, right = max(0.0, _share(start, span)), min(100.0, _share(end, span))
    return {"left": left, "width": round(right - left, 2)} if right > left else None


def _who(case: Case, line: ExchangeTimeline) -> tuple[str, ...]:
    """The companies of a lane, where its exchange has lanes of several days 0."""
    alike = [other for other in case.timelines if other.exchange == line.exchange]
    return tuple(
        item.name
        for item in case.companies
        if item.event.exchange == line.exchange and item.event.day0 == line.day0 and len(alike) > 1
    )


def _lane(line: ExchangeTimeline, span: Span, who: tuple[str, ...], words: Words) -> dict[str, Any]:
    sessions = [
        block | {"zero": day == line.day0, "title": fmt.day(day)}
        for day, opens, closes in line.sessions
        if (block := _block(opens, closes, span))
    ]
    closures = [
        block
        | {"name": " \u00b7 ".join(names), "title": f"{fmt.day(first)} \u2026 {fmt.day(last)}"}
        for first, last, names in _runs(line)
        if (block := _block(_at(first, line.zone), _at(last, line.zone, end=True), span))
    ]
    shown = fmt.day(line.day0) if line.day0 else words("timeline.no_day0")
    name = words.name("exchange", line.exchange)
    name = f"{name} ({words.join(who)})" if who else name
    return {
        "name": name,
        "sessions": sessions,
        "closures": closures,
        "day0": shown,
        "rule": words.name("rule", line.rule),
        "label": words("timeline.lane", exchange=name, count=len(sessions), day0=shown),
    }


def _runs(line: ExchangeTimeline) -> list[Run]:
    """Closures on consecutive days, as one closure with the names it goes by."""
    runs: list[Run] = []
    for day, name in sorted(line.closures):
        if runs and day - runs[-1][1] == DAY:
            first, _, names = runs[-1]
            runs[-1] = (first, day, names if name in names else [*names, name])
        else:
            runs.append((day, day, [name]))
    return runs


def _days(span: Span) -> list[dict[str, Any]]:
    at = span[0].replace(hour=0) + DAY
    days = []
    while at < span[1]:
        days.append({"left": _share(at, span), "label": f"{at:%m-%d}"})
        at += DAY
    every = 1 + len(days) // CROWDED
    return days[::every]


def _moment(case: Case, line: ExchangeTimeline, span: Span) -> dict[str, Any] | None:
    """The moment on an exchange's lane; days are the exchange's own, as sessions are counted."""
    used = {
        item.event.moment
        for item in case.companies
        if item.event.exchange == line.exchange and item.event.day0 == line.day0
    }
    events = [
        (number not in used, item)
        for number, item in enumerate(case.reading.moments)
        if item.kind == "event"
    ]
    if not events:
        return None
    event = min(events, key=lambda pair: pair[0])[1]
    start, end = _at(event.start, line.zone), _at(event.end, line.zone, end=True)
    return _block(start, max(end, start + DAY / 12), span)


def _published(case: Case, span: Span) -> float | None:
    value = case.reading.article.published
    if value.value is None:
        return None
    at = _share(_at(value.value, value.zone or "UTC"), span)
    return at if 0 <= at <= 100 else None


def _table(lanes: list[ExchangeTimeline], span: Span, words: Words) -> Table:
    rows: list[tuple[date, str, list[str | Cell]]] = []
    zeros = {(line.exchange, line.day0) for line in lanes}
    for line in {line.exchange: line for line in lanes}.values():
        name = words.name("exchange", line.exchange)
        for day, opens, closes in line.sessions:
            if span[0] <= closes <= span[1]:
                plain = words("timeline.session")
                zero = (line.exchange, day) in zeros
                what = Cell(words("timeline.day0"), "zero") if zero else plain
                hours = [fmt.instant(opens, line.zone), fmt.instant(closes, line.zone)]
                rows.append((day, name, [fmt.day(day), name, what, *hours]))
        for day, why in line.closures:
            if span[0].date() <= day <= span[1].date():
                shut = words("timeline.closed_because", name=why) if why else ""
                what = shut or words("timeline.closed")
                rows.append((day, name, [fmt.day(day), name, what, fmt.NONE, fmt.NONE]))
    rows.sort(key=lambda row: (row[0], row[1]))
    heads = [words(f"timeline.{key}") for key in ("exchange", "status", "opens", "closes")]
    body = [row for *_, row in rows]
    return table(words("timeline.table"), [words("table.session"), *heads], body)


def _dated(case: Case, words: Words) -> list[dict[str, str]]:
    zeros: dict[str, list[date]] = {}
    for line in case.timelines:
        zeros.setdefault(line.exchange, []).extend([line.day0] if line.day0 else [])
    return [
        {
            "text": words(
                "timeline.dated",
                exchange=words.name("exchange", item.exchange),
                count=len(item.searched),
                day=fmt.day(item.session),
                p=fmt.p_phrase(item.p),
            ),
            "same": _same(item, zeros.get(item.exchange, []), words),
            "method": words("timeline.dated_method", method=words.say(item.method)),
        }
        for item in case.dated
    ]


def _same(item: Dated, zeros: list[date], words: Words) -> str:
    """Whether that session is day 0: of the companies whose day 0 is one of the candidates."""
    zeros = [day for day in zeros if day in item.searched] or zeros
    if not zeros:
        return ""
    if item.session in zeros:
        return words("timeline.dated_same")
    return words("timeline.dated_other", day0=fmt.day(min(zeros)))
