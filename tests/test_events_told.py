# ruff: noqa: E501 (a sentence stays in one piece)
"""Day 0 where days are told of causes, of things, or behind a close."""

from __future__ import annotations

from datetime import date

import pytest

from marketlink.articles.article import read_article
from marketlink.events import events_of
from marketlink.events.event_text import NO_DAY, NO_NEWS, DayKind, EventText
from marketlink.reading import read


def days(text: str, published: str) -> dict[str, str]:
    return {e.symbol: str(e.day0) for e in events_of(read(text, published))}


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        # The day on which a source of prices was asked is that of the article.
        ("20일 한국거래소에 따르면 전날 SK하이닉스는 연초 대비 25.65% 상승한 21만8500원에 거래를 마쳤다.",
         "2025-02-20", "000660.KS", "2025-02-19"),
        ("22일 한국거래소에 따르면 SK하이닉스의 주가는 지난 21일 20만9500원에 마감했다.",
         "2025-02-22", "000660.KS", "2025-02-21"),
        ("20일 금융감독원 전자공시에 따르면 SK하이닉스는 공장을 짓는다. 전날 SK하이닉스는 4.05% 상승했다.",
         "2025-02-20", "000660.KS", "2025-02-20"),
        # No trading late in the day is told of Seoul: a clock time behind the close is the close's.
        ("20일 오후 15시 40분 SK하이닉스가 등락률 -2.97%로 마감했다.", "2025-02-20", "000660.KS", "2025-02-20"),
        ("20일 오후 4시 SK하이닉스가 실적을 발표했다.", "2025-02-20", "000660.KS", "2025-02-21"),
        ("올해 9월 말 기준 쏘카는 180억원을 빌렸다.\n쏘카는 지난 26일 장 마감 후 공시했다.",
         "2025-12-29", "403550.KS", "2025-12-29"),
        ("인텔 주가는 미 동부 시간 낮 12시30분 전일보다 1% 올랐다.", "2025-12-30", "INTC", "2025-12-29"),
        # A day of which only the price is told that a move began from; one of results is one of news.
        ("엔비디아는 23일 고점을 찍고 16.97% 급락했다.", "2025-01-28T09:00:00+09:00", "NVDA", "2025-01-27"),
        ("삼성전자는 24일 상승 마감한 뒤 2.5% 하락했다.", "2025-01-31T20:00:00+09:00", "005930.KS", "2025-01-31"),
        ("엔비디아는 23일 실적을 발표한 뒤 16.97% 급락했다.", "2025-01-28", "NVDA", "2025-01-23"),
        ("Nvidia hit a high on Jan. 23, then fell 16.97%.", "2025-01-27T18:00:00-05:00", "NVDA", "2025-01-27"),
        ("Nvidia touched $148.97 on Jan. 23, then fell 16.97%.", "2025-01-27T18:00:00-05:00", "NVDA", "2025-01-27"),
        ("After closing at $118.42 on Jan. 27, Nvidia rose 8.93%.", "2025-01-28T18:00:00-05:00", "NVDA", "2025-01-28"),
        ("Apple reported results on Jan. 30 and lost 0.67%.", "2025-02-01", "AAPL", "2025-01-30"),
        ("エヌビディアは23日に高値を付けた後、16.97%下落した。", "2025-01-28", "NVDA", "2025-01-28"),
        # "This day" of a deed is publication's, of a price the last session abroad; hours after a close in which a
        # stock only went on are no news.
        ("쿠팡은 이날 사과문을 올렸다.", "2025-12-28", "CPNG", "2025-12-29"),
        ("쿠팡 주가는 이날 6.45% 올랐다.", "2025-12-28", "CPNG", "2025-12-26"),
        ("쿠팡 주가는 6.45% 상승 마감했다. 시간외 거래에서도 상승세를 이어갔다.", "2025-12-27", "CPNG", "2025-12-26"),
        ("Nvidia shares closed up 8.93%. They rose another 0.5% in extended trading.", "2025-01-28", "NVDA", "2025-01-28"),
        ("Nvidia shares closed up 0.5%. They rose 8.9% in extended trading.", "2025-01-28", "NVDA", "2025-01-29"),
        # A day of another company, a title in quotation marks, what a discount is of, no moves at all.
        ("Halliburton raised its dividend. Baker Hughes missed estimates on Monday.", "2023-01-24", "HAL", "2023-01-24"),
        ('Netflix added users with help from "Wednesday" in the battle for viewers. Netflix shares jumped in after-hours trading.',
         "2023-01-19", "NFLX", "2023-01-20"),
        ("The pricing of its shares marks a 4% discount to T-Mobile's Tuesday close.", "2020-06-24T05:07:00+00:00", "TMUS", "2020-06-24"),
        ("Nvidia said the policy cost it billions in lost revenue.", "2025-05-21T12:50:00+00:00", "NVDA", "2025-05-21"),
        ("Rivian will cut 6% of jobs. A spokesman of Rivian declined further comment.", "2023-02-01T12:50:00+00:00", "RIVN", "2023-02-01"),
        # The day of a price, one that news is counted from, what is told of years ago, an agency's
        # note on results that came after the close, a move ahead of the opening.
        ("Tesla will block small holders from suing, a stake of $34 billion at Friday's close.",
         "2025-05-19T20:29:00+00:00", "TSLA", "2025-05-20"),
        ("Apple has not hired since posting its results on May 1. Apple said it would sue.", "2025-05-08T20:07:00+00:00", "AAPL", "2025-05-09"),
        ("AMD sales spiked 36% compared to a year ago.", "2025-05-08T12:07:00+00:00", "AMD", "2025-05-08"),
        ("Amgen on Tuesday reported earnings. The S&P's 500 index has increased 6%. In the final minutes of trading on Tuesday, shares hit $252.",
         "2023-01-31", "AMGN", "2023-02-01"),
        ("Qualcomm tumbles after a ruling. Qualcomm shares fell 11% in early trading.", "2019-05-22T12:56:00+00:00", "QCOM", "2019-05-22"),
        ("Qualcomm shares fell 11% in afternoon trading.", "2019-05-22T12:56:00+00:00", "QCOM", "2019-05-21"),
        ("The company's market share dropped to 50% from 95%, Nvidia said.", "2025-05-21T12:30:00+00:00", "NVDA", "2025-05-21"),
        # Words that lost the blank between them.
        ("By Adam ClarkNvidia stock jumped 4.4% early Wednesday.", "2025-04-23T14:33:00+00:00", "NVDA", "2025-04-23"),
        ("PayPal will lay off 2,000 people, it announced Tuesday.The stock fell.", "2023-02-03T09:00:00-05:00", "PYPL", "2023-01-31"),
        # A period in which no move is told, beside news that has an hour.
        ("Trump said Apple must build at home. Last week, Trump chided Apple for its plans.",
         "2025-05-23T12:20:00+00:00", "AAPL", "2025-05-23"),
        ("Apple fell 8% last week. Trump said it must build at home.", "2025-05-19T12:20:00+00:00", "AAPL", "2025-05-12"),
        ("Trump said over the weekend that Apple must build at home.", "2025-05-19T21:20:00+00:00", "AAPL", "2025-05-19"),
        ("7일 오후 5시 자사주 매입을 공시한 삼성전자는 급등 마감했다.", "2025-02-10T18:30+09:00", "005930.KS", "2025-02-10"),
        ("5일 금융투자업계에 따르면 삼성전자가 공장을 짓는다. 삼성전자는 지난달 31일 2.42% 급락했다.",
         "2025-02-05T18:00+09:00", "005930.KS", "2025-02-05"),
        ("On Friday Intel fell 26%. Amazon shed 8.8% after its forecast disappointed on Thursday.",
         "2024-08-02T16:40:00-04:00", "AMZN", "2024-08-02"),
        ("Chevron rose 1.4% on Friday because of a deal. Micron, sued by a rival last week, fell 2.9% to close at $44.74.",
         "2018-09-21T18:30:00-04:00", "MU", "2018-09-21"),
        ("Chevron rose 1.4% on Friday. Micron, whose chief left in August, fell 2.9% to close at $44.74.",
         "2018-09-21T18:30:00-04:00", "MU", "2018-09-21"),
        ("Shell apologises for Friday cargo\nShell said on Tuesday it would withdraw from Russia.",
         "2022-03-08T12:30:00-05:00", "SHEL", "2022-03-08"),
        ("TSMC posted a 54% jump in profit on Thursday. Results came after the Taipei market shut.",
         "2024-10-17T17:15:00+08:00", "2330.TW", "2024-10-18"),
        ("China halted Ant's listing. Regulators met on Monday.\nAlibaba fell 8% in early New York trading.",
         "2020-11-03T22:30:00+08:00", "BABA", "2020-11-03"),
        ("Nvidia rose on Tuesday. It fell 6.7% on Monday alone.\nAfter the close, FedEx rallied 14%.",
         "2024-06-25T16:40:00-04:00", "FDX", "2024-06-26"),
        ("Apple closes at a record; Broadcom jumps after hours\nApple rose 2.9% on Wednesday.",
         "2024-06-12T16:45:00-04:00", "AAPL", "2024-06-12"),
        ("AMD sank 10.6%. The No. 2 maker of AI chips on Tuesday gave a forecast that fell short.\nGarmin jumped 23.3%.",
         "2024-10-30T16:30:00-04:00", "GRMN", "2024-10-30"),
        ("Wall Street woke up on Wednesday. Disney shed 9.2%, its worst one-day decline since 2008, after it conceded losses on Tuesday's call.",
         "2015-08-05T16:55:00-04:00", "DIS", "2015-08-05"),
        ("The market had shut when banks fell on Thursday. On Friday it got to have its say.\nJPMorgan lost 9.3%.",
         "2012-05-11T17:30:00-04:00", "JPM", "2012-05-11"),
        ("TSMC's quarter lifts chips\nThe stock's listing in New York was up on Thursday. Nvidia ended at a fresh close of $136.93.",
         "2024-10-17T16:50:00-04:00", "TSM", "2024-10-17"),
        ("Micron had its worst day in the stock market since Black Monday of 1987 after its profit was cut in half.",
         "2022-05-18T19:41:00-04:00", "MU", "2022-05-18"),
        ("Pfizer led the way with a rise of 11.2%. Intel didn't: minus 5.5%. Amgen slumped 12%.\nMerck has a plan.",
         "2023-05-25T17:05:00-04:00", "INTC", "2023-05-25"),
        ("네이버 한 주 새 34% 급등\n이번 주(16~20일) 네이버는 34.41% 올라 26만9500원에 마감했다. 카카오는 29.32% 상승했다.",
         "2025-06-21T09:10:00+09:00", "035720.KS", "2025-06-20"),
        ("[증시 결산] 삼양식품은 지난해 말 21만6000원에서 76만5000원으로 254.17% 올랐다.",
         "2024-12-30T17:20:00+09:00", "003230.KS", "2024-12-30"),
        ("테슬라 4.90%↓…애프터마켓서 더 빠졌다\n8일(현지시각) 뉴욕증시에서 테슬라가 4.90% 하락 마감했다.",
         "2025-04-09T09:08:00+09:00", "TSLA", "2025-04-08"),
        ("5일 SK하이닉스가 올랐다.\n추석과 개천절로 길었던 휴장이 끝난 뒤 외국인은 이날 삼성전자를 팔았다.",
         "2023-10-05T16:20:00+09:00", "005930.KS", "2023-10-05"),
        ("이번 주 SK하이닉스는 6.29% 올랐다. SK하이닉스는 14일 2.40% 상승한 20만4500원에 장을 마쳤다.",
         "2025-03-14T17:00:00+09:00", "000660.KS", "2025-03-14"),
        ("13일 삼성전자가 관심사다. 미국 물가는 이날 밤 9시 30분 나온다.",
         "2022-09-13T09:00:00+09:00", "005930.KS", "2022-09-13"),
    ],
)  # fmt: skip
def test_day_zero_is_that_of_the_news(text: str, published: str, symbol: str, day: str) -> None:
    assert days(text, published)[symbol] == day


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        ("[특징주] 남양유업, 자사주 소각 결정에 11.49% 급등\n액면가를 5천원에서 500원으로 나눈다.",
         "2024-09-10T15:48:00+09:00", "003920.KS", "2024-09-10"),
        ("한미반도체가 6%대 오르고 있다.", "2024-09-10T15:36:00+09:00", "042700.KS", "2024-09-10"),
        ("한미반도체 6%대 강세…HBM 기대", "2024-09-10T15:36:00+09:00", "042700.KS", "2024-09-10"),
        ("Samsung shares are down 2.3% on worries.", "2024-09-10T08:10:00+00:00", "005930.KS", "2024-09-10"),
        ("한미약품, 자사주 매입 결정\n한미약품은 자사주를 산다고 공시했다.",
         "2024-09-10T16:36:00+09:00", "128940.KS", "2024-09-11"),
        ("미래에셋증권, 네이버 목표가 10% 하향", "2024-10-24T16:05:00+09:00", "035420.KS", "2024-10-25"),
        ("Apple shares rise 3% as services shine", "2025-01-30T16:31:00-05:00", "AAPL", "2025-01-31"),
        ("카카오 3.2%↓…네이버 1.1%↑\n오른 종목은 네이버다. 6월 16일 종가 기준이다.",
         "2025-06-27T17:40:00+09:00", "035420.KS", "2025-06-16"),
        ("이날 실적 발표 후 오라클 주식은 장외 거래에서 9%가량 상승했다.",
         "2024-09-10T13:52:00+09:00", "ORCL", "2024-09-10"),
        ("한화오션은 시간외 매매 방식으로 지분 4.3%가 처분됐다는 소식에 29일 12% 급락했다.",
         "2025-04-29T16:52:00+09:00", "042660.KS", "2025-04-29"),
        ("카카오는 16일 지분 3%를 시간외매매로 처분했다. 카카오는 16일 3% 내린 4만원에 마감했다.",
         "2025-05-16T17:40:18+09:00", "035720.KS", "2025-05-16"),
        ("[본 기사는 05월 16일(17:10) 신문에 보도 된 기사입니다] 카카오 주가는 이날 7% 내렸다.",
         "2025-05-16T17:40:18+09:00", "035720.KS", "2025-05-16"),
    ],
)  # fmt: skip
def test_a_move_told_after_the_close_of_its_day_is_of_that_session(
    text: str, published: str, symbol: str, day: str
) -> None:
    """Of a stock that is not told to trade late: of one that is, it may be of the hours after."""
    assert days(text, published)[symbol] == day


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        ("Alcoa was a big mover last session, as it saw its shares rise more than 6% on the day.",
         "2018-04-11T09:37:00-04:00", "AA", "2018-04-10"),
        ("Boeing advanced 2%, up from the last session.", "2019-03-12T10:32:00-04:00", "BA", "2019-03-12"),
        ("Stocks look set to build on yesterday's gains this morning.\nAlcoa has gained 2.5% after an upgrade.",
         "2017-09-12T09:02:00-04:00", "AA", "2017-09-12"),
        ("Boeing rose 3% after yesterday's results.", "2019-03-12T16:32:00-04:00", "BA", "2019-03-12"),
        ("Boeing's 4% drop yesterday was its worst.", "2019-03-12T16:32:00-04:00", "BA", "2019-03-11"),
        ("Chipotle ended 11.8% higher after last night's second-quarter beat.",
         "2014-07-22T20:40:00+00:00", "CMG", "2014-07-22"),
        ("Chipotle closed 2% lower last night in New York.",
         "2014-07-22T20:40:00+00:00", "CMG", "2014-07-21"),
    ],
)  # fmt: skip
def test_a_day_that_a_move_only_answers_is_not_its_own(
    text: str, published: str, symbol: str, day: str
) -> None:
    assert days(text, published)[symbol] == day


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        # what goes on while the session runs is of it, whatever day its news was of
        ("Analysts assess AMD's earnings report last Tuesday.\nAdvanced Micro Devices stock is down 80 cents, or almost 7%.",
         "2017-10-30T15:20:00+00:00", "AMD", "2017-10-30"),
        ("Shares of Oracle, recently up nearly 2% to above $177, have risen about 70% this year, yesterday closing at a record-high $174.37.",
         "2024-10-09T13:40:00-04:00", "ORCL", "2024-10-09"),
        ("Boeing said on Monday it would cut output. The shares were down 4% in morning trading.",
         "2019-03-12T10:32:00-04:00", "BA", "2019-03-12"),
        ("Boeing said on Monday it would cut output. The shares fell 4%.",
         "2019-03-12T10:32:00-04:00", "BA", "2019-03-11"),
        ("Boeing said on Monday it would cut output. Boeing is down 14% this year.",
         "2019-03-12T10:32:00-04:00", "BA", "2019-03-11"),
        ("Boeing fell 5% on Monday after a crash. The stock is down 2% today.",
         "2019-03-12T10:32:00-04:00", "BA", "2019-03-11"),
        ("카카오는 지난 6일 실적을 발표했다. 카카오는 3.2% 오르고 있다.",
         "2024-09-10T10:36:00+09:00", "035720.KS", "2024-09-10"),
        ("카카오는 전날 실적을 발표했다. 카카오는 현재 3.2% 오른 4만원에 거래되고 있다.",
         "2024-09-10T10:36:00+09:00", "035720.KS", "2024-09-10"),
        # a day on which a market had not opened is none of its moves
        ("미래에셋증권은 28일 외국인에 주목하라고 했다.\n상승세를 주도했던 엔비디아가 2거래일 연속 조정 국면을 보였다.",
         "2024-03-28T08:08:00+09:00", "NVDA", "2024-03-27"),
        ("기관은 지난 9월18일부터 이날까지 삼성전자를 순매도했다. 삼성전자(-1.32%)와 네이버(-5.11%)의 하락 폭이 컸다.",
         "2023-10-05T08:40:00+09:00", "005930.KS", "2023-10-04"),
        ("US stocks closed lower on Tuesday as results from IBM suggested losses would continue on Wednesday.\nIBM's shares fell 5.9%.",
         "2015-07-22T08:52:00+05:30", "IBM", "2015-07-21"),
        # a title in the present may tell the hours that a later sentence names
        ("Apple shares rise 3% as services shine\nApple missed on sales in China, the company reported Thursday.\nBut shares rose about 3% in extended trading.",
         "2025-01-30T16:31:00-05:00", "AAPL", "2025-01-31"),
        ("Coinbase shares surged on Tuesday to log their best session since November.\nS&P Global said after the bell on Monday that Coinbase would join, effective before trading on May 19. Coinbase rose as much as 10% in extended trading.",
         "2025-05-13T16:12:00-04:00", "COIN", "2025-05-13"),
        ("30일 뉴욕에서 메타는 11.33% 내린 666.47달러로 마감했다.\n정규장에서 3.23% 떨어졌던 아마존은 실적을 공개한 뒤 시간외에서 13% 급등 중이다.",
         "2025-10-31T07:44:00+09:00", "AMZN", "2025-10-31"),
        ("유나이티드헬스가 올해 들어 42% 내렸다. 18일 기준 유나이티드헬스는 올 들어 42.29% 하락했다.\n지난 15일(현지시간) 유나이티드헬스는 10.93% 떨어졌다.",
         "2025-05-19T08:20:00+09:00", "UNH", "2025-05-15"),
    ],
)  # fmt: skip
def test_a_session_holds_the_moves_that_it_could_have(
    text: str, published: str, symbol: str, day: str
) -> None:
    assert days(text, published)[symbol] == day


