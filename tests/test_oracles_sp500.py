"""Sixteen index additions, staggered dates: what three other programs answer on the same files."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

import numpy as np
import pytest
from event_fixture import Series, battery, panel_of

from marketlink.study.inference import parametric, ranks
from marketlink.study.inference.sample import Sample, stacks_of


def table(path):
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def prices(path):
    out = defaultdict(dict)
    for row in table(path):
        out[row["symbol"]][date.fromisoformat(row["date"])] = float(row["adjusted"])
    return out


def events_of(folder, logs):
    """The R program's inputs as series of simple or log returns."""
    firms = prices(folder / "input_firm_prices.csv")
    market = prices(folder / "input_market_prices.csv")["SP500"]
    out = []
    for row in table(folder / "input_events.csv"):
        closes = firms[row["firm_symbol"]]
        days = sorted(closes)
        y = returns([closes[day] for day in days], logs)
        x = returns([market[day] for day in days], logs)
        regressors = np.column_stack([np.ones(len(days)), x])
        ordinals = np.array([day.toordinal() for day in days])
        day0 = days.index(date.fromisoformat(row["event_date"]))
        out.append(Series(ordinals, y, regressors, day0, row["firm_symbol"]))
    return out


def returns(closes, logs):
    ratio = np.array(closes[1:]) / np.array(closes[:-1])
    with np.errstate(invalid="ignore"):  # one firm's prices before any window carry a minus sign
        return np.concatenate([[np.nan], np.log(ratio) if logs else ratio - 1.0])


CASES = {
    "m5p5_simple_est115": (False, (-120, -6), (-5, 5)),
    "m2p2_log_est120": (True, (-130, -11), (-2, 2)),
}


@pytest.fixture(params=sorted(CASES))
def r_case(request, oracles):
    folder = oracles / "sp500_additions/r_eventstudy"
    logs, estimation, event = CASES[request.param]
    days = [(tau, tau) for tau in range(event[0], event[1] + 1)]
    paths = [(event[0], tau) for tau in range(event[0], event[1] + 1)]
    panel = panel_of(events_of(folder, logs), estimation, event, days + paths)

    def column(kind, name):
        rows = table(folder / f"{request.param}_{kind}.csv")
        return np.array([float(row[name]) for row in rows])

    return panel, len(days), column


def test_r_eventstudy_abnormal_returns_and_sigma(r_case):
    panel, days, column = r_case
    ours = panel.ar.reshape(-1)
    assert np.isnan(ours).sum() == np.isnan(panel.ar[:, -1]).sum() <= 1
    published = column("AR", "abnormal_returns")
    order = {event: i for i, event in enumerate(dict.fromkeys(column("AR", "event_id")))}
    theirs = np.full(panel.ar.shape, np.nan)
    for event, tau, value in zip(
        column("AR", "event_id"), column("AR", "relative_index"), published, strict=True
    ):
        theirs[order[event], int(tau) - int(panel.tau[0])] = value
    np.testing.assert_allclose(theirs[~np.isnan(panel.ar)], ours[~np.isnan(ours)], atol=1e-13)
    np.testing.assert_allclose(column("model", "sigma"), panel.sigma, rtol=1e-12)
    assert days == panel.ar.shape[1]


def test_r_eventstudy_tests_of_single_days(r_case):
    panel, days, column = r_case
    car, scar = panel.car.T[:days], panel.scar.T[:days]
    t, _ = parametric.cross_sectional_t(car)
    np.testing.assert_allclose(t, column("CSectT", "aar_t"), rtol=1e-10)
    share = ranks.positive_share(panel.residuals)
    positive, negative = (car > 0).sum(axis=-1), (car < 0).sum(axis=-1)
    np.testing.assert_allclose(
        ranks.sign(positive, negative), column("SignT", "sign_z"), atol=1e-10
    )
    gsign = ranks.generalised_sign(positive, (~np.isnan(car)).sum(axis=-1), share)
    np.testing.assert_allclose(gsign, column("GSignT", "gsign_z"), atol=1e-10)
    whole = ~np.isnan(car).any(axis=1)
    z = parametric.patell(scar, panel.dof)
    np.testing.assert_allclose(z[whole], column("PatellZ", "aar_z")[whole], rtol=1e-9)


