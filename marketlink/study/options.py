"""The options of a study besides its specification."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a study is run and reported.

    ``adjust`` is ``holm`` or ``benjamini-yekutieli``; ``bound`` the CAAR (decimal) that the
    equivalence test asks about; ``full`` whether everything is computed, whatever it costs;
    ``calibrate`` is how many placebo firm-days the group statistics are tried on, 0 none.
    """

    adjust: str = "holm"
    bound: float | None = None
    full: bool = False
    threads: int = 1
    calibrate: int = 0
