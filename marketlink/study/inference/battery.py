"""The whole battery on a panel: one row a group, window and statistic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from marketlink.findings import FindingText, join_sentences
from marketlink.study.inference import parametric, portfolio, power, ranks, resampling, signs
from marketlink.study.inference.facts import SampleFacts
from marketlink.study.inference.filtered_portfolio import filtered_portfolios, laid_out
from marketlink.study.inference.laws import p_normal, p_student
from marketlink.study.inference.sample import Group, Sample
from marketlink.study.inference.validity import verdict
from marketlink.study.multiple import benjamini_yekutieli, holm, number_of_tests
from marketlink.study.panel import Panel, Window

Result = tuple[str, float, float | None, float | None]
"""Statistic, value, degrees of freedom (None: not a t), p (None: none applies)."""

Random = tuple[int, int]
"""Draws and seed of the resampling."""

STATISTICS = (
    *("cross-sectional-t", "cda-t", "patell", "bmp", "kp-patell", "kp-bmp"),
    *("jackknife-t", "bhar-t", "portfolio-filtered"),
    *("rank", "rank-zivney", "grank-t", "grank-z"),
    *("sign", "generalised-sign", "sign-corrado", "wilcoxon"),
    *("skewness-t", "calendar-time-t", "block-bootstrap", "wild-bootstrap", "permutation"),
    *("pre-trend", "minimum-detectable", "equivalence"),
)
SHARED_DATES = ("portfolio-filtered", "cda-t", "kp-bmp")
"""The tests shown first where dates are shared; they are valid elsewhere as well."""

ADJUSTMENTS = {"holm": holm, "benjamini-yekutieli": benjamini_yekutieli}


def battery(  # noqa: PLR0913 (one specification)
    panel: Panel,
    windows: Sequence[Window] | None = None,
    *,
    bound: float | None = None,
    adjust: str = "holm",
    draws: int = resampling.DRAWS,
    seed: int = resampling.SEED,
) -> list[dict[str, Any]]:
    """Every group statistic for every group and window.

    Parameters
    ----------
    panel : the fitted events
    windows : windows of the panel, in tau; all of them by default
    bound : CAAR (decimal) that the equivalence test asks about; None leaves it out
    adjust : ``holm`` or ``benjamini-yekutieli``, over the groups of each statistic and window
    draws, seed : of the bootstraps and permutations

    Returns
    -------
    Rows of the ``tests`` table: group, tau_from, tau_to, n, statistic, value, df, p, p_adjusted,
    r_bar, inflation, valid, note.
    """
    test_windows = tuple(panel.windows if windows is None else windows)
    names = sorted(set(panel.groups))
    groups = {name: Group.of(panel.take(panel.members(name)), test_windows) for name in names}
    results = battery_rows(groups, test_windows, bound, (draws, seed))
    rows = [row for some in results for row in some]
    adjust_rows(rows, adjust)
    return rows


def adjust_rows(rows: list[dict[str, Any]], adjust: str = "holm") -> None:
    """Fill ``p_adjusted`` in place: the groups of one statistic and window are a family, so that
    asking for another window changes no number of the others."""
    families: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        families[row["statistic"], row["tau_from"], row["tau_to"]].append(row)
    for family in families.values():
        p = [np.nan if row["p"] is None else row["p"] for row in family]
        tried = number_of_tests(p)
        for row, value in zip(family, ADJUSTMENTS[adjust](p), strict=True):
            row["p_adjusted"] = None if np.isnan(value) else float(value)
            if tried > 1 and row["p"] is not None:
                code = f"against.{adjust.replace('-', '_')}"
                row["note"] = _noted(row["note"], FindingText(code, tried=tried))


def _noted(note: str, more: str) -> str:
    """A note with another one behind it."""
    return join_sentences([note, more]) if note else more


def battery_rows(
    groups: Mapping[str, Group], windows: Sequence[Window], bound: float | None, random: Random
) -> Iterator[list[dict[str, Any]]]:
    """Rows of some groups of one study, a list a group, without adjusted p-values."""
    samples = {name: group.samples(windows) for name, group in groups.items()}
    filtered = iter(filtered_results([one for some in samples.values() for one in some]))
    for name, some in samples.items():
        results = [(one, window_results(one, next(filtered), bound, random)) for one in some]
        rows = [
            as_row(name, one.window, one.facts, result) for one, own in results for result in own
        ]
        first = groups[name].panel.window[0]
        if some and first < 0:
            rows.append(as_row(name, (first, -1), some[0].facts, _pre_trend(some[0])))
        yield rows


def as_row(group: str, window: Window, facts: SampleFacts, result: Result) -> dict[str, Any]:
    """A result with the facts it is judged by, as a row of the ``tests`` table."""
    statistic, value, df, p = result
    valid, note = verdict(statistic, facts)
    is_finite = bool(np.isfinite(value))
    if not is_finite:
        note = note or FindingText("against.undefined")
    elif valid and statistic in SHARED_DATES and facts.n > 1:
        note = FindingText("against.effective", effective=facts.effective, n=facts.n)
    elif statistic == "grank-t" and df is not None:
        ratio = value * np.sqrt((df + 1.0) / (df + value**2))
        note = _noted(note, f"U0 / S(U) = {ratio:.6f}")
    return {
        "group": group,
        "tau_from": window[0],
        "tau_to": window[1],
        "n": facts.n,
        "statistic": statistic,
        "value": value if is_finite else None,
        "df": df if is_finite else None,
        "p": min(float(p), 1.0) if is_finite and p is not None and np.isfinite(p) else None,
        "p_adjusted": None,
        "r_bar": facts.r_bar if np.isfinite(facts.r_bar) else None,
        "inflation": facts.inflation if np.isfinite(facts.inflation) else None,
        "valid": valid and is_finite,
        "note": note,
    }


def window_results(
    sample: Sample, filtered: Result, bound: float | None, random: Random
) -> Iterator[Result]:
    """All statistics of one group and window; its filtered portfolio is at hand."""
    yield from _means(sample)
    yield filtered
    yield from _ranked(sample)
    yield from _signed(sample)
    yield from _resampled(sample, random)
    yield from _reach(sample, bound)


def student(name: str, value: Any, df: Any) -> Result:  # noqa: ANN401 (an array, a frame or a number)
    """A statistic under Student's t."""
    return name, float(value), float(df), float(p_student(value, df))


