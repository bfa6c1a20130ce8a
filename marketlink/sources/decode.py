"""Decodes bytes, also where the declared encoding is wrong."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from marketlink.errors import InputError
from marketlink.findings import FindingText

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
SIGNATURES = (
    (b"%PDF-", "a PDF document"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"), (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"), (b"\x7fELF", "a program"), (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"), (b"\xd0\xcf\x11\xe0", "an old Office document"),
)  # fmt: skip
KOREAN = {"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "korean", "cp949", "ms949", "uhc"}
DECLARED = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]{2,30})""", re.IGNORECASE
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
HIGH = re.compile(r"[^\x00-\x7f]")
HANGUL = re.compile(r"[가-힣]")


class Decoded(NamedTuple):
    """A decoded text, its encoding, and a warning where it was damaged or misdeclared."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, declared: str | None = None, *, name: str = "the input") -> Decoded:
    """Decode an article.

    A byte order mark decides; then valid UTF-8, whatever was declared; then the declaration
    (``declared``, else the one found in a page's head); then the Korean code pages.

    Raises
    ------
    InputError
        The bytes are not text.
    """
    if what := next((what for sign, what in SIGNATURES if content.startswith(sign)), None):
        raise InputError(
            f"{name} is {what}, not an article",
            "marketlink reads HTML, text, Markdown and JSON",
            "save the article as text or as a web page",
        )
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    if marked:
        decoded = _lenient(content, marked)
    else:
        in_page = DECLARED.search(content[:4096]) if b"<" in content[:1024] else None
        stated = _codec(declared) or _codec(in_page[1].decode("ascii") if in_page else None)
        decoded = _utf16(content, stated) or _utf8(content, stated) or _legacy(content, stated)
    check_text(decoded.text, name)
    return decoded


def check_text(text: str, name: str) -> None:
    """Refuse what is no text: more than a twentieth of it control or undecodable characters."""
    controls = 0 if text.isprintable() else len(CONTROL.findall(text))
    bad = controls + text.count("\ufffd")
    if bad > 8 and bad * 20 > len(text):  # noqa: PLR2004 (letters)
        raise InputError(
            f"{name} is not text",
            f"{bad} of its {len(text)} characters are control characters or undecodable",
            "give an HTML, text, Markdown or JSON file",
        )


def _codec(name: str | None) -> str | None:
    name = (name or "").strip().strip("\"'").lower()
    if name in KOREAN:
        return "cp949"
    if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        return "cp1252"
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return codec.name if getattr(codec, "_is_text_encoding", True) else None


def _utf16(content: bytes, stated: str | None) -> Decoded | None:
    head = content[:4096]
    if b"\x00" not in head and not (stated or "").startswith("utf-16"):
        return None
    best: tuple[float, str] = (0.0, "")
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        plain = sum(c.isascii() and (c.isprintable() or c in "\r\n\t") for c in text)
        best = max(best, ((plain + len(HANGUL.findall(text))) / max(len(text), 1), encoding))
    if best[0] < 0.6:  # noqa: PLR2004 (a share)
        return None
    return Decoded(content.decode(best[1], "replace"), best[1])


def _utf8(content: bytes, stated: str | None) -> Decoded | None:
    if b"\x1b$)C" in content[:200]:
        return Decoded(content.decode("iso2022_kr", "replace"), "iso2022_kr")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        decoded = _lenient(content, "utf-8", called="UTF-8")
        few = decoded.text.count("\ufffd") * 10 <= len(HIGH.findall(decoded.text))
        return decoded if few else None
    plain = stated in (None, "utf-8", "ascii") or text.isascii()
    return Decoded(text, "utf-8", () if plain else _wrong(stated, "UTF-8"))


def _legacy(content: bytes, stated: str | None) -> Decoded:
    """Of the declared code page, the Korean one and the Western one, the first that fits."""
    text = content.decode("cp949", "replace")
    korean = len(HANGUL.findall(text)) * 2 > len(HIGH.findall(text))
    for encoding in dict.fromkeys((stated, "cp949", "cp1252")):
        if encoding is None or encoding in ("utf-8", "utf-8-sig", "ascii"):
            continue
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        western, guessed = encoding == stated == "cp1252", encoding == "cp949" != stated
        if (western and korean) or (guessed and not korean):
            continue
        return Decoded(text, encoding, _wrong(stated, encoding))
    encoding = "cp949" if stated == "cp949" or korean else "cp1252"
    return _lenient(content, encoding, _wrong(stated, encoding))


def _wrong(stated: str | None, encoding: str) -> tuple[str, ...]:
    agreed = stated in (None, encoding)
    return () if agreed else (FindingText("warning.charset", stated=stated, found=encoding),)


def _lenient(
    content: bytes, encoding: str, warnings: tuple[str, ...] = (), called: str = ""
) -> Decoded:
    text = content.decode(encoding, "replace")
    if lost := text.count("\ufffd"):
        charset = called or encoding
        warnings += (FindingText("warning.lost_bytes", lost=lost, charset=charset),)
    return Decoded(text, encoding, warnings)
