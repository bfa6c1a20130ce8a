"""Direction: a rise or a fall without a number."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.claims.claim_sentence import ClaimSentence, MoveWord
from marketlink.claims.cues import DIRECTIONS, MEASURES, RELATIONS, SUBJECTS, VIEWS
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.moment_of import moment_at
from marketlink.claims.moves_check import DIRECTION
from marketlink.claims.subject_of import members_at, subjects_at
from marketlink.claims.windows import counted_from, window_from, window_of
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, WindowSpan


def directions(sentence: ClaimSentence, others: Sequence[Claim]) -> list[Claim]:
    """One claim for each list of companies whose move no other claim of the sentence covers.

    The first verb tells in English, the last in Korean.
    """
    if not sentence.moves or sentence.search(RELATIONS.supposed):
        return []
    covering = [
        claim
        for claim in others
        if claim.direction
        and not claim.kind.price
        and claim.measure.window.span not in (WindowSpan.NEXT, WindowSpan.BACK)
    ]
    covered = {symbol for claim in covering for symbol in claim.symbols}
    sized = {symbol for claim in covering if claim.kind.change for symbol in claim.symbols}
    levelled = any(claim.kind.price for claim in others)
    lasting = any(claim.measure.window.span is WindowSpan.NEXT for claim in others)
    went_on = sentence.search(RELATIONS.went_on) if lasting else None
    claims: dict[tuple[str, ...], Claim] = {}
    for move in reversed(sentence.moves) if sentence.verb_last else sentence.moves:
        symbols = subjects_at(sentence, move.start) or members_at(sentence, move.start)
        behind = sentence.text[max(0, move.start - 14) :]
        if (
            symbols
            and symbols not in claims
            and not (sized if _to_the_limit(sentence, move) else covered).intersection(symbols)
            and not (went_on and move.start < went_on.end())  # "the fall did not end in one day"
            and not (levelled and any(map(str.isdigit, behind)))  # "fell below 2,500"
            and not no_stock(sentence, move)
        ):
            claims[symbols] = _direction(sentence, move, symbols)
    return list(claims.values())


def no_stock(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether what rose or fell is revenue, a rate or another thing that is no price."""
    language = sentence.language
    comma = sentence.text.rfind(", ", 0, move.start)
    head = sentence.nameless(0 if comma < 0 else comma + len(", "), move.start)
    quarter = any(moment.precision == "quarter" for _, moment in sentence.moments)
    lowered = sentence.match(DIRECTIONS.lowered, move.start)
    if (
        (quarter and not sentence.search(MEASURES.price_word))
        or DIRECTIONS.spoiled_before[language].search(head, able=-1)  # of "X", a name, as well
        or sentence.match(DIRECTIONS.spoiled_behind, move.end)
        or (lowered and sentence.has(DIRECTIONS.object, head))
    ):
        return True
    if sentence.verb_last:
        parts = (head, *SUBJECTS.marked[language].findall(head, sentence.possible)[-1:])
        fundamental = any(sentence.has(MEASURES.fundamental, part) for part in parts)
        return fundamental or _is_counted_elsewhere(sentence, move)
    if sentence.match(DIRECTIONS.stands, move.start) and not sentence.search(MEASURES.price_word):
        return True
    if (
        sentence.before(VIEWS.modal, move.start, 24)
        or sentence.ahead(SUBJECTS.day_after, move.start)
        or sentence.match(MEASURES.measured, move.end)
    ):
        return True
    fundamental = sentence.has(MEASURES.fundamental, head)
    return fundamental and not sentence.has(MEASURES.price_word, head)


def _under_way(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether a move is one of the session's course, told before it: "장 초반 강세다"."""
    if not sentence.verb_last:
        return False
    before = (m.end for m in sentence.moves if m.end <= move.start)
    begin = max([0, move.start - 24, *before])
    match = sentence.search(MEASURES.intraday, begin, move.start)
    if match is None:
        return False
    return sentence.search(SUBJECTS.clause_end, match.end(), move.start) is None


def _to_the_limit(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether a move is one to the day's limit, which neither a record nor a streak tells."""
    return sentence.search(DIRECTIONS.limit, max(0, move.start - 8), move.end + 9) is not None


def _is_counted_elsewhere(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether a move is told behind a time that is counted from, and of another day, beside a move
    of the other sign or with a cause: "1월 24일 이후 하락하다가 1일 상승했다"."""
    since = counted_from(sentence, move.start)
    if since is None:
        return False
    if sentence.search(SUBJECTS.why, since.span[1], move.start):
        return True
    later = (m for _, m in sentence.moments if since.span[1] <= m.span[0] < move.start)
    return len({one.direction for one in sentence.moves}) > 1 or any(later)


def _window(sentence: ClaimSentence, move: MoveWord) -> ClaimWindow:
    """The window of a move that its words place at no day or period of the calendar; of moves of
    both signs it may be either's."""
    if since := window_from(sentence, move.start):
        return since
    if len({one.direction for one in sentence.moves}) > 1 or _is_placed(sentence, move):
        return ClaimWindow()
    return window_of(sentence, move) if _is_in_its_clause(sentence, move) else ClaimWindow()


def _is_in_its_clause(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether no clause but the move's own can hold the words for its window, nor what tells why:
    not in "fell as chips sold since January disappoint"."""
    if sentence.verb_last:
        return sentence.search(SUBJECTS.why, 0, move.start) is None
    if sentence.search(SUBJECTS.border, move.end):
        return False
    borders = [match.end() for match in sentence.finditer(SUBJECTS.border, 0, move.start)]
    return len(borders) < 2  # noqa: PLR2004 (a phrase that opens the sentence)


def _is_placed(sentence: ClaimSentence, move: MoveWord) -> bool:
    """Whether a time of the sentence tells when a move was, and not what it is counted from."""
    return any(n == moment_at(sentence, move.start) for n, _ in sentence.moments)


def _direction(sentence: ClaimSentence, move: MoveWord, symbols: tuple[str, ...]) -> Claim:
    around = (max(0, move.start - 8), move.end + 9)
    bound = Bound.STRONG if sentence.search(DIRECTIONS.strong, *around) else Bound.SIGN
    bound = Bound.LIMIT if _to_the_limit(sentence, move) else bound
    before = 0, move.start if sentence.verb_last else len(sentence.text)
    dated = any(moment.kind in ("event", "publication") for _, moment in sentence.moments)
    after = sentence.search(MEASURES.afterwards, *before)
    after = after or (None if dated else sentence.search(MEASURES.since_news, *before))
    window = ClaimWindow(WindowSpan.AFTER) if after else _window(sentence, move)
    hours = off_hours(sentence, move.start, move.end)
    of = Field.OFF_HOURS if hours is Hours.OFF else Field.RETURN
    if of is Field.RETURN and _under_way(sentence, move):
        of = Field.NOW
    measure = Measure(of, window, bound)
    return draft(
        sentence, DIRECTION, symbols, move.start, direction=move.direction, measure=measure
    )
