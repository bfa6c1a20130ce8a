"""The law of verdicts: who may be accused, of what, and what is said where nobody may."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import pytest
from claims_fixture import read

from marketlink import reading
from marketlink.claims.doubts import GUARDS, WORDS, Doubt, doubts
from marketlink.claims.evidence import Series
from marketlink.claims.law import on_ticks
from marketlink.claims.readings import Word, weights
from marketlink.findings.statements import QUOTED, statement
from marketlink.records import reason as reasons
from marketlink.records.claim import Basis, Field, Spoken, Verdict
from marketlink.records.reason import Reason, ReasonCode
from marketlink.resources import data_path
from marketlink.text import languages, pack
from marketlink.text.clauses import clauses
from marketlink.verify import ExcerptReader, checked_reading

MONDAY = "2025-01-27T18:00:00-05:00"
LATER = "2025-02-03T18:00:00-05:00"
SEOUL = "2025-01-31T17:30:00+09:00"


def verdicts(text: str, published: str) -> list[tuple[float | None, str]]:
    return [(c.stated, str(c.verdict)) for c in read(text, published)[0] if c.kind != "causal"]


DENIED = [
    ("Nvidia did not fall 16.97% on Monday, Jan. 27.", MONDAY),
    ("Nvidia didn't rise on Jan. 27.", MONDAY),
    ("Nvidia has not closed below $120 since October.", MONDAY),
    ("It is not true that Nvidia fell 12% on Jan. 27.", MONDAY),
    ("Reports that Nvidia rose 17% on Monday, Jan. 27, are false.", MONDAY),
    ("A false rumor said Nvidia rose 17% on Jan. 27.", MONDAY),
    ("Some traders thought Nvidia fell 20% on Jan. 27.", MONDAY),
    ("If Nvidia had fallen 25% on Monday, Jan. 27, the index would have lost more.", MONDAY),
    ("Unless Nvidia fell 12% on Jan. 27, the bet was lost.", MONDAY),
    ("Had Nvidia fallen 25% on Jan. 27, the index would be lower.", MONDAY),
    ("It is false that Nvidia fell 12% on Jan. 27.", MONDAY),
    ("There was no 12% drop in Nvidia on Jan. 27.", MONDAY),
    ("엔비디아는 27일 12% 급락한 게 아니다.", MONDAY),
    ("엔비디아는 27일 17% 하락하지 않았다.", MONDAY),
    ("삼성전자가 31일 오른 것은 아니다.", SEOUL),
    ("엔비디아가 27일 15% 하락했다고 착각한 투자자가 많았다.", MONDAY),
    ("SK하이닉스가 31일 7% 하락했다는 소문은 사실이 아니다.", SEOUL),
]


@pytest.mark.parametrize(("text", "published"), DENIED)
def test_what_its_own_words_deny_is_neither_borne_out_nor_refuted(text, published) -> None:
    found = [c for c in read(text, published)[0] if c.reason.code is ReasonCode.DENIED]
    assert [(c.verdict, {o.verdict for o in c.observations}) for c in found] == [
        (Verdict.UNCLEAR, {Verdict.UNCLEAR})
    ]


JAPANESE_DENIED = [
    "エヌビディアは27日、17%下落しなかった。",
    "エヌビディアが27日に12%下落したわけではない。",
    "エヌビディアは27日、ストップ安にはならなかった。",
    "エヌビディアが27日に12%上昇したという噂は事実ではない。",
    "エヌビディアは27日になぜ12%上昇したのか。",
    "エヌビディアが27日に12%上昇したと誤って伝えた。",
    "アナリストは「エヌビディアは27日に12%下落した」と話した。",
]


@pytest.mark.parametrize("text", JAPANESE_DENIED)
def test_what_japanese_words_deny_ask_or_quote_is_unclear(text) -> None:
    found = checked_reading(reading.read(text, "2025-01-28T18:00:00+09:00"), ExcerptReader())
    assert [c.verdict for c in found.claims] == [Verdict.UNCLEAR]


STILL_JUDGED = [
    ("Nvidia, which did not comment, fell 12% on Jan. 27.", MONDAY),
    ("It did not, and Nvidia fell 12% on Jan. 27.", MONDAY),
    ("As executives denied, Nvidia fell 12% on Jan. 27.", MONDAY),
    ("The news did not stop Nvidia from falling 12% on Jan. 27.", MONDAY),
    ("Nvidia did not just fall 12% on Jan. 27.", MONDAY),
    ("SK하이닉스는 31일 7% 하락을 피하지 못했다.", SEOUL),
    ("SK하이닉스는 31일 7% 하락했지만 삼성전자는 하락하지 않았다.", SEOUL),
    ("SK하이닉스는 31일 하락하지 않고 7% 상승했다.", SEOUL),
]


@pytest.mark.parametrize(("text", "published"), STILL_JUDGED)
def test_a_denial_of_something_else_leaves_a_number_judged(text, published) -> None:
    assert [v for s, v in verdicts(text, published) if s is not None] == ["contradicted"]


PLAIN = [
    ("Nvidia fell 13.1% on January 27, 2025.", LATER, -0.131),
    ("Nvidia rose 16.97% on January 27, 2025.", LATER, 0.1697),
    ("Nvidia fell 9.4% on Monday.", MONDAY, -0.094),
    ("SK하이닉스는 31일 7.86% 내렸다.", SEOUL, -0.0786),
    ("SK하이닉스는 31일 9.86% 올랐다.", SEOUL, 0.0986),
    ("Nvidia closed at $121.11 on January 27, 2025.", LATER, 121.11),
]


@pytest.mark.parametrize(("text", "published", "stated"), PLAIN)
def test_a_plain_sentence_with_a_wrong_number_is_contradicted(text, published, stated) -> None:
    assert verdicts(text, published) == [(pytest.approx(stated), "contradicted")]


UNCLEAR = [
    ("Nvidia fell 16.97% on Friday.", LATER, "fits NVDA on 2025-01-27"),
    ("On Monday Nvidia, having fallen 9.1%, has 30,000 employees.", MONDAY, "clause"),
    ("Nvidia fell 16.97% on Monday as Marlow Foods, a rival, lost 3.1%.", MONDAY, ""),
    ("Nvidia fell 16.97% on Monday, while a basket of rivals slid 1.2%.", MONDAY, "another name"),
    ("With Marlow Foods, a rival, losing 3.3%, Nvidia fell 16.97% on Monday.", MONDAY, ""),
    ("31일 9.86% 내린 SK하이닉스와 달리 경쟁사 마루전자가 3.3% 올랐다.", SEOUL, ""),
    ("Nvidia fell 9.1% by 10:30 a.m. on Monday.", MONDAY, "hour"),
    ("Nvidia was last down 13.2% at $123.10 on Monday.", MONDAY, "hour"),
    ("Nvidia fell 9.1% in the month to January 27.", LATER, ""),
    ("The preferred shares of Nvidia fell 9.1% on Monday.", MONDAY, "another line"),
    ("Nvidia and its rivals fell 9.1% on Monday.", MONDAY, "another name"),
    ("SK하이닉스는 31일 오후 2시 10분 기준 7.1% 내렸다.", SEOUL, "시각"),
    ("31일 전날 6.1% 올랐던 SK하이닉스는 거래량이 늘었다.", SEOUL, ""),
    ('"Nvidia fell 12% on Monday and it will fall again," said John Smith.', MONDAY, "clause"),
    ('"Nvidia fell 12% on Jan. 27. It will fall again," said John Smith.', MONDAY, "clause"),
    ("“Nvidia fell 12% on Jan. 27. It will fall again,” said John Smith.", MONDAY, "clause"),
    ('김 연구원은 "SK하이닉스가 31일 7% 떨어졌지만 반등할 것"이라고 말했다.', SEOUL, ""),
    ("Nvidia, down 12% in the first hour on Jan. 27, closed lower.", MONDAY, "hour"),
    ("The Nasdaq fell 3.6% at its worst on Jan. 27.", MONDAY, "hour"),
    ("Nvidia short sellers gained 17% on Jan. 27.", MONDAY, "another name"),
    ("Tokenized Nvidia fell 14% on Jan. 27.", MONDAY, "another line"),
    ("Without Nvidia, the S&P 500 fell 0.3% on Jan. 27.", MONDAY, "share of the move"),
    ("Nvidia accounted for a 1.2% decline in the S&P 500 on Jan. 27.", MONDAY, "share of the move"),
    ("룩셈부르크 증시에서 SK하이닉스 DR은 31일 4.4% 내렸다.", SEOUL, ""),
]


@pytest.mark.parametrize(("text", "published", "word"), UNCLEAR)
def test_what_the_sentence_leaves_open_is_never_contradicted(text, published, word) -> None:
    found = [c for c in read(text, published)[0] if c.stated is not None]
    assert "contradicted" not in [c.verdict for c in found]
    if word and word.isascii():
        assert any(word in c.why for c in found), [c.why for c in found]


def test_a_close_and_the_one_it_came_from_are_of_two_days() -> None:
    for text in (
        "Nvidia closed at $118.42, down from $142.62 on Friday.",
        "Nvidia ended at $118.42 from $142.62 on Friday, a drop of 17%.",
        "Nvidia closed at $118.42 on Monday, compared with $142.62 on Friday.",
    ):
        assert {verdict for _, verdict in verdicts(text, MONDAY)} == {"supported"}


def test_the_article_is_held_against_itself_before_any_price() -> None:
    """Apple has no prices here, and still the three numbers cannot all be true."""
    right = "애플은 31일 전 거래일보다 2만1800원(9.86%) 내린 19만9200원에 마감했다."
    wrong = right.replace("9.86", "8.86")
    assert "contradicted" not in {v for _, v in verdicts(right, SEOUL)}
    found = {c.stated: c for c in read(wrong, SEOUL)[0]}
    assert found[-0.0886].verdict == "contradicted"
    assert found[-0.0886].reason.code is ReasonCode.ITSELF


def test_another_number_that_fits_leaves_no_doubt_of_company_and_day() -> None:
    text = "삼성전자와 SK하이닉스는 31일 각각 2.42%, 8.86% 내렸다."
    assert verdicts(text, SEOUL) == [
        (pytest.approx(-0.0242), "supported"),
        (pytest.approx(-0.0886), "contradicted"),
    ]


def test_a_direction_told_at_the_end_of_a_list_is_that_of_its_own_names() -> None:
    text = "31일 SK하이닉스가 9.86%, 삼성전자가 2.42% 각각 내린 가운데 네이버는 급등했다."
    assert {v for s, v in verdicts(text, SEOUL) if s} == {"supported"}


def test_a_hundredth_apart_is_no_error_of_the_day_that_is_named() -> None:
    assert verdicts("Nvidia fell 16.98% on January 27, 2025.", LATER)[0][1] == "supported"
    assert verdicts("Nvidia fell 16.99% on January 27, 2025.", LATER)[0][1] != "supported"
    assert verdicts("Nvidia fell 16.98% on January 28, 2025.", LATER)[0][1] != "supported"


def test_what_could_be_is_a_forecast() -> None:
    found = read("Nvidia stock Could Surge 128%, analysts say.", LATER)[0]
    assert "contradicted" not in {c.verdict for c in found}


def test_somebody_and_some_day_not_known_here_are_always_among_the_readings() -> None:
    (claim,) = read("Nvidia fell 13.1% on January 27, 2025.", LATER)[0]
    (unknown,) = [one for one in claim.readings if one.symbol is None]
    assert unknown.session is None
    assert (unknown.weight, unknown.equal, unknown.words) == weights()[Word.UNKNOWN]
    assert [one.weight for one in claim.readings] == sorted(
        (one.weight for one in claim.readings), reverse=True
    )


def test_readings_stand_in_the_json_with_their_weights() -> None:
    found = checked_reading(reading.read("Nvidia fell 13.1% on Monday.", MONDAY), ExcerptReader())
    (claim,) = reading.to_json(found)["claims"]
    shown = claim["readings"]
    assert [one["weight"] for one in shown] == [one.weight for one in found.claims[0].readings]
    assert {one["session"] for one in shown} >= {"2025-01-24", None}


def test_a_session_has_one_return() -> None:
    """Where one number is the company's return of the day, another is of something else."""
    text = "Nvidia fell 16.97% on Monday. On Monday Nvidia lost 4.4%."
    assert [verdict for _, verdict in verdicts(text, MONDAY)] == ["supported", "unclear"]


