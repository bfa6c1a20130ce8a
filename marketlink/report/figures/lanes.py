"""When each market could react: sessions and closures of each exchange in real time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketlink.findings import dates
from marketlink.findings.words import Words
from marketlink.report.axes import marked_axis
from marketlink.report.figures.marks import (
    NARROW,
    FigureSpec,
    box,
    dots,
    down,
    frame,
    note,
    plain_axis,
    wide_of,
)

DAY = timedelta(days=1)
PITCH = 58
TimeSpan = tuple[datetime, datetime]
At = Callable[[datetime], float]


@dataclass(frozen=True, slots=True)
class Lane:
    """One exchange: its sessions, its closures with their names, day 0's place among them."""

    name: str
    sessions: tuple[TimeSpan, ...]
    closures: tuple[tuple[TimeSpan, str], ...]
    zero: int | None
    news: TimeSpan | None


def lanes(
    rows: Sequence[Lane], span: TimeSpan, published: datetime | None, words: Words, width: int
) -> FigureSpec:
    """The figure for a width, between two instants, UTC."""
    slim = width == NARROW
    start, end = span

    def at(moment: datetime) -> float:
        return min(max(round((moment - start) / DAY, 4), 0.0), (end - start) / DAY)

    picture = frame(width, PITCH * len(rows) + 44, left=8, right=8, top=8, bottom=30)
    days = [start.replace(hour=0, minute=0) + DAY * n for n in range(1, (end - start).days + 2)]
    days = [day for day in days if day < end]
    every = max(-(-len(days) // (4 if slim else 7)), 1)
    marks = {at(day): dates.tick(day, words.lang) for day in days[::every]}
    picture["xaxis"] = marked_axis((0, (end - start) / DAY), marks) | {"showgrid": True}
    picture["yaxis"] = plain_axis((-len(rows) + 0.45, 0.75))
    for place, lane in enumerate(rows):
        _lane(picture, lane, -place, at, words)
    if published is not None and start <= published <= end:
        picture["shapes"].append(down(at(published), role="ink"))
    return {"data": [_nothing()], "layout": picture}


def _nothing() -> FigureSpec:
    """An empty trace: Plotly draws a figure of shapes only if it has at least one trace."""
    return dots([], [], "ink", 1)


def _lane(picture: FigureSpec, lane: Lane, y: float, at: At, words: Words) -> None:
    shapes, notes = picture["shapes"], picture["annotations"]
    notes.append(note(lane.name, y=y + 0.5, yref="y", yanchor="middle"))
    if lane.news:
        left, right = at(lane.news[0]), at(lane.news[1])
        shapes.append(box((left, right), (y - 0.28, y + 0.28), "band"))
    for (first, last), name in lane.closures:
        left, right = at(first), at(last)
        if right <= left:
            continue
        shapes.append(box((left, right), (y - 0.22, y + 0.22), "spare", hatch=True))
        room = (right - left) / picture["xaxis"]["range"][1] * (picture["width"] - 16)
        if wide_of(name) < room - 6:
            notes.append(note(name, x=(left + right) / 2, y=y, xref="x", yref="y",
                              xanchor="center", yanchor="middle", role="ink"))  # fmt: skip
    for place, (opens, closes) in enumerate(lane.sessions):
        left, right = at(opens), at(closes)
        if right <= left:
            continue
        zero = place == lane.zero
        shapes.append(box((left, right), (y - 0.26, y + 0.26), "one" if zero else "spare"))
        if zero:
            notes.append(note(words("timeline.day0"), x=(left + right) / 2, y=y + 0.3, xref="x",
                              yref="y", xanchor="center", role="one"))  # fmt: skip
