"""The section on method: specification, provenance of the data, warnings, downloads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.certainty import weights
from marketlink.findings.words import Words
from marketlink.records.case import Case
from marketlink.report.table import PageTable, table

DayLike = date | str | None


def section(case: Case, words: Words) -> dict[str, Any]:
    """The method, the data and their fingerprints."""
    spec, origin = case.study.spec, case.provenance
    facts = [
        ("model", words.name("model", spec.model)),
        ("benchmark", spec.benchmark or words("method.by_exchange")),
        ("factors", ", ".join(spec.factors)),
        ("estimation", fmt.window(spec.estimation)),
        ("window", fmt.window(spec.window)),
        ("windows", " ".join(fmt.window(window) for window in spec.windows)),
        ("returns", words.name("returns", spec.returns)),
        ("min_obs", str(spec.min_obs)),
        ("as_of", dates.day(spec.as_of, words.lang) if spec.as_of else ""),
        (
            "weights",
            "; ".join(one.say(words) for one in weights(case)),
        ),
        (
            "outcomes",
            ", ".join(
                f"{words.name('outcome', code)} {count}"
                for code, count in sorted(case.study.outcomes.items())
            ),
        ),
    ]
    return {
        "facts": [(words(f"method.{key}"), value) for key, value in facts if value],
        "fits": _fits(case, words),
        "splits": _splits(case, words),
        "hashes": [
            (words("method.snapshot"), origin.snapshot),
            (words("method.spec_hash"), origin.spec_hash),
            (words("method.article_digest"), origin.article_digest),
        ],
        "command": origin.command,
        "versions": ", ".join(
            f"{name} {version}" for name, version in sorted(origin.versions.items())
        ),
        "sources": _sources(case, words),
        "formulas": FORMULAS,
    }


FORMULAS = (
    ("AR(τ) = R(τ) − α − β Rₘ(τ)", "Campbell, Lo, MacKinlay 1997, 4.2"),
    ("CAR(τ₁, τ₂) = Σ AR(τ)", "Campbell, Lo, MacKinlay 1997, 4.4.7"),
    ("s.e. = σ √(m + 1′Z (X′X)⁻¹ Z′1)", "Campbell, Lo, MacKinlay 1997, 4.4.9"),
    ("p = (1 + #{days as far out}) / (1 + T)", "Gelbach, Helland, Klick 2013"),
)
"""What the page computes, and who wrote it first."""


def warnings(case: Case, words: Words) -> list[str]:
    """Every warning about the numbers, each once, in the page's language."""
    lines = [*case.warnings, *(line for item in case.companies for line in item.warnings)]
    lines += case.study.warnings
    return list(dict.fromkeys(fmt.sentence(words.say(line)) for line in lines))


def _fits(case: Case, words: Words) -> PageTable | None:
    rows = {row["event_id"]: row for row in case.study.tables.get("events", ())}
    body = [
        [
            words.who(item.event.symbol),
            words.name("symbol", item.benchmark),
            str(row.get("n_est") or fmt.NONE),
            *(fmt.number(row.get(key), places) for key, places in FIT),
        ]
        for item in case.companies
        if (row := rows.get(item.event.event_id)) and row.get("sigma") is not None
    ]
    if not body:
        return None
    heads = ("company", "benchmark", "n", "alpha", "beta", "sigma", "r2")
    return table(
        words("fit.caption"), [words(f"fit.{key}") for key in heads], body, numeric=range(2, 7)
    )


FIT = (("alpha", 5), ("beta", 2), ("sigma", 4), ("r2", 2))


def _splits(case: Case, words: Words) -> PageTable | None:
    """What each company's market and foreign factor explain of day 0; rounded parts may not add."""
    body = [
        [
            words.who(item.event.symbol),
            *(_points(value) for value in (split.drift, split.local, split.foreign,
                                           split.remainder, split.total)),
        ]
        for item in case.companies
        if (split := item.attribution) is not None
    ]  # fmt: skip
    if not body:
        return None
    heads = ("company", "drift", "local", "foreign", "remainder", "total")
    return table(
        words("split.caption"), [words(f"split.{key}") for key in heads], body, numeric=range(1, 6)
    )


def _points(value: float | None) -> str:
    return fmt.NONE if value is None else fmt.number(value * 100, 2, sign=True)


def _sources(case: Case, words: Words) -> PageTable | None:
    if not case.provenance.sources:
        return None
    body = [
        [words.who(symbol), source, *(dates.short(day, words.lang) for day in (first, last))]
        for symbol, source, first, last in case.provenance.sources
    ]
    heads = [words(f"method.{key}") for key in ("symbol", "series_source", "first", "last")]
    return table(words("method.series"), heads, body)


def status(case: Case, words: Words) -> str:
    """Whether the event window lies wholly in the past of the prices."""
    return completeness(
        words,
        complete_on=case.provenance.complete_on,
        through=case.provenance.prices_through,
        complete=case.provenance.complete,
        delisted=case.provenance.ended,
        cut_day=case.provenance.frozen,
    )


def completeness(  # noqa: PLR0913 (one specification)
    words: Words,
    *,
    complete_on: DayLike,
    through: DayLike,
    complete: bool,
    delisted: Sequence[str],
    cut_day: DayLike,
) -> str:
    """How finished a report is; days may be ISO dates."""
    if complete_on is None:
        return words("page.open_end", through=through) if through else ""
    if complete and delisted:
        return words("page.ended", day=complete_on, symbols=tuple(delisted))
    if complete:
        return words("page.complete", day=complete_on)
    if cut_day is not None:
        return words("page.frozen", day=cut_day, done=complete_on)
    return words("page.maturing", day=complete_on, through=through)


def downloads(case: Case, parquet: bool, words: Words) -> list[dict[str, Any]]:
    """The tables beside the page, with their row counts."""
    return [
        {
            "name": name,
            "about": words(f"tables.{name}"),
            "rows": len(case.study.tables.get(name, ())),
            "files": [f"{name}.csv"] + ([f"{name}.parquet"] if parquet else []),
        }
        for name in case.study.written_tables
    ]
