"""Chooses the company that a word of a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from marketlink.claims.amounts import Amount
from marketlink.claims.claim_sentence import ClaimSentence, Subject
from marketlink.claims.cues import SIZES, SUBJECTS, verb_last


def subjects_at(sentence: ClaimSentence, position: int) -> tuple[str, ...]:  # noqa: PLR0911 (a case each)
    """The symbols that a word at ``position`` is about: the nearest list of names before it,
    else the nearest after it, else those of the sentences before."""
    if (own := _bare_ticker(sentence, position)) is not None:
        return own
    led = pointed_back_to(sentence)
    names = [
        s
        for s in sentence.subjects
        if s.start not in sentence.objects or _goes_on(sentence, s, position)
    ]
    aside = _described(sentence, names, position)
    names = [s for s in names if s.start not in aside]
    before = [subject for subject in names if subject.end <= position]
    if led and not _in_clause(sentence, before, position):
        return led
    if before and _passed_on(sentence, before[-1].end, position):
        return ()
    if before:
        return _list_up_to(sentence, before)
    if pronoun := _by_pronoun(sentence, position):
        return pronoun
    if of_a_stranger(sentence, position):
        return ()
    after = [subject for subject in names if subject.start > position]
    if after and re.search(r"[:;]", sentence.text[position : after[0].start]):
        after = []
    if after:
        return list_from(sentence, after)
    return sentence.inherited if may_inherit(sentence, position) else ()


def _bare_ticker(sentence: ClaimSentence, position: int) -> tuple[str, ...] | None:
    """The symbol of a ticker right ahead of a number, as in a row of them, "NVDA -17.0% AVGO
    -17.4%": that of a firm told of, else nobody's; None where there is none."""
    text = sentence.text[max(sentence.start, position - BEHIND) : position]
    match = BARE_TICKER.search(text)
    if match is None:
        return None
    at = position - len(text) + match.start(1)
    if any(subject.start <= at < subject.end for subject in sentence.subjects):
        return None
    near = (*(subject.symbol for subject in sentence.subjects), *sentence.inherited)
    return tuple(symbol for symbol in dict.fromkeys(near) if symbol == match[1])


BEHIND = 10
BARE_TICKER = re.compile(r"(?<![\w&.-])\$?([A-Z]{3,5})[:(]?\s{0,2}[-+−–▲▼]?$")


def _goes_on(sentence: ClaimSentence, subject: Subject, position: int) -> bool:
    """Whether a clause tells what a name did that another is compared with: "fell more than
    the Nasdaq, which lost 0.5%"."""
    clause = sentence.match(SUBJECTS.which, subject.end)
    if clause is None or position < clause.end():
        return False
    return sentence.search(SUBJECTS.border, clause.end(), position) is None


def _by_pronoun(sentence: ClaimSentence, position: int) -> tuple[str, ...]:
    """The symbols of "the stock" or a pronoun before a word of a sentence: "With Friday's fall, it
    has lost 31%, one of the weakest of the S&P 500"."""
    if sentence.search(SUBJECTS.the_stock, sentence.start, position) and sentence.firm:
        return sentence.firm
    return sentence.leading if sentence.search(SUBJECTS.it_has, sentence.start, position) else ()


def of_a_stranger(sentence: ClaimSentence, position: int) -> bool:
    """Whether a word of an English sentence belongs to a name linked to nothing, or to the
    market at large, that the sentence begins with."""
    first = min([position, *(move.start for move in sentence.moves)])
    if any(s.start < first for s in sentence.subjects):
        return False
    if sentence.match(SUBJECTS.at_large, sentence.start, first):
        return True
    return sentence.fullmatch(SUBJECTS.stranger, sentence.start, first) is not None


def _described(sentence: ClaimSentence, names: Sequence[Subject], position: int) -> set[int]:
    """Where names stand inside a clause that describes the one before it, for what comes
    behind the clause."""
    return {
        s.start
        for name, _, end in describing_clauses(sentence, names)
        for s in names
        if end <= position and name.end <= s.start < end
    }


def _passed_on(sentence: ClaimSentence, name: int, position: int) -> bool:
    """Whether a sentence takes a kind of stocks, a market or another class of stock for its topic
    between a name and a word: "황 엔비디아 CEO가 나섰지만 국내 반도체주는 밀렸다"."""
    return sentence.search(SUBJECTS.other_topic, name, position) is not None


def pointed_back_to(sentence: ClaimSentence) -> tuple[str, ...]:
    """The symbols that the sentence's own first words point back to; none where they do not."""
    if not sentence.inherited:
        return ()
    match = sentence.match(SUBJECTS.leading, sentence.start, sentence.end)
    if match is None:
        return ()
    if match.group("aside"):
        aside = [s for s in sentence.subjects if s.start == match.end()]
        if not aside or not sentence.match(SUBJECTS.aside, aside[0].end):
            return ()
        sentence.objects.add(aside[0].start)
    led = sentence.inherited if match.group("many") else sentence.leading or sentence.inherited
    of_an_index = all(symbol.startswith("^") for symbol in led)
    return sentence.firm or led if of_an_index and match.groupdict().get("firm") else led


def _in_clause(sentence: ClaimSentence, before: Sequence[Subject], position: int) -> bool:
    """Whether a name stands before a position in the same clause, or in one that only tells of the
    name: "a lead over Ace, down 11.1%", "Ace, whose shares fell 3%"."""
    borders = [
        match.end() for match in sentence.finditer(SUBJECTS.border, sentence.start, position)
    ]
    return any(
        subject.start >= max(borders, default=sentence.start)
        or _goes_on(sentence, subject, position)
        for subject in before
    )


