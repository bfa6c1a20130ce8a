"""Every labelled text of the project, as ``id, text, published`` rows, and their readings.

Cases, articles, stories and stamps under ``tests/cases``; the sentences that stand in tests; and,
where the price panel is beside the checkout, headlines.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

CASES = ROOT / "tests" / "cases"
SENTENCES = "test_claims*.py test_linking*.py test_moments*.py test_events*.py test_wordclass.py"
STAMP = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")
SOME_DAY = "2025-03-14T17:00:00+09:00"
"""Publication of a test sentence beside which no day stands."""

Row = dict[str, str | None]


def cases() -> Iterator[Row]:
    """The texts of the labelled cases."""
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            for part in ("a", "b") if "a" in case else ("",):
                one = case[part] if part else case
                if isinstance(one, dict) and one.get("text"):
                    name = f"{path.stem}/{case['id']}{part}"
                    yield {"id": name, "text": one["text"], "published": one.get("published")}


def sentences() -> Iterator[Row]:
    """Strings of the tests that read like sentences, with the day that stands beside them."""
    for pattern in SENTENCES.split():
        for path in sorted((ROOT / "tests").glob(pattern)):
            tree = ast.parse(path.read_text("utf-8"))
            days = {
                target.id: node.value.value
                for node in tree.body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            seen: set[str] = set()
            for node in ast.walk(tree):
                if isinstance(node, ast.Tuple | ast.Call | ast.List):
                    for text, day in _told(node, days):
                        if text not in seen:
                            seen.add(text)
                            yield {"id": f"{path.stem}/{len(seen)}", "text": text, "published": day}


def _told(node: ast.Tuple | ast.Call | ast.List, days: dict) -> Iterator[tuple[str, str]]:
    parts = node.args if isinstance(node, ast.Call) else node.elts
    values = [
        part.value if isinstance(part, ast.Constant) else days.get(getattr(part, "id", ""))
        for part in parts
    ]
    texts = [value for value in values if isinstance(value, str)]
    day = next((text for text in texts if STAMP.fullmatch(text)), SOME_DAY)
    for text in texts:
        if not STAMP.fullmatch(text) and len(text) > 11 and text.count(" ") > 1:
            yield text, day


def headlines(panel: Path, many: int) -> Iterator[Row]:
    """Headlines that have a publication time, half of them with a percentage, always the same."""
    taken = duckdb.sql(
        "select id, title, published_utc from (select *, title like '%\\%%' escape '\\' as number,"
        " row_number() over (partition by number order by md5(title), id) as place"
        f" from '{panel}/headlines.parquet' where published_utc is not null)"
        f" where place <= {many // 2} order by id"
    )
    for name, title, published in taken.fetchall():
        yield {"id": f"headlines/{name}", "text": title, "published": published}


def readings(rows: Iterable[Row], db: Path) -> Iterator[dict]:
    """Each text as ``marketlink link --input-format jsonl`` reads it, in order."""
    from marketlink.cli.main import run

    with tempfile.TemporaryDirectory() as name:
        path, out = Path(name) / "texts.jsonl", io.StringIO()
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
        with contextlib.redirect_stdout(out):
            run(["link", str(path), "--input-format", "jsonl", "--offline", "--db", str(db)])
    yield from map(json.loads, out.getvalue().splitlines())
