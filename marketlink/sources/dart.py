"""Filings with Korea's Financial Supervisory Service, from OpenDART.

``dart:005930`` or ``dart:005930.KS``: what the company filed in the last 90 days. OpenDART gives
the day only; the hour stands in the daily list of dart.fss.or.kr and is taken from there where that
list names the filing, else the day is all that is known. Written to the documentation and tested
against a server of our own; it was not tried with the real service. Key: OPENDART_API_KEY, from
opendart.fss.or.kr, whose terms allow 20,000 requests a day; what is filed is public.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from marketlink.errors import InputError, RateLimited, SourceUnavailable
from marketlink.prices.web import Service, key_of
from marketlink.sources.raw import RawArticle

API, SITE = "https://opendart.fss.or.kr/api", "https://dart.fss.or.kr"
SEOUL = ZoneInfo("Asia/Seoul")
PACE, TIMEOUT = 0.2, 20.0
SPAN = timedelta(days=89)
"""Days that one search may span: three months."""
PAGE, PAGES = 100, 20
CODE = re.compile(r"(\d{6})(?:\.K[SQ])?")
ROW = re.compile(r"<tr[\s>].*?</tr>", re.DOTALL | re.IGNORECASE)
CLOCK = re.compile(r">\s*([01]\d|2[0-3]):([0-5]\d)\s*<")
NUMBER = re.compile(r"rcpNo=(\d{14})")
LARGEST = 60_000_000
"""Bytes of the table of companies, unpacked, that are read at most."""
NOTHING, LIMITS, KEYS = "013", frozenset({"020", "021"}), frozenset({"010", "011", "012", "901"})
"""Answers of OpenDART: no filing; too many requests; the key."""


class DartArticles:
    """Filings of one company, newest first."""

    def __init__(self) -> None:
        self.key = key_of("OpenDART", "OPENDART_API_KEY", "opendart.fss.or.kr")
        self.api = Service("OpenDART", API, {}, pace=PACE, timeout=TIMEOUT)
        self.site = Service("DART", SITE, {}, pace=PACE, timeout=TIMEOUT)

    def articles(self, source: str) -> Iterable[RawArticle]:
        """What a company filed in the last 90 days, by its stock code.

        Raises
        ------
        InputError
            It is no stock code, no company has it, or the key is not accepted.
        RateLimited, SourceUnavailable
        """
        code = CODE.fullmatch(source.strip())
        if code is None:
            raise InputError(f"OpenDART knows companies by six digits, not {source}", "",
                             "dart:005930")  # fmt: skip
        company = self._company(code[1])
        today = datetime.now(SEOUL).date()
        filings = list(self._filings(company, today - SPAN, today))
        try:
            hours = self._hours(sorted({_day(one) for one in filings}))
            return [_filing(code[1], one, hours) for one in filings]
        except (KeyError, TypeError, ValueError) as error:
            raise SourceUnavailable("OpenDART's filings could not be read") from error

    def _company(self, code: str) -> str:
        """OpenDART's own number of a company, from the table that it gives away as an archive."""
        content = self.api.read("/corpCode.xml", {"crtfc_key": self.key}, code)
        if not content.startswith(b"PK"):
            _judge(_status(content))
            raise SourceUnavailable("OpenDART's table of companies could not be read")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                (entry,) = archive.infolist()
                if entry.file_size > LARGEST:
                    raise ValueError(entry.filename)
                text = archive.read(entry)
            # anywhere: comments may stand before it, and two bytes a letter would hide it
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text:
                raise ValueError("a document type")
            tree = ElementTree.fromstring(text)  # noqa: S314 - no document type, no entities
        except (zipfile.BadZipFile, ElementTree.ParseError, ValueError) as error:
            raise SourceUnavailable("OpenDART's table of companies could not be read") from error
        for row in tree.iter("list"):
            if (row.findtext("stock_code") or "").strip() == code:
                return (row.findtext("corp_code") or "").strip()
        raise InputError(f"OpenDART lists no company with the code {code}")

    def _filings(self, company: str, first: date, last: date) -> Iterator[Mapping[str, Any]]:
        for page in range(1, PAGES + 1):
            params = {
                "crtfc_key": self.key, "corp_code": company, "bgn_de": f"{first:%Y%m%d}",
                "end_de": f"{last:%Y%m%d}", "page_no": str(page), "page_count": str(PAGE),
            }  # fmt: skip
            answer = self.api.get("/list.json", params, company)
            if answer.get("status") == NOTHING:
                return
            _judge(str(answer.get("status")))
            yield from answer.get("list") or ()
            if page >= int(answer.get("total_page") or 1):
                return

    def _hours(self, days: Iterable[date]) -> dict[str, datetime]:
        """The instant of each filing that a day's list names; a list that fails names none."""
        instants: dict[str, datetime] = {}
        for day in days:
            try:
                content = self.site.read("/dsac001/mainAll.do", {"selectDate": f"{day:%Y.%m.%d}"},
                                         str(day))  # fmt: skip
            except (SourceUnavailable, InputError):
                continue
            for row in ROW.findall(content.decode("utf-8", "replace")):
                number, clock = NUMBER.search(row), CLOCK.search(row)
                if number and clock:
                    hour, minute = int(clock[1]), int(clock[2])
                    instants[number[1]] = datetime(
                        day.year, day.month, day.day, hour, minute, tzinfo=SEOUL
                    )
        return instants


def _status(content: bytes) -> str:
    match = re.search(rb"<status>(\d+)|\"status\"\s*:\s*\"(\d+)", content)
    return next((part.decode() for part in match.groups() if part), "") if match else ""


def _judge(status: str) -> None:
    """Raise what an answer of OpenDART means; its sentence could repeat the address."""
    if status in LIMITS:
        raise RateLimited("OpenDART asks for a pause", f"Answer {status}", "tomorrow")
    if status in KEYS:
        raise InputError("OpenDART does not accept the key", f"Answer {status}",
                         "OPENDART_API_KEY")  # fmt: skip
    if status != "000":
        raise SourceUnavailable(f"OpenDART answered {status or 'nothing'}", "", "again later")


def _day(filing: Mapping[str, Any]) -> date:
    return datetime.strptime(str(filing["rcept_dt"]), "%Y%m%d").replace(tzinfo=SEOUL).date()


def _filing(code: str, filing: Mapping[str, Any], hours: Mapping[str, datetime]) -> RawArticle:
    number, name = str(filing["rcept_no"]), str(filing["corp_name"]).strip()
    title = f"{name} 공시: {' '.join(str(filing['report_nm']).split())}"
    at = hours.get(number)
    return RawArticle(
        source=f"dart:{code}", content=f"{title}\n\n{name}({code})\n".encode(), charset="utf-8",
        url=f"{SITE}/dsaf001/main.do?rcpNo={number}", title=title, publisher="DART",
        published=at.isoformat() if at else _day(filing).isoformat(),
        retrieved=datetime.now(UTC), id=number,
    )  # fmt: skip
