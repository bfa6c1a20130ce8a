"""Build data/companies/further.csv: former and English names of listed firms, and ended listings.

    python scripts/build_further_names.py EDITIONS.csv ENGLISH.csv ENDED.csv WORDS.txt

EDITIONS.csv are lists of the SEC, of the US exchanges and of the Korean one as they were on some
days (edition, symbol, cik, name; the last edition of each is that of ``listings.csv``), ENGLISH.csv
English names of Korean firms (symbol, name), ENDED.csv Korean listings that ended (symbol, name,
until), WORDS.txt some 50,000 English words. A name that is a word, that another firm has, or that
the tables kept by hand know is left out. An American listing ended between two editions; the day
of the later one stands. Prints former symbols of American firms, for ``former.csv``.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from build_listings import FUND, GENERIC, HOUSES, PART, plain_name, read, short_of

from marketlink.companies.ambiguity import risk_of
from marketlink.companies.names import aliases, formers, listings, public

OUT = Path(__file__).parents[1] / "data" / "companies" / "further.csv"
LEFT_OPEN = re.compile(r"(?:\b(?:and|of)|[&/-])$", re.IGNORECASE)
LEGAL = re.compile(
    r"[ ,.]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|plc|co\.,? ?ltd)\.?$",
    re.IGNORECASE,
)
NO_FIRM = re.compile(
    r"\b(?:acquisitions?|spac|preferred|pfd|depositary|notes|warrants?|units?|rights?|debentures?"
    r"|due|royalty|etn)\b|[%(]|스팩|기업인수|투자회사|선박|리츠|인프라|호$|우$",
    re.IGNORECASE,
)
"""Names of no firm that press reports name."""
SHARE = re.compile(r"[A-Z]{1,4}(?:-[AB])?|[A-Z]{5}(?<![FYQ])")
"""A symbol of a share of an exchange; five letters that end so trade over the counter."""
KIND_TEXT = "clothiers stores restaurants foods airlines insurance realty properties homes gaming"
KINDS = GENERIC | frozenset(KIND_TEXT.split())
ACRONYM = range(2, 6)
DISTINCT, SOLE, LONG = 6, 5, 11
"""Letters of a name that needs context, of a single word, and of a name that is safe."""
KOREAN_SHORT, KOREAN_FORMER, KOREAN_SAFE = 3, 4, 5

Edition = Mapping[str, str]
Row = tuple[str, str, str, str, str, str]
"""symbol, name, lang, kind (short, former, english, ended), policy, until."""


def norm(name: str) -> str:
    """A name by which two lists are joined."""
    return re.sub(r"[^a-z0-9]", "", plain_name(name).lower())


class Judge:
    """How risky a name is, and whether it is free."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words
        self.taken = {name.text.lower() for name in aliases()}
        for row in public().values():
            self.taken |= {row[2].lower(), row[7].lower()}
        self.local = risk_of([row[2] for row in public().values()])

    def english(self, name: str) -> str:
        """The policy of an English name, "" where it is a word or too short to be one."""
        parts = [part.strip("'.-") for part in PART.findall(name)]
        rare = [
            part for part in parts
            if part.lower() not in self.words or (part.isupper() and len(part) in ACRONYM)
        ]  # fmt: skip
        if len(parts) == 1:
            return "needs_proof" if rare and len(parts[0]) >= SOLE else ""
        if not rare or len(name) < DISTINCT:
            return "needs_proof" if len(name) >= LONG - 1 else ""
        safe = len(name) >= LONG and max(map(len, rare)) >= SOLE - 1
        return "always" if safe else "needs_context"

    def short(self, name: str) -> tuple[str, str]:
        """A name without its last general word, and its policy; one of initials is no word."""
        head, _, last = name.rpartition(" ")
        initials = last.lower() in KINDS and re.search(r"\b[A-Z]\. ", head)
        short = head if initials else short_of(name, self.words)
        return short, "needs_context" if " " in short else "needs_proof"

    def free(self, name: str) -> bool:
        """Whether nobody has a name yet; from then on somebody has."""
        if not name or name.lower() in self.taken or "," in name:
            return False
        self.taken.add(name.lower())
        return True

    def rows(self, symbol: str, name: str, kind: str, until: str = "") -> Iterator[Row]:
        """A name's row and its short one's; what is cut off behind "and" or "&" is no name."""
        if LEFT_OPEN.search(name):
            return
        yield symbol, name, "en", kind, self.english(name), until
        short, policy = self.short(name)
        yield symbol, short, "en", kind, policy, until


