"""Where the shipped data files are: inside the wheel, or beside the package in a checkout."""

from __future__ import annotations

import csv
from pathlib import Path


def data_path(*parts: str) -> Path:
    """Path of a shipped data file, for example ``data_path("excerpt", "prices.csv")``.

    Raises
    ------
    FileNotFoundError
        The installation is incomplete.
    """
    package = Path(__file__).parent
    for root in (package / "_data", package.parent / "data"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    name = "/".join(parts)
    raise FileNotFoundError(f"marketlink's data file {name} is missing: reinstall marketlink")


def data_rows(*parts: str) -> list[dict[str, str]]:
    """The rows of a shipped CSV file, which may begin with lines of comment."""
    with data_path(*parts).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
