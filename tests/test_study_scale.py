"""The streamed path: the small one's numbers, whatever the buckets, threads, interruptions."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from test_engine import _con

from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.study import average, large, scale, streamed
from marketlink.study import sums as group
from marketlink.study.engine import panel_of, solve
from marketlink.study.inference.battery import battery
from marketlink.study.inference.dependence import dependence
from marketlink.study.inference.sample import Sample
from marketlink.study.inference.validity import verdict
from marketlink.study.streamed import Groups
from marketlink.study.tables import rows_of
from marketlink.study.unfinished import Unfinished

SPEC = Spec(windows=((0, 0), (-1, 1), (-5, 5)))
SYMBOLS = ("NVDA", "MU", "AMD", "AVGO", "TSM", "000660.KS", "005930.KS", "NOPE")


def _events(n=160, seed=3):
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        day = np.datetime64("2024-09-20") + rng.integers(-400, 160)
        symbol = SYMBOLS[rng.integers(0, len(SYMBOLS))]
        clock = f"{day}T{rng.integers(0, 24):02}:30:00Z" if i % 5 == 0 else None
        date = None if clock or i == 7 else str(day)
        rows.append((f"e{i}", symbol, date, clock, "ab"[i % 2]))
    return rows


@pytest.fixture
def con():
    return _con(_events())


@pytest.fixture(autouse=True)
def _small_buckets(monkeypatch):
    monkeypatch.setattr(scale, "BUCKET", 3)


def _fits(con, out):
    rows = con.execute(
        f"select row_number() over () - 1 as fit, * from read_parquet('{out}/fits/*.parquet')"
    ).fetchnumpy()
    return {k: np.ma.filled(v, np.nan) if v.dtype.kind == "f" else v for k, v in rows.items()}


def test_streamed_fits_and_outcomes_equal_the_small_path_bit_for_bit(con, tmp_path):
    solved = solve(con, SPEC)
    _, outcomes, _ = large.run_large(con, SPEC, tmp_path, threads=2)
    fits = _fits(con, tmp_path)
    mapped = con.execute(f"select * from read_parquet('{tmp_path}/mapped.parquet')").fetchall()
    assert [row[3] for row in mapped] == solved.outcome.tolist()
    assert sum(outcomes.values()) == len(mapped)
    days = solved.windows.events.day0
    for place, row in enumerate(solved.ready.tolist()):
        fit = mapped[row][5]
        assert np.datetime64(mapped[row][4]) == days[row]
        if solved.outcome[row] != "ok":
            continue
        assert fits["alpha"][fit] == solved.fits.coef[place, 0]
        assert fits["beta"][fit] == solved.fits.coef[place, 1]
        assert fits["scar_-5_5"][fit] == solved.fits.scar[place, 2]
        assert fits["ar_0"][fit] == solved.fits.ar[place, 0 - solved.request.plan.path[0]]
    assert len(fits["fit"]) == len(set(solved.request.at.tolist())) < len(solved.ready)


SUMMED = (
    *("cross-sectional-t", "patell", "bmp", "rank", "sign", "generalised-sign", "cda-t"),
    *("minimum-detectable", "equivalence"),
)


def test_statistics_from_sums_equal_those_from_the_panel(con, tmp_path):
    panel = panel_of(solve(con, SPEC))
    tables, _, _ = large.run_large(con, SPEC, tmp_path, bound=0.02)
    key = ("group", "tau_from", "tau_to", "statistic")
    found = {tuple(r[k] for k in key): r for r in rows_of(tables["tests"])}
    wanted = {tuple(r[k] for k in key): r for r in battery(panel, bound=0.02)}
    for at in found:
        if at[3] in SUMMED:
            for name in ("value", "df", "p", "n"):
                ours, theirs = found[at][name], wanted[at][name]
                assert (ours is None) == (theirs is None), (at, name)
                assert ours is None or ours == pytest.approx(theirs, rel=1e-7), (at, name)
        else:
            assert found[at]["value"] == pytest.approx(wanted[at]["value"], rel=0.2), at
    assert {at[3] for at in found} == {*SUMMED, "kp-patell", "kp-bmp"}
    average_of = average.average(panel)
    for name in ("n", "aar", "aar_se", "caar", "caar_se"):
        np.testing.assert_allclose(tables["average"][name], average_of[name], rtol=1e-9, atol=1e-12)


def test_facts_from_sums_are_those_of_the_panel(tmp_path):
    rng = np.random.default_rng(8)
    days = [np.datetime64("2024-03-01") + d for d in rng.integers(0, 300, 12)]
    news = [(f"e{i}", s, str(d), None, "a") for i, (d, s) in enumerate(product(days, SYMBOLS[:7]))]
    con = _con(news)
    work = scale.prepare(con, SPEC)
    with Unfinished.of(tmp_path, work, SPEC, con) as kept:
        for number, mine, answer in scale.answers(work, 1, 0, kept.write_fits):
            kept.take(number, mine, answer)
    groups = Groups(kept.sums, work.context.shape, work.context.plan, work.groups, ranks=True)
    panel = panel_of(solve(con, SPEC))
    windows = [panel.ar_dates[:, panel.columns(w)] for w in panel.windows]
    shared = dependence(panel.residuals, panel.est_dates, windows, panel.exchanges)
    for w, window in enumerate(SPEC.windows):
        one = {k: float(v[0, w]) for k, v in streamed._moments(groups).items()}
        ours = streamed.facts_of(groups, 0, w, one)
        theirs = Sample(panel, window, shared[w]).facts
        for name in ("n", "days", "dof", "reach", "missing"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name)), name
        assert ours.overlap == pytest.approx(theirs.overlap, abs=0.03)
        for name in ("r_bar", "r_window"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), abs=0.12), name
        for name in ("skewness", "kurtosis", "variance_ratio"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=0.25), name
        assert ours.inflation == pytest.approx(theirs.inflation, rel=0.35)
        assert verdict("cross-sectional-t", ours)[0] is verdict("cross-sectional-t", theirs)[0]


def test_bytes_do_not_depend_on_threads_or_an_interruption(con, tmp_path, monkeypatch):
    one, _, _ = large.run_large(con, SPEC, tmp_path / "one", threads=1)
    solve_bucket, calls = scale.solve_bucket, []

    def fails(*arguments, **more):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return solve_bucket(*arguments, **more)

    monkeypatch.setattr(scale, "solve_bucket", fails)
    with pytest.raises(KeyboardInterrupt):
        large.run_large(con, SPEC, tmp_path / "two", threads=1)
    assert [p.name for p in (tmp_path / "two").iterdir()] == [".unfinished"]
    two, _, _ = large.run_large(con, SPEC, tmp_path / "two", threads=2)
    total = -(-len(SYMBOLS) // scale.BUCKET) + 1
    assert len(calls) <= 3 + total - 2 + 1
    names = [p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.parquet")]
    assert len(names) > 2
    assert sorted(p.name for p in (tmp_path / "two").iterdir()) == ["fits", "mapped.parquet"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    for key, column in one["tests"].items():
        assert np.array_equal(column, two["tests"][key], equal_nan=column.dtype.kind == "f"), key


def test_sums_are_the_same_bits_in_any_order_and_partition():
    rng = np.random.default_rng(5)
    values = np.hstack([rng.standard_normal((4000, 3)), 1e3 * rng.standard_t(2, (4000, 1))])
    counts = rng.integers(0, 5, (3, 4000)).astype(float)
    whole = group._product(counts, values)
    turn = rng.permutation(4000)
    parts = sum(group._product(counts[:, c], values[c]) for c in np.array_split(turn, 7))
    assert np.array_equal(whole, parts)
    np.testing.assert_allclose(streamed.value(whole), counts @ values, rtol=1e-11, atol=1e-8)


def test_estimate_agrees_with_the_engine(con):
    solved = solve(con, SPEC)
    layout, ready = solved.request.layout, solved.ready
    owner = np.repeat(np.arange(len(layout.start)), layout.size)
    known = np.isfinite(layout.y) & np.isfinite(layout.X[0])
    returns = {
        "series": owner[known], "idx": (np.arange(len(owner)) - layout.start[owner])[known],
        "y": layout.y[known], "x": layout.X[0][known],
    }  # fmt: skip
    series = solved.windows.events.series[ready]
    events = {"series": series, "idx": solved.request.at - layout.start[series]}
    table = scale.estimate(events, returns, solved.request.plan)
    place = {
        k: i
        for i, k in enumerate(zip(table["series"].tolist(), table["idx"].tolist(), strict=True))
    }
    rows = [place[k] for k in zip(events["series"].tolist(), events["idx"].tolist(), strict=True)]
    assert np.array_equal(table["car_-1_1"][rows], solved.fits.car[:, 1], equal_nan=True)
    assert len(table["idx"]) == len(set(place))


def test_a_later_day_in_the_file_changes_no_earlier_fit(con, tmp_path):
    early = replace(SPEC, as_of=np.datetime64("2025-02-20").item())
    large.run_large(con, early, tmp_path / "early")
    large.run_large(con, SPEC, tmp_path / "late")
    first, second = _fits(con, tmp_path / "early"), _fits(con, tmp_path / "late")
    later = {
        (s, str(d)): i
        for i, (s, d) in enumerate(zip(second["symbol"], second["day0"], strict=True))
    }
    rows = [later[s, str(d)] for s, d in zip(first["symbol"], first["day0"], strict=True)]
    for name in ("alpha", "beta", "sigma", "ar_0"):
        assert np.array_equal(first[name], second[name][rows], equal_nan=True), name


def test_the_command_streams_a_large_study_into_the_same_tables(tmp_path, monkeypatch):
    from study_files import study_files, tables, write

    from marketlink.resources import data_path
    from marketlink.study import run

    rows = [(e, s, d or "", c or "", g) for e, s, d, c, g in _events() if d or c]
    events = write(tmp_path / "e.csv", "event_id,symbol,date,instant,group", rows)
    prices = data_path("excerpt", "prices.csv")
    study_files(events, prices, SPEC, out=tmp_path / "small")
    monkeypatch.setattr(run, "LARGE", 10)
    study_files(events, prices, SPEC, out=tmp_path / "large")
    small, big = tables(tmp_path / "small"), tables(tmp_path / "large")
    same = ("event_id", "symbol", "exchange", "instant", "outcome", "alpha", "beta", "sigma")
    same += ("n_est", "n_missing", "overlap", "r2")
    for one, two in zip(small["events"], big["events"], strict=True):
        assert {k: one[k] for k in same} == {k: two[k] for k in same}
        if two["day0"]:
            assert (one["day0"], one["rule"]) == (two["day0"], two["rule"])
    for one, two in zip(small["cars"], big["cars"], strict=True):
        for name in ("event_id", "tau_from", "tau_to", "car", "car_se", "t", "p_t", "scar", "bhar"):
            assert one[name] == two[name]
    assert {"tests", "average", "study", "events", "cars"} <= big.keys()


def test_windows_longer_than_a_year_stay_inside_the_dates(con, tmp_path):
    far = replace(SPEC, window=(-10, 420), windows=((0, 420),))
    tables, outcomes, _ = large.run_large(con, far, tmp_path)
    panel = panel_of(solve(con, far))
    first = tables["average"]["tau"] == 0
    assert outcomes["ok"] == len(panel)
    assert tables["average"]["n"][first].sum() == np.isfinite(panel.ar[:, 10]).sum()


def test_prices_that_cannot_be_spoil_an_event_window_in_both_paths(con, tmp_path):
    con.execute(
        "update input_price set total = 0 where symbol in ('AMD', 'MU', 'NVDA', 'TSM')"
        " and session between date '2024-10-01' and date '2024-11-30'"
    )
    short = replace(SPEC, window=(-1, 1), windows=((0, 0),))
    solved = solve(con, short)
    large.run_large(con, short, tmp_path)
    mapped = con.execute(f"select outcome from read_parquet('{tmp_path}/mapped.parquet')")
    assert [row[0] for row in mapped.fetchall()] == solved.outcome.tolist()
    assert "nonpositive_price" in solved.outcome


def test_events_that_are_all_the_same_have_no_spread_to_divide_by(tmp_path):
    con = _con([(f"e{i}", "NVDA", "2025-01-27", None, "a") for i in range(300)])
    tables, _, _ = large.run_large(con, SPEC, tmp_path)
    summed = {r["statistic"]: r for r in rows_of(tables["tests"]) if r["tau_from"] == -1}
    held = {r["statistic"]: r for r in battery(panel_of(solve(con, SPEC))) if r["tau_from"] == -1}
    for rows in (summed, held):
        for name in ("cross-sectional-t", "bmp", "kp-bmp"):
            assert rows[name]["value"] is None
            assert not rows[name]["valid"]
        assert rows["cda-t"]["value"] == pytest.approx(summed["cda-t"]["value"], rel=1e-7)


def test_a_large_study_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    from study_files import study_files, write

    from marketlink.resources import data_path
    from marketlink.study import run

    monkeypatch.setattr(run, "LARGE", 2)
    rows = [(str(i), "NVDA", f"2025-01-{day}") for i, day in enumerate((14, 21, 27))]
    events = write(tmp_path / "e.csv", "event_id,symbol,date", rows)
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="cannot be written to"):
        study_files(events, data_path("excerpt", "prices.csv"), SPEC, out=tmp_path / "taken")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Unfinished, "write_fits", full)
    with pytest.raises(InputError, match="No space left"):
        study_files(events, data_path("excerpt", "prices.csv"), SPEC, out=tmp_path / "full")


def test_a_streamed_group_of_one_event_with_a_small_car_has_no_cross_section():
    assert np.isnan(streamed._deviation(1.0, -0.00013326083393394583, 1.7758452486305032e-08))
