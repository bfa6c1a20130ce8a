"""The models of a normal return: one table with reference, parameters and variance of each."""

from __future__ import annotations

from marketlink.study.models.table import MODELS, Model, estimate, find, idle_factors, regressors

__all__ = ["MODELS", "Model", "estimate", "find", "idle_factors", "regressors"]
