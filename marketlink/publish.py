"""An article to a written report: the main job, and doing it again while a report matures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marketlink.errors import (
    ExitCode,
    InputError,
    MarketlinkError,
    RateLimited,
    SourceUnavailable,
    StoreError,
)
from marketlink.findings import FindingText
from marketlink.records.claim import Verdict
from marketlink.records.study import Spec, Window

if TYPE_CHECKING:
    from marketlink.config import Settings
    from marketlink.records.case import Case
    from marketlink.sources.raw import RawArticle

REQUEST = "request.json"
"""Beside each report: what was asked, so that it can be asked again when later prices exist."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a report is asked. Windows are in tau, both ends in; None means by default.

    ``calibrate`` is how many placebo firm-days the tests are tried on; 0 leaves it out.
    """

    published: str | None = None
    title: str | None = None
    lang: str | None = None
    benchmark: str | None = None
    model: str = "market"
    estimation: Window = (-250, -11)
    window: Window = (-10, 10)
    as_of: date | None = None
    self_contained: bool = False
    explorable: bool = False
    card: bool = False
    calibrate: int = 0

    def spec(self) -> Spec:
        """The specification of the study."""
        first, last = self.window
        inside = tuple(w for w in Spec().windows if first <= w[0] and w[1] <= last)
        return Spec(
            model=self.model,
            benchmark=self.benchmark,
            estimation=self.estimation,
            window=self.window,
            windows=inside or (self.window,),
            as_of=self.as_of,
        )


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report on disk.

    ``verdict`` and ``warnings`` are in the language of the page. ``complete_on`` is the session on
    which its last event window ends (None beyond the calendar), ``complete`` whether the prices it
    used reach that far; ``failure`` says that the main company has no prices: the report is about
    the others.
    """

    article: str
    verdict: str
    report: Path
    complete_on: date | None
    complete: bool
    contradicted: int
    warnings: tuple[str, ...]
    failure: MarketlinkError | None = None


def publish(
    source: str,
    settings: Settings,
    options: Options,
    out: Path,
    *,
    stage: Callable[[str], None] | None = None,
) -> WrittenReport:
    """Read an article, study it and write its report, tables and index.

    Parameters
    ----------
    source : str
        A file, an http(s) address, or "-" for standard input.
    settings : Settings
        The store to use, whether sockets may be opened, and so on.
    options : Options
        What is asked.
    out : Path
        The folder of reports; made where it is missing.
    stage : callable, optional
        Called with each stage that is done: read, linked, dated, prices, studied, written.

    Raises
    ------
    InputError
        No article there, no publication time, no companies, a folder that cannot be written.
    SourceUnavailable, RateLimited
        Prices had to be fetched and did not come.
    """
    from marketlink.sources.registry import open_source  # noqa: PLC0415 (loads articles)

    if not source.strip():
        raise InputError("No article named")
    raws = list(open_source(source, offline=settings.offline, private=settings.web_allow_private))
    if len(raws) != 1:
        raise InputError(f"{source} holds {len(raws)} articles", "A report is about one")
    return publish_raw(raws[0], settings, options, out, on_stage=stage or (lambda _: None))


def republish(
    folder: Path, settings: Settings, on_missing: Callable[[str], None] = lambda _: None
) -> list[WrittenReport]:
    """Write again every report of a folder whose event windows were not over when it was written.

    A report whose article is no longer kept, or that fails, is passed over; its old pages stay.

    Parameters
    ----------
    folder : Path
        The folder of reports.
    settings : Settings
        The store; nothing is fetched, since a refresh has just been.
    on_missing : callable
        Called with one line on each report that was passed over.
    """
    still = replace(settings, offline=True)
    reports = []
    for file in sorted(folder.glob(f"*/{REQUEST}")):
        try:
            request = json.loads(file.read_text(encoding="utf-8"))
            if request.get("complete"):
                continue
            raw = _kept_article(request, settings)
            reports.append(publish_raw(raw, still, _options(request["options"]), folder))
        except MarketlinkError as error:
            on_missing(f"{file.parent.name} was not rendered again: {error.what}")
        except (AttributeError, KeyError, TypeError, ValueError):
            on_missing(f"{file.parent.name} was not rendered again: {REQUEST} cannot be read")
    return reports


