"""Size: the percentages and amounts of a sentence, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.claims.base_period import base_of, to_date_of
from marketlink.claims.drafts import draft, signed
from marketlink.claims.hours import Hours, by_the_close, off_hours
from marketlink.claims.kinds import (
    CITED,
    CLAUSE_END,
    DAY_AFTER,
    FUNDAMENTAL,
    MEASURED,
    NOT_LEVEL,
    OWN_WORDS,
    PRICE_WORD,
    SET_OUT,
    verb_last,
)
from marketlink.claims.scene import MoveWord, Scene
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
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Measure, Unit, WindowSpan
from marketlink.text import Cue, pack

OPENING = Cue("measures", "opening")
SO_FAR = Cue("measures", "so_far")
OFF_PEAK = Cue("measures", "off_peak")
LISTED = Cue("sizes", "listed")
DENIED = Cue("sizes", "denied")
STANDING = Cue("sizes", "standing")
DAY_BEFORE = Cue("sizes", "day_before")
PAIRED = Cue("sizes", "paired")
BRACKETED = Cue("sizes", "bracketed")
IN_NAME = Cue("sizes", "in_name")
OWNER = Cue("sizes", "owner")
OTHERS = Cue("sizes", "others")
COMPARED = Cue("sizes", "compared")
PERFECT = Cue("sizes", "perfect")
AFTER_IT = Cue("sizes", "after_it")
DAYS_AFTER = Cue("sizes", "days_after")
FEELING = Cue("sizes", "feeling")
OF_A_QUANTITY = Cue("sizes", "of_a_quantity")
OPENED = Cue("sizes", "opened")
SHARE_OF = Cue("sizes", "share_of")
ARTICLE = Cue("sizes", "article")
YEAR_AGO = Cue("sizes", "year_ago")
APPOSED = Cue("sizes", "apposed")
DENIED_BEFORE = Cue("sizes", "denied_before")
THAN_BEFORE = Cue("sizes", "than_before")
MULTIPLE = Cue("sizes", "multiple")
ENDED = Cue("sizes", "ended")
ASIDE = re.compile(r"\([^()]*\)")
YEAR_TO_DATE = ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)


def sizes(scene: Scene) -> list[Claim]:
    """Claims of the percentages that go with a rise or a fall of a stock or an index."""
    text = scene.text
    found = [
        a
        for a in amounts.percents(text, scene.start, scene.end, scene.language)
        if a.unit == "return"
    ]
    cited = [match.span() for match in CITED[scene.language].finditer(text, scene.start, scene.end)]
    found = [
        a for a in found if not _denied(scene, a) and not any(s < a.start < e for s, e in cited)
    ]
    if not found:
        return multiples(scene)
    told = [
        (amount, move) for amount in found if (move := _move_of(scene, amount, found)) is not None
    ]
    told = [(a, d) for a, d in told if not _fundamental(scene, a)]
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
    if len(days) != len(claims) or len(days) < 2 or len(firms) > 1 or len(scene.subjects) > 1:  # noqa: PLR2004 (a pair, or three)
        return claims
    if not PAIRED[scene.language].search(scene.words):
        return claims
    return [replace(claim, moment=n) for claim, n in zip(claims, days, strict=True)]


def _compared(scene: Scene, claim: Claim, amount: Amount, before: Sequence[Claim]) -> Claim:
    """A move told as a noun beside another, over the other's period: "is down 24% this year,
    compared with a 9% rise for Walmart"."""
    single = claim.measure.window.span in (WindowSpan.SESSION, WindowSpan.OTHER)
    if not before or not single:
        return claim
    so_far = PERFECT[scene.language].search(scene.text, scene.start, amount.start)
    window = before[-1].measure.window
    if so_far and window == YEAR_TO_DATE:
        return replace(claim, measure=replace(claim.measure, window=window))
    if not IN_NAME[scene.language].match(scene.text, amount.end):
        return claim
    if COMPARED[scene.language].search(scene.text, scene.start, amount.start) is None:
        return claim
    measure = replace(claim.measure, window=window)
    return replace(claim, measure=measure, moment=before[-1].moment)


def _days_after(scene: Scene, amount: Amount) -> bool:
    """Whether a number is that of a day which the sentence only counts from."""
    if DAYS_AFTER[scene.language].search(scene.text, scene.start, amount.start):
        return True
    counted = DAY_AFTER[scene.language].search(scene.text, scene.start, amount.start)
    if counted is None:
        return False
    verb = AFTER_IT[scene.language].search(scene.text, counted.start(), amount.start)
    return verb is not None and any(m.start >= counted.start() for m in scene.moves)


def _of_results(scene: Scene, start: int, end: int) -> bool:
    """Whether a number is one of results, a target or market value rather than of a price."""
    start = max(start, scene.text.rfind(")", start, end))
    return any(
        CLAUSE_END[scene.language].search(scene.text, found.end(), end) is None
        and FEELING[scene.language].match(scene.text, found.end(), end) is None
        for found in NOT_LEVEL[scene.language].finditer(scene.text, start, end)
    )


