"""The average abnormal return of each group and day, and its sum from the start of the window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marketlink.study.inference.band import Columns, days_of, errors, group_columns
from marketlink.study.inference.parametric import moments
from marketlink.study.panel import Panel

NAMES = ("group", "tau", "n", "aar", "aar_se", "caar", "caar_se", "band_from")


def average(panel: Panel, group: str) -> Columns:
    """The averages of one group's events: one row a tau, means over those that have a return, with
    the errors of the test that leads (:func:`marketlink.study.inference.band.errors`).

    Reference
    ---------
    Brown and Warner (1985); Campbell, Lo and MacKinlay (1997), section 4.4.
    """
    days = days_of(panel)
    n, mean, _ = (
        np.array(one) for one in zip(*(moments(each.value.T) for each in days), strict=True)
    )
    error, tests = errors(panel, days)
    return group_columns(group, panel.window, (n[0].astype(np.int64), mean, error), tests)


def joined(parts: Sequence[Columns]) -> Columns:
    """The averages of several groups, as one table."""
    if not parts:
        text = {"group", "band_from"}
        return {name: np.zeros(0, dtype=object if name in text else float) for name in NAMES}
    return {name: np.concatenate([part[name] for part in parts]) for name in NAMES}
