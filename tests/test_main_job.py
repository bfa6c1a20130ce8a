"""The main job, end to end: an article in, a report out, from an empty folder, no network."""

from __future__ import annotations

import csv
import hashlib
import json
import socket
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from marketlink.cli.main import run
from marketlink.config import Settings
from marketlink.errors import DatabaseBusy, InputError, NoPublicationTime
from marketlink.installation import command
from marketlink.publish import Options, WrittenReport, publish, republish
from marketlink.resources import data_path

COLUMN = "deepseek-column.txt"


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """``--offline`` never opens a socket: not even one to this machine."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(db=tmp_path / "store" / "marketlink.duckdb", offline=True)


def write(tmp_path: Path, text: str, name: str = "article.txt") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def rows(written: WrittenReport, table: str) -> list[dict[str, str]]:
    with (written.report.parent / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def case(written: WrittenReport) -> dict[str, object]:
    return json.loads((written.report.parent / "case.json").read_text("utf-8"))["case"]


@pytest.fixture
def column(shared: Path, settings: Settings, tmp_path: Path) -> WrittenReport:
    source = str(shared / "seeds" / COLUMN)
    return publish(source, settings, Options(published="2025-02-06", lang="ko"), tmp_path / "out")


def test_tests_are_tried_on_other_dates_where_that_is_asked(
    settings: Settings, tmp_path: Path
) -> None:
    source = str(data_path("demo/deepseek-en.html"))
    asked = Options(lang="en", calibrate=60)
    written = publish(source, settings, asked, tmp_path / "out")
    found = {row["statistic"]: row for row in rows(written, "calibration") if row["tau_to"] == "0"}
    assert set(found) > {"caar", "portfolio-filtered", "cda-t", "kp-bmp"}
    draws = int(found["caar"]["draws"])
    assert 20 < draws < 99  # the excerpt holds no more dates of the season, and none counts twice
    assert float(found["caar"]["p_floor"]) == pytest.approx(1 / (1 + draws))
    assert float(found["caar"]["p_calibrated"]) == pytest.approx(1 / (1 + draws))
    page = written.report.read_text("utf-8")
    assert "Rejects there" in page and "calibration.parquet" in page
    assert json.loads((written.report.parent / "request.json").read_text())["options"]["calibrate"]


def test_the_column_links_three_companies_and_names_the_private_ones(column: WrittenReport) -> None:
    reading = case(column)["reading"]
    assert reading["subjects"] == ["NVDA", "MU", "000660.KS"]
    linked = {m["symbol"] for m in reading["mentions"] if m["symbol"] and m["role"] == "subject"}
    assert linked == {"NVDA", "MU", "000660.KS"}
    private = {m["text"] for m in reading["mentions"] if m["kind"] == "private"}
    assert {"딥시크", "오픈AI"} <= private
    assert not {m["text"] for m in reading["mentions"]} & {"이닉스", "세중", "현대차", "테슬라"}


def test_the_column_is_dated_by_its_broken_holiday_phrase(column: WrittenReport) -> None:
    (moment,) = (m for m in case(column)["reading"]["moments"] if m["kind"] == "event")
    assert (moment["start"], moment["end"]) == ("2025-01-25", "2025-01-30")
    assert "지난 설 휴 기간".startswith(moment["text"][:4]) and moment["repaired"]
    events = {row["symbol"]: row for row in rows(column, "events")}
    assert {s: e["day0"] for s, e in events.items()} == {
        "NVDA": "2025-01-27", "MU": "2025-01-27", "000660.KS": "2025-01-31",
    }  # fmt: skip
    companies = {c["event"]["symbol"]: c for c in case(column)["companies"]}
    sessions = [f"2025-01-{day}" for day in (27, 28, 29, 30)]
    assert companies["NVDA"]["event"]["candidates"] == sessions
    assert companies["000660.KS"]["event"]["candidates"] == []
    (dated,) = case(column)["dated"]
    assert dated["session"] == "2025-01-27" and dated["p"] > 4 / 244 - 1e-12


def test_day_zero_equals_an_ordinary_least_squares_of_statsmodels(column: WrittenReport) -> None:
    import pandas as pd
    from statsmodels.regression.linear_model import OLS

    prices = pd.read_csv(data_path("excerpt", "prices.csv"), parse_dates=["date"])
    close = prices.pivot_table(index="date", columns="symbol", values="close")
    actions = pd.read_csv(data_path("excerpt", "actions.csv"), comment="#", parse_dates=["date"])
    fits = {row["symbol"]: row for row in rows(column, "events")}
    days = {row["event_id"]: row for row in rows(column, "abnormal") if row["tau"] == "0"}
    for symbol, benchmark in (("NVDA", "^GSPC"), ("MU", "^GSPC"), ("000660.KS", "^KS11")):
        pair = close[[symbol, benchmark]].dropna()
        cash = pd.Series(0.0, index=pair.index)
        for row in actions[(actions.symbol == symbol) & (actions.kind == "dividend")].itertuples():
            later = actions[(actions.symbol == symbol) & (actions.kind == "split")
                            & (actions.date > row.date)]  # fmt: skip
            cash[row.date] += row.value / later.value.prod()
        y = (pair[symbol] + cash) / pair[symbol].shift(1) - 1
        x = pair[benchmark] / pair[benchmark].shift(1) - 1
        at = pair.index.get_loc(pd.Timestamp(fits[symbol]["day0"]))
        window = slice(at - 250, at - 10)
        design = np.column_stack([np.ones(240), x.iloc[window]])
        fit = OLS(y.iloc[window].to_numpy(), design).fit()
        point = np.array([1.0, x.iloc[at]])
        error = np.sqrt(fit.mse_resid * (1 + point @ fit.normalized_cov_params @ point))
        mine, day = fits[symbol], days[fits[symbol]["event_id"]]
        assert int(mine["n_est"]) == 240
        assert float(mine["alpha"]) == pytest.approx(fit.params[0], abs=1e-10 * mine_sigma(mine))
        assert float(mine["beta"]) == pytest.approx(fit.params[1], rel=1e-10)
        assert float(mine["sigma"]) == pytest.approx(np.sqrt(fit.mse_resid), rel=1e-10)
        assert float(day["ar"]) == pytest.approx(y.iloc[at] - point @ fit.params, rel=1e-10)
        assert float(day["ar_se"]) == pytest.approx(error, rel=1e-10)


def mine_sigma(row: dict[str, str]) -> float:
    return float(row["sigma"])


def test_day_zero_returns_and_the_five_new_york_sessions_behind_seouls(
    column: WrittenReport,
) -> None:
    day0 = {r["event_id"].split("@")[0]: float(r["ret"])
            for r in rows(column, "abnormal") if r["tau"] == "0"}  # fmt: skip
    assert {s: round(100 * r, 2) for s, r in day0.items()} == {
        "NVDA": -16.97, "MU": -11.71, "000660.KS": -9.86,
    }  # fmt: skip
    companies = {c["event"]["symbol"]: c for c in case(column)["companies"]}
    split = companies["000660.KS"]["attribution"]
    assert split["foreign_symbol"] == "^SOX"
    assert split["foreign_sessions"] == [f"2025-01-{d}" for d in (24, 27, 28, 29, 30)]
    with data_path("excerpt", "prices.csv").open() as file:
        sox = {r["date"]: float(r["close"]) for r in csv.DictReader(file) if r["symbol"] == "^SOX"}
    assert split["foreign_return"] == pytest.approx(sox["2025-01-30"] / sox["2025-01-23"] - 1)
    parts = split["drift"] + split["local"] + split["foreign"] + split["remainder"]
    assert parts == pytest.approx(split["total"], abs=1e-14)


def test_the_fall_that_did_end_in_one_day_for_one_of_three(column: WrittenReport) -> None:
    (claim,) = (c for c in case(column)["claims"] if c["kind"] == "persistence")
    literal = {o["symbol"]: o for o in claim["observations"] if o["reading"] == "literal"}
    assert {s: o["verdict"] for s, o in literal.items()} == {
        "NVDA": "unclear", "MU": "supported", "000660.KS": "supported",
    }  # fmt: skip
    assert round(100 * literal["NVDA"]["value"], 1) == 8.9
    assert {o["symbol"] for o in claim["observations"] if o["reading"] == "net"} == set(literal)
    (record,) = (c for c in case(column)["claims"] if c["kind"] == "extreme")
    assert record["verdict"] == "supported" and "279" in record["why"]


def test_nothing_later_than_the_publication_checks_a_claim(column: WrittenReport) -> None:
    for claim in case(column)["claims"]:
        for seen in claim["observations"]:
            assert seen["session"] is None or seen["session"] <= "2025-02-06"


def test_without_a_publication_time_it_does_not_guess(
    shared: Path, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(shared / "seeds" / COLUMN)
    with pytest.raises(
        NoPublicationTime, match=r"25 January 2025 to 30 January 2025.*to be confirmed"
    ):
        publish(source, settings, Options(), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert run(["report", source, "--offline", "--db", str(settings.db)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def digests(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and p.suffix != ".duckdb")
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_demo_says_the_same_bytes_twice(lang: str, tmp_path: Path, settings: Settings) -> None:
    article = str(data_path("demo", f"deepseek-{lang}.html"))
    first = publish(article, settings, Options(lang=lang), tmp_path / "one")
    publish(article, settings, Options(lang=lang), tmp_path / "two")
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert {r["symbol"]: r["day0"] for r in rows(first, "events")} == {
        "NVDA": "2025-01-27", "MU": "2025-01-27", "000660.KS": "2025-01-31",
    }  # fmt: skip
    assert first.complete_on == date(2025, 2, 14)
    page = first.report.read_text("utf-8")
    assert str(tmp_path) not in page and str(data_path("demo")) not in page


def test_the_demo_command_prints_verdict_report_and_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["demo"]) == 0
    out = capsys.readouterr().out
    assert "17.0%" in out and f"Next:   {command()} serve marketlink-demo" in out
    assert list(tmp_path.glob("marketlink-demo/*/report.en.html"))


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("It rained in the morning and was dry at night.", {}, "names no listed company"),
        ("Nvidia fell 5% on January 3, 2019.", {}, "No move could be measured"),
        ("Nvidia fell 5% on January 3, 1975.", {}, "No move could be measured"),
        ("Nvidia fell 5%.", {"published": "2031-01-02"}, "NVDA: no session could be found"),
        ("Nvidia fell on Monday.", {"benchmark": "^XYZ"}, r"no prices of the benchmark \^XYZ"),
        ("Nvidia fell on Monday.", {"model": "markt"}, "No model is called"),
        ("Nvidia fell on Monday.", {"published": "yesterday"}, "not a publication time"),
        ("Nvidia fell on Monday.", {"published": "2025-01-28T10:00"}, "no time zone"),
        ("Nvidia fell on Monday.", {"window": (0, 2), "estimation": (-40, -11)}, "240|days|30"),
        ("", {}, "empty"),
        ("\x00\x01\x02" * 4000, {}, "not text"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    text: str, options: dict[str, object], words: str, settings: Settings, tmp_path: Path
) -> None:
    source = write(tmp_path, text)
    asked = Options(**{"published": "2025-01-28", **options})
    with pytest.raises(InputError, match=words):
        publish(source, settings, asked, tmp_path / "out")
    assert not list((tmp_path / "out").glob("**/*.html"))


def test_a_date_is_suggested_only_where_the_words_name_one(
    settings: Settings, tmp_path: Path
) -> None:
    """The word today is whichever day is tried: no prices can tell which was meant."""
    with pytest.raises(
        InputError, match=r"Prices moved most .* if ‘January 27’ is 27 January 2025"
    ):
        publish(write(tmp_path, "Nvidia fell 17% on January 27."), settings, Options(), tmp_path)
    for text in ("Nvidia fell 5% today.", "Nvidia fell 5% on Monday."):
        with pytest.raises(InputError) as refused:
            publish(write(tmp_path, text), settings, Options(), tmp_path)
        assert "Prices moved" not in str(refused.value)


def test_fifty_megabytes_are_refused(settings: Settings, tmp_path: Path) -> None:
    source = write(tmp_path, "엔비디아 주가가 올랐다. " * 1_500_000)
    with pytest.raises(InputError, match="larger than"):
        publish(source, settings, Options(published="2025-01-28"), tmp_path / "out")


def test_a_folder_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    source = write(tmp_path, "Nvidia fell on Monday.")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        publish(source, settings, Options(published="2025-01-28"), blocked / "out")


def test_a_locked_store_names_its_holder(settings: Settings, tmp_path: Path) -> None:
    import subprocess
    import sys

    source = write(tmp_path, "Nvidia fell on Monday.")
    publish(source, settings, Options(published="2025-01-28"), tmp_path / "out")
    code = (
        "import duckdb, sys, time\n"
        f"con = duckdb.connect({str(settings.db)!r})\n"
        "print('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        short = Settings(db=settings.db, offline=True, lock_wait_seconds=0.3)
        with pytest.raises(DatabaseBusy, match=str(holder.pid)):
            publish(source, short, Options(published="2025-01-28"), tmp_path / "two")
        assert holder.stdin is not None
        holder.stdin.close()


def test_as_of_hides_everything_later(settings: Settings, tmp_path: Path) -> None:
    source = write(tmp_path, "Nvidia fell 17% on January 27, 2025.")
    asked = Options(published="2025-01-28", as_of=date(2025, 1, 28))
    written = publish(source, settings, asked, tmp_path / "out")
    sessions = [row["session"] for row in rows(written, "abnormal") if row["ret"]]
    assert max(sessions) == "2025-01-28"
    assert (written.complete_on, written.complete) == (date(2025, 2, 10), False)


def test_an_open_report_is_written_again_and_a_complete_one_is_not(
    settings: Settings, tmp_path: Path
) -> None:
    source = write(tmp_path, "Nvidia fell 17% on January 27, 2025.")
    out = tmp_path / "out"
    done = publish(source, settings, Options(published="2025-01-28"), out)
    assert done.complete and republish(out, settings) == []
    late = write(tmp_path, "Nvidia fell 5% on March 10, 2025.", "late.txt")
    still = publish(late, settings, Options(published="2025-03-11"), out)
    assert not still.complete and still.complete_on == date(2025, 3, 24)
    assert "complete on 24 March 2025; prices through 14 March 2025" in still.report.read_text()
    assert "complete on 24 March 2025" in (out / "index.html").read_text()
    summary = json.loads((still.report.parent / "case.json").read_text())["summary"]
    assert (summary["complete_on"], summary["complete"]) == ("2025-03-24", False)
    (again,) = republish(out, settings)
    assert again.report == still.report


def test_strict_and_json(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path, "Nvidia rose 17% on January 27, 2025.")
    asked = ["report", source, "--published", "2025-01-28", "--offline", "--db", str(settings.db),
             "--out", str(tmp_path / "out"), "--format", "json"]  # fmt: skip
    assert run(asked) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["contradicted"] == 1 and Path(row["report"]).is_file()
    assert run([*asked, "--strict"]) == 1


@pytest.mark.parametrize("alone", [(), ("--self-contained",)])
def test_an_article_in_a_language_without_pages_names_a_page_that_is_there(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], alone: tuple[str, ...]
) -> None:
    source = write(tmp_path, "エヌビディアの株価は27日、17%急落した。")
    asked = ["report", source, "--published", "2025-01-28", "--offline", "--db", str(settings.db),
             "--out", str(tmp_path / "out"), "--format", "json"]  # fmt: skip
    assert run([*asked, *alone]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    page = Path(row["report"])
    assert page.name == "report.en.html" and "Japanese" in page.read_text("utf-8")
    assert row["warnings"] == ["no page is written in Japanese: the report is in English"]
    assert run([*asked, "--lang", "ko"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert Path(row["report"]).name == "report.ko.html" and not row["warnings"]


def test_several_articles_where_one_fails(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path, "Nvidia fell 17% on January 27, 2025.", "good.txt")
    bad = write(tmp_path, "", "bad.txt")
    code = run(["report", bad, good, "--published", "2025-01-28", "--offline",
                "--db", str(settings.db), "--out", str(tmp_path / "out")])  # fmt: skip
    assert code == 2
    said = capsys.readouterr()
    assert "NVIDIA lost 17.0%" in said.out
    assert said.err.count("marketlink: error:") == 1
    assert f"1 of 2 articles gave no report. {bad}: " in said.err


def test_a_store_of_one_s_own_prices_borrows_the_benchmark_that_the_excerpt_has(tmp_path):
    from marketlink.prices.importing import import_file
    from marketlink.store import Store

    lines = data_path("excerpt", "prices.csv").read_text("utf-8").splitlines()
    own = [line.replace("NVDA", "AAPL") for line in lines[1:] if line.startswith("NVDA,")]
    (tmp_path / "mine.csv").write_text("\n".join([lines[0], *own]) + "\n")
    (tmp_path / "article.txt").write_text("Apple (NASDAQ: AAPL) shares fell on January 27, 2025.\n")
    settings = Settings(tmp_path / "m.duckdb", offline=True, reports=tmp_path / "reports")
    with Store.open(settings.db, "write", reach=[Path("/")]) as store:
        import_file(store, tmp_path / "mine.csv")
    asked = Options(published="2025-01-28", lang="en")
    written = publish(str(tmp_path / "article.txt"), settings, asked, settings.reports)
    page = written.report.read_bytes()
    with Store.open(settings.db) as store:
        sources = {holding.symbol: holding.source for holding in store.holdings()}
        assert sources == {"AAPL": "files", "^GSPC": "excerpt"}
        again = publish(str(tmp_path / "article.txt"), settings, asked, settings.reports)
    assert again.report.read_bytes() == page
    assert "excerpt" in page.decode()


def test_nothing_is_borrowed_for_days_that_the_excerpt_does_not_cover(tmp_path):
    from marketlink.prices.importing import import_file
    from marketlink.store import Store

    (tmp_path / "AAPL.csv").write_text("date,close\n2025-06-02,10\n2025-06-03,11\n")
    (tmp_path / "article.txt").write_text("Apple (NASDAQ: AAPL) shares fell on June 3, 2025.\n")
    settings = Settings(tmp_path / "m.duckdb", offline=True, reports=tmp_path / "reports")
    with Store.open(settings.db, "write", reach=[Path("/")]) as store:
        import_file(store, tmp_path / "AAPL.csv")
    asked = Options(published="2025-06-04", lang="en")
    with pytest.raises(InputError, match=r"no prices of the benchmark \^GSPC"):
        publish(str(tmp_path / "article.txt"), settings, asked, settings.reports)


def test_an_article_on_companies_without_prices_ends_with_3(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path, "Shares of Ford Motor (NYSE: F) rose 3% on Monday.")
    code = run(["report", source, "--published", "2025-01-28", "--offline",
                "--db", str(settings.db), "--out", str(tmp_path / "out")])  # fmt: skip
    assert code == 3
    assert "There are no prices of F" in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("**/*.html"))


def test_a_main_company_without_prices_is_said_first_and_ends_with_3(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Intel (INTC) fell 26% on January 27, 2025. Intel cut staff. Nvidia fell 17% that day."
    source = write(tmp_path, text)
    code = run(["report", source, "--published", "2025-01-28", "--offline", "--lang", "en",
                "--db", str(settings.db), "--out", str(tmp_path / "out")])  # fmt: skip
    said = capsys.readouterr()
    assert code == 3
    assert said.out.startswith("Nothing can be said of Intel, the article's main company")
    assert "There are no prices of Intel (INTC)" in said.err and "refresh INTC" in said.err
    assert list((tmp_path / "out").glob("*/report.en.html")), "the report on the others is there"


def test_an_index_that_only_a_sentence_names_is_judged_by_its_stored_prices(
    settings: Settings, tmp_path: Path
) -> None:
    text = "Nvidia fell 17% on Monday. The Philadelphia Semiconductor Index fell 9.2% on Monday."
    asked = Options(published="2025-01-28", lang="en")
    written = publish(write(tmp_path, text), settings, asked, tmp_path / "out")
    claims = case(written)["claims"]
    assert {one["symbols"][0]: one["verdict"] for one in claims} == {
        "NVDA": "supported", "^SOX": "supported",
    }  # fmt: skip


def test_a_day_that_dates_no_event_is_told_once(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Nvidia, which unveiled its plan on January 8, fell 17% on January 27, 2025."
    asked = ["report", write(tmp_path, text), "--published", "2025-01-28", "--offline", "--db",
             str(settings.db), "--out", str(tmp_path / "out"), "--format", "json"]  # fmt: skip
    assert run(asked) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["warnings"] == [
        "the text also names ‘January 8’ (8 January 2025), which dates no event here"
    ]
    assert run([*asked[:-2], "--lang", "ko"]) == 0
    note = "note: 본문에 ‘January 8’(2025년 1월 8일)도 나오지만 여기서 다룬 일의 날짜는 아니다\n"
    assert note in capsys.readouterr().err


def test_a_morning_in_seoul_is_no_day_before_its_own(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """08:30 in Seoul is the day before in UTC: publication and event are days of one clock."""
    text = "SK hynix shares fell 9.9% on January 31, 2025."
    asked = ["report", write(tmp_path, text), "--offline", "--db", str(settings.db), "--out",
             str(tmp_path / "out"), "--format", "json", "--published"]  # fmt: skip
    assert run([*asked, "2025-01-31T08:30+09:00"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["warnings"] == []
    assert run([*asked, "2025-01-30T20:00+09:00"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["warnings"], "the evening before is too early"


def test_a_statement_on_the_index_is_held_beside_another_benchmark(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Nvidia fell 17% on January 27, 2025. The S&P 500 fell 1.5% on the day."
    asked = ["report", write(tmp_path, text), "--published", "2025-01-28", "--offline", "--db",
             str(settings.db), "--out", str(tmp_path / "out"), "--benchmark", "^IXIC"]  # fmt: skip
    assert run(asked) == 0
    assert "that S&P 500 fell by 1.5%" in capsys.readouterr().out.split("Nothing that is held")[0]
