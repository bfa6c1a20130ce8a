"""News flow beside moves: planted effects are found at their lag, and noise is left alone."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.signal import lfilter

import marketlink as ml
from marketlink.calendars import sessions
from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.flow.association import associate
from marketlink.flow.correlate import FlowDay, in_season
from marketlink.flow.panel import counts, pooled
from marketlink.flow.series import MoveSeries, NewsSeries, SeriesPair, over_all
from marketlink.flow.shifts import Shifts, correlations, fits
from marketlink.news.archive import Archive
from marketlink.sources.raw import RawArticle
from marketlink.study.inference.laws import benjamini_yekutieli, holm


def clustered(draw, n):
    """News counts and moves that cluster, each by itself."""
    intensity, volatility = np.zeros(n), np.zeros(n)
    for t in range(1, n):
        intensity[t] = 0.7 * intensity[t - 1] + 0.7 * draw.normal()
        volatility[t] = 0.9 * volatility[t - 1] + 0.3 * draw.normal()
    news = np.log1p(draw.poisson(np.exp(0.3 + intensity)))
    move = np.log(np.abs(draw.standard_t(5, size=n) * np.exp(volatility / 2)) + 0.1)
    return news, move


def test_noise_that_clusters_is_left_alone():
    draw = np.random.default_rng(11)
    found = [associate(*clustered(draw, 260)) for _ in range(60)]
    for p in (
        [one.p for one in found],
        [one.effect_p for one in found],
        [one.granger[0].p for one in found],
        [one.granger[1].p for one in found],
    ):
        assert sum(np.array(p) <= 0.05) <= 9, "60 draws at 5 %: more than 9 has a chance of 0.1 %"


@pytest.mark.parametrize("lag", [0, 2, -1])
def test_a_planted_effect_is_found_at_its_lag(lag):
    draw = np.random.default_rng(3)
    news, move = clustered(draw, 400)
    found = associate(news, move + 1.0 * np.roll(news, lag))
    largest = max(found.lags, key=lambda one: abs(one.r))
    assert largest.lag == lag and found.p <= 0.05
    assert abs(largest.r) > found.band and largest.p_holm <= 0.05


def test_the_regression_is_that_of_statsmodels():
    news, move = clustered(np.random.default_rng(5), 300)
    found = associate(news, move, lags=2)
    columns = np.column_stack([news[2:], news[1:-1], news[:-2], np.ones(298)])
    fitted = sm.OLS(move[2:], columns).fit(cov_type="HAC", cov_kwds={"maxlags": 5})
    assert found.effect == pytest.approx(fitted.params[:3].sum(), rel=1e-9)
    covariance = fitted.cov_params()[:3, :3].sum()
    assert found.effect_se == pytest.approx(np.sqrt(covariance), rel=1e-9)
    own = np.column_stack([np.ones(298), move[1:-1], move[:-2]])
    both = np.column_stack([own, news[1:-1], news[:-2]])
    f = sm.OLS(move[2:], both).fit().compare_f_test(sm.OLS(move[2:], own).fit())
    assert found.granger[0].f == pytest.approx(f[0], rel=1e-9)


def test_bands_hold_the_correlations_and_call_what_the_largest_lag_calls():
    news, move = clustered(np.random.default_rng(9), 250)
    found = associate(news, move + 0.8 * news)
    for lag in found.lags:
        assert lag.low <= lag.r <= lag.high
        assert (lag.low > 0 or lag.high < 0) == (abs(lag.r) > found.band)
        assert lag.p <= lag.p_holm and lag.p <= lag.p_by <= 1
    assert found.effect_low <= found.effect <= found.effect_high
    assert found.effect_low <= 0.8 <= found.effect_high


def test_every_series_pays_for_the_lags_of_all():
    news, move = clustered(np.random.default_rng(9), 250)
    pairs = [SeriesPair(NewsSeries.ARTICLES, MoveSeries.SIZE, associate(news, move + 0.8 * news)),
             SeriesPair(NewsSeries.TONE, MoveSeries.SIZE, associate(news[::-1], move))]  # fmt: skip
    paid = [lag for pair in over_all(pairs) for lag in pair.association.lags]
    p = np.array([lag.p for pair in pairs for lag in pair.association.lags])
    assert [lag.p_holm for lag in paid] == pytest.approx(holm(p))
    assert [lag.p_by for lag in paid] == pytest.approx(benjamini_yekutieli(p))
    assert all(own.p_holm <= lag.p_holm for own, lag in zip(pairs[0].association.lags, paid[:11],
                                                            strict=True))  # fmt: skip


def test_shifts_give_the_error_that_independent_draws_show():
    draw = np.random.default_rng(6)
    pairs = lfilter([1.0], [1.0, -0.7], draw.normal(size=(600, 2, 300)))[..., 50:]
    true = np.std([np.corrcoef(*pair)[0, 1] for pair in pairs])
    told = [Shifts.of(correlations(*pair), 12) for pair in pairs[:60]]
    bartlett = np.sqrt((1 + 0.49) / (1 - 0.49) / 250)
    assert true == pytest.approx(bartlett, rel=0.1) and bartlett > 1.6 / np.sqrt(250)
    assert np.sqrt(np.mean([one.deviation**2 for one in told])) == pytest.approx(bartlett, rel=0.1)
    assert all(15 < one.freedom < 150 for one in told)


def test_shifts_of_independent_days_are_known_theory():
    draw = np.random.default_rng(8)
    news, move = draw.normal(size=(2, 600))
    turned = correlations(news, move)
    for k in (0, 7, 599):
        assert turned[k] == pytest.approx(np.corrcoef(news, np.roll(move, -k))[0, 1], rel=1e-9)
    null = Shifts.of(turned, 30)
    assert null.deviation == pytest.approx(1 / np.sqrt(600), rel=0.1)
    bound = np.quantile(null.largest(11), 0.95) / null.deviation
    sidak = stats.norm.isf((1 - 0.95 ** (1 / 11)) / 2)
    assert bound == pytest.approx(sidak, rel=0.03)
    gone = news.copy()
    gone[40:90] = np.nan
    known = np.isfinite(gone) & np.isfinite(np.roll(move, -3))
    plain = np.corrcoef(gone[known], np.roll(move, -3)[known])[0, 1]
    assert correlations(gone, move)[3] == pytest.approx(plain, abs=0.01)


def test_regressions_at_every_shift_are_those_of_least_squares():
    draw = np.random.default_rng(12)
    news, move = clustered(draw, 150)
    move[20:25] = np.nan
    held = np.column_stack([np.ones(150), draw.normal(size=150)])
    found = fits(move, held, news, range(3))
    for k in (0, 5, 149):
        turned = np.roll(news, k)
        x = np.column_stack([turned[2:], turned[1:-1], turned[:-2], held[2:]])
        rows = np.isfinite(move[2:])
        coef, left, *_ = np.linalg.lstsq(x[rows], move[2:][rows], rcond=None)
        assert found.coef[k] == pytest.approx(coef[:3], rel=1e-8)
        assert found.left[k] == pytest.approx(left[0], rel=1e-8)
        _, without, *_ = np.linalg.lstsq(x[rows, 3:], move[2:][rows], rcond=None)
        assert found.without[k] == pytest.approx(without[0], rel=1e-8)


def test_weekdays_and_results_seasons_are_held_constant():
    news, move = clustered(np.random.default_rng(5), 300)
    season = (np.arange(300) % 60 < 20).astype(np.int64)
    busy = news + season
    plain = associate(busy, move + season)
    held = associate(busy, move + season, [season])
    assert held.effect_p > plain.effect_p
    assert in_season(date(2025, 1, 30)) and in_season(date(2025, 7, 31))
    assert not in_season(date(2025, 3, 20)) and not in_season(date(2025, 1, 6))


def test_a_panel_clusters_both_ways_and_counts_follow_moves():
    draw = np.random.default_rng(4)
    days = sessions("XNYS").between(date(2024, 1, 2), date(2024, 12, 31))
    found, rows = [], []
    for _ in range(6):
        news = draw.poisson(2.0, len(days))
        size = 0.3 * np.log1p(news) + draw.normal(size=len(days))
        move = np.exp(size) - 0.1
        one = tuple(FlowDay(d, int(k), float(m)) for d, k, m in zip(days, news, move, strict=True))
        found.append(SimpleNamespace(days=one))
        y = np.log(np.abs(move) + 0.1)
        rows.append(np.column_stack([y - y.mean(), np.log1p(news) - np.log1p(news).mean()]))
    told = pooled(found)
    table = np.vstack(rows)
    slope = (table[:, 0] @ table[:, 1]) / (table[:, 1] @ table[:, 1])
    assert told.effect == pytest.approx(slope, rel=1e-9)
    assert (told.companies, told.n) == (6, 6 * len(days)) and told.p < 0.01
    with pytest.raises(InputError, match="two stocks"):
        pooled(found[:1])
    size = draw.normal(size=len(days))
    articles = [None, *draw.poisson(np.exp(0.5 + 0.4 * size[:-1])).tolist()]
    more = counts(articles, size, np.array([d.weekday() for d in days]))
    assert more.low < np.exp(0.4) < more.high and more.p < 0.01
    assert counts([0] * len(days), size, np.array([d.weekday() for d in days])) is None


def test_days_without_a_source_are_unknown_not_silent():
    news, move = clustered(np.random.default_rng(7), 200)
    news[50:90] = np.nan
    found = associate(news, move)
    assert found.n == 160 and found.lags[5].n == 160


def test_too_little_says_nothing():
    with pytest.raises(InputError, match="60 are needed"):
        associate(np.ones(30), np.ones(30))
    with pytest.raises(InputError, match="news never changes"):
        associate(np.ones(100), np.random.default_rng(1).normal(size=100))


def test_the_command_counts_articles_by_the_session_that_could_react(tmp_path, capsys):
    assert run(["demo", "--out", str(tmp_path)]) == 0
    db = tmp_path / "marketlink.duckdb"
    days = sessions("XNYS").between(date(2024, 11, 1), date(2025, 2, 14))
    draw = np.random.default_rng(2)
    raws = []
    for n, day in enumerate(days):
        for k in range(int(draw.poisson(2.0)) * (n % 5 > 0)):
            text = f"Nvidia report {n}-{k}: the chip maker said it would hire {n + k} engineers."
            raws.append(RawArticle(f"{n}-{k}", text.encode(), published=f"{day}T15:00:00+00:00"))
        other = f"Boeing delivered {n} aircraft, the company said."
        if n < 60:
            raws.append(RawArticle(f"o{n}", other.encode(), published=f"{day}T15:00:00+00:00"))
    Archive.beside(db).add(raws)
    capsys.readouterr()
    asked = ["correlate", "NVDA", "--from", "2024-11-01", "--to", "2025-02-14", "--db", str(db)]
    assert run([*asked, "--offline", "--format", "json"]) == 0
    told = capsys.readouterr()
    rows = json.loads(told.out)
    assert {row["moves"] for row in rows} == {"size", "signed"} and len(rows) == 22
    assert "name it" in told.err and "not causing" in told.err
    assert run([*asked, "--offline", "--format", "json", "--benchmark", "MU"]) == 0
    beside = json.loads(capsys.readouterr().out)
    assert [row["r"] for row in beside] != [row["r"] for row in rows]
    assert run([*asked, "--offline", "--benchmark", "NOPE"]) == 2
    assert "NOPE" in capsys.readouterr().err
    assert run(["correlate", "NVDA", "--from", "2023-11-01", "--to", "2024-02-14", "--db", str(db),
                "--offline"]) == 2  # fmt: skip
    asked[1:2] = ["--group", "xnys"]
    assert run([*asked, "--offline", "--format", "json"]) == 0
    grouped = capsys.readouterr()
    assert {row["symbol"] for row in json.loads(grouped.out)} == {"NVDA"}
    assert "MU is left out" in grouped.err
    assert run([*asked[:1], "MU", "AMD", *asked[3:], "--offline"]) == 2
    assert "Of none of the 2 stocks is enough known" in capsys.readouterr().err
    asked[1:3] = ["--group", "XNOWHERE"]
    assert run([*asked, "--offline"]) == 2
    assert "no stock that articles name" in capsys.readouterr().err
    frames = ml.correlate("NVDA", first="2024-11-01", last="2025-02-14", db=db)
    assert frames.lags.r.tolist() == [row["r"] for row in rows]
    assert list(frames.days.columns) == ["session", "articles", "move"]
    assert len(frames.days) == len(days)
    more = ml.correlate("NVDA", first="2024-11-01", last="2025-02-14", db=db,
                        news=["stories", "share"], moves=["size", "volume"])  # fmt: skip
    every = more.lags.groupby(["news", "moves"], sort=False)
    assert list(every.groups) == [("stories", "size"), ("stories", "volume"),
                                  ("share", "size"), ("share", "volume")]  # fmt: skip
    assert more.lags.p_holm.tolist() == pytest.approx(holm(more.lags.p.to_numpy()))
    assert (more.lags.p_by >= more.lags.p).all()
    with pytest.raises(InputError, match="A series is one of"):
        ml.correlate("NVDA", db=db, news=["rumours"])
    morning = ml.digest("NVDA", "MU", "NOPE", day="2025-01-27", db=db).lines.set_index("symbol")
    assert morning.state["NVDA"] == "moved" and morning.state["NOPE"] == "untold"
    assert round(morning.ret["NVDA"], 4) == -0.1697
