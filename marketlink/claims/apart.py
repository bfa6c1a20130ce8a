"""Words right at a number that make it of something else than the close of its company: an hour,
another year, a noun that it describes, another base or place, somebody's price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from marketlink.claims.annotated import DATED, NAME, AnnotatedSentence
from marketlink.claims.doubts_of_phrase import of_another_year
from marketlink.claims.doubts_of_words import SESSION_ONLY
from marketlink.moments.resolve import local_day
from marketlink.records.claim import Claim, Field, Observation, WindowSpan
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.reason import ReasonCode
from marketlink.text.clauses import ClauseKind

SUBJECT = ("own", "close", "title", "leads", "degree", "of_a_price")
"""Rows of words that may stand between a company and a price of its stock."""
PLAIN_FIELDS = frozenset({Field.RETURN, Field.CHANGE, Field.CLOSE})
BASES = SESSION_ONLY | {WindowSpan.OTHER}
"""Windows that another base or place than the close before leaves unmeasured."""


def is_apart(
    item: Observation, claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> bool:
    """Whether the words right at a number say that it is of something else than what bore it
    out."""
    if claim.stated is None or not (claim.kind.change or claim.kind.price):
        return False
    number = sentence.inner(claim.at)
    return _of_another_time(item, claim, sentence, moments) or any(
        _clues(item, claim, number, sentence, moments)
    )


def _clues(
    item: Observation,
    claim: Claim,
    number: tuple[int, int],
    sentence: AnnotatedSentence,
    moments: Sequence[Moment],
) -> Iterator[bool]:
    """What each kind of words says, the cheapest first."""
    if claim.measure.field not in PLAIN_FIELDS:
        return
    yield _at_an_hour(number, sentence, moments, priced=claim.kind.price)
    if claim.measure.window.span in BASES and "start" not in item.reason.fields:
        yield _of_a_base(number, sentence, moments)
    if claim.kind.price:
        yield _dealt_at(item.symbol, number, sentence)
    else:
        yield _describes_a_noun(number, sentence)
        yield _of_a_thing(number, sentence)
        yield _of_others(item.symbol, number, sentence)
        yield _named_behind(item.symbol, number, sentence)
        yield _of_a_circumstance(number, sentence)


def _of_another_time(
    item: Observation, claim: Claim, sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> bool:
    """Whether the words name another year or week than that of what bore a number out."""
    day, window, own = item.session, claim.measure.window, claim.moment
    at, _ = sentence.inner(claim.at)
    if (
        own is not None
        and own in sentence.wording.times
        and of_another_year(own, sentence, moments)
    ):
        return True
    if day is None:
        return False
    if window.span is WindowSpan.YEAR and day.year != window.count:
        years = re.finditer(str(window.count), sentence.wording.text)
        return any(_dates_it(year.start(), at, sentence) for year in years)
    if any(str(day.year) not in sentence.masked[a:b] for a, b in sentence.spans("past_time")):
        return True
    if own is not None and _beside_a_year(day, sentence.inner(moments[own].span), sentence):
        return True
    over = item.reason.code is ReasonCode.OTHER_PERIOD
    return over and _of_another_week(day, sentence.inner(claim.at), sentence, moments)


def _dates_it(place: int, at: int, sentence: AnnotatedSentence) -> bool:
    """Whether a year stands in the clause of a number or in the first one right before it."""
    clause, own = sentence.clauses.at(place), sentence.clauses.at(at)
    first = clause.start == 0 and clause.end == own.start
    return sentence.home(place, at) or (first and sentence.share(place, at))


def _beside_a_year(day: date, own: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether another year than that of ``day`` stands right beside the words for it: "on that
    Wednesday in 2020", but not "the most since 2020 on Wednesday"."""
    since = [b for _, b in sentence.spans("period")]
    for year in YEAR.finditer(sentence.masked):
        if year.group() == str(day.year) or year.start() - 1 in since:
            continue
        low, high = sorted((own, year.span()))
        if low[1] <= high[0] and not sentence.left_over(low[1], high[0]):
            return not any(low[1] <= n.start < high[0] for n in sentence.numbers)
    return False


YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d%.,]*\d|%)")