def test_a_clause_that_names_its_day_is_judged_by_itself() -> None:
    for text in (
        "At midday Nvidia was little changed; Nvidia closed on Monday 9.1% lower.",
        "Nvidia, which fell 9.1% on Monday, has 30,000 employees.",
        "Last year's best performer, Nvidia, fell 9.1% on January 27, 2025.",
    ):
        assert [v for s, v in verdicts(text, MONDAY) if s] == ["contradicted"], text


def test_a_sign_borrowed_from_another_number_never_accuses() -> None:
    text = "1월 24일 3.12%, 1월 27일 16.97% 각각 움직인 엔비디아는 이날 8.93% 올랐다."
    assert "contradicted" not in {v for _, v in verdicts(text, "2025-01-28T18:00:00-05:00")}


def test_this_day_in_a_paper_of_a_day_without_a_session_is_the_last_one() -> None:
    text = "엔비디아는 이날 3.12% 내린 142.62달러에 거래를 마쳤다."
    assert {v for _, v in verdicts(text, "2025-01-25T09:00:00-05:00")} == {"supported"}


def test_a_change_in_money_is_held_against_what_was_quoted_before_a_split() -> None:
    days = (date(2024, 6, 6), date(2024, 6, 7), date(2024, 6, 10))
    series = Series("NVDA", days, (121.0, 120.9, 121.8), splits=((days[2], 10.0),))
    assert series.change(1) == pytest.approx(-1.0)
    assert series.change(2) == pytest.approx(0.9)
    assert series.change(0) is None


