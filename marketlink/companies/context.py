"""The roles of a name that is not the company in the news, and the evidence that it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from marketlink.calendars import EXCHANGES, exchange_of
from marketlink.companies.candidate import NameCandidate
from marketlink.companies.cues import NameCue, every, of_every, plain, words_of
from marketlink.companies.directory import Directory
from marketlink.companies.names import rows
from marketlink.text import any_language, word_set

ContextFlag = Callable[[NameCandidate, Directory], bool]


@cache
def speakers() -> dict[str, str]:
    """By company, "house" (its analysts are quoted) or "source" (it is cited for data or news)."""
    return {row["company"]: row["kind"] for row in rows("companies", "speakers.csv")}


def _speaks(kind: str) -> ContextFlag:
    def flag(one: NameCandidate, directory: Directory) -> bool:
        if speakers().get(directory.company(one.listed)) == kind:
            return True
        return kind == "house" and one.surface.endswith(any_language("house_ending"))

    return flag


def _trades_at(exchange: str) -> ContextFlag:
    return lambda one, _: bool(one.listed) and exchange_of(one.listed) == exchange


def _is_in(words: str) -> ContextFlag:
    return lambda one, _: one.surface.lower() in word_set(words)


FLAGS: dict[str, ContextFlag] = {
    "house": _speaks("house"),
    "source": _speaks("source"),
    **{name: _is_in(name) for name in ("medium", "region", "surname")},
    "risky": lambda one, _: bool(one.names) and one.names[0].policy != "always",
    "long": lambda one, _: (
        bool(one.names) and one.names[0].policy == "always" and len(one.surface) > 3  # noqa: PLR2004 (a pair, or three)
    ),
    "abroad": lambda one, directory: any("." in line for line in directory.lines_of(one.listed)),
    "ended": lambda one, directory: (
        bool(one.names) and directory.listings[one.names[0].symbol].until is not None
    ),
    "also_unlisted": lambda one, _: bool(one.unlisted),
    "capital": lambda one, _: one.surface[:1].isupper(),
    "attached": lambda one, _: bool(one.attached),
    "opens": lambda one, _: one.opens,
    "free": lambda one, _: one.opens or one.cue("free") is not None,
    "market": lambda one, _: one.sentence.market,
    "sport": lambda one, _: one.sentence.sport,
    "headline": lambda one, _: one.sentence.headline,
    **{exchange: _trades_at(exchange) for exchange in EXCHANGES},
}
"""The conditions that a rule may need: on the name, its company, its sentence."""


def holds(flag: str, one: NameCandidate, directory: Directory) -> bool:
    """Whether a flag holds of a name; asked once of each."""
    flag_value = one.flags.get(flag)
    if flag_value is None:
        flag_value = one.flags[flag] = FLAGS[flag](one, directory)
    return flag_value


def fits(cue: NameCue, one: NameCandidate, directory: Directory, window: str = "") -> str | None:
    """The words that a rule finds around a name, None where it does not hold."""
    for flag in cue.needs:
        if not holds(flag, one, directory):
            return None
    match = cue.search(one.sentence.text if cue.whole else window or one.window)
    if match is None or any(holds(flag, one, directory) for flag in cue.unless):
        return None
    if cue.also and not cue.also.search(one.sentence.text):
        return None
    return words_of(match) or match[0]


def other_role(one: NameCandidate, directory: Directory) -> tuple[str, str] | None:
    """The role of a listed company's name that is not the company in the news (credit, person,
    venue, employer ...) and the words that say so; None where nothing speaks against the company.
    """
    for cue in of_every("credit", one.sentence.possible):
        if words := fits(cue, one, directory):
            return "credit", words
    return role_by(one, directory, "role", "speaker")


def itself(one: NameCandidate, directory: Directory) -> bool:
    """Whether the words beside a name are about the company itself, not about its statements."""
    return any(not cue.field("role") and fits(cue, one, directory) for cue in one.cues("speaker"))


def role_by(one: NameCandidate, directory: Directory, *kinds: str) -> tuple[str, str] | None:
    """The role that the first fitting rule of some kinds gives a name, and the words; None where
    it says that it is the company itself, or none fits."""
    for cue in one.cues(*kinds):
        if words := fits(cue, one, directory):
            role = cue.field("role")
            return (role, words) if role else None
    return None


def proof(one: NameCandidate, directory: Directory) -> str:
    """The words right beside a name that make it the company, or ""."""
    if one.attached and not set(one.attached) <= word_set("suffix"):
        return f"{one.attached!r} is written onto it"
    windows, sentence = [one.window], one.sentence
    # a word that is a name as well must open a headline: "Target Opens a Store", not "SAP Target"
    clear = one.opens or not one.names or one.names[0].policy == "needs_context"
    if sentence.shouting:
        windows = [one.window.lower()]
    elif clear and sentence.cased and sentence.headline:
        windows.append(one.window.lower())
    for cue in one.cues("proof"):
        for window in windows:
            if words := fits(cue, one, directory, window):
                return f"{words!r} beside it"
    return ""


def stock_beside(one: NameCandidate) -> str:
    """The word for a stock right beside a name in small letters, or ""."""
    match = one.cue("stock", plain())
    return f"{words_of(match)!r} beside it" if match else ""


def has_trading_words(one: NameCandidate) -> bool:
    """Whether words of trading stand right after a name: whoever says them knows it is listed."""
    return any(one.cue("traded", language) for language in every())


def listed_with(one: NameCandidate, other: NameCandidate) -> bool:
    """Whether two neighbouring names stand in one enumeration."""
    if one.sentence is not other.sentence:
        return False
    gap = one.folded.text[one.end : other.start]
    if len(gap) > 24 or not gap.strip():  # noqa: PLR2004 (letters apart)
        return False
    return any(cue.rule.pattern.fullmatch(gap) for cue in one.sentence.cues.of("list"))