def short_names(judge: Judge) -> Iterator[Row]:
    """Names of present firms of three words and more without a general last one."""
    present = [(row[0], row[2]) for row in public().values() if row[4] and row[3] == "en"]
    present += [(one.symbol, one.name) for one in listings().values() if one.symbol.isalpha()]
    for symbol, name in present:
        head, _, last = name.rpartition(" ")
        if " " in head and last.lower() in KINDS | {"services", "service"}:
            distinct = judge.english(head) in ("always", "needs_context")
            yield symbol, head, "en", "short", "needs_context" if distinct else "", ""


class American:
    """Editions of American lists, joined by the SEC's key or, before it is known, by name."""

    def __init__(self, editions: Sequence[Edition]) -> None:
        self.days = sorted({row["edition"] for row in editions})
        self.last = self.days[-1]
        self.after = dict(pairwise(self.days))
        self.now = {row["cik"]: row for row in reversed(editions) if row["edition"] == self.last}
        self.in_use = {row["symbol"] for row in self.now.values()} | set(listings())
        self.in_use |= {row["symbol"] for row in editions if row["edition"] == self.last}
        self.held: dict[str, set[str]] = defaultdict(set)
        keys: dict[str, set[str]] = defaultdict(set)
        for row in editions:
            self.held[row["symbol"]].add(row["edition"])
            if row["cik"]:
                keys[norm(row["name"])].add(row["cik"])
        self.firms: dict[str, list[Edition]] = defaultdict(list)
        for row in sorted(editions, key=lambda row: row["edition"]):
            name = row["name"]
            if (
                SHARE.fullmatch(row["symbol"])
                and not FUND.search(name)
                and not NO_FIRM.search(name)
            ):
                of_name = keys[norm(name)]
                only = next(iter(of_name)) if len(of_name) == 1 else f"name {norm(name)}"
                self.firms[row["cik"] or only].append(row)

    def symbol(self, key: str) -> str:
        """The symbol that a living firm has in the shipped tables, "" where it has none."""
        own = {row["symbol"] for row in self.firms[key] if row["edition"] == self.last}
        best = next((one for one in sorted(own) if one in listings()), self.now[key]["symbol"])
        if best in listings():
            return listings()[best].company
        return best if best in public() else ""

    def former_names(self, judge: Judge) -> Iterator[Row]:
        """Names that firms had in an earlier edition."""
        for key, seen in self.firms.items():
            if key in self.now and (symbol := self.symbol(key)):
                present = norm(self.now[key]["name"])
                for name in {plain_name(row["name"]): None for row in seen}:
                    if norm(name) != present:
                        yield from judge.rows(symbol, name, "former")

    def former_symbols(self) -> Iterator[tuple[str, str, str, str]]:
        """Symbols that firms had in an earlier edition, when they had that one only."""
        for key, seen in self.firms.items():
            symbol = self.symbol(key) if key in self.now else ""
            if not symbol or not (symbol in listings() or public()[symbol][4]):
                continue
            many = Counter(row["edition"] for row in seen)
            for old, day in {row["symbol"]: row["edition"] for row in seen}.items():
                new = old not in formers() and old not in self.in_use and len(old) < SOLE
                if new and day != self.last and many[day] == 1:
                    yield old, symbol, self.after[day], f"symbol of {plain_name(seen[0]['name'])}"

    def ended(self, judge: Judge) -> Iterator[Row]:
        """Firms of an earlier edition that no later one has."""
        for key, seen in self.firms.items():
            end = seen[-1]
            symbol, name = end["symbol"], plain_name(end["name"])
            of_exchange = any(not row["cik"] for row in seen) or len(symbol) < SOLE
            if key in self.now or symbol in formers() or not of_exchange:
                continue
            until = self.after.get(end["edition"], self.last)
            later = {day for day in self.held[symbol] if day > end["edition"]}
            if key.startswith("name") and later >= set(self._days_after(end["edition"])):
                if symbol in listings() or symbol in public():
                    own = listings()[symbol].company if symbol in listings() else symbol
                    yield own, name, "en", "former", judge.english(name), ""
                continue
            if symbol in self.in_use or later:
                symbol = f"{symbol}~{until[:4]}"
            yield from judge.rows(symbol, name, "ended", until)

    def _days_after(self, day: str) -> list[str]:
        return self.days[self.days.index(day) + 1 :]


