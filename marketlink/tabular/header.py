"""Maps a file's columns to roles by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from marketlink.findings import FindingText

Names = Mapping[str, str]
"""The names that a column may have, in lower case, each with its role."""


def chosen_columns(header: Sequence[str], names: Names) -> dict[int, str]:
    """The columns of a header that have a role; an exact name goes before an alias."""
    plain = _plain(header)
    places: dict[str, int] = {}
    for exact in (True, False):
        for place, name in enumerate(plain):
            target = names.get(name)
            if target is not None and target not in places and (name == target or not exact):
                places[target] = place
    return {place: name for name, place in sorted(places.items(), key=lambda item: item[1])}


def _plain(header: Sequence[str]) -> list[str]:
    return [str(name).strip().lstrip("\ufeff").lower() for name in header]


def passed_over(path: Path, header: Sequence[str], names: Names) -> list[str]:
    """A warning where several columns could have one role and none has its exact name, or where
    columns have the same name: only one of them is read.
    """
    plain = _plain(header)
    notes: list[str] = []
    for place, role in chosen_columns(header, names).items():
        others = [n for n, name in enumerate(plain) if names.get(name) == role and n != place]
        if plain[place] == role:
            others = [n for n in others if plain[n] == role]
        same = [n for n in others if plain[n] == plain[place]]
        if same:
            notes.append(
                FindingText("input.same_columns", path=str(path), column=header[place].strip())
            )
        elif others:
            left = tuple(str(header[n]).strip() for n in others)
            column = str(header[place]).strip()
            notes.append(
                FindingText(
                    "input.column_role", path=str(path), column=column, role=role, others=left
                )
            )
    return notes
