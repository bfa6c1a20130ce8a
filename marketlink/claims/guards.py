"""The guards behind doubts: whether clauses, days, names or numbers around a claim's leave open
what it is of."""

from __future__ import annotations

import re
from datetime import datetime

from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import DATED, NAME
from marketlink.claims.place import Place
from marketlink.claims.proof import PLAIN, SESSION_ONLY, left_over, measured_rows
from marketlink.moments.reference_point import counted
from marketlink.records.claim import Field, Spoken
from marketlink.records.moment import TimeRule
from marketlink.text.clauses import ClauseKind

GOING_ON = (
    "own", "close", "degree", "leads", "plain_word", "base", "points_back", "one_session",
    "several",
)  # fmt: skip
"""Rows of words that a sentence may hold which goes on about a day."""
LASTING = frozenset({ClauseKind.RECALLED, ClauseKind.COMPARED, ClauseKind.FORESEEN})
"""Clauses that may go on behind a border; one that describes a name ends before its verb."""
DATED_APART = frozenset({ClauseKind.RECALLED, ClauseKind.RELATIVE})
"""Clauses that are no doubt where they name the day they tell of."""
OF_THE_NAME = frozenset({ClauseKind.CAUSE, ClauseKind.CONCEDED})
"""Clauses that are no doubt where they name the company they tell of."""
UNSURE = (
    TimeRule.DATE_OF_ANOTHER_WEEKDAY, TimeRule.DAY_OF_EITHER_MONTH, TimeRule.WEEKS_AGO,
    TimeRule.MONTHS_AGO, TimeRule.DAY_AFTER_PUBLICATION,
)  # fmt: skip
"""Rules of days that may be others."""
COARSE = ("month", "year", "interval")
"""How precise a time is over which a move may be measured."""
PERIOD = "period"
"""The rows of words for a span of time."""
PARTS = (TimeRule.PART_OF_A_YEAR, TimeRule.PART_OF_A_MONTH)
"""Rules of times that words leave open: "late last year"."""
WEEKEND = 4
"""Days that a session and the one before it lie apart at most, but for holidays."""
QUOTED = 10
"""Characters ahead of a number in which the brackets around it and its symbol open."""
ALIKE = 4.0
"""Prices further apart than this factor are a price and its change."""
LAST_WORD = re.compile(r"[^\W\d_]+\s?$")
YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d%.,]*\d|%)")


def is_foreseen(place: Place) -> bool:
    """Whether a number stands in a clause of what may come, and not with its name in brackets of
    their own: "a threat that would hit Ace (ACE +0.47%)"."""
    text, own = place.sentence.masked, f"({NAME}"
    quoted = text[place.end : place.end + 1] == ")" and own in text[: place.at][-QUOTED:]
    return ClauseKind.FORESEEN in place.clause.kinds and not quoted


def is_walled(place: Place) -> bool:
    """Whether a clause tells of something else, around a number or between it and its company."""
    sentence, at, own = place.sentence, place.at, [a for a, _ in place.names]
    near = min(own, key=lambda start: abs(start - at), default=at)
    kinds = set(place.clause.kinds)
    if place.own_day and not _of_a_thing(place):
        kinds -= DATED_APART
    else:
        kinds |= sentence.clauses.at(near).kinds
        for clause in sentence.clauses.between(near, at):
            kinds |= clause.kinds & LASTING
    if own and place.beside(near):
        kinds -= OF_THE_NAME
    return bool(kinds - {ClauseKind.FORESEEN})


def _of_a_thing(place: Place) -> bool:
    """Whether a clause describes a thing and no company: "gained from oil, which fell 2%"."""
    before = place.sentence.masked[: place.clause.start].rstrip(" ,;")
    relative = ClauseKind.RELATIVE in place.clause.kinds and not place.sentence.verb_last
    return relative and bool(before) and before[-1] not in (NAME, DATED, ")")


def of_an_untold_day(place: Place) -> bool:
    """Whether a sentence that takes its day from another holds words that no row knows, ahead of
    the number where verbs stand last: they may place it at a time of their own, "Shares closed at
    $90 when the founder left", or make it that of another thing, "The tracking stock closed". A
    day that points back is an event's where such a word stands right before it: "상장 당일"."""
    claim, sentence, day = place.claim, place.sentence, place.moment
    if not claim.kind.number or day is None:
        return False
    if claim.day is Spoken.INHERITED:
        end = place.at if sentence.verb_last else len(sentence.masked)
        return sentence.left_over(0, end, *GOING_ON)
    if day.rule is not TimeRule.FROM_LAST_DAY_NAMED or not sentence.verb_last:
        return False
    start = sentence.inner(day.span)[0]
    word = LAST_WORD.search(sentence.masked, 0, max(start, 0))
    return word is not None and sentence.left_over(word.start(), start, *GOING_ON)


