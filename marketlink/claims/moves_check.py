"""Direction, persistence and comparison against returns."""

# ruff: noqa: E501 (sentences of a verdict stay in one piece)
from __future__ import annotations

from marketlink.claims.evidence import Series
from marketlink.claims.observe import Look, percent, undecided
from marketlink.claims.when import When
from marketlink.records.article import Observation, Verdict

STRONG = 0.02
"""A "plunge" or a "surge" of less than this is only partly one."""
AFTER = 5
"""Sessions after day 0 that "afterwards" covers."""


def _judge(value: float | None, direction: int, strong: bool) -> Verdict:
    if value is None:
        return "not decidable here"
    if value * direction <= 0:
        return "contradicted"
    return "partly" if strong and abs(value) < STRONG else "supported"


def direction(look: Look) -> list[Observation]:
    """A rise or a fall: of the session, of the period, or of the days afterwards."""
    blind = look.blind()
    if blind:
        return [blind]
    if look.term("of") == "off-hours":
        why = "prices outside trading hours are not stored"
        return [look.see(look.at.first, None, "not decidable here", why)]
    if look.term("of") == "now":
        why = "prices within the session are not stored"
        return [look.see(look.at.first, None, "not decidable here", why)]
    n, series, claim = look.at.first, look.series, look.claim
    assert n is not None
    strong = look.term("bound") == "strong"
    if look.term("window") == "after":
        return _afterwards(look, n, strong)
    inside = look.at.inside
    if look.at.period and len(inside) > 1 and inside[0] > 0:
        value = series.span(inside[0] - 1, inside[-1])
        why = f"{percent(value)} from {series.sessions[inside[0] - 1]} to {series.sessions[inside[-1]]}"
        return [look.see(inside[-1], value, _judge(value, claim.direction, strong), why)]
    value = series.ret(n)
    if look.at.other is not None and _judge(value, claim.direction, strong) == "contradicted":
        other = series.ret(look.at.other)
        if _judge(other, claim.direction, strong) == "supported":
            why = f"{percent(other)} {'in the session that ended on the day named' if look.at.stated else 'in the session of the day of publication'}"
            return [look.see(look.at.other, other, "supported", why)]
    why = f"{percent(value)} on {series.sessions[n]}{_significance(series, n)}"
    if len(inside) < 2 or inside[0] < 1:
        return [look.see(n, value, _judge(value, claim.direction, strong), why)]
    net = series.span(inside[0] - 1, inside[-1])
    total = f"{percent(net)} from {series.sessions[inside[0] - 1]} to {series.sessions[inside[-1]]}"
    return [
        look.see(n, value, _judge(value, claim.direction, strong), why, reading="literal"),
        look.see(inside[-1], net, _judge(net, claim.direction, strong), total, reading="net"),
    ]


def _significance(series: Series, n: int) -> str:
    found = series.abnormal.get(series.sessions[n])
    if not found or not found[1]:
        return ""
    return f", abnormal {percent(found[0])} ({abs(found[0] / found[1]):.1f} standard errors)"


def _afterwards(look: Look, n: int, strong: bool) -> list[Observation]:
    """The days after day 0: literally without it, net with it."""
    series, claim = look.series, look.claim
    if not look.at.stated:
        return [look.see(n, None, "not decidable here", "the day it counts from is not named")]
    last = min(n + AFTER, len(series.closes) - 1, look.known())
    if last <= n:
        return [look.see(n, None, "not decidable here", "no later session has a price")]
    after, net = series.span(n, last), series.span(n - 1, last)
    end = series.sessions[last]
    return [
        look.see(last, after, _judge(after, claim.direction, strong),
                 f"{percent(after)} from the close of {series.sessions[n]} to {end}", reading="literal"),
        look.see(last, net, _judge(net, claim.direction, strong),
                 f"{percent(net)} to {end} with {series.sessions[n]} itself", reading="net"),
    ]  # fmt: skip


def persistence(look: Look) -> list[Observation]:
    """A streak, a move that went on, or one that turned."""
    blind = look.blind()
    if blind:
        return [blind]
    window = look.term("window")
    if window == "next":
        return _went_on(look)
    if window in ("turn", "again"):
        return [_turned(look, 1 if window == "again" else -1)]
    return [_back(look) if window == "back" else _streak(look)]


