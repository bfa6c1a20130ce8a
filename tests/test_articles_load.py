"""Files, standard input, encodings, JSON records and the limits on them."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest

from marketlink.articles.article import read_article, read_source
from marketlink.errors import InputError
from marketlink.sources.decode import decode
from marketlink.sources.load import FileArticles, from_bytes, sniff
from marketlink.sources.raw import SIZE_LIMIT, RawArticle

KOREAN = "삼성전자가 3분기 잠정 실적을 내놓았다. 영업이익은 9조원대였다."


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (KOREAN.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + KOREAN.encode(), "utf-8-sig"),
        (KOREAN.encode("cp949"), "cp949"),
        (KOREAN.encode("euc-kr"), "cp949"),
        (KOREAN.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), "utf-16"),
        (KOREAN.encode("utf-16-le"), "utf-16-le"),
        (KOREAN.encode("utf-16-be"), "utf-16-be"),
        (KOREAN.encode("utf-32"), "utf-32"),
    ],
)
def test_every_encoding_reads_as_the_same_text(content: bytes, encoding: str):
    decoded = decode(content)
    assert decoded.text == KOREAN
    assert decoded.encoding == encoding
    assert decoded.warnings == ()


@pytest.mark.parametrize(
    ("actual", "declared"),
    [("utf-8", "euc-kr"), ("cp949", "utf-8"), ("cp949", "iso-8859-1"), ("utf-8", "windows-1252")],
)
def test_a_wrong_declaration_is_overruled_and_told(actual: str, declared: str):
    page = f'<html><head><meta charset="{declared}"></head><body><p>{KOREAN}</p></body></html>'
    decoded = decode(page.encode(actual))
    assert KOREAN in decoded.text
    assert any("declared as" in warning for warning in decoded.warnings)


def test_an_unknown_declared_charset_is_ignored():
    assert decode(KOREAN.encode(), "x-nonsense").text == KOREAN


def test_western_bytes_without_declaration_are_not_read_as_korean():
    text = "Le café de Zürich a relevé ses prévisions, dit-on à Genève."
    assert decode(text.encode("cp1252")).text == text


def test_a_few_broken_bytes_are_replaced_and_told():
    decoded = decode((KOREAN * 5).encode() + b"\xff\xfe\xfa" + KOREAN.encode())
    assert KOREAN in decoded.text
    assert "not valid UTF-8" in decoded.warnings[0]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        bytes(range(256)) * 40,
        b"PK\x03\x04",
    ],
)
def test_binary_input_is_refused_in_one_sentence(content: bytes):
    with pytest.raises(InputError, match=r"not text|not an article"):
        read_article(content)


@pytest.mark.parametrize("content", [b"", b"  \n\t \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is empty"):
        list(FileArticles().articles(str(path)))


@pytest.mark.parametrize("content", [b"\0", b"\0\n\0", b"...\n--\n", "\u200b!\n".encode()])
def test_signs_without_a_letter_or_a_digit_are_no_article(content: bytes):
    with pytest.raises(InputError, match="has no text in it"):
        read_article(content)


def test_a_file_above_the_limit_is_refused_without_reading_on(tmp_path: Path):
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * (SIZE_LIMIT + 1))
    with pytest.raises(InputError, match="larger than 20 MB"):
        read_source(path)
    with pytest.raises(InputError, match="larger than 20 MB"):
        read_article("a" * (SIZE_LIMIT + 1))


def test_missing_files_and_folders_say_so(tmp_path: Path):
    with pytest.raises(InputError, match="does not exist"):
        read_source(tmp_path / "none.html")
    with pytest.raises(InputError, match="is a folder"):
        read_source(tmp_path)


def test_standard_input_is_an_article(monkeypatch: pytest.MonkeyPatch):
    class Stdin:
        buffer = io.BytesIO(KOREAN.encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    article = read_source("-")
    assert article.text == KOREAN
    assert article.digest == hashlib.sha256(KOREAN.encode()).hexdigest()
    assert article.media_type == "text/plain"


def test_records_carry_their_fields(tmp_path: Path):
    rows = [
        {"id": 7, "text": KOREAN, "title": "실적 발표", "published": "2024-10-08T08:45:00+09:00"},
        {"text": "Micron fell.", "url": "https://x.test/2025/01/27/a", "source": "A Wire"},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    (tmp_path / "a.json").write_text(json.dumps(rows, ensure_ascii=False))
    for name in ("a.jsonl", "a.json"):
        first, second = FileArticles().articles(str(tmp_path / name))
        assert (first.id, first.title, first.published) == ("7", "실적 발표", rows[0]["published"])
        article = read_article(first)
        assert article.text == f"실적 발표\n{KOREAN}"
        assert article.title == "실적 발표"
        assert [line.kind for line in article.lines] == ["title", "body"]
        assert article.published.grade == "metadata"
        assert (second.publisher, second.url) == ("A Wire", rows[1]["url"])


def test_a_record_whose_text_begins_with_its_title_does_not_get_it_twice():
    raw = RawArticle("-", f"실적 발표\n\n{KOREAN}".encode(), title="실적 발표")
    article = read_article(raw)
    assert article.text.count("실적 발표") == 1
    assert article.lines[0].kind == "title"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("{not json", "not valid JSON"),
        ('{"title": ""}', "has no text"),
        ("[1]", "not an article"),
        ('{"text": 5}', "text is not a string"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_bad_records_are_refused_in_one_sentence(tmp_path: Path, text: str, match: str):
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(InputError, match=match):
        list(FileArticles().articles(str(path)))


def test_several_records_are_not_one_article(tmp_path: Path):
    path = tmp_path / "two.jsonl"
    path.write_text('{"text": "One fell."}\n{"text": "Two rose."}\n')
    with pytest.raises(InputError, match="holds 2 articles"):
        read_source(path)


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("<!DOCTYPE html><html><body>x", "text/html"),
        ("<?xml version='1.0'?>\n<html>", "text/html"),
        ("<p>One.</p><p>Two.</p>", "text/html"),
        ("<삼성전자, 3분기 실적>\n영업이익이 늘었다.", "text/plain"),
        ("Sales <br> rose when x < 5 and y > 3.", "text/plain"),
        ("주가 < 10만원", "text/plain"),
    ],
)
def test_markup_is_told_from_angle_brackets(text: str, media: str):
    assert sniff(text) == media


def test_bytes_of_a_page_are_recognised_without_a_name():
    (raw,) = from_bytes(f"<html><body><p>{KOREAN}</p></body></html>".encode())
    assert raw.media_type == "text/html"


def test_lone_surrogates_do_not_break_the_text():
    article = read_article("삼성\ud800전자가 올랐다.")
    assert article.text == "삼성\ufffd전자가 올랐다."
    article.text.encode()
