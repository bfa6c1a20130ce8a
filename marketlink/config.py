"""Settings: flag > ``MARKETLINK_*`` > ``marketlink.toml`` > default, each with its origin.

==================  ===============================================================
read by             for
==================  ===============================================================
cli                 the store, the reports folder, offline, the report's language
pipeline, study     model, benchmark, windows
prices, refresh     sources and their order, pacing, what to run on failure
articles.web        time, size and address limits
==================  ===============================================================

Keys of services stand in the environment or in the table ``[keys]`` of the file, by the same
names. They are no part of :class:`Settings`, so that nothing that prints settings prints them.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from marketlink import disk
from marketlink.errors import InputError


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. Times are in the unit their name says.

    ``source_of`` maps a symbol to the price source it must come from, ``benchmarks`` an exchange
    to the symbol its stocks are measured against. ``origins`` tells where each value came from,
    ``untrusted`` which were left out as a file of the working folder may not set them.
    """

    db: Path
    reports: Path = Path("reports")
    lang: str = ""
    offline: bool = False
    model: str = "market"
    benchmark: str = ""
    benchmarks: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ("yahoo",)
    source_of: Mapping[str, str] = field(default_factory=dict)
    on_pause: str = "wait"
    source_pace_seconds: float = 1.0
    source_timeout_seconds: float = 20.0
    refresh_delay_minutes: int = 30
    refresh_symbols: tuple[str, ...] = ()
    watchlist: str = ""
    calendar_overrides: str = ""
    on_failure: str = ""
    on_finding: str = ""
    metrics_file: str = ""
    lock_wait_seconds: float = 10.0
    reader_address: str = ""
    reader_model: str = ""
    reader_timeout_seconds: float = 60.0
    web_timeout_seconds: float = 20.0
    web_limit_megabytes: float = 20.0
    web_allow_private: bool = False
    origins: Mapping[str, str] = field(default_factory=dict)
    untrusted: tuple[str, ...] = ()

    @property
    def answers(self) -> Path:
        """The folder of a second reader's answers, beside the store."""
        return self.db.parent / "answers"

    @property
    def calendars(self) -> Path:
        """The folder of calendars that reach further than the shipped ones, beside the store."""
        return self.db.parent / "calendars"


HERE = Path("marketlink.toml")
KEYS = tuple(f.name for f in fields(Settings) if f.name not in ("origins", "untrusted"))
COMMANDS = frozenset({"on_failure", "on_finding", "reader_address"})
"""Settings that are run, or that articles and a key are sent to: a file that merely lies in the
working folder must be trusted for them."""


