"""Turns a solved study into the report's evidence on each company and on the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.findings import FindingText
from marketlink.pipeline.weights import constituent
from marketlink.records.case import (
    CompanyFinding,
    DatedByPrices,
    Neighbour,
    PathPoint,
    Placebo,
    VolatilityState,
)
from marketlink.records.study import Event, Study

if TYPE_CHECKING:
    from marketlink.pipeline.plan import CasePlan
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.case import Attribution, Bar, Inference, Variant
    from marketlink.study.panel import Panel
    from marketlink.study.solved import Solved

PLACEBO_WINDOWS = ((0, 0), (-1, 1))
"""Windows whose placebo distribution is shown, where the study has them."""


def inference(solution: Solved, panel: Panel) -> dict[str, tuple[Inference, ...]]:
    """The tests of each company on its own, by event."""
    from marketlink.pipeline.single_firm import inferences, placebo_inference  # noqa: PLC0415 (loads numpy)

    distributions = placebos(solution, panel)
    return {
        event: inferences(panel, row) + tuple(map(placebo_inference, distributions.get(event, ())))
        for row, event in enumerate(panel.event_ids)
    }


def placebos(solution: Solved, panel: Panel) -> dict[str, tuple[Placebo, ...]]:
    """The standardised CARs of every admissible placebo date, by event, for the shown windows."""
    from marketlink.pipeline.single_firm import placebo  # noqa: PLC0415 (loads numpy)
    from marketlink.study.placebo_dates import FEWEST, has_placebos  # noqa: PLC0415 (loads duckdb and numpy)
    from marketlink.study.placebo_dates import placebos as everywhere  # noqa: PLC0415 (loads duckdb and numpy)

    if not has_placebos(solution.model):
        return {}
    estimates = everywhere(solution, solution.valid)
    first, last = solution.spec.estimation
    whole = solution.spec.min_obs, last - first + 1
    out = {}
    for row, (event, one) in enumerate(zip(panel.event_ids, estimates, strict=True)):
        tests = []
        enough = (one.scar == one.scar).sum(axis=0)
        for place, window in enumerate(panel.windows):
            observed = float(panel.scar[row, place])
            if window in PLACEBO_WINDOWS and observed == observed and enough[place] >= FEWEST:  # noqa: PLR0124 (false of NaN only)
                tests.append(placebo(one.scar[:, place], observed, window, one.n, whole))
        out[event] = tuple(tests)
    return out


def states(solution: Solved, panel: Panel) -> dict[str, VolatilityState]:
    """How volatile each company was on its day 0, by event, where its days tell."""
    from marketlink.study.empirical import event_days, forecasts  # noqa: PLC0415 (loads duckdb and numpy)
    from marketlink.study.filtered import filtered  # noqa: PLC0415 (loads numpy)

    if not forecasts(solution.model, solution.request.plan):
        return {}
    filtered_states = filtered(*event_days(*solution.some(solution.valid)), rejections=True)
    both = zip(
        panel.event_ids,
        filtered_states.volatility.tolist(),
        filtered_states.plain.tolist(),
        strict=True,
    )
    return {event: VolatilityState(ratio, plain) for event, ratio, plain in both if ratio > 0}


def paths(solution: Solved, panel: Panel) -> dict[str, tuple[PathPoint, ...]]:
    """The path of each event from the close of day -1, with its exact error, by event; sessions
    without a return keep the value beside them. Models whose variance is not the linear one have
    none.

    Reference: Campbell, Lo and MacKinlay 1997, 4.4.9: Var = sigma^2 (m + 1'Z A Z'1).
    """
    if not solution.model.linear:
        return {}
    return {
        event: tuple(
            PathPoint(tau, *_sum(panel, row, tau))
            for tau in map(int, panel.tau)
            if _within(panel, row, tau)
        )
        for row, event in enumerate(panel.event_ids)
    }


def _days(panel: Panel, tau: int) -> slice:
    """Places of the days between the close of day -1 and tau."""
    first, last = (0, tau) if tau >= 0 else (tau + 1, -1)
    return slice(first - int(panel.tau[0]), last + 1 - int(panel.tau[0]))


def _within(panel: Panel, row: int, tau: int) -> bool:
    """Whether a path holds tau: not beyond the first or the last session with a return."""
    import numpy as np  # noqa: PLC0415 (loads numpy)

    taus = panel.tau[np.isfinite(panel.ar[row])]
    return bool(taus.size) and int(taus[0]) - 1 <= tau <= int(taus[-1])


def _sum(panel: Panel, row: int, tau: int) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415 (loads numpy)

    days = _days(panel, tau)
    ar = panel.ar[row, days]
    present = np.isfinite(ar)
    z = panel.Z[row, days][present].sum(axis=0)
    spanned = panel.span[row, days][present].sum()
    error = panel.sigma[row] * np.sqrt(spanned + z @ panel.A[row] @ z)
    return float(ar[present].sum()) * (1 if tau >= 0 else -1), float(error)


def ordinary(panel: Panel) -> dict[str, tuple[float, ...]]:
    """The abnormal returns of each company's estimation days, by event."""
    return {
        event: tuple(float(value) for value in panel.residuals[row] if value == value)  # noqa: PLR0124 (false of NaN only)
        for row, event in enumerate(panel.event_ids)
    }


