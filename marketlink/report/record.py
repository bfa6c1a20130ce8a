"""A case as JSON: in full for programs, in short for the index of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from math import isfinite
from typing import Any

from marketlink.findings import FindingText
from marketlink.findings.answer import answer, unusual
from marketlink.findings.lookup import absent, by_relevance, move, names
from marketlink.findings.reasons import codes
from marketlink.findings.statements import counts
from marketlink.findings.words import LANGUAGES, words
from marketlink.records.case import Case, CompanyFinding
from marketlink.records.claim import Claim
from marketlink.records.reason import Reason

SCHEMA = 2


def summary(case: Case) -> dict[str, Any]:
    """What the index of reports shows of a case; small, so that an index of thousands stays
    quick.
    """
    article, case_answer = case.reading.article, answer(case)
    speak = {lang: words(lang).naming(names(case, lang)) for lang in LANGUAGES}
    return {
        "schema": SCHEMA,
        "slug": case.slug,
        "title": article.title,
        "publisher": article.publisher,
        "published": plain(article.published.value),
        "headline": {
            lang: case_answer.headline.say(spoken_words) for lang, spoken_words in speak.items()
        },
        "verdict": {lang: case_answer.say(spoken_words) for lang, spoken_words in speak.items()},
        "findings": [item.plain() for item in case_answer.findings()],
        "claims": counts(case.claims),
        "companies": [_company(case, item) for item in by_relevance(case)],
        "complete_on": plain(case.provenance.complete_on),
        "complete": case.provenance.complete,
        "frozen": plain(case.provenance.frozen),
        "ended": list(case.provenance.ended),
        "prices_through": plain(case.provenance.prices_through),
        "snapshot": case.provenance.snapshot,
    }


def _company(case: Case, item: CompanyFinding) -> dict[str, Any]:
    """A company of the list; numbers are null where nothing could be measured."""
    day0 = move(case, item)
    return {
        "symbol": item.event.symbol,
        "name": item.name,
        "names": dict(item.names),
        "day0": plain(item.event.day0),
        "first_tradable": plain(item.event.first_tradable),
        "ret": day0.ret if day0 else None,
        "ar": day0.ar if day0 else None,
        "p": day0.p if day0 else None,
        "unusual": unusual(day0) if day0 else None,
        "missing": None if day0 else absent(item),
    }


def record(case: Case) -> dict[str, Any]:
    """The whole case as plain values, its summary first."""
    return {"schema": SCHEMA, "summary": summary(case), "case": plain(case)}


def plain(value: Any) -> Any:  # noqa: PLR0911, ANN401 (a case each)
    """Records, mappings and dates as what JSON knows; a float that is not finite becomes null.

    A sentence stands in English, its code and fields beside it as ``<name>_code``.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return _fields(value)
    if isinstance(value, FindingText):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    return value


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401 (any value of a row)
    """A record's fields; a sentence in English with its code beside it, a reason as ``why``, and of
    a claim what its kind says of it."""
    record: dict[str, Any] = {}
    for item in fields(value):
        content = getattr(value, item.name)
        if not item.repr:
            continue
        if isinstance(content, FindingText):
            record[f"{item.name}_code"] = {"code": content.code, "fields": plain(content.fields)}
        if isinstance(content, Reason):
            record |= {"why": content.sentence(), "why_code": plain(codes(content))}
        else:
            record[item.name] = plain(content)
    if isinstance(value, Claim):
        record |= {"formula": value.formula, "needs": list(value.needs)}
    return record


def json_text(value: Any) -> str:  # noqa: ANN401 (any JSON)
    """JSON with sorted keys, one line end."""
    return (
        json.dumps(
            value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        + "\n"
    )
