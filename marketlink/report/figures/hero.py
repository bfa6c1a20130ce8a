"""All companies on one axis of real time, from the last close before the news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.axes import extent, marked_axis, percent_axis
from marketlink.report.figures.labels import LINE, Room, apart, side
from marketlink.report.figures.marks import (
    NARROW,
    FigureSpec,
    across,
    box,
    curve,
    dots,
    down,
    fitting,
    frame,
    note,
    wide_of,
)
from marketlink.report.palette import LINES

DAY = timedelta(days=1)
At = Callable[[datetime], float]
LANE = 0.055
"""Height of one exchange's lane of closures, as a share of the plane."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A price in real time as a return since the last close before the news.

    ``times`` are closing instants, ``days`` their sessions, ``opens`` the opening instants: between
    a close and the next opening nothing moves. ``zero`` is day 0's place, None for a market.
    """

    name: str
    times: tuple[datetime, ...]
    opens: tuple[datetime, ...]
    days: tuple[date, ...]
    values: tuple[float, ...]
    zero: int | None = None


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The background of the price lines: time of the news, publication, closures by exchange."""

    news: tuple[datetime, datetime] | None
    published: datetime | None
    shut: tuple[tuple[str, tuple[tuple[datetime, datetime], ...]], ...] = ()


def hero(
    lines: Sequence[PriceLine],
    markets: Sequence[PriceLine],
    around: Backdrop,
    words: Words,
    width: int,
) -> FigureSpec:
    """The figure for a width; times are days since the first midnight shown, UTC."""
    slim = width == NARROW
    every = [*lines, *markets]
    start, end, at = clock_of(every)
    right = 22 + min(int(max(wide_of(_label(line)) for line in every)), 106 if slim else 190)
    picture = frame(width, 400 if slim else 430, left=44, right=right, top=40, bottom=34)
    reach = extent([value for line in every for value in line.values], zero=True, pad=0.1)
    floor = reach[0] - (reach[1] - reach[0]) * LANE * 1.4 * len(around.shut)
    picture["xaxis"] = marked_axis((0, at(end) + 0.3), weeks(start, end, words, slim))
    picture["yaxis"] = percent_axis((floor, reach[1]))
    picture["shapes"] = [across(0)]
    data = [line_trace(market, at, words, role="spare", width=1.4) for market in markets]
    for number, line in enumerate(lines):
        role = LINES[number] if number < len(LINES) else "spare"
        data.append(line_trace(line, at, words, role=role, width=2.4))
        if line.zero is not None:
            data.append(dots([at(line.times[line.zero])], [line.values[line.zero]], role, 9))
    picture["annotations"] += _ends(every, len(lines), picture, (floor, reach[1]))
    tall = (reach[1] - floor) / (picture["height"] - 74)
    across_px = (at(end) + 0.3) / (width - 44 - right)
    paths = [list(zip(one["x"], one["y"], strict=True)) for one in data if "lines" in one["mode"]]
    free = Room(paths, across_px, tall)
    picture["annotations"] += apart(_zeros(lines, at, words, slim, free), LINE * tall)
    _news(picture, around, at, words, across_px)
    _closures(picture, around, at, at(end), words)
    return {"data": data, "layout": picture}


def _label(line: PriceLine) -> str:
    return f"{line.name} {fmt.percent(line.values[-1], 1)}"


def clock_of(lines: Sequence[PriceLine]) -> tuple[datetime, datetime, At]:
    """The midnight (UTC) before the first price, the last price, and days since that midnight."""
    first = min(line.times[0] for line in lines).astimezone(UTC)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)

    def at(moment: datetime) -> float:
        return round((moment - start) / DAY, 4)

    return start, max(line.times[-1] for line in lines), at


def line_trace(  # noqa: PLR0913 (one specification)
    line: PriceLine, at: At, words: Words, plane: str = "", *, role: str, width: float
) -> FigureSpec:
    """The line, level from a close to the next opening; only closes can be selected."""
    x: list[float] = []
    y: list[float] = []
    hover: list[list[str] | None] = []
    size: list[float] = []
    for place, (opens, close, day, value) in enumerate(
        zip(line.opens, line.times, line.days, line.values, strict=True)
    ):
        if place:
            x.append(at(opens))
            y.append(line.values[place - 1])
            hover.append(None)
            size.append(0)
        x.append(at(close))
        y.append(round(value, 5))
        hover.append([dates.short(day, words.lang), f"{line.name} {fmt.percent(value, 1)}"])
        size.append(3.5)
    custom = [item or ["", ""] for item in hover]
    return curve(x, y, plane, role=role, width=width, dots=size, customdata=custom)


