"""Qualifications of a case's numbers: the volatility of the day, two ways of counting rare days, a
benchmark that contains the company, and which of two estimates leads.
"""

from __future__ import annotations

from collections.abc import Iterator

from marketlink.findings.finding import Finding
from marketlink.findings.lookup import DAY, CompanyMove, by_relevance, move, rare, rows_of
from marketlink.records.case import Case, CompanyFinding

LOUD, CALM = 0.065, 0.035
"""Rejection rates at a nominal 5 % outside which a test that ignores the day's volatility
misleads."""


def certainty(case: Case) -> tuple[Finding, ...]:
    """All qualifications of a case, those of the main subject first."""
    findings: list[Finding] = []
    for item in by_relevance(case):
        day0 = move(case, item)
        if day0 is not None:
            findings += [*_state(item), *_counts(item, day0), *_holding_return(case, item)]
            findings += [*_foreign(item, day0)]
    if any(one.code == "certain.counts" for one in findings):
        findings += [Finding("certain.counts_why"), Finding("certain.tails")]
    return tuple(findings)


def held_by_its_benchmark(case: Case) -> tuple[Finding, ...]:
    """For each company that is a known part of its benchmark: the abnormal return against the index
    without it, and the note that the page's numbers use the whole index.

    The market without the stock is ``(Rm - w R) / (1 - w)`` with w its last known weight.
    """
    findings = []
    for item in by_relevance(case):
        day0, part = move(case, item), item.constituent
        fit = next(iter(rows_of(case, "events", item.event.event_id)), {})
        zero = {row["tau"]: row for row in rows_of(case, "abnormal", item.event.event_id)}.get(
            0, {}
        )
        market, beta = zero.get("benchmark_ret"), fit.get("beta")
        if day0 is None or part is None or market is None or beta is None:
            continue
        other = (market - part.weight * day0.ret) / (1.0 - part.weight)
        fields = {
            "symbol": item.event.symbol,
            "index": part.index,
            "weight": part.weight,
            "day": part.day,
            "source": part.source,
            "other": other,
            "ar": day0.ar + beta * (market - other),
        }
        where = (f"abnormal[{item.event.event_id},0].benchmark_ret",)
        findings.append(Finding("certain.inside", item.event.symbol, fields, where))
    return (*findings, Finding("certain.inside_whole")) if findings else ()


def weights(case: Case) -> tuple[Finding, ...]:
    """Each company's weight in its benchmark, with the day and the source of the weight."""
    fields_by_symbol = {one.subject: one.fields for one in held_by_its_benchmark(case)[:-1]}
    return tuple(
        Finding("certain.inside_source", who, fields) for who, fields in fields_by_symbol.items()
    )


def _state(item: CompanyFinding) -> Iterator[Finding]:
    """The day's volatility, and how often a test that ignores it rejects on such days."""
    state, symbol = item.state, item.event.symbol
    if state is not None:
        fields = {"symbol": symbol, "volatility": state.volatility, "plain": state.plain}
        way = "loud" if state.plain > LOUD else "calm" if state.plain < CALM else "usual"
        where = (f"events[{item.event.event_id}].volatility",)
        yield Finding(f"certain.state_{way}", symbol, fields, where)


def _counts(item: CompanyFinding, day0: CompanyMove) -> Iterator[Finding]:
    """The rank among the company's own days and among placebo dates, each with its count."""
    dates = next((one for one in item.placebos if one.window == DAY), None)
    days, of = rare(day0)
    if dates is None or not of:
        return
    far = sum(abs(value) >= abs(dates.observed) for value in dates.values)
    own, other = (day0.p_and_floor[0], 1 / (of + 1)), (dates.p, 1 / (len(dates.values) + 1))
    fields: dict[str, object] = {"symbol": item.event.symbol, "days": days, "of": of}
    fields |= {"far": far, "dates": len(dates.values), "own": own, "other": other}
    where = (f"cars[{item.event.event_id},0:0].p_sq", f"cars[{item.event.event_id},0:0].p_placebo")
    yield Finding("certain.counts", item.event.symbol, fields, where)
    if dates.short:
        least, full = dates.returns
        some = {"symbol": item.event.symbol, "short": dates.short, "dates": len(dates.values)}
        yield Finding("certain.short", item.event.symbol, some | {"least": least, "full": full})


def _holding_return(case: Case, item: CompanyFinding) -> Iterator[Finding]:
    """The longest window in which CAR and buy-and-hold return differ by more than an error."""
    event = item.event
    apart = [
        row
        for row in rows_of(case, "cars", event.event_id)
        if None not in (row.get("car"), row.get("bhar"), row.get("car_se"))
        and abs(row["car"] - row["bhar"]) > row["car_se"]
    ]
    if apart:
        row = max(apart, key=lambda row: row["tau_to"] - row["tau_from"])
        fields = {"symbol": event.symbol, "first": row["tau_from"], "last": row["tau_to"],
                  "car": row["car"], "bhar": row["bhar"], "se": row["car_se"]}  # fmt: skip
        place = f"cars[{event.event_id},{row['tau_from']}:{row['tau_to']}].bhar"
        yield Finding("certain.held", event.symbol, fields, (place,))


def _foreign(item: CompanyFinding, day0: CompanyMove) -> Iterator[Finding]:
    """The abnormal return against the local market, and against a foreign factor as well."""
    split = item.attribution
    if split is not None and split.foreign_symbol is not None:
        fields = {"symbol": item.event.symbol, "local": split.local_symbol, "ar": day0.ar,
                  "foreign": split.foreign_symbol, "rest": split.remainder}  # fmt: skip
        yield Finding("certain.foreign", item.event.symbol, fields)
