"""The second vote: what makes a risky name the company after all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketlink.companies.candidate import Candidate
from marketlink.companies.common_words import WORDS
from marketlink.companies.company_cues import listed_with, proof, proper_noun, stock_beside
from marketlink.companies.directory import Directory
from marketlink.companies.names import Name
from marketlink.companies.particles import has_hangul
from marketlink.companies.symbols import current
from marketlink.companies.wordclass import WordClass

NONE = ("", 0.0)


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


def second_vote(one: Candidate, around: Around) -> tuple[str, float]:
    """The vote that makes a risky name the company, and how sure it makes it.

    Returns
    -------
    tuple
        The reason ("" where there is none) and a confidence from 0 to 1.
    """
    name = one.names[0]
    small = one.surface.isascii() and one.surface.islower()
    if around.names.company(name.symbol) in around.named and not (
        small and name.policy == "needs_proof"
    ):
        return "the company is named elsewhere in the text", 0.9
    if small:
        return _in_small_letters(one)
    short = _short_for(one, around)
    if short:
        one.names = (short, *one.names)
        return f"short for {short.text}", 0.85
    if _code_follows(one, around):
        return "its code follows", 0.97
    if one.known and one.sentence.group:
        return NONE
    if _spelled_out(one, around):
        return NONE
    if beside := proof(one):
        return beside, 0.88
    if _product_beside(one, around):
        return "its product is named beside it", 0.85
    if _product_named(one, around):
        return "its product is named in the text", 0.8
    if neighbour := _neighbour(one, around):
        return f"listed with {neighbour}", 0.85
    if _tagged(one, around):
        return "its word class is that of a proper noun", 0.8
    if name.policy != "needs_context":
        return ("a proper noun in a sentence on business", 0.75) if _company_like(one) else NONE
    return _by_sentence(one, around)


def _in_small_letters(one: Candidate) -> tuple[str, float]:
    if beside := stock_beside(one):
        return beside, 0.75
    if one.surface in WORDS or not one.sentence.market:
        return NONE
    return "the sentence speaks of the market", 0.7


def _by_sentence(one: Candidate, around: Around) -> tuple[str, float]:
    sentence = one.sentence
    capital = one.surface[:1].isupper()
    if sentence.market:
        return "the sentence speaks of the market", 0.85
    if one.known:
        return NONE
    if not sentence.korean and sentence.headline and _ASKED.search(one.before):
        return "a headline asks about it", 0.75
    if capital and any(other.verdict == "linked" for other in around.others(one)):
        return "another company in the sentence", 0.75
    if sentence.business and (sentence.korean or capital):
        return "the sentence speaks of business", 0.75
    return ("a proper noun inside the sentence", 0.7) if proper_noun(one) else NONE


def _tagged(one: Candidate, around: Around) -> bool:
    sentence = one.sentence
    if around.tagger is None or not has_hangul(one.surface) or one.known:
        return False
    if not (sentence.market or sentence.business):
        return False
    start = one.start - sentence.start
    return around.tagger(sentence.text, start, start + len(one.surface)) == "NNP"


def _company_like(one: Candidate) -> bool:
    return proper_noun(one) and (one.sentence.market or one.sentence.business)


def _short_for(one: Candidate, around: Around) -> Name | None:
    """The full name of a Korean company in the text that this group name is short for."""
    if not one.known or one.known[0].kind != "group":
        return None
    if _HOLDING.search(one.before) or _with_groups(one, around):
        return None
    surface = one.surface.lower()
    longer = {
        name.symbol: name
        for text, name in around.full.items()
        if len(text) > len(surface) and text.startswith(surface)
    }
    return next(iter(longer.values())) if len(longer) == 1 else None


_HOLDING = re.compile(r"지주(?:사|회사)(?:인|격인)?\s$")
"""What says that a group's short name is its holding: "지주사 SK"."""


def _with_groups(one: Candidate, around: Around) -> bool:
    """Whether a group's short name stands in a list with another's: all are of one kind."""
    before, after = around.beside(one)
    return any(
        other is not None and other.known and other.known[0].kind == "group" and listed_with(*pair)
        for other, pair in ((before, (before, one)), (after, (one, after)))
    )


def _code_follows(one: Candidate, around: Around) -> bool:
    _, code = around.beside(one)
    if code is None or not code.symbol or code.folded is not one.folded:
        return False
    company = around.names.company(one.names[0].symbol)
    near = code.start - one.end <= 24
    return near and around.names.company(current(code.symbol, around.names)) == company


def _product_beside(one: Candidate, around: Around) -> bool:
    symbol = one.names[0].symbol
    return any(
        other.verdict == "relation" and other.names[0].symbol == symbol
        for other in around.others(one)
    )


def _product_named(one: Candidate, around: Around) -> bool:
    """Whether a product of the company is named anywhere in the text, and the name is a subject."""
    company = around.names.company(one.names[0].symbol)
    if not has_hangul(one.surface) or not _SUBJECT.match(one.after):
        return False
    return any(
        other.verdict == "relation" and around.names.company(other.names[0].symbol) == company
        for other in around.candidates
    )


_SUBJECT = re.compile(r"(?:은|는|이|가|도|측은|측이)(?=\s)")
_ASKED = re.compile(
    r"\b(?:Know About|About|Why|Is|Will|Can|Could|Should|Does|Did|Has|Buy|Sell|Own|Than|Next for"
    r"|Ahead for|Behind|Watch|Short) $",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"\s?['\"‘“]")


def _spelled_out(one: Candidate, around: Around) -> bool:
    """A group's name before its member's in quotes: the two are one name."""
    _, after = around.beside(one)
    if not one.known or after is None or after.folded is not one.folded or not after.names:
        return False
    listing = around.names.listings.get(after.names[0].symbol)
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
