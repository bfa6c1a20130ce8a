"""Fetching pages: real servers on the loopback address, and the addresses that are refused."""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme
from loopback import Answer, local, respond, serving

from marketlink.articles.article import read_article
from marketlink.errors import InputError, RateLimited, SourceUnavailable
from marketlink.sources import addresses
from marketlink.sources.addresses import is_public, target
from marketlink.sources.fetch import fetch
from marketlink.sources.raw import Limits
from marketlink.sources.web import WebArticles

PAGE = (
    "<html><head><meta charset='euc-kr'><title>새 공장 짓는다</title></head><body>"
    "<h1>새 공장 짓는다</h1><p>입력 2025.02.06 오전 11:18</p>"
    "<p>반도체 업체가 새 공장을 짓는다고 밝혔다. 투자 규모는 3조원이다.</p></body></html>"
)


def test_a_page_becomes_an_article():
    with serving({"/2025/02/06/a": respond(PAGE.encode())}) as port:
        url = local(port, "/2025/02/06/a")
        (raw,) = WebArticles(private=True).articles(url)
    article = read_article(raw)
    assert article.url == url
    assert article.title == "새 공장 짓는다"
    assert article.published.grade == "stated"
    assert any("declared as" in warning for warning in article.warnings) is False
    assert raw.retrieved is not None and raw.retrieved.tzinfo is not None


def test_the_servers_charset_beats_the_pages():
    with serving({"/": respond(PAGE.encode("cp949"), "text/html; charset=EUC-KR")}) as port:
        (raw,) = WebArticles(private=True).articles(local(port))
    assert read_article(raw).title == "새 공장 짓는다"


def test_packed_answers_are_unpacked():
    packed = gzip.compress(PAGE.encode())
    with serving({"/": respond(packed, Content_Encoding="gzip")}) as port:
        assert fetch(local(port), private=True).content == PAGE.encode()


def test_loopback_is_refused_unless_allowed():
    with serving({"/": respond(b"x")}) as port, pytest.raises(InputError, match="not a public"):
        fetch(local(port))


def test_a_redirect_into_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(addresses, "is_public", lambda ip: ip == "127.0.0.1")
    moved = respond(b"", status=302, Location="http://10.0.0.8/admin")
    with serving({"/": moved}) as port, pytest.raises(InputError, match=r"10\.0\.0\.8"):
        fetch(local(port))


def test_a_redirect_to_a_name_of_the_loopback_is_refused(monkeypatch: pytest.MonkeyPatch):
    real = socket.getaddrinfo

    def look_up(host, port, **kwargs):
        return real("127.0.0.1", port, **kwargs)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    with pytest.raises(InputError, match=r"127\.0\.0\.1"):
        fetch("http://news.example.com/a")


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch):
    with serving({"/": respond(b"<html><p>once</p></html>")}) as port:
        asked: list[str] = []
        real = socket.getaddrinfo

        def look_up(host, port, *args, **kwargs):
            asked.append(host)
            return real("127.0.0.1", port, *args, **kwargs)

        monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
        fetch(f"http://rebinding.example.com:{port}/", private=True)
    assert asked.count("rebinding.example.com") == 1


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://example.com/a", "gopher://127.0.0.1/"]
)
def test_a_redirect_off_the_web_is_refused(location: str):
    moved = respond(b"", status=301, Location=location)
    with serving({"/": moved}) as port, pytest.raises(InputError):
        fetch(local(port), private=True)


def test_relative_redirects_are_followed_and_endless_ones_end():
    routes = {
        "/": respond(b"", status=302, Location="/b"),
        "/b": respond(b"<html></html>"),
        "/loop": respond(b"", status=307, Location="/loop"),
    }
    with serving(routes) as port:
        answer = fetch(local(port), private=True)
        assert answer.url.endswith("/b")
        assert len(answer.moved) == 1
        with pytest.raises(SourceUnavailable, match="redirects more than"):
            fetch(local(port, "/loop"), private=True)


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"<p>a little more</p>")
        handler.wfile.flush()
        time.sleep(0.05)


