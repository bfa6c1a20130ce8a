"""What pyproject.toml declares is imported, and what is imported is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

ROOT = Path(__file__).parent.parent
NEEDED_BY_OTHERS = {
    "lxml-html-clean": "justext imports lxml.html.clean, which older installers leave out",
    "s3fs": "fsspec finds it by the address it is given, s3://",
    "tzdata": "zoneinfo reads it where the system has no zones, as on Windows",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0]) for one in requirements}


def imported() -> set[str]:
    """Distributions of the modules that marketlink imports, at the top or inside functions."""
    modules: set[str] = set()
    for path in (ROOT / "marketlink").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    known = packages_distributions()
    outside = modules - set(sys.stdlib_module_names) - {"marketlink"}
    return {normal(name) for module in outside for name in known.get(module, [module])}


def declared() -> tuple[set[str], set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [one for listed in project["optional-dependencies"].values() for one in listed]
    return names(project["dependencies"]), names(extras)


def test_what_is_declared_is_imported() -> None:
    needed, extras = declared()
    assert (needed | extras) - imported() == set(NEEDED_BY_OTHERS)


def test_what_is_imported_is_declared() -> None:
    needed, extras = declared()
    assert imported() - needed - extras == set()


def test_what_a_release_installs_is_pinned_by_digest_as_in_the_constraints() -> None:
    pinned = {
        normal(name): version
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
        for name, _, version in [line.partition("==")]
    }
    lines = (ROOT / "hashes.txt").read_text("utf-8").splitlines()[1:]
    found = [re.fullmatch(r"(\S+)==(\S+) --hash=sha256:[0-9a-f]{64}", line) for line in lines]
    assert all(found)
    hashed = {normal(one[1]): one[2] for one in found if one}
    assert {name: pinned.get(name) for name in hashed} == hashed
    assert declared()[0] <= set(hashed)
