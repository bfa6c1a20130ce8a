"""Pages that a browser saved as one file (.mhtml): extracts the page from its MIME envelope."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from marketlink.errors import InputError
from marketlink.sources.raw import RawArticle

HEAD = 4_000
ENVELOPE = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/", re.I)
PAGES = ("text/html", "application/xhtml+xml")


def is_envelope(content: bytes) -> bool:
    """Whether some bytes are a MIME message of several parts, as browsers save pages."""
    return ENVELOPE.match(content[:HEAD].replace(b"\r\n", b"\n").lstrip()) is not None


def page_of(content: bytes, source: str) -> RawArticle:
    """The page in an envelope, unpacked.

    The envelope's date is when the page was saved: nothing in it was published later, and it is
    no time of publication.

    Raises
    ------
    InputError
        There is no page in it.
    """
    try:
        envelope = message_from_bytes(content)
        page = next((p for p in envelope.walk() if p.get_content_type() in PAGES), None)
    except RecursionError:
        page = None
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        raise InputError(
            f"{source} holds no page", "It is a saved page's envelope", "save the page again"
        )
    places = (envelope["Snapshot-Content-Location"], page["Content-Location"])
    urls = (str(one) for one in places if one)
    return RawArticle(
        source=source,
        content=body,
        media_type="text/html",
        charset=page.get_content_charset(),
        url=next((url for url in urls if re.match(r"https?://", url)), None),
        retrieved=_saved(envelope),
    )


def _saved(envelope: Message) -> datetime | None:
    """When the page was saved, None where that is not said; ``-0000`` is UTC (RFC 5322)."""
    try:
        saved = parsedate_to_datetime(str(envelope["Date"]))
    except (TypeError, ValueError):
        return None
    return saved.astimezone(UTC) if saved.tzinfo else saved.replace(tzinfo=UTC)
