"""The checks of prices inside a study: a split, a unit or stale closes do not pass in silence."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from study_files import study

from marketlink.calendars import sessions
from marketlink.records.study import Spec

DAYS = [d.isoformat() for d in sessions("XNYS").between(date(2023, 6, 1), date(2024, 12, 31))]
EVENT = DAYS[300]


def _prices(change):
    rng = np.random.default_rng(4)
    market = 100 * np.cumprod(1 + 0.01 * rng.standard_normal(len(DAYS)))
    rows = [("^GSPC", d, repr(float(p))) for d, p in zip(DAYS, market, strict=True)]
    for number, symbol in enumerate(("AAA", "BBB")):
        own = np.cumprod(1 + 0.01 * np.random.default_rng(number).standard_normal(len(DAYS)))
        price = own * market
        if symbol == "AAA":
            price = change(price)
        rows += [(symbol, d, repr(float(p))) for d, p in zip(DAYS, price, strict=True)]
    return rows


def _split(at, ratio):
    def change(price):
        price = price.copy()
        price[at:] /= ratio
        return price

    return change


@pytest.mark.parametrize(("at", "ratio"), [(300, 10.0), (150, 10.0), (300, 4.0), (305, 0.1)])
def test_a_split_left_in_flags_the_event_and_is_named_with_its_day(at, ratio, tmp_path):
    events = [("a", "AAA", EVENT), ("b", "BBB", EVENT)]
    done, tabled = study(tmp_path, events, _prices(_split(at, ratio)), Spec(benchmark="^GSPC"))
    assert {r["event_id"]: r["flags"] for r in tabled["events"]} == {"a": "price_fault", "b": ""}
    assert done.outcomes == {"ok": 2}
    (told,) = [
        w for w in done.warnings if w.startswith("prices in the windows of events: a: AAA on")
    ]
    assert DAYS[at] in told
    assert "unapplied split" in told


def _with_volume(tmp_path, change):
    """A study of one event whose prices have volumes; ``change`` alters both."""
    rng = np.random.default_rng(6)
    rows = []
    plain = _prices(lambda price: price)
    for name in dict.fromkeys(row[0] for row in plain):
        days = [row[1] for row in plain if row[0] == name]
        price = np.array([float(row[2]) for row in plain if row[0] == name])
        volume = 1e6 * np.exp(0.4 * rng.standard_normal(len(days)))
        if name == "AAA":
            price, volume = change(price, volume)
        rows += [(name, *row) for row in zip(days, price.tolist(), volume.tolist(), strict=True)]
    spec, header = Spec(benchmark="^GSPC"), "symbol,date,close,volume"
    return study(tmp_path, [("a", "AAA", EVENT)], rows, spec, price_header=header)


def _jump(at, ratio, *, volume=1.0, back=None):
    def change(price, traded):
        price, traded = price.copy(), traded.copy()
        price[at:back] /= ratio
        traded[at:back] *= volume
        return price, traded

    return change


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (_jump(300, 4.0, volume=4.0), "price_fault"),
        (_jump(200, 10.0, volume=10.0), "price_fault"),
        (_jump(300, 10.0, back=304), "price_fault"),
        (_jump(300, 4.0), "ok"),
        (_jump(300, 4.0, volume=40.0, back=320), "ok"),
        (_jump(300, 10.0, volume=0.1), "ok"),
    ],
)
def test_an_event_is_left_out_only_where_more_than_the_jump_tells(change, outcome, tmp_path):
    done, tabled = _with_volume(tmp_path, change)
    assert done.outcomes == {outcome: 1}
    assert tabled["events"][0]["flags"] == "price_fault"
    assert len(tabled["cars"]) == (4 if outcome == "ok" else 0)
    assert any("left out: a" in w for w in done.warnings) == (outcome == "price_fault")


def test_a_fall_that_is_no_split_and_a_split_outside_the_windows_are_left_alone(tmp_path):
    for number, change in enumerate((_split(300, 1.8), _split(20, 10.0))):
        folder = tmp_path / str(number)
        folder.mkdir()
        done, tabled = study(
            folder, [("a", "AAA", EVENT)], _prices(change), Spec(benchmark="^GSPC")
        )
        assert tabled["events"][0]["flags"] == ""
        assert not any("prices in the windows" in w for w in done.warnings)


def test_closes_that_stand_still_are_told(tmp_path):
    done, tabled = study(
        tmp_path, [("a", "AAA", EVENT), ("b", "BBB", EVENT)],
        _prices(lambda price: np.repeat(price[::7], 7)[: len(price)]), Spec(benchmark="^GSPC"),
    )  # fmt: skip
    assert {r["event_id"]: r["flags"] for r in tabled["events"]} == {"a": "stale", "b": ""}
    assert any("closes that stand still" in w for w in done.warnings)
