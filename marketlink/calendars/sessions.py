"""The sessions of one exchange: days, hours, closures and reaction sessions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from marketlink.calendars.exchanges import ALIASES, EXCHANGES
from marketlink.calendars.table import CalendarRow, exchanges_in, read_rows, span_end
from marketlink.errors import InputError
from marketlink.resources import data_path

OPENING_HOUR = time(9, 0)
"""A day without a clock is taken to start at this local time of its zone: news of a business day
reaches the exchanges of other zones no earlier than its own markets' opening."""


NOON = time(12)


def _second(clock: time) -> int:
    return 3_600 * clock.hour + 60 * clock.minute + clock.second


class Sessions:
    """Sessions of one exchange between :attr:`first` and :attr:`last` (both ends in).

    A day may be a ``date`` or its ISO form ("2025-01-27") where a method takes one.

    Parameters
    ----------
    exchange : str
        ISO 10383 code.
    rows : iterable of CalendarRow
        The exchange's table, then the overrides, which win.
    """

    def __init__(self, exchange: str, rows: Iterable[CalendarRow], zone: str) -> None:
        self.exchange, self.zone = exchange, ZoneInfo(zone)
        sessions = list(rows)
        self._rows = sessions
        span = [row.day for row in sessions if row.what == "span"]
        self.first, self.last = min(span), max(span)
        self._regular = sorted(
            (row.day, row.open or time(9), row.close or time(16))
            for row in sessions
            if row.what == "hours"
        )
        self._regular_from = [day for day, *_ in self._regular]
        self._day_rows: dict[date, CalendarRow] = {}
        for row in sessions:
            if row.what in ("closed", "special", "extra"):
                self._day_rows[row.day] = row
        self.days = self._build()
        self._hours: dict[date, tuple[datetime, datetime]] = {}

    def __repr__(self) -> str:
        """The exchange, its zone and the calendar's span."""
        return f"Sessions({self.exchange}, {self.zone.key}, {self.first} to {self.last})"

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that decides days and hours: the same where nothing changed."""
        text = "\n".join(map(repr, self._rows))
        return sha256(f"{self.exchange} {self.zone.key}\n{text}".encode()).hexdigest()

    def _build(self) -> list[date]:
        count = (self.last - self.first).days + 1
        days = (self.first + timedelta(n) for n in range(count))
        shut = {day for day, row in self._day_rows.items() if row.what == "closed"}
        extra = {day for day, row in self._day_rows.items() if row.what == "extra"}
        return [day for day in days if (day.weekday() < 5 or day in extra) and day not in shut]  # noqa: PLR2004 (Saturday)

    def is_session(self, day: date | str) -> bool:
        """Whether the exchange trades on this day."""
        day = _day(day)
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def index(self, day: date | str) -> int:
        """Position of a session among :attr:`days`.

        Raises
        ------
        InputError
            The day is no session.
        """
        day = _day(day)
        at = bisect_left(self.days, day)
        if at == len(self.days) or self.days[at] != day:
            raise InputError(f"{day} is no session of {self.exchange}", self.closure(day) or "")
        return at

    def hours(self, day: date | str) -> tuple[datetime, datetime]:
        """Opening and closing instants of a session, in UTC."""
        day = _day(day)
        if day not in self._hours:
            opening, closing = self._own_clocks(day)
            self._hours[day] = self._instant(day, opening), self._instant(day, closing)
        return self._hours[day]

    def seconds(self, first: int = 0) -> list[tuple[int, int]]:
        """Opening and closing of every session, from a place among them on, in seconds since 1970,
        UTC.

        What a clock is off UTC is asked once a session, at noon: zones change theirs at night.
        """
        instants = []
        for day in self.days[first:]:
            noon = datetime.combine(day, NOON, self.zone)
            start = int(noon.timestamp()) - 43_200
            opening, closing = self._own_clocks(day)
            instants.append((start + _second(opening), start + _second(closing)))
        return instants

    def _own_clocks(self, day: date) -> tuple[time, time]:
        """Opening and closing on the exchange's clock, half days and late openings included."""
        row = self._day_rows.get(day)
        opening, closing = self._clocks(day)
        if row is not None:
            opening, closing = row.open or opening, row.close or closing
        return opening, closing

    def regular_hours(self, day: date) -> tuple[datetime, datetime]:
        """The hours in UTC that a day would have if it were no half day or late opening."""
        opening, closing = self._clocks(day)
        return self._instant(day, opening), self._instant(day, closing)

    def _clocks(self, day: date) -> tuple[time, time]:
        at = bisect_right(self._regular_from, day) - 1
        _, opening, closing = self._regular[max(at, 0)]
        return opening, closing

    def _instant(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def rule(self, day: date) -> str:
        """Who decided a day on which the sources disagree; empty where they agree."""
        row = self._day_rows.get(day)
        return row.rule if row else ""

    def doubtful(self) -> list[CalendarRow]:
        """Every day on which the sources disagree, with the rule that won."""
        return sorted((r for r in self._day_rows.values() if r.rule), key=lambda row: row.day)

    def closure(self, day: date | str, *, local: bool = False) -> str | None:
        """Name of the holiday that shuts a weekday, ``"weekend"``, or None on a session."""
        day = _day(day)
        row = self._day_rows.get(day)
        if row is not None and row.what == "closed":
            return (local and row.name_local) or row.name or "closed"
        return "weekend" if day.weekday() > 4 and not self.is_session(day) else None  # noqa: PLR2004 (Saturday)

    def listing(self, first: date, last: date) -> list[dict[str, object]]:
        """One row a day: ``exchange, day, what, open, close, note, rule`` (instants in UTC).

        Raises
        ------
        InputError
            The days are in the wrong order or outside the calendar.
        """
        if first > last:
            raise InputError(f"The first day {first} comes after the last one {last}")
        if first < self.first or last > self.last:
            why = f"It covers {self.first} to {self.last}"
            raise InputError(f"The calendar of {self.exchange} has no {first} to {last}", why)
        return [self._row(first + timedelta(n)) for n in range((last - first).days + 1)]

    def _row(self, day: date) -> dict[str, object]:
        trading = self.is_session(day)
        opening, closing = self.hours(day) if trading else (None, None)
        return {
            "exchange": self.exchange,
            "day": day,
            "what": "session" if trading else "closed",
            "open": opening,
            "close": closing,
            "note": self.note(day) if trading else self.closure(day),
            "rule": self.rule(day),
        }

    def note(self, day: date) -> str:
        """Name of a session with other than regular hours, else an empty string."""
        row = self._day_rows.get(day)
        return row.name if row is not None and row.what == "special" else ""

    def on_or_after(self, day: date | str) -> date | None:
        """The first session not before a day; None outside the calendar's span."""
        day = _day(day)
        if day < self.first:
            return None
        at = bisect_left(self.days, day)
        return self.days[at] if at < len(self.days) else None

    def before(self, day: date | str) -> date | None:
        """The last session before a day; None outside the calendar's span."""
        day = _day(day)
        if day > self.last + timedelta(1):
            return None
        at = bisect_left(self.days, day)
        return self.days[at - 1] if at else None

    def offset(self, day: date | str, n: int) -> date | None:
        """The session ``n`` sessions from session ``day``; None beyond the calendar."""
        at = self.index(day) + n
        return self.days[at] if 0 <= at < len(self.days) else None

    def between(self, first: date | str, last: date | str) -> list[date]:
        """The sessions whose own date lies in ``[first, last]``."""
        first = _day(first)
        last = _day(last)
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]

    def reaction(self, instant: datetime) -> date | None:
        """The first session that closes after an instant; None outside the calendar's span.

        Raises
        ------
        InputError
            The instant has no time zone.
        """
        if instant.tzinfo is None:
            raise InputError(
                "An instant without a time zone", f"{instant.isoformat()} is ambiguous"
            )
        local = instant.astimezone(self.zone).date()
        if not self.first <= local <= self.last:
            return None
        at = bisect_left(self.days, local)
        while at < len(self.days) and self.hours(self.days[at])[1] <= instant:
            at += 1
        return self.days[at] if at < len(self.days) else None

    def reaction_of_day(self, day: date, zone: str) -> date | None:
        """The first session that could react to news known only to a day of a zone.

        In the exchange's own zone it is the first session on or after the day; elsewhere the day
        is taken to start at :data:`OPENING_HOUR` local time.
        """
        if ZoneInfo(zone).key == self.zone.key:
            return self.on_or_after(day)
        return self.reaction(datetime.combine(day, OPENING_HOUR, ZoneInfo(zone)))


