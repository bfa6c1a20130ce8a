"""The rows of the table ``tests``: every statistic of a group, judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from marketlink.findings import FindingText, join_sentences
from marketlink.study.inference import laws, resampling
from marketlink.study.inference.evidence import Random, StatisticContext, Trend, WindowEvidence
from marketlink.study.inference.statistics import STATISTICS, STUDENT, Answer, Statistic
from marketlink.study.inference.validity import SampleFacts, verdict
from marketlink.study.panel import Window

Row = dict[str, Any]

ADJUSTMENTS = {"holm": laws.holm, "benjamini-yekutieli": laws.benjamini_yekutieli}
SHARED_DATES = ("portfolio-filtered", "cda-t", "kp-bmp")
"""The tests shown first where dates are shared; they are valid elsewhere as well."""
OF_WINDOW, OF_GROUP = (
    tuple(one for one in STATISTICS.values() if one.level == level) for level in ("window", "group")
)


class GroupEvidence(NamedTuple):
    """What the statistics read of one group: the windows in which it has events, of each of them
    value and p of the filtered portfolio, and the first day of the tables with the averages from
    there to the event."""

    name: str
    windows: Sequence[WindowEvidence]
    filtered: Sequence[tuple[float, float]]
    trend: tuple[int, Trend | None]


def group_rows(
    groups: Sequence[GroupEvidence], options: tuple[float | None, Random]
) -> list[list[Row]]:
    """Rows of the ``tests`` table of some groups, a list a group, without adjusted p-values.

    The groups' bootstraps share their draws. Options are the CAAR (decimal) that the equivalence
    test asks about, None leaves it out; and draws.
    """
    windows = [one for group in groups for one in group.windows]
    blocks, random = [one.blocks for one in windows], options[1]
    drawn = iter(zip(
        resampling.skewness_bootstraps([one.cars for one in windows], *random),
        resampling.block_bootstraps(blocks, *random),
        resampling.wild_bootstraps(blocks, *random), strict=True,
    ))  # fmt: skip
    questions = []
    for group in groups:
        first, before = group.trend
        contexts = [
            StatisticContext(filtered, *next(drawn), *options, before)
            for filtered in group.filtered
        ]
        for evidence, context in zip(group.windows, contexts, strict=True):
            questions += [
                (group.name, evidence.window, one, evidence, context) for one in OF_WINDOW
            ]
        if contexts and first < 0:
            where = group.name, (first, -1)
            questions += [(*where, one, group.windows[0], contexts[0]) for one in OF_GROUP]
    with np.errstate(invalid="ignore", divide="ignore"):
        answers = [
            (name, window, evidence.facts, statistic, answer)
            for name, window, statistic, evidence, context in questions
            if (answer := statistic.of(evidence, context)) is not None
        ]
    t = [(value, df) for *_, (value, df, p) in answers if p is STUDENT]
    p_values = iter(laws.p_student(*np.array(t, dtype=np.float64).reshape(-1, 2).T).tolist())
    rows: dict[str, list[Row]] = {group.name: [] for group in groups}
    for name, window, facts, statistic, (value, df, p) in answers:
        own = next(p_values) if p is STUDENT else p
        rows[name].append(_row(name, window, facts, (statistic, (value, df, own))))
    return list(rows.values())


def _row(group: str, window: Window, facts: SampleFacts, result: tuple[Statistic, Answer]) -> Row:
    """A result with the facts it is judged by, as a row of the ``tests`` table."""
    statistic, (value, df, p) = result
    value = float(value)
    valid, note = verdict(statistic.rule, facts)
    is_finite = bool(np.isfinite(value))
    if not is_finite:
        note = note or FindingText("against.undefined")
    elif valid and statistic.name in SHARED_DATES and facts.n > 1:
        note = FindingText("against.effective", effective=facts.effective, n=facts.n)
    elif statistic.name == "grank-t" and df is not None:
        ratio = value * np.sqrt((df + 1.0) / (df + value**2))
        note = _noted(note, f"U0 / S(U) = {ratio:.6f}")
    return {
        "group": group,
        "tau_from": window[0],
        "tau_to": window[1],
        "n": facts.n,
        "statistic": statistic.name,
        "value": value if is_finite else None,
        "df": float(df) if is_finite and df is not None else None,
        "p": min(float(p), 1.0) if is_finite and p is not None and np.isfinite(p) else None,
        "p_adjusted": None,
        "r_bar": facts.r_bar if np.isfinite(facts.r_bar) else None,
        "inflation": facts.inflation if np.isfinite(facts.inflation) else None,
        "valid": valid and is_finite,
        "note": note,
    }


def adjust_rows(rows: list[Row], adjust: str = "holm") -> None:
    """Fill ``p_adjusted`` in place: the groups of one statistic and window are a family, so that
    asking for another window changes no number of the others."""
    families: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        families[row["statistic"], row["tau_from"], row["tau_to"]].append(row)
    for family in families.values():
        p = [np.nan if row["p"] is None else row["p"] for row in family]
        tried = laws.number_of_tests(p)
        more = FindingText(f"against.{adjust.replace('-', '_')}", tried=tried)
        for row, value in zip(family, ADJUSTMENTS[adjust](p), strict=True):
            row["p_adjusted"] = None if np.isnan(value) else float(value)
            if tried > 1 and row["p"] is not None:
                row["note"] = _noted(row["note"], more)


def _noted(note: str, more: str) -> str:
    """A note with another one behind it."""
    return join_sentences([note, more]) if note else more
