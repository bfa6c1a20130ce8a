"""The page's figures, made of a case: path, forest, what happened next, strip, lanes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from marketlink.calendars import EXCHANGES, Sessions, sessions
from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.answer import remainder, unusual
from marketlink.findings.lookup import (
    CompanyMove,
    against,
    by_relevance,
    later,
    move,
    moves,
    rows_of,
)
from marketlink.findings.words import Words
from marketlink.records.case import Case, CompanyFinding, ExchangeTimeline, Variant
from marketlink.records.study import Row
from marketlink.report import figures
from marketlink.report.figure import Figure, figure
from marketlink.report.figures.after import Path
from marketlink.report.figures.forest import ForestRow
from marketlink.report.figures.hero import Backdrop, PriceLine
from marketlink.report.figures.lanes import Lane
from marketlink.report.figures.marks import Z95
from marketlink.report.table import PageTable, table

DAY = timedelta(days=1)
BEFORE, AFTER = 3, 10
"""Sessions shown before and after day 0 in the hero chart."""
MARKETS = 2
LANE_DAYS = 4
TOGETHER = 4
"""More companies than this stand in a plane each."""
MOST = 12
"""Companies in a figure at most, main subject first."""
TABLE_DAYS = (-5, -1, 0, 1, 2, 5, 10)
"""Sessions of the path whose numbers stand in the table under it; all are in abnormal.csv."""


def hero(case: Case, words: Words) -> Figure | None:
    """All companies in real time; None where no prices are held."""
    lines = [
        line for item in _priced_companies(case) if (line := _line(case, item, words)) is not None
    ][:MOST]
    if not lines:
        return None
    draw = figures.hero if len(lines) <= TOGETHER else figures.multiples
    markets = _markets(case, words)
    around = Backdrop(_news(case), _publication(case), _shut(case, words))
    text = words("hero.alt", lines=[f"{one.name} {fmt.percent(one.values[-1], 1)}"
                                    for one in lines],
                 last=max(one.days[-1] for one in lines))  # fmt: skip
    return figure(
        "hero",
        _reacted(case, words),
        text,
        lambda width: draw(lines, markets, around, words, width),
        _prices(lines, words),
        note=words("hero.note" if draw is figures.hero else "hero.many_note"),
    )


def _reacted(case: Case, words: Words) -> str:
    """The hero's title: the days on which the exchanges first reacted."""
    days: dict[str, date] = {}
    for item in _priced_companies(case):
        if item.event.day0:
            days.setdefault(item.event.exchange, item.event.day0)
    if len(set(days.values())) < 2:  # noqa: PLR2004 (a pair, or three)
        return words("hero.title", day=min(days.values()))
    parts = [
        words("hero.reacted_next" if n else "hero.reacted", exchange=exchange, day=day)
        for n, (exchange, day) in enumerate(days.items())
    ]
    return words("hero.apart", parts=parts)


def _priced_companies(case: Case) -> list[CompanyFinding]:
    """The companies with prices on an exchange whose hours are known, main subject first."""
    return [
        item
        for item in by_relevance(case)
        if item.bars and item.event.day0 and item.event.exchange in EXCHANGES
    ]


def _hours(calendar: Sessions, day: date) -> tuple[datetime, datetime]:
    if calendar.is_session(day):
        return calendar.hours(day)
    noon = datetime.combine(day, time(12), UTC)
    return noon, noon


def _line(case: Case, item: CompanyFinding, words: Words) -> PriceLine | None:
    bars = [bar for bar in item.bars if -1 - BEFORE <= bar.tau <= AFTER]
    base = next((bar.close for bar in reversed(bars) if bar.tau <= -1), None)
    zero = next((n for n, bar in enumerate(bars) if bar.tau == 0), None)
    if not base or len(bars) < 2:  # noqa: PLR2004 (a pair, or three)
        return None
    calendar = sessions(item.event.exchange)
    hours = [_hours(calendar, bar.session) for bar in bars]
    return PriceLine(
        words.who(item.event.symbol),
        tuple(close for _, close in hours),
        tuple(opens for opens, _ in hours),
        tuple(bar.session for bar in bars),
        tuple(bar.close / base - 1 for bar in bars),
        zero,
    )


