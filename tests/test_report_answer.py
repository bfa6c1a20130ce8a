"""The first words of a report: one fact, each company by its own test, the main subject first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from report_case import case, failing

from marketlink import report
from marketlink.findings.answer import answer
from marketlink.findings.words import LANGUAGES, words
from marketlink.records.case import Case
from marketlink.report.record import record
from marketlink.report.sections import claims


def with_p(base: Case, **p: float) -> Case:
    """The case with its companies' own p-values of day 0 set, by symbol."""
    by_event = {item.event.event_id: p.get(item.event.symbol) for item in base.companies}
    rows = tuple(
        {**row, "p_sq": by_event[row["event_id"]]}
        if by_event[row["event_id"]] is not None and (row["tau_from"], row["tau_to"]) == (0, 0)
        else row
        for row in base.study.tables["cars"]
    )
    tables = {**base.study.tables, "cars": rows}
    return replace(base, study=replace(base.study, tables=tables), decision=None)


def moved(base: Case, **values: float) -> Case:
    """The case with every company's day 0 set."""
    rows = tuple(
        {**row, **values} if row["tau"] == 0 else row for row in base.study.tables["abnormal"]
    )
    return replace(base, study=replace(base.study, tables={**base.study.tables, "abnormal": rows}))


def test_a_clear_fall_is_told_in_one_fact_and_three_sentences() -> None:
    said = answer(case("en"))
    assert [one.code for one in said.sentences] == [
        "beyond.none",
        "others.more_many",
        "after.gone_many",
    ]
    told = report.verdict(case("en"), "en")
    assert told.startswith(
        "NVIDIA lost 17.0% on Monday 27 January 2025; its market explains 3.8 points of it. "
        "Beyond the market it moved −13.2 points (95% range ±5.1); its 240 sessions before have no "
        "day like it. Micron Technology fell 11.7% the same day and SK hynix fell 9.9% on Friday "
        "31 January, when Seoul reopened: 8.4 and 8.8 points more than their markets explain."
    )
    assert "disagree" not in told


def test_the_same_in_korean_as_it_is_written() -> None:
    assert report.verdict(case("ko"), "ko").startswith(
        "엔비디아 2025년 1월 27일(월) 17.0% 하락, 시장 움직임으로 설명되는 몫은 3.8%포인트. "
        "시장 움직임을 빼면 −13.2%포인트(95% 범위 ±5.1)로, 앞선 240거래일에 이만큼 움직인 날은 "
        "한 번도 없었다. 마이크론은 같은 날 11.7% 하락, SK하이닉스는 서울 증시가 다시 열린 "
        "1월 31일(금) 9.9% 하락해 시장 움직임으로 설명되는 것보다 각각"
    )


def test_companies_that_only_stand_beside_it_do_not_blur_the_main_subject() -> None:
    said = answer(with_p(case("en"), MU=0.5, **{"000660.KS": 0.7}))
    assert said.headline == answer(case("en")).headline
    assert "others.calm_many" in [one.code for one in said.sentences]


def test_a_calm_main_subject_is_not_dramatised_by_the_others() -> None:
    said = answer(with_p(case("en"), NVDA=0.4))
    assert said.headline.code == "headline.not_this"
    assert said.sentences[0].code.startswith("others.")
    told = said.headline.say(words("en").naming({"NVDA": "NVIDIA"}))
    assert told.endswith("beyond the market it stayed within the range of its ordinary days.")


def test_nothing_unusual_is_said_so() -> None:
    said = answer(with_p(case("en"), NVDA=0.4, MU=0.5, **{"000660.KS": 0.7}))
    assert said.headline.code == "headline.ordinary_many" and said.sentences == ()


def test_companies_that_the_headline_does_not_name_are_counted_in_it() -> None:
    calm = with_p(case("en"), NVDA=0.4, MU=0.5, **{"000660.KS": 0.7})
    many = replace(calm, companies=calm.companies * 2)
    assert "and 2 more moved" in report.verdict(many, "en")
    assert "외 2종목" in report.verdict(many, "ko")
    assert "more moved" not in report.verdict(calm, "en")


