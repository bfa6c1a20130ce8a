"""What a page says where something is missing, nothing moved, or days differ."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from report_case import case

from marketlink import report
from marketlink.calendars import EXCHANGES, sessions
from marketlink.errors import InputError
from marketlink.pipeline.refusals import require_spec
from marketlink.records.case import Case, CompanyFinding
from marketlink.records.claim import Claim, Observation, Verdict
from marketlink.records.reason import Code, reason
from marketlink.records.study import Spec
from marketlink.report import figures
from marketlink.report.axes import percent_axis
from marketlink.report.findings import MARKET_MODELS
from marketlink.report.glance import glance
from marketlink.report.index import write_index
from marketlink.report.messages import LANGUAGES, words
from marketlink.report.reach import spanned
from marketlink.report.sections import claims, company_tables, group, timeline
from marketlink.report.verdict import sentence
from marketlink.study.event_dates import OUTCOMES
from marketlink.study.models import MODELS


def with_rows(base: Case, table: str, event_id: str, **values: object) -> Case:
    rows = tuple(
        {**row, **values} if row["event_id"] == event_id and row.get("tau", 0) == 0 else row
        for row in base.study.tables[table]
    )
    return replace(base, study=replace(base.study, tables={**base.study.tables, table: rows}))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_stock_that_did_not_trade_on_day_0_is_not_called_studied(lang: str) -> None:
    base, say = case(lang), words(lang)
    halted = base.companies[0]
    given = with_rows(base, "abnormal", halted.event.event_id, ret=None, ar=None, ar_se=None)
    row = glance(given, say)[0]
    assert row["reason"] == say.name("outcome", "missing_day0") != say.name("outcome", "ok")
    assert say("company.no_zero") in report.render(given, lang).replace("&#39;", "'")


def test_a_stock_that_moved_as_its_market_is_neither_above_nor_below() -> None:
    base = case("en")
    only = base.companies[0]
    one = replace(base, companies=(only,), claims=())
    said = sentence(
        with_rows(one, "abnormal", only.event.event_id, ret=0.0073, ar=4e-9), words("en")
    )
    assert "moved +0.73%" in said and "0.00 percentage points from" in said
    assert "above" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_exchange_and_benchmark_has_words(lang: str) -> None:
    table = words(lang).table
    assert [code for code in OUTCOMES if f"outcome.{code}" not in table] == []
    assert [code for code in EXCHANGES if f"exchange.{code}" not in table] == []
    assert [e.benchmark for e in EXCHANGES.values() if f"symbol.{e.benchmark}" not in table] == []


@pytest.mark.parametrize(
    ("inflation", "words_of_it"),
    [(1.35, "1.35 times too large"), (1.0, "hardly changes"), (0.8, "to 0.80 times")],
)
def test_the_correlation_is_told_by_what_it_does(inflation: float, words_of_it: str) -> None:
    base = case("en")
    rows = tuple({**row, "inflation": inflation} for row in base.study.tables["tests"])
    study = replace(base.study, tables={**base.study.tables, "tests": rows})
    assert words_of_it in group.section(replace(base, study=study), words("en"))["lead"]


def test_moves_of_different_moments_do_not_share_the_news() -> None:
    base = case("en")
    assert "share the same news" in group.section(base, words("en"))["lead"]
    parts = tuple(
        replace(item, event=replace(item.event, moment=number))
        for number, item in enumerate(base.companies)
    )
    lead = group.section(replace(base, companies=parts), words("en"))["lead"]
    assert "different moments" in lead and "share the same news" not in lead


def test_a_window_is_never_said_to_reach_past_its_end() -> None:
    assert spanned((-1, 1), (0, 10), words("en")) == "[−1,\u00a0+1], so far to 0 … +1"


def test_a_placebo_p_at_its_floor_is_marked_in_every_window() -> None:
    base = case("en")
    item = base.companies[0]
    floor = item.placebos[0].floor
    rows = tuple(
        {**row, "p_placebo": floor if (row["tau_from"], row["tau_to"]) == (0, 5) else 0.2}
        for row in base.study.tables["cars"]
    )
    study = replace(base.study, tables={**base.study.tables, "cars": rows})
    table = company_tables.windows(replace(base, study=study), item, words("en"))
    assert table is not None
    shown = {row[0].text: row[6].text for row in table.rows}
    assert shown["[0,\u00a0+5]"].startswith("≤") or shown["[0,\u00a0+5]"] == "< 0.001"
    assert shown["[0,\u00a0+10]"] == "0.200"


def test_each_day_0_of_an_exchange_has_a_lane_of_its_own() -> None:
    base = case("en")
    late = date(2025, 1, 29)

    def moved(item: CompanyFinding) -> CompanyFinding:
        mine = item.event.symbol == "MU"
        return replace(item, event=replace(item.event, day0=late)) if mine else item

    lines = base.timelines
    york = next(line for line in lines if line.exchange == "XNYS")
    given = replace(
        base,
        companies=tuple(moved(item) for item in base.companies),
        timelines=(*lines, replace(york, day0=late)),
    )
    page = timeline.section(given, words("en"))
    names = {lane["name"]: lane["day0"] for lane in page["lanes"]}
    assert names["New York (NVIDIA)"] == "2025-01-27"
    assert names["New York (Micron Technology)"] == "2025-01-29"
    assert "Seoul" in names
    zeros = [row[0].text for row in page["table"].rows if row[2].mark == "zero"]
    assert zeros == ["2025-01-27", "2025-01-29", "2025-01-31"]


KOREAN = (
    "8306.T on 2025-03-11: missing session (no bar; the return to 2025-03-14 covers 4 sessions)",
    "X on 2025-03-11: unapplied split (close 5.0 after 10.0: near 2:1; import with --basis raw and"
    " its split, or an adjusted column)",
    "X on 2025-03-11: phantom session (no session of XKRX; close 5.0 repeated, no volume)",
    "X on 2025-03-11: stale close (close 5.0 repeated on a session, volume 0)",
    "X: close is open (close equals open on 30 of 40 days: the day's close is not in this series)",
    "1 events have no benchmark among the prices (it would be ^FCHI): --benchmark names one",
    "2 events have no benchmark among the prices: --benchmark names one",
    "X: prices end on 2025-03-11, before its reaction session 2025-03-12",
    "X was not fetched; the prices in the store are used",
    "published 2025-03-11 as given, but the page says 2025-03-15",
    "conflicting publication times: 'a' (meta) is believed, 'b' (stamp) is not",
    "the ways to find the body disagree on 5 of 9 lines",
    "FB: FB is a former symbol (renamed, until 2022-06-08)",
)


@pytest.mark.parametrize("english", KOREAN)
def test_a_korean_page_says_it_in_korean(english: str) -> None:
    said = words("ko").say(english)
    assert re.search("[가-힣]", said)
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", said)
    assert not re.search(r"\\\d|\\g", said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_model_without_a_benchmark_is_not_called_the_market(lang: str) -> None:
    base, say = case(lang), words(lang)
    study = replace(base.study, spec=replace(base.study.spec, model="constant-mean"))
    given = replace(base, study=study)
    market = say("verdict.predicted_market_many")
    assert market in sentence(base, say) and market not in sentence(given, say)
    page = report.render(given, lang)
    assert say("glance.beyond") not in page and say("glance.beyond_model") in page


@pytest.mark.parametrize("model", ["abnormal-volume", "abnormal-volatility", "ff3", "capm"])
def test_a_report_refuses_models_it_cannot_tell_of(model: str) -> None:
    with pytest.raises(InputError, match=f"cannot use the model {model}"):
        require_spec(Spec(model=model))


def test_a_report_takes_every_other_model() -> None:
    taken = [m.name for m in MODELS.values() if m.unit == "return" and m.factors == "none"]
    assert "market" in taken and "matched-peer" in taken
    for name in taken:
        require_spec(Spec(model=name))
    benchmarked = {m.name for m in MODELS.values() if m.benchmark and m.unit == "return"}
    assert benchmarked == set(MARKET_MODELS)


def test_windows_that_leave_nothing_to_tell_are_refused() -> None:
    with pytest.raises(InputError, match="leaves out day 0"):
        require_spec(Spec(window=(1, 5)))
    with pytest.raises(InputError, match="has 40 sessions") as caught:
        require_spec(Spec(estimation=(-50, -11)))
    assert caught.value.hint == "--estimation -130:-11"
    require_spec(Spec(estimation=(-130, -11), window=(0, 0)))


def test_returns_that_are_all_zero_can_be_drawn() -> None:
    base = case("en")
    rows = tuple(
        {**row, "ar": 0.0, "ar_se": 0.0, "sar": None} for row in base.study.tables["abnormal"]
    )
    parts = tuple(replace(item, path=()) for item in base.companies)
    study = replace(base.study, tables={**base.study.tables, "abnormal": rows})
    assert "0.00%" in report.render(replace(base, study=study, companies=parts), "en")


@pytest.mark.parametrize("reach", [(-0.003, 0.009), (-0.1, 0.05), (-0.02, 0.085), (0.0, 0.0004)])
def test_a_tick_is_labelled_with_its_own_value(reach: tuple[float, float]) -> None:
    axis = percent_axis(reach, (0, 1))
    told = [float(text.rstrip("%").replace("\u2212", "-")) / 100 for text in axis["ticktext"]]
    assert told == pytest.approx(axis["tickvals"], abs=1e-9)
    assert len(told) >= 2


def test_closes_alone_are_not_said_to_have_a_range() -> None:
    item = case("en").companies[0]
    bare = tuple(replace(bar, high=None, low=None) for bar in item.bars)
    told = str(figures.price(bare, "USD", words("en"))["layout"]["annotations"])
    assert "Close, USD" in told and "high to low" not in told
    assert "high to low" in str(figures.price(item.bars, "USD", words("en"))["layout"])


def test_a_path_is_drawn_only_as_far_as_there_are_prices() -> None:
    base = case("en")
    item = base.companies[0]

    def missing(tau: int) -> bool:
        return tau > 3 or tau == 1

    rows = tuple(
        {**row, "ar": None, "ar_se": None} if missing(row["tau"]) else row
        for row in base.study.tables["abnormal"]
    )
    mine = [row for row in rows if row["event_id"] == item.event.event_id]
    bars, limit, _, _, curve = figures.path(mine, {}, words("en"))["data"]
    assert max(curve["x"]) == max(bars["x"]) == 3
    at = curve["x"].index(1)
    assert bars["y"][at] is None and limit["y"][at] is None
    assert curve["y"][at] == curve["y"][at - 1]
    given = replace(base, study=replace(base.study, tables={**base.study.tables, "abnormal": rows}))
    assert "running sum so far, up to session +3" in report.render(given, "en")
    assert "running sum so far" not in report.render(base, "en")


def test_the_index_counts_and_names_in_its_own_language(tmp_path: Path) -> None:
    base = case("ko")
    both = {"NVDA": "NVIDIA", "MU": "Micron Technology", "000660.KS": "SK hynix"}
    parts = tuple(
        replace(item, names={"ko": item.name, "en": both[item.event.symbol]})
        for item in base.companies
    )
    report.write(replace(base, companies=parts), tmp_path, "ko")
    write_index(tmp_path, "en")
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "1 report<" in page and "1 reports" not in page
    assert "NVIDIA, Micron Technology and SK hynix fell" in page and "엔비디아" not in page
    report.write(replace(base, companies=parts, slug="again"), tmp_path, "en")
    assert "2 reports" in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_group_without_a_valid_test_is_not_judged_by_its_companies(lang: str) -> None:
    base, say = case(lang), words(lang)
    rows = tuple({**row, "valid": False} for row in base.study.tables["tests"])
    given = replace(base, study=replace(base.study, tables={**base.study.tables, "tests": rows}))
    page = group.section(given, say)
    assert page["answer"] == say("group.answer_unknown") and page["detail"] == ""
    assert say("verdict.chance_unlikely_mid") in sentence(given, say)


@pytest.mark.parametrize("exchange", ["XNYS", "XTKS", "XHKG", "XTAI", "XLON", "XETR"])
def test_closures_abroad_have_korean_names(exchange: str) -> None:
    calendar = sessions(exchange)
    days = [date(2018, 1, 1) + timedelta(n) for n in range(365 * 8)]
    names = {name for day in days if day.weekday() < 5 and (name := calendar.closure(day))}
    assert len(names) > 5
    told = {name: timeline.closure(name, words("ko")) for name in names}
    assert [name for name, text in told.items() if not re.search("[가-힣]", text)] == []
    assert all(timeline.closure(name, words("en")) == name for name in names)


def test_claims_name_companies_and_count_sessions() -> None:
    base = case("ko")
    missing = reason(Code.NO_PRICES, symbol="NVDA")
    three = reason(Code.STREAK, run=3, session=date(2025, 1, 31))
    seen = (
        Observation("^KS11", "", 3.0, "sessions", date(2025, 1, 31), Verdict.SUPPORTED, three),
        Observation("NVDA", "", None, "", None, Verdict.NOT_DECIDABLE, missing),
    )
    told = Claim(
        *("", (0, 1), 1, "persistence", ("NVDA",), "", ("closing prices of both",)),
        stated=3.0,
        unit="sessions",
        observations=seen,
    )
    shown = claims.section(replace(base, claims=(told,)), words("ko"))[0]
    assert shown["facts"] == "기사의 수치 3거래일 · 필요한 자료: 둘의 종가"
    assert [one["company"] for one in shown["observations"]] == ["코스피", "엔비디아"]
    assert shown["observations"][0]["value"] == "3거래일"
    assert shown["observations"][1]["why"] == "엔비디아의 시세가 없다"
    assert claims.amount(1.0, "sessions", "", words("en")) == "1 session"
    assert claims.amount(2328.2, "points", "", words("en")) == "2,328.20 points"
