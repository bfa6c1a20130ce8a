"""What claims are checked against: closes of each symbol, splits, and known losses of value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.claims.market_value import Loss, losses
from marketlink.records.article import Claim


@dataclass(frozen=True, slots=True)
class Series:
    """One symbol's sessions with a price, in order.

    ``closes`` are adjusted for splits, not for dividends, in ``currency`` (points for indices);
    ``highs`` and ``lows`` are as long as ``closes`` or empty; ``splits`` are (first session with
    the new shares, new shares per old one). ``abnormal`` maps a session to its abnormal return and
    standard error, where a study has them; ``day0`` is the event's reaction session.
    """

    symbol: str
    sessions: tuple[date, ...]
    closes: tuple[float, ...]
    highs: tuple[float | None, ...] = ()
    lows: tuple[float | None, ...] = ()
    splits: tuple[tuple[date, float], ...] = ()
    abnormal: Mapping[date, tuple[float, float]] = field(default_factory=dict)
    day0: date | None = None

    @property
    def exchange(self) -> str:
        """ISO 10383 code of the exchange."""
        return exchange_of(self.symbol)

    @property
    def currency(self) -> str:
        """The listing's currency, or "points"."""
        return "points" if self.symbol.startswith("^") else EXCHANGES[self.exchange].currency

    def at(self, day: date) -> int | None:
        """Position of a session; None where it has no price."""
        n = bisect_left(self.sessions, day)
        return n if n < len(self.sessions) and self.sessions[n] == day else None

    def last(self, day: date) -> int | None:
        """Position of the last session up to a day."""
        n = bisect_right(self.sessions, day) - 1
        return n if n >= 0 else None

    def inside(self, first: date, last: date) -> range:
        """Positions of the sessions of an interval, both ends in."""
        return range(bisect_left(self.sessions, first), bisect_right(self.sessions, last))

    def ret(self, n: int) -> float | None:
        """Simple return of a session, from the close before it with a price."""
        if n < 1 or n >= len(self.closes) or not self.closes[n - 1]:
            return None
        return self.closes[n] / self.closes[n - 1] - 1

    def span(self, first: int, last: int) -> float | None:
        """Simple return from one position's close to another's."""
        if first < 0 or last >= len(self.closes) or first > last or not self.closes[first]:
            return None
        return self.closes[last] / self.closes[first] - 1

    def traded(self, n: int) -> float:
        """The close as it was quoted on the day, before later splits."""
        ratio = 1.0
        for day, value in self.splits:
            if day > self.sessions[n]:
                ratio *= value
        return self.closes[n] * ratio


@dataclass(frozen=True, slots=True)
class Evidence:
    """The series of every symbol that has prices, and the known losses of market value."""

    series: Mapping[str, Series]
    losses: Sequence[Loss] = field(default_factory=losses)


Prices = Callable[[str], Iterable[tuple[date, float]]]


def gather(
    claims: Iterable[Claim],
    closes: Prices,
    splits: Callable[[str], Iterable[tuple[date, float]]] = lambda symbol: (),
    day0: Mapping[str, date] | None = None,
) -> Evidence:
    """The evidence that some claims need.

    Parameters
    ----------
    claims : iterable of Claim
        Only their symbols are asked for.
    closes : callable
        ``closes(symbol)`` gives (session, close) in order, closes adjusted for splits; nothing for
        a symbol without prices.
    splits : callable
        ``splits(symbol)`` gives (session, new shares per old share).
    day0 : mapping, optional
        The reaction session of the studied event, by symbol.

    Returns
    -------
    Evidence
    """
    found: dict[str, Series] = {}
    for symbol in dict.fromkeys(symbol for claim in claims for symbol in claim.symbols):
        rows = tuple(closes(symbol))
        if rows:
            days, values = zip(*rows, strict=True)
            found[symbol] = Series(
                symbol, days, values, splits=tuple(splits(symbol)), day0=(day0 or {}).get(symbol)
            )
    return Evidence(found)
