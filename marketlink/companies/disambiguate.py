"""Decide what each candidate is: explicit codes first, then safe names, then risky ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from marketlink.companies.candidate import Candidate
from marketlink.companies.context import (
    listed_with,
    other_role,
    proof,
    speaker,
    stock_beside,
    traded,
)
from marketlink.companies.cues import any_language, has_script, plain, word_set
from marketlink.companies.directory import Directory
from marketlink.companies.names import Listing, Name, public
from marketlink.companies.normalise import fold
from marketlink.companies.share_line import choose_lines
from marketlink.companies.symbols import as_of, current, holder, names_of_day, not_yet
from marketlink.companies.wordclass import WordClass
from marketlink.records.article import Line

_CAPITAL_NEXT = re.compile(r"^(?:'s)? ?[A-Z&]")
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'-]*\.? $")
_QUOTE = re.compile(r"\s?['\"‘“]")
NEAR = 24
"""Signs that may stand between a name and its code in brackets."""
NOTHING = ("", 0.0)


def disambiguate(
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
        Tells the word class of words, where the extra is used.
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
    _codes(candidates, names, day, _companies(candidates, names), warnings)
    for _ in range(3):
        around = Around.of(candidates, names, _companies(candidates, names), tagger)
        if not sum([_second_vote(one, around) for one in _open(candidates)]):
            break
    for candidate in _open(candidates):
        if candidate.known:
            kind = candidate.known[0].kind
            candidate.decide(kind, f"known {kind}", 0.8, candidate.known[0].company)
        else:
            candidate.decide("", "a risky name without a second vote", 0.0)
    warnings.extend(choose_lines(candidates, names, day, lines))
    return tuple(dict.fromkeys(warnings))


def _open(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [one for one in candidates if one.verdict is None and not one.symbol]


def _companies(candidates: Sequence[Candidate], names: Directory) -> frozenset[str]:
    return frozenset(
        names.company(one.symbol or one.names[0].symbol)
        for one in candidates
        if one.verdict == "linked"
    )


def _first_look(one: Candidate, names: Directory) -> None:
    if not one.names:
        _unlisted(one)
        return
    name = one.names[0]
    if role := other_role(one, names):
        kind, cue = role
        one.decide(kind, f"{kind} by the words beside it", 0.9, f"{cue!r}")
    elif name.policy == "relation_only":
        one.decide(
            "relation", f"{name.kind} of {name.company}", 0.9, f"{name.kind} of {name.company}"
        )
    elif _other_sense(one, names):
        pass
    elif name.policy == "always" and not _doubtful(one):
        confidence = 0.97 if name.kind != "former" else 0.9
        one.decide("linked", f"{name.kind} in the directory", confidence)


def _still_private(one: Candidate, names: Directory, day: date | None) -> bool:
    """Settle a firm that was listed only later; True if it is one."""
    if day is None or not one.names or one.names[0].policy == "relation_only":
        return False
    symbol = one.names[0].symbol
    lines = names.lines.get(names.company(symbol), (symbol,))
    if not all(not_yet(line, day, names) for line in lines) or traded(one):
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
    name, sentence = one.known[0], one.sentence
    if name.kind == "agency" and any(
        language.search("credit", one.window) for language in (sentence.cues, plain())
    ):
        one.decide("agency", "credit", 0.95, "a credit")
    elif name.kind == "group" and sentence.sport and not sentence.market:
        one.decide("club", "club by the words of the sentence", 0.9, "a match is reported")
    elif (
        name.policy != "always"
        and name.kind == "private"
        and not (sentence.business or sentence.market)
    ):
        one.decide("", "needs context", 0.0)
    else:
        kind = "" if name.kind == "word" else name.kind
        one.decide(kind, f"known {name.kind}", 0.95, name.company)


def _other_sense(one: Candidate, names: Directory) -> bool:
    """Settle a name whose sentence uses the words of its other sense; True if settled."""
    for sense in names.senses.get(one.surface.lower(), ()):
        cue = _sense_cue(one, sense.words)
        if not cue:
            continue
        safe = one.names[0].policy == "always"
        proven = bool(proof(one, names))
        if (one.sentence.market and (safe or proven)) or (safe and proven):
            continue
        one.decide(sense.sense, "another sense of the word", 0.8, f"{cue!r} in the sentence")
        return True
    return False


def _sense_cue(one: Candidate, words: frozenset[str]) -> str:
    if not has_script(one.surface):
        return next((word for word in sorted(words) if word in one.sentence.tokens), "")
    text = one.sentence.text.lower()
    return next((word for word in sorted(words) if word in text), "")


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
        known = company in named or beside == company
        if not one.explicit and not known and not _bare(one, names):
            one.decide("", f"{one.form} without the company's name", 0.0)
            continue
        if role := None if one.explicit else speaker(one, names):
            one.decide(role[0], f"{role[0]} by the words beside it", 0.9, f"{role[1]!r}")
            one.symbol, one.form = "", one.surface
            continue
        symbol, note = as_of(one.symbol, day, names, named | {beside})
        if symbol is None:
            warnings.append(f"{one.surface} is not linked: {note}")
            one.decide("former symbol", one.form, 0.6, note)
            one.symbol, one.form = "", one.surface
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
    if not name.names or len(gap) > NEAR or any(char.isalpha() for char in _form().sub("", gap)):
        return ""
    return names.company(name.names[0].symbol)


@cache
def _form() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(any_language('form_before_code'))})\b\.?")


def _bare(one: Candidate, names: Directory) -> bool:
    """Whether a bare code may stand without the company's name."""
    if one.symbol not in names.listings:
        return False
    if one.form == "bare code":
        return one.sentence.market
    if one.form == "bare symbol":
        if one.symbol not in names.listings.kept:
            return _begins(one) or bool(stock_beside(one))
        if len(one.symbol) >= 4:
            return True
        if not one.sentence.headline and plain().search("second_word", one.window):
            return False
        return one.sentence.market or one.sentence.business
    return False


