"""Link the companies an article names."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from marketlink.companies.candidate import NameCandidate
from marketlink.companies.code_lists import find_codes
from marketlink.companies.cues import cues, language_of
from marketlink.companies.directory import Directory, Hit, directory
from marketlink.companies.disambiguate import disambiguate
from marketlink.companies.line_breaks import pairs_of_lines
from marketlink.companies.names import Name
from marketlink.companies.normalise import Folded, fold
from marketlink.companies.relevance import SUBJECT, mentions
from marketlink.companies.sentences import CuedSentence, sentences
from marketlink.companies.short_forms import short_forms
from marketlink.companies.wordclass import WordClass
from marketlink.findings import FindingText
from marketlink.records.article import Article, Line
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.text import languages


class Linked(NamedTuple):
    """The companies of an article: every mention, the symbols it is about, and warnings."""

    mentions: tuple[Mention, ...]
    subjects: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def link(
    article: Article,
    *,
    names: Directory | None = None,
    folder: Path | None = None,
    tagger: WordClass | None = None,
) -> Linked:
    """Link the companies that an article's title and body name.

    Parameters
    ----------
    article
        As read; only lines of kind title and body are looked at. The publication time, where
        known, says which symbols were in use.
    names
        The directory to use; by default the shipped one with the listings imported into
        ``folder``.
    folder
        Folder of imported listings.
    tagger
        Word classes of Korean words as one more vote: ``wordclass.word_class()``.

    Returns
    -------
    Linked
        Mentions in the order of the text; spans index ``article.text``.
    """
    names_table = names or directory(folder)
    lines = tuple([line for line in article.lines if line.kind in ("title", "body")])
    credits = _credits(article.lines)
    return _link(
        article.text,
        lines,
        _day(article.published.value),
        names_table,
        credits=credits,
        tagger=tagger,
    )


def _place(one: NameCandidate) -> int:
    return one.place


def _put_in(
    candidates: list[NameCandidate], broken_names: list[NameCandidate]
) -> list[NameCandidate]:
    """The candidates with names across a line's end in place of what they were cut into."""
    if not broken_names:
        return candidates
    spans = sorted((new.place, new.stop) for new in broken_names)
    starts = [start for start, _ in spans]

    def free(one: NameCandidate) -> bool:
        at = bisect_left(starts, one.stop)
        return at == 0 or spans[at - 1][1] <= one.place

    return [*filter(free, candidates), *broken_names]


