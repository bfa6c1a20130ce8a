"""Names over two lines, short forms, codes in small letters, one line of stock a company."""

from __future__ import annotations

import re
from datetime import date

import pytest

from marketlink.companies.link import link_text
from marketlink.companies.names import listings
from marketlink.reading import read
from marketlink.records.claim import Spoken


def subjects(text: str) -> set[str]:
    return set(link_text(text, date(2025, 3, 4)).subjects)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Shares of Broadcom fell 7% on Thursday, while Super\nMicro Computer lost 16%.", "SMCI"),
        ("Chip stocks fell on Thursday, with Advanced\nMicro Devices down 5%.", "AMD"),
        ("이날 반도체 업종에서는 주가가 크게 내린 삼성\n전자의 거래가 가장 많았다.", "005930.KS"),
        ("장 초반 약세를 보인 종목은 한화에어로\n스페이스 등이었다.", "012450.KS"),
    ],
)
def test_a_name_may_stand_over_two_lines(text: str, symbol: str) -> None:
    found = link_text(text, date(2025, 3, 4))
    assert symbol in found.subjects
    (mention,) = [m for m in found.mentions if m.symbol == symbol]
    assert "\n" in mention.text and text[mention.start : mention.end] == mention.text


def test_a_finished_line_does_not_go_on() -> None:
    assert "SMCI" not in subjects("The night was super.\nMicro Computer shops opened.")
    assert subjects("It was called Advanced.\n\nMicro Devices were small.") == set()


def test_a_first_word_stands_for_the_name_it_begins() -> None:
    text = (
        "American Airlines cut its outlook. American companies trade abroad. "
        "Shares of American fell 4.5%. An American said so."
    )
    found = [m for m in link_text(text, date(2025, 3, 4)).mentions if m.symbol == "AAL"]
    assert [m.text for m in found] == ["American Airlines", "American"]
    assert text[: found[1].start].endswith("Shares of ")
    assert "short for American Airlines" in found[1].rule
    assert subjects("American shares fell. American said so.") == set()


def test_a_first_word_of_two_companies_stands_for_neither() -> None:
    text = "American Airlines and American Express rose. American said it would hire."
    found = link_text(text, date(2025, 3, 4)).mentions
    assert "American" not in {m.text for m in found if m.symbol}


def test_symbols_in_small_letters_need_a_move_and_company() -> None:
    chat = (
        "quick recap. nvda -6.2% after the keynote, tsla down 4 on a downgrade. "
        "pltr lost almost 8%. mu up 2.7%."
    )
    assert subjects(chat) == {"NVDA", "TSLA", "PLTR", "MU"}
    assert subjects("so we are all up 3% on the net and the low was at 5 now") == set()
    assert subjects("he can run 5 miles and eat 3 eggs at 7") == set()


def test_a_company_is_one_line_of_stock() -> None:
    text = "BP soars as Elliott builds stake. BP's London shares jumped 7% on Monday."
    assert subjects(text) == {"BP.L"}
    wire = "Taiwan Semiconductor (2330.TW) (TSM.N) said it will invest in the United States."
    assert subjects(wire) == {"TSM"}
    home = "Taiwan Semiconductor (2330.TW) (TSM.N) fell 5% in Taipei."
    assert subjects(home) == {"2330.TW"}


def test_a_person_of_a_house_does_not_make_the_house_a_subject() -> None:
    found = read("BP rose 7%. RBC's Biraj Borkhataria said a break was wanted.", "2025-02-12")
    assert "RY" not in found.subjects
    assert {m.role for m in found.mentions if m.text == "RBC"} == {"employer"}


def test_an_acronym_is_its_own_name_in_korean() -> None:
    assert listings()["AMD"].name_ko == "AMD"
    assert subjects("에이엠디 주가가 올랐다.") == {"AMD"}
    assert subjects("라인야후 주가가 올랐다.") == {"4689.T"}


def test_a_product_in_the_text_speaks_for_its_maker() -> None:
    assert subjects("카카오톡 오류로 이용자들이 불편을 겪었다. 카카오는 사과문을 냈다.") == {
        "035720.KS"
    }


def test_letters_in_brackets_may_be_the_name_once_more() -> None:
    assert subjects("비야디(BYD)가 한국 승용차 시장에 진출했다.") == {"1211.HK"}
    assert subjects("Boyd Gaming (BYD) opened a casino and its shares rose.") == {"BYD"}


def test_where_somebody_worked_is_no_subject() -> None:
    assert subjects("He joined from JPMorgan, where he ran rates trading.") == set()


