"""Buy-and-hold abnormal returns: a holder's return beyond the normal one."""

from __future__ import annotations

import numpy as np

from marketlink.study.kernel import Fits, Floats
from marketlink.study.models.design import Request, windows_of


def buy_and_hold(fits: Fits, request: Request, *, log: bool) -> Floats:
    """Compounded return less compounded normal return over the days present: (fits, windows).

    Parameters
    ----------
    fits, request : of a model of returns
    log : whether the returns are logarithms

    Reference
    ---------
    Barber and Lyon (1997), Journal of Financial Economics 43.
    """
    plan, ar = request.plan, fits.ar
    ret = windows_of(request.layout.y, request.at, plan.path)
    bhar = np.full((len(ret), len(plan.windows)), np.nan)
    present = np.isfinite(ar)
    own = np.where(present, ret, 0.0)
    normal = np.where(present, ret - ar, 0.0)
    for j, (first, last) in enumerate(plan.windows):
        cut = slice(first - plan.path[0], last - plan.path[0] + 1)
        if log:
            value = np.expm1(own[:, cut].sum(axis=1)) - np.expm1(normal[:, cut].sum(axis=1))
        else:
            value = np.prod(1 + own[:, cut], axis=1) - np.prod(1 + normal[:, cut], axis=1)
        bhar[:, j] = np.where(present[:, cut].any(axis=1), value, np.nan)
    return bhar
