"""Validates a source's answer: only a history of what was asked for is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite, isnan
from numbers import Real
from typing import Any, TypeVar, get_args

from marketlink.calendars import EXCHANGES
from marketlink.errors import SourceUnavailable
from marketlink.records.price import (
    Action,
    FaultPolicy,
    Flag,
    History,
    Listing,
    PriceBasis,
    RawBar,
    TotalFrom,
)

T = TypeVar("T")
NUMBERS = ("open", "high", "low", "close", "volume", "adj_close")
HINT = "the author of that source"


def validated(answer: object, source: str, symbol: str, *, whole: bool) -> History:
    """The validated history of an answer: bars by session, numbers as floats.

    Empty is None and NaN; a bar that comes twice with the same numbers counts once, with a flag;
    an action of 0 is none. It is of the source that was asked, and whole where that was asked for,
    whatever it says: a tail that calls itself whole would replace what is held.

    Parameters
    ----------
    answer : object
        Anything, as a source may be anybody's.
    source, symbol : str
        What was asked.
    whole : bool
        Whether all of it was asked for.

    Raises
    ------
    SourceUnavailable
        Saying what is wrong with it.
    """
    try:
        history = _history(answer, symbol)
        bars, twice = _bars(history)
        return replace(
            history,
            listing=_listing(history.listing, symbol),
            source=source,
            bars=bars,
            actions=_actions(history),
            flags=(*_flags(history), *twice),
            whole=whole,
        )
    except _Wrong as error:
        what = f"The price source {source!r} gave no history of {symbol}"
        raise SourceUnavailable(what, str(error), HINT) from error


class _Wrong(Exception):  # noqa: N818 (errors are named for what happened)
    """The reason why an answer is refused."""


def _kind(value: object) -> str:
    return type(value).__name__


def _history(answer: object, symbol: str) -> History:
    if not isinstance(answer, History):
        raise _Wrong(f"It answered with a {_kind(answer)}")
    if not isinstance(answer.listing, Listing) or answer.listing.symbol != symbol:
        raise _Wrong(f"It answered with {getattr(answer.listing, 'symbol', answer.listing)!r}")
    if not isinstance(answer.vintage, datetime) or answer.vintage.utcoffset() is None:
        raise _Wrong("Its vintage is no instant with a time zone")
    return answer


def _listing(item: Listing, symbol: str) -> Listing:
    choices_of: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("exchange", item.exchange, tuple(EXCHANGES)),
        ("basis", item.basis, get_args(PriceBasis)),
        ("total_from", item.total_from, get_args(TotalFrom)),
    )
    for name, value, choices in choices_of:
        if value not in choices:
            choices_text = ", ".join(str(choice) for choice in choices)
            raise _Wrong(f"Its {name} is {value!r}, not one of {choices_text}")
    return replace(
        item, currency=str(item.currency or ""), kind=str(item.kind), name=str(item.name or "")
    )


def _bars(history: History) -> tuple[tuple[RawBar, ...], tuple[Flag, ...]]:
    by_session: dict[date, RawBar] = {}
    twice = 0
    for item in _each(history.bars, RawBar, "bars"):
        day = _day(item.session)
        numbers = {name: _number(getattr(item, name), name, day) for name in NUMBERS}
        bar = RawBar(day, **numbers)
        if by_session.setdefault(day, bar) != bar:
            raise _Wrong(f"It has two different bars of {day}")
        twice += by_session[day] is not bar
    text = f"bars that came twice with the same prices: {twice}"
    flags = (Flag(history.symbol, None, "duplicate-bar", "drop", text),) if twice else ()
    return tuple(by_session[day] for day in sorted(by_session)), flags


def _actions(history: History) -> tuple[Action, ...]:
    unique: dict[Action, None] = {}
    for item in _each(history.actions, Action, "actions"):
        day, value = _day(item.session), _number(item.value, item.kind, item.session)
        if item.kind not in ("split", "dividend"):
            raise _Wrong(f"It has an action called {item.kind!r} on {day}")
        if value is None or (value < 0 and item.kind == "split"):
            raise _Wrong(f"It has a {item.kind} of {item.value} on {day}")
        if value:
            unique[Action(day, item.kind, value)] = None
    return tuple(sorted(unique, key=lambda action: (action.session, action.kind)))


def _flags(history: History) -> tuple[Flag, ...]:
    flags = _each(history.flags, Flag, "flags")
    if any(flag.policy not in get_args(FaultPolicy) for flag in flags):
        raise _Wrong("It has a flag of a policy that there is not")
    return tuple(replace(flag, symbol=history.symbol) for flag in flags)


def _each(value: Any, kind: type[T], what: str) -> tuple[T, ...]:  # noqa: ANN401 (any value of a row)
    try:
        items = tuple(value)
    except TypeError as error:
        raise _Wrong(f"Its {what} are a {_kind(value)}") from error
    strange = next((item for item in items if not isinstance(item, kind)), None)
    if strange is not None:
        raise _Wrong(f"Among its {what} is a {_kind(strange)}")
    return items


def _day(value: object) -> date:
    """A session; a midnight without a zone, as data frames have them, is one."""
    if isinstance(value, datetime):
        if value.tzinfo is None and value.time() == time():
            return value.date()
    elif isinstance(value, date):
        return value
    raise _Wrong(f"It has a session that is no date: {value!r}")


def _number(raw_value: object, name: str, day: object) -> float | None:
    if raw_value is None:
        return None
    if type(raw_value) is float:
        value = raw_value
    elif isinstance(raw_value, bool) or not isinstance(raw_value, Real | Decimal):
        raise _Wrong(f"The {name} of {day} is no number: {raw_value!r}")
    else:
        value = float(raw_value)
    if isnan(value):
        return None
    if not isfinite(value):
        raise _Wrong(f"The {name} of {day} is infinite")
    return value
