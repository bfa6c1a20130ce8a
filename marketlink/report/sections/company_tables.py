"""One company's tables: windows, single-company tests, neighbouring sessions."""

from __future__ import annotations

from marketlink.records.case import Case, CompanyFinding
from marketlink.records.study import Row
from marketlink.report import format as fmt
from marketlink.report.findings import OK, rows_of
from marketlink.report.messages import Words
from marketlink.report.reach import reach, spanned
from marketlink.report.table import Table, table

WINDOWS = ("window", "car", "se", "t", "p", "sq", "placebo", "floor_sq", "bhar")
INFERENCE = ("test", "window", "value", "p_any", "floor", "law", "n", "reference")


def windows(case: Case, item: CompanyFinding, words: Words) -> Table | None:
    """The cumulative abnormal return of every reported window, with its tests."""
    rows = rows_of(case, "cars", item.event.event_id)
    spec = case.study.spec
    wanted = dict.fromkeys([*spec.windows, spec.window])
    chosen = [row for w in wanted for row in rows if (row["tau_from"], row["tau_to"]) == w]
    if not chosen:
        return None
    reached = reach(case, item)
    body = [
        [
            spanned((row["tau_from"], row["tau_to"]), reached, words),
            fmt.percent(row.get("car")),
            fmt.size(row.get("car_se")),
            fmt.number(row.get("t")),
            fmt.p_value(row.get("p_t")),
            fmt.p_value(row.get("p_sq"), row.get("p_floor")),
            fmt.p_value(row.get("p_placebo"), _placebo_floor(item, row)),
            floor(row.get("p_floor")),
            fmt.percent(row.get("bhar")),
        ]
        for row in chosen
    ]
    heads = [words(f"table.{name}") for name in WINDOWS]
    return table(words("company.windows"), heads, body, numeric=range(1, 9))


def _placebo_floor(item: CompanyFinding, row: Row) -> float | None:
    """The smallest placebo p of a window. p is k / (1 + dates), and the dates of two windows are
    nearly as many: one below three halves of another window's smallest is its own smallest."""
    known = {one.window: one.floor for one in item.placebos}
    mine, p = known.get((row["tau_from"], row["tau_to"])), row.get("p_placebo")
    if mine is not None or p is None or not known:
        return mine
    return float(p) if p < 1.5 * min(known.values()) else None


def floor(value: float | None) -> str:
    """The smallest p a test can give."""
    return f"{value:.4f}" if value else fmt.NONE


def inference(case: Case, item: CompanyFinding, words: Words) -> Table | None:
    """The tests of one company."""
    if not item.inference:
        return None
    reached = reach(case, item)
    rows = [
        [
            words.name("statistic", one.name),
            spanned(one.window, reached, words),
            fmt.number(one.value, 3),
            fmt.p_value(one.p, one.floor),
            floor(one.floor),
            words.say(one.law),
            str(one.n),
            " \u00b7 ".join(part for part in (one.reference, words.say(one.note)) if part),
        ]
        for one in item.inference
    ]
    heads = [words(f"table.{name}") for name in INFERENCE]
    return table(words("company.inference_window"), heads, rows, numeric=(2, 3, 4, 6))


def neighbours(item: CompanyFinding, words: Words) -> Table | None:
    """The verdict had day 0 been the session beside it."""
    if not item.neighbours or item.outcome != OK:
        return None
    heads = [words(f"table.{name}") for name in ("day", "ret", "ar", "p_any")]
    rows = [
        [fmt.day(one.session), fmt.percent(one.ret), fmt.percent(one.ar), fmt.p_value(one.p)]
        for one in item.neighbours
    ]
    told = "company.neighbours_told" if item.event.rule == "told" else "company.neighbours"
    return table(words(told), heads, rows, numeric=(1, 2, 3))
