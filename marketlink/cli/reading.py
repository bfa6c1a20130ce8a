"""Reads what was kept before a question is answered, and says what is old: articles read by an
earlier version, prices that are the embedded excerpt's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.cli.output import progress, say

if TYPE_CHECKING:
    from marketlink.findings.words import Words
    from marketlink.store import StoreAccess

EXCERPT = "excerpt"
"""The source of embedded prices, as ``sources`` names it."""


def read_new(access: StoreAccess) -> None:
    """Read new articles with a count on the terminal; name those of an earlier reader."""
    from marketlink.flow.readings import bring_up, outdated

    bring_up(access, progress=lambda n, of: progress("read", n, of))
    if old := outdated(access):
        articles, them = ("article was", "it") if old == 1 else ("articles were", "them")
        say(f"{old:,} kept {articles} read by an earlier version; `marketlink refresh` and "
            f"`marketlink articles import` read {them} again", err=True)  # fmt: skip


def tell_excerpt(access: StoreAccess, symbols: Sequence[str], words: Words) -> None:
    """Name the stocks whose prices are the embedded excerpt's, which ends long before today."""
    with access.reading() as store:
        lent = [one for one in store.holdings(symbols) if one.source == EXCERPT]
    if lent:
        last = max(one.last for one in lent)
        names = [one.symbol for one in lent]
        say(words("explained.excerpt", symbols=names, all=" ".join(names), last=last), err=True)
