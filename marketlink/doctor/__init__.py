"""What is installed, stale, locked, missing or disagreeing; each finding with its fix."""

from __future__ import annotations

from marketlink.doctor.check import Check, CheckState
from marketlink.doctor.examine import examine

__all__ = ["Check", "CheckState", "examine"]
