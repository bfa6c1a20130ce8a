"""Direction, persistence and comparison against returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from marketlink.calendars import DAILY_LIMITS
from marketlink.claims.evidence import Series
from marketlink.claims.observe import UNSEEN, ClaimCheck, percent, undecided
from marketlink.claims.session_of import When, session_known
from marketlink.claims.window_check import UP_TO_NOW, ends, up_to_now
from marketlink.records.claim import Bound, Claim, Observation, Verdict, WindowSpan
from marketlink.records.claim_kind import ClaimKind, KindExample, way
from marketlink.records.reason import NumberStyle, Reason, ReasonCode, ShownNumber, reason

STRONG = 0.02
"""Whether less than this is a "plunge" or a "surge" is a matter of taste."""
TICK = 0.0055
"""How far a close at the daily limit is from it at most: limits are cut off to a tick."""
AFTER = 5
"""Sessions after day 0 that "afterwards" covers."""


def _against_sign(
    check: ClaimCheck, n: int, value: float | None, why: Reason, reading: str = ""
) -> Observation:
    """A move against the sign that the words give it."""
    if value is None:
        return check.cannot_at(n, ReasonCode.NO_RETURN, symbol=check.series.symbol)
    signed = value * check.claim.direction
    if signed <= 0:
        return check.wrong(n, value, why, reading=reading)
    least, code = _least(check, n)
    if signed < least:
        return check.see(n, value, Verdict.UNCLEAR, reason(code).followed(why), reading=reading)
    return check.right(n, value, why, reading=reading)


def _least(check: ClaimCheck, n: int) -> tuple[float, ReasonCode]:
    """The size from which on a move is what its verb says, and what a smaller one is called."""
    since, limit = DAILY_LIMITS.get(check.series.exchange, (date.max, 0.0))
    if check.measure.bound is Bound.LIMIT and check.series.sessions[n] >= since:
        return limit - TICK, ReasonCode.SHORT_OF_LIMIT
    return (0.0 if check.measure.bound is Bound.SIGN else STRONG), ReasonCode.WEAK


def direction(check: ClaimCheck) -> list[Observation]:  # noqa: PLR0911 (a case each)
    """A rise or a fall: of the session, of the period, or of the days afterwards."""
    check = up_to_now(check)
    if blind := check.blind():
        return [blind]
    if check.measure.field in UNSEEN:
        return [check.cannot(UNSEEN[check.measure.field])]
    n, series, sign = check.session, check.series, check.claim.direction
    match check.measure.window.span:
        case WindowSpan.AFTER:
            return _afterwards(check, n)
        case WindowSpan.OTHER | WindowSpan.PEAK:
            return [check.cannot(ReasonCode.OTHER_BASE)]
        case span if span in UP_TO_NOW:
            return [_over_window(check, n)]
    inside, value = check.at.inside, series.ret(n)
    if check.at.period and len(inside) > 1 and inside[0] > 0:
        return [_net(check, inside)]
    other = check.at.other
    if other is not None and value is not None and value * sign <= 0:
        ended = series.ret(other)
        if ended is not None and ended * sign > 0:
            code = ReasonCode.MOVED_ENDED if check.at.stated else ReasonCode.MOVED_RUNNING
            return [_against_sign(check, other, ended, reason(code, value=percent(ended)))]
    why = _moved(series, n)
    if len(inside) < 2 or inside[0] < 1:  # noqa: PLR2004 (a pair, or three)
        return [_against_sign(check, n, value, why)]
    return [_against_sign(check, n, value, why, "literal"), _net(check, inside, "net")]


def _over_window(check: ClaimCheck, n: int) -> Observation:
    """The sign of the move over a window, where it is that of each pair of closes it may be counted
    between."""
    series = check.series
    pairs = ends(series, check.measure.window, n, check.last_known())
    values = [value for pair in pairs if (value := series.span(*pair)) is not None]
    if not values:
        return check.cannot(ReasonCode.BEGINS_IN_PERIOD)
    if min(values) * max(values) <= 0:
        return check.cannot(ReasonCode.OTHER_BASE)
    first, last = pairs[0]
    why = check.over(first, last, percent(values[0]))
    return _against_sign(check, last, values[0], why)


def _net(check: ClaimCheck, inside: range, reading: str = "") -> Observation:
    first, last = inside[0] - 1, inside[-1]
    value = check.series.span(first, last)
    why = check.over(first, last, percent(value))
    return _against_sign(check, last, value, why, reading)


def _moved(series: Series, n: int) -> Reason:
    value, day = percent(series.ret(n)), series.sessions[n]
    abnormal, error = series.abnormal.get(day, (0.0, 0.0))
    if not error:
        return reason(ReasonCode.MOVED, value=value, session=day)
    parts = {
        "abnormal": ShownNumber(abnormal, NumberStyle.POINTS),
        "errors": ShownNumber(abs(abnormal / error), NumberStyle.ERRORS),
    }
    return reason(ReasonCode.MOVED_ABNORMAL, value=value, session=day, **parts)


def _afterwards(check: ClaimCheck, n: int) -> list[Observation]:
    """The days after day 0: literally without it, net with it."""
    series = check.series
    if not check.at.stated:
        return [check.cannot(ReasonCode.NO_DAY_TO_COUNT_FROM)]
    last = min(n + AFTER, check.last_known())
    if last <= n:
        return [check.cannot(ReasonCode.NO_LATER)]
    after, net = series.span(n, last), series.span(n - 1, last)
    days = {"start": check.day(n), "session": check.day(last)}
    with_day0 = reason(ReasonCode.TO_WITH, value=percent(net), **days)
    return [
        _against_sign(check, last, after, check.over(n, last, percent(after)), "literal"),
        _against_sign(check, last, net, with_day0, "net"),
    ]


def persistence(check: ClaimCheck) -> list[Observation]:
    """A streak, a move that went on, or one that turned."""
    if blind := check.blind():
        return [blind]
    span = check.measure.window.span
    if span is WindowSpan.NEXT:
        return _went_on(check)
    if span in (WindowSpan.TURN, WindowSpan.AGAIN):
        return [_turned(check, 1 if span is WindowSpan.AGAIN else -1)]
    return [_back(check) if span is WindowSpan.BACK else _streak(check)]


def _went_on(check: ClaimCheck) -> list[Observation]:
    series, sign, n = check.series, check.claim.direction, check.session
    if not check.at.stated:
        n = max(n - 1, 0)
    first, following = series.ret(n), series.ret(n + 1)
    if following is None or first is None or n + 1 > check.last_known():
        return [check.cannot_at(n, ReasonCode.NO_NEXT)]
    both = check.right if first * sign > 0 and following * sign > 0 else check.wrong
    days = {"value": percent(following), "session": check.day(n + 1)}
    why = reason(ReasonCode.WENT_ON, **days, before=percent(first))
    last = min(n + AFTER, check.last_known())
    net = series.span(n, last)
    later = check.right if net is not None and net * sign > 0 else check.wrong
    return [
        both(n + 1, following, why, reading="literal"),
        later(last, net, check.over(n, last, percent(net)), reading="net"),
    ]


def _run(series: Series, n: int, sign: int) -> int:
    """How many sessions in a row up to a position moved one way."""
    run = 0
    while (value := series.ret(n - run)) is not None and value * sign > 0:
        run += 1
    return run


def _turned(check: ClaimCheck, before_sign: int) -> Observation:
    """A move like the one of the session before, or against it."""
    series, sign, n = check.series, check.claim.direction, check.session
    before, now = series.ret(n - 1), series.ret(n)
    if before is None or now is None:
        return check.cannot_at(n, ReasonCode.NO_BEFORE)
    turned = now * sign > 0 and before * sign * before_sign > 0
    why = reason(ReasonCode.AFTER_BEFORE, value=percent(now), before=percent(before))
    if not turned and before_sign > 0 and now * sign > 0:  # of the hours before, or of weeks
        since = reason(ReasonCode.UNCLEAR_PERIOD).followed(why)
        return check.see(n, now, Verdict.UNCLEAR, since)
    return (check.right if turned else check.wrong)(n, now, why)


def _back(check: ClaimCheck) -> Observation:
    """ "The first rise in five sessions": a rise after four falls in a row."""
    series, sign, n = check.series, check.claim.direction, check.session
    now, least, run = series.ret(n), int(check.claim.stated or 0) - 1, _run(series, n - 1, -sign)
    if now is None:
        return check.cannot_at(n, ReasonCode.NO_RETURN, symbol=series.symbol)
    why = reason(ReasonCode.TURNED_AFTER, value=percent(now), session=check.day(n), run=run)
    if now * sign > 0 and run >= least:
        return _longer(check.right(n, now, why), run > least)
    return check.wrong(n, now, why)


def _streak(check: ClaimCheck) -> Observation:
    """ "Fell for five sessions in a row", up to the session or, where it ended, the one before."""
    series, claim, count = check.series, check.claim, int(check.claim.stated or 0)
    if (day := claim.measure.window.day) is not None:
        return _streak_after(check, day, count)
    n = check.at.inside[-1] if check.at.inside else check.session
    n -= check.measure.bound is Bound.ENDED
    run = _run(series, n, claim.direction)
    if series.ret(n - run) is None and run < count:
        return check.cannot_at(n, ReasonCode.BEGINS_IN_STREAK)
    why = reason(ReasonCode.STREAK, run=run, session=check.day(n))
    if run < count:
        return check.wrong(n, float(run), why, unit="sessions")
    return _longer(check.right(n, float(run), why, unit="sessions"), run > count)


def _streak_after(check: ClaimCheck, day: date, count: int) -> Observation:
    """A streak that began after a day: borne out, or not to be told."""
    series, sign, last = check.series, check.claim.direction, check.last_known()
    start = series.last(day)
    n = last + 1 if start is None else start + count
    over = n == last or (n < last and (series.ret(n + 1) or 0.0) * sign <= 0)
    if not over or _run(series, n, sign) < count:
        return check.cannot(ReasonCode.OTHER_BASE)
    why = reason(ReasonCode.STREAK, run=count, session=check.day(n))
    return check.right(n, float(count), why, unit="sessions")


def _longer(observation: Observation, longer: bool) -> Observation:
    """A run as long as stated, or one that was longer: what is stated is then true of a part."""
    if not longer:
        return observation
    why = reason(ReasonCode.STREAK_LONGER).followed(observation.reason)
    return replace(observation, verdict=Verdict.UNCLEAR, reason=why)


def comparison(check: ClaimCheck) -> list[Observation]:
    """One company's return against another's or the market's, of the same session or period."""
    if blind := check.blind():
        return [blind]
    symbol, theirs = check.series.symbol, check.evidence.series.get(check.claim.symbols[-1])
    if theirs is None:
        missing = reason(ReasonCode.NO_PRICES, symbol=check.claim.symbols[-1])
        return [undecided(symbol, missing)]
    at = session_known(check.claim, theirs, check.published)
    if at.first is None or check.at.first is None:
        return [undecided(symbol, at.why or reason(ReasonCode.NO_PRICE_OF_OTHER))]
    mine, other = _over(check.series, check.at), _over(theirs, at)
    if mine is None or other is None:
        return [undecided(symbol, reason(ReasonCode.NO_RETURN_OF_BOTH))]
    holds = mine > other if check.claim.direction > 0 else mine < other
    why = reason(
        ReasonCode.AGAINST, value=percent(mine), other=percent(other), symbol=theirs.symbol
    )
    return [(check.right if holds else check.wrong)(check.at.first, mine, why)]


