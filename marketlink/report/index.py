"""The index of a folder of reports: one static page a language, rebuilt from what lies there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from marketlink import disk
from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.words import LANGUAGES, Words
from marketlink.findings.words import words as words_of
from marketlink.report.sections.answer import SIGNS
from marketlink.report.sections.method import completeness
from marketlink.report.shell import ICON, as_json, asset, environment, policy, style

INDEX = "index.html"
SUMMARY = "summary"
FIRST, PAGE = 20, 100
"""Rows that stand in the page itself, and rows of a page once the script runs."""
MOST_COMPANIES = 2
"""Companies named in a row; the others are counted."""
SCALE = 0.2
"""The move at the end of the list's scale; a larger one stands at the end."""
DOTS = 120
STOCKS = "stocks"
"""Where pages on stocks lie among the reports."""
FLOW = ".flow"
"""What the name of a page on a stock's news flow ends with."""
FACT = re.compile(r'<meta property="og:title" content="([^"]*)">')
LANG = re.compile(r'<html lang="(\w+)"')


def write_index(out: Path, lang: str = "ko") -> Path:
    """Rebuild the index from the ``summary.json`` of every report in the folder.

    Both languages are written, as ``index.<lang>.html``; ``index.html`` keeps the language it was
    first made in.
    """
    summaries = list(read(out))
    page_lang = _language(out / INDEX) or lang
    pages = {one: page(summaries, one, stocks=stocks(out, one)) for one in LANGUAGES}
    for one, text in pages.items():
        disk.replace(out / f"index.{one}.html", text.encode("utf-8", "replace"))
    disk.replace(
        out / INDEX, pages[page_lang if page_lang in pages else "en"].encode("utf-8", "replace")
    )
    return out / INDEX


def read(out: Path) -> Iterable[dict[str, Any]]:
    """The summaries of a folder, newest article first; a summary that cannot be read is left
    out.
    """
    summaries = []
    for folder in sorted(out.iterdir()):
        file = folder / f"{SUMMARY}.json"
        if folder.name.startswith(".") or not file.is_file():
            continue
        try:
            summary = json.loads(file.read_text(encoding="utf-8"))
            pages = [lang for lang in LANGUAGES if (folder / f"report.{lang}.html").is_file()]
            summaries.append(dict(summary) | {"folder": folder.name, "pages": pages})
        except (ValueError, TypeError, OSError):
            continue
    return sorted(summaries, key=_newest, reverse=True)


def _newest(summary: dict[str, Any]) -> tuple[str, str, str]:
    """What the list is ordered by: the day that it shows, then publication and folder."""
    try:
        day = _day(summary)
    except (KeyError, TypeError):
        day = ""
    return day, str(summary.get("published") or ""), str(summary["folder"])


def _day(summary: dict[str, Any]) -> str:
    """Day 0 of the first company that has one, which the article is about first; "" without."""
    return next((str(item["day0"]) for item in summary["companies"] if item["day0"]), "")


def page(
    summaries: Iterable[dict[str, Any]],
    lang: str,
    *,
    stocks: Sequence[tuple[str, str, str]] = (),
    live: dict[str, Any] | None = None,
) -> str:
    """The list as a page: the first rows as they stand, all of them as data for the script.

    ``stocks`` are pages on stocks (address, name, what they say); ``live`` adds what a server
    offers (its form and its event stream).
    """
    words = words_of(lang)
    entries = [entry for one in summaries if (entry := _entry(one, words)) is not None]
    script, own = asset("index.js"), asset("live.js")
    names: dict[tuple[str, str], int] = {}
    rows = [_compact(entry, names) for entry in entries]
    months = Counter(entry["month"] for entry in entries if entry["month"])
    data = {
        "companies": [list(key) for key in names],
        "rows": rows,
        "words": {"one": words("index.count_one", count=1), "open": words("index.open"),
                  "none": words("index.none")},
        "verdicts": {key: [sign, words.name("verdict", key)] for key, (_, sign) in SIGNS.items()},
    }  # fmt: skip
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            w=words,
            lang=words.lang,
            other=next(one for one in LANGUAGES if one != words.lang),
            entries=entries[:FIRST],
            rest=entries[FIRST:],
            stocks=stocks,
            companies=sorted({name for name, _ in names}),
            months=sorted(months, reverse=True),
            years=_years(months),
            month_names=[dates.month_name(n, words.lang) for n in range(1, 13)],
            verdicts=[key for key in SIGNS if any(key in entry["counts"] for entry in entries)],
            signs={key: sign for key, (_, sign) in SIGNS.items()},
            count=words(f"index.count_{'one' if len(entries) == 1 else 'many'}",
                        count=len(entries)),
            size=PAGE,
            data=as_json(data),
            live=live,
            icon=ICON,
            script=script,
            live_script=own,
            style=style(words.lang),
            policy=policy(*([script, own] if live else [script]), live=live is not None),
        )
    )  # fmt: skip


