"""A finished case: one article, its study and its claims. Reports read only this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from marketlink.records.claim import Claim
from marketlink.records.decision import Decision
from marketlink.records.reading import Reading
from marketlink.records.study import Event, Study, Window


@dataclass(frozen=True, slots=True)
class Bar:
    """One session's prices in the listing's currency, adjusted for splits, not for dividends.

    ``overnight`` and ``intraday`` are the simple returns close-to-open and open-to-close; all
    are None where the source did not record them.
    """

    session: date
    tau: int
    close: float
    open: float | None = None
    high: float | None = None
    low: float | None = None
    volume: float | None = None
    overnight: float | None = None
    intraday: float | None = None


@dataclass(frozen=True, slots=True)
class Inference:
    """One test of one company's move: value, law, p, and the smallest p it could have given."""

    name: str
    window: Window
    value: float
    p: float | None
    floor: float | None
    law: str
    n: int
    reference: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PathPoint:
    """The sum of abnormal returns from the close of day -1 to tau, decimal, with its exact
    forecast standard error; before day 0, what was still to come up to that close, negated."""

    tau: int
    car: float
    car_se: float


@dataclass(frozen=True, slots=True)
class Placebo:
    """The standardised CARs of one company over all admissible placebo dates, and its own.

    Values are CARs over their forecast standard errors: multiples, not returns.
    """

    window: Window
    values: tuple[float, ...]
    observed: float
    p: float
    floor: float
    returns: tuple[int, int] = (0, 0)
    """Fewest estimation returns that a date must have, and how many a whole window has."""
    short: int = 0
    """Dates that have fewer than a whole window."""


@dataclass(frozen=True, slots=True)
class VolatilityState:
    """How volatile a company is on day 0: the forecast of the session before over its estimation
    window's mean, and how often a test blind to it rejects at 5 % on such days."""

    volatility: float
    plain: float


@dataclass(frozen=True, slots=True)
class Constituent:
    """A company's share in the market value of its benchmark, decimal, on a day, as published."""

    index: str
    weight: float
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Day 0's total move split in parts that add up to it. All simple returns, decimal.

    ``local`` is what the local market predicts, ``foreign`` what the foreign or sector factor since
    the last close predicts (``foreign_sessions``: the factor's sessions compounded in between),
    ``drift`` the constant, ``remainder`` the rest: never "caused by".
    """

    symbol: str
    session: date
    total: float
    local_symbol: str
    local_return: float
    local: float
    foreign_symbol: str | None
    foreign_return: float | None
    foreign: float | None
    foreign_sessions: tuple[date, ...]
    drift: float
    remainder: float
    remainder_se: float
    r2: float


@dataclass(frozen=True, slots=True)
class Variant:
    """One row of the robustness strip: the same CAR under another specification."""

    model: str
    benchmark: str
    estimation: Window
    window: Window
    car: float | None
    se: float | None
    p: float | None
    outcome: str
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The verdict had day 0 been the session beside it."""

    session: date
    ret: float | None
    ar: float | None
    p: float | None


@dataclass(frozen=True, slots=True)
class DatedByPrices:
    """The session inside the moment with the largest joint abnormal move, found by looking.

    ``p`` pays for the search over ``searched`` sessions.
    """

    exchange: str
    session: date
    value: float
    p: float
    searched: tuple[date, ...]
    method: str


@dataclass(frozen=True, slots=True)
class CompanyFinding:
    """One company's evidence: its event, prices, tests, attribution and robustness."""

    event: Event
    name: str
    currency: str
    benchmark: str
    outcome: str
    bars: tuple[Bar, ...] = ()
    path: tuple[PathPoint, ...] = ()
    inference: tuple[Inference, ...] = ()
    placebos: tuple[Placebo, ...] = ()
    state: VolatilityState | None = None
    constituent: Constituent | None = None
    attribution: Attribution | None = None
    variants: tuple[Variant, ...] = ()
    fragile: bool = False
    neighbours: tuple[Neighbour, ...] = ()
    minimum_detectable: float | None = None
    ordinary: tuple[float, ...] = ()
    """Abnormal returns, decimal, of the company's estimation days: what its ordinary days do."""
    warnings: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """The name by language; where a language is missing, ``name`` is used."""


@dataclass(frozen=True, slots=True)
class ExchangeTimeline:
    """One exchange around the moment: its sessions, and closed weekdays with the reason."""

    exchange: str
    zone: str
    sessions: tuple[tuple[date, datetime, datetime], ...]
    closures: tuple[tuple[date, str], ...]
    day0: date | None
    rule: str


class ElsewhereKind(StrEnum):
    """Why a series stands for a company: another line of its firm, a fund of its market's stocks,
    or the factor its move is split by."""

    LINE = "line"
    FUND = "fund"
    FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Parity:
    """How far a line of stock stood from the home shares it stands for, decimal: its price over
    theirs, less one, at the last closes ``before`` the news and ``after`` both had closed on it.

    ``ratio`` is home shares a line, ``rates`` the symbols of the exchange rates in between. Both
    distances are None where a price or a rate is not held, or where the ratio on record cannot be
    that of these prices.
    """

    ratio: float
    rates: tuple[str, ...]
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class AbroadMove:
    """What another series did between the news and the first close of ``of``, on the exchange
    ``home``, that can hold it.

    ``sessions`` are its own: the session, the instant of its close (UTC), its simple return;
    ``total`` is all of them together. ``home_close`` is when day 0 of ``of`` closed.
    """

    kind: ElsewhereKind
    symbol: str
    name: str
    of: str
    home: str
    exchange: str
    zone: str
    sessions: tuple[tuple[date, datetime, float], ...]
    total: float
    home_close: datetime
    parity: Parity | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where every number came from; no clock time of the run, so that the same input gives the
    same bytes."""

    snapshot: str
    spec_hash: str
    article_digest: str
    versions: Mapping[str, str]
    sources: tuple[tuple[str, str, str, str], ...]
    """(symbol, source, first session, last session) of every price series used."""
    command: str
    complete_on: date | None
    """The session on which the last event window ends; None where a calendar does not reach it."""
    prices_through: date | None
    complete: bool = False
    """Whether the prices used reach the end of every event window."""
    frozen: date | None = None
    """The day after which nothing is used, where a window ends later and prices reach that day:
    no later price will change the report."""
    ended: tuple[str, ...] = ()
    """Symbols whose prices stop inside their event window for good."""


@dataclass(frozen=True, slots=True)
class Case:
    """One article, its study and its claims: the only input of a report."""

    slug: str
    reading: Reading
    study: Study
    companies: tuple[CompanyFinding, ...]
    timelines: tuple[ExchangeTimeline, ...]
    claims: tuple[Claim, ...]
    dated: tuple[DatedByPrices, ...]
    provenance: Provenance
    warnings: tuple[str, ...] = ()
    elsewhere: tuple[AbroadMove, ...] = ()
    """What the firms' other lines did, and proxies of markets that were shut."""
    decision: Decision | None = None
    """What the tests decide of each company, and of several that the article is about."""
