"""What a market report says in one breath: levels, totals, streaks that broke, and whole periods."""

# ruff: noqa: E501 (cases read best one a line)
from __future__ import annotations

from datetime import date

import pytest
from claims_fixture import mentions, published_at, read

from marketlink.claims import Series, check, find, gather
from marketlink.moments import read as read_moments


def kinds(text, published):
    return [(claim.kind, claim.verdict) for claim in read(text, published)[0]]


SUPPORTED = [
    ("The S&P 500 fell 1.5% to 6,012.28 on Monday.", "2025-01-28T08:00:00-05:00", ["level", "size"]),
    ("Seoul's Kospi ended 0.77% lower at 2,517.37 on Jan. 31.", "2025-02-05T07:00:00-05:00", ["level", "size"]),
    ("The S&P 500 gave up 88.96 points on Monday.", "2025-01-28T18:00:00-05:00", ["size"]),
    ("코스피는 28일 3.39% 급락하며 2,530선까지 밀렸다.", "2025-02-28T18:00:00+09:00", ["level", "size"]),
    ("코스피는 2,530선에서 거래를 마쳤다.", "2025-02-28T18:00:00+09:00", ["level"]),
    ("SK하이닉스는 19만원대에 마감했다.", "2025-02-28T18:00:00+09:00", ["level"]),
    ("코스피는 234.64포인트(8.77%) 내려 하락폭(234.64포인트)이 컸다.", "2024-08-05T18:00:00+09:00", ["size", "size", "size"]),
    ("삼성전자는 7.21% 급등하며 엿새 만에 반등했다.", "2024-11-15T18:00:00+09:00", ["persistence", "size"]),
    ("SK하이닉스가 8% 넘게 급락하면서 코스피도 3% 이상 빠졌다.", "2024-09-04T18:00:00+09:00", ["size", "size"]),
    ("Nvidia surged 171% in 2024.", "2025-01-28T18:00:00-05:00", ["size"]),
    ("Nvidia more than doubled in 2024.", "2025-01-28T18:00:00-05:00", ["size"]),
    ("엔비디아 주가는 지난해 2.7배로 뛰었다.", "2025-01-28T18:00:00+09:00", ["size"]),
    ("Nvidia ended the week down 15.8%.", "2025-01-31T18:00:00-05:00", ["size"]),
    ("코스피는 2월 한 달간 0.6% 상승했다.", "2025-02-28T18:00:00+09:00", ["size"]),
    ("코스피가 3.30% 올랐다. 2,500선을 회복했다.", "2024-08-06T18:00:00+09:00", ["level", "size"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "expected"), SUPPORTED)
def test_numbers_of_a_market_report_are_all_read_and_right(text, published, expected):
    found = kinds(text, published)
    assert sorted(kind for kind, _ in found) == expected
    assert {verdict for _, verdict in found} == {"supported"}


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Nvidia fell 17% on Monday.", "2025-01-27T10:00:00-05:00"),
        ("코스피는 28일 오전 3.39% 하락했다.", "2025-02-28T11:00:00+09:00"),
        ("코스피가 급락했다.", "2025-02-28T11:00:00+09:00"),
        ("The S&P 500 topped 6,000 on Friday.", "2024-11-08T08:00:00-05:00"),
    ],
)
def test_a_session_that_had_not_closed_decides_nothing(text, published):
    claims = read(text, published)[0]
    assert [claim.verdict for claim in claims] == ["not decidable here"]
    assert "had not closed" in claims[0].why


def test_a_number_of_the_last_session_told_of_an_open_day_is_a_wrong_date():
    (claim,) = read("Nvidia fell 16.97% on Jan. 28.", "2025-01-28T10:00:00-05:00")[0]
    assert claim.verdict == "contradicted" and claim.why.startswith("wrong date")
    (claim,) = read("Nvidia fell 16.97% on Tuesday.", "2025-01-28T10:00:00-05:00")[0]
    assert claim.verdict == "unclear" and "fits NVDA on 2025-01-27" in claim.why


def test_nothing_later_than_publication_is_observed():
    text = "Nvidia fell 16.97% on Tuesday. Nvidia rose 8.93% on Monday."
    for claim in read(text, "2025-01-27T18:00:00-05:00")[0]:
        assert all(str(seen.session) <= "2025-01-27" for seen in claim.observations if seen.session)


@pytest.mark.parametrize(
    "text", ["SK하이닉스가 5거래일 만에 반등했다.", "삼성전자가 사흘 만에 올랐다."]
)
def test_a_turn_counted_in_sessions_is_checked_against_the_run_before_it(text):
    found = dict(kinds(text, "2025-02-12T17:00:00+09:00"))
    assert found["persistence"] == "unclear"


def test_a_shock_that_went_on_takes_the_direction_told_before():
    text = "지난달 27일(현지시간) 엔비디아는 16.97% 급락했다. 충격은 하루로 끝나지 않았다."
    size, lasted = read(text, "2025-02-06T09:00:00+09:00")[0]
    assert (size.kind, lasted.kind, lasted.symbols) == ("size", "persistence", ("NVDA",))
    assert lasted.formula.startswith("R(0) < 0 and R(1) < 0")


