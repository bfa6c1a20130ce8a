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
from marketlink.records.price import Merged, RefreshRun
from marketlink.refresh.maintenance import articles, moves, sessions_ahead, upkeep
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
class Refreshed:
    """What a refresh did.

    ``run`` is its row in the store, None where no price was due. ``reports`` are the pages
    rendered again. ``errors`` are symbols (or feed addresses) that did not come, with the reason;
    ``notes`` is all else worth a line. ``stopped`` is "", "429" or "interrupted".
    """

    plan: RefreshPlan
    run: RefreshRun | None = None
    merged: Merged = field(default_factory=Merged)
    reports: tuple[Path, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    stopped: str = ""

    def raise_for_errors(self) -> None:
        """Raise what the errors amount to; nothing where all came.

        Raises
        ------
        RateLimited
            A source asked us to stop; what came before is kept.
        KeyboardInterrupt
            The run was interrupted; what came before is kept.
        SourceUnavailable
            Nothing came.
        Finding
            Some did not come.
        """
        if self.stopped == "interrupted":
            raise KeyboardInterrupt
        if not self.errors:
            return
        asked, came = len(self.plan.due), self.run.symbols if self.run else 0
        said, _, hint = self.errors[0][1].rstrip(".").partition(". Try: ")
        first = f"{self.errors[0][0]}: {said}"
        kept = f"{came} of {asked} symbols came and are kept"
        if self.stopped == "429":
            raise RateLimited("a price source asked for a pause", kept, "again in an hour")
        if self.run is not None and self.run.outcome == "failed":
            raise SourceUnavailable("no symbol came", first, "again later, or marketlink doctor")
        rest = f", {kept}" if asked else ""
        raise Alert(f"{len(self.errors)} did not come{rest}", first, hint)


def refresh(
    settings: Settings,
    *,
    now: datetime | None = None,
    told: Tell = lambda _: None,
    sources: Mapping[str, PriceSource] | None = None,
    accepted: Collection[str] = (),
) -> Refreshed:
    """Bring prices, sessions, feeds, listings and open reports up to date.

    Safe to run at any time and twice: what is not due is not asked for, prices are merged in one
    short transaction, and one refresh runs at a time.

    Parameters
    ----------
    settings : Settings
    now : datetime, optional
        Aware; decides which sessions are complete. The present by default.
    told : callable
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
        return _refresh(settings, started, told, sources, accepted)


def lock_path(db: Path) -> Path:
    """The lock file that a running refresh of a store holds."""
    return db.with_name(f"{db.name}.refresh.lock")


def _refresh(
    settings: Settings,
    started: datetime,
    told: Tell,
    sources: Mapping[str, PriceSource] | None,
    accepted: Collection[str],
) -> Refreshed:
    held, calendars, troubled, notes = _held(settings)
    notes += _record_renewed(settings)
    settings = replace(settings, refresh_symbols=spelt(settings.refresh_symbols, held))
    planned = plan(settings, held, started)
    if settings.db.exists() and grow(settings.calendars, planned.exchanges, started.date()):
        planned = plan(settings, held, started)
    if not planned.due and not held:
        if settings.refresh_symbols:
            raise InputError(
                f"no session of {', '.join(planned.exchanges)} is over by {started:%Y-%m-%d}",
                "its calendar begins later",
                "the machine's clock",
            )
        raise InputError(
            "there is nothing to refresh",
            f"the store {settings.db} is empty and refresh_symbols names none",
            "marketlink refresh NVDA 000660.KS, or marketlink prices import FILE",
        )
    done = Refreshed(planned, notes=(*notes, *_ended(planned.exchanges, started)))
    if settings.offline and sources is None:
        if planned.due:
            waiting = f"offline: {_count(len(planned.due), 'symbol')} due and not asked for"
            done = replace(done, notes=(*done.notes, waiting))
    elif planned.due:
        if sources is None:
            from marketlink.prices.source import offered  # noqa: PLC0415 (loaded when it is asked for)

            offered([*settings.sources, *settings.source_of.values()])
        holdings = {holding.symbol: holding for holding in held}
        done = _prices(
            done, settings, started, told=told, sources=sources, held=holdings, accepted=accepted
        )
    elif troubled:
        # what failed before is due no longer, and doctor is to stop telling of it
        _merge(settings, (), _run(started, "ok"))
    if done.stopped == "interrupted":
        return done
    sessions_ahead(settings, planned.exchanges, calendars)
    for extra in (upkeep(settings, told), articles(settings, told), moves(settings, told)):
        done = replace(
            done, errors=(*done.errors, *extra.errors), notes=(*done.notes, *extra.notes)
        )
    missed: list[str] = []
    pages = mature(settings, told, missed.append)
    return replace(done, reports=pages, notes=(*done.notes, *missed))


def _held(
    settings: Settings,
) -> tuple[tuple[Holding, ...], Mapping[str, str], bool, tuple[str, ...]]:
    """What the store holds, from which calendars its sessions are, whether the last run had
    trouble, and what opening the store took."""
    from marketlink.store.record import Record  # noqa: PLC0415 (loaded when it is asked for)
    from marketlink.store.sessions import stored  # noqa: PLC0415 (loaded when it is asked for)

    if not settings.db.exists() and Record(settings.db).latest() == 0:
        return (), {}, False, ()
    (held, calendars, runs), notes = using(
        settings, "read", lambda store: (store.holdings(), stored(store.con), store.runs(1))
    )
    return held, calendars, any(run.outcome != "ok" for run in runs), notes


def _record_renewed(settings: Settings) -> tuple[str, ...]:
    """Write the record whole where it is not the database's: a restore or a lost folder."""
    if not settings.db.exists() or using(settings, "read", lambda store: store.in_step())[0]:
        return ()
    using(settings, "write", lambda store: store.renew_record())
    return ("the record was not in step with the database and was written again whole",)


def _run(started: datetime, outcome: str) -> RefreshRun:
    return RefreshRun(uuid4().hex[:12], started, max(datetime.now(UTC), started), outcome)


def _prices(  # noqa: PLR0913 (one specification)
    done: Refreshed,
    settings: Settings,
    started: datetime,
    *,
    told: Tell,
    sources: Mapping[str, PriceSource] | None,
    held: Mapping[str, Holding],
    accepted: Collection[str],
) -> Refreshed:
    from marketlink.prices.standing import accused  # noqa: PLC0415 (loaded when it is asked for)
    from marketlink.refresh.fetch import fetch_due  # noqa: PLC0415 (loaded when it is asked for)

    arrived = refused_facts(fetch_due(done.plan.due, settings, told, sources), held, accepted)
    if held:
        arrived, _ = using(settings, "read", lambda store: vetted(store, arrived, held))
    again = whole_again(arrived, held, done.plan.due, settings, told=told, sources=sources)
    arrived = again.arrived
    checked, refused = _checked(arrived.histories)
    if held and checked:
        checked, _ = using(settings, "read", lambda store: accused(store, checked))
    errors = tuple((symbol, str(error)) for symbol, error in arrived.errors) + refused
    outcome = "failed" if not checked else "partial" if errors else "ok"
    run = replace(_run(started, outcome), symbols=len(checked), errors=errors)
    merged, said = _merge(settings, checked, run)
    lost = tuple(
        (drift.symbol, f"its history changed meanwhile ({drift.why}); kept as it was")
        for drift in merged.drifted
    )
    kept = replace(
        run,
        inserted=merged.inserted,
        changed=merged.changed,
        revisions=len(merged.revisions),
        errors=errors + lost,
    )
    return replace(
        done,
        run=kept,
        merged=merged,
        errors=errors + lost,
        notes=(
            *done.notes,
            *said,
            *_behind(checked, done.plan.due),
            *again.notes,
            *arrived.notes,
            *_contradicting(checked),
        ),
        stopped=arrived.stopped,
    )


def _checked(
    histories: Sequence[History],
) -> tuple[tuple[History, ...], tuple[tuple[str, str], ...]]:
    """Histories with their faults flagged; those refused whole, with the reason."""
    from marketlink.prices.quality import check, sentence  # noqa: PLC0415 (loaded when it is asked for)

    kept, refused = [], []
    for history in check(histories):
        refusal = next((flag for flag in history.flags if flag.policy == "refuse"), None)
        if refusal is not None:
            refused.append((history.symbol, f"refused: {sentence(refusal)}"))
        elif not history.bars:
            refused.append((history.symbol, "refused: no bar of it passed the checks"))
        else:
            kept.append(history)
    return tuple(kept), tuple(refused)


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
    planned = {item.symbol: item.last for item in due}
    behind = [
        f"{h.symbol} (to {max(bar.session for bar in h.bars)})"
        for h in histories
        if h.bars and max(bar.session for bar in h.bars) < planned[h.symbol]
    ]
    return [f"the source does not have the last session yet: {', '.join(behind)}"] if behind else []


def _ended(exchanges: Sequence[str], now: datetime) -> list[str]:
    """Exchanges whose calendar is over, so that nothing later counts as due."""
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
    shown = ", ".join(days[-5:])
    return [f"bars moved on days the calendar calls closed: {shown}"] if days else []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
