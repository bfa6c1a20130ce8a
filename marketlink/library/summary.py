"""A study in the form of a statsmodels Summary, as users of that library expect it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from statsmodels.iolib.summary import Summary

    from marketlink.library.study import StudyResult

MOST_EVENTS = 20
"""Events in the table of a summary; more are counted, and stand in ``cars``."""


def study_summary(result: StudyResult) -> Summary:
    """Specification, outcomes, CARs by event and the tests that the data allow.

    CARs are in per cent. A test that is not valid on these data is not listed: it stands in
    ``tests`` with the reason.
    """
    from statsmodels.iolib.summary import Summary
    from statsmodels.iolib.table import SimpleTable

    summary = Summary()
    outcomes = ", ".join(f"{n} {code}" for code, n in result.outcomes.items())
    spec = result.spec
    facts = [
        ["Model:", spec.model, "Events:", str(sum(result.outcomes.values()))],
        ["Benchmark:", spec.benchmark or "by exchange", "Outcomes:", outcomes],
        ["Estimation:", _window(spec.estimation), "Returns:", spec.returns],
    ]
    summary.tables.append(SimpleTable(facts, title="Event study"))
    cars = result.cars.merge(result.events[["event_id", "symbol"]], on="event_id", how="left")
    rows = [
        [str(row.event_id), str(row.symbol), _window((row.tau_from, row.tau_to)),
         f"{100 * row.car:.3f}", f"{100 * row.car_se:.3f}", f"{row.t:.3f}", f"{row.p_t:.3f}"]
        for row in cars.head(MOST_EVENTS).itertuples()
    ]  # fmt: skip
    header = ["event", "symbol", "window", "CAR %", "std err", "t", "P>|t|"]
    summary.tables.append(SimpleTable(rows, headers=header))
    valid = result.tests[result.tests.valid.astype(bool) & result.tests.p.notna()]
    test_rows = [
        [str(row.group), _window((int(row.tau_from), int(row.tau_to))), str(row.statistic),
         f"{row.value:.3f}", f"{row.p:.3f}", f"{row.p_adjusted:.3f}"]
        for row in valid.itertuples()
    ]  # fmt: skip
    if test_rows:
        header = ["group", "window", "test", "value", "P", "P adj."]
        summary.tables.append(SimpleTable(test_rows, headers=header))
    notes = [f"{len(cars) - MOST_EVENTS} more rows in cars"] if len(cars) > MOST_EVENTS else []
    left_out = int((~result.tests.valid.astype(bool)).sum())
    notes += [f"{left_out} tests are not valid on these data: see tests"] if left_out else []
    summary.add_extra_txt([*notes, *result.warnings])
    return summary


def _window(window: tuple[int, int]) -> str:
    return f"[{window[0]}, {window[1]}]"
