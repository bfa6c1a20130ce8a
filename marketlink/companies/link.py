"""Link the companies an article names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from marketlink.companies.candidate import NameCandidate, covered
from marketlink.companies.codes import find_codes
from marketlink.companies.cues import cues, has_script, language_of
from marketlink.companies.directory import Directory, Hit, directory
from marketlink.companies.disambiguate import disambiguate
from marketlink.companies.names import Name
from marketlink.companies.normalise import Folded, fold
from marketlink.companies.relevance import SUBJECT, mentions
from marketlink.companies.sentences import CuedSentence, sentence_at, sentences
from marketlink.companies.short_forms import short_forms
from marketlink.companies.wordclass import WordClass
from marketlink.findings import FindingText
from marketlink.records.article import Article, Line
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.text import languages

WINDOW = 60
"""Characters on either side of a break that a name may take."""
_GAP = re.compile(r"[ \t]*\r?\n[ \t]*")
_END_OF_SENTENCE = re.compile(r"[.!?。:;…][\"'”’)\]]*\s*$")


class Linked(NamedTuple):
    """The companies of an article: every mention, the symbols it is about, and warnings. ``end`` is
    where the first name stands that is beyond what is read of one article."""

    mentions: tuple[Mention, ...]
    subjects: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    end: int | None = None


def link(
    article: Article,
    *,
    names: Directory | None = None,
    folder: Path | None = None,
    tagger: WordClass | None = None,
) -> Linked:
    """Link the companies that an article's title and body name, in the order of its text.

    The publication time, where known, says which symbols were in use. ``names`` are by default the
    shipped ones with the listings imported into ``folder``; ``tagger`` gives word classes of Korean
    words as one more vote: ``wordclass.word_class()``.
    """
    lines = [line for line in article.lines if line.kind in ("title", "body")]
    last = max((line.number for line in lines), default=0)
    credits = [
        line
        for line in article.lines
        if line.kind in ("caption", "author", "publisher") and line.number <= last
    ]
    at = article.published.value
    day = at.astimezone(UTC).date() if isinstance(at, datetime) else at
    return _link(
        article.text, lines, day, names or directory(folder), credits=credits, tagger=tagger
    )


def link_text(text: str, day: date | None = None, *, names: Directory | None = None) -> Linked:
    """Link the companies of a plain text, every line of it taken as body.

    ``day`` is the one (UTC) whose symbols are meant; None takes a symbol at any time.
    """
    lines, start = [], 0
    for number, piece in enumerate(text.splitlines(keepends=True), 1):
        lines.append(Line(number, start, start + len(piece), "body"))
        start += len(piece)
    return _link(text, lines, day, names or directory(None))


def _link(  # noqa: PLR0913 (one specification)
    text: str,
    lines: Sequence[Line],
    day: date | None,
    names: Directory,
    *,
    credits: Sequence[Line] = (),
    tagger: WordClass | None = None,
) -> Linked:
    """Link the companies of lines; in ``credits`` an agency is named as one and nothing links."""
    candidates = [one for line in lines for one in _candidates(text, line, names)]
    beyond, candidates = candidates[MOST[Limit.NAMES] :], candidates[: MOST[Limit.NAMES]]
    is_cut = covered(across := list(_across_lines(text, lines, names)))
    candidates = [*(one for one in candidates if not is_cut(one.place, one.stop)), *across]
    for line in credits:
        unlisted = (one for one in _candidates(text, line, names) if one.unlisted and not one.names)
        candidates.extend(one for one in unlisted if one.unlisted[0].kind == "agency")
    if not candidates:
        return Linked((), ())
    candidates.sort(key=lambda one: (one.line.start, one.start))
    warnings = disambiguate(candidates, names, day, tagger, lines)
    if beyond:
        warnings = (*warnings, FindingText("cut_off.names", most=MOST[Limit.NAMES]))
    linked = [one.symbol for one in candidates if one.verdict == "linked"]
    for one in list(short_forms(text, lines, candidates, names)):
        symbols = {names.company(symbol): symbol for symbol in linked}
        one.symbol = symbols.get(names.company(one.names[0].symbol), one.names[0].symbol)
        candidates.append(one)
    all_mentions = mentions(sorted(candidates, key=lambda one: one.place), names)
    ranks: dict[str, int] = {}
    for mention in all_mentions:
        if mention.symbol and mention.role == SUBJECT:
            ranks[mention.symbol] = max(ranks.get(mention.symbol, 0), mention.relevance)
    subjects = tuple(sorted(ranks, key=lambda symbol: -ranks[symbol]))
    return Linked(all_mentions, subjects, warnings, beyond[0].place if beyond else None)


def _candidates(text: str, line: Line, names: Directory) -> list[NameCandidate]:
    """What may name a company in a line: codes, and names beside them."""
    folded = fold(text[line.start : line.end])
    hits = names.find(folded)
    codes = list(find_codes(folded.text, names))
    if not hits and not codes:
        return []
    parts = sentences(folded.text)
    candidates = [
        NameCandidate(text, line, folded, sentence_at(parts, code.start), code.start, code.end,
                      symbol=code.symbol, form=code.form, explicit=code.explicit)
        for code in codes
        if code.form != "bare symbol" or not sentence_at(parts, code.start).shouting
    ]  # fmt: skip
    if candidates:
        explicit = _positions(code for code in candidates if code.explicit)
        hits = [hit for hit in hits if explicit.isdisjoint(range(hit.start, hit.end))]
    by_name = list(_name_candidates(text, line, folded, hits, parts))
    positions = _positions(by_name if candidates else ())
    codes_apart = (
        code
        for code in candidates
        if code.explicit or positions.isdisjoint(range(code.start, code.end))
    )
    return sorted([*codes_apart, *by_name], key=lambda one: one.start)


def _name_candidates(
    text: str, line: Line, folded: Folded, hits: Iterable[Hit], parts: list[CuedSentence]
) -> Iterator[NameCandidate]:
    """The names found in a line, each with what it may stand for."""
    for hit in hits:
        sentence, fitting = sentence_at(parts, hit.start), hit.names
        if folded.text[hit.start : hit.end].isascii():
            row = not any(map(str.islower, sentence.text))  # of figures: in the article's language
            own = language_of(text) if row else sentence.cues.language
            fitting = tuple(name for name in fitting if name.lang == own or not _scripted(name))
        if fitting:
            listed = tuple([name for name in fitting if name.symbol])
            others = tuple([name for name in fitting if not name.symbol])
            yield NameCandidate(text, line, folded, sentence, hit.start, hit.end, names=listed,
                                unlisted=others, attached=hit.attached)  # fmt: skip


def _scripted(name: Name) -> bool:
    """Whether a name is used in a language with letters of its own only: MS in Korean."""
    return name.lang in languages() and cues(name.lang).script is not None


def _positions(candidates: Iterable[NameCandidate]) -> frozenset[int]:
    return frozenset(at for one in candidates for at in range(one.start, one.end))


def _across_lines(text: str, lines: Sequence[Line], names: Directory) -> Iterator[NameCandidate]:
    """The names that stand over a line's end whose sentence goes on in the next line, each in the
    two lines taken as one, the break taken out."""
    for first, second in pairwise(lines):
        end, start = first.start + len(text[first.start : first.end].rstrip()), second.start
        goes_on = first.start < end and text[start : second.end][:1].isalnum()
        ended = _END_OF_SENTENCE.search(text, max(first.start, end - 4), end)
        if not goes_on or ended or not _GAP.fullmatch(text, end, start):
            continue
        # between two letters of a script the break may also stand for nothing
        scripted = has_script(text[end - 1]) and has_script(text[start])
        for joint in (" ", "") if scripted else (" ",):
            gap = joint + "\u200b" * (start - end - len(joint))
            for most in (WINDOW, len(text)):  # all of both lines only where a name stands there
                left, right = max(first.start, end - most), min(second.end, start + most)
                folded = fold(text[left:end] + gap + text[start:right])
                spans = [(hit, *folded.span(hit.start, hit.end)) for hit in names.find(folded)]
                hits = [hit for hit, a, b in spans if left + a < end and left + b > start]
                if not hits:
                    break
            if hits:
                line = Line(first.number, left, right, first.kind)
                yield from _name_candidates(text, line, folded, hits, sentences(folded.text))
                break
