"""Fixtures that several test modules share. Sockets other than loopback are blocked everywhere."""

from __future__ import annotations

import gzip
import ipaddress
import signal
import socket
from pathlib import Path

import pytest
from hypothesis import settings

from marketlink.prices.load import ensure_excerpt
from marketlink.store import Store

settings.register_profile("marketlink", deadline=None)
settings.load_profile("marketlink")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # a shell's background job ignores Ctrl-C, and so would every process that a test starts
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def shared() -> Path:
    """The folder of reference data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the reference data folder ../shared is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def oracles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answers of independent programs (tests/oracles/README.md), unpacked."""
    place = tmp_path_factory.mktemp("oracles")
    packed = Path(__file__).parent / "oracles"
    for path in sorted(packed.rglob("*.csv.gz")):
        target = place / path.relative_to(packed).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.decompress(path.read_bytes()))
    return place


@pytest.fixture
def excerpt_store(tmp_path: Path) -> Path:
    """A store of a test's own that holds the embedded excerpt, closed."""
    path = tmp_path / "x.duckdb"
    with Store.open(path, "write") as store:
        ensure_excerpt(store)
    return path


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]  # type: ignore[index]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
