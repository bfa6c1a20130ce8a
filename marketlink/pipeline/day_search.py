"""Finds the session on which companies moved most, with a p that pays for every one searched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from marketlink.errors import InputError
from marketlink.records.case import DatedByPrices
from marketlink.study.kernel import Floats

METHOD = (
    "root mean square of the companies' standardised abnormal returns; p is the chance that the "
    "largest of as many sessions drawn from before and among the candidates is at least as large"
)


def joint_move(sar: Floats) -> Floats:
    """Root mean square over the companies present on each session. (N, D) -> (D,)."""
    present = ~np.isnan(sar)
    with np.errstate(invalid="ignore", divide="ignore"):
        square = np.where(present, sar, 0.0) ** 2
        move: Floats = np.sqrt(square.sum(axis=0) / present.sum(axis=0))
    return move


def search(
    exchange: str, sessions: Sequence[date], candidates: Floats, estimation: Floats
) -> DatedByPrices | None:
    """Find the session on which the companies moved most, in whatever direction.

    None where no candidate has a price. p is exact for sessions that could trade places: of all
    ways to draw C sessions from the T + C there are, the share whose largest move reaches the
    observed one. It cannot fall below C / (T + C).

    Parameters
    ----------
    exchange : ISO 10383 code of the sessions
    sessions : the C candidate sessions, in order
    candidates : (N, C) abnormal returns over their forecast standard errors; NaN where missing
    estimation : (N, T) the same companies' standardised residuals on consecutive sessions before

    Raises
    ------
    InputError
        When the shapes disagree.

    Reference: White (2000) for the maximum over everything tried as the statistic to be judged.
    """
    if candidates.shape[1] != len(sessions) or candidates.shape[0] != estimation.shape[0]:
        raise InputError(
            "The candidate sessions and the abnormal returns do not fit together",
            f"{len(sessions)} sessions, returns {candidates.shape}, estimation {estimation.shape}",
        )
    moves = joint_move(candidates)
    if not sessions or np.isnan(moves).all():
        return None
    best = int(np.nanargmax(moves))
    before = joint_move(estimation)
    before = before[~np.isnan(before)]
    tried = int((~np.isnan(moves)).sum())
    reached = int((before >= moves[best]).sum()) + int((moves >= moves[best]).sum())
    return DatedByPrices(
        exchange=exchange,
        session=sessions[best],
        value=float(moves[best]),
        p=chance_of_reaching(reached, before.size + tried, tried),
        searched=tuple(sessions),
        method=METHOD,
    )


def chance_of_reaching(reached: int, size: int, drawn: int) -> float:
    """Probability that a draw of ``drawn`` from ``size`` holds one of the ``reached`` largest."""
    missed = 1.0
    for step in range(drawn):
        missed *= max(size - reached - step, 0) / (size - step)
    return 1.0 - missed
