"""Running a study on small files, and reading its tables back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from marketlink.records.study import Spec
from marketlink.study.run import study_files


def write(path: Path, header: str, rows) -> Path:
    with path.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path


def study(folder: Path, events, prices, spec=None, *, header="event_id,symbol,date",
          price_header="symbol,date,close", factors=None, **more):  # fmt: skip
    """Run a study on rows; return the outcome and its tables as lists of dicts of texts."""
    events = write(folder / "events.csv", header, events)
    prices = write(folder / "prices.csv", price_header, prices)
    done = study_files(events, prices, spec or Spec(), out=folder / "out", factors=factors, **more)
    return done, tables(folder / "out")


def tables(folder: Path):
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open() as handle:
            found[path.stem] = list(csv.DictReader(handle))
    return found


def outcomes(tabled):
    return {row["event_id"]: row["outcome"] for row in tabled["events"]}


def facts(tabled):
    return {
        k: v if k in ("model", "returns", "thin") else _json(v)
        for k, v in tabled["study"][0].items()
    }


def _json(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