def test_every_doubt_and_reason_has_its_words() -> None:
    for language in ("en", "ko"):
        rows, _, _ = reasons.messages(language)
        assert set(rows) == set(ReasonCode)
    english, korean = reasons.messages("en")[0], reasons.messages("ko")[0]
    for code in ReasonCode:
        places = [set(_places(rows[code])) for rows in (english, korean)]
        assert places[1] <= places[0], code


def _places(row: str) -> list[str]:
    from string import Formatter

    return [name for _, name, _, _ in Formatter().parse(row) if name]


def test_rewording_every_reason_changes_no_verdict_and_no_number(monkeypatch) -> None:
    texts = [(t, p) for t, p, _ in PLAIN] + [(t, p) for t, p, _ in UNCLEAR]
    before = [_numbers(t, p) for t, p in texts]
    rows, bounds, joint = reasons.messages("en")
    words = {code: f"{n}" for n, code in enumerate(rows)}
    monkeypatch.setattr(reasons, "messages", lambda language: (words, bounds, joint))
    assert [_numbers(t, p) for t, p in texts] == before
    assert all(c.why.split("; ")[0].isdigit() for t, p in texts for c in read(t, p)[0])


def _numbers(text: str, published: str) -> str:
    found = read(text, published)[0]
    seen = [(o.symbol, o.value, str(o.session), o.verdict) for c in found for o in c.observations]
    return json.dumps([[(c.kind, c.symbols, c.stated, c.verdict) for c in found], seen])


