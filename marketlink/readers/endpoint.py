"""A model behind an OpenAI-compatible endpoint as second reader; local servers work as well."""

from __future__ import annotations

import ipaddress
import json
import time
from typing import Any
from urllib.parse import urlsplit

from marketlink.config import Settings, secret
from marketlink.errors import InputError
from marketlink.installation import install_command
from marketlink.readers.answers import SCHEMA
from marketlink.readers.reader import Failure, ReaderError

KEY = "MARKETLINK_READER_KEY"
LARGEST = 1_000_000
"""Bytes of an answer that are read at most."""
MOST_TOKENS = 16_000
REFUSAL_STATUSES = frozenset({400, 401, 403, 404, 422, 429})


class Endpoint:
    """A model at ``reader_address`` (such as http://127.0.0.1:8000/v1) called ``reader_model``.

    The key (``MARKETLINK_READER_KEY``, of the environment or the configuration) is sent to that
    address alone and stands in no message. After a failure to reach it, it is not asked again in
    this run.
    """

    def __init__(self, settings: Settings) -> None:
        """Take address, model and time-out from the settings.

        Raises
        ------
        InputError
            No address or no model is set, the address is not https (or of this machine), or the
            extra ``model`` is not installed.
        """
        self.address, self.model = settings.reader_address, settings.reader_model
        self.timeout = settings.reader_timeout_seconds
        if not self.address or not self.model:
            raise InputError(
                "The reader openai needs an address and a model",
                "",
                "reader_address and reader_model in marketlink.toml, or MARKETLINK_READER_ADDRESS"
                " and MARKETLINK_READER_MODEL",
            )
        if not _safe(self.address):
            raise InputError(
                "reader_address must be https, or http on this machine",
                "The text of articles and the key would travel in clear letters",
                "an address that begins with https://",
            )
        self._client = self._connected()
        self._gone: Failure | None = None

    def _connected(self) -> Any:  # noqa: ANN401 (openai is optional)
        try:
            import openai
        except ImportError as error:
            raise InputError(
                "The reader openai needs the extra model", "", install_command("model")
            ) from error
        return openai.OpenAI(
            base_url=self.address,
            api_key=secret(KEY) or "none",
            timeout=self.timeout,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )

    def answer(self, instructions: str, text: str) -> str:
        """The model's answer, of at most a megabyte, within the time-out.

        Raises
        ------
        ReaderError
            It cannot be reached, is late, refuses, or says too much.
        """
        import openai

        if self._gone is not None:
            raise ReaderError(self._gone)
        try:
            return self._content(self._ask(instructions, text))
        except openai.APITimeoutError:
            self._gone = Failure.TIMEOUT
        except openai.APIConnectionError:
            self._gone = Failure.UNREACHABLE
        except openai.APIStatusError as error:
            raise ReaderError(
                Failure.REFUSED if error.status_code in REFUSAL_STATUSES else Failure.UNREACHABLE
            ) from None
        except openai.OpenAIError:
            raise ReaderError(Failure.NONSENSE) from None
        raise ReaderError(self._gone)

    def _ask(self, instructions: str, text: str) -> bytes:
        """The body of the answer, read in parts: neither its size nor its pace can hold a run."""
        until = time.monotonic() + self.timeout
        form = {"name": "spans", "strict": True, "schema": SCHEMA}
        body = bytearray()
        with self._client.chat.completions.with_streaming_response.create(
            model=self.model,
            messages=[
                {"role": "system", "content": instructions},
                {"role": "user", "content": text},
            ],
            response_format={"type": "json_schema", "json_schema": form},
            temperature=0,
            max_tokens=MOST_TOKENS,
        ) as response:
            for part in response.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise ReaderError(Failure.TOO_LONG)
                if time.monotonic() > until:
                    raise ReaderError(Failure.TIMEOUT)
        return bytes(body)

    @staticmethod
    def _content(body: bytes) -> str:
        """The model's text, out of the protocol's envelope."""
        try:
            choice = json.loads(body)["choices"][0]
            message = choice["message"]
            refusal, content, why = (
                message.get("refusal"), message.get("content"), choice.get("finish_reason"),
            )  # fmt: skip
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise ReaderError(Failure.NONSENSE) from None
        if refusal or why == "content_filter":
            raise ReaderError(Failure.REFUSED)
        if why == "length":
            raise ReaderError(Failure.TOO_LONG)
        if not isinstance(content, str):
            raise ReaderError(Failure.NONSENSE)
        return content


def _safe(address: str) -> bool:
    """Whether requests to an address are encrypted or stay on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username or parts.password or not host:
        return False
    if parts.scheme == "https":
        return True
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = host == "localhost"
    return parts.scheme == "http" and near
