"""Pages as people save them, and texts as they paste them."""

from __future__ import annotations

import json
from base64 import encodebytes
from datetime import UTC, date, datetime
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from pathlib import Path
from quopri import encodestring

import pytest

from marketlink.articles.article import read_article, read_source
from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.reading import read

PAGE = """<html><head><title>SK하이닉스 9.86% 급락</title></head><body>
<h1>SK하이닉스 9.86% 급락</h1>
<p>{stamp}</p>
<p>딥시크 충격에 SK하이닉스 주가가 31일 9.86% 급락한 19만9200원에 거래를 마쳤다.</p>
<p>삼성전자도 2.42% 하락했다. 외국인이 1조원 넘게 순매도하며 지수를 끌어내렸다.</p>
<p>연휴 동안 쌓인 악재가 한꺼번에 반영됐다고 증권가는 설명했다.</p></body></html>"""


def envelope(page: str, coding: str, nested: bool = False) -> bytes:
    """A page as Chrome saves it: parts of one message, the page first."""
    packed = {"quoted-printable": encodestring, "base64": encodebytes}[coding](page.encode())
    part = MIMENonMultipart("text", "html")
    part["Content-ID"] = "<frame-1@mhtml.blink>"
    part["Content-Transfer-Encoding"] = coding
    part["Content-Location"] = "https://news.example.com/a"
    part.set_payload(packed.decode("ascii"))
    image = MIMENonMultipart("image", "png")
    image["Content-Transfer-Encoding"] = "base64"
    image.set_payload(encodebytes(b"\x89PNG" * 50).decode("ascii"))
    whole = MIMEMultipart("related")
    del whole["MIME-Version"]
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = "https://news.example.com/a"
    whole["Subject"] = "=?utf-8?Q?SK=ED=95=98=EC=9D=B4?="
    whole["Date"] = "Thu, 6 Feb 2025 09:12:33 -0000"
    whole["MIME-Version"] = "1.0"
    if nested:
        outer = MIMEMultipart("alternative")
        outer.attach(part)
        part = outer  # type: ignore[assignment]
    whole.attach(part)
    whole.attach(image)
    return whole.as_bytes().replace(b"\n", b"\r\n")


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "page"])
def test_a_page_saved_as_one_file_is_read_as_the_page(tmp_path, name, coding, nested) -> None:
    (tmp_path / name).write_bytes(envelope(PAGE.format(stamp=""), coding, nested))
    article = read_source(tmp_path / name)
    assert article.title == "SK하이닉스 9.86% 급락"
    assert article.url == "https://news.example.com/a"
    assert "거래를 마쳤다" in article.text
    assert "PNG" not in article.text


def test_the_time_of_saving_is_no_time_of_publication(tmp_path: Path) -> None:
    (tmp_path / "a.mhtml").write_bytes(envelope(PAGE.format(stamp=""), "base64"))
    published = read_source(tmp_path / "a.mhtml").published
    assert published.grade != "stated"
    assert published.value is None
    assert published.latest == date(2025, 2, 6)
    stamped = PAGE.format(stamp="입력 2025.02.01 오전 7:10")
    (tmp_path / "b.mhtml").write_bytes(envelope(stamped, "quoted-printable"))
    found = read_source(tmp_path / "b.mhtml").published
    assert found.value == datetime(2025, 1, 31, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "content",
    [
        b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\na\n--x--",
        b"Content-Type: multipart/related; boundary=x\n\n",
        b"Content-Type: multipart/related\n\nhello",
        b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n\n--x--\n",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3_000)
        ),
    ],
)  # fmt: skip
def test_an_envelope_without_a_page_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mhtml").write_bytes(content)
    with pytest.raises(InputError, match="holds no page"):
        read_source(tmp_path / "a.mhtml")


def test_a_letter_that_speaks_of_envelopes_is_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Apple fell 3%.\nContent-Type: multipart/related\n", "utf-8")
    assert "Apple fell" in read_source(tmp_path / "a.txt").text


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ('<meta property="og:regDate" content="20250206111800">', ""),
        ("", '<span class="num_date">2025. 2. 6. 11:18</span>'),
        ("", '<span class="txt_info">입력 <span class="num_date">2025. 2. 6. 11:18</span></span>'),
    ],
)
def test_a_portal_dates_its_articles(head: str, line: str) -> None:
    page = PAGE.format(stamp=line).replace("<title>", f"{head}<title>")
    found = read_article(page, now=datetime(2026, 1, 1, tzinfo=UTC)).published
    assert found.value == datetime(2025, 2, 6, 2, 18, tzinfo=UTC)


def test_a_pasted_text_is_called_by_its_first_line_or_the_title_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "Nvidia fell 17% on Monday after DeepSeek released a model. " * 3
    assert read_article(said).title == (
        "Nvidia fell 17% on Monday after DeepSeek released a model. "
        "Nvidia fell 17% on Monday after DeepSeek…"
    )
    page = tmp_path / "a.txt"
    page.write_text(said, "utf-8")
    ask = ["--title", "A rout", "--format", "json", "--db", str(tmp_path / "m.duckdb")]
    assert run(["link", str(page), "--published", "2025-01-28", *ask]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "A rout"


def test_a_publication_before_what_the_text_tells_of_is_told() -> None:
    said = "Nvidia fell 17% on January 27, 2025, and closed at $118.42."
    assert any("27 January 2025 as past" in one for one in read(said, "2025-01-20").warnings)
    assert not any("as past" in one for one in read(said, "2025-01-28").warnings)
    ahead = "Nvidia will report results on February 26, 2025."
    assert not any("as past" in one for one in read(ahead, "2025-01-28").warnings)


def test_what_is_only_background_has_no_session_that_reacts() -> None:
    said = "엔비디아는 27일 17% 급락했다. 2020년 3월 이후 가장 큰 하락이다."
    moments = read(said, "2025-01-28").moments
    assert {moment.kind for moment in moments} >= {"event", "background"}
    assert all(bool(moment.reactions) == (moment.kind != "background") for moment in moments)
