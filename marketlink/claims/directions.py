"""Direction: a rise or a fall without a number."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.claims.base_period import counted_from
from marketlink.claims.claim_sentence import ClaimSentence, MoveWord
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.kinds import (
    CLAUSE_END,
    DAY_AFTER,
    FUNDAMENTAL,
    INTRADAY,
    MARKED,
    MEASURED,
    MODAL,
    PRICE_WORD,
    verb_last,
)
from marketlink.claims.moves_check import DIRECTION
from marketlink.claims.relations import WENT_ON
from marketlink.claims.subject_of import subjects_at
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, WindowSpan
from marketlink.text.cues import Cue

STRONG = Cue("directions", "strong")
SPOILED_BEFORE = Cue("directions", "spoiled_before")
SPOILED_BEHIND = Cue("directions", "spoiled_behind")
OBJECT = Cue("directions", "object")
LOWERED = Cue("directions", "lowered")
RESULT = Cue("directions", "result")
RESULT_BEFORE = Cue("directions", "result_before")
AFTERWARDS = Cue("measures", "afterwards")
SINCE_NEWS = Cue("measures", "since_news")


def directions(sentence: ClaimSentence, others: Sequence[Claim]) -> list[Claim]:
    """One claim for each list of companies whose move no other claim of the sentence covers.

    The first verb tells in English, the last in Korean.
    """
    covered = {
        symbol
        for claim in others
        if claim.direction
        and not claim.kind.price
        and claim.measure.window.span not in (WindowSpan.NEXT, WindowSpan.BACK)
        for symbol in claim.symbols
    }
    levelled = any(claim.kind.price for claim in others)
    claims: dict[tuple[str, ...], Claim] = {}
    for move in reversed(sentence.moves) if verb_last(sentence.language) else sentence.moves:
        symbols = subjects_at(sentence, move.start)
        if not symbols or no_stock(sentence, move) or _named_again(sentence, move, others):
            continue
        if covered.intersection(symbols) or (levelled and _to_a_level(sentence, move)):
            continue
        claims.setdefault(symbols, _direction(sentence, move, symbols))
    return list(claims.values())


def _to_a_level(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether a verb only leads to a level: "fell below 2,500"."""
    return any(
        sign.isdigit()
        for sign in sentence.text[max(sentence.start, move.start - 14) : sentence.end]
    )


def _named_again(sentence: ClaimSentence, move: MoveWord, others: Sequence[Claim]) -> bool:
    """Whether a move is the noun of a persistence claim: "the fall did not end in one day"."""
    if not any(claim.measure.window.span is WindowSpan.NEXT for claim in others):
        return False
    match = WENT_ON[sentence.language].search(sentence.text, sentence.start, sentence.end)
    return match is not None and move.start < match.end()


def no_stock(sentence: ClaimSentence, move: MoveWord) -> bool:  # noqa: PLR0911 (a case each)
    """Whether what rose or fell is revenue, a rate or another thing that is no price."""
    text, language = sentence.text, sentence.language
    cut = max(text.rfind(", ", sentence.start, move.start) + 2, sentence.start)
    head, near = sentence.masked(cut, move.start), max(sentence.start, move.start - 24)
    quarter = any(moment.precision == "quarter" for _, moment in sentence.moments)
    if quarter and not PRICE_WORD[language].search(sentence.words):
        return True
    if SPOILED_BEFORE[language].search(head) or SPOILED_BEHIND[language].match(text, move.end):
        return True
    result = RESULT[language].match(text, move.start)
    if result and RESULT_BEFORE[language].search(text, near, move.start):
        return True
    if LOWERED[language].match(text, move.start) and OBJECT[language].search(head):
        return True
    if verb_last(language):
        topics = MARKED[sentence.language].findall(head)[-1:]
        fundamental = any(FUNDAMENTAL[language].search(part) for part in (head, *topics))
        return fundamental or counted_from(sentence, move.start) is not None
    if MODAL[language].search(text, near, move.start):
        return True
    if DAY_AFTER[sentence.language].search(text, sentence.start, move.start) or MEASURED[
        language
    ].match(text, move.end):
        return True
    return bool(FUNDAMENTAL[language].search(head)) and not PRICE_WORD[language].search(head)


def _under_way(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether a move is one of the session's course, told before it: "장 초반 강세다"."""
    if not verb_last(sentence.language):
        return False
    before = (m.end for m in sentence.moves if m.end <= move.start)
    begin = max([sentence.start, move.start - 24, *before])
    match = INTRADAY[sentence.language].search(sentence.text, begin, move.start)
    if match is None:
        return False
    return CLAUSE_END[sentence.language].search(sentence.text, match.end(), move.start) is None


def _direction(sentence: ClaimSentence, move: MoveWord, symbols: tuple[str, ...]) -> Claim:
    language, text = sentence.language, sentence.text
    around = (max(sentence.start, move.start - 8), min(sentence.end, move.end + 9))
    strong = STRONG[language].search(text, *around)
    until = move.start if verb_last(language) else sentence.end
    after = AFTERWARDS[language].search(text, sentence.start, until)
    dated = any(moment.kind in ("event", "publication") for _, moment in sentence.moments)
    after = after or (None if dated else SINCE_NEWS[language].search(text, sentence.start, until))
    window = ClaimWindow(WindowSpan.AFTER if after else WindowSpan.SESSION)
    hours = off_hours(sentence, move.start, move.end)
    of = Field.OFF_HOURS if hours is Hours.OFF else Field.RETURN
    if of is Field.RETURN and _under_way(sentence, move):
        of = Field.NOW
    measure = Measure(of, window, Bound.STRONG if strong else Bound.SIGN)
    return draft(
        sentence,
        DIRECTION,
        symbols,
        move.start,
        direction=move.direction,
        measure=measure,
    )
