"""Tables that somebody has, wherever they are: files, folders, lakes, addresses, expressions."""

from marketlink.tabular.places import Files, as_files

__all__ = ["Files", "as_files"]