def test_an_enumeration_of_firms_proves_a_risky_name() -> None:
    text = "Thales, Leonardo and Rheinmetall surged on the defence plan."
    assert subjects(text) == {"HO.PA", "LDO.MI", "RHM.DE"}
    assert subjects("Leonardo painted it in Milan.") == set()


def test_a_clause_about_its_shares_proves_a_risky_name() -> None:
    assert subjects("Target, which cratered 21% on Wednesday, edged up.") == {"TGT"}
    assert subjects("The target, which fell over, was wooden.") == set()


def test_a_short_form_is_of_the_line_that_the_full_name_means() -> None:
    text = "Barrick Mining rose in Toronto. Rolls Holdings fell. Shares of Barrick gained 3%."
    found = {m.text: m.symbol for m in link_text(text, date(2025, 6, 4)).mentions if m.symbol}
    assert len({symbol for name, symbol in found.items() if name.startswith("Barrick")}) <= 1


def test_hard_wrapped_text_takes_linear_time() -> None:
    line = "Shares of Nvidia fell on Monday and Super\nMicro Computer lost five\n"
    found = link_text(line * 400, date(2025, 3, 4))
    assert len(found.mentions) == 800
    assert set(found.subjects) == {"NVDA", "SMCI"}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [("AstraZeneca (AZN.L) rose. HSBC (HSBA.L) fell.", ["AZN.L", "HSBA.L"]),
     ("Berkshire Hathaway (BRK.B) and Ford (F) fell.", ["BRK-B", "F"])],
)  # fmt: skip
def test_a_london_code_in_brackets_is_of_the_london_line(text, symbols):
    assert subjects(text) == set(symbols)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("SK스퀘어는 6% 내렸다. 지주사 SK와 LG도 각각 5.5%, 4.2% 하락했다.",
         {"402340.KS", "034730.KS", "003550.KS"}),
        ("LG전자의 주가순자산비율(PBR)은 역사적 저점이다.", {"066570.KS"}),
        ("메리츠증권은 30일 삼성SDI의 2분기 적자가 이어진다며 목표주가를 낮췄다.", {"006400.KS"}),
        ("4일 도쿄일렉트론은 8.6%, TSMC는 5.4% 급락했다.", {"8035.T", "2330.TW"}),
        ("4일 엔비디아는 8.6%, TSMC는 5.4% 급락했다.", {"NVDA", "TSM"}),
    ],
)  # fmt: skip
def test_short_names_ratios_brokers_and_lines_are_told_apart(text: str, wanted: set[str]) -> None:
    assert subjects(text) == wanted


def test_preferred_shares_are_lines_of_their_own() -> None:
    text = (
        "두산우는 이레째 올랐다. LG생활건강우와 아모레퍼시픽우도 3% 올랐다. 그들은 LG우상을 세웠다."
    )
    assert subjects(text) == {"000155.KS", "051905.KS", "090435.KS"}


