"""Options that every command shares."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from marketlink.records.study import Window

Command = Callable[..., Any]


def common(function: Command) -> Command:
    """Add ``--db --config --offline --debug`` and pass ``settings`` as the first argument."""

    @click.option("--db", type=click.Path(path_type=Path, dir_okay=False), help="The store.")
    @click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="A marketlink.toml other than the one found.",
    )
    @click.option("--offline", is_flag=True, default=None, help="Never open a socket.")
    @click.option("--debug", is_flag=True, help="Show tracebacks.")
    @functools.wraps(function)
    def wrapper(
        *args: Any,  # noqa: ANN401 (passed on)
        db: Path | None,
        config_file: Path | None,
        offline: bool | None,
        debug: bool,
        **kwargs: Any,  # noqa: ANN401 (passed on)
    ) -> Any:  # noqa: ANN401 (what a command gives back)
        from marketlink.config import load

        del debug  # read from the arguments by cli.main, where errors end up
        settings = load(config_file, {"db": db, "offline": offline})
        if settings.calendars.is_dir():
            from marketlink.calendars import extend_with

            extend_with(settings.calendars)
        if settings.calendar_overrides:
            from marketlink.calendars import override_with

            override_with(Path(settings.calendar_overrides).expanduser())
        return function(settings, *args, **kwargs)

    return wrapper


class WindowType(click.ParamType[Window]):
    """A window in tau such as ``-10:10``, both ends in."""

    name = "FROM:TO"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (as click has it)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Window:
        if isinstance(value, tuple):
            return int(value[0]), int(value[1])
        try:
            first, last = (int(part) for part in str(value).split(":"))
        except ValueError:
            self.fail(f"{value!r} is not a window such as -10:10", param, ctx)
        if first > last:
            self.fail(f"the window {value} ends before it begins", param, ctx)
        return first, last


WINDOW = WindowType()


class DayType(click.ParamType[date]):
    """A day such as ``2025-01-27``."""

    name = "YYYY-MM-DD"

    def convert(
        self,
        value: Any,  # noqa: ANN401 (as click has it)
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2025-01-27", param, ctx)


DAY = DayType()


def stocks(function: Command) -> Command:
    """Add the argument ``symbols`` and ``--watchlist``."""
    watchlist = click.option(
        "--watchlist", type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A file of symbols or names, one a line.",
    )  # fmt: skip
    return click.argument("symbols", nargs=-1)(watchlist(function))


def page_options(function: Command) -> Command:
    """Add ``--report`` and ``--out``: the language of a stock's page, and its folder."""
    folder = click.Path(path_type=Path, file_okay=False)
    for option in (
        click.option("--out", type=folder, help="Folder of reports that the page goes to."),
        click.option(
            "--report", "page", type=click.Choice(["en", "ko"]), help="Write its page as well."
        ),
    ):
        function = option(function)
    return function
