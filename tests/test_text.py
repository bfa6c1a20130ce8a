"""Language packs keep what their rows promise, and sentences are cut in linear time."""

from __future__ import annotations

import re
import tomllib

import pytest
from growth import LINEAR, growth

from marketlink.errors import InputError
from marketlink.resources import data_path
from marketlink.text import Pack, languages, pack
from marketlink.text.pack import LONGEST_PATTERN, unfolded
from marketlink.text.sentences import sentences

pytestmark = pytest.mark.fast

MARK = re.compile(r"\[(?!\[)([^\[\]]*)\]")


def _all_rules():
    for language in languages():
        for path in sorted(data_path("lang", language).glob("*.toml")):
            for rule in pack(language).rules(path.stem):
                yield pytest.param(rule, id=rule.id)


def _matched(rule, text):
    return [match.group() for match in rule.finditer(text)]


@pytest.mark.parametrize("rule", list(_all_rules()))
def test_a_rule_keeps_its_own_examples(rule):
    assert rule.yes, "a rule without an example"
    for source in rule.sources:
        assert len(source) <= LONGEST_PATTERN, "a pattern that long is a grammar: use words"
        one = rule.pack.compile(source, rule.case)
        assert any(one.search(MARK.sub(r"\1", text)) for text in rule.yes), f"no example: {source}"
    for example in rule.yes:
        marked = MARK.search(example)
        plain = MARK.sub(r"\1", example)
        found = _matched(rule, plain)
        assert found, f"{rule.id} does not match: {plain}"
        if marked:
            assert marked[1] in found, f"{rule.id} matches {found} in: {plain}"
    for example in rule.no:
        assert not _matched(rule, example), f"{rule.id} matches: {example}"


def test_ids_of_rules_are_unique_within_a_language():
    for language in languages():
        ids = [
            rule.id
            for path in data_path("lang", language).glob("*.toml")
            for rule in pack(language).rules(path.stem)
        ]
        assert len(ids) == len(set(ids))


def test_no_list_of_words_is_written_twice_in_one_language():
    for language in languages():
        lists = [
            name
            for folder in (language, "common")
            for path in data_path("lang", folder).glob("*.toml")
            for name in tomllib.loads(path.read_text("utf-8")).get("words", {})
        ]
        assert len(lists) == len(set(lists)), language


def _write(folder, text, words="[words]\n"):
    folder.mkdir(exist_ok=True)
    (folder / "words.toml").write_text(words, "utf-8")
    (folder / "claims.toml").write_text(text, "utf-8")
    return Pack("xx", folder, None)


def test_a_class_stands_for_any_of_its_words(tmp_path):
    made = _write(
        tmp_path / "xx",
        "[[rule]]\nid = 'a'\nkind = 'k'\npattern = '{up} by'\nnot = ['{up} by law']\nlevel = 3\n",
        "[words]\nup = ['ros(?:e|en)', '{jump}']\njump = ['jumped']\n",
    )
    (rule,) = made.rules("claims")
    assert rule.fields == {"level": 3}
    assert [m.group() for m in rule.finditer("risen by, rose by, jumped by, rose by law")] == [
        "rose by",
        "jumped by",
    ]
    assert made.rules("claims", "other") == ()
    assert made.rules("time") == ()


def test_a_class_that_nobody_wrote_is_named(tmp_path):
    made = _write(tmp_path / "xx", "[[rule]]\nid = 'a'\nkind = 'k'\npattern = '{nothing}'\n")
    with pytest.raises(InputError, match="no list of words called nothing"):
        made.rules("claims")


def test_a_language_that_is_not_read_is_named():
    with pytest.raises(InputError, match="The language tlh is not read"):
        pack("tlh")


@pytest.mark.parametrize(
    "text",
    [
        "Apple Inc. fell 3%.| The U.S. market rose 0.5%.| It was Jan. 27 at 4 p.m. in New York.",
        "He sold at Acme Co.| The shares fell.",
        "삼성전자가 3.5% 내렸다.| SK하이닉스는 올랐다.|이날 코스피는 쉬었다.",
        "하락했다.”|이에 따라 올랐다...| 끝",
        'He said "it fell."| Then it rose!|\nA new line',
        "삼성전자 3% 급락…하이닉스는 상승",
        "JYP Ent.와 에스엠이 올랐다.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text):
    wanted = [part.strip() for part in text.split("|") if part.strip()]
    plain = text.replace("|", "")
    found = sentences(plain, pack("ko"))
    assert [plain[one.start : one.end] for one in found] == wanted


@pytest.mark.parametrize(
    "fragment", [".", "!", "?", "。", "…", '."', "A.", "Inc.", ". ", "27일", " "]
)
def test_sentences_take_linear_time(fragment):
    assert growth(lambda n: sentences(fragment * n, pack("en")), 5_000) < LINEAR


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("[^가-힣]x[가-힣]", "(?-i:[^가-힣])x(?-i:[가-힣])"),
        ("[가-힣A-Z]", "[가-힣A-Z]"),  # capitals have a case
        (r"\[가-힣]", r"\[가-힣]"),  # no set
        (r"[\[가-힣]", r"[\[가-힣]"),  # a set with an escape stays whole
        (r"[가-힣A-Za-z\s]", r"(?-i:[가-힣A-Za-z\s])"),  # both cases are in it
        ("[À-ž]", "[À-ž]"),
    ],
)
def test_sets_of_letters_without_case_are_not_folded(pattern: str, written: str) -> None:
    assert unfolded(pattern) == written
    for text in ("가x가", "가", "A", "a", "é", "É", "[가-힣]", "1"):
        plain = re.fullmatch(pattern, text, re.IGNORECASE)
        assert bool(plain) == bool(re.fullmatch(unfolded(pattern), text, re.IGNORECASE))


def test_sentences_that_lost_the_blank_between_them_are_apart():
    text = "It fell in late trading.The stock lost 40%.AMD rose. Amazon.Com and J.Crew fell."
    parts = [text[one.start : one.end] for one in sentences(text, pack("en"))]
    assert parts == [
        "It fell in late trading.",
        "The stock lost 40%.",
        "AMD rose.",
        "Amazon.Com and J.Crew fell.",
    ]
    text = "주가가 강세를 나타냄.- 29일 인텔은 1.33% 올랐다.● 전망"
    assert len(sentences(text, pack("ko"))) == 3


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["By Al Root", "The stock fell. ", "LinkedIn and YouTube rose."]),
        ("en", ["RumbleOn and First Citizens BancShares said so."]),
        ("en", ["The rate rose above 5%.", "U.S. stocks fell on higher prices.", "Bed Bath fell."]),
        ("en", ["Amazon.com and Booking.Com Inc fell ahead of a release.", "** Chips rose."]),
        ("en", ["Shares drop 5%", "Jan 26 (Reuters) said on Thursday it would."]),
        ("ko", ["증시 하락", "- 다우 249p 하락", "- 기술주 약세", "- 은 급락"]),
    ],
)
def test_a_sentence_that_lost_its_blank_stands_apart(language, parts) -> None:
    text = "".join(parts)
    told = [text[one.start : one.end] for one in sentences(text, pack(language))]
    assert told == [part.removeprefix("- ").removeprefix("** ").strip() for part in parts]
