"""Sums that are the same bits for any order, chunk or thread: two fixed-point limbs of int64."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from marketlink.study.tests.laws import Floats

Ints = NDArray[np.int64]

COARSE, FINE = 2.0**20, 2.0**34
"""Scales of the limbs: values to 2^9 = 512, 2^34 of them, to a resolution of 2^-54."""


def limbs(values: ArrayLike) -> tuple[Floats, Floats]:
    """Split values in whole multiples of 2^-20 and of 2^-54; NaN counts as nothing."""
    scaled = np.nan_to_num(np.asarray(values, float)) * COARSE
    high = np.rint(scaled)
    return high, np.rint((scaled - high) * FINE)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, or an array of sums, that adds up exactly."""

    high: Ints
    low: Ints

    @staticmethod
    def of(values: Floats, axis: int = 0) -> Total:
        """Sum along an axis, without NaN."""
        high, low = limbs(values)
        return Total(high.astype(np.int64).sum(axis=axis), low.astype(np.int64).sum(axis=axis))

    @staticmethod
    def by(place: NDArray[np.intp], values: Floats, size: int) -> Total:
        """Sums of the values that share a place, without NaN."""
        out = np.zeros((2, size), dtype=np.int64)
        for start in range(0, values.size, STEP):
            part = slice(start, start + STEP)
            for which, limb in enumerate(limbs(values[part])):
                added = np.bincount(place[part], weights=limb, minlength=size)
                out[which] += added.astype(np.int64)
        return Total(out[0], out[1])

    def __add__(self, other: Total) -> Total:
        return Total(self.high + other.high, self.low + other.low)

    @property
    def value(self) -> Floats:
        """The sum as doubles."""
        whole: Floats = np.asarray(self.high / COARSE + self.low / (COARSE * FINE), float)
        return whole


STEP = 2**18
"""Values added in doubles at a time: whole numbers below 2^53, so without rounding."""
