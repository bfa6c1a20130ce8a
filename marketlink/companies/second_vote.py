"""The second vote: evidence in the text that a risky name is the company."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

from marketlink.companies.candidate import NameCandidate, stands_before
from marketlink.companies.context import listed_with, proof, stock_beside
from marketlink.companies.cues import has_script, plain, words_of
from marketlink.companies.directory import Directory
from marketlink.companies.names import Name, NamedListing
from marketlink.companies.symbols import current
from marketlink.companies.wordclass import WordClass
from marketlink.text import word_set

_CAPITAL_NEXT = re.compile(r"^(?:'s)? ?[A-Z&]")
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'-]*\.? $")
_QUOTE = re.compile(r"\s?['\"‘“]")
NOTHING = ("", 0.0)


class Neighbours:
    """The candidates of an article, and the names that linked a company so far (``full``)."""

    def __init__(
        self,
        candidates: Sequence[NameCandidate],
        names: Directory,
        companies: frozenset[str],
        tagger: WordClass | None,
    ) -> None:
        """Index the candidates of one article; ``companies`` are linked."""
        self.candidates, self.names, self.companies = candidates, names, companies
        self.tagger = tagger
        self.full = {
            one.names[0].text.lower(): one.names[0]
            for one in candidates
            if one.verdict == "linked" and one.names
        }
        self.by_sentence: dict[int, list[NameCandidate]] = defaultdict(list)
        for one in candidates:
            self.by_sentence[id(one.sentence)].append(one)

    @cached_property
    def coded_apart(self) -> frozenset[str]:
        """Firms whose name stands before the code of another and nowhere before their own, so that
        it is short for that one's: "Apollo Group Inc (APOL.O) slid. Apollo's shares fell"."""
        own, apart = set[str](), set[str]()
        for one in self.candidates:
            if one.names and (code := _code_after(one, self)):
                firm = self.names.firm(one.names[0].symbol)
                (own if code == firm else apart).add(firm)
        return frozenset(apart - own)

    def others(self, one: NameCandidate) -> Sequence[NameCandidate]:
        """The other candidates of its sentence."""
        return [other for other in self.by_sentence[id(one.sentence)] if other is not one]


def second_vote(one: NameCandidate, around: Neighbours) -> bool:
    """Ask for one more vote for a risky name; True where it settles the name."""
    by_code_only = one.names[0].policy == "explicit_symbol_only"
    apart = around.names.firm(one.names[0].symbol) in around.coded_apart
    vote, confidence = NOTHING if by_code_only or apart else _vote(one, around)
    if not vote:
        return False
    one.decide("linked", f"{one.names[0].kind} with a second vote", confidence, vote)
    return True


def _vote(one: NameCandidate, around: Neighbours) -> tuple[str, float]:  # noqa: PLR0911 (a case each)
    """The vote that makes a risky name the company ("" for none), and how sure it makes it."""
    name = one.names[0]
    small = one.surface.isascii() and one.surface.islower()
    is_named = around.names.company(name.symbol) in around.companies
    if name.policy == "needs_trading":
        return _of_shares(one, around, is_named=is_named)
    if code := _code_after(one, around):
        own = around.names.firm(name.symbol)
        return ("its code follows", 0.97) if code == own else NOTHING
    in_chat = small and one.sentence.text.islower() and name.policy != "needs_proof"
    if is_named and (in_chat or not small):
        return "the company is named elsewhere in the text", 0.9
    if small:
        return _in_small_letters(one)
    if short := _short_for(one, around):
        one.names = (short, *one.names)
        return f"short for {short.text}", 0.85
    of_group = one.unlisted and one.sentence.group and not one.cue("holding")
    longer = not one.sentence.headline and (
        one.cue("begins_longer", plain())
        or (name.kind == "listing" and one.cue("second_word", plain()))
    )
    if longer or of_group or _spelled_out(one, around) or _shortens(one):
        return NOTHING
    if beside := proof(one, around.names):
        return beside, 0.88
    if _product_named(one, around):
        return "its product is named", 0.85
    if neighbour := _neighbour(one):
        return f"listed with {neighbour}", 0.85
    if _tagged(one, around):
        return "its word class is that of a proper noun", 0.8
    if name.policy == "needs_context":
        return _by_sentence(one, around)
    if _proper_noun(one) and (one.sentence.market or one.sentence.business):
        return "a proper noun in a sentence on business", 0.75
    return NOTHING


def _of_shares(one: NameCandidate, around: Neighbours, *, is_named: bool) -> tuple[str, float]:
    """The words beside a part of a firm's name that tell of its shares; any that prove a company
    once the firm is named. Of two firms that begin so it is the one that the text names in full."""
    begun = {name.symbol: name for text, name in around.full.items()
             if text.startswith(f"{one.surface.lower()} ")}  # fmt: skip
    if len(begun) == 1:
        one.names = (*begun.values(), *one.names)
    apart = (
        one.cue("second_word", plain()) or one.cue("longer_name") or one.cue("determined", plain())
    )
    if len(begun) < 2 and not apart:  # noqa: PLR2004 (a pair)
        if match := one.cue("dealt_apart" if one.unlisted else "dealt"):
            sure = 0.85 if is_named or begun else 0.65
            return f"{words_of(match)!r} beside it", sure
        if is_named and not one.unlisted and (beside := proof(one, around.names)):
            return beside, 0.85
    return NOTHING


