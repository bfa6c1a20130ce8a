"""Every statistic of a group as a row: how it is worked out, when it is valid, and its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import numpy as np

from marketlink.study.inference import laws, parametric, portfolio, ranks, resampling
from marketlink.study.inference.evidence import (
    EventValues,
    Moments,
    StatisticContext,
    WindowEvidence,
)
from marketlink.study.inference.validity import FAT_Z, VARIANCE_Z, ValidityRule
from marketlink.study.kernel import Floats

Number = Floats | float
Answer = tuple[Number, Number | None, Number | None]
"""Value, degrees of freedom (None: not a t), p (None: none applies)."""
STUDENT = -1.0
"""Stands for the p of Student's t, which is worked out for all statistics of a group at once."""
Values = Mapping[str, Callable[[EventValues], Floats]]

EVENT_VALUES: Values = {"car": lambda v: v.car, "scar": lambda v: v.scar, "bhar": lambda v: v.bhar}
"""The values of the events that many statistics take the mean of."""


class Statistic(NamedTuple):
    """One statistic of a group.

    Attributes
    ----------
    of : the answer from what a group is known by in a window, None where it was not asked for;
        numbers may be arrays, of many draws of a simulation
    made_by : the function that has the formula
    rule : when it is valid, as ``bench/size_power.py`` has simulated it
    formula, inputs, law, reference : what ``study --explain`` says of it, beside the rule in words
    values : values of the events whose moments it reads from ``means`` besides those of
        :data:`EVENT_VALUES`; they are added up for groups of any size, without rounding while
        their squares add up to less than 2^33
    window_scale : whether its yardstick is the estimation window's volatility: what it is on a
        placebo date is then taken at the volatility that was forecast for the event's own
    level : whether there is one a window, or one a group, of the days before the event
    """

    name: str
    title: str
    of: Callable[[WindowEvidence, StatisticContext], Answer | None]
    made_by: Callable[..., Any]
    rule: ValidityRule
    formula: str
    inputs: str
    law: str
    reference: str
    values: Values = MappingProxyType({})
    level: Literal["window", "group"] = "window"
    window_scale: bool = False


def _student(value: Number, df: Number) -> Answer:
    return value, df, STUDENT


def _normal(value: Number) -> Answer:
    return value, None, laws.p_normal(value)


def _with_p(value: Number, p: Number) -> Answer:
    return value, None, p


def _t(values: Moments) -> Answer:
    n, mean, sd = values
    return _student(np.where(np.greater(sd, 0), mean * np.sqrt(n) / sd, np.nan), n - 1.0)


def _kp_bmp(e: WindowEvidence, _: StatisticContext) -> Answer:
    t, df, p = _t(e.means["scar"])
    return parametric.kp_bmp(t, e.facts.n, e.facts.r_window), df, p


def _generalised_sign(e: WindowEvidence, _: StatisticContext) -> Answer:
    return _normal(ranks.generalised_sign(e.positive, e.means["car"].n, e.share))


def _pre_trend(_: WindowEvidence, context: StatisticContext) -> Answer:
    if context.trend is None:
        return np.nan, None, None
    value, p = portfolio.pre_trend(*context.trend)
    return value, context.trend.df, p


def _minimum_detectable(e: WindowEvidence, _: StatisticContext) -> Answer:
    df, se = e.portfolio[1:]
    return portfolio.minimum_detectable(se, df), df, None


def _equivalence(e: WindowEvidence, context: StatisticContext) -> Answer | None:
    if context.bound is None:
        return None
    t, df, se = e.portfolio
    value, p = portfolio.equivalence(t * se, se, df, context.bound)
    return value, df, p


PORTFOLIO = ValidityRule(variance_z=VARIANCE_Z)
MEANS = ValidityRule(independent=True, min_n=8, skew_mean=0.15, fat=1.0, fat_n=(1, 29))
RANKED = ValidityRule(min_n=50, max_r=0.05, reach=0.05, skew_ranks=0.3, fat_days=1.0)

