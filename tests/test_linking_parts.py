"""Parts of firms' names, and names that stand for somebody else beside the company in the news."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.companies.link import link_text
from marketlink.companies.names import aliases, parts
from marketlink.reading import read
from marketlink.records.claim import Spoken

pytestmark = pytest.mark.fast


def subjects(text: str) -> set[str]:
    return set(link_text(text, date(2025, 3, 4)).subjects)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Palo Alto fell 6% on Tuesday after it cut its forecast.", {"PANW"}),
        ("Shares of Palo Alto sank 12%.", {"PANW"}),
        ("And Vulcan, which I do own: minus 7.8%.", {"VMC"}),
        ("Booking fell 11% and Expedia 3%.", {"BKNG", "EXPE"}),
        ("RH (up 17%) and Adobe (down 13%).", {"RH", "ADBE"}),
        ("Zimmer Holdings soared 11.5 percent.", {"ZBH"}),
        ("Molina tumbled 17.9%, Centene lost 9%.", {"MOH", "CNC"}),
        ("Insurer Molina tumbled 17.9%.", {"MOH"}),
        ("퓨처엠은 7.52%나 빠졌고, LG에너지솔루션은 2.26% 내렸다.", {"003670.KS", "373220.KS"}),
        ("의료보험사 몰리나가 17.9% 급락했다.", {"MOH"}),
        ("웰푸드 주가가 3% 내렸다.", {"280360.KS"}),
        ("농기계 업체 디어는 32.58달러(8.05%) 상승했다.", {"DE"}),
    ],
)
def test_a_part_of_a_name_links_where_its_shares_are_told_of(text: str, symbols: set[str]) -> None:
    assert subjects(text) == symbols


@pytest.mark.parametrize(
    "text",
    [
        "A startup in Palo Alto, California, raised $20 million.",
        "Palo Alto has 66,000 residents.",
        "Mr. Spock, a Vulcan, said logic rules.",
        "Hans Zimmer wrote the score.",
        "John Edwards rose to speak.",
        "Everest lost 3 climbers in a storm.",
        "Booking a flight costs 5% more.",
        "Quantum computing is years away, Huang said.",
        "엘리베이터가 3% 올랐다는 조사 결과가 나왔다.",
        "Quantum Computing shares fell 9.9% as the sector sold off.",
        "Iridium rose 5.2% to $4,800 an ounce on Thursday.",
        "Wheeler Vulcan fell 5.26% on Monday.",
        "웨스턴 몰리나는 11일 5.43% 내렸다.",
        "STX 웰푸드 주가가 3% 내렸다.",
        "얼라인은 7.8%의 지분을 갖고 있다.",
    ],
)
def test_a_part_of_a_name_is_no_company_by_itself(text: str) -> None:
    assert subjects(text) == set()


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Dow jumped 13%, and Las Vegas Sands rallied 12.4%.", {"DOW", "LVS"}),
        ("Dow sank 8.5% to $25.07 after the chemical maker halved its dividend.", {"DOW"}),
        ("The Dow plunged 22.6% on Black Monday.", set()),
        ("Dow gained 13.4% in 2024.", set()),
        ("Dow rose 1.3% to 44,000.", set()),
        ("Dow jumped 130 points.", set()),
    ],
)
def test_a_name_of_an_index_is_a_firm_where_no_index_moves_so(text: str, symbols: set[str]) -> None:
    assert subjects(text) == symbols


def test_a_part_of_a_name_is_no_other_name() -> None:
    names = {name.text.lower() for name in aliases()}
    assert not [text for _, text, _ in parts() if text.lower() in names]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Since its spinoff from General Electric in April 2024, GE Vernova has doubled.", {"GEV"}),
        ("Kenvue fell 4%. It split from Johnson & Johnson in 2023.", {"KVUE"}),
        ("Merck's spinoff Organon slid 6%.", {"OGN"}),
        ("Ferrari, which Fiat Chrysler spun off in 2016, fell 15%.", {"RACE"}),
        ("Aramco to Select Lazard, Moelis for World's Biggest IPO", {"2222.SR"}),
        ("At JPMorgan, analyst Ann Lee raised Apple to overweight.", {"AAPL"}),
        ("Goldman Sachs, which cut Nike to neutral, said demand was soft.", {"NKE"}),
        ("General Electric rose 4% after the spinoff of its health unit.", {"GE"}),
        ("Oppenheimer's Jed Kelly went to market perform on Nike, which fell 3%.", {"NKE"}),
        ("Jefferies' Brent Thill moved to hold on Snowflake, which fell 10%.", {"SNOW"}),
        ("Oppenheimer's profit rose 12%, and its shares gained 4%.", {"OPY"}),
        ("Starbucks Workers United, the union, hoped for a reset. Starbucks rose 2%.", {"SBUX"}),
        ("Shares of United fell 4%.", {"UAL"}),
        ("Boeing sank 7.9% after the blowout on an Alaska Airlines flight.", {"BA"}),
        ("Alaska Airlines flight cancellations cost it $150 million; it lost 2%.", {"ALK"}),
        (
            "증권가에서는 “성급하다”(유진투자증권)는 경고가 나왔다. 기아는 1.8% 올랐다.",
            {"000270.KS"},
        ),
        ("유진투자증권은 3.1% 오른 4200원에 마감했다.", {"001200.KS"}),
        ("키움증권 창구에서 매물이 나왔다. 기아는 1.8% 올랐다.", {"000270.KS"}),
        ("예상의 두 배니 그럴 만도 하죠. 기아는 1.8% 올랐다.", {"000270.KS"}),
        ("2020년 LG화학에서 물적분할한 LG에너지솔루션이 2% 올랐다.", {"373220.KS"}),
        ("골드만삭스는 엔비디아 매수 의견을 유지했다.", {"NVDA"}),
        ("미래에셋증권 순매수 상위는 SK하이닉스였다. SK하이닉스는 2% 올랐다.", {"000660.KS"}),
        ("일주일 전 LG화학 주주들은 소식을 들었다.", {"051910.KS"}),
        ("‘SG발 매물폭탄’에 기아가 1.8% 내렸다.", {"000270.KS"}),
        ("SG는 5.2% 오른 2100원에 거래를 마쳤다.", {"255220.KQ"}),
        ("FDA로부터 보완요구서한(CRL)을 받았다. 기아는 1.8% 올랐다.", {"000270.KS"}),
    ],
)
def test_who_only_stands_beside_the_news_is_not_its_company(text: str, symbols: set[str]) -> None:
    assert subjects(text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("NVDA\t118.42\t-16.97%\nMU\t91.24\t-11.71%", {"NVDA", "MU"}),
        ("KO | 68.2 | +0.3%\nAAPL | 229.1 | -0.4%", {"KO", "AAPL"}),
        ("PM 2 | it began", set()),
        ("코스닥시장 등락\nHLB\t67,100\t-2.10%\nNHN\t23,000\t-1.2%", {"028300.KQ", "181710.KS"}),
        ("HLB\t67,100\t-2.10%", set()),
    ],
)
def test_a_row_of_a_table_names_its_stock_in_the_language_of_the_article(
    text: str, symbols: set[str]
) -> None:
    assert subjects(text) == symbols


def test_letters_with_an_article_before_them_are_no_symbol() -> None:
    text = "The MRO people said margins are fine. Grainger rose 11.4%."
    assert set(link_text(text, date(2012, 7, 18)).subjects) == {"GWW"}
    assert "MRO" in link_text("MRO rose 4% after its results.", date(2012, 7, 18)).subjects


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Adobe lost 17%. Bank of America and Barclays cut their recommendations.", {"ADBE"}),
        ("Netflix fell 35% on Wednesday. Bank of America moved to underperform.", {"NFLX"}),
        ('UPS plunged 14%. "The timing is brutal," wrote Evercore ISI.', {"UPS"}),
        ("Baidu rose 7.4% after the People's Bank of China cut rates.", {"BIDU"}),
        ("Bank of America cut its dividend and fell 3%.", {"BAC"}),
        ("삼양식품이 올랐다. 키움·한화·IBK 등 증권사들은 목표주가를 올렸다.", {"003230.KS"}),
        ("카카오는 1.5% 올랐고 카카오페이는 15.6% 뛰었다.", {"035720.KS", "377300.KS"}),
        (
            "한화에어로스페이스가 반등했다. 모회사 한화는 4% 올랐고 한화시스템은 1% 올랐다.",
            {"012450.KS", "000880.KS", "272210.KS"},
        ),
    ],
)
def test_who_rates_a_stock_or_holds_its_name_is_not_the_company(text: str, symbols: set) -> None:
    assert subjects(text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Norwegian jumped 5.1% and Royal Caribbean 4%.", {"NCLH", "RCL"}),
        ("Banks like Bank of America expect loan growth to pick up.", {"BAC"}),
        ("Morgan Stanley beat estimates. Morgan Stanley also said inflows would grow.", {"MS"}),
        # Members of indices abroad.
        ("ASOS shed 3%, Bunzl and JD Wetherspoon rose in London.", {"ASC.L", "BNZL.L", "JDW.L"}),
        ("India's Paytm jumped over 7%; Hikvision fell.", {"PAYTM.NS", "002415.SZ"}),
        ("Moncler gained 2% in Milan and Julius Baer 1% in Zurich.", {"MONC.MI", "BAER.SW"}),
        ("Bunzl fell, said Russ Mould, investment director at AJ Bell.", {"BNZL.L"}),
        ("Broadcom's ASICs sold well, and revenue of the Casino Group rose.", {"AVGO"}),
        ("Boeing and Spirit fell. Spirit AeroSystems is hit. Spirit sank 11%.", {"BA", "SPR"}),
        ("Viacom and Discovery each fell 27% on Friday.", {"PSKY", "WBD"}),
        ("카카오게임즈는 3% 올랐다. 네이버와 카카오는 각각 1%, 2% 내렸다.",
         {"293490.KQ", "035420.KS", "035720.KS"}),
        ("한화시스템(-9.09%), 한화(-13.16%), 한화오션(-5.21%) 등 한화그룹주가 급락했다.",
         {"272210.KS", "000880.KS", "042660.KS"}),
        ("아모레G우(-12.9%)도 내렸다.", {"002795.KS"}),
        ("선광 역시 2.1% 상승 마감했다.", {"003100.KQ"}),
        ("Aurora Cannabis — Shares of the Canadian company rose 8%.", {"ACB"}),
        ("BNY Mellon (BK) was upgraded to Buy at Guggenheim.", {"BK"}),
        ("Alibaba (BABA US, -9.37%) and Tencent fell in Hong Kong.", {"BABA", "0700.HK"}),
    ],
)  # fmt: skip
def test_short_names_of_press_link(text: str, symbols: set[str]) -> None:
    assert subjects(text) == symbols


@pytest.mark.parametrize(
    "text",
    [
        "Zimmer fell 8.8% in the polls.",
        "Simon shares photos of her trip.",
        "The Cliffs of Moher rose 3% in a ranking.",
        "The Caspian Sea fell 3% in a decade.",
        "The rally is sound, said Mark Hackett, chief of investment research at Nationwide.",
        "A report by the wealth unit of UBS found a wide gap.",
        "소시에테제네랄(SG)증권 창구에서 매물이 쏟아졌다.",
        "키움증권(039490)은 2만5000원에서 3만원으로 24% 올려 잡았다.",
        "미래에셋증권은 전력 관련주를 집중적으로 살펴봤다.",
        "All data as of 10:37:20 AM ET. Source: Dow Jones Market Data, FactSet",
        "Musk has been busy since buying Twitter.",
        'Shares are weak. "The quarter was poor," said Canaan Guo, an analyst at Pacific Epoch.',
        "The recall covers the Lincoln Navigator SUVs, and shares fell 3%.",
        "The sale could pave the way for an exit, RBC reported Monday, citing two market sources.",
        "Others such as RBC Capital Markets think the concerns are overdone.",
        "Citigroup also recommends going long on the currency.",
        "Evercore's Amit Daryanani also stands by a Buy and a $250 target.",
        "모건스탠리 산하 E-트레이드의 크리스 라킨 투자 총괄은 산타 랠리를 말했다.",
        "미래에셋증권은 14만2000원에서 15만5000원으로, 하나증권은 14만원에서 15만원으로 높였다.",
    ],
)
def test_who_is_no_company_of_the_news_links_nothing(text: str) -> None:
    assert subjects(text) == set()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Zimmer fell 8.8% on Tuesday.", Spoken.DEFAULT),
        ("Zimmer Biomet fell 8.8% on Tuesday.", Spoken.SPOKEN),
        ("Zimmer Biomet makes hips. Zimmer fell 8.8% on Tuesday.", Spoken.SPOKEN),
        ("Ford fell 8.8% on Tuesday.", Spoken.SPOKEN),
    ],
)
def test_a_part_of_a_name_speaks_of_no_company_that_could_be_accused(
    text: str, spoken: Spoken
) -> None:
    claims = read(text, "2024-05-14T17:00:00-04:00").claims
    assert {claim.subject for claim in claims if claim.kind.number} == {spoken}


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Shares fell despite JPMorgan and Wells Fargo beating analyst expectations.",
         {"JPM", "WFC"}),
        ("GameStop soared 70%, as in the so-called Reddit rally of 2021.", {"GME"}),
        ("China's Alibaba rose 3%, and China's Google launched a car.", {"BABA"}),
        ("Dow, Inc. (DOW) is at $31.47, down 19.25%.", {"DOW"}),
        ("Ascendis stock rose 1.9%.", {"ASND"}),
        ("The Celsius network halted withdrawals. Coinbase fell 17%.", {"COIN"}),
        ("Goldman Sachs guided the bid. Twitter weighed it with guidance from Goldman Sachs.",
         {"TWTR"}),
        ("IREN: the deal is a game-changer. Mara fell 5%.", {"IREN", "MARA"}),
        ("노타는 이날 오전 9시 기준으로 전 거래일 대비 22.37% 오른 6만4000원에 거래되고 있다.",
         {"486990.KQ"}),
        ("지난주 실적을 공개한 미 최대 은행 JP모건이 이자 이익 전망치를 상향 조정했다.", {"JPM"}),
    ],
)  # fmt: skip
def test_words_beside_a_name_say_whether_it_is_in_the_news(text: str, symbols: set[str]) -> None:
    day = date(2022, 4, 14) if "Twitter" in text else date(2025, 11, 14)
    assert set(link_text(text, day).subjects) == symbols


@pytest.mark.parametrize(
    ("text", "day", "symbols"),
    [
        ("Clothing retailer Express plunged 25 percent.", "2016-08-25", {"EXPR"}),
        ("Bed, Bath & Beyond sank 48% this week.", "2023-01-06", {"BBBY"}),
        ("AT&T may buy Time Warner, owner of the Warner Bros. movie studio.", "2018-06-11",
         {"T", "TWX"}),
        ("Target Stores posted its best sales in a decade.", "2019-03-05", {"TGT"}),
        ("유나이티드 테크놀로지도 시장 전망을 웃도는 실적을 발표했다.", "2014-10-22", {"RTX"}),
        ("주당순이익은 LSEG(옛 레피니티브) 예상치를 웃돌았다. 로우스는 3% 올랐다.", "2025-08-20",
         {"LOW"}),
        ("미래에셋대우는 자사주를 사들인 삼성전자가 추가 매입에 나설 것으로 전망했다.",
         "2017-09-18", {"005930.KS"}),
        ("김남국 유안타증권(003470) 연구원은 제일모직을 꼽았다.", "2015-01-19", {"028260.KS"}),
        ("유안타증권 보고서는 토요타자동차와 삼진제약의 새 공장을 다뤘다.", "2024-01-19",
         {"TM", "005500.KS"}),
        ("다음카카오가 3.1% 올랐고 삼성테크윈은 2% 내렸다.", "2014-11-03",
         {"035720.KS", "012450.KS"}),
    ],
)  # fmt: skip
def test_names_of_their_day_and_their_sources(text: str, day: str, symbols: set[str]) -> None:
    assert set(link_text(text, date.fromisoformat(day)).subjects) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("LS가 4.2% 하락했다. LS일렉트릭도 6.1% 내렸다.", {"006260.KS", "010120.KS"}),
        ("LG전자가 3% 올랐다. LG 주가는 오름세를 이어 갔다. LG전자는 강했다.", {"066570.KS"}),
        ("크레디트스위스(CS)가 뉴욕증시에서 14% 급락했다.", {"CS"}),
        ("셀트리온이 JP모간 헬스케어 콘퍼런스에서 발표한다.", {"068270.KS"}),
        ("모회사 지분 매각 기대에 SBS는 8% 넘게 뛰었다.", {"034120.KS"}),
        ("UnitedHealth fell 5% after he was shot outside a Hilton hotel.", {"UNH"}),
        ("HP Enterprise climbed 10.7%.", {"HPE"}),
        ("한국거래소에 따르면 이날 키움증권은 3.2% 오른 10만원에 마감했다.", {"039490.KS"}),
        ("거래소에 따르면 키움증권(-3.1%), 삼성증권(-2.2%)이 내렸다.", {"039490.KS", "016360.KS"}),
        ("삼성증권은 시장 전망치를 웃도는 실적을 발표했다.", {"016360.KS"}),
        ("키움증권에 따르면 기아가 3% 오른다.", {"000270.KS"}),
        ("NH투자증권은 20% 상향 조정한 기아 목표주가를 내놨다.", {"000270.KS"}),
        ("CJ는 총수익이 늘어 시장 예상을 웃돌았고 주가가 올랐다.", {"001040.KS"}),
        ("Spirit Airlines rose 5.6% after holders rejected Frontier's bid.", {"SAVE", "ULCC"}),
        ("Discovery's Class A shares lost 5%.", {"WBD"}),
    ],
)
def test_a_short_name_is_of_the_firm_that_bears_it_alone(text: str, symbols: set[str]) -> None:
    assert set(link_text(text, date(2023, 3, 16)).subjects) == symbols