def _over(series: Series, at: When) -> float | None:
    if at.period and at.inside:
        return series.span(at.inside[0] - 1, at.inside[-1])
    return series.ret(at.first) if at.first is not None else None


SIGNS = {-1: "<", 0: "=", 1: ">"}


def _of_direction(claim: Claim) -> str:
    sign = SIGNS[claim.direction]
    if claim.measure.window.span is WindowSpan.AFTER:
        return f"C(5)/C(0) - 1 {sign} 0; net: C(5)/C(-1) - 1 {sign} 0"
    if claim.measure.bound is Bound.LIMIT:
        return f"R(t) = {'+' if claim.direction > 0 else '-'}limit"
    return f"R(t) {sign} 0"


def _of_persistence(claim: Claim) -> str:
    sign, opposite, count = SIGNS[claim.direction], SIGNS[-claim.direction], int(claim.stated or 0)
    match claim.measure.window.span:
        case WindowSpan.AGAIN:
            return f"R(t-1) {sign} 0 and R(t) {sign} 0"
        case WindowSpan.NEXT:
            return f"R(0) {sign} 0 and R(1) {sign} 0; net: C(5)/C(0) - 1 {sign} 0"
        case WindowSpan.TURN:
            return f"R(t-1) {opposite} 0 and R(t) {sign} 0"
        case WindowSpan.BACK:
            return f"R(u) {opposite} 0 for the {count - 1} sessions up to t-1 and R(t) {sign} 0"
    if (day := claim.measure.window.day) is not None:
        return f"R(u) {sign} 0 for the {count} sessions after {day}"
    lag = "t-1" if claim.measure.bound is Bound.ENDED else "t"
    return f"R(u) {sign} 0 for the {count} sessions up to {lag}"


