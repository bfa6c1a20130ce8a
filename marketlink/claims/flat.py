"""Flat sessions: a close told to be hardly another than the one before."""

from __future__ import annotations

from marketlink.claims.claim_sentence import ClaimSentence, MoveWord
from marketlink.claims.cues import MEASURES
from marketlink.claims.drafts import draft
from marketlink.claims.hours import Hours, off_hours
from marketlink.claims.moves_check import STRONG
from marketlink.claims.observe import UNSEEN, ClaimCheck, percent
from marketlink.claims.subject_of import subjects_at
from marketlink.claims.window_check import ends, up_to_now
from marketlink.claims.windows import window_of
from marketlink.records.claim import Claim, ClaimWindow, Field, Measure, Observation, Verdict
from marketlink.records.claim_kind import ClaimKind, KindExample
from marketlink.records.reason import ReasonCode, reason
from marketlink.text.cues import CueFile

FLAT_WORDS = CueFile("flat")
CUES = (FLAT_WORDS.ended_flat, FLAT_WORDS.stood_still)
"""Words of a close, and words that may be of an hour."""
HARDLY = 0.005
"""A smaller move is none, whoever tells of it; from there to ``STRONG`` it is a matter of taste."""


def flat_sessions(sentence: ClaimSentence) -> list[Claim]:
    """Claims that a stock ended a session, or a longer time, where it was before."""
    claims = []
    matches = [(match, cue is CUES[0]) for cue in CUES for match in sentence.finditer(cue)]
    for match, at_close in matches:
        head = sentence.nameless(0, match.start())
        symbols = subjects_at(sentence, match.start())
        if not symbols or sentence.has(MEASURES.fundamental, head):
            continue
        off = off_hours(sentence, *match.span()) is Hours.OFF
        measure = Measure(
            Field.OFF_HOURS if off else Field.RETURN,
            window_of(sentence, MoveWord(*match.span(), 1)),
            regular=at_close,
        )
        claims.append(draft(sentence, FLAT, symbols, match.start(), measure=measure))
    return claims


def _against_prices(check: ClaimCheck) -> list[Observation]:
    """The move of the session, or over the window that the words name."""
    check = up_to_now(check)
    if blind := check.blind():
        return [blind]
    if check.measure.field in UNSEEN:
        return [check.cannot(UNSEEN[check.measure.field])]
    window = check.measure.window
    return [_of_session(check) if window == ClaimWindow() else _over_window(check)]


def _of_session(check: ClaimCheck) -> Observation:
    """The move from close to close. What only stood still may have done so at an hour."""
    n, value = check.session, check.series.ret(check.session)
    if value is None:
        return check.cannot_at(n, ReasonCode.NO_RETURN, symbol=check.series.symbol)
    why = reason(ReasonCode.MOVED, value=percent(value), session=check.day(n))
    if abs(value) < HARDLY:
        return check.right(n, value, why)
    if check.measure.regular and abs(value) >= STRONG:
        return check.wrong(n, value, why)
    code = ReasonCode.HARDLY if abs(value) < STRONG else ReasonCode.UNCLEAR_HOURS
    return check.see(n, value, Verdict.UNCLEAR, reason(code).followed(why))


def _over_window(check: ClaimCheck) -> Observation:
    """The least move over the window, where its words leave several."""
    series, last = check.series, check.last_known()
    pairs = ends(series, check.measure.window, check.session, last)
    moves = [(value, pair) for pair in pairs if (value := series.span(*pair)) is not None]
    if not moves:
        return check.cannot(ReasonCode.OTHER_BASE)
    value, (first, n) = min(moves, key=lambda move: abs(move[0]))
    why = check.over(first, n, percent(value))
    if abs(value) < HARDLY:
        return check.right(n, value, why)
    code = ReasonCode.HARDLY if abs(value) < STRONG else ReasonCode.UNCLEAR_PERIOD
    return check.see(n, value, Verdict.UNCLEAR, reason(code).followed(why))


def _formula(claim: Claim) -> str:
    return f"|R(t)| < {HARDLY:.1%}".replace("%", " %")


FLAT = ClaimKind(
    "flat",
    KindExample(
        "Nvidia shares ended little changed on Thursday, Jan. 23, 2025.",
        "2025-01-24T18:00:00-05:00",
        "supported",
    ),
    _against_prices,
    _formula,
    "flat",
    measures={"flat.toml"},
)
