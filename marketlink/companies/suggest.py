"""Near names, for a person to choose from; never for linking."""

from __future__ import annotations

from marketlink.companies.directory import Directory
from marketlink.companies.names import Name

MOST = 5


def suggest(text: str, names: Directory) -> tuple[tuple[Name, float], ...]:
    """The names most like a few words that name no known company, at most five, with their
    likeness (0 to 100), best first, one a company."""
    from rapidfuzz import fuzz, process

    entries = (names.entry(at) for at in range(len(names.entries) + len(names.public)))
    pool = [entry[0] for entry in entries if entry[0].symbol]
    near = process.extract(
        text.lower(), [name.text.lower() for name in pool], scorer=fuzz.ratio, limit=6 * MOST
    )
    best: dict[str, tuple[Name, float]] = {}
    for _, score, index in near:
        if score >= 60:  # noqa: PLR2004 (likeness of a hundred)
            best.setdefault(pool[index].symbol, (pool[index], round(score, 1)))
    return tuple(best.values())[:MOST]
