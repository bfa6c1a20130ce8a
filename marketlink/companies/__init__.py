"""Links companies named in a text: a directory of names, and the rules that link them."""

from __future__ import annotations

from marketlink.companies.directory import Directory, directory
from marketlink.companies.link import Linked, link, link_text
from marketlink.companies.suggest import suggest

__all__ = ["Directory", "Linked", "directory", "link", "link_text", "suggest"]