def test_a_doubt_lowers_a_verdict_and_deletes_no_claim() -> None:
    claims, _ = read("On Monday Nvidia, having fallen 9.1%, has 30,000 employees.", MONDAY)
    (claim,) = [c for c in claims if c.stated is not None]
    assert Doubt.CLAUSE in doubts(claim)
    assert claim.observations


def test_the_clauses_of_a_sentence_leave_no_gap() -> None:
    for language, text in (
        ("en", "Nvidia, which fell 17% on Monday (in New York), rose as Micron, despite it, fell."),
        ("ko", "전날 6% 올랐던 삼성전자는 내렸지만, 코스피는 2% 올랐고 코스닥은 내렸다."),
    ):
        cut = clauses(text, pack(language)).every
        assert "".join(text[c.start : c.end] for c in cut) == text


def test_records_are_enums_and_no_reason_is_told_apart_by_its_words() -> None:
    assert {one.value for one in Verdict} >= {"supported", "contradicted", "unclear", "forecast"}
    assert [one.name for one in fields(Reason)] == ["code", "fields", "then"]
    assert len(Basis) == 3 and len(Spoken) == 4
    assert set(languages()) >= {"en", "ko"} and data_path("lang", "en", "reasons.toml").is_file()


COUNTED_BACK = [
    ("After its 16.97% decline a day earlier, Nvidia rose 8.93% on January 28, 2025.", LATER),
    (
        "전날 16.97% 내린 엔비디아는 2025년 1월 28일(현지시간) 8.93% 올랐다.",
        "2025-02-10T17:30:00+09:00",
    ),
    ("Nvidia settled at $128.99 on January 28, 2025, up 8.93% from its previous close.", LATER),
]


