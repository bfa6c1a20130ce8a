"""Articles that come as JSON: one record, a list of records, or one record a line."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from marketlink.errors import InputError
from marketlink.sources.raw import SIZE_LIMIT, RawArticle

FIELDS = ("title", "author", "published", "updated", "url", "source", "publisher")


def records(text: str, source: str) -> Iterator[RawArticle]:
    """One article a record of a JSON text: one object, a list of them, or ``{"articles": [...]}``.

    A record is an object with ``text`` (or ``html``) and optionally ``id``, ``title``,
    ``published``, ``url`` and ``source`` (the publisher).

    Raises
    ------
    InputError
        The text is not JSON, or a record has no text.
    """
    value = parse(text, source)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    several = isinstance(value, list)
    for number, item in enumerate(value if several else [value], 1):
        yield record(item, f"{source}:{number}" if several else source)


def lines_of(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines of a JSON Lines stream that are not blank, numbered from 1, one at a time.

    A line above the size limit comes cut off behind it.
    """
    number = 0
    while line := stream.readline(SIZE_LIMIT + 1):
        number += 1
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(SIZE_LIMIT)
        if line.strip():
            yield number, line


def parse_line(line: bytes, source: str) -> Any:  # noqa: ANN401 (an array, a frame or a number)
    """The JSON value of one line, which must be in UTF-8 and not too long."""
    if len(line) > SIZE_LIMIT:
        raise InputError(f"{source} is larger than {SIZE_LIMIT // 1_000_000} MB")
    try:
        return parse(line.removeprefix(BOM_UTF8).decode().strip(), source)
    except UnicodeDecodeError:
        raise InputError(f"{source} is not UTF-8 text", hint="save the file as UTF-8") from None


def record(value: Any, source: str) -> RawArticle:  # noqa: ANN401 (any JSON)
    """One article from one decoded JSON object."""
    if not isinstance(value, dict):
        raise InputError(
            f"{source} is not an article", "A record is a JSON object", 'write {"text": "..."}'
        )
    fields: dict[str, Any] = {
        name: text_of(value, name, source) for name in FIELDS if name in value
    }
    html, publisher = text_of(value, "html", source), fields.pop("source", None)
    body = html or text_of(value, "text", source) or fields.get("title")
    if body is None or not body.strip():
        raise InputError(
            f"{source} has no text", hint="give each record a text (or at least a title)"
        )
    name = value.get("id")
    return RawArticle(
        source=source,
        content=body.encode("utf-8", "surrogatepass"),
        media_type="text/html" if html else "text/plain",
        charset="utf-8",
        decoded=True,
        id=None if name is None else str(name),
        **fields | {"publisher": fields.get("publisher") or publisher},
    )


def parse(text: str, source: str) -> Any:  # noqa: ANN401 (any JSON)
    """The value of a JSON text, NaN and Infinity being none."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        why = f"It goes wrong at line {error.lineno}, column {error.colno}"
    except RecursionError:
        why = "It is nested too deeply"
    except ValueError:
        why = "It holds a number that JSON does not have"
    raise InputError(f"{source} is not valid JSON", why)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def text_of(value: dict[str, Any], name: str, source: str) -> str | None:
    """A field of a record, which must be text; None where it is empty."""
    content = value.get(name)
    if content is None or content == "":
        return None
    if not isinstance(content, str):
        raise InputError(
            f"{source}: {name} is not a string", f"It is {type(content).__name__}", "quote it"
        )
    return content
