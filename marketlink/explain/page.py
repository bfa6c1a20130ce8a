"""An explanation as the page of its stock shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from marketlink.companies.names import names_by_language as names_of
from marketlink.explain.candidates import StoryRole
from marketlink.explain.measures import MoveMeasure
from marketlink.records.stock_page import (
    MarketDay,
    StockDay,
    StockPage,
    StockSession,
    StockSource,
    StockStory,
)

if TYPE_CHECKING:
    from marketlink.explain.candidates import CandidateStory
    from marketlink.explain.moves import Move, MoveDay
    from marketlink.explain.stock import ExplainedSession, Explanation


def page_of(explanation: Explanation, reports: Mapping[str, str]) -> StockPage:
    """The page's content, its sessions in the order of their days.

    Parameters
    ----------
    explanation : Explanation
    reports : mapping
        The address of the report on an article, by the article's digest.
    """
    entries = sorted(explanation.entries, key=lambda item: item.move.session)
    where, near = explanation.searched, explanation.nearest
    sessions = {item.move.session for item in entries}
    return StockPage(
        symbol=explanation.symbol,
        names=names_of(explanation.symbol),
        exchange=explanation.exchange,
        benchmark=explanation.benchmark,
        estimation=explanation.estimation,
        level=explanation.screen.level,
        law=explanation.screen.law,
        days=tuple(_levels(explanation.move_days)),
        sessions=tuple(_session(item, reports) for item in entries),
        pointed=len(explanation.pointed),
        articles_from=where.first,
        articles_to=where.last,
        read=where.read,
        naming=where.naming,
        undated=where.undated,
        quiet=tuple(
            _session(item, reports)
            for item in sorted(explanation.quiet, key=lambda item: item.move.session)
        ),
        sources=tuple(
            StockSource(one.name or one.address, one.kind, one.items, one.last_read or "")
            for one in where.sources
        ),
        market_days=tuple(
            MarketDay(move.session, move.benchmark_ret, move.ret, move.ar)
            for move in explanation.screen.market_days
        ),
        nearest=replace(_session(near, reports), p=near.move.p_adjusted)
        if near is not None and near.move.session not in sessions
        else None,
    )


def _levels(move_days: tuple[MoveDay, ...]) -> list[StockDay]:
    level, days = 1.0, []
    for day in move_days:
        level *= 1.0 + day.ret
        limit = day.limit if isfinite(day.limit) else None
        days.append(StockDay(day.session, level - 1.0, day.ar, limit))
    return days


def _session(item: ExplainedSession, reports: Mapping[str, str]) -> StockSession:
    move = item.move
    return StockSession(
        session=move.session,
        ret=move.ret,
        ar=move.ar,
        benchmark_ret=move.benchmark_ret,
        volatility=move.volatility,
        p=move.p_adjusted,
        p_pointed=move.p_pointed,
        alone=item.stands_out,
        stories=tuple(_story(one, reports) for one in item.candidates),
        flags=item.flags,
        by=_by(move) if item.stands_out else {},
        parts={
            name: part
            for name, part in (("foreign", item.parts.foreign), ("sector", item.parts.sector))
            if part is not None
        },
        peers=tuple((peer.symbol, peer.ret) for peer in item.peers),
        market_day=move.market_day,
    )


def _by(move: Move) -> dict[str, float]:
    """The measures beside the return by which a session is unusual, and how far."""
    far = {MoveMeasure.GAP: move.gap, MoveMeasure.VOLUME: move.volume_times,
           MoveMeasure.RANGE: move.range_times}  # fmt: skip
    return {m.value: value for m in move.by if (value := far.get(m)) is not None}


def _story(one: CandidateStory, reports: Mapping[str, str]) -> StockStory:
    return StockStory(
        title=one.title,
        publisher=one.publisher,
        published=one.published,
        url=one.url,
        how=one.how,
        late=one.hindsight,
        report=reports.get(one.digest, ""),
        comment=one.part is StoryRole.COMMENT,
        chance=one.chance,
        reports=one.reports,
    )
