"""The figures of a study's page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import Words
from marketlink.records.study_digest import P_SMALL, Banded, StudyDigest
from marketlink.report import figures
from marketlink.report.figure import Figure, figure
from marketlink.report.figures.after import Path as Averaged
from marketlink.report.figures.forest import ForestRow
from marketlink.report.figures.many import count_bars
from marketlink.report.figures.many import heat as heatmap
from marketlink.report.figures.many import plane as cells
from marketlink.report.study_tables import (
    LEVEL,
    LONGEST,
    MOST,
    MOST_NAMED,
    error_of,
    is_beyond,
    leading_test,
    name_of,
    points,
    row_id,
    window_of,
)
from marketlink.report.table import table

SIDE = 4
"""Groups whose paths stand side by side."""
WIDER = 1.1
"""Where day 0 spreads at least so many times as wide as other days, the title says so."""
FEW = 10
"""Below so many expected events two digits of their number are told."""
TABLE_DAYS = (-5, -1, 0, 1, 2, 3, 5, 7, 10)
"""Days of the path whose numbers stand in the table under it."""


def windows(digest: StudyDigest, words: Words) -> Figure | None:
    """Mean sums by group and window, each with the interval of the first test of the mean itself
    that holds there (those of standardised sums have no error in points)."""
    groups = list(dict.fromkeys(row["group"] for row in digest.windows))[:MOST]
    rows, tests, with_test = [], [], 0
    many = len({window_of(row) for row in digest.windows})
    for row in digest.windows:
        if row["group"] not in groups:
            continue
        key = row["group"], window_of(row)
        se, test = error_of(digest.tests, *key, row["mean"])
        tests.append(fmt.NONE if test is None else words.name("statistic", test))
        lead = leading_test(digest.tests, *key)
        with_test += lead is not None
        beyond = is_beyond(lead, many)
        name = f"{name_of(digest, row['group'], words)} {fmt.window(window_of(row))}"
        role = figures.direction(row["mean"]) if beyond else "spare"
        rows.append(ForestRow(name, row["mean"], se, row["mean"], (), (), role))
    if not rows:
        return None
    body = [
        [row.name, fmt.number(row.ar * 100, 2, sign=True),
         fmt.NONE if row.ar_se is None else fmt.number(row.ar_se * 100, 2), test]
        for row, test in zip(rows, tests, strict=True)
    ]  # fmt: skip
    heads = [words(f"study.{key}") for key in ("group_window", "mean", "error", "band_from")]
    sure = [row.name for row in rows if row.role != "spare"]
    caption = words("study.windows")
    title = (
        words("study.windows_silent") if not with_test
        else words("study.windows_none") if not sure and with_test == len(rows)
        else words("study.windows_none_tested") if not sure
        else words("study.windows_some", names=sure) if len(sure) <= MOST_NAMED
        else words("study.windows_many", n=len(sure), of=len(rows))
    )  # fmt: skip
    moves_text = words.join(
        [f"{row.name} {fmt.number(row.ar * 100, 1, sign=True)}" for row in rows]
    )
    return figure(
        "windows", title, f"{caption}: {moves_text}",
        lambda width: figures.forest(rows, words, width),
        table(caption, heads, body, numeric=(1, 2)), note=words("study.windows_note"),
    )  # fmt: skip


def paths(digest: StudyDigest, words: Words) -> Figure | None:
    """The average path of each group from the close of day -1, with a band for each day and one for
    all days together where there are stretches of time enough."""
    groups = [list(own) for _, own in groupby(digest.paths, key=lambda one: one.group)][:SIDE]
    if not groups:
        return None
    paths = [
        Averaged(
            name_of(digest, own[0].group, words),
            tuple(one.tau for one in own),
            tuple(None for _ in own),
            tuple(one.mean for one in own),
            tuple(one.wide for one in own),
            "one",
            tuple(one.every for one in own),
        )
        for own in groups
    ]
    out = [name_of(digest, own[-1].group, words) for own in groups if _outside(own)]
    drawn = any(own[-1].wide is not None for own in groups)
    title = words(
        "study.paths_out" if out else "study.paths_in" if drawn else "study.paths", groups=out
    )
    few = [words("study.paths_few", group=name_of(digest, own[0].group, words), n=own[0].stretches)
           for own in groups if own[-1].wide is None]  # fmt: skip
    events = {row["group"]: row["n"] for row in digest.windows if window_of(row) == digest.window}
    part = [words("study.paths_part_of", group=name_of(digest, one.group, words), n=one.n, of=of)
            for one, *_ in groups if (of := events[one.group]) != one.n]  # fmt: skip
    note = " ".join([words("study.paths_note"), *part, *few])
    text = words("study.paths_alt", parts=[
        words("study.paths_part", group=path.name, mean=path.sums[-1], tau=path.taus[-1])
        for path in paths])  # fmt: skip
    body = [
        [name_of(digest, one.group, words), fmt.number(one.tau, 0, sign=True), fmt.number(one.n, 0),
         points(one.mean), *(points(value, sign=False) for value in (one.wide, one.every))]
        for own in groups for one in own if one.tau in TABLE_DAYS
    ]  # fmt: skip
    heads = [words(f"study.{key}") for key in ("group", "day_head", "n", "mean", "wide", "every")]
    data = table(words("study.paths"), heads, body, numeric=range(1, 6))
    return figure("paths", title, text, lambda width: figures.after(paths, words, width), data,
                  note=note)  # fmt: skip


def _outside(own: Sequence[Banded]) -> bool:
    """Whether the simultaneous band leaves zero out on any day."""
    return any(one.every is not None and abs(one.mean) > one.every for one in own)


def spread(digest: StudyDigest, words: Words) -> Figure | None:
    if not digest.spread:
        return None
    bars = [
        ((low + high) / 2, high - low, n,
         f"{fmt.number(low * 100, 1, sign=True)} \u2026 {fmt.number(high * 100, 1, sign=True)}")
        for low, high, n in digest.spread
    ]  # fmt: skip
    (low, high), window = digest.middle, fmt.window(digest.window)
    title = words("study.spread", window=window, low=low, high=high)
    note = words("study.spread_note", window=window)
    return figure("spread", title, f"{title}. {note}",
                  lambda width: count_bars(bars, width, labels=None), note=note)  # fmt: skip


def heat(digest: StudyDigest, words: Words) -> Figure | None:
    if not digest.heat:
        return None
    bins = max(place for place, *_ in digest.heat) + 1
    note = words("study.heat_note")
    title = (
        words("study.heat") if digest.wider is None
        else words("study.heat_wider", ratio=digest.wider) if digest.wider >= WIDER
        else words("study.heat_same")
    )  # fmt: skip
    return figure("heat", title, note,
                  lambda width: heatmap(digest.heat, bins, width), note=note)  # fmt: skip


def plane(digest: StudyDigest, words: Words) -> Figure | None:
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
            row_id(place),
        )
        for place, row in enumerate(digest.ends)
        if row["p"] is not None
    ]
    edges = digest.spread[0][0], digest.spread[-1][1], len(digest.spread)
    expected = LEVEL * total
    by_chance = fmt.number(expected, 0) if expected >= FEW else f"{expected:.2g}"
    title = words("study.plane", small=small, total=total, expected=by_chance)
    note = words("study.plane_note", window=fmt.window(digest.window))
    return figure(
        "plane", title, note,
        lambda width: cells(digest.plane, edges, ends, words, width), note=note,
    )  # fmt: skip


def months(digest: StudyDigest, words: Words) -> Figure | None:
    """Events by month; those that share their date with another in colour."""
    if not digest.months:
        return None
    bars = [(float(place), 1.0, n, words("study.month", month=_month(month, words), days=days,
                                         shared=shared))
            for place, (month, n, days, shared) in enumerate(digest.months)]  # fmt: skip
    labels = {float(place): _month(month, words) for place, (month, *_) in enumerate(digest.months)}
    together = [shared for *_, shared in digest.months]
    title = words(
        "study.months_shared" if any(together) else "study.months",
        shared=sum(together),
        n=sum(n for _, n, *_ in digest.months),
    )
    most = max(digest.months, key=lambda one: one[1])
    text = words("study.month", month=_month(most[0], words), days=most[2], shared=most[3])
    return figure("months", title, f"{title}. {text}",
                  lambda width: count_bars(bars, width, labels=labels, part=together),
                  note=words("study.months_note") if any(together) else "")  # fmt: skip


def _month(month: str, words: Words) -> str:
    return dates.month(f"{month}-01", words.lang)
