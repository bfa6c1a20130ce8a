"""The first word of a company's full name, or its symbol that is also a word, standing for it
later: "American" after "American Airlines", "TAP shares" after "Molson Coors"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from marketlink.companies.candidate import NameCandidate, covered
from marketlink.companies.context import proof
from marketlink.companies.cues import plain
from marketlink.companies.directory import Directory
from marketlink.companies.names import Name
from marketlink.companies.normalise import fold
from marketlink.companies.sentences import sentence_at, sentences
from marketlink.records.article import Line
from marketlink.text import word_set

SHORTEST, SYMBOL = 4, 3
"""Letters that a first word, and a symbol, has at least."""
_LOST_BLANK = r"(?<=[a-z]{3})(?=[A-Z]{3})"
"""Where a heading was written onto a symbol: "Price performanceONTO stock"."""
_LONGER = re.compile(r"(?: (?!shares|stock)[A-Z][a-z]|-[A-Za-z]| stocks\b)")


def short_forms(
    text: str, lines: Sequence[Line], candidates: Sequence[NameCandidate], names: Directory
) -> Iterator[NameCandidate]:
    """The places where such a word stands with a cue beside it that it is the company.

    It counts only after the full name among the ``candidates`` settled so far, a symbol in a title,
    too, and only for one company; words that are names by themselves have rules of their own.
    """
    introduced = _introduced(candidates, names)
    if not introduced:
        return
    words = "|".join(map(re.escape, introduced))
    pattern = re.compile(rf"(?:\b|{_LOST_BLANK})(?:{words})\b(?![\w&])")
    is_candidate = covered(candidates)
    for line in lines:
        if not pattern.search(text, line.start, line.end):
            continue
        folded = fold(text[line.start : line.end])
        parts = sentences(folded.text)
        for match in pattern.finditer(folded.text):
            at = line.start + folded.span(*match.span())[0]
            name, since = introduced[match.group()]
            titled = line.kind == "title" and match.group().isupper()
            longer = _LONGER.match(folded.text, match.end())
            if (at < since and not titled) or is_candidate(at, at + 1) or longer:
                continue
            sentence = sentence_at(parts, match.start())
            one = NameCandidate(text, line, folded, sentence, *match.span(), names=(name,))
            shouted = match.group().isupper() and sentence.shouting
            if shouted or one.cue("determined", plain()) or not (cue := proof(one, names)):
                continue
            one.decide("linked", f"short for {name.text}", 0.8, cue)
            yield one


def _introduced(
    candidates: Sequence[NameCandidate], names: Directory
) -> dict[str, tuple[Name, int]]:
    """First words of the full English names that linked, and symbols of names that are words with
    capitals, each of one company only."""
    forms: dict[str, dict[str, tuple[Name, int]]] = defaultdict(dict)
    for one in candidates:
        if one.verdict != "linked" or not one.names:
            continue
        name = one.names[0]
        if name.symbol in word_set("common_capitals") and len(name.symbol) >= SYMBOL:
            forms[name.symbol].setdefault(names.company(name.symbol), (name, one.stop))
        if " " not in one.surface:
            continue
        word, second, *_ = one.surface.split()
        general = word in word_set("no_short_form") or second.islower()  # "Home", "Bank of"
        if general or len(word) < SHORTEST or not word[0].isupper() or not word.isalpha():
            continue
        forms[word].setdefault(names.company(name.symbol), (name, one.stop))
    alone = {word: next(iter(firms.values())) for word, firms in forms.items() if len(firms) == 1}
    return {word: entry for word, entry in alone.items() if not names.find(fold(word))}