def test_a_masthead_dates_no_article_and_a_board_of_prices_is_no_title() -> None:
    page = (
        "코스피 2,596.91 ▼2.25 코스닥 770.98 ▼4.50 현대차 250,000 ▲1,500\n삼성전자, 그래도 올랐다\n"
        "등록 : 2024-10-11 18:27\n11일 삼성전자는 0.68% 오른 5만9300원에 거래를 마쳤다.\n"
        "이날까지 외국인이 판 금액은 10조6000억원에 이른다.\n"
        "제호 : 새벽경제 | 발행인 : 홍길동 | 등록일 : 2011년 3월 2일"
    )
    article = read_article(page)
    assert str(article.published.value) == "2024-10-11 09:27:00+00:00"
    kinds = {article.text[line.start : line.start + 4]: line.kind for line in article.lines}
    assert (kinds["코스피 "], kinds["삼성전자"]) == ("furniture", "title")
    assert days(page, "2024-10-11")["005930.KS"] == str(date(2024, 10, 11))
    assert "005380.KS" not in read(page).subjects


def test_a_stock_of_seoul_under_a_day_of_new_york_moved_in_the_next_session() -> None:
    text = "1일(현지시간) 뉴욕에서 코인베이스는 4.8% 내렸다. 국내에서는 우리기술투자가 3% 하락했다."
    assert days(text, "2025-12-02T16:05:00+09:00") == {
        "COIN": "2025-12-01",
        "041190.KQ": "2025-12-02",
    }


