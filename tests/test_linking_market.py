# ruff: noqa: E501 (a sentence stays in one piece)
"""The market an article speaks of, firms that were still private, and who is only introduced."""

from __future__ import annotations

import pytest

from marketlink.reading import read


def subjects(text: str, published: str = "2024-03-04T12:00:00+00:00") -> set[str]:
    return set(read(text, published).subjects)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("London close: FTSE 100 sinks\nHSBC lost 4.6% and Barclays dropped 4.2%. A lender slid in New York.",
         {"HSBA.L", "BARC.L"}),
        ("Nikkei climbs\nToyota Motor edged up 0.4%. Wall Street had gained on Friday.", {"7203.T"}),
        ("Wall Street slides\nToyota Motor fell 2%.", {"TM"}),
        ("Hang Seng ends higher\nAlibaba added 1.6%, shrugging off a selloff on Wall Street.", {"9988.HK", "BABA"}),
        ("도쿄증권거래소가 1일 거래를 중단했다.\n도요타자동차 등의 매매가 이뤄지지 않았다.", {"7203.T"}),
        ("SAP reports on Monday. Its Frankfurt-listed shares were flat.", {"SAP.DE"}),
        ("In Frankfurt, Deutsche Bank slid 7.4%.", {"DBK.DE"}),
    ],
)  # fmt: skip
def test_the_market_of_the_article_gives_the_line_of_stock(text: str, wanted: set[str]) -> None:
    found = subjects(text)
    assert found
    assert found <= wanted


def test_a_firm_is_no_subject_before_it_was_listed_unless_it_trades() -> None:
    text = "The Japanese investor will list British chip designer Arm in New York."
    assert subjects(text, "2023-08-08T09:00:00+00:00") == set()
    assert subjects(text, "2024-08-08T09:00:00+00:00") == {"ARM"}
    assert subjects("Arm shares soared 25%.", "2023-08-08T09:00:00+00:00") == {"ARM"}
    (mention,) = read("크래프톤이 하반기 상장을 준비한다.", "2021-05-11T09:00:00+09:00").mentions
    assert mention.kind == "private"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"It is structural," said Brent Thill of Jefferies.', "Jefferies"),
        ("Nvidia fell. It was like a trapdoor, said Kenji Abe, a strategist at Daiwa Securities.", "Daiwa Securities"),
        ("Paramount will merge. Larry Ellison, founder of Oracle and father of the chairman, pays.", "Oracle"),
    ],
)  # fmt: skip
def test_whose_house_is_only_named_is_an_employer(text: str, name: str) -> None:
    found = read(text, "2024-07-08T09:00:00-04:00")
    assert {m.kind for m in found.mentions if m.text == name} == {"employer"}


@pytest.mark.parametrize(
    "text",
    [
        "Banks fell as a US bank scare spread.",
        "Amanda Chase runs a lakeside camp near Burlington and hires workers.",
        "Analysts polled by LSEG had expected more revenue.",
    ],
)
def test_words_and_places_are_no_companies(text: str) -> None:
    assert subjects(text) == set()


def test_a_move_right_behind_a_risky_name_proves_it() -> None:
    assert subjects("Carnival steamed 8.7% higher after it raised its forecast.") == {"CCL"}
    assert subjects("Carnival rocketed 37%.") == {"CCL"}
    assert subjects("Visa and Target are among the names reporting next week.") == {"V", "TGT"}


def test_a_signed_percentage_makes_a_list_one_of_stocks() -> None:
    text = "포스코홀딩스(-48.2%), 카카오(-51.9%), 크래프톤(-33.4%) 등이 퇴직금을 쪼그라뜨린 '문제아'들이다."
    assert set(read(text, "2025-09-20T09:00+09:00").subjects) == {
        "005490.KS",
        "035720.KS",
        "259960.KS",
    }


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("MSCI's broadest index of Asia-Pacific shares outside Japan fell 1%.", "MSCI", "index"),
        ("Global stocks as measured by MSCI rose 0.2 percent.", "MSCI", "agency"),
        ("The Reuters/Jefferies CRB index .CRB jumped 2 percent.", "Jefferies", "index"),
        ("The HSBC flash Purchasing Managers Index rose to a high.", "HSBC", "index"),
        ("[특징주] 이수화학, MSCI 편입 기대감에 7%대 급등", "MSCI", "index"),
        ('"Demand is firm," said Mark McCormick, a currency strategist.', "McCormick", "person"),
        ("The firm moved to Redwood City, California, and hires workers.", "Redwood", "place"),
    ],
)
def test_whose_name_an_index_a_person_or_a_place_bears_is_no_company(
    text: str, name: str, role: str
) -> None:
    found = read(text, "2013-07-08T09:00:00-04:00")
    assert {m.kind for m in found.mentions if m.text == name} == {role}
    assert "MSCI" not in found.subjects


