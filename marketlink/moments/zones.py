"""The time zone and the exchange calendar that a time expression means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from marketlink.moments.cues import around
from marketlink.moments.grammar import SECTION
from marketlink.text import pack

NEW_YORK, SEOUL, LOCAL = "America/New_York", "Asia/Seoul", "local"
TOKYO, HONG_KONG, SHANGHAI, TAIPEI = "Asia/Tokyo", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Taipei"
LONDON, BERLIN = "Europe/London", "Europe/Berlin"
EXCHANGE = {
    NEW_YORK: "XNYS", SEOUL: "XKRX", TOKYO: "XTKS", HONG_KONG: "XHKG", SHANGHAI: "XSHG",
    TAIPEI: "XTAI", LONDON: "XLON", BERLIN: "XETR",
}  # fmt: skip
COUNTRY = {
    NEW_YORK: "US", SEOUL: "KR", TOKYO: "JP", HONG_KONG: "HK", SHANGHAI: "CN", TAIPEI: "TW",
    LONDON: "GB", BERLIN: "DE",
}  # fmt: skip
PLACE_COST, MENTION_COST = 12, 18
ZoneCue = tuple[int, str, int]


@cache
def _places(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern of all places and markets, and the zone of each of its groups."""
    own = pack(language)
    places = own.values.get("place", {})
    apart = own.settings(SECTION).get("words_apart")
    before, after = (r"\b", r"(?!\w)") if apart else ("", "")
    groups = (f"(?P<z{n}>{before}{own.expand(words)}{after})" for n, words in enumerate(places))
    return re.compile("|".join(groups) or r"(?!)"), tuple(places.values())


@cache
def _market(language: str) -> re.Pattern[str]:
    return pack(language).compile("{market_place}", case=True)


def cues(text: str, start: int, end: int, language: str) -> list[ZoneCue]:
    """(position, zone, cost) of every market and place named in ``text[start:end]``."""
    pattern, zones = _places(language)
    zone_cues: list[ZoneCue] = []
    for match in pattern.finditer(text, start, end):
        zone, cost = zones[int((match.lastgroup or "z0")[1:])], PLACE_COST
        market = _market(language).search(text[match.start() : match.end() + 5])
        if market or around("stocks", language, text, *match.span()):
            cost = 0
        elif around("place_in", language, text, *match.span()):
            cost = PLACE_COST // 2
        zone_cues.append((match.start(), zone, cost))
    return zone_cues


def nearest(position: int, zone_cues: Iterable[ZoneCue]) -> str | None:
    """The zone of the cue nearest to a position; named places and companies weigh less."""
    ranked = sorted((abs(at - position) + cost, zone) for at, zone, cost in zone_cues)
    return ranked[0][1] if ranked else None


@cache
def exchange(zone: str) -> str:
    """The exchange whose sessions count in a zone; New York's where none is kept."""
    return EXCHANGE.get(zone, "XLON" if zone.startswith("Europe/") else "XNYS")
