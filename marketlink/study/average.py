"""The average abnormal return of each group and day, and its sum from the start of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from marketlink.study.inference.laws import Floats
from marketlink.study.panel import Panel

Columns = dict[str, np.ndarray[Any, Any]]


def average(panel: Panel) -> Columns:
    """One row a group and tau: means over the events that have a return.

    Standard errors are cross-sectional; for a group of one they are the forecast error.

    Reference
    ---------
    Brown and Warner (1985); Campbell, Lo and MacKinlay (1997), section 4.4.
    """
    return joined([average_of(panel, panel.members(g), g) for g in sorted(set(panel.groups))])


NAMES = ("group", "tau", "n", "aar", "aar_se", "caar", "caar_se")


def joined(parts: Sequence[Columns]) -> Columns:
    """The averages of several groups, as one table."""
    if not parts:
        return {name: np.zeros(0, dtype=object if name == "group" else float) for name in NAMES}
    return {name: np.concatenate([part[name] for part in parts]) for name in NAMES}


def average_of(panel: Panel, members: np.ndarray[Any, Any], group: str) -> Columns:
    """The averages of one group."""
    first, last = panel.window
    cut = panel.columns((first, last))
    ar = panel.ar[members][:, cut]
    present = np.isfinite(ar)
    n = present.sum(axis=0)
    running = np.cumsum(np.where(present, ar, 0.0), axis=1)
    started = np.cumsum(present, axis=1) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        aar, aar_se = _mean_and_error(np.where(present, ar, 0.0), present)
        caar, caar_se = _mean_and_error(np.where(started, running, 0.0), started)
    if len(ar) == 1:
        aar_se = panel.ar_se[members][0, cut]
        caar_se = _running_error(panel, members, cut)
    return {
        "group": np.full(last - first + 1, group, dtype=object),
        "tau": panel.tau[cut],
        "n": n,
        "aar": aar,
        "aar_se": aar_se,
        "caar": caar,
        "caar_se": caar_se,
    }


def _mean_and_error(values: Floats, present: np.ndarray[Any, Any]) -> tuple[Floats, Floats]:
    n = present.sum(axis=0).astype(float)
    mean = values.sum(axis=0) / n
    squares = (((values - mean) * present) ** 2).sum(axis=0)
    error = np.sqrt(squares / (n - 1) / n)
    return mean, np.where(n > 1, error, np.nan)


def _running_error(panel: Panel, members: np.ndarray[Any, Any], cut: slice) -> Floats:
    """Standard error of one event's CAR from the start of its window to each day."""
    Z, A = panel.Z[members][0, cut], panel.A[members][0]
    present = np.isfinite(panel.ar[members][0, cut])
    lean = np.cumsum(np.where(present[:, None], Z, 0.0), axis=0)
    days = np.cumsum(np.where(present, panel.span[members][0, cut], 0.0))
    spread = np.einsum("lk,kj,lj->l", lean, A, lean)
    error: Floats = panel.sigma[members][0] * np.sqrt(days + spread)
    return error
