"""The page of a study: its numbers are those of the tables, whatever their number."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pytest
from report_case import prices

from marketlink.cli.main import run
from marketlink.pipeline.study_digest import digest
from marketlink.report.study_page import heard, render_study

SYMBOLS = ("NVDA", "MU", "000660.KS")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of 90 random days of three stocks in two groups, one event of them unknown."""
    base = tmp_path_factory.mktemp("study")
    known = {symbol: sorted(prices()[symbol]) for symbol in prices()}
    with (base / "prices.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["symbol", "date", "close"])
        for symbol, days in known.items():
            out.writerows([symbol, day, prices()[symbol][day]["close"]] for day in days)
    draw = random.Random(7)
    with (base / "events.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["event_id", "symbol", "date", "group"])
        for n in range(90):
            symbol = draw.choice(SYMBOLS)
            day = draw.choice(known[symbol][200:-15])
            out.writerow([f"<e{n}>", symbol, day, "AB"[n % 2]])
        out.writerow(["gone", "NOBODY", known["NVDA"][220], "A"])
    asked = ["study", "--events", str(base / "events.csv"), "--prices", str(base / "prices.csv"),
             "--benchmark", "^GSPC", "--out", str(base / "out"), "--report", "en"]  # fmt: skip
    assert run(asked) == 0
    return base / "out"


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_outcomes_add_up_and_ends_are_the_tables(folder: Path) -> None:
    found = digest(folder)
    assert sum(found.outcomes.values()) == 91
    cars = [float(row["car"]) for row in rows(folder, "cars")
            if (row["tau_from"], row["tau_to"]) == ("0", "0") and row["car"]]  # fmt: skip
    assert found.window == (0, 0)
    assert (found.ends[0]["car"], found.ends[-1]["car"]) == (min(cars), max(cars))
    assert sum(n for *_, n in found.spread) == len(cars) == 90
    assert sum(n for _, n, _ in found.months) == 90
    means = {row["group"]: row["mean"] for row in found.windows if row["tau_to"] == 0}
    for group in "AB":
        ids = {row["event_id"] for row in rows(folder, "events") if row["group"] == group}
        zero = [row for row in rows(folder, "cars") if row["tau_to"] == row["tau_from"] == "0"]
        mine = [float(row["car"]) for row in zero if row["event_id"] in ids and row["car"]]
        assert means[group] == pytest.approx(sum(mine) / len(mine), abs=1e-12)


def test_only_a_test_that_holds_gives_an_interval(folder: Path) -> None:
    found = digest(folder)
    for row in found.windows:
        lead = heard(found.tests, row["group"], (row["tau_from"], row["tau_to"]))
        assert lead is None or lead["valid"]
    none = [{**row, "valid": False} for row in found.tests]
    assert heard(none, "A", (0, 0)) is None


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_page_is_small_the_same_twice_and_holds_no_words_of_outsiders_as_markup(
    folder: Path, lang: str
) -> None:
    page = render_study(digest(folder), lang)
    assert page == render_study(digest(folder), lang)
    assert len(page.encode()) < 400_000
    assert "<e" not in re.sub(r"</?em|<ellipse", "", page)
    assert page.count("<figure") == 5
    if lang == "en":
        assert page == (folder / "study.en.html").read_text("utf-8")
