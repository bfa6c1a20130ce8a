"""The partitions of a study, solved when it is their turn and held as long as there is room."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from marketlink.study.solved import Solved

FITS_IN_MEMORY = 200_000
"""Fits that are held between two passes; partitions beyond them are solved again, to the same
bits, whenever they are asked for."""

T = TypeVar("T")


class Partitions:
    """The partitions of a study in order, however often they are gone through.

    Parameters
    ----------
    count : how many there are
    solve : solves one by its number; the same bits every time
    threads : how many are worked on at a time
    """

    def __init__(self, count: int, solve: Callable[[int], Solved], threads: int = 1) -> None:
        self.count, self.threads = count, max(threads, 1)
        self._solve, self._room = solve, FITS_IN_MEMORY
        self._held: dict[int, Solved] = {}

    @classmethod
    def of(cls, solved: Sequence[Solved], threads: int = 1) -> Partitions:
        """Partitions that are solved already."""
        partitions = cls(len(solved), solved.__getitem__, threads)
        partitions._held = dict(enumerate(solved))
        return partitions

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Solved]:
        return self.each(lambda solved: solved)

    @property
    def at_hand(self) -> bool:
        """Whether all of them are at hand."""
        return len(self._held) == self.count

    def first(self) -> Solved:
        """The first of them."""
        return self._one(0, lambda _, solved: solved)

    def each(self, work: Callable[[Solved], T]) -> Iterator[T]:
        """The result of ``work`` on every partition, in order, several at a time."""
        return self.some(range(self.count), lambda _, solved: work(solved))

    def some(self, numbers: Sequence[int], work: Callable[[int, Solved], T]) -> Iterator[T]:
        """The same of some of the partitions, by their numbers."""
        waiting: deque[Future[T]] = deque()
        with ThreadPoolExecutor(self.threads) as pool:
            for number in numbers:
                waiting.append(pool.submit(self._one, number, work))
                if len(waiting) > self.threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def _one(self, number: int, work: Callable[[int, Solved], T]) -> T:
        solved = self._held.get(number)
        if solved is None:
            solved = self._solve(number)
            if self.count == 1 or len(solved.fits) <= self._room:
                self._room -= len(solved.fits)
                self._held[number] = solved
        return work(number, solved)
