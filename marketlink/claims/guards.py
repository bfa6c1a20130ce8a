"""The guards behind doubts: whether clauses, days, names or numbers around a claim's leave open
what it is of."""

from __future__ import annotations

import re
from datetime import datetime

from marketlink.claims.amounts import Amount
from marketlink.claims.annotated import DATED, NAME
from marketlink.claims.place import Place
from marketlink.moments.publication import local_day
from marketlink.records.claim import UNSIZED, Bound, Claim, Field, Spoken, WindowSpan
from marketlink.records.moment import TimeRule
from marketlink.text.clauses import ClauseKind

PLAIN = ("own", "close", "degree", "leads", "plain_word")
"""Rows of words that may stand around a number and its name without changing what it measures."""
GOING_ON = ("base", "points_back", "one_session", "several")
"""Rows of further words that a sentence may hold which goes on about a day."""
SESSION_ONLY = frozenset(
    {
        WindowSpan.SESSION, WindowSpan.BEFORE, WindowSpan.STREAK, WindowSpan.AGAIN, WindowSpan.TURN,
        WindowSpan.BACK, WindowSpan.NEXT,
    }
)  # fmt: skip
"""Windows that are measured session by session."""
LASTING = frozenset({ClauseKind.RECALLED, ClauseKind.COMPARED, ClauseKind.FORESEEN})
"""Clauses that may go on behind a border; one that describes a name ends before its verb."""
DATED_APART = frozenset({ClauseKind.RECALLED, ClauseKind.RELATIVE})
"""Clauses that are no doubt where they name the day they tell of."""
OF_THE_NAME = frozenset({ClauseKind.CAUSE, ClauseKind.CONCEDED})
"""Clauses that are no doubt where they name the company they tell of."""
UNSURE = (
    TimeRule.DATE_OF_ANOTHER_WEEKDAY, TimeRule.DAY_OF_EITHER_MONTH, TimeRule.WEEKS_AGO,
    TimeRule.MONTHS_AGO,
)  # fmt: skip
"""Rules of days that may be others."""
PARTS = (TimeRule.PART_OF_A_YEAR, TimeRule.PART_OF_A_MONTH)
"""Rules of times that words leave open: "late last year"."""
SCOPES = frozenset({"year", "quarter", "month", "interval"})
"""Times that are those among which something is the greatest."""
WEEKEND = 4
"""Days that a session and the one before it lie apart at most, but for holidays."""
ALIKE = 4.0
"""Prices further apart than this factor are a price and its change."""
WORD = re.compile(r"[\s(]*[^\W\d_][\w’'-]*")
LAST_WORD = re.compile(r"[^\W\d_]+\s?$")
YEAR = re.compile(r"(?<![\d.,$])(?:19|20)\d\d(?![\d%.,]*\d|%)")
PERCENT = re.compile(r"\s?(?:%|per ?cent)")


def measures(claim: Claim, kind: str) -> bool:
    """Whether a claim already measures what words of a kind mean."""
    measure = claim.measure
    if kind in ("period", "extreme_price") and measure.window.span not in SESSION_ONLY:
        return True
    hour = measure.field in (Field.LOW, Field.HIGH, Field.RANGE, Field.NOW)
    hour = hour or measure.bound is Bound.REACHED or measure.regular
    return kind in claim.kind.measures or (hour and kind in ("hours", "running"))


def is_foreseen(place: Place) -> bool:
    """Whether a number stands in a clause of what may come."""
    return ClauseKind.FORESEEN in place.clause.kinds


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
    if own and sentence.beside(near, at):
        kinds -= OF_THE_NAME
    return bool(kinds - {ClauseKind.FORESEEN})


def _of_a_thing(place: Place) -> bool:
    """Whether a clause describes a thing and no company: "gained from oil, which fell 2%"."""
    before = place.sentence.masked[: place.clause.start].rstrip(" ,;")
    relative = ClauseKind.RELATIVE in place.clause.kinds and not place.sentence.last
    return relative and bool(before) and before[-1] not in (NAME, DATED, ")")


def of_an_untold_day(place: Place) -> bool:
    """Whether a sentence that takes its day from another holds words that no row knows, ahead of
    the number where verbs stand last: they may place it at a time of their own, "Shares closed at
    $90 when the founder left", or make it that of another thing, "The tracking stock closed". A
    day that points back is an event's where such a word stands right before it: "상장 당일"."""
    claim, sentence = place.claim, place.sentence
    if not claim.kind.number or claim.moment is None:
        return False
    day = place.moments[claim.moment]
    if claim.day is Spoken.INHERITED:
        end = place.at if sentence.last else len(sentence.masked)
        return sentence.left_over(0, end, *PLAIN, *GOING_ON)
    if day.rule is not TimeRule.FROM_LAST_DAY_NAMED or not sentence.last:
        return False
    start = sentence.inner(day.span)[0]
    word = LAST_WORD.search(sentence.masked, 0, max(start, 0))
    return word is not None and sentence.left_over(word.start(), start, *PLAIN)


