"""Claims: statements of an article about stocks, and their check against prices."""

from __future__ import annotations

from marketlink.claims.evidence import PriceEvidence, Series, gather
from marketlink.claims.loose_check import borne_out
from marketlink.claims.sentences import FoundClaims, find
from marketlink.claims.verdicts import check

__all__ = ["FoundClaims", "PriceEvidence", "Series", "borne_out", "check", "find", "gather"]