def dated_by_prices(events: tuple[Event, ...], panel: Panel) -> tuple[DatedByPrices, ...]:
    """Per exchange, the session inside the moment on which its companies moved most together."""
    import numpy as np  # noqa: PLC0415 (loads numpy)

    from marketlink.pipeline.day_search import search  # noqa: PLC0415 (loads numpy)

    rows = {event: row for row, event in enumerate(panel.event_ids)}
    groups: dict[tuple[str, tuple[date, ...], date], list[int]] = {}
    for event in events:
        if event.candidates and event.day0 and event.event_id in rows:
            key = (event.exchange, event.candidates, event.day0)
            groups.setdefault(key, []).append(rows[event.event_id])
    dates = []
    for (exchange, candidates, day0), members in groups.items():
        calendar = sessions(exchange)
        taus = [calendar.index(day) - calendar.index(day0) for day in candidates]
        places = [tau - int(panel.tau[0]) for tau in taus]
        if not all(0 <= place < len(panel.tau) for place in places):
            continue
        members_panel = panel.take(np.array(members))
        sar = (members_panel.ar / members_panel.ar_se)[:, places]
        answer = search(exchange, candidates, sar, members_panel.sar)
        if answer is not None:
            dates.append(answer)
    return tuple(dates)


def neighbours(event: Event, study: Study) -> tuple[Neighbour, ...]:
    """The results for the sessions before and after a day 0 of unknown hour, from the same fit."""
    if event.day0 is None or not event.neighbours:
        return ()
    from marketlink.study.inference.laws import p_student  # noqa: PLC0415 (loads numpy)

    path = {row["session"]: row for row in study.rows("abnormal")
            if row["event_id"] == event.event_id}  # fmt: skip
    fit = next((r for r in study.rows("events") if r["event_id"] == event.event_id), None)
    out = []
    for day in event.neighbours:
        row = path.get(day)
        if row is None or row["sar"] is None or fit is None:
            out.append(Neighbour(day, row["ret"] if row else None, None, None))
        else:
            p = float(p_student(row["sar"], fit["n_est"] - 2))
            out.append(Neighbour(day, row["ret"], row["ar"], p))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class EventEvidence:
    """The evidence on each event, by event id."""

    tests: Mapping[str, tuple[Inference, ...]]
    placebos: Mapping[str, tuple[Placebo, ...]]
    states: Mapping[str, VolatilityState]
    paths: Mapping[str, tuple[PathPoint, ...]]
    ordinary: Mapping[str, tuple[float, ...]]
    splits: Mapping[str, Attribution]
    variants: Mapping[str, tuple[Variant, ...]]
    bars: Mapping[str, tuple[Bar, ...]]


