"""Serving the reports: files of the folder, to this machine, and nothing else."""

from __future__ import annotations

import asyncio
import http.client
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from report_case import case

from marketlink import report
from marketlink.errors import InputError
from marketlink.serve import application, host_name, listen, serve


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a report in it, and things that are nobody's business."""
    base = tmp_path_factory.mktemp("serve")
    (base / "secret.json").write_text("secret")
    out = base / "reports"
    report.write(case("en"), out, "en")
    (out / ".hidden.json").write_text("secret")
    (out / "marketlink.duckdb").write_text("secret")
    (out / "link.json").symlink_to(base / "secret.json")
    (out / "foreign.html").write_text("<script>alert(1)</script>")
    return out


def get(
    folder: Path, path: str, host: str = "127.0.0.1:8765", method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """One request to the application: status, headers, body."""
    sent: list[dict] = []

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict:
        for message in asked:
            return message
        await asyncio.Event().wait()  # a client that stays
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", host.encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8765),
    }
    asyncio.run(application(folder)(scope, receive, send))
    start = next(message for message in sent if message["type"] == "http.response.start")
    body = b"".join(message.get("body", b"") for message in sent)
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, body


def test_reports_are_shown_with_the_policy_they_state(folder: Path) -> None:
    status, headers, body = get(folder, "/deepseek-column/report.en.html")
    assert status == 200
    assert b"NVIDIA" in body
    policy = headers["content-security-policy"]
    assert "script-src 'sha256-" in policy
    assert "unsafe-inline' '" not in policy.split("script-src")[1].split(";")[0]
    assert policy.endswith("frame-ancestors 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert get(folder, "/")[1]["location"] == "/index.html"
    assert get(folder, "/deepseek-column/cars.csv")[0] == 200
    assert get(folder, "/assets/plotly.min.js", method="HEAD")[2] == b""


def test_a_page_that_states_no_policy_runs_nothing(folder: Path) -> None:
    assert get(folder, "/foreign.html")[1]["content-security-policy"].startswith(
        "default-src 'none'; frame"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.json",
        "/deepseek-column/../../secret.json",
        "/..%2fsecret.json",
        "//etc/passwd.json",
        "/link.json",
        "/.hidden.json",
        "/marketlink.duckdb",
        "/deepseek-column",
        "/deepseek-column\\..\\case.json",
        "/nul\0.json",
        "/" + "a" * 5000 + ".json",
    ],
)
def test_nothing_else_is_given_out(folder: Path, path: str) -> None:
    status, headers, body = get(folder, path)
    assert status == 404
    assert b"secret" not in body
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "", "127.0.0.1.evil.example"]
)
def test_a_foreign_name_for_this_machine_is_refused(folder: Path, host: str) -> None:
    assert get(folder, "/index.html", host)[0] == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1", "[::1]:80"])
def test_this_machine_is_answered(folder: Path, host: str) -> None:
    assert get(folder, "/index.html", host)[0] == 200


def test_only_reading_is_possible(folder: Path) -> None:
    assert get(folder, "/index.html", method="POST")[0] == 405
    assert host_name("[::1]:80") == "[::1]"


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"Port {port} cannot be used\. .*Try: another"):
            listen(port)


def test_an_empty_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no report in"):
        serve(tmp_path, 0, started=print)


def test_the_command_serves_until_interrupted(folder: Path) -> None:
    command = [sys.executable, "-m", "marketlink", "serve", str(folder), "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout
    try:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", running.stdout.readline())
        assert found
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
        connection.request("GET", "/index.html")
        assert b"deepseek-column" in connection.getresponse().read()
        connection.close()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=20)
    finally:
        running.kill()
    assert running.returncode == 0
    assert "Traceback" not in err
    assert out == ""
