"""Sessions of each exchange: when it opens and closes, and why it is shut.

Read from small dated tables shipped with the package (built by :mod:`marketlink.calendars.build`
from two independent libraries and an override file), so that no reader pays for building them.
Where one is about to end, a refresh builds it anew from the libraries that are installed.
"""

from __future__ import annotations

from marketlink.calendars.breaks import venue_changes
from marketlink.calendars.exchanges import (
    ALIASES,
    DAILY_LIMITS,
    EXCHANGES,
    Exchange,
    exchange_of,
    zone_of,
)
from marketlink.calendars.phases import first_tradable, phases
from marketlink.calendars.sessions import Sessions, extend_with, override_with, sessions

__all__ = [
    "ALIASES", "DAILY_LIMITS", "EXCHANGES", "Exchange", "Sessions", "exchange_of",
    "extend_with", "first_tradable", "override_with", "phases", "sessions", "venue_changes",
    "zone_of",
]  # fmt: skip
