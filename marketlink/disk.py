"""Writes files that neither a kill nor a power cut may lose or tear; no other module does.

A file is written beside its place under a name that nobody can guess, synced, renamed, and its
folder synced. POSIX promises no less work than that: data that was not synced may be lost, and
names that were not synced may appear in any order (Pillai and others, "All File Systems Are Not
Created Equal", 2014). What DuckDB writes natively is synced here once it has written it.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
CANNOT_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})
"""Errors of network file systems that cannot sync a folder, as they do it by themselves."""


class Door:
    """The operations on a disk. Tests put in its place one that also logs them."""

    def write(self, path: Path, content: bytes) -> None:
        """Make a new file of this content, not synced; its mode is the user's umask's."""
        with os.fdopen(os.open(path, NEW, 0o666), "wb") as file:
            file.write(content)

    def note_write(self, path: Path) -> None:
        """Note that native code has written a file, not synced."""

    def sync(self, path: Path) -> None:
        """Bring a file's content to the disk."""
        _sync(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)

    def sync_folder(self, folder: Path) -> None:
        """Bring the names in a folder to the disk."""
        if os.name == "nt":
            return
        try:
            _sync(folder, os.O_RDONLY)
        except OSError as error:
            if error.errno not in CANNOT_SYNC:
                raise

    def rename(self, old: Path, new: Path) -> None:
        """Give a file or folder another name, in one step."""
        old.replace(new)

    def make(self, folder: Path) -> None:
        """Make one folder."""
        folder.mkdir(exist_ok=True)

    def unlink(self, path: Path) -> None:
        """Remove a file (a link, not what it points to)."""
        path.unlink()

    def rmdir(self, folder: Path) -> None:
        """Remove an empty folder."""
        folder.rmdir()


door = Door()


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a reader sees the old content or the new one.

    Raises
    ------
    OSError
        The folder cannot be written, the disk is full; nothing is left of the new file.
    """
    publish(path, lambda temporary: door.write(temporary, content))


def publish(path: Path, write: Callable[[Path], object]) -> None:
    """As :func:`replace`, with what ``write`` puts into the file that it is given the name of."""
    with beside(path) as temporary:
        write(temporary)
        keep(temporary)
        move(temporary, path)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """An unguessable name in the folder of a path; what is left there on leaving is removed."""
    make(path.parent)
    temporary = path.with_name(f".{path.name[:80]}.{secrets.token_hex(8)}")
    try:
        yield temporary
    finally:
        remove(temporary)


def keep(path: Path) -> None:
    """Sync a file that was written under the name it has."""
    door.note_write(path)
    door.sync(path)


def move(old: Path, new: Path) -> None:
    """Rename a synced file or folder, and sync the name."""
    door.rename(old, new)
    door.sync_folder(new.parent)
    if old.parent != new.parent:
        door.sync_folder(old.parent)


def move_all(files: Iterable[Path], folder: Path) -> None:
    """Move synced files into a folder, in this order, and sync their names once."""
    for file in files:
        door.rename(file, folder / file.name)
    door.sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    door.sync_folder(folder)


def make(folder: Path) -> None:
    """Make a folder and those above it, and sync their names."""
    missing = []
    at = folder
    while not at.exists():
        missing.append(at)
        at = at.parent
    for path in reversed(missing):
        door.make(path)
        door.sync_folder(path.parent)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def remove(path: Path) -> None:
    """Remove a file or a folder with all it holds; what cannot be removed stays.

    Nothing is synced: what a power cut brings back is found and removed by who looks next.
    """
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            for part in path.iterdir():
                remove(part)
            door.rmdir(path)
        elif path.is_symlink() or path.exists():
            door.unlink(path)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