def _begins(one: Candidate) -> bool:
    """Whether a headline begins with a symbol and a colon, "BANX: ...", and it is no word."""
    row = public().get(one.symbol)
    return row is not None and row[6] == "bare" and one.opens and one.after.startswith(": ")


@dataclass(frozen=True, slots=True)
class Around:
    """The candidates of an article and where each stands among the others.

    ``place`` maps the identity of a candidate to its position, ``sentence`` the identity of a
    sentence to its candidates. ``named`` are the companies linked so far, ``full`` the names that
    linked them.
    """

    candidates: Sequence[Candidate]
    names: Directory
    named: frozenset[str]
    place: Mapping[int, int]
    sentence: Mapping[int, Sequence[Candidate]]
    full: Mapping[str, Name]
    tagger: WordClass | None = None

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        names: Directory,
        named: frozenset[str],
        tagger: WordClass | None = None,
    ) -> Around:
        """Index the candidates of one article."""
        sentence: dict[int, list[Candidate]] = defaultdict(list)
        for one in candidates:
            sentence[id(one.sentence)].append(one)
        full = {
            one.names[0].text.lower(): one.names[0]
            for one in candidates
            if one.verdict == "linked" and one.names
        }
        place = {id(one): at for at, one in enumerate(candidates)}
        return cls(candidates, names, named, place, sentence, full, tagger)

    def beside(self, one: Candidate) -> tuple[Candidate | None, Candidate | None]:
        """The candidates right before and right after one."""
        at = self.place[id(one)]
        before = self.candidates[at - 1] if at else None
        after = self.candidates[at + 1] if at + 1 < len(self.candidates) else None
        return before, after

    def others(self, one: Candidate) -> Sequence[Candidate]:
        """The other candidates of its sentence."""
        return [other for other in self.sentence[id(one.sentence)] if other is not one]


def _second_vote(one: Candidate, around: Around) -> bool:
    """Ask for one more vote for a risky name; True where it settles the name."""
    vote, confidence = _vote(one, around)
    if not vote:
        return False
    one.decide("linked", f"{one.names[0].kind} with a second vote", confidence, vote)
    return True


def _vote(one: Candidate, around: Around) -> tuple[str, float]:
    """The vote that makes a risky name the company ("" for none), and how sure it makes it."""
    name = one.names[0]
    small = one.surface.isascii() and one.surface.islower()
    named = around.names.company(name.symbol) in around.named
    if named and not (small and name.policy == "needs_proof"):
        return "the company is named elsewhere in the text", 0.9
    if small:
        return _in_small_letters(one)
    if short := _short_for(one, around):
        one.names = (short, *one.names)
        return f"short for {short.text}", 0.85
    if code := _code_after(one, around):
        own = around.names.company(name.symbol)
        return ("its code follows", 0.97) if code == own else NOTHING
    if (one.known and one.sentence.group) or _spelled_out(one, around):
        return NOTHING
    if beside := proof(one, around.names):
        return beside, 0.88
    if _product_beside(one, around):
        return "its product is named beside it", 0.85
    if _product_named(one, around):
        return "its product is named in the text", 0.8
    if neighbour := _neighbour(one, around):
        return f"listed with {neighbour}", 0.85
    if _tagged(one, around):
        return "its word class is that of a proper noun", 0.8
    if name.policy == "needs_context":
        return _by_sentence(one, around)
    if _proper_noun(one) and (one.sentence.market or one.sentence.business):
        return "a proper noun in a sentence on business", 0.75
    return NOTHING