def weeks(start: datetime, end: datetime, words: Words, slim: bool) -> dict[float, str]:
    """The days written under the axis: Mondays, or every few days where there is no other."""
    days = [start + DAY * n for n in range((end - start).days + 1)]
    mondays = [day for day in days if day.weekday() == 0]
    ticks = mondays if len(mondays) > 1 else days[:: max(len(days) // 5, 1)]
    ticks = ticks[:: 2 if slim and len(ticks) > 3 else 1]  # noqa: PLR2004 (a pair, or three)
    return {float((day - start).days): dates.tick(day, words.lang) for day in ticks}


def _ends(
    every: Sequence[PriceLine], count: int, picture: FigureSpec, reach: tuple[float, float]
) -> list[FigureSpec]:
    """Labels at the lines' ends, pushed apart where they would lie on each other."""
    low, high = reach
    height = picture["height"] - picture["margin"]["t"] - picture["margin"]["b"]
    room = picture["margin"]["r"] - 14
    places = sorted((height * (high - line.values[-1]) / (high - low), n)
                    for n, line in enumerate(every))  # fmt: skip
    notes, last = [], -LINE
    for place, n in places:
        y = max(place, last + LINE)
        last = y
        role = LINES[n] if n < min(count, len(LINES)) else "quiet"
        text = fitting(every[n].name, fmt.percent(every[n].values[-1], 1), room)
        share = 1 - y / height
        notes.append(note(text, x=1.008, y=share, role=role, yanchor="middle"))
    return notes


def _zeros(
    lines: Sequence[PriceLine], at: At, words: Words, slim: bool, free: Room
) -> list[FigureSpec]:
    """The return of day 0 beside its dot, for the companies that have a colour."""
    notes = []
    for number, line in enumerate(lines[: len(LINES)]):
        if line.zero is None:
            continue
        close, day = line.times[line.zero], line.days[line.zero]
        text = fmt.percent(_step(line), 1) + ("" if slim else f" {dates.tick(day, words.lang)}")
        where = side(text, (at(close), line.values[line.zero]), free)
        place: FigureSpec = {"x": at(close), "y": line.values[line.zero], "xref": "x", "yref": "y"}
        notes.append(note(text, role=LINES[number], **place, **where))
    return notes


def _step(line: PriceLine) -> float:
    """Day 0's own return."""
    assert line.zero is not None  # noqa: S101 (for the type checker)
    before = line.values[line.zero - 1] if line.zero else 0.0
    return (1 + line.values[line.zero]) / (1 + before) - 1


def _news(picture: FigureSpec, around: Backdrop, at: At, words: Words, across_px: float) -> None:
    """The time named as a band, the publication as a line; on two rows if words overlap."""
    news_end, end = (0.0, 0.0), picture["xaxis"]["range"][1]
    if around.news:
        left, right = (min(max(at(moment), 0.0), end) for moment in around.news)
        if right > left:
            picture["shapes"].append(box((left, right), (0, 1), "band", share=True, opacity=0.55))
        where: FigureSpec = {"xref": "x", "yshift": 4}
        picture["annotations"].append(note(words("hero.news"), x=left, role="ink", **where))
        news_end = (left, left + (wide_of(words("hero.news")) + 8) * across_px)
    if around.published and 0 <= at(around.published) <= end:
        x = at(around.published)
        picture["shapes"].append(down(x, role="ink"))
        near = x > end * 0.7
        wide = wide_of(words("hero.published")) * across_px
        first, last = (x - wide, x) if near else (x, x + wide)
        meet = first < news_end[1] and last > news_end[0]
        picture["annotations"].append(
            note(
                words("hero.published"),
                x=x,
                xref="x",
                yshift=18 if meet else 4,
                xanchor="right" if near else "left",
            )
        )


def _closures(picture: FigureSpec, around: Backdrop, at: At, end: float, words: Words) -> None:
    """A lane an exchange at the foot, hatched while it was shut on a weekday."""
    for lane, (exchange, spans) in enumerate(around.shut):
        foot, top = lane * LANE * 1.25 + 0.005, lane * LANE * 1.25 + LANE
        for first, last in spans:
            left, right = max(at(first), 0.0), min(at(last), end)
            if right > left:
                picture["shapes"].append(
                    box((left, right), (foot, top), "spare", share=True, hatch=True)
                )
        left = max(at(spans[0][0]), 0.0)
        text = words("hero.shut", exchange=exchange)
        picture["annotations"].append(
            note(
                text,
                x=left,
                y=(foot + top) / 2,
                xref="x",
                yanchor="middle",
                xanchor="right",
                role="quiet",
                xshift=-4,
            )
        )
