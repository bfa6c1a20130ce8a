"""Answers that cost nothing twice: an entity tag, 304, and gzip."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SMALL = 1000
"""Below so many bytes nothing is gained by packing."""
PACKED = (
    "text/",
    "application/json",
    "application/javascript",
    "application/atom+xml",
    "image/svg",
)


def answer(
    request: Request, body: bytes, kind: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A body with its entity tag; 304 where the client has it, packed where that pays."""
    from starlette.responses import Response

    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers_out = {**(headers or {}), "etag": tag, "vary": "accept-encoding"}
    tags = [one.strip().removeprefix("W/") for one in
             request.headers.get("if-none-match", "").split(",")]  # fmt: skip
    if tag in tags:
        return Response(status_code=304, headers=headers_out)
    if request.method == "HEAD":
        return Response(media_type=kind, headers=headers_out)
    takes = "gzip" in request.headers.get("accept-encoding", "")
    if takes and len(body) > SMALL and kind.startswith(PACKED):
        body = gzip.compress(body, 6, mtime=0)
        headers_out["content-encoding"] = "gzip"
    return Response(body, media_type=kind, headers=headers_out)
