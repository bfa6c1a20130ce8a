"""Shipped lists of feeds by country and section: ``data/feeds/feeds.csv``, none of them tried."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from marketlink.errors import InputError
from marketlink.resources import data_path


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed of a list: country as ISO 3166, language as BCP 47."""

    list: str
    country: str
    section: str
    language: str
    publisher: str
    address: str


@cache
def listed() -> Mapping[str, tuple[Listed, ...]]:
    """The lists by name, in the order of the file."""
    text = data_path("feeds", "feeds.csv").read_text("utf-8")
    lists: dict[str, list[Listed]] = {}
    for row in csv.DictReader(text.splitlines()):
        lists.setdefault(row["list"], []).append(Listed(**row))
    return {name: tuple(feeds) for name, feeds in lists.items()}


def feeds_of(name: str) -> tuple[Listed, ...]:
    """The feeds of a list.

    Raises
    ------
    InputError
        No list has the name.
    """
    if name not in listed():
        near = get_close_matches(name, listed(), 1)
        raise InputError(f"There is no list of feeds {name!r}", f"Lists: {', '.join(listed())}",
                         near[0] if near else "marketlink feeds lists")  # fmt: skip
    return listed()[name]
