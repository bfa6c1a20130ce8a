"""Which sentences say something that prices could check, and what exactly they say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from marketlink.articles.moments.sentences import sentences
from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.claims.classify import classify
from marketlink.claims.scene import Scene, moves, subjects
from marketlink.records.article import Claim, Language, Line, Mention, Moment

READ = ("title", "body")
READ_TO = 1_000_000
"""Characters of a text that are read for claims, as for times."""


def find(
    text: str,
    lines: Sequence[Line] | None,
    language: Language,
    mentions: Sequence[Mention],
    moments: Sequence[Moment],
) -> tuple[Claim, ...]:
    """The claims of an article's title and body, in order, before any price is looked at.

    Parameters
    ----------
    text : str
        The article's text; spans index it.
    lines : sequence of Line or None
        Only lines of kind "title" and "body" are read; None reads all of the text.
    language : {"ko", "en"}
        Language of the text.
    mentions : sequence of Mention
        Linked companies; indices are recognised here.
    moments : sequence of Moment
        The article's moments; ``Claim.moment`` is a position in it.

    Returns
    -------
    tuple of Claim
        ``verdict`` is set only where the words alone decide: "opinion" and "not testable".
    """
    spans = [(1, 0, len(text))] if lines is None else [
        (line.number, line.start, line.end) for line in lines if line.kind in READ
    ]  # fmt: skip
    linked = sorted((m for m in mentions if m.symbol), key=lambda mention: mention.start)
    named_at = [mention.start for mention in linked]
    claims: list[Claim] = []
    carried: tuple[str, ...] = ()
    moment: int | None = None
    last: Claim | None = None
    numbered = list(enumerate(moments))
    starts = [m.span[0] for m in moments]
    for number, start, until in spans:
        end = min(until, READ_TO)
        for span in sentences(text, start, end):
            inside = numbered[bisect_left(starts, span[0]) : bisect_left(starts, span[1])]
            named = linked[bisect_left(named_at, span[0]) : bisect_left(named_at, span[1])]
            scene = _scene(text, (span, number), language, named, inside)
            scene.inherited, scene.inherited_moment = carried, moment
            scene.follows, scene.last = last is not None, last
            found = classify(scene)
            last = found[-1] if found else None
            claims += found
            carried = tuple(dict.fromkeys(s.symbol for s in scene.subjects)) or carried
            events = [n for n, m in inside if m.kind == "event" and m.precision != "year"]
            moment = events[-1] if events else moment
    return with_benchmarks(claims)


def _scene(
    text: str,
    at: tuple[tuple[int, int], int],
    language: Language,
    mentions: Sequence[Mention],
    moments: Sequence[tuple[int, Moment]],
) -> Scene:
    span, line = at
    named = subjects(text, span, mentions)
    found = moves(text, *span, language)
    taken = [(s.start, s.end) for s in named]
    found = [m for m in found if all(m.end <= a or m.start >= b for a, b in taken)]
    return Scene(text, *span, line, language, named, found, moments)


def with_benchmarks(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Claims whose "market" is the benchmark of the exchange of their first symbol."""
    return tuple(
        replace(
            claim,
            symbols=tuple(
                _benchmark(claim.symbols[0]) if s == "market" else s for s in claim.symbols
            ),
        )
        for claim in claims
    )


def _benchmark(symbol: str) -> str:
    return EXCHANGES[exchange_of(symbol)].benchmark
