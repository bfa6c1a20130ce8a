"""Price sources: one method each, found by the entry-point group ``marketlink.prices``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from marketlink.config import Settings
from marketlink.errors import InputError, MarketlinkError, SourceUnavailable
from marketlink.records.price import History

GROUP = "marketlink.prices"


class NoData(SourceUnavailable):
    """The source knows the symbol, and has no bar in the days asked for."""


@runtime_checkable
class PriceSource(Protocol):
    """A source of daily bars. A plug-in is a callable that takes the settings and returns one."""

    def bars(self, symbol: str, start: date | None = None, end: date | None = None) -> History:
        """Bars and actions of a symbol between two sessions.

        Parameters
        ----------
        symbol : str
            In Yahoo's form (``NVDA``, ``000660.KS``, ``^GSPC``).
        start, end : date, optional
            Both ends in; without ``start`` the whole history, without ``end`` to the last
            finished session.

        Returns
        -------
        History
            One vintage: every bar fetched at the same instant on the same basis; ``whole`` where
            no ``start`` was given.

        Raises
        ------
        UnknownSymbol, NoData, RateLimited, SourceUnavailable
        """
        ...


def source(name: str, settings: Settings) -> PriceSource:
    """The source of that name.

    Raises
    ------
    InputError
        No installed package offers it.
    """
    offered([name])
    entry_point, *others = _offered()[name]
    if others:
        raise InputError(f"Several packages offer a price source {name!r}",
                         ", ".join((entry_point, *others)), "removing one of them")  # fmt: skip
    try:
        price_source = _entry(entry_point)(settings)
    except MarketlinkError:
        raise
    except Exception as error:
        plain = isinstance(error, ImportError | AttributeError)
        message = str(error) if plain else f"{type(error).__name__}: {error}"
        why = " ".join(message.split())
        raise InputError(f"The price source {name!r} cannot be loaded", why) from error
    if not isinstance(price_source, PriceSource):
        raise InputError(f"The price source {name!r} ({entry_point}) has no method bars")
    return price_source


def offered(names: Iterable[str]) -> None:
    """Refuse names that no installed source has, and no names at all.

    Raises
    ------
    InputError
        With the names there are.
    """
    unique = tuple(names)
    if not unique:
        raise InputError("No price source is set", "", "sources in marketlink.toml")
    for name in unique:
        if name not in _offered():
            choices = ", ".join(sorted(_offered()))
            raise InputError(f"There is no price source {name!r}", f"Installed are {choices}",
                             "sources and source_of in marketlink.toml")  # fmt: skip


def names_for(symbol: str, settings: Settings, of_store: str | None = None) -> tuple[str, ...]:
    """The sources to ask for a symbol, in order.

    Parameters
    ----------
    symbol : str
    settings : Settings
        ``source_of`` decides for single symbols, ``sources`` for the rest.
    of_store : str, optional
        The source of the bars held: the only one asked unless ``source_of`` names another, as
        two sources never mix in one history.
    """
    choice = settings.source_of.get(symbol)
    if choice:
        return (choice,)
    return (of_store,) if of_store else settings.sources


@cache
def _offered() -> Mapping[str, tuple[str, ...]]:
    """What each name stands for; more than one where packages disagree."""
    entries: dict[str, dict[str, None]] = {}
    for entry in entry_points(group=GROUP):
        entries.setdefault(entry.name, {})[entry.value] = None
    return {name: tuple(values) for name, values in entries.items()}


def _entry(value: str) -> type:
    from importlib import import_module  # noqa: PLC0415 (not on every system)

    module, _, name = value.partition(":")
    entry: type = getattr(import_module(module), name)
    return entry