def test_a_spokesman_of_a_broker_is_its_employee() -> None:
    text = '팔란티어는 3% 올랐다. 미래에셋증권 관계자는 "쏠림이 완화됐다"고 했다.'
    assert subjects(text) == {"PLTR"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("미 해군 함정 정비(MRO) 시장이 열리면 한화오션 주가가 오른다.", {"042660.KS"}),
        ("마라톤오일(MRO) 주가는 3% 올랐다.", {"MRO"}),
        ("SK하이닉스 전망은 밝다. 미래에셋증권은 목표를 26만원에서 30만원으로 올려 잡았다.",
         {"000660.KS"}),
        ('SK하이닉스는 2% 내렸다. JP모건은 "정점을 지났다"고 경고했다.', {"000660.KS"}),
    ],
)  # fmt: skip
def test_abbreviations_of_things_and_houses_with_a_view_do_not_link(text, wanted) -> None:
    assert set(link_text(text, date(2024, 3, 4)).subjects) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("NVDA: Cut to Hold.\n\nMU: Clean beat. Closed at $91.11.", {"NVDA", "MU"}),
        ("- CAT: Bid up 4%.\n- NVDA: Cut to Hold.", {"CAT", "NVDA"}),
        ("MU -11.7%\nNVDA -17.0%", {"MU", "NVDA"}),
        ("NVDA: 118.42\nOPEN: 124.80\nLOW: 116.70", {"NVDA"}),
        ("CAT: it sleeps.\nDOG: it barks.", set()),
        ("A view of NVDA stock. CAT: Clean beat.", {"NVDA"}),
        ("Emerson: shares closed 7.2% higher at $117.67.", {"EMR"}),
        ("Emerson: a writer and his age.", set()),
        ("풍산 45,300원(▼5.62%)", {"103140.KS"}),
        ("풍산 45,300명(전체의 5%)", set()),
    ],
)
def test_what_stands_at_the_head_of_an_item_is_its_company(text: str, wanted: set[str]) -> None:
    assert subjects(text) == wanted


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("LG전자 주가가 3% 올랐다. LG 주가는 가전 호조에 오름세를 이어 갔다.", "066570.KS"),
        ("SK하이닉스가 3% 올랐다. SK 주가는 강세를 이어 갔다.", "000660.KS"),
    ],
)
def test_a_groups_name_is_short_for_the_one_member_told_of(text: str, symbol: str) -> None:
    assert read(text, "2025-01-31T18:00:00+09:00").subjects == (symbol,)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Textron Inc ( TXT ) shares declined 5.4% on Tuesday.", {"TXT"}),
        ("Alphabet (NASDAQ: GOOG) (NASDAQ: GOOGL) stock is down 6%.", {"GOOG", "GOOGL"}),
        ("(-) PRTA (-68.78%) Drug stopped\n(-) PG (-1.08%) Broker trims target", {"PRTA", "PG"}),
        ("PRTA (sixty) was low.\nPG (-1.08%) Broker trims target", set()),
        ("Robot maker iRobot IRBT.Oslid 8.8%. SoFi TechnologiesSOFI.O rose.", {"IRBT", "SOFI"}),
        ("They live in the U.S.Only some stay. AB.Only the CEO.On they know.", set()),
        (
            "The chemical maker Clariant (CLN.S) rose as Nestle (NESN.S) fell.",
            {"CLN.SW", "NESN.SW"},
        ),
        ("Washington (D.C.) and Lima (S.A.) grew.", set()),
        ("Redbox Entertainment Inc. (RDBX) is up over 20% at $3.07.", {"RDBX"}),
        ("Abu Dhabi National Oil Company (ADNOC) will sell shares.", set()),
        ("Cosan Ltd. (NYSE: CZZ) rose 3% on Friday.", {"CZZ"}),
    ],
)
def test_codes_are_read_in_the_forms_that_papers_print(text: str, wanted: set[str]) -> None:
    assert subjects(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The relative strength index (RSI) of Walmart is low, its shares fell 2%.", {"WMT"}),
        ("Shares of Rush Street Interactive (RSI) fell 2%.", {"RSI"}),
        ("Snap SNAP.Nand Pinterest PINS.N rose nearly 5% each.", {"SNAP", "PINS"}),
        ("Netflix, (-2.28 percent), and salesforce.com, (-1.47 percent) fell.", {"NFLX", "CRM"}),
        ("NEW YORK (TheStreet) -- Apple lost $63.51 on Thursday.", {"AAPL"}),
        ("Netflix rose 5% as analysts cited an analysis of Google search trends.", {"NFLX"}),
    ],
)
def test_initials_of_words_and_marks_of_papers_are_no_companies(text, wanted) -> None:
    assert subjects(text) == wanted


def test_viacom_was_a_firm_of_its_own_until_it_was_merged_into_cbs() -> None:
    assert set(link_text("CBS and Viacom fell 8%.", date(2015, 8, 5)).subjects) == {"PSKY", "VIAB"}
    assert link_text("Viacom fell 27%.", date(2021, 3, 26)).subjects == ("PSKY",)


