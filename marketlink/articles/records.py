"""Articles that come as JSON: one record, a list of records, or one record a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from marketlink.articles.raw import RawArticle
from marketlink.errors import InputError

FIELDS = ("title", "author", "published", "updated", "url", "source", "publisher")


def records(text: str, source: str, media_type: str) -> Iterator[RawArticle]:
    """One article a record.

    A record is an object with ``text`` (or ``html``) and optionally ``id``, ``title``,
    ``published``, ``url`` and ``source`` (the publisher).

    Raises
    ------
    InputError
        The text is not JSON, or a record has no text.
    """
    if media_type == "application/jsonl":
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield record(_parse(line, f"{source}, line {number}"), f"{source}:{number}")
        return
    value = _parse(text, source)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if not isinstance(value, list):
        yield record(value, source)
        return
    for number, item in enumerate(value, 1):
        yield record(item, f"{source}:{number}")


def record(value: Any, source: str) -> RawArticle:
    """One article from one decoded JSON object."""
    if not isinstance(value, dict):
        raise InputError(
            f"{source} is not an article", "a record is a JSON object", 'write {"text": "..."}'
        )
    said = {name: _string(value, name, source) for name in FIELDS}
    html, text = _string(value, "html", source), _string(value, "text", source)
    body = html or text or said["title"]
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
        url=said["url"],
        title=said["title"],
        author=said["author"],
        publisher=said["publisher"] or said["source"],
        published=said["published"],
        updated=said["updated"],
        id=None if name is None else str(name),
    )


def _parse(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        why = error.args[0] if error.args else "not valid"
        raise InputError(f"{source} is not valid JSON", str(why)) from None


def _string(value: dict[str, Any], name: str, source: str) -> str | None:
    found = value.get(name)
    if found is None or found == "":
        return None
    if not isinstance(found, str):
        raise InputError(
            f"{source}: {name} is not a string", f"it is {type(found).__name__}", "quote it"
        )
    return found
