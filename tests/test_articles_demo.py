"""The shipped demo articles: two pages with the traps of a real one."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from marketlink.articles.article import read_source
from marketlink.reading import read
from marketlink.resources import data_path
from marketlink.verify import ExcerptReader, checked_reading

INSTANT = datetime(2025, 2, 6, 2, 18, tzinfo=UTC)
FURNITURE = {
    "ko": ["현대차", "기아", "테슬라", "BYD", "스텔란티스", "우리금융", "카카오", "애플", "아마존"],
    "en": ["Tesla", "Ford", "Apple", "Amazon", "Hyundai", "Kia", "BYD", "Stellantis", "Boeing"],
}
NAMED = {
    "ko": ["엔비디아", "마이크론 테크놀러지", "하이닉스", "지난 설날 연 기간", "딥시크", "오픈AI"],
    "en": ["Nvidia", "Micron", "SK Hynix", "over the Lunar New Year holiday", "DeepSeek", "OpenAI"],
}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_demo_pages_part_into_body_and_furniture(language: str):
    article = read_source(data_path("demo", f"deepseek-{language}.html"))
    body = [article.line_text(line) for line in article.of_kind("body")]
    assert len(body) == 10
    assert not [name for name in FURNITURE[language] if name in "\n".join(body)]
    assert all(name in article.text for name in FURNITURE[language])
    assert all(name in "\n".join(body) for name in NAMED[language])
    assert article.language == language
    assert article.published.value == INSTANT
    assert article.published.grade == "stated"
    assert article.warnings == ()
    assert article.body_confidence > 0.9


def test_the_demo_pages_know_their_title_and_author():
    korean = read_source(data_path("demo", "deepseek-ko.html"))
    english = read_source(data_path("demo", "deepseek-en.html"))
    assert korean.title == "값싼 AI가 던진 질문 [윤가람의 숫자로 읽는 시장]"
    assert (korean.author, korean.publisher) == ("윤가람", "한강경제저널")
    assert english.title == "When intelligence gets cheap, who pays for the chips?"
    assert (english.author, english.publisher) == ("Garam Yoon", "The Han River Ledger")


def test_the_demo_copies_no_sentence_of_the_column(shared: Path):
    column = (shared / "seeds" / "deepseek-column.txt").read_text()
    demo = data_path("demo", "deepseek-ko.html").read_text()
    match = SequenceMatcher(None, demo, column, autojunk=False).find_longest_match()
    assert match.size < 20


@pytest.mark.parametrize(
    ("language", "verdicts"),
    [
        ("ko", ["supported", "supported", "supported", "unclear", "unclear"]),
        ("en", ["supported", "supported", "unclear", "unclear"]),
    ],
)
def test_the_demos_statements_are_judged_as_a_reader_with_a_price_table_would(
    language: str, verdicts: list[str]
):
    found = checked_reading(read(data_path("demo", f"deepseek-{language}.html")), ExcerptReader())
    assert [claim.verdict for claim in found.claims] == verdicts
