# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Direction: a rise or a fall without a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketlink.claims import lexicon
from marketlink.claims.clauses import DAY_AFTER, MARKED
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.relations import WENT_ON
from marketlink.claims.scene import Move, Scene
from marketlink.records.claim import Bound, Claim, Field, Measure, Span, Window
from marketlink.text import Cue

STRONG = Cue("directions", "strong")
AFTERWARDS = Cue("measures", "afterwards")
SINCE_NEWS = Cue("measures", "since_news")

OBJECT = re.compile(r"[가-힣](?:을|를)\s")
REACHED = re.compile(r"(?:위|자리|주|정상|반열|선두|명단|도마|왕좌|후보|궤도|고가|신고가)에\s?$")
SET_OUT = re.compile(r"세?(?:으?로)?\s?(?:장을\s|거래를\s)?(?:출발|개장(?!일)|시작)")
"""A move that only opened the session: "약세로 출발했다"."""
RANK = re.compile(r"(?:\d+|[일이삼사오육칠팔구십두세네한])위(?:로|까지|에서)\s?$")
"""A place in a table, which is lost and won like a price: "5위로 밀렸다"."""
CLOSING = re.compile(
    r"[가-힣]{0,4}\s?(?:전환해\s|돌아서\s)?(?:거래를\s|장을\s)?(?:마감|마쳤|마친|마쳐|끝)"
)
THERE_WAS = re.compile(
    r"(?:세|장세|폭)?(?:도|은|이|가|는)?\s(?:더\s|또\s|한때\s)?(?:있었|있다|있는|없었|없다)"
)
"""What only says that there was a move, of whatever: "반등도 있었다"."""
NEGATED = re.compile(r"\S{0,2}\s?(?:적이?\s없|지는?\s?않|지는?\s?못)|지는?\s(?:않|못)")
TESTED = re.compile(
    r"(?:시험|심사|경선|선거|입찰|테스트|평가|공모|예선|명단|후보|순위|경쟁|검증|오디션|면접)에서\s?$"
)
"""Where somebody fell who is no price: "시험에서 떨어진"."""
OF_A_THING = re.compile(r"(?:내린|오른|떨어진|뛴|빠진|밀린)$")
THING = re.compile(
    r"\s(?!주가|주식|종목|가격|종가|지수|폭|뒤|후|채|것|데|만큼|탓|영향)[가-힣]{2,8}(?:을|를)(?=\s)"
)
"""What a price word only describes: "한 번 내린 세금을"."""
NOUN = re.compile(
    r"(?:\b(?:an?|the|this|that|its|their|of|after|amid|from|despite|any|no|some|recent|erased?|pared?|trimm(?:ed|s)|recouped|narrowed)"
    r"|['’]s)\s(?:(?:early|sharp|big|recent|latest|market|some|earlier)\s)?$",
    re.IGNORECASE,
)
RESULT = re.compile(r"(?:loss(?:es)?|gains?)\b", re.IGNORECASE)
RESULT_BEFORE = re.compile(
    r"\b(?:net|operating|surprise|quarterly|annual|pre-?tax|investment|unexpected|wider|deeper|narrower|smaller|bigger|larger|first|full-year|half-year|\w+-quarter|post(?:s|ed)?|report(?:s|ed)?|book(?:s|ed)?|swings? to|swung to)(?: an?)? $",
    re.IGNORECASE,
)
"""A loss or a gain in a firm's books: "a net loss", "posts surprise loss"."""
COVERING = ("size", "comparison", "extreme", "persistence")


def directions(scene: Scene, found: Sequence[Claim]) -> list[Claim]:
    """One claim for each list of companies whose move no other claim of the sentence covers.

    The first verb tells in English, the last in Korean.
    """
    covered = {
        symbol
        for claim in found
        if claim.kind in COVERING and claim.measure.window.span not in (Span.NEXT, Span.BACK)
        for symbol in claim.symbols
    }
    levelled = any(claim.kind == "level" for claim in found)
    claims: dict[tuple[str, ...], Claim] = {}
    for move in scene.moves if scene.language == "en" else reversed(scene.moves):
        symbols = scene.near(move.start)
        if not symbols or no_stock(scene, move) or _named_again(scene, move, found):
            continue
        if covered.intersection(symbols) or (levelled and _to_a_level(scene, move)):
            continue
        claims.setdefault(symbols, _direction(scene, move, symbols))
    return list(claims.values())


