"""One batch of the record: its files named by their digests, and the batch that came before.

``batch.json`` is written last and vouches for everything else: each file's size and SHA-256, the
digest of the batch before, and its own. One bit changed anywhere is found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from marketlink import disk

MARK = "batch.json"
FORMER_WHOLE = "full"
"""The file that marked a whole batch when batches had no digests."""


class Unsound(Exception):  # noqa: N818 (errors are named for what happened)
    """A batch that is not as it was written: which file of it, and how."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The content of ``batch.json``. ``before`` is the digest of the batch before it ("" where
    there was none), ``written`` an instant in UTC, ``files`` (size, SHA-256) by name; None in a
    batch of a former version, which had no digests. A ``whole`` batch holds every table and needs
    none before it.
    """

    number: int
    schema: int
    whole: bool
    before: str = ""
    written: str = ""
    files: Mapping[str, tuple[int, str]] | None = None
    digest: str = ""

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables it changed; none for a former batch, which lists no files."""
        return tuple(sorted(name.removesuffix(".parquet") for name in self.files or ()))


def seal(folder: Path, number: int, schema: int, *, whole: bool, before: str) -> Batch:
    """Sync the files of a batch and write its ``batch.json``, after which it is complete."""
    files = {}
    for path in sorted(folder.iterdir()):
        disk.keep(path)
        files[path.name] = _measured(path)
    written = datetime.now(UTC).isoformat(timespec="seconds")
    batch = Batch(number, schema, whole, before, written, files)
    digest, text = _text(asdict(batch))
    disk.replace(folder / MARK, text.encode())
    disk.sync_folder(folder.parent)
    return Batch(number, schema, whole, before, written, files, digest)


def read(folder: Path, number: int) -> Batch:
    """The batch that a folder holds, from its ``batch.json``.

    Raises
    ------
    Unsound
        ``batch.json`` is missing, changed, or of another batch.
    """
    try:
        text = (folder / MARK).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unsound(f"{folder.name}/{MARK} cannot be read") from error
    try:
        facts = json.loads(text)
        if set(facts) == {"schema"}:
            return Batch(number, int(facts["schema"]), (folder / FORMER_WHOLE).exists())
        files = {str(name): (int(size), str(sha)) for name, (size, sha) in facts["files"].items()}
        fields = {"number": int(facts["number"]), "schema": int(facts["schema"]), "files": files}
        batch = Batch(**{**facts, **fields})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unsound(f"{folder.name}/{MARK} is damaged") from error
    if _text(facts) != (batch.digest, text) or batch.number != number:
        raise Unsound(f"{folder.name}/{MARK} is damaged")
    return batch


def verify(folder: Path, batch: Batch) -> None:
    """Read every file of a batch back and compare it with what ``batch.json`` says.

    Raises
    ------
    Unsound
        A file is missing, of another size, or of another content.
    """
    for name, digest in (batch.files or {}).items():
        path = folder / name
        try:
            sound = path.stat().st_size == digest[0] and _measured(path) == digest
        except FileNotFoundError as error:
            raise Unsound(f"{folder.name}/{name} is missing") from error
        except OSError as error:
            raise Unsound(f"{folder.name}/{name} cannot be read") from error
        if not sound:
            raise Unsound(f"{folder.name}/{name} is damaged")


def follows(batch: Batch, former: Batch) -> bool:
    """Whether a batch was written on top of another."""
    return batch.number == former.number + 1 and (
        batch.files is None or batch.before == former.digest
    )


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def _text(facts: Mapping[str, Any]) -> tuple[str, str]:
    """The digest of a batch's facts, and the text of its file."""
    fields = {key: value for key, value in facts.items() if key != "digest"}
    digest = sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
    return digest, json.dumps(fields | {"digest": digest}, sort_keys=True)
