"""Refuses inputs that no case can be made of, in one sentence before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.errors import InputError, SourceUnavailable
from marketlink.records.study import Event, Spec, Study

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.pipeline.plan import CasePlan
    from marketlink.pipeline.snapshot import Snapshot
    from marketlink.records.reading import Reading

OPEN = ("prices_end",)
"""Outcomes that later prices can mend: the report matures."""


def require_spec(spec: Spec) -> None:
    """Refuse a model that a report cannot use, not of returns or with factors from a file, and
    windows that leave nothing to tell."""
    from marketlink.study.models import find  # noqa: PLC0415 (loads numpy)

    first, last = spec.window
    if not first <= 0 <= last:
        raise InputError(
            f"The event window {first}:{last} leaves out day 0",
            "A report tells of the first session that could react",
            f"--window {min(first, 0)}:{max(last, 0)}",
        )
    first, last = spec.estimation
    if last - first + 1 < spec.min_obs:
        raise InputError(
            f"The estimation window {first}:{last} has {last - first + 1} sessions",
            f"A report takes at least {spec.min_obs}",
            f"--estimation {last - spec.min_obs + 1}:{last}",
        )
    name = spec.model
    model = find(name)
    if model.unit != "return":
        raise InputError(
            f"A report cannot use the model {name}",
            f"It measures {model.unit}, not a return",
            f"marketlink study --model {name}",
        )
    if model.factors != "none":
        raise InputError(
            f"A report cannot use the model {name}",
            "It needs factors from a file",
            f"marketlink study --model {name} --factors FILE",
        )


def require_prices(
    events: Sequence[Event], plan: CasePlan, snapshot: Snapshot, settings: Settings
) -> None:
    """Refuse where the store has prices of no company, or of no benchmark.

    Raises
    ------
    SourceUnavailable
        No company has prices: the article may be right, there is nothing to hold it against.
    InputError
        No benchmark has: another one can be named.
    """
    hint = "without --offline" if settings.offline else "marketlink prices import FILE"
    if not any(snapshot.has(event.symbol) for event in events):
        names = ", ".join(dict.fromkeys(event.symbol for event in events))
        where = f"The store is {settings.db}"
        raise SourceUnavailable(f"There are no prices of {names}", where, hint)
    missing = {
        plan.benchmark[e.symbol] for e in events if not snapshot.has(plan.benchmark[e.symbol])
    }
    if len(missing) == len({plan.benchmark[e.symbol] for e in events}):
        names = ", ".join(sorted(missing))
        raise InputError(
            f"There are no prices of the benchmark {names}", "", f"--benchmark, or {hint}"
        )


def require_result(study: Study, snapshot: Snapshot, events: Sequence[Event]) -> None:
    """Refuse where no event could be estimated and none can become so."""
    from marketlink.findings.words import words  # noqa: PLC0415 (loads findings)

    outcomes = {row["event_id"]: row["outcome"] for row in study.rows("events")}
    if any(code == "ok" or code in OPEN for code in outcomes.values()):
        return
    say, reasons = words("en"), []
    for event in events:
        listing = snapshot.listings.get(event.symbol)
        why = say.name("outcome", outcomes[event.event_id] if event.day0 else "no_day0")
        day = f" on {event.day0}" if event.day0 else ""
        have = f" (prices from {listing.first} to {listing.last})" if listing else ""
        reasons.append(f"{event.symbol}{day}: {why}{have}")
    raise InputError("No move could be measured", "; ".join(reasons), "marketlink prices list")


def unlinked(reading: Reading) -> str:
    """The companies that were recognised and are not listed, so that the user sees they were."""
    companies = dict.fromkeys(m.company for m in reading.mentions if m.symbol is None)
    return f"recognised but not listed: {', '.join(list(companies)[:5])}" if companies else ""
