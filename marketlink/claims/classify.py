"""What kinds of claims one sentence makes."""

from __future__ import annotations

from dataclasses import replace

from marketlink.claims.directions import directions
from marketlink.claims.drafts import draft
from marketlink.claims.extremes import extremes, of_the_last
from marketlink.claims.kinds import (
    MEASURED,
    MODAL,
    PRICE_WORD,
    verb_last,
)
from marketlink.claims.levels import levels
from marketlink.claims.market_cap import market_values
from marketlink.claims.numbers import sizes
from marketlink.claims.relations import comparison, persistence
from marketlink.claims.scene import Scene
from marketlink.records.claim import Claim, Verdict, WindowSpan
from marketlink.records.reason import ReasonCode, reason
from marketlink.text import Cue

OPINION = Cue("views", "opinion")
VALUED = Cue("views", "valued")
IMPACT = Cue("views", "impact")
FORECAST = Cue("views", "forecast")
CAUSE = Cue("views", "cause")


def classify(scene: Scene) -> list[Claim]:
    """The claims of a sentence: a view or a cause stands for the whole of it."""
    if not (scene.subjects or scene.inherited) or scene.text[scene.end - 1] in "?？":
        return []
    priced = PRICE_WORD[scene.language].search(scene.words) is not None
    if not scene.subjects and not scene.moves and not priced:
        return _told_of_the_last(scene)
    if _viewed(scene) and not _reported(scene):
        return _opinion(scene, priced)
    compared = comparison(scene)
    greatest = extremes(scene) or ([] if scene.subjects else of_the_last(scene))
    found = [*market_values(scene), *greatest, *persistence(scene), *compared]
    found += [*sizes(scene), *levels(scene)]
    if CAUSE[scene.language].search(scene.words):
        moved = directions(scene, found)
        after = [claim for claim in moved if claim.measure.window.span is WindowSpan.AFTER]
        return [*found, *after, *_causal(scene, priced)]
    return [*found, *directions(scene, found)]


def _viewed(scene: Scene) -> bool:
    """Whether the sentence gives a view, or a forecast of a price."""
    if OPINION[scene.language].search(scene.words):
        return True
    return any(
        FORECAST[scene.language].search(scene.text, max(scene.start, move.start - 24), move.start)
        and not MEASURED[scene.language].match(scene.text, move.end)
        for move in scene.moves
    )


def _reported(scene: Scene) -> bool:
    """Whether the sentence, for all its view, tells a finished move with a number."""
    if MODAL[scene.language].search(scene.words):
        return False
    tail = scene.text[max(scene.start, scene.end - 16) : scene.end]
    if verb_last(scene.language) and OPINION[scene.language].search(tail):
        return False
    return bool(sizes(scene) or persistence(scene))


def _told_of_the_last(scene: Scene) -> list[Claim]:  # noqa: PLR0911 (a case each)
    """A cause or a view of the move that the sentence before told, without naming it again."""
    if scene.last is None:
        return []
    if scene.last.direction and (lasted := persistence(scene)):
        return lasted
    if greatest := of_the_last(scene):
        return greatest
    index = all(symbol.startswith("^") for symbol in scene.last.symbols)
    if index and verb_last(scene.language) and (reached := levels(scene)):
        return reached
    if not IMPACT[scene.language].search(scene.words):
        return []
    if OPINION[scene.language].search(scene.words):
        return [_view(scene, scene.inherited)]
    if CAUSE[scene.language].search(scene.words):
        return [_cause(scene, scene.inherited)]
    return []


def _opinion(scene: Scene, priced: bool) -> list[Claim]:
    symbols = _all(scene)
    market = scene.moves or priced or VALUED[scene.language].search(scene.words)
    return [_view(scene, symbols)] if symbols and market else []


def _causal(scene: Scene, priced: bool) -> list[Claim]:
    symbols = _all(scene)
    return [_cause(scene, symbols)] if symbols and (scene.moves or priced) else []


def _view(scene: Scene, symbols: tuple[str, ...]) -> Claim:
    claim = draft(scene, "opinion", symbols, scene.start, "", needs=())
    return replace(claim, verdict=Verdict.OPINION, reason=reason(ReasonCode.VIEW))


def _cause(scene: Scene, symbols: tuple[str, ...]) -> Claim:
    claim = draft(scene, "causal", symbols, scene.start, "", needs=("a cause cannot be observed",))
    return replace(claim, verdict=Verdict.NOT_TESTABLE, reason=reason(ReasonCode.CAUSE))


def _all(scene: Scene) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(s.symbol for s in scene.subjects))
    return named or (scene.inherited if scene.may_inherit() else ())
