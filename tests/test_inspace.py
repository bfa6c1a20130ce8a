"""Synthetic controls of companies without news, and the p-value among them."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest

from marketlink.calendars import sessions
from marketlink.cli.main import run
from marketlink.study.kernel import Plan, market_model
from marketlink.study.models.peers import in_space, simplex

PLAN = Plan((-130, -11), (-10, 10), ((0, 0), (0, 5)), 60)
DAY = 130


def companies(seed, many=30, days=141):
    generator = np.random.default_rng(seed)
    market = 0.01 * generator.standard_normal(days)
    beta = generator.uniform(0.5, 1.5, many)[:, None]
    return beta * market + 0.015 * generator.standard_t(5, (many, days))


def test_companies_are_treated_alike_whichever_of_them_has_the_news():
    returns = companies(0)
    scar = in_space(returns, np.arange(120), PLAN, DAY, 1)
    for news in (3, 7):
        order = np.roll(np.arange(len(returns)), -news)
        again = in_space(returns[order], np.arange(120), PLAN, DAY, 1)
        common = [unit for unit in range(1, len(returns)) if unit != news]
        places = [(unit - news) % len(returns) - 1 for unit in common]
        assert again[places] == pytest.approx(scar[np.array(common) - 1], abs=1e-9)


def test_p_among_companies_keeps_its_size_where_the_choice_of_weights_is_not_paid_for():
    p = []
    for seed in range(250):
        returns = companies(seed + 1)
        own, donors = returns[0], returns[1:]
        control = simplex(own[:120], donors[:, :120]) @ donors
        scar = market_model(*map(np.ascontiguousarray, (own, control)), np.array([DAY]), PLAN).scar
        others = in_space(returns, np.arange(120), PLAN, DAY, seed)
        p.append((1 + (np.abs(others) >= np.abs(scar)).sum(axis=0)) / (1 + len(others)))
    share = (np.array(p) <= 0.1).mean(axis=0)
    assert (share < 0.1 + 3 * 0.019).all() and (share > 0.1 - 3 * 0.019).all(), share


def test_a_history_that_begins_with_its_market_is_compared_with_other_companies(tmp_path):
    days = [day for day in sessions("XNYS").days if date(2022, 6, 1) <= day <= date(2023, 12, 1)]
    returns = companies(5, many=31, days=len(days))
    lines = ["symbol,date,close"]
    for unit, own in enumerate(returns):
        first = 0 if unit == 30 else 160  # one has a longer history than all others
        for day, close in zip(days[first:], 50 * np.cumprod(1 + own[first:]), strict=True):
            lines.append(f"S{unit},{day},{close:.8f}")
    (tmp_path / "prices.csv").write_text("\n".join(lines))
    (tmp_path / "events.csv").write_text(f"event_id,symbol,date\na,S0,{days[160 + 145]}\n")
    asked = ["study", "--events", str(tmp_path / "events.csv"), "--model", "synthetic-control",
             "--prices", str(tmp_path / "prices.csv"), "--out", str(tmp_path / "out")]  # fmt: skip
    assert run(asked) == 0
    with (tmp_path / "out" / "cars.csv").open(newline="") as file:
        p = [float(row["p_placebo"] or "nan") for row in csv.DictReader(file)]
    assert p and all(0 < one <= 1 for one in p)


def test_a_gap_of_a_control_leaves_out_the_windows_it_touches():
    donors = companies(3)
    donors[:, DAY + 3] = np.nan
    scar = in_space(donors, np.arange(120), PLAN, DAY, 1)
    assert np.isfinite(scar[:, 0]).all()
    again = in_space(donors, np.arange(120), PLAN, DAY, 1)
    assert np.array_equal(scar, again, equal_nan=True)