def of_an_hour(place: Place) -> bool:
    """Whether an hour is told in a clause or a sentence without a close, or a price may have been
    touched within the session."""
    claim, sentence, closed = place.claim, place.sentence, place.has("close")
    touched = claim.kind.scoped and claim.measure.field is Field.CLOSE
    touched = touched or (claim.kind.price and place.has("touch"))
    moment = place.moment
    of_a_part = moment is not None and moment.rule is not TimeRule.CLOSED_OVERNIGHT
    words = moment.text if moment and of_a_part else ""  # "early Wednesday"
    early = any(rule.search(words) for rule in sentence.rules("edge", "hours"))
    if not closed and (touched or early or _of_that_hour(place)):
        return True
    near = place.beside if closed else place.share
    if _has_words(place, "hours") or (not closed and _is_running(place)):
        return True
    return any(
        near(start) for moment, (start, _) in place.times if isinstance(moment.start, datetime)
    )


def _of_that_hour(place: Place) -> bool:
    """Whether a day points back to an hour of it: "29일 오전 10시 16분 현재 ... 이날 1% 내렸다"."""
    moment, n = place.moment, place.claim.moment
    if moment is None or moment.rule is not TimeRule.FROM_LAST_DAY_NAMED:
        return False
    ahead = [m for m in place.sentence.every[:n] if m.start == m.end]
    return bool(ahead) and isinstance(ahead[-1].start, datetime) and ahead[-1].days == moment.days


def _is_running(place: Place) -> bool:
    """Whether the words tell a move that goes on, "11% 폭락한 채 거래되고 있다"."""
    if "running" in measured_rows(place.claim):
        return False
    return any(
        place.beside(a) and (place.claim.kind.price or not place.numbered(a))
        for a, _ in place.sentence.spans("running")
    )


def of_a_longer_time(place: Place) -> bool:
    """Whether a move is over a period, or an extreme of all time that no words tell of."""
    span = place.claim.measure.window.span
    if place.moment is not None and place.moment.rule in PARTS:
        return True
    if place.claim.kind.change and span not in SESSION_ONLY:
        return True
    if _has_words(place, PERIOD) or _goes_on_over_a_period(place):
        return True
    free = not place.claim.kind.price and PERIOD not in measured_rows(place.claim)
    return free and _is_counted(place)


def _is_counted(place: Place) -> bool:
    """Whether a month or a year stands in the clause of a session's move, words that it is counted
    from right behind that clause, or its day in such: "Since closing at $5 on Dec. 19, A rose"."""
    if any(m.precision in COARSE and place.beside(a) and not place.nearer(a)
           for m, (a, _) in place.times):  # fmt: skip
        return True
    sentence, day, periods = place.sentence, place.day_span[1], _periods(place)
    leads = any(
        a < day <= place.at
        and not sentence.moves_in(a, day)
        and all(n.unit != "return" for n in sentence.numbers_in(a, day))
        for a in periods
    )
    return leads or place.clause.end in periods


def _periods(place: Place) -> list[int]:
    """Where words for a span of time begin, but for those that name the session before or lead to
    the period that a move without a size is told of: "fell throughout the year"."""
    apart = [a for m, (a, _) in place.times if m.rule is TimeRule.SESSION_BEFORE]
    if place.claim.stated is None and place.day is not None and place.day.start != place.day.end:
        apart.append(place.day_span[0])
    spans = place.sentence.spans(PERIOD)
    return [start for start, end in spans if not any(start <= a <= end + 1 for a in apart)]


def _goes_on_over_a_period(place: Place) -> bool:
    """Whether a change without a day of its own follows one over a period, whose it may share: "A
    rose 6% over the month, and B fell 4%"."""
    claim = place.claim
    free = claim.kind.change and not place.own_day and PERIOD not in measured_rows(claim)
    sentence, start = place.sentence, max((a for a, _ in place.names if a < place.at), default=0)
    ever = {a for a, _ in sentence.spans("ever")}  # "at an all-time high"
    return free and any(
        number.unit == "return"
        for a, stop in sentence.spans(PERIOD)
        for number in sentence.numbers_in(stop, start)
        if a not in ever and sentence.moves_in(stop, start)
    )


def _has_words(place: Place, kind: str) -> bool:
    """Whether words of a kind that the claim does not measure stand in the number's clause, nearer
    to it than to another number."""
    if kind in measured_rows(place.claim):
        return False
    spans = place.sentence.spans(kind)
    starts = _periods(place) if kind == PERIOD else [start for start, _ in spans]
    return any(place.beside(a) and not place.nearer(a) for a in starts)