ROWS = (
    Statistic("cross-sectional-t", "Cross-sectional t",
        lambda e, _: _t(e.means["car"]), parametric.cross_sectional_t, MEANS,
        formula="mean(CAR) / (sd(CAR) / sqrt(N))", inputs="CAR_i of the N events",
        law="Student t(N-1)",
        reference="Brown and Warner (1980), Journal of Financial Economics 8"),
    Statistic("cda-t", "Portfolio t with crude dependence adjustment",
        lambda e, _: _student(*e.portfolio[:2]), portfolio.cda_t, PORTFOLIO,
        formula="CAAR / (s_p sqrt(L + 1'Z(X'X)^-1Z'1)), s_p from the estimation-window series of "
                "the portfolio's abnormal return",
        inputs="CAR_i; estimation residuals by event day; forecast factor of each window",
        law="Student t(T-k)",
        reference="Brown and Warner (1980, 1985), Journal of Financial Economics 8 and 14; Lamb "
                  "(1995) for the forecast term",
        window_scale=True),
    Statistic("patell", "Patell's standardised test",
        lambda e, _: _normal(e.patell), parametric.patell,
        ValidityRule(independent=True, variance_z=VARIANCE_Z, fat_days=2.0),
        formula="sum SCAR_i / sqrt(sum (T_i-k)/(T_i-k-2)), SCAR_i = CAR_i / (sigma_i sqrt(L + 1'Z "
                "A Z'1))",
        inputs="SCAR_i; residual degrees of freedom", law="standard normal",
        reference="Patell (1976), Journal of Accounting Research 14", window_scale=True),
    Statistic("bmp", "Standardised cross-sectional test",
        lambda e, _: _t(e.means["scar"]), parametric.cross_sectional_t, MEANS,
        formula="mean(SCAR) sqrt(N) / sd(SCAR)", inputs="SCAR_i", law="Student t(N-1)",
        reference="Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30"),
    Statistic("kp-patell", "Patell's test adjusted for cross-correlation",
        lambda e, _: _normal(parametric.kp_patell(e.patell, e.facts.n, e.facts.r_window)),
        parametric.kp_patell, ValidityRule(variance_z=VARIANCE_Z, crossing=inf, fat_days=2.0),
        formula="Patell / sqrt(1 + (N-1) r)",
        inputs="Patell's z; r, the mean correlation of the events' windows", law="standard normal",
        reference="Kolari and Pynnönen (2010), Review of Financial Studies 23",
        window_scale=True),
    Statistic("kp-bmp", "BMP adjusted for cross-correlation",
        _kp_bmp, parametric.kp_bmp,
        ValidityRule(crossing=inf, min_n=2, skew_mean=0.15, fat=0.6, fat_n=(4, 60), fat_r=0.05),
        formula="BMP sqrt((1-r) / (1 + (N-1) r))",
        inputs="BMP's t; r, the mean correlation of the events' windows (residuals on common "
               "calendar dates, times the share of dates the windows share)",
        law="Student t(N-1)",
        reference="Kolari and Pynnönen (2010), Review of Financial Studies 23; Kolari, Pape and "
                  "Pynnönen (2018) for partly shared windows"),
    Statistic("jackknife-t", "Jackknife t",
        lambda e, _: _t(e.pseudo), parametric.jackknifed,
        ValidityRule(independent=True, min_n=100, skew_mean=0.15),
        formula="mean(J) sqrt(N) / sd(J), J_i = N s - (N-1) s_(i), s = mean(SCAR) / sd(SCAR), "
                "s_(i) the same without event i",
        inputs="SCAR_i", law="Student t(N-1)",
        reference="Giaccotto and Sfiridis (1996), Journal of Economics and Business 48; Tukey "
                  "(1958)"),
    Statistic("bhar-t", "Buy-and-hold t",
        lambda e, _: _t(e.means["bhar"]), parametric.cross_sectional_t, MEANS,
        formula="mean(BHAR) / (sd(BHAR) / sqrt(N))", inputs="BHAR_i of the N events",
        law="Student t(N-1)",
        reference="Barber and Lyon (1997), Journal of Financial Economics 43"),
    Statistic("portfolio-filtered", "Filtered portfolio test",
        lambda _, c: _with_p(*c.filtered), portfolio.filtered_portfolios,
        ValidityRule(variance_z=FAT_Z, crossing=0.02, missing=0.06),
        formula="sum of the window's daily means of SAR_i over its forecast error; p = share of "
                "runs of L days, the event's included, whose sum is at least as far out, every "
                "day's mean over the volatility forecast for it; up to 5 % by a Student tail of "
                "unknown freedom",
        inputs="SARs of the estimation days and of the days to the end of the window",
        law="empirical, with a fitted tail",
        reference="Brown and Warner (1980), Journal of Financial Economics 8; Barone-Adesi, "
                  "Giannopoulos and Vosper (1999); Gelbach, Helland and Klick (2013)"),
    Statistic("rank", "Corrado's rank test, Cowan's form for several days",
        lambda e, _: _normal(ranks.window_ratio(*e.ranks)), ranks.corrado_series,
        ValidityRule(variance_z=VARIANCE_Z, min_n=8, max_r=0.2, reach=0.05),
        formula="mean_t(Kbar_t) sqrt(L) / S, K = rank / (M+1) - 1/2 over estimation and event "
                "days, S^2 = mean of Kbar_t^2 over all days",
        inputs="abnormal returns of the estimation days and of all event days, from the first to "
               "the last of any window",
        law="standard normal",
        reference="Corrado (1989), Journal of Financial Economics 23; Cowan (1992), Review of "
                  "Quantitative Finance and Accounting 2"),
    Statistic("rank-zivney", "Corrado-Zivney rank test",
        lambda e, _: _normal(ranks.window_ratio(*e.zivney)), ranks.zivney_series, RANKED,
        formula="sum_t u_t / (sqrt(L) S(u)), u_t = sqrt(N_t) Kbar_t on standardised abnormal "
                "returns, event days re-standardised by their cross-sectional deviation",
        inputs="standardised abnormal returns of estimation and event days", law="standard normal",
        reference="Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27"),
    Statistic("grank-t", "Generalised rank t",
        lambda e, _: _student(*ranks.grank_t(*e.grank[:2])), ranks.grank_t, RANKED,
        formula="Z sqrt((T-1) / (T-Z^2)), Z = Ubar_0 / S(Ubar), U = rank / (T+2) - 1/2 of SCAR*_i "
                "= SCAR_i / sd(SCAR) among the estimation SARs",
        inputs="estimation SARs; SCAR_i", law="Student t(T-1)",
        reference="Kolari and Pynnönen (2011), Journal of Empirical Finance 18"),
    Statistic("grank-z", "Generalised rank z",
        lambda e, _: _normal(ranks.grank_z(*e.grank[2:])), ranks.grank_z,
        replace(RANKED, independent=True),
        formula="sum_i U_i0 / sqrt(sum_i T_i / (12 (T_i+2)))", inputs="estimation SARs; SCAR_i",
        law="standard normal",
        reference="Kolari and Pynnönen (2011), Journal of Empirical Finance 18"),
    Statistic("sign", "Sign test",
        lambda e, _: _normal(ranks.sign(e.positive, e.negative)), ranks.sign,
        ValidityRule(independent=True, min_n=8, skew_median=2.5, discrete="binomial"),
        formula="(w - N/2) / sqrt(N/4), w = number of positive CARs", inputs="signs of CAR_i",
        law="standard normal",
        reference="Brown and Warner (1980), Journal of Financial Economics 8"),
    Statistic("generalised-sign", "Generalised sign test",
        _generalised_sign, ranks.generalised_sign,
        ValidityRule(independent=True, min_n=50, skew_long=0.3),
        formula="(w - N p) / sqrt(N p (1-p)), p = share of positive estimation residuals, averaged"
                " over events",
        inputs="signs of CAR_i; signs of the estimation residuals", law="standard normal",
        reference="Cowan (1992), Review of Quantitative Finance and Accounting 2"),
    Statistic("sign-corrado", "Corrado-Zivney sign test",
        lambda e, _: _normal(ranks.window_ratio(*e.signs)), ranks.sign_series,
        ValidityRule(min_n=30, max_r=0.05, reach=0.05),
        formula="sum_t u_t / (sqrt(L) S(u)), u_t = sqrt(N_t) mean sign(AR_it - median_i)",
        inputs="abnormal returns of estimation and event days", law="standard normal",
        reference="Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27"),
    Statistic("wilcoxon", "Signed-rank test",
        lambda e, _: _with_p(*e.signed_ranks), ranks.wilcoxon,
        ValidityRule(independent=True, min_n=8, skew_median=3.0, discrete="signed-rank"),
        formula="sum of the ranks of |CAR_i| over positive CAR_i", inputs="CAR_i",
        law="exact to N = 25 without ties, else normal",
        reference="Wilcoxon (1945), Biometrics Bulletin 1"),
    Statistic("calendar-time-t", "Calendar-time portfolio",
        lambda e, _: _student(*portfolio.calendar_time_t(e.calendar)), portfolio.calendar_time_t,
        ValidityRule(dates=250),
        formula="mean of the daily mean abnormal return of the events in their window / Newey-West"
                " standard error",
        inputs="abnormal returns by calendar date", law="Student t(D-1)",
        reference="Jaffe (1974), Journal of Business 47; Fama (1998), Journal of Financial "
                  "Economics 49; Newey and West (1987), Econometrica 55"),
    Statistic("skewness-t", "Skewness-adjusted t",
        lambda _, c: _with_p(*c.skewness), resampling.skewness_bootstraps,
        ValidityRule(independent=True, min_n=30, fat=1.0, discrete="resampled"),
        formula="sqrt(N) (S + g S^2/3 + g/(6N)), S = mean/sd, g = skewness of the CARs",
        inputs="CAR_i; sd over N-1, g = mean (CAR_i - mean)^3 / sd^3",
        law="bootstrap of the same statistic, equal tails",
        reference="Hall (1992); Lyon, Barber and Tsai (1999), Journal of Finance 54"),
    Statistic("block-bootstrap", "Event-block bootstrap",
        lambda _, c: _with_p(*c.block), resampling.block_bootstraps, ValidityRule(blocks=30),
        formula="clustered t = CAAR / clustered standard error; whole dates drawn with "
                "replacement, centred",
        inputs="CAR_i by date", law="bootstrap-t",
        reference="Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90"),
    Statistic("wild-bootstrap", "Wild cluster bootstrap",
        lambda _, c: _with_p(*c.wild), resampling.wild_bootstraps,
        ValidityRule(blocks=8, skew_mean=0.15),
        formula="clustered t; the sign of whole dates flipped, the null imposed",
        inputs="CAR_i by date", law="all 2^G sign patterns, or draws of them",
        reference="Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90"),
    Statistic("permutation", "Permutation of days",
        lambda e, c: _with_p(*resampling.day_permutation(*e.days, *c.random)[:2]),
        resampling.day_permutation, ValidityRule(variance_z=VARIANCE_Z, missing=0.02),
        formula="sum of the window's portfolio returns / (sqrt(L) sd of the other days), against L"
                " days drawn from all",
        inputs="portfolio (or company) abnormal returns before and in the window",
        law="permutation of days that could trade places; exact for one day",
        reference="Nguyen and Wolf (2023), Empirical Economics", window_scale=True),
    Statistic("pre-trend", "Joint test of the days before the event",
        _pre_trend, portfolio.pre_trend, PORTFOLIO,
        formula="AAR'V^-1 AAR / m, V = s_p^2 (I + Z(X'X)^-1Z')",
        inputs="average abnormal returns of the m days before day 0", law="Fisher F(m, T-k)",
        reference="Greene (2018), Econometric Analysis; MacKinlay (1997), Journal of Economic "
                  "Literature 35",
        level="group"),
    Statistic("minimum-detectable", "Minimum detectable effect",
        _minimum_detectable, portfolio.minimum_detectable, PORTFOLIO,
        formula="(t_0.975 + t_0.8) se(CAAR)", inputs="standard error of the portfolio t",
        law="80 % power at a two-sided 5 %", reference="Bloom (1995), Evaluation Review 19"),
    Statistic("equivalence", "Two one-sided tests: no effect larger than the bound",
        _equivalence, portfolio.equivalence, PORTFOLIO,
        formula="(|CAAR| - bound) / se(CAAR); a small p says the effect lies within the bound",
        inputs="CAAR; its standard error; the bound", law="Student t(T-k)",
        reference="Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15"),
)  # fmt: skip
"""The statistics, in the order of the table ``tests``; those of a group come last."""
STATISTICS: Mapping[str, Statistic] = {one.name: one for one in ROWS}
VALUES = dict(EVENT_VALUES) | {name: value for one in ROWS for name, value in one.values.items()}
"""The values of the events whose moments are taken, by name."""