def test_afterwards_is_checked_beside_the_cause_given_for_it():
    text = "On Jan. 27, 2025, Nvidia plunged 17%. Nvidia and Micron fell sharply afterwards, because investors feared cheaper models."
    found = read(text, "2025-02-06T18:00:00-05:00")[0]
    assert [claim.kind for claim in found] == ["size", "direction", "causal"]
    assert found[1].symbols == ("NVDA", "MU") and "C(5)/C(0)" in found[1].formula


def test_a_record_told_in_the_next_sentence_is_of_the_loss_before():
    text = "엔비디아 시가총액은 하루 만에 5890억달러 증발했다. 미국 증시 역사상 최대 규모다."
    assert [kind for kind, _ in kinds(text, "2025-01-28T09:00:00+09:00")] == ["size", "extreme"]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Nvidia's market value shrank to $2.9 trillion.", "2025-01-28T18:00:00-05:00"),
        (
            "Nvidia reached $3 trillion in market value, erasing doubts.",
            "2025-01-28T18:00:00-05:00",
        ),
        ("삼성전자 시가총액은 320조원대로 쪼그라들었다.", "2025-01-28T18:00:00+09:00"),
    ],
)
def test_a_market_value_is_a_level_without_share_counts(text, published):
    assert kinds(text, published) == [("level", "not decidable here")]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("김 연구원은 SK하이닉스 주가가 반등할 것으로 내다봤다.", "2025-01-31T18:00:00+09:00"),
        ("Analysts said the selloff in Nvidia was overblown.", "2025-01-28T18:00:00-05:00"),
    ],
)
def test_views_in_more_words_are_opinions(text, published):
    assert kinds(text, published) == [("opinion", "opinion")]


@pytest.mark.parametrize(
    "text",
    ["A system crash at Apple hit users on Monday.", "Tesla crashes drew questions on Monday."],
)
def test_what_crashes_and_hits_may_be_no_price(text):
    assert kinds(text, "2025-01-28T18:00:00-05:00") == []


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Nvidia sank Monday. It was the S&P 500's worst performer with a loss of 16.97%.", "2025-01-27T18:00:00-05:00"),
        ("Nvidia sank Monday. It was the Nasdaq 100's biggest decliner, down 16.97%.", "2025-01-27T18:00:00-05:00"),
        ("Nvidia sank Monday. It was the biggest drag on the S&P 500, losing 16.97%.", "2025-01-27T18:00:00-05:00"),
        ("SK하이닉스는 31일 코스피 하락률 1위로 9.86% 내렸다.", "2025-01-31T18:00:00+09:00"),
    ],
)  # fmt: skip
def test_an_index_that_only_ranks_a_stock_is_not_what_moved(text, published):
    claims = read(text, published)[0]
    assert claims and not any(s.startswith("^") for one in claims for s in one.symbols)
    assert claims[-1].verdict == "supported"


def test_members_of_an_index_say_nothing_of_it():
    assert (
        read("The Nasdaq's biggest members fell 4% on Jan. 27.", "2025-01-27T18:00:00-05:00")[0]
        == ()
    )


def test_an_index_told_on_behind_its_ranking_moved_itself():
    text = "Nvidia was the worst performer in the S&P 500, which fell 1.46% on Monday."
    (claim,) = read(text, "2025-01-27T18:00:00-05:00")[0]
    assert claim.symbols == ("^GSPC",) and claim.verdict == "supported"


LIMITS = ((100_000.0, 130_000.0, "supported"), (20_100.0, 26_100.0, "supported"),
          (100_000.0, 125_000.0, "unclear"), (100_000.0, 70_000.0, "contradicted"))  # fmt: skip


@pytest.mark.parametrize(("before", "close", "verdict"), LIMITS)
def test_a_move_to_the_limit_of_the_day_needs_a_close_at_it(before, close, verdict):
    """Seoul lets a price go 30 % from the close before, cut off to a tick (26,100 won of 26,130)."""
    text, published = (
        "삼성전자는 2025년 1월 31일 상한가로 거래를 마쳤다.",
        "2025-01-31T18:00:00+09:00",
    )
    stamp, linked = published_at(published), mentions(text)
    moments = read_moments(text, None, stamp, "ko", mentions=linked).moments
    (claim,) = find(text, None, "ko", linked, moments).claims
    assert claim.measure.bound == "limit"
    days = (date(2025, 1, 24), date(2025, 1, 31))
    held = gather((claim,), lambda symbols: {s: Series(s, days, (before, close)) for s in symbols})
    (judged,) = check((claim,), held, stamp)
    assert judged.verdict == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("딥시크 충격에 SK하이닉스는 2025년 1월 31일 급락했다.", "supported"),
        ("딥시크 충격에 SK하이닉스는 2025년 1월 31일 급등했다.", "contradicted"),
    ],
)
def test_a_move_is_judged_beside_its_cause(text, verdict):
    assert kinds(text, "2025-01-31T18:00:00+09:00") == [
        ("direction", verdict),
        ("causal", "not testable"),
    ]