@pytest.mark.parametrize(("text", "published"), COUNTED_BACK)
def test_a_day_before_one_that_the_sentence_names_behind_it_is_of_that_day(text, published):
    assert {verdict for _, verdict in verdicts(text, published)} == {"supported"}


LEVELS = [
    ("시총 순위가 바뀐 SK하이닉스는 31일 9.86% 내린 215,000원에 거래를 끝냈다.", 215_000),
    ("31일 SK하이닉스는 전 거래일 종가(209,000원)보다 9.86% 내린 199,200원에 마감했다.", 209_000),
    ("31일 종가는 SK하이닉스 215,000원(9.86% 하락)이다.", 215_000),
    ("SK hynix fell 9.86 percent on Jan. 31, taking the share price to 215,000 won.", 215_000),
]


@pytest.mark.parametrize(("text", "wrong"), LEVELS)
def test_a_close_in_a_list_behind_a_name_or_counted_from_is_decided(text, wrong):
    told = dict(verdicts(text, SEOUL))
    assert told.pop(wrong) == "contradicted"
    assert set(told.values()) == {"supported"}


HEADLINES = [
    ("Nvidia says it took down 2.2 billion accounts in 2024", LATER),
    ("Why Nvidia Stock Rose on Monday", "2025-01-27"),
    ("Why Nvidia Stock Rose Early Monday", "2025-01-29T08:00:00-05:00"),
    ("Nvidia Shares Fall on Better-Than-Expected 4Q", LATER),
]


@pytest.mark.parametrize(("text", "published"), HEADLINES)
def test_a_headline_of_no_known_hour_or_of_results_accuses_nobody(text, published):
    assert "contradicted" not in {verdict for _, verdict in verdicts(text, published)}


