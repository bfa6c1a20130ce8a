"""Finds the claims of one sentence, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES, VIEWS, verb_last
from marketlink.claims.directions import directions
from marketlink.claims.drafts import draft
from marketlink.claims.extremes import extremes, of_the_last
from marketlink.claims.levels import levels
from marketlink.claims.loose import loose
from marketlink.claims.market_cap import market_values
from marketlink.claims.numbers import restated, sizes
from marketlink.claims.relations import comparison, persistence
from marketlink.claims.subject_of import may_inherit
from marketlink.moments.tense import tense
from marketlink.records.claim import Claim, Verdict, WindowSpan
from marketlink.records.claim_kind import ClaimKind, KindExample
from marketlink.records.reason import ReasonCode, reason

VIEW = ClaimKind(
    "opinion",
    KindExample("Nvidia looks cheap at this level.", "2025-01-27T18:00:00-05:00", "opinion"),
    needs=(),
)
CAUSAL = ClaimKind(
    "causal",
    KindExample(
        "Nvidia fell because investors feared cheaper rivals.",
        "2025-01-27T18:00:00-05:00",
        "not testable",
    ),
    needs=("a cause cannot be observed",),
)


def classify(sentence: ClaimSentence) -> list[Claim]:
    """The claims of a sentence: a view or a cause stands for the whole of it."""
    if not (sentence.subjects or sentence.inherited) or sentence.text[sentence.end - 1] in "?？":
        return []
    priced = sentence.search(MEASURES.price_word) is not None
    if not sentence.subjects and not sentence.moves and not priced:
        return (
            persistence(sentence) or of_the_last(sentence) or levels(sentence) or restated(sentence)
        )
    if _viewed(sentence) and not _reported(sentence):
        return _told_ahead(sentence) or _opinion(sentence, priced)
    return _stated(sentence, priced)


def left_over(sentence: ClaimSentence, claims: Sequence[Claim]) -> list[Claim]:
    """The loose numbers of a sentence that tells what happened, beside its ``claims``."""
    if sentence.text[sentence.end - 1] in "?？" or any(
        c.verdict is Verdict.OPINION for c in claims
    ):
        return []
    return list(loose(sentence, claims))


def _stated(sentence: ClaimSentence, priced: bool) -> list[Claim]:
    """The claims of a sentence that states what happened."""
    claims = [claim for find in FINDERS for claim in find(sentence)]
    if sentence.search(VIEWS.cause):
        moved = directions(sentence, claims)
        after = [claim for claim in moved if claim.measure.window.span is WindowSpan.AFTER]
        return [*claims, *after, *_causal(sentence, priced)]
    return [*claims, *directions(sentence, claims)]


FINDERS = (comparison, market_values, extremes, persistence, sizes, levels)
"""What finds the claims of a kind, in order: a comparison first, as a name that others are held
against is the subject of nothing else. A move that none of them covers is a direction."""


def _viewed(sentence: ClaimSentence) -> bool:
    """Whether the sentence gives a view, or a forecast of a price."""
    if sentence.search(VIEWS.opinion):
        return True
    return any(
        sentence.search(VIEWS.forecast, max(sentence.start, move.start - 24), move.start)
        and not sentence.match(MEASURES.measured, move.end)
        for move in sentence.moves
    )


def _reported(sentence: ClaimSentence) -> bool:
    """Whether the sentence, for all its view, tells a finished move with a number."""
    if sentence.search(VIEWS.modal):
        return False
    tail = sentence.text[max(sentence.start, sentence.end - 16) : sentence.end]
    if verb_last(sentence.language) and sentence.has(VIEWS.opinion, tail):
        return False
    return bool(sizes(sentence) or persistence(sentence))


def _told_ahead(sentence: ClaimSentence) -> list[Claim]:
    """The numbers of a finished move that the sentence tells before it says what may come: "fell
    20%, a day after it warned that sales would fall"."""
    if verb_last(sentence.language):
        return []
    modal = sentence.search(VIEWS.modal)
    if modal is None:
        return []
    apart = sentence.text.find("; ", modal.end(), sentence.end)
    finished = tense(sentence.text, sentence.start, modal.start(), sentence.language) < 0
    return [
        claim
        for claim in (*sizes(sentence), *levels(sentence))
        if (finished and claim.at[1] <= modal.start()) or 0 < apart < claim.at[0]
    ]


def _opinion(sentence: ClaimSentence, priced: bool) -> list[Claim]:
    symbols = _all(sentence)
    market = sentence.moves or priced or sentence.search(VIEWS.valued)
    return [_view(sentence, symbols)] if symbols and market else []


def _causal(sentence: ClaimSentence, priced: bool) -> list[Claim]:
    symbols = _all(sentence)
    return [_cause(sentence, symbols)] if symbols and (sentence.moves or priced) else []


def _view(sentence: ClaimSentence, symbols: tuple[str, ...]) -> Claim:
    claim = draft(sentence, VIEW, symbols, sentence.start)
    return replace(claim, verdict=Verdict.OPINION, reason=reason(ReasonCode.VIEW))


def _cause(sentence: ClaimSentence, symbols: tuple[str, ...]) -> Claim:
    claim = draft(sentence, CAUSAL, symbols, sentence.start)
    return replace(claim, verdict=Verdict.NOT_TESTABLE, reason=reason(ReasonCode.CAUSE))


def _all(sentence: ClaimSentence) -> tuple[str, ...]:
    symbols = tuple(dict.fromkeys(s.symbol for s in sentence.subjects))
    return symbols or (sentence.inherited if may_inherit(sentence) else ())
