"""When a run that failed is tried again: by what it ended with, counted from its own close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from marketlink.errors import ExitCode

if TYPE_CHECKING:
    from marketlink.schedule.state import Last

MINUTES: Mapping[int, tuple[int, ...]] = {
    ExitCode.OK: (),
    ExitCode.FINDING: (15, 60),
    ExitCode.USAGE: (15, 60),
    ExitCode.UNAVAILABLE: (15, 60, 120),
    ExitCode.RATE_LIMITED: (60, 180),
    ExitCode.BUSY: (5, 15, 60),
    ExitCode.INTERRUPTED: (15,),
}
"""Minutes before the second, third, ... run after one close. A symbol that never comes (a finding)
costs two more runs a close and takes none from an outage at the next."""


def again_at(last: Last) -> datetime | None:
    """When the last run is tried again; None where it was well or was tried often enough."""
    pauses = MINUTES.get(last.exit_code, MINUTES[ExitCode.UNAVAILABLE])
    if last.tries > len(pauses):
        return None
    return last.ended + timedelta(minutes=pauses[last.tries - 1])
