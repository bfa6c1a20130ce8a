"""Linking names and codes to symbols: the rules, one by one."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.companies.link import link_text

pytestmark = pytest.mark.fast


def subjects(text: str, day: date | None = None) -> set[str]:
    return set(link_text(text, day).subjects)


def kinds(text: str) -> dict[str, str]:
    return {one.text: one.kind for one in link_text(text).mentions}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("005930 주가가 2% 올랐다", "005930.KS"),
        ("하이닉스(000660)", "000660.KS"),
        ("000660.KS closed higher", "000660.KS"),
        ("KRX:000660", "000660.KS"),
        ("A005930", "005930.KS"),
        ("$NVDA", "NVDA"),
        ("(NASDAQ: MU)", "MU"),
        ("NVDA.O", "NVDA"),
        ("NVDA.US", "NVDA"),
        ("Lender (NYSE: BAC)", "BAC"),
        ("$BRK.B", "BRK-B"),
        ("BRKa.N", "BRK-A"),
        ("7203.T", "7203.T"),
        ("HKG: 700", "0700.HK"),
    ],
)
def test_an_explicit_code_links(text: str, symbol: str) -> None:
    assert subjects(text) == {symbol}


@pytest.mark.parametrize(
    "text",
    [
        "대표번호는 005930이다",
        "응모 번호 000660번",
        "Room A, row C, seat F",
        "$5.25 a share",
        "the T cells",
        "ALL RISE, said the clerk",
        "Vanguard's Index Fund ETF Shares: Top 25 Holdings",
        "Global market update: APAC shares lift",
        "HBM stock picks for the year",
        "REX Shares expands its suite of funds",
    ],
)
def test_a_number_or_capital_that_is_no_code_does_not(text: str) -> None:
    assert subjects(text) == set()


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("엔비디아發 훈풍", "NVDA"),
        ("엔비디아에서만 자금이 빠졌다", "NVDA"),
        ("마이크론테크놀러지가 내렸다", "MU"),
        ("어플라이드머티어리얼즈의 매출", "AMAT"),
        ("어플라이드 머티리얼즈의 매출", "AMAT"),
        ("삼성 전자는 올랐다", "005930.KS"),
        ("에스케이하이닉스 신고가", "000660.KS"),
        ("현대차주가 강세", "005380.KS"),
        ("ＳＫ하이닉스", "000660.KS"),
        ("SK\u200b하이닉스", "000660.KS"),
    ],
)
def test_particles_spellings_and_odd_characters(text: str, symbol: str) -> None:
    assert subjects(text) == {symbol}


def test_no_match_inside_a_longer_word_or_name() -> None:
    assert "452400.KQ" not in subjects("하이닉스가 올랐다")
    assert subjects("김세중의 여의도 커피챗 주가 전망") == set()
    assert subjects("오늘 하이닉스 주가가 내렸다") == {"000660.KS"}
    assert subjects("네이버후드 커뮤니티") == set()
    assert subjects("Pineapple sales rose at the store") == set()


def test_a_risky_name_needs_a_second_vote() -> None:
    assert subjects("지원 대상은 청년이다") == set()
    assert subjects("공매도 대상 종목이 늘었다") == set()
    assert subjects("식품업체 대상은 영업이익이 늘었다고 공시했다") == {"001680.KS"}
    assert subjects("대상은 전국 30개 시군이며 예산은 5% 늘었다") == set()
    assert subjects("대상 기업 30곳의 매출이 늘었다") == set()
    assert subjects("대상, 3분기 영업이익 10% 증가") == {"001680.KS"}
    assert subjects("테스가 장비 공급계약을 공시했다") == {"095610.KQ"}
    assert subjects("Mind the gap") == set()
    assert subjects("Shares of Gap rose after earnings") == {"GAP"}
    assert subjects("Analysts raised their price target") == set()


def test_unlisted_things_are_named_for_what_they_are() -> None:
    assert kinds("딥시크와 오픈AI")["딥시크"] == "private"
    assert kinds("기아 타이거즈가 이겼다")["기아 타이거즈"] == "club"
    assert kinds("SK그룹 총수")["SK그룹"] == "group"
    assert kinds("NH투자증권 김모 연구원은 삼성전자 목표주가를 낮췄다")["NH투자증권"] == "employer"
    assert kinds("The Amazon rainforest is burning")["Amazon rainforest"] == "place"
    assert kinds("An Apple orchard full of pickers") == {"Apple": "fruit"}


def test_a_product_links_to_its_parent_as_a_relation() -> None:
    (mention,) = link_text("새 아이폰이 나왔다").mentions
    assert (mention.symbol, mention.kind, mention.role) == ("AAPL", "relation", "relation")
    assert mention.relevance <= 20
    assert subjects("새 아이폰이 나왔다") == set()


def test_the_listing_that_the_text_means() -> None:
    assert subjects("TSMC ADR rose in New York") == {"TSM"}
    assert subjects("대만 증시에서 TSMC가 내렸다") == {"2330.TW"}
    assert subjects("Toyota shares in Tokyo fell") == {"7203.T"}
    assert subjects("In Taipei TSMC (2330.TW) rose; TSMC is large") == {"2330.TW"}


def test_symbols_are_point_in_time() -> None:
    found = link_text("$FB fell 5%", date(2021, 10, 4))
    assert found.subjects == ("META",)
    assert any("former symbol" in warning for warning in found.warnings)
    assert subjects("$FB fell 5%", date(2025, 6, 1)) == set()
    assert subjects("$TWTR jumped", date(2022, 4, 25)) == {"TWTR"}
    assert subjects("$TWTR jumped", date(2025, 4, 25)) == set()


def test_relevance_falls_with_the_number_of_companies_and_says_why() -> None:
    alone = link_text("엔비디아가 급락했다").mentions[0]
    crowd = link_text("엔비디아, 브로드컴, 마이크론, 퀄컴이 급락했다").mentions[0]
    assert alone.relevance > crowd.relevance
    assert "4 companies" in crowd.why


def test_sport_is_not_the_company() -> None:
    assert subjects("대한항공이 5세트 끝에 현대캐피탈을 꺾었다") == set()
    assert subjects("대한항공이 5% 올랐다") == {"003490.KS"}


def test_small_letters_need_the_stock_beside_a_word_that_is_common() -> None:
    assert subjects("nvidia stock is crazy") == {"NVDA"}
    assert subjects("i bought tesla shares") == {"TSLA"}
    assert subjects("apple sales at the farm stand rose") == set()
    assert subjects("the oracle said so") == set()


def test_a_quotation_before_a_broker_makes_it_the_source() -> None:
    assert subjects('"SK하이닉스 더 간다"-NH투자증권') == {"000660.KS"}
    assert subjects("NH투자증권이 5% 올랐다") == {"005940.KS"}


def test_a_network_is_not_the_news_where_somebody_posts_on_it() -> None:
    assert subjects("그는 페이스북에 글을 올렸다") == set()
    assert subjects("Share this article on Facebook, Twitter or LinkedIn.") == set()
    assert subjects("Facebook shares fell") == {"META"}


def test_a_latin_acronym_in_korean_prose_is_no_symbol() -> None:
    text = "뇌는 자료를 걸러 처리(SNN, 뉴로모픽)하고, 칩은 HBM을 쓴다. 엔비디아 주가가 급락했다."
    assert link_text(text).subjects == ("NVDA",)


def test_a_former_name_links_and_one_that_is_a_plain_noun_does_not() -> None:
    assert subjects("신풍제지 주가가 장중 급등했다.") == {"002870.KS"}
    for text in (
        "스와로브스키 크리스탈 장식이 달린 드레스가 백화점 매장에서 팔린다.",
        "정부는 전파기지국 전자파 측정 결과를 공개했다.",
        "평창 용평리조트에서 열린 스키 월드컵에서 대표팀이 동메달을 땄다.",
    ):
        assert subjects(text) == set()


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        (
            "지주사 한화(-13.16%)를 비롯해 한화시스템 등 계열사가 약세다.",
            {"000880.KS", "272210.KS"},
        ),
        ("한화그룹 총수가 한화 계열사 사장단을 모았다.", set()),
        ("기아(3.37%)는 8만5천800원에 장을 마쳤다.", {"000270.KS"}),
        ("이 밖에 동양이 29.92% 올랐다.", {"001520.KS"}),
        ("크루즈 업체 카니발이 8.35% 올랐다.", {"CCL"}),
        ("기아 카니발 판매가 20% 늘었다.", {"000270.KS"}),
        ("코스트코는 휘튼 프레셔스 메탈과 월그린스를 따라 올랐다.", {"COST", "WPM", "WBA"}),
        ("한 분석가는 애플을 과거의 노키아에 빗댔다.", {"AAPL"}),
        (
            "두산에너빌과 HD현대일렉, LS일렉이 나란히 올랐다.",
            {"034020.KS", "267260.KS", "010120.KS"},
        ),
        ("에어컨 업체 캐리어의 주가가 올랐다.", {"CARR"}),
        ("여행용 캐리어가 잘 팔린다.", set()),
    ],
)
def test_names_as_korean_papers_write_them(text: str, symbols: set[str]) -> None:
    assert subjects(text) == symbols
