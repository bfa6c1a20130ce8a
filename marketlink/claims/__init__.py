"""What an article says about stocks, and whether prices bear it out."""

from __future__ import annotations

from marketlink.claims.evidence import PriceEvidence, Series, gather
from marketlink.claims.sentences import find
from marketlink.claims.verdicts import check

__all__ = ["PriceEvidence", "Series", "check", "find", "gather"]
