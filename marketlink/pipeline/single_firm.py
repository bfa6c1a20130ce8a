"""One company: four tests of its move, each with its attainable floor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from marketlink.findings import FindingText
from marketlink.records.case import Inference, Placebo
from marketlink.study.inference.laws import p_student
from marketlink.study.inference.resampling import DRAWS, SEED, day_permutation
from marketlink.study.kernel import Floats, Ints
from marketlink.study.panel import Panel, Window
from marketlink.study.rolling import sq_p


def t_test(car: float, car_se: float, dof: float, window: Window) -> Inference:
    """CAR over its exact forecast standard error, that of all estimated parameters included;
    decimal.

    Reference: Campbell, Lo and MacKinlay (1997), section 4.4.
    """
    value = car / car_se if car_se > 0 else float("nan")
    return Inference(
        name="t",
        window=window,
        value=value,
        p=_probability(float(p_student(value, dof))),
        floor=0.0,
        law=FindingText("law.student", dof=f"{dof:g}"),
        n=int(dof),
        reference="Campbell, Lo and MacKinlay (1997), section 4.4",
        note="assumes normal residuals and no variance that the event itself brings",
    )


def sq(estimation: Floats, event: Floats, window: Window, side: int = 0) -> Inference:
    """The move against the empirical quantiles of one company's quiet days; see :func:`sq_p`.

    Reference: Gelbach, Helland and Klick (2013), American Law and Economics Review 15.
    """
    before, inside = estimation[~np.isnan(estimation)], event[~np.isnan(event)]
    empty = before.size == 0 or inside.size == 0
    p, floor = (float("nan"),) * 2 if empty else map(float, sq_p(before, inside, side))
    long = "a single large day can only reach about L / (T + L)" if inside.size > 1 else ""
    return Inference(
        name="sq",
        window=window,
        value=float("nan") if empty else float(inside.sum()) / float(np.sqrt(inside.size)),
        p=_probability(p),
        floor=_probability(floor),
        law=FindingText("law.own_days"),
        n=before.size,
        reference="Gelbach, Helland and Klick (2013)",
        note=long,
    )


def permutation(
    estimation: Floats, event: Floats, window: Window, draws: int = DRAWS, seed: int = SEED
) -> Inference:
    """The window's days, (L,), against days drawn from them and the estimation days, (T,),
    together.

    Reference: Nguyen and Wolf (2023), Empirical Economics.
    """
    value, p, floor = day_permutation(estimation, event, draws, seed)
    days = int((~np.isnan(event)).sum())
    return Inference(
        name="permutation",
        window=window,
        value=value,
        p=_probability(p),
        floor=_probability(floor),
        law=FindingText("law.exact") if days == 1 else FindingText("law.permutation", draws=draws),
        n=int((~np.isnan(estimation)).sum()) + days,
        reference="Nguyen and Wolf (2023)",
        note="assumes days that could trade places: no volatility clusters",
    )


def placebo(
    values: Floats, observed: float, window: Window, n: Ints, returns: tuple[int, int]
) -> Placebo:
    """The observed CAR among those of all admissible placebo dates.

    Parameters
    ----------
    values, observed : CARs (or CARs over their errors), NaN left out, and the event's own
    n : estimation returns of each date
    returns : fewest that are asked for, and how many a whole estimation window has

    Reference: Brown and Warner (1985) for the design; p counts the event itself.
    """
    finite = values[~np.isnan(values)]
    n_far, n_dates = float((np.abs(finite) >= abs(observed)).sum()), finite.size
    return Placebo(
        window=window,
        values=tuple(finite.tolist()),
        observed=observed,
        p=(1.0 + n_far) / (1.0 + n_dates),
        floor=1.0 / (1.0 + n_dates),
        returns=returns,
        short=int((n[~np.isnan(values)] < returns[1]).sum()),
    )


def placebo_inference(test: Placebo) -> Inference:
    """A placebo distribution as one more test of the company's move."""
    days = test.window[1] - test.window[0] + 1
    note = f"windows of {days} days overlap" if days > 1 else ""
    return Inference(
        name="placebo",
        window=test.window,
        value=test.observed,
        p=test.p,
        floor=test.floor,
        law=FindingText("law.own_dates"),
        n=len(test.values),
        reference="Brown and Warner (1985)",
        note=note,
    )


def inferences(
    panel: Panel, row: int, windows: Sequence[Window] | None = None
) -> tuple[Inference, ...]:
    """t, SQ and permutation of the event in one row of a panel, for each window, all by default."""
    one = panel.take(np.array([row]))
    sar = one.sar[0]
    out: list[Inference] = []
    for window in windows or panel.windows:
        place = panel.windows.index(window)
        car, se = float(one.car[0, place]), float(one.car_se[0, place])
        inside = one.ar[0, one.columns(window)]
        days = int((~np.isnan(inside)).sum())
        out.append(t_test(car, se, float(one.dof[0]), window))
        if not se > 0:
            continue
        scaled = inside * np.sqrt(days) / se
        out.append(sq(sar, scaled, window))
        out.append(permutation(sar, scaled, window))
    return tuple(out)


def _probability(p: float) -> float | None:
    return None if np.isnan(p) else min(p, 1.0)
