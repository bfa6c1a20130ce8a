"""Articles out of files and standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from marketlink.errors import InputError
from marketlink.sources.decode import decode
from marketlink.sources.mhtml import is_envelope, page_of
from marketlink.sources.raw import SIZE_LIMIT, RawArticle
from marketlink.sources.records import lines_of, parse_line, record, records

JSON_LINES = "application/jsonl"
SUFFIXES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".md": "text/markdown",
    ".markdown": "text/markdown", ".json": "application/json", ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES, ".txt": "text/plain",
}  # fmt: skip
PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html\b)", re.I | re.S
)
TAG = re.compile(
    r"</?(?:html|head|body|div|p|br|span|a|ul|ol|li|table|article|section|h[1-6]|meta|script|main)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)


class FileArticles:
    """Articles in files: pages (HTML, MHTML), text, Markdown, JSON, or standard input ("-")."""

    def articles(self, source: str) -> Iterable[RawArticle]:
        """The articles in the file: one, or one a record for JSON and JSON Lines."""
        suffix = Path(source).suffix.lower()
        if SUFFIXES.get(suffix) == JSON_LINES:
            return _from_lines(Path(source))
        if source == "-":
            return from_bytes(read_limited(sys.stdin.buffer, "standard input"))
        return from_bytes(read_file(Path(source)), source, SUFFIXES.get(suffix))


def _from_lines(path: Path) -> Iterator[RawArticle]:
    """One article a line, of a file of any size, read line by line."""
    with _open(path) as stream:
        for number, line in lines_of(stream):
            place = f"{path}, line {number}"
            yield record(parse_line(line, place), f"{path}:{number}")


def read_file(path: Path) -> bytes:
    """The bytes of a file of at most 20 MB, which must be there and not empty."""
    with _open(path) as stream:
        return read_limited(stream, str(path))


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    """A file to read from; what keeps it from being read is one sentence."""
    try:
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise InputError(f"{path} does not exist", hint="check the path") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder, not an article", hint="name a file in it") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path} cannot be read", why) from None


def read_limited(stream: BinaryIO, name: str) -> bytes:
    """Everything in a stream, refusing an empty one and one above the size limit."""
    content = stream.read(SIZE_LIMIT + 1)
    check_size(len(content), name)
    if not content.strip():
        raise InputError(f"{name} is empty", hint="give an article with text in it")
    return content


def check_size(size: int, name: str) -> None:
    """Refuse what is too large to be an article."""
    if size > SIZE_LIMIT:
        limit = SIZE_LIMIT // 1_000_000
        raise InputError(
            f"{name} is larger than {limit} MB",
            "An article is a few kilobytes",
            "cut it down to the article, or give many short articles as JSON Lines in parts",
        )


def from_bytes(
    content: bytes, source: str = "-", media_type: str | None = None, charset: str | None = None
) -> Iterator[RawArticle]:
    """The articles in some bytes; the media type is looked for in them where it is not given."""
    name = "standard input" if source == "-" else source
    check_size(len(content), name)
    if media_type != "application/json" and is_envelope(content):
        yield page_of(content, source)
        return
    text = decode(content, charset, name=name).text
    if media_type == "application/json":
        yield from records(text, source)
        return
    media_type = sniff(text) if media_type in (None, "text/plain") else media_type
    yield RawArticle(source=source, content=content, media_type=media_type, charset=charset)


def sniff(text: str) -> str:
    """The media type of a decoded text: a page where it carries markup, else plain text."""
    head = text[:20_000]
    if "<" not in head:
        return "text/plain"
    if PAGE.match(head):
        return "text/html"
    least = 2 if TAG.match(head.lstrip()) else 4
    return "text/html" if len(TAG.findall(head)) >= least else "text/plain"
