"""Numbers in words, in nicknames, and beside words of another company's hour: right ones are borne
out, wrong ones are not."""

from __future__ import annotations

import pytest

from marketlink.reading import read
from marketlink.records.claim import Claim, Verdict
from marketlink.verify import ExcerptReader, checked_reading

SEOUL, NEW_YORK = "2025-01-06T17:20:00+09:00", "2025-01-31T18:00:00-05:00"
TOKYO = "2025-01-29T09:00:00+09:00"

WORDS = [
    (NEW_YORK, "Nvidia fell {} percent on January 29.", "four", "six"),
    (NEW_YORK, "Nvidia rose {} percent on January 28.", "nine", "seven and a half"),
    (NEW_YORK, "Nvidia fell about {} percent on January 24.", "three", "a"),
    (NEW_YORK, "Nvidia had fallen about {} since the Nov. 5 election.", "14%", "4%"),
    (NEW_YORK, "Nvidia tumbled {} percent on January 27.", "seventeen", "twenty-two"),
    (NEW_YORK, "Nvidia rose on January 31 after a {} decline on January 27.", "double-digit",
     "triple-digit"),
    (NEW_YORK, "Nvidia fell 4.1% after the leading maker of chips jumped {} on January 28.",
     "8.9%", "5.6%"),
    (NEW_YORK, "Nvidia makes chips. Shares fell {} on January 27 while the S&P 500 held up.",
     "16.97%", "9.5%"),
    (NEW_YORK, "Nvidia was the best performer on the Dow and the S&P 500 on January 28, up {}.",
     "8.93%", "4.2%"),
    ("2025-01-29T07:00:00-05:00",
     "Nvidia was 0.3% lower premarket, swinging from a {} increase at Tuesday's close.",
     "8.9%", "4.7%"),
    (NEW_YORK, "Nvidia rose {} on January 28 after it topped first-quarter adjusted earnings.",
     "8.93%", "4.2%"),
    (NEW_YORK, "Nvidia rose {} on January 28 after January same-store sales.", "8.93%", "4.2%"),
    ("2025-01-06T08:00:00-05:00", "Nvidia ended the year up {}.", "171%", "239%"),
    ("2025-02-03T08:00:00-05:00", "Nvidia ended January down {}.", "10.6%", "15.8%"),
    ("2025-02-03T08:00:00-05:00", "Nvidia soared in 2024 and tumbled {} last week.",
     "15.8%", "18.8%"),
    (NEW_YORK, "Nvidia rose {} on January 28 in above-average trading.", "8.93%", "4.2%"),
    (NEW_YORK, "Nvidia rose {} on January 28 at the end of the session.", "8.93%", "4.2%"),
    (TOKYO, "28日、エヌビディアがブロードコムとともに{}上げた。", "8.9%", "4.2%"),
    (TOKYO, "28日、エヌビディアはブロードコムの上昇につれて{}上げた。", "8.9%", "2.6%"),
    (TOKYO, "28日、エヌビディアは一時は下落したものの{}上昇した。", "8.9%", "4.2%"),
    (SEOUL, "6일 SK하이닉스는 지난해 4분기 최대 실적을 냈다는 소식에 {} 올랐다.", "9.84%", "2.76%"),
    (SEOUL, "SK하이닉스 주가는 6일 지난해 11월 이후 최대 폭인 {} 상승 마감했다.", "9.84%", "2.76%"),
    (SEOUL, "6일 SK하이닉스는 미국 마이크론이 실적을 발표한 데 따른 영향으로 {} 올랐다.",
     "9.84%", "2.91%"),
    (SEOUL, "6일 SK하이닉스는 장 초반 약세를 딛고 {} 상승 마감했다.",
     "9.84%", "2.76%"),
    (SEOUL, "6일 SK하이닉스가 장중 한때 20만1500원까지 오르며 {} 상승 마감했다.",
     "9.84%", "2.76%"),
    (SEOUL, "6일 SK하이닉스는 삼성전자와 엔비디아의 공급 계약 소식이 전해지며 {} 급등했다.",
     "9.84%", "2.76%"),
    (SEOUL, "6일 SK하이닉스 주가는 삼성전자의 가격 인상 소식에 {} 급등했다.", "9.84%", "2.76%"),
    ("2025-01-28T18:00:00-05:00", "Coming into Tuesday trading, Nvidia had fallen {} this year.",
     "11.8%", "7%"),
    (SEOUL, "6일 삼성전자는 2.76% 오르며 '{}'를 지켰다.", "5만전자", "6만전자"),
    (SEOUL, "6일 SK하이닉스는 '{}'를 달성했다.", "19만닉스", "21만닉스"),
    (SEOUL, "6일 SK하이닉스는 9.84% 올라 {}에 도달했다.", "19만9800원", "21만5000원"),
    (SEOUL, "6일 삼성전자의 현재가는 {}으로 전 거래일 대비 상승하며 마감했다.",
     "5만5900원", "5만1900원"),
    (SEOUL, "6일 삼성전자가 장중 5만6000원을 터치했고 SK하이닉스가 {}을 회복했다.",
     "19만원", "21만원"),
]  # fmt: skip


