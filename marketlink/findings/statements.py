"""What the article has right, in part, and wrong, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from marketlink.findings.finding import Finding
from marketlink.findings.format import excerpt
from marketlink.records.claim import (
    BARELY,
    Bound,
    Claim,
    Field,
    Measure,
    Observation,
    Verdict,
    WindowSpan,
)
from marketlink.records.reason import Reason, ReasonCode

DOUBTS = frozenset(code for code in ReasonCode if code.value.startswith("unclear_"))
"""Reasons for which a claim is not judged; the observation follows them."""
MOST_STATEMENTS = 3
"""More statements of one verdict than this are counted, not named."""
MOST_QUOTED = 80
"""Characters of the article that are quoted for a statement."""
WITH_WHY = ("contradicted", "in_part")
"""A single statement with one of these verdicts is given with its reason."""
VERDICTS_SHOWN = (Verdict.SUPPORTED, Verdict.CONTRADICTED, Verdict.UNCLEAR, Verdict.NOT_DECIDABLE)
BOUNDS_SAID = frozenset({Bound.ABOUT, Bound.NEAR, Bound.OVER, Bound.UNDER, *BARELY})
DIGITS = re.compile(r"\d+(?:\.\d+)?")
HOURS_SAID = {
    Field.OPEN: "open",
    Field.LOW: "session",
    Field.HIGH: "session",
    Field.RANGE: "session",
    Field.NOW: "session",
    Field.OFF_HOURS: "off_hours",
}
APART = (Verdict.UNCLEAR, Verdict.NOT_DECIDABLE)
"""Verdicts that are neither an error of the article nor a confirmation."""


def verdict_of(claim: Claim) -> Verdict:
    """A claim's verdict; one that was not checked is not decidable."""
    return claim.verdict or Verdict.NOT_DECIDABLE


def code_of(verdict: Verdict) -> str:
    """A verdict as a key of the messages."""
    return "not_decidable" if verdict is Verdict.NOT_DECIDABLE else verdict.value.replace(" ", "_")


def counts(claims: Sequence[Claim]) -> dict[str, int]:
    """How many checkable statements have each verdict."""
    verdicts = [verdict_of(claim) for claim in claims]
    return {code_of(one): verdicts.count(one) for one in VERDICTS_SHOWN if one in verdicts}


def in_part(claim: Claim) -> bool:
    """Whether a claim of several companies holds for some of them and not for others."""
    at: Reason | None = claim.reason
    while at is not None:
        if at.code in (ReasonCode.HOLDS_FOR, ReasonCode.NOT_FOR):
            return claim.verdict is Verdict.UNCLEAR
        at = at.then
    return False


def statements_of(claims: Sequence[Claim]) -> tuple[Finding, ...]:
    """One sentence a verdict: contradicted, supported, supported in part, and the rest."""
    findings = []
    for verdict in (Verdict.CONTRADICTED, Verdict.SUPPORTED):
        of_verdict = [claim for claim in claims if claim.verdict is verdict]
        findings += [_statement_of(code_of(verdict), of_verdict)] if of_verdict else []
    parts = [claim for claim in claims if in_part(claim)]
    findings += [_statement_of("in_part", parts)] if parts else []
    spans = {claim.span for claim in parts}
    for verdict in APART:
        of_verdict = [c for c in claims if verdict_of(c) is verdict and c.span not in spans]
        findings += [_statement_of(code_of(verdict), of_verdict)] if of_verdict else []
    return tuple(findings)


def _statement_of(kind: str, claims: Sequence[Claim]) -> Finding:
    """The sentence of one kind; of several claims on a company in one sentence the first is told,
    and all are counted, as in the list and the index."""
    first: dict[tuple[tuple[int, int], tuple[str, ...]], Claim] = {}
    for claim in claims:
        first.setdefault((claim.span, claim.symbols), claim)
    statements = _without_repeats([statement(claim) for claim in first.values()])
    if len(statements) > MOST_STATEMENTS:
        return Finding(
            f"claims_told.{kind}_count", "", {"count": len(claims), "first": statements[0]}
        )
    if len(statements) == 1 and kind in WITH_WHY:
        claim = next(iter(first.values()))
        fields = {"statements": statements, "why": exception(claim) or claim.reason}
        return Finding(f"claims_told.{kind}_why", statements[0].subject, fields)
    return Finding(f"claims_told.{kind}", "", {"statements": statements})


def _without_repeats(statements: Sequence[Finding]) -> tuple[Finding, ...]:
    """Statements once each, without those that another implies: "fell by 17%" implies "fell"."""
    statements = [item for n, item in enumerate(statements) if item not in statements[:n]]
    sized = {(item.code.removesuffix("_by"), item.fields["symbols"])
             for item in statements if item.code.endswith("_by")}  # fmt: skip
    remaining = [item for item in statements if (item.code, item.fields["symbols"]) not in sized]
    return tuple(remaining)


def against_it(claim: Claim) -> Observation | None:
    """The observation that contradicts the literal reading of a claim."""
    for item in claim.observations:
        if item.verdict is Verdict.CONTRADICTED and item.reading != "net":
            return item
    return None