@pytest.mark.parametrize(
    "text",
    [
        "Volume was light on the New York Stock Exchange, NYSE Amex and Nasdaq, where shares fell.",
        "Next up, on our list of stocks, is a miner. Next week brings earnings.",
        "The euro fell to $1.40 on trading platform EBS, traders said.",
        "The Department of Financial Services (DFS) said a DFS fine would cut profit.",
        "The firm blamed its rapidly expanding salesforce for a miss in sales.",
        "IIROC Trading Halt - CCK.H",
        "Swiss National Bank pledges lifted stocks; National Bank of Greece rose 3%.",
    ],
)
def test_words_exchanges_and_other_letters_are_no_companies(text: str) -> None:
    assert subjects(text) == set()


def test_a_house_that_is_told_of_all_along_is_the_company() -> None:
    told = "Schwab reverses its ban. Schwab last year asked its clients to sign. "
    told += (
        "Under the policy Schwab settles in private. A panel ruled that Schwab broke the rules. "
    )
    said = "Analysts at Charles Schwab expect more."
    assert subjects(told + said) == {"SCHW"}
    assert subjects("Schwab reverses its ban. " + said) == set()
    cut = "Moody's cut Japan. Its optimism failed to impress Moody's. " * 4
    assert subjects(cut + "Growth is at risk, according to Moody's.") == set()


def test_a_symbol_stands_for_the_firm_whose_code_the_text_gives() -> None:
    text = "Plains GP Holdings (PAGP) is first. Its cash flow, PAGP said, has improved."
    assert {m.symbol for m in read(text, "2020-12-22").mentions if m.text == "PAGP"} == {"PAGP"}


def test_korean_headlines_as_markdown_and_their_head() -> None:
    def of(text: str) -> set[str]:
        return set(read(text, "2024-12-02T09:00+09:00").subjects)

    assert of("[특징주\\] 스페코, 세계 최초 함안정조타기 상용화에 ↑") == {"013810.KQ"}
    assert of("삼현, 전기차 솔루션 기업 지분 인수") == {"437730.KQ"}
    assert of("외국인 올라탄 '농슬라'…대동·TYM 급등") == {"000490.KS", "002900.KS"}
    assert of("곡물협정 중단 위기…누보 등 비료株 급등") == {"332290.KQ"}
    assert of('IM증권 "삼성물산 지배구조 혁신 과정서 수혜, 사업도 확대 전망"') == {"028260.KS"}
    assert of('LS증권 "신한지주, 총주주환원율 50% 근접…목표가↑"') == {"055550.KS"}
    assert of("머스크, 정부 구조조정 목표는 노동력 대체") == set()
    assert of("아이큐어, 경구용 나노제제 특허 출원 소식에 강세") == {"175250.KQ"}


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Leucadia National Corp ( LUK.N ) agreed to buy a bank.", "JEF"),
        ("Pep Boys Manny, Moe & Jack ( PBY.N ) lost a fifth of its value.", "PBY"),
        ("BGC Partners Inc ( BGCP.O ) bought a platform.", "BGC"),
        ("Insurer Prudential ( PRU.L ) said it would pay a dividend.", "PRU.L"),
        ("The stocks are compelling.Baxter International (BAX)Baxter is a maker.", "BAX"),
        ("Nasdaq and IntercontinentalExchange are poised to go hostile.", "ICE"),
    ],
)
def test_a_code_as_reuters_prints_it_and_a_name_glued_to_a_sentence(text: str, symbol: str) -> None:
    assert subjects(text, "2012-05-01") == {symbol}


@pytest.mark.parametrize(
    "text",
    [
        "Results missed the consensus, HMC Investment Securities said, and shares fell.",
        "The toymaker fought MGA Entertainment Inc over sales of dolls.",
        "Total revenue rose 7 percent. Total card spending rose 8 percent.",
        "Executive Chairman Seth Goldman told reporters that sales rose.",
        "BANKS SUE OVER RMBS LOSSES. PLENTY OF SHORT BETS, they said. LSE shares closed flat.",
        "Rosneft bought TNK-BP; shares of the diversified healthcare company fell.",
    ],
)
def test_longer_names_totals_and_people_are_no_companies(text: str) -> None:
    assert subjects(text, "2013-05-01") == set()


def test_the_first_word_of_a_name_that_says_anything_is_no_short_form() -> None:
    text = "Home Depot Inc ( HD.N ) rose. Japan Airlines fell. Home prices rose. Japan said so."
    links = {m.text for m in read(text, "2013-05-01").mentions if m.symbol is not None}
    assert not links & {"Home", "Japan"}
