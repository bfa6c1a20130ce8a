"""Chooses the company that a word of a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence, NameWord, overlaps
from marketlink.claims.cues import DIRECTIONS, SIZES, SUBJECTS
from marketlink.text.cues import Cue

BEHIND, GOVERNOR, VERB = 10, 30, 12
BARE_TICKER = re.compile(r"(?<![\w&.-])\$?([A-Z]{3,5})[:(]?\s{0,2}[-+−–▲▼]?$")
CUT = re.compile(r"[:;]")
OWNER = re.compile(r"^(?:\w+ )?(\w+) $")


def subjects_at(sentence: ClaimSentence, position: int) -> tuple[str, ...]:  # noqa: PLR0911 (a case each)
    """The symbols that a word at ``position`` is about: the nearest list of names before it,
    else the nearest after it, else those of the sentences before."""
    if (own := _bare_ticker(sentence, position)) is not None:
        return own
    led = pointed_back_to(sentence)
    names, before = _movers(sentence, position)
    if led and not _in_clause(sentence, before, position):
        return led
    if before and sentence.search(SUBJECTS.other_topic, before[-1].end, position):
        return ()
    if before:
        return _list_up_to(sentence, before)
    stock = sentence.search(SUBJECTS.the_stock, 0, position + VERB) if sentence.firm else None
    if stock and stock.start() < position:
        return sentence.firm
    if sentence.leading and sentence.ahead(SUBJECTS.it_has, position):
        return sentence.leading
    if of_a_stranger(sentence, position):
        return ()
    if sentence.verb_last and sentence.match(DIRECTIONS.topic, position):
        dated = any(moment.span[1] <= position for _, moment in sentence.moments)
        return sentence.inherited if dated else ()  # "이날 상승은 ... 엔비디아의 ... 때문"
    after = [subject for subject in names if subject.start > position]
    if after and not CUT.search(sentence.text, position, after[0].start):
        return list_from(sentence, after)
    return sentence.inherited if may_inherit(sentence, position) else ()


def members_at(sentence: ClaimSentence, position: int) -> tuple[str, ...]:
    """The symbols named ahead of a word as members of a kind of stocks that it is about."""
    before = sentence.names_before(position)
    if not before or sentence.percents(before[-1].end, position):
        return ()
    group = sentence.match(SUBJECTS.as_members, before[-1].end)
    return _list_up_to(sentence, before) if group and group.end() <= position else ()


def _movers(sentence: ClaimSentence, position: int) -> tuple[list[NameWord], list[NameWord]]:
    """The names that can be what a word is about, and those of them ahead of it: none of an aside,
    of what tells why, or that a verb before the word's own only deals with."""
    names = [
        s
        for s in sentence.names
        if s.start not in sentence.objects or _goes_on(sentence, s, position)
    ]
    aside = (*sentence.descriptions, *sentence.spans("stranger_aside"))
    aside = tuple((start, end) for start, end in aside if end <= position)
    names = [s for s in names if not any(start <= s.start < end for start, end in aside)]
    names = without_reasons(sentence, names, position)
    before = [subject for subject in names if subject.end <= position]
    return names, _of_the_first_verb(sentence, before, position)


def dealt_with(sentence: ClaimSentence, position: int) -> frozenset[str]:
    """The companies named ahead of a word that it cannot be about."""
    _, before = _movers(sentence, position)
    held_against = sentence.objects - sentence.attributes
    ahead = {s.symbol for s in sentence.names_before(position) if s.start not in held_against}
    later = {s.symbol for s in sentence.names if s.end > position}
    return frozenset(ahead - later - {s.symbol for s in before})


def _bare_ticker(sentence: ClaimSentence, position: int) -> tuple[str, ...] | None:
    """The symbol of a ticker right ahead of a number, as in a row of them, "NVDA -17.0% AVGO
    -17.4%": that of a firm told of, else nobody's; None where there is none."""
    text = sentence.text[max(0, position - BEHIND) : position]
    match = BARE_TICKER.search(text)
    if match is None:
        return None
    at = position - len(text) + match.start(1)
    if any(subject.start <= at < subject.end for subject in sentence.names):
        return None
    near = (*(subject.symbol for subject in sentence.names), *sentence.inherited)
    return (match[1],) if match[1] in near else ()


def without_reasons(
    sentence: ClaimSentence, names: list[NameWord], position: int
) -> list[NameWord]:
    """The names but for those of what tells why a topic before them moved, be it one that no name
    is known of: B of "A, B 공급 소식에 3%↑" and of "A는 B의 급등에 3% 올랐다"."""
    topics = [s.end for s in names if sentence.match(SUBJECTS.set_off, s.end)]
    topics += [
        end for end in _strangers(sentence) if all(not s.start < end <= s.end for s in names)
    ]
    first = min(topics, default=position)
    return [s for s in names if s.start < first or not _of_a_reason(sentence, first, s, position)]