def normal(name: str, value: Any) -> Result:  # noqa: ANN401 (any value of a row)
    """A statistic under the standard normal."""
    return name, float(value), None, float(p_normal(value))


def filtered_results(samples: Sequence[Sample]) -> list[Result]:
    """The filtered portfolio of every group and window of one study, all at once."""
    if not samples:
        return []
    first = int(samples[0].panel.est_tau[-1]) + 1
    series = [portfolio_sars(sample, first) for sample in samples]
    return filtered_rows(series, first, [sample.window for sample in samples])


def filtered_rows(
    series: Sequence[tuple[Any, Any]], first: int, windows: Sequence[Window]
) -> list[Result]:
    """The filtered portfolio of mean SARs before and from the day ``first`` on, one a window."""
    before, event = (np.stack(days) for days in zip(*series, strict=True))
    value, p = filtered_portfolios(before, event, first, windows)
    return [("portfolio-filtered", float(v), None, float(q)) for v, q in zip(value, p, strict=True)]


def _means(sample: Sample) -> Iterator[Result]:
    facts, r = sample.facts, sample.facts.r_window
    yield student("cross-sectional-t", *parametric.cross_sectional_t(sample.car))
    t, free, _ = sample.cda
    yield student("cda-t", t, free)
    z = parametric.patell(sample.scar, sample.dof)
    t, free = parametric.bmp(sample.scar)
    yield normal("patell", z)
    yield student("bmp", t, free)
    yield normal("kp-patell", parametric.kp_patell(z, facts.n, r))
    yield student("kp-bmp", parametric.kp_bmp(t, facts.n, r), free)
    yield student("jackknife-t", *parametric.jackknife_t(sample.scar))
    yield student("bhar-t", *parametric.cross_sectional_t(sample.bhar))


def portfolio_sars(sample: Sample, first: int) -> tuple[Any, Any]:
    """Mean SARs of the estimation days, and of the days from ``first`` to the window's last.

    The window's own are scaled so that their sum has the variance of as many days.
    """
    panel = sample.panel
    with np.errstate(invalid="ignore", divide="ignore"):
        sar = panel.ar / panel.ar_se
        inside = panel.ar[:, sample.inside]
        days = (~np.isnan(inside)).sum(axis=1)
        sar[:, sample.inside] = inside * (np.sqrt(days) / sample.car_se)[:, None]
    mean = ranks.daily_mean(np.where(np.isfinite(sar) & sample.whole[:, None], sar, np.nan))[0]
    event = laid_out(mean, int(panel.tau[0]), first, panel.window[0], sample.window)
    return ranks.daily_mean(sample.estimation_sar)[0], event


