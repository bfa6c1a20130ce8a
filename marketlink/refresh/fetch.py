"""Fetches the symbols that are due, while the store is closed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from marketlink.errors import MarketlinkError, RateLimited, SourceUnavailable
from marketlink.prices.fetch import PriceRequest, fetch
from marketlink.prices.source import PriceSource, names_for, source

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.price import History
    from marketlink.refresh.plan import Due

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The histories that came, and errors by symbol; ``stopped`` says why the rest was not asked
    for ("", "429" or "interrupted"), ``notes`` which came from another source.
    """

    histories: tuple[History, ...] = ()
    errors: tuple[tuple[str, MarketlinkError], ...] = ()
    stopped: str = ""
    notes: tuple[str, ...] = ()


def fetch_due(
    due: Sequence[Due],
    settings: Settings,
    notify: Tell,
    sources: Mapping[str, PriceSource] | None = None,
) -> Arrived:
    """Fetch symbols one after the other until all came, their sources ask for a pause, or Ctrl-C.

    Parameters
    ----------
    due : sequence of Due
    settings : Settings
    notify : callable
        Called with each symbol before it is fetched.
    sources : mapping, optional
        Ready sources by name, used instead of the installed ones.

    Returns
    -------
    Arrived
        Bars later than what was planned (a session still open) are left out.
    """
    ready = dict(sources) if sources is not None else installed(due, settings)
    histories: list[History] = []
    errors: list[tuple[str, MarketlinkError]] = []
    paused: dict[str, RateLimited] = {}
    notes: list[str] = []
    for at, item in enumerate(due):
        paused_before = len(paused)
        try:
            request = PriceRequest(item.symbol, item.first, item.source)
            # recorded, so that what a source's libraries warn of stays off the terminal
            with warnings.catch_warnings(record=True):
                answer = fetch((request,), settings, notify, ready, paused)
        except KeyboardInterrupt:
            return Arrived(tuple(histories), _rest(errors, due[at:], _cut()), "interrupted")
        # where no source paused now, all were paused before, and none was asked
        unasked = answer.stopped and len(paused) == paused_before
        errors += [(item.symbol, _waiting(paused))] if unasked else answer.errors
        notes += [
            _corrections(h, paused) for h in answer.histories if paused and h.source not in paused
        ]
        histories += (
            complete for history in answer.histories if (complete := finished(history, item)).bars
        )
        errors += (
            (item.symbol, _empty(item)) for h in answer.histories if not finished(h, item).bars
        )
    limited = [symbol for symbol, error in errors if isinstance(error, RateLimited)]
    return Arrived(tuple(histories), tuple(errors), "429" if limited else "", tuple(notes))


def _waiting(paused: Mapping[str, RateLimited]) -> SourceUnavailable:
    return SourceUnavailable("Not asked for", next(iter(paused.values())).what)


def _corrections(history: History, paused: Mapping[str, RateLimited]) -> str:
    return f"{history.symbol}: from {history.source}, as {' and '.join(paused)} asks for a pause"


def finished(history: History, due: Due) -> History:
    """The history up to what was planned, and no further than its last bar with a price.

    A last bar that is still empty would pass for the session's own, and be asked for no more.
    """
    sessions_with_price = (
        bar.session for bar in history.bars if (bar.close, bar.adj_close) != (None, None)
    )
    last = max((day for day in sessions_with_price if day <= due.last), default=date.min)
    return replace(
        history,
        bars=tuple(bar for bar in history.bars if bar.session <= last),
        actions=tuple(action for action in history.actions if action.session <= due.last),
        flags=tuple(f for f in history.flags if f.session is None or f.session <= last),
    )


def installed(due: Sequence[Due], settings: Settings) -> dict[str, PriceSource]:
    """The sources that these symbols need, each made once so that its pacing holds throughout."""
    ready: dict[str, PriceSource] = {}
    for item in due:
        for name in names_for(item.symbol, settings, item.source):
            if name not in ready:
                with suppress(MarketlinkError):
                    ready[name] = source(name, settings)
    return ready


def _empty(item: Due) -> SourceUnavailable:
    return SourceUnavailable(f"No finished session of {item.symbol} came", f"Up to {item.last}")


def _cut() -> MarketlinkError:
    return SourceUnavailable("Not asked for", "The run was interrupted")


def _rest(
    errors: list[tuple[str, MarketlinkError]], remaining: Sequence[Due], why: MarketlinkError
) -> tuple[tuple[str, MarketlinkError], ...]:
    unasked = SourceUnavailable("Not asked for", why.why)
    return (*errors, *((item.symbol, unasked) for item in remaining))
