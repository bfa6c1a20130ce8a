"""Which machines an address may lead to."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from marketlink.errors import InputError, SourceUnavailable
from marketlink.sources.proxies import Proxy, proxy_for

CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        # of IPv6 only 2000::/3 is given out; in it, what wraps or documents other addresses
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
"""Networks outside the public internet, from IANA's special-purpose registries."""
GIVEN_OUT = ipaddress.ip_network("2000::/3")
INSIDE = ("localhost", ".local", ".internal", ".lan", ".intranet", ".home.arpa", ".corp")
"""Endings of names that lead nowhere public, for where a proxy does the look-up."""
INTENDED = "web_allow_private = true, or --allow-private where the command has it, if it is meant"
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) address taken apart, with the one IP address that will be connected to.

    Behind a proxy ``ip`` is empty: the proxy looks names up, and connects where it may.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: str
    ip: str
    proxy: Proxy | None = None


def target(url: str, *, private: bool = False, seconds: float = 20.0) -> Target:
    """Resolve an address once and check where it leads; the result is what is connected to.

    ``private`` lets it be a private, loopback, link-local or reserved machine; ``seconds`` is how
    long the look-up of the name may take.

    Raises
    ------
    InputError
        It is no http(s) address, or leads to a machine that is not public. Behind a proxy names
        are looked up there, and only written addresses and names of insiders are refused here.
    SourceUnavailable
        The name does not resolve, or not in time.
    """
    scheme, host, port, path, clean = _parts(url)
    proxy = proxy_for(scheme, host, port)
    ips = _literal_ips(host) if proxy else _resolve(host, port, seconds)
    if inside := [ip for ip in ips if not private and not is_public(ip)]:
        raise InputError(
            f"{url} leads to {inside[0]}, which is not a public address",
            "Pages are fetched from the public internet only",
            INTENDED,
        )
    if proxy and not private and host.lower().rstrip(".").endswith(INSIDE):
        raise InputError(f"{url} leads to a machine inside", "", INTENDED)
    return Target(clean, scheme, host, port, path, "" if proxy else ips[0], proxy)


def _literal_ips(host: str) -> list[str]:
    """The IP address that a host is written as, if it is one."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        return []


def _parts(url: str) -> tuple[str, str, int, str, str]:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"{url!r} is not a web address", str(error)) from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not host:
        raise InputError(
            f"{url!r} is not an http or https address", hint="give https://..., or a file"
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(f"An address with a password in it is not fetched ({host})")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    if any(ord(c) <= 32 or ord(c) == 127 for c in path + host):  # noqa: PLR2004 (codes of control signs)
        raise InputError(f"{url!r} is not a web address", "It holds blanks or control characters")
    clean = urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, ""))
    return scheme, host, port or PORTS[scheme], path, clean


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    try:
        answers = _looked_up(host, port, seconds)
    except (OSError, UnicodeError) as error:
        raise SourceUnavailable(
            f"The name {host} could not be resolved", str(error), "check the address or the network"
        ) from None
    ips = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in answers)
    # every network speaks IPv4, not every one that resolves IPv6 speaks it
    return sorted(ips, key=lambda ip: ":" in ip)


def _looked_up(host: str, port: int, seconds: float) -> list[Any]:
    """The system's look-up, which knows no time limit, left alone in a thread when it is over."""
    answers: Queue[list[Any] | Exception] = Queue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(seconds, 0.01))
    except Empty:
        raise TimeoutError(f"no answer in {seconds:.0f} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address not in GIVEN_OUT:
            return False
    return not any(address in network for network in CLOSED if network.version == address.version)
