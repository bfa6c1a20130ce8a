"""Where the sentences of a text begin and end, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from marketlink.text.pack import Pack

LONGEST = 1200
"""Characters after which a sentence is cut at a blank, so that a text without an end to its
sentences takes linear time, too."""
_CLOSERS = "\"'”’」』)\\]"
_STOPS = ".!?。．！？"
_BREAK = re.compile(rf"[{_STOPS}\n](?:(?<=\n)|(?<![{_STOPS}][{_STOPS}])[{_STOPS}]*+[{_CLOSERS}]*+)")


class Sentence(NamedTuple):
    """The sentence ``text[start:end]``, without the blanks around it and the mark of a list."""

    start: int
    end: int


@lru_cache(maxsize=64)
def sentences(
    text: str, pack: Pack, start: int = 0, end: int | None = None
) -> tuple[Sentence, ...]:
    """The sentences of ``text[start:end]``, in order.

    A line break ends a sentence. A stop does where a blank follows it, or a letter of a script
    that puts none there, unless the word before it is one of the language's ``abbreviation``
    or ``title_abbreviation``, or the text goes on in small letters. An abbreviation that may
    also end a sentence ("Inc.") does where one of the language's ``sentence_opener`` follows.
    Moments, claims and events ask for the same lines: the last are remembered.
    """
    end = len(text) if end is None else end
    cues = _cues(pack)
    sentence_list: list[Sentence] = []
    begin = start
    for match in _BREAK.finditer(text, start, end):
        if match[0] != "\n" and not cues.closes(text, begin, match, end):
            continue
        _add(sentence_list, text, begin, match.end(), cues)
        begin = match.end()
    _add(sentence_list, text, begin, end, cues)
    return tuple(sentence_list)


@dataclass(frozen=True, slots=True)
class _Cues:
    never: re.Pattern[str]
    maybe: re.Pattern[str]
    opener: re.Pattern[str]
    run_on: re.Pattern[str]
    unparted: re.Pattern[str]

    def closes(self, text: str, begin: int, stop: re.Match[str], end: int) -> bool:  # noqa: PLR0911 (a case each)
        """Whether a sentence begun at ``begin`` ends with the stop."""
        first, after = stop.start(), stop.end()
        if after >= end:
            return True
        follows = text[after]
        if stop[0][0] in WIDE:
            return True
        if not follows.isspace():
            if MARKED.match(text, after, end):
                return True
            before = text[max(first - 1, begin)]
            word = text[max(first - 3, begin) : first]
            if (word.islower() and word.isalpha()) or before in ENDING:
                for begins in (self.run_on, self.opener):
                    if begins.match(text, after, end):
                        return True
            unspaced = UNSPACED.match(text, after, end)
            return unspaced is not None and not (before.isascii() and before.isalnum())
        if stop[0][0] != ".":
            return True
        next_at = after
        while next_at < min(end, after + 8) and text[next_at].isspace():
            next_at += 1
        if next_at < end and text[next_at].islower() and text[next_at].isascii():
            return False
        window = max(begin, first - 12)
        if self.never.search(text, window, first):
            return False
        if self.maybe.search(text, window, first):
            return self.opener.match(text, next_at, end) is not None
        return True


WIDE = "。！？"
"""Stops that end a sentence whatever follows them: "上げた。NVIDIAは"."""
ENDING = "0123456789%)"
"""What a sentence may end with whose next lost the blank before it."""
RUN_ON = (
    r"(?!(?i:{web_ending})\b)(?:[A-Z][a-z][A-Za-z](?:[A-Za-z]| )|[A-Z]{2,}(?=[’']?s?\s))"
    r"|(?:[A-Z]\.){2,} "
)
"""How a sentence begins that lost the blank before it, and no address does."""
DATED = r"[A-Z][a-z]{2,8}\.? \d{1,2} \([A-Z][\w ]+\)"
"""How an agency's report begins, behind the points ahead of it: "down 5%Jan 26 (Reuters)"."""
MARKED = re.compile(r"\*{1,2} (?=[^\W\da-z_])")
"""How a point of a list begins that stands on the line of the last: "release.** Battery maker"."""
UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3\d\[(“‘\"'●◆◇■□▲△▶◎○※•]|- ")
"""How a sentence or a point of a list may begin that follows a stop of such a script without a
blank."""
LEAD = re.compile(r"\s*+(?:[*•‣▪◦–—-]{1,3}\s++(?=[^\W\d_]))?")
"""What a sentence begins behind: blanks, and the mark of a list: "** Shares of Ace fell"."""

POINT, FEWEST = (
    re.compile(
        r"(?<=[\w%).])(?:\s?- |\*{1,2})(?=[A-Z][\w.]+:? )|(?<=[^\W\dA-Za-z_])- (?=[^\W_a-z])"
    ),
    3,
)
"""The mark of a point in a list that stands on one line, and how many make one: "up 5.41%- Would be
highest close since Feb. 4 - On pace for ... - Currently up", "*Ace up*Merck slides*Fed meets", and
in a script without capitals right behind a word."""


@cache
def _cues(pack: Pack) -> _Cues:
    return _Cues(
        pack.compile(r"\b(?:{title_abbreviation}|[A-Za-z])$", case=True),
        pack.compile(r"\b{abbreviation}$", case=True),
        pack.compile(r"{sentence_opener}", case=True),
        pack.compile(RUN_ON, case=True),
        pack.compile(rf"(?<=[a-z]{{3}})(?={{opening_word}} )|(?<=%)(?={DATED})", case=True),
    )


def _add(sentence_list: list[Sentence], text: str, begin: int, stop: int, cues: _Cues) -> None:
    """Append a sentence without what leads it; one that a heading or a name is written onto is cut
    there, "By Al ClarkShares of Ace fell", and a very long one at blanks."""
    if lead := LEAD.match(text, begin, stop):
        begin = lead.end()
    marks = [m.start() for m in POINT.finditer(text, begin, stop)]
    if len(marks) < FEWEST:
        marks = [m.start() for m in cues.unparted.finditer(text, begin + 1, stop)]
    if marks:
        for first, last in pairwise((begin, *marks, stop)):
            _add(sentence_list, text, first, last, cues)
        return
    part = text[begin:stop]
    stop = begin + len(part.rstrip())
    while stop - begin > LONGEST:
        cut = text.rfind(" ", begin + LONGEST // 2, begin + LONGEST)
        cut = cut if cut > 0 else begin + LONGEST
        sentence_list.append(Sentence(begin, cut))
        begin = cut + (text[cut] == " ")
    if stop > begin:
        sentence_list.append(Sentence(begin, stop))
