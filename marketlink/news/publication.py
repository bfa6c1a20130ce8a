"""Publications: when two articles are one whose time or address was written in two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from marketlink.news.entry import NewArticle

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Publication:
    """The identity of an article: its bytes, address, publisher, and when it was published.

    ``day``: a source said the day alone; ``exact``: its instant is known.
    """

    key: int
    digest: str
    url: str
    publisher: str
    lo: datetime
    hi: datetime
    day: bool

    @property
    def exact(self) -> bool:
        """Whether its instant is known."""
        return self.lo == self.hi

    def told_by(self, other: Publication) -> bool:
        """Whether another of the same bytes is this one, at the same time or a closer one.

        Two addresses are two publications, and so are two publishers; what a source leaves out
        contradicts nothing. Two instants are two publications, however near.
        """
        return (
            not (self.url and other.url and self.url != other.url)
            and not (self.publisher and other.publisher and self.publisher != other.publisher)
            and ((self.lo, self.hi) == (other.lo, other.hi)
                 or (self.day and other.exact and self.lo <= other.lo <= self.hi))
        )  # fmt: skip


def publication_of(one: NewArticle) -> Publication | None:
    """The publication of an article that is ready to be kept; None of one without a time."""
    entry = one.entry
    if one.lo is None or one.hi is None:
        return None
    day = len(entry.value or "") == len("2025-01-27") and entry.grade != "bracketed"
    return Publication(
        entry.key, entry.digest, entry.url or "", entry.publisher or "",
        datetime.fromisoformat(one.lo), datetime.fromisoformat(one.hi), day,
    )  # fmt: skip


def twins(
    con: DuckDBPyConnection, new: Sequence[NewArticle], kept_digests: Iterable[str]
) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """The articles that are one publication with another, and the numbers of those others.

    Parameters
    ----------
    con : DuckDBPyConnection
    new : sequence of NewArticle
        None of them is kept under its own key.
    kept_digests : iterable of str
        Those of their digests whose bodies are kept.

    Returns
    -------
    homes : mapping
        The key under which a publication is or will be kept, by the key of its twin.
    numbers : mapping
        The article's number by key, of homes that are kept.
    """
    present = frozenset(kept_digests)
    times = Counter(one.entry.digest for one in new)
    some = [one for one in new if one.entry.digest in present or times[one.entry.digest] > 1]
    publications, numbers = _publications(con, present)
    homes: dict[int, int] = {}
    new_ones = filter(None, map(publication_of, some))
    for mine in sorted(new_ones, key=lambda one: not one.exact):  # those that know most first
        others = publications.setdefault(mine.digest, [])
        home = next((other.key for other in others if mine.told_by(other)), None)
        if home is None:
            others.append(mine)
        elif home != mine.key:
            homes[mine.key] = home
    return homes, {key: numbers[key] for key in homes.values() if key in numbers}


def _publications(
    con: DuckDBPyConnection, digests: Iterable[str]
) -> tuple[dict[str, list[Publication]], dict[int, int]]:
    """The kept publications of some bytes by digest, and their numbers by key."""
    names = sorted(digests)
    if not names:
        return {}, {}
    rows = con.execute(
        "select article_id, key, digest, coalesce(url, ''), coalesce(publisher, ''), published_lo,"
        " published_hi, day is not null and grade <> 'bracketed' from article"
        " where published_lo is not null and list_contains(?, digest) order by article_id",
        [names],
    ).fetchall()
    publications: dict[str, list[Publication]] = {}
    for _, *row in rows:
        publications.setdefault(row[1], []).append(Publication(*row))
    return publications, {key: number for number, key, *_ in rows}
