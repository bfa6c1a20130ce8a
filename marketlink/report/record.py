"""A case as JSON, for programs and for the index of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from marketlink.records.case import Case
from marketlink.report.findings import moves
from marketlink.report.glance import path
from marketlink.report.messages import LANGUAGES, words
from marketlink.report.verdict import sentence

SCHEMA = 1


def record(case: Case) -> dict[str, Any]:
    """The case as plain values: ``summary`` for the index, ``case`` in full."""
    article = case.reading.article
    summary = {
        "slug": case.slug,
        "title": article.title,
        "publisher": article.publisher,
        "published": plain(article.published.value),
        "verdict": {lang: sentence(case, words(lang)) for lang in LANGUAGES},
        "companies": [
            {
                "symbol": item.company.event.symbol,
                "name": item.company.name,
                "day0": plain(item.company.event.day0),
                "ret": item.ret,
                "ar": item.ar,
                "p": item.p,
                "path": path(case, item.company),
            }
            for item in moves(case)
        ],
        "complete_on": plain(case.provenance.complete_on),
        "prices_through": plain(case.provenance.prices_through),
        "snapshot": case.provenance.snapshot,
    }
    return {"schema": SCHEMA, "summary": summary, "case": plain(case)}


def plain(value: Any) -> Any:
    """Records, mappings and dates as what JSON knows; a float that is not finite becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
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