def _day(value: date | str) -> date:
    """A day as a date.

    Raises
    ------
    InputError
        The text is no ISO date.
    """
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{value!r} is no day", str(error), "2025-01-27") from error


@cache
def sessions(exchange: str) -> Sessions:
    """The sessions of an exchange from its table and the dated overrides.

    An exchange may go by its code or a common name (``NYSE``, ``KRX``), in any case. The table is
    the shipped one, or one that :mod:`marketlink.calendars.ahead` built, whichever
    reaches further.

    Raises
    ------
    InputError
        No exchange of this code is known.
    """
    code = ALIASES.get(exchange.upper(), exchange.upper())
    if code in EXCHANGES and code != exchange:
        return sessions(code)
    if exchange not in EXCHANGES:
        names = ", ".join(EXCHANGES)
        raise InputError(f"No exchange is called {exchange!r}", "", f"one of {names}")
    rows = _table(exchange)
    for path in (data_path("calendars", "overrides.csv"), *_OWN):
        rows += read_rows(path, exchange)
    return Sessions(exchange, rows, EXCHANGES[exchange].zone)


def _table(exchange: str) -> list[CalendarRow]:
    rows = read_rows(data_path("calendars", f"{exchange}.csv"))
    for folder in _FOLDERS:
        with suppress(InputError):  # a broken one is built again by a later refresh
            file_rows = read_rows(folder / f"{exchange}.csv")
            rows = max(rows, file_rows, key=span_end)
    return rows


