"""Viewing the reports of a folder in a browser: files only, on the loopback address only."""

from __future__ import annotations

import html
import ipaddress
import re
import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError

if TYPE_CHECKING:
    from starlette.applications import Starlette

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PORT = 8765
NAMES = ("localhost", "127.0.0.1", "[::1]")
SUFFIXES = (".html", ".css", ".js", ".json", ".csv", ".parquet", ".svg", ".png")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
CLOSED = "default-src 'none'"
HEAD = 4096
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}


def application(folder: Path) -> App:
    """The folder's reports as an ASGI application.

    Only reports' own kinds of file are given out, nothing whose name starts with a dot, nothing
    outside the folder (also not through a link), and only to requests that name this machine: a
    foreign name that was pointed at the loopback address is refused.
    """
    return guarded(_files(folder.resolve()))


def _files(folder: Path) -> Starlette:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
    from starlette.routing import Route

    async def show(request: Request) -> Response:
        wanted = request.path_params["path"]
        if wanted in {"", "/"}:
            return RedirectResponse("/index.html")
        file = find(folder, wanted)
        if file is None:
            return PlainTextResponse("There is no such report.\n", status_code=404)
        return FileResponse(file, headers={"content-security-policy": policy_of(file)})

    return Starlette(routes=[Route("/{path:path}", show, methods=["GET", "HEAD"])])


def find(folder: Path, wanted: str) -> Path | None:
    """The file of that address, or None where it may not or cannot be given out."""
    parts = wanted.split("/")
    if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    try:
        file = folder.joinpath(*parts).resolve()
        inside = file.is_relative_to(folder) and file.suffix in SUFFIXES
        return file if inside and file.is_file() else None
    except (OSError, ValueError):
        return None


def policy_of(file: Path) -> str:
    """The policy a page states for itself, unframed; a file that states none may run nothing."""
    stated = None
    if file.suffix == ".html":
        with file.open(encoding="utf-8", errors="replace") as page:
            stated = POLICY.search(page.read(HEAD))
    return f"{html.unescape(stated[1]) if stated else CLOSED}; frame-ancestors 'none'"


def guarded(inner: App) -> App:
    """Refuse foreign host names, and add the headers that keep a page to itself."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if host_name(host) not in NAMES:
            from starlette.responses import PlainTextResponse

            refused = PlainTextResponse("This address is for this machine only.\n", 421)
            await refused(scope, receive, sent)
            return
        await inner(scope, receive, sent)

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


def serve(folder: Path, port: int = PORT, *, started: Callable[[str], None]) -> None:
    """Show the reports of ``folder`` until interrupted.

    Parameters
    ----------
    folder
        Where the reports are; it needs an ``index.html``.
    port
        On 127.0.0.1; 0 lets the system choose.
    started
        Called with the address once it can be opened.

    Raises
    ------
    InputError
        There is no report in the folder, or the port is taken.
    """
    if not (folder / "index.html").is_file():
        raise InputError(f"There is no report in {folder}", hint="marketlink demo")
    server = listen(port)
    address = f"http://127.0.0.1:{server.getsockname()[1]}/"
    assert ipaddress.ip_address(server.getsockname()[0]).is_loopback
    _run(application(folder), server, lambda: started(address))


def _run(app: App, server: socket.socket, ready: Callable[[], None]) -> None:
    import uvicorn

    class Told(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready()

    config = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="off", server_header=False, ws="none"
    )
    try:
        Told(config).run([server])
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
