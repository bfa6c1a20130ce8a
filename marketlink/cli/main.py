"""The command group. Commands are imported only when they are called."""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from marketlink import __version__
from marketlink.errors import ExitCode, InputError, MarketlinkError, unforeseen
from marketlink.neutral import json_text, terminal
from marketlink.waits import announcing

COMMANDS = {
    "demo": "Run the shipped demo article on the embedded prices, offline.",
    "report": "Turn an article into an HTML report and tables.",
    "link": "Read an article: time, companies, moments, claims.",
    "study": "Run an event study on files of your own.",
    "sessions": "List an exchange's sessions and closures.",
    "explain": "Start from a stock's moves and look for articles.",
    "correlate": "Hold a stock's news flow against its moves.",
    "digest": "Say what moved on a watchlist, and what can precede it.",
    "articles": "Keep and list articles.",
    "feeds": "Follow RSS and Atom feeds.",
    "prices": "Import, list, show and check prices.",
    "companies": "Import listings and find companies.",
    "sql": "Run a read-only SQL query over the store.",
    "refresh": "Bring prices, sessions, feeds and open reports up to date.",
    "schedule": "Run the refresh after each exchange's close.",
    "serve": "View the reports in a browser on this machine.",
    "mcp": "Serve the same verbs to agents (Model Context Protocol).",
    "export": "Write a table of a study as CSV, Parquet or JSON.",
    "config": "Show the settings and where each comes from.",
    "doctor": "Say what is installed, stale, locked or disagreeing.",
}
"""Every command with its line of help, in the order a newcomer meets them."""


OBJECTS = 200_000
"""New objects after which Python looks for circles: a start makes many more than 700, and a text
leaves none."""

HINTS = {
    errno.ENOSPC: "free some space, and again",
    errno.EACCES: "a file or folder that you may use",
    errno.EPERM: "a file or folder that you may use",
    errno.EROFS: "a folder on a disk that can be written",
    errno.ENOENT: "check the path",
}
"""The hint for each error of the system."""


