"""When each market could react: day 0 on two clocks, first trades, and the sessions around it."""

from __future__ import annotations

from datetime import date
from typing import Any

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.lookup import by_relevance
from marketlink.findings.words import Words
from marketlink.records.case import AbroadMove, Case, DatedByPrices, ElsewhereKind, ExchangeTimeline
from marketlink.records.phase import AUCTIONS, Tradable
from marketlink.records.study import Event
from marketlink.report.sections.charts import runs
from marketlink.report.table import PageTable, table

HOME = {"ko": "Asia/Seoul", "en": "America/New_York"}
"""The second clock: that of most readers of a language."""


def section(case: Case, words: Words) -> dict[str, Any]:
    """Day 0 by exchange, what the sessions beside it show, and the day that prices suggest."""
    return {
        "rows": [_row(line, words) for line in case.timelines if line.day0],
        "tradable": _tradable(case, words),
        "dated": [text for item in case.dated for text in _how_dated(item, case, words)],
        "neighbours": _neighbours(case, words),
        "closures": _closures(case, words),
        "elsewhere": _elsewhere(case, words),
        "pairs": [text for one in case.elsewhere for text in _pair(one, words)],
    }


def _row(line: ExchangeTimeline, words: Words) -> dict[str, str]:
    hours = next(((o, c) for day, o, c in line.sessions if day == line.day0), None)
    clock = ""
    if hours:
        clock = _clock(hours, line.zone, words)
        home = HOME[words.lang]
        if home != line.zone:
            clock += " = " + _clock(hours, home, words)
    return {
        "name": words.name("exchange", line.exchange),
        "day": dates.day(line.day0, words.lang),
        "clock": clock,
        "rule": words.name("rule", line.rule),
    }


def _clock(hours: tuple[Any, Any], zone: str, words: Words) -> str:
    opens, closes = (moment.astimezone(fmt.named_zone(zone)) for moment in hours)
    return f"{opens:%H:%M}\u2013{closes:%H:%M} {words.name('zone', zone)}"


def _tradable(case: Case, words: Words) -> list[str]:
    """Where and when companies could first trade on news of a known time, and the first close.

    Companies of which the same is true share a sentence. Without a clock time nothing is said.
    """
    zones = {line.exchange: line.zone for line in case.timelines}
    who: dict[tuple[str, str, str, date, str], list[str]] = {}
    for item in by_relevance(case):
        event = item.event
        if event.instant is not None and event.day0 is not None:
            facts = _first(event, event.day0, zones.get(event.exchange, "UTC"), words)
            who.setdefault(facts, []).append(words.who(event.symbol))
    return [
        words(key, who=words.join(names), place=place, exchange=exchange, day0=day0) + perhaps
        for (key, place, exchange, day0, perhaps), names in who.items()
    ]


def _first(event: Event, day0: date, zone: str, words: Words) -> tuple[str, str, str, date, str]:
    """What the sentence of an event says: its key, the place, the exchange, day 0, a doubt."""
    exchange, tradable = words.name("exchange", event.exchange), event.first_tradable
    if tradable is None:
        return "tradable.unknown", "", exchange, day0, ""
    perhaps = ""
    if tradable.perhaps:
        perhaps = " " + words("tradable.perhaps", place=_place(tradable.perhaps, zone, words))
    key = f"tradable.{tradable.sure.value}"
    return key, _place(tradable, zone, words), exchange, day0, perhaps


def _place(tradable: Tradable, zone: str, words: Words) -> str:
    """ "in New York's pre-market from 04:00 on Monday 27 January (New York time)"."""
    local = tradable.instant.astimezone(fmt.named_zone(zone))
    venue_key = f"venue.{tradable.venue}"
    return words(
        "tradable.auction" if tradable.phase in AUCTIONS else "tradable.place",
        venue=words(venue_key) if words.has(venue_key) else words.name("exchange", tradable.venue),
        phase=words.name("phase", tradable.phase.value),
        clock=f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}",
        day=local,
        zone=words.name("zone", zone),
    )


