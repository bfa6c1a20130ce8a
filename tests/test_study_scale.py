"""One engine at every size: the same tables, statistics and bits in any partitioning."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from embedded_study import SPEC, SYMBOLS, connection, random_events

from marketlink.errors import InputError
from marketlink.study import groups, inputs, run, runner
from marketlink.study import writing as kept
from marketlink.study.cross_section import Regress, cross_section
from marketlink.study.engine import solve
from marketlink.study.inference import adding, band, sums
from marketlink.study.inference.pooled import facts_of
from marketlink.study.inference.statistics import MEANS, STATISTICS
from marketlink.study.inference.validity import is_met
from marketlink.study.partition import RunOptions
from marketlink.study.solved import panel_of
from marketlink.study.tables import rows_of


@pytest.fixture
def con():
    return connection(random_events())


def _written(con, out, spec=SPEC, **asked):
    run.study_relations(con, spec, RunOptions(**asked), out=out, fmt="parquet")
    return {path.name: path.read_bytes() for path in out.iterdir()}


def _tests(con, spec=SPEC, **asked):
    done = run.study_relations(con, spec, RunOptions(**asked))
    key = ("group", "tau_from", "tau_to", "statistic")
    return done, {tuple(r[k] for k in key): r for r in rows_of(done.tables["tests"])}


@pytest.mark.parametrize("large", [10, 40, 10**9])
def test_bytes_do_not_depend_on_partitions_threads_or_where_rows_are_kept(
    con, tmp_path, monkeypatch, large
):
    monkeypatch.setattr(groups, "LARGE", large)
    whole = _written(con, tmp_path / "whole")
    monkeypatch.setattr(inputs, "symbols_together", lambda *_: 3)
    monkeypatch.setattr(groups, "BATCH", 20)
    assert _written(con, tmp_path / "parts", threads=2) == whole
    monkeypatch.setattr(kept, "HELD_TO", 10)
    assert _written(con, tmp_path / "files") == whole
    monkeypatch.setattr("marketlink.study.solved.FITS_IN_MEMORY", 50)
    monkeypatch.setattr(runner, "LAID", 9)
    assert _written(con, tmp_path / "again", threads=2) == whole
    assert set(whole) == {
        f"{name}.parquet" for name in ("events", "abnormal", "cars", "tests", "average", "study")
    }


def test_a_regression_takes_the_events_in_input_order_whatever_the_partitions(con, monkeypatch):
    sizes = {"size": {f"e{i}": float(i % 7) for i in range(160)}}
    asked = Regress(("size",), errors="cluster", clusters=("company",)), sizes

    def regression():
        done = run.study_relations(con, SPEC, RunOptions(), regress=asked)
        return {name: column.tolist() for name, column in done.tables["regression"].items()}

    whole = regression()
    monkeypatch.setattr(inputs, "symbols_together", lambda *_: 3)
    assert regression() == whole
    panel = panel_of(solve(con, SPEC))
    rows = np.argsort(panel.day0, kind="stable")
    known = {"size": np.array([sizes["size"][panel.event_ids[row]] for row in rows])}
    plain = cross_section(panel.car[rows, 0], known)
    assert whole["estimate"][:2] == [line.estimate for line in plain.coefficients]


CORRELATED = ("kp-patell", "kp-bmp")
DRAWN = ("block-bootstrap", "wild-bootstrap", "skewness-t", "permutation")


def test_a_large_group_has_the_statistics_of_a_small_one(con, monkeypatch):
    _, small = _tests(con, bound=0.02)
    monkeypatch.setattr(groups, "LARGE", 10)
    _, large = _tests(con, bound=0.02)
    assert large.keys() == small.keys()
    assert {at[3] for at in large} == set(STATISTICS)
    for at, one in large.items():
        other = small[at]
        near = 0.25 if at[3] in CORRELATED else 1e-6
        for name in ("value", "df", "n"):
            assert (one[name] is None) == (other[name] is None), (at, name)
            assert one[name] is None or one[name] == pytest.approx(other[name], rel=near), (
                at,
                name,
            )
        if at[3] not in CORRELATED and one["p"] is not None:
            assert one["p"] == pytest.approx(other["p"], abs=0.02 if at[3] in DRAWN else 1e-6), at


def test_averages_of_a_large_group_are_those_of_a_small_one(con, monkeypatch):
    small, _ = _tests(con)
    monkeypatch.setattr(groups, "LARGE", 10)
    large, _ = _tests(con)
    ours, theirs = large.tables["average"], small.tables["average"]
    for name in ("n", "aar", "caar"):
        np.testing.assert_allclose(ours[name], theirs[name], rtol=1e-8, atol=1e-12)


def test_a_large_group_s_error_takes_a_stretch_of_time_for_one_observation(con, monkeypatch):
    monkeypatch.setattr(groups, "LARGE", 10)
    monkeypatch.setattr(band, "FEWEST", 5)
    done, _ = _tests(con)
    ours = done.tables["average"]
    assert set(ours["band_from"]) == {"clustered"}
    panel = panel_of(solve(con, SPEC))
    mine = panel.members()["a"]
    ar, day = panel.ar[mine], panel.day0[mine]
    length = band.stretch_days(20)
    for name, values in (("aar_se", ar), ("caar_se", np.cumsum(ar, axis=1))):
        own = ours[name][ours["group"] == "a"]
        found = {}
        for start in range(length):  # where the first stretch begins is the engine's own matter
            stretch = (day - start) // length
            rest = values - values.mean(axis=0)
            sums = np.array([rest[stretch == one].sum(axis=0) for one in np.unique(stretch)])
            count = len(sums)
            found[start] = np.sqrt((sums**2).sum(axis=0) * count / (count - 1)) / len(values)
        assert min(np.abs(one / own - 1).max() for one in found.values()) < 1e-6
    monkeypatch.setattr(band, "FEWEST", 1_000)
    few = _tests(con)[0].tables["average"]
    assert set(few["band_from"]) == {None}
    assert np.isnan(few["aar_se"]).all()


def test_facts_from_sums_are_those_of_the_panel():
    rng = np.random.default_rng(8)
    days = [np.datetime64("2024-03-01") + d for d in rng.integers(0, 300, 12)]
    news = [
        (f"e{i}", symbol, str(day), None, "a")
        for i, (day, symbol) in enumerate((d, s) for d in days for s in SYMBOLS[:5])
    ]
    solved = solve(connection(news), SPEC)
    panel = panel_of(solved)
    counted = groups.Census.of(solved)
    dates = counted.last - counted.first + 1
    total = sums.GroupSums(
        sums.SumsFrame(solved.request.plan, solved.spec.window, counted.first, dates)
    )
    groups.add_part({0: total}, adding.add, solved)
    sums.settle(total)
    groups.add_part({0: total}, adding.add_earlier, solved)
    from marketlink.study.inference.sample import Sample, stacks_of

    (stack,) = stacks_of(replace(panel, exchanges=()))
    for w, window in enumerate(SPEC.windows):
        ours, (theirs,) = facts_of(total, w), Sample.of(stack, window).facts
        for name in ("n", "days", "dof", "reach", "missing", "blocks", "dates"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name)), name
        for name in ("overlap", "skewness", "kurtosis"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-4), name
        for name in ("r_bar", "r_window"):
            assert getattr(ours, name) == pytest.approx(getattr(theirs, name), abs=0.06), name
        assert ours.inflation == pytest.approx(theirs.inflation, rel=0.2)
        assert is_met(MEANS, ours) is is_met(MEANS, theirs)


def test_asking_for_one_more_window_changes_no_other_number(con):
    for model in ("market", "rolling"):
        one, few = _tests(con, replace(SPEC, model=model, windows=((0, 0), (-1, 1))))
        other, more = _tests(con, replace(SPEC, model=model, windows=((0, 0), (-1, 1), (-30, 30))))
        for at, row in few.items():
            for name, value in row.items():
                assert value == more[at][name], (model, at, name)
        kept = [
            r for r in rows_of(other.tables["cars"]) if (r["tau_from"], r["tau_to"]) != (-30, 30)
        ]
        assert kept == list(rows_of(one.tables["cars"]))
        for table in ("abnormal", "average"):
            assert rows_of(other.tables[table]) == rows_of(one.tables[table])


def test_what_a_size_leaves_out_is_named_and_can_be_asked_for(con, monkeypatch):
    monkeypatch.setattr(runner, "PATHS_TO", 10)
    monkeypatch.setattr(runner, "DAILY_TO", 20)
    done, _ = _tests(con)
    assert "abnormal" not in done.tables
    assert np.isnan(done.tables["cars"]["p_filtered"]).all()
    told = [
        "the table abnormal is left out above 10 events: --full writes it",
        "volatility, p_filtered, car_low and car_high are left out above 20 events: --full writes"
        " them",
    ]
    assert set(told) <= set(done.warnings)
    asked, _ = _tests(con, full=True)
    assert "abnormal" in asked.tables
    assert np.isfinite(asked.tables["cars"]["p_filtered"]).any()
    assert not set(told) & set(asked.warnings)


def test_a_run_goes_on_where_it_was_interrupted_and_gives_the_same_bytes(
    con, tmp_path, monkeypatch
):
    whole = _written(con, tmp_path / "whole")
    monkeypatch.setattr(inputs, "symbols_together", lambda *_: 3)
    monkeypatch.setattr(kept, "HELD_TO", 10)
    lay_out, calls = runner.lay_out, []

    def fails(*arguments, **more):
        calls.append(arguments[1])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return lay_out(*arguments, **more)

    monkeypatch.setattr(runner, "lay_out", fails)
    with pytest.raises(KeyboardInterrupt):
        _written(con, tmp_path / "again")
    (left,) = (tmp_path / "again").iterdir()
    assert left.name.startswith(kept.HIDDEN)
    assert _written(con, tmp_path / "again") == whole
    assert calls.count(0) == calls.count(1) == 1
    assert calls[-1] == 2
    with pytest.raises(ZeroDivisionError):
        monkeypatch.setattr(runner, "lay_out", lambda *_, **__: 1 / 0)
        _written(con, tmp_path / "failed")
    assert list((tmp_path / "failed").iterdir()) == []


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import test_study_scale as scale
from marketlink.study import inputs, runner, writing

inputs.symbols_together, writing.HELD_TO = (lambda *_: 3), 10
lay_out = runner.lay_out

def kill(held, number, solved, **more):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    lay_out(held, number, solved, **more)

runner.lay_out = kill
scale._written(scale.connection(scale.random_events()), Path(sys.argv[2]))
"""


