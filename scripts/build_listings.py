"""Build data/companies/listings.csv: listings known by public lists, with the risk of each name.

    python scripts/build_listings.py SEC.csv EARLIER_SEC.csv KRX.csv WORDS.txt EARLIER_KRX.csv

SEC.csv and EARLIER_SEC.csv are two editions of the SEC's list of companies and tickers (cik, name,
ticker, exchange; public domain), KRX.csv names and codes of the Korean exchange (name, ticker_yf,
market; plain facts), WORDS.txt some 45,000 English words, one a line, the most frequent first. A
firm that only the later edition has was listed after the earlier one was made. EARLIER_KRX.csv are
names and codes of 2018 (code, name): a firm since renamed keeps its former name as its short one.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from marketlink.companies.ambiguity import risk_of
from marketlink.companies.names import NamedListing, aliases, listings

EARLIER_MADE = "2025-08-24"
OUT = Path(__file__).parents[1] / "data" / "companies" / "listings.csv"
FORM = re.compile(
    r"[ ,]+(?:inc|incorporated|corp|corporation|co|cos|company|companies|ltd|limited|plc|llc|l\.?p"
    r"|lp|n\.?v|s\.?a|ag|se|ab|asa|oyj|sa de cv|spa|trust|holdings?|holding|group|the)\.?$",
    re.IGNORECASE,
)
PLACE = re.compile(r"\s*/[A-Za-z ]{2,20}/?\s*$|\s*\\[A-Za-z ]{2,20}\\?\s*$")
FUND = re.compile(
    r"\b(?:ETFs?|ETN|Fund|Funds|SPDR|iShares|ProShares|PowerShares|QQQ|UCITS|Municipal|Muni\w*"
    r"|Bitcoin|Ethereum|Ether|XRP|Solana|Litecoin|Dogecoin|Crypto|Gold Trust|Silver Trust|Grayscale"
    r"|Income Trust|Term Trust|Index|Shares Trust)\b",
    re.IGNORECASE,
)
"""Names of funds and of trusts that hold a thing: no companies."""
GENERIC_TEXT = """
    therapeutics pharmaceuticals pharmaceutical pharma technologies technology international
    industries systems holdings interiors biosciences bioscience biotherapeutics biopharma
    semiconductor semiconductors energy networks software solutions brands labs laboratories motors
    platforms group resources medical health healthcare financial bancorp bancshares global
    enterprises communications media entertainment mining materials logistics worldwide
