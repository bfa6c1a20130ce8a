"""News flow beside moves: both day by day, and their correlation at each lead and lag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.report.axes import extent, marked_axis, value_axis
from marketlink.report.figures.marks import (
    NARROW,
    FigureSpec,
    across,
    band,
    dots,
    down,
    frame,
    note,
    strokes,
    suffix,
)
from marketlink.report.figures.year import date_marks

UPPER, LOWER = (0.53, 1.0), (0.0, 0.47)


@dataclass(frozen=True, slots=True)
class SessionPair:
    """One session: articles (None: nothing was kept), and the size of the move in standard
    errors."""

    day: date
    articles: int | None
    size: float


@dataclass(frozen=True, slots=True)
class Lagged:
    """One series of moves against the news: (lag, r, p over all lags) each, and the simultaneous
    95 % band about 0."""

    name: str
    lags: tuple[tuple[int, float, float], ...]
    band: float


def pairs(days: Sequence[SessionPair], words: Words, width: int) -> FigureSpec:
    """Articles upwards, the size of moves downwards, over the same sessions; unknown sessions are
    shaded."""
    slim = width == NARROW
    picture = frame(width, 300, left=44, right=12, top=14, bottom=30)
    reach = (-0.8, len(days) - 0.2)
    marks = date_marks([one.day for one in days], words, slim)
    most = max((one.articles or 0 for one in days), default=0) or 1
    far = max(one.size for one in days) * 1.08
    picture["xaxis"] = marked_axis(reach, {}) | {"anchor": "y"}
    picture["xaxis2"] = marked_axis(reach, marks) | {"anchor": "y2"}
    picture["yaxis"] = value_axis((0, most * 1.12), UPPER, 3, label=_whole) | {"anchor": "x"}
    low = value_axis((-far, 0), LOWER, 3, scale=-1)
    picture["yaxis2"] = low | {"anchor": "x2"}
    picture["shapes"] = [across(0), across(0, "2")]
    picture["annotations"] = [
        note(words("flow.articles"), role="quiet"),
        note(words("flow.size_axis"), "2", y=0, yanchor="bottom", role="quiet"),
    ]
    places = [float(n) for n in range(len(days))]
    hover = [
        [dates.short(one.day, words.lang),
         words("flow.point" if one.articles is not None else "flow.point_unknown",
               articles=one.articles or 0, size=one.size)]
        for one in days
    ]  # fmt: skip
    with_articles = [(at, float(one.articles)) for at, one in zip(places, days, strict=True)
             if one.articles]  # fmt: skip
    unknown = [(at, most * 1.08) for at, one in zip(places, days, strict=True)
               if one.articles is None]  # fmt: skip
    data = [
        strokes(unknown, "band", 3),
        strokes(with_articles, "one", 2.2),
        strokes([(at, -one.size) for at, one in zip(places, days, strict=True)], "ink", 1, "2"),
        dots(places, [0.0] * len(days), "ink", 0.6, customdata=hover),
    ]
    return {"data": data, "layout": picture}


def _whole(value: float, places: int) -> str:
    return fmt.number(value, places) if abs(value - round(value)) < 1e-9 else ""  # noqa: PLR2004 (an order of size)


def lagged(series: Sequence[Lagged], words: Words, width: int) -> FigureSpec:
    """One plane a series, on one scale: a stroke a lag over the simultaneous band."""
    slim = width == NARROW
    count = len(series)
    picture = frame(width, 190 * count + 40 if slim else 260, left=48, right=12, top=26, bottom=34)
    ends = [r for one in series for _, r, _ in one.lags]
    ends += [sign * one.band for one in series for sign in (-1, 1)]
    reach = extent(ends, zero=True, pad=0.12)
    data: list[FigureSpec] = []
    for place, one in enumerate(series):
        at = suffix(place)
        lags = [float(lag) for lag, *_ in one.lags]
        marks = {lag: fmt.number(lag, 0, sign=True) for lag in lags}
        x, y = _plane(place, count, slim)
        picture[f"xaxis{at}"] = marked_axis((lags[0] - 0.6, lags[-1] + 0.6), marks, x) | {
            "anchor": f"y{at}"
        }
        picture[f"yaxis{at}"] = value_axis(reach, y, 4) | {"anchor": f"x{at}"}
        picture["shapes"] += [across(0, at), down(0, at, role="rule")]
        picture["annotations"].append(note(one.name, at, yshift=4))
        beyond = [abs(r) > one.band for _, r, _ in one.lags]
        edge = [one.band, one.band]
        wide = [lags[0] - 0.5, lags[-1] + 0.5]
        data += [
            band(wide, [-value for value in edge], edge, at),
            strokes([(lag, r) for lag, r, _ in one.lags], "spare", 2, at),
            dots(
                lags, [round(r, 3) for _, r, _ in one.lags],
                ["one" if out else "spare" for out in beyond], 8, at,
                customdata=[
                    [f"{one.name}, {words('flow.lag', lag=lag)}",
                     f"r {fmt.number(r, 2, sign=True)}, {fmt.p_phrase(p)}"]
                    for lag, r, p in one.lags
                ],
            ),
        ]  # fmt: skip
    return {"data": data, "layout": picture}


def _plane(place: int, count: int, slim: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    gap = 0.16 if slim else 0.06
    each = (1 - gap * (count - 1)) / count
    if slim:
        top = 1 - place * (each + gap)
        return (0, 1), (max(top - each, 0), top)
    left = place * (each + gap)
    return (left, min(left + each, 1)), (0, 1)
