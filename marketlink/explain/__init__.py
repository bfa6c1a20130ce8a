"""From moves to news: sessions that stand out or were pointed at, and stories for each.

``moves`` judges the sessions and pays for having looked at all of them, ``candidates`` reads the
kept articles, ``explain`` puts the two together.
"""

from __future__ import annotations

from marketlink.explain.candidates import CandidateStory, Searched
from marketlink.explain.moves import Move, Screen
from marketlink.explain.stock import ExplainedSession, Explanation, explain

__all__ = [
    "CandidateStory",
    "ExplainedSession",
    "Explanation",
    "Move",
    "Screen",
    "Searched",
    "explain",
]
