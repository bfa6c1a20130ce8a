"""How it was done and from what: specification, provenance, warnings, downloads."""

from __future__ import annotations

from typing import Any

from marketlink.records.case import Case
from marketlink.records.study import TABLES
from marketlink.report import format as fmt
from marketlink.report.messages import Words
from marketlink.report.table import table


def section(case: Case, words: Words) -> dict[str, Any]:
    """The method, the data and their fingerprints."""
    spec, origin = case.study.spec, case.provenance
    facts = [
        ("model", words.name("model", spec.model)),
        ("benchmark", spec.benchmark or words("method.by_exchange")),
        ("factors", ", ".join(spec.factors) or words("page.exact_none")),
        ("estimation", fmt.window(spec.estimation)),
        ("window", fmt.window(spec.window)),
        ("windows", " ".join(fmt.window(window) for window in spec.windows)),
        ("returns", words.name("returns", spec.returns)),
        ("min_obs", str(spec.min_obs)),
        ("mask", words("page.yes" if spec.mask_events else "page.no")),
        ("thin", words("page.exact_none") if spec.thin == "none" else spec.thin),
        ("as_of", fmt.day(spec.as_of) if spec.as_of else words("page.exact_none")),
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
        "hashes": [
            (words("method.snapshot"), origin.snapshot),
            (words("method.spec_hash"), origin.spec_hash),
            (words("method.article_digest"), origin.article_digest),
        ],
        "command": origin.command,
        "versions": ", ".join(
            f"{name} {version}" for name, version in sorted(origin.versions.items())
        ),
        "sources": table(
            words("method.series"),
            [
                words(f"method.{key}") if key != "symbol" else words("article.symbol")
                for key in ("symbol", "series_source", "first", "last")
            ],
            [list(row) for row in origin.sources],
        )
        if origin.sources
        else None,
        "warnings": [
            words.say(line) for line in dict.fromkeys((*case.warnings, *case.study.warnings))
        ],
    }


def status(case: Case, words: Words) -> str:
    """Whether the event window lies wholly in the past of the prices."""
    done, through = case.provenance.complete_on, case.provenance.prices_through
    if done is None:
        return words("page.open_end", through=fmt.day(through)) if through else ""
    ended = ", ".join(case.provenance.ended)
    if case.provenance.complete and ended:
        return words("page.ended", day=fmt.day(done), symbols=ended)
    if case.provenance.complete:
        return words("page.complete", day=fmt.day(done))
    if case.provenance.frozen is not None:
        return words("page.frozen", day=fmt.day(case.provenance.frozen), done=fmt.day(done))
    return words("page.maturing", day=fmt.day(done), through=fmt.day(through))


def downloads(case: Case, parquet: bool, words: Words) -> list[dict[str, Any]]:
    """The tables beside the page, with their row counts."""
    return [
        {
            "name": name,
            "about": words(f"tables.{name}"),
            "rows": len(case.study.tables.get(name, ())),
            "files": [f"{name}.csv"] + ([f"{name}.parquet"] if parquet else []),
        }
        for name in TABLES
    ]
