"""The page of a study: any number of events, from aggregates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from marketlink import disk
from marketlink.findings import LANGUAGES, Words, dates
from marketlink.findings import format as fmt
from marketlink.findings import words as words_of
from marketlink.records.decision import leading
from marketlink.records.study import Row, Window
from marketlink.records.study_digest import P_SMALL, Banded, StudyDigest
from marketlink.report import figures
from marketlink.report.assets import BUNDLE
from marketlink.report.figure import Figure, figure
from marketlink.report.figures.after import Path as Averaged
from marketlink.report.figures.forest import ForestRow
from marketlink.report.figures.many import counted, heat, plane
from marketlink.report.shell import shell
from marketlink.report.table import Cell, PageTable, table
from marketlink.report.write import share_bundle

LEVEL = 0.05
SPEC = ("benchmark", "estimation", "window", "windows", "returns", "min_obs")
SIDE = 4
"""Groups whose paths stand side by side."""
MOST = 6
"""More groups than this stand in the tables only."""
LONGEST = 48
"""Signs of a name that the input gives."""
ROWS = 300
"""Rows of groups by year on the page; a script pages through them."""
TOLD = (-5, -1, 0, 1, 2, 3, 5, 7, 10)
"""Days of the path whose numbers stand in the table under it."""


def render_study(
    digest: StudyDigest, lang: str = "en", *, other: str | None = None, bundle: str | None = None
) -> str:
    """A study as one page; the same for the same aggregates.

    ``other`` is a language in which the page lies beside this one, ``bundle`` the address of
    Plotly's script; without it figures cannot be explored.
    """
    words = words_of(lang)
    drawn = (_windows, _paths, _spread, _plane, _heat, _months)
    shown = [one for draw in drawn if (one := draw(digest, words)) is not None]
    outcomes = [
        (words.name("outcome", code), count)
        for code, count in sorted(digest.outcomes.items(), key=lambda pair: -pair[1])
    ]
    total = sum(digest.outcomes.values())
    return shell(
        "study.html.j2",
        words,
        heading=_title(digest, words),
        about=" \u00b7 ".join(f"{name}: {fmt.number(count, 0)}" for name, count in outcomes),
        kicker=words("study.kicker"),
        other=other,
        address="study",
        figures=shown,
        bundle=bundle,
        outcomes=outcomes,
        total=total,
        tests=_tests(digest, words),
        parts=_parts(digest, words),
        ends=_ends(digest, words),
        facts=_facts(digest, words),
        warnings=[fmt.sentence(words.say(line)) for line in digest.warnings],
    )


def write_study(digest: StudyDigest, folder: Path, lang: str = "en") -> Path:
    """Write the page in both languages beside the tables, with Plotly's script to explore its
    figures, and say where that of ``lang`` is."""
    share_bundle(folder)
    for one in LANGUAGES:
        other = next(two for two in LANGUAGES if two != one)
        text = render_study(digest, one, other=other, bundle=BUNDLE)
        disk.replace(folder / f"study.{one}.html", text.encode("utf-8", "replace"))
    return folder / f"study.{lang}.html"


def heard(tests: Sequence[Row], group: Any, window: Window) -> Row | None:  # noqa: ANN401 (any value of a row)
    """The test of a group and window that leads among those that hold there."""
    found = {
        row["statistic"]: row
        for row in tests
        if row["group"] == group
        and (row["tau_from"], row["tau_to"]) == window
        and row["valid"]
        and row["p"] is not None
    }
    name = leading(found, max((row["n"] for row in found.values()), default=0))
    return found[name] if name is not None else None


def _name(group: Any, words: Words) -> str:  # noqa: ANN401 (any value of a row)
    return fmt.excerpt(str(group), LONGEST) if group not in (None, "") else words("study.every")


def _title(digest: StudyDigest, words: Words) -> str:
    """One fact: whether a group moved on average beyond chance, and the ends."""
    count = sum(row["n"] for row in digest.windows if _window(row) == digest.window)
    moved = []
    for row in digest.windows:
        lead = heard(digest.tests, row["group"], digest.window)
        if _window(row) == digest.window and lead is not None and lead["p"] < LEVEL:
            moved.append(words("study.moved", group=_name(row["group"], words), mean=row["mean"]))
    ends = [row["car"] for row in digest.ends]
    form = "study.title_moved" if moved else "study.title_none"
    return words(form, count=count, moved=moved, low=min(ends), high=max(ends))


def _window(row: Row) -> Window:
    return int(row["tau_from"]), int(row["tau_to"])


def _windows(digest: StudyDigest, words: Words) -> Figure | None:
    """Mean sums by group and window, with the interval of the leading test that holds: none where
    its mean, of standardised sums, has another sign than theirs."""
    groups = list(dict.fromkeys(row["group"] for row in digest.windows))[:MOST]
    rows = []
    for row in digest.windows:
        if row["group"] not in groups:
            continue
        lead = heard(digest.tests, row["group"], _window(row))
        value = lead["value"] if lead is not None else None
        se = row["mean"] / value if value and row["mean"] / value > 0 else None
        sure = lead is not None and lead["p"] < LEVEL
        name = f"{_name(row['group'], words)} {fmt.window(_window(row))}"
        role = figures.direction(row["mean"]) if sure else "spare"
        rows.append(ForestRow(name, row["mean"], se, row["mean"], (), (), role))
    if not rows:
        return None
    body = [
        [row.name, fmt.number(row.ar * 100, 2, sign=True),
         fmt.NONE if row.ar_se is None else fmt.number(row.ar_se * 100, 2)]
        for row in rows
    ]  # fmt: skip
    heads = [words(f"study.{key}") for key in ("group_window", "mean", "error")]
    title = words("study.windows")
    seen = words.join([f"{row.name} {fmt.number(row.ar * 100, 1, sign=True)}" for row in rows])
    return figure(
        "windows", title, f"{title}: {seen}", lambda width: figures.forest(rows, words, width),
        table(title, heads, body, numeric=(1, 2)), note=words("study.windows_note"),
    )  # fmt: skip


def _paths(digest: StudyDigest, words: Words) -> Figure | None:
    """The average path of each group from the close of day -1, with a band for each day and one for
    all days together where there are stretches of time enough."""
    groups = [list(own) for _, own in groupby(digest.paths, key=lambda one: one.group)][:SIDE]
    if not groups:
        return None
    paths = [
        Averaged(
            _name(own[0].group, words),
            tuple(one.tau for one in own),
            tuple(None for _ in own),
            tuple(one.mean for one in own),
            tuple(one.wide for one in own),
            "one",
            tuple(one.every for one in own),
        )
        for own in groups
    ]
    out = [_name(own[-1].group, words) for own in groups if _outside(own)]
    drawn = any(own[-1].wide is not None for own in groups)
    title = words(
        "study.paths_out" if out else "study.paths_in" if drawn else "study.paths", groups=out
    )
    few = [words("study.paths_few", group=_name(own[0].group, words), n=own[0].stretches)
           for own in groups if own[-1].wide is None]  # fmt: skip
    note = " ".join([words("study.paths_note"), *few])
    text = words("study.paths_alt", parts=[
        words("study.paths_part", group=path.name, mean=path.sums[-1], tau=path.taus[-1])
        for path in paths])  # fmt: skip
    body = [
        [_name(one.group, words), fmt.number(one.tau, 0, sign=True), fmt.number(one.n, 0),
         *(_points(value) for value in (one.mean, one.wide, one.every))]
        for own in groups for one in own if one.tau in TOLD
    ]  # fmt: skip
    heads = [words(f"study.{key}") for key in ("group", "day_head", "n", "mean", "wide", "every")]
    data = table(words("study.paths"), heads, body, numeric=range(1, 6))
    return figure("paths", title, text, lambda width: figures.after(paths, words, width), data,
                  note=note)  # fmt: skip


def _outside(own: Sequence[Banded]) -> bool:
    """Whether zero lies outside the band that holds for all days together, on any of them."""
    return any(one.every is not None and abs(one.mean) > one.every for one in own)


def _points(value: float | None) -> str:
    return fmt.NONE if value is None else fmt.number(value * 100, 2, sign=True)


def _spread(digest: StudyDigest, words: Words) -> Figure | None:
    if not digest.spread:
        return None
    bars = [
        ((low + high) / 2, high - low, n,
         f"{fmt.number(low * 100, 1, sign=True)} \u2026 {fmt.number(high * 100, 1, sign=True)}")
        for low, high, n in digest.spread
    ]  # fmt: skip
    title, note = (
        words("study.spread", window=fmt.window(digest.window)),
        words("study.spread_note"),
    )
    return figure("spread", title, f"{title}. {note}",
                  lambda width: counted(bars, width, labels=None), note=note)  # fmt: skip


def _heat(digest: StudyDigest, words: Words) -> Figure | None:
    if not digest.heat:
        return None
    bins = max(place for place, *_ in digest.heat) + 1
    note = words("study.heat_note")
    return figure("heat", words("study.heat"), note,
                  lambda width: heat(digest.heat, bins, width), note=note)  # fmt: skip


def _plane(digest: StudyDigest, words: Words) -> Figure | None:
    """Each event's sum against its own p, in cells, with the ends named."""
    if not digest.plane:
        return None
    total = sum(n for *_, n in digest.plane)
    small = sum(n for _, up, n in digest.plane if up >= P_SMALL)
    ends = [
        (
            row["car"],
            row["p"],
            fmt.excerpt(f"{row['event_id']} \u00b7 {row['symbol']}", LONGEST),
            _row_id(place),
        )
        for place, row in enumerate(digest.ends)
        if row["p"] is not None
    ]
    edges = digest.spread[0][0], digest.spread[-1][1], len(digest.spread)
    title = words("study.plane", small=small, total=total, expected=LEVEL * total)
    note = words("study.plane_note", window=fmt.window(digest.window))
    return figure(
        "plane", title, note,
        lambda width: plane(digest.plane, edges, ends, words, width), note=note,
    )  # fmt: skip


