"""English words and phrases that are also names: in small letters they are the words."""

from __future__ import annotations

_WORDS_TEXT = (
    "affirm alphabet amazon android apple ball beverage block bridgewater bullish "
    "campbell's canon caribbean carnival caterpillar chewy cintas circle clorox coach coke "
    "companies compass constellation continental corning cracker cruise cummins deere delta "
    "discover disney dominion domino's eaton emerson etsy expand fiat ford fox frontier gap "
    "gartner genuine gillette globe harley hermes hershey hess hilton hologic horizon hulu "
    "intel jeep kellogg kindle lucid mars meta micron mills monster mosaic mustang nation "
    "nike optum oracle orange packaging peloton pinterest pioneer pixel pool progressive "
    "puma reddit ring roku roper ross royal salesforce sharp shell slack snap solar spirit "
    "spotify sprite sprouts square stellar strategy street stryker studios subway target "
    "tesla tide toast twitter tyson uber united unity universal vanguard ventas visa waters "
    "williams zoom "
)
WORDS = frozenset(_WORDS_TEXT.split())

PHRASES = frozenset(
    {
        "american eagle",
        "american express",
        "american water",
        "app store",
        "best buy",
        "capital one",
        "cracker barrel",
        "dollar general",
        "dollar tree",
        "first solar",
        "five below",
        "general mills",
        "genuine parts",
        "global payments",
        "globe life",
        "home depot",
        "live nation",
        "match group",
        "news corp",
        "old navy",
        "prime video",
        "public storage",
        "southern company",
        "state street",
        "tractor supply",
        "waste management",
    }
)
