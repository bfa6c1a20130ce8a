"""Everything looked at, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from marketlink.doctor import calendars, held, installed, kept, sources, stored
from marketlink.doctor.check import Check, sentence_of
from marketlink.errors import DatabaseBusy, MarketlinkError
from marketlink.store import Store

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.prices.source import PriceSource
    from marketlink.records.price import Holding
    from marketlink.store import Store

WAIT = 2.0
"""Seconds to wait for a store that is held before saying so."""


def examine(
    settings: Settings,
    now: datetime | None = None,
    probes: Mapping[str, PriceSource] | None = None,
    *,
    deep: bool = False,
) -> tuple[Check, ...]:
    """Look at installation, store, prices, calendars, sources, feeds and reports.

    Parameters
    ----------
    settings : Settings
        Where ``offline`` is set, no source is asked.
    now : datetime, optional
        Aware; the present by default.
    probes : mapping, optional
        Ready price sources by name, asked instead of the installed ones.
    deep : bool
        Read the whole record back, rebuild it aside and compare it with the database.

    Returns
    -------
    tuple of Check
        Each finding with its fix.
    """
    checks = list(_examine(settings, now or datetime.now(UTC), probes))
    if deep and stored.readable(settings.db) and stored.exists(settings.db):
        from marketlink.doctor.deep import record  # noqa: PLC0415 (it imports this module)

        checks += record(settings)
    return tuple(checks)


def _examine(
    settings: Settings, now: datetime, probes: Mapping[str, PriceSource] | None
) -> Iterator[Check]:
    yield from installed.versions()
    yield from installed.extras()
    yield from stored.before_opening(settings)
    holdings: tuple[Holding, ...] = ()
    if stored.readable(settings.db):
        if stored.exists(settings.db):
            checks, holdings = _store(settings, now)
            yield from checks
        yield from kept.articles(settings)
        yield from kept.feeds(settings)
    yield from kept.reports(settings)
    if settings.offline:
        yield Check("sources", "offline", "note", "not asked, as --offline says")
    else:
        yield from sources.reachability(settings, holdings, now, probes)


def absent_symbols(store: Store) -> frozenset[str]:
    """The symbols that did not come in the last refresh."""
    return frozenset(symbol for run in store.runs(1) for symbol, _ in run.errors)


def _store(settings: Settings, now: datetime) -> tuple[list[Check], tuple[Holding, ...]]:
    try:
        with Store.open(settings.db, "read", min(WAIT, settings.lock_wait_seconds)) as store:
            holdings = store.holdings()
            checks = [
                *stored.opening(store),
                *stored.last_run(settings, store),
                *held.staleness(settings, holdings, now, absent_symbols(store)),
                *held.missing(store),
                *held.drift(store, now),
                *held.flagged(store),
                *calendars.disagreements(holdings, now),
                *calendars.contradictions(store),
            ]
    except DatabaseBusy as error:
        return [Check("store", "lock", "finding", f"{error.what}: {error.why}", error.hint)], ()
    except MarketlinkError as error:
        return [Check("store", "file", "finding", sentence_of(error), error.hint)], ()
    return checks, holdings