def publish_raw(
    raw: RawArticle,
    settings: Settings,
    options: Options,
    out: Path,
    *,
    on_stage: Callable[[str], None] = lambda _: None,
) -> WrittenReport:
    """Study an article already loaded and write its report, as :func:`publish` does."""
    from marketlink.findings.lookup import names  # noqa: PLC0415 (loads findings and records)
    from marketlink.findings.words import page_language, words  # noqa: PLC0415 (loads findings)
    from marketlink.pipeline.case import analyse  # noqa: PLC0415 (loads duckdb)
    from marketlink.report import verdict, write  # noqa: PLC0415 (loads 6 shelves)

    if options.title:
        raw = replace(raw, title=options.title)
    public_raw = replace(raw, source=raw.source if "://" in raw.source else Path(raw.source).name)
    case = analyse(
        public_raw,
        settings,
        options.spec(),
        published=options.published,
        lang=options.lang,
        calibrate=options.calibrate,
        on_stage=on_stage,
    )
    language = options.lang or case.reading.article.language
    lang = page_language(language)
    other = () if lang == language else (FindingText("warning.no_page", language=language),)
    unkept = _keep(raw, settings, options.published)

    def stage(folder: Path) -> None:
        _parquet(case, folder)
        request = {
            "digest": raw.digest,
            "options": _plain(options),
            "complete": case.provenance.complete or case.provenance.frozen is not None,
            "complete_on": case.provenance.complete_on,
        }
        text = json.dumps(request, default=str, indent=1, sort_keys=True)
        (folder / REQUEST).write_text(text + "\n", encoding="utf-8", newline="")

    page = write(
        case,
        out,
        lang,
        self_contained=options.self_contained,
        explorable=options.explorable,
        picture=options.card,
        stage=stage,
    )
    on_stage("written")
    speaking = words(lang).naming(names(case, lang))
    return WrittenReport(
        article=raw.source,
        verdict=verdict(case, lang),
        report=page,
        complete_on=case.provenance.complete_on,
        complete=case.provenance.complete,
        contradicted=sum(claim.verdict is Verdict.CONTRADICTED for claim in case.claims),
        warnings=tuple(speaking.say(line) for line in (*case.warnings, *other, *unkept)),
        failure=_unheld(case, settings),
    )


def _unheld(case: Case, settings: Settings) -> MarketlinkError | None:
    """What to end with where the article's main company has no prices."""
    from marketlink.findings.lookup import absent, by_relevance, names  # noqa: PLC0415 (loads findings and records)
    from marketlink.pipeline.case import UNHELD  # noqa: PLC0415 (loads duckdb)

    main = by_relevance(case)[0]
    if absent(main) not in UNHELD:
        return None
    symbol = main.event.symbol
    notes = [line for line in case.warnings if isinstance(line, FindingText)]
    exits = {line.fields["exit"] for line in notes
             if line.fields.get("symbol") == symbol and "exit" in line.fields}  # fmt: skip
    kind = RateLimited if ExitCode.RATE_LIMITED in exits else SourceUnavailable
    hint = f"marketlink refresh {symbol}, or marketlink prices import FILE"
    return kind(
        f"There are no prices of {names(case, 'en')[symbol]} ({symbol}), the main company",
        "The report tells of the others only",
        f"without --offline, or {hint}" if settings.offline else hint,
    )


def _parquet(case: Case, folder: Path) -> None:
    from marketlink.store.rows import tables_to_parquet  # noqa: PLC0415 (loads duckdb)

    tables_to_parquet({folder / f"{n}.parquet": rows for n, rows in case.study.tables.items()})


def _keep(raw: RawArticle, settings: Settings, published: str | None) -> tuple[str, ...]:
    """Keep the raw input beside the store, so that the report can be made again.

    Returns
    -------
    tuple of str
        A sentence where the folder of the store cannot be written to.
    """
    from marketlink.news import inbox  # noqa: PLC0415 (loads articles, records and text)

    try:
        inbox.leave(settings.db, raw, published)
    except StoreError as error:
        message = f"{error.what} ({error.why})" if error.why else error.what
        return (f"{message}: the article is not kept, this report will not be written again",)
    return ()


def _kept_article(request: Mapping[str, Any], settings: Settings) -> RawArticle:
    from marketlink.news import inbox  # noqa: PLC0415 (loads articles, records and text)
    from marketlink.news.archive import Archive  # noqa: PLC0415 (loads 4 shelves)

    waiting = inbox.left(settings.db, request["digest"])
    if waiting is not None:
        return waiting
    archive = Archive.beside(settings.db)
    try:
        return archive.raw(archive.find(request["digest"]))
    except InputError:
        raise InputError(
            "The article of a report is no longer kept", "", "marketlink report again"
        ) from None


def reports_by_digest(folder: Path, lang: str) -> dict[str, str]:
    """The address of each article's report in a folder, from beside it, by the article's digest."""
    reports = {}
    for file in sorted(folder.glob(f"*/{REQUEST}")):
        try:
            digest = json.loads(file.read_text(encoding="utf-8"))["digest"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(digest, str) and (file.parent / f"report.{lang}.html").is_file():
            reports[digest] = f"../{file.parent.name}/report.{lang}.html"
    return reports


def _plain(options: Options) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, date) else value
            for key, value in asdict(options).items()}  # fmt: skip


def _options(record: Mapping[str, Any]) -> Options:
    values = dict(record)
    for name in ("estimation", "window"):
        first, last = values[name]
        values[name] = (int(first), int(last))
    if values.get("as_of"):
        values["as_of"] = date.fromisoformat(values["as_of"])
    return Options(**values)
