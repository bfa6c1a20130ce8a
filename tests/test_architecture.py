"""ARCHITECTURE.md names what is there, and everything that is there has its place in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PLACES = sorted(set(re.findall(r"`((?:marketlink|data|tests)/[\w./-]+)`", PAGE)))
FUNCTIONS = sorted(set(re.findall(r"`(marketlink[\w.]*):(\w+)`", PAGE)))
MODULE = re.compile(r"`[\w/]*?(\w+\.py)`")
HIDDEN = {"sql"}
"""Folders of data inside the package, which stand under the shelf that reads them."""


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_the_page_names_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_a_module_that_a_page_names_is_there() -> None:
    modules = {path.name for path in ROOT.rglob("*.py")} | {"trading_range.py"}  # made by a test
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    told = {name for page in pages for name in MODULE.findall(page.read_text("utf-8"))}
    assert told <= modules


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
    assert len(PAGE.splitlines()) <= 140


def test_no_class_name_means_two_things() -> None:
    named: dict[str, list[str]] = {}
    for path in (ROOT / "marketlink").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name != "Spec":  # the library's is checked
                named.setdefault(node.name, []).append(str(path))
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


PARTICIPLES = frozenset(
    [
        "asked",
        "brought",
        "chosen",
        "done",
        "found",
        "given",
        "got",
        "heard",
        "held",
        "kept",
        "known",
        "made",
        "meant",
        "met",
        "named",
        "said",
        "seen",
        "shown",
        "sought",
        "spoken",
        "taken",
        "told",
        "understood",
        "wanted",
        "written",
    ]
)
"""They tell what was done to a thing and not what it is: ``match``, ``bars``, ``notes`` do."""
OF_FILES = {
    ("batch.py", "written"),
    ("candidates.py", "kept"),
    ("entry.py", "given"),
    ("decision.py", "heard"),
    ("reason.py", "shown"),
    ("reason.py", "told"),
    ("claim.py", "Spoken"),
}
"""Keys of files, of ``case.json`` and of answers to programs, which do not change."""


def test_no_name_is_a_bare_participle() -> None:
    package = ROOT / "marketlink"
    bare = [
        f"{path.relative_to(package)}:{line} {name}"
        for path in package.rglob("*.py")
        for line, name in _names(ast.parse(path.read_text("utf-8")))
        if name.strip("_").lower() in PARTICIPLES and (path.name, name) not in OF_FILES
    ]
    assert bare == []


def _names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names of definitions, parameters and variables, but for flags and the members of an enum."""
    flags = {
        getattr(node, "arg", "") or getattr(getattr(node, "target", None), "id", "")
        for node in ast.walk(tree)
        if ast.unparse(getattr(node, "annotation", None) or ast.Pass()) == "bool"
    }
    members = {
        id(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(one) for one in node.bases)
        for part in node.body
        for target in getattr(part, "targets", ())
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg) and node.arg not in flags:
            yield node.lineno, node.arg
        elif (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Store)
            and node.id not in flags
            and id(node) not in members
        ):
            yield node.lineno, node.id


def test_every_name_of_a_module_is_used_somewhere() -> None:
    """A function that a decorator registers and what Python calls itself are used by that."""
    files = ("marketlink/**/*.py", "marketlink/**/*.csv", "*.toml", "*/*.py", "docs/*.md")
    texts = [path.read_text("utf-8") for form in files for path in ROOT.glob(form)]
    counts = Counter(word for text in texts for word in re.findall(r"\w+", text))
    idle = []
    for path in (ROOT / "marketlink").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            names = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
            if isinstance(node, ast.Assign):
                names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            by_others = getattr(node, "decorator_list", []) or names[:1] == ["__dir__"]
            idle += [f"{path.name} {one}" for one in names if counts[one] == 1 and not by_others]
    assert idle == []


def test_every_rule_that_a_line_breaks_has_its_reason_there() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("marketlink", "bench", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"# noqa(?:: [A-Z0-9, ]+)?$", line)
    ]
    assert bare == []
