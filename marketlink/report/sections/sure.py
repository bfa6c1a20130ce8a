"""The section on certainty: tests and windows of each company and of the group."""

from __future__ import annotations

from typing import Any

from marketlink.findings import format as fmt
from marketlink.findings.certainty import certainty
from marketlink.findings.lookup import DAY, against, by_relevance, group_tests, rows_of, studied
from marketlink.findings.words import Words
from marketlink.records.case import Case
from marketlink.records.decision import LEADS
from marketlink.records.study import Row
from marketlink.report.coverage import reach, spanned
from marketlink.report.table import Cell, PageTable, table

SIZES = ("minimum-detectable",)
CAAR = "caar"


def section(case: Case, words: Words) -> dict[str, Any]:
    """Windows and tests by company; the group apart, where two or more were studied."""
    return {
        "notes": [one.say(words) for one in certainty(case)],
        "windows": _windows(case, words),
        "tests": _tests(case, words),
        "group": _group(case, words),
        "calibrated": _calibrated(case, words),
    }


def _windows(case: Case, words: Words) -> PageTable | None:
    body = []
    for item in by_relevance(case):
        taus = reach(case, item)
        body += [
            [
                words.who(item.event.symbol),
                spanned((row["tau_from"], row["tau_to"]), taus, words),
                _points(row.get("car")),
                _points(row.get("car_se"), sign=False),
                fmt.number(row.get("t")),
                fmt.p_value(row.get("p_filtered")),
                fmt.p_value(row.get("p_t")),
                fmt.p_value(row.get("p_sq"), row.get("p_floor")),
                fmt.percent(row.get("bhar")),
            ]
            for row in rows_of(case, "cars", item.event.event_id)
        ]
    if not body:
        return None
    heads = ("company", "window", "car", "error", "t", "p_filtered", "p_t", "p_sq", "bhar")
    heads_text = [words(f"windows.{key}") for key in heads]
    return table(
        words("windows.caption", base=against(case)), heads_text, body, numeric=range(2, 9)
    )


def _points(value: float | None, sign: bool = True) -> str:
    return fmt.NONE if value is None else fmt.number(value * 100, 2, sign=sign)


def _tests(case: Case, words: Words) -> PageTable | None:
    body = [
        [
            words.who(item.event.symbol),
            words.name("statistic", one.name),
            fmt.number(one.value),
            fmt.p_value(one.p, one.floor),
            words.say(one.law),
            one.reference,
        ]
        for item in by_relevance(case)
        for one in item.inference
        if one.window == DAY and one.name != "placebo"
    ]
    if not body:
        return None
    heads = ("company", "test", "value", "p", "law", "reference")
    heads_text = [words(f"tests.{key}") for key in heads]
    return table(words("tests.caption"), heads_text, body, numeric=(2, 3))


def _group(case: Case, words: Words) -> dict[str, Any] | None:
    tests = group_tests(case)
    if len(studied(case)) < 2 or not tests:  # noqa: PLR2004 (a pair, or three)
        return None
    decision = case.decision
    group_tests_heard = decision.heard if decision is not None else ()
    deciding = {one.statistic for one in group_tests_heard if one.decides}
    joint = decision.joint if decision is not None else None
    if joint is None:
        return None
    names = [f"{words.name('statistic', one.statistic)} {fmt.p_phrase(one.p)}"
             for one in group_tests_heard if one.decides]  # fmt: skip
    return {
        "lead": words(f"group.{joint.value}", tests=words.join(names)),
        "shared": _shared(case, tests[0], words),
        "table": _battery(
            tests, deciding, {one.statistic: one.power for one in group_tests_heard}, words
        ),
    }


def _shared(case: Case, row: Row, words: Words) -> str:
    apart = len({item.event.moment for item in studied(case)}) > 1
    lead = words("group.apart" if apart else "group.shared")
    if row.get("r_bar") is None or row.get("inflation") is None:
        return lead
    return f"{lead} {words('group.r', r=row['r_bar'], inflation=row['inflation'])}"


def _battery(
    tests: tuple[Row, ...], deciding: set[str], power: dict[str, float], words: Words
) -> PageTable:
    """Every test of day 0 with its power; one that is not valid here is marked so."""

    def place(row: Row) -> Cell:
        if not row.get("valid", True):
            return Cell(words("group.invalid"), "bad")
        return Cell(
            words("group.heard" if row["statistic"] in deciding else "group.beside"), "quiet"
        )

    by_rank = sorted(
        tests, key=lambda row: (row["statistic"] not in deciding, not row.get("valid", True))
    )
    body: list[list[str | Cell]] = [
        [
            words.name("statistic", str(row["statistic"])),
            place(row),
            _value(row),
            fmt.p_value(row.get("p")),
            fmt.p_value(row.get("p_adjusted")),
            _power(power.get(str(row["statistic"]))),
            _note(row, words),
        ]
        for row in by_rank
    ]
    heads = ("test", "state", "value", "p", "adjusted", "power", "note")
    heads_text = [words(f"group.{key}") for key in heads]
    return table(words("group.caption"), heads_text, body, numeric=(2, 3, 4, 5))


def _calibrated(case: Case, words: Words) -> PageTable | None:
    """The mean of all companies and the tests that may lead a group, on placebo dates."""
    body = [
        [
            words.name("statistic", str(row["statistic"])),
            fmt.window((row["tau_from"], row["tau_to"])),
            fmt.number(row["draws"], 0),
            _power(row["size"]) if row["statistic"] != CAAR else fmt.NONE,
            _sized(row, "null_mean"),
            _sized(row, "corrected"),
            fmt.p_value(row["p_calibrated"], row["p_floor"]),
        ]
        for row in case.study.tables.get("calibration", ())
        if row["statistic"] in {CAAR, *LEADS}
    ]
    if not body:
        return None
    heads = ("test", "window", "draws", "size", "null_mean", "corrected", "p")
    heads_text = [words(f"calibrated.{key}") for key in heads]
    return table(words("calibrated.caption"), heads_text, body, numeric=range(2, 7))


def _sized(row: Row, name: str) -> str:
    value = row[name]
    return _points(value) if row["statistic"] == CAAR else fmt.number(value, 2)


def _power(value: float | None) -> str:
    is_number = value is not None and value == value  # noqa: PLR0124 (false of NaN only)
    return f"{fmt.number((value or 0.0) * 100, 0)}%" if is_number else fmt.NONE


def _value(row: Row) -> str:
    return _points(row.get("value")) if row["statistic"] in SIZES else fmt.number(row.get("value"))


def _note(row: Row, words: Words) -> str:
    return words.say(row.get("note") or "")