def test_a_price_that_fits_another_day_leaves_the_inherited_day_in_doubt() -> None:
    """The close is of the 27th, so it says nothing of the 22nd, which the sentence inherits."""
    text = (
        "엔비디아가 22일 소송에서 이기자 주가가 뛴 것으로 풀이된다.\n"
        "엔비디아는 26.25% 내린 118.42달러에 거래를 마쳤다."
    )
    got = [pair for pair in verdicts(text, "2025-01-27") if pair[0] is not None]
    assert got == [(pytest.approx(-0.2625), "unclear"), (118.42, "supported")]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia fell 24.73% from January 21 to January 27, 2025.",
        "엔비디아는 지난 21일부터 27일까지 24.73% 내렸다.",
        "Nvidia rose 24.73% between January 21 and January 27, 2025.",
    ],
)
def test_a_number_over_named_days_is_never_held_against_one_of_them(text) -> None:
    [claim] = [c for c in read(text, LATER)[0] if c.stated is not None]
    assert claim.verdict is Verdict.UNCLEAR
    assert "from the close of 2025-01-17 to 2025-01-27" in claim.why


def test_a_close_told_on_a_day_before_it_opens_is_no_error_of_the_day() -> None:
    text = "31일 한국거래소에 따르면 SK하이닉스는 전 거래일 1.47% 내린 22만1000원에 마감했다."
    got = [verdict for _, verdict in verdicts(text, "2025-01-31T00:03:00+09:00")]
    assert "contradicted" not in got
    assert "contradicted" in [v for _, v in verdicts(text, SEOUL)]


@pytest.mark.parametrize(
    "text", ["Nvidia shares fell late last year.", "엔비디아는 지난해 말 하락했다."]
)
def test_a_part_of_a_year_fixes_no_days_that_could_refute_a_move(text: str) -> None:
    assert [verdict for _, verdict in verdicts(text, LATER)] == ["unclear"]


EACH_ITS_OWN = [
    ("Broadcom shares fell 6.37% on Monday and AMD lost 17.4%.", MONDAY),
    ("The S&P 500 closed at 19,341.83 and the Nasdaq at 6,012.28 on Monday.", MONDAY),
    ("삼성전자는 31일 19만9200원, SK하이닉스는 5만2400원에 마감했다.", SEOUL),
    ("Nvidia rose 8.93% on Monday, Jan. 27 and fell 16.97% on Tuesday, Jan. 28.", LATER),
    ("For the week, Nvidia fell 3.67%.", "2025-02-01"),
]


@pytest.mark.parametrize(("text", "published"), EACH_ITS_OWN)
def test_numbers_that_stand_with_their_name_and_day_are_of_no_other(text, published) -> None:
    """Two true numbers, swapped: each fits the other name or day of its sentence."""
    got = {c.verdict for c in read(text, published)[0] if c.stated is not None}
    assert got == {Verdict.UNCLEAR}


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia was 15.8% lower on Jan. 31 than on Jan. 24.",
        "After closing at $149.43 on Jan. 6, Nvidia fell 19.6% through Jan. 31.",
        "엔비디아는 23일 147.22달러였지만 31일 120.07달러로 18.4% 떨어졌다.",
    ],
)
def test_a_move_between_two_days_of_a_sentence_is_a_reading(text) -> None:
    got = {str(c.verdict) for c in read(text, "2025-02-01")[0] if c.stated is not None}
    assert got == {"supported"}


def test_a_record_price_is_no_record_move() -> None:
    """The greatest is the close, though the sentence tells a fall since then."""
    text = "Nvidia has tumbled 20.8% since it closed at a record $149.43 on January 6, 2025."
    [claim] = [c for c in read(text, MONDAY)[0] if c.kind == "extreme"]
    assert claim.measure.field is Field.CLOSE
    assert claim.verdict is not Verdict.CONTRADICTED


@pytest.mark.parametrize("number", ["9.8%", "15.8%"])
def test_what_a_period_brought_is_told_between_its_closes(number) -> None:
    """Whether it fits or not: never as if it were the last day's."""
    text = f"Over the past five sessions, Nvidia slumped {number}."
    [claim] = [c for c in read(text, "2025-02-01")[0] if c.stated is not None]
    assert "-15.81 % from the close of 2025-01-24 to 2025-01-31" in claim.why


