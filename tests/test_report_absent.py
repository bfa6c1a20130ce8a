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
from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.moves_check import COMPARISON
from marketlink.errors import InputError
from marketlink.findings.answer import answer
from marketlink.findings.lookup import MARKET_MODELS, names
from marketlink.findings.words import LANGUAGES, words
from marketlink.pipeline.refusals import require_spec
from marketlink.prices.faults import FAULTS
from marketlink.records.case import Case
from marketlink.records.claim import Claim, Observation, Verdict
from marketlink.records.decision import Joint
from marketlink.records.reason import NumberStyle, ReasonCode, ShownNumber, reason
from marketlink.records.study import Spec
from marketlink.report.axes import percent_axis
from marketlink.report.coverage import spanned
from marketlink.report.record import summary
from marketlink.report.sections import answer as page
from marketlink.report.sections import claims, sure
from marketlink.report.sections.charts import closure
from marketlink.study.event_dates import OUTCOMES
from marketlink.study.models import MODELS


def with_rows(base: Case, table: str, event_id: str, **values: object) -> Case:
    rows = tuple(
        {**row, **values} if row["event_id"] == event_id and row.get("tau", 0) == 0 else row
        for row in base.study.tables[table]
    )
    return replace(base, study=replace(base.study, tables={**base.study.tables, table: rows}))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_main_company_without_a_day_0_is_named_first(lang: str) -> None:
    base, say = case(lang), words(lang)
    halted = base.companies[0]
    given = with_rows(base, "abnormal", halted.event.event_id, ret=None, ar=None, ar_se=None)
    said = answer(given)
    assert (said.headline.code, said.headline.subject) == ("headline.missing", "NVDA")
    row = page.section(given, say.naming(names(given, lang)))["rows"][0]
    assert row["reason"] == say.name("outcome", "missing_day0") != say.name("outcome", "ok")