def _denied(scene: Scene, amount: Amount) -> bool:
    """Whether the words take a number back, or only count from it: "7%가 아니라", "not 7%"."""
    text, language, begin = scene.text, scene.language, max(scene.start, amount.start - 14)
    if DENIED[language].match(text, amount.end):
        return True
    if STANDING[language].match(text, amount.end):
        than = THAN_BEFORE[language].search(text, begin, amount.start)
        return bool(than) and DAY_BEFORE[language].search(text, begin, amount.start) is None
    return DENIED_BEFORE[language].search(text, begin, amount.start) is not None


def multiples(scene: Scene) -> list[Claim]:
    """Claims that a price doubled, or rose to so many times what it was, over a stated period."""
    match = MULTIPLE[scene.language].search(scene.text, scene.start, scene.end)
    if match is None:
        return []
    word = match.group("n")
    written = word[0].isdigit()
    times = float(word) if written else pack(scene.language).value("times", word)
    short = Bound.NEARLY_TIMES if match.group("near") else Bound.EXACT
    bound = Bound.OVER if match.group("over") else short
    digits = len(word.partition(".")[2]) if written else 1
    half = 0.5 * 10.0**-digits
    amount = Amount(match.start(), match.end(), abs(times - 1.0), "return", half, bound)
    direction = 1 if times > 1 else -1
    symbols = scene.near(match.start())
    head = scene.masked(max(scene.start, match.start() - 60), match.start())
    if not verb_last(scene.language) and FUNDAMENTAL[scene.language].search(head):
        return []
    if not symbols or _fundamental(scene, amount):
        return []
    claim = _size(scene, amount, direction, symbols)
    if not over_a_span(scene):
        claim = _from_elsewhere(claim)
    return [claim]


def _from_elsewhere(claim: Claim) -> Claim:
    """The claim, where it is of one session, measured from some other day than the close before."""
    if claim.measure.window.span is not WindowSpan.SESSION:
        return claim
    return replace(claim, measure=replace(claim.measure, window=ClaimWindow(WindowSpan.OTHER)))