def of_joined_days(place: Place) -> bool:
    """Whether a day is one of two that a single number is told of: "on Monday and Tuesday"."""
    (first, last), sentence, unit = place.day_span, place.sentence, place.claim.unit
    if sum(n.unit == unit and place.beside(n.start) for n in sentence.numbers) > 1:
        return False
    return last > 0 and any(a <= first and last <= b for a, b in sentence.spans("joined_days"))


def of_nobody_named(place: Place) -> bool:
    """Whether a sentence names no company of the claim and its words do not point back to the one
    that the text has named so far, "It fell 3%", "The stock fell 3%"."""
    if place.claim.subject is Spoken.SPOKEN:
        return False
    sentence = place.sentence
    alone = sentence.alone and sentence.inherited == place.claim.symbols and not sentence.names
    return not alone or not any(b <= place.at for _, b in sentence.spans("points_back"))


def of_another_name(place: Place) -> bool:
    """Whether a number that is not tied to its name may be another's, or several ones', or that of
    the company told of before, where its clause has only a word for one: "the shares fell 3%"."""
    sentence, claim = place.sentence, place.claim
    if place.tied:
        return False
    inside = any(place.beside(a) for a, _ in place.names)
    if not inside and place.has("own") and sentence.inherited not in ((), claim.symbols):
        return True
    paired = any(place.share(a) for a, _ in sentence.spans("several"))
    others = [a for a, _, symbol in sentence.names if symbol not in claim.symbols]
    return (claim.stated is not None and paired) or any(place.beside(a) for a in others)


def of_a_described_firm(place: Place) -> bool:
    """Whether the subject of a number is a firm that is only described, in a sentence that names
    its company elsewhere: "X rose 2% after the chipmaker jumped 5%"."""
    sentence, begin = place.sentence, place.clause.start
    firms = (a for a, b in sentence.spans("described_firm") if begin <= a and b <= place.at)
    first = next(firms, None)
    return (
        first is not None
        and bool(place.names)
        and not any(begin <= a < first for a, _, _ in sentence.names)
    )


def of_an_unsure_day(place: Place) -> bool:
    """Whether a day is left over from another sentence or of another clause; is a date of another
    weekday than told or of either of two months; or is counted from such a one, or back, "the day
    before", from one that is named ahead of it or that its sentence may name behind it."""
    claim, moment = place.claim, place.moment
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        return True
    if place.day_of_the_name or place.bracketed or _of_another_line(place):
        return True
    if moment is None or moment.rule is not TimeRule.FROM_LAST_DAY_NAMED:
        return moment is not None and (moment.other is not None or moment.rule in UNSURE)
    day, _ = moment.days
    ahead = [m for m in place.sentence.every[: claim.moment] if m.start == m.end]
    if ahead and (ahead[-1].other is not None or ahead[-1].rule in UNSURE):
        return True
    if any(0 < (m.days[0] - day).days <= WEEKEND for m in ahead):
        return True
    behind = [one for one, span in place.times if span > place.sentence.inner(moment.span)]
    return any(m.start == m.end and m.days[0] != day for m in behind)


def _of_another_line(place: Place) -> bool:
    """Whether the break of a headline stands between a day and a number, or the bracket of a tag
    ahead of a day behind it: "12% 강세…간밤 美 증시 급등", "4% 강세 [오늘의 종목]"."""
    if place.day is None:
        return False
    (first, last), text = place.day_span, place.sentence.masked
    if first >= place.end:
        return any(sign in text[place.end : first] for sign in "…[")
    return "…" in text[last : place.at]


def of_anothers_day(place: Place) -> bool:
    """Whether the day is told of another company, named ahead of it, and the number's own company
    only behind it: "Meta beat estimates on Jan. 29, but Microsoft fell 6.2%"."""
    first, last = place.day_span
    if place.day is None or last > place.at:
        return False
    own = [a for a, _ in place.names if a < place.at]
    others = any(a < first for a, _, symbol in place.sentence.names if a not in own)
    return others and bool(own) and all(last <= a for a in own)


def of_what_came_before(place: Place) -> bool:
    """Whether a number stands in a clause of what came before, without its day: "After X dropped
    7%, Y fell 2% on Jan. 5"."""
    opens = any(start == place.clause.start for start, _ in place.sentence.spans("came_before"))
    subordinate = opens or bool(place.clause.kinds & OF_THE_NAME)
    return subordinate and place.day is not None and not place.own_day


def of_a_move_undone(place: Place) -> bool:
    """Whether a number is that of a move which was made good: "recouped a 7% loss"."""
    return any(end == place.at for _, end in place.sentence.spans("made_good"))