def list_from(sentence: ClaimSentence, names: Sequence[Subject]) -> tuple[str, ...]:
    """The symbols of the first of some names and of those listed behind it."""
    chain = list(names[:1])
    for subject in names[1:]:
        if not sentence.fullmatch(SUBJECTS.list, chain[-1].end, subject.start):
            break
        chain.append(subject)
    return tuple(dict.fromkeys(subject.symbol for subject in chain))


def _list_up_to(sentence: ClaimSentence, before: Sequence[Subject]) -> tuple[str, ...]:
    """The symbols of the last of some names and of those listed before it."""
    chain = [before[-1]]
    for subject in reversed(before[:-1]):
        if not sentence.fullmatch(SUBJECTS.list, subject.end, chain[-1].start):
            break
        chain.append(subject)
    return tuple(dict.fromkeys(subject.symbol for subject in reversed(chain)))


def may_inherit(sentence: ClaimSentence, position: int | None = None) -> bool:
    """Whether the sentence leaves its subject to the one before: no other topic is named, nor,
    where verbs stand last, another subject in the clause of the word at ``position``."""
    if not sentence.inherited:
        return False
    if sentence.leaves_subject is None:
        sentence.leaves_subject = _leaves_subject(sentence)
    if sentence.leaves_subject or position is None or not verb_last(sentence.language):
        return sentence.leaves_subject
    borders = [m.end() for m in sentence.finditer(SUBJECTS.clause_end, sentence.start, position)]
    return bool(borders) and _leaves_subject(sentence, borders[-1])


def _leaves_subject(sentence: ClaimSentence, start: int = 0) -> bool:
    """The same of the clause that begins at ``start``, for which subjects before it say nothing,
    but topics do."""
    if not verb_last(sentence.language):
        return sentence.search(SUBJECTS.pronoun) is not None
    if own := sentence.search(SUBJECTS.own_topic):
        start = max(start, own.start() + 1)
    marked = [m.group(1) for m in sentence.finditer(SUBJECTS.marked) if m.start() >= start]
    if all(symbol.startswith("^") for symbol in sentence.inherited):
        marked = [
            word for word in marked if not SUBJECTS.index_noun[sentence.language].fullmatch(word)
        ]
    return not any(is_topic(sentence, word) for word in marked)


def is_topic(sentence: ClaimSentence, word: str) -> bool:
    """Whether a marked word is a topic of its own: no general word for a stock or a time."""
    kinds = (SUBJECTS.generic, SUBJECTS.adverbial)
    return not any(kind[sentence.language].search(word) for kind in kinds)


def paired(sentence: ClaimSentence, numbers: Sequence[Amount]) -> list[tuple[str, ...]]:
    """The company of each number, for "respectively" and for a list of numbers beside a list of as
    many names, "A and B fell 3% and 5%"; () where the words pair none with it."""
    if not sentence.search(SIZES.paired):
        return [pair for run in _runs(sentence, numbers) for pair in _in_step(sentence, run)]
    symbols = list(
        dict.fromkeys(s.symbol for s in sentence.subjects if s.start not in sentence.objects)
    )
    if not symbols and may_inherit(sentence):
        symbols = [symbol for symbol in sentence.inherited if not symbol.startswith("^")]
    pairs = len(symbols) == len(numbers) > 1
    return [(symbol,) for symbol in symbols] if pairs else [()] * len(numbers)


def _runs(sentence: ClaimSentence, numbers: Sequence[Amount]) -> list[list[Amount]]:
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
    if len(run) < 2:  # noqa: PLR2004 (a pair, or three)
        return [()]
    names = [s for s in sentence.subjects if s.start not in sentence.objects]
    start, end = run[0].start, run[-1].end
    days = [m for _, m in sentence.moments if m.span[0] >= end and m.precision == "day"]
    owners = sentence.match(SIZES.of_names, end)
    if owners and any(s.start == owners.end() for s in names):
        symbols = list_from(sentence, [s for s in names if s.start >= owners.end()])
    else:
        before = [s for s in names if s.end <= start]
        apart = before and (
            any(before[-1].end <= a < start for a, _ in sentence.strangers)
            or any(
                border.group() != ", "
                for border in sentence.finditer(SUBJECTS.border, before[-1].end, start)
            )
            or sentence.search(SUBJECTS.clause_end, before[-1].end, start)
        )
        symbols = _list_up_to(sentence, before) if before and not apart else ()
    if len(symbols) != len(run) or len(days) > 1:
        return [()] * len(run)
    return [(symbol,) for symbol in symbols]


def describing_clauses(
    sentence: ClaimSentence, names: Sequence[Subject]
) -> Iterator[tuple[Subject, int, int]]:
    """The clauses that only describe one of some names, ahead of its verb."""
    starts = {move.start for move in sentence.moves}
    for name in names:
        clause = sentence.match(SUBJECTS.described, name.end, sentence.end)
        if clause and clause.end() in starts:
            yield name, *clause.span()


def described_apart(sentence: ClaimSentence, at: int, position: int) -> bool:
    """Whether a clause that describes a name holds one of two places of the sentence."""
    return any(
        start <= at < end and not start <= position < end
        for _, start, end in describing_clauses(sentence, sentence.subjects)
    )
