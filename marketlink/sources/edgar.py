"""Filings with the SEC: companies' filings, with the second at which EDGAR accepted each.

``edgar:NVDA`` or ``edgar:0001045810``. Written to the documentation of data.sec.gov and tested
against a server of our own; it was not tried with the real service. The SEC asks every program to
say who runs it (sec.gov/os/webmaster-faq) and for at most ten requests a second; what EDGAR holds
is public.

The submissions of a filer give the acceptance with a "Z", which for about a fifth of all filers is
New York's clock all the same, consistently within a filer (measured on 64,936 filings:
theOGognf/finagg issue 64). The header of one filing, always New York's clock, tells which.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from marketlink.config import secret
from marketlink.errors import InputError, RateLimited, SourceUnavailable, UnknownSymbol
from marketlink.prices.web import Service
from marketlink.resources import data_path
from marketlink.sources.raw import RawArticle

DATA, SITE = "https://data.sec.gov", "https://www.sec.gov"
IDENTITY = "EDGAR_IDENTITY"
PACE = 0.15
"""Seconds between requests: at most ten a second are allowed."""
TIMEOUT = 20.0
NEW_YORK = ZoneInfo("America/New_York")
HEADER = re.compile(rb"<ACCEPTANCE-DATETIME>(\d{14})")
CIK = re.compile(r"(?:CIK)?0*(\d{1,10})", re.IGNORECASE)
MOST = 200
"""Filings that are given at most, newest first."""


class EdgarArticles:
    """The newest filings of one company; EDGAR_IDENTITY is the user's name and address."""

    def __init__(self) -> None:
        identity = secret(IDENTITY)
        if "@" not in identity:
            raise InputError(
                "EDGAR wants to know who asks", f"{IDENTITY} names no e-mail address",
                f"{IDENTITY}='Your Name you@example.org', in the environment or under [keys] of "
                "marketlink.toml",
            )  # fmt: skip
        headers = {"User-Agent": identity}
        self.data = Edgar("EDGAR", DATA, headers, pace=PACE, timeout=TIMEOUT)
        self.site = Edgar("EDGAR", SITE, headers, pace=PACE, timeout=TIMEOUT)

    def articles(self, source: str) -> Iterable[RawArticle]:
        """The newest filings of a company, by its ticker or its central index key.

        Raises
        ------
        InputError
            No company has the ticker, or EDGAR_IDENTITY is not set.
        RateLimited, SourceUnavailable
        """
        cik = self._cik(source.strip())
        answer = self.data.get(f"/submissions/CIK{cik:010}.json", {}, source)
        recent = answer.get("filings", {}).get("recent", {})
        try:
            filings = [dict(zip(recent, row, strict=True))
                       for row in zip(*recent.values(), strict=True)]  # fmt: skip
            clock = self._clock(cik, filings[0]) if filings else None
            return [_filing(answer, cik, one, clock) for one in filings[:MOST]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise SourceUnavailable(f"EDGAR's filings of {source} could not be read") from error

    def _cik(self, name: str) -> int:
        if match := CIK.fullmatch(name):
            return int(match[1])
        listed = self.site.get("/files/company_tickers.json", {}, name)
        ticker = name.upper().replace(".", "-")
        for row in listed.values():
            if isinstance(row, dict) and row.get("ticker") == ticker:
                return int(row["cik_str"])
        raise InputError(f"EDGAR lists no company with the ticker {name}", "", "its CIK instead")

    def _clock(self, cik: int, filing: Mapping[str, Any]) -> ZoneInfo | None:
        """The zone of a filer's times: New York or UTC; None where its header cannot be had."""
        number = filing["accessionNumber"]
        path = f"/Archives/edgar/data/{cik}/{number.replace('-', '')}/{number}-index-headers.html"
        try:
            match = HEADER.search(self.site.read(path, {}, number))
        except (SourceUnavailable, UnknownSymbol):
            return None
        if match is None:
            return None
        local = datetime.strptime(match[1].decode(), "%Y%m%d%H%M%S")  # noqa: DTZ007 (its zone is set next)
        at = _clock_time(filing)
        if at == local:
            return NEW_YORK
        utc = local.replace(tzinfo=NEW_YORK).astimezone(UTC).replace(tzinfo=None)
        return ZoneInfo("UTC") if at == utc else None


class Edgar(Service):
    """EDGAR says 403 both to who does not say who it is and to who asks too often."""

    def raise_for_status(self, status: int, content: bytes, about: str) -> None:
        """Raise what a status means, in EDGAR's own sense."""
        if status == 403 and b"Undeclared" in content:  # noqa: PLR2004 (a status of HTTP)
            raise InputError("EDGAR does not accept who asks", f"{IDENTITY} as it is set",
                             f"{IDENTITY}='Your Name you@example.org'")  # fmt: skip
        if status == 403:  # noqa: PLR2004 (a status of HTTP)
            raise RateLimited("EDGAR asks for a pause", "Its limit is ten requests a second",
                              "again in ten minutes")  # fmt: skip
        super().raise_for_status(status, content, about)


def _clock_time(filing: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(filing["acceptanceDateTime"].removesuffix("Z"))


def _filing(
    answer: Mapping[str, Any], cik: int, filing: Mapping[str, Any], clock: ZoneInfo | None
) -> RawArticle:
    number, form = filing["accessionNumber"], filing["form"]
    name = str(answer["name"])
    topics = _topics(filing)
    listed = ", ".join(
        f"{exchange}: {ticker}"
        for ticker, exchange in zip(answer.get("tickers", ()), answer.get("exchanges", ()),
                                    strict=False)
        if exchange
    )  # fmt: skip
    title = f"{name} files {form}" + (f": {'; '.join(topics)}" if topics else "")
    text = f"{title}\n\n{name}{f' ({listed})' if listed else ''} filed form {form}.\n"
    at = _clock_time(filing)
    published = at.replace(tzinfo=clock).isoformat() if clock else str(filing["filingDate"])
    address = f"{SITE}/Archives/edgar/data/{cik}/{number.replace('-', '')}"
    return RawArticle(
        source=f"edgar:{cik:010}", content=text.encode(), charset="utf-8",
        url=f"{address}/{filing.get('primaryDocument') or f'{number}-index.html'}",
        title=title, publisher="SEC EDGAR", published=published,
        retrieved=datetime.now(UTC), id=number,
    )  # fmt: skip


def _topics(filing: Mapping[str, Any]) -> list[str]:
    """The topics of an 8-K by its items, or the document's own description."""
    items = [item.strip() for item in str(filing.get("items") or "").split(",")]
    topics = [_items()[item] for item in items if item in _items()]
    description = str(filing.get("primaryDocDescription") or "").strip()
    return topics or ([description] if description and description != filing["form"] else [])


@cache
def _items() -> Mapping[str, str]:
    text = data_path("filings", "sec_items.csv").read_text("utf-8")
    return {row["item"]: row["name"] for row in csv.DictReader(text.splitlines())}