def _compact(entry: dict[str, Any], names: dict[tuple[str, str], int]) -> list[Any]:
    """A row as the script reads it; each company's name stands once in the page."""
    cells = []
    for item in entry["all"]:
        place = names.setdefault((item["name"], item["sought"]), len(names))
        cells.append([place, item["ar"], item["way"], item["x"] if item["held"] else None])
    return [
        entry["href"], entry["title"], entry["headline"], entry["day"], entry["iso"],
        round(entry["size"], 4), entry["counts"], entry["state"], cells, entry["publisher"],
    ]  # fmt: skip


def _years(months: Counter[str]) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Each year's twelve months as (month, reports, strength of its colour in percent)."""
    most = max(months.values(), default=0)
    if len(months) < 2:  # noqa: PLR2004 (a pair)
        return []
    years = sorted({month[:4] for month in months}, reverse=True)
    return [
        (
            year,
            [
                (key, months[key], round(20 + 70 * months[key] / most) if months[key] else 0)
                for key in (f"{year}-{n:02d}" for n in range(1, 13))
            ],
        )
        for year in years
    ]


def stocks(out: Path, lang: str) -> list[tuple[str, str, str]]:
    """The pages on stocks of a folder: address, name, the one fact each says."""
    pages = []
    for file in sorted((out / STOCKS).glob(f"*.{lang}.html")):
        try:
            with file.open(encoding="utf-8", errors="replace") as page_file:
                facts = FACT.search(page_file.read(4096))
        except OSError:
            continue
        name = file.name.removesuffix(f".{lang}.html")
        if name.endswith(FLOW):
            name = words_of(lang)("index.flow", symbol=name.removesuffix(FLOW))
        pages.append((f"{STOCKS}/{quote(file.name)}", name, unescape(facts[1]) if facts else ""))
    return pages


def _language(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as page_file:
            match = LANG.search(page_file.read(200))
    except OSError:
        return ""
    return match[1] if match else ""


def _entry(summary: dict[str, Any], words: Words) -> dict[str, Any] | None:
    try:
        return _row_of(summary, words)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _row_of(summary: dict[str, Any], words: Words) -> dict[str, Any]:
    pages, folder = summary["pages"], summary["folder"]
    first = words.lang if words.lang in pages else (pages[0] if pages else None)
    companies = [_company(item, words) for item in summary["companies"]]
    day = _day(summary)
    moves = [abs(item["ar"]) for item in summary["companies"] if item["ar"] is not None]
    title = summary["title"] or words("page.untitled")
    speak = words.naming({item["symbol"]: item["name"] for item in companies})
    return {
        "href": f"{folder}/report.{first}.html" if first else "",
        "title": fmt.excerpt(title, 120),
        "headline": fmt.excerpt(summary["headline"][words.lang], 150),
        "publisher": fmt.excerpt(summary["publisher"] or "", 40),
        "all": companies,
        "companies": companies[:MOST_COMPANIES],
        "more": max(len(companies) - MOST_COMPANIES, 0),
        "day": dates.short(day, words.lang) if day else "",
        "iso": day,
        "month": day[:7],
        "size": max(moves, default=0.0),
        "counts": {key: summary["claims"][key] for key in SIGNS if key in summary["claims"]},
        "state": "done" if summary["complete"] or summary["frozen"] else "open",
        "status": completeness(
            speak,
            complete_on=summary["complete_on"],
            through=summary["prices_through"],
            complete=summary["complete"],
            delisted=summary["ended"],
            cut_day=summary["frozen"],
        ),
    }


def _company(item: dict[str, Any], words: Words) -> dict[str, Any]:
    ar = item["ar"]
    return {
        "symbol": str(item["symbol"]),
        "name": str(item["names"].get(words.lang) or item["name"]),
        "ar": fmt.NONE if ar is None else fmt.number(ar * 100, 1, sign=True),
        "way": "noise" if not item["unusual"] else "down" if ar < 0 else "up",
        "x": round(DOTS / 2 * (1 + max(min((ar or 0.0) / SCALE, 1), -1) * 0.92)),
        "held": ar is not None,
        "sought": " ".join(map(str, (item["symbol"], *item["names"].values()))).lower(),
    }
