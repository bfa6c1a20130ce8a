"""``marketlink feeds``: follow RSS and Atom feeds."""

from __future__ import annotations

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import InputError

COLUMNS = ("url", "title", "pages", "checked", "error")


@click.group()
def command() -> None:
    """Follow RSS and Atom feeds; what they bring is kept with the articles.

    \b
    Example:
      marketlink feeds add https://news.example.com/rss.xml
      marketlink feeds list
    """


@command.command()
@click.argument("url")
@click.option("--pages", is_flag=True, help="Fetch the page behind each entry.")
@click.option("--allow-private", is_flag=True, help="Fetch from private machines as well.")
@format_option()
@common
def add(settings: Settings, url: str, pages: bool, allow_private: bool, fmt: str) -> None:
    """Follow a feed, and keep the articles it holds now.

    \b
    Example:
      marketlink feeds add https://news.example.com/rss.xml --pages
    """
    from marketlink.articles.archive import Archive
    from marketlink.articles.feeds import Feeds
    from marketlink.articles.web import Limits

    if settings.offline:
        raise InputError(f"{url} cannot be fetched", "--offline opens no socket")
    limits = Limits(
        seconds=settings.web_timeout_seconds, size=int(settings.web_limit_megabytes * 1_000_000)
    )
    private = allow_private or settings.web_allow_private
    feeds = Feeds(Archive.beside(settings.db), private=private, limits=limits)
    update = feeds.add(url, pages=pages)
    for warning in update.warnings:
        say(warning, err=True)
    row = {"url": url, "title": update.feed.title, "status": update.status, "new": len(update.new)}
    emit([row], ("url", "title", "status", "new"), fmt)


@command.command("list")
@format_option()
@common
def list_(settings: Settings, fmt: str) -> None:
    """List the feeds that are followed.

    \b
    Example:
      marketlink feeds list --format json
    """
    from dataclasses import asdict

    from marketlink.articles.archive import Archive
    from marketlink.articles.feeds import Feeds

    emit([asdict(feed) for feed in Feeds(Archive.beside(settings.db)).list()], COLUMNS, fmt)


@command.command()
@click.argument("url")
@common
def remove(settings: Settings, url: str) -> None:
    """Follow a feed no longer; the articles it brought stay.

    \b
    Example:
      marketlink feeds remove https://news.example.com/rss.xml
    """
    from marketlink.articles.archive import Archive
    from marketlink.articles.feeds import Feeds

    Feeds(Archive.beside(settings.db)).remove(url)
