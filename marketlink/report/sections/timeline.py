"""When each market could react: its sessions in real time, closures, day 0."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from marketlink.records.case import Case, Dated, ExchangeTimeline
from marketlink.report import format as fmt
from marketlink.report.messages import Words
from marketlink.report.table import Cell, Table, table

DAY = timedelta(days=1)
BEFORE, AFTER = 4, 4


def section(case: Case, words: Words) -> dict[str, Any]:
    """The timeline's section; empty lanes where no exchange applies."""
    lanes = [line for line in case.timelines if line.sessions or line.closures]
    if not lanes:
        return {"lanes": [], "table": None, "dated": _dated(case, words)}
    span = _span(case, lanes)
    return {
        "lanes": [_lane(line, span, words) for line in lanes],
        "days": _days(span),
        "moment": _moment(case, span),
        "published": _published(case, span),
        "table": _table(lanes, span, words),
        "dated": _dated(case, words),
    }


def _at(value: date | datetime, zone: str, end: bool = False) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    local = datetime.combine(value + DAY if end else value, time(), fmt.named_zone(zone))
    return local.astimezone(UTC)


def _span(case: Case, lanes: list[ExchangeTimeline]) -> tuple[datetime, datetime]:
    marks = [line.day0 for line in lanes if line.day0]
    for item in case.reading.moments:
        if item.kind == "event":
            marks += [_at(item.start, item.zone).date(), _at(item.end, item.zone).date()]
    days = [day for line in lanes for day, _, _ in line.sessions]
    days += [day for line in lanes for day, _ in line.closures]
    if not marks:
        marks = [min(days)]
    first = max(min(days), min(marks) - BEFORE * DAY)
    last = min(max(days), max(marks) + AFTER * DAY)
    last = min(max(last, first), first + 35 * DAY)
    return datetime.combine(first - DAY / 2, time(12), UTC), datetime.combine(
        last + DAY, time(6), UTC
    )


def _share(at: datetime, span: tuple[datetime, datetime]) -> float:
    return round(100 * (at - span[0]) / (span[1] - span[0]), 2)


def _block(
    start: datetime, end: datetime, span: tuple[datetime, datetime]
) -> dict[str, Any] | None:
    left, right = max(0.0, _share(start, span)), min(100.0, _share(end, span))
    return {"left": left, "width": round(right - left, 2)} if right > left else None


def _lane(line: ExchangeTimeline, span: tuple[datetime, datetime], words: Words) -> dict[str, Any]:
    blocks = []
    for day, opens, closes in line.sessions:
        block = _block(opens, closes, span)
        if block:
            blocks.append(
                block
                | {
                    "day": f"{day.day}",
                    "zero": day == line.day0,
                    "closed": "",
                    "title": fmt.day(day),
                }
            )
    closures: list[tuple[date, date, str]] = []
    for day, name in line.closures:
        if closures and closures[-1][2] == name and day - closures[-1][1] == DAY:
            closures[-1] = (closures[-1][0], day, name)
        else:
            closures.append((day, day, name))
    for first, last, name in closures:
        block = _block(_at(first, line.zone), _at(last, line.zone, end=True), span)
        if block:
            blocks.append(
                block | {"day": "", "zero": False, "closed": name, "title": fmt.day(first)}
            )
    shown = fmt.day(line.day0) if line.day0 else words("timeline.no_day0")
    count = sum(1 for block in blocks if not block["closed"])
    return {
        "name": words.name("exchange", line.exchange),
        "code": line.exchange,
        "blocks": sorted(blocks, key=lambda block: block["left"]),
        "day0": shown,
        "rule": words.name("rule", line.rule),
        "label": words("timeline.lane", exchange=line.exchange, count=count, day0=shown),
    }


def _days(span: tuple[datetime, datetime]) -> list[dict[str, Any]]:
    days, at = [], span[0].replace(hour=0) + DAY
    while at < span[1]:
        days.append(
            {
                "left": _share(at, span),
                "day": f"{at.day}",
                "month": f"{at:%m-%d}",
                "weekend": at.weekday() > 4,
            }
        )
        at += DAY
    return days


def _moment(case: Case, span: tuple[datetime, datetime]) -> dict[str, Any] | None:
    event = next((item for item in case.reading.moments if item.kind == "event"), None)
    if event is None:
        return None
    start, end = _at(event.start, event.zone), _at(event.end, event.zone, end=True)
    return _block(start, max(end, start + DAY / 12), span)


def _published(case: Case, span: tuple[datetime, datetime]) -> float | None:
    value = case.reading.article.published
    if value.value is None:
        return None
    at = _share(_at(value.value, value.zone or "UTC"), span)
    return at if 0 <= at <= 100 else None


def _table(lanes: list[ExchangeTimeline], span: tuple[datetime, datetime], words: Words) -> Table:
    rows: list[tuple[date, str, list[str | Cell]]] = []
    for line in lanes:
        for day, opens, closes in line.sessions:
            if span[0] <= closes <= span[1]:
                zero = (
                    Cell(words("timeline.day0"), "zero")
                    if day == line.day0
                    else words("timeline.session")
                )
                rows.append(
                    (
                        day,
                        line.exchange,
                        [
                            fmt.day(day),
                            line.exchange,
                            zero,
                            fmt.instant(opens, line.zone),
                            fmt.instant(closes, line.zone),
                        ],
                    )
                )
        for day, name in line.closures:
            if span[0].date() <= day <= span[1].date():
                shut = (
                    words("timeline.closed_because", name=name)
                    if name
                    else words("timeline.closed")
                )
                rows.append(
                    (day, line.exchange, [fmt.day(day), line.exchange, shut, fmt.NONE, fmt.NONE])
                )
    rows.sort(key=lambda row: (row[0], row[1]))
    heads = [
        words("table.session"),
        words("timeline.exchange"),
        words("timeline.status"),
        words("timeline.opens"),
        words("timeline.closes"),
    ]
    return table(words("timeline.table"), heads, [row for *_, row in rows])


def _dated(case: Case, words: Words) -> list[dict[str, str]]:
    zero = {line.exchange: line.day0 for line in case.timelines}
    found = []
    for item in case.dated:
        found.append(
            {
                "text": words(
                    "timeline.dated",
                    exchange=words.name("exchange", item.exchange),
                    count=len(item.searched),
                    day=fmt.day(item.session),
                    p=fmt.p_phrase(item.p),
                ),
                "same": _same(item, zero.get(item.exchange), words),
                "method": words("timeline.dated_method", method=item.method),
            }
        )
    return found


def _same(item: Dated, day0: date | None, words: Words) -> str:
    if day0 is None:
        return ""
    return (
        words("timeline.dated_same")
        if item.session == day0
        else words("timeline.dated_other", day0=fmt.day(day0))
    )
