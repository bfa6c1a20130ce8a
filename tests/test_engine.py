"""The engine on the embedded prices: windows, outcomes and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from embedded_study import EVENTS, connection
from study_files import facts, outcomes, study

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.study.engine import plan_of, solve
from marketlink.study.inputs import load
from marketlink.study.solved import panel_of
from marketlink.study.whole import study_of


def _run(con, spec):
    return study_of(con, solve(con, spec))


def test_the_model_case_reacts_on_the_known_days():
    done = _run(connection(), Spec())
    days = {r["event_id"]: (r["day0"], r["outcome"]) for r in done.rows("events")}
    assert days == {
        "nvda": (date(2025, 1, 27), "ok"),
        "mu": (date(2025, 1, 27), "ok"),
        "hynix": (date(2025, 1, 31), "ok"),
    }
    first = {r["event_id"]: r["ret"] for r in done.rows("abnormal") if r["tau"] == 0}
    assert [round(100 * first[e], 2) for e in ("nvda", "mu", "hynix")] == [-16.97, -11.71, -9.86]
    assert done.outcomes == {"ok": 3}


def test_estimates_equal_statsmodels_on_the_same_windows():
    import statsmodels.api as sm

    solved = solve(connection(), Spec())
    layout, fits = solved.request.layout, solved.fits
    for row, at in enumerate(solved.request.at):
        rows, days = np.arange(at - 250, at - 10), np.arange(at - 10, at + 11)
        ols = sm.OLS(layout.y[rows], sm.add_constant(layout.X[0][rows])).fit()
        sigma = ols.mse_resid**0.5
        assert abs(fits.coef[row, 0] - ols.params[0]) / sigma < 1e-10
        assert fits.coef[row, 1] == pytest.approx(ols.params[1], rel=1e-10)
        assert fits.sigma[row] == pytest.approx(sigma, rel=1e-10)
        there = ols.get_prediction(sm.add_constant(layout.X[0][days]))
        np.testing.assert_allclose(fits.ar_se[row], there.se_obs, rtol=1e-10)
        np.testing.assert_allclose(fits.ar[row], layout.y[days] - there.predicted, atol=1e-12)


def test_the_foreign_factor_compounds_every_session_in_between():
    con = connection([("hynix", "000660.KS", "2025-01-28", None)])
    got = load(con, Spec(benchmark="^SOX"), (260, 20))
    at = int(got.events.at[0])
    rows = con.execute(
        "select session, total from input_price where symbol = '^SOX' and session between"
        " '2025-01-23' and '2025-01-30' order by session"
    ).fetchall()
    assert [r[0].day for r in rows] == [23, 24, 27, 28, 29, 30]
    assert got.layout.X[0, at] == pytest.approx(rows[-1][1] / rows[0][1] - 1, rel=1e-13)
    assert rows[-1][1] / rows[0][1] - 1 < -0.05


@pytest.mark.parametrize(
    ("instant", "day0"),
    [
        ("2025-01-27 20:59:59+00", date(2025, 1, 27)),
        ("2025-01-27 21:00:00+00", date(2025, 1, 28)),
        ("2024-11-29 17:59:59+00", date(2024, 11, 29)),
        ("2024-11-29 18:00:00+00", date(2024, 12, 2)),
    ],
)
def test_an_instant_reacts_in_the_first_session_that_closes_after_it(instant, day0):
    done = _run(connection([("e", "NVDA", None, instant)]), Spec())
    assert done.rows("events")[0]["day0"] == day0


def test_a_panel_holds_only_the_valid_events_in_order():
    con = connection([*EVENTS[:1], ("x", "NOPE", "2025-01-27", None), *EVENTS[1:]])
    panel = panel_of(solve(con, Spec()))
    assert panel.event_ids == ("nvda", "mu", "hynix")
    assert panel.groups == ("all",) * 3
    assert panel.day0.tolist() == [date(2025, 1, 27).toordinal()] * 2 + [
        date(2025, 1, 31).toordinal()
    ]
    window = panel.columns((0, 5))
    for row in range(3):
        z = panel.Z[row, window].sum(axis=0)
        variance = panel.sigma[row] ** 2 * (6 + z @ panel.A[row] @ z)
        assert panel.car_se[row, 2] == pytest.approx(variance**0.5, rel=1e-12)
        left = 1 - panel.leverage[row]
        assert left.sum() == pytest.approx(panel.dof[row], rel=1e-9)


def _walk(start, n, seed, drift=0.0):
    rng = np.random.default_rng(seed)
    days = [
        start + timedelta(i) for i in range(int(n * 1.5)) if (start + timedelta(i)).weekday() < 5
    ]
    price = 100 * np.cumprod(1 + drift + 0.01 * rng.standard_normal(n))
    return days[:n], price


def _market(symbols, n=200, start=date(2020, 1, 6)):
    rows = []
    for seed, symbol in enumerate(symbols):
        days, price = _walk(start, n, seed)
        rows += [(symbol, d.isoformat(), repr(float(p))) for d, p in zip(days, price, strict=True)]
    return rows


SHORT = Spec(benchmark="M", estimation=(-80, -11), min_obs=40)


def test_every_event_ends_with_an_outcome_code(tmp_path):
    rows = _market(["A", "B", "M", "LATE", "GONE", "HALT", "ZERO"])
    days = sorted({r[1] for r in rows})
    rows = [r for r in rows if not (r[0] == "LATE" and r[1] < days[150])]
    rows = [r for r in rows if not (r[0] == "GONE" and r[1] > days[120])]
    rows = [r for r in rows if not (r[0] == "HALT" and days[138] <= r[1] <= days[175])]
    rows = [(s, d, "0" if s == "ZERO" and d >= days[138] else p) for s, d, p in rows]
    events = [
        ("1", "A", days[150]), ("1", "A", days[151]), ("2", "NOPE", days[150]),
        ("3", "LATE", days[149]), ("4", "GONE", days[150]), ("5", "A", days[30]),
        ("6", "A", "2031-01-01"), ("7", "A", "soon"), ("8", "", days[150]),
        ("9", "LATE", days[160]), ("10", "ZERO", days[150]), ("11", "HALT", days[150]),
    ]  # fmt: skip
    done, tabled = study(tmp_path, events, rows, SHORT)
    codes = [r["outcome"] for r in tabled["events"]]
    assert codes == [
        "ok", "duplicate_id", "unknown_symbol", "listed_after_event", "prices_end", "short_history",
        "prices_end", "bad_date", "no_symbol", "short_history", "prices_end", "ok",
    ]  # fmt: skip
    assert sum(done.outcomes.values()) == len(events)
    assert tabled["events"][-1]["day0"] > days[175]


def test_a_halt_keeps_its_return_over_several_sessions(tmp_path):
    rows = [(s, d, p) for s, d, p in _nyse(["AAA", "M"])]
    days = sorted({r[1] for r in rows})
    rows = [r for r in rows if not (r[0] == "AAA" and days[150] <= r[1] <= days[152])]
    spec = replace(SHORT, windows=((0, 0), (0, 5)))
    _, tabled = study(tmp_path, [("e", "AAA", days[150])], rows, spec)
    path = {int(r["tau"]): r for r in tabled["abnormal"]}
    assert path[0]["ret"] == path[1]["ret"] == path[2]["ret"] == ""
    level = {(s, d): float(p) for s, d, p in rows}
    assert float(path[3]["ret"]) == pytest.approx(
        level["AAA", days[153]] / level["AAA", days[149]] - 1
    )
    assert float(path[3]["benchmark_ret"]) == pytest.approx(
        level["M", days[153]] / level["M", days[149]] - 1
    )
    zero, five = tabled["cars"]
    assert zero["car"] == ""
    total = sum(float(r["ar"]) for t, r in path.items() if 0 <= t <= 5 and r["ar"])
    assert float(five["car"]) == pytest.approx(total)
    assert [path[t]["span"] for t in (0, 3, 4)] == ["", "4", "1"]
    assert (zero["days"], five["days"]) == ("0", "6")
    tested = {r["tau_to"]: r["n"] for r in tabled["tests"] if r["statistic"] == "patell"}
    assert tested == {"5": "1"} or tested["0"] == "0"
    sigma = float(tabled["events"][0]["sigma"])
    assert float(path[3]["ar_se"]) == pytest.approx(2 * sigma, rel=0.02)


def _nyse(symbols, n=200):
    days = [d.isoformat() for d in sessions("XNYS").between(date(2020, 1, 6), date(2022, 1, 1))[:n]]
    rows = []
    for seed, symbol in enumerate(symbols):
        _, price = _walk(date(2020, 1, 6), n, seed)
        rows += [(symbol, d, repr(float(p))) for d, p in zip(days, price, strict=True)]
    return rows


def test_other_events_inside_the_estimation_window_are_counted_and_left_out_on_request(tmp_path):
    rows = _market(["A", "M"])
    days = sorted({r[1] for r in rows})
    events = [("first", "A", days[100]), ("second", "A", days[150]), ("near", "A", days[155])]
    spec = replace(SHORT, window=(-2, 2), windows=((-2, 2),))
    done, tabled = study(tmp_path, events, rows, spec)
    counted = {r["event_id"]: (int(r["n_est"]), int(r["overlap"])) for r in tabled["events"]}
    assert counted == {"first": (70, 0), "second": (70, 5), "near": (70, 5)}
    masked, tabled = study(tmp_path, events, rows, replace(spec, mask_events=True))
    assert [int(r["n_est"]) for r in tabled["events"]] == [70, 65, 65]
    assert not any("inside their event window" in w for w in masked.warnings)
    close, _ = study(tmp_path, [*events, ("beside", "A", days[152])], rows, spec)
    assert any("inside their event window" in w for w in close.warnings)
    assert done.outcomes == {"ok": 3}


def test_an_unknown_market_follows_its_own_dates_and_says_so(tmp_path):
    rows = _market(["S1", "M"])
    days = sorted({r[1] for r in rows})
    saturday = next(
        d
        for d in (date.fromisoformat(days[150]) + timedelta(i) for i in range(7))
        if d.weekday() == 5
    )
    done, tabled = study(tmp_path, [("e", "S1", saturday.isoformat())], rows, SHORT)
    assert any("own dates" in w for w in done.warnings)
    event = tabled["events"][0]
    assert event["exchange"] == ""
    assert event["day0"] == (saturday + timedelta(2)).isoformat()
    assert event["rule"].startswith("day: no price")
    assert event["outcome"] == "ok"


def test_nothing_after_as_of_is_used(tmp_path):
    rows = _market(["A", "M"])
    days = sorted({r[1] for r in rows})
    cut = replace(SHORT, as_of=date.fromisoformat(days[152]))
    _, early = study(tmp_path, [("e", "A", days[150])], rows, cut)
    _, late = study(tmp_path, [("e", "A", days[150])], rows, SHORT)
    known = [r for r in early["abnormal"] if r["ar"]]
    assert max(r["session"] for r in known) == days[152]
    assert known == [r for r in late["abnormal"] if r["tau"] in {k["tau"] for k in known}]


def test_rows_of_one_study_name_the_specification_and_the_snapshot(tmp_path):
    rows = _market(["A", "M"])
    days = sorted({r[1] for r in rows})
    _, tabled = study(tmp_path, [("e", "A", days[150])], rows, SHORT)
    one = facts(tabled)
    assert one["outcomes"] == {"ok": 1}
    assert len(str(one["snapshot"])) == 64
    assert one["estimation"] == [-80, -11]
    assert {"marketlink", "numpy", "duckdb", "python"} <= set(one["versions"])


def test_windows_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="ends before it begins"):
        plan_of(Spec(windows=((1, 0),)))
    with pytest.raises(InputError, match="At least 120"):
        plan_of(Spec(estimation=(-60, -11)))


def test_outcomes_of_a_missing_benchmark(tmp_path):
    rows = _market(["A"])
    days = sorted({r[1] for r in rows})
    _, tabled = study(tmp_path, [("e", "A", days[150])], rows, replace(SHORT, benchmark="MISSING"))
    assert outcomes(tabled) == {"e": "no_benchmark"}
    _, mean = study(tmp_path, [("e", "A", days[150])], rows, replace(SHORT, model="constant-mean"))
    assert outcomes(mean) == {"e": "ok"}


def test_an_estimation_window_after_the_event_counts_what_lies_in_it(tmp_path):
    rows = _market(["A", "M"])
    days = sorted({r[1] for r in rows})
    events = [("first", "A", days[100]), ("second", "A", days[150])]
    spec = replace(SHORT, estimation=(11, 80), window=(-2, 2), windows=((-2, 2), (-20, -15)))
    done, tabled = study(tmp_path, events, rows, spec)
    assert [int(r["overlap"]) for r in tabled["events"]] == [5, 0]
    assert not any("reaches into" in w for w in done.warnings)
    inside = replace(spec, windows=((-2, 2), (5, 12)))
    assert any("5:12 reaches into" in w for w in study(tmp_path, events, rows, inside)[0].warnings)


def test_overlapping_events_are_flagged_one_by_one(tmp_path):
    rows = _market(["A", "B", "M"])
    days = sorted({r[1] for r in rows})
    events = [("x", "A", days[150]), ("y", "A", days[152]), ("z", "B", days[150])]
    _, tabled = study(tmp_path, events, rows, replace(SHORT, window=(-2, 2), windows=((-2, 2),)))
    flagged = [r["event_id"] for r in tabled["events"] if "overlapping" in r["flags"].split()]
    assert flagged == ["x", "y"]
    assert "overlapping" not in facts(tabled)


def test_what_a_request_does_not_change_is_told(tmp_path):
    rows = _market(["A", "M"])
    events = [("x", "A", sorted({r[1] for r in rows})[150])]
    thin = replace(SHORT, thin="trade-to-trade")
    for model, said in (("garch", True), ("market-adjusted", True), ("market", False)):
        warnings = study(tmp_path, events, rows, replace(thin, model=model))[0].warnings
        assert any("does not weight" in w for w in warnings) == said
    lost = study(tmp_path, events, rows, replace(SHORT, benchmark="NOPE"))[0]
    assert lost.outcomes == {"no_benchmark": 1}
    assert any("1 event has no benchmark" in w and "NOPE" in w for w in lost.warnings)
    lost = study(tmp_path, events, rows, replace(SHORT, benchmark=None))[0]
    assert any("--benchmark names one" in w for w in lost.warnings)


def test_a_symbol_known_to_have_ended_is_delisted_and_one_whose_file_ends_is_not():
    con = connection([("e", "NVDA", "2025-09-01", None), ("f", "MU", "2025-09-01", None)])
    con.execute(
        "create temp table input_ended as select 'NVDA' as symbol, date '2025-06-30' as session"
    )
    con.execute("delete from input_price where symbol in ('NVDA', 'MU') and session > '2025-06-30'")
    codes = {r["event_id"]: r["outcome"] for r in _run(con, Spec()).rows("events")}
    assert codes == {"e": "delisted", "f": "prices_end"}


@pytest.mark.parametrize("halted", [0, 1, 4, 9])
def test_a_return_over_a_halt_is_judged_by_the_sessions_it_spans(halted):
    from marketlink.study.kernel import Plan, market_model
    from marketlink.study.rolling import roll

    rng = np.random.default_rng(halted)
    plan = Plan((-130, -11), (-10, 10), ((0, 0), (0, 5)), 60)
    n, at = 3_000, 150
    x = 0.01 * rng.standard_normal((n, 170))
    y = x + 0.02 * rng.standard_normal((n, 170))
    days, span = slice(at - halted, at), np.ones((n, 170))
    for series in (x, y):
        series[:, at] += series[:, days].sum(axis=1)
    y[:, days], span[:, at] = np.nan, halted + 1
    spots = np.arange(n) * 170 + at
    fits = market_model(y.ravel(), x.ravel(), spots, plan, span=span.ravel())
    rejected = (np.abs(fits.scar) > 1.98).mean(axis=0)
    assert ((rejected > 0.035) & (rejected < 0.065)).all(), rejected
    assert (fits.days == (1, 6)).all()
    rolled = roll(y, x, plan, span)
    np.testing.assert_allclose(rolled.scar[:, :, at].T, fits.scar, rtol=1e-10)
    blind = market_model(y.ravel(), x.ravel(), spots, plan)
    assert halted == 0 or (np.abs(blind.scar[:, 0]) > 1.98).mean() > 0.12
