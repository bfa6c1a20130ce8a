"""The colours of a page, by role: each has a light and a dark value, safe for the colour-blind.

Figures are specified in the light values. The static drawing turns them into CSS variables; the
script turns them into the value that the variable has on the reader's screen.
"""

from __future__ import annotations

COLOURS: dict[str, tuple[str, str]] = {
    "paper": ("#fdfcf9", "#14161a"),
    "panel": ("#f5f2ea", "#1c1f25"),
    "ink": ("#1d1f23", "#ece8df"),
    "quiet": ("#5c6068", "#a6a9b0"),
    "rule": ("#d8d3c6", "#383c45"),
    "grid": ("#e9e5da", "#292d35"),
    "down": ("#b5480f", "#f2935c"),
    "up": ("#1f5f99", "#79b4e8"),
    "band": ("#e6e0d0", "#33363d"),
    "spare": ("#8a8577", "#8d8f94"),
    "third": ("#7a6a2f", "#cdb968"),
    "good": ("#1a6650", "#74cdb0"),
    "bad": ("#a3271c", "#ff9d8f"),
    "one": ("#1b3a6b", "#8fb7ff"),
    "two": ("#c2571a", "#ffab73"),
    "three": ("#0f766e", "#5fd0c4"),
    "four": ("#8a2f7d", "#e59bd9"),
}


def colour(role: str) -> str:
    """The light value of a role, as figures are specified."""
    return COLOURS[role][0]


KOREAN = {"up": ("#b3261e", "#ff9a8f"), "down": ("#1f5f99", "#79b4e8")}
"""In Korea a rise is red and a fall is blue, in every paper and on every screen."""
LINES = ("one", "two", "three", "four")
"""The colours of companies in a figure, in order; further ones are grey."""


def shades(lang: str) -> dict[str, str]:
    """The light value of every role, as the readers of a language expect it."""
    return {role: light for role, (light, _) in _own(lang).items()}


def _own(lang: str) -> dict[str, tuple[str, str]]:
    return COLOURS | (KOREAN if lang == "ko" else {})


def variables(lang: str) -> str:
    """The roles as CSS custom properties that follow the reader's scheme and country."""
    own = _own(lang)
    return "".join(f"--{role}:light-dark({light},{dark});" for role, (light, dark) in own.items())


def roles() -> dict[str, str]:
    """Light value -> role."""
    return {light: role for role, (light, _) in COLOURS.items()}
