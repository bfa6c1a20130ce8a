# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Size: the percentages and amounts of a sentence, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims import amounts, lexicon
from marketlink.claims.amounts import Amount
from marketlink.claims.base_period import base_of, to_date_of
from marketlink.claims.clauses import CITED, DAY_AFTER, OWN_WORDS
from marketlink.claims.drafts import draft, signed
from marketlink.claims.hours import Hours, by_the_close, off_hours
from marketlink.claims.scene import Move, Scene
from marketlink.claims.windows import (
    A_WEEK,
    NOW,
    THIS_WEEK,
    TO_DATE,
    meant,
    other_base,
    over_a_period,
    over_a_span,
    within_session,
    within_sessions,
    within_the_past,
)
from marketlink.records.claim import Bound, Claim, Field, Measure, Span, Unit, Window
from marketlink.text import Cue

OPENING = Cue("measures", "opening")
SO_FAR = Cue("measures", "so_far")
OFF_PEAK = Cue("measures", "off_peak")

LISTED = re.compile(r"\)?\s?[,·/]\s?\S|\)?(?:와|과|,)\s")
DENIED = re.compile(
    r"[^.%\d]{0,12}다고\s(?:보도|전|썼|알려|소개|적)[가-힣]{0,4}(?:으나|지만|는데)[,\s]|\s?(?:가|이)?\s?(?:아니라|아닌|아니고)|\)?\s?(?:이후|이래)(?=\s|$)"
)
STANDING = re.compile(r"\s?(?:가량|정도|넘게|이상)?\s?(?:낮|높)")
DAY_BEFORE = re.compile(r"전날|전일|전장|전\s?거래일")
DENIED_EN = re.compile(r"\b(?:not|instead of|rather than)\s$", re.IGNORECASE)
PAIRED = re.compile(r"각각|respectively")
BRACKETED = re.compile(
    r"\.?\s?(?:\([^()%]{0,12}\)\s?)?\(\s?(?:(?:up|down|plus|minus)\s(?:by |about |nearly |almost )?)?$"
)
IN_NAME = re.compile(
    r"\s?(?:(?:overnight|one-day|two-day|weekly|daily|further|late|sharp|modest) )?(?:drop|fall|decline|slide|plunge|slump|loss|gain|rise|jump|surge|rally|tumble|rout|sell-?off|climb|advance|dive|leap|spike)s?\s(?:in|for|by|of)\s(?:the\s|shares of\s)?",
    re.IGNORECASE,
)
OWNER = re.compile(
    r"\b(?:[Tt]he|[Ii]ts|[Tt]heir) (?:[\w.&-]+ ){0,4}[\w.&-]*[a-z]['’]s (?:own |overnight |latest |earlier )?$"
)
"""Somebody described and not named, whose the number is: "the chip designer's 9.5% slump"."""
OTHERS = re.compile(
    r"(?:(?:the|its|their|other|most|many|some) )?(?:[\w&’'-]+ ){0,3}?(?:index|benchmark|market|gauge|average|sector|peers|rivals|group|industry)\b",
    re.IGNORECASE,
)
"""Whose move a noun is, where it is no name: "a 9% gain for the benchmark index"."""


def sizes(scene: Scene) -> list[Claim]:
    """Claims of the percentages that go with a rise or a fall of a stock or an index."""
    text = scene.text
    found = [
        a
        for a in amounts.percents(text, scene.start, scene.end, scene.language)
        if a.unit == "return"
    ]
    cited = [match.span() for match in CITED.finditer(text, scene.start, scene.end)]
    found = [
        a for a in found if not _denied(scene, a) and not any(s < a.start < e for s, e in cited)
    ]
    if not found:
        return multiples(scene)
    told = [
        (amount, move) for amount in found if (move := _move_of(scene, amount, found)) is not None
    ]
    told = [(a, d) for a, d in told if not _fundamental(scene, a, d)]
    groups = _paired(scene, [amount for amount, _ in told]) or [
        _subjects_of(scene, amount) for amount, _ in told
    ]
    claims: list[Claim] = []
    for (amount, move), symbols in zip(told, groups, strict=True):
        before = max(scene.start, amount.start - 12)
        if _days_after(scene, amount):
            continue
        if not symbols or _of_results(scene, before, amount.start):
            continue
        claims.append(_compared(scene, _size(scene, amount, move, symbols), amount, claims))
    return [*_by_day(scene, claims), *multiples(scene)]


