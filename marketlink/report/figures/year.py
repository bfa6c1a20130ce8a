"""A stock's sessions: its return since the first one, and below it each abnormal return beside the
bound that it had to pass to stand out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.axes import extent, marked_axis, percent_axis, points_axis
from marketlink.report.figures.marks import (
    NARROW,
    FigureSpec,
    across,
    band,
    curve,
    direction,
    dots,
    frame,
    note,
    strokes,
)

TOP, FOOT = (0.48, 1.0), (0.0, 0.36)
FEWEST_MONTHS = 3
"""Fewer months than these are told by their weeks under an axis."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session, decimal: return since the first, abnormal return, and the bound beyond which it
    would have stood out (None: not known).
    """

    day: date
    level: float
    ar: float
    limit: float | None


@dataclass(frozen=True, slots=True)
class DayMark:
    """A session with a number on the path: its place among the sessions, its number in the list,
    and whether a kept article meets it.
    """

    place: int
    number: int
    met: bool


def year(
    sessions: Sequence[Session], marks: Sequence[DayMark], words: Words, width: int
) -> FigureSpec:
    """Two planes over the same sessions; a filled mark is met by an article, a hollow one not."""
    slim = width == NARROW
    picture = frame(width, 420, left=52, right=12, top=19, bottom=30)
    reach = (-0.8, len(sessions) - 0.2)
    ticks = date_marks([one.day for one in sessions], words, slim)
    picture["xaxis"] = marked_axis(reach, {}, (0, 1)) | {"anchor": "y"}
    picture["xaxis2"] = marked_axis(reach, ticks, (0, 1)) | {"anchor": "y2"}
    levels = [one.level for one in sessions]
    limits = [one.limit for one in sessions if one.limit is not None]
    far = max(1.25 * max(abs(one.ar) for one in sessions), 1.05 * min(limits, default=0.0))
    picture["yaxis"] = percent_axis(extent(levels, zero=True, pad=0.15), TOP) | {"anchor": "x"}
    picture["yaxis2"] = points_axis((-far, far), FOOT, 3) | {"anchor": "x2"}
    picture["shapes"] = [across(0), across(0, "2")]
    picture["annotations"] = [
        note(words("stock.level"), y=1.0, role="quiet"),
        note(words("stock.beyond"), "2", y=1.0, role="quiet"),
    ]
    return {"data": [*_traces(sessions, marks, words, far), *_marks(sessions, marks, picture)],
            "layout": picture}  # fmt: skip


def date_marks(days: Sequence[date], words: Words, slim: bool) -> dict[float, str]:
    """The first session of each month, or of each week of a short stretch, by its place, as many as
    there is room for."""
    firsts = [
        (float(place), day)
        for place, day in enumerate(days)
        if place and day.month != days[place - 1].month
    ]
    label, most = dates.month, 4 if slim else 12
    if len(firsts) < FEWEST_MONTHS:
        places = reversed(list(enumerate(days)))
        weeks = {day.isocalendar()[:2]: (float(place), day) for place, day in places}
        firsts, label, most = sorted(weeks.values()), dates.tick, 3 if slim else 8
    step = max(-(-len(firsts) // most), 1)
    return {place: label(day, words.lang) for place, day in firsts[::step]}


def _traces(
    sessions: Sequence[Session], marks: Sequence[DayMark], words: Words, far: float
) -> list[FigureSpec]:
    """The path, the band of what stands out (as far as the plane reaches), and a stroke for each
    session, in colour where the session is in the list.
    """
    places = [float(n) for n in range(len(sessions))]
    hover = [
        [dates.short(one.day, words.lang),
         words("stock.point", level=one.level, ar=one.ar,
               limit=fmt.number(None if one.limit is None else one.limit * 100, 1))]
        for one in sessions
    ]  # fmt: skip
    limits = [(at, one.limit) for at, one in zip(places, sessions, strict=True)
             if one.limit is not None]  # fmt: skip
    marked_places = {mark.place for mark in marks}
    path = curve(places, [round(one.level, 4) for one in sessions], role="ink", width=1.4,
                 dots=[1.0] * len(sessions), customdata=hover)  # fmt: skip
    traces = [path]
    if limits:
        at, limit = [at for at, _ in limits], [round(min(value, far), 4) for _, value in limits]
        traces.append(band(at, [-value for value in limit], limit, "2"))
    grey = [n for n in range(len(sessions)) if n not in marked_places]
    traces.append(strokes([(float(n), sessions[n].ar) for n in grey], "spare", 1, "2"))
    for role in ("down", "up"):
        own = [n for n in sorted(marked_places) if direction(sessions[n].ar) == role]
        if own:
            traces.append(strokes([(float(n), sessions[n].ar) for n in own], role, 2.5, "2"))
    return traces


def _marks(
    sessions: Sequence[Session], marks: Sequence[DayMark], picture: FigureSpec
) -> list[FigureSpec]:
    """Numbered marks on the path."""
    traces = []
    for has_news, symbol in ((True, "circle"), (False, "circle-open")):
        own = [mark for mark in marks if mark.met == has_news]
        if own:
            traces.append(
                dots(
                    [float(mark.place) for mark in own],
                    [round(sessions[mark.place].level, 4) for mark in own],
                    "ink",
                    9,
                    symbol=symbol,
                    hoverinfo="skip",
                )
            )
    for mark in marks:
        one = sessions[mark.place]
        side: FigureSpec = {"yanchor": "top", "yshift": -7} if one.ar < 0 else {"yshift": 7}
        at: FigureSpec = {"x": float(mark.place), "y": one.level, "xref": "x", "yref": "y"}
        picture["annotations"].append(
            note(str(mark.number), xanchor="center", role=direction(one.ar), **at, **side)
        )
    return traces
