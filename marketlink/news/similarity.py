"""Whether two reports are of the same story."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from marketlink.news.quantities import Quantity, figures, shared
from marketlink.news.topics import (
    direction,
    indices,
    is_move,
    quarters,
    topics,
    words_of,
)
from marketlink.records.reading import Reading
from marketlink.text import language_of, word_set

LIKE = 0.35
ALIKE = 0.8
REPEAT_DAYS = 7.0
HEAD = 1200
ONCE = frozenset({"earnings", "guidance", "buyback", "dividend", "jobs"})
WORD = re.compile(r"[a-z]{3,}|[^\W\d_a-z]{2,}|[a-z]+\d+")


@dataclass(frozen=True, slots=True)
class StoryItem:
    """A report, as light as grouping needs it.

    ``published`` is an aware instant, or a day; ``subjects`` are symbols; ``reaction`` is the
    reaction session of its moment on the exchange of its first subject, where that is known.
    """

    id: str
    text: str
    published: datetime | date
    subjects: tuple[str, ...] = ()
    reaction: date | None = None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The comparable facts of a report, computed once."""

    item: StoryItem
    at: datetime
    about: frozenset[str]
    sessions: frozenset[date]
    sign: int
    move: bool
    intraday: bool
    figures: list[Quantity]
    quarters: frozenset[int]
    topics: frozenset[str]
    plain: str


def story_item(name: str, reading: Reading) -> StoryItem | None:
    """A reading as an item to group; None where its publication time is not known."""
    article = reading.article
    value = article.published.value
    if value is None:
        return None
    lines = [article.line_text(line) for line in article.of_kind("title", "body")]
    return StoryItem(
        name, "\n".join(dict.fromkeys(lines)), value, reading.subjects, _reaction(reading)
    )


def _reaction(reading: Reading) -> date | None:
    """The reaction session of the first event dated, on the first subject's exchange."""
    from marketlink.calendars import exchange_of  # noqa: PLC0415 (loads calendars and records)

    if not reading.subjects:
        return None
    exchange = exchange_of(reading.subjects[0])
    for moment in reading.moments:
        if moment.kind == "event":
            return dict(moment.reactions).get(exchange)
    return None


def same_story(one: ReportFacts, other: ReportFacts) -> bool:
    """Whether two reports tell of the same happening.

    Needed are a common subject, a common session, no opposite signs, no other quarter, and numbers
    that can be the same. Then a common number, movement or topic decides; only where there is none
    does the likeness of the words.
    """
    if one.plain == other.plain and abs(one.at - other.at) <= timedelta(days=REPEAT_DAYS):
        return True
    if conflict(one, other):
        return False
    if not (one.about and other.about):
        return _alike(one.plain, other.plain) >= ALIKE
    if shared(one.figures, other.figures) or (one.move and other.move and one.sign == other.sign):
        return True
    common = one.topics & other.topics
    if common and _share_words(one, other, common):
        return True
    by_words = one.topics and other.topics and not one.move and not other.move
    return _alike(one.plain, other.plain) >= (ALIKE if by_words else LIKE)


def _share_words(one: ReportFacts, other: ReportFacts, common: frozenset[str]) -> bool:
    """Whether a common topic makes one happening: in one language, words must be common too.

    A company reports, guides, buys back and pays once at a time; it signs, shows and is sued often.
    """
    if common & ONCE or language_of(one.plain) != language_of(other.plain):
        return True
    left, right = (
        {word.removesuffix("s") for word in WORD.findall(fact.plain)} for fact in (one, other)
    )
    # two, because one of them is the company's name
    return len((left & right) - word_set("told_of_all")) >= 2  # noqa: PLR2004 (a pair, or three)


def conflict(one: ReportFacts, other: ReportFacts) -> bool:
    """Whether other subjects, sessions, quarters, signs or numbers rule out one story, whatever
    the words."""
    if one.plain == other.plain:
        return False
    loose = one.intraday or other.intraday
    return (
        bool(one.about) != bool(other.about)
        or (bool(one.about) and not _overlap(one, other))
        or _apart(one.sessions, other.sessions)
        or _apart(one.quarters, other.quarters)
        or (one.sign * other.sign < 0 and one.move == other.move)
        or (shared(one.figures, other.figures) is False and not loose)
    )


def _apart(one: frozenset[Any], other: frozenset[Any]) -> bool:
    """Whether both are known and have nothing in common."""
    return bool(one and other and not one & other)


def _overlap(one: ReportFacts, other: ReportFacts) -> bool:
    common = len(one.about & other.about)
    return 3 * common >= max(len(one.about), len(other.about)) or common == min(
        len(one.about), len(other.about)
    )


def _alike(one: str, other: str) -> float:
    """Jaccard likeness of two texts by pairs of characters."""
    left, right = (
        {text[i : i + 2] for i in range(min(len(text), HEAD) - 1)} for text in (one, other)
    )
    return len(left & right) / max(len(left | right), 1)


def facts_of(item: StoryItem) -> ReportFacts:
    """The comparable facts of a report, computed once."""
    text = item.text[:HEAD]
    move = is_move(text)
    about = frozenset(item.subjects) or indices(text)
    at = _instant(item.published)
    return ReportFacts(
        item,
        at,
        about,
        _sessions(item, about, at, move, bool(words_of("told_ahead").search(text))),
        direction(text),
        move,
        bool(words_of("told_intraday").search(text) or words_of("told_ahead").search(text)),
        figures(text),
        quarters(text),
        topics(text),
        re.sub(r"[\W_]+", " ", item.text.casefold()).strip(),
    )


def _instant(published: datetime | date) -> datetime:
    if isinstance(published, datetime):
        return published.astimezone(UTC)
    return datetime.combine(published, time(12), UTC)


def _sessions(
    item: StoryItem, about: Iterable[str], at: datetime, move: bool, ahead: bool
) -> frozenset[date]:
    """The session a report is about on each exchange of its subjects.

    A movement is that of the last session that had opened (or of an earlier one that the text
    names); anything else works on the first session to close after it.
    """
    from marketlink.calendars import exchange_of, sessions  # noqa: PLC0415 (loads calendars and records)

    days: set[date] = {item.reaction} if item.reaction and not move else set()
    for exchange in sorted({exchange_of(symbol) for symbol in about}):
        calendar = sessions(exchange)
        if not isinstance(item.published, datetime):
            around = (calendar.on_or_after(item.published), calendar.before(item.published))
            days |= set(calendar.between(item.published, item.published) or filter(None, around))
            continue
        reaction = calendar.reaction(at)
        if reaction is None:
            continue
        session = reaction
        if move and not ahead and calendar.hours(reaction)[0] > at:
            session = calendar.before(reaction) or reaction
        if move or not item.reaction:
            days.add(session)
    if move and item.reaction and days and item.reaction < min(days):
        return frozenset({item.reaction})
    return frozenset(days)