def _closures(case: Case, words: Words) -> list[str]:
    closures = []
    for line in {line.exchange: line for line in case.timelines}.values():
        for first, last, name in runs(line, words):
            span = dates.span(first, last, words.lang)
            exchange = words.name("exchange", line.exchange)
            closures.append(words("timeline.shut", exchange=exchange, span=span, name=name))
    return closures


def _how_dated(item: DatedByPrices, case: Case, words: Words) -> list[str]:
    zeros = [line.day0 for line in case.timelines if line.exchange == item.exchange and line.day0]
    zeros = [day for day in zeros if day in item.searched] or zeros
    text = words(
        "timeline.dated",
        exchange=words.name("exchange", item.exchange),
        count=len(item.searched),
        day=item.session,
        p=fmt.p_phrase(item.p),
    )
    if not zeros:
        return [text]
    same = "timeline.dated_same" if item.session in zeros else "timeline.dated_other"
    return [f"{text} {words(same, day=min(zeros))}"]


def _elsewhere(case: Case, words: Words) -> PageTable | None:
    """The sessions of other lines and of proxies between the news and the first close at home."""
    rows = [
        [
            _series(one, words),
            " \u00b7 ".join(
                words("elsewhere.close", day=close.astimezone(fmt.named_zone(one.zone)), move=move)
                for _, close, move in one.sessions
            ),
            fmt.percent(one.total),
        ]
        for one in case.elsewhere
    ]
    if not rows:
        return None
    heads = [words(f"elsewhere.{key}") for key in ("series", "session", "move")]
    return table(words("elsewhere.caption"), heads, rows, numeric=(2,))


def _series(one: AbroadMove, words: Words) -> str:
    """ "iShares MSCI South Korea ETF, a fund of Seoul stocks"."""
    exchange = words.name("exchange", one.home)
    name = words.name("symbol", one.symbol) if one.kind is ElsewhereKind.FACTOR else one.name
    who = words.who(one.of)
    return words(f"elsewhere.{one.kind.value}", name=name, symbol=one.symbol, who=who,
                 exchange=exchange)  # fmt: skip


def _pair(one: AbroadMove, words: Words) -> list[str]:
    """Which of two lines closed first on the news, and how far their prices stood apart."""
    if one.kind is not ElsewhereKind.LINE:
        return []
    close = one.sessions[0][1]
    first = "elsewhere.first_line" if close < one.home_close else "elsewhere.first_home"
    there, home = (words.name("exchange", exchange) for exchange in (one.exchange, one.home))
    sentences = [words(first, who=words.who(one.of), symbol=one.symbol, there=there, home=home)]
    if close == one.home_close:
        sentences = []  # two lines of one exchange, none of them first
    if one.parity is None:
        return sentences
    has_parity = one.parity.before is not None and one.parity.after is not None
    key = "elsewhere.parity" if has_parity else "elsewhere.no_parity"
    rates = words.join(one.parity.rates or (one.symbol,))
    far = {"before": one.parity.before, "after": one.parity.after}
    ratio = f"{one.parity.ratio:g}"
    return [*sentences, words(key, symbol=one.symbol, ratio=ratio, of=one.of, rates=rates, **far)]


def _neighbours(case: Case, words: Words) -> PageTable | None:
    rows = [
        [
            words.who(item.event.symbol),
            dates.short(one.session, words.lang),
            fmt.percent(one.ret),
            fmt.number(None if one.ar is None else one.ar * 100, 2, sign=True),
            fmt.p_value(one.p),
        ]
        for item in by_relevance(case)
        for one in item.neighbours
    ]
    if not rows:
        return None
    heads = [words(f"neighbour.{key}") for key in ("company", "day", "move", "beyond", "p")]
    return table(words("neighbour.caption"), heads, rows, numeric=(2, 3, 4))
