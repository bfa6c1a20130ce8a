"""The kept articles that could explain a session's move, as the store has them read.

Keeping an article does not read it: :func:`marketlink.flow.readings.bring_up` does, before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from marketlink.calendars import EXCHANGES, sessions
from marketlink.explain.features import Occasion, ScoredReport
from marketlink.explain.score import Ranked, are_news, rank
from marketlink.news.archive import Archive
from marketlink.news.source import Source, sources
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.store import StoreAccess

BEFORE, AFTER = timedelta(days=7), timedelta(days=30)
"""An article is looked at if it was published within these days before or after the moves."""

HOW = ("moment", "neighbour", "published")
"""How an article meets a session, strongest first: its news could first be priced there; it may
have been, as the day is known but not the hour; or it was only published between the close before
and the session's own."""


class StoryRole(StrEnum):
    """The role of an article beside a move: possible cause, later report, or comment: its title
    does not show a happening (opinion, lists, previews), whenever it was published, so it
    explains nothing.
    """

    CAUSE = "cause"
    LATER = "later"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class CandidateStory:
    """One story that could explain a move, by its likeliest report.

    ``how`` is one of :data:`HOW`, ``rule`` what chose the session, ``relevance`` 0 to 100 how far
    it is about the stock. ``hindsight``: it was published after the session, so that it may know
    the move it tells of: it is never a cause. ``kinds`` are values of
    :class:`marketlink.news.kinds.StoryKind`. ``share`` is its part of what all causes weigh,
    ``chance`` that the first of them is the cause (None elsewhere), ``reports`` how many tell it.
    """

    digest: str
    title: str
    publisher: str
    published: str
    grade: str
    url: str
    how: str
    rule: str
    relevance: int
    hindsight: bool
    part: StoryRole = StoryRole.CAUSE
    kinds: tuple[str, ...] = ()
    share: float | None = None
    chance: float | None = None
    reports: int = 1

    def local(self, exchange: str) -> date | datetime:
        """Its publication on the clock of an exchange; a day where no hour is known."""
        if len(self.published) <= len("2025-01-27"):
            return date.fromisoformat(self.published)
        zone = ZoneInfo(EXCHANGES[exchange].zone)
        return datetime.fromisoformat(self.published).astimezone(zone)


@dataclass(frozen=True, slots=True)
class Searched:
    """Which articles were searched: those published from ``first`` to ``last`` (days, UTC).

    ``kept`` counts the articles of the store, ``read`` those that could be read, ``naming`` those
    that name the stock. ``undated`` have no publication time, ``unreadable`` could not be read.
    ``sources`` are all that were ever read, each with the time of its last reading."""

    first: date
    last: date
    kept: int
    read: int
    naming: int
    undated: int
    unreadable: int
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """The articles that the store keeps on one stock around the sessions looked at. ``lines`` are
    those of its issuer, the stock first.
    """

    lines: tuple[str, ...]
    exchange: str
    reports: Mapping[int, tuple[ScoredReport, Mapping[str, Any]]]
    meetings: Mapping[date, Mapping[int, tuple[str, str]]]
    searched: Searched

    @cached_property
    def reaction_days(self) -> frozenset[date]:
        """Sessions in which the stock could first react to something in an article."""
        return frozenset(
            day
            for day, some in self.meetings.items()
            if any(how == HOW[0] for how, _ in some.values())
        )

    def beside(self, day: date, sign: int) -> tuple[CandidateStory, ...]:
        """The stories that could explain a session's move, likeliest first, then later reports
        of it, then comment.

        Parameters
        ----------
        day : date
            The session.
        sign : int
            1 where the stock rose beyond the market, -1 where it fell.
        """
        calendar = sessions(self.exchange)
        opening, close = calendar.hours(day)
        previous = calendar.before(day)
        before = calendar.hours(previous)[1] if previous else opening - timedelta(days=1)
        meetings = self.meetings.get(day, {})
        near = self._near(before - timedelta(days=8), close, meetings)
        later = {report.key for report, row in near if _later(row, report, day, close)}
        able = [_as_of(report, meetings) for report, _ in near if report.key not in later]
        occasion = Occasion(before, opening, close, sign)
        ranking = rank(occasion, able)
        rows = {report.key: row for report, row in near}

        def candidate(one: Ranked, part: StoryRole, chance: float | None = None) -> CandidateStory:
            return _candidate(rows[one.report.key], meetings, part, one, chance)

        after = [
            (report, row)
            for report, row in near
            if report.key in later and int(report.key) in meetings
        ]
        news = are_news(occasion, [report for report, _ in after])
        told_later, said_later = (
            sorted(
                (
                    replace(_candidate(row, meetings, part), hindsight=True)
                    for (_, row), is_news in zip(after, news, strict=True)
                    if is_news is (part is StoryRole.LATER)
                ),
                key=lambda one: (HOW.index(one.how), -one.relevance, one.published),
            )
            for part in (StoryRole.LATER, StoryRole.COMMENT)
        )
        return (
            *(candidate(one, StoryRole.CAUSE, None if n else ranking.chance)
              for n, one in enumerate(ranking.causes)),
            *told_later,
            *(candidate(one, StoryRole.COMMENT) for one in ranking.comment),
            *said_later,
        )  # fmt: skip

    def _near(
        self, after: datetime, until: datetime, meetings: Iterable[int]
    ) -> list[tuple[ScoredReport, Mapping[str, Any]]]:
        """The reports published in a stretch of time, and those of these numbers, in order."""
        instants, places, numbers = self._in_time
        stretch = slice(bisect_right(instants, after), bisect_right(instants, until))
        stretch_places = {*places[stretch], *(numbers[one] for one in meetings)}
        reports = tuple(self.reports.values())
        return [reports[place] for place in sorted(stretch_places)]

    @cached_property
    def _in_time(self) -> tuple[list[datetime], list[int], dict[int, int]]:
        """When each report was published, in time; its place, and the place of each number."""
        reports = [report for report, _ in self.reports.values()]
        places = sorted(range(len(reports)), key=lambda place: reports[place].earliest)
        numbers = {number: place for place, number in enumerate(self.reports)}
        return [reports[place].earliest for place in places], places, numbers


