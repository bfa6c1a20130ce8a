"""What marketlink accuses in articles of others, for a person to judge.

    python bench/press.py FOLDER|FILE.jsonl ... [--labels tests/cases/press_ko.jsonl]
    python bench/press.py --headlines           # every headline of the panel with a percentage

A folder holds texts and ``index.jsonl`` with ``id`` (the file's name) and ``published``; a JSON
Lines file holds ``id, text, published``. Every contradiction and every unclear claim is printed
with its competing readings; ``--open FILE`` writes the accusations that nobody has judged, as lines
to fill in and append to the judgements: ``right`` (the text errs), ``wrong`` (true in a licensed
reading, or not decidable with what is held), ``data`` (the prices err). Judgements are kept by
digest, so that no text of others is. The release figure is printed last.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import panel
import texts
from scipy.stats import beta

JUDGED = texts.CASES / "press_judged.jsonl"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
UNKNOWN = "cannot be told"
"""The truth of a label that the prices cannot tell."""

KINDS = ("size", "level", "direction", "extreme", "persistence", "comparison")
DECIDED = {"supported", "contradicted"}


def rows_of(path: Path) -> Iterator[texts.Row]:
    """The articles of a folder or a JSON Lines file."""
    if path.is_file():
        yield from map(json.loads, path.read_text("utf-8").splitlines())
        return
    index = path / "index.jsonl"
    known = {}
    if index.is_file():
        known = {row["id"]: row for row in map(json.loads, index.open(encoding="utf-8"))}
    for file in sorted([*path.glob("*.txt"), *path.glob("*.md")]):
        published = known.get(file.stem, {}).get("published")
        yield {"id": file.stem, "text": file.read_text("utf-8"), "published": published}


def headlines() -> Iterator[texts.Row]:
    """Every headline of the panel that holds a percentage, with its day or instant."""
    rows = duckdb.sql(
        "select id, title, coalesce(published_utc, regexp_extract(published_raw,"
        f" '^\\d{{4}}-\\d\\d-\\d\\d')) from '{panel.folder()}/headlines.parquet'"
        " where title like '%\\%%' escape '\\' order by id"
    )
    for name, title, published in rows.fetchall():
        if published:
            yield {"id": name, "text": title, "published": published}


def digest(text: str) -> str:
    """What a text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def number(text: str) -> float | None:
    """The last number of a formula or of a printed value, without its sign."""
    found = NUMBER.findall(text)
    return float(found[-1].replace(",", "")) if found else None


def decided(row: texts.Row, found: dict) -> Iterator[dict]:
    """One line a company, number or direction, and session, however often it was extracted."""
    seen = set()
    for claim in found.get("claims", []):
        for one in claim["observed"]:
            stated = number(claim["formula"])
            key = (one["symbol"], stated or claim["formula"], str(one.get("session"))[:10])
            if key in seen:
                continue
            seen.add(key)
            yield {
                "digest": digest(str(row["text"])),
                "symbol": one["symbol"],
                "number": stated,
                "session": str(one["session"])[:10] if one.get("session") else None,
                "kind": claim["kind"],
                "verdict": one["verdict"],
                "claim": claim,
                "observed": one,
            }


def key_of(item: dict) -> tuple:
    """What a judgement holds for: a text, a company, a number, a kind of claim, a session."""
    return tuple(item[name] for name in ("digest", "symbol", "number", "kind", "session"))


def judgements() -> dict[tuple, dict]:
    """Judgements kept so far."""
    if not JUDGED.is_file():
        return {}
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    return {key_of(row): row for row in rows}


def by_label(item: dict, label: dict | None) -> str | None:
    """The judgement that labels of the same company and number give, where there is one."""
    if label is None or item["number"] is None:
        return None
    same = [
        claim["truth"]
        for claim in label["claims"]
        if claim["symbol"] == item["symbol"] and number(claim["value"]) == item["number"]
    ]
    if not same:
        return None
    return "right" if all(truth is False for truth in same) else "wrong"


def shown(row: texts.Row, item: dict) -> str:
    """An accusation as a person reads it."""
    claim, seen = item["claim"], item["observed"]
    lines = [
        f"\n{item['verdict'].upper()} {row['id']} {row['published']} {item['symbol']}"
        f" {claim['kind']} {claim['formula']}",
        f"  {' '.join(claim['text'].split())[:300]}",
        f"  seen {seen.get('value')} {seen.get('unit')} on {item['session']}: {seen.get('why')}",
    ]
    lines += [
        f"  reading: {json.dumps(one, ensure_ascii=False)}" for one in claim.get("readings", [])
    ]
    return "\n".join(lines)


