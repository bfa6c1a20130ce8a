"""The exceptions of marketlink.

MarketlinkError                 one clear sentence, an exit code, a way out
├── InputError        (2)       the user's input: an article, a file, a flag, a configuration
│   ├── NoPublicationTime       an article whose date nobody stated
│   └── UnknownSymbol           a symbol no source knows
├── SourceUnavailable (3)       a price source, feed or page that did not answer
├── RateLimited       (4)       a source that asked us to stop
├── StoreError        (2)       a store that cannot be used (newer schema, unwritable folder)
│   └── DatabaseBusy  (5)       another process holds the store
└── Alert             (1)       the command worked, and found something that matters
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Any, ClassVar


class ExitCode(IntEnum):
    """The exit codes of the command line; the only list of them."""

    OK = 0
    FINDING = 1
    USAGE = 2
    UNAVAILABLE = 3
    RATE_LIMITED = 4
    BUSY = 5
    INTERRUPTED = 130


SMALL = re.compile(r"(?!(?:kiwipiepy|marketlink|xlsxwriter|yfinance) )[a-z]+ ")
"""How a cause begins that a library has worded: without the capital letter of a sentence."""


class MarketlinkError(Exception):
    """A failure a person can act on: what happened, why, and what to try.

    The text is ``what. why. Try: hint``; parts that are empty are left out.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    findings: Sequence[Any] = ()
    """The same as findings, for a page in another language."""

    def __init__(self, what: str, why: str = "", hint: str = "") -> None:
        why = why[0].upper() + why[1:] if SMALL.match(why) else why
        self.what, self.why, self.hint = what.rstrip("."), why.rstrip("."), hint.rstrip(".")
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [self.what, self.why, f"Try: {self.hint}" if self.hint else ""]
        return ". ".join(part for part in parts if part) + "."


class InputError(MarketlinkError):
    """The input cannot be used as it is."""


class NoPublicationTime(InputError):  # noqa: N818 (errors are named for what happened)
    """The article states no publication time and none was given."""


class UnknownSymbol(InputError):  # noqa: N818 (errors are named for what happened)
    """No price source knows the symbol."""


class SourceUnavailable(MarketlinkError):  # noqa: N818 (errors are named for what happened)
    """A source did not answer, or not with what was asked for."""

    exit_code = ExitCode.UNAVAILABLE


class RateLimited(MarketlinkError):  # noqa: N818 (errors are named for what happened)
    """A source asked us to stop."""

    exit_code = ExitCode.RATE_LIMITED


class StoreError(MarketlinkError):
    """The store cannot be used."""


class DatabaseBusy(StoreError):  # noqa: N818 (errors are named for what happened)
    """Another process holds the store."""

    exit_code = ExitCode.BUSY


class Alert(MarketlinkError):  # noqa: N818 (errors are named for what happened)
    """The command worked and found something the caller must know of."""

    exit_code = ExitCode.FINDING


def unforeseen(error: Exception) -> str:
    """The text of an unexpected exception, without the final stop."""
    if isinstance(error, MemoryError):
        return "The memory of this machine is not enough for this"
    if isinstance(error, RecursionError):
        return "The input is nested too deeply"
    if isinstance(error, OSError) and error.strerror:
        return (
            f"{error.filename} cannot be used: {error.strerror}"
            if error.filename
            else (error.strerror)
        )
    message = f"{type(error).__name__}: {error}".splitlines()[0]
    engine = type(error).__module__.split(".")[0].strip("_") == "duckdb"
    return (
        f"The database engine refused: {message}" if engine else f"A fault in marketlink: {message}"
    )
