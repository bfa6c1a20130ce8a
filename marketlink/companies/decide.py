"""Decide what each candidate is: explicit codes first, then safe names, then risky ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from marketlink.companies import words
from marketlink.companies.candidate import Candidate
from marketlink.companies.company_cues import listed_with, proof, proper_noun
from marketlink.companies.directory import Directory
from marketlink.companies.listingof import choose
from marketlink.companies.names import Name
from marketlink.companies.particles import has_hangul
from marketlink.companies.roles import other_role
from marketlink.companies.symbols import as_of

_UNKNOWN_GROUP = re.compile(r"[가-힣]{2,5}그룹(?=[은는이가을를의과와도에 ,]|$)")


def decide(candidates: list[Candidate], names: Directory, day: date | None) -> tuple[str, ...]:
    """Settle every candidate of one article in place.

    Parameters
    ----------
    candidates
        In the order of the text.
    names
        The directory.
    day
        The article's day (UTC), None where unknown.

    Returns
    -------
    tuple of str
        Warnings: symbols that meant nothing on that day, and the like.
    """
    warnings: list[str] = []
    for candidate in candidates:
        if not candidate.symbol:
            _first_look(candidate, names)
    named = _companies(candidates, names)
    _codes(candidates, names, day, named, warnings)
    for _ in range(3):
        named = _companies(candidates, names)
        if not sum([_second_vote(one, candidates, names, named) for one in _open(candidates)]):
            break
    for candidate in _open(candidates):
        _stand_down(candidate, names)
    _lines_of_stock(candidates, names, day, warnings)
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
        company = names.company(_current(one.symbol, names))
        if (
            not one.explicit
            and company not in named
            and beside != company
            and not _bare(one, names)
        ):
            one.decide("", f"{one.form} without the company's name", 0.0)
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


def _current(symbol: str, names: Directory) -> str:
    former = names.formers.get(symbol)
    return former.now if former else symbol


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
        return one.sentence.market or one.sentence.business or one.sentence.korean
    return False


def _second_vote(
    one: Candidate, candidates: Sequence[Candidate], names: Directory, named: frozenset[str]
) -> bool:
    """Ask for one more vote for a risky name; True where it settles the name."""
    name = one.names[0]
    vote, confidence = _vote(one, candidates, names, named)
    if not vote:
        return False
    one.decide("linked", f"{name.kind} with a second vote", confidence, vote)
    return True


def _vote(
    one: Candidate, candidates: Sequence[Candidate], names: Directory, named: frozenset[str]
) -> tuple[str, float]:
    name = one.names[0]
    company = names.company(name.symbol)
    if company in named and not _lower_noun(one):
        return "the company is named elsewhere in the text", 0.9
    short = _short_for(one, candidates, names)
    if short:
        one.names = (short, *one.names)
        return f"short for {short.text}", 0.85
    if _code_follows(one, candidates, names):
        return "its code follows", 0.97
    beside = proof(one)
    if beside and not (one.known and one.sentence.group):
        return beside, 0.88
    if one.known and one.sentence.group:
        return "", 0.0
    if _product_beside(one, candidates):
        return "its product is named beside it", 0.85
    if _small(one):
        return ("the sentence speaks of the market", 0.7) if one.sentence.market else ("", 0.0)
    neighbour = _neighbour(one, candidates)
    if neighbour:
        return f"listed with {neighbour}", 0.85
    if name.policy != "needs_context":
        return ("a proper noun inside the sentence", 0.75) if _company_like(one) else ("", 0.0)
    if one.sentence.market:
        return "the sentence speaks of the market", 0.85
    if one.known:
        return "", 0.0
    if one.surface[:1].isupper() and _beside_a_company(one, candidates):
        return "another company in the sentence", 0.75
    if one.sentence.business and (one.sentence.korean or one.surface[:1].isupper()):
        return "the sentence speaks of business", 0.75
    if proper_noun(one):
        return "a proper noun inside the sentence", 0.7
    return "", 0.0


def _small(one: Candidate) -> bool:
    return one.surface.isascii() and one.surface.islower()


def _lower_noun(one: Candidate) -> bool:
    return one.names[0].policy == "needs_proof" and one.surface.islower()


def _company_like(one: Candidate) -> bool:
    return proper_noun(one) and (one.sentence.market or one.sentence.business)


def _short_for(one: Candidate, candidates: Sequence[Candidate], names: Directory) -> Name | None:
    """The full name of a Korean company in the text that this group name is short for."""
    if not one.known or one.known[0].kind != "group":
        return None
    surface = one.surface.lower()
    longer = {
        other.names[0].symbol: other.names[0]
        for other in candidates
        if other is not one
        and other.verdict == "linked"
        and other.names
        and other.names[0].text.lower().startswith(surface)
        and len(other.names[0].text) > len(surface)
    }
    return next(iter(longer.values())) if len(longer) == 1 else None


def _code_follows(one: Candidate, candidates: Sequence[Candidate], names: Directory) -> bool:
    company = names.company(one.names[0].symbol)
    for other in candidates:
        if other.symbol and other.folded is one.folded and 0 <= other.start - one.end <= 24:
            return names.company(_current(other.symbol, names)) == company
    return False


def _beside_a_company(one: Candidate, candidates: Sequence[Candidate]) -> bool:
    return any(
        other.sentence is one.sentence and other.verdict == "linked"
        for other in candidates
        if other is not one
    )


def _product_beside(one: Candidate, candidates: Sequence[Candidate]) -> bool:
    symbol = one.names[0].symbol
    return any(
        other.sentence is one.sentence
        and other.verdict == "relation"
        and other.names[0].symbol == symbol
        for other in candidates
    )


def _neighbour(one: Candidate, candidates: Sequence[Candidate]) -> str:
    for left, right in pairwise(candidates):
        if one is left and right.verdict == "linked" and listed_with(left, right):
            return right.surface
        if one is right and left.verdict == "linked" and listed_with(left, right):
            return left.surface
    return ""


def _stand_down(one: Candidate, names: Directory) -> None:
    if one.known:
        one.decide(one.known[0].kind, f"known {one.known[0].kind}", 0.8, one.known[0].company)
    else:
        one.decide("", "a risky name without a second vote", 0.0)


def _lines_of_stock(
    candidates: Sequence[Candidate], names: Directory, day: date | None, warnings: list[str]
) -> None:
    written = [one.symbol for one in candidates if one.symbol and one.verdict == "linked"]
    for one in candidates:
        if one.verdict != "linked" or one.symbol:
            continue
        symbol, reason = choose(names, one.names[0].symbol, one.sentence, written)
        alive, note = as_of(symbol, day, names, frozenset({names.company(symbol)}))
        if alive is None:
            one.decide("delisted", one.rule, 0.8, note)
            warnings.append(f"{one.surface} is not linked: {note}")
            continue
        one.symbol = alive
        one.why = "; ".join(part for part in (one.why, reason, note) if part)
        if note:
            warnings.append(f"{one.surface}: {note}")
