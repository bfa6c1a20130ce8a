"""The group verdict: the tests that hold when all companies share the news."""

from __future__ import annotations

from typing import Any

from marketlink.records.case import Case
from marketlink.records.study import Row
from marketlink.report import figures
from marketlink.report import format as fmt
from marketlink.report.figure import Figure, figure
from marketlink.report.findings import DAY, group_tests, leading_tests, rows, studied
from marketlink.report.messages import Words
from marketlink.report.reach import far, reaches, spanned
from marketlink.report.table import Cell, Table, table
from marketlink.report.verdict import joint

TESTS = ("statistic", "value", "df", "p_any", "p_adjusted", "valid", "note")
EVERY = ("window", "statistic", "value", "p_any", "valid")
SIZES = ("minimum-detectable",)
Leading = tuple[Row | None, Row | None]


def section(case: Case, words: Words) -> dict[str, Any]:
    """The group's section; only a sentence where there are fewer than two companies."""
    tests = group_tests(case)
    page: dict[str, Any] = {"answer": "", "detail": "", "tests": None, "invalid": None}
    page |= {"every": None, "open": _open(case, words)}
    page |= {"figure": _average(case, words)}
    if not tests:
        count = len(studied(case))
        key = "group.one" if count == 1 else "group.none" if count == 0 else "group.no_tests"
        return page | {"lead": words(key), "figure": None}
    answer = joint(case, words)
    window = fmt.window(DAY)
    detail = answer.detail and words("group.headline_lead", window=window, tests=answer.detail)
    return page | {
        "lead": _lead(case, tests[0], words),
        "answer": words(f"group.answer_{answer.answer}"),
        "detail": detail,
        "tests": _table(tests, True, words("group.tests_caption", window=window), words),
        "invalid": _table(tests, False, words("group.invalid_caption", window=window), words),
        "every": _every(case, words),
    }


def _lead(case: Case, row: Row, words: Words) -> str:
    """What the moves share, and what their correlation does to a test that ignores it."""
    apart = len({item.event.moment for item in studied(case)}) > 1
    lead = words("group.apart" if apart else "group.shared")
    if row.get("r_bar") is None or row.get("inflation") is None:
        return lead
    numbers = {key: fmt.number(row[key]) for key in ("r_bar", "inflation")}
    shown = round(row["inflation"], 2)
    form = "larger" if shown > 1 else "smaller" if shown < 1 else "level"
    told = words(f"group.r_{form}", r=numbers["r_bar"], inflation=numbers["inflation"])
    return f"{lead} {told}"


def _place(row: Row, leading: Leading, words: Words) -> Cell:
    if not row.get("valid", True):
        return Cell(words("group.invalid"), "bad")
    if row in leading:
        return Cell(words("group.headline"), "good")
    return Cell(words("group.beside"), "quiet")


def _value(row: Row) -> str:
    value = row.get("value")
    return fmt.percent(value) if row["statistic"] in SIZES else fmt.number(value)


def _table(tests: tuple[Row, ...], shown: bool, caption: str, words: Words) -> Table | None:
    """The tests that lead or hold (``shown``), else those that do not hold here."""
    leading = leading_tests(tests)
    chosen = [row for row in tests if (row in leading or row.get("valid", True)) is shown]
    if not chosen:
        return None
    ordered = sorted(chosen, key=lambda row: (row not in leading, not row.get("valid", True)))
    body: list[list[str | Cell]] = [
        [
            words.name("statistic", str(row["statistic"])),
            _value(row),
            fmt.number(row.get("df"), 0),
            fmt.p_value(row.get("p")),
            fmt.p_value(row.get("p_adjusted")),
            _place(row, leading, words),
            _note(row, words),
        ]
        for row in ordered
    ]
    return table(caption, [words(f"table.{name}") for name in TESTS], body, numeric=(1, 2, 3, 4))


def _note(row: Row, words: Words) -> str:
    note = str(row.get("note") or "")
    if note:
        said = [part for part in note.split("; ") if part != "headline"]
        return fmt.typeset(words.say("; ".join(said)))
    return "" if row.get("valid", True) else words("group.invalid_default")


def _every(case: Case, words: Words) -> Table | None:
    reached = reaches(case)
    others = [row for row in rows(case, "tests") if (row["tau_from"], row["tau_to"]) != DAY]
    if not others:
        return None
    body = [
        [
            spanned((row["tau_from"], row["tau_to"]), reached, words),
            words.name("statistic", str(row["statistic"])),
            _value(row),
            fmt.p_value(row.get("p")),
            words("group.valid" if row.get("valid", True) else "group.invalid"),
        ]
        for row in others
    ]
    heads = [words(f"table.{name}") for name in EVERY]
    return table(words("group.others"), heads, body, numeric=(2, 3))


def _open(case: Case, words: Words) -> str:
    """That windows are not over, where prices do not reach the end of every company's."""
    reached, spec = reaches(case), case.study.spec
    longest = max(spec.window[1], *(last for _, last in spec.windows))
    if not reached or min(reached) >= longest:
        return ""
    return words("group.open", tau=far(reached))


def _average(case: Case, words: Words) -> Figure | None:
    found = rows(case, "average")
    known = [row for row in found if row["aar"] is not None and row["caar"] is not None]
    reached = reaches(case)
    shared = min(reached, default=0)
    known = [row for row in known if row["tau"] <= shared]
    if len(known) < 2 or len({row["group"] for row in known}) != 1:
        return None
    zero: Row = next((row for row in known if row["tau"] == 0), {})
    aar, caar = fmt.percent(zero.get("aar")), fmt.percent(known[-1]["caar"])
    body = [
        [
            fmt.number(row["tau"], 0, sign=True),
            str(row["n"]),
            fmt.percent(row["aar"]),
            fmt.size(row.get("aar_se")),
            fmt.percent(row["caar"]),
            fmt.size(row.get("caar_se")),
        ]
        for row in known
    ]
    error = words("table.se")
    caption = words("figure.average_caption")
    heads = [words("table.tau"), "n", "AAR", error, "CAAR", error]
    return figure(
        "group-average",
        caption,
        words("figure.average_alt", aar=aar, caar=caar),
        figures.average(known, words),
        table(caption, heads, body, numeric=range(6)),
        note=words("figure.average_open", tau=far((shared,))) if _open(case, words) else "",
    )
