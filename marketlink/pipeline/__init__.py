"""One article to a finished case: the stages in order, each a function of the one before."""

from __future__ import annotations
