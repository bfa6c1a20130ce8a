"""What many events share, by date: the sums say what the pairs say, leads and lags included."""

from __future__ import annotations

import numpy as np
import pytest

from marketlink.study.inference.by_date import date_sums, dependence_by_date
from marketlink.study.inference.dependence import dependence

RNG = np.random.default_rng(5)
T, FIRST = 240, 730_000
ESTIMATION, WINDOWS = (-250, -11), ((0, 0), (0, 4))


def drawn(starts, exchanges, r, r_abroad):
    """Residuals and dates of events of two exchanges; the second follows the first a day later."""
    days = int(starts.max()) + T + 20
    common, second = RNG.standard_normal((2, days + 1))
    share = np.sqrt(r_abroad / r)
    follows = share * common[:-1] + np.sqrt(1 - share**2) * second[1:]
    factors = np.stack([common[1:], follows])
    at = starts[:, None] + np.arange(T)
    own = RNG.standard_normal(at.shape)
    residual = np.sqrt(r) * factors[exchanges[:, None], at] + np.sqrt(1 - r) * own
    days = FIRST + np.arange(days) + 2 * (np.arange(days) // 5)  # five sessions, then a weekend
    inside = [days[starts[:, None] + T + 10 + np.arange(a, b + 1)] for a, b in WINDOWS]
    return residual, days[at], inside


def summed(residual, dates, inside, exchanges):
    found = []
    for code in np.unique(exchanges):
        mine = exchanges == code
        windows = [ordinals[mine] for ordinals in inside]
        found.append(date_sums(
            (FIRST, 2_000), residual[mine], (dates[mine], windows), (ESTIMATION, WINDOWS),
            np.ones(mine.sum()), estimated=True,
        ))  # fmt: skip
    return found


@pytest.mark.parametrize(
    ("name", "starts", "exchanges"),
    [
        ("one news item", lambda n: np.arange(n) % 2, lambda n: np.arange(n) % 2),
        ("one exchange", lambda n: np.zeros(n, dtype=int), lambda n: np.zeros(n, dtype=int)),
        ("three dates", lambda n: np.arange(n) % 3 * 100, lambda n: np.arange(n) // 3 % 2),
        ("many dates", lambda n: RNG.integers(0, 500, n), lambda n: np.arange(n) % 2),
    ],
)
def test_sums_by_date_say_what_the_pairs_say(name, starts, exchanges):
    n = 90
    codes, begin = exchanges(n), starts(n)
    residual, dates, inside = drawn(begin, codes, 0.2, 0.1)
    pairs = dependence(residual, dates, inside, [str(code) for code in codes])
    sums = summed(residual, dates, inside, codes)
    for place, one in enumerate(pairs):
        days = WINDOWS[place][1] + 1
        found = dependence_by_date(sums, place, days)
        assert found.pairs == n * (n - 1) // 2
        assert found.overlap == pytest.approx(one.overlap, rel=0.02, abs=0.002)
        assert found.r_bar == pytest.approx(one.r_bar, rel=0.06)
        assert found.r_window == pytest.approx(one.r_window, rel=0.06, abs=0.002)
        assert found.r_shared == pytest.approx(one.r_shared, rel=0.06, abs=0.002)


def test_what_follows_a_day_later_on_another_exchange_counts():
    codes = np.arange(90) % 2
    residual, dates, inside = drawn(codes, codes, 0.2, 0.2)
    apart = dependence_by_date(summed(residual, dates, inside, codes), 0, 1)
    mixed = dependence_by_date(summed(residual, dates, inside, 0 * codes), 0, 1)
    assert apart.r_window == pytest.approx(0.2, abs=0.04)
    assert mixed.r_window < 0.14
