"""A holiday phrase with one wrong or missing letter, read as what it must have been.

Only phrases of a language's closed list (``repair_phrase`` in ``time.toml``) are restored, and
only where the words around speak of a period. A syllable in Hangul counts as its letters, and may
be missing as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from unicodedata import normalize

from marketlink.moments.tokens import Token
from marketlink.text import Pack, pack

LONGEST = 16
WORDS = re.compile(r"(?:[^\W\d_]|·)+")
NEVER = re.compile(r"(?!)")


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


@lru_cache(maxsize=8192)
def one_off(word: str, own: Pack) -> tuple[str, str] | None:
    """The closed-list phrase that a word misses by one letter or syllable, and how; None if none or
    two."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    phrases = _phrases(own)
    if word in phrases or any(word in own.words.get(f, ()) for f in ("repair_ordinary", "feast")):
        return None
    missing = extract(word, list(phrases), scorer=OSA.distance, score_cutoff=1)
    misses = {phrase: "missing" for phrase, _, _ in missing if len(phrase) > len(word)}
    letters = {phrase: normalize("NFD", phrase) for phrase in phrases}
    wrong = extract(normalize("NFD", word), letters, scorer=OSA.distance, score_cutoff=1)
    misses.update((phrase, "wrong") for _, _, phrase in wrong)
    return next(iter(misses.items())) if len(misses) == 1 else None


@cache
def _cues(own: Pack) -> dict[str, re.Pattern[str]]:
    names = {"context": "", "lead": "", "trail": "", "tail": "$", "span": ""}
    lists = {name: (f"repair_{name}", end) for name, end in names.items()}
    return {
        n: own.compile(f"{{{words}}}{end}") if words in own.words else NEVER
        for n, (words, end) in lists.items()
    }


def repaired(text: str, start: int, end: int, language: str) -> list[Token]:
    """Holiday tokens for the damaged phrases of ``text[start:end]``."""
    own = pack(language)
    if not _cues(own)["context"].search(text, start, end):
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
    cues = _cues(own)
    group = words[at : at + size]
    last, parts = group[-1], [word.group() for word in group]
    joined = "".join(parts)
    if len(joined) > LONGEST or text[group[0].start() : last.end()] != " ".join(parts):
        return None
    bare = cues["tail"].sub("", last.group()) or last.group()
    squashed = joined[: len(joined) - len(last.group()) + len(bare)]
    hit = one_off(squashed, own)
    if hit is None:
        return None
    phrase, how = hit
    before = words[at - 1].group() if at else ""
    after = words[at + size].group() if at + size < len(words) else ""
    period = own.words["repair_period"][0]
    feast = phrase.removesuffix(period)
    led = cues["lead"].fullmatch(before) is not None or (
        how == "wrong" and size > 1 and feast != phrase and group[0].group() == feast
    )
    trailed = cues["trail"].match(after) is not None or (period in phrase and period in squashed)
    weak = len(squashed) < 3 or (how == "wrong" and len(squashed) < 4 and period not in phrase)  # noqa: PLR2004 (a pair, or three)
    if not ((led and trailed) if weak else (led or trailed)):
        return None
    stop = last.start() + len(bare)
    span = cues["span"].match(after)
    if span and words[at + size].start() == last.end() + 1:
        stop = words[at + size].start() + span.end()
    restored = _phrases(own)[phrase]
    value = (_holiday(own, restored), "block", 0, None)
    return Token(group[0].start(), stop, "holiday", value, restored)
