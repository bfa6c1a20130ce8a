"""Tables of lakes: Delta and Iceberg, read as Arrow and written as one Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError
from marketlink.installation import install_command

if TYPE_CHECKING:
    from collections.abc import Iterable


def lake_of(path: Path, room: Path) -> Path | None:
    """The newest state of a Delta or Iceberg table as a Parquet file; None of another folder.

    Raises
    ------
    InputError
        The library for it is not installed, or it cannot be read.
    """
    if (path / "_delta_log").is_dir():
        return _parquet_of(path, room, "Delta", _delta)
    if any((path / "metadata").glob("*.metadata.json")):
        return _parquet_of(path, room, "Iceberg", _iceberg)
    return None


def _parquet_of(path: Path, room: Path, kind: str, batches: Any) -> Path:  # noqa: ANN401 (libraries of lakes have no types)
    target = room / f"{path.name}.parquet"
    room.mkdir(exist_ok=True)
    try:
        from pyarrow.parquet import ParquetWriter

        schema, stream = batches(path)
        with ParquetWriter(target, schema) as writer:
            for batch in stream:
                writer.write_batch(batch)
    except ImportError as error:
        what = f"{path} is a table of {kind}"
        raise InputError(what, str(error), install_command("lake")) from error
    except Exception as error:
        why = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise InputError(f"The {kind} table {path} cannot be read", why) from error
    return target


def _delta(path: Path) -> tuple[Any, Iterable[Any]]:
    from deltalake import DeltaTable

    data = DeltaTable(path).to_pyarrow_dataset()
    return data.schema, data.to_batches()


def _iceberg(path: Path) -> tuple[Any, Iterable[Any]]:
    from pyiceberg.table import StaticTable

    newest = max((path / "metadata").glob("*.metadata.json"), key=_version)
    reader = StaticTable.from_metadata(str(newest)).scan().to_arrow_batch_reader()
    return reader.schema, reader


def _version(path: Path) -> tuple[int, str]:
    """Which of an Iceberg table's states: the number that its name begins with."""
    digits = path.name.removeprefix("v").split("-", 1)[0].split(".", 1)[0]
    return (int(digits) if digits.isdigit() else -1), path.name
