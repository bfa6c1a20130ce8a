"""Modules of the reading side hold no language: its words stand in data/lang.

The lists below are what still does. They must shrink: a module that holds none any more, or one
that begins to, fails.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.fast

PACKAGE = Path(__file__).parents[1] / "marketlink"
SHELVES = ("text", "moments", "companies", "sources", "articles", "news", "events", "claims")
LETTERS = re.compile(r"[가-힣ぁ-ヿ一-鿿]")
WORDS = re.compile(r"(?:[A-Za-z]{3,}(?:\\s\??|[ ?])?[a-z]*\|){3,}")
"""Four words or more to choose from."""

OWN_LETTERS = {
    "sources/dart.py": "how DART's own answers are worded",
    "sources/decode.py": "which bytes make letters",
}
CHOICES = {
    "articles/body.py": "names in the markup of pages",
    "articles/candidates.py": "names in the markup of pages",
    "sources/load.py": "tags of a page",
    "articles/page.py": "tags of a page",
    "companies/listings.py": "legal forms in public lists",
}

LANGUAGES = {"ko", "en", "ja"}
NAMES_BY_LANGUAGE = {
    "companies/directory.py": "names of firms in the Latin script",
    "companies/names.py": "the language that public lists are in",
}


def strings(path: Path) -> Iterator[str]:
    """The string constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    bodies = (getattr(parent, "body", ()) for parent in ast.walk(tree))
    lines = (node for body in bodies if isinstance(body, list) for node in body)
    told = {id(node.value) for node in lines if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def modules_with(pattern: re.Pattern[str]) -> set[str]:
    return {
        path.relative_to(PACKAGE).as_posix()
        for shelf in SHELVES
        for path in sorted((PACKAGE / shelf).glob("*.py"))
        if any(pattern.search(text) for text in strings(path))
    }


def test_only_the_listed_modules_hold_letters_of_a_language() -> None:
    assert modules_with(LETTERS) == set(OWN_LETTERS)


def test_only_the_listed_modules_choose_between_english_words() -> None:
    assert modules_with(WORDS) == set(CHOICES)


def asks_for_a_language(node: ast.AST) -> bool:
    """Whether a comparison is with the name of a language."""
    if not isinstance(node, ast.Compare):
        return False
    constants = (c for side in (node.left, *node.comparators) for c in ast.walk(side))
    return any(isinstance(c, ast.Constant) and c.value in LANGUAGES for c in constants)


def test_only_the_listed_modules_ask_which_language_it_is() -> None:
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for shelf in SHELVES
        for path in sorted((PACKAGE / shelf).glob("*.py"))
        if any(map(asks_for_a_language, ast.walk(ast.parse(path.read_text("utf-8")))))
    }
    assert asking == set(NAMES_BY_LANGUAGE)
