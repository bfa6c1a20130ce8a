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
    """Everything marketlink understood of one article, before it looked at a price."""

    article: Article
    subjects: tuple[str, ...]
    mentions: tuple[Mention, ...]
    moments: tuple[Moment, ...]
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()
    pointed: tuple[Pointed, ...] = ()
