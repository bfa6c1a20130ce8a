"""Every disk that a power cut may leave: a door that logs, and what POSIX allows of its log.

A file's content that was not synced may be lost, cut or whole; a folder's names that were not
synced may each be there or not, in any combination. What is assumed and not simulated: a rename
within one folder is one step, a synced file keeps its content, and DuckDB's own file holds what
DuckDB said was committed (its file and log are copied after each commit), unless the name of its
log was never synced: then the file of before is tried as well.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from marketlink import disk


@dataclass
class LogDoor(disk.Door):
    """Does what a door does, and logs it; ``root`` is the disk, other paths are not logged."""

    root: Path
    log: list[tuple] = field(default_factory=list)

    def note(self, *entry) -> None:
        self.log.append(entry)

    def _named(self, path: Path) -> str | None:
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else None

    def write(self, path, content):
        super().write(path, content)
        self.note("write", self._named(path), content)

    def note_write(self, path):
        self.note("write", self._named(path), path.read_bytes())

    def sync(self, path):
        super().sync(path)
        self.note("sync", self._named(path))

    def sync_folder(self, folder):
        super().sync_folder(folder)
        if self._named(folder) is not None:
            self.note("sync_folder", self._named(folder))

    def rename(self, old, new):
        super().rename(old, new)
        self.note("rename", self._named(old), self._named(new))

    def make(self, folder):
        super().make(folder)
        self.note("make", self._named(folder))

    def unlink(self, path):
        super().unlink(path)
        self.note("unlink", self._named(path))

    def rmdir(self, folder):
        super().rmdir(folder)
        self.note("unlink", self._named(folder))


class SlackDoor(LogDoor):
    """A door that forgets to sync what ``slack`` names: the proof must notice."""

    slack = ()

    def sync(self, path):
        if "sync" not in self.slack:
            super().sync(path)

    def sync_folder(self, folder):
        if "sync_folder" not in self.slack:
            super().sync_folder(folder)


@contextmanager
def logged(root: Path, kind: type[LogDoor] = LogDoor) -> Iterator[LogDoor]:
    """Put a logging door in place of the real one."""
    before, door = disk.door, kind(root)
    disk.door = door
    try:
        yield door
    finally:
        disk.door = before


@dataclass(eq=False)
class File:
    content: bytes = b""
    synced: bool = False


@dataclass(eq=False)
class Folder:
    durable: dict = field(default_factory=dict)
    pending: list = field(default_factory=list)

    def now(self) -> dict:
        return self.after(self.pending)

    def after(self, changes) -> dict:
        names = dict(self.durable)
        for old, new, node in changes:
            names.pop(old, None)
            if new is not None:
                names[new] = node
        return names


class Disk:
    """The state of a disk after a prefix of the log: what is durable, and what may be."""

    def __init__(self) -> None:
        self.root = Folder()

    def at(self, name: str):
        node = self.root
        for part in Path(name).parts:
            node = node.now().get(part) if isinstance(node, Folder) else None
        return node

    def change(self, name: str, old: str | None, node) -> None:
        folder = self.at(str(Path(name).parent))
        folder.pending.append((old, None if node is None else Path(name).name, node))

    def apply(self, entry: tuple) -> None:
        what, *given = entry
        if what == "write":
            name, content = given
            node = self.at(name)
            if isinstance(node, File):
                node.content, node.synced = content, False
            else:
                self.change(name, None, File(content))
        elif what == "sync":
            if isinstance(node := self.at(given[0]), File):
                node.synced = True
        elif what == "sync_folder":
            node = self.at(given[0])
            if isinstance(node, Folder):
                node.durable, node.pending = node.now(), []
        elif what == "make":
            self.change(given[0], None, Folder())
        elif what == "unlink" and self.at(given[0]) is not None:
            self.change(given[0], Path(given[0]).name, None)
        elif what == "rename" and (node := self.at(given[0])) is not None:
            old, new = map(Path, given)
            if old.parent == new.parent:
                self.change(given[1], old.name, node)
            else:
                self.change(given[1], None, node)
                self.change(given[0], old.name, None)

    def cut(self, draw: random.Random, kept: float) -> dict[str, bytes | None]:
        """One disk after a cut: content by name, None for a folder; ``kept`` is how likely each
        change that was not synced has reached the disk."""
        found: dict[str, bytes | None] = {}

        def walk(folder: Folder, at: Path) -> None:
            reached = [change for change in folder.pending if draw.random() < kept]
            for name, node in folder.after(reached).items():
                if isinstance(node, Folder):
                    found[str(at / name)] = None
                    walk(node, at / name)
                else:
                    whole = len(node.content)
                    size = whole if node.synced else draw.choice((0, whole // 2, whole))
                    found[str(at / name)] = node.content[:size]

        walk(self.root, Path())
        return found


def prefixes(log: list[tuple]) -> Iterator[tuple[list[tuple], Disk]]:
    """Each prefix of a log with the disk after it."""
    for end in range(1, len(log) + 1):
        state = Disk()
        for entry in log[:end]:
            state.apply(entry)
        yield log[:end], state


def lay(found: dict[str, bytes | None], folder: Path) -> None:
    """Write one disk into a real folder."""
    for name, content in found.items():
        path = folder / name
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def fingerprint(found: dict[str, bytes | None]) -> str:
    parts = (f"{name}\0{sha256(found[name] or b'').hexdigest()}" for name in sorted(found))
    return sha256("\n".join(parts).encode()).hexdigest()


def cuts(
    log: list[tuple],
    count: int,
    judge: Callable[[list[tuple], dict[str, bytes | None]], str],
    seed: int = 1,
) -> Counter:
    """Cut the power ``count`` times, spread over the prefixes of a log, and judge each disk.

    ``judge`` says what it found of one disk ("whole", or what is wrong); equal disks after equal
    promises are judged once and counted each time.
    """
    draw = random.Random(seed)
    told: Counter = Counter()
    known: dict[tuple, str] = {}
    disks = list(prefixes(log))
    for number in range(count):
        past, state = disks[number % len(disks)]
        found = state.cut(draw, draw.choice((0.0, 0.5, 0.5, 1.0)))
        promises = tuple(entry for entry in past if entry[0] in ("begin", "commit", "told"))
        key = (fingerprint(found), len(promises), past[-1][0] == "commit")
        if key not in known:
            known[key] = judge(past, found)
        told[known[key]] += 1
    told["different"] = len(known)
    return told
