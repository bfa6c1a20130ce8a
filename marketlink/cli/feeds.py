"""``marketlink feeds``: follow feeds, filings and shipped lists of feeds."""

from __future__ import annotations

import click

from marketlink.cli.options import common
from marketlink.cli.output import emit, format_option, say
from marketlink.config import Settings
from marketlink.errors import InputError, MarketlinkError

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
@click.argument("url", required=False)
@click.option("--list", "name", help="Follow every feed of a shipped list: marketlink feeds lists.")
@click.option("--pages", is_flag=True, help="Fetch the page behind each entry.")
@click.option("--allow-private", is_flag=True, help="Fetch from private machines as well.")
@format_option()
@common
def add(
    settings: Settings, url: str | None, name: str | None, pages: bool, allow_private: bool,
    fmt: str,
) -> None:  # fmt: skip
    """Follow a feed, a company's filings or a shipped list, and keep what they hold now.

    \b
    Example:
      marketlink feeds add https://news.example.com/rss.xml --pages
      marketlink feeds add edgar:NVDA
      marketlink feeds add --list kr-markets
    """
    from marketlink.news.archive import Archive
    from marketlink.news.feed_lists import feeds_of
    from marketlink.news.feeds import Feeds
    from marketlink.sources.raw import Limits

    if (url is None) == (name is None):
        raise InputError("What is to be followed is not said", "One address, or --list NAME")
    urls = [url] if url else [one.address for one in feeds_of(name or "")]
    if settings.offline:
        raise InputError(f"{urls[0]} cannot be fetched", "--offline opens no socket")
    limits = Limits(
        seconds=settings.web_timeout_seconds, size=int(settings.web_limit_megabytes * 1_000_000)
    )
    private = allow_private or settings.web_allow_private
    feeds = Feeds(Archive.beside(settings.db), private=private, limits=limits)
    rows: list[dict[str, object]] = []
    errors: list[MarketlinkError] = []
    for one in urls:
        try:
            update = feeds.add(one, pages=pages)
        except MarketlinkError as error:
            if name is None:
                raise
            errors.append(error)
            say(f"{one}: {error}", err=True)
            continue
        for warning in update.warnings:
            say(warning, err=True)
        rows.append({"url": one, "title": update.feed.name, "status": update.status,
                     "new": len(update.new)})  # fmt: skip
    emit(rows, ("url", "title", "status", "new"), fmt)
    if allow_private and not settings.web_allow_private:
        say("refresh reads private machines only with web_allow_private = true", err=True)
    if errors and not rows:
        raise errors[-1]


@command.command()
@format_option()
@common
def lists(settings: Settings, fmt: str) -> None:
    """List the shipped lists of feeds. Their addresses were not tried from here.

    \b
    Example:
      marketlink feeds lists
    """
    from dataclasses import asdict

    from marketlink.news.feed_lists import listed

    del settings
    rows = [asdict(one) for feeds in listed().values() for one in feeds]
    emit(rows, ("list", "country", "section", "language", "publisher", "address"), fmt)


@command.command("list")
@format_option()
@common
def list_(settings: Settings, fmt: str) -> None:
    """List the feeds that are followed.

    \b
    Example:
      marketlink feeds list --format json
    """
    from marketlink.news.archive import Archive
    from marketlink.news.feeds import Feeds

    rows = [
        {"url": feed.address, "title": feed.name, "pages": feed.pages, "checked": feed.last_read,
         "error": feed.error}
        for feed in Feeds(Archive.beside(settings.db)).list()
    ]  # fmt: skip
    emit(rows, COLUMNS, fmt)


@command.command()
@click.argument("url")
@common
def remove(settings: Settings, url: str) -> None:
    """Follow a feed no longer; the articles it brought stay.

    \b
    Example:
      marketlink feeds remove https://news.example.com/rss.xml
    """
    from marketlink.news.archive import Archive
    from marketlink.news.feeds import Feeds

    Feeds(Archive.beside(settings.db)).remove(url)
