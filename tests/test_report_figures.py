"""The figures: real Plotly figures, and drawings that say the same."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from report_case import case

from marketlink.report import figures
from marketlink.report.axes import extent, ticks
from marketlink.report.drawing import svg
from marketlink.report.messages import LANGUAGES, words
from marketlink.report.page import render
from marketlink.report.palette import COLOURS


def specs(lang: str) -> dict[str, dict]:
    """The figures as they stand in a page."""
    found = re.search(r'id="figures">(.*?)</script>', render(case(lang), lang), re.S)
    assert found
    return json.loads(found[1])["figures"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_is_a_valid_plotly_figure(lang: str) -> None:
    found = specs(lang)
    assert len(found) == 19
    for spec in found.values():
        assert len(figures.plotly(spec).data) == len(spec["data"])


def test_every_drawing_is_well_formed_and_stays_inside_its_frame() -> None:
    for spec in specs("ko").values():
        root = ElementTree.fromstring(svg(spec, 'a "title" <b>'))
        width, height = (float(value) for value in root.attrib["viewBox"].split()[2:])
        assert root.attrib["aria-label"] == 'a "title" <b>'
        for mark in root.iter("circle"):
            assert 0 <= float(mark.attrib["cx"]) <= width
            assert 0 <= float(mark.attrib["cy"]) <= height
        for mark in root.iter("rect"):
            assert -1 <= float(mark.attrib["y"]) <= height


def test_drawings_use_no_colour_of_their_own() -> None:
    drawings = "".join(svg(spec, "") for spec in specs("en").values())
    assert not re.findall(r"#[0-9a-f]{3,6}", drawings)
    assert set(re.findall(r"var\(--(\w+)\)", drawings)) <= set(COLOURS)


def test_bars_of_the_path_are_the_abnormal_returns() -> None:
    rows = [row for row in case("en").study.rows("abnormal") if row["event_id"] == "m0-NVDA"]
    spec = figures.path(rows, {}, words("en"))
    assert spec["data"][0]["y"] == [row["ar"] for row in rows]
    assert spec["data"][-1]["y"][-1] == pytest.approx(sum(row["ar"] for row in rows))


def test_steps_of_the_attribution_reach_the_total() -> None:
    for company in case("en").companies:
        parts = company.attribution
        bar = figures.attribution(parts, words("en"))["data"][0]
        assert bar["base"][-2] + bar["y"][-2] == pytest.approx(parts.total)
        assert bar["y"][-1] == parts.total


def test_placebo_counts_every_date() -> None:
    test = case("en").companies[0].placebos[0]
    assert sum(figures.placebo(test, words("en"))["data"][0]["y"]) == len(test.values)


@pytest.mark.parametrize(
    ("low", "high"), [(-0.17, 0.09), (0, 1), (118.4, 147.2), (0, 8.2e8), (-1e-9, 1e-9)]
)
def test_ticks_are_round_and_inside(low: float, high: float) -> None:
    found = ticks(low, high)
    assert 2 <= len(found) <= 10
    assert all(low - 1e-12 <= value <= high + 1e-12 for value in found)


def test_extent_never_collapses() -> None:
    for values in ([], [None], [5.0], [0.0, 0.0], [float("nan")]):
        low, high = extent(values)
        assert low < high


@pytest.mark.parametrize("dark", [False, True])
def test_text_colours_reach_the_contrast_people_need(dark: bool) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    paper = luminance(COLOURS["paper"][dark])
    for role in ("ink", "quiet", "down", "up", "third", "good"):
        other = luminance(COLOURS[role][dark])
        ratio = (max(paper, other) + 0.05) / (min(paper, other) + 0.05)
        assert ratio >= 4.5, (role, ratio)