def of_an_hour(place: Place) -> bool:
    """Whether an hour is told in a clause or a sentence without a close, or a price may have been
    touched within the session."""
    claim, sentence, closed = place.claim, place.sentence, place.beside("close")
    touched = claim.kind.scoped and claim.measure.field is Field.CLOSE
    touched = touched or (claim.kind.price and place.beside("touch"))
    moment = None if claim.moment is None else place.moments[claim.moment]
    of_a_part = moment is not None and moment.rule is not TimeRule.CLOSED_OVERNIGHT
    words = moment.text if moment and of_a_part else ""  # "early Wednesday"
    early = any(rule.search(words) for rule in sentence.rules("edge", "hours"))
    if not closed and (touched or early):
        return True
    near = sentence.beside if closed else sentence.share
    night = place.day if closed and place.day and place.day.start != place.day.end else None
    return any(
        near(start, place.at)
        for moment, (start, _) in place.times
        if isinstance(moment.start, datetime) and moment is not night
    )


def right_at_an_hour(place: Place) -> bool:
    """Whether an hour stands right at a change, ahead of a close of its own, or the move is told
    to have been undone behind it: "fell 9% in the morning and closed at $47"."""
    sentence, end = place.sentence, place.end
    closes = [a for a, _ in sentence.spans("close")]
    if not place.claim.kind.change or not closes or min(closes) < end:
        return False
    if any(end <= a for a, _ in sentence.spans("undone")):
        return True
    spans = [*sentence.spans("hours"), *sentence.spans("edge")]
    spans += [s for moment, s in place.times if sentence.is_an_hour(moment)]
    return any(b < min(closes) and place.touches((a, b), "plain_word") for a, b in spans)


def of_a_turn(place: Place) -> bool:
    """Whether the stock is told to have turned, without a size, so that the number may be of an
    hour: "fell 9% but recovered to close at $47"."""
    sentence, claim, end = place.sentence, place.claim, place.end
    others = [*(a for a, _, _ in sentence.names), *sentence.unlinked]
    sizes = [number.start for number in sentence.numbers if number.unit == "return"]
    signless = sentence.masked[place.at].isdigit()
    return claim.kind.change and signless and any(
        start >= end and sign * claim.direction < 0
        and not any(end <= a < start for a in others) and not any(a > start for a in sizes)
        for start, _, sign in sentence.moves
    )  # fmt: skip


def of_a_longer_time(place: Place) -> bool:
    """Whether a move is over a period, or an extreme of all time that no words tell of."""
    span, day = place.claim.measure.window.span, place.claim.moment
    if day is not None and place.moments[day].rule in PARTS:
        return True
    if place.claim.kind.change and span not in SESSION_ONLY:
        return True
    return span is WindowSpan.EVER and not place.sentence.spans("ever")


def of_joined_days(place: Place) -> bool:
    """Whether a day is one of two that a single number is told of: "on Monday and Tuesday"."""
    (first, last), sentence, unit = place.day_span, place.sentence, place.claim.unit
    if sum(n.unit == unit and sentence.beside(n.start, place.at) for n in sentence.numbers) > 1:
        return False
    return last > 0 and any(a <= first and last <= b for a, b in sentence.spans("joined_days"))


def of_something_else(place: Place) -> bool:
    """Whether more than the company, its stock, times, degrees and causes stands around a verb
    that has no number: "Apple lost a court case", "Tesla fell behind", "상승 동력을 잃었다". A verb
    that needs no object ends its clause, or leads to a day or a cause; where verbs stand last,
    nothing but these stands between the name and the verb, nor behind it."""
    claim, sentence, at = place.claim, place.sentence, place.at
    if claim.stated is not None or at != place.end:
        return False
    if sentence.last and any(_goes_on(place, b) for a, b, _ in sentence.moves if a >= at):
        return True
    if claim.measure.bound not in UNSIZED:
        return False
    begin = place.clause.start
    inside = [b for a, b in place.names if begin <= a < at]
    if sentence.last:
        begin = max(inside, default=begin)
    elif (place.names and not inside) or sentence.spans("phase"):
        return True
    if sentence.left_over(begin, at, "own", "close", "degree", "leads"):
        return True
    ends = [b for a, b, _ in sentence.moves if a == at and not sentence.last]
    rules = sentence.rules("ends_move")
    return any(not rule.match(sentence.masked, b) for b in ends for rule in rules)


