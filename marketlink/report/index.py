"""The index of a folder of reports: one static page a language, rebuilt from what lies there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from marketlink import disk
from marketlink.findings import LANGUAGES, Words, dates
from marketlink.findings import format as fmt
from marketlink.findings import words as words_of
from marketlink.report.sections.answer import SIGNS
from marketlink.report.sections.method import told
from marketlink.report.shell import ICON, asset, environment, policy, style

INDEX = "index.html"
SUMMARY = "summary"
PAGE = 100
SHOWN = 3
"""Companies named in a row; the others are counted."""
SCALE = 0.2
"""The move at the end of the list's scale; a larger one stands at the end."""
DOTS = 120
LANG = re.compile(r'<html lang="(\w+)"')


def write_index(out: Path, lang: str = "ko") -> Path:
    """Rebuild the index from the ``summary.json`` of every report in the folder.

    Both languages are written, as ``index.<lang>.html``; ``index.html`` keeps the language it was
    first made in.
    """
    summaries = list(read(out))
    kept = _language(out / INDEX) or lang
    pages = {one: page(summaries, one) for one in LANGUAGES}
    for one, text in pages.items():
        disk.replace(out / f"index.{one}.html", text.encode("utf-8", "replace"))
    disk.replace(out / INDEX, pages[kept if kept in pages else "en"].encode("utf-8", "replace"))
    return out / INDEX


def read(out: Path) -> Iterable[dict[str, Any]]:
    """The summaries of a folder, newest article first; what cannot be read is passed over."""
    found = []
    for folder in sorted(out.iterdir()):
        file = folder / f"{SUMMARY}.json"
        if folder.name.startswith(".") or not file.is_file():
            continue
        try:
            summary = json.loads(file.read_text(encoding="utf-8"))
            pages = [lang for lang in LANGUAGES if (folder / f"report.{lang}.html").is_file()]
            found.append(dict(summary) | {"folder": folder.name, "pages": pages})
        except (ValueError, TypeError, OSError):
            continue
    return sorted(found, key=lambda one: (str(one.get("published") or ""), one["folder"]),
                  reverse=True)  # fmt: skip


def page(
    summaries: Iterable[dict[str, Any]], lang: str, *, live: dict[str, Any] | None = None
) -> str:
    """The list as a page; ``live`` adds what a server offers (its form and its event stream)."""
    words = words_of(lang)
    entries = [entry for one in summaries if (entry := _entry(one, words)) is not None]
    script, own = asset("index.js"), asset("live.js")
    companies = sorted({name for entry in entries for name in entry["names"]})
    months = sorted({entry["month"] for entry in entries if entry["month"]}, reverse=True)
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            w=words,
            lang=words.lang,
            other=next(one for one in LANGUAGES if one != words.lang),
            entries=entries,
            companies=companies,
            months=months,
            verdicts=[key for key in SIGNS if any(key in entry["counts"] for entry in entries)],
            signs={key: sign for key, (_, sign) in SIGNS.items()},
            count=words(f"index.count_{'one' if len(entries) == 1 else 'many'}",
                        count=len(entries)),
            size=PAGE,
            live=live,
            icon=ICON,
            script=script,
            live_script=own,
            style=style(words.lang),
            policy=policy(*([script, own] if live else [script]), live=live is not None),
        )
    )  # fmt: skip


def _language(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as page_file:
            found = LANG.search(page_file.read(200))
    except OSError:
        return ""
    return found[1] if found else ""


def _entry(summary: dict[str, Any], words: Words) -> dict[str, Any] | None:
    try:
        return _shown(summary, words)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _shown(summary: dict[str, Any], words: Words) -> dict[str, Any]:
    pages, folder = summary["pages"], summary["folder"]
    first = words.lang if words.lang in pages else (pages[0] if pages else None)
    companies = [_company(item, words) for item in summary["companies"]]
    days = [item["day0"] for item in summary["companies"] if item["day0"]]
    known = [abs(item["ar"]) for item in summary["companies"] if item["ar"] is not None]
    title = summary["title"] or words("page.untitled")
    sought = [title, summary["publisher"] or "", *_sought(summary["companies"])]
    names = {item["symbol"]: item["name"] for item in companies}
    speak = words.naming(names)
    return {
        "href": f"{folder}/report.{first}.html" if first else "",
        "title": fmt.excerpt(title, 120),
        "headline": fmt.excerpt(summary["headline"][words.lang], 150),
        "publisher": fmt.excerpt(summary["publisher"] or "", 40),
        "companies": companies[:SHOWN],
        "more": max(len(companies) - SHOWN, 0),
        "names": [item["name"] for item in companies],
        "day": dates.short(min(days), words.lang) if days else "",
        "iso": min(days, default=""),
        "month": min(days, default="")[:7],
        "size": max(known, default=0.0),
        "counts": {key: count for key, count in summary["claims"].items() if key in SIGNS},
        "state": "done" if summary["complete"] or summary["frozen"] else "open",
        "status": told(
            speak,
            done=summary["complete_on"],
            through=summary["prices_through"],
            complete=summary["complete"],
            ended=summary["ended"],
            frozen=summary["frozen"],
        ),
        "sought": " ".join(sought).lower(),
    }


def _sought(companies: Iterable[dict[str, Any]]) -> list[str]:
    """Everything a company can be searched by: its symbol and its names in every language."""
    return [str(word) for item in companies for word in (item["symbol"], *item["names"].values())]


def _company(item: dict[str, Any], words: Words) -> dict[str, Any]:
    ar = item["ar"]
    return {
        "symbol": str(item["symbol"]),
        "name": str(item["names"].get(words.lang) or item["name"]),
        "ar": fmt.NONE if ar is None else fmt.number(ar * 100, 1, sign=True),
        "way": "noise" if not item["unusual"] else "down" if ar < 0 else "up",
        "x": round(DOTS / 2 * (1 + max(min((ar or 0.0) / SCALE, 1), -1) * 0.92)),
        "held": ar is not None,
    }