def _of_another_week(
    day: date, number: tuple[int, int], sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> bool:
    """Whether the words date a week, by its end, its start or both, that ``day`` ends no part
    of."""
    if sentence.spans("week_before"):
        return True
    for n in sentence.wording.times:
        moment = moments[n]
        span = sentence.inner(moment.span)
        first, last = (local_day(time, moment.zone) for time in (moment.start, moment.end))
        if any(b == span[0] for _, b in sentence.spans("week_to")):
            first = last - LONG_WEEKEND
        elif any(b == span[0] for _, b in sentence.spans("week_of")):
            last = first + WEEK
        elif first == last or last - first > WEEK or not _touches(sentence, span, number):
            continue
        if not first <= day <= last:
            return True
    return False


WEEK = timedelta(days=6)
LONG_WEEKEND = timedelta(days=4)
"""Days between two sessions at most, so that a week told to a holiday ends on the one before."""


def _at_an_hour(
    number: tuple[int, int],
    sentence: AnnotatedSentence,
    moments: Sequence[Moment],
    *,
    priced: bool,
) -> bool:
    """Whether an hour stands right beside a number, with no close told in the sentence."""
    at, _ = number
    if sentence.spans("close"):
        return False
    clocks = [moments[n] for n in sentence.wording.times if _is_an_hour(moments[n], sentence)]
    places = [sentence.inner(m.span) for m in clocks]
    places = [span for span in places if not sentence.last or span[0] < at]
    if any(_touches(sentence, span, number, "plain_word") for span in places):
        return True
    holders = [*(a for a, _, _ in sentence.names), *(a for a, _ in sentence.spans("own"))]
    for span in (*sentence.spans("hours"), *sentence.spans("edge")):
        if sentence.last and span[0] >= at:
            continue
        owners = [a for a in holders if span[1] <= a < at]
        if span[1] <= at and not (sentence.last or priced or owners):
            continue  # "an overnight 3% fall"
        verbs = [a for a, _, _ in sentence.moves if span[1] <= a < at]
        near = len(verbs) <= 1 and _touches(sentence, span, number, "plain_word")
        if near and not any(span[0] <= a < span[1] for a, _, _ in sentence.moves):
            return True
    return False


COUNTED_BACK = frozenset({TimeRule.FROM_LAST_DAY_NAMED, TimeRule.CLOSED_OVERNIGHT})
"""Days whose words only sound like an hour: "a day earlier", the session of the night."""


def _is_an_hour(moment: Moment, sentence: AnnotatedSentence) -> bool:
    """Whether a time is an hour of its day: "noon on Wednesday", "4일 오전"."""
    hour = any(rule.search(moment.text) for rule in sentence.rules("hours", "edge"))
    clock = isinstance(moment.start, datetime) and moment.start == moment.end
    return (hour or clock) and moment.rule not in COUNTED_BACK


def _of_a_base(
    number: tuple[int, int], sentence: AnnotatedSentence, moments: Sequence[Moment]
) -> bool:
    """Whether another base or place than the close before stands at a number: "3% above its
    50-day line", "In Frankfurt, X rose 3%", "고점 대비 3%"."""
    at, end = number
    for a, b in sentence.spans("counted"):
        ahead = b <= at and sentence.masked[b - 1] in (NAME, DATED) and sentence.beside(b - 1, at)
        if ahead or a <= end <= b:
            return True
        if sentence.last and _touches(sentence, (a, b), number):
            return True
    if not sentence.last:
        return False
    bases = [span for span in sentence.spans("extreme_price") if span[1] <= at]
    if any(_touches(sentence, span, number) for span in bases):
        return True
    for n in sentence.wording.times:
        _, until = sentence.inner(moments[n].span)
        base = any(rule.match(sentence.masked, until) for rule in sentence.rules("base"))
        if base and until <= at and moments[n].start != moments[n].end:
            return not sentence.left_over(until, at)
    return False


def _describes_a_noun(number: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether a number describes a noun that is no move: "its 3% margin", "a 3% dividend yield";
    a single noun behind "a" may be any word for one, "a 3% setback"."""
    at, end = number
    compound = any(b == at for _, b in sentence.spans("compound_number"))
    if sentence.last or not (compound or any(b == at for _, b in sentence.spans("whose_number"))):
        return False
    noun = NOUN.match(sentence.masked, end)
    if noun is None:
        return False
    if any(a == end + 1 for a, _ in sentence.spans("measure")):
        return True
    if any(noun.start() <= a < noun.end() for a, _, _ in sentence.moves):
        return False
    start = noun.end("first") if compound else end
    return sentence.left_over(start, noun.end(), "own", "close", "degree", "plain_word")


NOUN = re.compile(r"(?P<first> [a-z][\w-]*)(?: [a-z][\w-]*){0,2}")


def _of_a_thing(number: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether a measured thing is the subject of the verb right before a number, or what was
    raised or cut by it: "revenue grew 3%", "cut its workforce by 3%"."""
    at, _ = number
    if any(b == at for _, b in sentence.spans("thing_moved")):
        return True
    kinds = ("own", "close", "degree", "leads", "plain_word", "the_former", "the_latter")
    things = [(a, b) for a, b in sentence.spans("moved_by") if b == at and sentence.beside(a, at)]
    stock = [a for a, _ in sentence.spans("own")]  # "saw its shares go down by 3%"
    things = [(a, b) for a, b in things if not any(a < place < b for place in stock)]
    return any(sentence.left_over(a, b, *kinds) for a, b in things)


def _of_others(symbol: str, number: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether the subject is somebody or something else of the company: "call volume on X"."""
    at, _ = number
    if ClauseKind.RELATIVE in sentence.clauses.at(at).kinds:
        return False  # "The damage spread to X, which fell 3%"
    own = [(a, b) for a, b, name in sentence.names if name == symbol]
    other = [b for _, b, name in sentence.names if name != symbol]
    if any(b == at and a in other for a, b in sentence.spans("by_how_much")):
        return True
    for a, b in sentence.spans("others"):
        inside = any(
            a <= first and last <= b and sentence.masked[first - 2 : first] != ", "
            for first, last in own
        )
        if inside and b <= at and _touches(sentence, (a, b), number, "own", "extreme_price"):
            return True
    return False


def _named_behind(symbol: str, number: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether a clause with a subject of its own moved, and the company is only named in one
    behind it: "The euro rose 3%, hurting X"."""
    at, _ = number
    begin = sentence.clauses.at(at).start
    own = [a for a, _, name in sentence.names if name == symbol]
    if sentence.last or not own or min(own) < at or min(a for a, _, _ in sentence.names) < at:
        return False
    if "," not in sentence.masked[at : min(own)] or sentence.spans("own"):
        return False
    return begin == 0 and sentence.new_subject(begin, at)


def _of_a_circumstance(number: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether a number is of the unknown subject of a clause that only tells when or why: "X rose
    after registrations climbed 3%"."""
    at, _ = number
    begin = sentence.clauses.at(at).start
    opens = [b for a, b in sentence.spans("circumstance") if a == begin]
    if sentence.last or not begin or not opens or not sentence.new_subject(begin, at):
        return False
    holders = [*(a for a, _, _ in sentence.names), *(a for a, _ in sentence.spans("own"))]
    verbs = [a for a, _, _ in sentence.moves if begin <= a < at]
    if any(begin <= a < at for a in holders) or not verbs or sentence.left_over(verbs[-1], at):
        return False
    kinds = ("degree", "close", "plain_word", "leads", "introduces")
    return sentence.left_over(opens[0], verbs[-1], *kinds)


def _dealt_at(symbol: str, number: tuple[int, int], sentence: AnnotatedSentence) -> bool:
    """Whether a price is one that somebody dealt or paid at: words that are no move, no close and
    none of the stock stand between the company and it."""
    at, _ = number
    begin = sentence.clauses.at(at).start
    if any(a <= at < b for a, b in sentence.spans("dealt")):
        return True
    names = [(a, b) for a, b, name in sentence.names if name == symbol and begin <= a and b <= at]
    verbs = [*(a for a, _, _ in sentence.moves), *(a for a, _ in sentence.spans("close"))]
    verbs = [a for a in verbs if begin <= a < at]
    if sentence.last or not names or any(names[-1][1] <= a for a in verbs):
        return False
    if sentence.left_over(names[-1][1], at, *SUBJECT):
        return True
    ahead = sentence.left_over(begin, names[0][0], *SUBJECT)
    maker = any(0 <= names[0][0] - b <= 1 for _, b in sentence.spans("introduces"))
    return ahead and not (maker or verbs)


def _touches(
    sentence: AnnotatedSentence, span: tuple[int, int], number: tuple[int, int], *kinds: str
) -> bool:
    """Whether nothing but moves, names, times and joining words stands between some words of its
    clause and a number."""
    (start, stop), (at, end) = span, number
    low, high = (end, start) if start >= end else (stop, at)
    opens = sentence.clauses.at(start).start == start  # "3% higher with an hour to go"
    if not (opens or sentence.beside(start, at) or sentence.home(start, at)):
        return False
    if any(low < n.start < high for n in sentence.numbers):
        return False
    return low <= high and not sentence.left_over(low, high, *kinds)
