"""Trading elsewhere on the news: a firm's other lines, and proxies of a market that was shut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from marketlink.calendars import EXCHANGES, Sessions, exchange_of, sessions
from marketlink.calendars.exchanges import is_covered
from marketlink.companies.directory import Directory
from marketlink.companies.names import ShareLine
from marketlink.pipeline.plan import CasePlan
from marketlink.pipeline.snapshot import Snapshot
from marketlink.records.case import AbroadMove, ElsewhereKind, Parity
from marketlink.records.mention import ShareKind
from marketlink.records.moment import Moment
from marketlink.records.study import Event
from marketlink.resources import data_rows
from marketlink.store.sql import statement

MOST = 12
"""Sessions of one series that are shown."""
FAR = 0.5
"""A distance from parity beyond which the ratio on record is not the one of these prices."""
EXCHANGEABLE = frozenset((ShareKind.ORDINARY, ShareKind.ADR, ShareKind.GDR, ShareKind.DUAL))
"""Lines that can be turned into each other, so that a price of one is a price of the other."""
BACK = timedelta(30)
"""How far back the closes around the news are read."""

Close = tuple[date, datetime, float]
"""A session, the instant of its close, and the closing price."""


@dataclass(frozen=True, slots=True)
class Other:
    """A series that may have traded elsewhere: what it is, and for lines the two rows of the
    table, its own and the home share's."""

    kind: ElsewhereKind
    symbol: str
    name: str
    line: ShareLine | None = None
    home: ShareLine | None = None

    @property
    def rates(self) -> tuple[str, ...]:
        """The exchange rates that parity needs, as Yahoo calls them: units of a currency for a
        dollar. None where both lines trade in one currency."""
        if not self.line or not self.home or self.line.currency == self.home.currency:
            return ()
        return tuple(f"{one.currency}=X" for one in (self.line, self.home) if one.currency != "USD")


def others(event: Event, plan: CasePlan, names: Directory, start: datetime) -> tuple[Other, ...]:
    """The series that a case would show beside a company, were they held."""
    lines = list(_lines(event, names))
    if event.day0 is not None and shut(sessions(event.exchange), start, event.day0):
        if fund := funds().get(event.exchange):
            lines.append(Other(ElsewhereKind.FUND, *fund))
        if factor := plan.foreign.get(event.symbol):
            lines.append(Other(ElsewhereKind.FACTOR, factor, factor))
    return tuple(lines)


def _lines(event: Event, names: Directory) -> Iterator[Other]:
    lines = names.share_lines.get(names.firm(event.symbol), ())
    home = next((line for line in lines if line.symbol == event.symbol), None)
    day = event.day0
    for line in lines:
        if not home or not day or not line.symbol or line.symbol == event.symbol:
            continue
        if line.first <= day <= line.last and is_covered(line.symbol):
            yield Other(ElsewhereKind.LINE, line.symbol, names.name(line.symbol), line, home)


@cache
def funds() -> dict[str, tuple[str, str]]:
    """The fund of each exchange's stocks that trades in New York: its symbol and name."""
    return {row["exchange"]: (row["symbol"], row["name"]) for row in data_rows("funds.csv")}


def shut(calendar: Sessions, start: datetime, day0: date) -> bool:
    """Whether an exchange was closed on a weekday between the news and its day 0."""
    first = start.astimezone(calendar.zone).date()
    days = (first + timedelta(n) for n in range((day0 - first).days))
    return any(day.weekday() < 5 and not calendar.is_session(day) for day in days)  # noqa: PLR2004 (Saturday)


def first_session(event: Event, moments: Sequence[Moment], exchange: str) -> date | None:
    """The first session of an exchange that could react to the news of an event."""
    calendar = sessions(exchange)
    if event.instant is not None:
        return calendar.reaction(event.instant)
    if event.moment is not None and exchange in (
        reactions := dict(moments[event.moment].reactions)
    ):
        return reactions[exchange]
    start = start_of(event, moments)
    return None if start is None else calendar.reaction(start)


def start_of(event: Event, moments: Sequence[Moment]) -> datetime | None:
    """When the news began to be known: its instant, or the beginning of its day."""
    if event.instant is not None:
        return event.instant.astimezone(UTC)
    begin = event.day if event.moment is None else moments[event.moment].start
    if isinstance(begin, datetime):
        return begin.astimezone(UTC)
    zone = ZoneInfo(event.zone) if event.zone else sessions(event.exchange).zone
    return None if begin is None else datetime.combine(begin, time(0), zone).astimezone(UTC)


def series_of_events(
    events: Sequence[Event], moments: Sequence[Moment], plan: CasePlan, names: Directory
) -> dict[str, tuple[Other, ...]]:
    """The other series of each event, by its id."""
    series = {}
    for event in events:
        start = start_of(event, moments)
        if start is not None and event.day0 is not None:
            series[event.event_id] = others(event, plan, names, start)
    return series


