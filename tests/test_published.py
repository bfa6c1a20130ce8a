"""Publication times: what is believed, how well, and what the reader is told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from marketlink.articles.article import read_article
from marketlink.articles.stamps import find_stamps
from marketlink.errors import InputError
from marketlink.sources.load import sniff
from marketlink.sources.raw import RawArticle

CASES = Path(__file__).parent / "cases" / "stamps.jsonl"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BODY = "반도체 업체가 새 공장을 짓는다고 밝혔다. 투자 규모는 3조원이며 완공까지 두 해가 걸린다."
ENGLISH = "The chipmaker will build a new plant. The project takes two years to complete, it said."
FLOOR = 0.95


def read(text: str, url: str | None = None, **given):
    raw = RawArticle("-", text.encode(), sniff(text), url=url)
    return read_article(raw, now=NOW, **given)


def right(case: dict) -> bool:
    article = read(case["text"], case.get("url"))
    found, expected = article.published, case["expected"]
    value = expected["value"]
    if value is not None:
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    same_kind = isinstance(found.value, datetime) == isinstance(value, datetime)
    told = bool(article.warnings) or not expected.get("warns")
    exact = (found.precision, found.grade) == (expected["precision"], expected["grade"])
    return same_kind and found.value == value and told and exact


def test_the_labelled_stamps_are_read():
    cases = [json.loads(line) for line in CASES.read_text().splitlines() if line.strip()]
    wrong = [case["id"] for case in cases if not right(case)]
    assert len(cases) >= 40
    assert 1 - len(wrong) / len(cases) >= FLOOR, wrong


@pytest.mark.parametrize(
    ("line", "instant"),
    [
        ("입력2025.02.06. 오전 11:18", "2025-02-06T02:18Z"),
        ("최초입력 2025.02.06 11:18:32 KST", "2025-02-06T02:18:32Z"),
        ("등록일시 : 2025-02-06 23:59", "2025-02-06T14:59Z"),
        ("2025.02.06 (목) 11:18", "2025-02-06T02:18Z"),
        ("서울경제 | 2025-02-06 11:18", "2025-02-06T02:18Z"),
        ("작성 2025. 2. 6. 오후 12:01", "2025-02-06T03:01Z"),
        ("기사입력 2025/02/06 [11:18]", "2025-02-06T02:18Z"),
        ("(서울=연합뉴스) 홍길순 기자 | 송고 2025-02-06 11:18", "2025-02-06T02:18Z"),
    ],
)
def test_korean_stamps_are_seoul_time(line: str, instant: str):
    found = read(f"새 공장 짓는다\n{line}\n{BODY}").published
    assert found.value == datetime.fromisoformat(instant)
    assert found.grade == "stated"
    assert found.evidence[0].says.startswith(instant[:16])


@pytest.mark.parametrize(
    ("line", "instant", "zone"),
    [
        ("Jan 27, 2025 4:15 PM ET", "2025-01-27T21:15Z", "America/New_York"),
        ("July 10, 2024, 4:15 p.m. ET", "2024-07-10T20:15Z", "America/New_York"),
        ("Updated 4:15 PM EDT, July 3, 2025", "2025-07-03T20:15Z", "-04:00"),
        ("Published: Mon, 27 Jan 2025 16:15:00 -0500", "2025-01-27T21:15Z", "-05:00"),
        ("27/01/2025 16:15 GMT", "2025-01-27T16:15Z", "UTC"),
        ("4:15 PM EST, Mon January 27, 2025", "2025-01-27T21:15Z", "-05:00"),
        ("January 27, 2025 / 4:15 PM EST / A Wire", "2025-01-27T21:15Z", "-05:00"),
        ("Posted 27 Jan 2025 10:05pm (GMT+9)", "2025-01-27T13:05Z", "+09:00"),
    ],
)
def test_english_stamps_keep_their_zone(line: str, instant: str, zone: str):
    found = read(f"New plant planned\n{line}\n{ENGLISH}").published
    assert found.value == datetime.fromisoformat(instant)
    assert found.zone == zone


def test_a_clock_without_a_zone_in_an_english_text_is_known_to_the_day_only():
    article = read(f"New plant planned\nPublished Jan 27, 2025 4:15 PM\n{ENGLISH}")
    assert article.published.value == date(2025, 1, 27)
    assert article.published.precision == "day"
    assert any("names no zone" in warning for warning in article.warnings)


def test_a_british_address_gives_the_clock_its_zone():
    text = f"New plant planned\nPublished 17 July 2024 08:30\n{ENGLISH}"
    found = read(text, "https://www.example.co.uk/a").published
    assert found.value == datetime(2024, 7, 17, 7, 30, tzinfo=UTC)
    assert found.zone == "Europe/London"


def test_an_ambiguous_slashed_day_is_not_guessed():
    assert find_stamps("Published 01/02/2025") == []
    assert find_stamps("Published 01/27/2025")[0].day == date(2025, 1, 27)
    assert find_stamps("Published 27/01/2025")[0].day == date(2025, 1, 27)


def test_a_winter_abbreviation_in_summer_is_told():
    article = read(f"New plant planned\nJul 10, 2025 4:15 PM EST\n{ENGLISH}")
    assert article.published.value == datetime(2025, 7, 10, 21, 15, tzinfo=UTC)
    assert any("EDT" in warning for warning in article.warnings)


def test_only_an_update_is_taken_and_told():
    article = read(f"새 공장 짓는다\n최종수정 2025.02.06 11:18\n{BODY}")
    assert article.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert any("only an updated time" in warning for warning in article.warnings)


def test_a_later_update_is_told():
    article = read(f"새 공장 짓는다\n입력 2025.02.06 11:18 수정 2025.02.07 09:00\n{BODY}")
    assert article.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert any("updated later" in warning for warning in article.warnings)


def page(head: str, body: str = BODY, stamp: str = "") -> str:
    return (
        f'<html lang="ko"><head>{head}<title>새 공장 짓는다</title></head><body><article>'
        f"<h1>새 공장 짓는다</h1>{stamp}<p>{body}</p></article></body></html>"
    )


def test_metadata_that_agrees_makes_a_visible_stamp_finer():
    head = '<meta property="article:published_time" content="2025-02-06T11:18:32+09:00">'
    found = read(page(head, stamp="<p>입력 2025.02.06 오전 11:18</p>")).published
    assert found.value == datetime(2025, 2, 6, 2, 18, 32, tzinfo=UTC)
    assert (found.grade, found.precision) == ("stated", "second")


def test_a_seoul_clock_labelled_utc_in_metadata_loses_to_the_visible_stamp():
    head = '<meta property="article:published_time" content="2025-02-06T11:18:00Z">'
    article = read(page(head, stamp="<p>입력 2025.02.06 오전 11:18</p>"))
    assert article.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert any("another zone" in warning for warning in article.warnings)


def test_conflicting_times_are_told():
    head = '<meta property="article:published_time" content="2025-01-02T09:00:00+09:00">'
    article = read(page(head, stamp="<p>입력 2025.02.06 오전 11:18</p>"))
    assert article.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert any(warning.code == "warning.conflict" for warning in article.warnings)
    assert {e.source for e in article.published.evidence} == {
        "line 2",
        "meta article:published_time",
    }


def test_a_related_articles_date_is_not_the_articles():
    linked = json.dumps(
        [
            {"@type": "NewsArticle", "headline": "다른 기사", "datePublished": "2023-01-01"},
            {"@type": "NewsArticle", "headline": "새 공장 짓는다", "datePublished": "2025-02-06"},
        ],
        ensure_ascii=False,
    )
    found = read(page(f'<script type="application/ld+json">{linked}</script>')).published
    assert found.value == date(2025, 2, 6)


def test_an_address_of_the_day_before_and_a_korean_morning_point_to_an_american_clock():
    body = "31일 오전 10시 현재 코스피는 전 거래일보다 1% 내렸다. 반도체 업종의 낙폭이 컸다."
    article = read(f"코스피 약세\n{body}", "https://news.example.com/2025/01/30/a.html")
    assert article.published.value == date(2025, 1, 31)
    assert (article.published.earliest, article.published.latest) == (
        date(2025, 1, 30),
        date(2025, 1, 31),
    )
    assert any("American clock" in warning for warning in article.warnings)


def test_microdata_and_time_elements_are_metadata():
    head = "<span itemprop='datePublished' content='2025-02-06T11:18:05+09:00'>어제</span>"
    found = read(page("", stamp=head)).published
    assert (found.value, found.grade) == (datetime(2025, 2, 6, 2, 18, 5, tzinfo=UTC), "metadata")


def test_the_time_of_a_sidebar_is_not_the_articles():
    aside = "<aside class='related'><p>다른 기사</p><time datetime='2024-01-01T09:00:00+09:00'>"
    stamp = "<p>2025.02.06 11:18</p>"
    text = page("", stamp=stamp).replace(
        "</article>", f"</article>{aside}2024.01.01</time></aside>"
    )
    article = read(text)
    assert article.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert len(article.published.evidence) == 1


def test_japanese_stamps_are_read_by_rows_alone():
    (first, later) = find_stamps(
        "公開日時：2025年1月27日（月） 午後4時20分　更新 2025年1月28日 9時"
    )
    assert (first.clock, first.precision, first.role) == (
        datetime(2025, 1, 27, 16, 20),
        "minute",
        "first",
    )
    assert (later.clock, later.precision, later.role) == (
        datetime(2025, 1, 28, 9),
        "hour",
        "updated",
    )


def test_the_press_release_dateline_is_a_stamp():
    text = f"SANTA CLARA, Calif., Jan. 27, 2025 (GLOBE NEWSWIRE) -- {ENGLISH}"
    found = read(text).published
    assert (found.value, found.grade) == (date(2025, 1, 27), "stated")


@pytest.mark.parametrize(
    "opening",
    [
        "Jan. 27, 2025 — ",
        "SEOUL, South Korea, Jan. 27, 2025 -- ",
        "Monday, January 27, 2025: ",
        "New York, 27 January 2025 – ",
        "[2025-01-27] - ",
        "LONDON, Jan. 27, 2025 (Reuters) - ",
    ],
)
def test_a_place_and_a_day_that_open_the_story_date_it(opening: str):
    found = read(f"A plant is built\n\n{opening}{ENGLISH}\n\n{ENGLISH}").published
    assert (found.value, found.grade) == (date(2025, 1, 27), "stated")


@pytest.mark.parametrize(
    "text",
    [
        f"A plant is built\n\nJan. 27, 2025 — {ENGLISH}\n\nJan. 29, 2025 — {ENGLISH}",
        f"A plant is built\n\n{ENGLISH}\n\nJan. 27, 2025 — {ENGLISH}",
        f"A plant is built\n\nThe contract of Jan. 27, 2025 — a long one — holds. {ENGLISH}",
        f"A plant is built\n\nJan. 27, 2025 was a good day for it. {ENGLISH}",
    ],
)
def test_a_chronicle_and_a_day_in_running_text_date_no_article(text: str):
    assert read(text).published.grade in ("bracketed", "unknown")


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("OSLO, May 12, 2025 (Fjord Desk) -- ", date(2025, 5, 12)),
        ("SAN JOSE--(BUSINESS WIRE)--March 11, 2025--", date(2025, 3, 11)),
        (
            "TOKYO (Kiri Desk) Thu, May 8, 2025 3:55 PM JST\n",
            datetime(2025, 5, 8, 6, 55, tzinfo=UTC),
        ),
        ("NEW YORK, May 12, 2025 6:05 p.m. ET — ", datetime(2025, 5, 12, 22, 5, tzinfo=UTC)),
        ("SEATTLE | Saturday, July 5, 2025\n", date(2025, 7, 5)),
        ("Cork, Ireland – 3 March 2025 – ", date(2025, 3, 3)),
        ("*By Ada Quill, 3 February 2025*\n", date(2025, 2, 3)),
        ("Aug 28, 2024 4:31 PM ET | Quill Desk\n", datetime(2024, 8, 28, 20, 31, tzinfo=UTC)),
        ("SYDNEY, 19 August 2025, 4.40pm AEST\n", datetime(2025, 8, 19, 6, 40, tzinfo=UTC)),
        ("Feb. 1, 2025 — Week in Review\n", date(2025, 2, 1)),
        ("(SEOUL, Nov. 15, 2024, 16:20 KST) ", datetime(2024, 11, 15, 7, 20, tzinfo=UTC)),
        ("OSLO/NEW YORK, Oct. 17, 2024 (Fir Desk) – ", date(2024, 10, 17)),
        ("OSLO — January 6, 2025. ", date(2025, 1, 6)),
        ("On Monday, May 12, 2025 - ", None),
        ("In Cork, May 12, 2025 - ", None),
    ],
)
def test_a_place_and_a_day_before_the_story_are_its_dateline(head: str, value: object):
    assert read(f"A plant closes\n\n{head}{ENGLISH}").published.value == value


def test_front_matter_is_metadata():
    text = f"---\ntitle: x\ndate: 2025-02-06T11:18:00+09:00\n---\n# 새 공장 짓는다\n\n{BODY}"
    article = read(text)
    assert article.published.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
    assert article.published.grade == "metadata"
    assert article.lines[0].kind == "title"


def test_the_text_and_the_fetch_bracket_an_unstated_time():
    text = (
        f"새 공장 짓는다\n{BODY} 계약은 2025년 1월 27일 이뤄졌다. 준공은 오는 2027년 3월 1일이다."
    )
    fetched = datetime(2025, 2, 6, 3, tzinfo=UTC)
    raw = RawArticle("https://x.test/a", text.encode(), retrieved=fetched)
    found = read_article(raw, now=NOW).published
    assert (found.grade, found.value, found.precision) == ("bracketed", None, "interval")
    assert (found.earliest, found.latest) == (date(2025, 1, 27), date(2025, 2, 6))


def test_a_coming_day_in_a_list_is_evidence_and_no_more():
    text = f"새 공장 짓는다\n{BODY}\n\n랭킹 뉴스\n• 밴드 공연 오는 7일 생중계"
    found = read(text).published
    assert (found.value, found.grade) == (None, "unknown")
    assert [e.text for e in found.evidence] == ["오는 7일"]


def test_the_columns_time_stays_unknown(shared: Path):
    found = read_article((shared / "seeds" / "deepseek-column.txt").read_bytes()).published
    assert (found.value, found.grade) == (None, "unknown")


@pytest.mark.parametrize(
    ("given", "value", "zone"),
    [
        ("2025-02-06", date(2025, 2, 6), None),
        (date(2025, 2, 6), date(2025, 2, 6), None),
        ("2025-02-06T11:18+09:00", datetime(2025, 2, 6, 2, 18, tzinfo=UTC), "+09:00"),
        ("2025-02-06 11:18 KST", datetime(2025, 2, 6, 2, 18, tzinfo=UTC), "Asia/Seoul"),
        ("2025-02-06T02:18:00Z", datetime(2025, 2, 6, 2, 18, tzinfo=UTC), "UTC"),
        (
            datetime(2025, 2, 6, 11, 18, tzinfo=timezone(timedelta(hours=9))),
            datetime(2025, 2, 6, 2, 18, tzinfo=UTC),
            "+09:00",
        ),
    ],
)
def test_a_given_time_decides(given, value, zone):
    article = read(f"새 공장 짓는다\n입력 2024.12.01 09:00\n{BODY}", published=given)
    assert article.published.value == value
    assert article.published.grade == "given"
    assert article.published.zone == zone
    assert any("the page says 2024-12-01" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    "given", ["2025-02-06T11:18", "2025-02-06 11:18:00", datetime(2025, 2, 6, 11, 18)]
)
def test_a_given_clock_without_a_zone_is_refused(given):
    with pytest.raises(InputError, match="names no time zone"):
        read(BODY, published=given)


@pytest.mark.parametrize("given", ["yesterday", "2025", "2025-13-01", "", "6 Feb"])
def test_a_given_time_that_is_none_is_refused(given):
    with pytest.raises(InputError, match="not a publication time"):
        read(BODY, published=given)


def test_a_given_time_in_the_future_is_told():
    article = read(BODY, published="2031-01-01")
    assert any("in the future" in warning for warning in article.warnings)


KOREAN_LINES = [
    ("2025.02.06 11:18 입력", "2025-02-06T02:18Z"),
    ("입력 : 2025.02.06 11:18 ㅣ 수정 : 2025.02.06 12:00", "2025-02-06T02:18Z"),
    ("[서울=뉴시스] 입력 2025.02.06 11:18:00 | 수정 2025.02.06 13:00:00", "2025-02-06T02:18Z"),
    ("기사등록 2025/02/06 11:18:00", "2025-02-06T02:18Z"),
    ("2025년 02월 06일(목) 오전 11:18", "2025-02-06T02:18Z"),
    ("등록 : 2025-02-06 오후 03:12:45", "2025-02-06T06:12:45Z"),
    ("작성일 : 2025-02-06 11:18", "2025-02-06T02:18Z"),
    ("2025-02-06 11:18 | 홍길동 기자", "2025-02-06T02:18Z"),
    ("홍길동 기자(hong@x.com) 2025-02-06 11:18:05", "2025-02-06T02:18:05Z"),
    ("송고 2025-02-06 11시18분", "2025-02-06T02:18Z"),
    ("입력 2025.02.06 10:00 승인 2025.02.06 11:18", "2025-02-06T01:00Z"),
    ("2025년 2월 6일 목요일", "2025-02-06"),
    ("2025.02.06. 11:18", "2025-02-06T02:18Z"),
    ("업데이트 2025.02.06 11:18 입력 2025.02.05 23:50", "2025-02-05T14:50Z"),
    ("[기사입력 2025-02-06 11:18]", "2025-02-06T02:18Z"),
    ("뉴스1 2025.02.06 오전 11:18", "2025-02-06T02:18Z"),
    ("입력 2025.02.06 (11:18) 수정 2025.02.06 (12:00)", "2025-02-06T02:18Z"),
    ("2025.02.06 11:18 송고", "2025-02-06T02:18Z"),
    ("입력시간 | 2025-02-06 11:18", "2025-02-06T02:18Z"),
    ("기사승인 2025.02.06 11:18", "2025-02-06T02:18Z"),
    ("등록일 2025.02.06 11:18 | 업데이트 2025.02.06 12:00", "2025-02-06T02:18Z"),
    ("게시일: 2025년 2월 6일", "2025-02-06"),
    (
        "이 기사는 2025년02월06일 11시18분에 유료콘텐츠서비스에 표출된 기사입니다.",
        "2025-02-06T02:18Z",
    ),
    ("이 기사는 2025년 2월 6일 11:18에 출고된 기사입니다.", "2025-02-06T02:18Z"),
    ("입력 2025.02.06 오후 00:10", "2025-02-06T03:10Z"),
    ("서울경제 홍길동 기자 입력 2025.02.06 11:18 조회수 1,234", "2025-02-06T02:18Z"),
    ("지면 A12면 | 입력 2025.02.06 00:01", "2025-02-05T15:01Z"),
    ("2025년 2월 6일 오전 9시 실적 발표 예정", None),
    ("행사 일시: 2025년 2월 6일 오전 9시", None),
    ("2024년 12월 결산", None),
    ("접수 기간 2025.02.06 ~ 2025.02.10", None),
    ("2025.02.06 장마감 기준", None),
    ("2025-02-06 11:18 (한국시간)", "2025-02-06T02:18Z"),
    ("입력 2025.2.6 11:18", "2025-02-06T02:18Z"),
    ("보도시간 2025/02/06 11:18", "2025-02-06T02:18Z"),
    ("2025. 02. 06 (목)", "2025-02-06"),
]
ENGLISH_LINES = [
    ("Published Mon, Jan 27 20254:15 PM EST", "2025-01-27T21:15Z"),
    ("Mon, January 27, 2025 at 4:15 PM EST · 3 min read", "2025-01-27T21:15Z"),
    ("January 27, 2025 9:15 PM UTC · Updated 3 hours ago", "2025-01-27T21:15Z"),
    ("First Published: Jan 27 2025 | 4:15 PM IST", "2025-01-27T10:45Z"),
    ("Jan 27, 2025 at 16:15 ET", "2025-01-27T21:15Z"),
    ("Updated Jan. 27, 2025 4:15 pm ET", "2025-01-27T21:15Z"),
    ("27 Jan 2025, 04:15 PM IST", "2025-01-27T10:45Z"),
    ("January 27, 2025, 4:15 PM GMT+9", "2025-01-27T07:15Z"),
    ("Monday, January 27th, 2025", "2025-01-27"),
    ("01/27/2025 04:15 PM EST", "2025-01-27T21:15Z"),
    ("Mon Jan 27 2025 16:15:00 GMT-0500 (Eastern Standard Time)", "2025-01-27T21:15Z"),
    ("27.01.2025 16:15 CET", "2025-01-27T15:15Z"),
    ("This article was originally published on January 27, 2025.", "2025-01-27"),
    ("Jane Roe, Reuters | Jan 27, 2025, 4:15 PM EST", "2025-01-27T21:15Z"),
    ("January 27, 2025", "2025-01-27"),
    ("Jan 27 (Reuters)", None),
    ("Conference call: January 27, 2025, 4:30 PM ET", None),
    ("Fiscal year ended January 26, 2025", None),
    ("Posted on January 27, 2025 by Jane Roe", "2025-01-27"),
    ("By Jane Roe, Staff Writer  January 27, 2025 4:15 PM PT", "2025-01-28T00:15Z"),
    ("Published at 16:15 GMT on 27 January 2025", "2025-01-27T16:15Z"),
    ("27 January 2025, 16:15 GMT Updated 28 January 2025", "2025-01-27T16:15Z"),
    ("Published Jan 27, 2025 4:15 PM EST Updated Jan 28, 2025 9:00 AM EST", "2025-01-27T21:15Z"),
    ("Jan. 27, 2025 at 4:15 p.m. Eastern Time", "2025-01-27T21:15Z"),
    ("2025-01-27 16:15:00 -0500", "2025-01-27T21:15Z"),
    ("4:15 PM ET, Mon January 27, 2025", "2025-01-27T21:15Z"),
    ("Last updated: 27 January 2025 16:15 (UTC)", "2025-01-27T16:15Z"),
    ("Date: Mon, 27 Jan 2025 16:15:00 +0000", "2025-01-27T16:15Z"),
    ("MONDAY, JANUARY 27, 2025 4:15 PM EST", "2025-01-27T21:15Z"),
    ("Jan 27, 2025, 4:15PM EST", "2025-01-27T21:15Z"),
    ("Jan 27, 2025 16:15 New York time", "2025-01-27T21:15Z"),
]
LINES = [("새 공장 짓는다", BODY, *case) for case in KOREAN_LINES]
LINES += [("New plant planned", ENGLISH, *case) for case in ENGLISH_LINES]


@pytest.mark.parametrize("marked", [False, True], ids=["text", "page"])
@pytest.mark.parametrize(("title", "body", "line", "wanted"), LINES)
def test_lines_as_sites_print_them(title, body, line, wanted, marked):
    text = f"{title}\n{line}\n{body}\n"
    if marked:
        head = f"<html><body><article><h1>{title}</h1><div>{line}</div>"
        text = f"{head}<p>{body}</p></article></body></html>"
    value = wanted
    if wanted is not None:
        value = datetime.fromisoformat(wanted) if "T" in wanted else date.fromisoformat(wanted)
    found = read(text).published
    assert found.value == value
    assert isinstance(found.value, datetime) == isinstance(value, datetime)
    assert found.grade == ("unknown" if wanted is None else "stated")


def test_dates_in_the_lists_bound_the_day_of_capture():
    listed = "랭킹 뉴스\n• 밴드 공연 오는 7일 생중계\n• 시장 개장 2025.02.05"
    text = f"새 공장 짓는다\n{BODY} 계약은 2025년 1월 27일 이뤄졌다.\n\n{listed}"
    found = read(text).published
    assert (found.grade, found.value) == ("bracketed", None)
    assert (found.earliest, found.latest) == (date(2025, 1, 27), date(2025, 2, 7))
    assert [e.text for e in found.evidence] == ["2025년 1월 27일", "2025.02.05", "오는 7일"]
