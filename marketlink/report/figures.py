"""The figures of a case as Plotly specifications (``data`` and ``layout``).

They are plain dicts because validating seven figures a company costs more than everything else
on the page; every one of them is a valid ``plotly.graph_objects.Figure``, and :func:`plotly` returns
them as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from marketlink.records.case import Attribution, Bar, Placebo, Variant
from marketlink.records.study import Row
from marketlink.report import format as fmt
from marketlink.report.axes import extent, tau_axis, ticks, value_axis
from marketlink.report.messages import Words
from marketlink.report.palette import colour

Spec = dict[str, Any]
WIDTH = 520
Z95 = 1.959964
BARE = {"color": colour("ink"), "width": 1}


def plotly(spec: Spec) -> Any:
    """The specification as a validated ``plotly.graph_objects.Figure``."""
    from plotly.graph_objects import Figure

    return Figure(spec)


def _layout(
    height: int, left: int = 52, right: int = 12, bottom: int = 40, top: int = 22, **more: Any
) -> Spec:
    return {
        "width": WIDTH,
        "height": height,
        "template": "none",
        "showlegend": False,
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "bargap": 0,
        "barmode": "overlay",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "font": {"size": 12, "color": colour("quiet")},
        "dragmode": False,
        "shapes": [],
        "annotations": [],
        **more,
    }


def _note(text: str, suffix: str = "", x: float = 0, role: str = "ink", **more: Any) -> Spec:
    return {
        "text": text,
        "x": x,
        "y": 1,
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix} domain",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": colour(role)},
        "yshift": 3,
        **more,
    }


def _across(y: float, suffix: str = "", role: str = "ink", dash: str = "solid") -> Spec:
    return {
        "type": "line",
        "xref": f"x{suffix} domain",
        "yref": f"y{suffix}",
        "x0": 0,
        "x1": 1,
        "y0": y,
        "y1": y,
        "line": {"color": colour(role), "width": 1, "dash": dash},
        "layer": "below",
    }


def _down(x: float, suffix: str = "", role: str = "quiet", dash: str = "dot") -> Spec:
    return {
        "type": "line",
        "xref": f"x{suffix}",
        "yref": f"y{suffix} domain",
        "x0": x,
        "x1": x,
        "y0": 0,
        "y1": 1,
        "line": {"color": colour(role), "width": 1, "dash": dash},
        "layer": "below",
    }


def _bars(
    x: list[Any], y: list[Any], role: str | list[str], width: float, suffix: str = "", **more: Any
) -> Spec:
    paint = [colour(item) for item in role] if isinstance(role, list) else colour(role)
    return {
        "type": "bar",
        "x": x,
        "y": y,
        "width": width,
        "marker": {"color": paint},
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        **more,
    }


def _curve(x: list[Any], y: list[Any], suffix: str = "", role: str = "ink", **more: Any) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": y,
        "line": {"color": colour(role), "width": 1.8},
        "marker": {"color": colour(role), "size": [8 if at == 0 else 4 for at in x]},
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        **more,
    }


def _band(x: list[int], low: list[float], high: list[float], suffix: str = "") -> Spec:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *reversed(x)],
        "y": [*high, *reversed(low)],
        "fill": "toself",
        "fillcolor": colour("band"),
        "line": {"width": 0, "color": colour("band")},
        "hoverinfo": "skip",
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
    }


def direction(value: float | None) -> str:
    """The colour role of a move."""
    return "down" if value is not None and value < 0 else "up"


def _labels(days: dict[int, str]) -> dict[int, str]:
    first, last = min(days), max(days)
    marks = [tau for tau in ticks(first, last, 4) if tau == int(tau)] if last > first else [first]
    found = sorted({int(tau) for tau in marks} | ({0} if first <= 0 <= last else set()))
    return {tau: f"{fmt.number(tau, 0, sign=True)}<br>{days[tau]}" for tau in found if tau in days}


def _pair(days: dict[int, str], split: float, gap: float = 0.1) -> Spec:
    first, last = min(days), max(days)
    upper = tau_axis(first, last, {})
    lower = tau_axis(first, last, _labels(days))
    return {
        "xaxis": upper | {"anchor": "y"},
        "xaxis2": lower | {"anchor": "y2"},
        "domains": ((split + gap, 1.0), (0.0, split)),
    }


def price(bars: Sequence[Bar], currency: str, words: Words) -> Spec:
    """Closing prices over the session's range, and the volume beneath."""
    days = {bar.tau: f"{bar.session:%m-%d}" for bar in bars}
    taus = list(days)
    has_volume = any(bar.volume for bar in bars)
    axes = _pair(days, 0.26)
    upper, lower = axes.pop("domains")
    data: list[Spec] = []
    if any(bar.low is not None and bar.high is not None for bar in bars):
        data.append(
            _bars(
                taus,
                [
                    None if bar.low is None or bar.high is None else bar.high - bar.low
                    for bar in bars
                ],
                "rule",
                0.42,
                base=[bar.low for bar in bars],
                hoverinfo="skip",
            )
        )
    shown = [fmt.price(bar.close, currency) for bar in bars]
    data.append(
        _curve(
            taus,
            [bar.close for bar in bars],
            customdata=_hover(bars, shown),
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        )
    )
    reach = extent([edge for bar in bars for edge in (bar.low, bar.high, bar.close)])
    layout = _layout(330 if has_volume else 270)
    notes = [_note(words("figure.close", currency=currency))]
    shapes = [_down(0)]
    places = 0 if reach[1] > 1000 else 2 if reach[1] < 10 else 0

    def label(value: float) -> str:
        return fmt.number(value, places)

    if not has_volume:
        layout |= {
            "xaxis": axes["xaxis2"] | {"anchor": "y"},
            "yaxis": value_axis(reach, label, (0, 1)),
        }
        return {"data": data, "layout": layout | {"annotations": notes, "shapes": shapes}}
    layout |= axes | {"yaxis": value_axis(reach, label, upper)}
    data.append(
        _bars(
            taus,
            [bar.volume for bar in bars],
            ["ink" if bar.tau == 0 else "spare" for bar in bars],
            0.62,
            "2",
            customdata=_hover(bars, [fmt.compact(bar.volume, words.lang) for bar in bars]),
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        )
    )
    most = (0.0, max(bar.volume or 0 for bar in bars) * 1.06)
    layout["yaxis2"] = value_axis(most, lambda value: fmt.compact(value, words.lang), lower, 2) | {
        "anchor": "x2"
    }
    notes.append(_note(words("figure.volume"), "2"))
    return {
        "data": data,
        "layout": layout | {"annotations": notes, "shapes": [*shapes, _down(0, "2")]},
    }