def test_a_day_that_only_describes_the_subject_is_not_its_day_0() -> None:
    text = "11일(현지시간) 나스닥은 0.2% 내렸다. 전날 15% 폭락했던 테슬라는 3.79% 반등했다."
    assert days(text, "2025-03-12T07:40:00+09:00") == {"TSLA": "2025-03-11"}


def test_a_span_up_to_the_present_is_no_day_of_other_companies() -> None:
    text = "삼성전자는 28일 3.2% 내렸다. 종가는 이달 들어 4% 올랐다. LG전자도 동반 약세였다."
    assert days(text, "2025-02-28T22:10:00+09:00")["066570.KS"] == "2025-02-28"


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        ("6일 카카오는 0.4% 올랐다. 삼성전자는 2% 올랐다. 샘 올트먼은 4일 이재용 삼성전자 회장과 만났다.",
         "2025-02-06T18:15:00+09:00", "005930.KS", "2025-02-06"),
        ("비트코인이 26일(현지시간) 내렸다. 지난달 20일 기록한 최고가에서 25% 하락했다. 코인베이스는 이날 5% 올랐다.",
         "2025-02-27T07:05:00+09:00", "COIN", "2025-02-26"),
    ],
)  # fmt: skip
def test_a_stated_move_and_a_record_of_long_ago_are_told_apart(
    text, published, symbol, day
) -> None:
    assert days(text, published)[symbol] == day


