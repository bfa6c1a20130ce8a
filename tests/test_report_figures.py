"""The figures: real Plotly figures, and drawings that say the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from report_case import case

from marketlink.findings.words import LANGUAGES, words
from marketlink.report import figures
from marketlink.report.axes import extent, ticks
from marketlink.report.figures.hero import Backdrop
from marketlink.report.figures.labels import SIDES, Room, side
from marketlink.report.page import render
from marketlink.report.palette import COLOURS
from marketlink.report.sections import charts


def specs(lang: str) -> dict[str, dict]:
    """The figures as they stand in a page."""
    found = re.search(r'id="figures">(.*?)</script>', render(case(lang), lang), re.S)
    assert found
    return json.loads(found[1])["figures"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_is_a_valid_plotly_figure(lang: str) -> None:
    found = specs(lang)
    assert set(found) == {"hero", "forest", "after", "strip", "timeline"}
    for spec in found.values():
        assert len(figures.plotly(spec).data) == len(spec["data"])


def drawings(lang: str) -> list[str]:
    """Every drawing of a page, for a desk and for a phone."""
    return re.findall(r'<svg class="still.*?</svg>', render(case(lang), lang), re.S)


def test_every_drawing_is_well_formed_and_stays_inside_its_frame() -> None:
    found = drawings("ko")
    assert len(found) == 10
    for drawing in found:
        root = ElementTree.fromstring(drawing)
        width, height = (float(value) for value in root.attrib["viewBox"].split()[2:])
        assert width in (figures.WIDE, figures.NARROW)
        for mark in root.iter("circle"):
            assert 0 <= float(mark.attrib["cx"]) <= width
            assert 0 <= float(mark.attrib["cy"]) <= height
        for mark in root.iter("rect"):
            assert -1 <= float(mark.attrib["y"]) <= height


def test_drawings_use_no_colour_of_their_own() -> None:
    shown = "".join(drawings("en"))
    assert not re.findall(r"#[0-9a-f]{3,6}(?![\w)])", shown)
    assert set(re.findall(r"var\(--(\w+)\)", shown)) <= set(COLOURS)


def test_the_path_begins_at_the_close_before_the_news_and_ends_at_the_tables_sum() -> None:
    base = case("en")
    for place, item in enumerate(base.companies):
        event = item.event.event_id
        row = next(
            row
            for row in base.study.rows("cars")
            if row["event_id"] == event and (row["tau_from"], row["tau_to"]) == (0, 10)
        )
        names = [words("en").who(item.event.symbol)]
        drawn = [
            trace
            for trace in specs("en")["after"]["data"]
            if trace["mode"] == "lines+markers" and trace["x"][-1] == 10
        ][place]
        assert drawn["x"][0] <= 0, names
        assert drawn["y"][-1] == pytest.approx(row["car"], abs=1e-5)
        assert item.path[-1].car_se == pytest.approx(row["car_se"])


def test_no_band_is_drawn_for_the_group() -> None:
    filled = {
        name for name, spec in specs("en").items() for trace in spec["data"] if trace.get("fill")
    }
    assert filled == {"after"}, "only a company's own forecast error is a band"


def test_the_forest_holds_every_ordinary_day_and_the_tables_numbers() -> None:
    base = case("en")
    data = specs("en")["forest"]["data"]
    for place, item in enumerate(base.companies):
        days, thin, thick = data[3 * place : 3 * place + 3]
        assert len(days["x"]) == len(item.ordinary) == 240
        row = next(
            row
            for row in base.study.rows("abnormal")
            if row["event_id"] == item.event.event_id and row["tau"] == 0
        )
        assert thick["x"] == [row["ar"]]
        assert thin["error_x"]["array"] == [pytest.approx(1.959964 * row["ar_se"])]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_tick_is_labelled_with_its_own_value(lang: str) -> None:
    for spec in specs(lang).values():
        for name, axis in spec["layout"].items():
            if not name.startswith(("xaxis", "yaxis")) or "gridcolor" not in axis:
                continue
            for value, label in zip(axis["tickvals"], axis["ticktext"], strict=True):
                told = label.replace("\u2212", "-").rstrip("%")
                if re.fullmatch(r"[+-]?[\d.]+", told):
                    scale = 1 if abs(float(told) - value) < 1e-9 else 100
                    assert float(told) == pytest.approx(value * scale, abs=1e-9)


def test_noise_is_grey() -> None:
    base = case("en")
    rows = tuple({**row, "p_sq": 0.6, "p_placebo": 0.6} for row in base.study.tables["cars"])
    tables = {**base.study.tables, "cars": rows}
    calm = replace(base, study=replace(base.study, tables=tables), decision=None)
    page = render(calm, "en")
    assert 'class="n big noise"' in page and 'class="n big down"' not in page
    spec = json.loads(re.search(r'id="figures">(.*?)</script>', page, re.S)[1])["figures"]
    grey = COLOURS["spare"][0]
    assert {trace["marker"]["color"] for trace in spec["forest"]["data"]} == {grey}


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
    for role in ("ink", "quiet", "down", "up", "third", "good", "bad", "one", "three", "four"):
        other = luminance(COLOURS[role][dark])
        ratio = (max(paper, other) + 0.05) / (min(paper, other) + 0.05)
        assert ratio >= 4.5, (role, ratio)


def test_words_stand_beside_a_dot_where_they_cross_no_line() -> None:
    level = [(0.0, -0.1), (10.0, -0.1)]
    drop = [(5.0, 0.0), (5.0, -0.1)]
    free = Room([level, drop], wide=0.02, tall=0.001)
    above = side("−9.9%", (5.0, -0.1), free)
    assert above["yanchor"] != "middle"  # the level line runs through the words there
    assert side("−9.9%", (5.0, -0.1), Room([], 0.02, 0.001)) is SIDES[0]


def test_more_companies_than_four_stand_in_planes_of_one_scale() -> None:
    base = case("en")
    (first, *_) = base.companies
    many = tuple(
        replace(first, event=replace(first.event, event_id=f"e{n}", symbol=f"S{n}"))
        for n in range(7)
    )
    for width, side_by_side in ((figures.WIDE, 4), (figures.NARROW, 2)):
        lines = [charts._line(base, item, words("en")) for item in many]
        spec = figures.multiples(lines, [], Backdrop(None, None), words("en"), width)
        planes = [key for key in spec["layout"] if key.startswith("yaxis")]
        assert len(planes) == 7 and len(figures.plotly(spec).data) == 14
        assert len({tuple(spec["layout"][key]["range"]) for key in planes}) == 1
        lefts = {spec["layout"][key.replace("y", "x", 1)]["domain"][0] for key in planes}
        assert len(lefts) == side_by_side