def _by_day(scene: Scene, claims: list[Claim]) -> list[Claim]:
    """One day a number, where "각각" pairs the numbers of one company with days."""
    days = [n for n, m in scene.moments if m.start == m.end and m.precision == "day"]
    firms = {claim.symbols for claim in claims}
    if len(days) != len(claims) or len(days) < 2 or len(firms) > 1 or len(scene.subjects) > 1:
        return claims
    if not PAIRED.search(scene.words):
        return claims
    return [replace(claim, moment=n) for claim, n in zip(claims, days, strict=True)]


COMPARED = re.compile(
    r"\b(?:compared (?:with|to|against)|versus|against|outpacing|outstripping|outperforming|beating|lagging|trailing|than|behind)\b",
    re.IGNORECASE,
)


def _compared(scene: Scene, claim: Claim, amount: Amount, before: Sequence[Claim]) -> Claim:
    """A move told as a noun beside another, over the other's period: "is down 24% this year,
    compared with a 9% rise for Walmart"."""
    single = claim.measure.window.span in (Span.SESSION, Span.OTHER)
    if scene.language != "en" or not before or not single:
        return claim
    so_far = PERFECT.search(scene.text, scene.start, amount.start)
    window = before[-1].measure.window
    if so_far and window == YEAR_TO_DATE:
        return replace(claim, measure=replace(claim.measure, window=window))
    if not IN_NAME.match(scene.text, amount.end):
        return claim
    if COMPARED.search(scene.text, scene.start, amount.start) is None:
        return claim
    measure = replace(claim.measure, window=window)
    return replace(claim, measure=measure, moment=before[-1].moment)


YEAR_TO_DATE = Window(Span.TO_DATE, unit=Unit.YEAR)


PERFECT = re.compile(
    r"\b(?:while|whereas|and|but)\b[^;.]{0,40}\b(?:has|have) \w+ (?:about |nearly |almost )?$"
)


def _days_after(scene: Scene, amount: Amount) -> bool:
    """Whether a number is that of a day which the sentence only counts from."""
    if DAYS_AFTER.search(scene.text, scene.start, amount.start):
        return True
    counted = DAY_AFTER.search(scene.text, scene.start, amount.start)
    if scene.language != "en" or counted is None:
        return False
    verb = AFTER_IT.search(scene.text, counted.start(), amount.start)
    return verb is not None and any(m.start >= counted.start() for m in scene.moves)


AFTER_IT = re.compile(r"\bafter\s(?!the (?:close|bell))")
DAYS_AFTER = re.compile(
    r"\b(?:an?|one|two|three|four|five|several|few|\d+) (?:days?|sessions?|weeks?|months?) after [^,;.]*\b(?:rose|fell|slid|sank|jumped|surged|soared|dropped|plunged|tumbled|lost|gained|added|shed|climbed|slumped|rallied|(?:had|its|their|an?) \w+) (?:by |as much as |about |nearly |more than )?$",
    re.IGNORECASE,
)
"""A move of a day that the sentence only counts from: "a day after Nvidia slid 7%"."""


FEELING = re.compile(
    r"\s?\S{0,4}(?:실망|부진|호조|우려|기대|둔화|감소|증가|쇼크|충격|서프라이즈|부담|개선|악화|소식|발표|전망|공개)\S{0,3}(?:에|으로|로|에도)\s"
)
"""Why a price moved, told between the word for results and the number: "매출 실망에 6% 하락"."""


def _of_results(scene: Scene, start: int, end: int) -> bool:
    """Whether a number is one of results, a target or market value rather than of a price."""
    return any(
        lexicon.KOREAN_BORDER.search(scene.text, found.end(), end) is None
        and FEELING.match(scene.text, found.end(), end) is None
        for found in lexicon.NOT_LEVEL[scene.language].finditer(scene.text, start, end)
    )


def _denied(scene: Scene, amount: Amount) -> bool:
    """Whether the words take a number back, or only count from it: "7%가 아니라", "not 7%"."""
    if DENIED.match(scene.text, amount.end):
        return True
    if STANDING.match(scene.text, amount.end):
        before = scene.text[max(scene.start, amount.start - 14) : amount.start]
        return "보다" in before and not DAY_BEFORE.search(before)
    return (
        DENIED_EN.search(scene.text, max(scene.start, amount.start - 14), amount.start) is not None
    )


