"""The directory: its tables, its folding, its variants, its risks."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date

import pytest

from marketlink.companies.ambiguity import risk_of
from marketlink.companies.directory import directory
from marketlink.companies.link import link_text
from marketlink.companies.names import Listings, aliases, formers, further, listings
from marketlink.companies.normalise import fold
from marketlink.companies.suggest import suggest
from marketlink.companies.variants import variants
from marketlink.reading import read
from marketlink.resources import data_path

pytestmark = pytest.mark.fast

POLICIES = {
    "always",
    "needs_context",
    "needs_proof",
    "needs_trading",
    "relation_only",
    "explicit_symbol_only",
}


def test_every_alias_has_a_listing_a_policy_and_no_twin() -> None:
    known = listings()
    with data_path("aliases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["ticker"] for row in rows if row["ticker"] not in known] == []
    assert {row["policy"] for row in rows} <= POLICIES
    assert {row["lang"] for row in rows} <= {"ko", "en", "zh", "ja"}
    twins = Counter((row["ticker"], row["alias"], row["lang"]) for row in rows)
    assert [pair for pair, count in twins.items() if count > 1] == []


def test_every_symbol_has_the_form_of_its_exchange() -> None:
    shape = re.compile(
        r"[A-Z]{1,5}(?:-[A-Z])?|[0-9A-Z&-]{1,10}\.(?:[A-Z]{1,2}|TWO)|[A-Z&-]+\.[A-Z]{1,2}"
    )
    known = listings()
    assert [symbol for symbol in known if not shape.fullmatch(symbol.partition("~")[0])] == []
    ended = [one for one in known.values() if "~" in one.symbol]
    assert [one for one in ended if one.symbol[-4:] != str(one.until)[:4]] == []
    korean = [symbol for symbol in listings() if symbol.endswith((".KS", ".KQ"))]
    assert [symbol for symbol in korean if not re.fullmatch(r"[0-9A-Z]{6}\.K[SQ]", symbol)] == []


def test_every_company_and_former_symbol_leads_to_a_listing() -> None:
    known = listings()
    assert [one.symbol for one in known.values() if one.company not in known] == []
    every = Listings(known)
    assert [old.symbol for old in formers().values() if old.now not in every] == []
    assert [row for row in further() if row[0] not in every] == []


def test_no_further_name_is_cut_off_behind_a_joining_word() -> None:
    cut = re.compile(r"(?:\b(?:and|of)|[&/-])$", re.IGNORECASE)
    assert [row for row in further() if cut.search(row[1])] == []


def test_a_name_before_and_is_a_name_of_its_own() -> None:
    reading = read("Eli Lilly and Moderna fell on Wednesday.", "2024-11-07T08:00-05:00")
    assert {one.symbol for one in reading.mentions} == {"LLY", "MRNA"}


def test_the_codes_agree_with_a_listing_of_the_exchange(shared) -> None:
    table = shared / "data" / "names" / "krx_names_codes.csv"
    with table.open(encoding="utf-8", newline="") as file:
        listed = {row["name"].replace(" ", ""): row["ticker_yf"] for row in csv.DictReader(file)}
    wrong = [
        (one.symbol, one.name_ko, listed[name])
        for one in listings().values()
        if one.symbol == one.company and one.symbol.endswith((".KS", ".KQ"))
        if (name := one.name_ko.replace(" ", "")) in listed and listed[name] != one.symbol
    ]
    assert wrong == []


def test_folding_keeps_the_way_back() -> None:
    text = "ＳＫ\u200b하이닉스 ᄒ\u1161나"
    folded = fold(text)
    assert folded.text == "SK하이닉스 하나"
    start = folded.text.index("하이닉스")
    assert text[slice(*folded.span(start, start + 4))] == "하이닉스"
    assert text[slice(*folded.span(7, 9))] == "ᄒ\u1161나"
    assert len(fold("İstanbul").lower) == len(fold("İstanbul").text)


def test_variants_cover_spacing_and_transliteration() -> None:
    assert {"마이크론테크놀러지", "마이크론테크놀로지"} <= set(variants("마이크론 테크놀로지"))
    assert "어플라이드 머티리얼즈" in set(variants("어플라이드 머티어리얼즈"))
    assert {"SK 하이닉스", "에스케이하이닉스"} <= set(variants("SK하이닉스"))
    assert "삼성 전자" in set(variants("삼성전자"))
    assert "Johnson and Johnson" in set(variants("Johnson & Johnson"))


def test_no_variant_of_one_company_is_a_name_of_another() -> None:
    owners: dict[str, set[str]] = {}
    known = listings()
    for name in aliases():
        if name.symbol and "~" not in name.symbol and name.policy != "relation_only":
            for text in variants(name.text):
                owners.setdefault(text.lower(), set()).add(known[name.symbol].company)
    clashes = {text: found for text, found in owners.items() if len(found) > 1}
    assert clashes == {}


def test_risk_of_imported_names() -> None:
    judge = risk_of(["세중", "한들", "한들전자", "가나다로봇"])
    assert judge("대상").policy == "needs_proof"
    assert judge("한들").policy == "needs_proof"
    assert judge("가나다로봇").policy == "always"
    assert judge("가나다").policy == "needs_context"
    assert judge("마바사아").policy == "always"


def test_suggestions_are_near_names_best_first() -> None:
    found = suggest("마이크론테크널러지", directory())
    assert found[0][0].symbol == "MU"
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


def test_a_symbol_belongs_to_whoever_held_it_on_the_day() -> None:
    text = "Shares of Sprint (S.N) fell 3 percent and Motorola rose."
    found = link_text(text, date(2008, 5, 6))
    assert set(found.subjects) == {"S", "MOT"}
    assert {one.company for one in found.mentions} == {"Sprint", "Motorola"}
    assert link_text("Motorola shares rose 2 percent.", date(2015, 5, 6)).subjects == ("MSI",)
    assert link_text("Tiffany shares rose 2 percent.", date(2014, 5, 6)).subjects == ("TIF",)
    assert link_text("Tiffany shares rose 2 percent.", date(2024, 5, 6)).subjects == ()
