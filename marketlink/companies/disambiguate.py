"""Decide what each candidate is: explicit codes first, then safe names, then risky ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from marketlink.companies.candidate import NameCandidate, stands_before
from marketlink.companies.codes import ITEM_BEGINS, ITEM_CHANGE
from marketlink.companies.context import (
    has_trading_words,
    holds,
    itself,
    other_role,
    proof,
    role_by,
    speakers,
    stock_beside,
)
from marketlink.companies.cues import has_script, plain
from marketlink.companies.directory import Directory
from marketlink.companies.second_vote import Neighbours, second_vote
from marketlink.companies.share_line import choose_lines
from marketlink.companies.symbols import as_of, current, holder, names_of_day, not_yet
from marketlink.companies.wordclass import WordClass
from marketlink.findings import FindingText
from marketlink.records.article import Line


def disambiguate(
    candidates: list[NameCandidate],
    names: Directory,
    day: date | None,
    tagger: WordClass | None,
    lines: Sequence[Line],
) -> tuple[str, ...]:
    """Settle every candidate of one article in place, in the order of the text.

    ``day`` is the article's (UTC), None where unknown; the market that ``lines`` speak of says
    which line of stock is meant. Returned are warnings: symbols that meant nothing on that day.
    """
    warnings: list[str] = []
    for left, right in pairwise(candidates):
        left.right, right.left = right, left
    for candidate in candidates:
        if not candidate.symbol:
            candidate.names = names_of_day(candidate.names, day, names)
            if not _still_private(candidate, names, day):
                _first_look(candidate, names)
    if any(one.symbol for one in candidates):
        _codes(candidates, names, day, _companies(candidates, names), warnings)
    for _ in range(3 if _open(candidates) else 0):
        around = Neighbours(candidates, names, _companies(candidates, names), tagger)
        if not sum([second_vote(one, around) for one in _open(candidates)]):
            break
    _throughout(candidates, names)
    _shortened(candidates, names)
    for candidate in _open(candidates):
        if candidate.unlisted:
            kind = candidate.unlisted[0].kind
            candidate.decide(kind, f"known {kind}", 0.8, candidate.unlisted[0].company)
        else:
            candidate.decide("", "a risky name without a second vote", 0.0)
    warnings.extend(choose_lines(candidates, names, day, lines))
    return tuple(dict.fromkeys(warnings))


def _throughout(candidates: Sequence[NameCandidate], names: Directory) -> None:
    """What a name only is somewhere in a text it is throughout it, unless words somewhere tell of
    the company itself, or it is named far more often than it speaks: a house or a cited firm that
    speaks, a surname, "Larry Culp ... Culp said".
    """
    voices = [(names.company(one.listed), str(one.verdict)) for one in candidates
              if one.verdict in SPEAKERS and one.names]  # fmt: skip
    spoke = {company: role for company, role in reversed(voices) if company in speakers()}
    people = {one.surface.split()[-1] for one in candidates if one.verdict == "person"}
    linked = [one for one in candidates if one.verdict == "linked"]
    if not linked or not (spoke or people):
        return
    shares = {names.company(one.listed) for one in linked if has_trading_words(one)}
    own = shares | {names.company(one.listed) for one in linked if itself(one, names)}
    places = Counter(names.company(one.listed) for one in linked)
    often = Counter(company for company, _ in voices)
    own |= {company for company, role in spoke.items()
            if role != "agency" and places[company] > max(OFTEN, 2 * often[company])}  # fmt: skip
    shares |= {
        names.company(one.listed) for one in linked if one.symbol or one.surface not in people
    }
    for one in linked:
        company = names.company(one.listed)
        if company in spoke and company not in own:
            role = spoke[company]
            one.decide(role, f"{role} by the words elsewhere", 0.8)
            continue
        surname = one.surface in people and one.names and one.names[0].policy != "always"
        if surname and company not in shares and not holds("surname", one, names):
            one.decide("person", "somebody's name elsewhere", 0.8)


def _shortened(candidates: Sequence[NameCandidate], names: Directory) -> None:
    """A name that ends the longer one of a well-known company may be short for it, and is where the
    text names that in full, or a firm whose name begins as it does: 모비스 beside 현대모비스 or
    현대차. Unless the full name or a code beside it says so, whose it is stays unsure."""
    surfaces = {one.surface for one in candidates}
    for one in candidates:
        name = one.names[0] if one.verdict == "linked" and one.names else None
        if name is None or name.symbol in names.listings.kept or not has_script(one.surface):
            continue
        longer = names.by_ending.get(one.surface, ())
        if not longer or (one.right and one.right.explicit and stands_before(one, one.right)):
            continue
        heads = [(item, item.name_ko.removesuffix(one.surface)) for item in longer]
        likely = [item for item, head in heads if any(s.startswith(head) for s in surfaces)]
        if len(likely) == 1:
            full = replace(name, symbol=likely[0].symbol, company=likely[0].name)
            one.names = (full, *one.names)
        if len(likely) != 1 or likely[0].name_ko not in surfaces:
            one.confidence = min(one.confidence, UNSURE)


SPEAKERS = ("employer", "agency", "index")
"""Roles of whoever only speaks of other companies, or measures their markets."""
OFTEN = 3
"""Places up to which a house may be named without being told of itself."""


def _open(candidates: Sequence[NameCandidate]) -> list[NameCandidate]:
    return [one for one in candidates if one.verdict is None and not one.symbol]


def _companies(candidates: Sequence[NameCandidate], names: Directory) -> frozenset[str]:
    return frozenset(names.company(one.listed) for one in candidates if one.verdict == "linked")


def _first_look(one: NameCandidate, names: Directory) -> None:
    if not one.names:
        _unlisted(one)
        return
    name, surface = one.names[0], one.surface
    small = surface.islower() and surface.isascii() and not name.text.islower()
    small = small and "." not in surface  # "salesforce.com" is no word
    if role := other_role(one, names):
        kind, cue = role
        one.decide(kind, f"{kind} by the words beside it", 0.9, f"{cue!r}")
    elif name.policy == "relation_only":
        of = f"{name.kind} of {name.company}"
        one.decide("relation", of, 0.9, of)
    elif _other_sense(one, names):
        pass
    elif name.policy == "always" and not (small or (one.unlisted and one.sentence.group)):
        confidence = 0.97 if name.kind != "former" else 0.9
        one.decide("linked", f"{name.kind} in the directory", confidence)


def _still_private(one: NameCandidate, names: Directory, day: date | None) -> bool:
    """Settle a firm that was listed only later; True if it is one."""
    if day is None or not one.names or one.names[0].policy == "relation_only":
        return False
    lines = names.lines_of(one.listed)
    lines = [line for line in lines if line in names.listings.kept] or lines
    if not all(not_yet(line, day, names) for line in lines) or has_trading_words(one):
        return False
    since = min(listing.since for line in lines if (listing := names.listings[line]).since)
    one.decide("private", "listed only later", 0.9, f"not listed before {since}")
    return True


def _unlisted(one: NameCandidate) -> None:
    name, sentence = one.unlisted[0], one.sentence
    risky = name.policy != "always" and name.kind == "private"
    if name.kind == "group" and sentence.sport and not sentence.market:
        one.decide("club", "club by the words of the sentence", 0.9, "a match is reported")
    elif risky and not (sentence.business or sentence.market):
        one.decide("", "needs context", 0.0)
    else:
        kind = "" if name.kind == "word" else name.kind
        one.decide(kind, f"known {name.kind}", 0.95, name.company)


def _other_sense(one: NameCandidate, names: Directory) -> bool:
    """Settle a name whose sentence uses the words of its other sense; True if settled."""
    text = one.sentence.text.lower() if has_script(one.surface) else one.sentence.tokens
    for sense in names.senses.get(one.surface.lower(), ()):
        cue = next((word for word in sorted(sense.words) if word in text), "")
        if not cue:
            continue
        safe, proven = one.names[0].policy == "always", bool(proof(one, names))
        if one.sentence.market + safe + proven > 1:
            continue
        one.decide(sense.sense, "another sense of the word", 0.8, f"{cue!r} in the sentence")
        return True
    return False


def _codes(
    candidates: Sequence[NameCandidate],
    names: Directory,
    day: date | None,
    companies: frozenset[str],
    warnings: list[str],
) -> None:
    items = any(one.form == "bare symbol" and _heads_item(one, names) for one in candidates)
    others: set[str] = set()  # letters in brackets that shorten something else
    for one in candidates:
        if not one.symbol:
            continue
        name = one.left if one.left and one.left.names and stands_before(one.left, one) else None
        if name and name.verdict in SPEAKERS:  # "Goldman Sachs (GS) expects"
            one.decide(str(name.verdict), name.rule, name.confidence, name.why)
            continue
        beside = names.company(name.listed) if name else ""
        one.symbol = holder(one.symbol, day, names, companies | {beside})
        company = names.company(current(one.symbol, names))
        if name and beside != company and _of_another(one, name, candidates, names):
            continue
        is_named = company in companies or beside == company
        item = items and one.form == "symbol of an item" and _heads_item(one, names)
        shortens = one.symbol in others or not _bare(one, names)
        if not one.explicit and not is_named and not item and shortens:
            one.decide("", f"{one.form} without the company's name", 0.0)
            others |= {one.symbol} if one.form == "code in brackets" else set()
            continue
        if role := None if one.explicit or beside == company else role_by(one, names, "speaker"):
            one.decide(role[0], f"{role[0]} by the words beside it", 0.9, f"{role[1]!r}")
            continue
        symbol, note = as_of(one.symbol, day, names, companies | {beside})
        if symbol is None:
            warnings.append(FindingText("warning.not_linked", name=one.surface, why=note))
            one.decide("former symbol", one.form, 0.6, note)
            continue
        one.symbol = symbol
        one.decide("linked", one.form, 0.99 if one.explicit else 0.9, note)
        companies |= {company} if one.explicit else set()
        if note:
            warnings.append(FindingText("warning.of_name", name=one.surface, why=note))


UNSURE = 0.6
"""Confidence in a company beside whose name another's code stands: nothing contradicts it."""


