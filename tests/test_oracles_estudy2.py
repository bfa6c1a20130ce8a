"""Seven firms on one date, two of them listed late: what the R package estudy2 answers."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from marketlink.study.inference import parametric, portfolio, ranks

MODELS = ("sim", "mrkt_adj", "mean_adj")
FIRMS = ("all7", "full5")
WINDOWS = {"w1": ("2020-03-16",) * 2, "w5": ("2020-03-16", "2020-03-20")}
WINDOWS["w12"] = ("2020-03-16", "2020-03-31")
LATE = ("ZM", "UBER")


def matrix(path, columns=None):
    with path.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    names = columns or [name for name in rows[0] if name != "date"]
    values = [[float(row[name]) if row[name] else np.nan for name in names] for row in rows]
    return [row["date"] for row in rows], names, np.array(values).T


class Setup:
    def __init__(self, folder, model, firms, window):
        dates, names, ar = matrix(folder / f"abnormal_{model}.csv")
        keep = [i for i, name in enumerate(names) if firms == "all7" or name not in LATE]
        _, _, market = matrix(folder / "input_index_log_returns.csv")
        first, last = WINDOWS[window]
        before = np.array([day <= "2020-03-13" for day in dates])
        inside = np.array([first <= day <= last for day in dates])
        self.resid, self.ar = ar[keep][:, before], ar[keep][:, inside]
        self.market, self.event_market = market[0][before], market[0][inside]
        self.n_est = (~np.isnan(self.resid)).sum(axis=1)
        self.where = {"model": model, "firms": firms, "window": window}
        self.folder = folder

    def published(self, kind, name):
        with (self.folder / f"{kind}.csv").open(encoding="utf-8") as handle:
            rows = [
                row
                for row in csv.DictReader(handle)
                if all(row[key] == value for key, value in self.where.items())
            ]
        return np.array([float(row[name]) for row in rows if row[name]])

    @property
    def joint(self):
        return np.concatenate([self.resid, self.ar], axis=1)

    def days(self, statistic):
        start = self.resid.shape[1]
        return [statistic(slice(start + i, start + i + 1)) for i in range(self.ar.shape[1])]

    @property
    def forecast(self):
        centre = self.market.mean()
        spread = ((self.market - centre) ** 2).sum()
        return (self.event_market - centre) ** 2 / spread


@pytest.fixture(params=[(m, f, w) for m in MODELS for f in FIRMS for w in WINDOWS])
def setup(request, oracles):
    return Setup(oracles / "estudy2", *request.param)


def test_cross_sectional_and_sign_statistics(setup):
    t, _ = parametric.cross_sectional_t(setup.ar.T)
    if setup.published("parametric_tests", "t_test_stat").size:
        np.testing.assert_allclose(t, setup.published("parametric_tests", "t_test_stat"), rtol=1e-9)
    sign = ranks.sign((setup.ar.T > 0).sum(axis=-1), (setup.ar.T < 0).sum(axis=-1))
    np.testing.assert_allclose(sign, setup.published("nonparametric_tests", "sign_stat"), atol=1e-9)
    plus, _, _ = ranks.wilcoxon(setup.ar.T)
    np.testing.assert_array_equal(plus, setup.published("nonparametric_tests", "wlcx_stat"))


def test_generalised_sign_with_one_pooled_share(setup):
    """Its share pools all firm-days; ours averages the firms' shares (equal when none is short)."""
    present = setup.resid[~np.isnan(setup.resid)]
    pooled = np.array((present > 0).mean())
    theirs = setup.published("nonparametric_tests", "gsign_stat")
    positive, n = (setup.ar > 0).sum(axis=0), (~np.isnan(setup.ar)).sum(axis=0)
    np.testing.assert_allclose(ranks.generalised_sign(positive, n, pooled), theirs, atol=1e-9)
    ours = ranks.positive_share(setup.resid)
    if setup.where["firms"] == "full5":
        assert ours == pytest.approx(float(pooled), rel=1e-12)
    assert ours == pytest.approx(float(pooled), abs=0.01)


