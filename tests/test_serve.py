"""Serving the reports: files of the folder, to this machine, and nothing else."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from report_case import case

from marketlink import report
from marketlink.errors import InputError
from marketlink.serve import application, host_name, listen, serve
from marketlink.serve.files import find
from marketlink.serve.live import changes
from marketlink.serve.work import BODY, Job, Jobs, _sentence


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
    folder: Path,
    path: str,
    host: str = "127.0.0.1:8765",
    method: str = "GET",
    *,
    headers: dict[str, str] | None = None,
    work: Jobs | None = None,
    body: bytes = b"",
    query: bytes = b"",
) -> tuple[int, dict[str, str], bytes]:
    """One request to the application: status, headers, body."""
    sent: list[dict] = []

    asked = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict:
        for message in asked:
            return message
        await asyncio.Event().wait()  # a client that stays
        return {"type": "http.disconnect"}

    async def send(message: dict) -> None:
        sent.append(message)

    more = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", host.encode()), *more],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8765),
    }
    asyncio.run(application(folder, work)(scope, receive, send))
    start = next(message for message in sent if message["type"] == "http.response.start")
    answered = b"".join(message.get("body", b"") for message in sent)
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, answered


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


def test_what_a_client_has_is_not_sent_again_and_the_rest_is_packed(folder: Path) -> None:
    path = "/deepseek-column/report.en.html"
    status, headers, body = get(folder, path)
    assert status == 200 and "content-encoding" not in headers
    again = get(folder, path, headers={"if-none-match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")
    packed = get(folder, path, headers={"accept-encoding": "gzip"})
    assert packed[1]["content-encoding"] == "gzip" and gzip.decompress(packed[2]) == body
    assert len(packed[2]) < len(body) / 3


def test_the_list_is_live_as_a_page_as_json_and_as_a_feed(folder: Path) -> None:
    for path in ("/index.html", "/index.ko.html"):
        status, headers, body = get(folder, path)
        assert status == 200 and b"deepseek-column" in body
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert b'id="paste"' not in body, "without work there is no form"
    (one,) = json.loads(get(folder, "/api/reports")[2])
    assert one["folder"] == "deepseek-column" and one["pages"] == ["ko", "en"]
    case_json = json.loads(get(folder, "/api/reports/deepseek-column")[2])
    assert case_json["summary"]["headline"] == one["headline"]
    assert get(folder, "/api/reports/..")[0] == 404
    feed = ElementTree.fromstring(get(folder, "/feed.xml")[2])
    (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert entry.find("{http://www.w3.org/2005/Atom}title").text.startswith("NVIDIA lost")


def test_a_change_of_the_folder_is_an_event(tmp_path: Path) -> None:
    report.write(case("en"), tmp_path, "en")

    async def first() -> list[str]:
        seen = []
        stream = changes(tmp_path)
        seen.append(await anext(stream))
        os.utime(tmp_path / "deepseek-column" / "summary.json", (1, 1))
        seen.append(await asyncio.wait_for(anext(stream), 10))
        await stream.aclose()
        return seen

    retry, event = asyncio.run(first())
    assert retry.startswith("retry:") and event.startswith("event: change")


def test_a_change_between_the_list_and_its_stream_is_an_event_too(tmp_path: Path) -> None:
    report.write(case("en"), tmp_path, "en")
    listed = get(tmp_path, "/index.html")[2].decode()
    (since,) = re.findall(r'data-events="/api/events\?since=(\w+)"', listed)
    os.utime(tmp_path / "deepseek-column" / "summary.json", (1, 1))

    async def begun() -> list[str]:
        stream = changes(tmp_path, since)
        seen = [await anext(stream), await asyncio.wait_for(anext(stream), 10)]
        await stream.aclose()
        return seen

    assert asyncio.run(begun())[1].startswith("event: change")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x-marketlink-token": "guessed"}, 403),
        ({"x-marketlink-token": "TOKEN", "origin": "http://evil.example"}, 403),
        ({"x-marketlink-token": "TOKEN", "sec-fetch-site": "cross-site"}, 403),
        ({"x-marketlink-token": "TOKEN", "content-length": str(BODY + 1)}, 413),
        ({"x-marketlink-token": "TOKEN"}, 413),
        ({"x-marketlink-token": "TOKEN", "content-length": "0"}, 400),
    ],
)
def test_only_this_servers_page_may_send_an_article(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    work = Jobs(tmp_path, tmp_path / "x.duckdb", offline=True)
    told = {name: value.replace("TOKEN", work.token) for name, value in headers.items()}
    assert get(tmp_path, "/api/jobs", method="POST", headers=told, work=work)[0] == status
    assert not work.jobs


def test_an_article_that_is_sent_becomes_a_report_or_one_sentence(tmp_path: Path) -> None:
    async def sent(body: bytes, **asked: str) -> Job:
        work = Jobs(tmp_path / "reports", tmp_path / "store" / "x.duckdb", offline=True)
        job = work.begin(body, asked)
        while not job.done:
            await asyncio.sleep(0.05)
        return job

    article = b"Nvidia fell 17% on January 27, 2025."
    job = asyncio.run(sent(article, published="2025-01-28", lang="en"))
    assert (job.error, job.stage) == ("", "written")
    assert (tmp_path / "reports" / job.report).is_file()
    lost = asyncio.run(sent(b"It rained in the morning.", published="2025-01-28", lang="en"))
    assert "names no listed company" in lost.error and "Traceback" not in lost.error


def test_a_port_in_use_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"Port {port} cannot be used\. .*Try: another"):
            listen(port)


def test_an_empty_folder_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no report in"):
        serve(tmp_path, 0, on_start=print)


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


def test_what_a_child_refuses_is_told_in_the_language_of_the_page() -> None:
    told = [{"code": "no_time.what", "fields": {}},
            {"code": "no_time.prices_day",
             "fields": {"text": "1월 27일", "size": 0.143, "first": "2025-01-27",
                        "last": "2025-01-27"}}]  # fmt: skip
    said = json.dumps({"error": "No publication time", "why": "", "told": told})
    assert _sentence(said, "ko").startswith(
        "기사에서 발행 시각을 찾지 못했다. 시세로 보면 ‘1월 27일’의 날짜가 2025년"
    )
    assert "is 27 January 2025" in _sentence(said, "en")
    assert _sentence(json.dumps({"error": "No", "why": "of that"}), "ko") == "No. of that"


def test_a_file_that_cannot_be_looked_at_is_not_told_as_absent(tmp_path, monkeypatch):
    (tmp_path / "a.html").write_text("x")
    assert find(tmp_path, "b.html") is None
    assert find(tmp_path, "x" * 5000 + ".html") is None

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "resolve", refused)
    with pytest.raises(PermissionError):
        find(tmp_path, "a.html")