MULTIPLE = {
    "ko": re.compile(
        r"(?P<n>\d{1,3}(?:\.\d+)?|두|세|네|다섯|열)\s?배(?:로|\s?(?P<near>가까이)|\s?(?P<over>넘게|이상)|\s?(?:가량|정도))?\s?(?P<rise>뛰|올랐|올라|급등|상승|폭등|치솟)"
    ),
    "en": re.compile(
        r"\b(?:(?P<over>more than|over)|(?P<near>nearly|almost|close to)|about|roughly)?\s?\b(?P<n>doubled|doubling|tripled|tripling|quadrupled|quadrupling|halved)(?=\s(?:in|last|this|over|since|on|from|during|by|and|again|so)\b|[.,;]|$)"
    ),
}
TIMES = {"두": 2.0, "세": 3.0, "네": 4.0, "다섯": 5.0, "열": 10.0, "doubl": 2.0, "tripl": 3.0, "quadr": 4.0, "halve": 0.5}  # fmt: skip


def multiples(scene: Scene) -> list[Claim]:
    """Claims that a price doubled, or rose to so many times what it was, over a stated period."""
    match = MULTIPLE[scene.language].search(scene.text, scene.start, scene.end)
    if match is None:
        return []
    word = match.group("n")
    times = TIMES.get(word) or TIMES.get(word[:5].lower()) or float(word)
    bound = (
        Bound.OVER
        if match.group("over")
        else Bound.NEARLY_TIMES
        if match.group("near")
        else Bound.EXACT
    )
    digits = len(word.partition(".")[2]) if word[0].isdigit() else 1
    half = 0.5 * 10.0**-digits
    amount = Amount(match.start(), match.end(), abs(times - 1.0), "return", half, bound)
    direction = 1 if times > 1 else -1
    symbols = scene.near(match.start())
    head = scene.masked(max(scene.start, match.start() - 60), match.start())
    if scene.language == "en" and lexicon.FUNDAMENTAL[scene.language].search(head):
        return []
    if not symbols or _fundamental(scene, amount, direction):
        return []
    claim = _size(scene, amount, direction, symbols)
    if not over_a_span(scene):
        claim = _from_elsewhere(claim)
    return [claim]


def _from_elsewhere(claim: Claim) -> Claim:
    """The claim, where it is of one session, measured from some other day than the close before."""
    if claim.measure.window.span is not Span.SESSION:
        return claim
    return replace(claim, measure=replace(claim.measure, window=Window(Span.OTHER)))


def _size(scene: Scene, amount: Amount, direction: int, symbols: tuple[str, ...]) -> Claim:
    of = Field.RETURN
    hours = off_hours(scene, amount.start, amount.end)
    if hours is Hours.OFF:
        of = Field.OFF_HOURS
    elif (
        OPENING[scene.language].search(scene.text, amount.end, min(scene.end, amount.end + 16))
        or lexicon.SET_OUT[scene.language].match(scene.text, amount.end, scene.end)
        or NOW[scene.language].match(scene.text, amount.end)
        or OPENED.search(scene.text, scene.start, amount.start)
    ):
        of = Field.OPEN
    elif within_session(scene, amount):
        of = Field.LOW if direction < 0 else Field.HIGH
    stated = direction * abs(amount.value)
    formula = {
        Bound.OVER: f"|R(t)| > {abs(stated) * 100:.6g} %",
        Bound.UNDER: f"|R(t)| < {abs(stated) * 100:.6g} %",
        Bound.RANGE: f"{_ends(stated, amount.half)[0]} < R(t) < {_ends(stated, amount.half)[1]}",
    }.get(amount.bound, f"R(t) = {signed(stated)}")
    needs = ("closing prices",) if of is Field.RETURN else ("intraday prices",)
    window = _window(scene, amount)
    claimed = scene.moment_at(amount.start, symbols)
    if window.span is Span.SESSION and over_a_period(scene, amount, claimed):
        window = Window(Span.OTHER)
    regular = hours is Hours.REGULAR or by_the_close(scene, amount.start)
    measure = Measure(of, window, amount.bound, regular)
    return draft(scene, "size", symbols, amount.start, formula, needs=needs, amount=amount, stated=stated,
                 unit="return", direction=direction, measure=measure)  # fmt: skip


