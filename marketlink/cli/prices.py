"""``marketlink prices``: import, list, check and show prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

import click

from marketlink.cli.options import DAY, common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import Alert, InputError, UnknownSymbol

if TYPE_CHECKING:
    from marketlink.prices.normalise import FileOptions
    from marketlink.records.price import Drift, Flag

_HOLDING_COLUMNS = (
    "symbol",
    "exchange",
    "currency",
    "kind",
    "name",
    "basis",
    "source",
    "vintage",
    "first",
    "last",
    "bars",
    "flags",
    "valid_from",
    "valid_to",
)
_FAULTS = ("symbol", "session", "fault", "policy", "detail")
_BARS = ("symbol", "session", "open", "high", "low", "raw_close", "volume", "adj_close", "close",
         "total", "fault")  # fmt: skip


@click.group()
def command() -> None:
    """Import, list, check and show prices.

    \b
    Example:
      marketlink prices import my-prices.csv
    """


def told_options(function: Any) -> Any:  # noqa: ANN401 (any command)
    """Options for facts that a file does not state itself."""
    for option in reversed(
        (
            click.option("--symbol", help="Symbol of a file without a column of symbols."),
            click.option("--exchange", help="ISO 10383 code of the exchange, such as XKRX."),
            click.option("--currency", help="Currency, where it is not the exchange's."),
            click.option("--basis", type=click.Choice(["raw", "split", "total"]),
                         help="What close is adjusted for already."),
            click.option("--source", help="Which of several sources in the file to take."),
            click.option("--suffix", default="", help="Put behind bare KRX codes: .KS or .KQ."),
            click.option("--dates", "days", type=click.Choice(["dmy", "mdy"]),
                         help="Order of day and month where both are numbers."),
            click.option("--shift-days", "shift", type=click.IntRange(-1, 1), default=0,
                         help="Move every day, for files whose days are one off."),
        )
    ):  # fmt: skip
        function = option(function)
    return function


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@told_options
@format_option()
@common
def import_(settings: Settings, files: tuple[Path, ...], fmt: str, **stated_options: Any) -> None:  # noqa: ANN401 (passed on)
    """Import CSV or Parquet FILES, long or wide, after checking them.

    Each symbol of a file replaces what is held of it. A file that is refused stops no other. Rows
    that are dropped and rows that are only flagged are counted on stderr; marketlink prices check
    shows them.

    \b
    Example:
      marketlink prices import NVDA.csv 005930.csv --suffix .KS
    """
    from marketlink.prices.importing import import_file
    from marketlink.store import Store

    options = _file_options(stated_options)
    rows = []
    errors: list[InputError] = []
    # odd text is read from a copy in the system's temporary folder
    reach = [*files, Path(gettempdir())]
    with Store.open(settings.db, "write", settings.lock_wait_seconds, reach) as store:
        for file in files:
            try:
                imported = import_file(store, file, options)
            except InputError as error:
                errors.append(error)
                continue
            holdings = store.holdings([item.symbol for item in imported.report.listings])
            _say(_summary(file, imported.report.flags, imported.report.unread))
            _say(_replaced(file, imported.merged.revisions))
            symbols = [item.symbol for item in imported.report.listings]
            _say([*_bare(file, symbols), *_name_notes(file, symbols, settings)])
            rows += [asdict(item.listing) | asdict(item) for item in holdings]
    if rows or not errors:
        emit(rows, _HOLDING_COLUMNS, fmt)
    _say(str(error) for error in errors[:-1])
    if errors:
        raise errors[-1]


@command.command("list")
@click.argument("symbols", nargs=-1)
@format_option()
@common
def list_(settings: Settings, symbols: tuple[str, ...], fmt: str) -> None:
    """List what is held: listing, source, vintage, first and last session, flags.

    \b
    Example:
      marketlink prices list --format json
    """
    from marketlink.store import Store

    with Store.open(settings.db, wait=settings.lock_wait_seconds) as store:
        symbols = tuple(store.spelt(symbol) for symbol in symbols)
        holdings = store.holdings(symbols or None)
    missing = [symbol for symbol in symbols if symbol not in {item.symbol for item in holdings}]
    if missing and not holdings:
        raise UnknownSymbol(f"The store has no prices of {', '.join(missing)}", "",
                            "marketlink prices list")  # fmt: skip
    _say(f"The store has no prices of {symbol}" for symbol in missing)
    emit([asdict(item.listing) | asdict(item) for item in holdings], _HOLDING_COLUMNS, fmt)


@command.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--against", metavar="SOURCE", help="Compare what is held with another source.")
@click.option("--symbol-held", "symbols", multiple=True, help="With --against: only this one.")
@told_options
@format_option()
@common
def check(
    settings: Settings,
    files: tuple[Path, ...],
    fmt: str,
    against: str | None,
    symbols: tuple[str, ...],
    **options: Any,  # noqa: ANN401 (passed on)
) -> None:
    """Say what is wrong with FILES, or with everything held where none is named.

    Exit code 1 where anything other than "keep" was found. Nothing is changed. A file that cannot
    be read stops no other.

    \b
    Example:
      marketlink prices check my-prices.csv
      marketlink prices check --against massive --symbol-held NVDA
    """
    from marketlink.prices.importing import check_file, check_store
    from marketlink.store import Store

    flags: list[Flag] = []
    if against is not None:
        flags += _second_opinion(settings, against, symbols)
    elif not files:
        with Store.open(settings.db, wait=settings.lock_wait_seconds) as store:
            flags += check_store(store)
    errors: list[InputError] = []
    for file in files:
        try:
            if settings.db.exists():
                with Store.open(settings.db, wait=settings.lock_wait_seconds) as store:
                    flags += check_file(file, _file_options(options), store).flags
            else:
                flags += check_file(file, _file_options(options)).flags
        except InputError as error:
            errors.append(error)
    if flags or not errors:
        emit([asdict(flag) for flag in flags], _FAULTS, fmt)
    _say(str(error) for error in errors[:-1])
    if errors:
        raise errors[-1]
    matters = [flag for flag in flags if flag.policy != "keep"]
    if matters:
        counts = Counter(flag.fault for flag in matters)
        raise Alert(
            f"{len(matters)} findings", _counts_text(counts), "docs/prices.md says what each means"
        )


def _second_opinion(settings: Settings, name: str, symbols: Sequence[str]) -> list[Flag]:
    from marketlink.prices.against import against
    from marketlink.prices.source import source
    from marketlink.store import Store

    if settings.offline:
        raise InputError("Offline: no source is asked", "", "without --offline")
    other = source(name, settings)
    with Store.open(settings.db, wait=settings.lock_wait_seconds) as store:
        return list(against(store, other, name, [store.spelt(symbol) for symbol in symbols]))


@command.command("show")
@click.argument("symbol")
@click.option("--from", "first", type=DAY, help="First session.")
@click.option("--to", "last", type=DAY, help="Last session, in.")
@format_option()
@common
def show(settings: Settings, symbol: str, first: date | None, last: date | None, fmt: str) -> None:
    """Show the bars of SYMBOL: raw as fetched, split-adjusted close, total-return level, faults.

    \b
    Example:
      marketlink prices show NVDA --from 2025-01-21 --to 2025-01-31
    """
    from marketlink.prices.show import bars_as_rows
    from marketlink.store import Store

    with Store.open(settings.db, wait=settings.lock_wait_seconds) as store:
        rows = bars_as_rows(store, symbol, first, last)
    emit(rows, _BARS, fmt)


@command.command("valid")
@click.argument("symbol")
@click.option("--from", "first", type=DAY, help="First session under this symbol.")
@click.option("--to", "last", type=DAY, help="Last session under this symbol.")
@click.option("--always", is_flag=True, help="Take both ends away again.")
@format_option()
@common
def valid(
    settings: Settings,
    symbol: str,
    first: date | None,
    last: date | None,
    always: bool,
    fmt: str,
) -> None:
    """Say when SYMBOL names the security it is held as: it was renamed, delisted or given away.

    Bars outside these days give no prices, and a symbol that ended is no longer refreshed.

    \b
    Example:
      marketlink prices valid FB --to 2022-06-08
    """
    from marketlink.prices.validity import bound
    from marketlink.store import Store

    if always and (first or last):
        raise InputError("With --always no days are given", "", "--from and --to, or --always")
    if not (always or first or last):
        raise InputError("No days are given", "", "--from, --to or both, or --always")
    with Store.open(settings.db, "write", settings.lock_wait_seconds) as store:
        span = bound(store, symbol, first, last)
    emit([asdict(span.listing) | asdict(span)], _HOLDING_COLUMNS, fmt)


def _file_options(options: dict[str, Any]) -> FileOptions:
    from marketlink.prices.normalise import FileOptions

    if options["symbol"] is not None and not options["symbol"].strip():
        raise InputError("--symbol is empty", "", "the symbol of the file, such as NVDA")
    return FileOptions(**options)


def _summary(file: Path, flags: Iterable[Flag], unread: tuple[str, ...]) -> list[str]:
    items = list(flags)
    lines = []
    for policy in ("drop", "skip", "flag", "keep"):
        counts = Counter(flag.fault for flag in items if flag.policy == policy)
        if counts:
            lines.append(f"{file}: {policy} {_counts_text(counts)}")
    return lines + ([f"{file}: not read: {', '.join(unread)}"] if unread else [])


def _replaced(file: Path, revisions: Sequence[Drift]) -> list[str]:
    if not revisions:
        return []
    names = ", ".join(item.symbol for item in revisions[:5])
    more = f" and {len(revisions) - 5} more" if len(revisions) > 5 else ""  # noqa: PLR2004 (letters)
    sessions = sum(item.changed for item in revisions)
    return [f"{file}: replaced what was held of {names}{more}: {sessions} sessions"
            " have another price or are gone"]  # fmt: skip


def _bare(file: Path, symbols: Sequence[str]) -> list[str]:
    """Codes of the Korean exchange are stored as written, and articles name their lines with an
    ending."""
    from marketlink.prices.listing import KRX_CODE

    bare = [symbol for symbol in symbols if KRX_CODE.fullmatch(symbol)]
    if not bare:
        return []
    count = f"{bare[0]} is a bare code" if len(bare) == 1 else f"{len(bare)} symbols are bare codes"
    return [f"{file}: {count} of the Korean exchange; articles are about {bare[0]}.KS or"
            f" {bare[0]}.KQ. Try: --suffix .KS"]  # fmt: skip


def _name_notes(file: Path, symbols: Sequence[str], settings: Settings) -> Iterator[str]:
    """A name in place of a symbol, such as that of the file 삼성전자.csv, meets no article."""
    name = next((symbol for symbol in symbols if not symbol.isascii()), None)
    if name is None:
        return
    from marketlink.cli.companies import folder_of
    from marketlink.companies.directory import directory
    from marketlink.companies.link import link_text

    folder = folder_of(settings)
    subjects = link_text(name, names=directory(folder if folder.is_dir() else None)).subjects
    if len(subjects) == 1:
        yield (f"{file}: {name} is a name, no symbol; articles are about {subjects[0]}."
               f" Try: --symbol {subjects[0]}")  # fmt: skip


def _counts_text(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        say(line, err=True)
