"""Student's and Fisher's laws against scipy, which the commands do without."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from marketlink.study.student import cdf, fisher_tail, noncentral_within, quantile

FREEDOM = [1.0, 1.5, 2.2, 3.0, 4.0, 8.0, 20.0, 60.0, 238.0, 1000.0, 5000.0]


@pytest.mark.parametrize("freedom", FREEDOM)
def test_student_equals_scipy_from_the_middle_to_the_far_tail(freedom: float) -> None:
    values = np.concatenate([np.linspace(0, 10, 301), np.geomspace(10, 1e6, 60)])
    expected = special.stdtr(freedom, -values)
    far = expected > 1e-290
    assert cdf(freedom, -values)[far] == pytest.approx(expected[far], rel=1e-11)
    assert cdf(freedom, values) == pytest.approx(special.stdtr(freedom, values), rel=1e-12)


@pytest.mark.parametrize("freedom", FREEDOM)
def test_quantiles_equal_scipy(freedom: float) -> None:
    chances = np.array([1e-9, 0.001, 0.025, 0.3, 0.75, 0.975, 0.9995])
    expected = special.stdtrit(freedom, chances)
    assert quantile(freedom, chances) == pytest.approx(expected, rel=1e-11)
    assert quantile(freedom, 0.5) == 0.0


def test_without_bounds_on_its_freedom_the_law_is_normal() -> None:
    values = np.linspace(-8, 8, 33)
    assert cdf(np.inf, values) == pytest.approx(special.ndtr(values), rel=1e-12)
    assert quantile(np.inf, 0.975) == pytest.approx(special.ndtri(0.975), rel=1e-12)


def test_what_is_unknown_or_no_law_has_no_chance_and_the_ends_have_all() -> None:
    assert np.isnan(cdf([3.0, np.nan, 0.0, -1.0], [np.nan, 1.0, 1.0, 1.0])).all()
    assert cdf(3.0, [-np.inf, 0.0, np.inf]).tolist() == [0.0, 0.5, 1.0]
    assert quantile(3.0, [0.0, 1.0]).tolist() == [-np.inf, np.inf]


def test_no_bit_depends_on_what_else_is_asked_for() -> None:
    draw = np.random.default_rng(11)
    freedom = np.repeat([1.0, 2.2, 5.0, 20.0, 250.0, 1000.0], 1000)
    values = draw.standard_t(3, freedom.size)
    together = cdf(freedom, values)
    alone = [cdf(freedom[n : n + 1], values[n : n + 1])[0] for n in range(0, freedom.size, 7)]
    assert together[::7].tolist() == alone
    assert (cdf(freedom[::20], values[::20]) == together[::20]).all()


@pytest.mark.parametrize("first", [1, 2, 5, 20, 100])
@pytest.mark.parametrize("second", [3, 60, 240, 5000])
def test_fisher_equals_scipy(first: int, second: int) -> None:
    for value in (1e-3, 0.5, 1.0, 1.3, 2.5, 8.0, 40.0):
        expected = special.fdtrc(first, second, value)
        assert fisher_tail(first, second, value) == pytest.approx(expected, rel=1e-10, abs=1e-280)
    assert fisher_tail(first, second, 0.0) == 1.0
    assert np.isnan(fisher_tail(first, second, np.nan))


@pytest.mark.parametrize("freedom", [1, 2, 5, 50, 300, 5000])
@pytest.mark.parametrize("effect", [0.0, 0.3, 2.5, -2.0])
def test_the_noncentral_law_equals_scipy(freedom: int, effect: float) -> None:
    for bound in (0.5, 1.96, 3.0):
        expected = special.nctdtr(freedom, effect, bound) - special.nctdtr(freedom, effect, -bound)
        assert noncentral_within(freedom, effect, bound) == pytest.approx(expected, abs=1e-9)
