"""The word class of a Korean word in its sentence, from kiwipiepy: the ``ko`` extra."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from marketlink.errors import InputError
from marketlink.installation import install_command

WordClass = Callable[[str, int, int], str]
"""From a sentence and a span in it to a tag such as NNP, or "" where the span is no one word."""


@lru_cache(maxsize=1)
def word_class() -> WordClass:
    """A tagger of Korean words; loading it takes about a second.

    Returns
    -------
    callable
        From a sentence and a span to the tag of the noun there: NNP a proper noun, NNG a common
        one, "" where the span is not one noun.

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
    return lambda text, start, end: _tag(kiwi, text, start, end)


def _tag(kiwi: Any, text: str, start: int, end: int) -> str:  # noqa: ANN401 (a library without types)
    for token in kiwi.tokenize(text):
        if token.start == start and token.start + token.len == end:
            return str(token.tag)
    return ""