def flood(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65_536)


def stall(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        handler.wfile.write(b"HTTP/1.1 200 OK"[:1])
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("slow", [drip, stall])
def test_a_slow_answer_is_cut_off(slow: Answer):
    with serving({"/": slow}) as port, pytest.raises(SourceUnavailable, match="took longer"):
        fetch(local(port), private=True, limits=Limits(seconds=0.4))


def test_an_endless_answer_is_cut_off():
    with serving({"/": flood}) as port, pytest.raises(SourceUnavailable, match="larger than 1 MB"):
        fetch(local(port), private=True, limits=Limits(size=1_000_000))


@pytest.mark.parametrize("kept", [12, 40, -1])
def test_an_answer_cut_off_in_its_packing_is_no_article(kept: int):
    packed = gzip.compress(PAGE.encode() * 20)[:kept]
    with (
        serving({"/": respond(packed, Content_Encoding="gzip")}) as port,
        pytest.raises(SourceUnavailable, match="only a part of its answer"),
    ):
        fetch(local(port), private=True)


def test_a_negative_length_is_no_length():
    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "-5")
        handler.end_headers()
        handler.wfile.write(PAGE.encode())

    with (
        serving({"/": answer}) as port,
        pytest.raises(SourceUnavailable, match="no possible length"),
    ):
        fetch(local(port), private=True)


def test_a_wait_that_is_no_number_of_seconds_is_not_repeated():
    with (
        serving({"/": respond(b"", status=429, Retry_After="x" * 5_000)}) as port,
        pytest.raises(RateLimited) as caught,
    ):
        fetch(local(port), private=True)
    assert "x" * 10 not in str(caught.value)


def test_a_packed_bomb_is_cut_off():
    bomb = gzip.compress(b"0" * 30_000_000)
    with (
        serving({"/": respond(bomb, Content_Encoding="gzip")}) as port,
        pytest.raises(SourceUnavailable, match="larger than 1 MB"),
    ):
        fetch(local(port), private=True, limits=Limits(size=1_000_000))


@pytest.mark.parametrize(
    ("media", "hint"), [("image/png", "page of the article"), ("application/rss+xml", "feeds add")]
)
def test_a_wrong_content_type_is_told(media: str, hint: str):
    with (
        serving({"/": respond(b"...", media)}) as port,
        pytest.raises(InputError, match=f"is {re.escape(media)}, not an article.*{hint}"),
    ):
        list(WebArticles(private=True).articles(local(port)))


def test_a_picture_called_html_is_told():
    picture = respond(b"\x89PNG\r\n\x1a\n\0\0", "text/html")
    with serving({"/": picture}) as port, pytest.raises(InputError, match="PNG image"):
        list(WebArticles(private=True).articles(local(port)))


@pytest.mark.parametrize(
    ("status", "error"), [(404, SourceUnavailable), (500, SourceUnavailable), (429, RateLimited)]
)
def test_errors_have_their_class(status: int, error: type[Exception]):
    with serving({"/": respond(b"", status=status)}) as port, pytest.raises(error):
        fetch(local(port), private=True)


def test_nobody_there_is_one_sentence():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(SourceUnavailable, match="did not answer"):
        fetch(local(port), private=True)


