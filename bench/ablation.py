"""What each rule of claims changes: read without it, the claims and doubts of all labelled texts.

    python bench/ablation.py [--every 1] [--only ko.period ...]

A rule is a row of a file that claims are read with, or a pattern that a module of
``marketlink.claims`` still compiles; each in turn is replaced by one that never matches, and every
text is read for claims again (companies and moments stay as they were read). Printed by rule: how
many texts change. What changes none has no labelled case and may go. No prices are needed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator

import one_error
import panel
import texts

NEVER = re.compile(r"(?!)")
FILES = ("clauses", "amounts", "measures", "subjects", "claims")
LANGUAGES = ("en", "ko")
Undo = Callable[[], None]


def sources(every: int) -> list[texts.Row]:
    """The labelled texts, and true sentences of the open frames where prices are held."""
    rows = [*texts.cases(), *texts.sentences()]
    if panel.folder() is not None:
        for name in ("frames.jsonl", "frames_second.jsonl"):
            lines = (texts.ROOT / "bench" / name).read_text("utf-8").splitlines()
            made = one_error.sentences([json.loads(line) for line in lines], 1, 7)
            rows += [row for row in made if row["kind"] == "true"]
    return rows[::every]


def readings(rows: list[texts.Row]) -> Iterator[Callable[[], str]]:
    """For each text that is read, what reads its claims again and writes them down."""
    from marketlink.claims import find
    from marketlink.claims.doubts import _sentence, doubts
    from marketlink.errors import MarketlinkError
    from marketlink.reading import read

    for row in rows:
        try:
            whole = read(str(row["text"]), row.get("published"))
        except MarketlinkError:
            continue
        one = whole.article

        def again(one=one, whole=whole) -> str:
            _sentence.cache_clear()
            found = find(one.text, one.lines, one.language, whole.mentions, whole.moments)
            return repr([
                (c.kind, c.symbols, c.formula, c.moment, c.verdict, c.measure, c.wording
                 and sorted(doubts(c, whole.moments)))
                for c in found.claims
            ])  # fmt: skip

        yield again


def rules() -> Iterator[tuple[str, Callable[[], Undo]]]:
    """Every rule by name, and what puts it out of use until the returned function is called."""
    from marketlink import claims
    from marketlink.text import pack

    for code in LANGUAGES:
        for file in FILES:
            for rule in pack(code).rules(file):
                yield rule.id, lambda rule=rule: _row(rule)
    modules = [
        importlib.import_module(f"{claims.__name__}.{one.name}")
        for one in pkgutil.iter_modules(claims.__path__)
    ]
    seen: set[int] = set()
    for module in modules:
        for name, value in list(vars(module).items()):
            for key, pattern in value.items() if isinstance(value, dict) else [(None, value)]:
                if isinstance(pattern, re.Pattern) and id(pattern) not in seen:
                    seen.add(id(pattern))
                    label = f"{module.__name__.rpartition('.')[2]}.{name}"
                    label += f"[{key}]" if key else ""
                    yield label, lambda p=pattern: _pattern(modules, p)


def _row(rule) -> Undo:
    before = rule.pattern
    rule.__dict__["pattern"] = NEVER
    return lambda: rule.__dict__.__setitem__("pattern", before)


def _pattern(modules: list, pattern: re.Pattern) -> Undo:
    held = []
    for module in modules:
        for name, value in vars(module).items():
            if value is pattern:
                held.append((vars(module), name))
            elif isinstance(value, dict) and not name.startswith("__"):
                held += [(value, key) for key, one in value.items() if one is pattern]
    for table, key in held:
        table[key] = NEVER

    def back() -> None:
        for table, key in held:
            table[key] = pattern

    return back


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="read only every n-th text")
    parser.add_argument("--only", nargs="*", help="rules by name")
    given = parser.parse_args()
    again = list(readings(sources(given.every)))
    whole = [one() for one in again]
    print(f"{len(again)} texts", flush=True)
    idle = 0
    for name, without in rules():
        if given.only and name not in given.only:
            continue
        undo = without()
        try:
            changed = sum(one() != before for one, before in zip(again, whole, strict=True))
        finally:
            undo()
        idle += not changed
        print(f"{changed:5} {name}", flush=True)
    print(f"{idle} rules change nothing")
    return 0


if __name__ == "__main__":
    sys.exit(main())
