"""A holiday phrase with one wrong or missing letter, read as what it must have been.

Only phrases of a language's closed list (``repair_phrase`` in ``time.toml``) are restored, and
only where the words around speak of a period: of a word in Hangul, one syllable is missing, or
wrong in one of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import pairwise

from marketlink.moments.tokens import Token
from marketlink.text import Pack, pack

LONGEST = 11
WORDS = re.compile(r"[가-힣·]+")


def repaired(text: str, start: int, end: int, language: str) -> list[Token]:
    """Holiday tokens for the damaged phrases of ``text[start:end]``."""
    own = pack(language)
    return _by_syllables(text, start, end, own) if own.words.get("repair_phrase") else []


def _holiday(own: Pack, phrase: str) -> str:
    """The holiday whose name a phrase begins with."""
    for size in range(len(phrase), 0, -1):
        try:
            return str(own.value("holiday", phrase[:size]))
        except KeyError:
            continue
    raise KeyError(phrase)


@cache
def _phrases(own: Pack) -> Mapping[str, str]:
    """The phrases of the closed list, by their letters without blanks."""
    return {phrase.replace(" ", ""): phrase for phrase in own.words["repair_phrase"]}


def letters(syllable: str) -> tuple[int, int, int]:
    """The initial, medial and final letter of a Hangul syllable, by number."""
    code = ord(syllable) - 0xAC00
    return code // 588, code % 588 // 28, code % 28


def near(wrong: str, right: str) -> bool:
    """Whether two syllables differ in exactly one letter."""
    if not ("가" <= wrong <= "힣" and "가" <= right <= "힣"):
        return False
    return sum(a != b for a, b in zip(letters(wrong), letters(right), strict=True)) == 1


@lru_cache(maxsize=8192)
def one_off(word: str, own: Pack) -> tuple[str, str] | None:
    """The closed-list phrase that a word misses by one syllable, and how; None if none or two."""
    phrases = _phrases(own)
    if word in phrases or word in own.words["repair_ordinary"] or word in own.words["feast"]:
        return None
    misses: dict[str, str] = {}
    for phrase in phrases:
        if len(word) == len(phrase):
            wrong = [i for i, (a, b) in enumerate(zip(word, phrase, strict=True)) if a != b]
            if len(wrong) == 1 and near(word[wrong[0]], phrase[wrong[0]]):
                misses[phrase] = "wrong"
        elif len(word) == len(phrase) - 1 and any(
            phrase[:i] + phrase[i + 1 :] == word for i in range(len(phrase))
        ):
            misses[phrase] = "missing"
    return next(iter(misses.items())) if len(misses) == 1 else None


@cache
def _cues(own: Pack) -> tuple[re.Pattern[str], ...]:
    return tuple(own.any_of(f"repair_{name}") for name in ("context", "lead", "trail", "tail"))


def _by_syllables(text: str, start: int, end: int, own: Pack) -> list[Token]:
    if not _cues(own)[0].search(text, start, end):
        return []
    words = list(WORDS.finditer(text, start, end))
    tokens: list[Token] = []
    until = start
    for at in range(len(words)):
        for size in (3, 2, 1):
            group = words[at : at + size]
            if words[at].start() < until:
                break
            if len(group) == size and (token := _token(text, words, at, size, own)):
                tokens.append(token)
                until = token.end
                break
    return tokens


def _token(text: str, words: list[re.Match[str]], at: int, size: int, own: Pack) -> Token | None:
    """The token of a damaged phrase of ``size`` words, where the words around bear it out."""
    _, lead, trail, tail = _cues(own)
    group = words[at : at + size]
    if size > 1 and any(text[a.end() : b.start()] != " " for a, b in pairwise(group)):
        return None
    joined = "".join(word.group() for word in group)
    if len(joined) > LONGEST:
        return None
    last = group[-1]
    bare = re.sub(f"(?:{tail.pattern})$", "", last.group()) or last.group()
    squashed = joined[: len(joined) - len(last.group()) + len(bare)]
    hit = one_off(squashed, own)
    if hit is None:
        return None
    phrase, how = hit
    before = words[at - 1].group() if at else ""
    after = words[at + size].group() if at + size < len(words) else ""
    period = own.words["repair_period"][0]
    feast = phrase.removesuffix(period)
    led = lead.fullmatch(before) is not None or (
        how == "wrong" and size > 1 and feast != phrase and group[0].group() == feast
    )
    dated = text[max(0, group[0].start() - 2) : group[0].start()].rstrip()
    led = led or dated.endswith(own.words["repair_year"])
    trailed = trail.match(after) is not None or (period in phrase and period in squashed)
    weak = len(squashed) < 3 or (how == "wrong" and len(squashed) < 4 and period not in phrase)  # noqa: PLR2004 (a pair, or three)
    if not ((led and trailed) if weak else (led or trailed)):
        return None
    stop = last.start() + len(bare)
    span = own.words["repair_span"][0]
    if after.startswith(span) and words[at + size].start() == last.end() + 1:
        stop = words[at + size].start() + len(span)
    value = (_holiday(own, phrase), "block", 0, None)
    return Token(group[0].start(), stop, "holiday", value, _phrases(own)[phrase])
