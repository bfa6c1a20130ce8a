"""Docstrings name parameters, types and objects that there are."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parents[1]
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
RECORD = re.compile(r"(?:(?:tuple|sequence|list|iterable) of )?([A-Z][a-z]\w*)(?:, optional)?")
"""A type that is a class of ours; of others (arrays, DataFrames) the annotation is looser."""
REFERENCE = re.compile(r":(?:class|func|meth|data|mod|attr):`~?(marketlink[\w.]+)`")


@cache
def docstrings() -> tuple[tuple[str, ast.AST, str], ...]:
    """Place, node and text of every docstring of the package."""
    return tuple(walked())


def walked() -> Iterator[tuple[str, ast.AST, str]]:
    for path in sorted((ROOT / "marketlink").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)):
                name = getattr(node, "name", "")
                yield f"{path.relative_to(ROOT)}:{name}", node, text


def section(text: str, title: str) -> list[str]:
    """The unindented lines of a section in numpy's form."""
    body = re.search(rf"^{title}\n-+\n((?:.*\n?)*?)(?=^\w+\n-+|^Reference: |\Z)", text, re.M)
    return [line for line in body[1].splitlines() if line[:1].strip()] if body else []


def annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, str]:
    spec = node.args
    every = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
    return {
        one.arg: ast.unparse(one.annotation) if one.annotation else ""
        for one in every
        if one is not None
    }


def names(written: str, annotation: str) -> bool:
    """Whether an annotation holds the class that a docstring writes, where it writes one."""
    match = RECORD.fullmatch(written)
    return (
        not match or match[1] in re.findall(r"\w+", annotation) or annotation in ("", "Any", "Self")
    )


def test_parameters_and_results_are_those_of_the_function() -> None:
    wrong = []
    for place, node, text in docstrings():
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        known = annotations(node)
        for line in section(text, "Parameters"):
            written, _, kind = line.partition(" : ")
            documented = [one.strip().lstrip("*") for one in written.split(",")]
            if any(one not in known or not names(kind, known[one]) for one in documented):
                wrong.append((place, line))
        returns = ast.unparse(node.returns) if node.returns else ""
        if any(not names(line, returns) for line in section(text, "Returns")[:1]):
            wrong.append((place, section(text, "Returns")[0]))
    assert wrong == []


def test_what_a_function_raises_is_an_exception() -> None:
    known = {name for name, kind in vars(builtins).items() if is_exception(kind)} | {"duckdb.Error"}
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for _, node, _ in docstrings()
        if isinstance(node, ast.ClassDef)
    }
    while more := {name for name, above in bases.items() if above & known} - known:
        known |= more
    named = {
        (place, name)
        for place, _, text in docstrings()
        for line in section(text, "Raises")
        for name in line.split(", ")
    }
    assert len(named) > 50
    assert sorted(one for one in named if one[1] not in known) == []


def is_exception(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseException)


def test_a_reference_leads_to_an_object() -> None:
    targets = {(place, name) for place, _, text in docstrings() for name in REFERENCE.findall(text)}
    assert len(targets) > 50
    assert sorted(one for one in targets if not is_there(one[1])) == []


def is_there(target: str) -> bool:
    parts = target.split(".")
    module = next(
        end
        for end in range(len(parts), 0, -1)
        if (ROOT / Path(*parts[:end])).is_dir()
        or (ROOT / Path(*parts[:end])).with_suffix(".py").is_file()
    )
    value: object = import_module(".".join(parts[:module]))
    for name in parts[module:]:
        if name in getattr(value, "__annotations__", {}):
            return True
        if not hasattr(value, name):
            return False
        value = getattr(value, name)
    return True
