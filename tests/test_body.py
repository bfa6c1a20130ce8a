"""The body apart from the page around it."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.articles.article import read_article
from marketlink.articles.boilerplate_cues import is_heading
from marketlink.articles.lines import spans
from marketlink.articles.page_words import alternatives

FURNITURE = {
    "현대차", "기아", "테슬라", "BYD", "스텔란티스", "우리금융", "애스턴마틴", "아우디", "푸조",
}  # fmt: skip


def kinds(text: str) -> list[tuple[str, str]]:
    article = read_article(text)
    return [(line.kind, article.line_text(line)) for line in article.lines]


def body(text: str) -> str:
    return "\n".join(said for kind, said in kinds(text) if kind == "body")


@pytest.fixture
def column(shared: Path) -> str:
    return (shared / "seeds" / "deepseek-column.txt").read_text()


def test_the_columns_body_is_its_nine_paragraphs(column: str):
    article = read_article(column)
    found = [article.line_text(line) for line in article.of_kind("body")]
    assert len(found) == 9
    assert found[0].startswith("지난 설 휴 기간")
    assert found[-1].endswith("분명하다.")
    assert not [name for name in FURNITURE if name in "".join(found)]
    assert article.text == column
    assert article.body_confidence >= 0.9
    assert article.warnings == ()


def test_the_columns_title_author_and_publisher(column: str):
    article = read_article(column)
    assert article.title == "딥시크, AI 생태계의 게임체인저인가 [김세중의 여의도 커피챗]"
    assert (article.author, article.publisher, article.language) == ("김세중", "서울경제", "ko")
    named = [article.line_text(line) for line in article.of_kind("author")]
    assert named.count("[김세중의 여의도 커피챗]") == 5
    title = article.of_kind("title")
    assert len(title) == 5
    assert Counter(line.kind for line in article.lines)["list"] > 80


def layout(column: str, name: str) -> str:
    """The column rebuilt as a page, in layouts from well marked up to hardly."""
    blocks = [span.text for span in spans(column)]
    inside = range(5, 14)
    if name == "article":
        body = "".join(f"<p>{escape(blocks[i])}</p>" for i in inside)
        before = "".join(f"<div>{escape(b)}</div>" for b in blocks[:5])
        after = "".join(f'<li><a href="/n">{escape(b)}</a></li>' for b in blocks[14:])
        return (
            f"<html><body><header>{before}</header><article>{body}</article>"
            f'<aside class="ranking"><ul>{after}</ul></aside></body></html>'
        )
    if name == "divs":
        return f"<html><body>{''.join(f'<div>{escape(b)}</div>' for b in blocks)}</body></html>"
    linked = [
        escape(b) if i < 14 else f'<a href="/n">{escape(b)}</a>' for i, b in enumerate(blocks)
    ]
    return f"<html><body><div>{'<br><br>'.join(linked)}</div></body></html>"


@pytest.mark.parametrize("name", ["article", "divs", "br"])
def test_the_column_as_a_page_in_three_layouts(column: str, name: str):
    article = read_article(layout(column, name))
    found = [article.line_text(line) for line in article.of_kind("body")]
    assert article.media_type == "text/html"
    assert len(found) == 9
    assert not [name for name in FURNITURE if name in "".join(found)]


@pytest.mark.parametrize(
    "text",
    [
        "삼성전자, 3분기 영업이익 9조1000억원",
        "Nvidia falls 17% as DeepSeek rattles AI trade",
        "엔비디아 17% 급락\n마이크론도 하락",
        "NVDA -16.97%\nMU -11.71%",
        "엔비디아가 27일(현지시간) 17% 급락했다. 시가총액은 하루 만에 크게 줄었다.",
        "[특징주] 한미반도체, 엔비디아 급락에 약세",
        "Photoshop maker Adobe rose 5%",
        "카카오톡 먹통에 카카오 주가 3% 하락",
        "관련기사 삭제 논란에 네이버 주가 하락",
        "Most read: why Tesla fell",
        "“사상 최대 실적에도 왜 내렸나”",
        "코스피 2,500선 붕괴… 외국인 1조원 순매도",
    ],
)
def test_one_or_two_short_lines_are_all_body(text: str):
    assert body(text) == text


FELL = "엔비디아가 17% 급락했다."
SHED = "Nvidia shares fell 17% on Monday."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"{FELL}\n\n[관련기사]\n현대차, 신차 공개\n기아 K4 출시", FELL),
        (f"{SHED}\n\nMost read\nTesla cuts prices\nFord recalls cars", SHED),
        (f"{FELL} 낙폭이 컸다.\n▶ 관련기사: 현대차 신차 공개", f"{FELL} 낙폭이 컸다."),
        (f"{SHED}\nRelated: Tesla cuts prices", SHED),
        (f"{SHED}\nREAD MORE: Tesla cuts prices", SHED),
        (f"[이데일리 홍길순 기자] {FELL}", FELL),
        (f"(서울=연합뉴스) 홍길순 기자 = {FELL}", FELL),
        (f"【뉴욕=뉴시스】 {FELL}", FELL),
        (f"{FELL} (사진=삼성전자 제공)", FELL),
        (f"{FELL}[사진=현대차]", FELL),
        (f"NEW YORK, Jan 27 (Reuters) - {SHED}", f"NEW YORK, Jan 27\n{SHED}"),
        (f"{SHED} (Reporting by A Person; Editing by B Person)", SHED),
        (f"(Updates with moves after the end of trading){SHED}", SHED),
        (f"{SHED} (Adds comment, closing prices)", SHED),
        (f"Acme (updates its plan) and {SHED}", f"Acme (updates its plan) and {SHED}"),
        (f"{FELL}\n홍길순 기자 hong@example.com\nⓒ 서울경제, 무단 전재 및 재배포 금지", FELL),
        (f"{SHED}\nPhoto: Tesla factory / Getty Images", SHED),
        (f"삼성전자 서초사옥. 사진=연합뉴스\n{FELL}", FELL),
    ],
)
def test_what_is_no_text_of_the_article_is_not_body(text: str, wanted: str):
    assert body(text) == wanted


def test_a_person_in_a_columns_heading_is_its_author_and_a_carmaker_is_not():
    assert ("author", "[박서연의 시장 읽기]") in kinds(
        "시장은 왜 내렸나 [박서연의 시장 읽기]\n\n시장이 내렸다. 낙폭이 컸다."
    )
    assert "현대차의" in body("[현대차의 변신] 전기차 판매 늘었다")


def test_a_box_of_related_stories_in_the_middle_does_not_end_the_body():
    long = (
        "엔비디아는 "
        + "이날 하루 동안 시가총액이 크게 줄었고 반도체 업종 전체가 함께 흔들렸으며 " * 3
        + "마감했다."
    )
    text = f"엔비디아가 17% 급락했다. 낙폭이 컸다.\n\n관련기사\n• 현대차 신차\n\n{long}"
    assert body(text).endswith("마감했다.")
    assert "현대차" not in body(text)


def test_closing_prices_under_the_last_sentence_stay_body():
    prices = "삼성전자 53,000 (-1.2%)\nSK하이닉스 199,200 (-9.86%)"
    text = f"마감 시황을 전한다. 반도체 업종이 내렸다.\n{prices}"
    assert body(text) == text


def test_disagreement_lowers_the_confidence_and_is_told():
    said = "The shares of the company fell on the day and the market took it as a sign of what "
    body = [said * 3 + "was to come for all of the others."] * 3
    text = "\n\n".join([*body, "Related stories", *[f"• {line}" for line in body * 2]])
    article = read_article(text)
    assert len(article.of_kind("body")) == 3
    assert article.body_confidence < 0.6
    assert any("disagree" in warning for warning in article.warnings)


def test_lines_too_short_for_a_second_opinion_are_less_sure():
    article = read_article("\n\n".join(f"주가가 {n}% 내렸다." for n in range(12)))
    assert article.body_confidence == 0.7


FOOTERS = st.sampled_from(
    [
        "\n\n[뉴스] 랭킹 뉴스\n\n  • 테슬라 판매 급감\n  • “결국 꼬리 내린 현대차” 할인!\n",
        "\n\n관련기사\n- 기아 K4 국내 출시는 언제?\n- BYD 아토2 공개\n",
        "\n\n지금 뜨는 뉴스\n\n  • 1\n    애스턴마틴 발키리 공개, ‘르망 도전’\n\n    차·테크 \n",
        "\n\nMost Popular\nTesla cuts prices again\nFord to build a new plant\n",
        "\n\nRelated Articles\n1. Apple unveils a phone\n2. Why BYD is winning\n",
        "\n\nⓒ 서울경제, 무단 전재 금지\n\n댓글 0\n\n당신을 위한 글\n\n  • 테슬라 인증\n",
    ]
)
ARTICLES = st.sampled_from(
    [
        "엔비디아가 27일 17% 급락했다.",
        "Nvidia fell 17% on Monday, its worst day since 2020.",
        "새 공장 짓는다\n입력 2025.02.06 오전 11:18\n업체가 새 공장을 짓는다고 했다.",
        "\n\n".join(
            ["엔비디아가 급락했다"]
            + [f"주가는 {n}% 내렸고 시장은 이를 악재로 받아들였다." for n in range(9)]
        ),
    ]
)


@given(ARTICLES, st.lists(FOOTERS, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_furniture_below_changes_no_line_above(text: str, footers: list[str]):
    plain, whole = read_article(text), read_article(text + "".join(footers))
    above = [line for line in whole.lines if line.start < len(text)]
    assert above == list(plain.lines)
    assert not [line for line in whole.of_kind("body", "title") if line.start >= len(text)]
    assert whole.published.value == plain.published.value
    assert (whole.title, whole.author, whole.language) == (
        plain.title,
        plain.author,
        plain.language,
    )


def test_a_saved_english_page_with_menus_points_and_subheads():
    text = """Skip to content