def test_a_name_with_the_code_of_another_company_is_unsure_throughout() -> None:
    found = link_text(
        "American Airlines (NYSE: AA) fell 5%. American Airlines will hire.", date(2025, 3, 4)
    )
    assert set(found.subjects) == {"AAL"}
    assert {mention.confidence for mention in found.mentions} == {0.6}
    (claim,) = read("American Airlines (NYSE: AA) fell 5% on Tuesday.", "2025-03-04").claims
    assert claim.symbols == ("AAL",) and claim.subject is Spoken.DEFAULT


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[특징주] 성우, 상장 첫날 공모가 대비 10% 하락", {"458650.KQ"}),
        ("[특징주]'대어' 성우, 하락", {"458650.KQ"}),
        ("[특징주] 성우 지역 건설주 강세", set()),
        ("[칼럼] 성우, 무대에 서다", set()),
        ("일승, 美LNG 수출 재개 수혜 [특징주]", {"333430.KQ"}),
        ("양자컴 테마 이틀째 강세…시큐센 ‘上’", {"232830.KQ"}),
        ("[특징주] 카카오페이, MSCI 편입 실패에 '약세'", {"377300.KS"}),
        ("[특징주] 동아엘텍, LG 전 세계 독점 공급망에 진입", {"088130.KQ"}),
        ("[특징주]프로이천, 삼성D·LGD 승인", {"321260.KQ", "034220.KS"}),
        ("[특징주] 비보존제약, 2상 성공으로 상승", {"082800.KQ"}),
        ("11만전자·60만닉스 와르르", {"005930.KS", "000660.KS"}),
        ("혜인(30%) 쎄노텍(11%) 성신양회(10%)", {"003010.KS", "222420.KQ", "004980.KS"}),
        ("[특징주]링크제니시스, 머스크 뉴럴링크 임상 소식에 '강세'", {"219420.KQ"}),
        ("덴마크 해운사 머스크는 3% 올랐다.", {"MAERSK-B.CO"}),
        ("[특징주] 에이비온, 글로벌 제약사 대상 매각 추진에 9% 강세", {"203400.KQ"}),
        ("삼성전자, 대상, 오리온이 일제히 올랐다.", {"005930.KS", "001680.KS", "271560.KS"}),
        ("20조원 함정 MRO 시장에 뛰어든 한화오션", {"042660.KS"}),
        ("AMD 주가와 APA 주가는 3% 올랐다.", {"AMD", "APA"}),
        ("현대차·삼성 등 ‘트렌드 세터’ 기업들 개발 확대", {"005380.KS", "005930.KS"}),
        ("효성重, 3분기 액화수소 생산", {"298040.KS"}),
        ("루닛, 암 진단AI 日서 보험 적용에 급등", {"328130.KQ"}),
        ("애플 vs. 메타 라이벌전", {"AAPL", "META"}),
        ("[특징주]신한지주, 주주환원율 상향 전망에 강세", {"055550.KS"}),
        ("[특징주] SM, 가처분 결정 앞두고 약보합세", {"041510.KQ"}),
        ("[특징주]컨텍, 전세계 유일 업체 본격 등판", {"451760.KQ"}),
        ("더본코리아 주가는 내렸다. 키움증권도 개인 투자자의 평균매수단가를 4만원으로 추정한다.",
         {"475560.KS"}),
        ("클래시스 주가는 7% 내렸다. 베인은 JP모간과 씨티를 주관사로 선정했다.", {"214150.KQ"}),
        ("코스닥은 내렸다. /네이버 증권 캡처반면 클래시스 주가는 7% 내렸다.", {"214150.KQ"}),
    ],
)  # fmt: skip
def test_who_a_korean_headline_or_broker_speaks_of(text: str, wanted: set[str]) -> None:
    assert {one for one in subjects(text) if not one.startswith("^")} == wanted


def test_no_time_stands_in_a_name_and_no_index_where_a_firm_is_listed() -> None:
    reading = read("오늘이엔엠 주가가 5% 내렸다. 에스투더블유는 오늘 3% 올랐다.", "2025-09-19")
    (moment,) = reading.moments
    assert moment.span[0] == reading.article.text.rfind("오늘") > 0
    (claim,) = read("에스투더블유, 코스닥 입성 첫날 81% 급등", "2025-09-19").claims
    assert claim.symbols == ("488280.KQ",)