def _of_comparison(claim: Claim) -> str:
    return f"R_i(t) {SIGNS[claim.direction]} R_j(t)"


def _direction_said(claim: Claim) -> str:
    after = claim.measure.window.span is WindowSpan.AFTER
    limit = "limit_" if claim.measure.bound is Bound.LIMIT else ""
    return f"after_{way(claim)}" if after else f"{limit}{way(claim)}"


def _persistence_said(claim: Claim) -> str:
    on = claim.measure.window.span is WindowSpan.NEXT
    return f"went_on_{way(claim)}" if on else "quoted"


DIRECTION = ClaimKind(
    "direction",
    KindExample("Nvidia fell on Monday.", "2025-01-27T18:00:00-05:00", "supported"),
    direction,
    _of_direction,
    _direction_said,
)
PERSISTENCE = ClaimKind(
    "persistence",
    KindExample(
        "Broadcom slid for four sessions in a row through June 24, 2024.",
        "2024-06-25T16:30:00-04:00",
        "supported",
    ),
    persistence,
    _of_persistence,
    _persistence_said,
    measures={"period", "extreme_price"},
)
COMPARISON = ClaimKind(
    "comparison",
    KindExample(
        "AMD lost more than the market on January 27, 2025.",
        "2025-01-28T16:30:00-05:00",
        "supported",
    ),
    comparison,
    _of_comparison,
    "compared",
    needs=("closing prices of both",),
    against=True,
    measures={"relations.toml"},
)