def test_a_wrap_of_a_session_dates_a_company_without_a_move_of_its_own() -> None:
    others = "Intel rose 2.1 percent. Pfizer gained 1.4 percent."
    text = f"Netflix is the hottest stock of the season. {others}"
    days = {
        e.symbol: (str(e.day0), e.rule) for e in events_of(read(text, "2025-06-05T17:30-04:00"))
    }
    assert days == dict.fromkeys(("NFLX", "INTC", "PFE"), ("2025-06-05", "told"))
    late = "Netflix fell 3 percent in extended trading. " + others
    days = {e.symbol: str(e.day0) for e in events_of(read(late, "2025-06-05T17:30-04:00"))}
    assert days["NFLX"] == "2025-06-06"
    one = "Netflix is the hottest stock of the season. Intel rose 2.1 percent."
    days = {e.symbol: str(e.day0) for e in events_of(read(one, "2025-06-05T17:30-04:00"))}
    assert days["NFLX"] == "2025-06-06"


def test_a_rank_of_persons_is_no_move_of_the_day() -> None:
    text = (
        "Intel said on Thursday that its finance chief is leaving, the highest-ranking executive to"
        " go since last year.\nIntel shares fell 2 percent in extended trading on Thursday."
    )
    (event,) = events_of(read(text, "2025-06-05T17:30-04:00"))
    assert str(event.day0) == "2025-06-06"


