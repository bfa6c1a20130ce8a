"""Direction, persistence and comparison against returns."""

from __future__ import annotations

from dataclasses import replace

from marketlink.claims.evidence import Series
from marketlink.claims.observe import Look, percent, undecided
from marketlink.claims.when import When
from marketlink.records.claim import Bound, Field, Observation, Span, Verdict
from marketlink.records.reason import Code, Figure, Reason, Shown, reason

STRONG = 0.02
"""Whether less than this is a "plunge" or a "surge" is a matter of taste."""
AFTER = 5
"""Sessions after day 0 that "afterwards" covers."""
HOURS = {Field.OFF_HOURS: Code.OFF_HOURS, Field.NOW: Code.WITHIN_SESSION}


def _seen(look: Look, n: int, value: float | None, why: Reason, reading: str = "") -> Observation:
    """A move against the sign that the words give it."""
    if value is None:
        return look.cannot_at(n, Code.NO_RETURN, symbol=look.series.symbol)
    signed = value * look.claim.direction
    if signed <= 0:
        return look.wrong(n, value, why, reading=reading)
    if look.measure.bound is Bound.STRONG and signed < STRONG:
        taste = reason(Code.WEAK).followed(why)
        return look.see(n, value, Verdict.UNCLEAR, taste, reading=reading)
    return look.right(n, value, why, reading=reading)


def direction(look: Look) -> list[Observation]:
    """A rise or a fall: of the session, of the period, or of the days afterwards."""
    if blind := look.blind():
        return [blind]
    if look.measure.field in HOURS:
        return [look.cannot(HOURS[look.measure.field])]
    n, series, sign = look.at.first, look.series, look.claim.direction
    assert n is not None
    if look.measure.window.span is Span.AFTER:
        return _afterwards(look, n)
    inside, value = look.at.inside, series.ret(n)
    if look.at.period and len(inside) > 1 and inside[0] > 0:
        return [_net(look, inside)]
    other = look.at.other
    if other is not None and value is not None and value * sign <= 0:
        ended = series.ret(other)
        if ended is not None and ended * sign > 0:
            code = Code.MOVED_ENDED if look.at.stated else Code.MOVED_RUNNING
            return [_seen(look, other, ended, reason(code, value=percent(ended)))]
    why = _moved(series, n)
    if len(inside) < 2 or inside[0] < 1:
        return [_seen(look, n, value, why)]
    return [_seen(look, n, value, why, "literal"), _net(look, inside, "net")]


def _net(look: Look, inside: range, reading: str = "") -> Observation:
    first, last = inside[0] - 1, inside[-1]
    value = look.series.span(first, last)
    why = reason(Code.OVER, value=percent(value), start=look.day(first), session=look.day(last))
    return _seen(look, last, value, why, reading)


def _moved(series: Series, n: int) -> Reason:
    value, day = percent(series.ret(n)), series.sessions[n]
    found = series.abnormal.get(day)
    if not found or not found[1]:
        return reason(Code.MOVED, value=value, session=day)
    errors = Figure(abs(found[0] / found[1]), Shown.ERRORS)
    return reason(
        Code.MOVED_ABNORMAL,
        value=value,
        session=day,
        abnormal=Figure(found[0], Shown.POINTS),
        errors=errors,
    )


def _afterwards(look: Look, n: int) -> list[Observation]:
    """The days after day 0: literally without it, net with it."""
    series = look.series
    if not look.at.stated:
        return [look.cannot(Code.NO_DAY_TO_COUNT_FROM)]
    last = min(n + AFTER, len(series.closes) - 1, look.known())
    if last <= n:
        return [look.cannot(Code.NO_LATER)]
    after, net = series.span(n, last), series.span(n - 1, last)
    days = {"start": look.day(n), "session": look.day(last)}
    return [
        _seen(look, last, after, reason(Code.OVER, value=percent(after), **days), "literal"),
        _seen(look, last, net, reason(Code.TO_WITH, value=percent(net), **days), "net"),
    ]


def persistence(look: Look) -> list[Observation]:
    """A streak, a move that went on, or one that turned."""
    if blind := look.blind():
        return [blind]
    match look.measure.window.span:
        case Span.NEXT:
            return _went_on(look)
        case Span.TURN:
            return [_turned(look, -1)]
        case Span.AGAIN:
            return [_turned(look, 1)]
        case Span.BACK:
            return [_back(look)]
    return [_streak(look)]