def search(access: StoreAccess, symbol: str, exchange: str, days: Sequence[date]) -> Gathered:
    """The kept articles that name a stock, or another line of its issuer, around some sessions.

    Parameters
    ----------
    access : StoreAccess
        The articles lie in the store.
    symbol, exchange : str
    days : sequence of date
        Sessions, in order, at least one.
    """
    from marketlink.companies.issuer import lines_of  # noqa: PLC0415 (loads companies)
    from marketlink.store.news import selected  # noqa: PLC0415 (loads store)

    first, last = days[0] - BEFORE, days[-1] + AFTER
    lo = datetime.combine(first, time(), UTC).isoformat()
    hi = datetime.combine(last + timedelta(days=1), time(), UTC).isoformat()
    lines = lines_of(symbol, access.db.parent / "companies")
    with Archive(access).opened() as store:
        rows = selected(store.con, statement("explain.report"), [list(lines), lo, hi])
        met_rows = selected(
            store.con, statement("explain.met"), [list(lines), exchange, days[0], days[-1]]
        )
        (counts,) = selected(store.con, statement("explain.searched"), [list(lines), lo, hi])
        read_sources = tuple(sources(store.con))
    reports = {row["article_id"]: (_report(row), row) for row in rows}
    meetings: dict[date, dict[int, tuple[str, str]]] = {}
    for row in met_rows:
        if row["article_id"] in reports:
            at = meetings.setdefault(row["session"], {})
            number, how = row["article_id"], row["how"]
            if number not in at or HOW.index(how) < HOW.index(at[number][0]):
                at[number] = (how, row["rule"])
    return Gathered(
        lines, exchange, reports, meetings, Searched(first, last, **counts, sources=read_sources)
    )


def _report(row: Mapping[str, Any]) -> ScoredReport:
    place = row["place"] if row["place"] < len(row["title"]) else None
    story = "" if row["story_id"] is None else str(row["story_id"])
    return ScoredReport(
        str(row["article_id"]), row["title"], row["published_lo"].astimezone(UTC),
        row["published_hi"].astimezone(UTC), row["publisher"], row["relevance"], place,
        row["subjects"] <= 1, story=story,
        others=tuple(place for place in row["others"] if place < len(row["title"])),
    )  # fmt: skip


def _as_of(report: ScoredReport, meetings: Mapping[int, tuple[str, str]]) -> ScoredReport:
    """The report, marked if its text dates its news to this session."""

    how = meetings.get(int(report.key), ("", ""))[0]
    return replace(report, told=True) if how in HOW[:2] else report


def _later(row: Mapping[str, Any], report: ScoredReport, day: date, close: datetime) -> bool:
    """Whether it was published after the session: by the day where only that is known."""
    return bool(row["day"] > day if row["day"] else report.earliest > close)


def _candidate(
    row: Mapping[str, Any],
    meetings: Mapping[int, tuple[str, str]],
    part: StoryRole,
    ranked: Ranked | None = None,
    chance: float | None = None,
) -> CandidateStory:
    how, rule = meetings.get(row["article_id"], (HOW[2], "publication"))
    at = row["day"] or row["published_lo"].astimezone(UTC)
    return CandidateStory(
        digest=row["digest"], title=row["title"], publisher=row["publisher"],
        published=at.isoformat(), grade=row["grade"], url=row["url"], how=how, rule=rule,
        relevance=row["relevance"], hindsight=part is StoryRole.LATER, part=part,
        kinds=tuple(sorted(kind.value for kind in ranked.kinds)) if ranked else (),
        share=ranked.share if ranked else None, chance=chance,
        reports=1 + len(ranked.others) if ranked else 1,
    )  # fmt: skip