def labelled(found: dict, label: dict, items: list[dict], counts: Counter) -> None:
    """Count what the labels of one text ask for."""
    counts["companies"] += 1
    given, wanted = set(found["subjects"]) - set(label["elsewhere"]), set(label["companies"])
    counts["companies exact"] += given == wanted
    counts["given"] += len(given)
    counts["wanted"] += len(wanted)
    counts["found"] += len(given & wanted)
    for claim in label["claims"]:
        if claim["truth"] == UNKNOWN:
            continue
        verdicts = {
            item["verdict"]
            for item in items
            if item["symbol"] == claim["symbol"] and item["number"] == number(claim["value"])
        }
        kind = "true" if claim["truth"] else "false"
        counts[kind] += 1
        counts[f"{kind} supported"] += "supported" in verdicts
        counts[f"{kind} contradicted"] += "contradicted" in verdicts


def day0(rows: list[texts.Row], labels: dict[str, dict]) -> tuple[int, int]:
    """Day 0 of the lead company: right, and asked for."""
    from marketlink.events import events_of
    from marketlink.reading import read

    right = asked = 0
    for row in rows:
        label = labels.get(digest(str(row["text"])))
        if label and label["day0"] and label["lead"] in label["companies"]:
            found = {e.symbol: str(e.day0) for e in events_of(read(row["text"], row["published"]))}
            asked += 1
            right += found.get(label["lead"]) == label["day0"]
    return right, asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", type=Path, nargs="*")
    parser.add_argument("--headlines", action="store_true")
    parser.add_argument("--labels", type=Path, action="append", default=[])
    parser.add_argument("--open", type=Path, help="write the accusations that nobody has judged")
    parser.add_argument("--quiet", action="store_true", help="figures only")
    given = parser.parse_args()
    rows = [row for path in given.paths for row in rows_of(path)]
    db = panel.store()
    if db is None:
        raise SystemExit("There is no price panel beside this checkout.")
    rows += list(headlines()) if given.headlines else []
    labels = {}
    for path in given.labels:
        labels |= {row["digest"]: row for row in map(json.loads, path.open(encoding="utf-8"))}
    kept, counts, by_kind, open_ones = judgements(), Counter(), Counter(), []
    for row, found in zip(rows, texts.readings(rows, db), strict=True):
        if "subjects" not in found:
            counts["refused"] += 1
            continue
        items, label = list(decided(row, found)), labels.get(digest(str(row["text"])))
        for item in items:
            counts[item["verdict"]] += 1
            if item["verdict"] in ("contradicted", "partly"):
                given_by_hand = kept.get(key_of(item), {}).get("judgement")
                judged = given_by_hand or by_label(item, label) or "open"
                counts[f"accusation {judged}"] += 1
                by_kind[item["kind"], judged] += 1
                if judged == "open":
                    open_ones.append(item)
            if item["verdict"] in ("contradicted", "partly", "unclear") and not given.quiet:
                print(shown(row, item))
        if label:
            labelled(found, label, items, counts)
    if labels:
        counts["day 0 right"], counts["day 0"] = day0(rows, labels)
    if given.open:
        lines = [
            {n: item[n] for n in ("digest", "symbol", "number", "kind", "session")}
            for item in open_ones
        ]
        text = "".join(json.dumps({**line, "judgement": "", "why": ""}) + "\n" for line in lines)
        given.open.write_text(text, "utf-8")
    report(rows, counts)
    right_to_accuse(by_kind)


LEAST_JUDGED = 20
"""Judged accusations from which the share of right ones of a kind is told."""


def right_to_accuse(by_kind: Counter) -> None:
    """Print by kind how many accusations were judged right, with the lower end of a one-sided
    interval of 90 % (Clopper and Pearson 1934); no share of fewer than 20."""
    print("right to accuse, by kind of claim:")
    for kind in sorted({kind for kind, _ in by_kind} | set(KINDS)):
        right, wrong = by_kind[kind, "right"], by_kind[kind, "wrong"]
        told = f"no share: fewer than {LEAST_JUDGED}"
        if right + wrong >= LEAST_JUDGED:
            told = f"at least {beta.ppf(0.1, right, wrong + 1) if right else 0.0:.3f}"
        print(f"  {kind:12} right {right:3}, wrong {wrong:3}; {told}")


def report(rows: list[texts.Row], counts: Counter) -> None:
    """Print the figures."""

    def share(part: str, whole: str) -> str:
        return f"{counts[part]} of {counts[whole]} ({counts[part] / max(1, counts[whole]):.3f})"

    print(f"\n{len(rows)} texts,", dict(sorted(counts.items())))
    if counts["companies"]:
        print("companies exact", share("companies exact", "companies"))
        print("precision", share("found", "given"), " recall", share("found", "wanted"))
        print("day 0 of the lead company", share("day 0 right", "day 0"))
        print("true facts supported", share("true supported", "true"))
        print("true facts contradicted", share("true contradicted", "true"))
    total = sum(counts[verdict] for verdict in (*DECIDED, "partly"))
    wrong = counts["accusation wrong"]
    print(
        f"decided claims {total}; accusations right {counts['accusation right']}, wrong {wrong},"
        f" of the data {counts['accusation data']}, open {counts['accusation open']}"
    )
    print(f"false contradictions per 1,000 decided claims: {1000 * wrong / max(1, total):.1f}")


if __name__ == "__main__":
    sys.exit(main())