def _strangers(sentence: ClaimSentence) -> list[int]:
    """Where topics end that are no name known, and no general word for a stock or a time but
    behind such a name that the sentence begins with: "헥사론 주가는"."""

    def of_nobody(match: re.Match[str]) -> bool:
        if not _is_general(sentence, match.group(1)):
            return True
        owner = OWNER.search(sentence.text[: match.start(1)])
        return owner is not None and not (
            overlaps(owner.span(1), sentence.named_or_told) or _is_general(sentence, owner[1])
        )

    return [match.end(1) for match in sentence.finditer(SUBJECTS.marked) if of_nobody(match)]


def _of_a_reason(sentence: ClaimSentence, topic: int, name: NameWord, position: int) -> bool:
    """Whether a name stands between a topic and a number in what tells why or with whom: no subject
    of its own but in what is told, none of a list, and in no clause behind the topic's."""
    if name.end > position:
        return False
    if sentence.search(SUBJECTS.clause_end, topic, name.start):
        return False
    aside = sentence.match(SUBJECTS.oblique, name.end)
    if aside is not None and not any(s.start == aside.end() for s in sentence.names):
        return aside.end() <= position
    telling = sentence.search(SUBJECTS.embedded, name.end, position)
    if sentence.match(SUBJECTS.set_off, name.end) and not telling:
        return False
    why = sentence.search(SUBJECTS.why, name.end, position)
    return why is not None and not sentence.search(SUBJECTS.several, name.end, position)


def _of_the_first_verb(
    sentence: ClaimSentence, names: list[NameWord], position: int
) -> list[NameWord]:
    """The names ahead of a position but for those that a verb before its own only deals with: "A
    teamed up with B and fell" is of A, and of nobody known where no A is."""
    verb = max((move.start for move in sentence.moves if move.start <= position), default=position)
    if not names or not sentence.fullmatch(SUBJECTS.coordinated, names[-1].end, verb):
        return names
    borders = sentence.finditer(SUBJECTS.clause_start, 0, names[-1].start)
    start = max((match.end() for match in borders), default=0)
    names = [s for s in names if s.start >= start]
    if _is_governed(sentence, names[0].start):
        return []
    listed = list_from(sentence, names)
    return [s for s in names if s.symbol in listed]


def _is_governed(sentence: ClaimSentence, at: int) -> bool:
    """Whether a name stands behind a word that makes it no subject: "with", "sued by"."""
    return sentence.before(SUBJECTS.governed, at, GOVERNOR) is not None


def is_topic(sentence: ClaimSentence, start: int, end: int) -> bool:
    """Whether a name can be what the next sentence goes on about."""
    if sentence.verb_last:
        return sentence.match(SUBJECTS.as_topic, end) is not None
    return start not in sentence.objects and not _is_governed(sentence, start)


def _goes_on(sentence: ClaimSentence, subject: NameWord, position: int) -> bool:
    """Whether a clause tells what a name did that another is compared with: "fell more than
    the Nasdaq, which lost 0.5%"."""
    clause = sentence.match(SUBJECTS.which, subject.end)
    if clause is None or position < clause.end():
        return False
    return sentence.search(SUBJECTS.border, clause.end(), position) is None


def of_a_stranger(sentence: ClaimSentence, position: int) -> bool:
    """Whether a word of an English sentence belongs to a name linked to nothing, or to the
    market at large, that the sentence begins with."""
    first = min([position, *(move.start for move in sentence.moves)])
    if any(s.start < first for s in sentence.names):
        return False
    at_large = sentence.match(SUBJECTS.at_large, 0, first)
    return (at_large or sentence.fullmatch(SUBJECTS.stranger, 0, first)) is not None


def pointed_back_to(sentence: ClaimSentence) -> tuple[str, ...]:
    """The symbols that the sentence's own first words point back to; none where they do not."""
    if not sentence.inherited:
        return ()
    match = sentence.match(SUBJECTS.leading, 0)
    if match is None:
        return ()
    if match.group("aside"):
        aside = [s for s in sentence.names if s.start == match.end()]
        if not aside or not sentence.match(SUBJECTS.aside, aside[0].end):
            return ()
        sentence.objects.add(aside[0].start)
    led = sentence.inherited if match.group("many") else sentence.leading or sentence.inherited
    of_an_index = all(symbol.startswith("^") for symbol in led)
    return sentence.firm or led if of_an_index and match.groupdict().get("firm") else led


def _in_clause(sentence: ClaimSentence, before: Sequence[NameWord], position: int) -> bool:
    """Whether a name stands before a position in the same clause, or in one that only tells of the
    name: "a lead over Ace, down 11.1%", "Ace, whose shares fell 3%"."""
    borders = sentence.finditer(SUBJECTS.border, 0, position)
    start = max((match.end() for match in borders), default=0)
    return any(one.start >= start or _goes_on(sentence, one, position) for one in before)


def list_from(sentence: ClaimSentence, names: Sequence[NameWord]) -> tuple[str, ...]:
    """The symbols of the first of some names and of those listed behind it."""
    chain = list(names[:1])
    for subject in names[1:]:
        if not sentence.fullmatch(SUBJECTS.list, chain[-1].end, subject.start):
            break
        chain.append(subject)
    return tuple(dict.fromkeys(subject.symbol for subject in chain))


