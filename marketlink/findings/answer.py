"""The answer of a case: a headline of one fact, at most three sentences, the article's claims.

Every company is judged by its own test against its own ordinary days; the main subject leads. A
company without prices is named before anything is said of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketlink.findings.finding import Finding
from marketlink.findings.lookup import (
    LEVEL,
    CompanyMove,
    absent,
    against,
    by_relevance,
    later,
    move,
    rare,
)
from marketlink.findings.statements import statements_of
from marketlink.findings.words import Words
from marketlink.records.case import Case, CompanyFinding
from marketlink.records.decision import Chance

MANY = 3
"""More companies beside the main one than this are told as a range, not one by one."""
FLAT = 0.0005
"""Returns smaller than this are printed as 0.0 %."""
SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The first words of a page: a headline, sentences, and what the article has right or wrong."""

    headline: Finding
    sentences: tuple[Finding, ...] = ()
    claims: tuple[Finding, ...] = ()

    def findings(self) -> tuple[Finding, ...]:
        """All findings of the answer, in order."""
        return (self.headline, *self.sentences, *self.claims)

    def say(self, words: Words) -> str:
        """The whole answer as running text."""
        return " ".join(item.say(words) for item in self.findings())


def answer(case: Case) -> Answer:
    """What a case found, main subject first."""
    claims = statements_of(case.claims)
    companies = by_relevance(case)
    if not companies:
        return Answer(Finding("headline.no_company"), (), claims)
    company_moves = [(item, move(case, item)) for item in companies]
    missing = [item for item, day in company_moves if day is None]
    moves = _moves(case)
    first = company_moves[0][1]
    if first is None:
        rest = [*_missing(missing[1:]), *_others(case, moves, None)]
        return Answer(_unknown(missing[0]), tuple(rest[:SENTENCES]), claims)
    head = _headline(case, first, moves)
    findings = [*_missing(missing)]
    if head.code.partition("_")[0] != "headline.ordinary":
        findings = [*_beyond(case, first), *findings, *_others(case, moves[1:], first)]
        findings += _after(case, moves)
    return Answer(head, tuple(findings[:SENTENCES]), claims)


def _moves(case: Case) -> list[CompanyMove]:
    """Day 0 of the companies that have one, main subject first."""
    return [day for item in by_relevance(case) if (day := move(case, item)) is not None]


def _unknown(item: CompanyFinding) -> Finding:
    fields = {"symbol": item.event.symbol, "why": absent(item)}
    return Finding("headline.missing", item.event.symbol, fields)


def _missing(items: Sequence[CompanyFinding]) -> list[Finding]:
    """Companies without a day 0, grouped by the reason."""
    by_reason: dict[str, list[str]] = {}
    for item in items:
        by_reason.setdefault(absent(item), []).append(item.event.symbol)
    return [
        Finding(
            "answer.missing_many" if symbols[1:] else "answer.missing",
            symbols[0],
            {"symbols": tuple(symbols), "why": why},
        )
        for why, symbols in by_reason.items()
    ]


def unusual(item: CompanyMove) -> bool:
    """Whether a company's own test calls its day unlike its ordinary ones."""
    return item.chance is Chance.UNLIKELY


def _where(item: CompanyMove, window: str = "0:0") -> tuple[str, ...]:
    event = item.company.event.event_id
    return (f"abnormal[{event},0].ret", f"cars[{event},{window}].car")


def _headline(case: Case, first: CompanyMove, moves: Sequence[CompanyMove]) -> Finding:
    symbol = first.company.event.symbol
    fields = {"symbol": symbol, "ret": first.ret, "day": first.company.event.day0}
    fields |= {"base": against(case)}
    if not unusual(first) and not any(unusual(item) for item in moves):
        all_tested = all(item.p is not None for item in moves)
        parts = tuple(_move_part(item) for item in moves[: MANY + 1])
        more = len(moves) - len(parts)
        if more:
            parts += (Finding("headline.more", fields={"count": more}),)
        form = "one" if len(moves) == 1 else "two" if len(moves) == 2 and all_tested else "many"  # noqa: PLR2004 (a pair, or three)
        code = f"headline.ordinary_{form}" if all_tested else f"headline.untested_{form}"
        days = {item.company.event.day0 for item in moves}
        when = Finding("moved.one_day" if len(days) == 1 else "moved.each_day", fields=fields)
        only = fields | {"moves": parts, "when": when, "more": more}
        return Finding(code, symbol, only, _where(first))
    if not unusual(first):
        code = "headline.not_this" if first.p is not None else "headline.untested_one"
        return Finding(code, symbol, fields | {"moves": (_move_part(first),)}, _where(first))
    part = first.ret - first.ar
    way = "fell" if first.ret < 0 else "rose"
    fields |= {"part": part, "ar": first.ar}
    if abs(first.ret) < FLAT:
        code = "headline.flat"
    elif first.ret * first.ar < 0:
        code = f"headline.{way}_less"
    elif abs(part) < FLAT:
        code = f"headline.{way}_all"
    else:
        code = f"headline.{way}" if part * first.ret > 0 else f"headline.{way}_against"
    return Finding(code, symbol, fields, _where(first))


def _move_part(item: CompanyMove, day: date | None = None) -> Finding:
    """A company's move as a clause: it was flat, fell or rose, and when."""
    way = "flat" if abs(item.ret) < FLAT else "fell" if item.ret < 0 else "rose"
    fields = {"symbol": item.company.event.symbol, "ret": item.ret}
    return Finding(f"moved.{way}", item.company.event.symbol, fields)


def _beyond(case: Case, first: CompanyMove) -> list[Finding]:
    """The main company's part beyond its market, with its error, and how rare such a day is."""
    if not unusual(first):
        return []
    fields = {"ar": first.ar, "base": against(case), "symbol": first.company.event.symbol}
    if first.ar_se is not None:
        fields |= {"wide": 1.959964 * first.ar_se}
    days, of = rare(first)
    fields |= {"days": days, "of": of}
    code = "beyond.plain" if not of else "beyond.none" if days == 0 else "beyond.few"
    return [Finding(code, first.company.event.symbol, fields, _where(first))]


def _others(case: Case, moves: Sequence[CompanyMove], first: CompanyMove | None) -> list[Finding]:
    """The other companies: those that stood out one by one, those that did not by name."""
    out = [item for item in moves if unusual(item)]
    out.sort(key=lambda item: item.company.event.day0 or date.max)
    calm = [item for item in moves if not unusual(item)]
    findings = []
    if len(out) > MANY:
        sizes = sorted((item.ret for item in out), key=abs)
        ways = {item.ret > 0 for item in out}
        code = "others.range" if len(ways) == 1 else "others.mixed"
        fields: dict[str, object] = {"count": len(out), "low": sizes[0], "high": sizes[-1]}
        fields |= {"way": "rose" if ways == {True} else "fell"}
        findings.append(Finding(code, "", fields))
    elif out:
        same = len({(item.ret > 0, item.ret * item.ar > 0) for item in out}) == 1
        more = out[0].ret * out[0].ar > 0
        form = "one" if len(out) == 1 else "many"
        code = f"others.{'more' if more else 'less'}_{form}" if same else f"others.parts_{form}"
        fields = {
            "moves": _run(out, first) or tuple(_dated_move(case, item, first) for item in out),
            "ars": tuple(Finding("moved.points", fields={"ar": item.ar}) for item in out),
            "base": against(case),
        }
        where = tuple(place for item in out for place in _where(item))
        findings.append(Finding(code, out[0].company.event.symbol, fields, where))
    if calm:
        symbols = tuple(item.company.event.symbol for item in calm)
        form = "one" if len(calm) == 1 else "many" if len(calm) <= MANY + 1 else "count"
        fields = {"symbols": symbols, "count": len(calm), "base": against(case)}
        findings.append(Finding(f"others.calm_{form}", symbols[0], fields))
    return findings


def _run(out: Sequence[CompanyMove], first: CompanyMove | None) -> tuple[Finding, ...]:
    """One finding for moves of one direction on the main company's day; none where they differ."""
    day0 = first.company.event.day0 if first is not None else None
    alike = {(item.ret > 0, item.company.event.day0 == day0) for item in out}
    if len(out) < 2 or len(alike) > 1 or (out[0].company.event.day0 != day0):  # noqa: PLR2004 (a pair, or three)
        return ()
    way = "fell" if out[0].ret < 0 else "rose"
    codes = [f"run_{way}", *["run_next"] * (len(out) - 2), f"run_last_{way}"]
    return tuple(
        Finding(f"moved.{code}", one.company.event.symbol,
                {"symbol": one.company.event.symbol, "ret": one.ret})
        for code, one in zip(codes, out, strict=True)
    )  # fmt: skip


def _dated_move(case: Case, item: CompanyMove, first: CompanyMove | None) -> Finding:
    """A company's move with its day: the main one's day, or that on which its market reopened."""
    event, way = item.company.event, "fell" if item.ret < 0 else "rose"
    fields = {"symbol": event.symbol, "ret": item.ret, "day": event.day0}
    if first is not None and event.day0 == first.company.event.day0:
        return Finding(f"moved.{way}_same", event.symbol, fields)
    if _reopened(case, item):
        fields |= {"exchange": event.exchange}
        return Finding(f"moved.{way}_reopened", event.symbol, fields)
    return Finding(f"moved.{way}_on", event.symbol, fields)


def _reopened(case: Case, item: CompanyMove) -> bool:
    """Whether the weekday before a company's day 0 was shut on its exchange."""
    event = item.company.event
    for line in case.timelines:
        if line.exchange == event.exchange and event.day0 is not None:
            before = [day for day, *_ in line.sessions if day < event.day0]
            return any(day < event.day0 and day > max(before, default=date.min)
                       for day, _ in line.closures)  # fmt: skip
    return False


def remainder(case: Case) -> Finding | None:
    """The CAR at the end of the longest window that is over, where the answer mentions it."""
    return next(iter(_after(case, _moves(case))), None)


def _after(case: Case, moves: Sequence[CompanyMove]) -> list[Finding]:
    """The finding on the CAR at the end of the longest window that is over."""
    out = [item for item in moves if unusual(item)][: MANY + 1]
    ends = [end for item in out if (end := later(case, item.company)) is not None]
    if not out or len(ends) < len(out) or len({end.days for end in ends}) != 1:
        return []
    stay = [unusual_p(end.p) for end in ends]
    form = "one" if len(out) == 1 else "many"
    code = f"after.{'stays' if all(stay) else 'some' if any(stay) else 'gone'}_{form}"
    symbols = tuple(item.company.event.symbol for item in out)
    fields = {
        "days": ends[0].days,
        "cars": tuple(
            Finding(f"after.{'next' if n else 'first'}", symbol, {"symbol": symbol, "ar": end.car})
            for n, (symbol, end) in enumerate(zip(symbols, ends, strict=True))
        ),
        "symbols": symbols,
        "left": tuple(s for s, keeps in zip(symbols, stay, strict=True) if keeps),
    }
    where = tuple(f"cars[{item.company.event.event_id},0:{ends[0].days}].car" for item in out)
    return [Finding(code, symbols[0], fields, where)]


def unusual_p(p: float | None) -> bool:
    """Whether a p-value is below the level that the answer speaks of."""
    return p is not None and p < LEVEL
