"""A study cut into buckets of symbols, each solved where its events and prices lie.

:func:`solve_bucket` is the one engine on one bucket: it returns the rows of the tables, what there
is to say of them, and what it takes to solve the bucket again. The groups are then put together by
:class:`OnCluster`, which asks two things of a cluster: :class:`Cluster`. Spark is one
(:mod:`marketlink.spark`); Ray and Dask are others (docs/spark.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import numpy as np

from marketlink.calendars import EXCHANGES
from marketlink.errors import InputError
from marketlink.store import scratch
from marketlink.store.sql import load, statement
from marketlink.study.engine import read
from marketlink.study.facts import Facts
from marketlink.study.files import lone_closes
from marketlink.study.groups import add_part, of_panels, panel_of_groups
from marketlink.study.inference.sums import GroupSums
from marketlink.study.inputs import factor_names, relation_exists, scope_of
from marketlink.study.markets import name_symbols
from marketlink.study.models import find, regressors
from marketlink.study.partition import Partition, Scope, StudyFrame
from marketlink.study.price_faults import Faults
from marketlink.study.runner import check_prices, define, run, solve_partition
from marketlink.study.writing import TableRows

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.groups import Adding, GroupFound
    from marketlink.study.inference.sums import Settled, SumsFrame
    from marketlink.study.kernel import Ints
    from marketlink.study.panel import Panel
    from marketlink.study.partition import RunOptions
    from marketlink.study.solved import Solved

T = TypeVar("T")
P = TypeVar("P")

EVENTS = (
    "place", "event_id", "symbol", "date", "instant", "group", "exchange", "benchmark", "problem",
)  # fmt: skip
"""Columns of the events of a bucket; ``place`` counts the lines of the whole input."""
PRICES = ("symbol", "date", "close", "adj_close", "ret", "volume", "exchange")
"""Columns of the prices of a bucket."""


class BucketJob(NamedTuple):
    """The inputs that every bucket shares besides its own events and prices.

    ``regressors`` are the prices of everything that may stand as a benchmark or factor, which no
    bucket has among its own; ``factors`` (``session, name, value``) come from factor files, and
    ``ended`` (``symbol, session``) from the store.
    """

    spec: Spec
    options: RunOptions
    scope: Scope
    regressors: pa.Table
    factors: pa.Table | None = None
    ended: pa.Table | None = None


class BucketRecipe(NamedTuple):
    """The inputs that solve a bucket again, to the same bits."""

    spec: Spec
    frame: StudyFrame
    parts: tuple[Partition, ...]
    faults: Faults

    def solved(self) -> Iterator[Solved]:
        """The bucket's partitions, one after another."""
        for part in self.parts:
            yield solve_partition(self.spec, self.frame, part, self.faults)


class SolvedBucket(NamedTuple):
    """A bucket's rows of the tables ``events``, ``abnormal`` and ``cars``, each with the ``place``
    of its event in the input and the ``step`` of the row within the event; what there is to say of
    them; and what it takes to solve the bucket again."""

    tables: dict[str, pa.Table]
    facts: Facts
    recipe: BucketRecipe


def solve_bucket(job: BucketJob, events: pa.Table, prices: pa.Table) -> SolvedBucket:
    """Solve the events of a bucket; events and prices have the columns :data:`EVENTS` and
    :data:`PRICES`, in any order, and every price of a symbol is in the bucket of its events."""
    con = scratch()
    try:
        _relate(con, job, events, prices)
        places = np.sort(events.column("place").to_numpy())
        work = read(con, job.spec, job.scope)
        faults = check_prices(con, job.spec, work)
        with TableRows(con, len(work), None) as rows:
            passed, _ = run(job.spec, job.options, rows, work, faults)
            facts = Facts.of(con, passed, faults, work, places)
            facts.notes += lone_closes(con)
            answered = places[passed.code == 0]
            tables = {
                name: _table(con, name, places if name == "events" else answered)
                for name in define(con, rows, passed.flags)
            }
    finally:
        con.close()
    cut = work.cutter()
    parts = tuple(cut(number) for number in range(work.partitions))
    return SolvedBucket(tables, facts, BucketRecipe(job.spec, work.frame, parts, faults))


def _relate(con: DuckDBPyConnection, job: BucketJob, events: pa.Table, prices: pa.Table) -> None:
    """The relations of a study from a bucket's tables."""
    load(con, "tabular.macros", "tabular.typed")
    tables = {
        "event": events, "price": prices, "regressor": job.regressors, "factor": job.factors,
        "ended": job.ended,
    }  # fmt: skip
    for name, table in tables.items():
        if table is not None:
            con.register(f"bucket_{name}", table)
    for name in ("event", "price", "factor", "ended"):
        if tables[name] is not None:
            con.execute(statement(f"bucket.{name}"))
    load(con, "tabular.typed_count", "inputs.price")


def _table(con: DuckDBPyConnection, name: str, places: Ints) -> pa.Table:
    """A table's rows, which are in the order of the input, with their places."""
    table = con.sql(f"from study_out_{name}").to_arrow_table()
    steps = table.num_rows // max(len(places), 1)
    table = table.append_column("place", [np.repeat(places, steps)])
    return table.append_column("step", [np.tile(np.arange(steps), len(places))])


def refuse_peers(spec: Spec) -> None:
    """Refuse (InputError) a model that compares a stock with all others, which no bucket has."""
    if find(spec.model).peers:
        raise InputError(
            f"The model {spec.model} cannot be solved in buckets of symbols",
            "It compares each stock with all others",
            "--engine local, or another model",
        )