_FOLDERS: list[Path] = []
"""The folder beside the store: calendars that reach further, and tables of venues."""


def extend_with(folder: Path | None) -> None:
    """Use tables that were built beside a store, for this process; None: no more.

    Parameters
    ----------
    folder : Path, optional
        It need not exist.
    """
    _FOLDERS[:] = [] if folder is None else [folder]
    sessions.cache_clear()


def own_folders() -> tuple[Path, ...]:
    """The folders of tables beside the store."""
    return tuple(_FOLDERS)


_OWN: list[Path] = []
"""A user's own override file, which wins over all others."""


def override_with(path: Path | None) -> None:
    """Lay a user's dated overrides over the shipped calendars, for this process; None: no more.

    Parameters
    ----------
    path : a CSV file with the columns ``exchange, day, what, open, close, name`` and, if wanted,
        ``name_local, rule``; ``what`` is closed, special or extra, times are local

    Raises
    ------
    InputError
        No such file, or a line that is none.
    """
    files = [] if path is None else [path]
    if path is not None:
        for row in read_rows(path):
            if row.what not in ("closed", "special", "extra"):
                raise InputError(
                    f"{path} says {row.what!r} of {row.day}", "", "closed, special or extra"
                )
        unknown = sorted(exchanges_in(path) - {*EXCHANGES})
        if unknown:
            names = ", ".join(EXCHANGES)
            raise InputError(f"{path} names the exchange {unknown[0]!r}", "", f"one of {names}")
    if files != _OWN:
        _OWN[:] = files
        sessions.cache_clear()
