"""A study in buckets of symbols, each solved apart: the bytes of the study in one place."""

from __future__ import annotations

import pickle
from collections import defaultdict

import pytest
from embedded_study import SPEC, connection, random_events

from marketlink.errors import InputError
from marketlink.records.study import Spec
from marketlink.study import bucket, groups, run
from marketlink.study.facts import summed_up
from marketlink.study.partition import RunOptions
from marketlink.study.runner import fetched

pa = pytest.importorskip("pyarrow", reason="the spark extra is not installed")


class Apart:
    """A cluster in this process that hands everything over as bytes."""

    def __init__(self, held):
        self.held = [pickle.dumps(one) for one in held]

    def gather(self, work, put):
        pieces = defaultdict(list)
        for one in self.held:
            for number, piece in pickle.loads(pickle.dumps(work))(pickle.loads(one)):
                pieces[number].append(pickle.dumps((number, piece)))
        for number in sorted(pieces, reverse=True):
            yield put(number, [pickle.loads(one)[1] for one in reversed(pieces[number])])


def _in_buckets(con, spec, asked, buckets):
    job, parts = bucket.cut(con, spec, asked, buckets)
    solved = [bucket.solve_bucket(pickle.loads(pickle.dumps(job)), *one) for one in parts]
    facts, *more = [one.facts for one in solved]
    for one in more:
        facts.join(one)
    parts = bucket.OnCluster(spec, job.scope.groups, Apart([one.recipe for one in solved]))
    done = summed_up(con, job.options, facts, parts, ((), job.scope))
    rows = {
        name: pa.concat_tables([one.tables[name] for one in solved], promote_options="default")
        .sort_by([("place", "ascending"), ("step", "ascending")])
        .drop_columns(["place", "step"])
        for name in solved[0].tables
    }
    return rows, done, facts


@pytest.mark.parametrize("large", [10, 40, 10**9])
@pytest.mark.parametrize("buckets", [1, 3, 7])
def test_buckets_give_the_bytes_of_one_place(monkeypatch, large, buckets):
    monkeypatch.setattr(groups, "LARGE", large)
    events = [*random_events(), ("e3", "AMD", "2024-09-03", None, "a"), ("e4", None, "2024-09-03")]
    whole = run.study_relations(connection(events), SPEC, RunOptions(bound=0.02))
    con = connection(events)
    assert whole.outcomes["duplicate_id"] == 2
    rows, done, facts = _in_buckets(con, SPEC, RunOptions(bound=0.02), buckets)
    assert facts.outcomes == whole.outcomes
    assert done.warnings == whole.warnings
    for name, table in rows.items():
        con.register(f"apart_{name}", table)
        con.execute(f"create or replace temp view study_out_{name} as from apart_{name}")
    found = {name: fetched(con, name) for name in rows} | done.tables
    assert found.keys() == whole.tables.keys()
    for name, table in whole.tables.items():
        for column, values in table.items():
            assert repr(found[name][column].tolist()) == repr(values.tolist()), (name, column)


@pytest.mark.parametrize("model", ["garch", "abnormal-volume", "rolling"])
def test_models_that_are_no_one_regression_run_in_buckets(model):
    events, spec = random_events(14), Spec(model=model, windows=((0, 0), (-1, 1)))
    whole = run.study_relations(connection(events), spec, RunOptions())
    rows, done, facts = _in_buckets(connection(events), spec, RunOptions(), 2)
    assert facts.outcomes == whole.outcomes
    cars, theirs = rows["cars"].to_pydict(), whole.tables["cars"]
    for column in ("event_id", "car", "scar", "p_t"):
        mine = [float("nan") if one is None else one for one in cars[column]]
        assert repr(mine) == repr(theirs[column].tolist()), column
    assert repr(done.tables["tests"]["p"].tolist()) == repr(whole.tables["tests"]["p"].tolist())


def test_a_model_that_needs_all_companies_is_refused_by_name():
    with pytest.raises(InputError, match="compares each stock with all others"):
        bucket.cut(connection(random_events()), Spec(model="leave-one-out"), RunOptions(), 2)