def _went_on(look: Look) -> list[Observation]:
    series, sign, n = look.series, look.claim.direction, look.at.first
    assert n is not None
    if not look.at.stated:
        n = max(n - 1, 0)
    first, following = series.ret(n), series.ret(n + 1)
    if following is None or first is None or n + 1 > look.known():
        return [look.cannot_at(n, Code.NO_NEXT)]
    both = look.right if first * sign > 0 and following * sign > 0 else look.wrong
    why = reason(
        Code.WENT_ON, value=percent(following), session=look.day(n + 1), before=percent(first)
    )
    last = min(n + AFTER, len(series.closes) - 1, look.known())
    net = series.span(n, last)
    later = look.right if net is not None and net * sign > 0 else look.wrong
    days = {"start": look.day(n), "session": look.day(last)}
    return [
        both(n + 1, following, why, reading="literal"),
        later(last, net, reason(Code.OVER, value=percent(net), **days), reading="net"),
    ]


def _turned(look: Look, before_sign: int) -> Observation:
    series, sign, n = look.series, look.claim.direction, look.at.first
    assert n is not None
    before, now = series.ret(n - 1), series.ret(n)
    if before is None or now is None:
        return look.cannot_at(n, Code.NO_BEFORE)
    turned = now * sign > 0 and before * sign * before_sign > 0
    why = reason(Code.AFTER_BEFORE, value=percent(now), before=percent(before))
    return (look.right if turned else look.wrong)(n, now, why)


def _back(look: Look) -> Observation:
    """ "The first rise in five sessions": a rise after four falls in a row."""
    series, sign, n = look.series, look.claim.direction, look.at.first
    assert n is not None
    now, wanted, run = series.ret(n), int(look.claim.stated or 0) - 1, 0
    while (value := series.ret(n - 1 - run)) is not None and value * sign < 0:
        run += 1
    if now is None:
        return look.cannot_at(n, Code.NO_RETURN, symbol=series.symbol)
    why = reason(Code.TURNED_AFTER, value=percent(now), session=look.day(n), run=run)
    if now * sign > 0 and run >= wanted:
        return _longer(look.right(n, now, why), run > wanted)
    return look.wrong(n, now, why)


def _streak(look: Look) -> Observation:
    series, claim, n = look.series, look.claim, look.at.first
    assert n is not None
    if look.at.inside:
        n = look.at.inside[-1]
    wanted = int(claim.stated or 0)
    if look.measure.bound is Bound.ENDED:
        n -= 1
    run = 0
    while (value := series.ret(n - run)) is not None and value * claim.direction > 0:
        run += 1
    if series.ret(n - run) is None and run < wanted:
        return look.cannot_at(n, Code.BEGINS_IN_STREAK)
    why = reason(Code.STREAK, run=run, session=look.day(n))
    if run < wanted:
        return look.wrong(n, float(run), why, unit="sessions")
    return _longer(look.right(n, float(run), why, unit="sessions"), run > wanted)


def _longer(seen: Observation, longer: bool) -> Observation:
    """A run as long as stated, or one that was longer: what is stated is then true of a part."""
    if not longer:
        return seen
    why = reason(Code.STREAK_LONGER).followed(seen.reason)
    return replace(seen, verdict=Verdict.UNCLEAR, reason=why)


def comparison(look: Look, theirs: Series, at: When) -> Observation:
    """One company's return against another's or the market's, of the same session or period."""
    blind = look.blind()
    if blind or at.first is None or look.at.first is None:
        why = at.why or reason(Code.NO_PRICE_OF_OTHER)
        return blind or undecided(look.series.symbol, why)
    mine, other = _over(look.series, look.at), _over(theirs, at)
    if mine is None or other is None:
        return undecided(look.series.symbol, reason(Code.NO_RETURN_OF_BOTH))
    holds = mine > other if look.claim.direction > 0 else mine < other
    why = reason(Code.AGAINST, value=percent(mine), other=percent(other), symbol=theirs.symbol)
    return (look.right if holds else look.wrong)(look.at.first, mine, why)


def _over(series: Series, at: When) -> float | None:
    if at.period and at.inside:
        return series.span(at.inside[0] - 1, at.inside[-1])
    return series.ret(at.first) if at.first is not None else None
