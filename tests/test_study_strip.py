"""Attribution and the robustness strip of the model case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from embedded_study import connection

from marketlink.pipeline.attribution import attribute
from marketlink.pipeline.robustness import estimations, is_fragile, variants
from marketlink.records.study import Spec
from marketlink.study.whole import study

FOREIGN = {"000660.KS": "^SOX", "NVDA": "^SOX"}


def test_parts_of_the_move_add_up_to_it():
    parts = attribute(connection(), Spec(), FOREIGN)
    assert parts.keys() == {"nvda", "mu", "hynix"}
    for part in parts.values():
        total = part.drift + part.local + (part.foreign or 0.0) + part.remainder
        assert total == pytest.approx(part.total, abs=1e-15)
    seoul = parts["hynix"]
    assert [d.isoformat() for d in seoul.foreign_sessions] == [
        "2025-01-24", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30",
    ]  # fmt: skip
    assert seoul.session == date(2025, 1, 31)
    assert seoul.local_symbol == "^KS11"
    assert seoul.foreign < -0.02
    assert parts["mu"].foreign is None
    assert parts["mu"].foreign_sessions == ()


def test_the_strip_holds_the_headline_and_tells_fragility():
    con = connection()
    second = {"NVDA": "^IXIC", "MU": "^IXIC"}
    strips = variants(con, Spec(), second=second, foreign=FOREIGN)
    head = {
        r["event_id"]: r
        for r in study(con, Spec()).rows("cars")
        if (r["tau_from"], r["tau_to"]) == (0, 0)
    }
    for event, rows in strips.items():
        assert [v.headline for v in rows].count(True) == 1
        assert rows[0].car == head[event]["car"]
        assert rows[0].p == pytest.approx(head[event]["p_t"], rel=1e-12)
        assert {v.estimation for v in rows} == set(estimations(Spec()))
    assert {v.benchmark for v in strips["nvda"] if v.model == "market"} == {"^GSPC", "^IXIC"}
    assert {v.model for v in strips["mu"]} == {v.model for v in strips["nvda"]} - {"market-factors"}
    assert not is_fragile(strips["nvda"][:1])
    flipped = [v for v in strips["hynix"] if v.p is not None and v.p > 0.05]
    assert is_fragile(strips["hynix"]) == bool(flipped)


def test_a_market_day_alone_makes_no_answer_fragile():
    head = variants(connection(), Spec())["nvda"][0]
    calm = replace(head, car=0.001, p=0.9)
    bare = replace(head, model="constant-mean", benchmark="", car=0.15, p=1e-9, headline=False)
    assert not is_fragile([calm, bare]), "a mean without a benchmark measures the market, too"
    assert is_fragile([calm, replace(bare, benchmark="^IXIC")])
    assert is_fragile([replace(calm, benchmark=""), bare]), "beside one of its kind it counts"


def test_the_table_and_the_single_tests_give_one_sq_p_value():
    from marketlink.pipeline.single_firm import inferences
    from marketlink.study.empirical import empirical
    from marketlink.study.engine import solve
    from marketlink.study.placebo_dates import placebos
    from marketlink.study.solved import panel_of

    solved = solve(connection(), Spec())
    panel = panel_of(solved)
    found = empirical(solved)
    p, floor = found.p_sq[solved.valid], found.floor[solved.valid]
    for row in range(3):
        tests = [t for t in inferences(panel, row) if t.name == "sq"]
        assert [t.p for t in tests] == pytest.approx(p[row].tolist())
        assert [t.floor for t in tests] == pytest.approx(floor[row].tolist())
    assert floor[0, 0] == pytest.approx(1 / 241)
    for row, one in enumerate(placebos(solved, solved.valid)):
        event = int(solved.request.at[row])
        known = np.isfinite(one.scar[:, 0])
        assert (abs(one.at[known] - event) > 20).all()
        assert known.sum() > 100
        own = abs(panel.scar[row])
        reached = (abs(one.scar) >= own).sum(axis=0)
        chance = (1 + reached) / (1 + np.isfinite(one.scar).sum(axis=0))
        assert found.p_placebo[row] == pytest.approx(chance)


@pytest.mark.parametrize("model", ["market", "constant-mean", "market-adjusted", "garch"])
def test_each_move_is_judged_over_the_volatility_of_its_day(model):
    from marketlink.study.days import market_days
    from marketlink.study.empirical import empirical, event_days
    from marketlink.study.engine import solve
    from marketlink.study.filtered import filtered

    solved = solve(connection(), Spec(model=model))
    found, rows = empirical(solved), solved.valid
    assert (found.p_filtered[rows] > 0).all() and (found.p_filtered[rows] <= 1).all()
    assert (found.volatility[rows] > 0.4).all()
    days, _, errors = event_days(*solved.some(rows))
    fits, places = solved.fits, solved.request.plan.path
    assert days.scaled[:, days.estimation :] == pytest.approx(
        (fits.ar / fits.sigma[:, None])[rows][:, -10 - places[0] :], abs=1e-9
    )
    if model == "market":  # two ways to the same days
        layout, request = solved.request.layout, solved.request
        other, wide = market_days(
            layout.y, layout.X[0], layout.span, request.at[rows], request.plan
        )
        assert days.leverage == pytest.approx(other.leverage, nan_ok=True)
        assert errors == pytest.approx(wide)
        again = filtered(other, request.plan.windows, wide)
        assert found.p_filtered[rows] == pytest.approx(again.p, rel=1e-6)


def test_windows_that_are_asked_beside_another_change_nothing_of_it():
    alone = study(connection(), Spec(window=(0, 0), windows=((0, 0),))).rows("cars")
    beside = study(connection(), Spec()).rows("cars")
    for row in alone:
        twin = next(r for r in beside if (r["event_id"], r["tau_from"], r["tau_to"]) ==
                    (row["event_id"], 0, 0))  # fmt: skip
        assert row["p_filtered"] == pytest.approx(twin["p_filtered"], rel=1e-9)
