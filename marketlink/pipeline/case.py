"""One article to one case: every stage in order, nothing looks back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.events import RULES, events_of, unused_moments
from marketlink.pipeline import context, findings
from marketlink.pipeline.plan import Plan, plan_of
from marketlink.pipeline.snapshot import Snapshot, take
from marketlink.pipeline.suggest import no_publication_time
from marketlink.pipeline.supply import supply
from marketlink.records.case import Case, Provenance
from marketlink.records.study import Event, Spec, Study

if TYPE_CHECKING:
    from marketlink.articles.raw import RawArticle
    from marketlink.config import Settings
    from marketlink.records.article import Reading

GROUP = "article"
"""All companies of an article are one group: one news item."""


def analyse(
    raw: RawArticle,
    settings: Settings,
    spec: Spec,
    *,
    published: str | None = None,
    lang: str | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Case:
    """Read an article, study what it names, and check what it says.

    Parameters
    ----------
    raw : RawArticle
        The article as loaded.
    settings : Settings
        The store, the price sources, whether sockets may be opened.
    spec : Spec
        Model and windows; tau counts sessions of each stock's own exchange.
    published : str, optional
        The publication time where the user knows it.
    lang : {"ko", "en"}, optional
        Language of the names of closures; the article's own by default.
    told : callable
        Narration.

    Returns
    -------
    Case

    Raises
    ------
    NoPublicationTime
        The text dates nothing by itself and no publication time is known.
    InputError
        No listed company is named, or the article cannot be read.
    """
    from marketlink.reading import read

    reading = read(raw, published=published, folder=settings.db.parent / "companies")
    if not reading.subjects:
        raise InputError(
            "The article names no listed company",
            _unlinked(reading),
            "marketlink link ARTICLE to see what was read",
        )
    events = tuple(replace(event, group=GROUP) for event in events_of(reading))
    if not events:
        raise no_publication_time(reading, settings)
    plan = plan_of(events, settings, spec)
    late = supply(settings, plan.required, plan.wished, events, spec=spec, told=told)
    exchanges = {event.exchange for event in events} | {"XNYS"}
    snapshot = take(
        settings.db, plan.symbols, exchanges, as_of=spec.as_of, wait=settings.lock_wait_seconds
    )
    _require_prices(events, plan, snapshot, settings)
    named = lang or reading.article.language
    return _case(reading, events, plan, snapshot, spec=spec, late=late, lang=named)


def _case(
    reading: Reading,
    events: tuple[Event, ...],
    plan: Plan,
    snapshot: Snapshot,
    *,
    spec: Spec,
    late: tuple[str, ...],
    lang: str,
) -> Case:
    from marketlink.pipeline.checking import against
    from marketlink.pipeline.inputs import fill
    from marketlink.study.attribution import attribute
    from marketlink.study.engine import panel_of, solve
    from marketlink.study.robustness import variants
    from marketlink.study.tables import study_of

    fill(snapshot.con, events, plan)
    solved = solve(snapshot.con, spec)
    study = _ruled(study_of(snapshot.con, solved), events)
    _require_result(study, snapshot, events)
    abroad = {s: f if f and snapshot.has(f) else None for s, f in plan.foreign.items()}
    panel = panel_of(solved)
    reading = against(snapshot, reading, events, study)
    evidence = findings.Evidence(
        tests=findings.inference(solved, panel),
        placebos=findings.placebos(solved, panel),
        paths=findings.paths(solved, panel),
        splits=attribute(snapshot.con, spec, abroad),
        variants=variants(snapshot.con, spec, second=_seconds(plan, snapshot), foreign=abroad),
        bars={event.event_id: context.bars(snapshot, event) for event in events},
    )
    return Case(
        slug=_slug(reading, events),
        reading=reading,
        study=study,
        companies=findings.companies(events, study, snapshot, plan, evidence, lang=lang),
        timelines=context.timelines(events, reading.moments, local_names=lang == "ko"),
        claims=reading.claims,
        dated=findings.dated(events, panel),
        provenance=_provenance(reading, events, snapshot, spec, study),
        warnings=_warnings(reading, events, study, (*late, *_stale(events, snapshot))),
    )


def _ruled(study: Study, events: Sequence[Event]) -> Study:
    """Put the moments' own rules and instants into the events table: the engine was given days."""
    by_id = {event.event_id: event for event in events}
    rows = tuple(
        {
            **row,
            "rule": RULES[by_id[row["event_id"]].rule],
            "instant": by_id[row["event_id"]].instant,
        }
        for row in study.rows("events")
    )
    return replace(study, tables={**study.tables, "events": rows})


def _seconds(plan: Plan, snapshot: Snapshot) -> dict[str, str | None]:
    """The first second benchmark of each company that the store has prices of."""
    return {
        symbol: next((name for name in names if snapshot.has(name)), None)
        for symbol, names in plan.seconds.items()
    }


OPEN = ("after_last_price",)
"""Outcomes that later prices can mend: the report matures."""