def test_a_run_goes_on_after_a_kill(con, tmp_path, monkeypatch):
    whole = _written(con, tmp_path / "whole")
    out = tmp_path / "killed"
    asked = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(out)]
    assert subprocess.run(asked, check=False).returncode == -signal.SIGKILL
    monkeypatch.setattr(inputs, "symbols_together", lambda *_: 3)
    monkeypatch.setattr(kept, "HELD_TO", 10)
    lay_out, calls = runner.lay_out, []
    monkeypatch.setattr(
        runner, "lay_out", lambda held, number, solved, **more: (
            calls.append(number), lay_out(held, number, solved, **more))
    )  # fmt: skip
    assert _written(con, out) == whole
    assert 0 not in calls
    assert 2 in calls


def test_sums_are_the_same_bits_in_any_order_and_partition():
    rng = np.random.default_rng(5)
    values = np.hstack([rng.standard_normal((4000, 3)), 1e3 * rng.standard_t(2, (4000, 1))])
    weight = rng.integers(0, 5, 4000).astype(float)
    whole, parts = {}, {}

    def add(total, some):
        high, low = sums.halves(values[some])
        sums.added(total, {"both": (weight[some] @ high, weight[some] @ low)})

    add(whole, slice(None))
    for some in np.array_split(rng.permutation(4000), 7):
        add(parts, some)
    for one, other in zip(whole["both"], parts["both"], strict=True):
        assert np.array_equal(one, other)
    np.testing.assert_allclose(sums.value_of(whole["both"]), weight @ values, rtol=1e-11, atol=1e-8)