def test_portfolio_t_without_and_with_forecast_error(setup):
    """Its deviation of the portfolio has n - 1; ours has T - k, with all firms' days weighted."""
    series = np.nanmean(setup.resid, axis=0)
    sd = series.std(ddof=1)
    plain = setup.ar.mean(axis=0) / sd
    np.testing.assert_allclose(
        plain, setup.published("parametric_tests", "bw_1985_stat"), rtol=1e-9
    )
    if setup.where["model"] != "sim" or setup.where["firms"] != "full5":
        return
    lamb = plain / np.sqrt(1.0 + 1.0 / series.size + setup.forecast)
    np.testing.assert_allclose(lamb, setup.published("parametric_tests", "lmb_stat"), rtol=1e-9)
    dof = setup.n_est - 2.0
    sigma = np.sqrt((setup.resid**2).sum(axis=1) / dof)
    factor = np.sqrt(1.0 + 1.0 / series.size + setup.forecast)
    variance = portfolio.portfolio_variance(setup.resid, sigma, dof)
    for day, (theirs, scale) in enumerate(zip(lamb, factor, strict=True)):
        t, free, _ = portfolio.cda_t(setup.ar[:, day], sigma * scale, sigma, variance)
        n = series.size
        assert t == pytest.approx(theirs * np.sqrt((n - 2) / (n - 1)), rel=1e-9)
        assert free == pytest.approx(n - 2)


def test_patell_and_bmp_with_their_deviation(setup):
    """Its residual deviation has n - 1 and the market's span is the whole estimation window."""
    if setup.where["model"] != "sim":
        return
    sd = np.nanstd(setup.resid, axis=1, ddof=1)
    scale = np.sqrt(1.0 + 1.0 / setup.n_est[:, None] + setup.forecast)
    sar = setup.ar / (sd[:, None] * scale)
    z = parametric.patell(sar.T, setup.n_est - 2.0)
    np.testing.assert_allclose(z, setup.published("parametric_tests", "pt_stat"), rtol=1e-9)
    t, _ = parametric.cross_sectional_t(sar.T)
    np.testing.assert_allclose(t, setup.published("parametric_tests", "bh_stat"), rtol=1e-9)
    ours = parametric.patell(
        sar.T * np.sqrt((setup.n_est - 2) / (setup.n_est - 1)), setup.n_est - 2
    )
    assert np.abs(ours - z).max() < 0.025


def estudy2_series(mean, n, exponent, setup):
    """Day sums scaled by N / n^exponent, over the average rather than the full number of days."""
    total = setup.ar.shape[0] * mean / n**exponent
    length = (~np.isnan(setup.joint)).sum(axis=1).mean()
    scale = np.sqrt(np.nansum(total**2) / length)
    return total[setup.resid.shape[1] :] / scale


def test_rank_and_sign_series(setup):
    """Equal to ours where no firm is short; with late listings it scales days differently."""
    values = ranks.average_ranks(setup.joint)
    centred = values - np.nanmean(values, axis=1, keepdims=True)
    signs = np.sign(setup.joint - np.nanmedian(setup.joint, axis=1, keepdims=True))

    def corrado(inside):
        return ranks.window_ratio(ranks.corrado_series(ranks.doubled_ranks(setup.joint)), inside)

    cases = {
        "rank_stat": (centred, 1.0, corrado),
        "mrank_stat": (ranks.centred_ranks(ranks.doubled_ranks(setup.joint)), 0.5, None),
        "csign_stat": (
            signs,
            0.5,
            lambda inside: ranks.window_ratio(
                ranks.sign_series(np.nan_to_num(signs), ~np.isnan(signs)), inside
            ),
        ),
    }
    for name, (daily, exponent, ours) in cases.items():
        theirs = setup.published("nonparametric_tests", name)
        mean, n = ranks.daily_mean(daily)
        np.testing.assert_allclose(estudy2_series(mean, n, exponent, setup), theirs, atol=1e-9)
        if ours is not None:
            tolerance = 1e-9 if setup.where["firms"] == "full5" else 0.15
            np.testing.assert_allclose(setup.days(ours), theirs, atol=tolerance)


def test_cumulative_rank(setup):
    theirs = setup.published("car_nonparametric_tests", "statistic")
    start = setup.resid.shape[1]
    ours = ranks.window_ratio(
        ranks.corrado_series(ranks.doubled_ranks(setup.joint)), slice(start, None)
    )
    tolerance = 1e-9 if setup.where["firms"] == "full5" else 0.08
    assert ours == pytest.approx(theirs[0], abs=tolerance)
