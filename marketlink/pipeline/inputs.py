"""A case's events and prices as the relations that the study engine reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.store.sql import statement

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.pipeline.plan import CasePlan
    from marketlink.records.study import Event


def fill(con: DuckDBPyConnection, events: Sequence[Event], plan: CasePlan) -> None:
    """Create ``input_event``, ``input_price`` and ``input_ended`` on a snapshot's connection.

    Events are given by the day 0 that their moment chose, so that the rules for moments live in
    one place; events without a day 0 stay in, with no date, and end in an outcome code.
    A symbol has ended where the store says so (``marketlink prices valid``), not where its bars do.
    """
    con.execute(statement("case.input_event"))
    for event in events:
        con.execute(
            "insert into input_event values (?, ?, ?, null, ?, ?, ?)",
            [event.event_id, event.symbol, event.day0, event.group, event.exchange,
             plan.benchmark[event.symbol]],
        )  # fmt: skip
    con.execute(statement("case.input_price"))
    con.execute(statement("case.input_ended"))
