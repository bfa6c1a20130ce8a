"""Finds the claims of one sentence, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import MEASURES, SUBJECTS, VIEWS
from marketlink.claims.directions import directions
from marketlink.claims.drafts import draft
from marketlink.claims.extremes import extremes
from marketlink.claims.flat import flat_sessions
from marketlink.claims.levels import levels
from marketlink.claims.loose import loose
from marketlink.claims.market_cap import market_values
from marketlink.claims.numbers import sizes
from marketlink.claims.relations import comparison, persistence
from marketlink.claims.subject_of import may_inherit
from marketlink.moments.tense import tense
from marketlink.records.claim import Claim, Verdict, WindowSpan
from marketlink.records.claim_kind import ClaimKind, KindExample
from marketlink.records.reason import ReasonCode, reason
from marketlink.text import pack
from marketlink.text.clauses import ClauseKind
from marketlink.text.cues import Cue

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


HEADING = re.compile(r"[■◆●▶\[<【][^.。\d]*$")
"""The head of a list, "■ 올해 상승률", which without a name is about none told before."""
BREAK = re.compile(r"…|[:;] | [-–—] ")
"""What a headline tells ahead of, and asks behind."""
FINDERS = (comparison, market_values, extremes, persistence, sizes, levels, flat_sessions)
"""The kinds in order: a comparison first, as a name that others are held against is the subject of
nothing else. A move that none of them covers is a direction."""


def classify(sentence: ClaimSentence) -> list[Claim]:
    """The claims of a sentence: a view stands for the whole of it, a cause beside its moves."""
    ends = _asked_from(sentence)
    if not (sentence.names or sentence.inherited) or not ends:
        return []
    if not sentence.names and HEADING.match(sentence.text):
        return []
    priced = sentence.search(MEASURES.price_word) is not None
    if not sentence.names and not sentence.moves and not priced:
        return persistence(sentence) or [*extremes(sentence), *levels(sentence)]
    priced = priced or bool(sentence.moves)
    if _viewed(sentence) and not _reported(sentence):
        priced = priced or sentence.search(VIEWS.valued) is not None
        return _told_ahead(sentence) or _of_the_whole(sentence, VIEW, priced)
    claims = [claim for find in FINDERS for claim in find(sentence)]
    claims = [claim for claim in claims if not _is_feared(sentence, claim.at[0] - sentence.start)]
    claims = [claim for claim in claims if claim.at[0] - sentence.start < ends]
    moved = [c for c in directions(sentence, claims) if c.at[0] - sentence.start < ends]
    cause = _of_the_whole(sentence, CAUSAL, priced) if sentence.search(VIEWS.cause) else []
    if cause and sentence.verb_last and not pack(sentence.language).rules("subjects", "why"):
        # no row tells what moved from a name of the cause
        moved = [one for one in moved if one.measure.window.span is WindowSpan.AFTER]
    return [*claims, *moved, *cause]


def left_over(sentence: ClaimSentence, claims: Sequence[Claim]) -> list[Claim]:
    """The loose numbers of a sentence that tells what happened, beside its ``claims``."""
    view = any(claim.verdict is Verdict.OPINION for claim in claims)
    ends = _asked_from(sentence)
    return [] if view else [c for c in loose(sentence, claims) if c.at[0] - sentence.start < ends]


def _asked_from(sentence: ClaimSentence) -> int:
    """Where the sentence begins to ask whether something happened, and not why it did: behind the
    last break of a headline, "A 9% 급락…이유 있나?", "A falls 9%: time to buy?"; its end where it
    asks nothing."""
    text = sentence.text
    if text[-1] not in "?？" or sentence.search(VIEWS.asks_why):
        return len(text)
    if sentence.match(VIEWS.asks, 0):
        return 0
    breaks = [match.end() for match in BREAK.finditer(text)]
    ends = [at for at in breaks if text[at - 1] == "…" or sentence.match(VIEWS.asks_on, at)]
    return max(ends, default=0)


def _viewed(sentence: ClaimSentence) -> bool:
    """Whether the sentence gives a view, or a forecast of a price."""
    return _told_outright(sentence, VIEWS.opinion) is not None or any(
        sentence.before(VIEWS.forecast, move.start, 24)
        and not sentence.match(MEASURES.measured, move.end)
        and not _is_feared(sentence, move.start)
        for move in sentence.moves
    )


def _told_outright(sentence: ClaimSentence, cue: Cue) -> re.Match[str] | None:
    """The first match of a kind of rows that is not of what somebody fears, hopes or said."""
    matches = sentence.finditer(cue)
    return next((match for match in matches if not _is_feared(sentence, match.start())), None)


def _is_feared(sentence: ClaimSentence, at: int) -> bool:
    """Whether a place is inside a clause of what somebody fears, hopes or said that may come: "on
    concerns that a shutdown could disrupt travel, A fell 3%"."""
    return any(start <= at < end for start, end in sentence.feared)


def _reported(sentence: ClaimSentence) -> bool:
    """Whether the sentence, for all its view, tells a finished move with a number."""
    viewed = sentence.verb_last and sentence.before(VIEWS.opinion, len(sentence.text), 16)
    if viewed or _told_outright(sentence, VIEWS.modal):
        return False
    return bool(sizes(sentence) or persistence(sentence))


def _told_ahead(sentence: ClaimSentence) -> list[Claim]:
    """The numbers of a finished move that the sentence tells before it says what may come, "fell
    20%, a day after it warned that sales would fall", or in a clause of their own ahead of a view:
    "is down 20% this year, and some believe it will fall", or apart behind it: "the dip may be one
    to buy in A, which is still down 20%"."""
    modal, opinion = (_told_outright(sentence, cue) for cue in (VIEWS.modal, VIEWS.opinion))
    views = [match for match in (modal, opinion) if match]
    if not views:
        return []
    over = VIEWS.told if sentence.verb_last else SUBJECTS.joined
    modal = None if sentence.verb_last else modal
    begins = min(match.start() for match in views)
    apart = sentence.text.find("; ", modal.end()) if modal else -1
    finished = modal and tense(sentence.text, 0, modal.start(), sentence.language) < 0
    return [
        claim
        for claim in (*sizes(sentence), *levels(sentence))
        for start, end in [sentence.inner(claim.at)]
        if (modal and finished and end <= modal.start())
        or 0 < apart < start
        or _is_of_a_relative(sentence, start, begins)
        or (end <= begins and sentence.search(over, end, begins))
    ]


def _is_of_a_relative(sentence: ClaimSentence, at: int, view: int) -> bool:
    """Whether a place is in a clause on a name that begins behind a view and holds none."""
    own = sentence.clauses.at(at)
    if ClauseKind.RELATIVE not in own.kinds or sentence.verb_last or own.start <= view:
        return False
    return not any(sentence.search(cue, own.start, own.end) for cue in (VIEWS.modal, VIEWS.opinion))


def _of_the_whole(sentence: ClaimSentence, kind: ClaimKind, priced: bool) -> list[Claim]:
    """The view or the cause that a sentence of a company and a price is."""
    symbols = tuple(dict.fromkeys(s.symbol for s in sentence.names))
    symbols = symbols or (sentence.inherited if may_inherit(sentence) else ())
    if not symbols or not priced:
        return []
    verdict, code = Verdict.NOT_TESTABLE, ReasonCode.CAUSE
    if kind is VIEW:
        verdict, code = Verdict.OPINION, ReasonCode.VIEW
    claim = draft(sentence, kind, symbols, 0)
    return [replace(claim, verdict=verdict, reason=reason(code))]
