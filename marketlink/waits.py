"""Prints a line when a source takes long to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

AFTER = 3.0
"""Seconds of silence before a wait is told."""

_LISTENERS: list[Callable[[str], None]] = []


@contextmanager
def announcing(tell: Callable[[str], None]) -> Iterator[None]:
    """Report waits through a function inside the block; the library reports none by itself."""
    _LISTENERS.append(tell)
    try:
        yield
    finally:
        _LISTENERS.remove(tell)


@contextmanager
def waiting(what: str, after: float = AFTER) -> Iterator[None]:
    """Report the wait inside the block once it lasts longer than ``after``.

    Parameters
    ----------
    what : str
        Who has not answered yet, and for what: ``"yahoo (NVDA)"``.
    after : float
        Seconds.
    """
    if not _LISTENERS:
        yield
        return
    timer = Timer(after, _LISTENERS[-1], [f"waiting for {what} ..."])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
