"""The rows of the table ``tests``: every statistic of a group, judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from marketlink.findings import FindingText, join_sentences
from marketlink.study.inference import laws, portfolio, resampling
from marketlink.study.inference.evidence import Random, StatisticContext, Trend, WindowEvidence
from marketlink.study.inference.statistics import STATISTICS, STUDENT, Answer, Statistic
from marketlink.study.inference.validity import SampleFacts, verdict
from marketlink.study.kernel import Floats
from marketlink.study.panel import Window

Row = dict[str, Any]

ADJUSTMENTS = {"holm": laws.holm, "benjamini-yekutieli": laws.benjamini_yekutieli}
SHARED_DATES = ("portfolio-filtered", "cda-t", "kp-bmp")
"""The tests shown first where dates are shared; they are valid elsewhere as well."""


def group_rows(
    group: str,
    windows: Sequence[WindowEvidence],
    trend: tuple[int, Trend | None],
    filtered: Sequence[tuple[float, float]],
    options: tuple[float | None, Random],
) -> list[Row]:
    """Rows of the ``tests`` table of one group, without adjusted p-values.

    Parameters
    ----------
    windows : those in which the group has events
    trend : the first day of the tables, and the averages from there to the event
    filtered : of each window, from :func:`filtered_portfolio`
    options : CAAR (decimal) that the equivalence test asks about, None leaves it out; and draws
    """
    blocks, (first, before) = [one.blocks for one in windows], trend
    block = resampling.block_bootstraps(blocks, *options[1])
    wild = resampling.wild_bootstraps(blocks, *options[1])
    contexts = [
        StatisticContext(*drawing, *options, before)
        for drawing in zip(filtered, block, wild, strict=True)
    ]
    questions = [
        (one.window, statistic, one, context)
        for one, context in zip(windows, contexts, strict=True)
        for statistic in STATISTICS.values()
        if statistic.level == "window"
    ]
    if windows and first < 0:
        of_group = [one for one in STATISTICS.values() if one.level == "group"]
        questions += [((first, -1), statistic, windows[0], contexts[0]) for statistic in of_group]
    with np.errstate(invalid="ignore", divide="ignore"):
        answers = [
            (window, evidence.facts, statistic, answer)
            for window, statistic, evidence, context in questions
            if (answer := statistic.of(evidence, context)) is not None
        ]
    t = [(value, df) for *_, (value, df, p) in answers if p is STUDENT]
    p_values = iter(laws.p_student(*np.array(t, dtype=np.float64).reshape(-1, 2).T).tolist())
    rows = []
    for window, facts, statistic, (value, df, p) in answers:
        own = next(p_values) if p is STUDENT else p
        rows.append(_row(group, window, facts, (statistic, (value, df, own))))
    return rows


def filtered_portfolio(
    series: Sequence[tuple[Floats, Floats]], first: int, windows: Sequence[Window]
) -> list[tuple[float, float]]:
    """Value and p of the filtered portfolio of mean SARs before and from the day ``first`` on, one
    a window; those of one study are worked out at once."""
    if not series:
        return []
    before, event = (np.stack(days) for days in zip(*series, strict=True))
    value, p = portfolio.filtered_portfolios(before, event, first, windows)
    return list(zip(value.tolist(), p.tolist(), strict=True))


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
