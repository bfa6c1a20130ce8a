"""The index of a folder of reports: one static page, rebuilt from what lies there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from marketlink import disk
from marketlink.report import format as fmt
from marketlink.report.glance import spark
from marketlink.report.messages import LANGUAGES, Words
from marketlink.report.messages import words as words_of
from marketlink.report.page import asset, environment, policy, style

INDEX = "index.html"
SUMMARY = "summary"


def write_index(out: Path, lang: str = "ko") -> Path:
    """Rebuild ``out/index.html`` from the ``summary.json`` of every report in the folder."""
    words = words_of(lang)
    entries = [
        entry for folder in sorted(out.iterdir()) if (entry := _entry(folder, words)) is not None
    ]
    entries.sort(key=lambda entry: (entry["published"], entry["slug"]), reverse=True)
    script = asset("index.js")
    page = (
        environment()
        .get_template("index.html.j2")
        .render(
            w=words,
            lang=words.lang,
            entries=entries,
            count=words(
                f"index.count_{'one' if len(entries) == 1 else 'many'}", count=len(entries)
            ),
            script=script,
            style=style(),
            policy=policy(script),
        )
    )
    disk.replace(out / INDEX, page.encode("utf-8", "replace"))
    return out / INDEX


def _entry(folder: Path, words: Words) -> dict[str, Any] | None:
    file = folder / f"{SUMMARY}.json"
    if folder.name.startswith(".") or not file.is_file():
        return None
    try:
        return _shown(folder, json.loads(file.read_text(encoding="utf-8")), words)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _shown(folder: Path, summary: dict[str, Any], words: Words) -> dict[str, Any]:
    pages = [lang for lang in LANGUAGES if (folder / f"report.{lang}.html").is_file()]
    first = words.lang if words.lang in pages else (pages[0] if pages else None)
    companies = [
        {
            "symbol": str(item["symbol"]),
            "name": str(item.get("names", {}).get(words.lang) or item["name"]),
            "day0": fmt.day(item["day0"]),
            "ar": fmt.percent(item["ar"]),
            "way": "down" if item["ar"] < 0 else "up",
            "spark": spark([float(value) for value in item["path"]]),
        }
        for item in summary["companies"]
    ]
    return {
        "slug": folder.name,
        "href": f"{folder.name}/report.{first}.html" if first else "",
        "languages": [(lang, f"{folder.name}/report.{lang}.html") for lang in pages],
        "title": fmt.excerpt(summary["title"] or words("page.untitled"), 160),
        "publisher": summary["publisher"] or "",
        "published": fmt.day(summary["published"]) if summary["published"] else "",
        "verdict": fmt.excerpt(summary["verdict"][words.lang]),
        "companies": companies,
        "day0": min((item["day0"] for item in companies), default=""),
        "status": _status(summary, words),
    }


def _status(summary: dict[str, Any], words: Words) -> str:
    done, through = summary["complete_on"], summary["prices_through"]
    if not done:
        return words("page.open_end", through=fmt.day(through)) if through else ""
    if summary.get("complete") and summary.get("ended"):
        return words("page.ended", day=done, symbols=", ".join(summary["ended"]))
    if summary.get("complete", bool(through) and through >= done):
        return words("page.complete", day=done)
    if summary.get("frozen"):
        return words("page.frozen", day=summary["frozen"], done=done)
    return words("page.maturing", day=done, through=fmt.day(through))
