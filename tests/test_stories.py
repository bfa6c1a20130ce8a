"""One story, one event: labelled pairs, and what holds of every grouping."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketlink.news.quantities import agree, figures, shared
from marketlink.news.similarity import StoryItem, facts_of, same_story
from marketlink.news.stories import Grouper, keys_of
from marketlink.news.topics import direction, is_move

CASES = Path(__file__).parent / "cases" / "stories.jsonl"
FLOOR = 0.95
NAMES = {
    "Nvidia": "NVDA", "엔비디아": "NVDA", "SK hynix": "000660.KS", "SK하이닉스": "000660.KS",
    "Micron": "MU", "마이크론": "MU", "Broadcom": "AVGO", "브로드컴": "AVGO", "AMD": "AMD",
    "삼성전자": "005930.KS", "Samsung Electronics": "005930.KS", "TSMC": "TSM", "Intel": "INTC",
    "한화에어로스페이스": "012450.KS", "Hanwha Aerospace": "012450.KS", "Target": "TGT",
    "대한항공": "003490.KS", "Korean Air": "003490.KS", "아시아나": "020560.KS",
    "Asiana": "020560.KS", "Starbucks": "SBUX", "스타벅스": "SBUX", "Chipotle": "CMG",
    "Boeing": "BA", "알테오젠": "196170.KQ", "Kia": "000270.KS", "기아": "000270.KS",
    "현대차": "005380.KS", "카카오뱅크": "323410.KS", "카카오페이": "377300.KS", "Delta": "DAL",
    "United Airlines": "UAL", "Apple": "AAPL", "애플": "AAPL", "LG화학": "051910.KS",
    "LG전자": "066570.KS", "Tesla": "TSLA",
}  # fmt: skip


def item(name: str, text: str, published: str, *subjects: str, reaction: date | None = None):
    named = subjects or tuple(dict.fromkeys(s for n, s in NAMES.items() if n in text))
    return StoryItem(name, text, datetime.fromisoformat(published), named, reaction)


def same(one: StoryItem, other: StoryItem) -> bool:
    return same_story(facts_of(one), facts_of(other))


def grouped(items: list[StoryItem]) -> list[list[str]]:
    """The ids of each story's reports, which come in time."""
    grouper, stories = Grouper(), {}
    for fact in sorted(map(facts_of, items), key=lambda fact: (fact.at, fact.item.id)):
        stories.setdefault(grouper.place(fact, keys_of(fact)), []).append(fact.item.id)
    return list(stories.values())


def test_the_labelled_pairs_are_told_apart():
    cases = [json.loads(line) for line in CASES.read_text().splitlines() if line.strip()]
    wrong = []
    for case in cases:
        a, b = (item(key, case[key]["text"], case[key]["published"]) for key in "ab")
        if not same(a, b) == (len(grouped([a, b])) == 1) == case["same"]:
            wrong.append(case["id"])
    assert len(cases) >= 30
    assert 1 - len(wrong) / len(cases) >= FLOOR, wrong


PAIRS = [
    ("TSLA", "Tesla shares tumble 12% after weak results", "2024-07-24T16:10-04:00",
     "테슬라, 어닝쇼크에 12.3% 급락", "2024-07-25T06:10+09:00", True),
    ("AAPL", "Apple to buy back $110 billion of stock", "2024-05-02T16:35-04:00",
     "애플, 1100억달러 자사주 매입…사상 최대", "2024-05-03T07:00+09:00", True),
    ("META", "Meta stock sinks 15% on spending plans", "2024-04-25T10:00-04:00",
     "Meta shares slide as investors balk at AI costs", "2024-04-25T16:20-04:00", True),
    ("005380.KS", "현대차 3분기 영업이익 3조5809억원…6.5% 감소", "2024-10-24T14:10+09:00",
     "Hyundai Motor third-quarter profit falls 6.5% to 3.58 trillion won",
     "2024-10-24T14:30+09:00", True),
    ("PFE", "Pfizer wins FDA approval for lung cancer drug", "2024-06-10T09:00-04:00",
     "Pfizer names new finance chief", "2024-06-10T11:00-04:00", False),
    ("068270.KS", "셀트리온, 미국 공급 계약 체결", "2024-06-10T09:00+09:00",
     "셀트리온, 750억원 규모 자사주 매입 결정", "2024-06-10T10:00+09:00", False),
    ("BA", "Boeing strike begins as workers reject deal", "2024-09-13T07:00-04:00",
     "보잉 노조, 16년 만에 파업 돌입", "2024-09-13T21:00+09:00", True),
    ("AMZN", "Amazon fined 35 million euros", "2024-01-23T06:00-05:00",
     "Amazon invests $4 billion in Anthropic", "2024-01-23T08:00-05:00", False),
    ("NVDA", "Nvidia falls 3% in premarket trading", "2025-01-27T05:00-05:00",
     "Nvidia closes down 17%", "2025-01-27T16:05-05:00", True),
    ("NVDA", "Nvidia revenue jumps 94% to $35.1 billion in the third quarter",
     "2024-11-20T16:25-05:00",
     "엔비디아 3분기 매출 351억달러…94% 증가", "2024-11-21T06:30+09:00", True),
    ("", "Nasdaq drops 3.07% as chip stocks slide", "2025-01-27T16:10-05:00",
     "나스닥 3.1% 급락 마감", "2025-01-28T06:30+09:00", True),
    ("035720.KS", "카카오 창업자 구속…주가 5% 하락", "2024-07-23T15:40+09:00",
     "Kakao slides 5.4% after founder's arrest", "2024-07-23T16:00+09:00", True),
    ("AAPL", "Apple unveils new phone", "2024-09-09T14:00-04:00",
     "Apple launches cheaper tablet", "2024-09-09T15:00-04:00", False),
    ("068270.KS", "셀트리온, 짐펜트라 미국 공급 계약 체결", "2024-06-10T09:00+09:00",
     "셀트리온 짐펜트라, 미국 보험사와 공급계약", "2024-06-10T10:00+09:00", True),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "a", "at", "b", "bt", "one_story"), PAIRS)
