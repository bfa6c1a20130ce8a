"""What is said beside the numbers: the day's state, two counts, the benchmark's own holding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from report_case import case

from marketlink.findings.certainty import certainty, held_by_its_benchmark, weights
from marketlink.findings.lookup import names, window_row
from marketlink.findings.words import LANGUAGES, words
from marketlink.pipeline.weights import constituent
from marketlink.records.case import Constituent, VolatilityState


def changed(base, symbol, **fields):
    rows = tuple(
        replace(one, **fields) if one.event.symbol == symbol else one for one in base.companies
    )
    return replace(base, companies=rows)


def codes(base, symbol):
    return [one.code for one in certainty(base) if one.subject == symbol]


@pytest.mark.parametrize(("plain", "way"), [(0.12, "loud"), (0.05, "usual"), (0.01, "calm")])
def test_the_state_of_the_day_is_always_said_where_it_is_known(plain, way):
    base = changed(case("en"), "NVDA", state=VolatilityState(1.8, plain))
    assert f"certain.state_{way}" in codes(base, "NVDA")
    assert not [code for code in codes(base, "MU") if code.startswith("certain.state")]


def test_two_counts_of_one_question_stand_in_one_sentence():
    base = case("en")
    item = next(one for one in base.companies if one.event.symbol == "MU")
    dates = item.placebos[0]
    row = window_row(
        [r for r in base.study.rows("cars") if r["event_id"] == item.event.event_id], (0, 0)
    )
    found = next(
        one for one in certainty(base) if one.subject == "MU" and one.code == "certain.counts"
    )
    assert (1 + found.fields["days"]) / (1 + found.fields["of"]) == pytest.approx(row["p_sq"])
    assert found.fields["far"] == sum(abs(v) >= abs(dates.observed) for v in dates.values)
    said = [one.code for one in certainty(base)]
    assert said[-2:] == ["certain.counts_why", "certain.tails"]
    short = tuple(replace(one, short=3, returns=(120, 240)) for one in item.placebos)
    again = changed(base, "MU", placebos=short)
    assert "certain.short" not in codes(base, "MU") and "certain.short" in codes(again, "MU")


def test_a_sum_and_a_holding_are_both_given_only_where_they_differ_by_more_than_an_error():
    base = case("en")
    assert not [one for one in certainty(base) if one.code == "certain.held"]
    rows = tuple(
        {**row, "bhar": row["car"] - 1.5 * row["car_se"]} if row["tau_to"] == 10 else row
        for row in base.study.tables["cars"]
    )
    tables = {**base.study.tables, "cars": rows}
    far = replace(base, study=replace(base.study, tables=tables))
    found = [one for one in certainty(far) if one.code == "certain.held"]
    assert {(one.fields["first"], one.fields["last"]) for one in found} == {(-10, 10)}


def test_the_market_without_the_stock_is_what_its_other_members_did():
    share = Constituent("^GSPC", 0.068, date(2025, 1, 24), "somewhere")
    base = changed(case("en"), "NVDA", constituent=share)
    found, whole = held_by_its_benchmark(base)
    assert whole.code == "certain.inside_whole" and weights(base)[0].fields == found.fields
    rows = [r for r in base.study.rows("abnormal") if r["tau"] == 0]
    item = next(one for one in base.companies if one.event.symbol == "NVDA")
    row = next(r for r in rows if r["event_id"] == item.event.event_id)
    fit = next(r for r in base.study.rows("events") if r["event_id"] == item.event.event_id)
    other = found.fields["other"]
    assert 0.068 * row["ret"] + 0.932 * other == pytest.approx(row["benchmark_ret"])
    assert found.fields["ar"] == pytest.approx(row["ret"] - fit["alpha"] - fit["beta"] * other)


def test_a_weight_is_the_last_one_before_the_day_and_not_an_old_one():
    assert constituent("NVDA", "^GSPC", date(2025, 1, 27)).weight == pytest.approx(0.068)
    assert constituent("NVDA", "^GSPC", date(2025, 1, 3)).weight == pytest.approx(0.0646)
    assert constituent("NVDA", "^GSPC", date(2020, 1, 3)) is None
    assert constituent("005930.KS", "^KS11", date(2023, 1, 3)) is None
    assert constituent("NVDA", "^GSPC", None) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_can_be_said(lang):
    base = changed(case(lang), "NVDA", state=VolatilityState(0.5, 0.01))
    told = words(lang).naming(names(base, lang))
    for one in certainty(base):
        assert one.say(told)
