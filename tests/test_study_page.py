"""The page of a study: its numbers are those of the tables, whatever their number."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from report_case import prices

from marketlink.cli.main import run
from marketlink.findings import FindingText
from marketlink.findings.words import words
from marketlink.pipeline.study_bands import widths
from marketlink.pipeline.study_digest import digest
from marketlink.report.study_page import render_study
from marketlink.report.study_tables import error_of, is_beyond, leading_test
from marketlink.resources import data_path
from marketlink.study.inference.band import stretch_days
from marketlink.study.outcomes import FLAGS, OWN

SYMBOLS = ("NVDA", "MU", "000660.KS")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study on disk."""
    return made_study(tmp_path_factory.mktemp("study"))


def made_study(base: Path) -> Path:
    """A study of 90 random days of three stocks in two groups, one event of them unknown."""
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


DEEPSEEK = (("NVDA", "2025-01-27"), ("MU", "2025-01-27"), ("AVGO", "2025-01-27"),
            ("000660.KS", "2025-01-31"), ("005930.KS", "2025-01-31"), ("NVDA", "2025-02-26"),
            ("MU", "2024-12-18"), ("AMD", "2025-03-14"))  # fmt: skip
"""Real events, the last without a day after its own."""


def page_of(base: Path, groups: Sequence[str] = (), count: int = 8, lang: str = "en") -> str:
    """The page of the first of these events, in groups where any are given."""
    base.mkdir()
    lines = [f"{n:02d},{symbol},{day}" for n, (symbol, day) in enumerate(DEEPSEEK[:count])]
    if groups:
        lines = [f"{line},{group}" for line, group in zip(lines, groups, strict=True)]
    head = "event_id,symbol,date" + (",group" if groups else "")
    (base / "events.csv").write_text("\n".join([head, *lines]) + "\n")
    asked = ["study", "--events", str(base / "events.csv"), "--out", str(base / "out"),
             "--prices", str(data_path("excerpt/prices.csv")), "--report", lang]  # fmt: skip
    assert run(asked) == 0
    return (
        (base / "out" / f"study.{lang}.html")
        .read_text("utf-8")
        .replace("\u2212", "-")
        .replace("\xa0", " ")
    )


def title_of(page: str) -> str:
    return page.split("<h1>")[1].split("</h1>", maxsplit=1)[0]


def test_events_without_a_group_have_the_page_of_those_in_one(tmp_path: Path) -> None:
    page = page_of(tmp_path / "none")
    assert page == page_of(tmp_path / "blank", [""] * 8).replace("/blank/", "/none/")
    assert page == page_of(tmp_path / "all", ["all"] * 8).replace("/all/", "/none/")
    assert "Beyond chance on average: all events [-1, +1]" in page
    assert title_of(page_of(tmp_path / "one", count=1)) == (
        "1 event moved beyond chance over [0, 0]: -13.2 points"
    )
    assert re.search(r"all events \[-1, \+1\]</t[hd]>.*?<td>-?\d", page), "with its error"
    some = page_of(tmp_path / "some", ["1", "1", "1", "", "", "1", "1", "1"])
    assert title_of(some).startswith(
        "2 of 8 events moved beyond chance on average over [0, 0]: all -5.1 points; "
        "no test holds for 1"
    )


def test_the_title_counts_the_events_of_the_groups_that_moved(tmp_path: Path) -> None:
    groups = ["us", "us", "us", "kr", "kr", "us", "us", "us"]
    assert title_of(page_of(tmp_path / "en", groups)) == (
        "2 of 8 events moved beyond chance on average over [0, 0]: kr -5.1 points; "
        "no test holds for us; from -13.8 to +3.6 points an event"
    )
    assert "사건 8건 가운데 2건의" in title_of(page_of(tmp_path / "ko", groups, lang="ko"))


def test_where_no_test_holds_nothing_is_told_of_chance(tmp_path: Path, folder: Path) -> None:
    assert "cannot be told" in title_of(page_of(tmp_path / "none"))
    found = digest(folder)
    none = render_study(replace(found, tests=tuple({**r, "valid": False} for r in found.tests)))
    assert "No test holds: whether an average lies beyond chance cannot be told" in none
    assert "no average effect" not in none and "No average" not in none


def test_small_numbers_and_what_was_not_named_are_in_words(tmp_path: Path) -> None:
    groups = ["us", "us", "us", "kr", "kr", "us", "us", "us"]
    page = page_of(tmp_path / "x", groups)
    assert "the event&#39;s own, else its exchange&#39;s index" in page and ">null<" not in page
    assert "chance alone gives about 0.4" in page and "in 1 separate stretch of time" in page
    assert "us: the path is of the 5 of 6 events with a return on each of its days" in page