def test_r_eventstudy_patell_counts_a_firm_without_a_return(r_case):
    """Its day +5 keeps the variance of the firm whose prices have ended; ours leaves it out."""
    panel, days, column = r_case
    gone = np.isnan(panel.car.T[:days]).any(axis=1)
    if not gone.any():
        return
    sums = np.nansum(panel.scar.T[:days][gone], axis=1)
    free = panel.dof.astype(float)
    theirs = column("PatellZ", "aar_z")[gone]
    np.testing.assert_allclose(sums / np.sqrt((free / (free - 2)).sum()), theirs, rtol=1e-9)


def test_r_eventstudy_bmp_and_kp_without_forecast_error(r_case):
    """Its convention: standardise by sigma alone; r pairs residuals by event day, not by date."""
    panel, days, column = r_case
    sar = (panel.ar / panel.sigma[:, None]).T
    t, _ = parametric.cross_sectional_t(sar)
    np.testing.assert_allclose(t, column("BMP", "bmp_t"), rtol=1e-9)
    r = np.corrcoef(panel.residuals)[np.triu_indices(len(panel), 1)].mean()
    whole = ~np.isnan(sar).any(axis=1)
    kp = parametric.kp_bmp(t, len(panel), r)
    np.testing.assert_allclose(kp[whole], column("KP", "kp_t")[whole], rtol=1e-9)
    assert days == sar.shape[0]


def test_r_eventstudy_rank_and_calendar_time_are_constants(oracles):
    """Known wrong there: one value for every day. Ours differ by day."""
    folder = oracles / "sp500_additions/r_eventstudy"
    for kind, name in (("RankT", "rank_z"), ("CalTimeT", "caltime_t")):
        rows = table(folder / f"m5p5_simple_est115_{kind}.csv")
        assert len({row[name] for row in rows}) == 1
    panel = panel_of(events_of(folder, False), (-120, -6), (-5, 5), [(0, 0)])
    joint = np.concatenate([panel.residuals, panel.ar], axis=1)
    series = ranks.corrado_series(ranks.doubled_ranks(joint))
    ours = [float(ranks.window_ratio(series, slice(115 + i, 116 + i))) for i in range(11)]
    assert len({round(value, 6) for value in ours}) == 11


def julia_panel(oracles, group):
    folder = oracles / "sp500_additions/eventstudy_jl"
    firms, market = defaultdict(dict), {}
    for row in table(folder / "firms.csv"):
        if row["ret"]:
            firms[row["id_firm"]][date.fromisoformat(row["date"])] = float(row["ret"])
    for row in table(folder / "markets.csv"):
        if row["ret_m"]:
            market[date.fromisoformat(row["date"])] = float(row["ret_m"])
    events = []
    for row in table(folder / "events.csv"):
        if row["id_group"] != group:
            continue
        days = sorted(firms[row["id_firm"]])
        y = np.array([firms[row["id_firm"]][day] for day in days])
        x = np.column_stack([np.ones(len(days)), [market[day] for day in days]])
        ordinals = np.array([day.toordinal() for day in days])
        day0 = days.index(date.fromisoformat(row["date"]))
        events.append(Series(ordinals, y, x, day0, row["id_firm"], group))
    windows = [(tau, tau) for tau in range(-5, 6)] + [(0, 1), (-1, 1), (-5, 5)]
    return panel_of(events, (-120, -6), (-5, 5), windows)


@pytest.mark.parametrize("group", ["G1", "G2"])
def test_eventstudy_jl_average_abnormal_returns(oracles, group):
    panel = julia_panel(oracles, group)
    rows = table(oracles / "sp500_additions/eventstudy_jl/expected.csv")
    seen = 0
    for row in rows:
        if row["group"] != group or row["statistic"] not in ("AAR", "CAAR"):
            continue
        window = int(row["from_day"]), int(row["to_day"])
        ours = np.nanmean(panel.ar[:, panel.columns(window)], axis=0).sum()
        assert ours == pytest.approx(float(row["value"]), abs=6 * 10.0 ** -int(row["decimals"]))
        seen += 1
    assert seen >= 12


