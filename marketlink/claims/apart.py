"""The guards behind a fit: words right at a number that make it of something else than the close of
its company, such as an hour, another year, a noun that it describes, somebody's price."""

from __future__ import annotations

from collections.abc import Callable

from marketlink.claims.claim_sentence import DATED, LETTER, NAME, ClaimSentence
from marketlink.claims.evidence import is_other_line
from marketlink.claims.guards import of_a_described_firm, of_another_year
from marketlink.claims.place import Place
from marketlink.claims.proof import SESSION_ONLY
from marketlink.claims.session_of import counted_back
from marketlink.claims.subject_of import members_at
from marketlink.claims.windows import named_windows
from marketlink.records.claim import BY_THE_CLOSE, Observation, WindowSpan
from marketlink.records.moment import TimeRule
from marketlink.records.reason import ReasonCode
from marketlink.text.clauses import ClauseKind

SUBJECT = ("own", "close", "title", "leads", "degree", "of_a_price")
"""Rows of words that may stand between a company and a price of its stock."""
PLAIN = ("own", "close", "degree", "plain_word")
"""Rows of words that may stand around a change of a price."""
BASES = SESSION_ONLY | {WindowSpan.OTHER}
"""Windows that another base or place than the close before leaves unmeasured."""


def is_apart(place: Place, item: Observation) -> bool:
    """Whether the words right at a number say that it is of something else than what bore it
    out."""
    claim = place.claim
    if _is_beside(place, item) or _is_one_of_many(place, item) or _lasts(place, item):
        return True
    if claim.stated is None:
        return not place.sentence.verb_last and _of_others(place, item)
    if not claim.kind.number:
        return False
    if of_a_stranger(place) or _of_another_column(place, item) or _of_another_time(place, item):
        return True
    own = OF_PRICES if claim.kind.price else OF_CHANGES
    return claim.measure.field in BY_THE_CLOSE and any(
        holds(place, item) for holds in (*OF_BOTH, *own)
    )


def _is_beside(place: Place, item: Observation) -> bool:
    """Whether the company is only named beside what moved."""
    sentence, symbol = place.sentence, item.symbol
    names = sentence.names_of(symbol)
    tied = place.tied_to((symbol,))
    aside = any(in_aside(sentence, name) for name in names)
    tied = tied or symbol in members_at(sentence, place.at)
    apart = aside or not (tied or is_other_line(symbol))  # "TSMC ADR" is the symbol itself
    return apart and bool(names) and all(only_named(place, name) for name in names)


def in_aside(sentence: ClaimSentence, name: tuple[int, int]) -> bool:
    """Whether a name stands in words that only hold another against it, or belong to another."""
    return any(start <= name[0] and name[1] <= end for start, end in sentence.spans("only_named"))


def only_named(place: Place, name: tuple[int, int]) -> bool:
    """Whether a name stands where it cannot be what moved: as one that owns, supplies or drives
    another ("an Nvidia supplier fell", "led by Nvidia"), or that another is held against."""
    sentence, at, (a, b) = place.sentence, place.at, name
    if in_aside(sentence, name):
        return True
    if b > at:
        return any(start <= a and b <= end for start, end in sentence.spans("driver"))
    own, clause = sentence.clauses.at(a), place.clause
    if own.start != clause.start:
        return ClauseKind.RELATIVE in own.kinds and not sentence.left_over(clause.start, at)
    if sentence.verb_last:
        marks = [span for span in sentence.spans("marked_subject") if b <= span[0] < at]
        return any(
            sentence.left_over(start, stop, "own") and not sentence.left_over(stop, at)
            for start, stop in marks
        )
    until = at + (place.claim.stated is None)  # the word of the move itself where it has no number
    verbs = [(m, n) for m, n, _ in sentence.moves if b <= m < until]
    finite = sentence.rules("finite")
    if not verbs or not any(r.pattern.fullmatch(sentence.masked, *verbs[0]) for r in finite):
        return False
    part = sentence.masked[b : verbs[0][0]]
    for rule in sentence.rules("described_shares", "own", "close", "filler", "title"):
        part = rule.pattern.sub(" ", part)
    return LETTER.search(part) is not None