def _window(scene: Scene, amount: Amount) -> Window:
    """The sessions a percentage is measured over, as the words beside it say."""
    if meant(scene, amount, SO_FAR):
        return YEAR_TO_DATE
    if since := scene.window_from(amount.start) or base_of(scene, amount):
        return since
    if to_now := to_date_of(scene, amount):
        return Window(Span.TO_DATE, unit=to_now)
    if past := within_the_past(scene, amount):
        return past
    if within := within_sessions(scene, amount):
        return Window(Span.SESSIONS, within)
    if OFF_PEAK[scene.language].match(scene.text, amount.end):
        return Window(Span.OTHER)
    if to_date := meant(scene, amount, TO_DATE):
        return Window(Span.TO_DATE, unit=Unit(to_date.group(1).lower()))
    if meant(scene, amount, A_WEEK) or meant(scene, amount, THIS_WEEK):
        return Window(Span.TO_DATE, unit=Unit.WEEK)
    before = [
        a.end for a in amounts.percents(scene.text, scene.start, amount.start, scene.language)
    ]
    words = scene.text[max([scene.start, *before]) : scene.end]
    return Window(Span.OTHER) if other_base(scene, words) else Window()


def _ends(stated: float, half: float) -> tuple[str, str]:
    """The ends of a range, in percent with their sign."""
    return signed(stated - half), signed(stated + half)


OF_A_QUANTITY = re.compile(
    r"\s?(?:넘게|이상|가량|정도|안팎|가까이|대|씩)?\s?(?:더\s|크게\s)?(?:줄|늘|감소|증가|확대|축소|불어|개선|악화)"
)
"""What volumes and profits do, and prices do not: "거래량은 49% 줄었다"."""
OPENED = re.compile(
    r"\bopen(?:ed|ing|s)\s(?:up |down |higher by |lower by |with an? )?(?:about |around |nearly |more than |over |almost |by )?$"
)
"""What a number of the opening stands behind: "opened 2% higher but ended down"."""
SHARE_OF = re.compile(
    r"\s(?:of (?!(?:(?:the|its|their|his|her) )?(?:[\w.&]+['’]s )?(?:value|market value|market cap|worth|gains?|loss(?:es)?|share price|advance|decline|rally|slide)\b)|stake\b|tariffs?\b|dut(?:y|ies)\b|share of\b|market share\b|owned\b|chance\b)"
)
"""What a part of something is, and no move: "controls about 70% of the market"."""
ENDED = re.compile(r"\s(lower|higher)\b(?! (?:than|yields?|prices?|costs?|rates?)\b)")
ARROW = re.compile(r"\s?([↓↑⇓⇑])")


def _move_of(scene: Scene, amount: Amount, others: Sequence[Amount]) -> int | None:
    """The direction of a percentage: its own sign, or that of the rise or fall it belongs to."""
    sign = scene.text[amount.start]
    if amount.value < 0 or sign in "▼▽":
        return -1
    if sign in "+＋▲△":
        return 1
    if arrow := ARROW.match(scene.text, amount.end):
        return -1 if arrow[1] in "↓⇓" else 1
    if OF_A_QUANTITY.match(scene.text, amount.end) or SHARE_OF.match(scene.text, amount.end):
        return None
    if ended := ENDED.match(scene.text, amount.end):
        return -1 if ended[1] == "lower" else 1
    if noun := _noun_of(scene, amount):
        return noun
    before = [m for m in scene.moves if m.end <= amount.start and amount.start - m.end <= 45]
    after = [m for m in scene.moves if m.start >= amount.end and m.start - amount.end <= 30]
    before = [m for m in before if not _between(others, m.end, amount.start)]
    if scene.language == "ko":
        before = [
            m for m in before if not any(m.end <= s.start < amount.start for s in scene.subjects)
        ]
    after = [m for m in after if not _between(others, amount.end, m.start)]
    if not before and not after and not PAIRED.search(scene.words):
        return _shared(scene, amount)
    first, second = (after[:1], before[-1:]) if scene.language == "ko" else (before[-1:], after[:1])
    chosen: list[Move] = first or second
    if chosen:
        return chosen[0].direction
    if PAIRED.search(scene.words) and scene.moves:
        return scene.moves[-1 if scene.language == "ko" else 0].direction
    return None


ARTICLE = re.compile(r"(?:\b(?:an?|the|its|their|another|further)|['’]s)\s(?:[a-z]+\s)?$")


def _noun_of(scene: Scene, amount: Amount) -> int | None:
    """The direction of the noun that an English number stands before: "by a 0.9% fall"."""
    if scene.language != "en" or not ARTICLE.search(scene.text, scene.start, amount.start):
        return None
    return next((m.direction for m in scene.moves if 0 < m.start - amount.end <= 1), None)


