"""The lines of stock of one issuer: what is told of one is told of all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from marketlink.companies import names
from marketlink.companies.names import LINES, ShareLine
from marketlink.derived import derive
from marketlink.resources import data_path


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
    own = folder is not None and (folder / LINES).is_file()
    return _shipped() | _of_lines(firm_lines(folder)) if own else _shipped()


@cache
def _shipped() -> dict[str, str]:
    """The issuers of the shipped tables, kept with what is derived from those."""
    tables = (data_path("companies", name) for name in ("listings.csv", LINES))
    return derive("issuers", [*tables, Path(__file__)], _work_out)  # type: ignore[no-any-return]


def _work_out() -> dict[str, str]:
    firms = {one[0]: one[1] for one in names.public().values() if one[0] != one[1]}
    firms |= {firm: firm for firm in set(firms.values())}
    return firms | _of_lines(firm_lines())


def _of_lines(firms: Mapping[str, Iterable[ShareLine]]) -> dict[str, str]:
    return {line.symbol: firm for firm, lines in firms.items() for line in lines if line.symbol}


def lines_of(symbol: str, folder: Path | None = None) -> tuple[str, ...]:
    """The symbols of all lines of stock of a symbol's issuer, itself first.

    >>> lines_of("GOOG"), lines_of("NVDA")
    (('GOOG', 'GOOGL'), ('NVDA',))
    """
    firms = issuers(folder)
    firm = firms.get(symbol)
    others = sorted(one for one, other in firms.items() if other == firm and one != symbol)
    return (symbol, *others) if firm else (symbol,)