def test_a_number_behind_a_ticker_is_nobody_elses() -> None:
    row = "Movers on Jan. 27, 2025: NVDA -17.0%, AVGO -6.4%, AMD -6.4%"
    assert [c.symbols for c in read(row, LATER)[0] if c.stated is not None] == [("AMD",)]
    own = "NVDA: -17.0% on January 27, 2025, said Nvidia."
    assert [c.symbols for c in read(own, LATER)[0] if c.stated is not None] == [("NVDA",)]


def test_words_of_a_rule_that_deny_are_no_denial_of_it() -> None:
    text = "Nvidia fell 16.97% on January 27, 2025. The fall did not end in one day."
    [claim] = [c for c in read(text, LATER)[0] if c.kind == "persistence"]
    assert claim.reason.code is not ReasonCode.DENIED


def test_what_is_denied_is_quoted_and_never_said_as_told() -> None:
    [claim] = read("Nvidia did not fall 3% on January 27, 2025.", LATER)[0]
    assert statement(claim).code == QUOTED
    assert "did not fall" in str(statement(claim).fields["text"])


def test_what_is_unclear_is_quoted_up_to_its_number_and_never_said_as_told() -> None:
    maker = "which makes rival chips for data centers and phones in Taiwan and the world"
    text = f"Nvidia fell 16.97% on January 27, 2025, while Hexaron, {maker}, fell 9.9%."
    [told, doubted] = read(text, LATER)[0]
    assert told.verdict == "supported" and statement(told).code != QUOTED
    assert doubted.verdict == "unclear" and statement(doubted).code == QUOTED
    assert str(statement(doubted).fields["text"]).endswith("and the world, fell 9.9%")


def test_every_doubt_has_a_guard_and_a_reason() -> None:
    assert {doubt for doubt, _ in GUARDS} | set(WORDS.values()) == set(Doubt)
    assert [doubt.code.name.startswith("UNCLEAR_") for doubt in Doubt] == [True] * len(Doubt)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("After Micron dropped 7%, Nvidia fell 16.97% on Jan. 27.", LATER),
        ("Despite Micron's 7% gain, Nvidia fell 16.97% on Jan. 27.", LATER),
        ("마이크론의 7% 상승에도 SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
        ("마이크론이 7% 급등한 뒤 SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
    ],
)
def test_the_day_of_a_clause_accuses_no_number_of_what_came_before(text, published) -> None:
    said = dict(verdicts(text, published))
    assert "contradicted" not in said.values() and "supported" in said.values()


def test_a_fine_number_that_fits_several_days_is_told_with_them() -> None:
    text = "Nvidia fell on Jan. 31. Rivals said it slumped 15.81%."
    why = next(c.why for c in read(text, LATER)[0] if c.stated is not None)
    assert "from the close of 2025-01-24 to 2025-01-31" in why


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Nvidia fell 21% by 10:30 a.m. on Monday but recovered to close at $118.42.", MONDAY),
        ("Nvidia fell 21% on Monday but recovered to close at $118.42.", MONDAY),
        ("2주 전 5.44% 내렸던 SK하이닉스는 31일 9.86% 내렸다.", SEOUL),
    ],
)
def test_a_move_that_turned_and_a_day_weeks_ago_accuse_nobody(text, published) -> None:
    said = [verdict for _, verdict in verdicts(text, published)]
    assert sorted(said) == ["supported", "unclear"]


def test_a_move_made_good_is_no_move_of_the_day_that_is_named() -> None:
    for text in (
        "Nvidia recouped a 13.8% loss on Monday.",
        "Nvidia wiped out its 13.8% gain Monday.",
    ):
        assert "contradicted" not in [verdict for _, verdict in verdicts(text, MONDAY)]


def test_a_move_that_the_close_did_not_turn_is_refuted() -> None:
    said = verdicts("Nvidia fell 21% on Monday and closed at $118.42.", MONDAY)
    assert said == [(-0.21, "contradicted"), (118.42, "supported")]


