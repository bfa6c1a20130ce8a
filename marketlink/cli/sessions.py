"""``marketlink sessions``: an exchange's sessions and closures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import DAY, common
from marketlink.cli.output import emit, format_option
from marketlink.config import Settings
from marketlink.records.phase import Gap

if TYPE_CHECKING:
    from marketlink.calendars import Sessions


@click.command()
@click.argument("exchange")
@click.option("--from", "first", type=DAY, required=True, help="First day.")
@click.option("--to", "last", type=DAY, required=True, help="Last day, in.")
@click.option("--phases", "wanted", is_flag=True, help="Every phase of every venue, local time.")
@format_option()
@common
def command(
    settings: Settings, exchange: str, first: date, last: date, wanted: bool, fmt: str
) -> None:
    """List an exchange's days: sessions with opening and closing instants, and closures.

    \b
    Example:
      marketlink sessions XKRX --from 2025-01-24 --to 2025-01-31
      marketlink sessions XKRX --from 2025-03-03 --to 2025-03-05 --phases
    """
    from marketlink.calendars import sessions

    calendar = sessions(exchange)
    rows = calendar.listing(first, last)
    if wanted:
        emit([phase for row in rows for phase in _phases(calendar, row)], PHASES, fmt)
    else:
        emit(rows, ("exchange", "day", "what", "open", "close", "note", "rule"), fmt)


PHASES = ("day", "venue", "phase", "opens", "closes", "every", "sure", "note", "source")


def _phases(calendar: Sessions, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row a phase of a session, one for a day that is shut."""
    from marketlink.calendars import phases

    rows = phases(calendar.exchange, row["day"])
    if not rows:
        yield {
            "day": row["day"],
            "venue": calendar.exchange,
            "phase": row["what"],
            "note": row["note"],
        }
    for one in rows:
        opens, closes = (
            None if instant is None else instant.astimezone(calendar.zone)
            for instant in (one.opens, one.closes)
        )
        yield {
            "day": one.session,
            "venue": one.venue,
            "phase": one.kind.value,
            "opens": opens,
            "closes": closes,
            "every": None if one.every is None else f"{one.every.seconds // 60} min",
            "sure": one.sure.value,
            "note": NOTES[one.gap],
            "source": one.source,
        }


NOTES = {
    Gap.NONE: "",
    Gap.OTHER_HOURS: "the hours of this phase are not known on a day with other hours",
    Gap.NOT_CHECKED: "beyond the day up to which the table was checked",
    Gap.NO_TABLE: "only the session's opening and closing are known",
}
