"""A second reader of an article, off by default: it may only point at words of the text."""

from marketlink.readers.asking import asked
from marketlink.readers.reader import GROUP, Failure, ReaderError, SecondReader, second_reader
from marketlink.readers.weighing import weighed

__all__ = [
    "GROUP",
    "Failure",
    "ReaderError",
    "SecondReader",
    "asked",
    "second_reader",
    "weighed",
]
