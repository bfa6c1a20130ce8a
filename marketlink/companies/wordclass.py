"""The word class of a Korean word in its sentence, from kiwipiepy: the ``ko`` extra."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from marketlink.errors import InputError
from marketlink.installation import install_command

WordClass = Callable[[str, int, int], str]
"""From a sentence and a span in it to a tag such as NNP, or "" where the span is no one word."""


@lru_cache(maxsize=1)
def word_class() -> WordClass:
    """A tagger of Korean words: NNP a proper noun, NNG a common one, "" where a span is not one
    noun. Loading it takes about a second.

    Raises
    ------
    InputError
        The extra is not installed.
    """
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        raise InputError(
            "Word classes need the ko extra", "kiwipiepy is not installed", install_command("ko")
        ) from None
    kiwi = Kiwi(load_default_dict=True, load_multi_dict=False)

    def tag(text: str, start: int, end: int) -> str:
        spans = {(one.start, one.start + one.len): str(one.tag) for one in kiwi.tokenize(text)}
        return spans.get((start, end), "")

    return tag
