"""Prices, volume, and the two halves of each session's return."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

from marketlink.records.case import Bar
from marketlink.report import format as fmt
from marketlink.report.axes import extent, paired, percent_axis, session_axis, value_axis
from marketlink.report.figures.marks import HOVER, Spec, across, bars, curve, down, layout, note
from marketlink.report.messages import Words

NEAR = 10
"""Sessions on either side of day 0 whose two halves can still be told apart."""


def price(rows: Sequence[Bar], currency: str, words: Words) -> Spec:
    """Closing prices with each session's range, and the volume beneath where it is recorded."""
    days = _days(rows)
    reach = extent([edge for bar in rows for edge in (bar.low, bar.high, bar.close)])
    places = max(0, 2 - int(log10(max(reach[1] - reach[0], 1e-6))))

    def label(value: float) -> str:
        return fmt.number(value, places if reach[1] - reach[0] < 8 else 0)

    data = [*_ranges(rows), _closes(rows, currency)]
    ranged = any(bar.high is not None and bar.low is not None for bar in rows)
    named = "figure.close" if ranged else "figure.close_only"
    notes = [note(words(named, currency=currency or fmt.NONE))]
    if not any(bar.volume for bar in rows):
        frame = layout(270, annotations=notes, shapes=[down(0)])
        frame |= {"xaxis": session_axis(days), "yaxis": value_axis(reach, label, (0, 1))}
        return {"data": data, "layout": frame}
    axes, upper, lower = paired(days, 0.26, 0.12)
    most = (0.0, max(bar.volume or 0 for bar in rows) * 1.06)
    frame = layout(360, shapes=[down(0), down(0, "2")])
    frame |= axes | {"yaxis": value_axis(reach, label, upper)}
    volume = value_axis(most, lambda value: fmt.compact(value, words.lang), lower, 2)
    frame["yaxis2"] = volume | {"anchor": "x2"}
    frame["annotations"] = [*notes, note(words("figure.volume"), "2")]
    return {"data": [*data, _volumes(rows, words)], "layout": frame}


def split(rows: Sequence[Bar], words: Words) -> Spec | None:
    """Overnight and intraday returns of each session; None where no opening price is recorded."""
    rows = [bar for bar in rows if abs(bar.tau) <= NEAR]
    known = [bar for bar in rows if bar.overnight is not None and bar.intraday is not None]
    if not known:
        return None
    data = [
        bars(
            [bar.tau + shift for bar in known],
            [getattr(bar, name) for bar in known],
            role,
            0.36,
            customdata=_hover(
                known,
                [f"{words('figure.' + name)} {fmt.percent(getattr(bar, name))}" for bar in known],
            ),
            hovertemplate=HOVER,
        )
        for name, role, shift in (("overnight", "ink", -0.19), ("intraday", "third", 0.19))
    ]
    reach = extent([value for bar in known for value in (bar.overnight, bar.intraday)], zero=True)
    frame = layout(230, shapes=[across(0), down(0)])
    frame["xaxis"] = session_axis(_days(rows))
    frame["yaxis"] = percent_axis(reach, (0, 1))
    frame["annotations"] = [
        note("\u25a0 " + words("figure.overnight")),
        note("\u25a0 " + words("figure.intraday"), x=0.3, role="third"),
    ]
    return {"data": data, "layout": frame}


def _days(rows: Sequence[Bar]) -> dict[int, str]:
    return {bar.tau: f"{bar.session:%m-%d}" for bar in rows}


def _hover(rows: Sequence[Bar], values: list[str]) -> list[list[str]]:
    return [[fmt.day(bar.session), value] for bar, value in zip(rows, values, strict=True)]


def _ranges(rows: Sequence[Bar]) -> list[Spec]:
    known = [(bar.tau, bar.low, bar.high - bar.low) for bar in rows if bar.low and bar.high]
    if not known:
        return []
    taus, lows, heights = (list(column) for column in zip(*known, strict=True))
    return [bars(taus, heights, "rule", 0.42, base=lows, hoverinfo="skip")]


def _closes(rows: Sequence[Bar], currency: str) -> Spec:
    shown = [fmt.price(bar.close, currency) for bar in rows]
    return curve(
        [bar.tau for bar in rows],
        [bar.close for bar in rows],
        customdata=_hover(rows, shown),
        hovertemplate=HOVER,
    )


def _volumes(rows: Sequence[Bar], words: Words) -> Spec:
    return bars(
        [bar.tau for bar in rows],
        [bar.volume for bar in rows],
        ["ink" if bar.tau == 0 else "spare" for bar in rows],
        0.62,
        xaxis="x2",
        yaxis="y2",
        customdata=_hover(rows, [fmt.compact(bar.volume, words.lang) for bar in rows]),
        hovertemplate=HOVER,
    )
