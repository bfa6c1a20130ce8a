"""Joins neighbouring time words into expressions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from marketlink.moments.cues import LOOK_BACK, around
from marketlink.moments.grammar import SECTION
from marketlink.moments.tokens import Chunk, Token
from marketlink.text import pack
from marketlink.text.pack import Rule

YEARISH = frozenset({"year", "relyear", "storyyear"})
MONTHISH = frozenset({"month", "relmonth"})
DATED = frozenset({"ymd", "md", "md2", "day", "mdmd"})
DAYISH = DATED | {"weekday", "offset", "named", "ago", "holiday", "session", "first", "thispart",
                  "lastnight", "tonight", "named_ago", "nth"}  # fmt: skip
LIGHT = frozenset({"zone", "prefix"})
HOUR = frozenset({"clock", "daypart", "market"})
BESIDE_DATE = frozenset({"offset", "named", "week", "weekday", "holiday", "session"})
ZONE = frozenset({"zone"})

_FOLLOWERS = (
    ("year relyear storyyear weekend", LIGHT),
    ("month months quarter quarters half season", YEARISH | LIGHT),
    ("relmonth", LIGHT),
    ("part", YEARISH | MONTHISH | LIGHT | {"week"}),
    ("since", YEARISH | MONTHISH),
    ("nth", YEARISH | MONTHISH | LIGHT),
    ("day", YEARISH | MONTHISH | LIGHT | {"first", "newyear", "part"} | BESIDE_DATE | {"nth"}),
    ("md", YEARISH | LIGHT | HOUR | {"beside", "night"} | BESIDE_DATE),
    ("md2 mdmd", YEARISH | LIGHT | {"week", "holiday"}),
    ("ymd", LIGHT | HOUR | {"beside"} | BESIDE_DATE),
    ("weekday", LIGHT | YEARISH | MONTHISH | DATED | HOUR | {"beside", "week", "offset"}),
    ("offset week", ZONE | HOUR),
    ("holiday", YEARISH | LIGHT | HOUR | {"week"}),
    ("first", YEARISH | MONTHISH | LIGHT | {"newyear", "day", "md", "holiday", "week"}),
    ("clock", DAYISH | YEARISH | MONTHISH | LIGHT | {"market", "daypart"}),
    ("daypart", DAYISH | YEARISH | MONTHISH | LIGHT),
    ("market", DAYISH | YEARISH | MONTHISH | LIGHT | {"clock"}),
    ("zone", DAYISH | YEARISH | MONTHISH | HOUR | {"prefix", "night", "week", "weekend"}),
    ("named", ZONE | {"holiday"}),
    ("prefix", frozenset({"named", "offset", "session", "holiday", "relmonth"})),
    ("session ago night", ZONE),
)
MAY_FOLLOW = {slot: before for slots, before in _FOLLOWERS for slot in slots.split()}
"""What may stand before a slot in one expression."""
OPENS_ANOTHER = re.compile(r"\s?[(（]")


def join(text: str, tokens: Sequence[Token], language: str) -> list[Chunk]:
    """Chunks of neighbouring tokens, in order of the text."""
    chunks: list[Chunk] = []
    for token in tokens:
        chunk = chunks[-1] if chunks else None
        if chunk is not None and _fits(text, chunk, token, language):
            chunk.slots[token.slot] = token.value
            chunk.end = _closed(text, chunk.start, token.end)
            chunk.repaired = chunk.repaired or token.repaired
        else:
            end = _closed(text, token.start, token.end)
            chunks.append(Chunk(token.start, end, {token.slot: token.value}, token.repaired))
    return _ranges(text, chunks, language)


def _fits(text: str, chunk: Chunk, token: Token, language: str) -> bool:
    slot, slots = token.slot, chunk.slots
    if slot not in MAY_FOLLOW or not MAY_FOLLOW[slot].issuperset(slots):
        return False
    if slot == "zone":
        timeless = DAYISH.isdisjoint(slots) and HOUR.isdisjoint(slots)
        if timeless or (
            OPENS_ANOTHER.match(text, chunk.end)
            and around("another_date", language, text, token.start, token.end)
        ):
            return False
    beside_holiday = chunk.word("holiday", 1) in ("beside", "outside")
    if slot == "named" and "holiday" in slots and not beside_holiday:
        return False
    if slot == "since" and token.start - chunk.end > 1:
        return False
    beside = slot == "first" and "holiday" in slots
    gap = _pattern(language, "after_holiday" if beside else "gap")
    return gap.fullmatch(text, chunk.end, token.start) is not None


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str]:
    """The one pattern of a kind; that of a gap where a language has none."""
    own = pack(language).rules(SECTION, kind) or pack(language).rules(SECTION, "gap")
    return own[0].pattern


def _closed(text: str, start: int, end: int) -> int:
    """The end, with the bracket that closes one opened inside."""
    if text[end : end + 1] not in (")", "）"):
        return end
    opened, closed = (sum(map(text[start:end].count, signs)) for signs in ("(（", ")）"))
    return end + (opened > closed)


def _ranges(text: str, chunks: list[Chunk], language: str) -> list[Chunk]:
    """Chunks with "from A to B" as one chunk whose ``till`` is B."""
    joined: list[Chunk] = []
    for chunk in chunks:
        before = joined[-1] if joined else None
        if before is not None and before.till is None and _spans(text, before, chunk, language):
            before.till, before.end = chunk, chunk.end
        else:
            joined.append(chunk)
    return joined


def _spans(text: str, first: Chunk, second: Chunk, language: str) -> bool:
    days = DATED | {"weekday"}
    if days.isdisjoint(first.slots) or days.isdisjoint(second.slots) or "prefix" in second.slots:
        return False
    if second.start - first.end > 10 or not HOUR.isdisjoint(first.slots):  # noqa: PLR2004 (letters apart)
        return False
    return any(
        rule.pattern.fullmatch(text, first.end, second.start)
        and _borne_out(text, first, second, rule, language)
        for rule in pack(language).rules(SECTION, "till")
    )


def _borne_out(text: str, first: Chunk, second: Chunk, rule: Rule, language: str) -> bool:
    """Whether what a rule of kind "till" asks of the words around a range is there: ``ahead`` of
    it (or, with ``dated``, a month and a day first), ``then`` behind it, and with ``plain`` two
    weekdays without a preposition."""
    own, fields = pack(language), rule.fields
    if "then" in fields and not own.compile(fields["then"]).match(text, second.end):
        return False
    if fields.get("plain") and second.has("weekday"):
        return first.has("weekday") and text[second.start : second.start + 3] != "On "
    if "ahead" not in fields or (fields.get("dated") and first.has("md", "ymd")):
        return True
    at = max(0, first.start - LOOK_BACK)
    return own.compile(f"(?:{fields['ahead']})$").search(text, at, first.start) is not None
