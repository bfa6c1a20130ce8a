"""The library as a notebook uses it: frames in, typed results out, names that editors see."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import marketlink as ml
from marketlink.resources import data_path

DAYS = [date(2023, 1, 2) + timedelta(n) for n in range(600)]
DAYS = [day for day in DAYS if day.weekday() < 5][:400]


@pytest.fixture(scope="module")
def world() -> tuple[pd.DataFrame, pd.DataFrame]:
    random = np.random.default_rng(7)
    market = random.normal(0, 0.01, len(DAYS))
    frames = []
    for symbol, ret in (("M", market), ("A", market + random.normal(0, 0.01, len(DAYS)))):
        close = 100 * np.cumprod(1 + ret)
        frames.append(pd.DataFrame({"symbol": symbol, "date": DAYS, "close": close}))
    events = pd.DataFrame({"event_id": ["e1", "e2"], "symbol": "A", "date": [DAYS[300], DAYS[350]]})
    return events, pd.concat(frames)


@pytest.fixture(scope="module")
def result(world: tuple[pd.DataFrame, pd.DataFrame]) -> ml.StudyResult:
    return ml.study(*world, benchmark="M")


@pytest.mark.parametrize("kind", ["path", "arrow", "relation", "indexed"])
def test_every_kind_of_table_gives_the_same_study(kind, world, result, tmp_path) -> None:
    events, prices = world
    if kind == "path":
        events.to_csv(tmp_path / "e.csv", index=False)
        given = str(tmp_path / "e.csv")
    elif kind == "arrow":
        given = pa.Table.from_pandas(events, preserve_index=False)
    elif kind == "relation":
        given = duckdb.from_df(events)
    else:
        given = events.set_index("event_id")
    assert ml.study(given, prices, benchmark="M").cars.equals(result.cars)


def test_statsmodels_makes_the_same_fit(result) -> None:
    fitted = result.as_statsmodels("e1")
    row = result.events.set_index("event_id").loc["e1"]
    ours = [row.alpha, row.beta, row.sigma]
    theirs = [*fitted.params, np.sqrt(fitted.mse_resid)]
    assert np.allclose(ours, theirs, rtol=1e-10)
    assert fitted.nobs == row.n_est


def test_a_summary_reads_as_text_html_and_latex(result) -> None:
    text = result.summary().as_text()
    assert "Event study" in text and "2 ok" in text
    first = 100 * result.cars.car[0]
    assert f"{first:.3f}" in text
    assert "<table" in result._repr_html_()
    assert "tabular" in result.summary().as_latex() and "tabular" in result.to_latex("tests")


def test_figures_draw_what_the_tables_hold(result) -> None:
    cars = result.cars.query("tau_from == 0 and tau_to == 10")
    path = result.plot.path("e1").data[0]
    end = dict(zip(path.x, path.y, strict=True))[10]
    assert end == pytest.approx(100 * cars.car.iloc[0])
    forest = result.plot.forest((0, 10)).data[0]
    assert list(forest.x) == pytest.approx(list(100 * cars.car))
    assert sum(result.plot.distribution((0, 10)).data[0].x) == pytest.approx(100 * cars.car.sum())
    assert result.plot.heatmap().data[0].z.shape == (2, 21)
    with pytest.raises(ml.MarketlinkError, match="no CARs of the window 3:4"):
        result.plot.forest((3, 4))


def test_a_workbook_keeps_text_as_text(world, tmp_path) -> None:
    events, prices = world
    events = events.assign(event_id=["=1+1", "e2"])
    made = ml.study(events, prices, benchmark="M").to_excel(tmp_path / "study.xlsx")
    import zipfile

    with zipfile.ZipFile(made) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
        assert len(sheets) == 5 and not any(b"<f>" in sheet for sheet in sheets)
        assert b"=1+1" in book.read("xl/sharedStrings.xml")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"model": "capmm"}, "No model is called 'capmm'"),
        ({"window": (5, -5)}, "The window 5:-5 ends before it begins"),
        ({"min_obs": 1}, "A fit needs at least 3 returns"),
    ],
)
def test_a_wrong_specification_fails_before_anything_is_read(wrong, sentence) -> None:
    with pytest.raises(ml.MarketlinkError, match=sentence):
        ml.study("no such file", "none either", **wrong)


def test_what_is_no_table_is_named(world) -> None:
    with pytest.raises(ml.MarketlinkError, match="A int is no table"):
        ml.study(5, world[1])
    with pytest.raises(ml.MarketlinkError, match=r"There is no file nowhere\.csv"):
        ml.study("nowhere.csv", world[1])


def test_a_path_is_never_read_as_the_article(tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Nvidia fell 17% on January 27, 2025.")
    assert ml.read(str(article), "2025-01-28").subjects == ["NVDA"]
    with pytest.raises(ml.MarketlinkError, match="does not exist"):
        ml.read("no/such/article.html")
    assert ml.read("Nvidia fell 17% on January 27, 2025.", "2025-01-28").subjects == ["NVDA"]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_store_is_named_by_text_or_path(tmp_path: Path, kind: type[str] | type[Path]) -> None:
    file = tmp_path / "own.csv"
    file.write_text("date,close\n2025-01-24,100\n2025-01-27,83\n2025-01-28,84\n")
    db = kind(tmp_path / "m.duckdb")
    assert ml.import_prices(kind(file), db=db, symbol="NVDA").symbol.tolist() == ["NVDA"]
    (claim,) = ml.read("Nvidia fell 17% on January 27, 2025.", "2025-01-28", db=db).claims
    assert claim["verdict"] == "supported" and round(claim["observed"][0]["value"], 4) == -0.17
    (claim,) = ml.read("Nvidia closed at $83 on January 27, 2025.", "2025-01-28", db=db).claims
    assert claim["verdict"] == "supported"


def test_a_report_of_a_text_and_what_the_store_then_holds(tmp_path: Path) -> None:
    text = data_path("demo", "deepseek-en.html").read_bytes()
    db = tmp_path / "m.duckdb"
    made = ml.report(text, lang="en", out=tmp_path / "reports", db=db, offline=True)
    assert made.path.is_file() and made.case and made.verdict in made._repr_html_()
    assert set(made.table("cars").columns) >= {"event_id", "car", "car_se"}
    held = ml.prices("NVDA", first="2025-01-27", last="2025-01-27", db=db)
    assert held.close.tolist() == [118.42]
    looked = {"first": "2025-01-02", "last": "2025-02-28", "db": db}
    moves = ml.explain("NVDA", days=["2025-01-27"], **looked).moves
    assert (moves.session == date(2025, 1, 27)).all() and (moves.p_pointed < 0.01).all()
    assert "stands_out" in ml.explain("NVDA", **looked).moves
    with pytest.raises(ml.MarketlinkError, match="no prices of ZZZZ"):
        ml.prices("ZZZZ", db=db)


def test_parts_of_the_package_can_be_called_and_imported() -> None:
    code = (
        "import marketlink.study.kernel, marketlink as ml\n"
        "from marketlink.prices import quality\n"
        "assert callable(ml.study) and callable(ml.prices) and callable(ml.report)\n"
        "assert ml.study.kernel is marketlink.study.kernel\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_a_user_script_passes_a_strict_type_check(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import marketlink as ml\n\n"
        "def main() -> None:\n"
        '    found = ml.read("Nvidia fell 17%.", "2025-01-28")\n'
        "    print(found.subjects)\n"
        '    result = ml.study("e.csv", ["p.csv"], benchmark="M", windows=[(0, 0)])\n'
        "    reveal_type(result)\n"
        "    reveal_type(result.outcomes)\n"
        '    fig = result.plot.path("e1")\n'
        "    print(result.summary(), fig, result.warnings)\n"
        '    made = ml.report("a.html", out="reports")\n'
        "    reveal_type(made.path)\n"
        '    print(ml.prices("NVDA"), ml.sessions("XKRX"), ml.__version__)\n'
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent",
         "--cache-dir", str(tmp_path / "cache"), str(script)],
        capture_output=True, text=True, check=False, cwd=Path(ml.__file__).parents[1],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    for told in ("StudyResult", "Mapping[", "pathlib.Path"):
        assert told in done.stdout


def test_names_offered_are_names_found() -> None:
    for name in ml.__all__:
        assert getattr(ml, name) is not None
