"""``marketlink correlate``: a stock's news flow beside its moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import DAY, common, page_options, stocks
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings

if TYPE_CHECKING:
    from marketlink.flow.association import Association
    from marketlink.flow.correlate import Correlation

NEWS = ("articles", "stories", "novelty", "share", "tone")
MOVES = ("size", "signed", "volume", "range")
SERIES_NAMES = {
    "articles": "articles", "stories": "stories", "novelty": "new stories",
    "share": "share of coverage", "tone": "tone", "size": "size of the move",
    "signed": "move itself", "volume": "volume", "range": "range",
}  # fmt: skip
COLUMNS = ("news", "moves", "lag", "r", "low", "high", "n", "p", "p_holm", "p_by", "band")


@click.command()
@stocks
@click.option("--group", help="All stocks of an exchange (XKRX) or sector (^SOX) that are told of.")
@click.option("--from", "first", type=DAY, help="First session looked at; the last 250 if absent.")
@click.option("--to", "last", type=DAY, help="Last session looked at, in.")
@click.option("--benchmark", help="Benchmark symbol instead of the exchange's index.")
@click.option("--lags", type=click.IntRange(0, 20), default=5, show_default=True,
              help="Sessions of lead and lag.")  # fmt: skip
@click.option("--news", type=click.Choice(NEWS), multiple=True, default=NEWS[:1],
              show_default=True, help="What of the news; may be repeated.")  # fmt: skip
@click.option("--moves", type=click.Choice(MOVES), multiple=True, default=MOVES[:2],
              show_default=True, help="What of the moves; may be repeated.")  # fmt: skip
@page_options
@format_option()
@common
def command(
    settings: Settings, symbols: tuple[str, ...], watchlist: Path | None,
    group: str | None, first: date | None, last: date | None, benchmark: str | None,
    lags: int, news: tuple[str, ...], moves: tuple[str, ...], page: str | None, out: Path | None,
    fmt: str,
) -> None:  # fmt: skip
    """Hold the kept articles on a stock against its abnormal returns, their size and sign, its
    volume and range, with sessions of lead and lag. Lag 1: today's news, tomorrow's move.

    P-values turn one series round against the other, which keeps how each clusters; bands hold for
    all lags together. A session for which nothing was kept and that no source covers is unknown,
    not silent. Of several stocks a panel is told, too; those of which too little is known are left
    out and named. Going together is not causing.

    \b
    Example:
      marketlink correlate NVDA --from 2025-01-02 --to 2025-06-30
      marketlink correlate --group XKRX
      marketlink correlate NVDA --news stories --news tone --moves signed --moves volume
      marketlink correlate NVDA --report en --out reports
    """
    from marketlink.companies.names import names_by_language
    from marketlink.explain.names import group_of, symbols_of
    from marketlink.flow.panel import pooled
    from marketlink.report.flow_page import write_flow
    from marketlink.store import StoreAccess

    access = StoreAccess.of(settings)
    chosen_symbols = group_of(access, group) if group else ()
    if symbols or watchlist or not chosen_symbols:
        chosen_symbols = tuple(
            dict.fromkeys([*chosen_symbols, *symbols_of(access, symbols, watchlist)])
        )
    from marketlink.flow.series import MoveSeries, NewsSeries
    from marketlink.records.study import Spec

    options: dict[str, Any] = {
        "first": first, "last": last,
        "spec": Spec(benchmark=benchmark or settings.benchmark or None),
        "lags": lags, "news": tuple(map(NewsSeries, dict.fromkeys(news))),
        "moves": tuple(map(MoveSeries, dict.fromkeys((*(MOVES[:2] if page else ()), *moves)))),
    }  # fmt: skip
    results = _correlations(chosen_symbols, settings, options)
    rows = [
        {"symbol": one.symbol, "news": pair.news, "moves": pair.moves,
         "band": pair.association.band, **asdict(lag)}
        for one in results
        for pair in one.pairs
        for lag in pair.association.lags
    ]  # fmt: skip
    emit(rows, COLUMNS if len(chosen_symbols) == 1 else ("symbol", *COLUMNS), fmt)
    for one in results:
        for line in _sentences(one):
            say(line, err=True)
        if page:
            say(
                write_flow(one, names_by_language(one.symbol), out or settings.reports, page),
                err=True,
            )
    if len(results) > 1:
        all_ = pooled(results)
        say(
            f"all {all_.companies} stocks over {all_.sessions} sessions: size of the move per unit"
            f" of news {all_.effect:+.2f} (error {all_.se:.2f}, clustered by company and session;"
            f" p {all_.p:.3f})",
            err=True,
        )
    say(
        "going together is not causing: news also follows moves, and both follow the day of the "
        "market; articles that are not kept are not counted",
        err=True,
    )


def _correlations(
    symbols: Sequence[str], settings: Settings, options: Mapping[str, Any]
) -> list[Correlation]:
    """Each stock's; of several, those of which too little is known are told and left out."""
    from marketlink.errors import InputError
    from marketlink.flow.correlate import correlate

    if len(symbols) == 1:
        return [correlate(symbols[0], settings, **options)]
    results = []
    for symbol in symbols:
        try:
            results.append(correlate(symbol, settings, **options))
        except InputError as error:
            say(f"{symbol} is left out: {error}", err=True)
    if not results:
        raise InputError(f"Of none of the {len(symbols)} stocks is enough known")
    return results


def _sentences(result: Correlation) -> list[str]:
    """What the figures say, and what they cannot say."""
    sentences = [
        f"{result.symbol}: {result.naming} of {result.articles} kept articles name it; "
        f"{len(result.days)} sessions, {result.silent} silent, {result.unread} with nothing kept "
        "(unknown)"
    ]
    sentences += [
        _line(f"{SERIES_NAMES[pair.news]} and {SERIES_NAMES[pair.moves]}", pair.association)
        for pair in result.pairs
    ]
    if result.counts:
        more = result.counts
        sentences.append(
            f"articles after a move one unit of log |t| larger: {more.ratio:.2f} times as many"
            f" (95 % {more.low:.2f} to {more.high:.2f}, Poisson, p {more.p:.3f})"
        )
    return sentences


def _line(name: str, one: Association) -> str:
    largest = max(one.lags, key=lambda lag: abs(lag.r))
    granger = ", ".join(f"{test.order} p {test.p:.3f}" for test in one.granger)
    return (
        f"{name}: largest correlation {largest.r:+.2f} at lag {largest.lag}, p {one.p:.3f} over all"
        f" lags ({one.shifts} shifts worth {one.freedom:.0f}); one of {one.detectable:.2f} would"
        f" have been seen with 80 % power; a unit of news adds {one.effect:+.2f} over its lags"
        f" (95 % {one.effect_low:+.2f} to {one.effect_high:+.2f}, p {one.effect_p:.3f}); {granger}"
    )
