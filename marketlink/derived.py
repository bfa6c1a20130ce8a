"""Keeps values that take long to derive from the shipped tables in the user's cache folder.

A language's tables read from TOML, the words that its rules need, every spelling of a company's
name: plain values, the same for whoever has these files, and a good part of a short command. The
first process keeps them as JSON, each under the digest of all that it was made of; later ones read
them. What is missing, damaged or of other sources is worked out again, and where nothing can be
kept the answers are the same. The folder may be removed at any time.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from marketlink import disk

RULE = "rule"
MOST_KEPT = 8
"""Results of one name that are kept: several versions or checkouts do not chase each other."""


@cache
def folder() -> Path:
    """The folder of what is kept: ``$XDG_CACHE_HOME/marketlink`` on Linux."""
    from platformdirs import user_cache_path

    return user_cache_path("marketlink", appauthor=False)


def derive(name: str, sources: Iterable[Path | str], work_out: Callable[[], Any]) -> Any:  # noqa: ANN401 (any plain value)
    """The result of a function as plain JSON values (a tuple is a list), from the cache if it is
    there.

    Parameters
    ----------
    name
        What the result is called, part of a file's name: "spellings".
    sources
        All that it depends on: data files, the modules that make it, texts.
    work_out
        Makes it, where it is not kept.
    """
    digest = sha256(sys.version.encode())
    for source in sources:
        part = source.encode() if isinstance(source, str) else source.read_bytes()
        digest.update(b"%d " % len(part) + part)
    file = folder() / f"{name}.{digest.hexdigest()[:40]}.json"
    content = _unsealed(file)
    if content is None:
        content = json.dumps(work_out(), ensure_ascii=False, separators=(",", ":")).encode()
        _seal(file, content)
    return json.loads(content)


@cache
def toml(place: Path) -> Mapping[str, Any]:
    """The tables of each TOML file of a shipped folder, by the file's name without its ending.

    Without their ``[[rule]]``, which are most of a language: see :func:`rules`.
    """
    return _of_folder("lists", place, _without_rules)


@cache
def rules(place: Path) -> Mapping[str, Any]:
    """The rows ``[[rule]]`` of each TOML file of a shipped folder, by the file's name."""
    return _of_folder("rules", place, lambda table: table.get(RULE, []))


def _without_rules(table: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in table.items() if k != RULE or not isinstance(v, list)}


def _of_folder(name: str, place: Path, part: Callable[[Any], Any]) -> Mapping[str, Any]:
    """A part of each TOML file of a folder, by the file's name."""
    files = sorted(place.glob("*.toml"))
    names = " ".join(file.stem for file in files)
    return derive(  # type: ignore[no-any-return]
        f"{name}-{place.name}",
        [names, *files],
        lambda: {file.stem: part(tomllib.loads(file.read_text("utf-8"))) for file in files},
    )


def _unsealed(file: Path) -> bytes | None:
    """The content of a kept file; None where there is none, or not the one that was written."""
    try:
        seal, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if seal == sha256(content).hexdigest().encode() else None


def _seal(file: Path, content: bytes) -> None:
    """Keep a content under its digest, where that can be, and remove the oldest of the name."""
    if not file.is_absolute():
        return
    with suppress(OSError):
        disk.replace(file, sha256(content).hexdigest().encode() + b"\n" + content)
        name = file.name.partition(".")[0]
        others = sorted(file.parent.glob(f"{name}.*.json"), key=lambda one: one.stat().st_mtime)
        for old in others[:-MOST_KEPT]:
            disk.remove(old)