def test_a_fall_with_its_market_is_not_called_an_ordinary_fall() -> None:
    """What is within the ordinary range is the part beyond the market, and the words say so."""
    calm = with_p(case("en"), NVDA=0.4, MU=0.5, **{"000660.KS": 0.7})
    assert "beyond the market all stayed within" in report.verdict(calm, "en")
    assert "시장 움직임을 빼면 모두 평소 등락 범위 안이다" in report.verdict(calm, "ko")
    assert "when each could first react" in report.verdict(calm, "en")
    there = tuple(one for one in calm.companies if one.event.exchange == "XNYS")
    assert "on Monday 27 January 2025; beyond the market both stayed" in report.verdict(
        replace(calm, companies=there), "en"
    )
    beside = with_p(case("en"), MU=0.5, **{"000660.KS": 0.7})
    told = report.verdict(beside, "en")
    assert "Beyond the market, Micron Technology and SK hynix stayed within" in told


@pytest.mark.parametrize(
    ("ret", "ar", "code"),
    [
        (-0.03, 0.014, "headline.fell_less"), (0.03, -0.014, "headline.rose_less"),
        (-0.03, -0.05, "headline.fell_against"), (0.05, 0.03, "headline.rose"),
        (0.0, 0.04, "headline.flat"), (-0.05, -0.05, "headline.fell_all"),
    ],
)  # fmt: skip
def test_the_markets_part_is_told_by_its_direction(ret: float, ar: float, code: str) -> None:
    assert answer(moved(case("en"), ret=ret, ar=ar)).headline.code == code


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_main_subject_without_prices_is_named_first(lang: str) -> None:
    base = failing(case(lang), "unknown_symbol")
    first = replace(base.reading.mentions[0], symbol="XXXX", relevance=99)
    reading = replace(base.reading, mentions=(first, *base.reading.mentions[1:]))
    said = answer(replace(base, reading=reading))
    assert (said.headline.code, said.headline.subject) == ("headline.missing", "XXXX")
    assert said.sentences[0].code.startswith("others.")


def test_another_company_without_prices_is_named_before_the_others() -> None:
    said = answer(failing(case("en"), "unknown_symbol"))
    assert [one.code.partition("_")[0] for one in said.sentences[:2]] == [
        "beyond.none",  # of the main company, which the headline named
        "answer.missing",
    ]


def test_moves_of_one_day_are_told_with_the_day_once() -> None:
    base = case("en")
    nvda = next(one for one in base.companies if one.event.symbol == "NVDA")
    same = [replace(one, event=replace(one.event, day0=nvda.event.day0)) for one in base.companies]
    told = answer(replace(base, companies=tuple(same)))
    for lang in LANGUAGES:
        (said,) = [one.say(words(lang)) for one in told.sentences if "others" in one.code]
        assert said.count({"en": "the same day", "ko": "같은 날"}[lang]) == 1


def test_many_companies_are_told_as_a_range() -> None:
    base = case("en")
    said = answer(replace(base, companies=base.companies * 2))
    (told,) = [one for one in said.sentences if one.code == "others.range"]
    assert told.fields["count"] == 5
    assert (round(told.fields["low"], 3), round(told.fields["high"], 2)) == (-0.099, -0.17)


def test_every_number_of_the_answer_stands_in_the_case_with_its_place() -> None:
    whole = record(case("en"))
    tables = whole["case"]["study"]["tables"]
    for one in whole["summary"]["findings"]:
        for place in one["evidence"]:
            table, _, rest = place.partition("[")
            event, _, column = rest.partition("].")
            name, _, window = event.rpartition(",")
            keys = (
                {"tau": int(window)}
                if ":" not in window
                else dict(zip(("tau_from", "tau_to"), map(int, window.split(":")), strict=True))
            )
            (row,) = [
                row
                for row in tables[table]
                if row["event_id"] == name and all(row[key] == n for key, n in keys.items())
            ]
            assert row[column] is not None


def test_an_exchange_that_was_open_did_not_reopen() -> None:
    base = case("en")
    lines = tuple(replace(line, closures=()) for line in base.timelines)
    told = report.verdict(replace(base, timelines=lines), "en")
    assert "reopened" not in told and "on Friday 31 January" in told
    assert date(2025, 1, 31).strftime("%A") == "Friday"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claim_says_its_reason_once(lang: str) -> None:
    groups = claims.section(case(lang), words(lang))
    cards = [one for card in groups["judged"] for one in (card, *card["more"])]
    assert cards and all([one["why"]] != [r["why"] for r in one["readings"]] for one in cards)
    assert any(len(one["readings"]) > 1 for one in cards), "several readings are told apart"


def test_a_record_gives_each_claim_its_formula_and_what_it_needs() -> None:
    told = record(case("en"))["case"]["claims"]
    assert [(one["formula"], tuple(one["needs"])) for one in told] == [
        (claim.formula, claim.needs) for claim in case("en").claims
    ]
