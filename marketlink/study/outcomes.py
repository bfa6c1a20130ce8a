"""The outcome of every fit of a partition, and the flags of every event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from marketlink.study.alignment import Windows
from marketlink.study.event_dates import CODE
from marketlink.study.flags import FLAG
from marketlink.study.kernel import Flags, Whole
from marketlink.study.models.design import Estimate, Request, windows_of
from marketlink.study.solved import Solved, window_columns
from marketlink.study.venue_breaks import span_change

if TYPE_CHECKING:
    from marketlink.records.study import Spec


def outcomes_of_fits(windows: Windows, request: Request, estimate: Estimate, spec: Spec) -> Whole:
    """The outcome of every fit, by number."""
    fits, plan, layout = estimate.fits, request.plan, windows.layout
    code = np.zeros(len(fits), dtype=np.int8)
    silent = ~np.isfinite(window_columns(fits.ar, plan, spec.window)).any(axis=1)
    code[silent] = CODE["halted"]
    if silent.any():
        spoilt = np.zeros(len(layout.y), dtype=bool)
        spoilt[np.concatenate([*windows.unusable, np.zeros(0, dtype=np.int64)])] = True
        at = request.at
        bad = windows_of(spoilt, at, spec.window).any(axis=1)
        code[silent & bad] = CODE["nonpositive_price"]
        if len(layout.X):
            traded = np.isfinite(windows_of(layout.y, at, spec.window)).any(axis=1)
            code[silent & traded] = CODE["no_benchmark"]
    if estimate.coefficients:  # what estimates nothing has abnormal returns without a history
        code[~np.isfinite(fits.sigma)] = CODE["no_variation"]
        code[fits.n < plan.min_obs] = CODE["short_history"]
    return code


def flags_of_events(solved: Solved, shared: Flags) -> Whole:
    """The flags of every event besides its outcome."""
    fits, plan, row = solved.fits, solved.request.plan, solved.row
    by_fit = np.zeros(len(fits), dtype=np.int16)
    by_fit[shared] |= FLAG["overlapping"]
    by_fit[_unmatched(solved)] |= FLAG["peerless" if solved.model.peers else "unmatched"]
    by_event = np.where(row >= 0, by_fit[row] if len(fits) else 0, 0).astype(np.int16)
    of_answers = np.zeros(len(fits), dtype=np.int16)
    length = np.array([last - first + 1 for first, last in plan.windows])
    of_answers[(fits.days < length).any(axis=1)] |= FLAG["incomplete"]
    of_answers[fits.sigma == 0] |= FLAG["no_spread"]
    of_answers[~np.isfinite(fits.sigma)] |= FLAG["unjudged"]
    of_answers[_stale(solved)] |= FLAG["stale"]
    if solved.estimate.boundary is not None:
        of_answers[solved.estimate.boundary] |= FLAG["boundary"]
    if len(solved.request.layout.volume):
        of_answers[_across_venues(solved)] |= FLAG["venue_change"]
    by_event[solved.picked] |= of_answers[solved.valid]
    return by_event


def _across_venues(solved: Solved) -> Flags:
    """Fits whose windows hold volumes of before and after a change of their stock's venues."""
    plan = solved.request.plan
    reach = min(plan.estimation[0], plan.path[0]), max(plan.estimation[1], plan.path[1])
    request = solved.request
    return span_change(solved.windows, request.at, solved.series, reach, request.since)


STALE = 0.5
"""Share of returns of exactly zero in an estimation window whose closes stand still."""


def _stale(solved: Solved) -> Flags:
    """Fits whose estimation window holds more zero returns than others."""
    request = solved.request
    if solved.model.unit != "return" or not len(request.at):
        return np.zeros(len(request.at), dtype=bool)
    y, (first, last) = request.layout.y, request.plan.estimation
    still = np.concatenate(([0], np.cumsum(y == 0)))
    n_before = np.concatenate(([0], np.cumsum(np.isfinite(y))))
    low, high = request.at + first, request.at + last + 1
    return np.asarray(still[high] - still[low] > STALE * (n_before[high] - n_before[low]))


def _unmatched(solved: Solved) -> Flags:
    """Fits whose stock has returns where its regressors, or the other companies, have none."""
    request, plan, layout = solved.request, solved.request.plan, solved.request.layout
    short = solved.fits.n < plan.min_obs
    if solved.model.peers:
        n_returns = np.isfinite(windows_of(layout.y, request.at, plan.estimation)).sum(axis=1)
        return np.asarray(short & (n_returns >= plan.min_obs))
    alone = np.isfinite(layout.y) & ~np.isfinite(layout.X).all(axis=0)
    if not alone.any():
        return np.zeros(len(request.at), dtype=bool)
    days = windows_of(alone, request.at, solved.spec.window).any(axis=1)  # type: ignore[arg-type]
    before = windows_of(alone, request.at, plan.estimation).any(axis=1)  # type: ignore[arg-type]
    return np.asarray(days | (short & before))