def _markets(case: Case, words: Words) -> list[PriceLine]:
    """The benchmarks of the companies shown, each from the same close."""
    lines: dict[str, PriceLine] = {}
    for item in _priced_companies(case):
        rows = rows_of(case, "abnormal", item.event.event_id)
        path = [row for row in rows if -1 - BEFORE <= row["tau"] <= AFTER]
        if item.benchmark in lines or not path or len(lines) == MARKETS:
            continue
        with_benchmark = [row for row in path if row.get("benchmark_ret") is not None]
        if len(with_benchmark) == len(path) and path[0]["tau"] < 0:
            lines[item.benchmark] = _market(item, path, words)
    return list(lines.values())


def _market(item: CompanyFinding, path: list[Row], words: Words) -> PriceLine:
    calendar = sessions(item.event.exchange)
    level, levels = 1.0, []
    for row in path:
        level *= 1 + row["benchmark_ret"]
        levels.append(level)
    base = next(value for row, value in zip(path, levels, strict=True) if row["tau"] == -1)
    hours = [_hours(calendar, row["session"]) for row in path]
    return PriceLine(
        words.name("symbol", item.benchmark),
        tuple(close for _, close in hours),
        tuple(opens for opens, _ in hours),
        tuple(row["session"] for row in path),
        tuple(value / base - 1 for value in levels),
    )


def instant(value: date | datetime, zone: str, end: bool = False) -> datetime:
    """A moment's end as an instant: days begin and end at midnight of their zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    local = datetime.combine(value + DAY if end else value, time(), fmt.named_zone(zone))
    return local.astimezone(UTC)


def _news(case: Case) -> tuple[datetime, datetime] | None:
    moments = {item.event.moment for item in case.companies}
    for number, item in enumerate(case.reading.moments):
        if number in moments:
            start = instant(item.start, item.zone)
            return start, max(instant(item.end, item.zone, end=True), start + DAY / 12)
    return None


def _publication(case: Case) -> datetime | None:
    value = case.reading.article.published
    return None if value.value is None else instant(value.value, value.zone or "UTC")


def _shut(
    case: Case, words: Words
) -> tuple[tuple[str, tuple[tuple[datetime, datetime], ...]], ...]:
    """Runs of closed weekdays by exchange, for exchanges that were shut near the news."""
    closures = {}
    for line in case.timelines:
        spans = tuple(
            (instant(first, line.zone), instant(last, line.zone, end=True))
            for first, last, _ in runs(line, words)
        )
        if spans:
            closures[words.name("exchange", line.exchange)] = spans
    return tuple(closures.items())


def runs(line: ExchangeTimeline, words: Words) -> list[tuple[date, date, str]]:
    """Closures on consecutive days as one, by the names they go by in the page's language."""
    spans: list[tuple[date, date, list[str]]] = []
    for day, name in sorted(line.closures):
        closure_name = closure(name, line.exchange, words)
        if spans and all(
            (spans[-1][1] + DAY * n).weekday() > 4  # noqa: PLR2004 (Saturday)
            for n in range(1, (day - spans[-1][1]).days)
        ):
            first, _, names = spans[-1]
            spans[-1] = (first, day, names if closure_name in names else [*names, closure_name])
        else:
            spans.append((day, day, [closure_name]))
    return [(first, last, " \u00b7 ".join(names)) for first, last, names in spans]


def closure(name: str, exchange: str, words: Words) -> str:
    """A closure's name in the page's language, as it stands where it has none there."""
    parts = []
    for part in name.split("; "):
        plain, _, note = part.partition(" (")
        own = words.table.get(f"closure.{exchange} {plain}") or _closure_name(part, words)
        if note in ("observed)", "Adjusted Holiday)"):
            own_name = own or words.name("closure", plain)
            parts.append(words("timeline.observed", name=own_name))
        else:
            parts.append(own or words.name("closure", part))
    return "; ".join(parts)


def _closure_name(name: str, words: Words) -> str:
    """A closure that is called after somebody or something: a typhoon, a president."""
    for key in words.table:
        section, _, start = key.partition(".")
        if section == "closure_of" and name.startswith(f"{start} "):
            return words(key, name=name.removeprefix(start).strip())
    return ""


def _prices(lines: list[PriceLine], words: Words) -> PageTable:
    body = [
        [dates.short(day, words.lang), line.name, fmt.percent(value)]
        for line in lines
        for day, value in zip(line.days, line.values, strict=True)
    ]
    heads = [words("table.session"), words("glance.company"), words("hero.since")]
    return table(words("hero.since"), heads, body, numeric=(2,))