Markets | Tech | Opinion
Nvidia sinks as investors rethink AI spending
By Jane Roe and John Doe
Jan. 27, 2025 5:10 pm ET

Key points
- Nvidia shares fell 17% on Monday.
- Micron dropped 11.7%.

Nvidia shares had their worst day since 2020 after a startup showed a cheap model.

What happened
The selloff erased about $589 billion. "It is a wake-up call," said one manager.

Write to Jane Roe at jane.roe@example.com
Appeared in the January 28, 2025, print edition as 'Nvidia sinks'.

What to Read Next
Tesla sales fall in Europe
Ford to cut jobs. The company said on Tuesday it would cut 4,000 jobs.
"""
    article = read_article(text)
    found = [article.line_text(line) for line in article.of_kind("body")]
    assert found[0] == "- Nvidia shares fell 17% on Monday."
    assert found[-1].startswith("The selloff")
    assert len(found) == 5
    assert (article.title, article.author) == (
        "Nvidia sinks as investors rethink AI spending",
        "Jane Roe",
    )


def test_a_share_bar_above_the_body_does_not_swallow_it():
    text = "엔비디아 폭락\n\n공유하기\n\n뉴욕증시가 급락했다.\n\n낙폭이 컸다고 시장은 전했다."
    assert body(text) == "뉴욕증시가 급락했다.\n낙폭이 컸다고 시장은 전했다."


def test_a_markdown_article():
    text = """# Nvidia sinks 17%

