"""Which machines an address may lead to."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from marketlink.errors import InputError, SourceUnavailable

TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) address taken apart, with the one IP address that will be connected to."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    ip: str


def target(url: str, *, private: bool = False) -> Target:
    """Resolve an address once and check where it leads; the result is what is connected to.

    Parameters
    ----------
    private
        Whether it may be a private, loopback, link-local or reserved machine.

    Raises
    ------
    InputError
        It is no http(s) address, or leads to a machine that is not public.
    SourceUnavailable
        The name does not resolve.
    """
    scheme, host, port, path, clean = _parts(url)
    found = _resolve(host, port)
    for ip in found:
        if not private and not is_public(ip):
            raise InputError(
                f"{url} leads to {ip}, which is not a public address",
                "pages are fetched from the public internet only",
                "--allow-private if this machine is meant",
            )
    return Target(clean, scheme, host, port, path, found[0])


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
        raise InputError(f"an address with a password in it is not fetched ({host})")
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    if any(ord(c) <= 32 or ord(c) == 127 for c in path + host):
        raise InputError(f"{url!r} is not a web address", "it holds blanks or control characters")
    clean = urlunsplit((scheme, parts.netloc, parts.path or "/", parts.query, ""))
    return scheme, host, port or PORTS[scheme], path, clean


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceUnavailable(
            f"the name {host} could not be resolved", str(error), "check the address or the network"
        ) from None
    named = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    # every network speaks IPv4, not every one that resolves IPv6 speaks it
    return sorted(named, key=lambda ip: ":" in ip)


def is_public(ip: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None or any(address in network for network in TRANSLATED):
            return False
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast
