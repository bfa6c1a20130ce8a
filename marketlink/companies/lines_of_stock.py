"""Which line of stock each linked name of an article means: one a company."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from marketlink.companies.candidate import Candidate
from marketlink.companies.directory import Directory
from marketlink.companies.home_market import HomeMarket
from marketlink.companies.listingof import NEW_YORK, choose
from marketlink.companies.symbols import as_of, not_yet
from marketlink.records.article import Line


def lines_of_stock(
    candidates: Sequence[Candidate], names: Directory, day: date | None, lines: Sequence[Line]
) -> tuple[str, ...]:
    """Give each linked name the line of stock that is meant, one a company; returns warnings."""
    warnings: list[str] = []
    _paired(candidates, names)
    written = dict.fromkeys(one.symbol for one in candidates if one.symbol and one.form)
    open_names = [one for one in candidates if one.verdict == "linked" and not one.symbol]
    chosen = {
        id(one): choose(names, one.names[0].symbol, one.sentence, written) for one in open_names
    }
    for one in open_names:
        if line := _of_class(one, names):
            chosen[id(one)] = line
    _as_one(open_names, chosen, names)
    if open_names:
        _at_home(open_names, chosen, HomeMarket(open_names[0].source, lines), names)
    for one in open_names:
        symbol, reason = chosen[id(one)]
        if not_yet(symbol, day, names):
            symbol, reason = one.names[0].symbol, ""
        alive, note = as_of(symbol, day, names, frozenset({names.company(symbol)}))
        if alive is None:
            one.decide("delisted", one.rule, 0.8, note)
            warnings.append(f"{one.surface} is not linked: {note}")
            continue
        one.symbol = alive
        one.why = "; ".join(part for part in (one.why, reason, note) if part)
        if note:
            warnings.append(f"{one.surface}: {note}")
    return tuple(warnings)


CLASS = re.compile(
    r"^(?:['’]s)?(?: (?:Inc|Corp|Co)\b\.?)?(?:['’]s)?,? \(?[Cc]lass (?P<class>[A-C])\b"
)
"""The class of stock that stands behind a name: "Berkshire Hathaway's Class A shares"."""


def _of_class(one: Candidate, names: Directory) -> tuple[str, str] | None:
    """The line of stock whose class the words behind a name give."""
    told = CLASS.match(one.after)
    if told is None:
        return None
    symbol = one.names[0].symbol
    for line in names.lines.get(names.company(symbol), ()):
        if names.name(line).endswith(f"Class {told['class']}"):
            return line, f"{told[0].strip()!r} names the line"
    return None


def _at_home(
    named: Sequence[Candidate],
    chosen: dict[int, tuple[str, str]],
    market: HomeMarket,
    names: Directory,
) -> None:
    """A company whose words say nothing is of the line of the market that the article speaks of."""
    settled: dict[str, tuple[str, str]] = {}
    for one in named:
        symbol, reason = chosen[id(one)]
        company = names.company(symbol)
        lines = names.lines.get(company, (symbol,))
        if reason or "." in symbol or len(lines) < 2 or NEW_YORK.search(one.sentence.text):
            continue
        if company not in settled:
            line = market.line(one.line.start + one.start, lines)
            why = "the article speaks of its home market"
            if not line and (line := _beside_asia(one, named, lines)):
                why = "its sentence tells of Asian markets"
            settled[company] = (line, why) if line else (symbol, "")
        chosen[id(one)] = settled[company]


def _beside_asia(one: Candidate, named: Sequence[Candidate], lines: Sequence[str]) -> str:
    """The Asian line of a company whose move is told between those of stocks that trade in Asia
    only, one of them outside Seoul: "도쿄일렉트론은 8%, TSMC는 5% 내렸다"."""
    if not one.sentence.market:
        return ""
    others = [other.names[0].symbol for other in named
              if other is not one and other.sentence is one.sentence]  # fmt: skip
    suffixes = {symbol[symbol.rfind(".") :] if "." in symbol else "" for symbol in others}
    if not suffixes & ASIA or not suffixes <= ASIA | SEOUL:
        return ""
    return next((line for line in lines if line[line.rfind(".") :] in ASIA), "")


ASIA = frozenset((".T", ".HK", ".TW", ".SS", ".SZ"))
SEOUL = frozenset((".KS", ".KQ"))


def _paired(candidates: Sequence[Candidate], names: Directory) -> None:
    """Two codes of one company side by side, "(2330.TW) (TSM.N)", are of one line: the New York
    line unless the sentence means the home share."""
    codes = [one for one in candidates if one.verdict == "linked" and one.symbol and one.form]
    for first, second in pairwise(codes):
        same = names.company(first.symbol) == names.company(second.symbol)
        if first.symbol == second.symbol or not same or first.folded is not second.folded:
            continue
        if second.start - first.end > CLOSE:
            continue
        lines = sorted((first.symbol, second.symbol), key=lambda symbol: "." in symbol)
        symbol, _ = choose(names, lines[0], first.sentence, ())
        for one in (first, second):
            if one.symbol != symbol and symbol in lines:
                one.symbol, one.why = symbol, f"both codes of a company: {symbol} is meant"


CLOSE = 6
"""Signs that may stand between two codes of one company."""


def _as_one(
    named: Sequence[Candidate], chosen: dict[int, tuple[str, str]], names: Directory
) -> None:
    """A company whose words mean one line somewhere is of that line wherever they say nothing."""
    told: dict[str, set[tuple[str, str]]] = {}
    for one in named:
        symbol, reason = chosen[id(one)]
        if reason:
            told.setdefault(names.company(symbol), set()).add((symbol, reason))
    for one in named:
        symbol, reason = chosen[id(one)]
        lines = {line for line, _ in told.get(names.company(symbol), ())}
        if not reason and len(lines) == 1:
            line = next(iter(lines))
            chosen[id(one)] = (line, "the line of stock that another sentence means")
