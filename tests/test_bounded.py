"""No text takes more than linear time, and none more than a bounded one.

The cost of every pair of fragments is doubled: a sample of them here, all with MARKETLINK_PROOF=1.
"""

from __future__ import annotations

import os
import random
from functools import cache
from html import escape
from itertools import permutations
from pathlib import Path
from time import process_time

import pytest
from growth import LINEAR, growth, growth_in_steps
from loopback import respond, serving

from marketlink.articles.article import read_article
from marketlink.companies.names import public
from marketlink.events import events_of
from marketlink.moments import read as read_moments
from marketlink.news.archive import Archive
from marketlink.news.feeds import Feeds
from marketlink.reading import read, to_json
from marketlink.records.limits import MOST, Limit
from marketlink.text import languages
from marketlink.verify import ExcerptReader, checked_reading

ORDINARY = "Apple fell 3% on Monday after the report. 삼성전자는 27일 3% 내렸다. "
FRAGMENTS = (
    ".", "!", "?", "。", "…", "20250127", "27일", "1월", "월 ", "2025년", "A", "a", "Ab", "AB'",
    "1", "1,", "0.", "%", " ", "\n", "(", ")", "[", '"', "'", "-", "–", "/", "·", "=", "<", ">",
    "@", "#", "&", "_", "\t", "가", "삼성", "삼성전자", "Jan", "Jan. 27", "on ", "the ",
    "of the ", "A ", "Apple ", "3% ", "3%", "$1", "오전 ", "2시", "지난 ", "전날 ", "이날 ",
    "설 연휴 ", "holiday ", "week ", "http://", "a@b.c", "기자 ", "News ", "By ", "photo ",
    "fell ", "rose by ", "내렸", "올랐다 ", "했던 ", "since ", "from ", "high ", "이후 ", ", ",
    " - ", "**", "| ", "NYSE: ", "(AAPL)", "005930", "日", "の", "é",
)  # fmt: skip
PAIRS = [(fragment, "") for fragment in FRAGMENTS] + list(permutations(FRAGMENTS, 2))
SAMPLED = PAIRS if os.environ.get("MARKETLINK_PROOF") else random.Random(20250127).sample(PAIRS, 60)
NAMED = [
    (fragment, "") for fragment in (".", "!", "。", "…", "20250127", "27일", "A", "AB'", "\n$")
]


WHOLE = (
    "내렸 ", "Apple ", "27일 ", "NVDA ", "3% ", "(", ")", "“", '"', "[", "\n", "2025-01-27 ",
    "on Monday ", "전날 ", "급락했다. ", "삼성전자는 3% 내렸다. ", "Apple fell 3% on Monday. ",
)  # fmt: skip
WHOLE_PAIRS = [(fragment, "") for fragment in WHOLE] + list(permutations(WHOLE, 2))
HURTING = [("Apple ", "내렸 "), ("Apple ", "3% "), ("Apple ", "NVDA "), ("27일 ", "내렸 ")]


def read_whole(text: str) -> None:
    to_json(read(text, "2025-02-06"))


DEAREST = 4.0
"""What the dearest text may cost beside prose of the same length."""


def cost(text: str) -> float:
    """Processor seconds of reading a text, the better of two runs."""
    times = []
    for _ in range(2):
        begun = process_time()
        read_whole(text)
        times.append(process_time() - begun)
    return min(times)