def test_a_stock_that_moved_as_its_market_is_neither_above_nor_below() -> None:
    base = case("en")
    only = base.companies[0]
    one = replace(base, companies=(only,), claims=())
    quiet = with_rows(one, "abnormal", only.event.event_id, ret=0.0073, ar=4e-9)
    rows = tuple({**row, "p_sq": 0.97} for row in quiet.study.tables["cars"])
    study = replace(quiet.study, tables={**quiet.study.tables, "cars": rows})
    said = report.verdict(replace(quiet, study=study, decision=None), "en")
    assert said == (
        "NVIDIA rose 0.7% on Monday 27 January 2025; beyond the market it stayed within the range "
        "of its ordinary days."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_exchange_benchmark_and_fault_has_words(lang: str) -> None:
    table = words(lang).table
    stored = [fault.name for fault in FAULTS if fault.policy != "refuse"]
    assert [name for name in stored if f"flag.{name}" not in table] == []
    assert [code for code in OUTCOMES if f"outcome.{code}" not in table] == []
    assert [code for code in EXCHANGES if f"exchange.{code}" not in table] == []
    assert [e.benchmark for e in EXCHANGES.values() if f"symbol.{e.benchmark}" not in table] == []


def test_moves_of_different_moments_do_not_share_the_news() -> None:
    base, say = case("en"), words("en")
    assert "answer to the same news" in sure.section(base, say)["group"]["shared"]
    parts = tuple(
        replace(item, event=replace(item.event, moment=number))
        for number, item in enumerate(base.companies)
    )
    told = sure.section(replace(base, companies=parts), say)["group"]["shared"]
    assert "different moments" in told and "the same news" not in told


def test_a_window_is_never_said_to_reach_past_its_end() -> None:
    assert spanned((-1, 1), (0, 10), words("en")) == "[−1,\u00a0+1], so far to 0 … +1"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_model_without_a_benchmark_is_not_called_the_market(lang: str) -> None:
    base, say = case(lang), words(lang)
    study = replace(base.study, spec=replace(base.study.spec, model="constant-mean"))
    given = replace(base, study=study)
    assert answer(given).headline.fields["base"] == "model"
    assert say("base.market") not in answer(given).headline.say(say)
    shown = report.render(given, lang)
    glance = shown[: shown.index("</thead>")]
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', glance)
    assert say("glance.beyond_market") not in heads and say("glance.beyond_model") in heads


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
    assert "0.0" in report.render(replace(base, study=study, companies=parts), "en")


@pytest.mark.parametrize("reach", [(-0.003, 0.009), (-0.1, 0.05), (-0.02, 0.085), (0.0, 0.0004)])
def test_a_tick_is_labelled_with_its_own_value(reach: tuple[float, float]) -> None:
    axis = percent_axis(reach, (0, 1))
    told = [float(text.rstrip("%").replace("\u2212", "-")) / 100 for text in axis["ticktext"]]
    assert told == pytest.approx(axis["tickvals"], abs=1e-9)
    assert len(told) >= 2


def test_the_index_counts_and_names_in_each_language(tmp_path: Path) -> None:
    base = case("ko")
    both = {"NVDA": "NVIDIA", "MU": "Micron Technology", "000660.KS": "SK hynix"}
    parts = tuple(
        replace(item, names={"ko": item.name, "en": both[item.event.symbol]})
        for item in base.companies
    )
    report.write(replace(base, companies=parts), tmp_path, "ko")
    english = (tmp_path / "index.en.html").read_text("utf-8")
    assert "1 report<" in english and "1 reports" not in english
    assert "NVIDIA lost 17.0%" in english
    assert "엔비디아" in english, "searched by its other name"
    assert '<html lang="ko"' in (tmp_path / "index.html").read_text("utf-8")
    report.write(replace(base, companies=parts, slug="again"), tmp_path, "en")
    assert "2 reports" in (tmp_path / "index.en.html").read_text("utf-8")
    assert '<html lang="ko"' in (tmp_path / "index.html").read_text("utf-8"), "it stays Korean"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_group_without_a_valid_test_is_not_judged_and_companies_are(lang: str) -> None:
    base, say = case(lang), words(lang)
    given = replace(base, decision=replace(base.decision, joint=Joint.SILENT, heard=()))
    assert sure.section(given, say)["group"]["lead"] == say("group.silent")
    assert answer(given).headline == answer(base).headline


@pytest.mark.parametrize("exchange", ["XNYS", "XKRX", "XTKS", "XHKG", "XTAI", "XLON", "XETR"])
def test_closures_have_korean_names(exchange: str) -> None:
    calendar = sessions(exchange)
    days = [date(2018, 1, 1) + timedelta(n) for n in range(365 * 8)]
    names = {name for day in days if day.weekday() < 5 and (name := calendar.closure(day))}
    assert len(names) > 5
    told = {name: closure(name, exchange, words("ko")) for name in names}
    assert [name for name, text in told.items() if not re.search("[가-힣]", text)] == []


def test_claims_name_companies_and_count_sessions() -> None:
    base = case("ko")
    seen = (
        Observation("^KS11", "", 3.0, "sessions", date(2025, 1, 31), Verdict.SUPPORTED,
                    reason(ReasonCode.STREAK, run=3, session=date(2025, 1, 31))),
        Observation("NVDA", "", None, "", None, Verdict.NOT_DECIDABLE,
                    reason(ReasonCode.NO_PRICES, symbol="NVDA")),
    )  # fmt: skip
    told = Claim(
        *("", (0, 1), 1, COMPARISON, ("NVDA",)),
        stated=3.0,
        unit="sessions",
        observations=seen,
        verdict=Verdict.SUPPORTED,
        sentence=ClaimSentence("", 0, 1, "en", ()),
    )
    say = words("ko").naming(names(base, "ko"))
    (shown,) = claims.section(replace(base, claims=(told,)), say)["judged"]
    assert shown["needs"] == "둘의 종가"
    assert [one["company"] for one in shown["readings"]] == ["코스피", "엔비디아"]
    assert shown["seen"] == "코스피 · 25.1.31(금) · 3거래일"
    assert shown["readings"][1]["why"] == "엔비디아의 시세가 없다."
    assert claims.amount(1.0, "sessions", "", words("en")) == "1 session"
    assert claims.amount(2328.2, "points", "", words("en")) == "2,328.20 points"


@pytest.mark.parametrize("verdict", [Verdict.UNCLEAR, Verdict.NOT_DECIDABLE])
def test_what_cannot_be_settled_is_no_contradiction(verdict: Verdict) -> None:
    base = case("en")
    one = replace(base.claims[0], verdict=verdict)
    given = replace(base, claims=(one,))
    heaps = claims.section(given, words("en"))
    assert len(heaps["apart"]) == 1 and not heaps["judged"]
    assert "ontradict" not in report.verdict(given, "en")
    left = "neither confirm nor refute" if verdict is Verdict.UNCLEAR else "Nothing that is held"
    assert left in report.verdict(given, "en").split(". ")[-1]
    assert "contradicted" not in summary(given)["claims"]


def test_whole_won_have_no_decimals() -> None:
    def told(value: float) -> str:
        number = ShownNumber(value, NumberStyle.PRICE)
        return words("ko").say(reason(ReasonCode.CLOSED_AT, value=number, session=date(2024, 8, 5)))

    assert "71,400" in told(71400.0) and "71,400.00" not in told(71400.0)
    assert "2,441.55" in told(2441.55) and "21.00" in told(21.0)
