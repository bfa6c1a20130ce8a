"""Whether the price sources in use answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.doctor.check import Check, sentence_of
from marketlink.errors import MarketlinkError
from marketlink.prices.fetch import ask
from marketlink.prices.source import NoData, PriceSource, source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketlink.config import Settings
    from marketlink.records.price import Holding

UNTRIED = frozenset({"massive", "krx"})
"""Sources that were written to their documentation and never met the real service."""
PROBE = "^GSPC"
"""What a source is asked for where nothing of it is held."""


def reachability(
    settings: Settings,
    holdings: Sequence[Holding],
    now: datetime,
    sources: Mapping[str, PriceSource] | None = None,
) -> Iterator[Check]:
    """Ask each source in use for the last days of one symbol, once."""
    ready = sources or {}
    names = dict.fromkeys([*settings.sources, *settings.source_of.values()])
    for name in names:
        if name in UNTRIED:
            yield Check("sources", f"{name} untried", "note", "written to its documentation and "
                        "tested with a server of our own, not with the real service",
                        f"marketlink prices check --against {name}")  # fmt: skip
        symbol = next((h.symbol for h in holdings if h.source == name), PROBE)
        try:
            price_source = ready[name] if name in ready else source(name, settings)
            ask(price_source, name, symbol, (now - timedelta(days=10)).date())
        except NoData:
            yield Check("sources", name, "ok", f"answers; no new bar of {symbol}")
        except MarketlinkError as error:
            fix = error.hint or "check the network; marketlink refresh tries again"
            yield Check("sources", name, "finding", sentence_of(error), fix)  # fmt: skip
        else:
            yield Check("sources", name, "ok", f"answers for {symbol}")
