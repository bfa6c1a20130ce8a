"""One article to one case: every stage in order, nothing looks back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from marketlink.companies.directory import directory
from marketlink.errors import InputError
from marketlink.events import RULES, events_of, unused_moments
from marketlink.findings import FindingText
from marketlink.findings.format import named_zone
from marketlink.pipeline import context, findings
from marketlink.pipeline.deciding import decided
from marketlink.pipeline.elsewhere import elsewhere, series_of_events, symbols_of
from marketlink.pipeline.plan import CasePlan, plan_of
from marketlink.pipeline.provenance import provenance, slug
from marketlink.pipeline.refusals import require_prices, require_result, require_spec, unlinked
from marketlink.pipeline.snapshot import Snapshot, take
from marketlink.pipeline.suggest import no_publication_time
from marketlink.pipeline.supply import supply
from marketlink.records.case import Case
from marketlink.records.study import Event, Spec, Study
from marketlink.store import StoreAccess
from marketlink.text import unread

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.reading import Reading
    from marketlink.sources.raw import RawArticle

UNHELD = ("unknown_symbol", "no_prices")
"""Outcomes of a company whose prices nobody holds."""
GROUP = "article"
"""All companies of an article are one group: one news item."""


def analyse(  # noqa: PLR0913 (one specification)
    raw: RawArticle,
    settings: Settings,
    spec: Spec,
    *,
    published: str | None = None,
    lang: str | None = None,
    calibrate: int = 0,
    notify: Callable[[str], None] = lambda _: None,
    on_stage: Callable[[str], None] = lambda _: None,
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
    calibrate : int
        Placebo firm-days that the tests of all companies together are tried on; 0 leaves it out.
    notify : callable
        Called with one line on each step taken.
    on_stage : callable
        Called with each stage that is done: "read", "linked", "dated", "prices", "studied".

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
    from marketlink.claims.evidence import price_symbols  # noqa: PLC0415 (loads claims)
    from marketlink.reading import read  # noqa: PLC0415 (loads articles, claims and reading)

    require_spec(spec)
    reading = read(raw, published=published, folder=settings.db.parent / "companies")
    on_stage("read")
    if refusal := unread(reading.article.language):
        raise InputError(refusal[0].upper() + refusal[1:], hint="a translation of it")
    if not reading.subjects:
        raise InputError(
            "The article names no listed company",
            unlinked(reading),
            "marketlink link ARTICLE to see what was read",
        )
    on_stage("linked")
    events = tuple(replace(event, group=GROUP) for event in events_of(reading))
    if not events:
        raise no_publication_time(reading, settings)
    on_stage("dated")
    plan = plan_of(events, settings, spec)
    exchanges = {event.exchange for event in events} | {"XNYS"}
    names = directory(settings.db.parent / "companies")
    beside = series_of_events(events, reading.moments, plan, names)
    claims = (*reading.claims, *reading.loose)  # "SOX fell 9.2%"
    symbols = dict.fromkeys((*plan.symbols, *symbols_of(beside), *price_symbols(claims)))
    with StoreAccess.of(settings) as access:
        late = supply(
            access, settings, plan.required, plan.wished, events, spec=spec, notify=notify
        )
        snapshot = take(access, symbols, exchanges, as_of=spec.as_of)
    require_prices(events, plan, snapshot, settings)
    on_stage("prices")
    word_language = lang or reading.article.language
    case = _case(
        reading, events, plan, snapshot, spec=spec, late=late, lang=word_language,
        calibrate=calibrate,
    )  # fmt: skip
    case = replace(case, elsewhere=elsewhere(events, reading.moments, beside, snapshot))
    on_stage("studied")
    return case


def _case(  # noqa: PLR0913 (one specification)
    reading: Reading,
    events: tuple[Event, ...],
    plan: CasePlan,
    snapshot: Snapshot,
    *,
    spec: Spec,
    late: tuple[str, ...],
    lang: str,
    calibrate: int,
) -> Case:
    from marketlink.pipeline.attribution import attribute  # noqa: PLC0415 (loads numpy)
    from marketlink.pipeline.checking import against  # noqa: PLC0415 (loads claims, readers and verify)
    from marketlink.pipeline.inputs import fill  # noqa: PLC0415 (loads a module more)
    from marketlink.pipeline.robustness import variants  # noqa: PLC0415 (loads numpy)
    from marketlink.study.engine import solve  # noqa: PLC0415 (loads numpy)
    from marketlink.study.solved import panel_of  # noqa: PLC0415 (loads numpy)
    from marketlink.study.whole import study_of  # noqa: PLC0415 (loads numpy)

    fill(snapshot.con, events, plan)
    solution = solve(snapshot.con, spec)
    study = _ruled(study_of(snapshot.con, solution, calibrate), events)
    require_result(study, snapshot, events)
    abroad = {s: f if f and snapshot.has(f) else None for s, f in plan.foreign.items()}
    panel = panel_of(solution)
    reading = against(snapshot, reading, events, study)
    evidence = findings.EventEvidence(
        tests=findings.inference(solution, panel),
        placebos=findings.placebos(solution, panel),
        states=findings.states(solution, panel),
        paths=findings.paths(solution, panel),
        ordinary=findings.ordinary(panel),
        splits=attribute(snapshot.con, spec, abroad),
        variants=variants(snapshot.con, spec, second=_seconds(plan, snapshot), foreign=abroad),
        bars={event.event_id: context.bars(snapshot, event) for event in events},
    )
    return Case(
        slug=slug(reading, events),
        reading=reading,
        study=study,
        companies=findings.companies(events, study, snapshot, plan, evidence, lang=lang),
        timelines=context.timelines(events, reading.moments),
        claims=reading.statements,
        dated=findings.dated_by_prices(events, panel),
        provenance=provenance(reading, events, snapshot, spec, study),
        decision=decided(reading, events, study, panel),
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


def _seconds(plan: CasePlan, snapshot: Snapshot) -> dict[str, str | None]:
    """The first second benchmark of each company that the store has prices of."""
    return {
        symbol: next((name for name in names if snapshot.has(name)), None)
        for symbol, names in plan.seconds.items()
    }


def _stale(events: Sequence[Event], snapshot: Snapshot) -> list[str]:
    """A sentence for each company whose prices end before its day 0."""
    return [
        FindingText("warning.prices_end", symbol=event.symbol, last=listing.last, day0=event.day0)
        for event in events
        if (listing := snapshot.listings.get(event.symbol)) is not None
        and listing.last is not None
        and event.day0 is not None
        and listing.last < event.day0
    ]


def _before_event(reading: Reading, events: Sequence[Event]) -> list[str]:
    """A publication that lies before the end of what the article tells of."""
    value = reading.article.published.value
    moments_used = {event.moment for event in events if event.moment is not None}
    moments = [reading.moments[place] for place in moments_used]
    if value is None or not moments:
        return []
    end, zone = max((_day(one.end, one.zone), one.zone) for one in moments)
    if (published := _day(value, zone)) >= end:
        return []
    return [FindingText("warning.before_event", published=published, end=end)]


def _day(value: date | datetime, zone: str | None) -> date:
    """The day on the clock of a zone."""
    return value.astimezone(named_zone(zone)).date() if isinstance(value, datetime) else value


def _warnings(
    reading: Reading, events: Sequence[Event], study: Study, late: tuple[str, ...]
) -> tuple[str, ...]:
    zeros = [event.day0 for event in events if event.day0 is not None]
    unused = [
        (m.text, _day(m.start, m.zone), _day(m.end, m.zone))
        for m in unused_moments(reading, events)
    ]
    moments_left = [
        FindingText("warning.unused_day", text=text, day=first) if first == last
        else FindingText("warning.unused_moment", text=text, first=first, last=last)
        for text, first, last in unused if not any(first <= zero <= last for zero in zeros)
    ]  # fmt: skip
    own = [FindingText("warning.own_benchmark", symbol=symbol)
           for symbol in dict.fromkeys(event.symbol for event in events)
           if symbol == study.spec.benchmark]  # fmt: skip
    missing = [FindingText("warning.missing_company", symbol=row["symbol"])
            for row in study.rows("events") if row["outcome"] in UNHELD]  # fmt: skip
    early = _before_event(reading, events)
    findings = (
        *reading.article.warnings,
        *reading.warnings,
        *missing,
        *late,
        *early,
        *moments_left,
        *own,
        *study.warnings,
    )
    return tuple(dict.fromkeys(findings))
