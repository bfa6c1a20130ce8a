"""What must not change a study, and what must add up in any."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from study_files import study

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.study.cross_section import cross_section
from marketlink.study.kernel import Plan, market_model
from marketlink.study.models.peers import simplex
from marketlink.study.run import study_files

DAYS = sessions("XNYS").between(date(2023, 1, 3), date(2024, 12, 31))[:220]
SPEC = Spec(
    benchmark="M", estimation=(-80, -11), window=(-5, 5), windows=((0, 0), (-5, 5)), min_obs=40
)
FEW = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))


def _prices(seed, n=220):
    rng = np.random.default_rng(seed)
    market = np.cumprod(1 + 0.01 * rng.standard_normal(n))
    rows = [("M", DAYS[i].isoformat(), repr(float(market[i]))) for i in range(n)]
    for symbol in ("AAA", "BBB"):
        price = 50 * np.cumprod(1 + 0.02 * rng.standard_normal(n))
        rows += [(symbol, DAYS[i].isoformat(), repr(float(price[i]))) for i in range(n)]
    return rows


def _run(events, prices, spec=SPEC, **more):
    with tempfile.TemporaryDirectory() as folder:
        return study(Path(folder), events, prices, spec, **more)[1]


EVENTS = [("a", "AAA", DAYS[150].isoformat()), ("b", "BBB", DAYS[160].isoformat())]


def _numbers(tabled):
    names = ("car", "car_se", "p_sq", "p_placebo")
    return np.array([[float(r[n] or "nan") for n in names] for r in tabled["cars"]])


@FEW
@given(st.integers(0, 10**6), st.floats(1e-3, 1e4))
def test_scaling_prices_changes_nothing(seed, factor):
    rows = _prices(seed)
    scaled = [(s, d, repr(float(p) * factor)) for s, d, p in rows]
    np.testing.assert_allclose(
        _numbers(_run(EVENTS, rows)), _numbers(_run(EVENTS, scaled)), rtol=1e-8
    )


@FEW
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_permuting_rows_changes_nothing(seed, random):
    rows = _prices(seed)
    turned = random.sample(rows, len(rows))
    events = random.sample(EVENTS, 2)
    first, second = _run(EVENTS, rows), _run(events, turned)
    assert sorted(map(str, first["cars"])) == sorted(map(str, second["cars"]))
    assert sorted(map(str, first["events"])) == sorted(map(str, second["events"]))


@FEW
@given(st.integers(0, 10**6), st.integers(171, 219))
def test_adding_later_bars_changes_nothing_but_placebos(seed, cut):
    rows = _prices(seed)
    early = [r for r in rows if r[1] <= DAYS[cut].isoformat()]
    first, second = _run(EVENTS, early), _run(EVENTS, rows)
    assert [r["ar"] for r in first["abnormal"]] == [r["ar"] for r in second["abnormal"]]
    for name in ("car", "car_se", "p_t", "p_sq"):
        assert [r[name] for r in first["cars"]] == [r[name] for r in second["cars"]]


@FEW
@given(st.integers(0, 10**6), st.integers(1, 219), st.sampled_from([2, 10, 0.1]))
def test_a_split_with_its_adjustment_changes_nothing(seed, at, ratio):
    rows = _prices(seed)
    day = DAYS[at].isoformat()
    split = [(s, d, repr(float(p) * ratio) if s == "AAA" and d < day else p, p) for s, d, p in rows]
    header = "symbol,date,close,adj_close"
    np.testing.assert_array_equal(
        _numbers(_run(EVENTS, rows)), _numbers(_run(EVENTS, split, price_header=header))
    )


@FEW
@given(st.integers(60, 200), st.floats(0.0, 1.0, exclude_max=True))
def test_moving_an_instant_within_one_closed_period_changes_nothing(at, share):
    calendar = sessions("XNYS")
    start, end = calendar.hours(DAYS[at - 1])[1], calendar.hours(DAYS[at])[1]
    instant = start + timedelta(seconds=int((end - start).total_seconds() * share))
    zone = datetime.fromtimestamp(0, UTC).tzinfo
    rows = _prices(1)
    days = []
    for moment in (start, instant.astimezone(zone)):
        got = _run([("a", "AAA", moment.isoformat())], rows, header="event_id,symbol,instant")
        days.append(got["events"][0]["day0"])
    assert days == [DAYS[at].isoformat()] * 2


@FEW
@given(st.integers(0, 10**6))
def test_a_benchmark_has_no_abnormal_return_on_itself(seed):
    got = _run([("m", "M", DAYS[150].isoformat())], _prices(seed))
    assert max(abs(float(r["ar"])) for r in got["abnormal"]) < 1e-14
    assert float(got["events"][0]["beta"]) == pytest.approx(1.0, abs=1e-12)


@FEW
@given(st.integers(0, 10**6), st.integers(-5, 4))
def test_differences_of_cars_are_abnormal_returns(seed, last):
    spec = replace(SPEC, windows=((-5, last), (-5, last + 1)))
    got = _run(EVENTS[:1], _prices(seed), spec)
    short, long = (float(r["car"]) for r in got["cars"])
    ar = {int(r["tau"]): float(r["ar"]) for r in got["abnormal"]}
    assert long - short == pytest.approx(ar[last + 1], abs=1e-14)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(-3, 3), st.floats(-0.01, 0.01))
def test_a_linear_shift_of_the_stock_moves_only_the_coefficients(seed, slope, level):
    rng = np.random.default_rng(seed)
    x, y = 0.01 * rng.standard_normal((2, 200))
    plan = Plan((-100, -6), (-2, 2), ((-2, 2),), 50)
    one = market_model(y, x, np.array([150]), plan)
    two = market_model(y + slope * x + level, x, np.array([150]), plan)
    np.testing.assert_allclose(two.ar, one.ar, atol=1e-15)
    np.testing.assert_allclose(two.coef - one.coef, [[level, slope]], atol=1e-12)
    np.testing.assert_allclose(two.car_se, one.car_se, rtol=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(10, 120))
def test_weights_of_a_synthetic_control_are_shares_and_fit_best(seed, donors, days):
    rng = np.random.default_rng(seed)
    x, y = 0.01 * rng.standard_normal((donors, days)), 0.02 * rng.standard_normal(days)
    weights = simplex(y, x)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, abs=1e-12)

    def misfit(mix):
        error = y - mix @ x
        return ((error - error.mean()) ** 2).sum()

    others = np.vstack([np.eye(donors), rng.dirichlet(np.ones(donors), 20)])
    assert misfit(weights) <= min(map(misfit, others)) * (1 + 1e-4)


@FEW
@given(st.integers(0, 10**6))
def test_an_average_of_all_companies_leaves_no_average_abnormal_return(seed):
    rng = np.random.default_rng(seed)
    rows = [
        (name, day.isoformat(), repr(float(price)))
        for name in "ABCD"
        for day, price in zip(DAYS, np.cumprod(1 + 0.02 * rng.standard_normal(220)), strict=True)
    ]
    spec = replace(SPEC, benchmark=None, model="equal-weighted")
    got = _run([(n, n, DAYS[150].isoformat()) for n in "ABCD"], rows, spec)
    beta = [float(r["beta"]) for r in got["events"]]
    assert np.mean(beta) == pytest.approx(1, abs=1e-12)
    assert max(abs(float(r["aar"])) for r in got["average"]) < 1e-15


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(4, 30))
def test_forecast_error_weights_are_those_of_the_most_precise_mean(seed, n):
    rng = np.random.default_rng(seed)
    car, se = rng.standard_normal(n), 0.1 + rng.random(n)
    fit = cross_section(car, {}, errors="nonrobust", weights="forecast-error", car_se=se)
    share = (1 / se**2) / (1 / se**2).sum()
    assert fit.coefficients[0].estimate == pytest.approx(share @ car, abs=1e-12)
    scaled = cross_section(car, {}, errors="nonrobust", weights="forecast-error", car_se=7 * se)
    assert scaled.coefficients[0].se == pytest.approx(fit.coefficients[0].se, rel=1e-9)


CELL = st.one_of(
    st.sampled_from(["AAA", "M", "", "2023-08-01", "2023-08-01T10:00:00-05:00", "inf", "-1", "nan",
                     "2023-08-01T10:00:00", "1e400", "'; drop table x", "\u202e", "0",
                     "99999-01-01"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12), st.booleans())
def test_any_cells_end_in_outcome_codes_or_one_sentence(rows, as_events):
    with tempfile.TemporaryDirectory() as folder:
        try:
            if as_events:
                done, tabled = study(Path(folder), rows, _prices(1)[:500], SPEC)
            else:
                done, tabled = study(Path(folder), EVENTS, [*_prices(1)[:500], *rows], SPEC)
        except InputError as error:
            assert "\n" not in str(error)
            return
        assert sum(done.outcomes.values()) == len(tabled["events"])


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_sentence_or_a_study(content):
    with tempfile.TemporaryDirectory() as folder:
        events, prices = Path(folder, "e.csv"), Path(folder, "p.csv")
        events.write_bytes(content)
        prices.write_text("symbol,date,close\nAAA,2023-01-03,1\n")
        try:
            done = study_files(events, prices, SPEC)
        except InputError as error:
            assert str(error).count("\n") == 0
        else:
            assert sum(done.outcomes.values()) > 0
