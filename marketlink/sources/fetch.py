"""Fetching over http and https, with limits and only from public machines."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from marketlink import __version__
from marketlink.errors import RateLimited, SourceUnavailable
from marketlink.sources.addresses import Target, target
from marketlink.sources.raw import Limits
from marketlink.waits import waiting

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection
    from urllib3.response import BaseHTTPResponse

AGENT = f"marketlink/{__version__}"
REDIRECTS = frozenset((301, 302, 303, 307, 308))
CHUNK = 65_536
SECONDS = re.compile(r"\d{1,6}$")
LENGTH = re.compile(r"\d+(?:\s*,\s*\d+)*")
"""A length of a body; one that is told twice is told once."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the address it came from in the end, its status, headers and body."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    retrieved: datetime
    moved: tuple[str, ...] = field(default=())

    @property
    def media_type(self) -> str:
        """The type the server declares, without its parameters; "" where it declares none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The character set the server declares."""
        match = re.search(r"charset=[\"']?([\w.:\-]+)", self.headers.get("content-type", ""), re.I)
        return match[1] if match else None


def fetch(
    url: str,
    *,
    private: bool = False,
    limits: Limits | None = None,
    headers: Mapping[str, str] | None = None,
) -> Fetched:
    """Fetch an address; every redirect and every resolved name is checked before connecting.

    Raises
    ------
    InputError
        The address, or one it redirects to, is not http(s) or not public.
    SourceUnavailable
        No answer, an error, or one that is too slow, too large or redirected too often.
    RateLimited
        The server asks to wait.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    request = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    moved: list[str] = []
    while True:
        with waiting(_host(url)):
            place = target(url, private=private, seconds=deadline - time.monotonic())
            status, fields, content = _get(place, request, limits, deadline)
        location = fields.get("location")
        if status not in REDIRECTS or not location:
            break
        moved.append(place.url)
        if len(moved) > limits.redirects:
            raise SourceUnavailable(
                f"{moved[0]} redirects more than {limits.redirects} times", hint="open it yourself"
            )
        url = urljoin(place.url, location)
    _check(status, place.url, fields)
    return Fetched(place.url, status, fields, content, datetime.now(UTC), tuple(moved))


def _host(url: str) -> str:
    """The host of an address, without what it may say of a user."""
    return url.partition("//")[2].partition("/")[0].rpartition("@")[2]


def _check(status: int, url: str, headers: Mapping[str, str]) -> None:
    if status in (429, 503) and ("retry-after" in headers or status == 429):  # noqa: PLR2004 (a status of HTTP)
        wait = SECONDS.match(headers.get("retry-after", ""))
        hint = f"again after {wait[0]} s" if wait else "later"
        raise RateLimited(f"{url} asks to wait", f"Status {status}", hint)
    if status >= 400:  # noqa: PLR2004 (a status of HTTP)
        raise SourceUnavailable(f"{url} answered {status}", hint="open it in a browser, save it")


def _get(
    place: Target, headers: Mapping[str, str], limits: Limits, deadline: float
) -> tuple[int, dict[str, str], bytes]:
    import urllib3

    seconds = max(deadline - time.monotonic(), 0.01)
    connection, path, login = _connection(place, seconds)
    watch = threading.Timer(seconds, _cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        request = {**headers, **login, "Host": _host_header(place)}
        connection.request(
            "GET", path, headers=request, preload_content=False, decode_content=False
        )
        answer = connection.getresponse()
        fields = {name.lower(): value for name, value in answer.headers.items()}
        redirected = answer.status in REDIRECTS and "location" in fields
        content = b"" if redirected else _body(answer, fields, place.url, limits)
        if time.monotonic() > deadline:
            raise TimeoutError
        return answer.status, fields, content
    except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError, zlib.error) as error:
        if time.monotonic() >= deadline:
            late = f"{place.url} took longer than {limits.seconds:g} s"
            raise SourceUnavailable(late, hint="again later, or save the page") from None
        raise _unavailable(place.url, error) from None
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: HTTPConnection) -> None:
    """End a connection from outside: the socket's own time-out starts anew with every byte."""
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _host_header(place: Target) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    usual = (place.scheme, place.port) in (("http", 80), ("https", 443))
    return host if usual else f"{host}:{place.port}"


def _connection(place: Target, seconds: float) -> tuple[HTTPConnection, str, dict[str, str]]:
    """A connection to the checked IP address, so that no second look-up can change it, or to the
    proxy; the path to ask it for, and the headers for the proxy's own eyes."""
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.util import make_headers

    proxy = place.proxy
    host, port = (proxy.host, proxy.port) if proxy else (place.ip, place.port)
    login = make_headers(proxy_basic_auth=proxy.login) if proxy and proxy.login else {}
    if place.scheme == "http":
        plain = HTTPConnection(host, port, timeout=seconds)
        return plain, place.url if proxy else place.path, login
    secure = HTTPSConnection(
        host, port, timeout=seconds, ssl_context=_trusted(),
        server_hostname=place.host, assert_hostname=place.host,
    )  # fmt: skip
    if proxy:
        secure.set_tunnel(place.host, place.port, headers=login)
    return secure, place.path, {}


def _trusted() -> ssl.SSLContext:
    """The system's certificate authorities, with certifi's where the system shows none."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        with contextlib.suppress(ImportError):
            import certifi  # noqa: PLC0415 (for https only)

            context.load_verify_locations(certifi.where())
    return context


def _body(answer: BaseHTTPResponse, headers: Mapping[str, str], url: str, limits: Limits) -> bytes:
    """The body, cut off at the limit; unpacked here, so that a bomb stops at the limit too."""
    if not LENGTH.fullmatch(headers.get("content-length", "0").strip()):
        raise SourceUnavailable(
            f"{url} announces a body of no possible length", hint="save the page to a file"
        )
    coding = headers.get("content-encoding", "identity").strip().lower()
    unpack = _unpacker(coding, url)
    content = bytearray()
    begun = False
    while chunk := answer.read(CHUNK):
        begun = True
        content += unpack.decompress(chunk, limits.size + 1 - len(content)) if unpack else chunk
        if len(content) > limits.size:
            raise SourceUnavailable(
                f"{url} is larger than {limits.size / 1_000_000:g} MB", hint="save the article only"
            )
    if unpack and begun and not unpack.eof:
        raise SourceUnavailable(f"{url} sent only a part of its answer", hint="again later")
    return bytes(content)


def _unpacker(coding: str, url: str) -> Any:  # noqa: ANN401 (a library without types)
    """What unpacks a body; None for one that is not packed."""
    if coding in ("", "identity"):
        return None
    if coding in ("gzip", "x-gzip", "deflate"):
        # 32 takes gzip and zlib headers alike
        return zlib.decompressobj(zlib.MAX_WBITS | 32)
    raise SourceUnavailable(f"{url} is packed as {coding}", "Gzip and deflate were asked for")


def _unavailable(url: str, error: Exception) -> SourceUnavailable:
    why = str(error.args[-1] if error.args else error)
    what = re.sub(r"<[^>]*>|HTTPS?ConnectionPool\([^)]*\):?", "", why).strip(" :")
    return SourceUnavailable(f"{url} did not answer", what, "check the address or the network")
