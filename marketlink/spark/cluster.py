"""Buckets of a study on the executors of a Spark session."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from marketlink.errors import InputError
from marketlink.study.bucket import BucketJob, BucketRecipe, SolvedBucket, solve_bucket
from marketlink.study.facts import Facts

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

T = TypeVar("T")
P = TypeVar("P")

PIECES = "kind string, blob binary"
"""The columns of a bucket's answer: rows of tables, facts, and its inputs for a second solution."""
NUMBERED = "number long, blob binary"
ORDER = ("place", "step")
"""Columns that say where a row stands in the table of the local study."""
ROWS = 50_000
"""Rows of a table in one piece."""


def solved(job: BucketJob, events: DataFrame, prices: DataFrame, buckets: int) -> DataFrame:
    """The pieces of all buckets, which Spark computes when they are asked for.

    Parameters
    ----------
    events, prices : with the columns that :func:`marketlink.study.bucket.solve_bucket` reads, and
        ``bucket``
    buckets : how many there are: so many tasks, however many the session shuffles into
    """

    def one(left: pa.Table, right: pa.Table) -> pa.Table:
        import pyarrow as pa

        if not left.num_rows:
            return _blobs(pa.schema([("kind", pa.string()), ("blob", pa.binary())]), [])
        answer = solve_bucket(job, left.drop_columns("bucket"), right.drop_columns("bucket"))
        return _blobs(pa.schema([("kind", pa.string()), ("blob", pa.binary())]), _pieces(answer))

    left, right = (one.repartition(buckets, "bucket") for one in (events, prices))
    return left.groupBy("bucket").cogroup(right.groupBy("bucket")).applyInArrow(one, PIECES)


def _pieces(answer: SolvedBucket) -> Iterator[tuple[str, bytes]]:
    schemas = {name: table.schema for name, table in answer.tables.items()}
    yield "facts", pickle.dumps((answer.facts, schemas, bool(answer.recipe.parts)))
    yield "held", pickle.dumps(answer.recipe)
    for name, table in answer.tables.items():
        for batch in table.combine_chunks().to_batches(ROWS):
            yield name, _packed(batch)


def _packed(batch: pa.RecordBatch) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as out:
        out.write_batch(batch)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _blobs(schema: pa.Schema, pieces: Iterable[tuple[Any, bytes]]) -> pa.Table:
    """One batch a piece, so that no column of many pieces grows too long for Arrow."""
    import pyarrow as pa

    batches = [
        pa.RecordBatch.from_arrays([pa.array([key], schema[0].type), pa.array([blob])],
                                   names=schema.names)
        for key, blob in pieces
    ]  # fmt: skip
    return pa.Table.from_batches(batches, schema)


def facts_of(pieces: DataFrame) -> tuple[Facts, dict[str, pa.Schema]]:
    """The facts of all buckets, and the columns of their tables.

    Raises
    ------
    InputError
        There is no event.
    """
    whole: Facts | None = None
    columns: dict[str, pa.Schema] = {}
    fitted = False
    rows = pieces.where("kind = 'facts'").select("blob").collect()
    for row in rows:
        facts, schemas, some = pickle.loads(bytes(row["blob"]))  # noqa: S301 (our own workers')
        if whole is None:
            whole = facts
        else:
            whole.join(facts)
        if (some and not fitted) or not columns:
            columns, fitted = schemas, some
    if whole is None:
        raise InputError("The events are empty")
    return whole, columns


def table_of(pieces: DataFrame, name: str, columns: pa.Schema) -> DataFrame:
    """The rows of a table where they lie."""
    from pyspark.sql.pandas.types import from_arrow_schema

    def unpacked(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for blob in batch.column("blob"):
                answer = _unpacked(blob.as_buffer(), columns).drop_columns([*ORDER])
                yield from answer.to_batches()

    visible = [one for one in columns if one.name not in ORDER]
    mine = pieces.where(f"kind = '{name}'").select("blob")
    return mine.mapInArrow(unpacked, from_arrow_schema(columns.empty_table().select(
        [one.name for one in visible]).schema))  # fmt: skip


def rows_of(pieces: DataFrame, name: str, columns: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a table, brought here bucket by bucket, with ``place`` and ``step`` for their
    order."""
    mine = pieces.where(f"kind = '{name}'").select("blob")
    for row in mine.toLocalIterator():
        yield _unpacked(bytes(row["blob"]), columns)


def _unpacked(blob: Any, columns: pa.Schema) -> pa.Table:  # noqa: ANN401 (bytes or a buffer)
    """A piece with the columns of all."""
    import pyarrow as pa

    table = pa.ipc.open_stream(blob).read_all()
    content = [
        table.column(one.name).cast(one.type)
        if one.name in table.column_names
        else pa.nulls(table.num_rows, one.type)
        for one in columns
    ]
    return pa.table(content, schema=columns)


class SparkCluster:
    """The solved buckets of a study on a session: a :class:`marketlink.study.bucket.Cluster`.

    Parameters
    ----------
    pieces : what :func:`solved` makes, kept by Spark
    buckets : how many there are
    """

    def __init__(self, pieces: DataFrame, buckets: int) -> None:
        self.buckets = buckets
        self.held = pieces.where("kind = 'held'").select("blob")

    def gather(
        self,
        work: Callable[[BucketRecipe], Iterator[tuple[int, P]]],
        put: Callable[[int, Sequence[P]], T],
    ) -> Iterator[T]:
        """Run a function on every bucket and bring its pieces together by their numbers, on the
        executors; the answers come here."""

        def pieces(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            import pyarrow as pa

            schema = pa.schema([("number", pa.int64()), ("blob", pa.binary())])
            for batch in batches:
                for blob in batch.column("blob"):
                    content = pickle.loads(blob.as_buffer())  # noqa: S301 (our own workers')
                    answer = ((number, pickle.dumps(one)) for number, one in work(content))
                    yield from _blobs(schema, answer).to_batches()

        def together(table: pa.Table) -> pa.Table:
            import pyarrow as pa

            number = table.column("number")[0].as_py()
            some = [pickle.loads(one.as_buffer()) for one in table.column("blob")]  # noqa: S301 (our own workers')
            return pa.table({"blob": pa.array([pickle.dumps(put(number, some))])})

        numbered = self.held.mapInArrow(pieces, NUMBERED).repartition(self.buckets, "number")
        answers = numbered.groupBy("number").applyInArrow(together, "blob binary")
        for row in answers.collect():
            yield pickle.loads(bytes(row["blob"]))  # noqa: S301 (our own workers')
