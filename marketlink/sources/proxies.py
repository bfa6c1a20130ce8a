"""The proxy that the environment names: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, but for NO_PROXY."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from marketlink.errors import InputError


@dataclass(frozen=True, slots=True)
class Proxy:
    """A machine that fetches for this one; ``login`` is ``user:password``, or empty."""

    host: str
    port: int
    login: str = ""


def proxy_for(scheme: str, host: str, port: int) -> Proxy | None:
    """The proxy for an address, as the environment says; None where it names none.

    ``NO_PROXY="*"`` turns proxies off.

    Raises
    ------
    InputError
        What the environment names is no http proxy.
    """
    proxies = getproxies_environment()
    if proxy_bypass(f"{host}:{port}"):
        return None
    url = proxies.get(scheme) or proxies.get("all")
    if not url:
        return None
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        proxy_host, proxy_port = parts.hostname, parts.port
    except ValueError:
        proxy_host, proxy_port = None, None
    if not proxy_host or parts.scheme != "http":
        raise InputError(
            f"The proxy for {scheme} is not one that can be used",
            "Proxies are spoken to by http",
            f"{scheme.upper()}_PROXY=http://HOST:PORT, or NO_PROXY",
        )
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else ""
    return Proxy(proxy_host, proxy_port or 80, login)
