"""Size: the percentages and amounts of a sentence, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.amounts import Amount, half_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import LEVELS, MEASURES, SIZES, SUBJECTS
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.moment_of import moment_at
from marketlink.claims.move_of import is_fundamental, move_of, noun_of, stands_apart
from marketlink.claims.number_check import SIZE
from marketlink.claims.subject_of import list_from, named_behind, paired, runs_of, subjects_at
from marketlink.claims.windows import over_a_period, over_a_span, window_of, within_session
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, Spoken, WindowSpan
from marketlink.text import pack


def sizes(sentence: ClaimSentence) -> list[Claim]:
    """Claims of the percentages that go with a rise or a fall of a stock or an index."""
    percentages = [
        a
        for a in sentence.returns
        if not denied(sentence, a) and not any(s < a.start < e for s, e in sentence.cited)
    ]
    pairs = [
        (amount, move)
        for amount in percentages
        if (move := move_of(sentence, amount, percentages)) is not None
        and not is_fundamental(sentence, amount)
    ]
    owners = paired(sentence, [amount for amount, _ in pairs])
    runs = runs_of(sentence, percentages)
    in_rows = {amount.span for run in runs if len(run) > 1 for amount in run}
    claims: list[Claim] = []
    for (amount, move), owner in zip(pairs, owners, strict=True):
        symbols = owner or _subjects_of(sentence, amount)
        before = sentence.ahead(SUBJECTS.session_after, amount.start) is not None
        if symbols and not of_results(sentence, amount):
            claim = size(sentence, amount, move, symbols)
            if before and claim.measure.window == ClaimWindow():
                window = ClaimWindow(WindowSpan.BEFORE)
                claim = replace(claim, measure=replace(claim.measure, window=window))
            claim = replace(claim, listed=True) if owner else claim
            if not owner and amount.span in in_rows and _is_of_several(sentence, amount):
                claim = replace(claim, subject=Spoken.DEFAULT)  # whose it is no words tell
            claims.append(_compared(sentence, claim, amount, claims))
    claims = _by_day(sentence, _alike(claims)) if claims else []
    return [*claims, *multiples(sentence)]


def _is_of_several(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether several companies are named ahead of a number."""
    return len({name.symbol for name in sentence.names_before(amount.start)}) > 1


