"""Groups reports of one story, across wordings and languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from math import floor, inf, log

from marketlink.news.similarity import REPEAT_DAYS, WORD, ReportFacts, conflict, same_story
from marketlink.text import word_set

HALF = timedelta(hours=6)

FIRST, LATEST = 8, 16
"""Reports of a story that a new one is held against: its first ones, and its latest ones; of the
stories under one key the latest are looked at."""
MOST = 12
"""Stories that a report is held against: those with which it has most in common."""
WORDS, SUBJECTS, KEYS = 12, 6, 64
"""Words and subjects of a report that it is found by, and its keys in all."""


class Grouper:
    """Stories that reports are placed in one by one, each at a cost that does not grow.

    A report is held against the stories that share most of its keys: its words as they are, and
    with its subject and session each movement, topic, number and word. Stories that share none
    cannot be the same.
    """

    def __init__(self, first: int = 1) -> None:
        self.next = first
        self.groups: dict[int, list[ReportFacts]] = {}
        self.near: dict[int, list[int]] = {}

    def place(self, fact: ReportFacts, keys: Sequence[int]) -> int:
        """The number of the story that a report tells; a new one where it tells none that is
        known. Reports come in order of publication."""
        shared = Counter(n for key in keys for n in self.near.get(key, ())[-LATEST:])
        likely = sorted(shared, key=lambda n: (-shared[n], -n))[:MOST]
        number = next((n for n in likely if _belongs(fact, self.groups[n])), None)
        if number is None:
            number, self.next = self.next, self.next + 1
        self.learn(number, fact, keys)
        return number

    def learn(self, number: int, fact: ReportFacts, keys: Sequence[int]) -> None:
        """Take in a report of which the story is known; of many the first and the latest stay."""
        members = self.groups.setdefault(number, [])
        members.append(fact)
        if len(members) > FIRST + LATEST:
            del members[FIRST]
        for key in keys:
            numbers = self.near.setdefault(key, [])
            if number not in numbers[-LATEST:]:
                numbers.append(number)


def keys_of(fact: ReportFacts) -> list[int]:
    """The keys under which a report is indexed: 31 bits of a digest of each."""
    common = word_set("told_of_all")
    words = [word for word in dict.fromkeys(WORD.findall(fact.plain[:300])) if word not in common]
    days = [day.isoformat() for day in sorted(fact.sessions)[:2]]
    facets = []
    if fact.about:
        facets += [f"m {fact.sign}"] if fact.move else []
        facets += [f"t {topic}" for topic in sorted(fact.topics)]
        facets += [f"f {figure.kind} {scale}" for figure in fact.figures[:6]
                 for scale in _scales(figure.value)]  # fmt: skip
    facets += [f"w {word}" for word in words[:WORDS]]
    days = days or sorted({(fact.at - shift).date().isoformat() for shift in (HALF, -HALF)})
    about = sorted(fact.about)[:SUBJECTS] or [""]
    keys = [f"= {fact.plain}", *(f"{a} {d} {t}" for t in facets for a in about for d in days)]
    return [int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) >> 1
            for key in dict.fromkeys(keys[:KEYS])]  # fmt: skip


def _scales(value: float) -> tuple[int, ...]:
    """Two neighbouring steps of 15 % that a number lies between, so that like numbers share one."""
    if not 0 < value < inf:
        return (0,)
    step = floor(log(value) / log(1.15))
    return step, step + 1


def _belongs(fact: ReportFacts, members: Sequence[ReportFacts]) -> bool:
    """Whether a report tells the story of others: like the first of them, or like most of them."""
    if abs(fact.at - members[-1].at) > timedelta(days=REPEAT_DAYS):
        return False
    if any(conflict(fact, member) for member in members[:FIRST]):
        return False
    if same_story(fact, members[0]):
        return True
    later = members[-LATEST:]
    return 2 * sum(same_story(fact, member) for member in later) > len(later)