*By Jane Roe*

![Nvidia headquarters](a.png)

Nvidia shares fell **17%** on Monday, the worst day since 2020.

### Related stories

- [Tesla sales fall](https://x.test/1)
"""
    article = read_article(text)
    assert article.text == text
    assert (article.title, article.author) == ("Nvidia sinks 17%", "Jane Roe")
    assert body(text) == "Nvidia shares fell **17%** on Monday, the worst day since 2020."


def test_a_page_that_breaks_its_lines_and_hides_a_caption_in_a_table():
    page = """<html><head><title>엔비디아 폭락 : 예시경제</title></head><body>
<div id="gnb"><a href=1>홈</a> <a href=2>증권</a></div><h2>엔비디아 폭락</h2>
<div class="info"><span>홍길순 기자</span> <span>입력 2025.01.28 07:10</span></div>
<div id="articleBody">뉴욕증시가 중국 AI 충격에 급락했다.<br><br>27일 엔비디아는 16.97% 내렸다.<br>
<table><tr><td><img><br>엔비디아 본사. /사진=삼성전자</td></tr></table>
마이크론도 내렸다. 투자자들은 과잉투자를 우려했다고 시장은 전했다.<br></div>
<div class="rel"><h4>관련기사</h4><a href=1>현대차 신차 공개</a><br><a href=2>기아 K4</a></div>
<div class="cmt">댓글 3<div>삼성전자 사세요 2025.01.28 09:00</div></div></body></html>"""
    article = read_article(page)
    found = [article.line_text(line) for line in article.of_kind("body")]
    assert [text[:4] for text in found] == ["뉴욕증시", "27일 ", "마이크론"]
    assert article.title == "엔비디아 폭락"
    assert article.published.value is not None
    assert article.published.evidence[0].text == "입력 2025.01.28 07:10"


PAIR = "Micron also fell sharply on the same day as investors sold."
MORE = "Broadcom followed with a loss of more than 17 percent."
STANDING = [
    ("Berkshire Hathaway holds a position in Apple worth $80 billion.", None),
    ("삼성전자, 갤럭시 무료 수리 서비스 제공", None),
    ("LG에너지솔루션, GM에 배터리 제공", None),
    ("Next: Tesla earnings on Wednesday", None),
    ("#NVDA #AMD both down big today", None),
    ("Watch: Apple unveils new phone", None),
    ("투자 손실 우려에 카카오 5% 하락", None),
    ("코스피 2500 | 코스닥 700 | 환율 1400", None),
    ("삼성전자 | SK하이닉스 | 현대차 동반 하락", None),
    ("$NVDA $AMD $TSLA moving today", None),
    ("Tesla, Ford: what to watch\nGM beats; Ford misses", None),
    ("오늘의 특징주\n• 삼성전자 3% 상승\n• SK하이닉스 2% 하락", None),
    ("매출 351억달러, 영업이익 219억달러\n주당순이익 0.81달러", None),
]
SET_APART = [
    (f"{FELL} /현대차 제공", FELL),
    (f"{FELL} (현대차 제공)", FELL),
    (f"갤럭시 신제품. 삼성전자 제공\n{FELL}", FELL),
    (f"[한경닷컴 홍길동 기자] {FELL}", FELL),
    (f"(서울=연합인포맥스) 홍길동 기자 = {FELL}", FELL),
    (f"{FELL}\nSBS 홍길동 기자", FELL),
    (f"{FELL}\n한국경제TV 홍길동 기자 hong@example.com", FELL),
    (f"{SHED}\nThe Motley Fool has positions in and recommends Apple and Tesla.", SHED),
    (f"{SHED} The Motley Fool has positions in and recommends Apple and Tesla.", SHED),
    (f"{SHED}\nDisclosure: The author owns shares of Tesla.", SHED),
    (f"{SHED}\nJohn Doe has no position in any of the stocks mentioned.", SHED),
    (f"{SHED}\nTags: Tesla, Apple, Ford", SHED),
    (f"{FELL}\n#현대차 #기아 #테슬라", FELL),
    (f"{FELL} #현대차 #기아", FELL),
    (f"{FELL}\n관련 종목: 현대차, 기아", FELL),
    (f"{FELL}\n이전 기사 현대차, 신차 공개\n다음 기사 ▶ 기아 파업", FELL),
    (f"{SHED}\nNext article: Tesla cuts prices", SHED),
    (f"{SHED}\n\nAdvertisement\n\n{PAIR}", f"{SHED}\n{PAIR}"),
    (f"{SHED}\n\nRelated stories\n- Tesla\n\n{PAIR}\n\n{MORE}", f"{SHED}\n{PAIR}\n{MORE}"),
    (f"{SHED}\nImage source: Tesla.", SHED),
    (f"{SHED} (Image credit: Apple)", SHED),
    (f"{FELL}\n투자 판단의 최종 책임은 투자자에게 있습니다.", FELL),
    (f"당신이 좋아할 만한 기사\n현대차 신차\n\n{FELL}\n{FELL}", f"{FELL}\n{FELL}"),
    (f"{FELL}\n\n이 시각 주요 뉴스\n현대차가 2일 신차를 공개했다.\n기아는 3일 파업했다.", FELL),
    (f"{FELL}\n\n▶ 현대차, 신형 전기차 공개\n▶ 기아, 파업 돌입", FELL),
    (
        "엔비디아發 쇼크에 긴장\n\n• “꼬리 내린 현대차” 할인!\n• 테슬라 공개",
        "엔비디아發 쇼크에 긴장",
    ),
    ("오늘의 특징주\n\n• 삼성전자 3% 상승", "오늘의 특징주\n• 삼성전자 3% 상승"),
    (f"{SHED}\n\nPeople also read\nTesla cuts prices", SHED),
    (f"{SHED}\n\nMore stories you might like\nTesla cuts prices", SHED),
    ("속보: 엔비디아 17% 급락\n\n실시간 급상승 검색어\n1. 현대차", "속보: 엔비디아 17% 급락"),
]


@pytest.mark.parametrize(("text", "wanted"), [*STANDING, *SET_APART])
def test_what_stands_and_what_is_set_apart(text: str, wanted: str | None):
    assert body(text) == (text if wanted is None else wanted)


def test_classes_on_the_whole_page_and_a_page_wide_form_set_nothing_apart():
    page = """<html><body class="home menu-open related"><form id="aspnetForm">
<div class="share-wrap best"><h1>새 공장</h1><p>반도체 업체가 새 공장을 짓는다고 밝혔다.</p>
<p>투자 규모는 3조원이며 완공까지 두 해가 걸린다고 업체는 전했다.</p></div>
<ul><li><a href=1>현대차 신차</a></li></ul></form></body></html>"""
    assert body(page).count("\n") == 1
    assert "현대차" not in body(page)


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize(
    "box",
    [
        "<aside><h3>많이 본 뉴스</h3><ul>{li}</ul></aside>",
        "<div class='related_news'><strong>관련기사</strong>{li}</div>",
        "<div><h4>랭킹 뉴스</h4>{li}</div>",
        "<ul>{li}</ul>",
        "<footer>{li}</footer>",
        "<table class=list><tr><td>{li}</td></tr></table>",
    ],
)
def test_a_headline_page_keeps_its_line_whatever_stands_around_it(box: str, above: bool):
    items = "".join(
        f"<li><a href=x>{name}</a></li>" for name in ("현대차, 신차 공개", "테슬라 인하")
    )
    article = "<article><h1>오늘의 증시</h1><p>엔비디아發 쇼크에 아시아 증시 긴장</p></article>"
    parts = [article, box.format(li=items)]
    page = f"<html><body>{''.join(parts[::-1] if above else parts)}</body></html>"
    assert body(page) == "엔비디아發 쇼크에 아시아 증시 긴장"


def test_a_short_last_sentence_with_a_number_is_body():
    text = (
        "Chip stocks fall\n\nThe largest of them lost a tenth of its value.\n\nIts rival shed 6%."
    )
    assert body(text).endswith("Its rival shed 6%.")


@pytest.mark.parametrize(
    "line",
    [
        "Market quotes",
        "■ Related stories this week",
        "● Watch more",
        "Most popular articles",
        "People also search for",
        "당신이 좋아할 만한 좋은 콘텐츠",
        "◆ 이 기사와 관련 종목 더보기",
        "분야별 많이 본 뉴스 »",
        "[뉴스] 함께 보면 좋은 기사",
    ],
)
def test_headings_of_other_stories_are_seen_behind_any_mark(line):
    assert is_heading(line)


def test_letters_of_dense_scripts_are_not_looked_for_in_ascii() -> None:
    dense = re.compile(alternatives("page_dense"))
    assert not any(dense.search(chr(code)) for code in range(128))
    assert dense.search("가")


def test_the_points_above_a_wires_story_are_its_text():
    points = "* Pfizer works on its next move\n* Bank of America drops after a test\n"
    story = "Stocks rose on Monday as shares of drugmakers gained, and banks were little changed.\n"
    assert body(points + story).startswith("* Pfizer works")
    assert body("More stories\n" + points + story).startswith("Stocks rose")


def test_items_that_state_something_under_a_head_are_the_article():
    story = "Chipmakers rose on Thursday after a strong report, and insurers fell again.\n"
    items = "\n– Acme Cos. (+8.0%) had its best day.\n\n– Zeta (-6.7%) said storms would cost it.\n"
    assert body(f"Chips up\n\n{story}\nElsewhere:\n{items}").count("%") == 2
    assert body(f"Chips up\n\n{story}\nMore stories:\n{items}").count("%") == 0


def test_a_row_of_other_stories_within_a_line_is_no_text():
    story = "Chipmakers rose on Thursday after a strong report, and insurers fell again.\n"
    row = "Most Popular on Acme's: Why Zeta Stock Fell 3% • Apple's Problem\n"
    assert "Zeta" not in body(f"Chips up\n\n{story}\n{row}\n{story}")


RISE = "반도체주가 동반 상승했다고 거래소는 전했다."


@pytest.mark.parametrize(
    ("above", "rows"),
    [
        (RISE, "■ 많이 오른 종목\nSK하이닉스 199,200원(▲9.86%)\n삼성전자 53,700원(▲2.48%)"),
        (RISE, "- 오른 종목: SK하이닉스(+9.86%), 삼성전자(+2.48%)"),
        (RISE, "- SK하이닉스는 1,200원 오른 199,200원, 삼성전자는 300원 내린 53,700원"),
        (SHED, "* Micron (MU): -11.71%"),
        (SHED, "- Micron: $91.24, -11.7%\n- Nvidia: $118.42 (-17.0%)"),
        (SHED, "[Gainers]\nMicron +3.21%\nNvidia +8.93%"),
        (SHED, "The top three losers:\n** Micron Technology Inc, down 11.7 pct\n** Nvidia : up 3%"),
        (SHED, f"• Shares of Micron ( MU ) fell 2.6%, {', '.join(5 * ['which was below'])} $0.98"),
        (RISE, "・マイクロン: 91.24ドル(▼11.71%)"),
        (RISE, "・東京エレクトロンは1,200円高の21,350円"),
    ],
)
def test_lists_of_movers_behind_the_last_sentence_are_the_article(above: str, rows: str):
    text = f"{above}\n\n{rows}"
    footer = "\n\nⓒ 서울경제, 무단 전재 금지\n\n- 테슬라 +2.31%\n- 현대차 -1.02%"
    assert body(text + footer) == f"{above}\n{rows}"


def test_a_list_of_movers_between_the_headline_and_the_first_sentence_is_body():
    rows = "- SK하이닉스: -9.86%\nMU -11.71%"
    assert body(f"오늘의 등락 종목 모음\n\n{rows}\n\n{RISE}") == f"{rows}\n{RISE}"


def test_the_heads_of_a_tables_columns_are_body_and_a_pages_menu_is_not():
    table = "Name | Close | Day | Year to date\nMicron | 91.11 | -11.7% | +8.3%"
    text = f"What fell on Monday\n\nHome | Stocks | News | More\n\n{{}}{SHED}"
    assert body(text.format(f"{table}\n")) == f"{table}\n{SHED}"
    assert body(text.format("")) == SHED
    assert body(f"{SHED}\n\n{table}") == f"{SHED}\n{table}"


@pytest.mark.parametrize(
    "rows",
    [
        "- 현대차 영업이익 2조8,222억원, 기아 2조7,164억원",
        "■ 관련 종목\nSK하이닉스 199,200원(▲9.86%)",
        "Stocks mentioned\nMU $91.24 (-11.71%)",
        "- Tesla sales fall 13%",
        "- Tesla sales fall, down 13%, and shares of other makers of cars follow it",
        "■ 추천 영상\n현대차, 신차 공개",
    ],
)
def test_other_headlines_and_a_pages_tickers_are_no_list_of_movers(rows: str):
    assert body(f"{RISE}\n\n{rows}") == RISE
