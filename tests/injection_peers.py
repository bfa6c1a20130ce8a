"""Whoever talks to a command that does not end by itself, and ends it: a browser, an agent, time.

Each is a thread beside the command, which runs in the main thread as it does for a user. It waits
for the command to be there, asks what a user would ask, notes what was wrong with the answers and
sends the signal that a user would send.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import io
import json
import os
import re
import signal
import socket
import threading
import time as clock
from collections.abc import Callable, Iterator, Sequence

from sse_starlette.sse import AppStatus

from marketlink.cli.main import run

REAL = clock.monotonic
"""The clock of the test, which nobody makes fail."""
SECONDS = 100
PATHS = ("/index.html", "/index.ko.html", "/api/reports", "/feed.xml", "/api/reports/one",
         "/one/report.en.html", "/nothing.html")  # fmt: skip
CALLS = (
    ("sessions", {"exchange": "XNYS", "first": "2025-01-20", "last": "2025-01-31"}),
    ("check_statement", {"statement": "Nvidia fell 17% on January 27, 2025.",
                         "published": "2025-01-28"}),
    ("measure_reaction", {"symbol": "NVDA", "when": "2025-01-27"}),
)  # fmt: skip

Ended = threading.Event
Ask = Callable[[io.StringIO, io.StringIO, Ended], Iterator[str]]


def attended(command: str, words: Sequence[str], out: io.StringIO, err: io.StringIO):
    """The exit code of a command with its peer, and what the peer found wrong."""
    ended, wrong = Ended(), []

    def talk() -> None:
        try:
            wrong.extend(PEERS[command](out, err, ended))
        except Exception as error:
            if not ended.is_set():
                wrong.append(f"the peer met {type(error).__name__}: {error}")
        if not ended.is_set():
            os.kill(os.getpid(), END[command])

    AppStatus.should_exit = False  # of the process: a server that was ended before left it set
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    peer = threading.Thread(target=talk, daemon=True)
    peer.start()
    try:
        code = run([str(port()) if word == "PORT" else word for word in words])
    finally:
        ended.set()
        for name, handler in before.items():
            signal.signal(name, handler)
        peer.join(10)
    return code, wrong


_port = 0


def port() -> int:
    """A port that was free a moment ago."""
    global _port  # noqa: PLW0603 (the peer asks at the port that the command was given)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        _port = free.getsockname()[1]
    return _port


def _until(found: Callable[[], object], ended: Ended):
    end = REAL() + SECONDS
    while not ended.is_set() and REAL() < end:
        if there := found():
            return there
        ended.wait(0.02)
    raise TimeoutError("nothing came")


def browser(out: io.StringIO, err: io.StringIO, ended: Ended) -> Iterator[str]:
    """Asks for pages and sends an article; a failure may cost one answer, and never the server."""
    del err
    at = _until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/", out.getvalue()), ended)
    number = int(at[1])
    token = ""
    for path in PATHS:
        status, body = _get(number, path)
        if status >= 500:
            if len(body.splitlines()) != 1 or "Traceback" in body:
                yield f"{path}: {status} without one sentence: {body[:80]!r}"
            status, body = _get(number, path)
        if status != (404 if path == "/nothing.html" else 200):
            yield f"{path}: {status} when asked again"
        token = token or next(iter(re.findall(r'data-token="([^"]+)"', body)), "")
    yield from _sent(number, token, ended)


def _get(number: int, path: str, method: str = "GET", body: str = "", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=60)
    with contextlib.closing(connection):
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body.encode() or None, told)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")


def _sent(number: int, token: str, ended: Ended) -> Iterator[str]:
    """An article without a company is refused in one sentence; the job ends in any case."""
    for _ in range(2):
        status, body = _get(number, "/api/jobs?published=2025-01-28", "POST", "It rained.",
                            x_marketlink_token=token)  # fmt: skip
        if status == 202:
            break
    else:
        yield f"/api/jobs: {status} when asked again"
        return
    job = json.loads(body)["id"]

    def done() -> dict:
        status, body = _get(number, f"/api/jobs/{job}")
        return json.loads(body) if status == 200 and json.loads(body)["done"] else {}

    found = _until(done, ended)
    if not found["error"] or "\n" in found["error"]:
        yield f"the job ended with {found}"


def agent(out: io.StringIO, err: io.StringIO, ended: Ended) -> Iterator[str]:
    """Calls tools through the official client; every answer is a result or one sentence."""
    del out, err
    _until(_listening, ended)
    for name, told in asyncio.run(_calls()):
        if told is not None and (not told.strip() or "Traceback" in told or "\n" in told.strip()):
            yield f"{name} answered {told[:100]!r}"


def _listening() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", _port)) == 0


async def _calls() -> list[tuple[str, str | None]]:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    found = []
    async with (
        streamable_http_client(f"http://127.0.0.1:{_port}/mcp") as streams,
        ClientSession(*streams[:2]) as session,
    ):
        await session.initialize()
        for name, given in CALLS:
            answer = await session.call_tool(name, given)
            if answer.is_error:
                found.append((name, answer.content[0].text))
                answer = await session.call_tool(name, given)
            if answer.is_error:
                found.append((f"{name}, asked again", "" if name == "sessions" else None))
    return found


def time(out: io.StringIO, err: io.StringIO, ended: Ended) -> Iterator[str]:
    """Waits for one run of the schedule; then it is stopped as a service is."""
    del out
    _until(lambda: " exit=" in err.getvalue(), ended)
    yield from ()


PEERS: dict[str, Ask] = {"serve": browser, "mcp": agent, "schedule run": time}
END = {"serve": signal.SIGINT, "mcp": signal.SIGINT, "schedule run": signal.SIGTERM}