def _ranked(sample: Sample) -> Iterator[Result]:
    yield normal("rank", ranks.corrado(sample.joint, sample.joint_inside))
    z = ranks.corrado_zivney(
        sample.estimation_sar, sample.event_sar, slice(0, sample.event_sar.shape[1])
    )
    yield normal("rank-zivney", z)
    t, free, z = ranks.grank(sample.estimation_sar, sample.scar)
    yield student("grank-t", t, free)
    yield normal("grank-z", z)


def _signed(sample: Sample) -> Iterator[Result]:
    yield normal("sign", signs.sign(sample.car))
    share = signs.positive_share(sample.panel.residuals)
    yield normal("generalised-sign", signs.generalised_sign(sample.car, share))
    yield normal("sign-corrado", signs.corrado_sign(sample.joint, sample.joint_inside))
    plus, _, p = signs.wilcoxon(sample.car)
    yield "wilcoxon", float(plus), None, float(p)


def _resampled(sample: Sample, random: Random) -> Iterator[Result]:
    used = ~np.isnan(sample.car)
    car, blocks = sample.car[used], sample.dates[used, 0]
    series, _ = portfolio.calendar_series(sample.panel.ar[used, sample.inside], sample.dates[used])
    yield student("calendar-time-t", *portfolio.calendar_time_t(series))
    sums = resampling.block_sums(car, blocks)
    for name, (value, p) in (
        ("skewness-t", resampling.skewness_bootstrap(car, *random)),
        ("block-bootstrap", resampling.block_bootstrap(*sums, *random)),
        ("wild-bootstrap", resampling.wild_bootstrap(*sums, *random)),
    ):
        yield name, value, None, p
    estimation, event = portfolio_days(sample)
    value, p, _ = resampling.day_permutation(estimation, event, *random)
    yield "permutation", value, None, p


def portfolio_days(sample: Sample) -> tuple[Any, Any]:
    """Portfolio abnormal returns before and in the window, on one scale.

    Estimation days are widened by their leverage and the window's days shrunk by the forecast
    term of their sum, so that both have the variance of a plain shock.
    """
    panel = sample.panel
    used = ~np.isnan(sample.car)
    with np.errstate(invalid="ignore", divide="ignore"):
        before = panel.residuals[used] / np.sqrt(1.0 - panel.leverage[used])
        inside = panel.ar[used, sample.inside]
        days = (~np.isnan(inside)).sum(axis=1)
        shrink = np.sqrt(days) * panel.sigma[used] / sample.car_se[used]
    before = np.where(np.isfinite(before), before, np.nan)
    return ranks.daily_mean(before)[0], ranks.daily_mean(inside * shrink[:, None])[0]


def _reach(sample: Sample, bound: float | None) -> Iterator[Result]:
    t, free, se = map(float, sample.cda)
    yield "minimum-detectable", power.minimum_detectable(se, free), free, None
    if bound is not None:
        value, p = power.equivalence(t * se, se, free, bound)
        yield "equivalence", value, free, p


def _pre_trend(sample: Sample) -> Result:
    panel = sample.panel
    before = (panel.tau < 0) & (panel.tau >= panel.window[0])
    usable = (panel.sigma > 0) & ~np.isnan(panel.Z[:, before]).any(axis=(1, 2))
    usable &= (panel.span[:, before] == 1).all(axis=1)
    aar, n = ranks.daily_mean(np.where(usable[:, None], panel.ar[:, before], np.nan))
    variance, free = portfolio.portfolio_variance(
        np.where(usable[:, None], panel.residuals, np.nan),
        np.where(usable, panel.sigma, 0.0),
        sample.dof,
    )
    if not usable.any() or (n == 0).any() or not np.isfinite(variance):
        return "pre-trend", float("nan"), None, None
    weight = panel.sigma[usable] ** 2
    rows = panel.Z[usable][:, before]
    forecast = np.einsum("n,nik,nkl,njl->ij", weight, rows, panel.A[usable], rows) / weight.sum()
    value, p = power.pre_trend(aar, float(variance) * (np.eye(aar.size) + forecast), float(free))
    return "pre-trend", value, float(free), p