"""
GENERIC = frozenset(GENERIC_TEXT.split())
"""Last words of names that newspapers leave out: "Adaptimmune" for Adaptimmune Therapeutics."""
COMMON = 14_000
"""How many of the words are common: a name of such words only is none without more."""
PART = re.compile(r"[A-Za-z][A-Za-z'&.-]*")


def read(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain_name(name: str) -> str:
    """A name without its legal form, in the case in which newspapers write it."""
    name = PLACE.sub("", name).strip(" ,.")
    while (short := FORM.sub("", name).strip(" ,.&")) != name and short:
        name = short
    if name.isupper():
        words = (
            word if len(word) <= 3 and "&" in word else word.capitalize() for word in name.split()
        )
        name = " ".join(words)
    return name


def policy_of(name: str, common: frozenset[str], vocabulary: frozenset[str], exchange: str) -> str:
    """How much proof an English name needs, "" where only its symbol may link."""
    parts = [part.lower().strip("'.-") for part in PART.findall(name)]
    rare = [part for part in parts if part not in common and len(part) > 2]
    if exchange not in ("NYSE", "Nasdaq") or not parts:
        return ""
    if len(parts) == 1 and len(parts[0]) == 4 and parts[0] not in vocabulary:
        return "needs_proof"
    if len(parts) == 1:
        return "needs_context" if rare and len(parts[0]) >= 5 else ""
    if not rare:
        return "needs_proof"
    return "always" if len(name) >= 9 else "needs_context"


def short_of(name: str, common: frozenset[str]) -> str:
    """A name without its last general word, where what is left is a word of its own."""
    head, _, last = name.rpartition(" ")
    parts = [part.lower() for part in PART.findall(head)]
    if last.lower() not in GENERIC or not parts or len(head) < 5 or len(parts) > 2:
        return ""
    return head if all(part not in common and len(part) > 3 for part in parts) else ""


def group_of(name: str, plain: str) -> str:
    """A risky name with the word "Group" that its firm has behind it: "Geo Group" is no word."""
    named_group = re.match(re.escape(plain) + r" Group\b", name, re.IGNORECASE)
    return f"{plain} Group" if named_group and len(plain) > 2 else ""


def shipped_shorts(
    known: Mapping[str, NamedListing], vocabulary: frozenset[str], taken: set[str]
) -> Iterator[tuple[str, ...]]:
    """Rows with the short names of firms kept by hand that still trade in New York, the words
    before an "&" among them: "International Flavors" for International Flavors & Fragrances."""
    trading = [one for one in known.values() if one.symbol.isalpha() and not one.until]
    for symbol, name in [(one.symbol, one.name) for one in trading]:
        before_and, _, after = name.partition(" & ")
        short = short_of(plain_name(name), vocabulary)
        short = before_and if after and " " in before_and else short
        if short and short.lower() not in taken and short[-1].isalpha():
            taken.add(short.lower())
            yield (symbol, symbol, name, "en", "", "", "", short)


def _beginnings(names: Iterable[str]) -> dict[str, set[str]]:
    """By each beginning of a name, the names that begin so: a short name may have one only."""
    found: dict[str, set[str]] = {}
    for name in names:
        parts = name.lower().split()
        for count in range(1, len(parts) + 1):
            found.setdefault(" ".join(parts[:count]), set()).add(name)
    return found


HOUSES = ("리조트", "백화점", "호텔", "골프장")
"""Ends of Korean names that stand for a place as well, whatever its firm is called now."""


def former_names(
    earlier: Iterable[dict[str, str]], krx: Iterable[dict[str, str]], taken: set[str]
) -> dict[str, str]:
    """By code the former names of firms renamed since, where they are plain and of nobody else."""
    now = {row["ticker_yf"][:6]: row["name"] for row in krx}
    then = {row["code"]: row["name"].replace(",", "") for row in earlier}
    judge = risk_of([*now.values(), *taken])
    names = {name.replace(" ", "").lower() for name in (*now.values(), *taken)}
    return {
        code: name
        for code, name in then.items()
        if code in now and len(name) >= 4 and judge(name).policy == "always"
        and name.replace(" ", "").lower() not in names and name not in now[code]
        and not name.endswith(HOUSES)
        and list(then.values()).count(name) == 1
    }  # fmt: skip


def main() -> None:
    """Write the table."""
    sec, earlier, krx, words, earlier_krx = sys.argv[1:6]
    every = Path(words).read_text("utf-8").split()
    common, vocabulary = frozenset(every[:COMMON]), frozenset(every)
    known = listings()
    before = {row["cik"] for row in read(earlier)}
    taken = {name.text.lower() for name in aliases()}
    firm: dict[str, str] = {}
    for row in read(sec):
        if row["ticker"] in known:
            firm.setdefault(row["cik"], known[row["ticker"]].company)
    rows = []
    for row in read(sec):
        symbol, cik = row["ticker"].strip(), row["cik"]
        if symbol in known or not re.fullmatch(r"[A-Z]{1,5}(?:-[A-Z]{1,2})?", symbol):
            continue
        if FUND.search(row["name"]):
            continue
        first = cik not in firm
        company = firm.setdefault(cik, symbol)
        name = plain_name(row["name"]).replace(",", "")
        policy = policy_of(name, common, vocabulary, row["exchange"]) if first else ""
        if name.lower() in taken:
            policy = ""
        taken.add(name.lower())
        short = short_of(name, vocabulary) if policy else ""
        if first and row["exchange"] in ("NYSE", "Nasdaq") and policy in ("", "needs_proof"):
            short = group_of(row["name"], name) or short
        short = "" if short.lower() in taken else short
        taken.add(short.lower())
        since = "" if cik in before else EARLIER_MADE
        code = "" if symbol.lower() in common or len(symbol) < 4 else "bare"
        rows.append((symbol, company, name, "en", policy, since, code, short))
    rows += shipped_shorts(known, vocabulary, taken)
    begins = _beginnings(row[2] for row in rows)
    rows = [(*row[:7], row[7] if len(begins.get(row[7].lower(), ())) < 2 else "") for row in rows]
    rows = [row for row in rows if row[7] or row[0] not in known]
    names = [row["name"] for row in read(krx)]
    judge = risk_of([*names, *taken])
    former = former_names(read(earlier_krx), read(krx), taken)
    for row in read(krx):
        symbol, name = row["ticker_yf"], row["name"].replace(",", "")
        if symbol in known:
            continue
        policy = "" if name.lower() in taken else judge(name).policy
        if name.isascii() and policy == "always" and len(name) < 6:
            policy = "needs_context"
        rows.append((symbol, symbol, name, "ko", policy, "", "", former.get(symbol[:6], "")))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("symbol", "company", "name", "lang", "policy", "since", "code", "short"))
        writer.writerows(sorted(rows))
    print(f"{len(rows)} listings, {sum(bool(row[4]) for row in rows)} of them with a name")


if __name__ == "__main__":
    main()
