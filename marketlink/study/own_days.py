"""A run of days among a company's own days."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Floats
from marketlink.study.rolling import sliding


def sq_p(estimation: Floats, event: Floats, side: int = 0) -> tuple[Floats, Floats]:
    """Share of all runs of L days at least as far out as the event's, and its smallest value.

    The T + L days are closed to a circle, so that the event's run takes its place among as many
    others, those that share a day with it included: exact for days that could trade places, where
    counting only the overlapping runs before the event would promise more than they hold. For one
    day this is (1 + k) / (1 + T).

    Parameters
    ----------
    estimation, event : (..., T), (..., L) abnormal returns on one scale; NaN breaks a run
    side : 0 two-sided on absolute sums, -1 falls only, 1 rises only

    Reference
    ---------
    Gelbach, Helland and Klick (2013), American Law and Economics Review 15.
    """
    days = event.shape[-1]
    ring = np.concatenate([estimation, event, estimation[..., : days - 1]], axis=-1)
    runs = np.moveaxis(sliding(np.moveaxis(ring, -1, 0), days), 0, -1)
    measure = np.abs(runs) if side == 0 else side * runs
    own = measure[..., estimation.shape[-1], None]
    known = (~np.isnan(measure)).sum(axis=-1).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = (measure >= own * (1.0 - np.sign(own) * 1e-12)).sum(axis=-1) / known
        return np.where(np.isnan(own[..., 0]), np.nan, p), 1.0 / known
