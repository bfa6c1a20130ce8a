"""Second readers, found by the entry-point group ``marketlink.readers``."""

from __future__ import annotations

from enum import StrEnum
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from marketlink.config import Settings
from marketlink.errors import InputError, MarketlinkError

GROUP = "marketlink.readers"


class Failure(StrEnum):
    """Why a second reader failed; the message files have a sentence for each."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_LONG = "too_long"
    NONSENSE = "nonsense"


class ReaderError(Exception):
    """A reader gave no answer that can be used: the rules alone decide."""

    def __init__(self, why: Failure) -> None:
        super().__init__(why.value)
        self.why = why


@runtime_checkable
class SecondReader(Protocol):
    """A second reader. A plug-in is a callable that takes the settings and returns one.

    ``model`` names what answers: answers are kept under it.
    """

    model: str

    def answer(self, instructions: str, text: str) -> str:
        """The answer to a text, as JSON by :data:`marketlink.readers.answers.SCHEMA`.

        Raises
        ------
        ReaderError
            No answer came.
        """
        ...


def second_reader(name: str, settings: Settings) -> SecondReader:
    """The reader of that name.

    Raises
    ------
    InputError
        No installed package offers it, it cannot be loaded or is not set up, or this run is
        offline.
    """
    if settings.offline:
        raise InputError(
            f"The reader {name!r} is not asked offline",
            "A second reader may send the article's text to another machine",
            "without --offline, or without --reader",
        )
    entries = {point.name: point for point in entry_points(group=GROUP)}
    if name not in entries:
        names = ", ".join(sorted(entries)) or "none"
        raise InputError(f"There is no reader {name!r}", f"Installed are {names}", "--reader NAME")
    try:
        reader = entries[name].load()(settings)
    except MarketlinkError:
        raise
    except Exception as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        raise InputError(f"The reader {name!r} cannot be loaded", why) from error
    if not isinstance(reader, SecondReader):
        raise InputError(f"The reader {name!r} has no method answer")
    return reader
