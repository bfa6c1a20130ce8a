"""Build ``data/holidays.csv``: the public holidays behind phrases such as "the Chuseok holiday".

Run ``python scripts/build_holidays.py`` after a new release of the ``holidays`` package; the file
is shipped, so that reading an article needs no calendar library.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import holidays

YEARS = range(1995, 2031)
COUNTRIES = {
    "KR": {"language": "en_US", "categories": ("public", "bank")},
    "US": {"language": "en_US"},
    "CN": {"language": "en_US"},
    "JP": {"language": "en_US"},
    "HK": {"language": "en_US"},
    "TW": {"language": "en_US", "categories": ("public", "government")},
    "GB": {"subdiv": "ENG"},
    "DE": {"language": "en_US"},
}
KEYS = (
    ("Korean New Year", "lunar"),
    ("Chinese New Year", "lunar"),
    ("Chuseok", "chuseok"),
    ("Mid-Autumn", "midautumn"),
    ("Independence Movement Day", "samil"),
    ("Juneteenth", "juneteenth"),
    ("Independence Day", "independence"),
    ("Buddha", "buddha"),
    ("Children's Day", "children"),
    ("Memorial Day", "memorial"),
    ("Constitution Day", "constitution"),
    ("Liberation Day", "liberation"),
    ("National Foundation Day", "foundation"),
    ("Hangul Day", "hangul"),
    ("Boxing Day", "boxing"),
    ("Christmas", "christmas"),
    ("Workers' Day", "labor"),
    ("Labor Thanksgiving", "laborthanks"),
    ("Labor Day", "labor"),
    ("May Day", "labor"),
    ("Thanksgiving", "thanksgiving"),
    ("Good Friday", "goodfriday"),
    ("Easter Monday", "eastermonday"),
    ("Martin Luther King", "mlk"),
    ("Washington's Birthday", "presidents"),
    ("Columbus Day", "columbus"),
    ("Veterans Day", "veterans"),
    ("Tomb-Sweeping", "qingming"),
    ("Dragon Boat", "dragonboat"),
    ("National Day", "national"),
    ("Day of German Unity", "national"),
    ("Showa Day", "showa"),
    ("Election", "election"),
    ("Spring Bank Holiday", "springbank"),
    ("Summer Bank Holiday", "summerbank"),
    ("Late Summer Bank Holiday", "summerbank"),
    ("New Year's Day", "newyear"),
    ("Founding Day of the Republic of China", "newyear"),
)


def key_of(name: str) -> str:
    """The closed-list key of a holiday's name, empty for substitutes and days around it."""
    plain = name.lower()
    if any(mark in plain for mark in ("preceding", "alternative", "substitut", "day off", "eve")):
        return ""
    return next((key for text, key in KEYS if text.lower() in plain), "")


def rows(country: str, options: dict[str, object]) -> Iterator[tuple[str, date, str, str, str]]:
    """(country, day, key, kind, name) of every holiday; worked weekend days have kind "workday"."""
    table = holidays.country_holidays(country, years=YEARS, **options)
    for day, names in sorted(table.items()):
        keys = dict.fromkeys(filter(None, map(key_of, names.split("; "))))
        yield country, day, " ".join(keys), "public", names
    for day in sorted(getattr(table, "weekend_workdays", ())):
        if day.year in YEARS:
            yield country, day, "", "workday", "worked in exchange for another day"


def new_york_only(public: set[date]) -> Iterator[tuple[str, date, str, str, str]]:
    """The days on which only the New York exchange is shut."""
    for day, name in sorted(holidays.financial_holidays("NYSE", years=YEARS).items()):
        if day not in public:
            yield "US", day, key_of(name), "exchange", name


def main() -> None:
    """Write the file."""
    found = [row for country, options in COUNTRIES.items() for row in rows(country, options)]
    found += new_york_only({day for country, day, *_ in found if country == "US"})
    path = Path(__file__).resolve().parents[1] / "data" / "holidays.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country", "date", "key", "kind", "name"))
        writer.writerows(sorted((c, d.isoformat(), k, kind, n) for c, d, k, kind, n in found))
    print(f"{path.name}: {len(found)} days, holidays {holidays.__version__}")


if __name__ == "__main__":
    main()
