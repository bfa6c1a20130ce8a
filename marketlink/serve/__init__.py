"""The reports of a folder in a browser, live, on the loopback address only.

The server never opens the store: what it writes is written by a child process.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError, unforeseen
from marketlink.serve.answers import answer
from marketlink.serve.files import find, kind_of, policy_of, state
from marketlink.serve.work import BODY, Jobs

if TYPE_CHECKING:
    from starlette.routing import Router

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PORT = 8765
NAMES = ("localhost", "127.0.0.1", "[::1]")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}


def application(
    folder: Path, work: Jobs | None = None, notify: Callable[[str], None] = lambda _: None
) -> App:
    """The folder's reports as an ASGI application.

    Only reports' own kinds of file are given out, nothing whose name starts with a dot, nothing
    outside the folder (also not through a link), and only to requests that name this machine: a
    foreign name that was pointed at the loopback address is refused. With ``work`` articles can
    be sent, by this server's own page only. What fails costs one answer, which says why in one
    sentence, as ``notify`` is.
    """
    return guarded(_routes(folder.resolve(), work), notify)


def _routes(folder: Path, work: Jobs | None) -> Router:
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
    from starlette.routing import Route, Router

    from marketlink.serve import live  # noqa: PLC0415 (it imports this module)

    async def home(request: Request) -> Response:
        return RedirectResponse("/index.html")

    async def index(request: Request) -> Response:
        lang = request.path_params.get("lang") or language(folder)
        now = await asyncio.to_thread(state, folder)  # before the list is read: no change is lost
        added = {"events": f"/api/events?since={now}", "work": "/api/jobs" if work else "",
                 "token": work.token if work else ""}  # fmt: skip
        text = await asyncio.to_thread(live.index, folder, lang, added)
        headers = {"content-security-policy": policy_of(text)}
        return answer(request, text.encode(), "text/html; charset=utf-8", headers)

    async def reports(request: Request) -> Response:
        summaries = await asyncio.to_thread(live.summaries, folder)
        return answer(
            request, json.dumps(summaries, ensure_ascii=False).encode(), "application/json"
        )

    async def one(request: Request) -> Response:
        return await _file(request, f"{request.path_params['slug']}/case.json")

    async def feed(request: Request) -> Response:
        text = await asyncio.to_thread(live.feed, folder, str(request.base_url), language(folder))
        return answer(request, text.encode(), "application/atom+xml; charset=utf-8")

    async def events(request: Request) -> Response:
        since = request.query_params.get("since", "")
        return StreamingResponse(live.changes(folder, since), media_type="text/event-stream")

    async def show(request: Request) -> Response:
        return await _file(request, request.path_params["path"])

    async def _file(request: Request, name: str) -> Response:
        file = find(folder, name)
        if file is None:
            return PlainTextResponse("There is no such report.\n", status_code=404)
        body = await asyncio.to_thread(file.read_bytes)
        page = body.decode("utf-8", "replace") if file.suffix == ".html" else None
        return answer(request, body, kind_of(file), {"content-security-policy": policy_of(page)})

    read = ["GET", "HEAD"]
    routes = [
        Route("/", home, methods=read),
        Route("/index.html", index, methods=read),
        Route("/index.{lang:str}.html", index, methods=read),
        Route("/api/reports", reports, methods=read),
        Route("/api/reports/{slug:str}", one, methods=read),
        Route("/api/events", events, methods=["GET"]),
        Route("/feed.xml", feed, methods=read),
    ]
    if work is not None:
        routes += _work(work)
    return Router([*routes, Route("/{path:path}", show, methods=read)])


def _work(work: Jobs) -> list[Any]:
    """The routes of the form: begin, look, cancel."""
    from starlette.requests import Request
    from starlette.responses import JSONResponse, PlainTextResponse, Response
    from starlette.routing import Route

    async def begin(request: Request) -> Response:
        if refusal := foreign(request.headers, work.token):
            return PlainTextResponse(refusal, status_code=403)
        if int(request.headers.get("content-length") or BODY + 1) > BODY:
            return PlainTextResponse("The article is too large.\n", status_code=413)
        body = await request.body()
        if len(body) > BODY or not body.strip():
            return PlainTextResponse("There is no article.\n", status_code=400)
        return JSONResponse(work.begin(body, dict(request.query_params)).plain(), status_code=202)

    async def look(request: Request) -> Response:
        job = work.jobs.get(request.path_params["job"])
        return JSONResponse(job.plain() if job else {}, status_code=200 if job else 404)

    async def cancel(request: Request) -> Response:
        if refusal := foreign(request.headers, work.token):
            return PlainTextResponse(refusal, status_code=403)
        job = work.cancel(request.path_params["job"])
        return JSONResponse(job.plain() if job else {}, status_code=200 if job else 404)

    return [
        Route("/api/jobs", begin, methods=["POST"]),
        Route("/api/jobs/{job:str}", look, methods=["GET"]),
        Route("/api/jobs/{job:str}", cancel, methods=["DELETE"]),
    ]


def foreign(headers: Mapping[str, str], token: str) -> str:
    """Why a request does not come from this server's own page, "" where it does.

    It must carry the token of this start, which only the page knows, and where the browser names
    the page it comes from, that must be one of this machine.
    """
    if not secrets.compare_digest(headers.get("x-marketlink-token", ""), token):
        return "This form is of another start of the server: load the page again.\n"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{headers.get('host', '')}":
        return "Another page may not do this.\n"
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return "Another page may not do this.\n"
    return ""


def language(folder: Path) -> str:
    """The language that the folder's own list is in."""
    try:
        with (folder / "index.html").open(encoding="utf-8") as file:
            return "ko" if '<html lang="ko"' in file.read(200) else "en"
    except OSError:
        return "en"


