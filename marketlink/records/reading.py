"""What was understood of an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketlink.records.article import Article
    from marketlink.records.claim import Claim
    from marketlink.records.mention import Mention
    from marketlink.records.moment import Moment
    from marketlink.records.pointed import Pointed


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything marketlink understood of one article, before it looked at a price.

    ``loose`` are fine numbers that no rule reads, until prices are asked; then those they fit.
    """

    article: Article
    subjects: tuple[str, ...]
    mentions: tuple[Mention, ...]
    moments: tuple[Moment, ...]
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()
    pointed: tuple[Pointed, ...] = ()
    loose: tuple[Claim, ...] = ()

    @property
    def statements(self) -> tuple[Claim, ...]:
        """The claims, with the loose numbers that prices bear out among them, in order."""
        borne_out = (claim for claim in self.loose if claim.verdict is not None)
        return tuple(sorted((*self.claims, *borne_out), key=lambda claim: claim.span))
