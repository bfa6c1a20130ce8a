"""The digest of a watchlist: the last finished session of each stock, and stories before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from marketlink.calendars import exchange_of
from marketlink.errors import MarketlinkError, UnknownSymbol
from marketlink.explain.candidates import CandidateStory, StoryRole
from marketlink.explain.stock import explain, last_session
from marketlink.findings import FindingText
from marketlink.findings.finding import Finding
from marketlink.records.study import Spec
from marketlink.store import StoreAccess
from marketlink.study.inference.laws import holm

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.explain.moves import Move
    from marketlink.explain.stock import ExplainedSession

STORIES = 3
"""A stock's line lists at most so many stories."""


class DigestState(StrEnum):
    """A stock's state in a digest: it moved more than chance, it did not, or cannot be judged."""

    MOVED = "moved"
    QUIET = "quiet"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One stock's last session.

    ``move`` holds its return and what is beyond the market; ``p`` is for that session, judged over
    the volatility forecast for its day and paid for over the whole watchlist (Holm). ``stories``
    are those published before its close that can be the cause, likeliest first. ``why`` says why a
    stock cannot be judged.
    """

    symbol: str
    state: DigestState
    session: date | None = None
    move: Move | None = None
    p: float | None = None
    stories: tuple[CandidateStory, ...] = ()
    flags: tuple[str, ...] = ()
    why: str = ""

    def findings(self) -> list[Finding]:
        """The findings on the stock, one sentence each."""
        if self.move is None or self.session is None:
            return [Finding("digest.untold", self.symbol,
                            {"symbol": self.symbol, "why": self.why})]  # fmt: skip
        finding = Finding(
            f"digest.{self.state.value}", self.symbol,
            {"symbol": self.symbol, "day": self.session, "ret": self.move.ret,
             "market": self.move.benchmark_ret, "ar": self.move.ar, "p": self.p},
            valid=not self.flags,
        )  # fmt: skip
        if self.state is not DigestState.MOVED:
            return [finding]
        if not self.stories:
            return [finding, Finding("digest.unexplained", self.symbol)]
        return [finding, *(
            Finding("digest.story" if one.publisher else "digest.story_bare", self.symbol,
                    {"title": one.title, "publisher": one.publisher,
                     "published": one.local(exchange_of(self.symbol))})
            for one in self.stories
        )]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Digest:
    """The lines of a watchlist: first the stocks that moved, then those that cannot be judged, then
    the quiet ones.

    ``day`` is the latest session among them, ``level`` the chance that even one line says "moved"
    where there is only noise.
    """

    day: date | None
    level: float
    lines: tuple[DigestLine, ...]

    @property
    def moved(self) -> tuple[DigestLine, ...]:
        """The stocks that moved more than chance."""
        return tuple(line for line in self.lines if line.state is DigestState.MOVED)

    def headline(self) -> Finding:
        """How many of those that can be judged moved, or that none did."""
        if self.day is None:
            return Finding("digest.empty", "", {"of": len(self.lines)})
        untold = sum(line.state is DigestState.UNTOLD for line in self.lines)
        fields: dict[str, Any] = {"n": len(self.moved), "of": len(self.lines) - untold,
                                  "untold": untold, "day": self.day}  # fmt: skip
        form = "some" if self.moved else "nothing"
        return Finding(f"digest.{form}_of_part" if untold else f"digest.{form}", "", fields)

    def plain(self) -> dict[str, Any]:
        """The digest for programs: numbers, and the findings as codes with fields."""
        return {
            "day": self.day.isoformat() if self.day else None,
            "level": self.level,
            "headline": self.headline().plain(),
            "lines": [
                {
                    "symbol": line.symbol,
                    "state": line.state.value,
                    "session": line.session.isoformat() if line.session else None,
                    "ret": line.move.ret if line.move else None,
                    "benchmark_ret": line.move.benchmark_ret if line.move else None,
                    "ar": line.move.ar if line.move else None,
                    "p": line.p,
                    "stories": [asdict(one) for one in line.stories],
                    "flags": list(line.flags),
                    "why": line.why,
                    "findings": [one.plain() for one in line.findings()],
                }
                for line in self.lines
            ],
        }


def digest(  # noqa: PLR0913 (one specification)
    symbols: Sequence[str],
    settings: Settings,
    *,
    day: date | None = None,
    level: float = 0.05,
    benchmark: str | None = None,
    access: StoreAccess | None = None,
) -> Digest:
    """The last session of each stock of a watchlist, up to a day.

    Parameters
    ----------
    symbols : sequence of str
    settings : Settings
        Prices and readings come from its store; nothing is fetched.
    day : date, optional
        The last session that is looked at; by default the last one held.
    level : float
        The chance that noise alone moves one of the stocks.
    benchmark : str, optional
        Of every stock, instead of its exchange's index or that of ``settings``.
    access : StoreAccess, optional
        The store, where more than this is asked of it.
    """
    with access or StoreAccess.of(settings) as shared:
        spec = Spec(benchmark=benchmark or settings.benchmark or None)
        results = [_explained_session(shared, symbol, settings, day, spec) for symbol in symbols]
    judged = [item for item in results if isinstance(item, tuple)]
    paid = iter(holm([item.move.p for _, item in judged]).tolist()) if judged else iter(())
    lines = []
    for symbol, item in zip(symbols, results, strict=True):
        if isinstance(item, str):
            lines.append(DigestLine(symbol, DigestState.UNTOLD, why=item))
            continue
        _, explained = item
        p = float(next(paid))
        causes = tuple(one for one in explained.candidates if one.part is StoryRole.CAUSE)[:STORIES]
        lines.append(
            DigestLine(symbol, DigestState.MOVED if p <= level else DigestState.QUIET,
                       explained.move.session, explained.move, p, causes, explained.flags)
        )  # fmt: skip
    order = {DigestState.MOVED: 0, DigestState.UNTOLD: 1, DigestState.QUIET: 2}
    lines.sort(key=lambda line: (order[line.state], line.p if line.p is not None else 0.0))
    days = [line.session for line in lines if line.session]
    return Digest(max(days, default=None), level, tuple(lines))


def _explained_session(
    access: StoreAccess, symbol: str, settings: Settings, day: date | None, spec: Spec
) -> tuple[str, ExplainedSession] | str:
    """A stock's last session, named before its prices are looked at, or why there is none."""

    try:
        session = last_session(access, symbol, day)
        explanation = explain(
            symbol, settings, first=session, last=session, days=[session], spec=spec, access=access
        )
    except UnknownSymbol:
        return FindingText("digest.no_prices", symbol=symbol)
    except MarketlinkError as error:
        return str(error)
    return symbol, explanation.pointed[0]