def _to_a_level(scene: Scene, move: Move) -> bool:
    """Whether a verb only leads to a level: "fell below 2,500"."""
    return any(sign.isdigit() for sign in scene.text[max(scene.start, move.start - 14) : scene.end])


def _named_again(scene: Scene, move: Move, found: Sequence[Claim]) -> bool:
    """Whether a move is the noun of a persistence claim: "the fall did not end in one day"."""
    if not any(claim.measure.window.span is Span.NEXT for claim in found):
        return False
    told = WENT_ON[scene.language].search(scene.text, scene.start, scene.end)
    return told is not None and move.start < told.end()


def no_stock(scene: Scene, move: Move) -> bool:  # noqa: PLR0912 (a case each)
    """Whether what rose or fell is revenue, a rate or another thing that is no price."""
    text = scene.text
    cut = max(text.rfind(", ", scene.start, move.start) + 2, scene.start)
    head = scene.masked(cut, move.start)
    quarter = any(moment.precision == "quarter" for _, moment in scene.moments)
    if quarter and not lexicon.PRICE_WORD[scene.language].search(scene.words):
        return True
    if scene.language == "ko":
        if RANK.search(head) or SET_OUT.match(text, move.end) or scene.counted_from(move.start):
            return True
        if THERE_WAS.match(text, move.end):
            return True
        if NEGATED.match(text, move.end) or TESTED.search(head):
            return True
        if move_of_a_thing(text, move):
            return True
        before = text[max(scene.start, move.start - 3) : move.start].rstrip()
        topics = MARKED.findall(head)
        if REACHED.search(head) or (
            topics and lexicon.FUNDAMENTAL[scene.language].search(topics[-1])
        ):
            return True
        if before.endswith(("을", "를")) or lexicon.FUNDAMENTAL[scene.language].search(head):
            return True
        return (
            text.startswith(("내렸", "내린", "내려"), move.start)
            and OBJECT.search(head) is not None
        )
    near = max(scene.start, move.start - 24)
    if lexicon.MODAL[scene.language].search(text, near, move.start):
        return True
    if DAY_AFTER.search(text, scene.start, move.start):
        return True
    if RESULT.match(text, move.start) and RESULT_BEFORE.search(text, near, move.start):
        return True
    if NOUN.search(text, max(scene.start, move.start - 26), move.start):
        return True
    if lexicon.MEASURED[scene.language].match(text, move.end):
        return True
    return bool(lexicon.FUNDAMENTAL[scene.language].search(head)) and not lexicon.PRICE_WORD[
        scene.language
    ].search(head)


def move_of_a_thing(text: str, move: Move) -> bool:
    """Whether a Korean participle only describes the object of the sentence."""
    return OF_A_THING.search(text, move.start, move.end) is not None and (
        THING.match(text, move.end) is not None
    )


def _under_way(scene: Scene, move: Move) -> bool:
    """Whether a Korean move is one of the session's course: "장 초반 강세다"."""
    if scene.language != "ko" or CLOSING.match(scene.text, move.end):
        return False
    begin = max(
        [scene.start, move.start - 24, *(m.end for m in scene.moves if m.end <= move.start)]
    )
    told = lexicon.INTRADAY[scene.language].search(scene.text, begin, move.start)
    return told is not None and not lexicon.KOREAN_BORDER.search(scene.text, told.end(), move.start)


def _direction(scene: Scene, move: Move, symbols: tuple[str, ...]) -> Claim:
    sign = "<" if move.direction < 0 else ">"
    strong = STRONG[scene.language].search(
        scene.text, max(scene.start, move.start - 8), min(scene.end, move.end + 9)
    )
    until = scene.end if scene.language == "en" else move.start
    after = AFTERWARDS[scene.language].search(scene.text, scene.start, until)
    told = any(moment.kind in ("event", "publication") for _, moment in scene.moments)
    after = after or (
        None if told else SINCE_NEWS[scene.language].search(scene.text, scene.start, until)
    )
    window = Window(Span.AFTER if after else Span.SESSION)
    hours = off_hours(scene, move.start, move.end)
    of = Field.OFF_HOURS if hours is Hours.OFF else Field.RETURN
    if of is Field.RETURN and _under_way(scene, move):
        of = Field.NOW
    formula = f"C(5)/C(0) - 1 {sign} 0; net: C(5)/C(-1) - 1 {sign} 0" if after else f"R(t) {sign} 0"
    measure = Measure(of, window, Bound.STRONG if strong else Bound.SIGN)
    return draft(
        scene, "direction", symbols, move.start, formula, direction=move.direction, measure=measure
    )