def test_more_pairs(subject: str, a: str, at: str, b: str, bt: str, one_story: bool):
    subjects = (subject,) if subject else ()
    one = StoryItem("a", a, datetime.fromisoformat(at), subjects)
    other = StoryItem("b", b, datetime.fromisoformat(bt), subjects)
    assert same(one, other) is same(other, one) is one_story


def sell_off() -> list[StoryItem]:
    return [
        item("ny", "Nvidia plunges 17% as a cheap model rattles markets",
             "2025-01-27T16:20-05:00"),
        item("ko", "엔비디아, 저비용 AI 충격에 17% 폭락", "2025-01-28T07:00+09:00"),
        item("again", "Nvidia plunges 17%, as a cheap model rattles markets!",
             "2025-01-27T19:00-05:00"),
        item("up", "Nvidia rebounds 9%", "2025-01-28T16:10-05:00"),
        item("mu", "Micron falls 11.7% in chip rout", "2025-01-27T16:10-05:00"),
    ]  # fmt: skip


def test_reports_of_one_happening_are_one_story_across_languages():
    assert grouped(sell_off()) == [["mu"], ["ny", "ko", "again"], ["up"]]


def test_a_named_earlier_session_is_believed():
    late = item("x", "Nvidia fell 17% on Monday", "2025-01-30T09:00-05:00",
                reaction=date(2025, 1, 27))  # fmt: skip
    assert same(late, sell_off()[0])
    assert not same(item("y", "Nvidia fell 17%", "2025-01-31T09:00-05:00"), sell_off()[0])


def test_days_without_a_clock_group_too():
    one = StoryItem("a", "엔비디아 17% 폭락", date(2025, 1, 28), ("NVDA",))
    other = StoryItem("b", "Nvidia drops 17%", date(2025, 1, 28), ("NVDA",))
    assert same(one, other)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("9조1000억원", [("KRW", 9.1e12)]),
        ("9.1조", [("KRW", 9.1e12)]),
        ("5890억 달러", [("USD", 5.89e11)]),
        ("$589 billion", [("USD", 5.89e11)]),
        ("3.6 trillion won", [("KRW", 3.6e12)]),
        ("15,000 jobs in 2024", []),
        ("2,441.55로 8.77% 내려", [("percent", 8.77), ("level", 2441.55)]),
        ("nearly 10 percent", [("percent", 10.0)]),
    ],
)
def test_numbers_are_read_in_comparable_form(text: str, values: list[tuple[str, float]]):
    assert [(f.kind, pytest.approx(f.value)) for f in figures(text)] == values


def test_numbers_agree_within_their_rounding():
    (rounded,), (exact,), (other,) = figures("17%"), figures("16.97%"), figures("16.4%")
    assert agree(rounded, exact)
    assert not agree(exact, other)
    assert shared([rounded], figures("$3 billion")) is None
    assert shared([exact], [other]) is False


@pytest.mark.parametrize(
    ("text", "sign", "move"),
    [
        ("Nvidia shares fall 17%", -1, True),
        ("Kia profit drops 24%", -1, False),
        ("엔비디아, 저비용 AI 충격에 17% 폭락", -1, True),
        ("기아, 2분기 영업이익 24.1% 감소", -1, False),
        ("Despite record profit, Nvidia slides", -1, True),
        ("Apple unveils new phone", 0, False),
        ("Prediction: this stock will soar in September", 0, False),
        ("카카오, 추가 하락 우려", 0, False),
    ],
)
def test_movements_of_prices_and_of_figures(text: str, sign: int, move: bool):
    assert (direction(text), is_move(text)) == (sign, move)


WORDS = st.sampled_from(
    ["Nvidia", "falls", "rises", "17%", "9%", "Q2", "Q3", "엔비디아", "급락", "$3 billion"]
)
ITEMS = st.builds(
    lambda words, hours, subject: (" ".join(words), hours, subject),
    st.lists(WORDS, max_size=6),
    st.integers(0, 24 * 30),
    st.sampled_from([(), ("NVDA",), ("MU",), ("NVDA", "000660.KS"), ("NOSUCH.XX",)]),
)


@given(st.lists(ITEMS, max_size=12))
@settings(max_examples=80, deadline=None)
def test_every_report_is_in_exactly_one_story(made: list[tuple[str, int, tuple[str, ...]]]):
    start = datetime(2025, 1, 20, tzinfo=UTC)
    items = [
        StoryItem(str(n), text, start + timedelta(hours=hours), subjects)
        for n, (text, hours, subjects) in enumerate(made)
    ]
    assert sorted(name for story in grouped(items) for name in story) == sorted(
        one.id for one in items
    )


@pytest.mark.parametrize(
    ("title", "session"),
    [
        ("Acme falls 5%", date(2025, 3, 11)),
        ("Acme falls 5% premarket", date(2025, 3, 12)),
        ("Acme cuts its outlook", date(2025, 3, 12)),
    ],
)
def test_a_movement_told_before_the_open_is_of_the_session_before(title, session):
    told = StoryItem("a", title, datetime(2025, 3, 12, 11, tzinfo=UTC), ("NVDA",))
    assert facts_of(told).sessions == {session}