def test_names_that_look_like_numbers_stay_names(tmp_path: Path) -> None:
    page_of(tmp_path / "x")
    assert digest(tmp_path / "x" / "out").ends[0]["event_id"] == "02"


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
    assert sum(n for _, n, *_ in found.months) == 90
    assert sum(n for *_, n in found.plane) == sum(
        1
        for row in rows(folder, "cars")
        if (row["tau_from"], row["tau_to"]) == ("0", "0") and row["p_t"]
    )
    means = {row["group"]: row["mean"] for row in found.windows if row["tau_to"] == 0}
    for group in "AB":
        ids = {row["event_id"] for row in rows(folder, "events") if row["group"] == group}
        zero = [row for row in rows(folder, "cars") if row["tau_to"] == row["tau_from"] == "0"]
        mine = [float(row["car"]) for row in zero if row["event_id"] in ids and row["car"]]
        assert means[group] == pytest.approx(sum(mine) / len(mine), abs=1e-12)


def test_only_a_test_that_holds_gives_an_interval(folder: Path) -> None:
    found = digest(folder)
    for row in found.windows:
        lead = leading_test(found.tests, row["group"], (row["tau_from"], row["tau_to"]))
        assert lead is None or lead["valid"]
    none = [{**row, "valid": False} for row in found.tests]
    assert leading_test(none, "A", (0, 0)) is None


def test_an_interval_is_that_of_the_portfolio_t_and_chance_that_of_the_adjusted_p(
    folder: Path,
) -> None:
    found = digest(folder)
    for row in found.windows:
        key = row["group"], (row["tau_from"], row["tau_to"])
        own = [one for one in rows(folder, "tests")
               if (one["group"], (int(one["tau_from"]), int(one["tau_to"]))) == key]  # fmt: skip
        (portfolio,) = [one for one in own if one["statistic"] == "cda-t"]
        if portfolio["valid"] == "true":
            error = abs(row["mean"] / float(portfolio["value"]))
            se, name = error_of(found.tests, *key, row["mean"])
            assert (se, name) == (pytest.approx(error), "cda-t")
            assert words("en").name("statistic", name) in render_study(found, "en")
        none = [{**one, "valid": False} for one in found.tests]
        assert error_of(none, *key, row["mean"]) == (None, None)
    lone = {"statistic": "cda-t", "p": 0.01, "p_adjusted": 0.08}
    assert not is_beyond(lone) and is_beyond(lone | {"p_adjusted": 0.03}) and not is_beyond(None)
    assert not is_beyond(lone | {"p_adjusted": 0.03}, windows=4)


def test_a_study_without_an_event_has_tables_and_no_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "e.csv").write_text("event_id,symbol,date\na,NOBODY,2025-01-27\n")
    (tmp_path / "p.csv").write_text("symbol,date,close\nNVDA,2025-01-27,100\n")
    asked = ["study", "--events", str(tmp_path / "e.csv"), "--prices", str(tmp_path / "p.csv"),
             "--benchmark", "^GSPC", "--out", str(tmp_path / "out"), "--report", "en"]  # fmt: skip
    assert run(asked) == 2
    assert "No event of the study could be studied" in capsys.readouterr().err
    assert (tmp_path / "out" / "events.csv").is_file()
    assert not list((tmp_path / "out").glob("*.html"))


def test_a_study_that_left_its_days_out_has_a_page_without_paths(
    folder: Path, tmp_path: Path
) -> None:
    for name in ("events", "cars", "tests", "study"):
        (tmp_path / f"{name}.csv").write_bytes((folder / f"{name}.csv").read_bytes())
    page = render_study(digest(tmp_path), "en")
    assert page.count("<figure") == 4 and 'id="paths"' not in page


def test_the_notes_of_the_inputs_are_in_the_language_of_the_page(tmp_path: Path) -> None:
    base = made_study(tmp_path)
    prices_file = tmp_path / "prices.csv"
    prices_file.write_text(prices_file.read_text("utf-8") + "NVDA,not a day,100\n", "utf-8")
    asked = ["study", "--events", str(tmp_path / "events.csv"), "--prices", str(prices_file),
             "--benchmark", "^GSPC", "--out", str(base), "--report", "ko"]  # fmt: skip
    assert run(asked) == 0
    assert "날짜를 읽을 수 없는 시세 1줄은 쓰지 않는다" in render_study(digest(base), "ko")
    assert "1 price line has no readable day" in render_study(digest(base), "en")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_page_is_small_the_same_twice_and_holds_no_words_of_outsiders_as_markup(
    folder: Path, lang: str
) -> None:
    page = render_study(digest(folder), lang)
    assert page == render_study(digest(folder), lang)
    assert len(page.encode()) < 400_000
    assert "<e" not in re.sub(r"</?em|<ellipse", "", page)
    assert page.count("<figure") == 6
    written = (folder / f"study.{lang}.html").read_text("utf-8")
    assert "assets/plotly.min.js" in written and (folder / "assets" / "plotly.min.js").is_file()


