"""The tables of a study's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketlink.findings import FindingText, dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.records.decision import leading
from marketlink.records.study import Row, Window
from marketlink.records.study_digest import StudyDigest
from marketlink.report.table import Cell, PageTable, table

LEVEL = 0.05
SPANS = ("estimation", "window")
"""Facts of a specification that are spans of sessions."""
MOST = 6
"""More groups than this stand in the table of groups by year only."""
MOST_NAMED = 3
"""A title that would name more averages than this counts them."""
ADJUSTED = ("against.holm", "against.benjamini_yekutieli")
"""Notes that concern all tests together, and stand above the table once."""
MEAN = "caar"
"""The row of ``calibration`` that is the mean itself."""
MEAN_TESTS = ("cda-t", "cross-sectional-t")
"""Tests whose value is the mean over its standard error."""
SIZES = ("minimum-detectable",)
"""Statistics whose value is a return."""
NO_GROUP = "all"
"""The group of events that name none, as the tables call it."""
LONGEST = 48
"""Signs of a name that the input gives."""
ROWS = 300
"""Rows of groups by year on the page; a script pages through them."""


def leading_test(tests: Sequence[Row], group: Any, window: Window) -> Row | None:  # noqa: ANN401 (any value of a row)
    """The test of a group and window that leads among those that hold there."""
    valid = {
        row["statistic"]: row
        for row in tests
        if row["group"] == group
        and (row["tau_from"], row["tau_to"]) == window
        and row["valid"]
        and row["p"] is not None
    }
    name = leading(valid, max((row["n"] for row in valid.values()), default=0))
    return valid[name] if name is not None else None


def is_beyond(lead: Row | None, windows: int = 1) -> bool:
    """Whether chance hardly produces a group's average, after allowing for the groups and for so
    many windows, nor, where they were tried, do other dates of the same companies."""
    if lead is None or lead["p_adjusted"] is None:
        return False
    tried = lead.get("p_calibrated")
    return bool(lead["p_adjusted"] * windows < LEVEL and not (tried is not None and tried >= LEVEL))


def error_of(
    tests: Sequence[Row],
    group: Any,  # noqa: ANN401 (any value of a row)
    window: Window,
    mean: float,
) -> tuple[float | None, str | None]:
    """The standard error of a mean sum and the test that it is of: the first of
    :data:`MEAN_TESTS` that holds there; None, None where none does."""
    values = {
        row["statistic"]: row["value"]
        for row in tests
        if (row["group"], window_of(row)) == (group, window) and row["valid"] and row["value"]
    }
    name = next((one for one in MEAN_TESTS if one in values), None)
    return (None, None) if name is None else (abs(mean / values[name]), name)


def is_whole(digest: StudyDigest, group: str) -> bool:
    """Whether a group is all events of a study that has no groups."""
    return group == NO_GROUP and all(row["group"] == NO_GROUP for row in digest.windows)


def name_of(digest: StudyDigest, group: str, words: Words) -> str:
    if is_whole(digest, group):
        return words("study.all_events")
    return fmt.excerpt(str(group), LONGEST)


def window_of(row: Row) -> Window:
    return int(row["tau_from"]), int(row["tau_to"])


def points(value: float | None, *, sign: bool = True) -> str:
    """A decimal return in points."""
    return fmt.NONE if value is None else fmt.number(value * 100, 2, sign=sign)


def row_id(place: int) -> str:
    """The ``id`` of the row of one of the most extreme events."""
    return f"end-{place}"


def tests(digest: StudyDigest, words: Words) -> PageTable | None:
    groups = list(dict.fromkeys(row["group"] for row in digest.windows))[:MOST]
    rows = [
        row for row in digest.tests if window_of(row) == digest.window and row["group"] in groups
    ]
    body: list[list[str | Cell]] = [
        [
            name_of(digest, row["group"], words),
            words.name("statistic", str(row["statistic"])),
            _state(row, leading_test(digest.tests, row["group"], digest.window), words),
            _value(row, words),
            fmt.p_value(row["p"]),
            fmt.p_value(row["p_adjusted"]),
            _note(row, words),
        ]
        for row in rows
    ]  # fmt: skip
    if not body:
        return None
    heads = [words(f"study.{key}") for key in ("group", "test", "state", "value", "p", "adjusted",
                                               "note")]  # fmt: skip
    caption = words("study.tests", window=fmt.window(digest.window))
    family = [one for row in rows for one in _reasons(row["note"]) if one.code in ADJUSTED]
    if family:
        caption += ": " + words.say(family[0])
    return table(caption, heads, body, numeric=(3, 4, 5))


def _state(row: Row, lead: Row | None, words: Words) -> Cell:
    """Whether a test holds there, and whether it is the one that leads."""
    if not row["valid"]:
        return Cell(words("group.invalid"), "bad")
    return Cell(words("study.leads" if row is lead else "group.valid"), "quiet")


def _value(row: Row, words: Words) -> str:
    """A statistic's value; in percentage points where it is a return."""
    if row["statistic"] not in SIZES or row["value"] is None:
        return fmt.number(row["value"])
    return words("study.points", size=row["value"])