def of_its_number(text: str, published: str) -> list[Claim]:
    return list(checked_reading(read(text, published), ExcerptReader()).claims)


@pytest.mark.parametrize(("published", "text", "right", "wrong"), WORDS)
def test_a_number_is_read_in_words_and_nicknames(published, text, right, wrong) -> None:
    def decided(number: str) -> set[Verdict | None]:
        at = text.index("{}")
        claims = of_its_number(text.format(number), published)
        return {c.verdict for c in claims if c.at[0] >= at - 1 or c.at[1] > at}

    assert Verdict.SUPPORTED in decided(right)
    assert Verdict.SUPPORTED not in decided(wrong)


OF_ANOTHER_DAY = [
    (SEOUL, "엔비디아가 3일(현지시간) 4.45% 상승한 영향으로 SK하이닉스가 9.84% 급등했다."),
    (SEOUL, "엔비디아가 지난 3일 4.45% 오른 가운데 SK하이닉스는 9.84% 상승했다."),
    (SEOUL, "삼성전자가 3일 공급 계약을 맺었다는 소식에 SK하이닉스가 9.84% 올랐다."),
    ("2025-01-28T20:00:00-05:00", "Broadcom cut its forecast on Jan. 27, but Nvidia rose 8.93%."),
]


@pytest.mark.parametrize(("published", "text"), OF_ANOTHER_DAY)
def test_the_day_of_one_company_is_not_that_of_the_next(published: str, text: str) -> None:
    verdicts = {c.verdict for c in of_its_number(text, published) if c.kind == "size"}
    assert verdicts == {Verdict.SUPPORTED}


UNSAID = [
    (NEW_YORK, "Nvidia, which closed at $147.22 on Jan. 23, has lost 18.4%."),
    (NEW_YORK, "Nvidia closed at $118.42 on Jan. 27. Shares have gained 1.4%."),
    (SEOUL, "SK하이닉스는 2일 17만1200원에 마감했고 이후 16.7% 올랐다."),
    (NEW_YORK, "Nvidia rose by double digits on January 28."),
    (SEOUL, "6일 SK하이닉스 주가가 두 자릿수 급등했다."),
    ("2025-02-07T20:00:00-05:00", "Nvidia ended the week down 15.8%."),
    (NEW_YORK, "Nvidia gained two point nine percent on January 28."),
    (SEOUL, "6일 SK하이닉스는 지난해 9.84% 올랐다."),
    (SEOUL, "SK하이닉스는 마이크론의 호실적 소식에 2.76% 올랐고 삼성전자는 9.84% 올랐다."),
]


@pytest.mark.parametrize(("published", "text"), UNSAID)
def test_a_move_up_to_now_or_of_an_unread_amount_is_no_move_of_the_day(published, text) -> None:
    found = of_its_number(text, published)
    verdicts = {c.verdict for c in found if c.kind not in ("level", "causal")}
    assert verdicts <= {Verdict.UNCLEAR, Verdict.NOT_DECIDABLE}


def test_a_firm_that_is_only_described_accuses_nobody() -> None:
    for text in (
        "AMD fell 6.4% on Monday after the iPhone maker jumped 5.6% on Friday.",
        "AMD fell 6.4% on Monday after shares of the iPhone maker jumped 5.6% on Friday.",
        "On Monday the iPhone maker gained 5.6% and AMD fell.",
        "Nvidia had suffered subscriber losses on Monday.",
        "Nvidia was steady. A rival lost 16.97% on Monday.",
        "Nvidia was steady. Its biggest customer lost 16.97% on Monday.",
    ):
        verdicts = {c.verdict for c in of_its_number(text, NEW_YORK) if c.stated != -0.064}
        assert not verdicts & {Verdict.CONTRADICTED, Verdict.SUPPORTED}, text


STREAKS = [
    "Nvidia hit a high on June 18 and then fell for {} sessions in a row.",
    "Nvidia fell for {} sessions in a row after hitting a record on June 18.",
    "엔비디아는 18일 고점을 찍은 뒤 {}거래일 연속 하락했다.",
    "NVIDIAは18日に高値をつけた後、{}営業日連続で下落した。",
]


@pytest.mark.parametrize("text", STREAKS)
def test_a_streak_that_begins_after_a_day_is_not_one_up_to_it(text: str) -> None:
    found = {
        count: {c.verdict for c in of_its_number(text.format(count), "2024-06-24T18:00:00-04:00")
                if c.kind == "persistence"}
        for count in ("3", "5")
    }  # fmt: skip
    assert found["3"] == {Verdict.SUPPORTED}
    assert not found["5"] & {Verdict.SUPPORTED, Verdict.CONTRADICTED}


