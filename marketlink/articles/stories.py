"""One story, one event: reports of one happening, across wordings and languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from marketlink.articles.figures import Figure, figures, shared
from marketlink.articles.topics import (
    AHEAD,
    INTRADAY,
    direction,
    indices,
    is_move,
    quarters,
    topics,
)

LIKE = 0.35
ALIKE = 0.8
REPEAT_DAYS = 7.0
HEAD = 1200


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
class Likeness:
    """Whether two reports tell one story, and what decided."""

    same: bool
    why: str


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one happening, in order of publication.

    ``count`` is of all reports, ``distinct`` without exact repeats; ``span`` is from the first to
    the last in days; ``novelty`` is the days since the last report of the latest earlier story on
    the same subject and topic, None where there is none.
    """

    first: str
    ids: tuple[str, ...]
    repeats: tuple[str, ...]
    subjects: tuple[str, ...]
    session: date | None
    start: datetime
    end: datetime
    count: int
    distinct: int
    span: float
    novelty: float | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a report says, made once."""

    item: StoryItem
    at: datetime
    about: frozenset[str]
    sessions: frozenset[date]
    sign: int
    move: bool
    intraday: bool
    figures: list[Figure]
    quarters: frozenset[int]
    topics: frozenset[str]
    plain: str


@dataclass(slots=True)
class _Group:
    members: list[_Facts]
    repeats: list[str] = field(default_factory=list)


def same_story(one: StoryItem, other: StoryItem) -> Likeness:
    """Whether two reports tell of the same happening.

    Needed are a common subject, a common session, no opposite signs, no other quarter, and numbers
    that can be the same. Then a common number, movement or topic decides; only where there is none
    does the likeness of the words.
    """
    return _compare(_facts(one), _facts(other))


def group(items: Sequence[StoryItem]) -> list[Story]:
    """The stories that reports tell, in the order of their first report.

    Parameters
    ----------
    items
        Reports in any order; ids are unique.

    Returns
    -------
    list[Story]
        Every report is in exactly one.
    """
    facts = sorted((_facts(item) for item in items), key=lambda fact: (fact.at, fact.item.id))
    groups: list[_Group] = []
    near: dict[str, list[int]] = {}
    for fact in facts:
        keys = [*(f"s {symbol}" for symbol in fact.about), f"t {fact.plain}"]
        if not fact.about:
            keys.append("s")
        candidates = sorted({n for key in keys for n in near.get(key, ())})
        index = next((n for n in reversed(candidates) if _belongs(fact, groups[n])), None)
        if index is None:
            index = len(groups)
            groups.append(_Group([]))
        held = groups[index]
        if any(fact.plain == member.plain for member in held.members):
            held.repeats.append(fact.item.id)
        held.members.append(fact)
        for key in keys:
            if index not in near.setdefault(key, []):
                near[key].append(index)
    return _stories(groups)


def _belongs(fact: _Facts, held: _Group) -> bool:
    """Whether a report tells the story of a group: like its first report or the last one."""
    ends = {id(member): member for member in (held.members[0], held.members[-1])}
    if fact.at - held.members[-1].at > timedelta(days=REPEAT_DAYS):
        return False
    return any(_compare(fact, member).same for member in ends.values()) and not any(
        _conflict(fact, member) for member in held.members[:8]
    )


def _compare(one: _Facts, other: _Facts) -> Likeness:
    if one.plain == other.plain and abs(one.at - other.at) <= timedelta(days=REPEAT_DAYS):
        return Likeness(True, "an exact repeat")
    conflict = _conflict(one, other)
    if conflict:
        return Likeness(False, conflict)
    if not (one.about and other.about):
        alike = _alike(one.plain, other.plain)
        return Likeness(alike >= ALIKE, f"no subject to go by; words alike at {alike:.2f}")
    if shared(one.figures, other.figures):
        return Likeness(True, "the same subject, session and number")
    if one.move and other.move and one.sign == other.sign:
        return Likeness(True, "the same subject, session and movement")
    common = one.topics & other.topics
    if common:
        return Likeness(True, f"the same subject, session and topic ({', '.join(sorted(common))})")
    alike = _alike(one.plain, other.plain)
    if one.topics and other.topics and not one.move and not other.move:
        return Likeness(alike >= ALIKE, "other topics")
    return Likeness(alike >= LIKE, f"words alike at {alike:.2f}")


def _conflict(one: _Facts, other: _Facts) -> str:
    """What keeps two reports apart, whatever their words; "" where nothing does."""
    if one.plain == other.plain:
        return ""
    if bool(one.about) != bool(other.about) or (one.about and not _overlap(one, other)):
        return "other subjects"
    if one.sessions and other.sessions and not one.sessions & other.sessions:
        return "other sessions"
    if one.quarters and other.quarters and not one.quarters & other.quarters:
        return "other quarters"
    if one.sign * other.sign < 0 and one.move == other.move:
        return "opposite signs"
    loose = one.intraday or other.intraday
    if shared(one.figures, other.figures) is False and not loose:
        return "other numbers"
    return ""


def _overlap(one: _Facts, other: _Facts) -> bool:
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


def _facts(item: StoryItem) -> _Facts:
    text = item.text[:HEAD]
    move = is_move(text)
    about = frozenset(item.subjects) or indices(text)
    at = _instant(item.published)
    return _Facts(
        item,
        at,
        about,
        _sessions(item, about, at, move, bool(AHEAD.search(text))),
        direction(text),
        move,
        bool(INTRADAY.search(text) or AHEAD.search(text)),
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
    from marketlink.calendars import exchange_of, sessions

    found: set[date] = {item.reaction} if item.reaction and not move else set()
    for exchange in sorted({exchange_of(symbol) for symbol in about}):
        calendar = sessions(exchange)
        if not isinstance(item.published, datetime):
            around = (calendar.on_or_after(item.published), calendar.before(item.published))
            found |= set(calendar.between(item.published, item.published) or filter(None, around))
            continue
        reaction = calendar.reaction(at)
        if reaction is None:
            continue
        told = reaction
        if move and not ahead and calendar.hours(reaction)[0] > at:
            told = calendar.before(reaction) or reaction
        if move or not item.reaction:
            found.add(told)
    if move and item.reaction and found and item.reaction < min(found):
        return frozenset({item.reaction})
    return frozenset(found)


def _stories(groups: Sequence[_Group]) -> list[Story]:
    stories: list[Story] = []
    for number, held in enumerate(groups):
        first, last = held.members[0], held.members[-1]
        subjects = dict.fromkeys(s for member in held.members for s in member.item.subjects)
        earlier = [_age(first, other) for other in groups[:number]]
        ages = [age for age in earlier if age is not None]
        stories.append(
            Story(
                first=first.item.id,
                ids=tuple(member.item.id for member in held.members),
                repeats=tuple(held.repeats),
                subjects=tuple(subjects),
                session=min(first.sessions, default=None),
                start=first.at,
                end=last.at,
                count=len(held.members),
                distinct=len(held.members) - len(held.repeats),
                span=_days(last.at - first.at),
                novelty=min(ages, default=None),
            )
        )
    return stories


def _age(first: _Facts, held: _Group) -> float | None:
    """Days since the last report of an earlier story on the same subject and topic."""
    other = held.members[-1]
    topical = first.topics & other.topics or (first.move and other.move)
    if not first.about & other.about or not topical or other.at > first.at:
        return None
    return _days(first.at - other.at)


def _days(span: timedelta) -> float:
    return round(span.total_seconds() / 86_400, 4)