def _size(scene: Scene, amount: Amount, direction: int, symbols: tuple[str, ...]) -> Claim:
    of = Field.RETURN
    hours = off_hours(scene, amount.start, amount.end)
    if hours is Hours.OFF:
        of = Field.OFF_HOURS
    elif (
        OPENING[scene.language].search(scene.text, amount.end, min(scene.end, amount.end + 16))
        or SET_OUT[scene.language].match(scene.text, amount.end, scene.end)
        or NOW[scene.language].match(scene.text, amount.end)
        or OPENED[scene.language].search(scene.text, scene.start, amount.start)
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
    if window.span is WindowSpan.SESSION and over_a_period(scene, amount, claimed):
        window = ClaimWindow(WindowSpan.OTHER)
    regular = hours is Hours.REGULAR or by_the_close(scene, amount.start)
    measure = Measure(of, window, amount.bound, regular)
    return draft(
        scene,
        "size",
        symbols,
        amount.start,
        formula,
        needs=needs,
        amount=amount,
        stated=stated,
        unit="return",
        direction=direction,
        measure=measure,
    )


def _window(scene: Scene, amount: Amount) -> ClaimWindow:  # noqa: PLR0911 (a case each)
    """The sessions a percentage is measured over, as the words beside it say."""
    if meant(scene, amount, SO_FAR):
        return YEAR_TO_DATE
    if since := scene.window_from(amount.start) or base_of(scene, amount):
        return since
    if to_now := to_date_of(scene, amount):
        return ClaimWindow(WindowSpan.TO_DATE, unit=to_now)
    if past := within_the_past(scene, amount):
        return past
    if within := within_sessions(scene, amount):
        return ClaimWindow(WindowSpan.SESSIONS, within)
    if OFF_PEAK[scene.language].match(scene.text, amount.end):
        return ClaimWindow(WindowSpan.OTHER)
    if to_date := meant(scene, amount, TO_DATE):
        return ClaimWindow(WindowSpan.TO_DATE, unit=Unit(to_date.group(1).lower()))
    if meant(scene, amount, A_WEEK) or meant(scene, amount, THIS_WEEK):
        return ClaimWindow(WindowSpan.TO_DATE, unit=Unit.WEEK)
    before = [
        a.end for a in amounts.percents(scene.text, scene.start, amount.start, scene.language)
    ]
    words = scene.text[max([scene.start, *before]) : scene.end]
    return ClaimWindow(WindowSpan.OTHER) if other_base(scene, words) else ClaimWindow()


def _ends(stated: float, half: float) -> tuple[str, str]:
    """The ends of a range, in percent with their sign."""
    return signed(stated - half), signed(stated + half)


def _move_of(scene: Scene, amount: Amount, others: Sequence[Amount]) -> int | None:  # noqa: PLR0911 (a case each)
    """The direction of a percentage: its own sign, or that of the rise or fall it belongs to."""
    language, sign = scene.language, scene.text[amount.start]
    if amount.value < 0 or sign in "▼▽":
        return -1
    if sign in "+＋▲△":
        return 1
    if any(cue[language].match(scene.text, amount.end) for cue in (OF_A_QUANTITY, SHARE_OF)):
        return None
    if ended := ENDED[language].rule_at(scene.text, amount.end):
        return int(ended.fields["direction"])
    if noun := _noun_of(scene, amount):
        return noun
    last = verb_last(language)
    before = [m for m in scene.moves if m.end <= amount.start and amount.start - m.end <= 45]  # noqa: PLR2004 (letters apart)
    after = [m for m in scene.moves if m.start >= amount.end and m.start - amount.end <= 30]  # noqa: PLR2004 (letters apart)
    before = [m for m in before if not _between(others, m.end, amount.start)]
    if last:
        named = [s.start for s in scene.subjects if s.start < amount.start]
        before = [m for m in before if not any(m.end <= name for name in named)]
    after = [m for m in after if not _between(others, amount.end, m.start)]
    chosen: list[MoveWord] = (after[:1] or before[-1:]) if last else (before[-1:] or after[:1])
    if chosen:
        return chosen[0].direction
    if not PAIRED[language].search(scene.words):
        return _shared(scene, amount)
    return scene.moves[-1 if last else 0].direction if scene.moves else None


def _noun_of(scene: Scene, amount: Amount) -> int | None:
    """The direction of the noun that a number stands before: "by a 0.9% fall"."""
    if not ARTICLE[scene.language].search(scene.text, scene.start, amount.start):
        return None
    return next((m.direction for m in scene.moves if 0 < m.start - amount.end <= 1), None)


def _shared(scene: Scene, amount: Amount) -> int | None:
    """The direction of a number that shares its verb with another in a list of companies."""
    if verb_last(scene.language):
        following = [m for m in scene.moves if m.start >= amount.end]
        listed = LISTED[scene.language].match(scene.text, amount.end) is not None
        return following[0].direction if listed and following else None
    named = [s for s in scene.subjects if 0 <= amount.start - s.end <= 3]  # noqa: PLR2004 (a pair, or three)
    told = [m for m in scene.moves if m.end <= amount.start]
    return told[-1].direction if named and told else None


def _between(others: Sequence[Amount], start: int, end: int) -> bool:
    return any(start <= other.start < end for other in others)


def _fundamental(scene: Scene, amount: Amount) -> bool:
    """Whether the number measures revenue, profit or another thing that is no price."""
    language, start = scene.language, _clause_start(scene, amount.start)
    text = scene.text
    thing, priced = FUNDAMENTAL[language], PRICE_WORD[language]
    if verb_last(language):
        return thing.search(_without_asides(text[start : amount.start])) is not None
    last = max([m.end for m in scene.moves if m.start < amount.end + 20] + [amount.end])
    if any(MEASURED[language].match(text, place) for place in (last, amount.end)):
        return True
    if YEAR_AGO[language].match(text, amount.end) and not priced.search(text[start : amount.start]):
        return True
    if APPOSED[language].search(text, scene.start, amount.start):
        return True
    before = max([m.start for m in scene.moves if m.start < amount.start], default=amount.start)
    head = _without_asides(scene.masked(max(start, before - 60), before))
    return thing.search(head) is not None and priced.search(head) is None


def _without_asides(text: str) -> str:
    """A text without its brackets: "A (revenue up 12%) rose 1.9%"."""
    return ASIDE.sub(" ", text)


def _clause_start(scene: Scene, position: int) -> int:
    comma = max(
        scene.text.rfind(", ", scene.start, position), scene.text.rfind("; ", scene.start, position)
    )
    return comma + 2 if comma >= scene.start else scene.start


def _subjects_of(scene: Scene, amount: Amount) -> tuple[str, ...]:
    """Whose percentage it is."""
    text, language = scene.text, scene.language
    held = [s for s in scene.subjects if s.end <= amount.start]
    if held:
        tail = OWN_WORDS[scene.language].match(text, held[-1].end)
        behind = tail.end() if tail else held[-1].end
        if BRACKETED[language].fullmatch(text, behind, amount.start):
            return (held[-1].symbol,)
    if noun := IN_NAME[language].match(text, amount.end):
        after = [s for s in scene.subjects if s.start == noun.end()]
        if after:
            return (after[0].symbol,)
        if OTHERS[language].match(text, noun.end()):
            return ()
    owner = OWNER[language].search(text, scene.start, amount.start)
    dated = owner and any(owner.start() < m.span[1] <= owner.end() for _, m in scene.moments)
    if owner and not dated and owner.start() > scene.start + 4 and not scene.led():
        return ()
    return scene.near(amount.start)


def _paired(scene: Scene, found: Sequence[Amount]) -> list[tuple[str, ...]]:
    """One company a number, for "respectively"."""
    if len(found) < 2 or not PAIRED[scene.language].search(scene.words):  # noqa: PLR2004 (a pair, or three)
        return []
    named = list(dict.fromkeys(s.symbol for s in scene.subjects if s.start not in scene.objects))
    if not named and scene.may_inherit():
        named = [symbol for symbol in scene.inherited if not symbol.startswith("^")]
    return [(symbol,) for symbol in named] if len(named) == len(found) else []