def of_a_stranger(place: Place) -> bool:
    """Whether a name that no company is known by, or "the latter" where no second one is, is the
    subject of a number: "Hexaron rose 3% after X cut its forecast". Behind a company in a headline
    whose verb has a capital, any noun has one: "X Beats Estimates, Chip Stock Falls 3%". A number
    in brackets is of the name ahead of them: "Other gains included X (3%)"."""
    sentence, at = place.sentence, place.at
    if sentence.masked[place.end : place.end + 1] == ")" and place.holder:
        return False
    end = at if sentence.verb_last else max((a for a, _, _ in sentence.moves if a <= at), default=0)
    behind = any(b <= end for _, b, _ in sentence.names)
    heads = [("stranger_held", end), ("other_item", at)]
    if not (behind and sentence.masked[end : end + 1].isupper()):
        heads.append(("stranger_moved", end))
    if any(r.search(sentence.masked, 0, b) for kind, b in heads for r in sentence.rules(kind)):
        return True
    alone = len({symbol for _, _, symbol in sentence.names}) == 1
    ordered = sentence.spans("in_order")
    return alone and any(b <= at and not sentence.left_over(b, at) for _, b in ordered)


def _of_another_column(place: Place, item: Observation) -> bool:
    """Whether the head of a number's column tells of another measure than what bore it out: of a
    period for a session's, or the other way round, or of no price at all; a plain "Change" is one
    of the column before it."""
    sentence, heads = place.sentence, place.columns
    if not heads:
        return False
    if named_windows(heads[-1], sentence.language):
        return "start" not in item.reason.fields
    days, changes = sentence.rules("day_column"), sentence.rules("change_column")
    of = heads[-2:] if any(rule.search(heads[-1]) for rule in changes) else heads[-1:]
    own = all(any(rule.search(head) for rule in (*days, *changes)) for head in of)
    return not own or "start" in item.reason.fields


def _is_one_of_many(place: Place, item: Observation) -> bool:
    """Whether a number is told of the longer time that its clause names while one session of it
    moved so: "lost 11.7% in January", but not "lost 11.7% in a day in January", nor against the
    session before."""
    day = place.day
    against = (span for moment, span in place.times if moment.rule is TimeRule.SESSION_BEFORE)
    if any(stop <= place.at and place.beside(start) for start, stop in against):
        return False
    one = item.reason.code is ReasonCode.ONE_OF_PERIOD and not place.has("one_session")
    if day is None or not one:
        return False
    return day.rule is TimeRule.RANGE_OF_DAYS or place.beside(place.day_span[0])


def _lasts(place: Place, item: Observation) -> bool:
    """Whether a period that the number was not measured over stands right behind it, or before it
    where verbs stand last: "한 달간 3%"."""
    if "start" in item.reason.fields:
        return False
    spans = place.sentence.spans("lasting")
    return any(_is_next(place, s) for s in spans if place.sentence.verb_last or s[0] >= place.end)


def _is_next(place: Place, span: tuple[int, int], *kinds: str) -> bool:
    """Whether words that hold no move stand at a number, where no close is told."""
    sentence, (start, stop) = place.sentence, span
    if sentence.spans("close") or sentence.moves_in(start, stop):
        return False
    return (start < place.at or not sentence.verb_last) and place.touches(span, *kinds)


def _at_an_hour(place: Place, item: Observation) -> bool:
    """Whether an hour stands right beside a number, with no close told in the sentence."""
    sentence, at = place.sentence, place.at
    clocks = [span for moment, span in place.times if sentence.is_an_hour(moment)]
    if any(_is_next(place, span, "plain_word") for span in clocks):
        return True
    holders = [*(a for a, _, _ in sentence.names), *(a for a, _ in sentence.spans("own"))]
    for span in (*sentence.spans("hours"), *sentence.spans("edge")):
        owned = any(span[1] <= a < at for a in holders)
        if span[1] <= at and not (sentence.verb_last or place.claim.kind.price or owned):
            continue  # "an overnight 3% fall"
        if len(sentence.moves_in(span[1], at)) <= 1 and _is_next(place, span, "plain_word"):
            return True
    return False


def _of_another_time(place: Place, item: Observation) -> bool:
    """Whether the words name another year, or a day before, than that of what bore a number out."""
    day, sentence = item.session, place.sentence
    if "start" in item.reason.fields:
        return False
    if of_another_year(place) or _of_the_day_before(place):
        return True
    if day is None:
        return False
    past = [sentence.masked[a:b] for a, b in sentence.spans("past_time")]
    dated = place.day is not None and str(day.year) in place.day.text
    return not dated and any(str(day.year) not in words for words in past)


def _of_the_day_before(place: Place) -> bool:
    """Whether a day that is told by the claim's own is the number's: "The day before it reported
    on Thursday, X fell 3%"."""
    sentence, (first, last) = place.sentence, place.day_span
    return not sentence.verb_last and last <= place.at and any(
        stop <= first and counted_back(place.claim, moment) and sentence.left_over(stop, first)
        and not (sentence.moves_in(stop, first) or sentence.numbers_in(stop, first))
        for moment, (_, stop) in place.times
    )  # fmt: skip