def standing(spec: Spec, scope: Scope, regressors: Sequence[str]) -> set[str]:
    """The symbols that may stand as benchmarks or factors."""
    defaults = {exchange.benchmark for exchange in EXCHANGES.values()}
    return {*scope.stated, *regressors, *defaults, spec.benchmark} - {None}  # type: ignore[return-value]


def deal(con: DuckDBPyConnection, symbols: Iterable[str], buckets: int) -> None:
    """Say in ``study_bucket`` which bucket each symbol is in: one after another in alphabetical
    order, so that the same symbols are always together."""
    names = sorted(set(symbols))
    con.register("dealt", {
        "symbol": np.array(names, dtype=object), "bucket": np.arange(len(names)) % buckets,
    })  # fmt: skip
    con.execute(statement("bucket.deal"))
    con.unregister("dealt")


def whole_scope(con: DuckDBPyConnection, spec: Spec) -> Scope:
    """The scope of a study whose relations are all on a connection."""
    name_symbols(con, spec.as_of)
    scope = scope_of(con)
    events, prices = con.execute(statement("bucket.counts")).fetchall()[0]
    return scope._replace(events=events, prices=prices)


def dealt(
    con: DuckDBPyConnection, spec: Spec, options: RunOptions, buckets: int
) -> tuple[BucketJob, pa.Table, pa.Table]:
    """A study on the relations of a connection: what every bucket needs, and the events and prices
    of all buckets, with the number of theirs in ``bucket``.

    Raises
    ------
    InputError
        The model compares each stock with all others.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    refuse_peers(spec)
    scope = whole_scope(con, spec)
    names = regressors(find(spec.model), spec.factors, sorted(factor_names(con)))
    stands = standing(spec, scope, names)
    symbols = con.execute("select distinct symbol from study_input").fetchall()
    deal(con, (row[0] for row in symbols), buckets)
    events, prices = (con.sql(statement(f"bucket.{one}")).to_arrow_table()
                      for one in ("events", "prices"))  # fmt: skip
    stand = np.isin(prices.column("symbol").to_numpy(), sorted(stands))
    job = BucketJob(
        spec, replace(options, threads=1), scope, prices.filter(stand).drop_columns("bucket"),
        *(con.sql(f"from input_{name}").to_arrow_table() if relation_exists(con, f"input_{name}")
          else None for name in ("factor", "ended")),
    )  # fmt: skip
    mine = pc.and_(prices.column("bucket").is_valid(), pa.array(~stand))
    return job, events, prices.filter(mine)


def cut(
    con: DuckDBPyConnection, spec: Spec, options: RunOptions, buckets: int
) -> tuple[BucketJob, list[tuple[pa.Table, pa.Table]]]:
    """The same with one pair of tables a bucket, for a cluster that is handed its data."""
    job, events, rest = dealt(con, spec, options, buckets)
    places = [(one.column("bucket").to_numpy(zero_copy_only=False), one) for one in (events, rest)]
    return job, [
        tuple(one.filter(where == number).drop_columns("bucket") for where, one in places)
        for number in range(buckets)
    ]


class Cluster(Protocol):
    """Where the solved buckets lie."""

    def gather(
        self,
        work: Callable[[BucketRecipe], Iterator[tuple[int, P]]],
        put: Callable[[int, Sequence[P]], T],
    ) -> Iterator[T]:
        """Run a function on every bucket, which gives numbered pieces (it and they can be pickled),
        and bring the pieces of a number together, in any order, by ``put``."""


@dataclass(frozen=True, slots=True)
class OnCluster:
    """The partitions of a study in the buckets of a cluster: a
    :class:`marketlink.study.groups.Executor`."""

    spec: Spec
    groups: tuple[str, ...]
    cluster: Cluster

    def fold(self, sums: Mapping[int, GroupSums], adding: Adding) -> None:
        """Add the events of every bucket to the sums of their groups: whole numbers, added up where
        they meet."""
        if not sums:
            return
        frame = next(iter(sums.values())).frame
        settled = {group: one.settled for group, one in sums.items()}
        for group, more in self.cluster.gather(partial(_added, frame, settled, adding), _merged):
            sums[group].take(more.sums)

    def small(self, batches: Sequence[Ints], options: RunOptions) -> Iterator[GroupFound]:
        """The answers of small groups, a batch of groups where its events meet."""
        if batches:
            for answers in self.cluster.gather(
                partial(_laid, batches), partial(_answered, options)
            ):
                yield from answers


def _added(
    frame: SumsFrame,
    settled: Mapping[int, tuple[Settled, ...]],
    adding: Adding,
    recipe: BucketRecipe,
) -> Iterator[tuple[int, GroupSums]]:
    sums = {group: GroupSums(frame, one) for group, one in settled.items()}
    for part in recipe.solved():
        add_part(sums, adding, part)
    yield from ((group, one) for group, one in sums.items() if one.sums)


def _merged(group: int, pieces: Sequence[GroupSums]) -> tuple[int, GroupSums]:
    whole = GroupSums(pieces[0].frame)
    for one in pieces:
        whole.take(one.sums)
    return group, whole


def _laid(batches: Sequence[Ints], recipe: BucketRecipe) -> Iterator[tuple[int, Panel]]:
    for part in recipe.solved():
        for number, groups in enumerate(batches):
            panel = panel_of_groups(part, groups)
            if panel is not None:
                yield number, panel


def _answered(options: RunOptions, number: int, panels: Sequence[Panel]) -> list[GroupFound]:
    del number
    return of_panels(panels, options)
