"""Refresh: prices, sessions, feeds and open reports brought up to date, incrementally.

``plan`` decides what is due, ``fetch`` asks for it, ``run`` does the whole, ``lock`` keeps two runs
apart, ``reports`` renders open reports again.
"""

from __future__ import annotations

from marketlink.refresh.plan import Due, RefreshPlan, closing, completed, plan
from marketlink.refresh.run import RefreshResult, lock_path, refresh

__all__ = [
    "Due",
    "RefreshPlan",
    "RefreshResult",
    "closing",
    "completed",
    "lock_path",
    "plan",
    "refresh",
]