def symbols_of(wishes: Mapping[str, Sequence[Other]]) -> Iterator[str]:
    """The symbols of the wished series, and of the exchange rates between lines."""
    for some in wishes.values():
        for other in some:
            yield from (other.symbol, *other.rates)


def elsewhere(
    events: Sequence[Event],
    moments: Sequence[Moment],
    wishes: Mapping[str, Sequence[Other]],
    snapshot: Snapshot,
) -> tuple[AbroadMove, ...]:
    """The moves of the other series that are held, between the news and each company's day 0.

    Returns
    -------
    tuple of AbroadMove
        One a series; a proxy that stands for several companies of an exchange is told once.
    """
    moves: dict[tuple[str, str, date | None], AbroadMove] = {}
    for event in events:
        for other in wishes.get(event.event_id, ()):
            first = first_session(event, moments, exchange_of(other.symbol))
            if first is None or not snapshot.has(other.symbol):
                continue
            one = _one(event, other, first, snapshot)
            alone = event.symbol if other.kind is ElsewhereKind.LINE else event.exchange
            if one is not None:
                moves.setdefault((other.symbol, alone, event.day0), one)
    return tuple(moves.values())


def _one(event: Event, other: Other, first: date, snapshot: Snapshot) -> AbroadMove | None:
    """One series from its first session on the news to the first close at home that can hold it."""
    assert event.day0 is not None  # noqa: S101 (for the type checker)
    opens, closes = sessions(event.exchange).hours(event.day0)
    exchange = exchange_of(other.symbol)
    series = _closes(other.symbol, closes, snapshot)
    before = [close for close in series if close[0] < first]
    after = [close for close in series if close[0] >= first]
    limit = opens
    if other.kind is ElsewhereKind.LINE:
        limit = max([closes, *(close for _, close, _ in after[:1])])
    closes_shown = [close for close in after if close[1] <= limit][:MOST]
    if not before or not closes_shown:
        return None
    prices = [before[-1][2], *(price for _, _, price in closes_shown)]
    moves = [later / earlier - 1 for earlier, later in pairwise(prices)]
    return AbroadMove(
        other.kind,
        other.symbol,
        other.name,
        event.symbol,
        event.exchange,
        exchange,
        EXCHANGES[exchange].zone,
        tuple(
            (day, close, move) for (day, close, _), move in zip(closes_shown, moves, strict=True)
        ),
        prices[-1] / prices[0] - 1,
        closes,
        _parity(other, min(opens, sessions(exchange).hours(first)[0]), limit, snapshot),
    )


def _closes(symbol: str, end: datetime, snapshot: Snapshot) -> list[Close]:
    """The closes of a series from some weeks before an instant to a few days after it."""
    calendar = sessions(exchange_of(symbol))
    span = {"first": (end - BACK).date(), "last": (end + timedelta(4)).date()}
    rows = snapshot.con.execute(statement("case.bars"), {"symbol": symbol, **span}).fetchall()
    return [(day, calendar.hours(day)[1], price) for day, price, *_ in rows
            if calendar.is_session(day)]  # fmt: skip


def _parity(other: Other, before: datetime, after: datetime, snapshot: Snapshot) -> Parity | None:
    """How far a line stood from its home shares at the last closes before two instants."""
    line, home = other.line, other.home
    if line is None or home is None or not line.ratio or not home.ratio:
        return None
    if not {line.share, home.share} <= EXCHANGEABLE:
        return None
    distances = [_distance(line, home, other.rates, at, snapshot) for at in (before, after)]
    is_plausible = all(value is not None and abs(value) < FAR for value in distances)
    return Parity(
        line.ratio / home.ratio, other.rates, *(distances if is_plausible else (None, None))
    )


def _distance(
    line: ShareLine, home: ShareLine, rates: Sequence[str], at: datetime, snapshot: Snapshot
) -> float | None:
    """A line's last close over that of the home shares it stands for, less one, at an instant.

    London's prices may be in pence or in pounds; the scale that is nearest to parity is meant.
    """
    own, shares = (_dollars(one, rates, at, snapshot) for one in (line, home))
    if not own or not shares or not line.ratio or not home.ratio:
        return None
    premium = own / shares * home.ratio / line.ratio
    scales = (1.0, 100.0, 0.01) if "GBP" in (line.currency, home.currency) else (1.0,)
    return min((premium * scale - 1 for scale in scales), key=abs)


def _dollars(
    one: ShareLine, rates: Sequence[str], at: datetime, snapshot: Snapshot
) -> float | None:
    """The last close of a line, in dollars where an exchange rate of its currency is needed."""
    price, pair_symbol = _last(one.symbol, at, snapshot), f"{one.currency}=X"
    if pair_symbol not in rates:
        return price
    rate = _last(pair_symbol, at, snapshot)
    return price / rate if price and rate else None


def _last(symbol: str, at: datetime, snapshot: Snapshot) -> float | None:
    past = [price for _, close, price in _closes(symbol, at, snapshot) if close <= at]
    return past[-1] if past else None
