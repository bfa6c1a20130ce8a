"""Group statistics: whether several companies moved, and which answer may be believed."""

from __future__ import annotations

from marketlink.study.inference.battery import HEADLINE, STATISTICS, battery

__all__ = ["HEADLINE", "STATISTICS", "battery"]
