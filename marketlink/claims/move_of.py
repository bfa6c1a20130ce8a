"""The rise or fall that a percentage belongs to, and whether it is one of a price."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES, SIZES
from marketlink.claims.subject_of import paired
from marketlink.claims.windows import counted_from

BEHIND = 20
"""Characters behind a number in which a noun may say what it measures."""
HEAD = 80
"""Characters ahead of a verb in which a thing that is no price may be its subject."""
ASIDE = re.compile(r"\([^()]*\)")
"""A bracket: "A (revenue up 12%) rose 1.9%"."""
CLAUSE = re.compile(r"[,;] |…")


def move_of(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> int | None:  # noqa: PLR0911 (a case each)
    """The direction of a percentage: its own sign, or that of the rise or fall it belongs to."""
    sign = sentence.text[amount.start]
    if amount.value < 0 or sign in "▼▽":
        return -1
    if sign in "+＋▲△":
        return 1
    if sentence.match(SIZES.share_of, amount.end):
        return None
    if _is_beside_a_minus(sentence, amount, others):
        return 1
    if ended := sentence.direction_at(SIZES.ended, amount.end):
        return ended
    if sentence.ahead(SIZES.unsigned, amount.start):
        return 1
    if apart := noun_of(sentence, amount) or stands_apart(sentence, amount):
        return apart
    last = sentence.verb_last
    if not last and (listed := _in_step(sentence, amount, others)):
        return listed

    def near(start: int, end: int, reach: int) -> bool:
        return 0 <= end - start <= reach and not any(start <= a.start < end for a in others)

    before = [m for m in sentence.moves if near(m.end, amount.start, 45)]
    after = [m for m in sentence.moves if near(amount.end, m.start, 30)]
    if last:
        names = [s.start for s in sentence.names if s.start < amount.start]
        before = [m for m in before if not any(m.end <= name for name in names)]
    if verb := sentence.verb_of(before, after):
        return verb.direction
    if not sentence.search(SIZES.paired):
        return _shared(sentence, amount, others)
    return sentence.moves[-1 if last else 0].direction if sentence.moves else None


def _is_beside_a_minus(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> bool:
    """Whether a number in brackets has no sign where another of the sentence has a minus: a rise,
    whatever the verb of the list, "A(3.64%), B(0.20%), C(-0.10%) 등은 내렸다"."""
    if not sentence.text.startswith("(", max(amount.start - 1, 0)):
        return False
    aside = (a for a in others if sentence.text.startswith("(", max(a.start - 1, 0)))
    return any(a.value < 0 or sentence.text[a.start] in "▼▽" for a in aside)


def stands_apart(sentence: ClaimSentence, amount: Amount) -> int:
    """The direction of a number that a price is said to stand from that of the session before or
    of a time named, 0 where it is none: "전날보다 8200원 낮은", "작년 말보다 3% 높은"."""
    stands = sentence.direction_at(SIZES.standing, amount.end)
    if not stands:
        return 0
    before = 0, amount.start
    alone = sentence.match(SIZES.apart_at_close, amount.end)
    based = (alone and not sentence.search(SIZES.than_before, *before)) or sentence.search(
        SIZES.than_day_before, *before
    )
    return stands if based or counted_from(sentence, amount.start) else 0


def noun_of(sentence: ClaimSentence, amount: Amount) -> int | None:
    """The direction of the noun that a number stands before: "by a 0.9% fall"."""
    if not sentence.ahead(SIZES.article, amount.start):
        return None
    return next((m.direction for m in sentence.moves if 0 < m.start - amount.end <= 1), None)


def _shared(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> int | None:
    """The direction of a number that shares its verb with another in a list of companies, or that
    is joined to one before: "fell 2% on Monday and 5% on Tuesday"."""
    if sentence.verb_last:
        following = [m for m in sentence.moves if m.start >= amount.end]
        listed = following and sentence.match(SIZES.listed, amount.end)
        return following[0].direction if listed else None
    moves = [m for m in sentence.moves if m.end <= amount.start]
    if moves and any(
        sentence.fullmatch(SIZES.beside_name, s.end, amount.start)
        for s in sentence.names_before(amount.start)
    ):
        return moves[-1].direction
    last = next((a for a in reversed(others) if a.end <= amount.start), None)
    if last is None or not sentence.fullmatch(SIZES.joined, last.end, amount.start):
        return None
    starts = [m.start for m in moves] + [s.start for s in sentence.names]
    between = any(last.end <= start < amount.start for start in starts)
    return None if between else move_of(sentence, last, others)


def _in_step(sentence: ClaimSentence, amount: Amount, others: Sequence[Amount]) -> int | None:
    """The direction of a number that follows another in a list of numbers, one a name."""
    before = [a for a in others if a.end <= amount.start]
    owner = paired(sentence, others)[others.index(amount)] if before else ()
    return move_of(sentence, before[-1], others) if owner else None


def is_fundamental(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether the number measures revenue, profit or another thing that is no price."""
    text, thing, priced = sentence.text, MEASURES.fundamental, MEASURES.price_word
    start = amount.start - len(CLAUSE.split(text[: amount.start])[-1])
    if sentence.verb_last:
        return sentence.has(thing, ASIDE.sub(" ", text[start : amount.start]))
    near = amount.end + BEHIND
    if aside := CLAUSE.search(text, amount.end, near):
        near = aside.start()
    near = min([a.start for a in sentence.percents(amount.end, near)], default=near)
    if why := sentence.search(SIZES.why, amount.end, near):
        near = why.start()
    last = max([m.end for m in sentence.moves if m.start < near] + [amount.end])
    if any(sentence.match(MEASURES.measured, place) for place in (last, amount.end)):
        return True
    if sentence.match(MEASURES.of_the_stock, last):
        return False
    unpriced = not sentence.has(priced, text[start : amount.start])
    year_ago = unpriced and sentence.match(SIZES.year_ago, amount.end)
    if year_ago or sentence.ahead(SIZES.apposed, amount.start):
        return True
    before = max([m.start for m in sentence.moves if m.start < amount.start], default=amount.start)
    head = ASIDE.sub(" ", sentence.nameless(max(start, before - HEAD), before))
    if not sentence.has(thing, head) or sentence.has(priced, head):
        return False
    act = MEASURES.firm_told[sentence.language].search(head)
    return act is None or sentence.has(thing, head[: act.start()])
