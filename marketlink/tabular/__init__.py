"""Reads a user's tables: files, folders, lakes, addresses, table expressions."""

from marketlink.tabular.places import Files, as_files

__all__ = ["Files", "as_files"]