def _of_a_base(place: Place, item: Observation) -> bool:
    """Whether another base or place than the close before stands at a number: "3% above its
    50-day line", "In Frankfurt, X rose 3%", "고점 대비 3%"."""
    sentence, at = place.sentence, place.at
    if place.claim.measure.window.span not in BASES or "start" in item.reason.fields:
        return False
    for a, b in sentence.spans("counted"):
        ahead = b <= at and sentence.masked[b - 1] in (NAME, DATED) and place.beside(b - 1)
        if ahead or a <= place.end <= b or (sentence.verb_last and place.touches((a, b))):
            return True
    if not sentence.verb_last:
        return False
    return any(span[1] <= at and place.touches(span) for span in sentence.spans("extreme_price"))


def _describes_a_noun(place: Place, item: Observation) -> bool:
    """Whether a number describes a noun that is no move: "its 3% margin", "a 3% dividend yield"."""
    sentence, at, end = place.sentence, place.at, place.end
    opens = (*sentence.spans("compound_number"), *sentence.spans("whose_number"))
    behind = any(a == end + 1 for a, _ in sentence.spans("measure"))
    return behind and any(b == at for _, b in opens)


def _of_a_thing(place: Place, item: Observation) -> bool:
    """Whether a measured thing is the subject of the verb right before a number: "revenue grew
    3%"."""
    return any(b == place.at for _, b in place.sentence.spans("thing_moved"))


def _is_undone(place: Place, item: Observation) -> bool:
    """Whether the move that a number opens as a noun is told to have been undone, so that the
    session did not end by it: "a 3% rise in X on Tuesday was fully reversed"."""
    sentence, at, end = place.sentence, place.at, place.end
    if sentence.verb_last or sentence.moves_in(place.clause.start, at):
        return False
    return any(
        end <= start and place.beside(start) and len(sentence.moves_in(end, start)) == 1
        for start, _ in sentence.spans("undone")
    )


def _of_others(place: Place, item: Observation) -> bool:
    """Whether the subject is somebody or something else of the company: "call volume on X"."""
    sentence, at = place.sentence, place.at
    if ClauseKind.RELATIVE in place.clause.kinds:
        return False  # "The damage spread to X, which fell 3%"
    own = sentence.names_of(item.symbol)
    return any(
        b <= at and place.touches((a, b), "own", "extreme_price")
        for a, b in sentence.spans("others")
        if any(a <= x and y <= b and sentence.masked[x - 2 : x] != ", " for x, y in own)
        and not (sentence.masked[a] == "," and any(y == a for _, y in own))  # "RH, parent of X"
    )


def _of_a_circumstance(place: Place, item: Observation) -> bool:
    """Whether a number is of the unknown subject of a clause that only tells when or why: "X rose
    after registrations climbed 3%"; a firm that is only described may be the only one named, where
    its number has a day of its own beside that of the name: "rose 4% after the chipmaker jumped 5%
    on Tuesday"."""
    if of_a_described_firm(place) and place.own_day and len(place.sentence.returns) > 1:
        return len({name.symbol for name in place.sentence.names}) > 1
    sentence, at, begin = place.sentence, place.at, place.clause.start
    opens = [b for a, b in sentence.spans("circumstance") if a == begin]
    if not begin or not opens or not place.new_subject(begin):
        return False
    holders = [*(a for a, _, _ in sentence.names), *(a for a, _ in sentence.spans("own"))]
    verbs = sentence.moves_in(begin, at)
    if any(begin <= a < at for a in holders) or not verbs or sentence.left_over(verbs[-1], at):
        return False
    return sentence.left_over(opens[0], verbs[-1], *PLAIN, "leads", "introduces")


def _dealt_at(place: Place, item: Observation) -> bool:
    """Whether a price is one that somebody dealt or paid at: words that are no move, no close and
    none of the stock stand between the company and it."""
    sentence, at, begin = place.sentence, place.at, place.clause.start
    if any(a <= at < b for a, b in sentence.spans("dealt")):
        return True
    names = [(a, b) for a, b in sentence.names_of(item.symbol) if begin <= a and b <= at]
    verbs = sentence.moves_in(begin, at)
    verbs += [a for a, _ in sentence.spans("close") if begin <= a < at]
    if sentence.verb_last or not names or any(names[-1][1] <= a for a in verbs):
        return False
    return sentence.left_over(names[-1][1], at, *SUBJECT)


Guard = Callable[[Place, Observation], bool]
OF_BOTH: tuple[Guard, ...] = (_at_an_hour, _of_a_base)
OF_PRICES: tuple[Guard, ...] = (_dealt_at,)
OF_CHANGES: tuple[Guard, ...] = (
    _describes_a_noun, _of_a_thing, _is_undone, _of_others, _of_a_circumstance,
)  # fmt: skip
"""What words right at a price, at a change or at both may make of it."""