def _in_small_letters(one: NameCandidate) -> tuple[str, float]:
    if beside := stock_beside(one):
        return beside, 0.75
    words = " " in one.surface  # "hyperscale data"
    if words or one.surface in word_set("plain_word") or not one.sentence.market:
        return NOTHING
    return "the sentence speaks of the market", 0.7


def _by_sentence(one: NameCandidate, around: Neighbours) -> tuple[str, float]:
    sentence = one.sentence
    capital = one.surface[:1].isupper()
    if sentence.market:
        return "the sentence speaks of the market", 0.85
    if one.unlisted:
        return NOTHING
    if sentence.cased and sentence.headline and one.cue("asked"):
        return "a headline asks about it", 0.75
    if capital and any(other.verdict == "linked" for other in around.others(one)):
        return "another company in the sentence", 0.75
    if sentence.business and (not sentence.cased or capital):
        return "the sentence speaks of business", 0.75
    return ("a proper noun inside the sentence", 0.7) if _proper_noun(one) else NOTHING


def _proper_noun(one: NameCandidate) -> bool:
    """Whether a capital inside a sentence, standing alone, says that a word is a name."""
    sentence = one.sentence
    if not sentence.cased or sentence.headline or one.opens or not one.surface[:1].isupper():
        return False
    return not _CAPITAL_NEXT.match(one.after) and not _CAPITAL_BEFORE.search(one.before[-24:])


def _tagged(one: NameCandidate, around: Neighbours) -> bool:
    sentence = one.sentence
    if around.tagger is None or one.unlisted or not (sentence.market or sentence.business):
        return False
    start = one.start - sentence.start
    tag = has_script(one.surface) and around.tagger(sentence.text, start, start + len(one.surface))
    return tag == "NNP"


def _short_for(one: NameCandidate, around: Neighbours) -> Name | None:
    """The full name of a company in the text that this group name is short for, if its sentence
    does not hold both and its line holds that first: not in "LS는 4% 내렸다. LS일렉트릭도 내렸다".
    """
    if not one.unlisted or one.unlisted[0].kind != "group" or one.cue("holding"):
        return None
    surface = one.surface.lower()
    beside = {other.surface.lower() for other in around.others(one)}
    earlier = takewhile(lambda other: other is not one, around.candidates)
    later = {other.surface.lower() for other in around.candidates if other.line is one.line}
    beside |= later.difference(other.surface.lower() for other in earlier)
    full = around.full.items()
    longer = {text: n for text, n in full if text != surface and text.startswith(surface)}
    if not beside.isdisjoint(longer):
        return None
    symbols = {name.symbol: name for name in longer.values()}
    return next(iter(symbols.values())) if len(symbols) == 1 else None


def _shortens(one: NameCandidate) -> bool:
    """Whether letters in brackets shorten the name right before them, 크레디트스위스(CS)."""
    before = one.left
    if before is None or before.folded is not one.folded or not before.verdict:
        return False
    return one.folded.text[before.end : one.start] == "(" and one.after.startswith(")")


def _code_after(one: NameCandidate, around: Neighbours) -> str:
    """The firm whose code stands right behind a name, or the code of one that is no longer listed;
    "" for none."""
    code = one.right
    if code is None or not code.symbol or not stands_before(one, code):
        return ""
    return around.names.firm(current(code.symbol, around.names)) or code.symbol


def _product_named(one: NameCandidate, around: Neighbours) -> bool:
    """Whether a product of the company is named: in the sentence, or where the name is the subject
    anywhere."""
    subject = has_script(one.surface) and one.cue("subject")
    company = around.names.company(one.names[0].symbol)
    return any(
        other.verdict == "relation" and around.names.company(other.names[0].symbol) == company
        for other in (around.candidates if subject else around.others(one))
    )


def _spelled_out(one: NameCandidate, around: Neighbours) -> bool:
    """A group's name before its member's in quotes: the two are one name."""
    after = one.right
    if not one.unlisted or after is None or after.folded is not one.folded or not after.names:
        return False
    listing: NamedListing | None = around.names.listings.get(after.names[0].symbol)
    between = one.folded.text[one.end : after.start]
    if listing is None or not _QUOTE.fullmatch(between):
        return False
    return listing.name_ko.startswith(one.surface) and listing.name_ko != one.surface


def _neighbour(one: NameCandidate) -> str:
    before, after = one.left, one.right
    risky = one.names[0].policy == "needs_proof"
    for other, pair in ((after, (one, after)), (before, (before, one))):
        if other and other.verdict == "linked" and listed_with(*pair):
            first, second = (before, one) if other is before else (one, other)
            # "카카오페이, MSCI 편입 실패": a comma behind who opens a headline lists nothing
            comma = first.opens and one.folded.text[first.end : second.start].strip() == ","
            if not (comma and (one.unlisted or (risky and other is before))):
                return other.surface
    return ""
