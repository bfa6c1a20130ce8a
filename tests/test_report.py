"""The report: one case in, one page and its files out, whatever the case looks like."""

from __future__ import annotations

import base64
import csv
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_case import case, failing

from marketlink import report
from marketlink.errors import InputError
from marketlink.findings.answer import answer
from marketlink.findings.lookup import names
from marketlink.findings.words import LANGUAGES, words
from marketlink.records.article import Published
from marketlink.records.case import Case
from marketlink.records.claim_kind import ClaimKind, KindExample
from marketlink.records.reading import Reading
from marketlink.records.reason import Reason, ReasonCode
from marketlink.records.study import TABLES
from marketlink.report.sections import sure
from marketlink.report.shell import as_json, style

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"
HOSTILE_REASON = Reason(ReasonCode.NO_PRICES, {"symbol": HOSTILE})


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.text += " "
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in {"script", "style"}:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.text += data


def text_of(html: str) -> str:
    """What a reader sees, on one line."""
    return " ".join(Page(html).text.split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_states_the_answer_first_and_every_days_return(lang: str) -> None:
    html = report.render(case(lang), lang)
    seen = text_of(html).replace("\u2060", "")
    assert f'<html lang="{lang}">' in html
    for figure in ("17.0%", "11.7%", "9.9%"):
        assert figure in seen
    headline = answer(case(lang)).headline.say(words(lang).naming(names(case(lang), lang)))
    title = seen.index(headline.removesuffix("."))
    assert title < seen.index(words(lang)("claims.title"))
    assert "caused by" not in seen.lower()


def test_windows_beyond_the_last_price_say_how_far_they_reach() -> None:
    base = case("en")
    rows = tuple(
        row | {"ar": None} if row["tau"] > 3 else row for row in base.study.rows("abnormal")
    )
    study = replace(base.study, tables={**base.study.tables, "abnormal": rows})
    short = replace(base, study=study)
    assert "[0, +5], so far to +3" in text_of(report.render(short, "en"))
    assert "[0, +5] 진행 중, +3까지" in text_of(report.render(short, "ko"))
    assert "so far to" not in text_of(report.render(base, "en"))


CODES = ("closure.", "mention_rule.", "needs.")
"""Names that are English already: only another language lists them all."""


def test_languages_have_the_same_sentences_with_the_same_values() -> None:
    tables = {
        lang: {key: text for key, text in words(lang).table.items() if not key.startswith(CODES)}
        for lang in LANGUAGES
    }
    korean, english = tables["ko"], tables["en"]
    assert korean.keys() == english.keys()
    free = {"warning.flag", "warning.flag_on"}
    for key, sentence in english.items():
        used = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        told = {name for _, name, _, _ in Formatter().parse(korean[key]) if name}
        assert key in free or told == used, key


def test_same_case_gives_the_same_bytes() -> None:
    case.cache_clear()
    first = report.render(case("ko"), "ko")
    case.cache_clear()
    assert report.render(case("ko"), "ko") == first


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from marketlink import report; import marketlink.report.page; "
        "heavy = {'plotly', 'jinja2', 'duckdb', 'pandas', 'numpy', 'statsmodels', 'scipy'}; "
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def hostile(base: Case) -> Case:
    """The case with markup wherever an outsider's words can stand."""
    article = replace(
        base.reading.article,
        source=HOSTILE,
        title=HOSTILE,
        author=HOSTILE,
        publisher=HOSTILE,
        url="javascript:alert(3)",
        warnings=(HOSTILE,),
        text=HOSTILE + base.reading.article.text[len(HOSTILE) :],
    )
    mentions = tuple(
        replace(item, company=HOSTILE, rule=HOSTILE, why=HOSTILE, kind=HOSTILE, text=HOSTILE)
        for item in base.reading.mentions
    )
    moments = tuple(
        replace(item, text=HOSTILE, rule=HOSTILE, note=HOSTILE, repaired=HOSTILE, zone=HOSTILE)
        for item in base.reading.moments
    )
    companies = tuple(
        replace(
            item,
            name=HOSTILE,
            currency=HOSTILE,
            benchmark=HOSTILE,
            warnings=(HOSTILE,),
            event=replace(item.event, rule=HOSTILE, symbol=HOSTILE, exchange=HOSTILE),
            variants=tuple(replace(one, model=HOSTILE, benchmark=HOSTILE) for one in item.variants),
            attribution=item.attribution
            and replace(item.attribution, local_symbol=HOSTILE, foreign_symbol=HOSTILE),
        )
        for item in base.companies
    )
    hostile = ClaimKind(HOSTILE, KindExample("", "", ""), formula=lambda claim: HOSTILE)
    claims = tuple(
        replace(one, text=HOSTILE, kind=hostile, reason=HOSTILE_REASON) for one in base.claims
    )
    timelines = tuple(
        replace(line, closures=tuple((day, HOSTILE) for day, _ in line.closures), rule=HOSTILE)
        for line in base.timelines
    )
    return replace(
        base,
        slug="../../" + HOSTILE,
        reading=replace(base.reading, article=article, mentions=mentions, moments=moments),
        companies=companies,
        claims=claims,
        timelines=timelines,
        warnings=(HOSTILE,),
        provenance=replace(base.provenance, command=HOSTILE, versions={HOSTILE: HOSTILE}),
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_from_outside_stay_words(lang: str, tmp_path: Path) -> None:
    plain, page = (
        Page(report.render(case(lang), lang)),
        Page(report.render(hostile(case(lang)), lang)),
    )
    assert page.tags.count("script") == plain.tags.count("script")
    assert "img" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    addresses = [value for _, name, value in page.attributes if name in {"href", "src"}]
    assert not [value for value in addresses if "script:" in value]
    assert "alert(1)" in page.text
    written = report.write(hostile(case(lang)), tmp_path, lang)
    assert written.parent.parent == tmp_path


def test_island_cannot_be_left() -> None:
    text = as_json({"title": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"title": "</script><!--&\u2028"}


def test_links_are_web_links_and_leak_nothing() -> None:
    html = report.render(case("ko"), "ko")
    outside = re.findall(r'<a href="(https?:[^"]*)"([^>]*)>', html)
    assert outside
    assert all('rel="noopener noreferrer external"' in rest for _, rest in outside)
    assert "http" not in re.sub(r"<a href=\"[^\"]*\"", "", html).replace("http-equiv", "")


def degenerate() -> dict[str, Case]:
    """Cases that lack almost everything a case can lack."""
    base = case("en")
    empty = dict.fromkeys(TABLES, ())
    bare = replace(base.study, tables=empty, outcomes={})
    first = base.companies[0]
    one_rows = {
        name: tuple(
            row for row in base.study.rows(name) if row.get("event_id") == first.event.event_id
        )
        for name in ("events", "abnormal", "cars")
    }
    alone = replace(base.study, tables={**empty, **one_rows}, outcomes={"ok": 1})
    closes_only = tuple(
        replace(
            item,
            bars=tuple(
                replace(
                    bar, open=None, high=None, low=None, volume=None, overnight=None, intraday=None
                )
                for bar in item.bars
            ),
        )
        for item in base.companies
    )
    holes = tuple(
        row | {"ar": float("nan"), "ar_se": None, "sar": None} if row["tau"] == 3 else row
        for row in base.study.rows("abnormal")
    )
    silent = Reading(replace(base.reading.article, title=None, published=Published()), (), (), ())
    return {
        "no company": replace(
            base, reading=silent, study=bare, companies=(), timelines=(), claims=(), dated=()
        ),
        "no event": replace(base, study=bare, companies=()),
        "one company": replace(base, study=alone, companies=(first,), dated=()),
        "failed company": failing(base, "listed_after_event"),
        "unknown outcome": failing(base, "struck-by-lightning"),
        "only failures": replace(
            base, study=bare, companies=(failing(base, "no_benchmark").companies[-1],)
        ),
        "closes only": replace(base, companies=closes_only),
        "one bar": replace(
            base, companies=tuple(replace(item, bars=item.bars[10:11]) for item in base.companies)
        ),
        "holes": replace(
            base, study=replace(base.study, tables={**base.study.tables, "abnormal": holes})
        ),
        "no extras": replace(
            base,
            companies=tuple(
                replace(
                    item,
                    bars=(),
                    inference=(),
                    placebos=(),
                    attribution=None,
                    variants=(),
                    neighbours=(),
                    minimum_detectable=None,
                )
                for item in base.companies
            ),
        ),
        "no claims": replace(base, claims=()),
        "no day 0": replace(
            base,
            timelines=tuple(
                replace(line, day0=None, sessions=(), closures=line.closures)
                for line in base.timelines
            ),
        ),
        "maturing": replace(
            base,
            provenance=replace(base.provenance, complete_on=date(2030, 1, 1), complete=False),
        ),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(degenerate()))
def test_cases_that_lack_things_still_make_a_page(name: str, lang: str, tmp_path: Path) -> None:
    given = degenerate()[name]
    page = report.write(given, tmp_path, lang)
    html = page.read_text(encoding="utf-8")
    assert "nan" not in re.findall(r"[a-z]+", text_of(html))
    assert "None" not in text_of(html)
    assert json.loads((page.parent / "case.json").read_text(encoding="utf-8"))["schema"] == 2


def test_a_failed_company_is_shown_with_its_reason_in_words() -> None:
    seen = text_of(report.render(failing(case("en"), "listed_after_event"), "en"))
    assert "Example Holdings" in seen
    assert "it was listed after the event" in seen
    korean = text_of(report.render(failing(case("ko"), "listed_after_event"), "ko"))
    assert "사건 뒤에 상장했다" in korean


def test_one_company_has_no_group_verdict() -> None:
    seen = text_of(report.render(degenerate()["one company"], "en"))
    assert words("en")("group.title") not in seen
    assert "Empirical quantile (SQ)" in seen


def test_closures_private_names_and_the_search_are_named() -> None:
    seen = text_of(report.render(case("en"), "en"))
    assert "Seoul was closed on 27 to 30 January 2025: Temporary Public Holiday" in seen
    assert "OpenAI private company" in seen
    assert "of 4 candidate sessions Monday 27 January 2025" in seen
    assert "p = 0.017, after allowing for the choice among them" in seen
    korean = text_of(report.render(case("ko"), "ko"))
    assert "임시공휴일" in korean and "Korean New Year" not in korean


def test_readings_stand_apart_and_are_no_accusation() -> None:
    seen = text_of(report.render(case("en"), "en"))
    assert "NVIDIA (word for word) does not fit: +8.93% on Tuesday 28 January 2025" in seen
    assert "NVIDIA (over the whole period) fits" in seen
    assert "contradicted" not in seen.lower().replace("not contradicted", "")


def test_writing_leaves_a_whole_folder(tmp_path: Path) -> None:
    page = report.write(case("ko"), tmp_path, "ko")
    assert page == tmp_path / "deepseek-column" / "report.ko.html"
    names = {file.name for file in page.parent.iterdir()}
    tables = {f"{name}.csv" for name in TABLES}
    assert names == tables | {
        "report.ko.html",
        "report.en.html",
        "card.ko.svg",
        "card.en.svg",
        "figures.ko.js",
        "figures.en.js",
        "case.json",
        "claims.json",
        "summary.json",
    }
    indexes = {"index.html", "index.ko.html", "index.en.html"}
    assert {item.name for item in tmp_path.iterdir()} == {"assets", "deepseek-column", *indexes}
    assert (tmp_path / "assets" / "plotly.min.js").stat().st_size > 1_000_000
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "deepseek-column/report.ko.html" in index
    assert "2025년 2월 14일 시세까지 반영, 분석 끝남" in index
    assert page.read_bytes() == report.write(case("ko"), tmp_path, "ko").read_bytes()


def test_csv_tables_carry_full_precision(tmp_path: Path) -> None:
    folder = report.write(case("ko"), tmp_path, "ko").parent
    with (folder / "abnormal.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    given = case("ko").study.rows("abnormal")
    assert [float(row["ar"]) for row in rows] == [row["ar"] for row in given]
    assert rows[0]["session"] == given[0]["session"].isoformat()


def test_csv_text_cannot_start_a_formula() -> None:
    text = report.csv_text("events", ({"event_id": "=1+1", "symbol": "^GSPC", "alpha": -0.5},))
    assert "'=1+1,^GSPC" in text
    assert ",-0.5," in text


def test_parquet_is_linked_where_the_caller_wrote_it(tmp_path: Path) -> None:
    def stage(folder: Path) -> None:
        for name in TABLES:
            (folder / f"{name}.parquet").write_bytes(b"PAR1")

    page = report.write(case("en"), tmp_path, "en", stage=stage)
    assert 'href="cars.parquet"' in page.read_text(encoding="utf-8")
    assert (page.parent / "cars.parquet").exists()


def test_a_failure_leaves_nothing_half_written(tmp_path: Path) -> None:
    def stage(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match=r"cannot be written to .* No space left on device"):
        report.write(case("en"), tmp_path, "en", stage=stage)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_one_clear_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        report.write(case("en"), blocked, "en")


def test_self_contained_page_needs_nothing_beside_it(tmp_path: Path) -> None:
    page = report.write(case("en"), tmp_path, "en", self_contained=True)
    html = page.read_text(encoding="utf-8")
    assert len(html) < 600_000
    html = re.sub(r"<script>.*?</script>", "", html, flags=re.S)
    assert 'src="' not in html
    assert not (tmp_path / "assets").exists()
    linked = re.findall(r'<a href="(?!#|https?:)([^"]*)"([^>]*)', html)
    names = re.findall(r'download="([^"]*)"', " ".join(more for _, more in linked))
    assert {"cars.csv", "case.json"} <= set(names)
    for (address, _), name in zip(linked, names, strict=True):
        head, _, packed = address.partition(";base64,")
        assert head in {"data:text/csv", "data:application/json"}
        assert base64.b64decode(packed) == (page.parent / name).read_bytes()


def test_index_survives_a_broken_neighbour(tmp_path: Path) -> None:
    for name, content in (("broken", "{"), ("odd", "[]"), ("lacking", "{}")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "summary.json").write_text(content)
    report.write(case("en"), tmp_path, "en")
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "deepseek-column" in index
    assert "broken" not in index


def test_tests_that_do_not_hold_say_so_with_the_reason() -> None:
    group = sure.section(case("en"), words("en"))["group"]
    shown = {row[0].text: row[1].text for row in group["table"].rows}
    assert shown["Portfolio t"] == "decides" and shown["KP-BMP"] == "supporting"
    assert {name for name, state in shown.items() if state == "invalid here"} == {
        *("Cross-sectional t", "Patell", "BMP")
    }


def test_an_explorable_page_carries_the_library_and_parses_none_of_it() -> None:
    html = report.render(case("en"), "en", explorable=True)
    assert len(html) > 4_000_000
    head, _, rest = html.partition('<script type="text/plain" id="bundle">')
    assert len(head) < 400_000 and "Plotly" in rest
    plain = report.render(case("en"), "en")
    assert len(plain) < 400_000 and 'id="bundle"' not in plain


MARKUP = st.text(max_size=40) | st.sampled_from(
    [
        "</script>",
        "<!--",
        "]]>",
        "<svg onload=x>",
        "&lt;",
        "{{x}}",
        "\u2028",
        "\ud800",
        "<br>",
        "%s",
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=MARKUP, name=MARKUP, words_of_claim=MARKUP, reason=MARKUP)
def test_no_words_change_the_page_around_them(
    title: str, name: str, words_of_claim: str, reason: str
) -> None:
    base = case("en")
    told = Reason(ReasonCode.NO_PRICES, {"symbol": reason})
    plain = Page(report.render(base, "en"))
    article = replace(base.reading.article, title=title, publisher=name)
    given_words = replace(
        base,
        reading=replace(base.reading, article=article),
        companies=tuple(replace(item, name=name) for item in base.companies),
        claims=tuple(replace(one, text=words_of_claim, reason=told) for one in base.claims),
        warnings=(reason,),
    )
    page = Page(report.render(given_words, "en"))
    for tag in ("script", "svg", "table", "section", "figure"):
        assert page.tags.count(tag) == plain.tags.count(tag)
    assert not [attribute for _, attribute, _ in page.attributes if attribute.startswith("on")]


def test_half_a_character_does_not_stop_the_writing(tmp_path: Path) -> None:
    base = case("en")
    article = replace(base.reading.article, title="broken \ud800 title")
    broken = replace(base, reading=replace(base.reading, article=article))
    page = report.write(broken, tmp_path, "en")
    assert "broken ? title" in page.read_text(encoding="utf-8")


def test_a_running_head_cannot_leave_its_string() -> None:
    made = style("en", 'A "} </style><script> \\ 값')
    running = made[made.rindex("@media print") :]
    assert "</style" not in running and running.count('"') == 2 and "<" not in running
    assert "A " in running and "값" in running
