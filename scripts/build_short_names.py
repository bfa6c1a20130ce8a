"""Build data/companies/parts.csv: beginnings and ends of firms' names that are no other firm's.

    python scripts/build_short_names.py ENGLISH.txt KOREAN.txt

ENGLISH.txt and KOREAN.txt are some 45,000 words each, one a line, the most frequent first. Of an
American firm kept by hand the beginnings of its names stand in the table ("Palo Alto" for Palo
Alto Networks), of a Korean firm of a group its name without the group's (퓨처엠): where no other
firm begins or ends so, no table has the name, and it is no common word.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from marketlink.companies.cues import cues
from marketlink.companies.names import aliases, further, listings, public

OUT = Path(__file__).parents[1] / "data" / "companies" / "parts.csv"
COMMON = {"en": 10_000, "ko": 45_000}
"""How many of the words are common: one of them alone is no name of a firm."""
SHORTEST = {"en": 4, "ko": 3}
"""Letters that a beginning of a name has at least."""
OWN = ("official", "name")
"""Kinds of names that are a firm's own."""
OPEN_TEXT = "& and of the de new for in class bank dr parent 운영사 크루즈주"
OPEN = frozenset(OPEN_TEXT.split())
NO_FIRM = re.compile(
    r"\b(?:Trust|Acquisition|Fund|Securities|SPAC|Income|ETF|Depositor|Merger|Preferred|Notes?|BDC)\b"
)
"""Words of listings of public lists that are no firm's shares."""
FIFTH_LETTER = 5
"""Letters of a symbol from which it is of a warrant, a unit or a line over the counter."""
"""Words that leave a beginning open, and such as any firm may have."""
OF_ELSE_TEXT = """
Acadian, Agencia, Analog, Capri, Cementos, Coeur d'Alene, Community Health, Controladora,
Corporacion, Cracker, Donnelley, Elastic, Estrella, Everbright, Everest, GraniteShares, Harte,
Hyperliquid, Hyperscale, Iridium, Jacobs, Jewett, Las Vegas, Latam, MidCap, Mohawk, Motorcar,
Murano, Namib, Nathans, Oxbridge, Perusahaan, Preformed, Quantum Computing, Realty, Reinsurance,
Sanfilippo, Scotts, Stablecoin, Starfighters, Stitch, Sunbelt, Tandem, Teucrium, The Home, Thor,
The Trade, Universal Health, Westinghouse, Westrock, Wheaton, XChange,
다이아몬드백, 도미니언, 레모네이드, 리얼티,
모토로라, 시티즌스, 액시스, 어드밴스드, 에쿼티, 엔터프라이즈, 엘리먼트, 유니언, 이리듐, 인터내셔날,
제이콥스, 카펜터, 커머셜, 헬릭스, 화재해상보험
"""
OF_ELSE = frozenset(name.strip() for name in OF_ELSE_TEXT.split(","))
"""What has a price, a value or a share of its own: metals, sectors, places, people, other firms."""

Names = list[tuple[str, str]]
"""Firms, each with one of its names."""


def every_name(lang: str) -> Names:
    """The names of a language that any table knows, each with its firm."""
    known = listings()
    firm = {symbol: one.company for symbol, one in known.items()}
    names = [(firm.get(one.symbol, one.text), one.text) for one in aliases() if one.lang == lang]
    local = [(one.company, one.name if lang == "en" else one.name_ko) for one in known.values()]
    names += [(company, name) for company, name in local if name]
    listed = [(row[1], name) for row in public().values() for name in (row[2], row[7])
              if row[3] == lang and name]  # fmt: skip
    names += [(firm.get(company, company), name) for company, name in listed]
    return names + [(firm.get(row[0], row[0]), row[1]) for row in further() if row[2] == lang]