def forest(case: Case, words: Words) -> Figure | None:
    """The part beyond the market with intervals, over ordinary days."""
    day0s = [day0 for item in by_relevance(case) if (day0 := move(case, item)) is not None]
    if not day0s:
        return None
    rows = [_forest(day0, words) for day0 in day0s]
    out = [words.who(day0.company.event.symbol) for day0 in day0s if unusual(day0)]
    code = "all" if len(out) == len(day0s) else "none" if not out else "some"
    form, base = "_one" if len(day0s) == 1 else "", against(case)
    title = words(f"forest.title_{code}{form}", names=out, base=base)
    text = words("forest.alt", base=base, parts=[
        words("forest.part", name=row.name, ar=row.ar, wide=Z95 * (row.ar_se or 0.0))
        for row in rows])  # fmt: skip
    body = [
        [
            row.name,
            fmt.number(row.ar * 100, 2, sign=True),
            fmt.number(None if row.ar_se is None else row.ar_se * 100, 2),
            fmt.number((row.ret - row.ar) * 100, 2, sign=True),
            fmt.percent(row.ret),
        ]
        for row in rows
    ]
    heads = [words(f"forest.{key}") for key in ("company", "beyond", "error", "part_head", "move")]
    data = table(words("forest.caption"), heads, body, numeric=range(1, 5))
    return figure(
        "forest", title, text, lambda width: figures.forest(rows, words, width), data,
        note=words("forest.note", base=base),
    )  # fmt: skip


def _forest(day0: CompanyMove, words: Words) -> ForestRow:
    item, split = day0.company, day0.company.attribution
    parts: tuple[float, ...] = (day0.ret - day0.ar,)
    if split is not None:
        parts = (split.local + split.drift, split.foreign or 0.0)
    role = figures.direction(day0.ar) if unusual(day0) else "spare"
    return ForestRow(
        words.who(item.event.symbol), day0.ar, day0.ar_se, day0.ret, parts, item.ordinary, role
    )


def after(case: Case, words: Words) -> Figure | None:
    """The running sums from the close before the news; None where no path is held."""
    day0s = [day0 for day0 in moves(case) if day0.company.path]
    order = [item.event.event_id for item in by_relevance(case)]
    day0s.sort(key=lambda day0: order.index(day0.company.event.event_id))
    paths = [_path(case, day0, words) for day0 in day0s[:MOST]]
    if not paths:
        return None
    finding = remainder(case)
    title = finding.say(words).removesuffix(".") if finding else words("next.title")
    text = words("next.alt", base=against(case), parts=[
        words("next.part", name=one.name, car=one.sums[-1], days=one.taus[-1]) for one in paths
    ])  # fmt: skip
    body = [
        [
            one.name,
            fmt.number(tau, 0, sign=True),
            dates.short(day, words.lang) if day else fmt.NONE,
            fmt.number(car * 100, 2, sign=True),
            fmt.number(None if wide is None else wide / Z95 * 100, 2),
        ]
        for one in paths
        for tau, day, car, wide in zip(one.taus, one.days, one.sums, one.wide, strict=True)
        if tau in TABLE_DAYS
    ]
    heads = [words(f"next.{key}") for key in ("company", "tau", "session", "sum", "error")]
    base = against(case)
    data = table(words("next.caption", base=base), heads, body, numeric=(1, 3, 4))
    return figure(
        "after", title, text, lambda width: figures.after(paths, words, width), data,
        note=words("next.note", base=base),
    )  # fmt: skip


def _path(case: Case, day0: CompanyMove, words: Words) -> Path:
    item = day0.company
    rows = {int(row["tau"]): row for row in rows_of(case, "abnormal", item.event.event_id)}
    points = [point for point in item.path if point.tau >= -6]  # noqa: PLR2004 (a week before the news)
    end = later(case, item)
    role = figures.direction(day0.ar) if unusual(day0) or _still(end) else "spare"
    return Path(
        words.who(item.event.symbol),
        tuple(point.tau for point in points),
        tuple(rows[point.tau]["session"] if point.tau in rows else None for point in points),
        tuple(point.car for point in points),
        tuple(None if point.car_se is None else Z95 * point.car_se for point in points),
        role,
    )