def load(file: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings of this run.

    Parameters
    ----------
    file : Path, optional
        A configuration file that must exist; otherwise ``MARKETLINK_CONFIG``, ``marketlink.toml``
        in the working folder, or the one in the user's configuration folder, where there is one.
    flags : mapping, optional
        Values given on the command line; None means not given.

    Raises
    ------
    InputError
        An unreadable file, an unknown key (with the nearest name) or a value of the wrong kind.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def take(table: Mapping[str, Any], origin: str) -> None:
        for key, value in table.items():
            values[key] = _typed(key, value, origin)
            origins[key] = origin

    path = _find(file)
    untrusted: list[str] = []
    _keys.clear()
    if path is not None:
        table = _read(path)
        _keys.update(_secrets(table.pop("keys", {}), path))
        if path == HERE and not is_trusted(path):
            untrusted = sorted(COMMANDS & {key for key, value in table.items() if value})
        take({key: value for key, value in table.items() if key not in untrusted}, str(path))
    take(_environment(), "environment")
    take({k: v for k, v in (flags or {}).items() if v is not None}, "flag")
    if "db" not in values:
        from platformdirs import user_data_path

        values["db"] = user_data_path("marketlink", appauthor=False) / "marketlink.duckdb"
    return Settings(
        **values,
        origins={key: origins.get(key, "default") for key in KEYS},
        untrusted=tuple(untrusted),
    )


SERVICES = (
    "EDGAR_IDENTITY", "KRX_API_KEY", "MARKETLINK_READER_KEY", "MASSIVE_API_KEY", "OPENDART_API_KEY",
)  # fmt: skip
"""Keys that the shipped sources and readers ask for; a plug-in may ask for others."""
_keys: dict[str, str] = {}
"""The keys of the file that was loaded last."""


def secret(name: str) -> str:
    """The key of a service: from the environment, else from the file; empty where neither has it.

    Example: ``secret("OPENDART_API_KEY")``.
    """
    return (os.environ.get(name) or _keys.get(name, "")).strip()


def secret_origins() -> dict[str, str]:
    """Where each key comes from: "environment", "file" or "" for one that is not set."""
    return {
        name: "environment" if os.environ.get(name) else "file" if _keys.get(name) else ""
        for name in sorted({*SERVICES, *_keys})
    }


def _secrets(table: object, path: Path) -> dict[str, str]:
    """The table of keys, refused without a word of what it holds."""
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise InputError(f"[keys] in {path} must be a table of texts")
    return {str(name): value for name, value in table.items()}


def trust(path: Path) -> Path:
    """Let a file set commands to run, as it is now; a changed one must be trusted again.

    Returns
    -------
    Path
        The list of trusted files, in the user's configuration folder.
    """
    _read(path)
    path_of_list = _trust_list()
    trusted = {**_trusted(), str(path.resolve()): sha256(path.read_bytes()).hexdigest()}
    disk.replace(path_of_list, (json.dumps(trusted, indent=1, sort_keys=True) + "\n").encode())
    return path_of_list


def is_trusted(path: Path) -> bool:
    """Whether a file was trusted with the content that it has now."""
    digest = sha256(path.read_bytes()).hexdigest()
    return _trusted().get(str(path.resolve())) == digest


def _trusted() -> dict[str, str]:
    try:
        trusted = json.loads(_trust_list().read_text("utf-8"))
        return {str(path): str(digest) for path, digest in trusted.items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


def _trust_list() -> Path:
    from platformdirs import user_config_path

    return user_config_path("marketlink", appauthor=False) / "trusted.json"


def _find(file: Path | None) -> Path | None:
    explicit = file or (Path(p) if (p := os.environ.get("MARKETLINK_CONFIG")) else None)
    if explicit is not None:
        if not explicit.is_file():
            raise InputError(f"No configuration file at {explicit}")
        return explicit
    if HERE.is_file():
        return HERE
    from platformdirs import user_config_path

    there = user_config_path("marketlink", appauthor=False) / "marketlink.toml"
    return there if there.is_file() else None


LARGEST = 64_000
"""Bytes of a configuration file; what is larger is another file."""
DEEP = re.compile(r"(?:[\w\"'-]{1,32}\s{0,4}\.\s{0,4}){20}")
"""A key of twenty parts and more; the time to read one grows with the square of its parts."""


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1).decode("utf-8-sig")
        if len(text) > LARGEST:
            raise InputError(f"{path} is no configuration file", "It is larger than 64 kB")
        if DEEP.search(text):
            raise RecursionError
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML", str(error)) from error


_NOT_SETTINGS = ("CONFIG", "SCREENSHOT", "READER_KEY")


def _environment() -> dict[str, Any]:
    prefix = "MARKETLINK_"
    values: dict[str, Any] = {}
    for name, text in os.environ.items():
        key = name.removeprefix(prefix).lower()
        if not name.startswith(prefix) or name.removeprefix(prefix) in _NOT_SETTINGS:
            continue
        values[key] = _from_text(key, text) if key in KEYS else text
    return values


def _from_text(key: str, text: str) -> Any:  # noqa: ANN401 (any value of TOML)
    default = next(f for f in fields(Settings) if f.name == key)
    if default.type == "bool":
        lowered = text.strip().lower()
        if lowered not in ("1", "0", "true", "false", "yes", "no", ""):
            raise InputError(f"MARKETLINK_{key.upper()}={text} is neither true nor false")
        return lowered in ("1", "true", "yes")
    if default.type == "tuple[str, ...]":
        return [part.strip() for part in text.split(",") if part.strip()]
    if default.type == "Mapping[str, str]":
        parts = [part for part in text.split(",") if part.strip()]
        if any("=" not in part for part in parts):
            raise InputError(f"MARKETLINK_{key.upper()}={text} is no list of NAME=VALUE")
        pairs = (part.split("=", 1) for part in parts)
        return {name.strip(): value.strip() for name, value in pairs}
    if default.type in ("int", "float"):
        try:
            return int(text) if default.type == "int" else float(text)
        except ValueError:
            raise InputError(f"MARKETLINK_{key.upper()}={text} is not a number") from None
    return text


MOST = 1_000_000
"""No setting is larger: what waits must end, and a clock must be able to count it."""
ABOVE_ZERO = ("source_timeout_seconds", "web_timeout_seconds", "reader_timeout_seconds")
"""A time-out of 0 is none to what reads it."""
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""A scheme, as of md:, s3: or http:; a letter alone is a drive."""
CHOICES: Mapping[str, tuple[Any, ...]] = {"lang": ("", "ko", "en"), "on_pause": ("wait", "move")}

_KINDS: Mapping[str, tuple[Callable[[Any], bool], Callable[[Any], Any], str]] = {
    "Path": (lambda v: isinstance(v, str | Path) and bool(str(v)), lambda v: Path(v).expanduser(),
             "a path"),
    "str": (lambda v: isinstance(v, str), str, "a text"),
    "bool": (lambda v: isinstance(v, bool), bool, "true or false"),
    "int": (lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= MOST, int,
            f"a whole number, not negative and at most {MOST}"),
    "float": (lambda v: isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v <= MOST,
              float, f"a number, not negative and at most {MOST}"),
    "tuple[str, ...]": (lambda v: isinstance(v, list | tuple)
                        and all(isinstance(x, str) for x in v), tuple, "a list of texts"),
    "Mapping[str, str]": (lambda v: isinstance(v, Mapping)
                          and all(isinstance(x, str) for x in v.values()), dict,
                          "a table of texts"),
}  # fmt: skip


def _typed(key: str, value: Any, origin: str) -> Any:  # noqa: ANN401 (any value of TOML)
    if key not in KEYS:
        from difflib import get_close_matches  # noqa: PLC0415 (for the nearest name only)

        near = get_close_matches(key, KEYS, 1, 0.5)
        raise InputError(
            f"Unknown setting {key!r} ({origin})", "", near[0] if near else "marketlink config show"
        )
    kind = str(next(f.type for f in fields(Settings) if f.name == key))
    fits, convert, words = _KINDS[kind]
    if not fits(value):
        raise InputError(f"The setting {key} ({origin}) must be {words}, not {value!r}")
    if key == "db" and ADDRESS.match(str(value)):
        raise InputError(f"The setting db ({origin}) must be a file here, not {str(value)!r}")
    if key == "db" and not Path(value).name:
        raise InputError(f"The setting db ({origin}) must be a file, not {str(value)!r}")
    if key in ABOVE_ZERO and not value:
        raise InputError(f"The setting {key} ({origin}) must be above 0")
    if value not in CHOICES.get(key, (value,)):
        choices = " or ".join(filter(None, CHOICES[key]))
        raise InputError(f"The setting {key} ({origin}) must be {choices}, not {value!r}")
    return convert(value)
