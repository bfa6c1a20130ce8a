"""The evidence for checks of claims: closes by symbol, splits, and known losses of value."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.companies.names import rows, share_lines
from marketlink.records.claim import Basis, Claim, Observation
from marketlink.records.mention import ShareKind
from marketlink.resources import data_rows


@dataclass(frozen=True, slots=True)
class Series:
    """One symbol's sessions with a price, in order.

    ``closes`` are in ``currency`` (points for indices) and adjusted as ``basis`` says: RAW not at
    all, SPLIT for splits, TOTAL for dividends as well; ``highs`` and ``lows`` are as long as
    ``closes`` or empty; ``splits`` are (first session with
    the new shares, new shares per old one), ``dividends`` cash per share by ex-date, as paid.
    ``abnormal`` maps a session to its abnormal return and
    standard error, where a study has them; ``day0`` is the event's reaction session.
    """

    symbol: str
    sessions: tuple[date, ...]
    closes: tuple[float, ...]
    highs: tuple[float | None, ...] = ()
    lows: tuple[float | None, ...] = ()
    splits: tuple[tuple[date, float], ...] = ()
    dividends: Mapping[date, float] = field(default_factory=dict)
    abnormal: Mapping[date, tuple[float, float]] = field(default_factory=dict)
    day0: date | None = None
    basis: Basis = Basis.SPLIT

    @classmethod
    def of(
        cls,
        symbol: str,
        bars: Iterable[tuple[date, float, float | None, float | None]],
        splits: Iterable[tuple[date, float]] = (),
        dividends: Iterable[tuple[date, float]] = (),
        basis: Basis = Basis.SPLIT,
    ) -> Series:
        """The series of rows: (session, close, low, high) in order, (first session with the new
        shares, new shares per old one) and (ex-date, cash per share as paid)."""
        sessions, closes, lows, highs = zip(*bars, strict=True)
        paid = dict(dividends)
        return cls(symbol, sessions, closes, highs, lows, tuple(splits), paid, basis=basis)

    def until(self, day: date) -> Series:
        """The series without the sessions after a day; the splits after it stay, as its closes are
        adjusted for them."""
        n = bisect_right(self.sessions, day)
        highs, lows = self.highs[:n], self.lows[:n]
        return replace(
            self, sessions=self.sessions[:n], closes=self.closes[:n], highs=highs, lows=lows
        )

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

    def with_dividend(self, n: int, *, money: bool = False) -> float | None:
        """Simple return of an ex-date with its dividend, or its change in ``money`` as quoted, as
        some price services have it; None on any other session."""
        cash, ret, change = self.dividends.get(self.sessions[n]), self.ret(n), self.change(n)
        if cash is None or ret is None or change is None or self.basis is Basis.TOTAL:
            return None
        if money:
            return change + cash
        return ret + cash * self.closes[n] / (self.traded(n) * self.closes[n - 1])

    def grain(self, n: int) -> float:
        """How far a session's return may be off where adjusted closes are kept in whole units."""
        if n < 1 or self.currency not in WHOLE_UNITS:
            return 0.0
        return sum(0.5 / close for close in self.closes[n - 1 : n + 1] if close)

    def span(self, first: int, last: int) -> float | None:
        """Simple return from one position's close to another's."""
        if first < 0 or last >= len(self.closes) or first > last or not self.closes[first]:
            return None
        return self.closes[last] / self.closes[first] - 1

    def change(self, n: int) -> float | None:
        """A session's change in money as it was quoted on the day, before later splits."""
        if n < 1 or n >= len(self.closes) or not self.closes[n]:
            return None
        return (self.closes[n] - self.closes[n - 1]) * self.traded(n) / self.closes[n]

    def range(self, n: int) -> tuple[float | None, float | None]:
        """The low and the high of a session; None where they are not held."""
        inside = n < len(self.lows)
        return (self.lows[n], self.highs[n]) if inside else (None, None)

    def quoted_range(self, n: int) -> tuple[float | None, float | None]:
        """The same as quoted on the day, before later splits."""
        (low, high), scale = self.range(n), self.traded(n) / self.closes[n]
        return (None, None) if low is None or high is None else (low * scale, high * scale)

    def traded(self, n: int) -> float:
        """The close as it was quoted on the day, before later splits."""
        ratio = 1.0
        for day, value in self.splits:
            if day > self.sessions[n]:
                ratio *= value
        return self.closes[n] * ratio