def _shared(scene: Scene, amount: Amount) -> int | None:
    """The direction of a number that shares its verb with another in a list of companies."""
    text = scene.text
    if scene.language == "ko":
        following = [m for m in scene.moves if m.start >= amount.end]
        listed = LISTED.match(text, amount.end) is not None
        return following[0].direction if listed and following else None
    named = [s for s in scene.subjects if 0 <= amount.start - s.end <= 3]
    told = [m for m in scene.moves if m.end <= amount.start]
    return told[-1].direction if named and told else None


def _between(others: Sequence[Amount], start: int, end: int) -> bool:
    return any(start <= other.start < end for other in others)


def _fundamental(scene: Scene, amount: Amount, direction: int) -> bool:
    """Whether the number measures revenue, profit or another thing that is no price."""
    del direction
    text, start = scene.text, _clause_start(scene, amount.start)
    if scene.language == "ko":
        return bool(lexicon.FUNDAMENTAL[scene.language].search(text, start, amount.start))
    move = [m for m in scene.moves if m.start < amount.start]
    before = move[-1].start if move else amount.start
    last = max([m.end for m in scene.moves if m.start < amount.end + 20] + [amount.end])
    if lexicon.MEASURED[scene.language].match(text, last) or lexicon.MEASURED[scene.language].match(
        text, amount.end
    ):
        return True
    head = scene.text[_clause_start(scene, amount.start) : amount.start]
    if YEAR_AGO.match(text, amount.end) and not lexicon.PRICE_WORD[scene.language].search(head):
        return True
    if APPOSED.search(text, scene.start, amount.start):
        return True
    head = scene.masked(max(start, before - 60), before)
    return bool(lexicon.FUNDAMENTAL[scene.language].search(head)) and not lexicon.PRICE_WORD[
        scene.language
    ].search(head)


YEAR_AGO = re.compile(
    r"\s(?:from|compared (?:with|to)|versus|on|over) (?:(?:an?|the) (?:year|quarter)[- ](?:earlier|ago|before)\b|(?:the|its) (?:same|prior|previous|year-ago|year-earlier)\b|last year\b)|,? year[- ](?:on|over)[- ]year",
    re.IGNORECASE,
)
"""What only results are measured against: "down 13% from a year earlier"."""
APPOSED = re.compile(
    r"\b(?:revenues?|sales|profits?|earnings|income|loss|EPS|shipments?|deliveries|orders|bookings|users|subscribers|output|exports?)\b (?:of|was|were|at|totall?ed|reached|came (?:in )?at|hit) [^,;]{1,50}, (?:up|down|an? (?:rise|gain|increase|jump|drop|fall|decline|decrease) of) (?:about |nearly |more than |over )?$",
    re.IGNORECASE,
)
"""A number of results right behind what it is of: "revenue of $12 billion, up 43%"."""


def _clause_start(scene: Scene, position: int) -> int:
    comma = max(
        scene.text.rfind(", ", scene.start, position), scene.text.rfind("; ", scene.start, position)
    )
    return comma + 2 if comma >= scene.start else scene.start


def _subjects_of(scene: Scene, amount: Amount) -> tuple[str, ...]:
    """Whose percentage it is."""
    held = [s for s in scene.subjects if s.end <= amount.start]
    tail = OWN_WORDS.match(scene.text, held[-1].end) if held else None
    if held and BRACKETED.fullmatch(scene.text, tail.end() if tail else held[-1].end, amount.start):
        return (held[-1].symbol,)
    if scene.language == "en":
        noun = IN_NAME.match(scene.text, amount.end)
        after = [s for s in scene.subjects if noun and s.start == noun.end()]
        if after:
            return (after[0].symbol,)
        if noun and OTHERS.match(scene.text, noun.end()):
            return ()
        owner = OWNER.search(scene.text, scene.start, amount.start)
        if owner and owner.start() > scene.start + 4 and not scene.led():
            return ()
    return scene.near(amount.start)


def _paired(scene: Scene, found: Sequence[Amount]) -> list[tuple[str, ...]]:
    """One company a number, for "respectively"."""
    if len(found) < 2 or not PAIRED.search(scene.words):
        return []
    named = list(dict.fromkeys(s.symbol for s in scene.subjects if s.start not in scene.objects))
    if not named and scene.may_inherit():
        named = [symbol for symbol in scene.inherited if not symbol.startswith("^")]
    return [(symbol,) for symbol in named] if len(named) == len(found) else []
