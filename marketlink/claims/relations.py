"""Persistence and comparison: a move that went on, and a move larger than another's."""

from __future__ import annotations

import re

from marketlink.claims.amounts import count_of
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.cues import INDICES, RELATIONS, verb_last
from marketlink.claims.drafts import draft
from marketlink.claims.moves_check import COMPARISON, PERSISTENCE
from marketlink.claims.subject_of import subjects_at
from marketlink.records.claim import Bound, Claim, ClaimWindow, Measure, WindowSpan
from marketlink.text import Rule


def persistence(sentence: ClaimSentence) -> list[Claim]:
    """Claims of streaks ("for a third day") and of moves that did, or did not, go on."""
    claims = _of_the_run(sentence)
    if claims and any(sentence.search(cue) for cue in (RELATIONS.supposed, RELATIONS.flows)):
        return []
    return claims


def _of_the_run(sentence: ClaimSentence) -> list[Claim]:
    language, span = sentence.language, (sentence.text, sentence.start, sentence.end)
    for rule, match in RELATIONS.streak[language].matches(*span):
        denied = sentence.match(RELATIONS.denied, match.end())
        return [] if denied else _streak(sentence, rule, match)
    for rule, match in RELATIONS.extended[language].matches(*span):
        direction = int(rule.fields["direction"])
        return _run(sentence, match.start(), direction, WindowSpan.AGAIN)
    if on := RELATIONS.went_on[language].search(*span):
        return _went_on(sentence, on)
    for rule, match in RELATIONS.reversed[language].matches(*span):
        return _turned(sentence, match, int(rule.fields["direction"]))
    return []


def _direction(sentence: ClaimSentence, at: int) -> int:
    near = sorted(sentence.moves, key=lambda move: abs(move.start - at))
    if not near and sentence.last is not None:
        return sentence.last.direction
    return near[0].direction if near else 0


def _streak(sentence: ClaimSentence, rule: Rule, match: re.Match[str]) -> list[Claim]:
    """So many sessions of one sign: up to this one, or to the one before where it ended the run."""
    language, fields = sentence.language, rule.fields
    count = count_of(match.group("n"), language, fields.get("table", "count"))
    direction, ended = _direction(sentence, match.end()), False
    if sentence.search(RELATIONS.after_run, sentence.start, match.start()):
        run = RELATIONS.of_run[language].rule_at(sentence.text, match.end())
        ended = run is not None
        direction = int(run.fields["direction"]) if run else direction
    if "direction" in fields:
        direction = int(fields["direction"])
        snapped = sentence.search(RELATIONS.snapped, sentence.start, match.start())
        ended = ended or snapped is not None
    if not direction or count < 2:  # noqa: PLR2004 (fewest that say anything)
        return []
    bound = Bound.ENDED if ended else Bound.EXACT
    return _run(
        sentence, match.start(), direction, WindowSpan.STREAK, bound=bound, count=float(count)
    )


def _run(  # noqa: PLR0913 (one specification)
    sentence: ClaimSentence,
    at: int,
    direction: int,
    span: WindowSpan,
    *,
    bound: Bound = Bound.EXACT,
    count: float | None = None,
    moment: int | None = None,
) -> list[Claim]:
    """A claim on the signs of several sessions; none where nobody or no sign is told."""
    symbols = subjects_at(sentence, at)
    if not symbols or not direction:
        return []
    claim = draft(
        sentence,
        PERSISTENCE,
        symbols,
        at,
        measure=Measure(window=ClaimWindow(span), bound=bound),
        direction=direction,
        count=count,
        moment=moment,
    )
    return [claim]


def _went_on(sentence: ClaimSentence, match: re.Match[str]) -> list[Claim]:
    direction = _direction(sentence, match.start())
    day = [n for n, m in sentence.moments if m.span[0] <= match.start() < m.span[1]]
    if day:
        return _run(sentence, match.start(), direction, WindowSpan.AGAIN, moment=day[0])
    return _run(sentence, match.start(), direction, WindowSpan.NEXT)


def _turned(sentence: ClaimSentence, match: re.Match[str], direction: int) -> list[Claim]:
    """A move against those before: of the session before, or of all but the last of so many."""
    numeral = match.groupdict().get("n")
    count = count_of(numeral, sentence.language) if numeral else 1
    if count <= 2:  # noqa: PLR2004 (a pair, or three)
        return _run(sentence, match.start(), direction, WindowSpan.TURN)
    return _run(sentence, match.start(), direction, WindowSpan.BACK, count=float(count))


def comparison(sentence: ClaimSentence) -> list[Claim]:
    """Claims that one company moved more, or did better, than another or than the market."""
    parts = (_against_before if verb_last(sentence.language) else _against_behind)(sentence)
    if parts is None:
        return []
    other, at, better, larger = parts
    symbols = tuple(s for s in subjects_at(sentence, at) if s != other)
    better = better or _direction(sentence, at) * larger
    if not symbols or not better:
        return []
    measure = Measure(bound=Bound.MORE if larger > 0 else Bound.LESS)
    claim = draft(sentence, COMPARISON, (*symbols, other), at, direction=better, measure=measure)
    return [claim]


def _how(words: str, language: str) -> tuple[int, int]:
    """Whether words say better (1) or worse (-1), and more (1) or less (-1)."""
    worse = -1 if RELATIONS.worse[language].search(words) else 0
    better = 1 if RELATIONS.better[language].search(words) else worse
    return better, -1 if RELATIONS.less[language].search(words) else 1


def _against_before(sentence: ClaimSentence) -> tuple[str, int, int, int] | None:
    """Who stands before the word for "than", where that word begins, and how they compare."""
    text = sentence.text
    for match in sentence.finditer(RELATIONS.than):
        other = _ends_at(sentence, match.start())
        if other is not None:
            rest = text[match.end() : min(sentence.end, match.end() + 30)]
            return other, match.end(), *_how(rest, sentence.language)
    return None


def _ends_at(sentence: ClaimSentence, position: int) -> str | None:
    """The company or index, or "market", named right before a position."""
    for subject in sentence.subjects:
        if 0 <= position - subject.end <= 3 and position > subject.start:  # noqa: PLR2004 (a pair, or three)
            sentence.objects.add(subject.start)
            return subject.symbol
    before = sentence.text[max(sentence.start, position - 8) : position + 4]
    return "market" if INDICES.market[sentence.language].search(before) else None


def _against_behind(sentence: ClaimSentence) -> tuple[str, int, int, int] | None:
    """Who stands behind the words for "than", where those begin, and how they compare."""
    for match in sentence.finditer(RELATIONS.than):
        other = next((s for s in sentence.subjects if 0 <= s.start - match.end() <= 1), None)
        if other:
            sentence.objects.add(other.start)
        elif sentence.match(INDICES.market, match.end()) is None:
            continue
        name = other.symbol if other else "market"
        return name, match.start(), *_how(match.group(), sentence.language)
    return None