def _months(digest: StudyDigest, words: Words) -> Figure | None:
    """Events by month; those that share their date with another in colour."""
    if not digest.months:
        return None
    bars = [(float(place), 1.0, n, words("study.month", month=_month(month, words), days=days,
                                         shared=shared))
            for place, (month, n, days, shared) in enumerate(digest.months)]  # fmt: skip
    labels = {float(place): _month(month, words) for place, (month, *_) in enumerate(digest.months)}
    together = [shared for *_, shared in digest.months]
    title = words("study.months_shared" if any(together) else "study.months", shared=sum(together))
    most = max(digest.months, key=lambda one: one[1])
    seen = words("study.month", month=_month(most[0], words), days=most[2], shared=most[3])
    return figure("months", title, f"{title}. {seen}",
                  lambda width: counted(bars, width, labels=labels, part=together),
                  note=words("study.months_note") if any(together) else "")  # fmt: skip


def _month(month: str, words: Words) -> str:
    return dates.month(f"{month}-01", words.lang)


def _row_id(place: int) -> str:
    """Where the row of an event at the ends stands on the page."""
    return f"end-{place}"


def _tests(digest: StudyDigest, words: Words) -> PageTable | None:
    groups = list(dict.fromkeys(row["group"] for row in digest.windows))[:MOST]
    rows = [row for row in digest.tests if _window(row) == digest.window and row["group"] in groups]
    body: list[list[str | Cell]] = [
        [
            _name(row["group"], words),
            words.name("statistic", str(row["statistic"])),
            Cell(words("group.valid" if row["valid"] else "group.invalid"),
                 "quiet" if row["valid"] else "bad"),
            fmt.number(row["value"]),
            fmt.p_value(row["p"]),
            fmt.p_value(row["p_adjusted"]),
            words.say(row["note"] or ""),
        ]
        for row in rows
    ]  # fmt: skip
    if not body:
        return None
    heads = [words(f"study.{key}") for key in ("group", "test", "state", "value", "p", "adjusted",
                                               "note")]  # fmt: skip
    caption = words("study.tests", window=fmt.window(digest.window))
    return table(caption, heads, body, numeric=(3, 4, 5))


def _parts(digest: StudyDigest, words: Words) -> PageTable:
    body = [
        [_name(row["group"], words), str(row["year"]), fmt.number(row["n"], 0),
         fmt.number(row["mean"] * 100, 2, sign=True), fmt.number(row["middle"] * 100, 2, sign=True)]
        for row in digest.parts[:ROWS]
    ]  # fmt: skip
    heads = [words(f"study.{key}") for key in ("group", "year", "n", "mean", "middle")]
    total = len(digest.parts)
    more = "" if total <= ROWS else " " + words("study.parts_more", n=ROWS, total=total)
    return table(words("study.parts") + more, heads, body, numeric=(2, 3, 4))


def _ends(digest: StudyDigest, words: Words) -> PageTable:
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
    places = [_row_id(place) for place in range(len(body))]
    return table(caption, heads, body, numeric=(3, 4, 5), places=places)


def _facts(digest: StudyDigest, words: Words) -> list[tuple[str, str]]:
    spec: Mapping[str, Any] = digest.spec
    found = [(words("method.model"), words.name("model", str(spec["model"])))]
    found += [(words(f"method.{key}"), str(spec[key])) for key in SPEC if spec.get(key)]
    return [*found, (words("method.snapshot"), digest.snapshot)]
