"""Size: the percentages and amounts of a sentence, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.base_period import base_of, to_date_of, window_from
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, by_the_close, off_hours
from marketlink.claims.kinds import (
    CITED,
    CLAUSE_END,
    DAY_AFTER,
    FUNDAMENTAL,
    NOT_LEVEL,
    OWN_WORDS,
    SET_OUT,
    verb_last,
)
from marketlink.claims.moment_of import moment_at
from marketlink.claims.move_of import PAIRED, is_fundamental, move_of, noun_of
from marketlink.claims.number_check import SIZE
from marketlink.claims.peaks import peak_window
from marketlink.claims.subject_of import may_inherit, pointed_back_to, subjects_at
from marketlink.claims.windows import (
    A_WEEK,
    NOW,
    THIS_WEEK,
    TO_DATE,
    of_a_year,
    other_base,
    over_a_period,
    over_a_span,
    period_of,
    within_session,
    within_sessions,
    within_the_past,
)
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, Unit, WindowSpan
from marketlink.text import pack
from marketlink.text.cues import Cue

OPENING = Cue("measures", "opening")
SO_FAR = Cue("measures", "so_far")
DENIED = Cue("sizes", "denied")
STANDING = Cue("sizes", "standing")
DAY_BEFORE = Cue("sizes", "day_before")
BRACKETED = Cue("sizes", "bracketed")
IN_NAME = Cue("sizes", "in_name")
OWNER = Cue("sizes", "owner")
OTHERS = Cue("sizes", "others")
COMPARED = Cue("sizes", "compared")
PERFECT = Cue("sizes", "perfect")
AFTER_IT = Cue("sizes", "after_it")
FEELING = Cue("sizes", "feeling")
OPENED = Cue("sizes", "opened")
DENIED_BEFORE = Cue("sizes", "denied_before")
THAN_BEFORE = Cue("sizes", "than_before")
MULTIPLE = Cue("sizes", "multiple")
YEAR_TO_DATE = ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)


def sizes(sentence: ClaimSentence) -> list[Claim]:
    """Claims of the percentages that go with a rise or a fall of a stock or an index."""
    text = sentence.text
    percentages = [
        a
        for a in amounts.percents(text, sentence.start, sentence.end, sentence.language)
        if a.unit == "return"
    ]
    cited = [
        match.span()
        for match in CITED[sentence.language].finditer(text, sentence.start, sentence.end)
    ]
    percentages = [
        a
        for a in percentages
        if not denied(sentence, a) and not any(s < a.start < e for s, e in cited)
    ]
    if not percentages:
        return multiples(sentence)
    pairs = [
        (amount, move)
        for amount in percentages
        if (move := move_of(sentence, amount, percentages)) is not None
    ]
    pairs = [(a, d) for a, d in pairs if not is_fundamental(sentence, a)]
    groups = _paired(sentence, [amount for amount, _ in pairs]) or [
        _subjects_of(sentence, amount) for amount, _ in pairs
    ]
    claims: list[Claim] = []
    for (amount, move), symbols in zip(pairs, groups, strict=True):
        before = max(sentence.start, amount.start - 12)
        if _days_after(sentence, amount):
            continue
        if not symbols or of_results(sentence, before, amount.start):
            continue
        claims.append(_compared(sentence, size(sentence, amount, move, symbols), amount, claims))
    return [*_by_day(sentence, claims), *multiples(sentence)]


def _by_day(sentence: ClaimSentence, claims: list[Claim]) -> list[Claim]:
    """One day a number, where "각각" pairs the numbers of one company with days."""
    days = [n for n, m in sentence.moments if m.start == m.end and m.precision == "day"]
    firms = {claim.symbols for claim in claims}
    if len(days) != len(claims) or len(days) < 2 or len(firms) > 1 or len(sentence.subjects) > 1:  # noqa: PLR2004 (a pair, or three)
        return claims
    if not PAIRED[sentence.language].search(sentence.words):
        return claims
    return [replace(claim, moment=n) for claim, n in zip(claims, days, strict=True)]


def _compared(
    sentence: ClaimSentence, claim: Claim, amount: Amount, before: Sequence[Claim]
) -> Claim:
    """A move told as a noun beside another, over the other's period: "is down 24% this year,
    compared with a 9% rise for Walmart"."""
    single = claim.measure.window.span in (WindowSpan.SESSION, WindowSpan.OTHER)
    if not before or not single:
        return claim
    so_far = PERFECT[sentence.language].search(sentence.text, sentence.start, amount.start)
    window = before[-1].measure.window
    if so_far and window == YEAR_TO_DATE:
        return replace(claim, measure=replace(claim.measure, window=window))
    noun = IN_NAME[sentence.language].match(sentence.text, amount.end) or noun_of(sentence, amount)
    if not noun:
        return claim
    if COMPARED[sentence.language].search(sentence.text, sentence.start, amount.start) is None:
        return claim
    measure = replace(claim.measure, window=window)
    return replace(claim, measure=measure, moment=before[-1].moment)


