"""The lines of stock of one issuer: what is told of one is told of all."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from marketlink.companies import names
from marketlink.companies.names import LINES, ShareLine


def firm_lines(folder: Path | None = None) -> dict[str, tuple[ShareLine, ...]]:
    """The lines of each firm, shipped and of the user's own folder of listings."""
    rows = list(names.rows("companies", LINES))
    if folder is not None and (path := folder / LINES).is_file():
        with path.open(encoding="utf-8", newline="") as file:
            rows.extend(csv.DictReader(file))
    return names.share_lines(rows)


def issuers(folder: Path | None = None) -> Mapping[str, str]:
    """The symbol that stands for the issuer of each line of stock; of one that issuers have one
    line of, nothing.

    Classes, preferred shares and receipts stand in ``lines.csv``; what the SEC lists under one
    central index key, units and warrants among it, in ``listings.csv``.

    >>> issuers()["GOOG"], issuers()["005935.KS"], issuers()["FWONA"]
    ('GOOGL', '005930.KS', 'FWONA')
    """
    firms = {one[0]: one[1] for one in names.public().values() if one[0] != one[1]}
    firms |= {firm: firm for firm in set(firms.values())}
    for firm, lines in firm_lines(folder).items():
        firms |= {line.symbol: firm for line in lines if line.symbol}
    return firms


def lines_of(symbol: str, folder: Path | None = None) -> tuple[str, ...]:
    """The symbols of all lines of stock of a symbol's issuer, itself first.

    >>> lines_of("GOOG"), lines_of("NVDA")
    (('GOOG', 'GOOGL'), ('NVDA',))
    """
    firms = issuers(folder)
    firm = firms.get(symbol)
    others = sorted(one for one, other in firms.items() if other == firm and one != symbol)
    return (symbol, *others) if firm else (symbol,)
