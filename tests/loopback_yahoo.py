"""Price services of one's own on the loopback address, for the unmodified program.

An HTTP proxy that answers CONNECT itself and then speaks TLS as ``*.yahoo.com`` with a certificate
of a throw-away authority. A program started with :meth:`Yahoo.environment` reaches only this.
"""

from __future__ import annotations

import json
import ssl
import threading
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import trustme

OTHERS = (
    "api.massive.com", "data-dbg.krx.co.kr", "data.sec.gov", "www.sec.gov", "opendart.fss.or.kr",
    "dart.fss.or.kr",
)  # fmt: skip
"""Hosts of other services, each answered by a function in ``Yahoo.others``."""

NOT_FOUND = {
    "chart": {
        "result": None,
        "error": {"code": "Not Found", "description": "No data found, symbol may be delisted"},
    }
}


@dataclass
class Quote:
    """What the server says of one symbol; ``bars`` are (day, open, high, low, close, adj, volume).

    ``fault`` is None, "404", "429", "500" (with null JSON), "hang" or "cut" (half a body).
    """

    bars: list[tuple]
    zone: str = "America/New_York"
    opens: time = time(9, 30)
    currency: str = "USD"
    kind: str = "EQUITY"
    name: str = ""
    dividends: dict[date, float] = field(default_factory=dict)
    splits: dict[date, float] = field(default_factory=dict)
    fault: str | None = None

    def stamp(self, day: date) -> int:
        """Seconds since 1970 at which the session of ``day`` opens."""
        return int(datetime.combine(day, self.opens, ZoneInfo(self.zone)).timestamp())


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request, _client_address) -> None:
        return


class Yahoo:
    """A running server: ``quotes`` may be changed at any time, ``hits`` are the paths asked for."""

    def __init__(self, folder: Path) -> None:
        self.quotes: dict[str, Quote] = {}
        self.hits: list[tuple[str, str]] = []
        self.hang_seconds = 30.0
        self.ca = folder / "ca.pem"
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(self.ca))
        self.others: dict[str, Callable[[str, dict, dict], tuple[int, bytes]]] = {}
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("*.yahoo.com", "*.finance.yahoo.com", *OTHERS).configure_cert(
            self._tls
        )
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def charts(self) -> list[str]:
        """The symbols whose charts were asked for, in order."""
        return [
            unquote(path.rsplit("/", 1)[-1])
            for _, path in self.hits
            if path.startswith("/v8/finance/chart/")
        ]

    def environment(self, folder: Path) -> dict[str, str]:
        """Environment variables that send a program's Yahoo traffic here."""
        return {
            "HTTPS_PROXY": f"http://127.0.0.1:{self._server.server_port}",
            "NO_PROXY": "",
            "REQUESTS_CA_BUNDLE": str(self.ca),
            "SSL_CERT_FILE": str(self.ca),
            "XDG_CACHE_HOME": str(folder),
        }

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, bytes, str | None]:
        """Status, body and fault of a request."""
        if path == "/v1/test/getcrumb":
            return 200, b"crumb", None
        if not path.startswith("/v8/finance/chart/"):
            return 404, b"", None
        quote = self.quotes.get(unquote(path.rsplit("/", 1)[-1]))
        if quote is None or quote.fault == "404":
            return 404, json.dumps(NOT_FOUND).encode(), None
        if quote.fault == "429":
            return 429, b"Too Many Requests", None
        if quote.fault == "500":
            return 500, b"null", None
        return 200, json.dumps(chart(quote, query)).encode(), quote.fault

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        yahoo = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args) -> None:
                return

            def do_CONNECT(self) -> None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                self.connection = yahoo._tls.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", 0)
                self.close_connection = False

            def finish(self) -> None:
                with suppress(OSError):
                    super().finish()
                self.connection.close()

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                yahoo.hits.append((self.headers["Host"], parts.path))
                query = {key: values[0] for key, values in parse_qs(parts.query).items()}
                other = yahoo.others.get(self.headers["Host"])
                if other is not None:
                    status, body, fault = *other(parts.path, query, dict(self.headers)), None
                else:
                    status, body, fault = yahoo.answer(parts.path, query)
                if fault == "hang":
                    clock.sleep(yahoo.hang_seconds)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if fault == "cut" else body)
                self.close_connection = fault is not None

        return Handler


def chart(quote: Quote, query: dict[str, str]) -> dict:
    """The chart reply for one symbol."""
    first, last = int(query.get("period1", 0)), int(query.get("period2", 2**40))
    rows = [row for row in quote.bars if first <= quote.stamp(row[0]) < last]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 7
    days, opens, highs, lows, closes, adjusted, volumes = columns
    prices = {"open": opens, "high": highs, "low": lows, "close": closes, "volume": volumes}
    result = {
        "meta": {
            "currency": quote.currency,
            "exchangeTimezoneName": quote.zone,
            "instrumentType": quote.kind,
            "longName": quote.name,
            "priceHint": 2,
            "validRanges": ["1d", "5d", "1mo", "max"],
        },
        "timestamp": [quote.stamp(day) for day in days],
        "indicators": {
            "quote": [prices if rows else {}],
            "adjclose": [{"adjclose": adjusted}],
        },
        "events": {
            "dividends": {
                str(quote.stamp(day)): {"date": quote.stamp(day), "amount": amount}
                for day, amount in quote.dividends.items()
                if first <= quote.stamp(day) < last
            },
            "splits": {
                str(quote.stamp(day)): {
                    "date": quote.stamp(day), "numerator": ratio, "denominator": 1,
                    "splitRatio": f"{ratio:g}:1",
                }
                for day, ratio in quote.splits.items()
                if first <= quote.stamp(day) < last
            },
        },
    }  # fmt: skip
    return {"chart": {"error": None, "result": [result]}}


@contextmanager
def serving(folder: Path) -> Iterator[Yahoo]:
    """A server whose certificate authority lies in ``folder``."""
    server = Yahoo(folder)
    try:
        yield server
    finally:
        server.close()
