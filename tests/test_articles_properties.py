"""What holds of every reading, whatever comes in."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketlink.articles.article import read_article
from marketlink.articles.stamps import find_stamps
from marketlink.errors import InputError
from marketlink.records.article import Article
from marketlink.sources.raw import RawArticle

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PIECES = st.sampled_from(
    [
        "엔비디아가 27일 17% 급락했다.",
        "Nvidia fell 17% on Monday.",
        "\n",
        "\n\n",
        " ",
        "관련기사",
        "• 현대차, 신차 공개",
        "사진=연합뉴스",
        "(사진=삼성전자 제공)",
        "[이데일리 홍길순 기자]",
        "입력 2025.02.06 오전 11:18",
        "2025년 13월 45일 99시",
        "Published: Jan 27, 2025 4:15 PM ET",
        "\u202e",
        "\u200b",
        "\ufeff",
        "\u0000",
        "\u2028",
        "\x85",
        "\r",
        "\r\n",
        "\t",
        "ⓒ",
        "<p>",
        "</div>",
        "<script>",
        "&amp;",
        "[",
        "]",
        "(",
        "https://x.test/2025/02/06/a",
        "---\n",
        "# ",
        "By Jane Roe",
        "Related:",
        "🚀",
        "가" * 500,
        "a" * 500,
        "1" * 60,
        "20250206" * 4,
    ]
)
TAGS = st.sampled_from(
    [
        "<html>",
        "<head>",
        "<title>새 공장</title>",
        "<body>",
        "<p>",
        "</p>",
        "<div class='related'>",
        "</div>",
        "<br>",
        "<a href='x'>",
        "</a>",
        "<script>var a = '<p>'",
        "<!--",
        "-->",
        "<![CDATA[",
        "<article>",
        "<h1>",
        "</h1>",
        "<li>",
        "<table><td>",
        "<svg>",
        "<time datetime='2025-02-06'>",
        "<meta name=date content='2025-02-06T11:18:00'>",
        "<meta property='og:title' content=''>",
        "<script type='application/ld+json'>{\"@graph\": [[[",
        "</script>",
        "<p style='display:none'>",
        "주가가 17% 내렸다고 회사가 밝혔다. ",
        "Shares of the company fell on the day. ",
        "\x00",
        "&#0;",
        "&#xD800;",
        "<p hidden>",
        "<template>",
        "</html>",
    ]
)


def sound(article: Article) -> None:
    """The invariants of a reading."""
    assert article.text
    for line in article.lines:
        said = article.line_text(line)
        assert 0 <= line.start < line.end <= len(article.text)
        assert said == said.strip()
        assert said
    for before, after in pairwise(article.lines):
        assert before.end <= after.start
        assert before.number <= after.number
    found = article.published
    if isinstance(found.value, datetime):
        assert found.value.utcoffset() is not None
        assert found.value <= NOW.replace(hour=1)
    assert (found.value is None) == (found.grade == "unknown") or found.grade == "bracketed"
    assert 0 < article.body_confidence <= 1
    article.text.encode()


@given(st.lists(PIECES, min_size=1, max_size=14))
@settings(max_examples=250, deadline=None)
def test_plain_text_of_any_make_reads_soundly_and_the_same_twice(pieces: list[str]):
    text = "".join(pieces)
    try:
        article = read_article(RawArticle("-", text.encode()), now=NOW)
    except InputError:
        return
    sound(article)
    assert article == read_article(RawArticle("-", text.encode()), now=NOW)
    if article.media_type == "text/plain" and "\x00" not in text:  # two bytes a letter, perhaps
        assert article.text == text.removeprefix("\ufeff")
        assert read_article(text, now=NOW).text == text


@given(st.lists(TAGS, max_size=40))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_broken_pages_read_soundly(tags: list[str]):
    raw = RawArticle("-", ("<html>" + "".join(tags)).encode(), "text/html")
    try:
        article = read_article(raw, now=NOW)
    except InputError:
        return
    sound(article)
    assert article == read_article(raw, now=NOW)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_random_bytes_are_read_or_refused(content: bytes):
    try:
        article = read_article(content, now=NOW)
    except InputError as error:
        assert "\n" not in str(error)
        return
    sound(article)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_random_text_is_read_or_refused(text: str):
    try:
        sound(read_article(text, now=NOW))
    except InputError:
        assert not any(c.isalnum() for c in text) or len(text) > 8


@given(st.text(alphabet="0123456789./-:년월일시분 오전후입력KSTET+,JanPMam", max_size=60))
@settings(max_examples=300, deadline=None)
def test_stamps_lie_in_the_text_and_are_real_days(text: str):
    for stamp in find_stamps(text):
        assert 0 <= stamp.start < stamp.end <= len(text)
        assert 1900 <= stamp.day.year <= 2099
        assert stamp.text in text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "<p>엔비디아가 17% 급락했다.</p>",
        "<b><i>" * 20_000 + "Nvidia fell 17%." + "</i></b>" * 20_000,
        "<table><tr><td>" * 5_000 + "Nvidia fell 17%.",
        "<p>" + "가나다라 " * 200_000 + "</p>",
        "<p>fell " + "&amp;" * 300_000 + "</p>",
        "".join(f"<p>{n} 주가가 내렸다.</p>" for n in range(3_000)),
        '<script type="application/ld+json">' + "[" * 100_000 + "</script><p>Nvidia fell.</p>",
    ],
    ids=["divs", "inline", "tables", "words", "entities", "paragraphs", "json"],
)
def test_pages_made_to_hurt_are_read(markup: str):
    raw = RawArticle("-", f"<html><body>{markup}".encode(), "text/html")
    article = read_article(raw, now=NOW)
    assert any(word in article.text for word in ("급락했다", "내렸다", "fell", "가나다라"))
    sound(article)


@pytest.mark.parametrize(
    "text",
    [
        "가" * 1_000_000,
        "a " * 500_000,
        "(" * 200_000,
        "[" * 200_000,
        "2025." * 100_000,
        "입력 " * 100_000,
        "1,000" * 100_000,
        "=" * 300_000,
        "By " + "Jane " * 50_000,
        "가나 기자 " * 50_000,
        "사진=" * 100_000,
        "2025-02-06 11:18 " * 20_000,
        "\n" * 500_000 + "끝.",
        "• 현대차 공개\n" * 20_000,
        "주가가 내렸다고 회사가 이날 밝혔다.\n" * 20_000,
    ],
    ids=range(15),
)
def test_texts_made_to_hurt_are_read(text: str):
    sound(read_article(f"끝.\n{text}", now=NOW))  # signs alone are no article


def test_fifty_megabytes_are_refused_at_once():
    noise = random.Random(7).randbytes(1000) * 50_000
    for content in (b"a" * 50_000_000, noise, "가 ".encode() * 12_500_000):
        with pytest.raises(InputError, match="larger than 20 MB"):
            read_article(content)


def test_marks_of_direction_and_of_no_width_stay_in_the_text():
    text = "\u202e엔비\u200b디아\u2066가 17%\u2069 급락했다."
    article = read_article(text)
    assert article.text == text
    assert [line.kind for line in article.lines] == ["body"]
