"""Reads what was kept and not read yet before a question is answered, and says what is old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketlink.cli.output import progress, say

if TYPE_CHECKING:
    from marketlink.store import StoreAccess


def read_new(access: StoreAccess) -> None:
    """Read new articles with a count on the terminal; name those of an earlier reader."""
    from marketlink.flow.readings import bring_up, outdated

    bring_up(access, progress=lambda n, of: progress("read", n, of))
    if old := outdated(access):
        say(f"{old:,} kept articles were read by an earlier version; `marketlink refresh` and "
            "`marketlink articles import` read them again", err=True)  # fmt: skip