def test_a_later_day_in_the_file_changes_no_earlier_number(con):
    early = replace(SPEC, as_of=np.datetime64("2025-02-20").item())
    first, _ = _tests(con, early)
    second, _ = _tests(con)
    late = {r["event_id"]: r for r in rows_of(second.tables["events"])}
    compared = 0
    for row in rows_of(first.tables["events"]):
        if row["outcome"] == "ok":
            compared += 1
            for name in ("day0", "alpha", "beta", "sigma", "n_est"):
                assert row[name] == late[row["event_id"]][name], name
    assert compared > 50


def test_windows_longer_than_a_year_stay_inside_the_dates(con):
    done, tests = _tests(con, replace(SPEC, window=(-10, 420), windows=((0, 100),)))
    assert done.outcomes["ok"] > 50
    assert done.tables["average"]["n"].max() > 30
    assert max(r["n"] for r in tests.values() if r["tau_to"] == 100) > 5


def test_events_that_are_all_the_same_have_no_spread_to_divide_by():
    con = connection([(f"e{i}", "NVDA", "2025-01-27", None, "a") for i in range(300)])
    _, rows = _tests(con)
    for name in ("cross-sectional-t", "bmp", "kp-bmp"):
        assert rows["a", -1, 1, name]["value"] is None
        assert not rows["a", -1, 1, name]["valid"]


def test_a_study_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    from study_files import study_files, write

    from marketlink.resources import data_path

    rows = [(str(i), "NVDA", f"2025-01-{day}") for i, day in enumerate((14, 21, 27))]
    events = write(tmp_path / "e.csv", "event_id,symbol,date", rows)
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="cannot be written to"):
        study_files(events, data_path("excerpt", "prices.csv"), SPEC, out=tmp_path / "taken")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "HELD_TO", 0)
    monkeypatch.setattr(kept.TableRows, "add", full)
    with pytest.raises(InputError, match="No space left"):
        study_files(events, data_path("excerpt", "prices.csv"), SPEC, out=tmp_path / "full")


def test_partitions_hold_work_not_a_number_of_symbols():
    def size(symbols, prices, events):
        rows = range(events)  # only their number counts
        return inputs.symbols_together(symbols, prices, rows)

    assert 700 < size(9_914, 3_340_688, 37_000) < 1_400
    assert 10 < size(503, 1_800_000, 1_000_000) < 40
    assert size(503, 1_800_000, 10**8) > 10  # no more fits than sessions
    assert size(1, 10**9, 10**9) == 1 and size(0, 0, 0) > 1
