"""The inbox beside the store: articles of reports, until the store can be written.

A report only reads the store, so that it never waits for one that is held and works on one that
cannot be written to. The folder ``inbox`` beside the store holds one file an article; whoever
opens the store for articles next brings them in.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink import disk
from marketlink.errors import MarketlinkError, StoreError
from marketlink.news.entry import prepare
from marketlink.news.keeping import keep
from marketlink.sources.raw import RawArticle

if TYPE_CHECKING:
    from marketlink.store import Store


def leave(db: Path, raw: RawArticle, published: str | None) -> None:
    """Leave an article for the store, which is not touched; once, however often.

    Raises
    ------
    StoreError
        The folder beside the store cannot be written to.
    """
    values: dict[str, Any] = asdict(raw)
    values |= {
        "content": b64encode(raw.content).decode(),
        "retrieved": raw.retrieved.isoformat() if raw.retrieved else None,
        "warnings": [str(warning) for warning in raw.warnings],
        "given": published,
    }
    name = sha256(f"{raw.digest}\0{raw.url or ''}\0{published or ''}".encode()).hexdigest()
    path = _folder(db) / f"{name}.json"
    if path.exists():
        return
    values["added"] = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        disk.replace(path, json.dumps(values).encode())
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{path} cannot be written", why, "--db with a folder of yours") from None


def waiting(db: Path) -> list[Path]:
    """The files that wait, by name."""
    return sorted(_folder(db).glob("*.json"))


def left(db: Path, digest: str) -> RawArticle | None:
    """An article that waits, by the digest of its bytes."""
    for path in waiting(db):
        item = _read(path)
        if item is not None and item[0].digest == digest:
            return item[0]
    return None


def collect(store: Store) -> None:
    """Keep the waiting articles and remove their files; other files are left alone."""
    ready, paths = [], []
    now = datetime.now(UTC)
    for path in waiting(store.path):
        item = _read(path)
        if item is None:
            continue
        raw, published, added = item
        try:
            ready.append(prepare(raw, published, None, added))
        except MarketlinkError:
            continue
        paths.append(path)
    keep(store, ready, now)
    for path in paths:
        disk.remove(path)


def _read(path: Path) -> tuple[RawArticle, str | None, datetime] | None:
    """The content of a file of the inbox; None where it is not one of ours."""
    try:
        values = json.loads(path.read_text("utf-8"))
        published, added = values.pop("given"), datetime.fromisoformat(values.pop("added"))
        values["content"] = b64decode(values["content"])
        values["warnings"] = tuple(values["warnings"])
        if values["retrieved"]:
            values["retrieved"] = datetime.fromisoformat(values["retrieved"])
        names = {f.name for f in fields(RawArticle)}
        return RawArticle(**{name: values[name] for name in names}), published, added
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _folder(db: Path) -> Path:
    return db.parent / "inbox"