def _require_prices(
    events: Sequence[Event], plan: Plan, snapshot: Snapshot, settings: Settings
) -> None:
    """Refuse where the store has prices of no company, or of no benchmark."""
    hint = "without --offline" if settings.offline else "marketlink prices import FILE"
    if not any(snapshot.has(event.symbol) for event in events):
        names = ", ".join(dict.fromkeys(event.symbol for event in events))
        raise InputError(f"There are no prices of {names}", f"the store is {settings.db}", hint)
    missing = {
        plan.benchmark[e.symbol] for e in events if not snapshot.has(plan.benchmark[e.symbol])
    }
    if len(missing) == len({plan.benchmark[e.symbol] for e in events}):
        names = ", ".join(sorted(missing))
        raise InputError(
            f"There are no prices of the benchmark {names}", "", f"--benchmark, or {hint}"
        )


def _require_result(study: Study, snapshot: Snapshot, events: Sequence[Event]) -> None:
    """Refuse where no event could be estimated and none can become so."""
    outcomes = {row["event_id"]: row["outcome"] for row in study.rows("events")}
    if any(code == "ok" or code in OPEN for code in outcomes.values()):
        return
    said = []
    for event in events:
        listing = snapshot.listings.get(event.symbol)
        code = outcomes[event.event_id].replace("_", " ")
        have = f" (prices from {listing.first} to {listing.last})" if listing else ""
        said.append(f"{event.symbol} on {event.day0}: {code}{have}")
    raise InputError("No move could be measured", "; ".join(said), "marketlink prices list")


def _stale(events: Sequence[Event], snapshot: Snapshot) -> list[str]:
    """A sentence for each company whose prices end before its day 0."""
    return [
        f"{event.symbol}: prices end on {listing.last}, before its reaction session {event.day0}"
        for event in events
        if (listing := snapshot.listings.get(event.symbol)) is not None
        and listing.last is not None
        and event.day0 is not None
        and listing.last < event.day0
    ]


def _unlinked(reading: Reading) -> str:
    """The companies that were recognised and are not listed, so that the user sees they were."""
    named = dict.fromkeys(m.company for m in reading.mentions if m.symbol is None)
    return f"recognised but not listed: {', '.join(list(named)[:5])}" if named else ""


def _slug(reading: Reading, events: Sequence[Event]) -> str:
    """Readable and stable: first day 0, the symbols, the article's digest."""
    days = [event.day0 for event in events if event.day0]
    named = "-".join(re.sub(r"[^0-9a-z]+", "", e.symbol.lower()) for e in events[:4])
    more = f"-and-{len(events) - 4}" if len(events) > 4 else ""
    day = min(days).isoformat() if days else "undated"
    return f"{day}-{named}{more}-{reading.article.digest[:8]}"


def _provenance(
    reading: Reading, events: Sequence[Event], snapshot: Snapshot, spec: Spec, study: Study
) -> Provenance:
    listings = snapshot.listings.values()
    sources = tuple(
        (item.symbol, item.source, item.first.isoformat(), item.last.isoformat())
        for item in listings
        if item.first and item.last
    )
    ends = {item.symbol: item.last for item in listings}
    reached = [ends.get(event.symbol) for event in events]
    known = [last for last in reached if last is not None]
    return Provenance(
        snapshot=snapshot.digest,
        spec_hash=hashlib.sha256(repr(spec).encode()).hexdigest(),
        article_digest=reading.article.digest,
        versions=study.versions,
        sources=sources,
        command=_command(reading, spec),
        complete_on=_complete_on(events, spec, ends),
        prices_through=min(known) if known else None,
    )


def _command(reading: Reading, spec: Spec) -> str:
    """The command that makes this report again, without anybody's paths."""
    published = reading.article.published
    words = ["marketlink report ARTICLE"]
    if published.value is not None:
        words.append(f"--published {published.value.isoformat()}")
    default = Spec()
    if spec.model != default.model:
        words.append(f"--model {spec.model}")
    if spec.benchmark:
        words.append(f"--benchmark {spec.benchmark}")
    for name in ("estimation", "window"):
        first, last = getattr(spec, name)
        if (first, last) != getattr(default, name):
            words.append(f"--{name} {first}:{last}")
    if spec.as_of:
        words.append(f"--as-of {spec.as_of}")
    return " ".join(words)


def _complete_on(events: Sequence[Event], spec: Spec, ends: dict[str, date | None]) -> date | None:
    """The session on which the last event window ended; None while one still runs."""
    closing = []
    for event in events:
        if event.day0 is None:
            continue
        last = sessions(event.exchange).offset(event.day0, spec.window[1])
        have = ends.get(event.symbol)
        if have is None:
            continue
        if last is None or have < last:
            return None
        closing.append(last)
    return max(closing, default=None)


def _warnings(
    reading: Reading, events: Sequence[Event], study: Study, late: tuple[str, ...]
) -> tuple[str, ...]:
    unused = unused_moments(reading, events)
    said = [f"the text also names {m.text!r} ({m.start} to {m.end}), which dates no event here"
            for m in unused]  # fmt: skip
    told = (*reading.article.warnings, *reading.warnings, *late, *said, *study.warnings)
    return tuple(dict.fromkeys(told))
