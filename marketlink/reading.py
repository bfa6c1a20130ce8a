"""Read an article: its text and time, the companies it names, the moments it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from marketlink.articles.article import read_article, read_source
from marketlink.claims import FoundClaims
from marketlink.claims import find as find_claims
from marketlink.companies.directory import Directory
from marketlink.companies.link import link
from marketlink.companies.wordclass import WordClass
from marketlink.events import events_of
from marketlink.findings import FindingText
from marketlink.moments import local_day
from marketlink.moments import read as read_moments
from marketlink.records.article import Article, Published
from marketlink.records.claim import CandidateReading, Claim
from marketlink.records.limits import MOST, Limit
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment, TimeRule
from marketlink.records.phase import Tradable
from marketlink.records.reading import Reading
from marketlink.records.study import Event
from marketlink.sources.raw import RawArticle
from marketlink.text import pack, unread


def read(  # noqa: PLR0913 (one specification)
    source: str | bytes | Path | RawArticle,
    published: str | date | datetime | None = None,
    *,
    names: Directory | None = None,
    folder: Path | None = None,
    exchanges: Sequence[str] = ("XNYS", "XKRX"),
    now: datetime | None = None,
    tagger: WordClass | None = None,
) -> Reading:
    """Read an article: everything marketlink understands before it looks at a price.

    Parameters
    ----------
    source
        The article's text or bytes, or a ``Path`` to a file of it, or the article as loaded.
    published
        When it was published, if the user knows it: a day, or an aware clock time.
    names
        The directory of companies; by default the shipped one with the listings in ``folder``.
    folder
        Folder of imported listings.
    exchanges
        Exchanges (ISO 10383) whose reaction sessions are wanted beside those of the companies.
    now
        Aware instant after which nothing can have been published; the present by default.
    tagger
        Word classes of Korean words as one more vote: ``companies.wordclass.word_class()``.

    Returns
    -------
    Reading

    Raises
    ------
    InputError
        The input is empty, too large or not text, or ``published`` is not a time.
    """
    if isinstance(source, Path):
        article = read_source(source, published)
    else:
        article = read_article(source, published, now=now)
    return understand(article, names=names, folder=folder, exchanges=exchanges, tagger=tagger)


def understand(  # noqa: PLR0913 (one specification)
    article: Article,
    *,
    names: Directory | None = None,
    folder: Path | None = None,
    exchanges: Sequence[str] = ("XNYS", "XKRX"),
    tagger: WordClass | None = None,
    claims: bool = True,
) -> Reading:
    """The companies, moments and, where they are wanted, claims of an article already read; those
    of one that tells a time are read in any case, as they say which company it is of.

    An article in a language without a pack has none of them, and a warning that says so.
    """
    refusal = unread(article.language)
    if refusal:
        return Reading(article, (), (), (), (), (*article.warnings, refusal))
    linked = link(article, names=names, folder=folder, tagger=tagger)
    moments_read = read_moments(
        article.text,
        article.lines,
        article.published,
        article.language,
        mentions=linked.mentions,
        exchanges=exchanges,
    )
    warnings = [*article.warnings, *linked.warnings]
    if moments_read.unresolved:
        phrases = ", ".join(dict.fromkeys(moments_read.unresolved))
        warnings.append(FindingText("warning.no_day", phrases=phrases))
    if moments_read.ahead and article.published.grade == "given":
        day = local_day(moments_read.ahead[0].start, moments_read.ahead[0].zone)
        warnings.append(FindingText("warning.told_as_past", day=day))
    warnings.extend(
        FindingText("warning.other_weekday", phrase=moment.text)
        for moment in moments_read.moments
        if moment.rule is TimeRule.DATE_OF_ANOTHER_WEEKDAY
    )
    if moments_read.end is not None:
        warnings.append(_cut_off(Limit.TIMES))
    if not pack(article.language).rules("claims"):
        warnings.append(FindingText("warning.no_statements"))
    all_claims = FoundClaims(())
    if claims or moments_read.moments:
        ends = [end for end in (linked.end, moments_read.end) if end is not None]
        all_claims = find_claims(
            article.text,
            article.lines,
            article.language,
            linked.mentions,
            moments_read.moments,
            until=min(ends, default=None),
        )
    if all_claims.cut_off:
        warnings.append(_cut_off(all_claims.cut_off))
    return Reading(
        article,
        linked.subjects,
        linked.mentions,
        moments_read.moments,
        all_claims.claims,
        tuple(dict.fromkeys(warnings)),
        loose=all_claims.loose,
    )


def _cut_off(limit: Limit) -> FindingText:
    """The warning that an article goes on beyond a limit."""
    return FindingText(f"cut_off.{limit}", most=MOST[limit])


def to_json(reading: Reading) -> dict[str, Any]:
    """A reading as plain values for JSON, in the form that ``marketlink link`` prints."""
    article = reading.article
    return {
        "published": _publication_row(article.published),
        "language": article.language,
        "title": article.title,
        "subjects": list(reading.subjects),
        "mentions": [_mention(one) for one in reading.mentions],
        "moments": [_moment(one) for one in reading.moments],
        "claims": [_claim(one) for one in reading.statements],
        "events": [_event(one) for one in events_of(reading)],
        "warnings": list(reading.warnings),
        "source": article.source,
        "digest": article.digest,
        "body_confidence": article.body_confidence,
    }


def _event(one: Event) -> dict[str, Any]:
    """When one company's stock could react: day 0, and where it could first be traded on."""
    return {
        "symbol": one.symbol,
        "exchange": one.exchange,
        "instant": _time(one.instant),
        "day0": _time(one.day0),
        "rule": one.rule,
        "moment": one.moment,
        "first_tradable": _tradable(one.first_tradable),
    }


