"""Filings as articles: EDGAR and OpenDART, each a server of our own with the service's faults."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from refresh_world import serving

from marketlink.articles.article import read_article
from marketlink.companies.link import link
from marketlink.errors import InputError, RateLimited, SourceUnavailable
from marketlink.sources import dart, edgar
from marketlink.sources.dart import DartArticles
from marketlink.sources.edgar import EdgarArticles

NUMBER = "0001045810-25-000021"
NEW_YORK, SEOUL = ZoneInfo("America/New_York"), ZoneInfo("Asia/Seoul")


class FakeEdgar:
    """data.sec.gov and www.sec.gov: refuses who does not say who it is, as the real one does."""

    def __init__(self, accepted, header="20250226162009", status=200, page=b""):
        self.accepted, self.header, self.status, self.page = accepted, header, status, page
        self.asked = []

    def __call__(self, path, query, headers):
        self.asked.append((path, headers.get("User-Agent")))
        if self.status != 200:
            return self.status, self.page
        if "@" not in headers.get("User-Agent", ""):
            return 403, b"<html>Your Request Originates from an Undeclared Automated Tool</html>"
        if path.endswith("company_tickers.json"):
            row = {"cik_str": 1045810, "ticker": "NVDA", "title": "NVIDIA CORP"}
            return 200, json.dumps({"0": row}).encode()
        if path.endswith("-index-headers.html"):
            if not self.header:
                return 404, b""
            return 200, f"&lt;SEC-HEADER&gt;\n<ACCEPTANCE-DATETIME>{self.header}\n".encode()
        recent = {
            "accessionNumber": [NUMBER, "0001045810-25-000009"],
            "filingDate": ["2025-02-26", "2025-01-02"],
            "acceptanceDateTime": [self.accepted, "2025-01-02T12:00:00.000Z"],
            "form": ["8-K", "SC 13G"], "items": ["2.02,9.01", ""],
            "primaryDocument": ["nvda-20250226.htm", ""], "primaryDocDescription": ["8-K", ""],
        }  # fmt: skip
        told = {"name": "NVIDIA CORP", "tickers": ["NVDA"], "exchanges": ["Nasdaq"],
                "filings": {"recent": recent, "files": []}}  # fmt: skip
        return 200, json.dumps(told).encode()


def archive_of(companies):
    rows = "".join(
        f"<list><corp_code>{corp}</corp_code><corp_name>{name}</corp_name>"
        f"<stock_code>{code}</stock_code></list>" for corp, name, code in companies
    )  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("CORPCODE.xml", f"<?xml version='1.0' encoding='UTF-8'?><result>{rows}"
                         "</result>")  # fmt: skip
    return held.getvalue()


class FakeDart:
    """opendart.fss.or.kr and dart.fss.or.kr: two filings, one a page; the list names one hour."""

    COMPANIES = (("00126380", "삼성전자", "005930"), ("00164779", "SK하이닉스", "000660"))

    def __init__(self, status="000", table=None):
        self.status, self.table, self.asked = status, table, []
        self.day = datetime.now(SEOUL).date() - timedelta(days=3)

    def __call__(self, path, query, headers):
        self.asked.append((path, dict(query)))
        if path.endswith("corpCode.xml"):
            return 200, archive_of(self.COMPANIES) if self.table is None else self.table
        if "mainAll" in path:
            row = ('<tr>\r\n<td> 16:07 </td><td>삼성전자</td><td><a href="/dsaf001/main.do?rcpNo='
                   '20250131800123" >영업(잠정)실적</a></td></tr>')  # fmt: skip
            other = (
                '<tr><td>09:00</td><td><a href="/dsaf001/main.do?rcpNo=20250131800999"></td></tr>'
            )
            return 200, f"<html><table>{other}{row}</table>".encode()
        if self.status != "000":
            return 200, json.dumps({"status": self.status, "message": "사유"}).encode()
        page = int(query["page_no"])
        number = {1: "20250131800123", 2: "20250131800777"}[page]
        row = {"corp_code": "00126380", "corp_name": "삼성전자", "stock_code": "005930",
               "corp_cls": "Y", "report_nm": "영업(잠정)실적(공정공시)   ", "rcept_no": number,
               "flr_nm": "삼성전자", "rcept_dt": f"{self.day:%Y%m%d}", "rm": "유"}  # fmt: skip
        answer = {"status": "000", "message": "정상", "page_no": page, "page_count": 100,
                  "total_count": 2, "total_page": 2, "list": [row]}  # fmt: skip
        return 200, json.dumps(answer).encode()


@pytest.fixture
def world(tmp_path, monkeypatch):
    with serving(tmp_path) as server:
        for name, value in server.environment(tmp_path).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("EDGAR_IDENTITY", "A Tester tester@example.org")
        monkeypatch.setenv("OPENDART_API_KEY", "k" * 40)
        monkeypatch.setattr(edgar, "PACE", 0.0)
        monkeypatch.setattr(dart, "PACE", 0.0)
        yield server


def edgar_at(world, fake):
    world.others["data.sec.gov"] = world.others["www.sec.gov"] = fake
    return EdgarArticles()


def dart_at(world, fake):
    world.others["opendart.fss.or.kr"] = world.others["dart.fss.or.kr"] = fake
    return DartArticles()


@pytest.mark.parametrize("given", ["2025-02-26T21:20:09.000Z", "2025-02-26T16:20:09.000Z"])
def test_the_second_of_acceptance_is_right_whichever_clock_the_filer_s_times_are_in(world, given):
    fake = FakeEdgar(given)
    first, second = edgar_at(world, fake).articles("NVDA")
    article = read_article(first, None)
    assert article.published.value == datetime(2025, 2, 26, 16, 20, 9, tzinfo=NEW_YORK)
    assert article.published.precision == "second"
    assert "Results of Operations and Financial Condition" in first.title
    assert {m.symbol for m in link(article).mentions} == {"NVDA"}
    assert first.url.endswith("/1045810/000104581025000021/nvda-20250226.htm")
    assert second.url.endswith("0001045810-25-000009-index.html")
    assert all(agent == "A Tester tester@example.org" for _, agent in fake.asked)


@pytest.mark.parametrize("header", ["", "20250226010000"])
def test_without_a_header_that_agrees_only_the_day_is_known(world, header):
    first, _ = edgar_at(world, FakeEdgar("2025-02-26T21:20:09.000Z", header)).articles("1045810")
    assert first.published == "2025-02-26"
    assert read_article(first, None).published.precision == "day"


def test_edgar_s_refusals_are_told_apart(world, monkeypatch):
    limit = b"<title>SEC.gov | Request Rate Threshold Exceeded</title>"
    with pytest.raises(RateLimited, match="pause"):
        edgar_at(world, FakeEdgar("", status=403, page=limit)).articles("NVDA")
    with pytest.raises(RateLimited):
        edgar_at(world, FakeEdgar("", status=429)).articles("NVDA")
    with pytest.raises(SourceUnavailable, match="503"):
        edgar_at(world, FakeEdgar("", status=503)).articles("NVDA")
    with pytest.raises(InputError, match="no company with the ticker ZZZZ"):
        edgar_at(world, FakeEdgar("2025-02-26T21:20:09.000Z")).articles("ZZZZ")
    undeclared = b"Your Request Originates from an Undeclared Automated Tool"
    with pytest.raises(InputError, match="who asks"):
        edgar_at(world, FakeEdgar("", status=403, page=undeclared)).articles("NVDA")
    monkeypatch.setenv("EDGAR_IDENTITY", "nobody")
    with pytest.raises(InputError, match="no e-mail"):
        EdgarArticles()


def test_a_dart_filing_has_the_hour_of_the_daily_list_or_only_its_day(world):
    fake = FakeDart()
    first, second = dart_at(world, fake).articles("005930.KS")
    at = datetime.combine(fake.day, datetime.min.time(), SEOUL).replace(hour=16, minute=7)
    article = read_article(first, None)
    assert article.published.value == at
    assert second.published == fake.day.isoformat()
    assert read_article(second, None).published.precision == "day"
    assert {m.symbol for m in link(article).mentions} == {"005930.KS"}
    assert first.title == "삼성전자 공시: 영업(잠정)실적(공정공시)"
    searched = [query for path, query in fake.asked if path.endswith("list.json")]
    spans = [datetime.strptime(q["end_de"], "%Y%m%d") - datetime.strptime(q["bgn_de"], "%Y%m%d")
             for q in searched]  # fmt: skip
    assert [q["page_no"] for q in searched] == ["1", "2"]
    assert max(spans) <= timedelta(days=90)
    assert all("crtfc_key" not in query for path, query in fake.asked if "mainAll" in path)


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [("020", RateLimited, "pause"), ("021", RateLimited, "pause"), ("010", InputError, "key"),
     ("901", InputError, "key"), ("800", SourceUnavailable, "800")],
)  # fmt: skip
def test_answers_of_opendart_are_told_apart_and_never_show_the_key(world, status, kind, says):
    with pytest.raises(kind, match=says) as told:
        dart_at(world, FakeDart(status)).articles("005930")
    assert "kkkk" not in f"{told.value} {told.value.hint}"
    assert list(dart_at(world, FakeDart("013")).articles("005930")) == []


def test_a_table_of_companies_that_is_none_is_refused(world):
    bomb = b"PK\x03\x04nonsense"
    for table in (bomb, b"<html>down</html>", b"<result><status>020</status></result>"):
        with pytest.raises((SourceUnavailable, RateLimited)):
            dart_at(world, FakeDart(table=table)).articles("005930")
    declared = (
        "<?xml version='1.0'?>" + f"<!--{'x' * 2000}-->" + "<!DOCTYPE r [<!ENTITY a 'a'>]><r/>"
    )
    for coding in ("utf-8", "utf-16"):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr("CORPCODE.xml", declared.encode(coding))
        with pytest.raises(SourceUnavailable, match="could not be read"):
            dart_at(world, FakeDart(table=held.getvalue())).articles("005930")
    with pytest.raises(InputError, match="no company with the code 999999"):
        dart_at(world, FakeDart()).articles("999999")
    with pytest.raises(InputError, match="six digits"):
        dart_at(world, FakeDart()).articles("NVDA")