WEEK, SEOUL_FEBRUARY = "2025-01-28T20:00:00-05:00", "2025-02-05T18:00:00+09:00"
MOVED_ON = [
    (WEEK, "Nvidia, after closing at $118.42 on Jan. 27, rose 8.93%."),
    (WEEK, "Nvidia closed at $147.22 on Jan. 23, then fell 3.12%."),
    (WEEK, "Nvidia hit a high on Jan. 23 and slumped 3.12%."),
    (WEEK, "Nvidia rose on Jan. 23 before falling 3.12%."),
    (SEOUL_FEBRUARY, "SK하이닉스는 31일 19만9200원에 마감한 뒤 4.17% 급락했다."),
    (SEOUL_FEBRUARY, "SK하이닉스는 24일 고점을 찍고 9.86% 급락했다."),
    (SEOUL_FEBRUARY, "24일 상승 마감한 SK하이닉스가 9.86% 하락했다."),
]


@pytest.mark.parametrize(("published", "text"), MOVED_ON)
def test_a_move_told_after_a_day_is_none_of_that_day(published: str, text: str) -> None:
    verdicts = {c.verdict for c in of_its_number(text, published)}
    assert Verdict.CONTRADICTED not in verdicts


TURNED = [
    ("Nvidia fell for a third straight session on June 24, then recovered.", Verdict.SUPPORTED),
    ("Nvidia rose on June 18 and fell three days in a row.", Verdict.SUPPORTED),
    ("Nvidia fell for three sessions in a row from June 20.", Verdict.SUPPORTED),
    ("Nvidia fell for three sessions in a row from June 18.", Verdict.NOT_DECIDABLE),
    ("엔비디아는 20일부터 3거래일 연속 하락했다.", Verdict.SUPPORTED),
    ("엔비디아는 18일부터 3거래일 연속 하락했다.", Verdict.NOT_DECIDABLE),
]


@pytest.mark.parametrize(("text", "verdict"), TURNED)
def test_a_streak_has_its_own_verb_and_its_own_beginning(text: str, verdict: Verdict) -> None:
    claims = of_its_number(text, "2024-06-25T18:00:00-04:00")
    assert {c.verdict for c in claims if c.kind == "persistence"} == {verdict}


def test_a_streak_up_to_its_day_is_still_accused() -> None:
    text = "On June 18, 2024, Nvidia fell for a third straight session."
    assert Verdict.CONTRADICTED in {c.verdict for c in of_its_number(text, "2024-06-24")}


THINGS = ["popularity", "order book", "app ranking", "brand image", "workforce", "top line"]


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("form", ["Nvidia's {} fell", "The {} of Nvidia fell", "Nvidia's {} sank"])
def test_the_sign_of_another_thing_of_a_firm_bears_nothing_out(form: str, thing: str) -> None:
    text = f"{form.format(thing)} on Monday, Jan. 27."
    claims = of_its_number(text, "2025-01-28T09:00:00-05:00")
    assert Verdict.SUPPORTED not in {c.verdict for c in claims}


@pytest.mark.parametrize("form", ["Nvidia's stock fell", "Nvidia's U.S.-listed shares fell"])
def test_the_sign_of_a_stock_is_borne_out(form: str) -> None:
    claims = of_its_number(f"{form} on Monday, Jan. 27.", "2025-01-28T09:00:00-05:00")
    assert {c.verdict for c in claims} == {Verdict.SUPPORTED}


BOUNDS = [
    (WEEK, "Nvidia gained slightly less than 8.9% on Tuesday."),
    (WEEK, "Nvidia gained more than nine percent and a half on Tuesday."),
    ("2025-01-24T20:00:00-05:00", "Coming into Friday, Nvidia had gained 6.2% this year."),
    ("2024-11-15T20:00:00-05:00", "Since the Nov. 5 election, Nvidia has fallen 3.3%."),
    ("2025-01-31T20:00:00-05:00", "Broadcom on Thursday, hours after Nvidia reported, rose 0.77%."),
    (SEOUL, "3일 SK하이닉스는 삼성전자가 계약을 공개하자 1.87% 올랐다."),
]


@pytest.mark.parametrize(("published", "text"), BOUNDS)
def test_what_another_number_day_or_firm_would_fit_is_not_borne_out(published, text) -> None:
    numbers = [c for c in of_its_number(text, published) if c.stated is not None]
    assert Verdict.SUPPORTED not in {c.verdict for c in numbers}


def test_a_nickname_is_the_price_of_its_own_stock() -> None:
    text = "6일 '18만전자'와 '19만닉스'를 동시에 회복했다."
    owners = {c.symbols for c in of_its_number(text, SEOUL) if c.stated == 190_000}
    assert owners <= {("000660.KS",)}