def _still(end: object) -> bool:
    p = getattr(end, "p", None)
    return p is not None and p < 0.05  # noqa: PLR2004 (the usual level)


def strip(case: Case, words: Words) -> Figure | None:
    """Other specifications of every company."""
    rows = [
        (words.who(item.event.symbol), item.variants, [variant(v, words) for v in item.variants])
        for item in by_relevance(case)
        if any(v.car is not None for v in item.variants)
    ]
    if not rows:
        return None
    fragile = [words.who(item.event.symbol) for item in by_relevance(case) if item.fragile]
    title = words("strip.fragile", names=fragile) if fragile else words("strip.steady")
    cars = [v.car for _, variants, _ in rows for v in variants if v.car is not None]
    text = words("strip.alt", count=len(cars), low=min(cars), high=max(cars))
    labels = list(dict.fromkeys(text for *_, texts in rows for text in texts))
    body = [[label, *(_under(label, one) for one in rows)] for label in labels]
    heads = [words("strip.model"), *(name for name, *_ in rows)]
    data = table(words("strip.caption"), heads, body, numeric=range(1, len(heads)))
    return figure(
        "strip", title, text, lambda width: figures.strip(rows, words, width), data,
        note=words("strip.note", base=against(case)),
    )  # fmt: skip


def _under(label: str, row: tuple[str, Sequence[Variant], Sequence[str]]) -> str:
    """A company's part beyond the market under one specification, with its p."""
    _, variants, labels = row
    item = next((v for v, text in zip(variants, labels, strict=True) if text == label), None)
    if item is None or item.car is None:
        return fmt.NONE
    return f"{fmt.number(item.car * 100, 2, sign=True)} ({fmt.p_phrase(item.p)})"


def variant(item: Variant, words: Words) -> str:
    """A specification in words: model, benchmark, estimation window."""
    parts = [words.name("model", item.model)]
    if item.benchmark:
        parts.append(words.name("symbol", item.benchmark))
    return ", ".join([*parts, fmt.window(item.estimation)])


def timeline(case: Case, words: Words) -> Figure | None:
    """The lanes of the exchanges; None where no calendar applies."""
    lines = [line for line in case.timelines if line.sessions]
    if not lines:
        return None
    span = _reach(case, lines)
    rows = [_lane(case, line, lines, words) for line in lines]
    text = words("timeline.alt", parts=[
        words("timeline.part", exchange=row.name, day=line.day0)
        for row, line in zip(rows, lines, strict=True)])  # fmt: skip
    published = _publication(case)
    return figure(
        "timeline", words("timeline.figure"), text,
        lambda width: figures.lanes(rows, span, published, words, width),
        note=words("timeline.lead"),
    )  # fmt: skip


def _reach(case: Case, lines: list[ExchangeTimeline]) -> tuple[datetime, datetime]:
    marks = [line.day0 for line in lines if line.day0]
    news = _news(case)
    first = min([*marks, *([news[0].date()] if news else [])], default=lines[0].sessions[0][0])
    last = max(marks, default=first)
    days = [day for line in lines for day, *_ in line.sessions]
    first = max(min(days), first - LANE_DAYS * DAY)
    last = min(max(days), last + LANE_DAYS * DAY, first + 35 * DAY)
    return datetime.combine(first, time(0), UTC), datetime.combine(last + DAY, time(0), UTC)


def _lane(case: Case, line: ExchangeTimeline, lines: list[ExchangeTimeline], words: Words) -> Lane:
    alike = [other for other in lines if other.exchange == line.exchange]
    name = words.name("exchange", line.exchange)
    if len(alike) > 1:
        same = (line.exchange, line.day0)
        who = [words.who(item.event.symbol) for item in case.companies
               if (item.event.exchange, item.event.day0) == same]  # fmt: skip
        name = f"{name} ({words.join(who)})"
    zero = next((n for n, (day, *_) in enumerate(line.sessions) if day == line.day0), None)
    news = _news(case)
    return Lane(
        name,
        tuple((opens, closes) for _, opens, closes in line.sessions),
        tuple(
            ((instant(first, line.zone), instant(last, line.zone, end=True)), names)
            for first, last, names in runs(line, words)
        ),
        zero,
        news,
    )
