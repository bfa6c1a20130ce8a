"""One refresh: plan, fetch, compare, check, merge once, record, and render open reports again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from marketlink.calendars import EXCHANGES, sessions
from marketlink.calendars.ahead import grow
from marketlink.errors import Alert, InputError, RateLimited, SourceUnavailable
from marketlink.locks import alone
from marketlink.prices.source import offered
from marketlink.records.price import Merged, RefreshRun
from marketlink.refresh.fetch import fetch_due
from marketlink.refresh.maintenance import (
    articles,
    has_addresses,
    moves,
    sessions_ahead,
    upkeep,
)
from marketlink.refresh.plan import Due, RefreshPlan, plan, require_symbols, spelt
from marketlink.refresh.refetch import whole_again
from marketlink.refresh.reports import mature
from marketlink.refresh.vetting import refused_facts, vetted
from marketlink.refresh.with_store import using

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.prices.source import PriceSource
    from marketlink.records.price import History, Holding
    from marketlink.refresh.fetch import Tell
    from marketlink.store import Store


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What a refresh did.

    ``run`` is its row in the store, None where no price was due. ``reports`` are the pages rendered
    again. ``errors`` are symbols (or feed addresses) that did not come, with the reason; ``notes``
    are further lines to print. ``stopped`` is "", "429" or "interrupted".
    """

    plan: RefreshPlan
    run: RefreshRun | None = None
    merged: Merged = field(default_factory=Merged)
    reports: tuple[Path, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    stopped: str = ""

    def raise_for_errors(self) -> None:
        """Raise the error that sums up those of the run; nothing where all came.

        Raises
        ------
        RateLimited
            A source asked us to stop; what came before is kept.
        KeyboardInterrupt
            The run was interrupted; what came before is kept.
        SourceUnavailable
            Nothing came.
        Alert
            Some did not come.
        """
        if self.stopped == "interrupted":
            raise KeyboardInterrupt
        if not self.errors:
            return
        due_count, came = len(self.plan.due), self.run.symbols if self.run else 0
        message, _, hint = self.errors[0][1].rstrip(".").partition(". Try: ")
        first = f"{self.errors[0][0]}: {message}"
        counts = f"{came} of {due_count} symbols came and are kept"
        if self.stopped == "429":
            raise RateLimited("A price source asked for a pause", counts, "again in an hour")
        if self.run is not None and self.run.outcome == "failed":
            raise SourceUnavailable("No symbol came", first, "again later, or marketlink doctor")
        rest = f", {counts}" if due_count else ""
        raise Alert(f"{len(self.errors)} did not come{rest}", first, hint)


def refresh(
    settings: Settings,
    *,
    now: datetime | None = None,
    notify: Tell = lambda _: None,
    sources: Mapping[str, PriceSource] | None = None,
    accepted: Collection[str] = (),
) -> RefreshResult:
    """Bring prices, sessions, feeds, listings and open reports up to date.

    Safe to run at any time and twice: what is not due is not asked for, prices are merged in one
    short transaction, and one refresh runs at a time.

    Parameters
    ----------
    settings : Settings
    now : datetime, optional
        Aware; decides which sessions are complete. The present by default.
    notify : callable
        Called with one line on each step taken.
    sources : mapping, optional
        Ready price sources by name, used instead of the installed ones.
    accepted : collection of str
        Symbols whose listing may have another exchange, kind or currency from now on.

    Raises
    ------
    InputError
        There is nothing to refresh, or a symbol that cannot be one.
    DatabaseBusy
        Another refresh, or another process that holds the store, did not end in time.
    StoreError
        The store or its folder cannot be used; what was committed before is intact.
    """
    require_symbols(settings.refresh_symbols)
    started = now or datetime.now(UTC)
    with alone(lock_path(settings.db), "a refresh", settings.lock_wait_seconds):
        return _refresh(settings, started, notify, sources, accepted)


def lock_path(db: Path) -> Path:
    """The lock file that a running refresh of a store holds."""
    return db.with_name(f"{db.name}.refresh.lock")


def _refresh(
    settings: Settings,
    start: datetime,
    notify: Tell,
    sources: Mapping[str, PriceSource] | None,
    accepted: Collection[str],
) -> RefreshResult:
    all_holdings, calendars, troubled, notes = _holdings(settings)
    notes += _record_renewed(settings)
    settings = replace(settings, refresh_symbols=spelt(settings.refresh_symbols, all_holdings))
    refresh_plan = plan(settings, all_holdings, start)
    if settings.db.exists() and grow(settings.calendars, refresh_plan.exchanges, start.date()):
        refresh_plan = plan(settings, all_holdings, start)
    if (
        not refresh_plan.due
        and not all_holdings
        and (settings.refresh_symbols or not has_addresses(settings))
    ):
        if settings.refresh_symbols:
            raise InputError(
                f"No session of {', '.join(refresh_plan.exchanges)} is over by {start:%Y-%m-%d}",
                "Its calendar begins later",
                "the machine's clock",
            )
        raise InputError(
            "There is nothing to refresh",
            f"The store {settings.db} is empty, and neither a feed nor a symbol is followed",
            "marketlink refresh NVDA 000660.KS, or marketlink prices import FILE",
        )
    result = RefreshResult(
        refresh_plan, notes=(*notes, *_ended_calendars(refresh_plan.exchanges, start))
    )
    if settings.offline and sources is None:
        if refresh_plan.due:
            waiting = f"offline: {_count(len(refresh_plan.due), 'symbol')} due and not asked for"
            result = replace(result, notes=(*result.notes, waiting))
    elif refresh_plan.due:
        if sources is None:
            offered([*settings.sources, *settings.source_of.values()])
        holdings = {holding.symbol: holding for holding in all_holdings}
        result = _prices(
            result,
            settings,
            start,
            notify=notify,
            sources=sources,
            holdings=holdings,
            accepted=accepted,
        )
    elif troubled:
        # what failed before is due no longer, and doctor is to stop telling of it
        _merge(settings, (), _run(start, "ok"))
    if result.stopped == "interrupted":
        return result
    sessions_ahead(settings, refresh_plan.exchanges, calendars)
    for extra in (upkeep(settings, notify), articles(settings, notify), moves(settings, notify)):
        result = replace(
            result, errors=(*result.errors, *extra.errors), notes=(*result.notes, *extra.notes)
        )
    missing_reports: list[str] = []
    pages = mature(settings, notify, missing_reports.append)
    return replace(result, reports=pages, notes=(*result.notes, *missing_reports))


def _holdings(
    settings: Settings,
) -> tuple[tuple[Holding, ...], Mapping[str, str], bool, tuple[str, ...]]:
    """The store's holdings, the calendars of its sessions, whether the last run failed in part, and
    what was repaired when the store was opened.
    """
    from marketlink.store.record import Record  # noqa: PLC0415 (loads duckdb)
    from marketlink.store.sessions import marks  # noqa: PLC0415 (loads duckdb)

    if not settings.db.exists() and Record(settings.db).latest() == 0:
        return (), {}, False, ()
    (holdings, calendars, runs), notes = using(
        settings, "read", lambda store: (store.holdings(), marks(store.con), store.runs(1))
    )
    return holdings, calendars, any(run.outcome != "ok" for run in runs), notes


def _record_renewed(settings: Settings) -> tuple[str, ...]:
    """Rewrite the whole record where it is not the database's, as after a restore."""
    if not settings.db.exists() or using(settings, "read", lambda store: store.in_step())[0]:
        return ()
    using(settings, "write", lambda store: store.renew_record())
    return ("the record was not in step with the database and was written again whole",)


def _run(start: datetime, outcome: str) -> RefreshRun:
    return RefreshRun(uuid4().hex[:12], start, max(datetime.now(UTC), start), outcome)


def _prices(  # noqa: PLR0913 (one specification)
    result: RefreshResult,
    settings: Settings,
    start: datetime,
    *,
    notify: Tell,
    sources: Mapping[str, PriceSource] | None,
    holdings: Mapping[str, Holding],
    accepted: Collection[str],
) -> RefreshResult:
    from marketlink.prices.standing import accused  # noqa: PLC0415 (loads duckdb and numpy)

    arrived = refused_facts(
        fetch_due(result.plan.due, settings, notify, sources), holdings, accepted
    )
    if holdings:
        arrived, _ = using(settings, "read", lambda store: vetted(store, arrived, holdings))
    again = whole_again(
        arrived, holdings, result.plan.due, settings, notify=notify, sources=sources
    )
    arrived = again.arrived
    sound, refusals = _flag(arrived.histories)
    if holdings and sound:
        sound, _ = using(settings, "read", lambda store: accused(store, sound))
    errors = tuple((symbol, str(error)) for symbol, error in arrived.errors) + refusals
    outcome = "failed" if not sound else "partial" if errors else "ok"
    run = replace(_run(start, outcome), symbols=len(sound), errors=errors)
    merged, notes = _merge(settings, sound, run)
    lost = tuple(
        (drift.symbol, f"its history changed meanwhile ({drift.why}); kept as it was")
        for drift in merged.drifted
    )
    run_record = replace(
        run,
        inserted=merged.inserted,
        changed=merged.changed,
        revisions=len(merged.revisions),
        errors=errors + lost,
    )
    return replace(
        result,
        run=run_record,
        merged=merged,
        errors=errors + lost,
        notes=(
            *result.notes,
            *notes,
            *_behind(sound, result.plan.due),
            *again.notes,
            *arrived.notes,
            *_contradicting(sound),
        ),
        stopped=arrived.stopped,
    )


def _flag(
    histories: Sequence[History],
) -> tuple[tuple[History, ...], tuple[tuple[str, str], ...]]:
    """Histories with their faults flagged; those refused whole, with the reason."""
    from marketlink.prices.quality import check, sentence  # noqa: PLC0415 (loads duckdb)

    sound, refusals = [], []
    for history in check(histories):
        refusal = next((flag for flag in history.flags if flag.policy == "refuse"), None)
        if refusal is not None:
            refusals.append((history.symbol, f"refused: {sentence(refusal)}"))
        elif not history.bars:
            refusals.append((history.symbol, "refused: no bar of it passed the checks"))
        else:
            sound.append(history)
    return tuple(sound), tuple(refusals)


def _merge(
    settings: Settings, histories: Sequence[History], run: RefreshRun
) -> tuple[Merged, tuple[str, ...]]:
    def merge(store: Store) -> Merged:
        if histories:
            return store.merge(histories, run)
        store.write_run(run)
        return Merged()

    return using(settings, "write", merge)


def _behind(histories: Sequence[History], due: Sequence[Due]) -> list[str]:
    """Symbols whose last planned session the source does not have yet."""
    last_due = {item.symbol: item.last for item in due}
    behind = [
        f"{h.symbol} (to {max(bar.session for bar in h.bars)})"
        for h in histories
        if h.bars and max(bar.session for bar in h.bars) < last_due[h.symbol]
    ]
    return [f"the source does not have the last session yet: {', '.join(behind)}"] if behind else []


def _ended_calendars(exchanges: Sequence[str], now: datetime) -> list[str]:
    """Exchanges whose calendar has ended, so that no later session counts as due."""
    over = [e for e in exchanges if e in EXCHANGES and sessions(e).last < now.date()]
    return [
        f"the calendar of {e} ends on {sessions(e).last}, and later sessions are not asked for "
        "(pip install --upgrade exchange-calendars holidays)"
        for e in over
    ]


def _contradicting(histories: Sequence[History]) -> list[str]:
    """Bars that moved on days the calendar calls closed."""
    days = sorted(
        {
            f"{history.listing.exchange} {flag.session}"
            for history in histories
            for flag in history.flags
            if flag.fault == "off-calendar" and flag.session is not None
        }
    )
    days_text = ", ".join(days[-5:])
    return [f"bars moved on days the calendar calls closed: {days_text}"] if days else []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
