"""Reads the articles of a Spark table on its executors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError, MarketlinkError
from marketlink.spark.session import quiet

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

READINGS = "article_id string, reading string, problem string"


def read(articles: DataFrame) -> DataFrame:
    """Read the articles of a table: what ``marketlink link --format json`` prints of each, without
    prices.

    Parameters
    ----------
    articles : DataFrame
        ``article_id``, ``text`` (a string, or the bytes of a page) and optional ``published`` (a
        day, or a clock time with an offset from UTC; null where nobody knows). One row an article.

    Returns
    -------
    DataFrame
        ``article_id, reading, problem``: the reading as JSON, or a sentence that says why there is
        none. Spark reads the articles when the table is asked for.

    Raises
    ------
    InputError
        The table lacks a column.
    """
    import pyspark.sql.functions as F  # noqa: N812 (as every user of it writes)

    for name in ("article_id", "text"):
        if name not in articles.columns:
            raise InputError(f"The articles have no column {name}")
    published = F.col("published") if "published" in articles.columns else F.lit(None)
    with quiet():
        return articles.select(
            F.col("article_id").cast("string"), "text", published.cast("string").alias("published")
        ).mapInArrow(_read, READINGS)


def _read(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        read_rows = [_reading(row["text"], row["published"]) for row in batch.to_pylist()]
        yield pa.RecordBatch.from_arrays(
            [
                batch.column("article_id"),
                pa.array([reading for reading, _ in read_rows], pa.string()),
                pa.array([problem for _, problem in read_rows], pa.string()),
            ],
            names=["article_id", "reading", "problem"],
        )


def _reading(text: Any, published: str | None) -> tuple[str | None, str | None]:  # noqa: ANN401 (a text or bytes)
    from marketlink.reading import read as read_article  # noqa: PLC0415 (loaded on the workers)
    from marketlink.reading import to_json  # noqa: PLC0415 (loaded on the workers)

    if text is None:
        return None, "The article has no text."
    try:
        reading = to_json(read_article(text, published))
    except MarketlinkError as error:
        return None, str(error)
    return json.dumps(reading, ensure_ascii=False, default=str), None