def _in_small_letters(one: Candidate) -> tuple[str, float]:
    if beside := stock_beside(one):
        return beside, 0.75
    if one.surface in word_set("plain_word") or not one.sentence.market:
        return NOTHING
    return "the sentence speaks of the market", 0.7


def _by_sentence(one: Candidate, around: Around) -> tuple[str, float]:
    sentence = one.sentence
    capital = one.surface[:1].isupper()
    if sentence.market:
        return "the sentence speaks of the market", 0.85
    if one.known:
        return NOTHING
    if sentence.cased and sentence.headline and sentence.cues.search("asked", one.window):
        return "a headline asks about it", 0.75
    if capital and any(other.verdict == "linked" for other in around.others(one)):
        return "another company in the sentence", 0.75
    if sentence.business and (not sentence.cased or capital):
        return "the sentence speaks of business", 0.75
    return ("a proper noun inside the sentence", 0.7) if _proper_noun(one) else NOTHING


def _proper_noun(one: Candidate) -> bool:
    """Whether a capital inside a sentence, standing alone, says that a word is a name."""
    sentence = one.sentence
    if not sentence.cased or sentence.headline or one.opens or not one.surface[:1].isupper():
        return False
    return not _CAPITAL_NEXT.match(one.after) and not _CAPITAL_BEFORE.search(one.before[-24:])


def _tagged(one: Candidate, around: Around) -> bool:
    sentence = one.sentence
    if around.tagger is None or not has_script(one.surface) or one.known:
        return False
    if not (sentence.market or sentence.business):
        return False
    start = one.start - sentence.start
    return around.tagger(sentence.text, start, start + len(one.surface)) == "NNP"


def _short_for(one: Candidate, around: Around) -> Name | None:
    """The full name of a company in the text that this group name is short for."""
    if not one.known or one.known[0].kind != "group":
        return None
    if one.sentence.cues.search("holding", one.window) or _with_groups(one, around):
        return None
    surface = one.surface.lower()
    longer = {
        name.symbol: name
        for text, name in around.full.items()
        if len(text) > len(surface) and text.startswith(surface)
    }
    return next(iter(longer.values())) if len(longer) == 1 else None


def _with_groups(one: Candidate, around: Around) -> bool:
    """Whether a group's short name stands in a list with another's: all are of one kind."""
    before, after = around.beside(one)
    return any(
        other is not None and other.known and other.known[0].kind == "group" and listed_with(*pair)
        for other, pair in ((before, (before, one)), (after, (one, after)))
    )


def _code_after(one: Candidate, around: Around) -> str:
    """The company whose code stands right behind a name, "" for none."""
    _, code = around.beside(one)
    if code is None or not code.symbol or code.folded is not one.folded:
        return ""
    gap = one.folded.text[one.end : code.start]
    if len(gap) > NEAR or any(char.isalpha() for char in _form().sub("", gap)):
        return ""
    return around.names.company(current(code.symbol, around.names))


def _product_beside(one: Candidate, around: Around) -> bool:
    symbol = one.names[0].symbol
    return any(
        other.verdict == "relation" and other.names[0].symbol == symbol
        for other in around.others(one)
    )


def _product_named(one: Candidate, around: Around) -> bool:
    """Whether a product of the company is named anywhere in the text, and the name is a subject."""
    company = around.names.company(one.names[0].symbol)
    if not has_script(one.surface) or not one.sentence.cues.search("subject", one.window):
        return False
    return any(
        other.verdict == "relation" and around.names.company(other.names[0].symbol) == company
        for other in around.candidates
    )


def _spelled_out(one: Candidate, around: Around) -> bool:
    """A group's name before its member's in quotes: the two are one name."""
    _, after = around.beside(one)
    if not one.known or after is None or after.folded is not one.folded or not after.names:
        return False
    listing: Listing | None = around.names.listings.get(after.names[0].symbol)
    between = one.folded.text[one.end : after.start]
    if listing is None or not _QUOTE.fullmatch(between):
        return False
    return listing.name_ko.startswith(one.surface) and listing.name_ko != one.surface


def _neighbour(one: Candidate, around: Around) -> str:
    before, after = around.beside(one)
    if after and after.verdict == "linked" and listed_with(one, after):
        return after.surface
    if before and before.verdict == "linked" and listed_with(before, one):
        return before.surface
    return ""