class _Group(click.Group):
    """Knows the names and help lines without importing a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"marketlink.cli.{cmd_name}").command
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, 1, 0.6)
            hint = f"marketlink {near[0]}" if near else "marketlink --help"
            raise InputError(f"No command is called {name!r}", "", _suggestion(args) or hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


COMMAND_OF = {
    ("html", "htm", "mhtml", "txt", "md", "eml"): "report",
    ("csv", "parquet", "tsv"): "prices import",
    ("duckdb",): "doctor --db",
    ("jsonl",): "articles import",
}
"""The command that is meant where a file's name stands in its place, by the name's ending."""


def _suggestion(args: Sequence[str]) -> str | None:
    """The command line that was meant where file names, patterns or an address stand alone."""
    from shlex import quote

    first = args[0]
    if first.startswith(("http://", "https://")):
        return f"marketlink report {quote(first)}"
    ending = first.rpartition(".")[2].lower() if "." in first else ""
    command = next((command for endings, command in COMMAND_OF.items() if ending in endings), None)
    if command is None and Path(first).is_dir():
        command = "serve"
    rest = " ".join(one if set("*?[") & set(one) else quote(one) for one in args)
    return f"marketlink {command} {rest}" if command else None


@click.command(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 a finding, 2 bad input, 3 source unavailable, 4 rate-limited, "
    "5 database busy, 130 interrupted.",
)
@click.version_option(__version__, message="marketlink %(version)s")
def cli() -> None:
    """Link news to stock moves.

    Which listed companies does an article name, when could each market first react, how far did
    each stock move beyond what it would have done anyway, could that be chance, and do the
    article's own statements hold?

    \b
    Example:
      marketlink demo
      marketlink report article.html --published 2025-02-06 --lang ko
    """


def _waiting(line: str) -> None:
    """A line of what is waited for."""
    click.echo(terminal(line), err=True)


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0912, PLR0911 (a case each)
    """Run one command line and return its exit code; errors become one line on stderr."""
    stdout = sys.stdout
    gc.set_threshold(OBJECTS)
    try:
        with announcing(_waiting):
            code = cli.main(args=list(arguments), prog_name="marketlink", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except SystemExit as stop:
        # click wraps a pipe whose reader had enough, such as head, and says 1: no finding of ours
        if sys.stdout is not stdout:
            return ExitCode.OK
        return stop.code if isinstance(stop.code, int) else ExitCode.FINDING
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(terminal(error.format_message()), err=True)
        return ExitCode.USAGE
    except click.ClickException as error:
        _complain(arguments, *_explanation(error, arguments), ExitCode.USAGE)
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        # one that came inside exec (a dataclass being made) is remembered by the interpreter, which
        # would end by the signal in place of our exit code; another exec forgets it
        exec("")  # noqa: S102 (an empty text)
        _complain(arguments, "Interrupted", "", "", ExitCode.INTERRUPTED)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except MarketlinkError as error:
        if "--debug" in arguments:
            raise
        _complain(
            arguments, error.what, error.why, error.hint, error.exit_code, findings=error.findings
        )
        return error.exit_code
    except OSError as error:
        if "--debug" in arguments:
            raise
        why = error.strerror or str(error)
        what = f"{error.filename} cannot be used" if error.filename else why
        hint = HINTS.get(error.errno or 0, "the same command with --debug")
        _complain(arguments, what, why if error.filename else "", hint, ExitCode.USAGE)
        return ExitCode.USAGE
    except Exception as error:
        if "--debug" in arguments:
            raise
        if _interrupted(error):
            exec("")  # noqa: S102 (an empty text)
            _complain(arguments, "Interrupted", "", "", ExitCode.INTERRUPTED)
            return ExitCode.INTERRUPTED
        _complain(arguments, unforeseen(error), "", "the same command with --debug", ExitCode.USAGE)
        return ExitCode.USAGE
    return code if isinstance(code, int) else ExitCode.OK


def _explanation(error: click.ClickException, arguments: Sequence[str]) -> tuple[str, str, str]:
    """An error of click as sentence, cause and hint."""
    if isinstance(error, click.BadParameter) and isinstance(error.param, click.Option):
        for name, value in pairwise(arguments):
            if name in error.param.opts and value.startswith("--"):
                metavar = error.param.make_metavar(error.ctx) if error.ctx else "VALUE"
                return f"{name} needs a value", f"{value} follows it", f"{name} {metavar}"
    message = error.format_message()
    what, near, names = message.partition(" Did you mean ")
    if near:
        return what, "", names.rstrip("?").replace("'", "")
    context = getattr(error, "ctx", None)
    return message, "", f"{context.command_path} --help" if context is not None else ""


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C or SIGTERM came while the database was at work, which words it its own way."""
    at: BaseException | None = error
    visited: set[int] = set()
    while at is not None and id(at) not in visited:
        if isinstance(at, KeyboardInterrupt) or "Query interrupted" in str(at):
            return True
        visited.add(id(at))
        at = at.__cause__ or at.__context__
    return False


def _complain(
    arguments: Sequence[str],
    what: str,
    why: str,
    hint: str,
    code: ExitCode,
    *,
    findings: Sequence[Any] = (),
) -> None:
    if _wants_json(arguments):
        facts = {"error": what, "why": why, "try": hint, "exit_code": int(code)}
        if findings:
            facts["told"] = [{"code": one.code, "fields": one.fields} for one in findings]
        click.echo(json_text(facts), err=True)
        return
    sentence = str(MarketlinkError(what, why, hint)).replace("\n", " ")
    click.echo(terminal(f"marketlink: error: {sentence}"), err=True)


def _wants_json(arguments: Sequence[str]) -> bool:
    formats = {"--format=json", "--format=jsonl"}
    pairs = pairwise(arguments)
    return bool(formats & set(arguments)) or any(
        flag in ("--format", "-f") and value in ("json", "jsonl") for flag, value in pairs
    )