def _hover(bars: Sequence[Bar], values: list[str]) -> list[list[str]]:
    return [[fmt.day(bar.session), value] for bar, value in zip(bars, values, strict=True)]


def abnormal(rows: Sequence[Row], path: dict[int, float], words: Words) -> Spec:
    """Daily abnormal returns with what chance allows, and their running sum with its 95 % band.

    ``path`` maps tau to the standard error of the sum up to it.
    """
    days = {int(row["tau"]): f"{row['session']:%m-%d}" for row in rows}
    taus = list(days)
    axes = _pair(days, 0.52, 0.12)
    upper, lower = axes.pop("domains")
    ar = [row["ar"] for row in rows]
    reach = [Z95 * (row["ar_se"] or 0.0) for row in rows]
    total, car = 0.0, []
    for value in ar:
        total += value or 0.0
        car.append(total)
    low = [value - Z95 * path.get(tau, 0.0) for tau, value in zip(taus, car, strict=True)]
    high = [value + Z95 * path.get(tau, 0.0) for tau, value in zip(taus, car, strict=True)]

    def texts(values: list[float | None]) -> list[list[str]]:
        return [
            [fmt.day(row["session"]), fmt.percent(value)]
            for row, value in zip(rows, values, strict=True)
        ]

    hover = "%{customdata[0]}<br>%{customdata[1]}<extra></extra>"
    roles = [direction(value) for value in ar]
    data = [
        _band(taus, [-value for value in reach], reach),
        _bars(taus, ar, roles, 0.62, customdata=texts(ar), hovertemplate=hover),
        _band(taus, low, high, "2"),
        _curve(taus, car, "2", customdata=texts([*car]), hovertemplate=hover),
    ]

    def label(value: float) -> str:
        return fmt.percent(value, 0)

    layout = _layout(380) | axes
    layout["yaxis"] = value_axis(
        extent([*ar, *reach, *(-value for value in reach)], zero=True), label, upper, 4
    )
    layout["yaxis2"] = value_axis(extent([*low, *high], zero=True), label, lower, 4) | {
        "anchor": "x2"
    }
    layout["annotations"] = [_note(words("figure.ar")), _note(words("figure.car"), "2")]
    layout["shapes"] = [_down(0), _down(0, "2"), _across(0), _across(0, "2")]
    return {"data": data, "layout": layout}


