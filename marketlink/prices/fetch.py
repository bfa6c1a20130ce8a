"""Fetches each symbol from its own source, in order, until a source asks for a pause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from marketlink.config import Settings
from marketlink.errors import MarketlinkError, RateLimited, SourceUnavailable, UnknownSymbol
from marketlink.prices.source import NoData, PriceSource, names_for, source
from marketlink.prices.validate import HINT, validated
from marketlink.records.price import History
from marketlink.waits import waiting

NOTHING_THERE = (UnknownSymbol, NoData)
"""Errors of sources that answered without bars; an error of a source that did not answer comes
first."""


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """A symbol to fetch: from ``start`` (None = its whole history), held from ``source``."""

    symbol: str
    start: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FetchedPrices:
    """The histories that came, and the errors by symbol; ``stopped`` where a source that asked for
    a pause left a symbol without an answer.
    """

    histories: tuple[History, ...] = ()
    errors: tuple[tuple[str, MarketlinkError], ...] = ()
    stopped: bool = False

    @property
    def empty(self) -> tuple[str, ...]:
        """Symbols that have no bar in the days asked for, which is no error of a tail."""
        return tuple(symbol for symbol, error in self.errors if isinstance(error, NoData))


def fetch(
    requests: tuple[PriceRequest, ...],
    settings: Settings,
    notify: Callable[[str], None] = lambda _: None,
    sources: Mapping[str, PriceSource] | None = None,
    paused: dict[str, RateLimited] | None = None,
) -> FetchedPrices:
    """Fetch symbols one after the other, without touching the store.

    Parameters
    ----------
    requests : tuple of PriceRequest
    settings : Settings
        Order and per-symbol choice of sources, pacing, time-out.
    notify : callable
        Called with each symbol before it is fetched.
    sources : mapping, optional
        Ready sources by name, used instead of the installed ones.
    paused : dict, optional
        Sources that asked for a pause, which are asked no more; those that do now are added. The
        next source is asked for what is new, and for what is held where ``on_pause`` is "move".

    Returns
    -------
    FetchedPrices
        Unchecked histories: pass them through :func:`marketlink.prices.quality.check`, then to
        :meth:`marketlink.store.Store.merge`.
    """
    ready = dict(sources or {})
    paused = {} if paused is None else paused
    histories: list[History] = []
    errors: list[tuple[str, MarketlinkError]] = []
    for item in requests:
        notify(item.symbol)
        try:
            histories.append(_one(item, settings, ready, paused))
        except MarketlinkError as error:
            errors.append((item.symbol, error))
    return FetchedPrices(
        tuple(histories),
        tuple(errors),
        stopped=any(isinstance(error, RateLimited) for _, error in errors),
    )


def ask(price_source: PriceSource, name: str, symbol: str, start: date | None) -> History:
    """One answer of one source; whatever else it raises costs this symbol only."""
    try:
        with waiting(f"{name} ({symbol})"):
            answer = price_source.bars(symbol, start)
    except MarketlinkError:
        raise
    except (Exception, SystemExit) as error:
        if isinstance(error, OSError) and type(price_source).__module__.startswith("marketlink."):
            raise  # a disk or a folder of ours, which the next symbol would meet too
        message = " ".join(f"{type(error).__name__}: {error}".split())
        what = f"The price source {name!r} failed for {symbol}"
        raise SourceUnavailable(what, message, HINT) from error
    return validated(answer, name, symbol, whole=start is None)


def _one(
    item: PriceRequest,
    settings: Settings,
    ready: dict[str, PriceSource],
    paused: dict[str, RateLimited],
) -> History:
    failure: MarketlinkError | None = None
    names = list(names_for(item.symbol, settings, item.source))
    waiting: RateLimited | None = None
    while names:
        name = names.pop(0)
        if name in paused:
            waiting = waiting or paused[name]
            names += _instead(item, settings, name, names)
            continue
        if name not in ready:
            ready[name] = source(name, settings)
        start = item.start if item.source in (None, name) else None
        try:
            return ask(ready[name], name, item.symbol, start)
        except RateLimited as error:
            paused[name], waiting = error, waiting or error
            names += _instead(item, settings, name, names)
        except (UnknownSymbol, SourceUnavailable) as error:
            if failure is None or (
                isinstance(failure, NOTHING_THERE) and not isinstance(error, NOTHING_THERE)
            ):
                failure = error
    raise waiting or failure or UnknownSymbol(f"No price source is set for {item.symbol}")


def _instead(item: PriceRequest, settings: Settings, name: str, names: list[str]) -> list[str]:
    """The sources that may replace a held history while its own pauses (``on_pause`` is "move")."""
    if settings.on_pause != "move" or item.source != name or item.symbol in settings.source_of:
        return []
    return [other for other in settings.sources if other != name and other not in names]
