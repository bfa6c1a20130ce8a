"""The average abnormal returns of groups by day, and their sums from the start of the window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from marketlink.study.inference.band import Columns, days_of, errors, group_columns
from marketlink.study.inference.parametric import moments
from marketlink.study.inference.sample import Group

NAMES = ("group", "tau", "n", "aar", "aar_se", "caar", "caar_se", "band_from")


def averages(groups: Mapping[str, Group]) -> list[Columns]:
    """The averages of some groups' events: one row a tau, means over those that have a return, with
    the errors of the test that leads (:func:`marketlink.study.inference.band.errors`).

    Reference
    ---------
    Brown and Warner (1985); Campbell, Lo and MacKinlay (1997), section 4.4.
    """
    days = [days_of(group.panel) for group in groups.values()]
    of_group = errors(list(groups.values()), days)
    out = []
    for (name, group), each, (error, tests) in zip(groups.items(), days, of_group, strict=True):
        n, mean, _ = (
            np.array(one) for one in zip(*(moments(one.value.T) for one in each), strict=True)
        )
        means = n[0].astype(np.int64), mean, error
        out.append(group_columns(name, group.panel.window, means, tests))
    return out


def joined(parts: Sequence[Columns]) -> Columns:
    """The averages of several groups, as one table."""
    if not parts:
        text = {"group", "band_from"}
        return {name: np.zeros(0, dtype=object if name in text else float) for name in NAMES}
    return {name: np.concatenate([part[name] for part in parts]) for name in NAMES}