def split(bars: Sequence[Bar], words: Words) -> Spec | None:
    """Overnight and intraday returns of each session; None where no opening price is recorded."""
    known = [bar for bar in bars if bar.overnight is not None and bar.intraday is not None]
    if not known:
        return None
    days = {bar.tau: f"{bar.session:%m-%d}" for bar in bars}
    hover = "%{customdata[0]}<br>%{customdata[1]}<extra></extra>"
    data = [
        _bars(
            [bar.tau + shift for bar in known],
            [getattr(bar, name) for bar in known],
            role,
            0.36,
            customdata=_hover(
                known,
                [f"{words('figure.' + name)} {fmt.percent(getattr(bar, name))}" for bar in known],
            ),
            hovertemplate=hover,
        )
        for name, role, shift in (("overnight", "ink", -0.19), ("intraday", "third", 0.19))
    ]
    reach = extent([value for bar in known for value in (bar.overnight, bar.intraday)], zero=True)
    layout = _layout(230) | {
        "xaxis": tau_axis(min(days), max(days), _labels(days)),
        "yaxis": value_axis(reach, lambda value: fmt.percent(value, 0), (0, 1)),
    }
    layout["annotations"] = [
        _note("\u25a0 " + words("figure.overnight")),
        _note("\u25a0 " + words("figure.intraday"), x=0.5, role="third"),
    ]
    layout["shapes"] = [_across(0), _down(0)]
    return {"data": data, "layout": layout}


