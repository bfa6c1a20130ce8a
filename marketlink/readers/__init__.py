"""A second reader of an article, off by default: it may only point at words of the text."""

from marketlink.readers.asking import ask
from marketlink.readers.reader import GROUP, Failure, ReaderError, SecondReader, second_reader
from marketlink.readers.weighing import weigh

__all__ = [
    "GROUP",
    "Failure",
    "ReaderError",
    "SecondReader",
    "ask",
    "second_reader",
    "weigh",
]
