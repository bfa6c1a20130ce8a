"""Student's law, central and noncentral: what ``scipy.special`` has, without loading scipy, which
takes as long as reading an article.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TERMS = 10
"""Terms of the continued fraction, and four more each time that the degrees of freedom double."""
MOST = 1e6
"""With more degrees of freedom the law is taken for the normal one."""
BLOCK = 4096
"""Values worked on at a time: as many as a near cache holds with their terms."""
SHIFT = 32
"""Where the series of :func:`_ratio` begins to be exact to 15 digits."""
NORMAL = 1e12
"""Degrees of freedom that stand for infinity."""
SMALL = 1e-8
"""A step of Newton's method, of its place, after which there is none left to take."""
STEPS = 60
"""Most steps; under ten are usual."""
NODES = 1_000

erfc = np.frompyfunc(math.erfc, 1, 1)


def cdf(freedom: ArrayLike, value: ArrayLike) -> Floats:
    """Chance of at most ``value``, with all its digits in the lower tail.

    Parameters
    ----------
    freedom : degrees of freedom, above 0; infinity is the normal law
    value : of a shape that goes with it

    Returns
    -------
    ``scipy.special.stdtr(freedom, value)`` to 11 digits; NaN in, NaN out.
    """
    degrees, values = np.broadcast_arrays(np.asarray(freedom, float), np.asarray(value, float))
    many, flat = degrees.ravel(), np.abs(values).ravel()
    tail = np.full(flat.size, np.nan)
    if flat.size <= BLOCK:
        tail = _tail(many, flat)
    else:  # terms of one number of degrees serve all its values
        for one in np.unique(many):
            at = np.flatnonzero(many == one)
            for low in range(0, at.size, BLOCK):
                block = at[low : low + BLOCK]
                tail[block] = _tail(np.array([one]), flat[block])
    if (normal := many > MOST).any():
        tail[normal] = np.asarray(erfc(flat[normal] / math.sqrt(2.0)), float) / 2.0
    tail = tail.reshape(values.shape)
    return np.where(values > 0, 1.0 - tail, tail)


def fisher_tail(first: float, second: float, value: float) -> float:
    """Chance of at least ``value`` under Fisher's F: ``scipy.special.fdtrc(first, second, value)``.

    Reference
    ---------
    Abramowitz and Stegun (1964), 26.6.2 and 26.5.8.
    """
    if not value > 0:
        return 1.0 if value <= 0 else math.nan
    a, b, x = second / 2.0, first / 2.0, second / (second + first * value)
    if not 0.0 < x < 1.0:  # a value too far out, or too near 0, for numbers to tell
        return float(x)
    turned = x > (a + 1.0) / (a + b + 2.0)
    beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    lead = math.exp(a * math.log(x) + b * math.log1p(-x) - beta)
    if turned:
        a, b, x = b, a, 1.0 - x
    part = lead / a / float(_fraction(*(np.array([one]) for one in (a, b, x)))[0])
    return 1.0 - part if turned else part


