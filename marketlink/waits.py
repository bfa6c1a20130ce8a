"""What is being waited for: a line for whoever sits before a source that does not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

AFTER = 3.0
"""Seconds of silence before a wait is told."""

_TOLD: list[Callable[[str], None]] = []


@contextmanager
def told(tell: Callable[[str], None]) -> Iterator[None]:
    """Have waits told by a function for a while; the library tells nobody by itself."""
    _TOLD.append(tell)
    try:
        yield
    finally:
        _TOLD.remove(tell)


@contextmanager
def waiting(what: str, after: float = AFTER) -> Iterator[None]:
    """Tell, once it lasts, that something is waited for.

    Parameters
    ----------
    what : str
        Who has not answered yet, and for what: ``"yahoo (NVDA)"``.
    after : float
        Seconds.
    """
    if not _TOLD:
        yield
        return
    timer = Timer(after, _TOLD[-1], [f"waiting for {what} ..."])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