def _alike(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, those of a list of numbers measured as the words beside one of them say: "A and
    B fell as much as 3% and 5%", "more than 3% and 5%"."""
    measures = [claim.measure for claim in claims if claim.listed]
    bound = next((m.bound for m in measures if m.bound is not Bound.EXACT), Bound.EXACT)
    plain = (Field.RETURN, ClaimWindow())
    other = next((m for m in measures if (m.field, m.window) != plain), None)

    def common(own: Measure) -> Measure:
        return replace(other or own, bound=bound if own.bound is Bound.EXACT else own.bound)

    return [replace(c, measure=common(c.measure)) if c.listed else c for c in claims]


def _by_day(sentence: ClaimSentence, claims: list[Claim]) -> list[Claim]:
    """One day a number, where "각각" pairs the numbers of one company with days."""
    days = [n for n, m in sentence.moments if m.start == m.end and m.precision == "day"]
    firms = {claim.symbols for claim in claims}
    listed = len(days) == len(claims) > 1 and len(firms) == 1 and len(sentence.names) <= 1
    if not listed or not sentence.search(SIZES.paired):
        return claims
    return [replace(claim, moment=n) for claim, n in zip(claims, days, strict=True)]


def _compared(
    sentence: ClaimSentence, claim: Claim, amount: Amount, before: Sequence[Claim]
) -> Claim:
    """A move told as a noun beside another, over the other's period: "is down 24% this year,
    compared with a 9% rise for Walmart"."""
    single = before and claim.measure.window.span in (WindowSpan.SESSION, WindowSpan.OTHER)
    noun = single and (sentence.match(SIZES.in_name, amount.end) or noun_of(sentence, amount))
    if not noun or not sentence.ahead(SIZES.compared, amount.start):
        return claim
    measure = replace(claim.measure, window=before[-1].measure.window)
    return replace(claim, measure=measure, moment=before[-1].moment)


def of_results(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether a number is one of results, a target or market value rather than of a price."""
    start, end = max(0, amount.start - 12), amount.start
    start = max(start, sentence.text.rfind(")", start, end))
    if sentence.verb_last and amount.unit == "return":  # "利益が減ったテスラは12%安"
        start = max([start, *(name.end for name in sentence.names if name.end <= end)])
    return any(
        sentence.search(SUBJECTS.clause_end, match.end(), end) is None
        and sentence.search(MEASURES.price_word, match.end(), end) is None
        and sentence.match(SIZES.feeling, match.end(), end) is None
        for match in sentence.finditer(LEVELS.not_level, start, end)
    )


def denied(sentence: ClaimSentence, amount: Amount) -> bool:
    """Whether the words take a number back, or only count from it: "7%가 아니라", "not 7%"."""
    if sentence.match(SIZES.denied, amount.end):
        return True
    if sentence.match(SIZES.standing, amount.end):
        than = sentence.before(SIZES.than_before, amount.start, 14)
        return than is not None and not stands_apart(sentence, amount)
    return sentence.before(SIZES.denied_before, amount.start, 14) is not None


def multiples(sentence: ClaimSentence) -> list[Claim]:
    """Claims that a price doubled, or rose to so many times what it was, over a stated period."""
    match = sentence.search(SIZES.multiple)
    if match is None:
        return []
    word = match.group("n")
    digits = word[0].isdigit()
    times = float(word) if digits else pack(sentence.language).value("times", word)
    half = half_of(word) if digits else 0.05
    short = Bound.NEARLY_TIMES if match.group("near") else Bound.EXACT
    bound = Bound.OVER if match.group("over") else short
    amount = Amount(*match.span(), abs(times - 1.0), "return", half, bound)
    symbols = subjects_at(sentence, match.start())
    head = sentence.nameless(max(0, match.start() - 60), match.start())
    of_else = not sentence.verb_last and sentence.has(MEASURES.fundamental, head)
    if of_else or not symbols or is_fundamental(sentence, amount):
        return []
    claim = size(sentence, amount, 1 if times > 1 else -1, symbols)
    if claim.measure.window.span is WindowSpan.SESSION and not over_a_span(sentence):
        claim = replace(claim, measure=replace(claim.measure, window=ClaimWindow(WindowSpan.OTHER)))
    return [claim]


def size(
    sentence: ClaimSentence, amount: Amount, direction: int, symbols: tuple[str, ...]
) -> Claim:
    of, window = Field.RETURN, window_of(sentence, amount)
    hours = off_hours(sentence, amount.start, amount.end)
    if hours is Hours.OFF:
        of = Field.OFF_HOURS
    elif (
        (
            sentence.text[amount.end : amount.end + 1] != ")"
            and sentence.behind(MEASURES.opening, amount.end, 16)
        )
        or sentence.match(MEASURES.set_out, amount.end)
        or (window.span is WindowSpan.SESSION and sentence.match(MEASURES.now, amount.end))
        or sentence.ahead(SIZES.opened, amount.start)
    ):
        of = Field.OPEN
    elif within_session(sentence, amount):
        of = Field.LOW if direction < 0 else Field.HIGH
    of_session = window.span is WindowSpan.SESSION
    if of_session and over_a_period(sentence, amount, moment_at(sentence, amount.start)):
        window = ClaimWindow(WindowSpan.OTHER)
    measure = Measure(of, window, amount.bound, hours is Hours.REGULAR)
    return draft(sentence, SIZE, symbols, amount, direction=direction, measure=measure)


def _subjects_of(sentence: ClaimSentence, amount: Amount) -> tuple[str, ...]:
    """Whose percentage it is: in brackets, that of the name right ahead; ahead of names, theirs:
    "the drop of 5% in Micron", "4.56%: that was the size of the drop in Boeing"."""
    names = sentence.names_before(amount.start)
    if names and sentence.fullmatch(SIZES.bracketed, names[-1].end, amount.start):
        return (names[-1].symbol,)
    if sentence.ahead(SIZES.size_of, amount.start) and (
        owners := named_behind(sentence, SIZES.of_names, amount.end)
    ):
        return list_from(sentence, owners)
    owners = named_behind(sentence, SIZES.in_name, amount.end)[:1]
    return tuple(one.symbol for one in owners) or subjects_at(sentence, amount.start)