def test_the_path_is_the_average_of_the_events_from_the_close_before_day_0(folder: Path) -> None:
    sums: dict[str, dict[int, float]] = {}
    group = {row["event_id"]: row["group"] for row in rows(folder, "events")}
    for row in rows(folder, "abnormal"):
        sums.setdefault(row["event_id"], {})[int(row["tau"])] = float(row["ar"] or "nan")
    found = {(one.group, one.tau): one.mean for one in digest(folder).paths}
    for name in "AB":
        mine = [own for key, own in sums.items() if group[key] == name]
        after = sum(sum(own[t] for t in range(6)) for own in mine) / len(mine)
        before = -sum(sum(own[t] for t in range(-4, 0)) for own in mine) / len(mine)
        assert found[name, 5] == pytest.approx(after, abs=1e-12)
        assert found[name, -5] == pytest.approx(before, abs=1e-12)
        assert found[name, -1] == pytest.approx(0, abs=1e-12)


def test_a_band_holds_for_a_day_and_for_all_days_as_often_as_it_says() -> None:
    draw = np.random.default_rng(5)
    inside = np.zeros((400, 2))
    for n in range(400):
        size = draw.integers(1, 9, 45).astype(float)
        shared = draw.standard_t(5, (45, 11)).cumsum(axis=1)
        total = size[:, None] * shared + np.sqrt(size)[:, None] * draw.normal(size=(45, 11)).cumsum(
            1
        )
        mean = np.abs(total.sum(axis=0) / size.sum())
        point, every = widths(total, size)
        inside[n] = mean[5] <= point[5], bool((mean <= every).all())
    share = inside.mean(axis=0)
    assert 0.915 <= share[0] <= 0.98, "95 % of 400 draws, three standard errors"
    assert 0.915 <= share[1] <= 0.98


def test_few_stretches_of_time_give_no_band(folder: Path) -> None:
    point, every = widths(np.ones((19, 3)), np.ones(19))
    assert np.isnan(point).all() and np.isnan(every).all()
    assert stretch_days(10) == 28
    for one in digest(folder).paths:
        assert (one.wide is None) == (one.stretches < 20 or one.tau < 0)


def test_what_a_study_warns_of_is_worded_in_each_language(tmp_path: Path, folder: Path) -> None:
    told = [str(line) for line in digest(folder).warnings]
    lines = {lang: [words(lang).say(line) for line in digest(folder).warnings]
             for lang in ("en", "ko")}  # fmt: skip
    assert told == lines["en"] and any("usable line of: NOBODY" in line for line in told)
    assert any("NOBODY" in line and "쓸 수 있는 줄이 없다" in line for line in lines["ko"])
    for key in (*FLAGS, *OWN.values(), "few", "unknown_symbol"):
        assert all(words(lang).has(f"remark.{key}") for lang in ("en", "ko"))


def test_why_a_test_does_not_hold_is_worded_in_each_language(folder: Path) -> None:
    found = digest(folder)
    noted = [row["note"] for row in found.tests if row["note"]]
    assert noted and all(hasattr(note, "code") for note in noted if " = " not in note)
    assert "assumes independence" in render_study(found, "en")
    assert "assumes independence" not in render_study(found, "ko")


def test_each_dot_of_an_end_leads_to_its_row(folder: Path) -> None:
    page = render_study(digest(folder), "en", bundle="x.js")
    named = set(re.findall(r'"(end-\d+)"', page.split('id="figures"')[1]))
    assert named and named <= set(re.findall(r'<tr id="(end-\d+)"', page))


def test_the_first_screen_of_many_events_says_what_their_mean_takes_for_granted(
    folder: Path,
) -> None:
    found = digest(folder)
    assumed = {"en": "takes for granted that", "ko": "이어진다고 보고"}
    for lang, words_of_it in assumed.items():
        few = render_study(found, lang)
        many = render_study(
            replace(found, warnings=(FindingText("remark.assumed", n=1_000),)), lang
        )
        first = many.split('id="answer"')[1].split("</section>")[0]
        assert words_of_it in first and words_of_it not in few


def test_an_average_that_other_dates_show_as_well_is_not_beyond_chance() -> None:
    lead = {"p_adjusted": 0.01, "p_calibrated": None}
    assert is_beyond(lead)
    assert is_beyond({**lead, "p_calibrated": 0.02})
    assert not is_beyond({**lead, "p_calibrated": 0.3})
    assert not is_beyond({**lead, "p_adjusted": 0.2})