@cache
def cost_of_prose(length: int) -> float:
    """The same of so many bytes of plain sentences."""
    return cost(ORDINARY * (length // len(ORDINARY.encode())))


def times_of(text: str) -> None:
    article = read_article(text, "2025-02-06")
    if article.language in languages():
        read_moments(article.text, article.lines, article.published, article.language)


@pytest.mark.parametrize(("one", "other"), [*NAMED, *SAMPLED])
def test_a_fragment_repeated_takes_linear_time(one: str, other: str) -> None:
    unit = one + other
    assert growth(lambda n: times_of(ORDINARY + (unit * n)[:n]), 1_200) < LINEAR


@pytest.mark.parametrize(
    ("one", "other"),
    WHOLE_PAIRS if os.environ.get("MARKETLINK_PROOF") else HURTING + WHOLE_PAIRS[: len(WHOLE)],
)
def test_the_whole_reading_takes_linear_steps(one: str, other: str) -> None:
    unit = one + other
    assert growth_in_steps(lambda n: read_whole(ORDINARY + (unit * n)[:n]), 1_500) < LINEAR


@pytest.mark.parametrize(
    "fragment",
    [
        ".", "20250127", "27일 ", "AB'", "3% ", "2025년 1월 27일에 ", "Apple ", "Apple 내렸 ",
        "Apple 3% ", "Apple fell 3% on Monday. ", "삼성전자는 3% 내렸다. ",
        "Apple\t236.00\t-1.67%\n", "카카오 35,900 ▼1,000 (-2.71%)\n",
    ],
)  # fmt: skip
def test_a_hundred_kilobytes_of_anything_cost_about_what_prose_does(fragment: str) -> None:
    text = ORDINARY + fragment * (100_000 // len(fragment.encode()))
    most = DEAREST * cost_of_prose(100_000)
    assert any(cost(text) < most for _ in range(5)), "a busy machine takes longer, not five times"


CODES = [symbol for symbol in public() if symbol.isalpha() and len(symbol) > 3]


def test_a_thousand_companies_take_linear_steps() -> None:
    named = [f"(NASDAQ: {code}) fell 3% on Monday." for code in CODES[: MOST[Limit.NAMES]]]
    assert growth_in_steps(lambda n: read_whole(" ".join(named[:n])), len(named) // 4) < LINEAR


@pytest.mark.parametrize(
    "told",
    [
        "fell 3% on Monday.",
        "fell 3%.",
        "fell 3% at 10:00 a.m. on Monday.",
        "fell 3%. At Wednesday's close it stood at $12.",
        "reports. It is Monday.",
        "reports.\n",
        "rose 2% last week. It is a maker.\n",
    ],
)
def test_the_events_of_many_companies_take_linear_steps(told: str) -> None:
    """Each looks among its own mentions and claims and the times of its sentences."""
    named = [f"(NASDAQ: {code}) {told}" for code in CODES[:400]]
    readings = {n: read(" ".join(named[:n]), "2025-02-06T17:00:00-05:00") for n in (100, 400)}
    assert len(events_of(readings[400])) == 400
    assert growth_in_steps(lambda n: events_of(readings[n]), 100) < LINEAR


def test_times_looked_back_on_cost_no_company_a_look_at_all() -> None:
    def text(n: int) -> str:
        undated = " ".join(f"(NASDAQ: {code}) fell 3%." for code in CODES[: n // 2])
        recalled = "which fell 2% on Friday, rose 1%.\n"
        return undated + "".join(f" (NASDAQ: {code}) {recalled}" for code in CODES[n // 2 : n])

    readings = {n: read(text(n), "2025-02-06T17:00:00-05:00") for n in (100, 400)}
    assert growth_in_steps(lambda n: events_of(readings[n]), 100) < LINEAR


def test_a_text_beyond_every_article_is_read_to_a_bound_and_told() -> None:
    most = MOST[Limit.CHARACTERS]
    reading = read("Apple fell 3% on Monday. " + "word " * most, "2025-02-06")
    assert reading.subjects == ("AAPL",)
    assert f"only the first {most:,} characters were read" in reading.warnings
    assert max(line.end for line in reading.article.lines) <= most


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("It fell on Jan. 27, 2025. ", Limit.TIMES),
        ("Apple was there. ", Limit.NAMES),
        ("It fell and rose. ", Limit.MOVES),
        ("Apple closed at $236.00, $237.12, $238.24 and $239.41.\n", Limit.NUMBERS),
        ("Apple 236.00 ", Limit.TOGETHER),
    ],
)
def test_more_than_any_article_tells_is_read_to_a_bound_and_told(
    sentence: str, limit: Limit
) -> None:
    reading = read("Apple fell. " + sentence * (MOST[limit] + 1), "2025-02-06")
    assert any(getattr(one, "code", "") == f"cut_off.{limit}" for one in reading.warnings)
    assert reading.subjects == ("AAPL",)
    assert len(reading.moments) <= MOST[Limit.TIMES]
    assert len(reading.mentions) <= MOST[Limit.NAMES]


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("It fell on Jan. 27, 2025. ", Limit.TIMES),
        ("Apple was there. ", Limit.NAMES),
        ("It fell and rose. ", Limit.MOVES),
    ],
)
def test_nothing_is_stated_beyond_what_is_read(sentence: str, limit: Limit) -> None:
    text = "Apple fell 1%. " + sentence * (MOST[limit] + 1) + "Nvidia fell 17% on Monday."
    assert {claim.symbols for claim in read(text, "2025-02-06").claims} <= {("AAPL",)}


def test_prices_are_asked_of_no_more_numbers_than_are_read() -> None:
    first = MOST[Limit.NUMBERS]
    rows = "Apple\t236.00\t-1.67%\n"
    readings = {n: read(ORDINARY + rows * n, "2025-02-06") for n in (first, 4 * first)}
    check = growth_in_steps(lambda n: checked_reading(readings[n], ExcerptReader()), first)
    assert check < 1.2


@pytest.mark.parametrize("fragment", [".", "20250127", "AB'", "27일"])
def test_an_entry_made_to_hurt_holds_up_no_feed(tmp_path: Path, fragment: str) -> None:
    said = escape(ORDINARY + fragment * (32_000 // len(fragment.encode())))
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>'
        f"<item><title>T</title><guid>1</guid><description>{said}</description></item>"
        "</channel></rss>"
    )
    with serving({"/rss": respond(feed.encode(), "application/rss+xml")}) as port:
        begun = process_time()
        update = Feeds(Archive.beside(tmp_path / "m.duckdb"), private=True).add(
            f"http://127.0.0.1:{port}/rss"
        )
    spent = process_time() - begun
    assert spent < DEAREST * cost_of_prose(32_000)
    assert len(update.new) == 1


@pytest.mark.parametrize("sign", ["1", "A", "a", "가", ",", ".", "-", "(", "§", "%", "\u3042"])
@pytest.mark.parametrize(
    "head", ["]", "By ", "NEW YORK, ", "Goldman Sachs, ", "삼성전자 등 ", "Apple: "]
)
def test_a_run_of_one_sign_is_read_in_linear_steps(head: str, sign: str) -> None:
    """A name in a row may end at every sign of a run that its pattern does not hold together."""
    text = f"Apple fell 3% on Monday.\n\n{head}{sign * 1_000}!\n"
    assert read(text, "2025-02-06").article.text
