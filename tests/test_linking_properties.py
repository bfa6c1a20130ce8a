"""What must hold for any text at all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.companies.link import link_text
from marketlink.errors import InputError
from marketlink.reading import read, to_json

KOREAN = "엔비디아|삼성 전자|가| 주가|기아|대상|SK\u200b하이닉스|그룹|ᄒ|하|005930|키움증권 연구원"
LATIN = "Apple|$NVDA|(000660)|NASDAQ: MU|, |\n|'s|(A)|Target|\u202e|Ｍｉｃｒｏｎ|İ|𝐀|FB"
PIECES = st.sampled_from([*KOREAN.split("|"), *LATIN.split("|")])
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_a_span_is_always_in_the_text_and_reading_is_deterministic(text: str) -> None:
    found = link_text(text)
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.relevance <= 100
        assert 0 <= mention.confidence <= 1
    assert found == link_text(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_subject_has_a_mention_that_is_one(text: str) -> None:
    found = link_text(text)
    named = {mention.symbol for mention in found.mentions if mention.role == "subject"}
    assert set(found.subjects) == named


ARTICLE = """엔비디아 급락에 반도체주 약세

{}

증권가에서는 하이닉스의 실적이 다음 분기에도 좋을 것으로 내다봤다. 외국인은 사흘째 주식을 팔았다.
"""
FURNITURE = st.lists(
    st.sampled_from(
        [
            "많이 본 뉴스",
            "  • 현대차, 신형 전기차 공개",
            "  • “결국 중국에 꼬리 내린 테슬라” 파격 할인",
            "[뉴스] 랭킹 뉴스",
            "공유하기",
            "  1",
            "무단 전재 및 재배포 금지",
            "당신을 위한 인기글",
            "  • 카카오 먹통에 이용자 분통",
        ]
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(FURNITURE)
def test_furniture_below_an_article_changes_nothing_but_warnings(below: list[str]) -> None:
    text = ARTICLE.format(
        "마이크론은 시간외 거래에서 5% 내렸다. 메모리 가격이 떨어진다는 전망 때문이다."
    )
    alone = to_json(read(text, "2025-02-06"))
    page = to_json(read(text + "\n\n많이 본 뉴스\n" + "\n".join(below) + "\n", "2025-02-06"))
    assert page["subjects"] == alone["subjects"] == ["NVDA", "MU", "000660.KS"]
    assert page["mentions"] == alone["mentions"]
    assert page["moments"] == alone["moments"]
    assert page["claims"] == alone["claims"]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=400), TEXTS))
def test_no_input_crashes_the_reading(source: bytes | str) -> None:
    try:
        reading = read(source, "2025-02-06")
    except InputError:
        return
    text = reading.article.text
    assert all(text[one.start : one.end] == one.text for one in reading.mentions)
    assert to_json(reading) == to_json(read(source, "2025-02-06"))
