"""Near names, for a person to choose from; never for linking."""

from __future__ import annotations

from marketlink.companies.directory import Directory
from marketlink.companies.names import Name


def suggest(text: str, names: Directory, limit: int = 5) -> tuple[tuple[Name, float], ...]:
    """The names most like a few words that name no known company, at most ``limit``, with their
    likeness (0 to 100), best first, one a company."""
    from rapidfuzz import fuzz, process

    entries = (names.entry(at) for at in range(len(names.entries) + len(names.public)))
    pool = [entry[0] for entry in entries if entry[0].symbol]
    near = process.extract(
        text.lower(), [name.text.lower() for name in pool], scorer=fuzz.ratio, limit=limit * 6
    )
    best: dict[str, tuple[Name, float]] = {}
    for _, score, index in near:
        if score >= 60:  # noqa: PLR2004 (likeness of a hundred)
            best.setdefault(pool[index].symbol, (pool[index], round(score, 1)))
    return tuple(best.values())[:limit]
