"""Our companies of headlines against a provider's tags, where they differ, for a person to judge.

    python bench/linking.py [--many 200] [--open FILE]

Two samples of the panel's headlines, always drawn in one order: those where we name a company that
the provider's tags lack, and those where we name none. Judgements are kept by digest: of the first,
which of our symbols are ``wrong``; of the second, which listed companies are ``missed`` (a house
that speaks, a brand, a fund and a name before its listing are none).
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import duckdb
import panel
import texts
from press import digest

JUDGED = texts.CASES / "linked_judged.jsonl"


def headlines(seed: int = 23) -> list[tuple[texts.Row, set[str]]]:
    """Tagged headlines with a day, each title once, in a fixed random order."""
    found = duckdb.sql(
        "select id, title, tickers, coalesce(published_utc, regexp_extract(published_raw,"
        f" '^\\d{{4}}-\\d\\d-\\d\\d')) from '{panel.folder()}/headlines.parquet'"
        " where length(tickers) > 0 order by id"
    ).fetchall()
    random.Random(seed).shuffle(found)
    rows: dict[str, tuple[texts.Row, set[str]]] = {}
    for name, title, tags, day in found:
        if day:
            rows.setdefault(
                title, ({"id": name, "text": title, "published": day}, set(tags.split(";")))
            )
    return list(rows.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--many", type=int, default=200)
    parser.add_argument("--open", type=Path, help="write what nobody has judged")
    given = parser.parse_args()
    db = panel.store()
    if db is None:
        raise SystemExit("There is no price panel beside this checkout.")
    kept = {}
    if JUDGED.is_file():
        lines = map(json.loads, JUDGED.read_text("utf-8").splitlines())
        kept = {(line["digest"], *line["ours"]): line for line in lines}
    drawn = headlines()[: given.many * 8]
    differ: list[tuple[texts.Row, list[str]]] = []
    none: list[tuple[texts.Row, list[str]]] = []
    found = texts.readings([row for row, _ in drawn], db)
    for (row, tags), reading in zip(drawn, found, strict=True):
        ours = set(reading.get("subjects", ()))
        if ours - tags:
            differ.append((row, sorted(ours - tags)))
        elif not ours:
            none.append((row, []))
    open_ones = []
    for title, sample, fault in (("differ", differ, "wrong"), ("unlinked", none, "missed")):
        judged = bad = 0
        for row, ours in sample[: given.many]:
            line = kept.get((digest(str(row["text"])), *ours))
            judged += line is not None
            bad += bool(line and line["fault"])
            if line is None:
                open_ones.append({"digest": digest(str(row["text"])), "ours": ours, "fault": []})
                print(f"{row['id']} {' '.join(ours)} | {row['text']}")
            elif line["fault"]:
                print(f"{fault} {' '.join(line['fault'])}: {row['id']} | {row['text']}")
        print(f"{title}: {len(sample[: given.many])} headlines, {judged} judged, {bad} {fault}\n")
    if given.open:
        given.open.write_text("".join(json.dumps(line) + "\n" for line in open_ones), "utf-8")


if __name__ == "__main__":
    main()
