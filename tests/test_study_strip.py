"""Attribution and the robustness strip of the model case."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from test_engine import _con

from marketlink.records.study import Spec
from marketlink.study.attribution import attribute
from marketlink.study.robustness import estimations, is_fragile, variants
from marketlink.study.runner import study

FOREIGN = {"000660.KS": "^SOX", "NVDA": "^SOX"}


def test_parts_of_the_move_add_up_to_it():
    parts = attribute(_con(), Spec(), FOREIGN)
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
    con = _con()
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


def test_the_table_and_the_single_tests_give_one_sq_p_value():
    from marketlink.study.empirical import empirical, placebos
    from marketlink.study.engine import panel_of, solve
    from marketlink.study.single import inferences

    solved = solve(_con(), Spec())
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
