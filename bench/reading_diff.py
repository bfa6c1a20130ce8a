"""What a change does to the readings of all labelled texts.

    python bench/reading_diff.py freeze before.jsonl     # on the old code
    python bench/reading_diff.py freeze after.jsonl      # on the new code
    python bench/reading_diff.py diff before.jsonl after.jsonl [--only claim] [--full]

A frozen file holds one text a line with its companies (rule), moments (rule) and claims (kind,
symbols, formula, session, verdict), as ``marketlink link`` prints them. The difference is printed
group by group, the most frequent first: what came and what went, by rule, by kind of claim, by
verdict. Own texts are held against the embedded excerpt, headlines against the panel's prices,
where it is there.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import one_error
import panel
import texts

FRAMES = Path(__file__).with_name("frames.jsonl")


def reduced(found: dict) -> dict:
    """What of a reading is compared; text and span are kept for people."""
    if "subjects" not in found:
        return {"refused": [{"rule": "refused", "what": str(found.get("error", found))[:200]}]}
    return {
        "company": [
            {"rule": one["rule"], "what": f"{one['text']} = {one['symbol'] or one['kind']}"}
            for one in found["mentions"]
        ],
        "subjects": [{"rule": "subjects", "what": " ".join(sorted(found["subjects"]))}],
        "moment": [{"rule": one["rule"], "what": _when(one)} for one in found["moments"]],
        "claim": [_claim(one) for one in found["claims"]],
    }


def _when(one: dict) -> str:
    return f"{one['text']} = {one['start']}..{one['end']} {one['kind']}"


def _claim(one: dict) -> dict:
    seen = sorted({str(item["session"])[:10] for item in one["observed"] if item.get("session")})
    what = f"{one['formula']} [{' '.join(one['symbols'])}]"
    return {"rule": one["kind"], "what": what, "verdict": one["verdict"], "on": " ".join(seen)}


def freeze(file: Path, headlines: int) -> None:
    """Write the reading of every text."""
    began, counts = time.process_time(), []
    with file.open("w", encoding="utf-8") as out:
        groups = [([*texts.cases(), *texts.sentences()], file.with_suffix(".none"))]
        folder, db = panel.folder(), panel.store()
        if folder and db:
            frames = map(json.loads, FRAMES.open(encoding="utf-8"))
            made = [row for row in one_error.sentences(list(frames), 3, 7) if row["kind"] == "true"]
            groups.append((made + list(texts.headlines(folder, headlines)), db))
        for rows, prices in groups:
            found = list(texts.readings(rows, prices))
            if len(found) != len(rows):
                raise SystemExit(f"{len(rows)} texts went in and {len(found)} readings came out")
            for row, one in zip(rows, found, strict=True):
                print(json.dumps({**row, **reduced(one)}, ensure_ascii=False), file=out)
            counts.append(len(rows))
    without = "" if len(counts) > 1 else "; no price panel beside this checkout, so no headlines"
    seconds = time.process_time() - began
    print(f"{sum(counts)} texts, {seconds:.0f} s of processor time{without}", file=sys.stderr)


def _lines(file: Path) -> dict[str, dict]:
    return {row["id"]: row for row in map(json.loads, file.open(encoding="utf-8"))}


def _changes(old: dict, new: dict, part: str) -> tuple[list[dict], list[dict]]:
    before, after = list(old.get(part, [])), list(new.get(part, []))
    for one in list(before):
        if one in after:
            before.remove(one)
            after.remove(one)
    return before, after


def diff(old_file: Path, new_file: Path, only: str | None, shown: int) -> int:
    """Print what changed, grouped; 1 where anything did."""
    old, new = _lines(old_file), _lines(new_file)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in [name for name in new if name in old]:
        for part in [only] if only else ["refused", "subjects", "company", "moment", "claim"]:
            gone, come = _changes(old[name], new[name], part)
            for one in list(gone):
                match = next((two for two in come if two["what"] == one["what"]), None)
                if match:
                    gone.remove(one)
                    come.remove(match)
                    keys = [key for key in one if one[key] != match[key]]
                    how = ", ".join(f"{key} {one[key]} -> {match[key]}" for key in keys)
                    groups[f"{part} {one['rule']}: {how}"].append(_told(new[name], one["what"]))
            for sign, side in (("-", gone), ("+", come)):
                for one in side:
                    verdict = f" {one['verdict']}" if "verdict" in one else ""
                    head = f"{part} {sign} {one['rule']}{verdict}"
                    groups[head].append(_told(new[name], one["what"]))
    for head, members in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"\n{len(members):5} {head}")
        print(*members[:shown], sep="\n")
    fresh, lost = len(set(new) - set(old)), len(set(old) - set(new))
    changed = len({line.split(" | ")[0] for members in groups.values() for line in members})
    print(f"\n{len(new)} texts, {changed} changed; {fresh} texts came and {lost} went")
    return int(bool(groups))


def _told(row: dict, what: str) -> str:
    text = " ".join(str(row["text"]).split())
    return f"      {row['id']} | {what} | {text[:230]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    freezing = commands.add_parser("freeze")
    freezing.add_argument("file", type=Path)
    freezing.add_argument("--headlines", type=int, default=2000)
    comparing = commands.add_parser("diff")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--only", choices=["refused", "subjects", "company", "moment", "claim"])
    comparing.add_argument("--full", action="store_true", help="every text of a group, not four")
    given = parser.parse_args()
    if given.command == "freeze":
        freeze(given.file, given.headlines)
        return 0
    return diff(given.old, given.new, given.only, 10**6 if given.full else 4)


if __name__ == "__main__":
    sys.exit(main())
