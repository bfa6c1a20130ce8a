"""Two Python packages run side by side with ours on the same data."""

from __future__ import annotations

import csv
import warnings
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from event_fixture import Series, panel_of

from marketlink.study.inference import parametric, ranks

RNG = np.random.default_rng(21)


def grank_z(sar, scar):
    return ranks.grank_z(*ranks.grank_days(sar, scar, ranks.average_ranks(sar))[2:])


@pytest.fixture(scope="module")
def toolkit():
    """The package event-study-toolkit on its own example: 100 firms, one date."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pd = pytest.importorskip("pandas")
        module = pytest.importorskip("event_study_toolkit.eventstudy")
        folder = Path(module.__file__).parent
        data = pd.read_csv(folder / "data_panel.csv")
        data["date"] = pd.to_datetime(data["date"])
        events = pd.read_csv(folder / "event_panel.csv")
        events["EVT_DATE"] = pd.to_datetime(events["EVT_DATE"], format="%m/%d/%Y")
        study = module.eventstudy(
            estperiod=110,
            gap=50,
            start=-5,
            end=5,
            data=data,
            events=events,
            unique_id="subject_id",
            groups=["CCAR", "GSIB"],
        )
        cars = study.getCARS("market").sort_values("subject_id")
        stats = study.getFullSampleTestStatistic("market").iloc[0]
        stats["grank"] = study.getGRANK("market", "CCAR").set_index("CCAR")["GRANK_Z"]
        span = study.cal[study.cal["EVT_DATE"] == pd.Timestamp("2020-03-20")].iloc[0]
    series, spans = [], set()
    for firm, rows in data.sort_values("date").groupby("subject_id"):
        x = np.column_stack([np.ones(len(rows)), rows["vwretd"].to_numpy()])
        ordinals = np.array([day.toordinal() for day in rows["date"]])
        day0 = int(np.flatnonzero(rows["date"] == pd.Timestamp("2020-03-20"))[0])
        known = [
            int(np.flatnonzero(rows["date"] >= span[name])[0]) - day0
            for name in ("EST_START", "EVT_START")
        ] + [
            int(np.flatnonzero(rows["date"] <= span[name])[-1]) - day0
            for name in ("EST_END", "EVT_END")
        ]
        spans.add(tuple(known))
        series.append(Series(ordinals, rows["ret_dlst_adj"].to_numpy(), x, day0, str(firm)))
    ((est_first, first, est_last, last),) = spans
    panel = panel_of(series, (est_first, est_last), (first, last), [(first, last)])
    return panel, cars, stats


@pytest.mark.slow
def test_toolkit_cars_and_sigmas(toolkit):
    panel, cars, _ = toolkit
    np.testing.assert_allclose(panel.car[:, 0], cars["car"].to_numpy(), atol=1e-11)
    np.testing.assert_allclose(panel.sigma, cars["sigma"].to_numpy(), rtol=1e-11)


@pytest.mark.slow
def test_toolkit_statistics_that_agree(toolkit):
    panel, _, stats = toolkit
    car = panel.car[:, 0]
    assert parametric.cross_sectional_t(car)[0] == pytest.approx(stats["car_t"], rel=1e-10)
    assert ranks.sign((car > 0).sum(axis=-1), (car < 0).sum(axis=-1)) == pytest.approx(
        stats["tsign"], rel=1e-10
    )
    share = ranks.positive_share(panel.residuals)
    positive, n = (car > 0).sum(axis=-1), (~np.isnan(car)).sum(axis=-1)
    assert ranks.generalised_sign(positive, n, share) == pytest.approx(stats["gen_z"], rel=1e-10)


@pytest.mark.slow
def test_toolkit_patell_has_neither_forecast_error_nor_degrees_of_freedom(toolkit):
    panel, _, stats = toolkit
    bare = panel.car[:, 0] / (panel.sigma * np.sqrt(11))
    assert bare.mean() * np.sqrt(len(panel)) == pytest.approx(stats["tpatell"], rel=1e-10)
    assert parametric.cross_sectional_t(bare)[0] == pytest.approx(stats["scar_t"], rel=1e-10)
    ours = parametric.patell(panel.scar[:, 0], panel.dof)
    assert abs(ours) < 0.96 * abs(stats["tpatell"])


@pytest.mark.slow
def test_toolkit_grank_z_is_of_cars_too_large_by_the_root_of_the_window(toolkit):
    panel, cars, stats = toolkit
    bare = panel.car[:, 0] / panel.sigma
    sar = panel.residuals / panel.sigma[:, None]
    theirs = bare / np.std(bare / np.sqrt(11), ddof=1)
    for member in (0, 1):
        rows = np.flatnonzero(cars["CCAR"].to_numpy() == member)
        t = np.isfinite(sar[rows]).sum(axis=1)

        def z(value, rows=rows, t=t):
            u = (1 + (sar[rows] < value[rows, None]).sum(axis=1)) / (t + 2) - 0.5
            return u.sum() / np.sqrt((t / (12 * (t + 2))).sum())

        assert z(theirs) == pytest.approx(stats["grank"][member], rel=1e-9)
        own = bare / np.std(bare[rows], ddof=1)
        assert grank_z(sar[rows], bare[rows]) == pytest.approx(z(own), rel=1e-9)
        ours = grank_z(panel.sar[rows], panel.scar[rows, 0])
        assert 1e-3 < abs(ours - stats["grank"][member]) < 0.05


def test_eventstudy_market_model_on_generated_returns(tmp_path):
    """The package eventstudy: AR to 1e-12, its variance SSR / n, its t on a running variance."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = pytest.importorskip("eventstudy")
    n = 420
    days = [date(2020, 1, 1) + timedelta(days=i) for i in range(n)]
    market = RNG.standard_normal(n) * 0.01
    firm = 0.001 + 1.3 * market + RNG.standard_normal(n) * 0.02
    path = tmp_path / "returns.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.writer(handle)
        out.writerow(("date", "FIRM", "MKT"))
        out.writerows(
            (day.isoformat(), repr(float(f)), repr(float(m)))
            for day, f, m in zip(days, firm, market, strict=True)
        )
    place, span = 390, (-5, 10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        single = package.Single
        single.import_returns(str(path))
        theirs = single.market_model(
            security_ticker="FIRM",
            market_ticker="MKT",
            event_date=np.datetime64(days[place]),
            event_window=span,
            estimation_size=300,
            buffer_size=30,
        )
    x = np.column_stack([np.ones(n), market])
    ordinals = np.array([day.toordinal() for day in days])
    last = span[0] - 31
    panel = panel_of([Series(ordinals, firm, x, place)], (last - 299, last), span, [span])
    np.testing.assert_allclose(panel.ar[0], theirs.AR, atol=1e-12)
    assert panel.car[0, 0] == pytest.approx(theirs.CAR[-1], abs=1e-12)
    population = panel.sigma[0] ** 2 * panel.dof[0] / panel.n_est[0]
    assert np.ravel(theirs.var_AR)[0] == pytest.approx(population, rel=1e-10)