def _goes_on(place: Place, end: int) -> bool:
    """Whether a move is no verb of its own: "상승 동력을 잃었다", "下落に歯止めをかけた"."""
    sentence = place.sentence
    tails = (rule.match(sentence.masked, end) for rule in sentence.rules("ends_move"))
    end = max((tail.end() for tail in tails if tail), default=end)
    stop = sentence.clauses.at(end - 1).end
    return sentence.left_over(end, stop, "own", "close", "degree", "leads")


def of_other_words(place: Place) -> bool:
    """Whether a word that no row knows stands between a name and its verb, ahead of the name or
    right behind the number: "Tesla job postings fell 3%", "dealers wanted Tesla at 3%", "on its
    3% margin". It may be the subject, or what the number is of."""
    claim, sentence, at, begin = place.claim, place.sentence, place.at, place.clause.start
    if claim.kind.measures or not claim.kind.number:
        return False
    names = [(a, b) for a, b in place.names if begin <= a and b <= at]
    if sentence.last:
        return bool(names) and _owns(place, names[-1][1])
    if at < place.end and _counts(place):
        return True
    if not names:
        return False
    name = names[-1][1]
    verb = min([at, *(a for a, _, _ in sentence.moves if a >= name)])
    if sentence.left_over(name, verb, *PLAIN) and not _carried(place, name, verb):
        return True
    ahead = sentence.left_over(begin, names[0][0], *PLAIN)
    return ahead and not any(0 <= names[0][0] - b <= 1 for _, b in sentence.spans("introduces"))


def _owns(place: Place, start: int) -> bool:
    """Whether a name that is no marked subject owns an unknown noun, where verbs stand last."""
    sentence, at = place.sentence, place.at
    own = any(a == start for a, _ in sentence.spans("owning"))
    aside = [b for _, b in sentence.spans("describing") if start < b <= at]
    return own and sentence.left_over(max([start, *aside]), at, *PLAIN)


def _carried(place: Place, start: int, verb: int) -> bool:
    """Whether a verb of its own carries a noun for the move: "posted a 3% drop"."""
    left_over = place.sentence.left_over
    return any(
        not left_over(start, a, *PLAIN) and not left_over(min(b, verb), verb, *PLAIN)
        for a, b in place.sentence.spans("carries")
        if start <= a <= verb
    )


def _counts(place: Place) -> bool:
    """Whether the word right behind a number is a thing that it counts: "3% margin"."""
    text, sentence = place.sentence.masked, place.sentence
    unit = PERCENT.match(text, place.end)
    end = unit.end() if unit else place.end
    if any(rule.match(text, end) for rule in sentence.rules("ends_move")):
        return False
    word = WORD.match(text, end)
    return word is not None and sentence.left_over(end, word.end(), *PLAIN)


def of_others(place: Place) -> bool:
    """Whether the company is named among others, or as one of a group, that moved."""
    whose = max((b for _, b in place.names if b <= place.at), default=0) - 1
    if any(whose < a < place.at for a, _ in place.sentence.spans("own")):
        return False
    aside = (*place.sentence.spans("others"), *place.sentence.spans("group"))
    return any(a <= whose < b for a, b in aside)


def of_a_stranger(place: Place) -> bool:
    """Whether a name that is not known stands beside a number, or its clause may have a subject of
    its own: neither the company nor a word for it stands in it, and more than times and moves
    stands before the number."""
    sentence, at, clause = place.sentence, place.at, place.clause
    if place.tied:
        return False
    whose = max((b for _, b in place.names if b <= at), default=at)
    if any(sentence.beside(a, at) or whose <= a < at for a in sentence.unlinked):
        return True
    inside = any(clause.start <= a < clause.end for a, _ in place.names)
    if place.claim.stated is None or inside:
        return False
    if place.beside("own"):
        before = sentence.wording.focus
        names = {symbol for _, _, symbol in sentence.names}
        return before not in ((), place.claim.symbols) or len(names) > 1
    return sentence.new_subject(clause.start, at)


def of_nobody_named(place: Place) -> bool:
    """Whether a sentence names no company of the claim and its words do not point back to the one
    that the text has named so far, "It fell 3%", "The stock fell 3%"."""
    if place.claim.subject is Spoken.SPOKEN:
        return False
    wording = place.sentence.wording
    alone = wording.alone and wording.focus == place.claim.symbols and not wording.names
    return not alone or not any(b <= place.at for _, b in place.sentence.spans("points_back"))