def test_a_close_behind_a_name_is_that_of_its_exchange() -> None:
    text = "엔비디아가 장 마감 직후 발표한 실적에 국내 증시가 강한 상승세로 출발했다."
    (event,) = events_of(read(text, "2025-11-20T09:09+09:00"))
    assert (event.symbol, str(event.day0)) == ("NVDA", "2025-11-20")


def test_a_listing_abroad_that_is_hoped_for_is_no_market_of_the_day() -> None:
    text = "SK하이닉스 주가가 10일 자사주를 활용한 미국 증시 상장 기대감에 상승 중이다."
    (event,) = events_of(read(text, "2025-12-10T09:45+09:00"))
    assert str(event.day0) == "2025-12-10"


def test_a_day_told_of_another_company_behind_dates_no_move_before_it() -> None:
    text = (
        "코스닥 지수는 14일 2.2% 하락했다. 알테오젠은 0.9% 오른 55만4000원에 거래를 마쳤고 전날 상한가를"
        " 기록했던 에이비엘바이오도 6.5% 상승했다."
    )
    days = {e.symbol: str(e.day0) for e in events_of(read(text, "2025-11-16T06:00+09:00"))}
    assert days["196170.KQ"] == "2025-11-14"


def test_a_close_ahead_of_the_news_dates_none() -> None:
    text = (
        "Intel reported profit above estimates. Its shares closed down 1.4% ahead of the results."
    )
    assert days(text, "2025-06-05T17:30-04:00") == {"INTC": "2025-06-06"}
    assert days(text.replace(" ahead of", " on"), "2025-06-05T17:30-04:00") == {
        "INTC": "2025-06-05"
    }


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        # A stamp that is a day does not tell what session had closed; the opening does.
        ("NEW YORK (AFP) - Stocks fell on Tuesday (June 27).\nTech weighed.\nIntel lost 2.5 per cent after a fine.",
         "2017-06-28", "INTC", "2017-06-27"),
        ("Something rare happened on Wall Street yesterday.\nIntel rallied 36% to a record.",
         "2025-09-11", "INTC", "2025-09-10"),
        # A finished move cannot be of a session that had just opened.
        ("Intel surged 4% after it reported fourth-quarter profit.",
         "2019-01-15T14:31:02+00:00", "INTC", "2019-01-14"),
        ("Intel surged 4% in early trading after it reported fourth-quarter profit.",
         "2019-01-15T14:31:02+00:00", "INTC", "2019-01-15"),
        # A day that a number is counted from, and one of a sentence on another company.
        ("Intel opened down 8% and AMD 5%.\nThe shares of Intel are 24% below their July 2 record closing high.",
         "2024-08-05T12:05:00-04:00", "INTC", "2024-08-05"),
        ("Intel among holders of bonds, analysts say\nThey wrote after Boeing said Monday it would borrow.",
         "2019-01-15T16:38:16+00:00", "INTC", "2019-01-15"),
        # Hours after a close, in sentences that name the company.
        ("Intel said late Wednesday that it was sued. It was told on Wednesday.\nShares of Intel were flat in late trading.",
         "2017-09-27T17:42:00-04:00", "INTC", "2017-09-28"),
        ("Intel's losses grow\nIntel slid further Wednesday. The stock fell late Wednesday after Intel cut its forecast.",
         "2019-01-02T22:45:02+00:00", "INTC", "2019-01-03"),
        # A record long gone.
        ("삼성전자는 지난 7월 11일 연고점을 갈아치웠다.\n12일 한국거래소에 따르면 전날 삼성전자는 1.96% 내린 6만4900원에 거래를 마쳤다.",
         "2024-09-12T11:36:00+09:00", "005930.KS", "2024-09-11"),
    ],
)  # fmt: skip
def test_day_zero_is_of_the_session_that_the_words_and_the_stamp_allow(
    text: str, published: str, symbol: str, day: str
) -> None:
    assert days(text, published)[symbol] == day


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        # A finished move told without a day, before days that are only looked back on.
        ("Biogen scraps a drug\n\nBiogen shares ended the day 29% lower at $226.88.\n\nAt Wednesday's close of $320.59, Biogen was up 6.5% for the year.",
         "2019-03-21T17:02:00-04:00", "BIIB", "2019-03-21"),
        ("Oil stocks sink\n\nOccidental Petroleum fell 53.4% to $12.51.\n\nThe rout had begun on Friday, when Occidental slid 14.7%.",
         "2020-03-09T22:00:00+00:00", "OXY", "2020-03-09"),
        # The price that a later move began from, and a move on the day told in the lead.
        ("A wild day\n\nTwo stocks went opposite ways Thursday.\n\nApple closed at $450.50, down 12.4%. Apple on Wednesday reported flat profit. The stock had finished at $514.01 ahead of the report.",
         "2013-01-24T15:20:00-08:00", "AAPL", "2013-01-24"),
        # A day of which only another's price is told dates nobody.
        ("Dick's to buy Foot Locker\n\nThe stock of Foot Locker closed at $12.87 on Wednesday. On Thursday, it vaulted 85.7%.\n\nBoth depend on Nike, whose shares added 67 cents, or 1.1%, to $62.40.",
         "2025-05-15T17:04:00-04:00", "NKE", "2025-05-15"),
        # News of a week that was over by the day of the lead.
        ("The day's worst\n\nStocks rose on Tuesday.\n\nLast week's news was that Yelp is not for sale. This week began with a cut of its target. Yelp stock ended the session more than 3% lower.",
         "2015-07-07T17:30:00-04:00", "YELP", "2015-07-07"),
        # Hours in which a move of the session went on.
        ("테슬라 4.9% 하락\n\n8일(현지시각) 미국 기술주가 미끄러졌다.\n\n테슬라는 4.90% 하락 마감했다. 애프터마켓에서도 테슬라는 1.87% 더 내렸다.",
         "2025-04-09T09:08:00+09:00", "TSLA", "2025-04-08"),
        # A day that is only counted back from that of the move.
        ("Lululemon slumps\n\nLululemon fell 14.2% after it warned, late the day before, of fewer visits.",
         "2025-03-28T16:40:00-04:00", "LULU", "2025-03-28"),
        ("Saturday column: what Adobe tells us\n\nAdobe dropped 8.5% yesterday.",
         "2024-09-14T11:00:00-04:00", "ADBE", "2024-09-13"),
        # The day of the exchange's data, on which no session was.
        ("카카오 신저가\n\n8일 한국거래소에 따르면 카카오는 사흘 연속 신저가를 새로 썼다.",
         "2023-10-08T10:00:00+09:00", "035720.KS", "2023-10-06"),
        ("카카오 약세\n\n8일 한국거래소에 따르면 카카오는 전 거래일 1.15% 내려 4만2850원에 거래를 마감했다.",
         "2023-10-08", "035720.KS", "2023-10-06"),
    ],
)  # fmt: skip
def test_a_day_only_looked_back_on_yields_to_the_finished_move(
    text: str, published: str, symbol: str, day: str
) -> None:
    assert days(text, published)[symbol] == day


