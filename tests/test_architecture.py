"""ARCHITECTURE.md names what is there, and everything that is there has its place in it."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PLACES = sorted(set(re.findall(r"`((?:marketlink|data|tests)/[\w./-]+)`", PAGE)))
FUNCTIONS = sorted(set(re.findall(r"`(marketlink[\w.]*):(\w+)`", PAGE)))
HIDDEN = {"sql"}
"""Folders of data inside the package, which stand under the shelf that reads them."""


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_the_page_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()


@pytest.mark.parametrize(("module", "name"), FUNCTIONS)
def test_a_function_that_the_page_names_is_there(module: str, name: str) -> None:
    assert hasattr(import_module(module), name)


def test_every_shelf_stands_in_the_picture() -> None:
    picture = re.search(r"```text\n(.*?)```", PAGE, re.S)
    assert picture
    shelves = {
        path.parent.name
        for path in (ROOT / "marketlink").glob("*/__init__.py")
        if path.parent.name not in HIDDEN
    }
    assert shelves <= set(re.findall(r"[a-z]+", picture[1]))


def test_the_page_fits_on_two_sheets() -> None:
    assert len(PAGE.splitlines()) <= 130


def test_no_class_name_means_two_things() -> None:
    named: dict[str, list[str]] = {}
    for path in (ROOT / "marketlink").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name != "Spec":  # the library's is checked
                named.setdefault(node.name, []).append(str(path))
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}