def _list_up_to(sentence: ClaimSentence, before: Sequence[NameWord]) -> tuple[str, ...]:
    """The symbols of the last of some names and of those listed before it."""
    first = len(before) - 1
    while first and sentence.fullmatch(SUBJECTS.list, before[first - 1].end, before[first].start):
        between = sentence.text[before[first - 1].end : before[first].start]
        if between == ", " and _is_governed(sentence, before[first - 1].start):
            break  # "Teaming up with A, B rose"
        first -= 1
    return tuple(dict.fromkeys(subject.symbol for subject in before[first:]))


def may_inherit(sentence: ClaimSentence, position: int = 0) -> bool:
    """Whether the sentence leaves its subject to the one before: no other topic is named, or,
    where verbs stand last, no other subject in the clause of the word at ``position``."""
    borders = [match.end() for match in sentence.finditer(SUBJECTS.clause_end, 0, position)]
    starts = (0, *borders[-1:])
    return bool(sentence.inherited) and any(_leaves_subject(sentence, start) for start in starts)


def _leaves_subject(sentence: ClaimSentence, start: int) -> bool:
    """The same of the clause that begins at ``start``, for which subjects before it say nothing,
    but topics do: marked words that are no general ones for a stock or a time."""
    if not sentence.verb_last:
        return sentence.search(SUBJECTS.pronoun) is not None
    if own := sentence.search(SUBJECTS.own_topic):
        start = max(start, own.start() + 1)
    marked = [m.group(1) for m in sentence.finditer(SUBJECTS.marked) if m.start() >= start]
    noun = SUBJECTS.index_noun[sentence.language]
    of_indices = all(symbol.startswith("^") for symbol in sentence.inherited)
    return all(
        (of_indices and noun.fullmatch(word)) or _is_general(sentence, word) for word in marked
    )


def _is_general(sentence: ClaimSentence, word: str) -> bool:
    """Whether a word is a general one for a stock or a time."""
    kinds = (SUBJECTS.generic, SUBJECTS.adverbial)
    return any(kind[sentence.language].search(word) for kind in kinds)


def paired(sentence: ClaimSentence, numbers: Sequence[Amount]) -> list[tuple[str, ...]]:
    """The company of each number, for "respectively" and for a list of numbers beside a list of as
    many names, "A and B fell 3% and 5%", or of several such lists behind all names, "A and B
    rose $3 and $5, to $30 and $50, respectively"; () where the words pair none with it."""
    if not numbers:
        return []
    if not sentence.search(SIZES.paired):
        return [pair for run in runs_of(sentence, numbers) for pair in _in_step(sentence, run)]
    symbols = list(dict.fromkeys(s.symbol for s in sentence.subjects))
    if not symbols and may_inherit(sentence):
        symbols = [symbol for symbol in sentence.inherited if not symbol.startswith("^")]
    count, runs = len(symbols), runs_of(sentence, numbers)
    owners: list[tuple[str, ...]] = [(symbol,) for symbol in symbols]
    if count < 2:  # noqa: PLR2004 (a pair)
        return [()] * len(numbers)
    if len(numbers) == count:
        return owners
    ahead = all(one.end <= numbers[0].start for one in sentence.names)
    return [
        pair
        for run in runs
        for pair in (owners if ahead and len(run) == count else _in_step(sentence, run))
    ]


def named_behind(sentence: ClaimSentence, cue: Cue, at: int) -> list[NameWord]:
    """The names behind a place, of which words of a kind lead to the first: "3% for Micron"."""
    match = sentence.match(cue, at)
    after = [name for name in sentence.names if match and name.start >= match.end()]
    return after if match and after and after[0].start == match.end() else []


def runs_of(sentence: ClaimSentence, numbers: Sequence[Amount]) -> list[list[Amount]]:
    """The numbers of a sentence, those of one list together."""
    runs: list[list[Amount]] = []
    for number in numbers:
        if runs and sentence.fullmatch(SIZES.next_number, runs[-1][-1].end, number.start):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _in_step(sentence: ClaimSentence, run: Sequence[Amount]) -> list[tuple[str, ...]]:
    """The company of each number of a list: of the list of names behind it, "losses of 3% and 5%
    for A and B", else of that before it, in the same clause; () where there are not as many, or
    each is a day's."""
    start, end = run[0].start, run[-1].end
    days = [m for _, m in sentence.moments if m.span[0] >= end and m.precision == "day"]
    if len(run) == 1 or len(days) > 1:
        return [()] * len(run)
    if after := named_behind(sentence, SIZES.of_names, end):
        symbols = list_from(sentence, after)
    else:
        before = [s for s in sentence.subjects if s.end <= start]
        symbols = _list_up_to(sentence, before) if before else ()
    return [(symbol,) for symbol in symbols] if len(symbols) == len(run) else [()] * len(run)


def described_apart(sentence: ClaimSentence, at: int, position: int) -> bool:
    """Whether a clause that describes a name holds one of two places of the sentence."""
    spans = sentence.descriptions
    return any(start <= at < end and not start <= position < end for start, end in spans)