def test_a_day_that_something_is_held_against_is_no_day_of_news() -> None:
    text = "Nvidia fell 4.1%, and is cheaper than it was on Thursday."
    assert days(text, "2025-02-24T12:03:00+00:00") == {"NVDA": "2025-02-21"}


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day"),
    [
        # The trading before a session is no move of it.
        ("Good morning. Nobody on the desks spoke of anything but Target yesterday. The retailer halved its outlook, which took the shares down 25 percent. In trading before the bell today Target is 0.8 percent higher.",
         "2022-05-19T08:10:00-04:00", "TGT", "2022-05-18"),
        ("Intel had its worst day in decades. The chipmaker closed on Friday at $21.48, 26% lower than where it had ended Thursday's session, when it reported results after the bell.",
         "2024-08-02T18:00:00-04:00", "INTC", "2024-08-02"),
        # A reaction of weeks ago is none of today's news, nor is one of another market's hour.
        ("한화에어로스페이스가 17일 3.55% 올랐다. 회사는 지난달 20일 장 마감 뒤 유상증자를 발표했고, 이튿날 주가는 13% 내려앉았다.",
         "2025-04-17T15:42:00+09:00", "012450.KS", "2025-04-17"),
        ("20일 오전 9시 40분 현재 SK하이닉스는 3.1% 떨어졌다.\n\n앞서 19일(현지시간) 뉴욕증시에서 마이크론은 16.18% 폭락했다. 전날 정규장 마감 뒤 낮은 전망치를 제시했다.\n\n전날 SK하이닉스는 4.63% 하락했다.",
         "2024-12-20T10:05:00+09:00", "000660.KS", "2024-12-20"),
    ],
)  # fmt: skip
def test_no_move_ahead_of_a_session_or_of_weeks_ago_is_of_today(
    text: str, published: str, symbol: str, day: str
) -> None:
    assert days(text, published)[symbol] == day