def _credits(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Credits inside the article, where an agency is named as one and nothing links."""
    aside = [line for line in lines if line.kind in ("caption", "author", "publisher")]
    if not aside:
        return ()
    last = max((line.number for line in lines if line.kind in ("title", "body")), default=None)
    return tuple(line for line in aside if last is None or line.number <= last)


def link_text(text: str, day: date | None = None, *, names: Directory | None = None) -> Linked:
    """Link the companies of a plain text, every line of it taken as body.

    Parameters
    ----------
    text
        The text.
    day
        The day (UTC) whose symbols are meant; None takes a symbol at any time.
    names
        The directory to use; the shipped one by default.
    """
    lines = []
    start = 0
    for number, piece in enumerate(text.splitlines(keepends=True), 1):
        lines.append(Line(number, start, start + len(piece), "body"))
        start += len(piece)
    return _link(text, tuple(lines), day, names or directory(None))


def _day(value: datetime | date | None) -> date | None:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def _link(  # noqa: PLR0913 (one specification)
    text: str,
    lines: tuple[Line, ...],
    day: date | None,
    names: Directory,
    *,
    credits: tuple[Line, ...] = (),
    tagger: WordClass | None = None,
) -> Linked:
    candidates: list[NameCandidate] = []
    names_left, cut_off = MOST[Limit.NAMES], False
    for line in lines:
        line_candidates = _candidates(text, line, names)
        cut_off = cut_off or len(line_candidates) > names_left
        candidates.extend(line_candidates[:names_left])
        names_left -= len(line_candidates[:names_left])
    across = [
        one
        for line, folded, hits in pairs_of_lines(text, lines, names)
        for one in _name_candidates(text, line, folded, hits)
    ]
    candidates = _put_in(candidates, across)
    for line in credits:
        unlisted = (one for one in _candidates(text, line, names) if one.unlisted and not one.names)
        candidates.extend(one for one in unlisted if one.unlisted[0].kind == "agency")
    candidates.sort(key=lambda one: (one.line.start, one.start))
    warnings = disambiguate(candidates, names, day, tagger, lines)
    if cut_off:
        warnings = (*warnings, FindingText("cut_off.names", most=MOST[Limit.NAMES]))
    short = list(short_forms(text, lines, candidates, names))
    if short:
        linked = [one.symbol for one in candidates if one.verdict == "linked"]
        symbols = {names.company(symbol): symbol for symbol in linked}
        for one in short:
            one.symbol = symbols.get(names.company(one.names[0].symbol), one.names[0].symbol)
    all_mentions = mentions(sorted([*candidates, *short], key=_place), names)
    ranks: dict[str, int] = {}
    for mention in all_mentions:
        if mention.symbol and mention.role == SUBJECT:
            ranks[mention.symbol] = max(ranks.get(mention.symbol, 0), mention.relevance)
    subjects = sorted(ranks, key=lambda symbol: -ranks[symbol])
    return Linked(all_mentions, tuple(subjects), warnings)


def _candidates(text: str, line: Line, names: Directory) -> list[NameCandidate]:
    folded = fold(text[line.start : line.end])
    hits = names.find(folded)
    codes = list(find_codes(folded.text, names))
    people = list(_people(folded, names))
    if not hits and not codes and not people:
        return []
    parts = _whole(sentences(folded.text), hits)
    candidates: list[NameCandidate] = []
    for code in codes:
        sentence = _at(parts, code.start)
        if code.form == "bare symbol" and sentence.shouting:
            continue
        candidates.append(
            NameCandidate(
                text,
                line,
                folded,
                sentence,
                code.start,
                code.end,
                symbol=code.symbol,
                form=code.form,
                explicit=code.explicit,
            )
        )
    if candidates:
        code_positions = _positions(code for code in candidates if code.explicit)
        hits = [hit for hit in hits if code_positions.isdisjoint(range(hit.start, hit.end))]
    candidates.extend(_name_candidates(text, line, folded, hits, parts))
    name_positions = _positions(candidates) if people else frozenset()
    for start, end, person in people:
        if name_positions.isdisjoint(range(start, end)):
            sentence = _at(parts, start)
            candidates.append(
                NameCandidate(text, line, folded, sentence, start, end, unlisted=(person,))
            )
    return _apart(candidates)


def _whole(parts: list[CuedSentence], hits: Sequence[Hit]) -> list[CuedSentence]:
    """The sentences of a line, those that a name was cut by put together: "Jos. A. Bank fell"."""
    borders = {part.start for part in parts[1:]}
    cut = {at for hit in hits for at in range(hit.start + 1, hit.end) if at in borders}
    if not cut:
        return parts
    starts = [part.start for part in parts if part.start not in cut]
    text = parts[0].source
    return [CuedSentence(text, *span) for span in pairwise([*starts, parts[-1].end])]


def _people(folded: Folded, names: Directory) -> Iterator[tuple[int, int, Name]]:
    """Names of people, told by their titles, that have a listed company's name inside them."""
    language = cues(language_of(folded.text))
    for cue in language.of("known_person"):
        for match in cue.rule.finditer(folded.text):
            name = match["name"]
            if names.inside(name):
                person = Name(name, "", name, language.language, "person", "always")
                yield *match.span("name"), person


def _name_candidates(
    text: str,
    line: Line,
    folded: Folded,
    hits: Iterable[Hit],
    parts: list[CuedSentence] | None = None,
) -> list[NameCandidate]:
    """The names found in a line, each with what it may stand for."""
    parts = parts or sentences(folded.text)
    candidates = []
    for hit in hits:
        sentence = _at(parts, hit.start)
        fitting = hit.names
        if folded.text[hit.start : hit.end].isascii():
            own = sentence.cues.language
            fitting = tuple(name for name in fitting if name.lang == own or not _scripted(name))
        if not fitting:
            continue
        of_listings = tuple([name for name in fitting if name.symbol])
        of_others = tuple([name for name in fitting if not name.symbol])
        span = (hit.start, hit.end)
        one = NameCandidate(
            text,
            line,
            folded,
            sentence,
            *span,
            names=of_listings,
            unlisted=of_others,
            attached=hit.attached,
        )
        candidates.append(one)
    return candidates


def _scripted(name: Name) -> bool:
    """Whether a name is used in a language with letters of its own only: MS in Korean."""
    return name.lang in languages() and cues(name.lang).script is not None


def _apart(candidates: list[NameCandidate]) -> list[NameCandidate]:
    """Where a bare code and a name overlap, the name; in the order of the text."""
    if any(one.symbol and not one.explicit for one in candidates):
        positions = _positions(one for one in candidates if not one.symbol)
        candidates = [
            one
            for one in candidates
            if not one.symbol or one.explicit or positions.isdisjoint(range(one.start, one.end))
        ]
    return sorted(candidates, key=lambda one: one.start)


def _positions(candidates: Iterable[NameCandidate]) -> frozenset[int]:
    places: set[int] = set()
    for one in candidates:
        places.update(range(one.start, one.end))
    return frozenset(places)


def _at(parts: list[CuedSentence], position: int) -> CuedSentence:
    return parts[min(bisect_right(parts, position, key=_end), len(parts) - 1)]


def _end(sentence: CuedSentence) -> int:
    return sentence.end
