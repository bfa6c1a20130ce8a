"""The page of a stock's news flow beside its moves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from marketlink.findings import format as fmt
from marketlink.findings.flow import flow_answer, when
from marketlink.findings.words import Words
from marketlink.report import figures
from marketlink.report.figure import Figure, figure
from marketlink.report.shell import shell
from marketlink.report.stock_page import speaking
from marketlink.report.table import PageTable, table
from marketlink.report.write import BESIDE, folder_name, write_both

if TYPE_CHECKING:
    from marketlink.flow.association import Association
    from marketlink.flow.correlate import Correlation


def render_flow(  # noqa: PLR0913 (one specification)
    result: Correlation,
    names: Mapping[str, str],
    lang: str = "en",
    *,
    address: str = "",
    other: str | None = None,
    index: str | None = None,
    bundle: str | None = None,
) -> str:
    """News flow and moves as one page; the same for the same figures.

    ``names`` are the company's by language; the addresses are those of ``render_stock``.
    """
    words = speaking(result.symbol, names, lang)
    answer = flow_answer(result)
    sentences = [one.say(words) for one in answer.sentences]
    return shell(
        "flow.html.j2",
        words,
        heading=answer.headline.say(words).removesuffix("."),
        about=" ".join(sentences),
        kicker=words("flow.kicker"),
        status=words("page.through", day=result.days[-1].session),
        other=other,
        address=address,
        index=index,
        bundle=bundle,
        figures=[_pairs(result, words), _lags(result, words)],
        sentences=sentences,
        granger=_granger(result, words),
        effects=[_effect(name, one, words) for name, one in _series(result)],
        methods=[
            words("flow.how", shifts=result.size.shifts, freedom=result.size.freedom),
            words("flow.cannot"),
        ],
    )


def write_flow(result: Correlation, names: Mapping[str, str], out: Path, lang: str = "en") -> Path:
    """Write the page in both languages to ``out/stocks``, and say where that of ``lang`` is."""
    name = f"{folder_name(result.symbol)}.flow"
    return write_both(out, name, partial(render_flow, result, names, **BESIDE), lang)


def _series(result: Correlation) -> list[tuple[str, Association]]:
    return [("size", result.size), ("signed", result.signed)]


def _pairs(result: Correlation, words: Words) -> Figure:
    days = [figures.SessionPair(day.session, day.articles, abs(day.move)) for day in result.days]
    text = words("flow.pairs_alt", symbol=result.symbol, n=len(days))
    return figure("pairs", words("flow.pairs"), text,
                  lambda width: figures.pairs(days, words, width),
                  note=words("flow.pairs_note"))  # fmt: skip


def _lags(result: Correlation, words: Words) -> Figure:
    series = [
        figures.Lagged(
            words(f"flow.{name}"), tuple((lag.lag, lag.r, lag.p_holm) for lag in one.lags), one.band
        )
        for name, one in _series(result)
    ]
    out = [
        words("flow.lags_part", name=words(f"flow.{name}"), when=when(lag.lag))
        for name, one in _series(result)
        for lag in one.lags
        if abs(lag.r) > one.band
    ]
    title = words("flow.lags_together", parts=out) if out else words("flow.lags_apart")
    largest = [max(one.lags, key=lambda lag: abs(lag[1])) for one in series]
    text = words("flow.lags_alt", n=len(series[0].lags), parts=[
        words("flow.lags_alt_part", name=one.name, r=r, lag=lag)
        for one, (lag, r, _) in zip(series, largest, strict=True)])  # fmt: skip
    return figure("lags", title, text, lambda width: figures.lagged(series, words, width),
                  _by_lag(result, words), note=words("flow.lags_note"))  # fmt: skip


def _by_lag(result: Correlation, words: Words) -> PageTable:
    body = [
        [
            words(f"flow.{name}"),
            fmt.number(lag.lag, 0, sign=True),
            fmt.number(lag.r, 3, sign=True),
            str(lag.n),
            fmt.p_value(lag.p),
            fmt.p_value(lag.p_holm),
        ]
        for name, one in _series(result)
        for lag in one.lags
    ]
    heads = [words(f"flow.{key}") for key in ("series", "lag_head", "r", "n_head", "p", "p_holm")]
    return table(words("flow.by_lag"), heads, body, numeric=range(1, 6))


def _granger(result: Correlation, words: Words) -> PageTable:
    body = [
        [
            words(f"flow.{name}"),
            words(f"flow.{test.order.name.lower()}"),
            fmt.number(test.f),
            f"{test.df}, {test.df_error}",
            fmt.p_value(test.p),
        ]
        for name, one in _series(result)
        for test in one.granger
    ]
    heads = [words(f"flow.{key}") for key in ("series", "order", "f", "df", "p")]
    return table(words("flow.granger"), heads, body, numeric=(2, 3, 4))


def _effect(name: str, one: Association, words: Words) -> str:
    text = words("flow.effect", effect=one.effect, error=one.effect_se, p=one.effect_p)
    return f"{words(f'flow.{name}')}: {text}"