def _days_after(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a number is that of a day which the sentence only counts from."""
    counted = DAY_AFTER[sentence.language].search(sentence.text, sentence.start, amount.start)
    if counted is None:
        return False
    verb = AFTER_IT[sentence.language].search(sentence.text, counted.start(), amount.start)
    return verb is not None and any(m.start >= counted.start() for m in sentence.moves)


def of_results(sentence: ClaimSentence, start: int, end: int) -> bool:
    """Whether a number is one of results, a target or market value rather than of a price."""
    start = max(start, sentence.text.rfind(")", start, end))
    return any(
        CLAUSE_END[sentence.language].search(sentence.text, match.end(), end) is None
        and FEELING[sentence.language].match(sentence.text, match.end(), end) is None
        for match in NOT_LEVEL[sentence.language].finditer(sentence.text, start, end)
    )


def denied(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether the words take a number back, or only count from it: "7%가 아니라", "not 7%"."""
    text, language, begin = sentence.text, sentence.language, max(sentence.start, amount.start - 14)
    if DENIED[language].match(text, amount.end):
        return True
    if STANDING[language].match(text, amount.end):
        than = THAN_BEFORE[language].search(text, begin, amount.start)
        return bool(than) and DAY_BEFORE[language].search(text, begin, amount.start) is None
    return DENIED_BEFORE[language].search(text, begin, amount.start) is not None


def multiples(sentence: ClaimSentence) -> list[Claim]:
    """Claims that a price doubled, or rose to so many times what it was, over a stated period."""
    match = MULTIPLE[sentence.language].search(sentence.text, sentence.start, sentence.end)
    if match is None:
        return []
    word = match.group("n")
    in_digits = word[0].isdigit()
    times = float(word) if in_digits else pack(sentence.language).value("times", word)
    short = Bound.NEARLY_TIMES if match.group("near") else Bound.EXACT
    bound = Bound.OVER if match.group("over") else short
    digits = len(word.partition(".")[2]) if in_digits else 1
    half = 0.5 * 10.0**-digits
    amount = Amount(match.start(), match.end(), abs(times - 1.0), "return", half, bound)
    direction = 1 if times > 1 else -1
    symbols = subjects_at(sentence, match.start())
    head = sentence.masked(max(sentence.start, match.start() - 60), match.start())
    if not verb_last(sentence.language) and FUNDAMENTAL[sentence.language].search(head):
        return []
    if not symbols or is_fundamental(sentence, amount):
        return []
    claim = size(sentence, amount, direction, symbols)
    if not over_a_span(sentence):
        claim = _from_elsewhere(claim)
    return [claim]


def _from_elsewhere(claim: Claim) -> Claim:
    """The claim, where it is of one session, measured from some other day than the close before."""
    if claim.measure.window.span is not WindowSpan.SESSION:
        return claim
    return replace(claim, measure=replace(claim.measure, window=ClaimWindow(WindowSpan.OTHER)))


def size(
    sentence: ClaimSentence, amount: Amount, direction: int, symbols: tuple[str, ...]
) -> Claim:
    of = Field.RETURN
    hours = off_hours(sentence, amount.start, amount.end)
    if hours is Hours.OFF:
        of = Field.OFF_HOURS
    elif (
        OPENING[sentence.language].search(
            sentence.text, amount.end, min(sentence.end, amount.end + 16)
        )
        or SET_OUT[sentence.language].match(sentence.text, amount.end, sentence.end)
        or NOW[sentence.language].match(sentence.text, amount.end)
        or OPENED[sentence.language].search(sentence.text, sentence.start, amount.start)
    ):
        of = Field.OPEN
    elif within_session(sentence, amount):
        of = Field.LOW if direction < 0 else Field.HIGH
    window = _window(sentence, amount)
    claimed = moment_at(sentence, amount.start, symbols)
    if window.span is WindowSpan.SESSION and over_a_period(sentence, amount, claimed):
        window = ClaimWindow(WindowSpan.OTHER)
    regular = hours is Hours.REGULAR or by_the_close(sentence, amount.start)
    measure = Measure(of, window, amount.bound, regular)
    return draft(
        sentence,
        SIZE,
        symbols,
        amount,
        direction=direction,
        measure=measure,
    )


def _window(sentence: ClaimSentence, amount: Amount) -> ClaimWindow:  # noqa: PLR0911 (a case each)
    """The sessions a percentage is measured over, as the words beside it say."""
    if period_of(sentence, amount, SO_FAR):
        return YEAR_TO_DATE
    if peak := peak_window(sentence, amount):
        return peak
    if since := window_from(sentence, amount.start) or base_of(sentence, amount):
        return since
    if to_now := to_date_of(sentence, amount):
        return ClaimWindow(WindowSpan.TO_DATE, unit=to_now)
    if past := within_the_past(sentence, amount):
        return past
    if within := within_sessions(sentence, amount):
        return ClaimWindow(WindowSpan.SESSIONS, within)
    if in_year := of_a_year(sentence, amount):
        return in_year
    if to_date := period_of(sentence, amount, TO_DATE):
        return ClaimWindow(WindowSpan.TO_DATE, unit=Unit(to_date.group(1).lower()))
    if period_of(sentence, amount, A_WEEK) or period_of(sentence, amount, THIS_WEEK):
        return ClaimWindow(WindowSpan.TO_DATE, unit=Unit.WEEK)
    before = [
        a.end
        for a in amounts.percents(sentence.text, sentence.start, amount.start, sentence.language)
    ]
    words = sentence.text[max([sentence.start, *before]) : sentence.end]
    return ClaimWindow(WindowSpan.OTHER) if other_base(sentence, words) else ClaimWindow()


def _subjects_of(sentence: ClaimSentence, amount: Amount) -> tuple[str, ...]:
    """Whose percentage it is."""
    text, language = sentence.text, sentence.language
    before = [s for s in sentence.subjects if s.end <= amount.start]
    if before:
        tail = OWN_WORDS[sentence.language].match(text, before[-1].end)
        behind = tail.end() if tail else before[-1].end
        if BRACKETED[language].fullmatch(text, behind, amount.start):
            return (before[-1].symbol,)
    if noun := IN_NAME[language].match(text, amount.end):
        after = [s for s in sentence.subjects if s.start == noun.end()]
        if after:
            return (after[0].symbol,)
        if OTHERS[language].match(text, noun.end()):
            return ()
    owner = OWNER[language].search(text, sentence.start, amount.start)
    dated = owner and any(owner.start() < m.span[1] <= owner.end() for _, m in sentence.moments)
    if owner and not dated and owner.start() > sentence.start + 4 and not pointed_back_to(sentence):
        return ()
    return subjects_at(sentence, amount.start)


def _paired(sentence: ClaimSentence, percentages: Sequence[Amount]) -> list[tuple[str, ...]]:
    """One company a number, for "respectively"."""
    if len(percentages) < 2 or not PAIRED[sentence.language].search(sentence.words):  # noqa: PLR2004 (a pair, or three)
        return []
    symbols = list(
        dict.fromkeys(s.symbol for s in sentence.subjects if s.start not in sentence.objects)
    )
    if not symbols and may_inherit(sentence):
        symbols = [symbol for symbol in sentence.inherited if not symbol.startswith("^")]
    return [(symbol,) for symbol in symbols] if len(symbols) == len(percentages) else []