def own_names(lang: str) -> Names:
    """The names of firms that trade, none of a product, a subsidiary or a symbol."""
    trading = {symbol: one for symbol, one in listings().items() if not one.until}
    names = [(symbol, one.name if lang == "en" else one.name_ko) for symbol, one in trading.items()]
    names += [(one.symbol, one.text) for one in aliases() if one.kind in OWN and one.lang == lang]
    if lang != "en":
        names += [(row[0], row[2]) for row in public().values() if row[3] == lang and row[4]]
    return [(firm, name) for firm, name in names if firm in trading or firm in public()]


def listed_names() -> Names:
    """The names of American firms that only public lists have, none of a fund or an empty shell."""
    rows = (row for row in public().values() if row[3] == "en" and row[4] and row[0] == row[1])
    return [(row[0], row[2]) for row in rows if row[0] not in listings() and row[0].isalpha()
            and len(row[0]) < FIFTH_LETTER and not NO_FIRM.search(row[2])]  # fmt: skip


def american(lang: str, words: list[str]) -> Iterator[tuple[str, str]]:
    """Symbols and beginnings of the names of American firms in a language; of those that only
    public lists have a first word that is among no words."""
    rank = {word: at for at, word in enumerate(words)}
    names = every_name(lang)
    whole = {name.lower() for _, name in names}
    begins: dict[str, set[str]] = defaultdict(set)
    for firm, name in names:
        parts = re.split("[ -]", name.lower().replace(",", ""))
        for count in range(1, len(parts) + 1):
            begins[" ".join(parts[:count])].add(firm)
    for firm, name in own_names(lang):
        parts = name.replace(",", "").split()
        for count in range(1, len(parts) if firm.isalpha() else 0):
            short, last = " ".join(parts[:count]), parts[count - 1].strip(".!")
            if (
                short.lower() in whole
                or begins[short.lower()] != {firm}
                or len(short) < SHORTEST[lang]
            ):
                continue
            if len(last) < SHORTEST[lang] - 1 or last.lower() in OPEN or "." in parts[0]:
                continue
            if short.isascii() != (lang == "en") or short.upper() == firm:
                continue
            rare = rank.get(last.lower(), COMMON[lang]) >= COMMON[lang]
            if rare or (count > 1 and lang == "en"):
                yield firm, short
    for firm, name in listed_names() if lang == "en" else ():
        first, _, rest = name.replace(",", "").partition(" ")
        rare = first.isalpha() and len(first) > SHORTEST[lang] and first.lower() not in rank
        alone = begins[first.lower()] == {firm} and first.lower() not in whole
        if rest and rare and alone and first.lower() not in OPEN and first.upper() != firm:
            yield firm, first


def korean(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Symbols and ends of the names of Korean firms that begin with a group's."""
    common = set(words)
    names = every_name("ko")
    ends: dict[str, set[str]] = defaultdict(set)
    for _, name in names:
        for at in range(len(name)):
            ends[name[at:].replace(" ", "")].add(name.replace(" ", ""))
    group = next(cue.rule.pattern for cue in cues("ko").of("group_prefix"))
    for firm, name in own_names("ko"):
        match = group.match(name)
        short = name[match.end() :].strip() if match else ""
        if not re.fullmatch("[가-힣]{3,}(?<!우)", short) or _is_common(short, common):
            continue
        if ends[short] == {name.replace(" ", "")} and re.fullmatch(r"\d{6}\.K[SQ]", firm):
            yield firm, short


def _is_common(name: str, common: set[str]) -> bool:
    """Whether a name is a word, or two of them: 관광개발."""
    cuts = ((name[:at], name[at:]) for at in range(2, len(name) - 1))
    return name in common or any(set(cut) <= common for cut in cuts)


def main() -> None:
    """Write the table."""
    english, local = (Path(path).read_text("utf-8").split() for path in sys.argv[1:3])
    rows = {(symbol, short, "en") for symbol, short in american("en", english)}
    rows |= {(symbol, short, "ko") for symbol, short in american("ko", local)}
    rows |= {(symbol, short, "ko") for symbol, short in korean(local)}
    rows = {row for row in rows if row[1] not in OF_ELSE}
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("symbol", "name", "lang"), *sorted(rows)])
    print(f"{len(rows)} names")


if __name__ == "__main__":
    main()
