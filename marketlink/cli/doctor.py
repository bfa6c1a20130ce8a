"""``marketlink doctor``: what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import Alert, StoreError

COLUMNS = ("state", "area", "name", "text", "fix")
UNOPENED = ("store", "file", "finding")
"""The check that says that the store could not be opened at all."""


@click.command()
@click.option("--all", "everything", is_flag=True, help="In a table, show what is well too.")
@click.option("--deep", is_flag=True, help="Read the record back and rebuild it aside.")
@format_option()
@common
def command(settings: Settings, everything: bool, deep: bool, fmt: str) -> None:
    """Say what is installed, stale, locked, missing or disagreeing, each finding with its fix.

    Ends with exit code 1 where anything needs doing, with 2 where the store cannot be opened. With
    --offline no price source is asked.
    --deep reads every file of the Parquet record, rebuilds the store from it in a temporary
    folder and compares it with the database row by row.

    \b
    Example:
      marketlink doctor
      marketlink doctor --offline --format json
      marketlink doctor --deep
    """
    from marketlink.doctor import examine

    checks = examine(settings, deep=deep)
    rows = [c for c in checks if everything or fmt != "table" or c.state != "ok"]
    emit([asdict(check) for check in rows], COLUMNS, fmt)
    for check in checks:
        if (check.area, check.name, check.state) == UNOPENED:
            raise StoreError(check.text, "", check.fix)
    findings = sum(check.state == "finding" for check in checks)
    if findings:
        raise Alert(f"{findings} of {len(checks)} checks need something done", "", "their fixes")
    well = sum(check.state == "ok" for check in checks)
    say(f"nothing needs doing; {well} checks fine, {len(checks) - well} notes", err=True)
