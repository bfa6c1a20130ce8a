"""Requests to a service: spaced, each failure a typed error, no address in its sentence."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any
from urllib.request import getproxies_environment, proxy_bypass

from marketlink.config import secret
from marketlink.errors import InputError, RateLimited, SourceUnavailable
from marketlink.errors import UnknownSymbol as Unknown

LARGEST = 50_000_000
"""Bytes of an answer that are read at most."""


class Service:
    """A service that is asked over https.

    Parameters
    ----------
    name : str
        For sentences.
    base : str
        The address that paths are put behind.
    headers : mapping
        With the key: it stands in no address, which others may log.
    pace : float
        Seconds between two requests.
    timeout : float
        Seconds to wait for an answer.
    """

    def __init__(
        self, name: str, base: str, headers: Mapping[str, str], *, pace: float, timeout: float
    ) -> None:
        self.name, self.base, self.headers = name, base.rstrip("/"), dict(headers)
        self.pace, self.timeout = pace, timeout
        self._ready_at = 0.0

    def get(self, path: str, query: Mapping[str, str], about: str) -> dict[str, Any]:
        """One answer, as the object that its JSON says.

        Raises
        ------
        RateLimited, UnknownSymbol, SourceUnavailable
        InputError
            The key is not accepted.
        """
        content = self.read(path, query, about)
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise SourceUnavailable(f"{self.name}'s answer for {about} could not be read")
        return answer

    def read(self, path: str, query: Mapping[str, str], about: str) -> bytes:
        """The bytes of one answer.

        Raises
        ------
        RateLimited, UnknownSymbol, SourceUnavailable
        InputError
            The key is not accepted.
        """
        import urllib3

        time.sleep(max(self._ready_at - time.monotonic(), 0.0))
        self._ready_at = time.monotonic() + self.pace
        try:
            answer = self._pool().request(
                "GET", f"{self.base}{path}", fields=query, headers=self.headers,
                timeout=self.timeout, retries=False, redirect=False, preload_content=False,
            )  # fmt: skip
            content = answer.read(LARGEST + 1, decode_content=True)
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            why = type(error).__name__
            raise SourceUnavailable(
                f"{self.name} did not answer for {about}", why, "again later"
            ) from error
        self.raise_for_status(answer.status, content, about)
        if len(content) > LARGEST:
            raise SourceUnavailable(f"{self.name}'s answer for {about} could not be read")
        return bytes(content)

    def raise_for_status(self, status: int, content: bytes, about: str) -> None:
        """Raise what a status other than 200 means; a service may know better from the answer."""
        if status == 429:  # noqa: PLR2004 (a status of HTTP)
            raise RateLimited(f"{self.name} asks for a pause (429)", "", "again later")
        if status in (401, 403):
            raise InputError(f"{self.name} does not accept the key", f"Status {status}")
        if status == 404:  # noqa: PLR2004 (a status of HTTP)
            raise Unknown(f"{self.name} knows no symbol {about}")
        if status != 200:  # noqa: PLR2004 (a status of HTTP)
            raise SourceUnavailable(f"{self.name} answered {status} for {about}", "", "again later")

    def _pool(self) -> Any:  # noqa: ANN401 (a library without types)
        import urllib3

        scheme, host = self.base.split("://")[0], self.base.split("://")[1].split("/")[0]
        proxy = getproxies_environment().get(scheme)
        trusted = os.environ.get("SSL_CERT_FILE") or None
        if proxy and not proxy_bypass(host):
            return urllib3.ProxyManager(proxy, ca_certs=trusted)
        return urllib3.PoolManager(ca_certs=trusted)


def key_of(name: str, variable: str, where: str) -> str:
    """The key of a service, from the environment or ``[keys]`` of the configuration.

    Raises
    ------
    InputError
        It is not set.
    """
    key = secret(variable)
    if not key:
        raise InputError(
            f"{name} needs a key", f"{variable} is not set",
            f"a key from {where}, in the environment or under [keys] of marketlink.toml",
        )  # fmt: skip
    return key