def test_a_certificate_of_another_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    real = socket.getaddrinfo
    monkeypatch.setattr(
        addresses.socket,
        "getaddrinfo",
        lambda host, port, *args, **kwargs: real("127.0.0.1", port, *args, **kwargs),
    )
    certificate = authority.issue_cert("news.example.com")
    with serving({"/": respond(b"<html></html>")}, certificate) as port:
        answer = fetch(f"https://news.example.com:{port}/", private=True)
        assert answer.status == 200
        with pytest.raises(SourceUnavailable):
            fetch(f"https://other.example.com:{port}/", private=True)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:1::1",
    ],
)  # fmt: skip
def test_machines_that_are_not_public(ip: str):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_machines_that_are_public(ip: str):
    assert is_public(ip)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.com", "javascript:alert(1)", "http://", "https:///a",
        "http://user:pw@example.com/", "http://[::1", "http://exa mple.com/",
        "http://2130706433/", "http://0x7f.1/", "http://localhost/", "http://[::1]/",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str):
    with pytest.raises((InputError, SourceUnavailable)):
        target(url)


@pytest.mark.parametrize(
    "ip",
    ["::7f00:1", "::ffff:0:7f00:1", "fec0::1", "192.0.0.8", "192.88.99.1", "3fff::1", "5f00::1",
     "100.64.0.1", "2001:db8::1", "240.0.0.1"],
)  # fmt: skip
def test_special_addresses_are_refused_whatever_python_knows_of_them(ip):
    assert not is_public(ip)


def test_a_packed_answer_that_stops_is_no_article():
    packed = gzip.compress(PAGE.encode() * 20)[:-40]
    with (
        serving({"/": respond(packed, Content_Encoding="gzip")}) as port,
        pytest.raises(SourceUnavailable, match="only a part"),
    ):
        fetch(local(port), private=True)


def test_a_length_below_zero_is_no_answer():
    def answer(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello")

    with serving({"/": answer}) as port, pytest.raises(SourceUnavailable):
        fetch(local(port), private=True)


def test_a_long_answer_to_when_again_is_not_repeated():
    shouted = respond(b"", status=429, Retry_After="x" * 5000)
    with serving({"/": shouted}) as port, pytest.raises(RateLimited) as caught:
        fetch(local(port), private=True)
    assert len(str(caught.value)) < 200


def test_a_name_that_never_resolves_ends_in_time(monkeypatch):
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *_, **__: time.sleep(30))
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match="could not be resolved"):
        fetch("http://slow.example.com/", limits=Limits(seconds=0.3))
    assert time.monotonic() - began < 5


class Proxy(BaseHTTPRequestHandler):
    """Answers for every host: plain requests at once, tunnels as the host itself."""

    protocol_version = "HTTP/1.1"
    tls = None

    def do_GET(self):
        self.server.asked.append((self.path, self.headers.get("Proxy-Authorization")))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_CONNECT(self):
        self.server.asked.append((self.path, self.headers.get("Proxy-Authorization")))
        self.send_response(200)
        self.end_headers()
        self.connection = self.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.handle_one_request()
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_):
        return


@pytest.fixture
def proxy(monkeypatch):
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example.com").configure_cert(tls)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    monkeypatch.setattr("marketlink.sources.fetch._trusted", lambda: trusting)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Proxy,), {"tls": tls}))
    server.daemon_threads, server.asked = True, []
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    at = f"http://me:p%40ss@127.0.0.1:{server.server_port}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, at)
    monkeypatch.delenv("NO_PROXY", raising=False)
    yield server
    server.shutdown()
    server.server_close()


def test_the_proxy_of_the_environment_fetches_pages(proxy):
    assert fetch("http://news.example.com/a").content == b"ok"
    assert fetch("https://news.example.com/b").content == b"ok"
    login = "Basic bWU6cEBzcw=="
    assert proxy.asked == [
        ("http://news.example.com/a", login),
        ("news.example.com:443", login),
        ("/b", None),
    ]


@pytest.mark.parametrize("url", ["http://10.0.0.8/", "https://[::1]/", "http://intra.local/"])
def test_a_proxy_is_not_asked_for_machines_inside(proxy, url):
    with pytest.raises(InputError):
        fetch(url)
    assert not proxy.asked


def test_no_proxy_turns_it_off(proxy, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    with serving({"/": respond(b"here")}) as port:
        assert fetch(local(port), private=True).content == b"here"
    assert not proxy.asked
