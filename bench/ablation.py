"""What each rule of the language packs changes: labelled texts and headlines, read without it.

    python bench/ablation.py [--headlines 6000] [--only ko.period ...]

Every text is read and judged once, and kept with it are the rules that matched in it. Each rule in
turn is then taken out and those texts are read again, until one reads otherwise: companies,
moments, events, claims, verdicts or doubts. Printed by rule: in how many texts it matched, and what
it changed ("-" for nothing). A rule without either and without a labelled case may go. Rules that
only pages or ``explain`` meet (page, stamps, quantities, stories, reasons, deeds) are not tried.
Verdicts are by the price panel where it is beside the checkout, else by the embedded excerpt.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import one_error
import panel
import texts

from marketlink.claims.doubts import doubts
from marketlink.errors import MarketlinkError
from marketlink.reading import Reading, read, to_json
from marketlink.text import languages, pack
from marketlink.text.pack import Pack, Rule
from marketlink.verify import ExcerptReader, StoredPrices, checked_reading

NOT_TRIED = {"page", "stamps", "quantities", "stories", "reasons", "languages", "deeds"}
AROUND = re.compile(r"\(\?:(.*)\)\$?")
"""What the readers of a row may write around its pattern."""
matched: set[int] = set()
"""The patterns that matched since it was emptied, by ``id`` of their watch."""


class Watched:
    """A compiled pattern that notes a match, and matches nothing while it is ``off``."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.compiled, self.off = pattern, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiled, name)

    def _asked(self, name: str, *at: Any) -> re.Match[str] | None:
        found = None if self.off else getattr(self.compiled, name)(*at)
        if found:
            matched.add(id(self))
        return found

    search = functools.partialmethod(_asked, "search")
    match = functools.partialmethod(_asked, "match")
    fullmatch = functools.partialmethod(_asked, "fullmatch")

    def finditer(self, *at: Any) -> Iterator[re.Match[str]]:
        """Matches, each noted."""
        for one in () if self.off else self.compiled.finditer(*at):
            matched.add(id(self))
            yield one


def watch() -> dict[str, list[Watched]]:
    """Have every pattern that a pack compiles noted; returns them by what is written in the row."""
    made: dict[str, list[Watched]] = defaultdict(list)
    compiled = Pack.compile

    def noted(self: Pack, source: str, case: bool = False) -> Watched:
        around = AROUND.fullmatch(source)
        written = around[1] if around else source
        one = Watched(compiled(self, source, case))
        made[written].append(one)
        return one

    Pack.compile = noted  # type: ignore[method-assign, assignment]
    return made


def rows(headlines: int) -> list[texts.Row]:
    """The labelled texts, and true sentences of the open frames and headlines where prices are."""
    found = [*texts.cases(), *texts.sentences()]
    folder = panel.folder()
    if folder is not None:
        for name in ("frames.jsonl", "frames_second.jsonl"):
            lines = (texts.ROOT / "bench" / name).read_text("utf-8").splitlines()
            made = one_error.sentences([json.loads(line) for line in lines], 1, 7)
            found += [row for row in made if row["kind"] == "true"]
        found += texts.headlines(folder, headlines)
    return found


def signature(row: texts.Row) -> str:
    """A reading written down."""
    for cache in remembering():
        cache.cache_clear()
    try:
        one: Reading = checked_reading(read(str(row["text"]), row.get("published")), prices())
    except MarketlinkError as error:
        return str(error)
    unsure = [sorted(doubts(claim)) for claim in one.claims]
    verdicts = [(claim, claim.readings, claim.observations) for claim in one.claims]
    return repr((to_json(one), unsure, verdicts))


@functools.cache
def prices() -> StoredPrices | ExcerptReader:
    """The prices that the texts are judged by."""
    db = panel.store()
    return ExcerptReader() if db is None else StoredPrices(db)


@functools.cache
def remembering() -> list[Any]:
    """The functions that remember what was found in a text."""
    every = (one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper))
    found = [one for one in every if one.__module__.split(".")[1:2] in (["claims"], ["articles"])]
    return [one for one in found if one.cache_parameters()["maxsize"]]


def rules() -> Iterator[Rule]:
    """Every rule that a text without a page may meet."""
    for code in languages():
        for path in sorted(pack(code).folder.glob("*.toml")):
            yield from () if path.stem in NOT_TRIED else pack(code).rules(path.stem)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--headlines", type=int, default=6000)
    parser.add_argument("--only", nargs="*", help="rules by name")
    given = parser.parse_args()
    made, every = watch(), rows(given.headlines)
    read("Apple rose 3% on Monday. 삼성전자가 3% 올랐다.", "2025-03-14")  # loads every module
    whole: list[str] = []
    texts_of: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(every):
        matched.clear()
        whole.append(signature(row))
        for one in matched:
            texts_of[one].append(number)
    print(f"{len(every)} texts", flush=True)
    idle = 0
    for rule in rules():
        if given.only and rule.id not in given.only:
            continue
        parts = made[rule.source]
        numbers = sorted({number for one in parts for number in texts_of[id(one)]})
        changed = first_changed(parts, numbers, every, whole)
        idle += changed is None
        told = "-" if changed is None else every[changed]["id"]
        print(f"{len(numbers):5} {rule.id:44} {told}", flush=True)
    print(f"{idle} rules change nothing")
    return 0


def first_changed(
    parts: list[Watched], numbers: list[int], every: list[texts.Row], whole: list[str]
) -> int | None:
    """The first text that reads otherwise without the patterns of a rule."""
    for one in parts:
        one.off = True
    try:
        return next((n for n in numbers if signature(every[n]) != whole[n]), None)
    finally:
        for one in parts:
            one.off = False


if __name__ == "__main__":
    sys.exit(main())
