"""``marketlink explain``: start from a stock's moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import DAY, WINDOW, common, page_options, stocks
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.records.study import Spec, Window

if TYPE_CHECKING:
    from marketlink.explain import ExplainedSession, Explanation
    from marketlink.findings.words import Words

COLUMNS = (
    "session", "ret", "benchmark_ret", "ar", "t", "volatility", "p", "p_adjusted", "stands_out",
    "p_pointed", "p_rank", "p_floor", "sessions", "by", "gap", "volume_times", "range_times",
    "market_day", "market_part", "foreign_part", "sector_part", "own_part", "peers", "explanation",
    "chance", "hindsight", "articles", "also", "flags", "searched",
)  # fmt: skip
SHORT = (
    "session", "ret", "ar", "by", "volatility", "p_adjusted", "p_pointed", "explanation", "chance",
    "hindsight", "published", "more",
)  # fmt: skip
LONGEST = 70


@click.command()
@stocks
@click.option("--reverse", is_flag=True, help="The stories that met no move instead.")
@click.option("--from", "first", type=DAY, help="First session looked at; the last 250 if absent.")
@click.option("--to", "last", type=DAY, help="Last session looked at, in.")
@click.option("--day", "days", type=DAY, multiple=True,
              help="A session named before looking at prices; may be repeated.")  # fmt: skip
@click.option("--level", type=float, default=0.05, show_default=True,
              help="Chance that noise alone stands out, over all sessions together.")  # fmt: skip
@click.option("--benchmark", help="Benchmark symbol instead of the exchange's index.")
@click.option("--estimation", type=WINDOW, default=(-250, -11), help="Estimation window in tau.")
@click.option(
    "--min-obs",
    type=click.IntRange(3),
    default=120,
    show_default=True,
    help="Least usable returns.",
)
@page_options
@format_option()
@common
def command(
    settings: Settings,
    *,
    symbols: tuple[str, ...],
    watchlist: Path | None,
    reverse: bool,
    first: date | None,
    last: date | None,
    days: tuple[date, ...],
    level: float,
    benchmark: str | None,
    estimation: Window,
    min_obs: int,
    page: str | None,
    out: Path | None,
    fmt: str,
) -> None:
    """Name the sessions on which a stock moved, and the kept articles that could explain each.

    A session is named if it stands out by itself, by its return, gap, volume or range, after
    paying for having looked at all of them, or if a kept article or --day pointed at it and its own
    p-value is small. Every abnormal return is judged over the volatility forecast for its day, with
    the tails of the stock's own days. A session that no kept article meets is unexplained. Stories
    are ranked by a fitted score (docs/explain.md); comment and what was published after the session
    are never a cause.

    Names will do (삼성전자). Of several stocks each pays for all of them.

    \b
    Example:
      marketlink explain NVDA --from 2025-01-02 --to 2025-03-14
      marketlink explain --watchlist mine.txt
      marketlink explain NVDA --report en --out reports
    """
    from marketlink.cli.reading import read_new, tell_excerpt
    from marketlink.errors import InputError
    from marketlink.explain import explain
    from marketlink.explain.names import symbols_of
    from marketlink.findings.words import words
    from marketlink.store import StoreAccess

    spec = Spec(
        benchmark=benchmark or settings.benchmark or None, estimation=estimation, min_obs=min_obs
    )
    with StoreAccess.of(settings) as access:
        watchlist_symbols = symbols_of(access, symbols, watchlist)
        read_new(access)
        results = []
        for symbol in watchlist_symbols:
            try:
                results.append(explain(symbol, settings, first=first, last=last, days=days,
                                       level=level / len(watchlist_symbols), spec=spec,
                                       access=access))  # fmt: skip
            except InputError as error:
                if len(watchlist_symbols) == 1:
                    raise
                say(f"{symbol} is left out: {error}", err=True)
        if not results:
            raise InputError(f"Of none of the {len(watchlist_symbols)} stocks are moves known")
        tell_excerpt(access, watchlist_symbols, words(page or settings.lang or "en"))
    row = _short if fmt == "table" else _full
    columns = SHORT if fmt == "table" else COLUMNS
    more = {} if len(watchlist_symbols) > 1 else {"symbol"}
    emit(
        (
            {"symbol": one.symbol, **row(item, one)}
            for one in results
            for item in (one.quiet if reverse else one.entries)
        ),
        tuple(name for name in ("symbol", *columns) if name not in more),
        fmt,
    )
    for one in results:
        for line in _sentences(one, words(page or settings.lang or "en")):
            say(line, err=True)
        if page:
            say(_page(one, out or settings.reports, page), err=True)


def _page(result: Explanation, out: Path, lang: str) -> Path:
    """The page of the stock in a folder of reports, with links to the reports that lie there."""
    from marketlink.explain.page import page_of
    from marketlink.publish import reports_by_digest
    from marketlink.report.stock_page import write_stock

    return write_stock(page_of(result, reports_by_digest(out, lang)), out, lang)


def _full(item: ExplainedSession, result: Explanation) -> dict[str, Any]:
    return asdict(item.move) | {
        **{f"{name}_part": part for name, part in asdict(item.parts).items()},
        "peers": [asdict(peer) for peer in item.peers],
        "searched": [
            {
                "source": one.name or one.address or one.kind,
                "items": one.items,
                "last_read": one.last_read,
            }
            for one in result.searched.sources
        ]
        if item.unexplained
        else [],
        "stands_out": item.stands_out,
        "explanation": "unexplained" if item.unexplained else item.candidates[0].title,
        "chance": item.candidates[0].chance if item.candidates else None,
        "hindsight": item.hindsight,
        "articles": [asdict(story) for story in item.stories],
        "also": [asdict(story) for story in item.comment],
        "flags": list(item.flags),
    }


def _short(item: ExplainedSession, result: Explanation) -> dict[str, Any]:
    best = None if item.unexplained else item.candidates[0]
    at = best.local(result.exchange) if best else ""
    return {
        "session": item.move.session,
        "ret": f"{item.move.ret:+.2%}",
        "ar": f"{item.move.ar:+.2%}",
        "by": " ".join(item.move.by) if item.stands_out else "",
        "volatility": f"{item.move.volatility:.2f}",
        "p_adjusted": item.move.p_adjusted,
        "p_pointed": item.move.p_pointed,
        "explanation": head_of(best.title) if best else "unexplained",
        "chance": f"{best.chance:.2f}" if best and best.chance is not None else "",
        "hindsight": "told later" if best and best.hindsight else "",
        "published": at.isoformat(timespec="minutes") if isinstance(at, datetime) else str(at),
        "more": max(len(item.candidates) - 1, 0),
    }


def head_of(title: str) -> str:
    """The first 70 characters of a title, with a sign where more follow."""
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def _sentences(result: Explanation, words: Words) -> Iterator[str]:
    from marketlink.findings.dates import utc_clock

    screen, where, symbol = result.screen, result.searched, result.symbol
    yield words("explained.alone", symbol=symbol, benchmark=result.benchmark, n=len(screen.moves),
                tested=screen.tested, first=screen.first, last=screen.last, level=screen.level,
                measures=", ".join(words.name("measure", name) for name in screen.measures),
                law=screen.law)  # fmt: skip
    if not screen.moves:
        near = screen.nearest
        yield words("explained.nearest", day=near.session, ar=near.ar, p=near.p_adjusted)
        item = result.nearest
        if item is not None and item.unexplained:
            yield words("explained.nearest_unmet")
        elif item is not None:
            first = item.candidates[0]
            yield words("explained.nearest_met", title=head_of(first.title),
                        how=words.name("how", first.how))  # fmt: skip
    small = [item for item in result.pointed if item.unlikely]
    if where.kept or result.pointed:
        yield words("explained.pointed", n=len(result.pointed), small=len(small),
                    level=screen.level,
                    hindsight=sum(item.hindsight for item in small))  # fmt: skip
    if where.kept:
        yield words("explained.articles", first=where.first, last=where.last, n=where.read,
                    kept=where.kept, naming=where.naming, symbol=symbol,
                    undated=where.undated)  # fmt: skip
    else:
        yield words("explained.no_articles")
    for one in where.sources:
        source = one.name or one.address or words.name("source_kind", one.kind)
        yield words("explained.source", source=source, n=one.items,
                    read=utc_clock(one.last_read, words.lang))  # fmt: skip
    empty = [item for item in result.entries if item.cause is None]
    if empty:
        yield words("explained.causes", n=len(empty), of=len(result.entries))
    if result.quiet:
        yield words("explained.quiet", quiet=len(result.quiet))
    for move in screen.market_days:
        yield words("explained.market_day", day=move.session, benchmark=result.benchmark,
                    market=move.benchmark_ret, symbol=symbol, ret=move.ret, ar=move.ar)  # fmt: skip
    for item in result.entries:
        yield from _made_of(item, words)
        for flag in item.flags:
            yield words("explained.flag", day=item.move.session, flag=flag)


def _made_of(item: ExplainedSession, words: Words) -> Iterator[str]:
    """The parts of a move, and the stocks that moved with it, as text."""
    move, parts = item.move, asdict(item.parts)
    shares = [words(f"explained.part_{name}", part=part)
            for name, part in parts.items() if part is not None]  # fmt: skip
    if move.gap is not None:
        shares.append(words("explained.part_gap", part=move.gap))
    for name, value in (("volume", move.volume_times), ("range", move.range_times)):
        if value is not None:
            shares.append(words(f"explained.{name}", times=value))
    if move.market_day:
        shares.append(words("explained.with_market"))
    yield words("explained.made_of", day=move.session, parts=shares)
    if item.peers:
        peers = [words("explained.peer", symbol=one.symbol, ret=one.ret) for one in item.peers]
        yield words("explained.peers", day=move.session, peers=peers)
