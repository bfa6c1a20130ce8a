"""Checks that the files of a study hold the columns and days that its model needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.study.inputs import factor_names
from marketlink.study.models import find, regressors
from marketlink.study.models.returns import free_name
from marketlink.study.relations import few

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec


def provided(con: DuckDBPyConnection, spec: Spec) -> list[str]:
    """Warnings about a model's factors.

    Raises
    ------
    InputError
        The model needs volumes, or a factor, that neither factor files nor prices have.
    """
    model = find(spec.model)
    if model.unit == "log volume" and not _any(con, "volume is not null"):
        raise InputError(
            f"The model {model.name} needs volumes",
            "The prices have none",
            "a column volume beside the prices",
        )
    columns = sorted(factor_names(con))
    names = regressors(model, spec.factors, columns)
    for name in names:
        if name not in columns and not _any(con, "symbol = ?", name):
            raise InputError(
                f"There is no factor and no symbol {name}",
                f"The factors are {few(columns)}" if columns else "There is no factor file",
                "--factor with a column of --factors or a symbol of the prices",
            )
    if isinstance(model.factors, tuple) and free_name(names) is None:
        return [FindingText("input.no_riskfree", model=model.name)]
    return []


def _any(con: DuckDBPyConnection, condition: str, *values: str) -> bool:
    query = f"select 1 from input_price where {condition} limit 1"  # noqa: S608 (closed list)
    return bool(con.execute(query, list(values)).fetchall())