def _went_on(look: Look) -> list[Observation]:
    series, sign, n = look.series, look.claim.direction, look.at.first
    assert n is not None
    if not look.at.stated:
        n = max(n - 1, 0)
    first, following = series.ret(n), series.ret(n + 1)
    if following is None or first is None or n + 1 > look.known():
        return [look.see(n, None, "not decidable here", "no next session has a price")]
    both: Verdict = "supported" if first * sign > 0 and following * sign > 0 else "contradicted"
    day = series.sessions[n + 1]
    literal = f"{percent(following)} on {day}, the next session, after {percent(first)}"
    last = min(n + AFTER, len(series.closes) - 1, look.known())
    net = series.span(n, last)
    later: Verdict = "supported" if net is not None and net * sign > 0 else "contradicted"
    total = f"{percent(net)} from the close of {series.sessions[n]} to {series.sessions[last]}"
    return [
        look.see(n + 1, following, both, literal, reading="literal"),
        look.see(last, net, later, total, reading="net"),
    ]


def _turned(look: Look, before_sign: int) -> Observation:
    series, sign, n = look.series, look.claim.direction, look.at.first
    assert n is not None
    before, now = series.ret(n - 1), series.ret(n)
    if before is None or now is None:
        return look.see(n, now, "not decidable here", "the session before has no price")
    turned = now * sign > 0 and before * sign * before_sign > 0
    verdict: Verdict = "supported" if turned else "contradicted"
    return look.see(n, now, verdict, f"{percent(now)} after {percent(before)} the session before")


def _back(look: Look) -> Observation:
    """ "The first rise in five sessions": a rise after four falls in a row."""
    series, sign, n = look.series, look.claim.direction, look.at.first
    assert n is not None
    now, wanted, run = series.ret(n), int(look.claim.stated or 0) - 1, 0
    while (value := series.ret(n - 1 - run)) is not None and value * sign < 0:
        run += 1
    why = f"{percent(now)} on {series.sessions[n]} after {run} sessions the other way"
    if now is not None and now * sign > 0 and run == wanted:
        return look.see(n, now, "supported", why)
    if now is not None and now * sign > 0 and run > wanted:
        return look.see(n, now, "partly", why)
    return look.see(n, now, "contradicted" if now is not None else "not decidable here", why)


def _streak(look: Look) -> Observation:
    series, claim, n = look.series, look.claim, look.at.first
    assert n is not None
    if look.at.inside:
        n = look.at.inside[-1]
    wanted = int(claim.stated or 0)
    if look.term("bound") == "ended":
        n -= 1
    run = 0
    while (value := series.ret(n - run)) is not None and value * claim.direction > 0:
        run += 1
    seen = f"{run} sessions in a row up to {series.sessions[n]}"
    if series.ret(n - run) is None and run < wanted:
        return look.see(
            n, float(run), "not decidable here", "prices begin within the streak", unit="sessions"
        )
    verdict: Verdict = (
        "supported" if run == wanted else "partly" if run > wanted else "contradicted"
    )
    return look.see(n, float(run), verdict, seen, unit="sessions")


def comparison(look: Look, theirs: Series, at: When) -> Observation:
    """One company's return against another's or the market's, of the same session or period."""
    blind = look.blind()
    if blind or at.first is None or look.at.first is None:
        return blind or undecided(look.series.symbol, at.why or "no price of the other")
    mine, other = _over(look.series, look.at), _over(theirs, at)
    if mine is None or other is None:
        return undecided(look.series.symbol, "no return of both is recorded")
    holds = mine > other if look.claim.direction > 0 else mine < other
    verdict: Verdict = "supported" if holds else "contradicted"
    why = f"{percent(mine)} against {percent(other)} of {theirs.symbol}"
    return look.see(look.at.first, mine, verdict, why)


def _over(series: Series, at: When) -> float | None:
    if at.period and at.inside:
        return series.span(at.inside[0] - 1, at.inside[-1])
    return series.ret(at.first) if at.first is not None else None
