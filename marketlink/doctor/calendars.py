"""Calendars of the exchanges in use: doubtful days, days that bars contradict, and their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.calendars import EXCHANGES, sessions
from marketlink.doctor.check import Check, CheckState, enumerate_some
from marketlink.store.sql import statement

if TYPE_CHECKING:
    from marketlink.records.price import Holding
    from marketlink.store import Store

COMPARE = "marketlink prices check, and where the bars are right a line in calendar_overrides"
WORDS: dict[str, tuple[str, CheckState, str]] = {
    "traded": ("bars with volume on days the calendar calls closed", "finding", COMPARE),
    "silent": ("sessions of the calendar on which no symbol has a bar", "finding", COMPARE),
    "phantom": ("bars without a trade on days the calendar calls closed, left out", "note", ""),
}
"""Each way in which bars contradict a calendar: its wording, its state, its fix."""
AHEAD = timedelta(days=45)
"""A calendar must reach this far beyond the present."""


def disagreements(holdings: Sequence[Holding], now: datetime) -> Iterator[Check]:
    """Days on which the calendar's sources disagree, with the one that won."""
    for exchange, (first, last) in _spans(holdings).items():
        if exchange not in EXCHANGES:
            yield Check("calendars", exchange, "note", "no calendar is known; its symbols follow "
                        "their own dates")  # fmt: skip
            continue
        calendar = sessions(exchange)
        doubtful = [row for row in calendar.doubtful() if first <= row.day <= last + AHEAD]
        days = [f"{row.day} {row.what} (rule: {row.rule})" for row in doubtful]
        if days:
            yield Check("calendars", exchange, "note",
                        f"sources disagree on {len(days)} day{'s' if len(days) > 1 else ''}; "
                        f"decided: {enumerate_some(days)}", f"marketlink sessions {exchange} "
                        f"--from {doubtful[0].day} --to {doubtful[-1].day}")  # fmt: skip
        else:
            yield Check("calendars", exchange, "ok", f"to {calendar.last}")
        if calendar.last < now.date() + AHEAD:
            yield Check("calendars", f"{exchange} end", "finding",
                        f"the calendar ends on {calendar.last}",
                        "pip install --upgrade exchange-calendars holidays &&"
                        " marketlink refresh")  # fmt: skip


def contradictions(store: Store) -> Iterator[Check]:
    """Days on which real bars contradict the calendar."""
    days_of: dict[tuple[str, str], list[str]] = {}
    for exchange, what, day, rule, symbols in store.con.execute(
        statement("calendars.disputed")
    ).fetchall():
        sentence = f"{day} ({symbols} symbol{'s' if symbols > 1 else ''}; rule: {rule})"
        days_of.setdefault((exchange, what), []).append(sentence)
    for (exchange, what), days in days_of.items():
        text, state, fix = WORDS[what]
        yield Check(
            "calendars", f"{exchange} {what}", state, f"{text}: {enumerate_some(days)}", fix
        )


def _spans(holdings: Sequence[Holding]) -> dict[str, tuple[date, date]]:
    spans: dict[str, tuple[date, date]] = {}
    for holding in holdings:
        exchange = holding.listing.exchange
        first, last = spans.get(exchange, (holding.first, holding.last))
        spans[exchange] = min(first, holding.first), max(last, holding.last)
    return dict(sorted(spans.items()))