def attribution(parts: Attribution, words: Words) -> Spec:
    """Day 0's move as steps from zero: drift, local market, foreign factor, remainder, total."""
    steps: list[tuple[str, float, str]] = [
        ("drift", parts.drift, "spare"),
        ("local", parts.local, "spare"),
    ]
    if parts.foreign is not None:
        steps.append(("foreign", parts.foreign, "third"))
    steps.append(("remainder", parts.remainder, direction(parts.remainder)))
    bases, at = [], 0.0
    for _, value, _role in steps:
        bases.append(at)
        at += value
    names = [words(f"figure.part_{name}") for name, _, _ in steps] + [words("figure.part_total")]
    values = [value for _, value, _ in steps] + [parts.total]
    place = list(range(len(values)))
    bar = _bars(
        place,
        values,
        [role for *_, role in steps] + ["ink"],
        0.62,
        base=[*bases, 0.0],
        customdata=[fmt.percent(value) for value in values],
        hovertemplate="%{customdata}<extra></extra>",
    )
    edges = [
        *bases,
        at,
        parts.total,
        0.0,
        at - Z95 * parts.remainder_se,
        at + Z95 * parts.remainder_se,
    ]
    whisker = [None] * (len(steps) - 1) + [Z95 * parts.remainder_se, None]
    bar["error_y"] = {
        "type": "data",
        "array": whisker,
        "color": colour("quiet"),
        "thickness": 1.5,
        "width": 0,
    }
    reach = extent(edges, pad=0.18, zero=True)
    layout = _layout(250, bottom=44) | {
        "xaxis": {
            "range": [-0.6, len(values) - 0.4],
            "domain": [0, 1],
            "tickvals": place,
            "ticktext": names,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": value_axis(reach, lambda value: fmt.percent(value, 0), (0, 1)),
    }
    tops = [max(base, base + value) for base, value in zip([*bases, 0.0], values, strict=True)]
    tops[len(steps) - 1] = max(tops[len(steps) - 1], at + Z95 * parts.remainder_se)
    layout["annotations"] = [
        {
            "text": fmt.percent(value),
            "x": x,
            "y": top,
            "xref": "x",
            "yref": "y",
            "showarrow": False,
            "yanchor": "bottom",
            "font": {"size": 12, "color": colour("ink")},
        }
        for x, value, top in zip(place, values, tops, strict=True)
    ]
    layout["shapes"] = [_across(0)]
    return {"data": [bar], "layout": layout}


def placebo(test: Placebo, words: Words) -> Spec | None:
    """How the same sum came out on ordinary dates, and where the observed one lies."""
    if not test.values:
        return None
    low, high = extent([*test.values, test.observed], pad=0.04, zero=True)
    bins = max(12, min(40, int(2 * sqrt(len(test.values)))))
    step = (high - low) / bins
    counts = [0] * bins
    for value in test.values:
        counts[min(bins - 1, int((value - low) / step))] += 1
    centres = [low + (i + 0.5) * step for i in range(bins)]
    layout = _layout(210, left=36) | {
        "xaxis": value_axis((low, high), lambda value: fmt.percent(value, 0), (0, 1), 6)
        | {"showgrid": False},
        "yaxis": value_axis(
            (0.0, max(counts) * 1.12), lambda value: fmt.number(value, 0), (0, 1), 3
        ),
    }
    role = direction(test.observed)
    share = (test.observed - low) / (high - low)
    layout["annotations"] = [
        _note(
            words("figure.observed", value=fmt.percent(test.observed)),
            role=role,
            x=test.observed,
            xref="x",
            xanchor="left" if share < 0.35 else "right" if share > 0.65 else "center",
        )
    ]
    layout["shapes"] = [
        _down(test.observed, role=role, dash="solid")
        | {"line": {"color": colour(role), "width": 2}},
        _across(0),
    ]
    bars = _bars(
        centres,
        counts,
        "spare",
        step * 0.92,
        customdata=[
            [fmt.percent(at - step / 2, 1), fmt.percent(at + step / 2, 1)] for at in centres
        ],
        hovertemplate="%{customdata[0]} \u2026 %{customdata[1]}: %{y}<extra></extra>",
    )
    return {"data": [bars], "layout": layout}


def robustness(variants: Sequence[Variant], labels: Sequence[str]) -> Spec | None:
    """The same abnormal return under every specification, each with its 95 % interval."""
    known = [
        (item, label) for item, label in zip(variants, labels, strict=True) if item.car is not None
    ]
    if not known:
        return None
    places = list(range(len(known)))[::-1]
    cars = [item.car or 0.0 for item, _ in known]
    reach = [Z95 * item.se if item.se is not None else None for item, _ in known]
    edges = [
        edge
        for car, wide in zip(cars, reach, strict=True)
        for edge in (car - (wide or 0), car + (wide or 0))
    ]
    roles = [direction(item.car) if item.headline else "quiet" for item, _ in known]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": cars,
        "y": places,
        "xaxis": "x",
        "yaxis": "y",
        "marker": {
            "color": [colour(role) for role in roles],
            "size": [11 if item.headline else 8 for item, _ in known],
        },
        "error_x": {
            "type": "data",
            "array": reach,
            "color": colour("spare"),
            "thickness": 1.5,
            "width": 0,
        },
        "customdata": [[label, fmt.percent(item.car)] for item, label in known],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }
    layout = _layout(44 + 24 * len(known), left=190, top=8, bottom=28) | {
        "xaxis": value_axis(
            extent(edges, zero=True), lambda value: fmt.percent(value, 0), (0, 1), 4
        ),
        "yaxis": {
            "range": [-0.6, len(known) - 0.4],
            "domain": [0, 1],
            "tickvals": places,
            "ticktext": [label for _, label in known],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
    layout["shapes"] = [_down(0, role="ink", dash="solid")]
    return {"data": [dots], "layout": layout}


def average(rows: Sequence[Row], words: Words) -> Spec:
    """The group's average abnormal returns, and their running sum with its band."""
    as_company = [
        {"tau": row["tau"], "session": None, "ar": row["aar"], "ar_se": row["aar_se"]}
        for row in rows
    ]
    taus = [int(row["tau"]) for row in rows]
    caar = [row["caar"] for row in rows]
    wide = [Z95 * (row["caar_se"] or 0.0) for row in rows]
    reach = [Z95 * (row["ar_se"] or 0.0) for row in as_company]
    aar = [row["ar"] for row in as_company]
    labels = dict.fromkeys(taus, "")
    axes = _pair(labels, 0.52, 0.12)
    upper, lower = axes.pop("domains")
    axes["xaxis2"]["ticktext"] = [text.split("<br>")[0] for text in axes["xaxis2"]["ticktext"]]
    hover = "\u03c4 %{x}<br>%{customdata}<extra></extra>"
    low = [value - band for value, band in zip(caar, wide, strict=True)]
    high = [value + band for value, band in zip(caar, wide, strict=True)]
    data = [
        _band(taus, [-value for value in reach], reach),
        _bars(
            taus,
            aar,
            [direction(value) for value in aar],
            0.62,
            customdata=[fmt.percent(v) for v in aar],
            hovertemplate=hover,
        ),
        _band(taus, low, high, "2"),
        _curve(taus, caar, "2", customdata=[fmt.percent(v) for v in caar], hovertemplate=hover),
    ]

    def label(value: float) -> str:
        return fmt.percent(value, 0)

    layout = _layout(360, bottom=26) | axes
    layout["yaxis"] = value_axis(
        extent([*aar, *reach, *(-v for v in reach)], zero=True), label, upper
    )
    layout["yaxis2"] = value_axis(extent([*low, *high], zero=True), label, lower) | {"anchor": "x2"}
    layout["annotations"] = [_note(words("figure.aar")), _note(words("figure.caar"), "2")]
    layout["shapes"] = [_down(0), _down(0, "2"), _across(0), _across(0, "2")]
    return {"data": data, "layout": layout}
