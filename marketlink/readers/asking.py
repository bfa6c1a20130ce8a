"""Asks a second reader about an article, each text once, and keeps its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from marketlink import disk
from marketlink.companies.directory import Directory
from marketlink.companies.normalise import fold
from marketlink.findings import FindingText
from marketlink.readers.answers import INSTRUCTIONS, SCHEMA, pointed, question
from marketlink.readers.reader import Failure, ReaderError, SecondReader
from marketlink.records.pointed import Place, Pointed
from marketlink.records.reading import Reading
from marketlink.text import pack
from marketlink.text.sentences import sentences

LONGEST_TEXT, MOST_SENTENCES = 20_000, 200
"""Characters and sentences of an article that are sent at most."""
PARTS_READ = ("title", "body")


def ask(reading: Reading, reader: SecondReader, names: Directory, folder: Path) -> Reading:
    """The reading with the spans of a second reader, or with a warning where it failed.

    Parameters
    ----------
    reading
        As the rules read it.
    reader
        The reader to ask.
    names
        The directory: a name means the symbols that it gives, and no others.
    folder
        Where answers are kept, by the digest of text, prompt and model.
    """
    if not reading.claims:
        return reading
    text = reading.article.text
    parts = _sentences(reading)
    try:
        answer = _answer(reader, question(text, parts), folder)
        facts = pointed(answer, text, parts)
    except ReaderError as error:
        warning = FindingText(f"warning.reader_{error.why}")
        return replace(reading, warnings=(*reading.warnings, warning))
    linked_facts = tuple(replace(one, symbols=_symbols(reading, one, names)) for one in facts)
    return replace(reading, pointed=linked_facts)


def _sentences(reading: Reading) -> list[Place]:
    """The sentences that are sent: of title and body, the first ones of a long article."""
    places: list[Place] = []
    characters_left = LONGEST_TEXT
    for start, end in _all_sentences(reading):
        characters_left -= end - start
        if characters_left < 0 or len(places) == MOST_SENTENCES:
            break
        places.append((start, end))
    return places


def _all_sentences(reading: Reading) -> Iterator[Place]:
    article = reading.article
    own = pack(article.language)
    for line in article.lines:
        if line.kind in PARTS_READ:
            for one in sentences(article.text, own, line.start, line.end):
                yield one.start, one.end


def _answer(reader: SecondReader, text: str, folder: Path) -> str:
    """The answer that is kept, or a new one, which is kept where it is one object of JSON."""
    form = json.dumps(SCHEMA, sort_keys=True)
    key = json.dumps([reader.model, INSTRUCTIONS, form, text])
    file = folder / f"{sha256(key.encode('utf-8', 'replace')).hexdigest()}.json"
    with suppress(OSError, ValueError):
        cached = file.read_text("utf-8")
        if _is_object(cached):
            return cached
    answer = reader.answer(INSTRUCTIONS, text)
    if not _is_object(answer):
        raise ReaderError(Failure.NONSENSE)
    with suppress(OSError):  # an answer that cannot be kept is asked for again
        disk.make(folder)
        disk.replace(file, answer.encode("utf-8", "replace"))
    return answer


def _is_object(answer: str) -> bool:
    try:
        return isinstance(json.loads(answer), dict)
    except (TypeError, ValueError, RecursionError):
        return False


def _symbols(reading: Reading, one: Pointed, names: Directory) -> tuple[str, ...]:
    """The symbols of the words that a fact gives as its company: those of the reading's mentions
    and indices there, else what the directory has under that name."""
    if one.company is None:
        return ()
    start, end = one.company
    spans = [(m.start, m.end, m.symbol) for m in reading.mentions if m.symbol]
    spans += [
        (a + own.start, b + own.start, symbol)
        for claim in reading.claims
        if (own := claim.sentence)
        for a, b, symbol in own.names
    ]
    here = [symbol for a, b, symbol in spans if a < end and b > start]
    if not here:
        hits = names.find(fold(reading.article.text[start:end]))
        here = [name.symbol for hit in hits for name in hit.names if name.symbol]
    return tuple(dict.fromkeys(here))
