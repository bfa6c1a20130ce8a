"""The catalogue of statistics: formula, inputs, law, reference, validity, and code of each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import import_module, resources
from inspect import getsource
from typing import Any, NamedTuple

from marketlink.errors import InputError
from marketlink.study.inference.statistics import STATISTICS
from marketlink.study.inference.validity import conditions

LABELS = {"valid": "valid when", "made_by": "made by"}
"""Fields whose label is not their name."""


class Definition(NamedTuple):
    """One statistic's definition. ``made_by`` is the function's import path, or the SQL file;
    ``columns`` names what it fills in the tables besides the one of its own name."""

    statistic: str
    title: str
    formula: str
    inputs: str
    law: str
    reference: str
    valid: str
    made_by: str
    columns: str = ""


@cache
def catalogue() -> Mapping[str, Definition]:
    """Every statistic that a study can print, by its name in the tables: those of groups, then what
    there is of one event, company or column."""
    text = resources.files("marketlink.study").joinpath("numbers.csv").read_text("utf-8")
    groups = [
        Definition(
            one.name, one.title, one.formula, one.inputs, one.law, one.reference,
            conditions(one.rule), f"{one.made_by.__module__}.{one.made_by.__name__}",
        )
        for one in STATISTICS.values()
    ]  # fmt: skip
    others = [Definition(**row) for row in csv.DictReader(text.splitlines())]
    return {one.statistic: one for one in (*groups, *others)}


def explanation(statistic: str) -> Definition:
    """The definition of one statistic.

    Raises
    ------
    InputError
        When no statistic has that name.
    """
    definitions = catalogue()
    columns = {name: one.statistic for one in definitions.values() for name in one.columns.split()}
    statistic = columns.get(statistic, statistic)
    if statistic not in definitions:
        names = ", ".join(definitions)
        raise InputError(f"No statistic is called {statistic!r}", f"There are {names}")
    return definitions[statistic]


def explain(statistic: str, row: Mapping[str, Any] | None = None) -> str:
    """The definition of a statistic or column as text, with the numbers of one result where a row
    of the ``tests`` table, or any mapping with some of its columns, is given."""
    entry = explanation(statistic)
    lines = [f"{entry.statistic}: {entry.title}"]
    values = {name: getattr(entry, name) for name in Definition._fields[2:-1]}
    lines += [f"  {LABELS.get(name, name):<11}{value}" for name, value in values.items() if value]
    if row:
        lines += [f"  {'here':<11}{_numbers(row)}"]
        if row.get("note"):
            lines.append(f"  {'note':<11}{row['note']}")
    return "\n".join(lines)


def code(statistic: str) -> str:
    """The function that makes a statistic, as it stands in the package.

    Raises
    ------
    InputError
        When no statistic has that name.
    """
    made_by = explanation(statistic).made_by
    module, _, name = made_by.rpartition(".")
    return getsource(getattr(import_module(module), name))


def _numbers(row: Mapping[str, Any]) -> str:
    parts = []
    if row.get("tau_from") is not None:
        parts.append(f"window {row['tau_from']}:{row['tau_to']}")
    for name in ("n", "value", "df", "p", "p_adjusted", "r_bar", "inflation", "floor"):
        if (value := row.get(name)) is not None:
            text = f"{value:.6g}" if isinstance(value, float) else value
            parts.append(f"{name} = {text}")
    if "valid" in row:
        parts.append("valid" if row["valid"] else "not valid here")
    return ", ".join(parts)