def _tail(freedom: Floats, value: Floats) -> Floats:
    """Chance of more than (N,) values that are not negative; of (1,) or (N,) degrees of freedom.

    Reference
    ---------
    Abramowitz and Stegun (1964), 26.7.1 and 26.5.8: the incomplete beta function of nu/2 and 1/2
    as a continued fraction, and that of 1/2 and nu/2 near the middle, where the former is slow.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        half, square = freedom / 2.0, value * value / freedom
        lead = _ratio(half) * np.exp(-half * np.log1p(square)) / np.sqrt(np.pi + np.pi / square)
        middle = square * (freedom + 2.0) < 3.0  # noqa: PLR2004 (where either is quick)
        out = np.where(middle, 0.5, 0.0)
        for where in (~middle, middle):
            if where.any():
                own = half if half.size == 1 else half[where]
                rest, ratio = np.full(own.shape, 0.5), square[where]
                a, b = (rest, own) if where is middle else (own, rest)
                x = 1.0 / (1.0 + (1.0 / ratio if where is middle else ratio))
                part = lead[where] / (2.0 * a * _fraction(a, b, x))
                out[where] += -part if where is middle else part
        return out


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """The continued fraction of the incomplete beta function, from its last term.

    As many terms as its own degrees of freedom need, whatever stands beside it: a last bit would
    depend on that.
    """
    last = TERMS + 4.0 * np.log2(np.clip(a + b, 1.0, MOST))
    m = np.arange(np.fmax.reduce(np.ravel(last), initial=1.0) // 1.0, 0.0, -1.0)[:, None]
    low, counts = a + (2.0 * m - 1.0), m <= last
    even = counts * m * (b - m) / (low * (low + 1.0))
    odd = counts * (a + m - 1.0) * (a + b + m - 1.0) / ((1.0 - low) * low)
    out = np.ones(x.shape)
    for one in (term for both in zip(even, odd, strict=True) for term in both):
        np.divide(one * x, out, out=out)
        out += 1.0
    return out


def _ratio(a: Floats) -> Floats:
    """Gamma(a + 1/2) / Gamma(a), by its series at ``a + SHIFT`` (Tricomi and Erdelyi, 1951)."""
    steps = a + np.arange(SHIFT)[:, None]
    u = 1.0 / (a + SHIFT)
    terms = (-399 / 262144, -21 / 32768, 5 / 1024, 1 / 128, -1 / 8, 1.0)
    return np.asarray((steps / (steps + 0.5)).prod(axis=0) * np.polyval(terms, u) / np.sqrt(u))


def quantile(freedom: ArrayLike, probability: ArrayLike) -> Floats:
    """The value with a chance ``probability`` of at most it, by Newton's method on the logarithm
    of the tail: of y, where the value is sqrt(nu) sinh(y), it is concave, so that it converges.

    Returns
    -------
    ``scipy.special.stdtrit(freedom, probability)`` to 11 digits.
    """
    degrees, p = np.broadcast_arrays(np.asarray(freedom, float), np.asarray(probability, float))
    shape, degrees, p = p.shape, np.minimum(degrees, NORMAL).ravel(), p.ravel()
    least, y = np.minimum(p, 1.0 - p), np.zeros(p.shape)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        root, height = np.sqrt(degrees), _ratio(degrees / 2.0) / math.sqrt(math.pi)
        for _ in range(STEPS):
            tail = cdf(degrees, -root * np.sinh(y))
            slope = height * np.exp(-degrees / 2.0 * np.log1p(np.sinh(y) ** 2))
            step = np.log(tail / least) * tail / slope
            y = y + step
            if not (np.abs(step) > SMALL * np.abs(y)).any():
                break
        value = root * np.sinh(np.where(p < 0.5, -y, y))  # noqa: PLR2004 (the middle)
    return np.asarray(value.reshape(shape))


def noncentral_within(freedom: float, effect: float, bound: float) -> float:
    """Chance that a t whose mean numerator is ``effect`` lies within plus and minus ``bound``.

    Reference
    ---------
    Johnson, Kotz and Balakrishnan (1995), eq. 31.11: the normal law of the numerator, averaged over
    the logarithm of the denominator by the trapezoidal rule, which is exact to ten digits here.
    """
    freedom = min(freedom, NORMAL)
    root = math.sqrt(freedom)
    log_scale = np.linspace(-40.0 / freedom - 8.0 / root, 8.0 / root, NODES)
    scale = np.exp(log_scale)
    log_weight = freedom * (log_scale - np.expm1(2.0 * log_scale) / 2.0)
    weight = np.exp(log_weight)
    upper, lower = ((sign * bound * scale - effect) / math.sqrt(2.0) for sign in (1, -1))
    inside = np.asarray(erfc(-upper) - erfc(-lower), float) / 2.0
    return float((weight * inside).sum() / weight.sum())