def of_a_turn(place: Place) -> bool:
    """Whether the move is told to have been undone behind a number, or to have turned without a
    size, so that it may be of an hour: "fell 9% but recovered to close at $47"."""
    sentence, claim, end = place.sentence, place.claim, place.end
    strangers = [a for a, _, symbol in sentence.names if symbol not in claim.symbols]
    undone = [start for start, _ in sentence.spans("undone") if end <= start]
    if any(not any(end <= a < start for a in strangers) for start in undone):
        return True
    others = [*(a for a, _, _ in sentence.names), *sentence.unlinked]
    last = max((n.start for n in sentence.numbers if n.unit == "return"), default=0)
    signless = claim.stated is None or sentence.masked[place.at].isdigit()
    return signless and any(
        max(end, last) <= start and sign * claim.direction < 0
        and not any(end <= a < start for a in others)
        for start, _, sign in sentence.moves
    )  # fmt: skip


def of_unknown_words(place: Place) -> bool:
    """Whether a word that no row knows is left over around a number."""
    return bool(left_over(place))


def takes_an_object(place: Place) -> bool:
    """Whether a move without a size is of a thing that no row knows, of another company, or of a
    sum: "dropped a lawsuit", "dropped Nvidia as a supplier", "lost $1 billion in Europe"."""
    sentence = place.sentence
    ends = [b for a, b, _ in sentence.moves if a == place.at and place.claim.stated is None]
    if any(rule.match(sentence.masked, end) for rule in sentence.rules("sum") for end in ends):
        return True
    return any(
        thing is not None
        and (NAME in thing.group() or sentence.left_over(end, thing.end(), *PLAIN))
        for end in ends
        for thing in (rule.match(sentence.masked, end) for rule in sentence.rules("object"))
    )


def of_an_event(place: Place) -> bool:
    """Whether the day of a claim is told as that of an event, which the session may only follow or
    precede: "the day after its Oct. 30 results", "on the eve of the Nov. 5 vote"."""
    if place.day is None:
        return False
    first, last = place.day_span
    related = any(rule.search(place.day.text) for rule in place.sentence.rules("related_day"))
    events = place.sentence.spans("event_day")
    return related or any(a <= first and last <= b for a, b in events)


def of_another_year(place: Place) -> bool:
    """Whether words for another year stand right beside the day, with no name between: "a year ago
    on Wednesday", "on that Wednesday in 2020", but not "its first miss since 2005 on Wednesday"."""
    sentence, day = place.sentence, place.day
    if day is None:
        return False
    years = [
        span
        for moment, span in place.times
        if moment.end.year < day.start.year
        and not (moment.rule is TimeRule.YEAR and counted(sentence.text, *span, sentence.language))
    ]
    ends = {b + 1 for _, b in sentence.spans("period")}
    bare = (m for m in YEAR.finditer(sentence.masked) if int(m.group()) != day.start.year)
    years += [m.span() for m in bare if m.start() not in ends]
    beside = [(place.day_span, span) for span in years]
    if sentence.verb_last:  # "지난해 6일", "지난해 9%", not "6일 지난해 실적을 냈다는 소식에 9%"
        beside = [(day, span) for day, span in beside if span < day]
        beside += [(span, place.span) for span in years if span[1] <= place.at]
    for low, high in (sorted(pair) for pair in beside):
        between = low[1], high[0]
        apart = any(between[0] <= name.start < between[1] for name in sentence.names)
        if not (apart or sentence.left_over(*between) or sentence.numbers_in(*between)):
            return True
    return False


def is_like(place: Place, number: Amount) -> bool:
    """Whether another number could be meant for a claim's: a percentage for one, an amount of
    money of about its size for one."""
    stated, percentage = place.claim.stated, place.claim.unit == "return"
    if not stated or number.start == place.at or (number.unit == "return") != percentage:
        return False
    return percentage or 1 / ALIKE < number.value / abs(stated) < ALIKE


def own_sign(place: Place) -> bool:
    """Whether a word of a direction is the number's own: in its clause, no other number between,
    or a sign that it is written with."""
    sentence, start, end, clause = place.sentence, place.at, place.end, place.clause
    if not sentence.masked[start].isdigit() and place.claim.unit == "return":
        return True
    near = {clause.start}
    if not sentence.left_over(clause.start, start):
        near |= {one.start for one in sentence.clauses.every if one.end == clause.start}
    for first, last, _ in sentence.moves:
        low, high = (end, first) if first >= end else (last, start)
        between = any(low <= n.start < high and is_like(place, n) for n in sentence.numbers)
        if sentence.clauses.at(first).start in near and not between:
            return True
    return False
