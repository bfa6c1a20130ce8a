"""A holiday phrase with one wrong or missing syllable, read as what it must have been.

Only phrases of a closed list are restored, only where the words around speak of a period, and a
wrong syllable counts only if it differs from the right one in a single letter (jamo).
"""

# ruff: noqa: E501 (Korean letters count double, and one pattern a line reads better)
from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from marketlink.moments.festivals import ENGLISH, KOREAN
from marketlink.moments.tokens import Token

KOREAN_PHRASES = {
    "설연휴": "설 연휴", "설날연휴": "설날 연휴", "설명절연휴": "설 명절 연휴", "추석연휴": "추석 연휴",
    "추석명절": "추석 명절", "한가위연휴": "한가위 연휴", "신정연휴": "신정 연휴",
    "명절연휴": "명절 연휴", "황금연휴": "황금 연휴", "삼일절": "삼일절", "삼일절연휴": "삼일절 연휴",
    "어린이날": "어린이날", "어린이날연휴": "어린이날 연휴", "부처님오신날": "부처님오신날",
    "석가탄신일": "석가탄신일", "현충일": "현충일", "현충일연휴": "현충일 연휴", "광복절": "광복절",
    "광복절연휴": "광복절 연휴", "개천절": "개천절", "개천절연휴": "개천절 연휴", "한글날": "한글날",
    "한글날연휴": "한글날 연휴", "성탄절": "성탄절", "성탄절연휴": "성탄절 연휴",
    "크리스마스": "크리스마스", "크리스마스연휴": "크리스마스 연휴", "춘절연휴": "춘절 연휴",
    "국경절": "국경절", "국경절연휴": "국경절 연휴", "노동절연휴": "노동절 연휴",
    "골든위크": "골든위크", "추수감사절": "추수감사절", "추수감사절연휴": "추수감사절 연휴",
    "독립기념일": "독립기념일", "메모리얼데이": "메모리얼데이",
}  # fmt: skip
_ORDINARY = (
    "광복 한글 개천 현충 성탄 국경 노동 명절 연휴 황금 설명 추석 설날 한가위 신정 어린이 크리스마스 국경일 추가연휴 대체연휴"
    " 임시연휴 여름연휴 금연휴 긴연휴 봄연휴"
)
ORDINARY = frozenset(_ORDINARY.split())
LEADS = "지난|이번|올해|금년|오는|다가오는|작년|지난해|내년|올"
TRAILS = "기간|동안|내내|직전|직후|이후|전후|연휴|당일|앞두고|끝나고|시즌"
CONTEXT = re.compile(rf"(?:{TRAILS}|휴|절|날|연)")
WORDS = re.compile(r"[가-힣·]+")
TAIL = re.compile(r"(?:에는|에도|에|을|를|은|는|의|가|이|엔|때|중)$")


def jamo(syllable: str) -> tuple[int, int, int]:
    """The initial, medial and final letter of a Hangul syllable, by number."""
    code = ord(syllable) - 0xAC00
    return code // 588, code % 588 // 28, code % 28


def near(wrong: str, right: str) -> bool:
    """Whether two syllables differ in exactly one letter."""
    if not ("가" <= wrong <= "힣" and "가" <= right <= "힣"):
        return False
    return sum(a != b for a, b in zip(jamo(wrong), jamo(right), strict=True)) == 1


@lru_cache(maxsize=8192)
def one_off(word: str) -> tuple[str, str] | None:
    """The closed-list phrase that a word misses by one syllable, and how; None if none or two."""
    if word in ORDINARY or word in KOREAN_PHRASES or word in KOREAN:
        return None
    found: dict[str, str] = {}
    for phrase in KOREAN_PHRASES:
        if len(word) == len(phrase):
            wrong = [i for i, (a, b) in enumerate(zip(word, phrase, strict=True)) if a != b]
            if len(wrong) == 1 and near(word[wrong[0]], phrase[wrong[0]]):
                found[phrase] = "wrong"
        elif len(word) == len(phrase) - 1 and any(
            phrase[:i] + phrase[i + 1 :] == word for i in range(len(phrase))
        ):
            found[phrase] = "missing"
    return next(iter(found.items())) if len(found) == 1 else None


def korean(text: str, start: int, end: int) -> list[Token]:
    """Holiday tokens for the damaged phrases of ``text[start:end]``."""
    if not CONTEXT.search(text, start, end):
        return []
    words = list(WORDS.finditer(text, start, end))
    tokens: list[Token] = []
    taken = start
    for at in range(len(words)):
        for size in (3, 2, 1):
            group = words[at : at + size]
            if words[at].start() < taken:
                break
            if len(group) == size and (token := _token(text, words, at, size)):
                tokens.append(token)
                taken = token.end
                break
    return tokens


