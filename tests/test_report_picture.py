"""Figures and cards as pictures, tables as workbooks and LaTeX."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from report_case import case

from marketlink import report
from marketlink.cli.export import command
from marketlink.errors import InputError
from marketlink.findings.lookup import names
from marketlink.findings.words import words
from marketlink.report import picture

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One report on disk."""
    out = tmp_path_factory.mktemp("reports")
    return report.write(case("en"), out, "en").parent


def exported(*arguments: str) -> bytes:
    done = CliRunner().invoke(command, [*arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout_bytes


def test_every_figure_of_both_languages_stands_alone(folder: Path) -> None:
    exported(str(folder), "--figures", "svg")
    files = sorted((folder / "figures").glob("*.svg"))
    assert len(files) == 10 and len({file.name for file in files}) == 10
    for file in files:
        text = file.read_text("utf-8")
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg" and root.find(f"{SVG}title") is not None
        assert "var(--" not in text and "data-i" not in text.partition("<script")[2]


def test_a_figure_as_png_is_a_png(folder: Path) -> None:
    pytest.importorskip("resvg_py")
    exported(str(folder), "--figures", "png")
    made = (folder / "figures" / "report-hero.en.png").read_bytes()
    assert made.startswith(b"\x89PNG") and int.from_bytes(made[16:20]) == 2080


def test_without_the_extra_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="PNG pictures need the png extra"):
        picture.png("<svg/>")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_card_holds_headline_and_companies_inside_its_frame(lang: str) -> None:
    told = case("en")
    text = picture.card(told, words(lang).naming(names(told, lang)))
    root = ElementTree.fromstring(text)
    rows = root.findall(f"{SVG}text")
    said = " ".join(row.text or "" for row in rows)
    for name in names(told, lang).values():
        assert name in said
    assert "17.0%" in said and "13.2" in said
    assert max(int(row.get("y") or 0) for row in rows) <= picture.CARD[1] - 30


def test_the_page_names_a_card_that_lies_beside_it(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    page = report.write(case("en"), tmp_path, "en", picture=True)
    assert 'property="og:image" content="card.en.png"' in page.read_text("utf-8")
    assert (page.parent / "card.en.png").read_bytes().startswith(b"\x89PNG")


def test_a_table_as_workbook_and_as_latex(folder: Path) -> None:
    book = zipfile.ZipFile(BytesIO(exported(str(folder), "cars", "--format", "xlsx")))
    assert "xl/worksheets/sheet1.xml" in book.namelist()
    assert rb"tau\_from" in exported(str(folder), "cars", "--format", "latex")


@pytest.mark.parametrize(
    ("text", "told"),
    [("marketlinkFigures({});", "no page with figures"),
     ('marketlinkFigures({"figures": 3});', "cannot be read"),
     ('marketlinkFigures({"figures": {"a": {"layout": 1}}});', "cannot be read"),
     ("marketlinkFigures(alert(1));", "cannot be read")],
)  # fmt: skip
def test_a_file_that_holds_no_figures_is_told_in_a_sentence(
    tmp_path: Path, text: str, told: str
) -> None:
    from marketlink.report.exporting import write_figures

    (tmp_path / "figures.en.js").write_text(text)
    with pytest.raises(InputError, match=told):
        write_figures(tmp_path, "svg")


def test_no_table_and_no_figures_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No table named"):
        CliRunner().invoke(command, [str(tmp_path)], catch_exceptions=False)
