"""The rise or fall that a percentage belongs to, and whether it is one of a price."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence, MoveWord
from marketlink.claims.cues import MEASURES, SIZES, verb_last
from marketlink.claims.subject_of import paired
from marketlink.claims.windows import counted_from

SIGNS = "▼▽+＋▲△"
BEHIND = 20
"""Characters behind a number in which a noun may say what it measures."""
ASIDE = re.compile(r"\([^()]*\)")


def move_of(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> int | None:  # noqa: PLR0911 (a case each)
    """The direction of a percentage: its own sign, or that of the rise or fall it belongs to."""
    language, sign = sentence.language, sentence.text[amount.start]
    if amount.value < 0 or sign in "▼▽":
        return -1
    if sign in "+＋▲△":
        return 1
    if is_share(sentence, amount):
        return None
    if ended := SIZES.ended[language].rule_at(sentence.text, amount.end):
        return int(ended.fields["direction"])
    if sentence.search(SIZES.unsigned, sentence.start, amount.start):
        return 1
    if apart := noun_of(sentence, amount) or stands_apart(sentence, amount):
        return apart
    last = verb_last(language)
    if not last and (listed := _in_step(sentence, amount, others)):
        return listed
    before = [m for m in sentence.moves if m.end <= amount.start and amount.start - m.end <= 45]  # noqa: PLR2004 (letters apart)
    after = [m for m in sentence.moves if m.start >= amount.end and m.start - amount.end <= 30]  # noqa: PLR2004 (letters apart)
    before = [m for m in before if not _between(others, m.end, amount.start)]
    if last:
        names = [s.start for s in sentence.subjects if s.start < amount.start]
        before = [m for m in before if not any(m.end <= name for name in names)]
    after = [m for m in after if not _between(others, amount.end, m.start)]
    nearest: list[MoveWord] = (after[:1] or before[-1:]) if last else (before[-1:] or after[:1])
    if nearest:
        return nearest[0].direction
    if not sentence.search(SIZES.paired):
        return _shared(sentence, amount, others)
    return sentence.moves[-1 if last else 0].direction if sentence.moves else None


def is_share(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a number is a part of something: "holds 70% of the market"."""
    return sentence.match(SIZES.share_of, amount.end) is not None


def stands_apart(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of a number that a price is said to stand from that of the session before or
    of a time named, 0 where it is none: "전날보다 8200원 낮은", "작년 말보다 3% 높은"."""
    stands = SIZES.standing[sentence.language].rule_at(sentence.text, amount.end)
    if stands is None:
        return 0
    alone = sentence.match(SIZES.apart_at_close, amount.end) is not None
    alone = alone and not sentence.search(SIZES.than_before, sentence.start, amount.start)
    based = sentence.search(SIZES.than_day_before, sentence.start, amount.start)
    if not alone and based is None and counted_from(sentence, amount.start) is None:
        return 0
    return int(stands.fields["direction"])


def noun_of(sentence: ClaimSentence, amount: Amount) -> int | None:
    """The direction of the noun that a number stands before: "by a 0.9% fall"."""
    if not sentence.search(SIZES.article, sentence.start, amount.start):
        return None
    return next((m.direction for m in sentence.moves if 0 < m.start - amount.end <= 1), None)


def _shared(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> int | None:
    """The direction of a number that shares its verb with another in a list of companies, or that
    is joined to one before: "fell 2% on Monday and 5% on Tuesday"."""
    if verb_last(sentence.language):
        following = [m for m in sentence.moves if m.start >= amount.end]
        listed = following and sentence.match(SIZES.listed, amount.end)
        return following[0].direction if listed else None
    companies = [
        s
        for s in sentence.subjects
        if s.end <= amount.start and sentence.fullmatch(SIZES.beside_name, s.end, amount.start)
    ]
    moves = [m for m in sentence.moves if m.end <= amount.start]
    if companies and moves:
        return moves[-1].direction
    last = next((a for a in reversed(others) if a.end <= amount.start), None)
    if last is None or not sentence.fullmatch(SIZES.joined, last.end, amount.start):
        return None
    starts = [m.start for m in moves] + [s.start for s in sentence.subjects]
    between = any(last.end <= start < amount.start for start in starts)
    return None if between else move_of(sentence, last, others)


def _in_step(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> int | None:
    """The direction of a number that follows another in a list of numbers, one a name."""
    before = [a for a in others if a.end <= amount.start]
    owner = paired(sentence, others)[others.index(amount)] if before else ()
    return move_of(sentence, before[-1], others) if owner else None


def _between(others: Sequence[Amount], start: int, end: int) -> bool:
    return any(start <= other.start < end for other in others)


def is_fundamental(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether the number measures revenue, profit or another thing that is no price."""
    text, start = sentence.text, _clause_start(sentence, amount.start)
    thing, priced = MEASURES.fundamental, MEASURES.price_word
    if verb_last(sentence.language):
        return sentence.has(thing, _without_asides(text[start : amount.start]))
    near = min(sentence.end, amount.end + BEHIND)
    near = min([a.start for a in sentence.percents(amount.end, near)], default=near)
    if why := sentence.search(SIZES.why, amount.end, near):
        near = why.start()
    last = max([m.end for m in sentence.moves if m.start < near] + [amount.end])
    if any(sentence.match(MEASURES.measured, place) for place in (last, amount.end)):
        return True
    year_ago = sentence.match(SIZES.year_ago, amount.end)
    if year_ago and not sentence.has(priced, text[start : amount.start]):
        return True
    if sentence.search(SIZES.apposed, sentence.start, amount.start):
        return True
    before = max([m.start for m in sentence.moves if m.start < amount.start], default=amount.start)
    head = _without_asides(sentence.masked(max(start, before - 60), before))
    if not sentence.has(thing, head) or sentence.has(priced, head):
        return False
    act = MEASURES.firm_told[sentence.language].search(head)
    return act is None or sentence.has(thing, head[: act.start()])


def _without_asides(text: str) -> str:
    """A text without its brackets: "A (revenue up 12%) rose 1.9%"."""
    return ASIDE.sub(" ", text)


def _clause_start(sentence: ClaimSentence, position: int) -> int:
    comma = max(
        sentence.text.rfind(", ", sentence.start, position),
        sentence.text.rfind("; ", sentence.start, position),
    )
    return comma + 2 if comma >= sentence.start else sentence.start