def name_of(event: Event, snapshot: Snapshot, lang: str) -> str:
    """A company's name in the report's language, where the directory has one."""
    from marketlink.companies.names import listings  # noqa: PLC0415 (loads 4 shelves)

    listing, stored_listing = listings().get(event.symbol), snapshot.listings.get(event.symbol)
    name = (listing.name_ko if lang == "ko" else listing.name) if listing else ""
    return name or event.company or (stored_listing.name if stored_listing else event.symbol)


def companies(  # noqa: PLR0913 (one specification)
    events: tuple[Event, ...],
    study: Study,
    snapshot: Snapshot,
    plan: CasePlan,
    evidence: EventEvidence,
    *,
    lang: str,
) -> tuple[CompanyFinding, ...]:
    """One finding an event, in the events' order; those that could not be estimated included."""
    from marketlink.pipeline.robustness import is_fragile  # noqa: PLC0415 (loads duckdb and numpy)

    outcomes = {row["event_id"]: row["outcome"] for row in study.rows("events")}
    findings = []
    for event in events:
        key, listing = event.event_id, snapshot.listings.get(event.symbol)
        variants = evidence.variants.get(key, ())
        findings.append(
            CompanyFinding(
                event=event,
                name=name_of(event, snapshot, lang),
                currency=listing.currency if listing else "",
                benchmark=plan.benchmark[event.symbol],
                outcome=outcomes[key],
                bars=evidence.bars.get(key, ()),
                path=evidence.paths.get(key, ()),
                inference=evidence.tests.get(key, ()),
                placebos=evidence.placebos.get(key, ()),
                state=evidence.states.get(key),
                constituent=constituent(event.symbol, plan.benchmark[event.symbol], event.day0),
                attribution=evidence.splits.get(key),
                variants=variants,
                fragile=is_fragile(variants),
                neighbours=neighbours(event, study),
                minimum_detectable=_detectable(study, key),
                ordinary=evidence.ordinary.get(key, ()),
                warnings=flagged(snapshot, event),
                names={one: name_of(event, snapshot, one) for one in ("ko", "en")},
            )
        )
    return tuple(findings)


POWER = 0.8
"""The power of the smallest detectable effect."""


def _detectable(study: Study, event_id: str) -> float | None:
    """The smallest day-0 move that a 5 % two-sided t would find four times in five."""
    from scipy.special import stdtrit  # noqa: PLC0415 (loads scipy.special)

    row = next((r for r in study.rows("abnormal")
                if r["event_id"] == event_id and r["tau"] == 0), None)  # fmt: skip
    fit = next((r for r in study.rows("events") if r["event_id"] == event_id), None)
    if row is None or fit is None or row["ar_se"] is None:
        return None
    dof = fit["n_est"] - 2
    return float(stdtrit(dof, [0.975, POWER]).sum() * row["ar_se"])


def flagged(snapshot: Snapshot, event: Event) -> tuple[str, ...]:
    """A sentence for each flagged bar near the event of its company that matters to a return."""
    if event.day0 is None:
        return ()
    near = (event.day0 - timedelta(days=400), event.day0 + timedelta(days=30))
    rows = snapshot.con.execute(
        "select session, fault, policy, detail from flag where symbol = ? and policy <> 'keep'"
        " and (session is null or session between ? and ?) order by session nulls first, fault",
        [event.symbol, *near],
    ).fetchall()
    return tuple(_flag(event.symbol, day, fault, detail) for day, fault, _, detail in rows)


def _flag(symbol: str, day: date | None, fault: str, detail: str) -> FindingText:
    if day is None:
        return FindingText("warning.flag", symbol=symbol, fault=fault, detail=detail)
    return FindingText("warning.flag_on", symbol=symbol, day=day, fault=fault, detail=detail)
