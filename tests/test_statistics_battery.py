"""The battery as a whole: what it must not depend on, and what it must say about its data."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from event_fixture import battery, simulated
from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.study.inference.dependence import (
    dependence,
    effective_number,
    inflation,
)

RESAMPLED = {"skewness-t", "block-bootstrap", "wild-bootstrap"}


def keyed(rows, skip=()):
    return {
        (row["group"], row["tau_from"], row["tau_to"], row["statistic"]): row
        for row in rows
        if row["statistic"] not in skip
    }


def same(one, two, rel=1e-9):
    assert one.keys() == two.keys()
    for key, row in one.items():
        other = two[key]
        for name in ("value", "p", "df", "r_bar", "inflation"):
            if row[name] is None:
                assert other[name] is None, (key, name)
            else:
                assert other[name] == pytest.approx(row[name], rel=rel, abs=1e-9), (key, name)
        assert row["valid"] == other["valid"], key


def test_shared_dates_mark_the_independent_statistics_invalid():
    rows = keyed(battery(simulated(n=30, r=0.3), draws=99))
    for name in ("cross-sectional-t", "patell", "bmp", "sign", "wilcoxon", "skewness-t"):
        row = rows["", 0, 0, name]
        assert row["value"] is not None
        assert not row["valid"]
        assert "share dates" in row["note"] or "needs" in row["note"]
    for name in ("cda-t", "kp-bmp"):
        row = rows["", 0, 0, name]
        assert row["valid"], row["note"]
        assert row["note"].startswith("effective number of events")
    assert rows["", 0, 0, "bmp"]["r_bar"] == pytest.approx(0.3, abs=0.12)
    assert rows["", 0, 0, "bmp"]["inflation"] > 2


def test_far_dates_keep_the_independent_statistics():
    rows = keyed(battery(simulated(n=30, r=0.0, shared=False), draws=99))
    for name in ("cross-sectional-t", "patell", "bmp", "kp-bmp", "cda-t"):
        assert rows["", 0, 0, name]["valid"], (name, rows["", 0, 0, name]["note"])
    assert rows["", 0, 0, "kp-bmp"]["value"] == rows["", 0, 0, "bmp"]["value"]
    assert rows["", 0, 0, "bmp"]["inflation"] == 1.0


def test_shared_dates_reproduce_the_published_kp_formula():
    panel = simulated(n=20, r=0.2)
    rows = keyed(battery(panel, draws=49))
    r = np.corrcoef(panel.residuals)[np.triu_indices(20, 1)].mean()
    row = rows["", -1, 1, "kp-bmp"]
    bmp = rows["", -1, 1, "bmp"]["value"]
    assert row["r_bar"] == pytest.approx(r, rel=1e-9)
    assert row["value"] == pytest.approx(bmp * np.sqrt((1 - r) / (1 + 19 * r)), rel=1e-9)
    pairs = np.triu_indices(len(panel), 1)
    assert np.corrcoef(panel.residuals)[pairs].mean() == pytest.approx(r, rel=1e-9)
    assert row["inflation"] == pytest.approx(float(inflation(20, r)))
    assert float(effective_number(20, r)) == pytest.approx(20 / (1 + 19 * r))


def test_partly_shared_dates_weigh_the_correlation_by_what_is_shared():
    panel = simulated(n=10, r=0.4)
    dates = panel.ar_dates.copy()
    dates[5:] += 10_000
    mixed = replace(panel, ar_dates=dates)
    whole = dependence(panel.residuals, panel.est_dates, [panel.ar_dates[:, 10:11]])[0]
    half = dependence(mixed.residuals, mixed.est_dates, [mixed.ar_dates[:, 10:11]])[0]
    assert whole.overlap == pytest.approx(1.0)
    assert half.overlap == pytest.approx(2 * 20 / 90)
    r = np.corrcoef(panel.residuals)
    pairs = [r[i, j] for i in range(10) for j in range(10) if i != j and (i < 5) == (j < 5)]
    assert half.r_shared == pytest.approx(np.sum(pairs) / 90, rel=1e-9)
    assert half.r_window == pytest.approx(half.r_shared, abs=0.005)
    assert half.r_bar == pytest.approx(whole.r_bar, rel=1e-12)


def test_two_exchanges_are_correlated_with_a_session_of_lead():
    panel = simulated(n=20, r=0.5, t=240)
    shift = np.arange(20) % 2
    moved = replace(
        panel,
        est_dates=panel.est_dates + shift[:, None],
        ar_dates=panel.ar_dates + shift[:, None],
    )
    blind = dependence(moved.residuals, moved.est_dates, [moved.ar_dates[:, 10:11]])[0]
    names = [str(code) for code in shift]
    seeing = dependence(moved.residuals, moved.est_dates, [moved.ar_dates[:, 10:11]], names)[0]
    assert blind.r_window < 0.3
    assert seeing.r_window == pytest.approx(0.5, abs=0.12)
    rows = keyed(battery(replace(moved, exchanges=tuple(names)), draws=49))
    assert rows["", 0, 0, "kp-bmp"]["inflation"] > 3


def test_correlations_are_the_same_for_any_stretch(monkeypatch):
    rows = []
    for block in (7, 1024):
        monkeypatch.setattr("marketlink.study.inference.dependence.STRETCH", block)
        rows.append(battery(simulated(n=40, r=0.2), [(0, 0), (-1, 1)], draws=49))
    for one, two in zip(*rows, strict=True):
        assert one["inflation"] == pytest.approx(two["inflation"], rel=1e-12)
        if one["value"] is not None:
            assert one["value"] == pytest.approx(two["value"], rel=1e-12)


def test_event_induced_variance_is_seen():
    panel = simulated(n=40, r=0.0, shared=False)
    loud = replace(panel, ar=panel.ar * 3, car=panel.car * 3, scar=panel.scar * 3)
    rows = keyed(battery(loud, draws=49))
    for name in ("cda-t", "patell", "kp-patell", "rank", "permutation"):
        assert not rows["", 0, 0, name]["valid"]
        assert "event-induced variance" in rows["", 0, 0, name]["note"]
    assert rows["", 0, 0, "kp-bmp"]["valid"]


@given(seed=st.integers(0, 10_000), scale=st.sampled_from([0.01, 1.0, 100.0]))
@settings(max_examples=10, deadline=None)
def test_order_of_events_and_units_of_returns_change_nothing(seed, scale):
    panel = simulated(n=9, r=0.1, seed=seed, missing=0.03)
    order = np.random.default_rng(seed).permutation(9)
    names = ("ar", "ar_se", "residuals", "sigma", "car", "car_se")
    scaled = replace(panel, **{name: getattr(panel, name) * scale for name in names})
    skip = RESAMPLED | {"minimum-detectable"}
    first = keyed(battery(panel, draws=49), skip)
    same(first, keyed(battery(scaled.take(order), draws=49), skip), rel=1e-7)


def test_the_other_sign_gives_the_other_sign():
    panel = simulated(n=12, r=0.1, seed=3)
    names = ("ar", "residuals", "car", "scar")
    mirrored = replace(panel, **{name: -getattr(panel, name) for name in names})
    ours, theirs = keyed(battery(panel, draws=49)), keyed(battery(mirrored, draws=49))
    odd = ("cross-sectional-t", "cda-t", "patell", "bmp", "rank", "rank-zivney", "grank-t", "sign")
    for name in odd:
        value = ours["", -1, 1, name]["value"]
        assert theirs["", -1, 1, name]["value"] == pytest.approx(-value, rel=1e-8), name


def test_the_groups_of_a_window_are_a_family_for_the_adjusted_p():
    panel = replace(simulated(n=16), groups=("a",) * 8 + ("b",) * 8)
    rows = battery(panel, draws=49)
    assert {row["group"] for row in rows} == {"a", "b"}
    family = [
        row
        for row in rows
        if row["statistic"] == "kp-bmp" and (row["tau_from"], row["tau_to"]) == (0, 0)
    ]
    smallest = min(row["p"] for row in family)
    adjusted = next(row for row in family if row["p"] == smallest)["p_adjusted"]
    assert adjusted == pytest.approx(min(1.0, 2 * smallest))
    assert all("over 2 tests (Holm)" in row["note"] for row in family)
    by = battery(panel, draws=49, adjust="benjamini-yekutieli")
    assert any("Benjamini" in row["note"] for row in by)


def test_one_event_has_no_cross_section():
    rows = keyed(battery(simulated(n=1), draws=49))
    assert rows["", 0, 0, "bmp"]["value"] is None
    assert not rows["", 0, 0, "bmp"]["valid"]
    t = rows["", 0, 0, "cda-t"]
    assert t["value"] == pytest.approx(simulated(n=1).scar[0, 0], rel=1e-12)


def test_constant_prices_are_left_out():
    panel = simulated(n=5)
    sigma = panel.sigma.copy()
    sigma[2] = 0.0
    rows = keyed(battery(replace(panel, sigma=sigma), draws=49))
    assert rows["", 0, 0, "bmp"]["n"] == 4


def test_pre_trend_sees_a_drift_before_the_event():
    panel = simulated(n=30, r=0.1, seed=8)
    quiet = keyed(battery(panel, draws=49))["", -10, -1, "pre-trend"]
    ar = panel.ar.copy()
    ar[:, 6:10] += 0.03
    loud = keyed(battery(replace(panel, ar=ar), draws=49))["", -10, -1, "pre-trend"]
    assert quiet["p"] > 0.01 > loud["p"]


def test_rows_have_the_columns_of_the_table():
    row = battery(simulated(n=4), draws=49)[0]
    assert list(row) == [
        *("group", "tau_from", "tau_to", "n", "statistic", "value", "df", "p", "p_adjusted"),
        *("r_bar", "inflation", "valid", "note"),
    ]


def test_events_without_a_usable_window_leave_rows_not_errors():
    panel = simulated(n=6, seed=2)
    empty = np.full_like(panel.car, np.nan)
    rows = battery(
        replace(panel, car=empty, car_se=empty, scar=empty, bhar=empty, ar=panel.ar * np.nan),
        draws=49,
    )
    assert rows
    assert all(row["value"] is None and not row["valid"] for row in rows)


def test_a_model_without_estimated_parameters_has_no_estimation_days_in_common():
    panel = simulated(n=6, r=0.3, seed=5)
    bare = replace(
        panel,
        Z=panel.Z[:, :, :0],
        A=panel.A[:, :0, :0],
        leverage=np.zeros_like(panel.leverage),
        dof=panel.n_est,
    )
    rows = keyed(battery(bare, draws=49))
    assert rows["", 0, 0, "cda-t"]["value"] is not None
    assert rows["", -10, -1, "pre-trend"]["value"] is not None
    alone = dependence(panel.residuals, panel.est_dates, [panel.ar_dates[:, :3]], estimated=False)
    assert alone[0].r_window == alone[0].r_shared


def test_unknown_dates_and_short_common_histories():
    panel = simulated(n=5, seed=6)
    unknown = replace(
        panel, ar_dates=np.zeros_like(panel.ar_dates), est_dates=np.zeros_like(panel.est_dates)
    )
    rows = keyed(battery(unknown, draws=49))
    assert rows["", 0, 0, "bmp"]["r_bar"] is None
    assert rows["", 0, 0, "bmp"]["value"] is not None


def test_an_event_in_anothers_estimation_window_counts_against_it():
    panel = simulated(n=30, r=0.6, seed=12)
    step = 12 * np.arange(30)[:, None]
    close = replace(panel, est_dates=panel.est_dates + step, ar_dates=panel.ar_dates + step)
    window = [close.ar_dates[:, 5:16]]
    link = dependence(close.residuals, close.est_dates, window)[0]
    assert link.overlap == 0.0
    assert link.r_shared == 0.0
    shared = dependence(panel.residuals, panel.est_dates, [panel.ar_dates[:, 5:16]])[0]
    assert shared.r_window == pytest.approx(shared.r_bar, rel=1e-9)


def test_the_skewness_adjusted_t_of_many_events_has_its_limit_law(monkeypatch):
    drawn = keyed(battery(simulated(n=60), [(0, 0)], draws=4999))["", 0, 0, "skewness-t"]
    monkeypatch.setattr(import_module("marketlink.study.inference.resampling"), "RESAMPLE_TO", 10)
    limit = keyed(battery(simulated(n=60), [(0, 0)]))["", 0, 0, "skewness-t"]
    assert limit["value"] == drawn["value"]
    assert limit["p"] == pytest.approx(drawn["p"], abs=0.03)
