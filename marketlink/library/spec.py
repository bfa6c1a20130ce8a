"""``marketlink.Spec``: a specification that is refused where it is made."""

from __future__ import annotations

from dataclasses import dataclass

from marketlink.errors import InputError
from marketlink.records import study as records

LEAST = 3
"""Returns that any fit needs."""


@dataclass(frozen=True, slots=True)
class Spec(records.Spec):
    """The specification of a study, checked before anything is read. Windows are in tau.

    Raises
    ------
    InputError
        An unknown model, returns that are neither simple nor log, a window whose end precedes its
        beginning, too few returns.

    Examples
    --------
    >>> Spec(window=(5, -5))
    Traceback (most recent call last):
    marketlink.errors.InputError: The window 5:-5 ends before it begins. Try: -5:5.
    """

    def __post_init__(self) -> None:
        from marketlink.study.models import find

        find(self.model)
        if self.returns not in ("simple", "log"):
            raise InputError(f"Returns are not {self.returns!r}", "", "simple or log")
        windows = [("windows", window) for window in self.windows]
        for name, (first, last) in [
            ("estimation", self.estimation), ("window", self.window), *windows,
        ]:  # fmt: skip
            if first > last:
                raise InputError(
                    f"The {name} {first}:{last} ends before it begins", "", f"{last}:{first}"
                )
        if self.min_obs < LEAST:
            raise InputError(f"A fit needs at least {LEAST} returns", f"min_obs is {self.min_obs}")
