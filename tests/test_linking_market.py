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
