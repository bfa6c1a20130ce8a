"""Decides a case: each company by its own test, the group by valid tests with enough power."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from marketlink.findings.lookup import leading_p, window_row
from marketlink.records.study import Row, Study

if TYPE_CHECKING:
    from marketlink.pipeline.decision import GroupTest
    from marketlink.records.decision import Decision
    from marketlink.records.reading import Reading
    from marketlink.records.study import Event
    from marketlink.study.panel import Panel

DAY = (0, 0)


def decided(
    reading: Reading, events: Iterable[Event], study: Study, panel: Panel
) -> Decision | None:
    """The decision on day 0, None where the study has no window of that day.

    Parameters
    ----------
    reading
        Its mentions say how far the article is about each company.
    events, study, panel
        The companies, their tables, and the arrays behind them.
    """
    from marketlink.pipeline.decision import Company, decide  # noqa: PLC0415 (loads numpy)

    if DAY not in panel.windows:
        return None
    weight: dict[str | None, int] = {}
    for item in reading.mentions:
        weight[item.symbol] = max(weight.get(item.symbol, 0), item.relevance)
    cars: dict[str, list[Row]] = {}
    for row in study.rows("cars"):
        cars.setdefault(row["event_id"], []).append(row)
    companies = [
        Company(
            event.event_id,
            weight.get(event.symbol, 0),
            leading_p(window_row(cars.get(event.event_id, []), DAY) or {})[0],
        )
        for event in events
    ]
    rows = [
        row
        for row in study.rows("tests")
        if (row["tau_from"], row["tau_to"]) == DAY
        and row.get("valid", True)
        and row.get("p") is not None
    ]
    n = max((row.get("n") or 0 for row in rows), default=0)
    return decide(companies, [_test(row, panel, n) for row in rows], n)


def _test(row: Row, panel: Panel, n: int) -> GroupTest:
    """A valid group test with the power it had at the effect that was observed."""
    import numpy as np  # noqa: PLC0415 (loads numpy)

    from marketlink.pipeline.decision import (  # noqa: PLC0415 (loads numpy)
        GroupTest,
        power_of_kp_bmp,
        power_of_portfolio,
        power_of_t,
    )

    place = panel.windows.index(DAY)
    scar, error = panel.scar[:, place], panel.car_se[:, place]
    mean = float(np.nanmean(scar))
    name, value = str(row["statistic"]), row.get("value")
    power = float("nan")
    if name == "kp-bmp":
        power = power_of_kp_bmp(mean, n, row.get("r_bar") or 0.0)
    elif name == "portfolio-filtered" and value:
        power = power_of_t(value, float("inf"))
    elif name == "cda-t" and value:
        whole = abs(float(np.nanmean(panel.car[:, place])) / value)
        power = power_of_portfolio(mean, error, whole, row.get("df") or float("inf"))
    return GroupTest(name, row["p"], power)
