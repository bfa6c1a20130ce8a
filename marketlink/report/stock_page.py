"""The page of a stock: every session looked at, what stood out, and what could explain it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from marketlink.calendars import EXCHANGES
from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.stock import standing, stock_answer
from marketlink.findings.words import Words
from marketlink.findings.words import words as words_of
from marketlink.records.stock_page import NewsBeside, StockPage, StockSession, StockStory
from marketlink.report import figures
from marketlink.report.figure import Figure, figure
from marketlink.report.figures.year import DayMark, Session
from marketlink.report.shell import shell
from marketlink.report.table import PageTable, table
from marketlink.report.write import BESIDE, folder_name, write_both

MOST_OPEN = 4
"""Articles of a session that stand open; the others are folded."""


def render_stock(  # noqa: PLR0913 (one specification)
    page: StockPage,
    lang: str = "en",
    *,
    address: str = "",
    other: str | None = None,
    index: str | None = None,
    bundle: str | None = None,
) -> str:
    """A stock's sessions as one page; the same for the same explanation.

    ``address`` is the page's name without its language, ``other`` the other language in which it
    lies beside, ``index`` the address of the list of reports, ``bundle`` of Plotly's script.
    """
    words = speaking(page.symbol, page.names, lang)
    answer = stock_answer(page)
    sentences = [one.say(words) for one in answer.sentences]
    figures = [one for one in (_figure(page, words),) if one is not None]
    return shell(
        "stock.html.j2",
        words,
        heading=answer.headline.say(words).removesuffix("."),
        about=" ".join(sentences),
        kicker=words("stock.kicker"),
        status=words("page.through", day=page.days[-1].session),
        other=other,
        address=address,
        index=index,
        bundle=bundle,
        figures=figures,
        drawn=bool(figures),
        sentences=sentences,
        rows=[_row(item, page, words, n) for n, item in enumerate(page.sessions, 1)],
        nearest=_row(page.nearest, page, words) if page.nearest else None,
        where=words("stock.where", first=page.articles_from, last=page.articles_to),
        methods=_methods(page, words),
        quiet=_quiet(page, words),
        sources=_sources(page, words),
        market=_market(page, words),
    )


def write_stock(page: StockPage, out: Path, lang: str = "en") -> Path:
    """Write the page in both languages to ``out/stocks``, and say where that of ``lang`` is."""
    name = folder_name(page.symbol)
    return write_both(out, name, partial(render_stock, page, **BESIDE), lang)


def speaking(symbol: str, names: Mapping[str, str], lang: str) -> Words:
    """The words of a language with a stock by its name."""
    words = words_of(lang)
    return words.naming({symbol: names.get(words.lang) or names.get("en") or symbol})


def _figure(page: StockPage, words: Words) -> Figure | None:
    places = {day.session: n for n, day in enumerate(page.days)}
    sessions = [Session(day.session, day.level, day.ar, day.limit) for day in page.days]
    marks = [DayMark(places[item.session], n, item.state in (NewsBeside.MET, NewsBeside.LIKELY))
             for n, item in enumerate(page.sessions, 1)]  # fmt: skip
    text = words("stock.figure_alt", symbol=page.symbol, tested=len(page.days), count=len(marks))
    title = standing(page).say(words)
    note = words("stock.figure_note", level=page.level)
    note = f"{words('stock.figure_numbers')} {note}" if marks else note
    return figure(
        "year", title, text, lambda width: figures.year(sessions, marks, words, width),
        _table(page, words), note=note,
    )  # fmt: skip


def _table(page: StockPage, words: Words) -> PageTable | None:
    if not page.sessions:
        return None
    body = [
        [
            str(n),
            dates.short(item.session, words.lang),
            fmt.percent(item.ret),
            fmt.number(item.ar * 100, 2, sign=True),
            fmt.percent(item.benchmark_ret),
            fmt.number(item.volatility),
            fmt.p_value(item.p),
            fmt.p_value(item.p_pointed),
            str(len(item.stories)),
        ]
        for n, item in enumerate(page.sessions, 1)
    ]
    heads = ("number", "day", "move", "part", "of_market", "volatility", "p", "p_pointed",
             "stories")  # fmt: skip
    heads_text = [words(f"stock.{key}") for key in heads]
    return table(words("stock.table"), heads_text, body, numeric=range(2, 9))


SIGNS = {
    NewsBeside.UNEXPLAINED: ("half", "\u25cb", "unexplained"),
    NewsBeside.LATE: ("half", "\u25d0", "only_late"),
    NewsBeside.MET: ("half", "\u25cf", "met"),
    NewsBeside.LIKELY: ("quiet", "\u25cf", "likely"),
}
"""Colour, sign and message of how an article meets a session."""


def badge(state: NewsBeside, words: Words) -> dict[str, str]:
    """How an article meets a session, as a word with a sign."""
    mark, sign, key = SIGNS[state]
    return {"mark": mark, "sign": sign, "text": words(f"stock.{key}")}


def _row(
    item: StockSession, page: StockPage, words: Words, number: int | None = None
) -> dict[str, Any]:
    """A session with its stories; the nearest one has no number, as it does not stand out."""
    key = "near" if number is None else "alone" if item.alone else "pointed"
    how = words(f"stock.{key}", p=item.p_pointed if key == "pointed" else item.p)
    news = [one for one in item.stories if not one.comment][:MOST_OPEN]
    rest = [one for one in item.stories if one not in news]
    return {
        "number": number,
        "day": dates.day(item.session, words.lang),
        "move": fmt.percent(item.ret, 1),
        "way": figures.direction(item.ret),
        "beyond": words("stock.beyond_of", ar=item.ar),
        "market": words("stock.market", ret=item.benchmark_ret),
        "how": how,
        "more_of_it": " \u00b7 ".join(_unusual(item, words)),
        "badge": badge(item.state, words),
        "stories": [_story(one, page.exchange, words) for one in news],
        "rest": [_story(one, page.exchange, words) for one in rest],
        "more": words("stock.more", count=len(rest)),
        "flags": words("stock.flagged", day=item.session, flags="; ".join(item.flags))
        if item.flags
        else "",
    }


def _unusual(item: StockSession, words: Words) -> list[str]:
    """The measures beside the return that were unusual, the other parts of the return, and the
    stocks that moved the same way.
    """
    sentences = [words(f"stock.by_{name}", value=value) for name, value in item.by.items()]
    sentences += [words(f"stock.part_{name}", part=part) for name, part in item.parts.items()]
    if item.market_day:
        sentences.append(words("stock.market_day"))
    if item.peers:
        peers = [words("stock.peer", symbol=symbol, ret=ret) for symbol, ret in item.peers]
        sentences.append(words("stock.peers", peers=peers))
    return sentences


def _story(one: StockStory, exchange: str, words: Words) -> dict[str, str]:
    when = clock(one.published, exchange, words)
    return {
        "title": fmt.excerpt(one.title, 140) or words("page.untitled"),
        "href": one.report or fmt.link(one.url) or "",
        "outside": "" if one.report else "1",
        "source": " \u00b7 ".join(part for part in (fmt.excerpt(one.publisher, 40), when) if part),
        "how": " \u00b7 ".join(_about(one, words)),
        "late": words("stock.late") if one.late else "",
    }


def _about(one: StockStory, words: Words) -> list[str]:
    """How a story is related to its session, how likely it is the cause, and how many reports tell
    it.
    """
    sentences = [words.name("how", one.how)]
    if one.comment:
        sentences.append(words("stock.comment"))
    if one.chance is not None:
        sentences.append(words("stock.chance", chance=one.chance))
    if one.reports > 1:
        sentences.append(words("stock.reports", count=one.reports))
    return sentences


def clock(published: str, exchange: str, words: Words) -> str:
    """A publication time on the clock of an exchange; a day where no hour is known."""
    if len(published) <= 10:  # noqa: PLR2004 (letters)
        return dates.short(date.fromisoformat(published), words.lang) if published else ""
    zone = EXCHANGES[exchange].zone
    local = datetime.fromisoformat(published).astimezone(fmt.named_zone(zone))
    return f"{dates.clock(local, words.lang)} {words.name('zone', zone)}"


def _quiet(page: StockPage, words: Words) -> PageTable | None:
    """Sessions that a story pointed at and that moved as on ordinary days."""
    if not page.quiet:
        return None
    body = [
        [
            dates.short(item.session, words.lang),
            fmt.percent(item.ret),
            fmt.number(item.ar * 100, 2, sign=True),
            fmt.p_value(item.p_pointed),
            fmt.excerpt(item.stories[0].title, 90) if item.stories else fmt.NONE,
        ]
        for item in page.quiet
    ]
    heads = [words(f"stock.{key}") for key in ("day", "move", "part", "p_pointed", "story")]
    return table(words("stock.quiet"), heads, body, numeric=(1, 2, 3))


def _market(page: StockPage, words: Words) -> PageTable | None:
    """Days of the market, on which the stock did nothing of its own."""
    if not page.market_days:
        return None
    body = [
        [
            dates.short(one.session, words.lang),
            fmt.percent(one.market),
            fmt.percent(one.ret),
            fmt.number(one.ar * 100, 2, sign=True),
        ]
        for one in page.market_days
    ]
    heads = [words(f"stock.{key}") for key in ("day", "of_market", "move", "part")]
    return table(words("stock.market_days"), heads, body, numeric=(1, 2, 3))


def _sources(page: StockPage, words: Words) -> PageTable | None:
    """The sources of articles that were read, and when last."""
    if not page.sources:
        return None
    body = [
        [
            fmt.excerpt(one.name, 60) or words.name("source_kind", one.kind),
            fmt.number(one.items, 0),
            dates.utc_clock(one.last_read, words.lang),
        ]
        for one in page.sources
    ]
    heads = [words(f"stock.{key}") for key in ("source", "stories", "last_read")]
    return table(words("stock.sources"), heads, body, numeric=(1,))


def _methods(page: StockPage, words: Words) -> list[str]:
    return [
        words(
            "stock.how_alone",
            estimation=fmt.window(page.estimation),
            law=page.law,
            level=page.level,
        ),
        words("stock.how_pointed", pointed=page.pointed),
        words("stock.how_articles"),
    ]
