"""Running the refresh after each exchange's close: in one process, or by the system's scheduler.

``times`` says when, ``loop`` runs, ``state`` remembers, ``failure`` calls the user's command,
``units`` writes what systemd, cron, GitHub Actions and Docker read.
"""

from __future__ import annotations

from marketlink.schedule.loop import Loop
from marketlink.schedule.status import Status, status
from marketlink.schedule.times import Fire, exchanges_in_use, latest, upcoming
from marketlink.schedule.units import UNITS, units

__all__ = [
    "UNITS",
    "Fire",
    "Loop",
    "Status",
    "exchanges_in_use",
    "latest",
    "status",
    "units",
    "upcoming",
]