def _note(row: Row, words: Words) -> str:
    """Why a test does not hold, without the notes that concern all tests."""
    if not isinstance(row["note"], FindingText):
        return str(row["note"] or "")
    own = (one for one in _reasons(row["note"]) if one.code not in ADJUSTED)
    return "; ".join(words.say(one) for one in own)


def _reasons(note: str | None) -> Sequence[FindingText]:
    """The reasons of a test's note, one by one."""
    if not isinstance(note, FindingText):
        return ()
    if note.code != "list.sentences":
        return (note,)
    return [one for one in note.fields["parts"] if isinstance(one, FindingText)]


def calibrated(digest: StudyDigest, words: Words) -> PageTable | None:
    """How often each statistic rejects on placebo firm-days, where that was asked for."""
    groups = list(dict.fromkeys(row["group"] for row in digest.windows))[:MOST]
    rows = [row for row in digest.calibration
            if row["group"] in groups and row["statistic"] not in SIZES]  # fmt: skip
    if not rows:
        return None
    body = [
        [
            name_of(digest, row["group"], words),
            words.name("statistic", str(row["statistic"])),
            fmt.NONE if row["size"] is None else fmt.size(row["size"], 1),
            fmt.p_value(row["p"]),
            fmt.p_value(row["p_calibrated"], row["p_floor"]),
            points(row["corrected"]) if row["statistic"] == MEAN else fmt.NONE,
        ]
        for row in rows
    ]
    keys = ("group", "test", "size", "p", "calibrated", "corrected")
    heads = [words(f"study.{key}") for key in keys]
    caption = words("study.calibration", draws=rows[0]["draws"], window=fmt.window(digest.window))
    return table(caption, heads, body, numeric=range(2, 6))


def parts(digest: StudyDigest, words: Words) -> PageTable:
    body = [
        [name_of(digest, row["group"], words), str(row["year"]), fmt.number(row["n"], 0),
         fmt.number(row["mean"] * 100, 2, sign=True), fmt.number(row["middle"] * 100, 2, sign=True)]
        for row in digest.parts[:ROWS]
    ]  # fmt: skip
    heads = [words(f"study.{key}") for key in ("group", "year", "n", "mean", "middle")]
    total = len(digest.parts)
    more = "" if total <= ROWS else " " + words("study.parts_more", n=ROWS, total=total)
    return table(
        words("study.parts_caption", window=fmt.window(digest.window)) + more,
        heads,
        body,
        numeric=(2, 3, 4),
    )


def ends(digest: StudyDigest, words: Words) -> PageTable:
    body = [
        [
            fmt.excerpt(str(row["event_id"]), LONGEST),
            fmt.excerpt(str(row["symbol"]), LONGEST),
            dates.short(row["day0"], words.lang),
            fmt.number(row["car"] * 100, 2, sign=True),
            fmt.number(None if row["car_se"] is None else row["car_se"] * 100, 2),
            fmt.p_value(row["p"]),
        ]
        for row in digest.ends
    ]
    heads = [words(f"study.{key}") for key in ("event", "symbol", "day", "sum", "error", "p")]
    caption = words("study.ends", window=fmt.window(digest.window))
    places = [row_id(place) for place in range(len(body))]
    return table(caption, heads, body, numeric=(3, 4, 5), places=places)


def facts(digest: StudyDigest, words: Words) -> list[tuple[str, str]]:
    spec: Mapping[str, Any] = digest.spec
    rows = [(words("method.model"), words.name("model", str(spec["model"])))]
    if spec["benchmark"] or spec["needs_benchmark"]:
        rows.append((words("method.benchmark"), spec["benchmark"] or words("study.own_benchmark")))
    rows += [(words(f"method.{key}"), fmt.window(spec[key])) for key in SPANS if spec.get(key)]
    if spec.get("windows"):
        rows.append((words("method.windows"), ", ".join(map(fmt.window, spec["windows"]))))
    rows.append((words("method.returns"), words.name("returns", str(spec["returns"]))))
    rows.append((words("method.min_obs"), str(spec["min_obs"])))
    return [*rows, (words("method.snapshot"), digest.snapshot)]
