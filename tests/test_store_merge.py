"""Merging: tails that agree are joined on, histories that changed are replaced and recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from marketlink.errors import InputError
from marketlink.records.price import Action, Flag, History, Listing, RawBar, RefreshRun
from marketlink.store import Store
from marketlink.store.merge import RECENT

DAY = date(2025, 3, 3)
FETCHED = datetime(2025, 3, 20, tzinfo=UTC)


def bar(n, close, adj=None, volume=100.0):
    return RawBar(DAY + timedelta(n), close, close, close, close, volume, adj or close)


def history(*bars, symbol="ABC", source="yahoo", at=FETCHED, whole=True, actions=(), flags=()):
    listing = Listing(symbol, "XNYS", "USD", name=f"{symbol} Inc.")
    return History(listing, source, at, tuple(bars), tuple(actions), tuple(flags), whole)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    with Store.open(path, "write") as store:
        store.merge([history(bar(0, 10.0), bar(1, 11.0), bar(2, 12.0))])
    return path


def closes(store, symbol="ABC"):
    return [item.close for item in store.bars(symbol)]


def test_a_tail_that_agrees_is_joined_on_and_keeps_the_vintage(path):
    later = FETCHED + timedelta(3)
    with Store.open(path, "write") as store:
        done = store.merge(
            [history(bar(1, 11.0), bar(2, 12.0), bar(3, 13.0), at=later, whole=False)]
        )
        assert (done.inserted, done.changed, done.revisions, done.drifted) == (1, 0, (), ())
        assert closes(store) == [10.0, 11.0, 12.0, 13.0]
        assert store.con.execute("select distinct source, vintage from bar").fetchall() == [
            ("yahoo", FETCHED)
        ]


def test_merging_the_same_tail_twice_changes_nothing(path):
    tail = history(bar(2, 12.0), bar(3, 13.0), whole=False)
    with Store.open(path, "write") as store:
        store.merge([tail])
        again = store.merge([tail])
        assert (again.inserted, again.changed) == (0, 0)
        assert closes(store) == [10.0, 11.0, 12.0, 13.0]


def test_a_volume_revised_by_the_source_is_updated_in_place(path):
    with Store.open(path, "write") as store:
        done = store.merge([history(bar(2, 12.0, volume=250.0), whole=False)])
        assert (done.inserted, done.changed, done.drifted) == (0, 1, ())
        assert store.bars("ABC")[-1].volume == 250.0


def test_a_tail_on_another_basis_is_left_out_and_named(path):
    other = history(bar(0, 5.0), symbol="XYZ")
    tail = history(bar(2, 1.2), bar(3, 1.3), whole=False, actions=[Action(DAY, "split", 10.0)])
    with Store.open(path, "write") as store:
        done = store.merge([tail, other])
        (drift,) = done.drifted
        assert (drift.symbol, drift.why, drift.changed) == ("ABC", "split", 1)
        assert drift.session == DAY + timedelta(2)
        assert drift.ratio == pytest.approx(0.1)
        assert closes(store) == [10.0, 11.0, 12.0]
        assert store.actions("ABC") == ()
        assert closes(store, "XYZ") == [5.0]


def test_a_whole_history_replaces_and_leaves_a_revision(path):
    fresh = history(
        bar(0, 1.0), bar(1, 1.1), bar(2, 1.2), bar(3, 1.3),
        at=FETCHED + timedelta(1), actions=[Action(DAY + timedelta(3), "split", 10.0)],
    )  # fmt: skip
    with Store.open(path, "write") as store:
        done = store.merge([fresh])
        assert closes(store) == [1.0, 1.1, 1.2, 1.3]
        (revision,) = store.revisions("ABC")
        assert done.revisions == (revision,)
        assert (revision.why, revision.changed) == ("split", 3)
        assert revision.ratio == pytest.approx(0.1)
        assert store.holdings()[0].vintage == FETCHED + timedelta(1)


@pytest.mark.parametrize(
    ("bars", "actions", "why"),
    [
        ((bar(0, 10.0, 9.9), bar(1, 11.0, 10.9), bar(2, 12.0)),
         (Action(DAY + timedelta(2), "dividend", 0.1),), "dividend"),
        ((bar(0, 10.0), bar(1, 11.5), bar(2, 12.0)), (), "correction"),
        ((bar(0, 10.0), bar(2, 12.0)), (), "correction"),
    ],
)  # fmt: skip
def test_a_revision_says_what_changed(path, bars, actions, why):
    with Store.open(path, "write") as store:
        store.merge([history(*bars, actions=actions)])
        assert [item.why for item in store.revisions()] == [why]


def test_a_whole_history_that_only_grew_is_no_revision(path):
    with Store.open(path, "write") as store:
        done = store.merge([history(bar(0, 10.0), bar(1, 11.0), bar(2, 12.0), bar(3, 13.0))])
        assert (done.inserted, done.revisions) == (1, ())


def test_never_two_sources_in_one_history(path):
    with Store.open(path, "write") as store:
        done = store.merge([history(bar(2, 12.0), bar(3, 13.0), source="files", whole=False)])
        assert [item.why for item in done.drifted] == ["source"]
        store.merge([history(bar(2, 12.0), bar(3, 13.0), source="files")])
        assert [item.why for item in store.revisions()] == ["source"]
        assert store.con.execute("select distinct source from bar").fetchall() == [("files",)]


def test_a_tail_without_a_shared_session_is_not_joined_on(path):
    with Store.open(path, "write") as store:
        done = store.merge([history(bar(9, 19.0), whole=False)])
        assert [item.why for item in done.drifted] == ["no overlap"]
        assert len(store.bars("ABC")) == 3


def test_the_tail_of_an_unknown_symbol_is_its_history(path):
    with Store.open(path, "write") as store:
        done = store.merge([history(bar(9, 19.0), symbol="NEW", whole=False)])
        assert (done.inserted, done.drifted) == (1, ())
        assert [item.symbol for item in store.holdings()] == ["ABC", "NEW"]


def test_drift_is_found_without_writing(path):
    with Store.open(path) as store:
        found = store.drift([history(bar(2, 1.2), whole=False)])
    assert [item.symbol for item in found] == ["ABC"]


def test_flags_are_replaced_for_the_sessions_that_arrived(path):
    stale = Flag("ABC", DAY + timedelta(2), "stale-close", "flag", "close repeated")
    halt = Flag("ABC", DAY, "halt", "skip", "no trade")
    with Store.open(path, "write") as store:
        store.merge([history(*store.bars("ABC"), flags=[stale, halt])])
        assert store.flags("ABC") == (halt, stale)
        assert store.con.execute("select session from price order by 1").fetchall() == [
            (DAY + timedelta(1),), (DAY + timedelta(2),)
        ]  # fmt: skip
        store.merge([history(bar(2, 12.0), whole=False)])
        assert store.flags("ABC") == (halt,)
        assert store.flags("ABC", DAY + timedelta(1), DAY + timedelta(2)) == ()


def test_doubles_are_refused_and_nothing_is_written(path):
    with Store.open(path, "write") as store:
        with pytest.raises(InputError, match="XYZ has two bars on 2025-03-03"):
            store.merge([history(bar(0, 1.0), bar(0, 2.0), symbol="XYZ")])
        with pytest.raises(InputError, match="XYZ comes twice"):
            store.merge([history(bar(0, 1.0), symbol="XYZ")] * 2)
        assert [item.symbol for item in store.holdings()] == ["ABC"]


def test_a_run_is_recorded_with_what_its_merge_did(path):
    run = RefreshRun(
        "r1", FETCHED, FETCHED + timedelta(seconds=3), "partial", 2, errors=(("BAD", "없음"),)
    )
    with Store.open(path, "write") as store:
        store.merge([history(bar(2, 12.0), bar(3, 13.0), whole=False)], run)
        store.write_run(replace(run, run="r2", started=FETCHED + timedelta(1), errors=()))
        assert store.runs() == (
            replace(run, run="r2", started=FETCHED + timedelta(1), errors=()),
            replace(run, inserted=1),
        )


def test_recent_sessions_of_a_long_history_lie_together_behind_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr("marketlink.store.merge.LONG", 1)
    long = [history(*(bar(n, 10.0 + n) for n in range(90)), symbol=s) for s in ("ABC", "XYZ")]
    path = tmp_path / "long.duckdb"
    with Store.open(path, "write") as store:
        assert store.merge(long).inserted == 180
        order = store.con.execute(
            "select symbol, session from raw_bar join history on id = history"
            " order by raw_bar.rowid"
        ).fetchall()
        recent = [row for row in order if row[1] > DAY + timedelta(89) - RECENT]
        assert len(recent) == 2 * RECENT.days
        assert order == sorted(set(order) - set(recent)) + sorted(recent)
        tail = [bar(88, 98.0, volume=7.0), bar(89, 99.0), bar(90, 100.0)]
        done = store.merge([history(*tail, symbol="XYZ", whole=False)])
        assert (done.inserted, done.changed) == (1, 1)
        assert closes(store, "XYZ") == [10.0 + n for n in range(91)]
