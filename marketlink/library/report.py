"""``marketlink.report``: an article to a written report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.library.source import ArticleSource, raw_article

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class Report:
    """A written report: where its page is, its first sentence, and its tables."""

    path: Path
    verdict: str
    contradicted: int
    complete: bool
    warnings: tuple[str, ...]

    @property
    def case(self) -> dict[str, Any]:
        """Everything the page says, as plain values (``case.json`` beside the page)."""
        import json

        content: dict[str, Any] = json.loads((self.path.parent / "case.json").read_text("utf-8"))
        return content

    def table(self, name: str) -> DataFrame:
        """One of the study's tables: "events", "abnormal", "cars", "tests" or "average"."""
        import pandas as pd

        return pd.read_csv(self.path.parent / f"{name}.csv")

    def open(self) -> None:
        """Show the page in the system's browser."""
        import webbrowser

        webbrowser.open(self.path.absolute().as_uri())

    def _repr_html_(self) -> str:
        address = escape(self.path.absolute().as_uri(), quote=True)
        verdict, name = escape(self.verdict, quote=False), escape(self.path.name, quote=False)
        return f'<p>{verdict}</p><p><a href="{address}">{name}</a></p>'


def report(  # noqa: PLR0913 (one specification)
    source: ArticleSource,
    published: str | None = None,
    *,
    out: str | Path = "reports",
    lang: str | None = None,
    benchmark: str | None = None,
    model: str = "market",
    as_of: date | None = None,
    calibrate: int = 0,
    db: str | Path | None = None,
    offline: bool | None = None,
) -> Report:
    """Read an article, study what it names and write its report: ``marketlink report``.

    Parameters
    ----------
    source : str, bytes or path
        A path, an http(s) address, or the article's own text or bytes.
    published : str, optional
        When it was published, where the page does not say: a day, or a time with its offset.
    out : path
        The folder of reports; made where it is missing.
    lang : {"ko", "en"}, optional
        Language of the page; the article's own by default, or English where it is neither.
    benchmark, model
        Of the event study; the index of each stock's exchange and "market" by default.
    as_of : date, optional
        Nothing later is used.
    calibrate : int
        Placebo firm-days that the tests of all companies together are tried on; 0 leaves it out.
    db : path, optional
        The store; the user's own by default.
    offline : bool, optional
        Never open a socket.

    Raises
    ------
    NoPublicationTime
        The article dates nothing by itself and no time was given.
    InputError, SourceUnavailable, RateLimited
        No company is named, prices had to be fetched and did not come ...
    """
    from marketlink.config import load
    from marketlink.publish import Options, publish_raw

    settings = load()
    if db is not None:
        settings = replace(settings, db=Path(db))
    if offline is not None:
        settings = replace(settings, offline=offline)
    options = Options(
        published=published,
        lang=lang,
        benchmark=benchmark,
        model=model,
        as_of=as_of,
        calibrate=calibrate,
    )
    result = publish_raw(raw_article(source, settings), settings, options, Path(out))
    return Report(
        result.report, result.verdict, result.contradicted, result.complete, result.warnings
    )