def _of_another(
    one: NameCandidate, name: NameCandidate, candidates: Sequence[NameCandidate], names: Directory
) -> bool:
    """Settle a code of another company than the safe name before it, "American Airlines (AA)"; True
    if it is one. The name is the company's; that the code is wrong, and not the name, is unsure."""
    if not one.explicit or name.verdict != "linked" or name.names[0].policy != "always":
        return False
    one.decide("", "the code of another company than the name before it", 0.0)
    company = names.company(name.listed)
    for other in candidates:
        if other.verdict == "linked" and names.company(other.listed) == company:
            other.confidence = min(other.confidence, UNSURE)
    return True


def _bare(one: NameCandidate, names: Directory) -> bool:
    """Whether a bare code may stand without the company's name."""
    if one.symbol not in names.listings:
        return False
    if one.form != "bare symbol":
        return one.form == "bare code" and one.sentence.market
    if one.symbol not in names.listings.kept:
        return _heads_item(one, names) or bool(stock_beside(one))
    if len(one.symbol) >= 4:  # noqa: PLR2004 (letters)
        return True
    sentence = one.sentence
    part = any(one.cue(kind, plain()) for kind in ("second_word", "determined", "begins_longer"))
    if part and not sentence.headline:
        return False
    # beside another script three letters are initials of things: "함정 MRO 시장"
    is_told = sentence.cased and (sentence.market or sentence.business)
    return is_told or bool(proof(one, names))


def _heads_item(one: NameCandidate, names: Directory) -> bool:
    """Whether a symbol stands at the head of an item, of a list's own or with its change in
    brackets; a short one counts beside a longer one's."""
    sure = one.symbol in names.listings.kept or re.match(ITEM_CHANGE, one.after)
    return bool(sure and one.opens and ITEM_BEGINS.match(one.after))