def test_a_sentence_that_opens_with_an_earlier_day_goes_back_to_it() -> None:
    text = (
        "JetBlue shares dropped 8.8% on Wednesday. Spirit shares fell 47% on Tuesday and another 22% on Wednesday.\n"
        "Tuesday's session had been a poor one for much of the market. Boeing lost 7.9% to $200.52."
    )
    assert days(text, "2024-01-17T16:40:00-05:00")["BA"] == "2024-01-16"


MOVERS = """Friday's biggest movers

Deckers Outdoor (DECK): -19.86%, close $101.05
Workday (WDAY): -12.52%, close $238.01

Deckers withheld its guidance. On Thursday its shares had risen 2.2%."""
HANJIN = """두 달 전 증시를 달군 한진칼 이야기다. 5월 12일 5.56% 오른 주가는 14일에도 29.94% 올랐다.
사흘 전 종가가 8만4500원이었으니 78% 넘게 오른 것이다. 다음 날 주가는 17.00% 급락했다."""


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day0"),
    [
        (MOVERS, "2025-05-23T16:30:00-04:00", "DECK", "2025-05-23"),
        (
            "Nvidia, which had fallen 17% on Monday, rose 8.9%.",
            "2025-01-28T17:00:00-05:00",
            "NVDA",
            "2025-01-28",
        ),
        (
            "Nvidia had a rough Monday, falling 17%.",
            "2025-01-28T09:00:00-05:00",
            "NVDA",
            "2025-01-27",
        ),
        (
            "Roku's report landed after Thursday's close. The next day, the stock gave up 22.3%.",
            "2022-02-23T10:00:00-05:00",
            "ROKU",
            "2022-02-18",
        ),
        (
            "It has been four days since Netflix lost a third of its value. On April 20 it sank 35.1%.",
            "2022-04-24T10:00:00-04:00",
            "NFLX",
            "2022-04-20",
        ),
        (
            "오리온 주주들에게 이번 주는 악몽이었다. 15일 장 마감 후 레고켐바이오 지분을 사들인다는 "
            "발표가 나오자 다음 날 주가는 17.51% 폭락했다. 17일에도 7.04% 더 빠졌다.",
            "2024-01-17T17:02:00+09:00",
            "271560.KS",
            "2024-01-16",
        ),
        (HANJIN, "2025-07-21T05:30:00+09:00", "180640.KS", "2025-05-12"),
        ("두 달 전 카카오는 8% 급락했다.", "2025-06-10T09:00:00+09:00", "035720.KS", "2025-04-10"),
    ],
)
def test_a_recalled_day_and_a_month_long_past_are_none_of_news_beside_another(
    text: str, published: str, symbol: str, day0: str
) -> None:
    events = {event.symbol: str(event.day0) for event in events_of(read(text, published))}
    assert events[symbol] == day0


def test_a_close_counted_back_is_not_the_day_that_the_next_one_follows() -> None:
    days = {m.text: str(m.start) for m in read(HANJIN, "2025-07-21T05:30:00+09:00").moments}
    assert days["다음 날"] == "2025-05-15"


@pytest.mark.parametrize(
    ("text", "published", "symbol", "day0"),
    [
        (
            "Netflix beat Wall Street's quarterly earnings estimates, pushing shares up 13 percent.",
            "2012-01-25T18:06:00-05:00", "NFLX", "2012-01-26",
        ),
        (
            "Netflix added subscribers, pushing shares up 13 percent. Shares rose 13 percent to trade"
            " above $107 in after-hours trading.",
            "2012-01-25T18:06:00-05:00", "NFLX", "2012-01-26",
        ),
        ("Netflix added subscribers, pushing shares up 13 percent.", "2012-01-25T18:06:00-05:00", "NFLX", "2012-01-25"),
        (
            "AIG said it was still in talks. Reuters reported on Thursday that they went on. AIG shares"
            " were up more than 4 percent in premarket trading on Friday.",
            "2013-08-02T09:06:00-04:00", "AIG", "2013-08-02",
        ),
        (
            "Total compensation at Ford nearly doubled from a year ago. In a proxy statement filed"
            " Friday, the automaker said so.",
            "2022-04-01T13:36:00-04:00", "F", "2022-04-01",
        ),
    ],
)  # fmt: skip
def test_news_told_after_the_close_or_before_the_opening_is_of_the_next_session(
    text: str, published: str, symbol: str, day0: str
) -> None:
    assert days(text, published)[symbol] == day0


