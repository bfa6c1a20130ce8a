"""A case as JSON: in full for programs, in short for the index of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from math import isfinite
from typing import Any

from marketlink.records.case import Case
from marketlink.records.reason import Reason
from marketlink.report.findings import Move, moves
from marketlink.report.glance import path
from marketlink.report.messages import LANGUAGES, words
from marketlink.report.verdict import sentence

SCHEMA = 1
RENAMED = {"reason": "why"}
"""What a field is called in JSON where it is not by its own name."""


def summary(case: Case) -> dict[str, Any]:
    """What the index of reports shows of a case; small, so that thousands stay quick."""
    article = case.reading.article
    return {
        "schema": SCHEMA,
        "slug": case.slug,
        "title": article.title,
        "publisher": article.publisher,
        "published": plain(article.published.value),
        "verdict": {lang: sentence(named(case, lang), words(lang)) for lang in LANGUAGES},
        "companies": [_company(case, item) for item in moves(case)],
        "complete_on": plain(case.provenance.complete_on),
        "complete": case.provenance.complete,
        "frozen": plain(case.provenance.frozen),
        "ended": list(case.provenance.ended),
        "prices_through": plain(case.provenance.prices_through),
        "snapshot": case.provenance.snapshot,
    }


def named(case: Case, lang: str) -> Case:
    """The case with its companies by their names in a language."""
    companies = tuple(replace(c, name=c.names.get(lang, c.name)) for c in case.companies)
    return replace(case, companies=companies)


def _company(case: Case, item: Move) -> dict[str, Any]:
    event = item.company.event
    return {
        "symbol": event.symbol,
        "name": item.company.name,
        "names": dict(item.company.names),
        "day0": plain(event.day0),
        "ret": item.ret,
        "ar": item.ar,
        "p": item.p,
        "path": path(case, item.company),
    }


def record(case: Case) -> dict[str, Any]:
    """The whole case as plain values, its summary first."""
    return {"schema": SCHEMA, "summary": summary(case), "case": plain(case)}


def plain(value: Any) -> Any:
    """Records, mappings and dates as what JSON knows; a float that is not finite becomes null."""
    if isinstance(value, Reason):
        return value.sentence()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            RENAMED.get(item.name, item.name): plain(getattr(value, item.name))
            for item in fields(value)
            if item.repr
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    return value


def json_text(value: Any) -> str:
    """JSON with sorted keys, one line end."""
    return (
        json.dumps(
            value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        + "\n"
    )
