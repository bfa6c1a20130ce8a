"""Decide what each candidate is: explicit codes first, then safe names, then risky ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from marketlink.companies import words
from marketlink.companies.candidate import Candidate
from marketlink.companies.company_cues import proof
from marketlink.companies.directory import Directory
from marketlink.companies.fold import fold
from marketlink.companies.lines_of_stock import lines_of_stock
from marketlink.companies.particles import has_hangul
from marketlink.companies.roles import other_role, source
from marketlink.companies.symbols import as_of, current, holder, names_of_day, not_yet
from marketlink.companies.vote import Around, second_vote
from marketlink.companies.wordclass import WordClass
from marketlink.records.article import Line


def decide(
    candidates: list[Candidate],
    names: Directory,
    day: date | None,
    tagger: WordClass | None = None,
    lines: Sequence[Line] = (),
) -> tuple[str, ...]:
    """Settle every candidate of one article in place.

    Parameters
    ----------
    candidates
        In the order of the text.
    names
        The directory.
    day
        The article's day (UTC), None where unknown.
    tagger
        Tells the word class of Korean words, where the extra is used.
    lines
        The lines read: the market that they speak of says which line of stock is meant.

    Returns
    -------
    tuple of str
        Warnings: symbols that meant nothing on that day, and the like.
    """
    warnings: list[str] = []
    for candidate in candidates:
        if not candidate.symbol:
            candidate.names = names_of_day(candidate.names, day, names)
            if not _still_private(candidate, names, day):
                _first_look(candidate, names)
    named = _companies(candidates, names)
    _codes(candidates, names, day, named, warnings)
    for _ in range(3):
        around = Around.of(candidates, names, _companies(candidates, names), tagger)
        if not sum([_second_vote(one, around) for one in _open(candidates)]):
            break
    for candidate in _open(candidates):
        _stand_down(candidate, names)
    warnings.extend(lines_of_stock(candidates, names, day, lines))
    return tuple(dict.fromkeys(warnings))


def _open(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.verdict is None and not one.symbol]


def _companies(candidates: Sequence[Candidate], names: Directory) -> frozenset[str]:
    found = set()
    for one in candidates:
        if one.verdict == "linked":
            symbol = one.symbol or one.names[0].symbol
            found.add(names.company(symbol))
    return frozenset(found)


def _first_look(one: Candidate, names: Directory) -> None:
    if not one.names:
        _unlisted(one)
        return
    name = one.names[0]
    role = other_role(one, names)
    if role:
        kind, cue = role
        one.decide(kind, f"{kind} by the words beside it", 0.9, f"{cue!r}")
    elif name.policy == "relation_only":
        one.decide(
            "relation", f"{name.kind} of {name.company}", 0.9, f"{name.kind} of {name.company}"
        )
    elif _other_sense(one, names):
        pass
    elif name.policy == "always" and not _doubtful(one):
        one.decide(
            "linked", f"{name.kind} in the directory", 0.97 if name.kind != "former" else 0.9
        )


_TRADED = re.compile(
    r"(?:'s?)? (?:shares?|stocks?|debut\w*"
    r"|(?:soar|surg|jump|fall|fell|ros|ris|slid|sank|climb|tumbl"
    r"|plung|drop|gain|pop|rall|slump)(?:s|es|e|ed|ped|ped|ing|ies|ied)?)\b"
    r"|(?:은|는|이|가|도|의)?\s?(?:주가|주식|시총|[^.]{0,12}\d+(?:\.\d+)?%)"
)
"""Words of trading right after a name: whoever says them knows it to be listed."""


def _still_private(one: Candidate, names: Directory, day: date | None) -> bool:
    """Settle a firm that was listed only later; True if it is one."""
    if not one.names or one.names[0].policy == "relation_only":
        return False
    symbol = one.names[0].symbol
    lines = names.lines.get(names.company(symbol), (symbol,))
    if _TRADED.match(one.after):
        return False
    if not all(not_yet(line, day, names) for line in lines):
        return False
    since = min(listing.since for line in lines if (listing := names.listings[line]).since)
    one.decide("private", "listed only later", 0.9, f"not listed before {since}")
    return True


def _doubtful(one: Candidate) -> bool:
    """A safe name that is not so here: all in small letters, or the name of a group as well."""
    surface = one.surface
    small = surface.islower() and surface.isascii() and not one.names[0].text.islower()
    return small or bool(one.known and one.sentence.group)


def _unlisted(one: Candidate) -> None:
    name = one.known[0]
    if words.CREDIT.search(one.before) and name.kind == "agency":
        one.decide("agency", "credit", 0.95, "a credit")
        return
    sentence = one.sentence
    if name.kind == "group" and sentence.sport and not sentence.market:
        one.decide("club", "club by the words of the sentence", 0.9, "a match is reported")
    elif (
        name.policy != "always"
        and name.kind == "private"
        and not (sentence.business or sentence.market)
    ):
        one.decide("", "needs context", 0.0)
    else:
        one.decide(
            "" if name.kind == "word" else name.kind, f"known {name.kind}", 0.95, name.company
        )


def _other_sense(one: Candidate, names: Directory) -> bool:
    """Settle a name whose sentence uses the words of its other sense; True if settled."""
    for sense in names.senses.get(one.surface.lower(), ()):
        cue = _sense_cue(one, sense.words)
        if not cue:
            continue
        if one.sentence.market and (one.names[0].policy == "always" or proof(one)):
            continue
        if proof(one) and one.names[0].policy == "always":
            continue
        one.decide(sense.sense, "another sense of the word", 0.8, f"{cue!r} in the sentence")
        return True
    return False


def _sense_cue(one: Candidate, cues: frozenset[str]) -> str:
    if not has_hangul(one.surface):
        return next((word for word in sorted(cues) if word in one.sentence.tokens), "")
    text = one.sentence.text.lower()
    return next((word for word in sorted(cues) if word in text), "")


def _codes(
    candidates: Sequence[Candidate],
    names: Directory,
    day: date | None,
    named: frozenset[str],
    warnings: list[str],
) -> None:
    for index, one in enumerate(candidates):
        if not one.symbol:
            continue
        beside = _named_beside(candidates, index, names)
        one.symbol = holder(one.symbol, day, names, named | {beside})
        company = names.company(current(one.symbol, names))
        if one.form == "code in brackets" and _again(candidates, index, company, names):
            one.decide("", "the name before it once more", 0.0)
            continue
        if (
            not one.explicit
            and company not in named
            and beside != company
            and not _bare(one, names)
        ):
            one.decide("", f"{one.form} without the company's name", 0.0)
            continue
        role = None if one.explicit else source(one, names)
        if role:
            one.decide(role[0], f"{role[0]} by the words beside it", 0.9, f"{role[1]!r}")
            one.symbol = ""
            one.form = one.surface
            continue
        symbol, note = as_of(one.symbol, day, names, named | {beside})
        if symbol is None:
            warnings.append(f"{one.surface} is not linked: {note}")
            one.decide("former symbol", one.form, 0.6, note)
            one.symbol = ""
            one.form = one.surface
            continue
        one.symbol = symbol
        one.decide("linked", one.form, 0.99 if one.explicit else 0.9, note)
        if note:
            warnings.append(f"{one.surface}: {note}")


def _again(candidates: Sequence[Candidate], index: int, company: str, names: Directory) -> bool:
    """Whether letters in brackets are another name of the company before them: 비야디(BYD)."""
    beside = _named_beside(candidates, index, names)
    if not beside or beside == company:
        return False
    hits = names.find(fold(candidates[index].surface.strip("()")))
    return any(names.company(name.symbol) == beside for hit in hits for name in hit.names)


def _named_beside(candidates: Sequence[Candidate], index: int, names: Directory) -> str:
    """The company whose name stands right before a code in brackets, "" for none."""
    if index == 0:
        return ""
    code, name = candidates[index], candidates[index - 1]
    gap = code.folded.text[name.end : code.start] if name.folded is code.folded else "far"
    if not name.names or len(gap) > 24 or any(char.isalpha() for char in _without_form(gap)):
        return ""
    return names.company(name.names[0].symbol)


_FORM = re.compile(
    r"\b(?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|plc|PLC|Group|Holdings|NV|SA|AG|ADR|Class"
    r" [A-C])\b\.?"
)


def _without_form(gap: str) -> str:
    return _FORM.sub("", gap)


def _bare(one: Candidate, names: Directory) -> bool:
    """Whether a bare code may stand without the company's name."""
    if one.symbol not in names.listings:
        return False
    if one.form == "bare code":
        return one.sentence.market
    if one.form == "bare symbol":
        if len(one.symbol) >= 4:
            return True
        if _SECOND_WORD.search(one.before) and not one.sentence.headline:
            return False
        return one.sentence.market or one.sentence.business
    return False


_SECOND_WORD = re.compile(
    r"[\w,] (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June"
    r"|July|August|September|October|November|December|[A-Z]\w*(?:maker|er|or)s? )[A-Z][a-z]+ $"
)
"""Another name's first word before bare capitals, which makes them its second: "Lincoln MKC"."""


def _second_vote(one: Candidate, around: Around) -> bool:
    """Ask for one more vote for a risky name; True where it settles the name."""
    vote, confidence = second_vote(one, around)
    if not vote:
        return False
    one.decide("linked", f"{one.names[0].kind} with a second vote", confidence, vote)
    return True


def _stand_down(one: Candidate, names: Directory) -> None:
    if one.known:
        one.decide(one.known[0].kind, f"known {one.known[0].kind}", 0.8, one.known[0].company)
    else:
        one.decide("", "a risky name without a second vote", 0.0)