def guarded(inner: App, notify: Callable[[str], None] = lambda _: None) -> App:
    """Refuse foreign host names, add the headers that keep a page to itself, and answer what
    fails with one sentence."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return

        has_begun = False

        async def send_once(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        from starlette.responses import PlainTextResponse

        if host_name(host) not in NAMES:
            refusal = PlainTextResponse("This address is for this machine only.\n", 421)
            await refusal(scope, receive, send_once)
            return
        try:
            await inner(scope, receive, send_once)
        except Exception as error:
            sentence = f"{scope['path']} cannot be answered. {unforeseen(error)}."
            notify(sentence)
            if not has_begun:
                await PlainTextResponse(f"{sentence}\n", 500)(scope, receive, send_once)

    return app


def host_name(host: str) -> str:
    """The name in a Host header, without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def listen(port: int) -> socket.socket:
    """A socket on the loopback address.

    Raises
    ------
    InputError
        The port is taken or may not be used.
    """
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        server.close()
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"Port {port} cannot be used", why, "another one with --port") from error
    return server


def serve(
    folder: Path,
    port: int = PORT,
    *,
    on_start: Callable[[str], None],
    notify: Callable[[str], None] = lambda _: None,
    work: Callable[[Path], Jobs] | None = None,
) -> None:
    """Show the reports of ``folder`` until interrupted.

    Parameters
    ----------
    folder
        Where the reports are; without ``work`` it needs an ``index.html``.
    port
        On 127.0.0.1; 0 lets the system choose.
    on_start
        Called with the address once it can be opened.
    notify
        Called with a sentence for each request that could not be answered.
    work
        Makes the work on articles that are sent; without it the server only shows.

    Raises
    ------
    InputError
        There is no report in the folder, or the port is taken.
    """
    if work is not None:
        folder.mkdir(parents=True, exist_ok=True)
    elif not (folder / "index.html").is_file():
        raise InputError(f"There is no report in {folder}", hint="marketlink demo")
    server = listen(port)
    address = f"http://127.0.0.1:{server.getsockname()[1]}/"
    assert ipaddress.ip_address(server.getsockname()[0]).is_loopback  # noqa: S101 (for the type checker)
    app = application(folder, work(folder) if work else None, notify)
    _run(app, server, lambda: on_start(address))


def _run(app: App, server: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn

    class NarratedServer(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
    try:
        NarratedServer(config).run([server])
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