def _tradable(one: Tradable | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "venue": one.venue,
        "phase": one.phase,
        "instant": _time(one.instant),
        "session": _time(one.session),
        "sure": one.sure,
        "perhaps": _tradable(one.perhaps),
    }


def _publication_row(publication: Published) -> dict[str, Any]:
    return {
        "value": _time(publication.value),
        "grade": publication.grade,
        "precision": publication.precision,
        "evidence": [
            {"source": one.source, "text": one.text, "says": one.says}
            for one in publication.evidence
        ],
        "zone": publication.zone,
        "earliest": _time(publication.earliest),
        "latest": _time(publication.latest),
    }


def _time(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _mention(one: Mention) -> dict[str, Any]:
    return {
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "line": one.line,
        "symbol": one.symbol,
        "company": one.company,
        "kind": one.kind,
        "role": one.role,
        "rule": one.rule,
        "confidence": one.confidence,
        "relevance": one.relevance,
        "why": one.why,
        "firm": one.firm,
        "share": one.share,
    }


def _moment(one: Moment) -> dict[str, Any]:
    return {
        "text": one.text,
        "start": _time(one.start),
        "end": _time(one.end),
        "zone": one.zone,
        "precision": one.precision,
        "kind": one.kind,
        "repaired": one.repaired,
        "reactions": {exchange: _time(day) for exchange, day in one.reactions},
        "span": list(one.span),
        "line": one.line,
        "rule": one.rule,
        "confidence": one.confidence,
        "note": one.note,
    }


def _claim(one: Claim) -> dict[str, Any]:
    return {
        "text": one.text,
        "kind": one.kind,
        "symbols": list(one.symbols),
        "formula": one.formula,
        "observed": [
            {
                "symbol": observation.symbol,
                "reading": observation.reading,
                "value": observation.value,
                "unit": observation.unit,
                "session": _time(observation.session),
                "verdict": observation.verdict,
                "why": observation.why,
            }
            for observation in one.observations
        ],
        "verdict": one.verdict,
        "why": one.why,
        "readings": [_candidate(other) for other in one.readings],
        "span": list(one.span),
        "line": one.line,
        "needs": list(one.needs),
    }


def _candidate(one: CandidateReading) -> dict[str, Any]:
    return {
        "symbol": one.symbol,
        "field": one.measure.field,
        "window": one.measure.window.span,
        "session": _time(one.session),
        "sign": one.sign,
        "basis": one.basis,
        "weight": one.weight,
        "words": one.words,
    }