def test_last_month_is_not_borne_out_by_this_one() -> None:
    [(_, verdict)] = verdicts("SK하이닉스는 지난달 5.42% 올랐다.", "2025-02-14T17:30:00+09:00")
    assert verdict != "supported"


def test_a_denied_move_of_another_clause_denies_no_number() -> None:
    said = verdicts("Nvidia never recovered on Monday, closing at $118.42.", MONDAY)
    assert (118.42, "supported") in said


def test_a_day_that_owns_another_number_dates_no_close() -> None:
    text = "Nvidia rose 8.9% to $128.99, on the heels of Monday's 17% loss."
    said = [(round(n or 0, 4), v) for n, v in verdicts(text, "2025-01-28T18:00:00-05:00")]
    assert {(0.089, "supported"), (128.99, "supported")} <= set(said)


def test_a_whole_percentage_finds_no_day_of_its_own() -> None:
    """One told of no day is not borne out by whichever of the last sessions it fits; a finer or a
    large one is."""
    said = [
        verdicts(text, "2025-01-31T18:00:00-05:00")
        for text in ("Nvidia rose 9%.", "Nvidia rose 8.9%.", "Nvidia fell 17%.")
    ]
    assert [one for ((_, one),) in said] == ["unclear", "supported", "supported"]


def test_closes_off_the_steps_of_seoul_are_adjusted_ones() -> None:
    days = tuple(date(2025, 1, n) for n in (20, 21, 22, 23))
    adjusted = Series("091810.KS", days, (2915.0, 3200.0, 3239.0, 3801.0))
    quoted = Series("091810.KS", days, (2915.0, 3200.0, 3240.0, 3800.0))
    assert on_ticks(quoted, 1) and not on_ticks(adjusted, 1)


def test_dollar_closes_off_the_cent_are_adjusted_ones() -> None:
    days = tuple(date(2013, 8, n) for n in (26, 27, 28, 29))
    adjusted = Series("BX", days, (21.344455, 21.000976, 21.246327, 21.638865))
    quoted = Series("BX", days, (21.75, 21.4, 21.65, 22.050001))
    later = ((date(2024, 6, 10), 10.0),)
    split = Series("NVDA", days, (1.209, 1.218, 1.210, 1.252), splits=later)
    assert on_ticks(quoted, 1) and on_ticks(split, 1) and not on_ticks(adjusted, 1)


def test_a_number_of_nobody_named_may_fit_one_company_on_one_day_only():
    # The month does not fit, its first session does, and the other company has no prices.
    text = "Nvidia and Tesla shares fell in 2024. The index edged up 4.9% in June."
    claims, *_ = read(text, "2025-02-10")
    assert [(c.symbols, c.verdict) for c in claims if c.stated] == [(("NVDA",), Verdict.UNCLEAR)]


def test_adjusted_closes_in_whole_units_and_dividends_leave_room():
    days = (date(2025, 12, 24), date(2025, 12, 26))
    won = Series("091810.KS", days, (1409.0, 1366.0))
    assert won.ret(1) == pytest.approx(-0.03052, abs=1e-5)
    assert abs(won.ret(1) + 0.0311) < won.grain(1) < 0.001  # 1,480 to 1,434 won before the issue
    dollars = Series("MU", days, (284.79, 294.37), dividends={days[1]: 0.115})
    assert dollars.grain(1) == 0
    assert dollars.with_dividend(1, money=True) == pytest.approx(9.695)


def test_a_move_that_goes_on_accuses_nobody():
    text = "전날 실적을 공시한 SK하이닉스 주가가 21% 폭락한 채 거래되고 있다."
    assert "contradicted" not in {verdict for _, verdict in verdicts(text, SEOUL)}


def test_a_number_without_a_sign_beside_a_minus_is_a_rise():
    text = "△삼성전자(2.42%) △SK하이닉스(-9.86%) 등은 내렸다."
    assert {stated for stated, _ in verdicts(text, SEOUL)} == {0.0242, -0.0986}
