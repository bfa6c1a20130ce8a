"""The words of findings: complete, set by each language, and kept as codes with fields."""

from __future__ import annotations

import copy
import pickle
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

import marketlink
from marketlink.events import RULES
from marketlink.findings import FindingText, join_sentences
from marketlink.findings.dates import span
from marketlink.findings.particles import with_particle
from marketlink.findings.words import LANGUAGES, words
from marketlink.reading import read
from marketlink.records.moment import TimeRule
from marketlink.records.reason import NumberStyle, ReasonCode, ShownNumber, reason

PACKAGE = Path(marketlink.__file__).parent
DAY = date(2025, 1, 27)
SAID = [
    (
        FindingText("note.confirmed", symbol="^KS11", day=DAY, ret=-0.16968),
        "prices say Monday 27 January 2025: KOSPI −16.97%",
        "시세로 보면 2025년 1월 27일(월): 코스피 −16.97%",
    ),
    (
        join_sentences([FindingText("warning.no_zone"), FindingText("warning.only_updated")]),
        "the clock time names no zone, so only the day is taken; only an updated time is stated: "
        "the first publication may be earlier",
        "시각에 시간대가 적혀 있지 않아 날짜만 쓴다; "
        "수정 시각만 적혀 있어 처음 발행은 더 앞일 수 있다",
    ),
    (
        FindingText("warning.flag_on", symbol="X", day=DAY, fault="halt", detail="no trade"),
        "X, 27 January 2025: no trade; the close before was carried on (no trade)",
        "X, 2025년 1월 27일: 거래가 없어 앞선 종가가 이어졌다",
    ),
]


def test_a_reason_is_set_as_a_page_sets_numbers_days_and_names() -> None:
    why = reason(
        ReasonCode.MOVED_ABNORMAL,
        value=ShownNumber(-0.1697, NumberStyle.RETURN),
        session=DAY,
        abnormal=ShownNumber(-0.1321, NumberStyle.POINTS),
        errors=ShownNumber(5.05, NumberStyle.FACTOR),
    ).followed(reason(ReasonCode.NOT_FOR, symbols="NVDA, MU"))
    names = {"NVDA": "NVIDIA", "MU": "Micron"}
    assert words("en").naming(names).say(why) == (
        "−16.97% on Monday 27 January 2025, −13.2 points beyond the market "
        "(5.05 standard errors); not for NVIDIA, Micron"
    )
    assert (
        words("ko")
        .naming(names)
        .say(why)
        .startswith("2025년 1월 27일(월)에 −16.97%, 시장 대비 −13.2%포인트")
    )


@pytest.mark.parametrize(("said", "english", "korean"), SAID)
def test_a_finding_is_worded_in_each_language(said: FindingText, english: str, korean: str) -> None:
    assert said == english == words("en").say(said)
    assert words("ko").say(said) == korean


def test_a_finding_survives_copies_with_its_code_and_fields() -> None:
    said = SAID[0][0]
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert (again, again.code, dict(again.fields)) == (said, said.code, dict(said.fields))


def test_every_code_that_is_said_has_words_in_every_language() -> None:
    code = "\n".join(file.read_text("utf-8") for file in PACKAGE.rglob("*.py"))
    used = set(re.findall(r'FindingText\(\s*"([\w.]+)"', code))
    assert len(used) > 25
    for lang in LANGUAGES:
        assert [one for one in sorted(used) if not words(lang).has(one)] == []


def test_no_module_words_a_finding_by_translating_prose() -> None:
    for lang in LANGUAGES:
        assert not [key for key in words(lang).table if key.startswith("said.")]


def test_words_of_outsiders_stay_as_they_are() -> None:
    assert words("ko").say("something {new}; and this") == "something {new}; and this"
    assert words("ko").name("outcome", "something_new") == "something_new"
    assert words("en")("article.line", line="{x}") == "line {x}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_read_like_lists(lang: str) -> None:
    say = words(lang)
    assert say.join([]) == ""
    assert say.join(["a"]) == "a"
    assert say.join(["a", "b", "c"]) == {"en": "a, b and c", "ko": "a, b, c"}[lang]


@pytest.mark.parametrize(
    ("word", "particle", "shown"),
    [
        ("엔비디아", "은", "엔비디아는"), ("마이크론", "은", "마이크론은"),
        ("서울", "로", "서울로"),
        ("런던", "로", "런던으로"), ("뉴욕", "과", "뉴욕과"), ("17.0%", "로", "17.0%로"),
        ("NVIDIA", "이", "NVIDIA가"), ("Intel", "은", "Intel은"), ("2", "이", "2가"),
        ("3", "이", "3이"), ("“설 연휴”", "로", "“설 연휴”로"), ("보합", "이다", "보합이다"),
    ],
)  # fmt: skip
def test_particles_follow_the_sound_before_them(word: str, particle: str, shown: str) -> None:
    assert with_particle(word, particle) == shown


def test_days_are_written_as_a_language_writes_them() -> None:
    assert words("en")("hero.title", day=DAY).endswith("Monday 27 January 2025")
    assert words("ko")("hero.title", day=DAY).startswith("2025년 1월 27일(월)")
    assert span(date(2025, 1, 25), date(2025, 1, 30), "en") == "25 to 30 January 2025"
    assert span(date(2025, 1, 25), date(2025, 1, 30), "ko") == "2025년 1월 25~30일"
    assert span(date(2024, 12, 30), date(2025, 1, 2), "en") == "30 December 2024 to 2 January 2025"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_claims_a_cause_or_says_a_test_disagrees(lang: str) -> None:
    for sentence in words(lang).table.values():
        for never in ("caused by", "때문에 하락", "disagree on whether", "위약", "paying for"):
            assert never not in sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_of_a_moment_has_words(lang: str) -> None:
    assert [rule for rule in TimeRule if not words(lang).has(f"time_rule.{rule}")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_and_every_rule_of_day_0_has_words(lang: str) -> None:
    file = PACKAGE / "findings" / "messages" / f"{lang}.toml"
    shipped = tomllib.loads(file.read_text("utf-8"))
    keys = {f"{section}.{key}" for section, entries in shipped.items() for key in entries}
    assert keys == set(words(lang).table)
    assert not [rule for rule in RULES if words(lang).name("rule", rule) == rule]


def test_a_name_that_is_not_linked_stands_in_the_articles_words_on_a_page_of_its_language() -> None:
    from marketlink.report.sections.article import _unlinked

    reading = read(
        '삼성전자가 5% 올랐다. 한국투자증권 김모 연구원은 "과도하다"고 말했다.', "2025-01-31"
    )
    assert _unlinked(reading, words("ko")) == [("한국투자증권", "발언자의 소속")]
    assert _unlinked(reading, words("en"))[0][0] == "Korea Investment Holdings"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("엔비디아", "는"),
        ("NAVER", "는"),
        ("Uber", "는"),
        ("KR", "은"),
        ("Intel", "은"),
        ("3M", "은"),
    ],
)
def test_a_particle_follows_the_sound_of_the_name(name: str, told: str) -> None:
    assert with_particle(name, "은") == name + told
