"""``marketlink.read``: the reading of an article as plain values."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from marketlink.library.source import ArticleSource, names_a_file


class Plain(dict[str, Any]):
    """A dictionary whose keys are attributes too: ``found["subjects"]`` is ``found.subjects``."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (any field of a reading)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def read(
    source: ArticleSource,
    published: str | date | datetime | None = None,
    *,
    db: str | Path | None = None,
    reader: str | None = None,
) -> Plain:
    """Read an article and check its claims: what ``marketlink link --format json`` prints.

    Parameters
    ----------
    source : str, bytes or path
        The article's text or bytes, or the path of its file. A string that is one line and ends
        like a file's name (".html", ".txt" ...), or names a file that is there, is a path.
    published : optional
        When it was published, if known: a day, or an aware clock time.
    db : path, optional
        A store whose prices check the claims; by default the user's own, or the embedded excerpt
        where there is none yet.
    reader : str, optional
        A second reader that is asked as well, such as "openai" (docs/readers.md).

    Returns
    -------
    Plain
        ``published, language, title, subjects, mentions, moments, claims, warnings`` and more,
        values as JSON has them.

    Raises
    ------
    InputError
        There is no such file; the input is empty, too large or not text; ``published`` is no time.
    """
    from marketlink.calendars import extend_with, override_with
    from marketlink.config import load
    from marketlink.reading import read as read_article
    from marketlink.reading import to_json
    from marketlink.verify import checked_reading, prices_of

    settings = load()
    store = settings.db if db is None else Path(db)
    extend_with(store.parent / "calendars")
    if settings.calendar_overrides:
        override_with(Path(settings.calendar_overrides).expanduser())
    folder = store.parent / "companies"
    if not isinstance(source, (str, bytes)) or (isinstance(source, str) and names_a_file(source)):
        source = Path(source)
    own = folder if folder.is_dir() else None
    reading = read_article(source, published, folder=own)
    if reader is not None:
        from marketlink.companies.directory import directory
        from marketlink.readers import ask, second_reader

        second = second_reader(reader, settings)
        reading = ask(reading, second, directory(own), settings.answers)
    return Plain(to_json(checked_reading(reading, prices_of(store))))
