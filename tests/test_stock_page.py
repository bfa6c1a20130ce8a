"""The page of a stock: its headline counts, its words say what met what, same in, same out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from click.testing import CliRunner
from test_explain import DAYS, JUMP, filled, jumping, keep

from marketlink.cli.explain import command
from marketlink.explain import explain
from marketlink.explain.maximum import bound, standing_out_by
from marketlink.explain.page import page_of
from marketlink.findings.stock import stock_answer
from marketlink.findings.words import words
from marketlink.records.stock_page import (
    NewsBeside,
    StockDay,
    StockPage,
    StockSession,
    StockSource,
    StockStory,
)
from marketlink.report.figures.year import date_marks
from marketlink.report.stock_page import render_stock, write_stock

STORY = StockStory("<b>A chip</b>", "Wire", "2025-01-27T13:00:00+00:00", "", "moment", late=False)
LATER = replace(STORY, title="Told", published="2025-02-06", late=True)


def session(day: int, *stories: StockStory) -> StockSession:
    return StockSession(date(2025, 1, day), -0.17, -0.13, -0.015, 1.4, 0.01, True, stories)


def page(*sessions: StockSession) -> StockPage:
    days = tuple(StockDay(date(2025, 1, n), -0.01 * n, -0.13 if n == 27 else 0.001, 0.1)
                 for n in range(2, 32))  # fmt: skip
    return StockPage(
        "NVDA", {"en": "NVIDIA", "ko": "엔비디아"}, "XNYS", "^GSPC", (-250, -11), 0.05, 300, days,
        sessions, 3, date(2024, 12, 26), date(2025, 3, 1), 12, 4, 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sessions", "code", "states"),
    [
        ((), "stock.none", []),
        ((session(27),), "stock.one_unexplained", [NewsBeside.UNEXPLAINED]),
        ((session(27, LATER),), "stock.one_late", [NewsBeside.LATE]),
        ((session(27, LATER, STORY),), "stock.one_met", [NewsBeside.MET]),
        (
            (session(27, replace(STORY, chance=0.13)),),
            "stock.one_met",
            [NewsBeside.MET],
        ),
        ((session(27, replace(STORY, chance=0.5)),), "stock.one_likely", [NewsBeside.LIKELY]),
        (
            (session(27, replace(STORY, comment=True)),),
            "stock.one_unexplained",
            [NewsBeside.UNEXPLAINED],
        ),
        ((session(27), session(28, STORY)), "stock.many", [NewsBeside.UNEXPLAINED, NewsBeside.MET]),
    ],
)
def test_the_headline_is_the_unexplained_share(sessions, code, states):
    assert [item.state for item in sessions] == states
    head = stock_answer(page(*sessions)).headline
    assert head.code == code
    beyond = "beyond its market" if code == "stock.none" else "Beyond its market NVDA left"
    assert beyond in head.say(words("en")), "a whole move may be its market's"
    if code == "stock.many":
        assert [part.code for part in head.fields["parts"]] == [
            "stock.part_unexplained", "stock.part_met"
        ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_page_says_the_same_twice_and_runs_nothing_of_others(lang):
    made = page(session(27), session(28, STORY, LATER))
    likely = replace(STORY, chance=0.83, reports=4)
    source = StockSource("<i>Wire</i>", "feed", 12, "2025-02-01T00:00:00+00:00")
    made = replace(made, quiet=(session(6, likely),), sources=(source,),
                   sessions=(*made.sessions, session(29, likely)))  # fmt: skip
    html = render_stock(made, lang)
    assert html == render_stock(made, lang)
    assert "0.83" in html and "<i>Wire" not in html and "&lt;i&gt;Wire" in html
    assert "<b>A chip" not in html and "&lt;b&gt;A chip" in html
    assert (
        re.search(
            r"\{(?!content)\w+[:}]", html.partition("<script type")[0].partition("</style>")[2]
        )
        is None
    )
    assert html.count('class="no"') == 3
    assert ("unexplained" if lang == "en" else "설명할 기사 없음") in html


@pytest.mark.parametrize(("lang", "said"), [("en", "no more than chance"), ("ko", "우연히도")])
def test_where_nothing_stands_out_the_nearest_session_is_told_with_its_stories(lang, said):
    near = replace(session(27, STORY), p=0.06, alone=False)
    html = render_stock(replace(page(), nearest=near), lang)
    told = html.partition('id="nearest"')[2].partition("</section>")[0]
    assert said in told and "0.060" in told and "A chip" in told and 'class="no"' not in told
    assert 'id="nearest"' not in render_stock(page(session(27)), lang)


def test_each_p_stands_under_what_it_is_over():
    one = replace(session(27, STORY), p=0.061, p_pointed=0.007, alone=False)
    html = render_stock(page(one))
    heads = re.findall(r"<th[^>]*>(p over [^<]*)", html)
    assert heads == ["p over all", "p over those pointed at"]
    assert re.search(r"0\.061</td>\s*<td[^>]*>0\.007", html)
    assert "an article pointed at it (p = 0.007 over all that were)" in html
    near = render_stock(replace(page(), nearest=one))
    assert "p = 0.061 over all sessions" in near


def test_what_stands_out_is_what_leaves_the_band(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    found = explain("NVDA", settings)
    made = page_of(found, {})
    out = [day.session for day in made.days if abs(day.ar) > (day.limit or np.inf)]
    assert out == [item.session for item in made.sessions] == [JUMP]
    level = np.prod([1 + one.ret for one in found.move_days]) - 1
    assert made.days[-1].level == pytest.approx(level)
    assert len(made.days) == found.screen.tested


def test_the_bound_is_where_the_search_begins_to_name():
    size = np.abs(np.random.default_rng(4).standard_t(5, 800))
    size[700] = 0
    least = bound(np.delete(size, 700), 250, 0.05)
    searched = np.zeros((1, 800), bool)
    searched[0, 550:] = True
    for factor, named in ((1.02, True), (0.98, False)):
        tried = size.copy()
        tried[700] = least * factor
        assert (
            standing_out_by(tried[None][None], searched, [1.0]).adjusted[0, 700] <= 0.05
        ) == named or tried[searched[0]].max() > tried[700]


def test_the_command_writes_both_languages_and_links_the_report(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    text = "Nvidia\n\nNvidia (NASDAQ: NVDA) fell on January 27, 2025.\n"
    keep(settings, text, "2025-01-27T08:00:00-05:00")
    (only,) = explain("NVDA", settings).sessions
    out = tmp_path / "reports"
    (out / "a").mkdir(parents=True)
    (out / "a" / "report.en.html").write_text("")
    (out / "a" / "request.json").write_text(json.dumps({"digest": only.candidates[0].digest}))
    done = CliRunner().invoke(command, ["NVDA", "--db", str(settings.db), "--offline",
                                        "--report", "en", "--out", str(out)])  # fmt: skip
    assert done.exit_code == 0, done.output
    english = (out / "stocks" / "NVDA.en.html").read_text("utf-8")
    assert 'href="../a/report.en.html"' in english and 'href="NVDA.ko.html"' in english
    assert (out / "stocks" / "NVDA.ko.html").is_file()
    assert (out / "assets" / "plotly.min.js").is_file()


def test_a_name_of_an_outsider_stays_inside_the_folder(tmp_path):
    made = replace(page(session(27)), symbol="../../x")
    file = write_stock(made, tmp_path, "en")
    assert file.parent == tmp_path / "stocks" and file.is_file()
    assert DAYS


def test_a_short_stretch_is_dated_by_its_weeks():
    days = [date(2025, 1, 2) + timedelta(n) for n in range(45)]
    weekdays = [day for day in days if day.weekday() < 5]
    marks = date_marks(weekdays, words("en"), slim=False)
    assert list(marks.values())[:2] == ["Thu 2 Jan", "Mon 6 Jan"] and 4 <= len(marks) <= 8
    assert len(date_marks(weekdays, words("ko"), slim=True)) <= 3
    year = [date(2025, 1, 2) + timedelta(n) for n in range(300)]
    assert next(iter(date_marks(year, words("en"), slim=False).values())) == "Feb 2025"
