"""Text of others made harmless for the programs that would obey it: spreadsheets and terminals."""

from __future__ import annotations

import json
import re
from functools import cache
from math import isfinite
from typing import Any

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
COMMANDS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and what turns the direction of writing round."""


def spreadsheet(text: str) -> str:
    """A cell that a spreadsheet shows and does not compute: formulas get an apostrophe.

    >>> spreadsheet("=HYPERLINK(A1)"), spreadsheet("-1.5"), spreadsheet("NVDA")
    ("'=HYPERLINK(A1)", '-1.5', 'NVDA')
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def terminal(text: str) -> str:
    """Text in which a terminal finds nothing to obey: controls are shown as codes.

    >>> terminal("a\\x1b]0;title\\x07b")
    'a\\\\x1b]0;title\\\\x07b'
    """
    return COMMANDS.sub(_code, whole(text))


def whole(text: str) -> str:
    """Text without half characters, as broken input may bring: each becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def json_text(value: Any, indent: int | None = None) -> str:  # noqa: ANN401 (any JSON)
    """JSON in letters of every language, controls as its escapes, null for NaN and infinities."""
    try:
        text = _encoder(indent).encode(value)
    except ValueError:
        text = _encoder(indent).encode(_finite(value))
    if ("\x7f" not in text) if text.isascii() else text.isprintable():
        return text  # JSON has escapes for the other controls of ASCII
    return COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", whole(text))


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, indent=indent, allow_nan=False)


def _finite(value: Any) -> Any:  # noqa: ANN401 (any JSON)
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


def _code(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"  # noqa: PLR2004 (a code point)