def test_the_papers_formulas_recomputed_independently(oracles):
    panel = julia_panel(oracles, "G1")
    rows = table(oracles / "sp500_additions/eventstudy_jl/expected.csv")
    expected = {
        (row["statistic"], int(row["from_day"]), int(row["to_day"])): float(row["value"])
        for row in rows
        if row["source"].startswith("independent") and row["group"] == "G1"
    }
    ours = {
        (row["statistic"], row["tau_from"], row["tau_to"]): row for row in battery(panel, draws=99)
    }
    for tau in range(-5, 6):
        for theirs, name in (("Patell_Z", "patell"), ("BMP_t_forecast_error_corrected", "bmp")):
            value = ours[name, tau, tau]["value"]
            assert value == pytest.approx(expected[theirs, tau, tau], abs=6e-8)
    window = (0, 1)
    pair = {name: ours[name, *window] for name in ("bmp", "grank-t")}
    assert pair["bmp"]["value"] == pytest.approx(
        expected["BMP_SCAR_exact_forecast_variance", *window], abs=1e-9
    )
    assert pair["grank-t"]["value"] == pytest.approx(expected["GRANK_T", *window], abs=1e-9)
    assert pair["grank-t"]["p"] == pytest.approx(expected["GRANK_T_p", *window], abs=1e-9)
    name = "rbar_by_calendar_date_33_of_120_pairs_with_20plus_common_days"
    assert pair["bmp"]["r_bar"] == pytest.approx(expected[name, *window], abs=1e-6)
    day_index = np.corrcoef(panel.residuals)[np.triu_indices(len(panel), 1)].mean()
    assert day_index == pytest.approx(expected["rbar_by_event_day_index", *window], abs=1e-9)
    assert parametric.kp_bmp(pair["bmp"]["value"], len(panel), day_index) == pytest.approx(
        expected["KP_adjusted_BMP_rbar_by_event_day_index", *window], abs=1e-9
    )


def test_grank_ratio_before_its_t_transform(oracles):
    """That file calls the ratio U0 / S(U) GRANK-Z; here GRANK-Z uses the ranks' exact variance."""
    panel = julia_panel(oracles, "G1")
    (stack,) = stacks_of(panel)
    sample = Sample.of(stack, (0, 1))
    days = ranks.grank_days(sample.before.sar, sample.scar, sample.before.alone)
    ((t,), (free,)) = ranks.grank_t(*days[:2])
    days = free + 1.0
    ratio = float(t * np.sqrt(days / (days - 1.0 + t**2)))
    assert ratio == pytest.approx(2.306592, abs=5e-7)


def eventstudy2_scar(panel, window):
    """SAR over sigma C^(1/4), cumulated as sum of SAR_s / sqrt(s): that program's convention."""
    inside = panel.columns(window)
    correction = (panel.ar_se[:, inside] / panel.sigma[:, None]) ** 2
    sar = panel.ar[:, inside] / (panel.sigma[:, None] * correction**0.25)
    return (sar / np.sqrt(np.arange(1, sar.shape[1] + 1))).sum(axis=1)


def test_eventstudy2_means_and_counts(oracles):
    """CAAR and signs agree; its Patell and BMP follow its own standardisation (see the docs)."""
    folder = oracles / "sp500_additions/eventstudy2_replica"
    for group in ("G1", "G2"):
        panel = julia_panel(oracles, group)
        for row in table(folder / f"{group}_simple_test_statistics.csv"):
            first, last = (int(part) for part in row["window"].strip("[]").split(","))
            place = panel.windows.index((first, last))
            car = panel.car[:, place]
            if np.isnan(panel.ar[:, panel.columns((first, last))]).any():
                continue
            assert car.mean() == pytest.approx(float(row["CAAR"]), abs=1e-12)
            scar = eventstudy2_scar(panel, (first, last))
            t, _ = parametric.cross_sectional_t(scar)
            assert t == pytest.approx(float(row["Boehmer"]), abs=2e-6)
            patell = parametric.patell(scar, panel.dof)
            assert patell == pytest.approx(float(row["Patell"]), rel=2e-2)
