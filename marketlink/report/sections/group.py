"""The group verdict: the tests that hold when all companies share the news."""

from __future__ import annotations

from typing import Any

from marketlink.records.case import Case
from marketlink.records.study import Row
from marketlink.report import figures
from marketlink.report import format as fmt
from marketlink.report.figure import Figure, figure
from marketlink.report.findings import DAY, group_tests, leading_tests, studied
from marketlink.report.messages import Words
from marketlink.report.table import Cell, Table, table
from marketlink.report.verdict import chance


def section(case: Case, words: Words) -> dict[str, Any]:
    """The group's section; only a sentence where there are fewer than two companies."""
    tests = group_tests(case)
    count = len(studied(case))
    if not tests:
        return {
            "lead": words(
                "group.one"
                if count == 1
                else "group.none"
                if count == 0
                else "group.answer_unknown"
            ),
            "answer": "",
            "tests": None,
            "every": None,
            "figure": None,
        }
    answer = chance(case, words)
    return {
        "lead": _lead(tests[0], words),
        "answer": words(f"group.answer_{answer.answer}"),
        "detail": words("group.headline_lead", window=fmt.window(DAY), tests=answer.detail)
        if answer.detail
        else "",
        "tests": _table(
            tests,
            words("group.headline_lead", window=fmt.window(DAY), tests="").rstrip(" :."),
            tests,
            words,
        ),
        "every": _every(case, words),
        "figure": _average(case, words),
    }


def _lead(row: Row, words: Words) -> str:
    if row.get("r_bar") is None or row.get("inflation") is None:
        return words("group.lead_unknown")
    return words("group.lead", r=fmt.number(row["r_bar"]), inflation=fmt.number(row["inflation"]))


def _place(row: Row, leading: tuple[Row | None, Row | None], words: Words) -> Cell:
    if not row.get("valid", True):
        return Cell(words("group.invalid"), "bad")
    return (
        Cell(words("group.headline"), "good")
        if row in leading
        else Cell(words("group.beside"), "quiet")
    )


def _table(rows: tuple[Row, ...], caption: str, all_rows: tuple[Row, ...], words: Words) -> Table:
    leading = leading_tests(all_rows)
    heads = [
        words(f"table.{name}")
        for name in ("statistic", "value", "df", "p", "p_adjusted", "valid", "note")
    ]
    heads[3] = "p"
    ordered = sorted(rows, key=lambda row: (not row.get("valid", True), row not in leading))
    body: list[list[str | Cell]] = [
        [
            words.name("statistic", str(row["statistic"])),
            fmt.number(row.get("value")),
            fmt.number(row.get("df"), 0),
            fmt.p_value(row.get("p")),
            fmt.p_value(row.get("p_adjusted")),
            _place(row, leading, words),
            _note(row, words),
        ]
        for row in ordered
    ]
    return table(caption, heads, body, numeric=(1, 2, 3, 4))


def _note(row: Row, words: Words) -> str:
    note = str(row.get("note") or "")
    return note or ("" if row.get("valid", True) else words("group.invalid_default"))


def _every(case: Case, words: Words) -> Table | None:
    rows = [
        row for row in case.study.tables.get("tests", ()) if (row["tau_from"], row["tau_to"]) != DAY
    ]
    if not rows:
        return None
    heads = [words(f"table.{name}") for name in ("window", "statistic", "value", "p", "valid")]
    heads[3] = "p"
    body = [
        [
            fmt.window((row["tau_from"], row["tau_to"])),
            words.name("statistic", str(row["statistic"])),
            fmt.number(row.get("value")),
            fmt.p_value(row.get("p")),
            words("page.yes" if row.get("valid", True) else "page.no"),
        ]
        for row in rows
    ]
    return table(words("group.others"), heads, body, numeric=(2, 3))


def _average(case: Case, words: Words) -> Figure | None:
    rows = [
        row
        for row in case.study.tables.get("average", ())
        if row.get("aar") is not None and row.get("caar") is not None
    ]
    groups = {row["group"] for row in rows}
    if len(rows) < 2 or len(groups) != 1:
        return None
    zero: Row = next((row for row in rows if row["tau"] == 0), {})
    text = words(
        "figure.average_alt", aar=fmt.percent(zero.get("aar")), caar=fmt.percent(rows[-1]["caar"])
    )
    heads = [words("table.tau"), "n", "AAR", words("table.se"), "CAAR", words("table.se")]
    body = [
        [
            fmt.number(row["tau"], 0, sign=True),
            str(row["n"]),
            fmt.percent(row["aar"]),
            fmt.size(row.get("aar_se")),
            fmt.percent(row["caar"]),
            fmt.size(row.get("caar_se")),
        ]
        for row in rows
    ]
    caption = words("figure.average_caption")
    return figure(
        "group-average",
        caption,
        text,
        figures.average(rows, words),
        table(caption, heads, body, numeric=range(6)),
    )
