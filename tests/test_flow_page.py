"""The page of news flow and moves: what goes together is said with its lag, and no cause."""

from __future__ import annotations

import re
from datetime import date, timedelta

import numpy as np
import pytest

from marketlink.findings.flow import flow_answer
from marketlink.flow.association import associate
from marketlink.flow.correlate import Correlation, FlowDay
from marketlink.flow.series import MoveSeries, NewsSeries, SeriesPair
from marketlink.report.flow_page import render_flow, write_flow

NAMES = {"en": "NVIDIA", "ko": "엔비디아"}


def found(effect: float, lag: int = 0) -> Correlation:
    draw = np.random.default_rng(8)
    counts = draw.poisson(2, 260)
    news = np.log1p(counts)
    noise = draw.normal(size=260)
    size = noise + effect * np.roll(news, lag)
    days = tuple(
        FlowDay(date(2024, 1, 1) + timedelta(n), None if n < 20 else int(count), float(move))
        for n, (count, move) in enumerate(zip(counts, noise, strict=True))
    )
    pairs = tuple(
        SeriesPair(NewsSeries.ARTICLES, kind, associate(news, values))
        for kind, values in ((MoveSeries.SIZE, size), (MoveSeries.SIGNED, noise))
    )
    return Correlation("NVDA", "XNYS", "^GSPC", days, pairs, None, 900, 520, 30, 20)


@pytest.mark.parametrize(
    ("effect", "lag", "code", "told"),
    [
        (0.0, 0, "flow.apart", None),
        (2.0, 0, "flow.together", "flow.same"),
        (2.0, 1, "flow.together", "flow.after_one"),
        (2.0, -3, "flow.together", "flow.before"),
    ],
)
def test_what_goes_together_is_said_with_its_lag(effect, lag, code, told):
    head = flow_answer(found(effect, lag)).headline
    assert head.code == code
    assert told is None or head.fields["when"].code == told
    codes = [one.code for one in flow_answer(found(effect, lag)).sentences]
    assert "flow.caution" in codes and "flow.detectable" in codes


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_page_is_the_same_twice_and_every_sentence_is_filled(lang, tmp_path):
    made = found(2.0)
    html = render_flow(made, NAMES, lang)
    assert html == render_flow(made, NAMES, lang)
    shown = html.partition("</style>")[2].partition("<script type")[0]
    assert re.search(r"\{(?!content)\w+[:}]", shown) is None
    assert html.count("<figure") == 2
    assert NAMES[lang] in html
    assert write_flow(made, NAMES, tmp_path, lang).name == f"NVDA.flow.{lang}.html"
