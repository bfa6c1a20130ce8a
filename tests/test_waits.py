"""Whoever sits before a source that does not answer is told what is waited for."""

from __future__ import annotations

import http.server
import threading
import time

import pytest

from marketlink import waits
from marketlink.cli.main import run


@pytest.fixture
def slow(monkeypatch):
    """The address of a server that takes half a second, where a wait is told after a tenth."""

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            time.sleep(0.5)
            self.send_error(404)

        def log_message(self, *_):
            pass

    monkeypatch.setattr(waits.waiting.__wrapped__, "__defaults__", (0.1,))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_source_that_does_not_answer_is_named_while_it_is_waited_for(slow, tmp_path, capsys):
    asked = ["articles", "add", f"http://{slow}/a.html", "--allow-private",
             "--db", str(tmp_path / "m.duckdb")]  # fmt: skip
    run(asked)
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"waiting for {slow} ..."
    assert len(told) == 2


def test_what_answers_at_once_is_not_told(capsys):
    told = []
    with waits.announcing(told.append):
        with waits.waiting("yahoo (NVDA)"):
            pass
        time.sleep(0.01)
    assert told == []


def test_the_library_tells_nobody(capsys):
    with waits.waiting("yahoo (NVDA)", after=0.0):
        time.sleep(0.05)
    assert capsys.readouterr() == ("", "")
