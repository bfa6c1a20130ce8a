"""Persistence and comparison: a move that went on, and a move larger than another's."""

from __future__ import annotations

import re
from datetime import date, timedelta

from marketlink.claims.amounts import count_of
from marketlink.claims.claim_sentence import ClaimSentence, nearest_way
from marketlink.claims.cues import INDICES, RELATIONS, SUBJECTS
from marketlink.claims.drafts import draft
from marketlink.claims.moves_check import COMPARISON, PERSISTENCE
from marketlink.claims.subject_of import subjects_at
from marketlink.records.claim import Bound, Claim, ClaimWindow, Measure, WindowSpan
from marketlink.records.moment import Moment
from marketlink.text import Rule

RUNS = (RELATIONS.streak, RELATIONS.extended, RELATIONS.went_on, RELATIONS.reversed)
"""Rows of a move that did, or did not, go on."""
LED = 16
"""Characters ahead of a streak in which its own verb stands where verbs stand in the middle."""
AHEAD = 40
"""Characters ahead of a day in which words may make a streak begin after it."""


def persistence(sentence: ClaimSentence) -> list[Claim]:  # noqa: PLR0911 (a case each)
    """Claims of streaks ("for a third day") and of moves that did, or did not, go on or turn."""
    language, text = sentence.language, sentence.text
    if any(sentence.search(cue) for cue in (RELATIONS.supposed, RELATIONS.flows)):
        return []
    for rule, match in RELATIONS.streak[language].matches(text):
        denied = sentence.match(RELATIONS.denied, match.end())
        return [] if denied else _streak(sentence, rule, match)
    for rule, match in RELATIONS.extended[language].matches(text):
        return _run(
            sentence, match.start(), int(rule.fields["direction"]), ClaimWindow(WindowSpan.AGAIN)
        )
    if on := sentence.search(RELATIONS.went_on):
        at, direction = on.start(), _direction(sentence, on.start())
        for day, moment in sentence.moments:
            if moment.span[0] <= at < moment.span[1]:
                return _run(sentence, at, direction, ClaimWindow(WindowSpan.AGAIN), moment=day)
        return _run(sentence, at, direction, ClaimWindow(WindowSpan.NEXT))
    for rule, match in RELATIONS.reversed[language].matches(text):
        direction, numeral = int(rule.fields["direction"]), match.groupdict().get("n")
        count = count_of(numeral, language) if numeral else 1
        if count <= 2:  # noqa: PLR2004 (of the session before, not of all but the last of several)
            return _run(sentence, match.start(), direction, ClaimWindow(WindowSpan.TURN))
        return _run(
            sentence, match.start(), direction, ClaimWindow(WindowSpan.BACK), count=float(count)
        )
    return []


def _direction(sentence: ClaimSentence, at: int) -> int:
    """The direction of the nearest word for a move; where verbs stand last, of none of a clause
    before: "11% 빠졌지만 사흘 연속 회복했다"."""
    near = sentence.moves
    if sentence.verb_last:
        end = SUBJECTS.clause_end
        near = [m for m in near if m.end > at or not sentence.search(end, m.start, at)]
    if not near and sentence.last is not None:
        return sentence.last.direction
    return nearest_way(near, at)


def _streak(sentence: ClaimSentence, rule: Rule, match: re.Match[str]) -> list[Claim]:
    """So many sessions of one sign: up to this one, or to the one before where it ended the run."""
    language, fields = sentence.language, rule.fields
    count = count_of(match.group("n"), language, fields.get("table", "count"))
    direction, ended = _direction(sentence, match.end()), False
    led = [m for m in sentence.moves if 0 <= match.start() - m.end < LED]
    if led and not sentence.verb_last:  # "fell for a third straight session, then recovered"
        direction = led[-1].direction
    after = sentence.ahead(RELATIONS.after_run, match.start())
    if after:
        inside = [m for m in sentence.moves if after.start() < m.start < match.end()]
        run = sentence.direction_at(RELATIONS.of_run, match.end())
        ended, direction = run != 0, run or nearest_way(inside, match.start()) or direction
    if "direction" in fields:
        direction = int(fields["direction"])
        ended = sentence.ahead(RELATIONS.snapped, match.start()) is not None
    turn = any(move.direction * direction < 0 for move in sentence.moves)
    over = sentence.match(RELATIONS.run_over, match.end())
    ended = ended or over is not None or (after is not None and turn)
    if not direction or count < 2:  # noqa: PLR2004 (fewest that say anything)
        return []
    bound = Bound.ENDED if ended else Bound.EXACT
    at, days = match.start(), sentence.moments
    single = [m for _, m in days if m.precision == "day" and m.start == m.end]
    base, sure = _begun(sentence, match, single[0]) if len(single) == 1 else (None, True)
    if not sure:
        return []
    window = ClaimWindow(WindowSpan.STREAK, day=base)
    return _run(sentence, at, direction, window, bound=bound, count=float(count))


