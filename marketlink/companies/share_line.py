"""Which line of stock each linked name means: home share, receipt, preferred share, class.

A firm's lines stand in ``data/companies/lines.csv`` and in tables of the same columns beside the
store; the words that mean one in the language packs (rules of the kinds ``line``, ``home`` and
``exchange``). Words of a kind of line ("ADRs", "우선주") are of the name they stand beside; words
of a place ("in Tokyo") are of the whole article where it says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from marketlink.companies.candidate import NameCandidate
from marketlink.companies.cues import NameCue, every, of_every, words_of
from marketlink.companies.directory import Directory
from marketlink.companies.names import ShareLine
from marketlink.companies.symbols import as_of, not_yet
from marketlink.findings import FindingText
from marketlink.records.article import Line
from marketlink.records.mention import ShareKind

NEW_YORK = "US"
EUROPE = frozenset(
    (".L", ".DE", ".PA", ".AS", ".SW", ".MC", ".MI", ".CO", ".ST", ".HE", ".OL", ".BR")
)
EURO = frozenset((".DE", ".PA", ".AS", ".MC", ".MI", ".HE", ".BR"))
ASIA = frozenset((".T", ".HK", ".TW", ".SS", ".SZ"))
SEOUL = frozenset((".KS", ".KQ"))
RECEIPTS = frozenset((ShareKind.ADR, ShareKind.GDR))
CLOSE = 6
"""Signs that may stand between two codes of one company."""
LineChoice = tuple[str, str]
"""A symbol, and the reason where it is not the default ("" where it is)."""


def choose_lines(
    candidates: Sequence[NameCandidate], names: Directory, day: date | None, lines: Sequence[Line]
) -> tuple[str, ...]:
    """Give each linked name the line of stock that is meant; returns warnings.

    A name that means a line which the tables do not have, or not on that day, is settled as a
    "line" without a symbol.
    """
    warnings: list[str] = []
    _join_pairs(candidates, names)
    forms = dict.fromkeys(one.symbol for one in candidates if one.symbol and one.form)
    linked = [one for one in candidates if one.verdict == "linked" and not one.symbol]
    candidates_named = [one for one in linked if not _of_kind(one, linked, names, day)]
    classes = {names.firm(one.symbol): one.symbol for one in linked if one.share is ShareKind.CLASS}
    choices = {id(one): _by_place(names, one, forms) for one in candidates_named}
    for one in candidates_named:
        if classes and (classes_of_firm := classes.get(names.firm(one.names[0].symbol))):
            choices[id(one)] = classes_of_firm, "the class that another sentence names"
    _at_home(candidates_named, choices, lines, names)
    for one in candidates_named:
        symbol, reason = choices[id(one)]
        if not_yet(symbol, day, names):
            symbol, reason = one.names[0].symbol, ""
        alive, note = as_of(symbol, day, names, frozenset({names.company(symbol)}))
        if alive is None:
            one.decide("delisted", one.rule, 0.8, note)
            warnings.append(FindingText("warning.not_linked", name=one.surface, why=note))
            continue
        one.symbol = alive
        one.add(reason, note)
        if note:
            warnings.append(FindingText("warning.of_name", name=one.surface, why=note))
    return tuple(warnings)


def _of_kind(
    one: NameCandidate, linked: Sequence[NameCandidate], names: Directory, day: date | None
) -> bool:
    """Settle a name beside which words say what kind of line is meant; True if they do."""
    if not one.sentence.line_told:
        return False
    firm = names.firm(one.names[0].symbol)
    lines = names.share_lines.get(firm, ())
    alone = all(other.sentence is not one.sentence or other is one for other in linked)
    for cue in of_every("line", one.sentence.possible):
        if cue.whole and not alone:
            continue
        words = cue.search(one.sentence.text if cue.whole else one.window)
        if words is None or not _possible(cue, firm, lines):
            continue
        if cue.whole and _in_another_clause(one, words):
            continue
        line = _line_of_words(cue, words, lines, day)
        reason = f"{words_of(words)!r} names the line"
        if line is not None and line.symbol:
            one.symbol, one.share = line.symbol, line.share
            one.add(reason)
        elif cue.rule.fields.get("lenient"):
            continue
        else:
            one.decide("line", "a line of stock that is not held", 0.85, reason)
            one.share = line.share if line else ShareKind(cue.rule.fields["share"][0])
        return True
    return False


def _in_another_clause(one: NameCandidate, words: re.Match[str]) -> bool:
    """Whether a comma or a percentage stands between a name and words of a line that follow it:
    the words are then of that line, and the name is not ("X rose 2%, ADRs of it 3%")."""
    end, start = one.end - one.sentence.start, words.start()
    return start >= end and _BORDER.search(one.sentence.text, end, start) is not None


_BORDER = re.compile(r"[,;%]")


def _possible(cue: NameCue, firm: str, lines: Sequence[ShareLine]) -> bool:
    """Whether a firm can have the kind of line: receipts are a foreign one's, and a class is
    named of a firm that has classes."""
    kinds = cue.rule.fields["share"]
    if ShareKind.ADR in kinds or ShareKind.GDR in kinds:
        return "." in firm or any("." in line.symbol or line.share in RECEIPTS for line in lines)
    if ShareKind.CLASS in kinds:
        return any(line.share is ShareKind.CLASS for line in lines)
    return True


def _line_of_words(
    cue: NameCue, words: re.Match[str], lines: Sequence[ShareLine], day: date | None
) -> ShareLine | None:
    """The line of a firm that has the kind, venue, currency and class of the words; None where
    the tables have no such line on the day, or several."""
    fields = cue.rule.fields
    label = words.groupdict().get("label") or ""
    fitting = [
        line
        for line in lines
        if line.share in fields["share"]
        and (day is None or line.first <= day <= line.last)
        and line.venue in fields.get("venues", (line.venue,))
        and line.currency == fields.get("currency", line.currency)
        and line.label.upper() == (label or line.label).upper()
    ]
    fitting = [line for line in fitting if line.symbol] or fitting
    return fitting[0] if len(fitting) == 1 else None


def _by_place(names: Directory, one: NameCandidate, forms: Container[str]) -> LineChoice:
    """The line of stock whose market the words around a name speak of."""
    symbol = one.names[0].symbol
    lines = names.lines_of(symbol)
    if len(lines) == 1:
        return symbol, ""
    for code in (symbol, *lines):
        if code in forms:
            return code, f"the text writes {code}"
    sentence = one.sentence
    ahead = (one.match("following", sentence.source, sentence.end) for one in every())
    cue = next((match for match in ahead if match), None)
    return _by_words(symbol, lines, sentence.text + (cue[0] if cue else ""))


def _by_words(symbol: str, lines: Sequence[str], text: str) -> LineChoice:
    if "." in symbol:
        return symbol, ""
    suffixes = {_suffix(line): line for line in lines if "." in line}
    for match, market in _markets("home", text, [(0, len(text))]):
        markets = suffixes.keys() & EURO if market == "EUR" else suffixes.keys() & {market}
        if len(markets) == 1:
            return suffixes[markets.pop()], f"{match[0].strip()!r} means the home share"
    return symbol, ""


def _markets(
    kind: str, text: str, spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[re.Match[str], str]]:
    """The words of a kind of rule in spans of a text, each with the market that they speak of."""
    for language in every():
        for cue in language.of(kind):
            for span in spans:
                for match in cue.rule.finditer(text, *span):
                    yield match, cue.field("market") or language.places.get(match["place"], "")


def _at_home(
    candidates: Sequence[NameCandidate],
    choices: dict[int, LineChoice],
    text_lines: Sequence[Line],
    names: Directory,
) -> None:
    """A company whose words say nothing is of the line of the market that the article speaks of.

    An article that begins with a home market, or speaks of no other, means it throughout; one
    that begins with New York means the market told of last.
    """
    silent = []
    for one in candidates:
        symbol, reason = choices[id(one)]
        if reason or "." in symbol or len(names.lines_of(symbol)) < 2:  # noqa: PLR2004 (a pair, or three)
            continue
        if not any(language.search("american", one.sentence.text) for language in every()):
            silent.append(one)
    if not silent:
        return
    spans = [(line.start, line.end) for line in text_lines]
    markets = _markets("exchange", silent[0].source, spans)
    cues = sorted((match.start(), market) for match, market in markets)
    abroad = cues[:1] and cues[0][1] == NEW_YORK
    by_firm: dict[str, LineChoice] = {}
    for one in silent:
        symbol, _ = choices[id(one)]
        company = names.company(symbol)
        if company not in by_firm:
            place, lines = one.line.start + one.start, names.lines_of(symbol)
            line = _home_line(
                [market for at, market in cues
                 if (at <= place if abroad else market != NEW_YORK)], lines
            )  # fmt: skip
            why = "the article speaks of its home market"
            if not line and (line := _beside_asia(one, candidates, lines)):
                why = "its sentence tells of Asian markets"
            by_firm[company] = (line, why) if line else (symbol, "")
        choices[id(one)] = by_firm[company]


def _home_line(markets: Sequence[str], lines: Sequence[str]) -> str:
    """The one of a company's lines that trades in the last of some markets where one does; "" where
    New York comes first."""
    for market in reversed(markets):
        if market == NEW_YORK:
            return ""
        for line in lines:
            if _suffix(line) == market or (market == "EU" and _suffix(line) in EUROPE):
                return line
    return ""


def _suffix(symbol: str) -> str:
    return symbol[symbol.rfind(".") :] if "." in symbol else ""


def _beside_asia(
    one: NameCandidate, candidates: Sequence[NameCandidate], lines: Sequence[str]
) -> str:
    """The Asian line of a company whose move is told between those of stocks that trade in Asia
    only, one of them outside Seoul: "도쿄일렉트론은 8%, TSMC는 5% 내렸다"."""
    if not one.sentence.market:
        return ""
    others = [other.names[0].symbol for other in candidates
              if other is not one and other.sentence is one.sentence]  # fmt: skip
    suffixes = {_suffix(symbol) for symbol in others}
    if not suffixes & ASIA or not suffixes <= ASIA | SEOUL:
        return ""
    return next((line for line in lines if _suffix(line) in ASIA), "")


def _join_pairs(candidates: Sequence[NameCandidate], names: Directory) -> None:
    """Two codes of one company side by side, "(2330.TW) (TSM.N)", are of one line: New York's
    unless the sentence means the home share. Of one market they are two classes: both are named."""
    codes = [one for one in candidates if one.verdict == "linked" and one.symbol and one.form]
    for first, second in pairwise(codes):
        beside = second.place - first.stop <= CLOSE
        apart = _suffix(first.symbol) != _suffix(second.symbol)
        if beside and apart and names.company(first.symbol) == names.company(second.symbol):
            usual = min(first.symbol, second.symbol, key=lambda symbol: "." in symbol)
            lines = names.lines_of(usual)
            first.symbol = second.symbol = _by_words(usual, lines, first.sentence.text)[0]
