"""The text of units that the system's own schedulers read."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from string import Template
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from marketlink import __version__
from marketlink.calendars import EXCHANGES
from marketlink.errors import InputError
from marketlink.schedule.times import clock_times, exchanges_in_use, symbols_in_use

if TYPE_CHECKING:
    from marketlink.config import Settings

TEMPLATES = Path(__file__).parent / "templates"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def units(  # noqa: PLR0913 (one specification)
    kind: str,
    settings: Settings,
    arguments: Sequence[str] = (),
    *,
    now: datetime | None = None,
    zone: tzinfo | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """The files a scheduler needs, by name.

    Parameters
    ----------
    kind : str
        One of :data:`UNITS`.
    settings : Settings
        Its store and configured symbols say which exchanges' closes count.
    arguments : sequence of str
        Options that every ``marketlink refresh`` is given (``--db``, ``--config``).
    now : datetime, optional
        Aware; the coming year's closing times are written. The present by default.
    zone : tzinfo, optional
        Zone of cron's clock; the machine's by default.
    environment : mapping
        Environment variables that systemd and cron give every refresh, as they start without the
        ones of a terminal.
    """
    exchanges = exchanges_in_use(settings)
    now = now or datetime.now(UTC)
    if not clock_times(exchanges, now, settings.refresh_delay_minutes, UTC):
        raise InputError(
            "There is nothing to schedule",
            f"No calendar of {', '.join(exchanges)} has a session in the year from {now:%Y-%m-%d}",
            "a newer marketlink, or the machine's clock",
        )
    words = [sys.executable, "-m", "marketlink", "refresh", *arguments]
    if environment and kind in ("systemd", "cron"):
        words = ["/usr/bin/env", *(f"{name}={text}" for name, text in environment.items()), *words]
    return UNITS[kind](settings, exchanges, words, now, zone)


def _systemd(
    settings: Settings, exchanges: Sequence[str], words: list[str], now: datetime,
    zone: tzinfo | None,
) -> dict[str, str]:  # fmt: skip
    del zone
    calendar = []
    for exchange in exchanges:
        local = ZoneInfo(EXCHANGES[exchange].zone)
        times = clock_times([exchange], now, settings.refresh_delay_minutes, local)
        for (hour, minute), days in times.items():
            names = ",".join(DAYS[day - 1] for day in sorted(days))
            calendar.append(f"OnCalendar={names} *-*-* {hour:02}:{minute:02}:00 {local.key}")
    fields = {
        "calendar": "\n".join(calendar),
        "command": " ".join(_systemd_word(word) for word in words),
        "folder": str(Path.cwd()).replace("%", "%%"),
    }
    return {
        name: _fill(name, fields)
        for name in ("marketlink-refresh.service", "marketlink-refresh.timer")
    }


def _cron(
    settings: Settings, exchanges: Sequence[str], words: list[str], now: datetime,
    zone: tzinfo | None,
) -> dict[str, str]:  # fmt: skip
    command = f"cd {shlex.quote(str(Path.cwd()))} && {shlex.join(words)}".replace("%", r"\%")
    times = _cron_times(exchanges, now, settings.refresh_delay_minutes, zone)
    lines = "\n".join(f"{time} {command}" for time in times)
    name = zone.tzname(now.replace(tzinfo=None)) if zone else now.astimezone().tzname()
    return {"crontab": _fill("crontab", {"lines": lines, "zone": name or "local time"})}


def _github(
    settings: Settings, exchanges: Sequence[str], words: list[str], now: datetime,
    zone: tzinfo | None,
) -> dict[str, str]:  # fmt: skip
    del words, zone
    times = _cron_times(exchanges, now, settings.refresh_delay_minutes, UTC)
    fields = {
        "schedule": "\n".join(f'    - cron: "{time}"' for time in times),
        "wheel": WHEEL,
        "symbols": _yaml(",".join(symbols_in_use(settings))),
        "delay": str(settings.refresh_delay_minutes),
    }
    return {"refresh.yml": _fill("refresh.yml", fields)}


def _docker(
    settings: Settings, exchanges: Sequence[str], words: list[str], now: datetime,
    zone: tzinfo | None,
) -> dict[str, str]:  # fmt: skip
    del exchanges, words, now, zone
    symbols = _yaml(",".join(symbols_in_use(settings))).replace("$", "$$")
    fields = {"wheel": WHEEL, "symbols": symbols,
             "delay": str(settings.refresh_delay_minutes)}  # fmt: skip
    return {name: _fill(name, fields) for name in ("Dockerfile", "compose.yaml")}


WHEEL = f"marketlink-{__version__}-py3-none-any.whl"
"""What an image and a workflow install, as no registry has the package."""
Writer = Callable[["Settings", Sequence[str], list[str], datetime, "tzinfo | None"], dict[str, str]]
UNITS: Mapping[str, Writer] = {
    "systemd": _systemd,
    "cron": _cron,
    "github": _github,
    "docker": _docker,
}
"""The schedulers that units can be written for."""


def _cron_times(
    exchanges: Sequence[str], now: datetime, delay_minutes: int, zone: tzinfo | None
) -> list[str]:
    """Cron's five fields, clock times of one minute and the same weekdays joined."""
    days_of: dict[tuple[int, frozenset[int]], list[int]] = {}
    for (hour, minute), days in clock_times(exchanges, now, delay_minutes, zone).items():
        days_of.setdefault((minute, days), []).append(hour)
    return [
        f"{minute} {','.join(map(str, sorted(hours)))} * * {_weekdays(days)}"
        for (minute, days), hours in sorted(days_of.items(), key=lambda item: sorted(item[1]))
    ]


def _weekdays(days: frozenset[int]) -> str:
    numbers = sorted(day % 7 for day in days)
    run = list(range(numbers[0], numbers[-1] + 1))
    return (
        f"{numbers[0]}-{numbers[-1]}"
        if numbers == run and len(run) > 2  # noqa: PLR2004 (a pair, or three)
        else ",".join(map(str, numbers))
    )


def _yaml(text: str) -> str:
    """A text as a quoted YAML scalar, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)


def _systemd_word(word: str) -> str:
    """One argument as systemd reads it: specifiers and variables doubled, quoted where needed."""
    plain = word.replace("%", "%%").replace("$", "$$")
    if plain and not set(plain) & set(" \t\"'\\;"):
        return plain
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _fill(name: str, fields: Mapping[str, str]) -> str:
    class Marked(Template):
        delimiter = "@"

    return Marked((TEMPLATES / name).read_text("utf-8")).substitute(fields)