def _begun(
    sentence: ClaimSentence, match: re.Match[str], moment: Moment
) -> tuple[date | None, bool]:
    """The day after which a streak is told to have begun: that of its sentence, "hit a high on
    June 18 and then fell for three sessions in a row", or the one before it, "from June 20"; and
    whether it is sure, as it is not behind another name, "1일 엔비디아는 관세 발표 이후"."""
    (start, stop), at, end = moment.span, *match.span()
    behind, day = stop <= at, moment.days[0]
    ahead = (max(0, start - AHEAD), start) if behind else (end, start)
    if sentence.match(RELATIONS.begun_with, stop) or sentence.search(RELATIONS.from_day, *ahead):
        return day - timedelta(days=1), True
    if sentence.search(RELATIONS.begun, *ahead):
        return day, True
    if not behind:
        return None, True
    next_verb = sentence.match(RELATIONS.next_verb, stop)
    then = sentence.search(RELATIONS.then, stop, at) or (next_verb and next_verb.end() <= at)
    return (day, not any(stop <= n.start < at for n in sentence.names)) if then else (None, True)


def _run(  # noqa: PLR0913 (one specification)
    sentence: ClaimSentence,
    at: int,
    direction: int,
    window: ClaimWindow,
    *,
    bound: Bound = Bound.EXACT,
    count: float | None = None,
    moment: int | None = None,
) -> list[Claim]:
    """A claim on the signs of several sessions; none where nobody or no sign is told."""
    symbols = subjects_at(sentence, at)
    if not symbols or not direction:
        return []
    measure = Measure(window=window, bound=bound)
    claim = draft(sentence, PERSISTENCE, symbols, at, measure=measure,
                  direction=direction, count=count, moment=moment)  # fmt: skip
    return [claim]


def comparison(sentence: ClaimSentence) -> list[Claim]:
    """Claims that one company moved more, or did better, than another or than the market."""
    for match in sentence.finditer(RELATIONS.than):
        other = _held_against(sentence, match)
        if other is None:
            continue
        at, words = match.start(), match.group()
        if sentence.verb_last:
            at, words = (
                match.end(),
                sentence.text[match.end() : match.end() + 30],
            )
        better, larger = _how(words, sentence.language)
        symbols = tuple(s for s in subjects_at(sentence, at) if s != other)
        better = better or _direction(sentence, at) * larger
        if not symbols or not better:
            return []
        measure = Measure(bound=Bound.MORE if larger > 0 else Bound.LESS)
        every = (*symbols, other)
        return [draft(sentence, COMPARISON, every, at, direction=better, measure=measure)]
    return []


def _how(words: str, language: str) -> tuple[int, int]:
    """Whether words say better (1) or worse (-1), and more (1) or less (-1)."""
    worse = -1 if RELATIONS.worse[language].search(words) else 0
    better = 1 if RELATIONS.better[language].search(words) else worse
    return better, -1 if RELATIONS.less[language].search(words) else 1


def _held_against(sentence: ClaimSentence, than: re.Match[str]) -> str | None:
    """The company or index, or "market", named right behind the words for "than", or right before
    them where verbs stand last."""
    if sentence.verb_last:
        near = [s for s in sentence.names if 0 <= than.start() - s.end <= 3]  # noqa: PLR2004 (letters apart)
        words = sentence.text[max(0, than.start() - 8) : than.start() + 4]
        market = INDICES.market[sentence.language].search(words)
    else:
        near = [s for s in sentence.names if 0 <= s.start - than.end() <= 1]
        market = sentence.match(INDICES.market, than.end())
    if near:
        sentence.objects.add(near[0].start)
        return near[0].symbol
    return "market" if market else None
