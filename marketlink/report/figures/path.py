"""Abnormal returns by session, and their running sum with its band: of a company or of a group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from marketlink.records.study import Row
from marketlink.report import format as fmt
from marketlink.report.axes import extent, paired, percent_axis
from marketlink.report.figures.marks import (
    HOVER,
    Z95,
    Spec,
    across,
    band,
    bars,
    curve,
    direction,
    down,
    layout,
    limit,
    note,
)
from marketlink.report.messages import Words


def path(rows: Sequence[Row], errors: dict[int, float], words: Words) -> Spec:
    """One company's path, over the sessions from its first abnormal return to its last; one in
    between without a return has no bar, and keeps the sum. ``errors`` maps tau to the standard
    error of the sum up to it."""
    rows = known(rows)
    days = {int(row["tau"]): f"{row['session']:%m-%d}" for row in rows}
    sums = list(accumulate(row["ar"] or 0.0 for row in rows))
    return _figure(
        days,
        [fmt.day(row["session"]) for row in rows],
        ([row["ar"] for row in rows], [row.get("ar_se") for row in rows]),
        (sums, [errors.get(int(row["tau"]), 0.0) for row in rows]),
        (words("figure.ar"), words("figure.car")),
    )


def known(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows from the first with an abnormal return to the last; all of them where none has."""
    at = [place for place, row in enumerate(rows) if row["ar"] is not None]
    return rows[at[0] : at[-1] + 1] if at else rows


def average(rows: Sequence[Row], words: Words) -> Spec:
    """The group's average path; sessions have no common date across exchanges, only a tau."""
    return _figure(
        {int(row["tau"]): "" for row in rows},
        [f"\u03c4 {fmt.number(row['tau'], 0, sign=True)}" for row in rows],
        ([row["aar"] for row in rows], [row.get("aar_se") for row in rows]),
        ([row["caar"] for row in rows], [row.get("caar_se") or 0.0 for row in rows]),
        (words("figure.aar"), words("figure.caar")),
    )


def _figure(
    days: dict[int, str],
    names: list[str],
    daily: tuple[list[float | None], list[float | None]],
    summed: tuple[list[float], list[float]],
    titles: tuple[str, str],
) -> Spec:
    taus = list(days)
    (ar, se), (car, car_se) = daily, summed
    reach = [None if value is None else Z95 * value for value in se]
    under = [None if value is None else -value for value in reach]
    low = [value - Z95 * error for value, error in zip(car, car_se, strict=True)]
    high = [value + Z95 * error for value, error in zip(car, car_se, strict=True)]
    axes, upper, lower = paired(days, 0.52, 0.12)
    frame = layout(360, bottom=40 if any(days.values()) else 26) | axes
    frame["yaxis"] = percent_axis(extent([*ar, *reach, *under], zero=True), upper)
    frame["yaxis2"] = percent_axis(extent([*low, *high], zero=True), lower) | {"anchor": "x2"}
    frame["annotations"] = [note(titles[0]), note(titles[1], "2")]
    frame["shapes"] = [down(0), down(0, "2"), across(0), across(0, "2")]
    data = [
        bars(
            taus,
            ar,
            [direction(value or 0.0) for value in ar],
            0.62,
            customdata=_hover(names, ar),
            hovertemplate=HOVER,
        ),
        limit(taus, reach),
        limit(taus, under),
        band(taus, low, high, "2"),
        curve(taus, car, "2", customdata=_hover(names, car), hovertemplate=HOVER),
    ]
    return {"data": data, "layout": frame}


def _hover(names: list[str], values: Sequence[float | None]) -> list[list[str]]:
    return [[name, fmt.percent(value)] for name, value in zip(names, values, strict=True)]
