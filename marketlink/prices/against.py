"""A second opinion: held bars compared with those that another source has now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from marketlink.errors import MarketlinkError
from marketlink.prices.fetch import ask
from marketlink.records.price import Flag

if TYPE_CHECKING:
    from marketlink.prices.source import PriceSource
    from marketlink.records.price import History, RawBar
    from marketlink.store import Store

SPAN = timedelta(days=365)
"""How far back is compared."""
APART = 0.002
"""Returns of one session that differ by more than this disagree."""


def against(
    store: Store, other_source: PriceSource, name: str, symbols: Sequence[str] = ()
) -> Iterator[Flag]:
    """Compare held bars of the last year with another source's, by return; nothing is written.

    Parameters
    ----------
    store : Store
    other_source : PriceSource
    name : str
        What the source is called.
    symbols : sequence of str
        Those held; all of another source by default.
    """
    for holding in store.holdings(symbols or None):
        if holding.source == name:
            continue
        first = holding.last - SPAN
        try:
            other = ask(other_source, name, holding.symbol, first)
        except MarketlinkError as error:
            yield Flag(holding.symbol, None, "not-compared", "keep", f"{name}: {error.what}")
            continue
        yield from _disagreeing(holding.symbol, store.bars(holding.symbol, first), other, name)


def _disagreeing(symbol: str, bars: Sequence[RawBar], other: History, name: str) -> Iterator[Flag]:
    theirs = {bar.session: bar.close for bar in other.bars if bar.close}
    shared = [bar for bar in bars if bar.close and bar.session in theirs]
    acted = {action.session for action in other.actions}
    for before, bar in pairwise(shared):
        own = float(bar.close or 0) / float(before.close or 1) - 1
        their_return = float(theirs[bar.session] or 0) / float(theirs[before.session] or 1) - 1
        if abs(own - their_return) > APART and bar.session not in acted:
            detail = f"return {own:+.2%} held, {their_return:+.2%} from {name}"
            yield Flag(symbol, bar.session, "sources-disagree", "flag", detail)
    if len(shared) < 2:  # noqa: PLR2004 (a pair, or three)
        yield Flag(symbol, None, "not-compared", "keep", f"no session shared with {name}")
