"""Prices: stale, missing, drifted, flagged."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, sessions
from marketlink.doctor.check import Check, enumerate_some
from marketlink.refresh import completed
from marketlink.refresh.plan import follows
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketlink.config import Settings
    from marketlink.records.price import Holding
    from marketlink.store import Store

PATIENCE = 3
"""Sessions that a symbol may lie behind before it is a finding."""
RECENT = timedelta(days=7)
"""How long a correction without a split or dividend stays a finding."""


def behind(holding: Holding, now: datetime, delay_minutes: int) -> int:
    """Completed sessions of a symbol's exchange after its last bar."""
    exchange = holding.listing.exchange
    last = completed(exchange, now, delay_minutes)
    end = holding.listing.valid_to
    if last is None or (end is not None and holding.last >= end):
        return 0
    if exchange not in EXCHANGES:
        return max((last - holding.last).days, 0)
    return len(sessions(exchange).between(holding.last + timedelta(1), last))


def staleness(
    settings: Settings,
    holdings: Sequence[Holding],
    now: datetime,
    absent: Collection[str] = (),
) -> Iterator[Check]:
    """Each symbol that lies behind, in sessions; one line for all that do not.

    ``absent`` did not come in the last refresh: long behind, they ended or were renamed, and
    another refresh would not help.
    """
    current = 0
    for holding in holdings:
        if not follows(settings, holding):
            continue
        late = behind(holding, now, settings.refresh_delay_minutes)
        if late == 0:
            current += 1
            continue
        text = f"prices through {holding.last}, {late} session{'s' if late > 1 else ''} behind"
        state = "finding" if late > PATIENCE else "note"
        fix = "marketlink refresh"
        if late > 10 * PATIENCE and holding.symbol in absent:
            text += "; perhaps it ended or was renamed"
            fix = f"marketlink prices valid {shlex.quote(holding.symbol)} --to {holding.last}"
        yield Check(
            "prices", holding.symbol, "finding" if state == "finding" else "note", text, fix
        )
    if current:
        yield Check("prices", "up to date", "ok", f"{current} symbols")
    unfollowed = [holding for holding in holdings if not follows(settings, holding)]
    for source in sorted({holding.source for holding in unfollowed}):
        names = [h.symbol for h in unfollowed if h.source == source]
        newest = max(h.last for h in unfollowed if h.source == source)
        yield Check("prices", f"from {source}", "note",
                    f"{_symbols(len(names))}, to {newest}: {enumerate_some(names)}",
                    "source_of in marketlink.toml, to follow them")  # fmt: skip


def _symbols(count: int) -> str:
    return "1 symbol stays as it is" if count == 1 else f"{count} symbols stay as they are"


def missing(store: Store) -> Iterator[Check]:
    """Sessions without a bar between a symbol's first and last."""
    for symbol, count, recent, newest, days in store.con.execute(
        statement("holdings.missing")
    ).fetchall():
        text = (
            f"{count} session{'s' if count != 1 else ''} without a bar, {recent} of the last 250; "
            f"latest: {enumerate_some(days)}"
        )
        bad = newest > 0 or recent > 5  # noqa: PLR2004 (few of 250)
        fix = (
            f"marketlink prices show {symbol}, then another source for it in source_of"
            if bad
            else ""
        )
        yield Check("prices", f"{symbol} missing", "finding" if bad else "note", text, fix)


def drift(store: Store, now: datetime) -> Iterator[Check]:
    """Histories that a source corrected without a split or dividend; those of files together."""
    replaced = []
    for symbol, recorded, session, ratio, changed, own in store.con.execute(
        statement("holdings.correction")
    ).fetchall():
        if own:
            replaced.append(symbol)
            continue
        since = f" from {session} on" if session is not None else ""
        factor = f", ratio {ratio:.6g}" if ratio is not None else ""
        text = (f"on {recorded:%Y-%m-%d} its source changed {changed} stored sessions{since}"
                f"{factor}, without a split or dividend")  # fmt: skip
        fresh = now - recorded < RECENT
        fix = f"marketlink prices check, then compare {symbol} with another source" if fresh else ""
        yield Check("prices", f"{symbol} drift", "finding" if fresh else "note", text, fix)
    if replaced:
        names = sorted(set(replaced))
        text = f"files of yours changed what was held of {enumerate_some(names)}"
        yield Check("prices", "replaced by files", "note", text)


def flagged(store: Store) -> Iterator[Check]:
    """Faults that were seen in bars, by name."""
    rows = store.con.execute(
        "select fault, policy, count(*) from flag group by all order by 1, 2"
    ).fetchall()
    if rows:
        words = [f"{fault} ({policy}) {bars}" for fault, policy, bars in rows]
        yield Check("prices", "faults", "note", ", ".join(words), "marketlink prices check")