RESULTS = "Nvidia reported its quarterly results on Wednesday, beating forecasts."


@pytest.mark.parametrize(
    ("text", "published", "day", "rule"),
    [
        (f"{RESULTS}\n\nNvidia shares first jumped 3%, but are now flat.", "16:25", "2025-02-27", "evening"),
        (f"{RESULTS} Its shares rose 5%.\n\nNvidia shares rose to $135.50 in after-hours trading.",
         "16:45", "2025-02-27", "evening"),
        # Nothing tells what the shares did.
        (f"{RESULTS} It expects to sell more.", "16:25", "2025-02-26", "day"),
        # The session had answered, or ran.
        (f"{RESULTS} Nvidia rose 3.7% on Wednesday.", "16:25", "2025-02-26", "day"),
        (f"{RESULTS}\n\nNvidia shares first jumped 3%, but are now flat.", "11:25", "2025-02-26", "day"),
        ("Although results beat estimates, Nvidia was 1.0% weaker when the market shut on Wednesday.",
         "17:20", "2025-02-26", "day"),
    ],
)  # fmt: skip
def test_results_of_the_evening_are_of_the_next_session(text, published, day, rule) -> None:
    (event,) = events_of(read(text, f"2025-02-26T{published}:00-05:00"))
    assert (str(event.day0), event.rule) == (day, rule)
    if rule == "evening":
        assert [str(one) for one in event.neighbours] == ["2025-02-26"]


DATED = [
    ("Sentry Mode, launched in January, is a security feature of Tesla. It films thieves.", "TSLA", "2019-04-10", "publication"),
    ("Disney+ gained six million subscribers between January and March, Disney said.", "DIS", "2019-04-10", "publication"),
    ("Sales at Apple rose 11% in the key Christmas shopping season.", "AAPL", "2019-04-10", "publication"),
    ("Apple sold the unit on Friday, according to a filing with the Securities and Exchange Commission on Monday.", "AAPL", "2019-04-08", "day"),
    ("Berkshire bought Apple shares on Friday. It holds 5% of Apple, it said on Monday.", "AAPL", "2019-04-08", "day"),
    ("Broadcom may buy a unit of Intel, people said over the weekend. Intel closed on Friday at $55.10.", "INTC", "2019-04-08", "interval-shut"),
    ("Tesla announced last week that its cars steer themselves. General Motors is adding the same to its cars.", "GM", "2019-04-10", "publication"),
    ("Apple cut its outlook on Friday, and analysts said on Monday that it was too late.", "AAPL", "2019-04-05", "day"),
    ("Regulators sued Oracle on Friday. Oracle said on Monday that it would appeal.", "ORCL", "2019-04-05", "day"),
    ("현대건설은 지난 5일 행사를 개최했다고 9일 밝혔다.", "000720.KS", "2019-04-09", "day"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "symbol", "day", "rule"), DATED)
def test_what_was_told_on_a_day_dates_it_and_no_month_of_something_else(text, symbol, day, rule):
    event = next(e for e in events_of(read(text, "2019-04-09T21:55+00:00")) if e.symbol == symbol)
    assert (str(event.day0), event.rule) == (day, rule)


AHEAD = [
    ("Apple sold phones for $51 billion in the fiscal year ended September 29, 2018.", "2019-05-28T08:57-04:00", "2019-05-28"),
    ("Brokers raised the price target for Nvidia from $600 to $780.", "2023-08-28T09:28-04:00", "2023-08-28"),
    ("Brokers revised Nvidia's price target by $11 to $167 per share.", "2023-08-28T09:28-04:00", "2023-08-28"),
    ("Brokers like Nvidia ahead of the company's Q2/24 earnings announcement on Wednesday.", "2023-08-21T12:22-04:00", "2023-08-21"),
    ("Microsoft confirmed a fault in two Patch Tuesday fixes.", "2023-12-21T08:00-05:00", "2023-12-21"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "day"), AHEAD)
def test_neither_a_target_nor_a_day_ahead_dates_the_news(text: str, published: str, day: str):
    (event,) = events_of(read(text, published))
    assert str(event.day0) == day


RANGES = [
    ("삼성전자는 1월 2일부터 31일까지 1.87% 내렸다.", "2025-02-04", "publication"),
    ("삼성전자는 1월 2일부터 31일까지 1.87% 내렸다. 3일에는 2.67% 하락했다.", "2025-02-03", "day"),
    ("Samsung Electronics fell 1.87% from Jan. 2 through Jan. 31.", "2025-02-04", "publication"),
    ("삼성전자는 1월 21일부터 24일까지 0.5% 올랐다.", "2025-01-21", "interval"),
]


@pytest.mark.parametrize(("text", "day", "rule"), RANGES)
def test_a_long_range_of_days_is_looked_back_on(text: str, day: str, rule: str) -> None:
    (event,) = events_of(read(text, "2025-02-03T18:00:00+09:00"))
    assert (str(event.day0), event.rule) == (day, rule)


@pytest.mark.parametrize("kind", [*NO_NEWS, *NO_DAY])
def test_a_kind_of_days_that_date_no_news_keeps_its_example(kind: DayKind) -> None:
    reading = read(kind.example, "2025-05-19T12:00:00+00:00")
    source, last = EventText(reading), (len(reading.moments) - 1, reading.moments[-1])
    assert kind.holds(source, last) and last not in source.entries
