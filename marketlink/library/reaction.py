"""``marketlink.reaction``: how far one stock moved at one moment, beyond its market."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import InputError, UnknownSymbol
from marketlink.records.study import Event, Row, Spec, Window

if TYPE_CHECKING:
    from marketlink.records.phase import Tradable

SURE = 0.95
"""Coverage of the interval of a CAR."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """One stock's reaction. Returns are decimal.

    ``day0`` is the first session whose close can hold the news, ``first_tradable`` where and when
    the stock could first be traded on it (None where only a day is known). ``windows`` has one row
    per window asked: ``tau_from, tau_to, car, car_se, low, high`` (95 %, Student t) and the
    p-values of the table ``cars``. ``snapshot`` is the SHA-256 of the prices that were used.
    """

    symbol: str
    exchange: str
    benchmark: str
    day0: date
    first_tradable: Tradable | None
    ret: float
    market_part: float
    windows: tuple[Row, ...]
    outcome: str
    snapshot: str
    warnings: tuple[str, ...]


def reaction(  # noqa: PLR0913 (one specification)
    symbol: str,
    when: date | datetime | str,
    *,
    windows: Sequence[Window] = ((0, 0), (0, 5)),
    benchmark: str | None = None,
    as_of: date | None = None,
    db: str | Path | None = None,
    offline: bool | None = None,
) -> Reaction:
    """Measure one stock's move at one moment against what its market predicts.

    Parameters
    ----------
    symbol : str
        In Yahoo's form: "NVDA", "000660.KS".
    when : date, aware datetime or ISO text
        When the news came out: a day of the stock's exchange, or an instant.
    windows : sequence of (int, int)
        In sessions around day 0, both ends in.
    benchmark : str, optional
        The index of the stock's exchange by default.
    as_of : date, optional
        Prices of later sessions are not used.
    db, offline : optional
        The store, and whether a socket may be opened where it lacks prices.

    Raises
    ------
    InputError
        No moment, no session at it, too short a history: one sentence.
    UnknownSymbol, SourceUnavailable, RateLimited
        There are no prices of the stock or of its benchmark.
    """
    from marketlink.calendars import exchange_of, first_tradable, sessions
    from marketlink.config import load
    from marketlink.pipeline.inputs import fill
    from marketlink.pipeline.plan import plan_of
    from marketlink.pipeline.snapshot import take
    from marketlink.pipeline.supply import supply
    from marketlink.store import StoreAccess
    from marketlink.study.engine import solve
    from marketlink.study.whole import study_of

    settings = load()
    if db is not None:
        settings = replace(settings, db=Path(db))
    if offline is not None:
        settings = replace(settings, offline=offline)
    moment, exchange = moment_of(when), exchange_of(symbol)
    instant = moment if isinstance(moment, datetime) else None
    calendar = sessions(exchange)
    day0 = calendar.on_or_after(moment) if instant is None else calendar.reaction(instant)
    if day0 is None:
        raise InputError(f"The calendar of {exchange} does not reach {when}")
    span = min(w[0] for w in windows), max(w[1] for w in windows)
    spec = Spec(benchmark=benchmark, window=(min(span[0], 0), max(span[1], 0)),
                windows=tuple(windows), as_of=as_of)  # fmt: skip
    event = Event(event_id=symbol, symbol=symbol, exchange=exchange, day0=day0)
    plan = plan_of((event,), settings, spec)
    with StoreAccess.of(settings) as access:
        supply(access, settings, plan.required, (), (event,), spec=spec)
        snapshot = take(access, plan.symbols, {exchange, "XNYS"}, as_of=as_of)
    for name in plan.required[:2]:
        if not snapshot.has(name):
            raise UnknownSymbol(f"There are no prices of {name}", "", f"marketlink refresh {name}")
    fill(snapshot.con, (event,), plan)
    study = study_of(snapshot.con, solve(snapshot.con, spec))
    row = study.rows("events")[0]
    if row["outcome"] != "ok":
        raise InputError(
            f"{symbol} cannot be measured on {day0}", f"Its outcome is {row['outcome']}"
        )
    zero = next(one for one in study.rows("abnormal") if one["tau"] == 0)
    return Reaction(
        symbol=symbol, exchange=exchange, benchmark=plan.benchmark[symbol], day0=day0,
        first_tradable=None if instant is None else first_tradable(instant, symbol),
        ret=zero["ret"], market_part=zero["normal"],
        windows=tuple(_with_interval(one, int(row["n_est"])) for one in study.rows("cars")),
        outcome=row["outcome"], snapshot=snapshot.digest, warnings=study.warnings,
    )  # fmt: skip


def moment_of(when: date | datetime | str) -> date | datetime:
    """A day or an aware instant, given as one or as ISO text.

    Raises
    ------
    InputError
        It is neither, or an instant without an offset.
    """
    moment: Any = when
    if isinstance(when, str):
        try:
            moment = date.fromisoformat(when) if len(when) <= 10 else datetime.fromisoformat(when)  # noqa: PLR2004 (letters)
        except ValueError as error:
            raise InputError(
                f"{when} is no moment", "", "a day as in 2025-01-27, or an instant with its offset"
            ) from error
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise InputError(f"{when} has no offset", "", f"{when}+09:00, say")
    if not isinstance(moment, date):
        raise InputError(f"{when!r} is no moment")
    return moment


def _with_interval(row: Row, n: int) -> Row:
    from scipy.special import stdtrit

    half = float(stdtrit(max(n - 2, 1), 0.5 + SURE / 2)) * row["car_se"]
    fields = {name: value for name, value in row.items() if name != "event_id"}
    return {**fields, "low": row["car"] - half, "high": row["car"] + half}