class Korean:
    """Editions of the Korean list."""

    def __init__(self, editions: Sequence[Edition], ended: Sequence[Edition], judge: Judge) -> None:
        self.judge, self.gone = judge, ended
        last = max(row["edition"] for row in editions)
        self.now = {row["symbol"]: row["name"] for row in editions if row["edition"] == last}
        self.editions = [row for row in editions if row["symbol"] in self.now]
        self.owners: dict[str, set[str]] = defaultdict(set)
        for row in [*editions, *ended]:
            self.owners[_joined(row["name"])].add(row["symbol"][:6])

    def former_names(self) -> Iterator[Row]:
        """Plain names that one firm had in an earlier edition."""
        for row in self.editions:
            name = row["name"]
            if name != self.now[row["symbol"]] and self._plain(name, KOREAN_FORMER):
                safe = self.judge.local(name).policy == "always" and not name.endswith(HOUSES)
                yield row["symbol"], name, "ko", "former", "needs_context" if safe else "", ""

    def latin_names(self, known: frozenset[str]) -> Iterator[Row]:
        """Names in Latin letters, which English press writes as well."""
        for symbol, name in self.now.items():
            if name.isascii() and len(name) > 1 and name.lower() not in known:
                clear = len(name) >= SOLE and name.lower() not in self.judge.words
                yield symbol, name, "en", "english", "needs_context" if clear else "needs_proof", ""

    def english_names(self, english: Iterable[Edition]) -> Iterator[Row]:
        """Names in English without their legal form."""
        for row in english:
            name = row["name"].strip(" .,")
            while (short := LEGAL.sub("", name).strip(" ,.")) != name:
                name = short
            if row["symbol"] in self.now and len(name) >= SOLE:
                parts = (
                    p.capitalize() if p.isupper() and len(p) >= SOLE else p for p in name.split()
                )
                name = " ".join(parts)
                yield row["symbol"], name, "en", "english", self.judge.english(name), ""

    def ended(self) -> Iterator[Row]:
        """Firms whose listing ended since 2008."""
        codes = {symbol[:6] for symbol in self.now}
        for row in self.gone:
            name, until = row["name"], row["until"]
            if row["symbol"][:6] in codes or until < "2008" or not self._plain(name, KOREAN_SHORT):
                continue
            policy = self.judge.local(name).policy
            risky = policy == "always" and len(name) < KOREAN_SAFE
            yield row["symbol"], name, "ko", "ended", "needs_context" if risky else policy, until

    def _plain(self, name: str, least: int) -> bool:
        alone = len(self.owners[_joined(name)]) == 1
        return alone and len(name) >= least and not name.isascii() and not NO_FIRM.search(name)


def _joined(name: str) -> str:
    return name.replace(" ", "").lower()


def main() -> None:
    """Write the table."""
    editions, english, ended = (read(path) for path in sys.argv[1:4])
    judge = Judge(frozenset(Path(sys.argv[4]).read_text("utf-8").split()))
    there = American([row for row in editions if "." not in row["symbol"]])
    here = Korean([row for row in editions if "." in row["symbol"]], ended, judge)
    american = [*short_names(judge), *there.former_names(judge), *there.ended(judge)]
    owners: dict[str, set[str]] = defaultdict(set)
    for row in american:
        owners[row[1].lower()].add(row[0])
    american = [row for row in american if len(owners[row[1].lower()]) == 1]
    korean = [*here.former_names(), *here.english_names(english), *here.ended()]
    kept = [row for row in [*american, *korean] if row[4] and judge.free(row[1])]
    known = {name.text.lower() for name in aliases() if name.lang == "en"}
    known |= {row[2].lower() for row in public().values() if row[3] == "en" and row[4]}
    kept += here.latin_names(frozenset(known | {row[1].lower() for row in kept}))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("symbol", "name", "lang", "kind", "policy", "until"))
        writer.writerows(sorted(kept))
    for former in sorted(there.former_symbols()):
        print(",".join(former))
    print(f"{len(kept)} names", file=sys.stderr)


if __name__ == "__main__":
    main()
