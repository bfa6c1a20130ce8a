"""Claims of market value won or lost, in money, held against known losses and share counts."""

from __future__ import annotations

from collections.abc import Sequence

from marketlink.claims.amounts import holds
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MARKET_CAP
from marketlink.claims.drafts import draft
from marketlink.claims.evidence import Loss
from marketlink.claims.extreme_check import formula
from marketlink.claims.observe import ClaimCheck
from marketlink.claims.subject_of import subjects_at
from marketlink.records.claim import Bound, Claim, Field, Measure, Observation
from marketlink.records.claim_kind import ClaimKind, KindExample
from marketlink.records.reason import NumberStyle, Reason, ReasonCode, Reported, ShownNumber, reason

LEAST = 1e8
"""Smaller amounts are prices, in any currency."""


def market_values(sentence: ClaimSentence) -> list[Claim]:
    """Claims of what a company is worth, and of money lost or won in market value."""
    claims: list[Claim] = []
    if not sentence.search(MARKET_CAP.value):
        return claims
    fall = -1 if sentence.search(MARKET_CAP.value_fall) else 0
    moved = fall or (1 if sentence.search(MARKET_CAP.value_rise) else 0)
    for amount in sentence.money:
        symbols = subjects_at(sentence, amount.start)
        symbols = symbols or (() if sentence.names else sentence.inherited)
        total = (
            amount.bound is Bound.BAND
            or sentence.match(MARKET_CAP.total_after, amount.end)
            or sentence.before(MARKET_CAP.total_before, amount.start, 24)
        )
        kind, sign = (VALUE_TOTAL, 0) if total else (VALUE_MOVED, moved)
        if amount.value >= LEAST and symbols and (total or moved):
            measure = Measure(Field.VALUE, bound=amount.bound)
            claims.append(
                draft(sentence, kind, symbols[-1:], amount, direction=sign, measure=measure)
            )
    return claims


def _own_losses(check: ClaimCheck, losses: Sequence[Loss]) -> list[Loss]:
    """Those of some losses that are the company's on the days of a claim."""
    series = check.series
    places = {*check.at.inside, *filter(None, (check.at.first, check.at.other))}
    return [one for one in losses if one.symbol == series.symbol and series.at(one.day) in places]


def _changed_by(check: ClaimCheck) -> list[Observation]:
    """A loss of market value against cited share counts."""
    claim, series = check.claim, check.series
    losses = _own_losses(check, check.evidence.losses) if claim.direction < 0 else []
    if not losses or claim.unit != "USD":
        return [check.cannot(ReasonCode.NO_SHARES)]
    day = losses[0].day
    n = series.at(day)
    values = [loss.loss for loss in losses]
    if n:
        fall = series.closes[n - 1] - series.closes[n]
        values += [loss.shares * fall for loss in losses if loss.shares]
    low, high = min(values), max(values)
    stated, half = abs(claim.stated or 0.0), claim.tolerance or 0.0
    inside = low - half <= stated <= high + half
    right = inside or any(holds(value, stated, half, claim.measure.bound) for value in values)
    ends = {
        "low": ShownNumber(low, NumberStyle.BILLIONS),
        "high": ShownNumber(high, NumberStyle.BILLIONS),
    }
    judge = check.right if right else check.wrong
    return [judge(n or 0, -low, reason(ReasonCode.VALUE, session=day, **ends), unit="USD")]


def _total(check: ClaimCheck) -> list[Observation]:
    """What a company is worth, which no series tells."""
    return [check.blind() or check.cannot(ReasonCode.NO_SHARES)]


def _record_loss(check: ClaimCheck) -> list[Observation]:
    """A record loss of market value against the known ones of any company."""
    series, claim = check.series, check.claim
    losses = sorted(check.evidence.losses, key=lambda loss: -loss.loss)
    mine = _own_losses(check, losses)
    if not mine or claim.direction > 0:
        return [check.cannot(ReasonCode.NO_RECORDS)]
    day = mine[0].day
    n = series.at(day)
    loss, counted = _counted(check, mine, n)
    rivals = [other for other in losses if other.day < day]
    if not check.measure.any_company:
        rivals = [other for other in rivals if other.symbol == series.symbol]
    if not rivals:
        return [check.cannot_at(n, ReasonCode.NO_EARLIER_RECORDS)]
    top = rivals[0]
    why = reason(
        ReasonCode.RECORD_LOSS,
        value=ShownNumber(loss, NumberStyle.BILLIONS),
        session=day,
        other=ShownNumber(top.loss, NumberStyle.BILLIONS),
        company=top.symbol if top.symbol == series.symbol else top.company,
        near=top.day,
    ).followed(counted)
    return [(check.right if loss > top.loss else check.wrong)(n or 0, -loss, why, unit="USD")]


def _counted(
    check: ClaimCheck, losses: Sequence[Loss], n: int | None
) -> tuple[float, Reason | None]:
    """The loss as a share count times the fall of the close, and how it was counted; as published,
    without a word, where the count or a close is not held."""
    closes, first = check.series.closes, losses[0]
    if first.shares is None or not n:
        return first.loss, None
    fall = closes[n - 1] - closes[n]
    how = reason(
        ReasonCode.LOSS_COUNTED,
        shares=ShownNumber(first.shares, NumberStyle.COUNT),
        source=first.source,
        fall=ShownNumber(fall, NumberStyle.PRICE),
        published=Reported(
            tuple((ShownNumber(one.loss, NumberStyle.BILLIONS), one.source) for one in losses)
        ),
    )
    return first.shares * fall, how


def _of_change(claim: Claim) -> str:
    return f"N (C(t) - C(t-1)) = {claim.stated:,.6g}"


def _of_total(claim: Claim) -> str:
    return f"N C(t) = {claim.stated:,.6g}"


MONDAY = "2025-01-27T18:00:00-05:00"
SHARES = ("closing prices", "shares outstanding")


def _as_changed(claim: Claim) -> str:
    return "value_lost" if claim.direction < 0 else "value_gained"


def _of_record(claim: Claim) -> str:
    return "record_value" if claim.direction < 0 else "quoted"


VALUE_MOVED = ClaimKind(
    "size",
    KindExample("Nvidia lost $589 billion of market value in a day.", MONDAY, "supported"),
    _changed_by,
    _of_change,
    _as_changed,
    needs=SHARES,
    change=True,
)
VALUE_TOTAL = ClaimKind(
    "level",
    KindExample("Nvidia's market value fell to $2.9 trillion.", MONDAY, "not decidable here"),
    _total,
    _of_total,
    needs=SHARES,
    price=True,
    measures={"period", "market_cap.toml"},
)
RECORD_VALUE = ClaimKind(
    "extreme",
    KindExample(
        "Nvidia lost more value in one day than any company before it.", MONDAY, "supported"
    ),
    _record_loss,
    formula,
    _of_record,
    needs=(*SHARES, "earlier record losses"),
    scoped=True,
    measures={"period", "extreme_price", "market_cap.toml"},
)