def _token(text: str, words: list[re.Match[str]], at: int, size: int) -> Token | None:
    group = words[at : at + size]
    if any(a.end() + 1 != b.start() or text[a.end()] != " " for a, b in pairwise(group)):
        return None
    joined = "".join(word.group() for word in group)
    if len(joined) > 11:
        return None
    last = group[-1]
    bare = TAIL.sub("", last.group()) or last.group()
    squashed = joined[: len(joined) - len(last.group()) + len(bare)]
    hit = one_off(squashed)
    if hit is None:
        return None
    phrase, how = hit
    before = words[at - 1].group() if at else ""
    after = words[at + size].group() if at + size < len(words) else ""
    led = bool(re.fullmatch(LEADS, before)) or text[
        max(0, group[0].start() - 2) : group[0].start()
    ].rstrip().endswith("년")
    trailed = bool(re.match(TRAILS, after)) or ("연휴" in phrase and "연휴" in squashed)
    feast = phrase.removesuffix("연휴")
    led = led or (
        how == "wrong" and size > 1 and feast != phrase and squashed.startswith(feast)
        and group[0].group() == feast
    )  # fmt: skip
    weak = len(squashed) < 3 or (how == "wrong" and len(squashed) < 4 and "연휴" not in phrase)
    if not ((led and trailed) if weak else (led or trailed)):
        return None
    stop = last.start() + len(bare)
    if after.startswith("기간") and words[at + size].start() == last.end() + 1:
        stop = words[at + size].start() + 2
    name = next(
        n for n in sorted(KOREAN, key=len, reverse=True) if phrase.startswith(n.replace(" ", ""))
    )
    festival = KOREAN[name]
    value = (festival.key, festival.country, int(festival.fixed), "block", 0)
    return Token(group[0].start(), stop, "holiday", value, KOREAN_PHRASES[phrase])


ENGLISH_PHRASES = (
    "Lunar New Year", "Chinese New Year", "Thanksgiving", "Christmas", "Chuseok", "Seollal",
    "Golden Week", "Labor Day", "Memorial Day", "Independence Day", "Spring Festival", "Juneteenth",
    "Good Friday", "Presidents Day",
)  # fmt: skip
ENGLISH_CONTEXT = re.compile(
    r"(?<![\w'’-])((?:[A-Z][A-Za-z'’-]{1,24}+\s){1,4})(holidays?|break|weekend|festival|period|week|Day)\b"
)


def one_edit(wrong: str, right: str) -> bool:
    """Whether one letter is missing, wrong, doubled or swapped with its neighbour."""
    if wrong == right or abs(len(wrong) - len(right)) > 1:
        return False
    head = 0
    while head < min(len(wrong), len(right)) and wrong[head] == right[head]:
        head += 1
    a, b = wrong[head:], right[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def english(text: str, start: int, end: int) -> list[Token]:
    """Holiday tokens for the misspelt phrases of ``text[start:end]``."""
    tokens: list[Token] = []
    for context in ENGLISH_CONTEXT.finditer(text, start, end):
        words = list(re.finditer(r"\S+", context.group(1)))
        for phrase in ENGLISH_PHRASES:
            size = _mistaken([word.group() for word in words], phrase.split())
            if size:
                at = context.start(1) + words[-size].start()
                festival = ENGLISH[phrase.lower()]
                form = "bridge" if context.group(2) == "weekend" else "block"
                value = (festival.key, festival.country, int(festival.fixed), form, 0)
                tokens.append(Token(at, context.end(), "holiday", value, phrase))
                break
    return tokens


def _mistaken(words: list[str], phrase: list[str]) -> int:
    """How many of the last words are the phrase with one mistake; 0 for none."""
    if len(words) >= len(phrase):
        pairs = list(zip(words[-len(phrase) :], phrase, strict=True))
        wrong = [(a.lower(), b.lower()) for a, b in pairs if a.lower() != b.lower()]
        if len(wrong) == 1 and len(wrong[0][1]) > 3 and one_edit(*wrong[0]):
            return len(phrase)
    if len(phrase) > 2 and len(words) >= len(phrase) - 1:
        tail = words[-(len(phrase) - 1) :]
        if tail in (phrase[1:], [phrase[0], *phrase[2:]], phrase[:-1]) and phrase[0] == tail[0]:
            return len(tail)
    return 0
