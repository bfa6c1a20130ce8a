"""What each rule of claims changes: read without it, the claims and doubts of all labelled texts.

    python bench/ablation.py [--every 1] [--only ko.period ...]

A rule is a row of a file that claims are read with; each in turn is replaced by one that never
matches, and every text is read for claims again (companies and moments stay as they were read).
Printed by rule: how many texts change. What changes none has no labelled case and may go. No prices
are needed.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator

import one_error
import panel
import texts

NEVER = re.compile(r"(?!)")
FILES = (
    "amounts",
    "claims",
    "clauses",
    "directions",
    "extremes",
    "indices",
    "levels",
    "market_cap",
    "measures",
    "moves",
    "relations",
    "sizes",
    "subjects",
    "views",
)
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
    from marketlink.claims.annotated import _sentence
    from marketlink.claims.doubts import doubts
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
    from marketlink.text import pack

    for code in LANGUAGES:
        for file in FILES:
            for rule in pack(code).rules(file):
                yield rule.id, lambda rule=rule: _row(rule)


def _row(rule) -> Undo:
    before = rule.pattern
    rule.__dict__["pattern"] = NEVER
    return lambda: rule.__dict__.__setitem__("pattern", before)


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