def exception(claim: Claim) -> Finding | None:
    """What the first company did for which the literal reading of a claim of several does not hold;
    None where it holds for all, or for none.
    """
    names: tuple[str, ...] = ()
    at: Reason | None = claim.reason
    while at is not None and not names:
        if at.code is ReasonCode.NOT_FOR:
            names = tuple(str(at.fields["symbols"]).split(", "))
        at = at.then
    for item in claim.observations:
        if item.symbol in names and item.reading != "net" and item.reason is not None:
            reason = item.reason.then if item.reason.code in DOUBTS else item.reason
            fields = {"symbol": item.symbol, "why": reason or item.reason}
            return Finding("claims_told.exception", item.symbol, fields)
    return None


def statement(claim: Claim) -> Finding:
    """What a claim says, in the page's words: that a company fell, that a loss was a record. What
    the article denies, asks or supposes, and what is unclear, is quoted: no words of the page say
    what the article may not say."""
    denies = claim.reason is not None and claim.reason.code is ReasonCode.DENIED
    if denies or (claim.verdict is Verdict.UNCLEAR and not in_part(claim)):
        return _quoted(claim)
    code = f"statement.{claim.kind.statement_of(claim)}"
    fields: dict[str, object] = {"symbols": claim.symbols}
    if claim.unit == "return":
        fields["stated"] = _as_stated(claim)
        if when := _when(claim.measure) or _between(claim.observations):
            code, fields["when"] = f"{code}_when", when
    elif claim.stated is not None:
        amount = (abs(claim.stated), claim.unit)
        fields["stated"] = _bounded(claim, Finding("stated.sum", fields={"value": amount}))
    if code == QUOTED:
        return _quoted(claim, fields)
    return Finding(code, claim.symbols[0] if claim.symbols else "", fields)


def _quoted(claim: Claim, fields: Mapping[str, object] = MappingProxyType({})) -> Finding:
    """The article's own words for what a claim says."""
    words = excerpt(claim.text, MOST_QUOTED, claim.words).rstrip(".。")
    own = {"symbols": claim.symbols, **fields, "text": words}
    return Finding(QUOTED, claim.symbols[0] if claim.symbols else "", own)


QUOTED = "statement.quoted"
"""A claim of a kind that has no words of its own."""


def _as_stated(claim: Claim) -> Finding:
    """A stated return in no more decimals than the article wrote, bounded as its words bound it."""
    stated, half = abs(claim.stated or 0.0), claim.tolerance or 0.0
    match claim.measure.bound:
        case Bound.BAND:
            return _range(stated, stated + 2 * half)
        case Bound.RANGE:
            start, end = claim.sentence.inner(claim.at)
            ends = [float(one) / 100 for one in DIGITS.findall(claim.sentence.text, start, end)]
            exact = len(ends) == 2 and abs(sum(ends) / 2 - stated) < half  # noqa: PLR2004 (both ends)
            return _range(*ends) if exact else _range(stated - half, stated + half)
    places = 0 if half >= 0.005 else 1 if half >= 0.0005 else 2  # noqa: PLR2004 (half of a percentage with no and with one decimal)
    return _bounded(claim, _percentage(claim.stated, places))


def _range(low: float, high: float) -> Finding:
    """From one percentage to another, in as many decimals as both have."""
    places = next(n for n in (0, 1, 2) if n == 2 or (_whole(low, n) and _whole(high, n)))  # noqa: PLR2004 (most decimals)
    ends = {"low": _percentage(low, places), "high": _percentage(high, places)}
    return Finding("stated.range", fields=ends)


def _whole(value: float, places: int) -> bool:
    """Whether a percentage has no more decimals than so many."""
    return abs(round(value, 2 + places) - value) < 1e-9  # noqa: PLR2004 (beside rounding)


def _percentage(value: float | None, places: int) -> Finding:
    return Finding(f"stated.places{places}", fields={"value": value})


def _bounded(claim: Claim, number: Finding) -> Finding:
    """A number with the word for its bound."""
    bound = claim.measure.bound
    if bound not in BOUNDS_SAID or (bound in BARELY and claim.kind.price):
        return number
    return Finding(f"stated.{bound.value}", fields={"number": number})


def _when(measure: Measure) -> Finding | None:
    """When a stated return was, unless over one session from close to close: at an hour of it, from
    the start of a period, over some sessions, since a day."""
    window = measure.window
    if hour := HOURS_SAID.get(measure.field):
        return Finding(f"when.{hour}")
    if window.span is WindowSpan.TO_DATE and window.unit is not None:
        return Finding(f"when.{window.unit.value}")
    if window.span is WindowSpan.SESSIONS and window.count > 1:
        return Finding("when.sessions", fields={"count": window.count})
    if window.span in (WindowSpan.SINCE, WindowSpan.FROM) and window.day is not None:
        return Finding("when.since", fields={"day": window.day})
    return None


def _between(observations: Sequence[Observation]) -> Finding | None:
    """The closes that a stated return was borne out between, where its words name no simpler
    span."""
    for item in observations:
        start = item.reason.fields.get("start") if item.reason is not None else None
        if item.verdict is Verdict.SUPPORTED and start is not None and item.session is not None:
            return Finding("when.between", fields={"start": start, "end": item.session})
    return None
