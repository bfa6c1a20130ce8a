"""Files at an address, through fsspec."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from marketlink.errors import InputError, SourceUnavailable
from marketlink.installation import install_command
from marketlink.waits import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENT = {"connect_timeout": 15, "read_timeout": 60, "retries": {"max_attempts": 2}}
SCHEMES: Mapping[str, Mapping[str, Any]] = {
    "http": {},
    "https": {},
    "s3": {"config_kwargs": PATIENT},
    "gs": {},
    "az": {},
    "abfs": {},
}  # fmt: skip
"""What an address may begin with, and the options of its file system; keys come from where each
service's own library looks for them (``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL`` ...)."""
NEEDS = {"gs": "pip install gcsfs", "az": "pip install adlfs", "abfs": "pip install adlfs"}
"""Libraries of services that no extra installs."""
LISTED = frozenset({".csv", ".parquet", ".pq", ".tsv", ".txt", ".jsonl", ".ndjson", ".gz", ".json",
                    ".avro", ".crc"})  # fmt: skip
"""Endings of the files that are brought of a folder; those of a lake's own lists are among them."""


def is_remote(name: str) -> bool:
    """Whether a name is an address and no path.

    Raises
    ------
    InputError
        An address of a kind that is not read.
    """
    scheme = name.split("://", 1)[0].lower() if "://" in name else ""
    if scheme in SCHEMES:
        return True
    if scheme or name.lower().startswith("md:"):
        kind = scheme or name.split(":", 1)[0]
        raise InputError(
            f"{name} is of a kind that is not read",
            f"{kind} is none of {', '.join(sorted(SCHEMES))}",
            "files, or one of those addresses",
        )
    return False


def system(scheme: str, name: str) -> Any:  # noqa: ANN401 (fsspec has no types)
    """The file system of a scheme.

    Raises
    ------
    InputError
        fsspec, or what it needs for this scheme, is not installed.
    """
    try:
        import fsspec

        store = fsspec.filesystem(scheme, **_options(scheme))
    except (ImportError, ValueError) as error:
        raise InputError(
            f"{name} needs a library that is not installed",
            str(error),
            NEEDS.get(scheme) or install_command("cloud"),
        ) from error
    if scheme in ("http", "https"):
        store.modified = _unknown  # which the engine asks for, and fsspec does not know of pages
    return store


def _unknown(path: str) -> datetime:
    """The time of change of a file whose service does not give one."""
    del path
    return datetime(1970, 1, 1, tzinfo=UTC)


def _options(scheme: str) -> Mapping[str, Any]:
    if scheme not in ("http", "https"):
        return SCHEMES[scheme]
    from aiohttp import ClientTimeout

    return {"client_kwargs": {"timeout": ClientTimeout(total=None, connect=15, sock_read=60)}}


def fetched(name: str, room: Path, *, offline: bool) -> Path:
    """Bring what is at an address into a folder; the file, or the folder of several.

    Parameters
    ----------
    name : str
        Of a file, a pattern or a folder (a prefix of a bucket).
    room : Path
        Where to; a folder keeps its folders.

    Raises
    ------
    InputError
        Nothing is there, or sockets are off.
    SourceUnavailable
        It does not answer, or not with what was asked for.
    """
    if offline:
        raise InputError(f"{name} is an address", "Sockets are off", "a file, or no --offline")
    scheme = name.split("://", 1)[0].lower()
    store = system(scheme, name)
    try:
        with waiting(name):
            return _download(store, name, scheme, room)
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"Nothing is at {name}", "", "the address of a file or folder") from error
    except Exception as error:
        raise SourceUnavailable(f"{name} could not be read", _reason(error)) from error


def _download(store: Any, name: str, scheme: str, room: Path) -> Path:  # noqa: ANN401 (fsspec has no types)
    if scheme in ("http", "https"):
        target = room / (PurePosixPath(urlsplit(name).path).name or "table.csv")
        store.get_file(name, str(target))
        return target
    if store.isfile(name):
        target = room / PurePosixPath(name).name
        store.get_file(name, str(target))
        return target
    top = str(store._strip_protocol(name)).rstrip("/")
    listed = store.glob(name) if any(sign in name for sign in "*?[") else store.find(name)
    tables = [one for one in listed if PurePosixPath(one).suffix in LISTED]
    if not tables:
        raise FileNotFoundError(name)
    within = top if top == tables[0] or tables[0].startswith(f"{top}/") else ""
    folder = room / "brought"
    for one in sorted(tables):
        target = _inside(folder, one.removeprefix(within).lstrip("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        store.get_file(one, str(target))
    return folder


def _inside(folder: Path, relative: str) -> Path:
    """A place within a folder, whatever a server calls its files."""
    target = folder / relative
    if not target.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"A file there is called {relative}", "It would leave its folder")
    return target


def _reason(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return text[0][:200] if text else type(error).__name__