WHOLE_UNITS = frozenset({"KRW", "JPY"})
"""Currencies whose prices have no smaller part."""


class Loss(NamedTuple):
    """One company's loss of market value on one day, in dollars, as the source gives it."""

    company: str
    symbol: str
    day: date
    shares: float | None
    loss: float
    source: str


@cache
def losses() -> tuple[Loss, ...]:
    """The known losses of ``data/market_value_records.csv``."""
    return tuple(
        Loss(
            row["company"],
            row["symbol"],
            date.fromisoformat(row["date"]),
            float(row["shares_bn"]) * 1e9 if row["shares_bn"] else None,
            float(row["loss_usd_bn"]) * 1e9,
            row["source"],
        )
        for row in data_rows("market_value_records.csv")
    )


class PriceEvidence(NamedTuple):
    """The series of every symbol that has prices, and the known losses of market value."""

    series: Mapping[str, Series]
    losses: Sequence[Loss]

    def position(self, item: Observation) -> tuple[Series, int] | None:
        """The prices of an observation and the position of its session, where both are held."""
        series = self.series.get(item.symbol)
        n = series.at(item.session) if series and item.session else None
        return None if series is None or n is None else (series, n)


def gather(
    claims: Iterable[Claim],
    series_of: Callable[[Iterable[str]], Mapping[str, Series]],
    *,
    day0: Mapping[str, date] | None = None,
    abnormal: Mapping[str, Mapping[date, tuple[float, float]]] | None = None,
) -> PriceEvidence:
    """The evidence on the symbols of some claims, and on those that their sentences name.

    ``series_of`` gives the series of those symbols that have prices. ``day0`` and ``abnormal`` are
    of a study: by symbol the reaction session, and by session the abnormal return and its standard
    error.
    """
    series = dict(series_of(price_symbols(claims)))
    for symbol in series.keys() & {*(day0 or {}), *(abnormal or {})}:
        reacted, moves = (day0 or {}).get(symbol), (abnormal or {}).get(symbol, {})
        series[symbol] = replace(series[symbol], day0=reacted, abnormal=moves)
    return PriceEvidence(series, losses())


@cache
def _classes() -> Mapping[str, tuple[str, ...]]:
    """The symbols of each class of stock of a firm that has several, by each of them."""
    classes: dict[str, tuple[str, ...]] = {}
    for lines in share_lines(rows("companies", "lines.csv")).values():
        several = tuple(one.symbol for one in lines if one.share is ShareKind.CLASS and one.symbol)
        classes |= dict.fromkeys(several, several)
    return classes


@cache
def _other_lines() -> frozenset[str]:
    lines = share_lines(rows("companies", "lines.csv")).values()
    return frozenset(
        one.symbol for own in lines for one in own if one.share is not ShareKind.ORDINARY
    )


def is_other_line(symbol: str) -> bool:
    """Whether a symbol is itself another line than a firm's ordinary stock: a receipt, a class, a
    preferred share."""
    return symbol in _other_lines()


@cache
def _homes() -> Mapping[str, str]:
    """The ordinary stock of each firm, by its receipts."""
    homes: dict[str, str] = {}
    for own in share_lines(rows("companies", "lines.csv")).values():
        ordinary = next((one.symbol for one in own if one.share is ShareKind.ORDINARY), "")
        homes |= {one.symbol: ordinary for one in own if one.share is ShareKind.ADR and ordinary}
    return homes


def home_line(symbol: str) -> str:
    """The ordinary stock that a symbol is a receipt of, which its firm's name may mean as well;
    empty where it is none."""
    return _homes().get(symbol, "")


def other_classes(symbol: str) -> tuple[str, ...]:
    """The other classes of stock of a symbol's firm, whose name may mean any of them."""
    return tuple(other for other in _classes().get(symbol, ()) if other != symbol)


def price_symbols(claims: Iterable[Claim]) -> Iterable[str]:
    """The symbols whose prices some claims may be of, each once."""
    return dict.fromkeys(symbol for claim in claims for symbol in _symbols_of(claim))


def _symbols_of(claim: Claim) -> Iterable[str]:
    yield from claim.symbols
    for symbol in claim.symbols:
        yield from other_classes(symbol)
    if claim.verdict is None:
        yield from (symbol for _, _, symbol in claim.sentence.names)
        yield from claim.sentence.inherited
        yield from filter(None, (claim.sentence.lead,))