def of_another_name(place: Place) -> bool:
    """Whether a number that is not tied to its name may be another's, or several ones'."""
    sentence, at, claim = place.sentence, place.at, place.claim
    if place.tied:
        return False
    paired = any(sentence.share(a, at) for a, _ in sentence.spans("several"))
    others = [a for a, _, symbol in sentence.names if symbol not in claim.symbols]
    return (claim.stated is not None and paired) or any(sentence.beside(a, at) for a in others)


def of_an_unsure_day(place: Place) -> bool:
    """Whether a day is left over from another sentence or of another clause; is a date of another
    weekday than told or of either of two months; or is counted from such a one, or back, "the day
    before", from one that is named ahead of it or that its sentence may name behind it."""
    claim, moments = place.claim, place.moments
    if claim.day in (Spoken.INHERITED, Spoken.DEFAULT):
        return True
    if place.day_of_the_name or place.bracketed:
        return True
    moment = None if claim.moment is None else moments[claim.moment]
    if moment is None or moment.rule is not TimeRule.FROM_LAST_DAY_NAMED:
        return moment is not None and (moment.other is not None or moment.rule in UNSURE)
    day = local_day(moment.start, moment.zone)
    ahead = [m for m in moments[: claim.moment] if m.start == m.end]
    if ahead and (ahead[-1].other is not None or ahead[-1].rule in UNSURE):
        return True
    if any(0 < (local_day(m.start, m.zone) - day).days <= WEEKEND for m in ahead):
        return True
    behind = [one for one, span in place.times if span > place.sentence.inner(moment.span)]
    return any(m.start == m.end and local_day(m.start, m.zone) != day for m in behind)


def of_what_came_before(place: Place) -> bool:
    """Whether a number stands in a clause of what came before, without its day: "After X dropped
    7%, Y fell 2% on Jan. 5"."""
    opens = any(start == place.clause.start for start, _ in place.sentence.spans("came_before"))
    subordinate = opens or bool(place.clause.kinds & OF_THE_NAME)
    return subordinate and place.day is not None and not place.own_day


def of_a_move_undone(place: Place) -> bool:
    """Whether a number is that of a move which was made good: "recouped a 7% loss"."""
    return any(end == place.at for _, end in place.sentence.spans("made_good"))


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
    """Whether words for another year stand right beside the day: "a year ago on Wednesday", "on
    that Wednesday in 2020", but not "its first miss since 2005 on Wednesday"."""
    sentence, day = place.sentence, place.day
    if day is None:
        return False
    since = () if sentence.last else sentence.rules("period")
    years = [
        span
        for moment, span in place.times
        if moment.end.year < day.start.year
        and not (moment.rule is TimeRule.YEAR and any(r.search(moment.text) for r in since))
    ]
    ends = {b + 1 for _, b in sentence.spans("period")}
    bare = (m for m in YEAR.finditer(sentence.masked) if int(m.group()) != day.start.year)
    years += [m.span() for m in bare if m.start() not in ends]
    for low, high in (sorted((place.day_span, span)) for span in years):
        between = low[1], high[0]
        if not (sentence.left_over(*between) or sentence.numbers_in(*between)):
            return True
    return False


def of_another_day(place: Place) -> bool:
    """Whether another time of the sentence may be that of the claim's number."""
    sentence, at, day = place.sentence, place.at, place.day
    if day is not None and sentence.dates(place.day_span, at):
        return False
    for moment, (start, stop) in place.times:
        if moment is day or moment.rule is TimeRule.SESSION_BEFORE or not sentence.share(start, at):
            continue
        hour = place.own_day or isinstance(moment.start, datetime)
        if hour and not sentence.beside(start, at):
            continue
        if sentence.last and place.own_day and sentence.nearer((start, stop), at):
            continue
        scope = place.claim.kind.scoped and moment.precision in SCOPES
        base = any(rule.match(sentence.masked, stop) for rule in sentence.rules("base"))
        if not (scope or base):
            return True
    return False


def of_another_number(place: Place) -> bool:
    """Whether another number that could be meant stands beside one that neither its name nor its
    day is tied to."""
    sentence, at = place.sentence, place.at
    dated = place.claim.kind.price and any(sentence.dates(span, at) for _, span in place.times)
    return not (place.tied or dated) and any(
        sentence.beside(n.start, at) and is_like(place, n) and not sentence.base(n)
        for n in sentence.numbers
    )


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
    if not sentence.left_over(clause.start, start, "the_former", "the_latter"):
        near |= {one.start for one in sentence.clauses.every if one.end == clause.start}
    for first, last, _ in sentence.moves:
        low, high = (end, first) if first >= end else (last, start)
        between = any(low <= n.start < high and is_like(place, n) for n in sentence.numbers)
        if sentence.clauses.at(first).start in near and not between:
            return True
    return False