def test_a_name_that_two_firms_bore_is_of_the_one_that_bore_it_on_the_day() -> None:
    for text in ("Arconic (NYSE: ARNC) fell 16%.", "Arconic fell 16%."):
        assert link_text(text, date(2019, 1, 23)).subjects == ("HWM",)
        assert link_text(text, date(2021, 1, 22)).subjects == ("ARNC",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Corvex, NYC investment group seek to scuttle Huntsman deal", {"HUN"}),
        ("Ford rose after it was added to BofA Merrill Lynch's US 1 List.", {"F"}),
        ("** Apache Corp , down 3.6%", {"APA"}),
        ("Shopify fell 18%, its president Harley Finkelstein said on a call.", {"SHOP"}),
        ("KODEX 삼성전자는 9.9% 내렸고 삼성전자는 9.8% 내렸다.", {"005930.KS"}),
        ("TIGER 삼성전자는 9.9% 내렸다.", set()),
        ("비(삼성전자)는 9.9% 내렸다.", set()),
        ("한국SK하이닉스는 9.9% 내렸다.", set()),
        ("미국 GM은 9.9% 내렸다.", {"GM"}),
        ("Ford Korea fell 9.7% on Monday.", set()),
        ("New Ford shares rose 9.7% on Monday.", set()),
        ("Tesla China sales rose 3%.", {"TSLA"}),
        ("Samsung Electronics Korea rose 2%.", {"005930.KS"}),
        ("Toyota Motor Corp Japan rose 2%.", {"TM"}),
    ],
)
def test_funds_lists_and_people_are_no_companies(text: str, wanted: set[str]) -> None:
    assert subjects(text) == wanted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Molson Coors beat estimates. TAP shares fell 6% in 2024.", 2),
        ("Molson Coors beat estimates. The brewer will TAP the market.", 1),
        ("TAP shares fell 6% in 2024.", 0),
    ],
)
def test_a_symbol_that_is_a_word_links_behind_its_company(text: str, count: int) -> None:
    found = [one for one in link_text(text).mentions if one.symbol == "TAP"]
    assert len(found) == count


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("The S&P 500 Index ($SPX) rose; Nvidia ($NVDA) fell.", {"NVDA"}),
        ("삼성전자, 목표주가 7.65만→7.1만-현대차", {"005930.KS"}),
        ("테슬라 급락에 실적 우려 - 현대차 주가는", {"TSLA", "005380.KS"}),
    ],
)
def test_symbols_of_indices_and_the_house_behind_its_view_are_no_company(
    text: str, symbols: set[str]
) -> None:
    assert set(link_text(text).subjects) == symbols


def test_a_name_that_ends_a_longer_one_of_the_text_is_short_for_it() -> None:
    for text, symbols in (
        ("모비스 등 초전도체 관련주가 올랐다.", {"250060.KQ"}),
        ("현대모비스는 3% 올랐다. 모비스는 전동화 부품을 만든다.", {"012330.KS"}),
        ("현대차와 모비스가 올랐다.", {"005380.KS", "012330.KS"}),
    ):
        assert {one.symbol for one in read(text, "2023-08-20").mentions if one.symbol} == symbols


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("초전도체 관련주 모비스는 3% 올랐다. 현대증권 시절 상장했다.", False),
        ("기아와 모비스가 협약을 맺었다.", False),
        ("현대모비스는 3% 올랐다. 모비스는 전동화 부품을 만든다.", True),
        ("모비스(250060)는 3% 올랐다.", True),
    ],
)
def test_whose_a_short_name_is_stays_unsure_without_the_full_name_or_a_code(
    text: str, sure: bool
) -> None:
    mentions = read(text, "2023-08-20").mentions
    assert {one.confidence > 0.65 for one in mentions if one.text == "모비스"} == {sure}


@pytest.mark.parametrize(
    "text",
    [
        "By Al RootNvidia stock fell 3%. Then Nvidia rose.",
        "Onto Innovation ’s ONTO shares fell. Price performanceONTO stock rose.",
        "Chips fell with AMD and NvidiaEvery year Nvidia makes more.",
    ],
)
def test_a_name_that_lost_its_blank_is_one_that_the_text_has_apart(text: str) -> None:
    lost = re.search(r"(?<=[a-z])(?:Nvidia|ONTO)|Nvidia(?=[A-Z])", text)
    found = link_text(text, date(2025, 3, 4)).mentions
    assert any(m.start == lost.start() for m in found)


def test_a_part_of_a_longer_name_is_no_name_that_lost_its_blank() -> None:
    text = "MetaTrader users met; Meta shares fell, and Apple shares rose, AppleInsider told."
    told = [m.start for m in link_text(text, date(2025, 3, 4)).mentions]
    assert told == [text.index("Meta shares"), text.index("Apple shares")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('The bonds are rated "B2" by Moody\'s and "B+" by Fitch. Apple rose.', {"AAPL"}),
        ("Moody's shares rose 3%.", {"MCO"}),
        ("The S&P Global Purchasing Managers' index rose, and Apple fell.", {"AAPL"}),
        ("Analysts, including those at JPMorgan, see upside for Newmont stock.", {"NEM"}),
        ("UBS projects a 20-30% stock price increase for Newmont.", {"NEM"}),
        ("JP모건 “미국 시장에서 눈 돌릴 때”", set()),
        ("지난해 삼성·SK·현대차·LG 등 4곳이었던 시총 100조 클럽", set()),
        ("삼성증권 “배당 3500원 확정”", {"016360.KS"}),
    ],
)
def test_who_rates_speaks_or_is_one_of_some_groups_is_no_subject(text, wanted) -> None:
    assert subjects(text) == wanted
