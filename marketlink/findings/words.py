"""Findings in words: the messages of one language, and how its numbers and days are set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, Protocol, runtime_checkable

from marketlink import derived
from marketlink.findings import dates
from marketlink.findings import format as fmt
from marketlink.findings.particles import PARTICLES, with_particle
from marketlink.findings.reasons import because
from marketlink.records.reason import Reason


@runtime_checkable
class Coded(Protocol):
    """Anything that is a code with fields."""

    @property
    def code(self) -> str:
        """Which sentence it is."""
        ...

    @property
    def fields(self) -> Mapping[str, Any]:
        """What its sentence is filled with."""
        ...


LANGUAGES = ("ko", "en")
FOLDER = Path(__file__).with_name("messages")


class Words(Formatter):
    """The sentences of one language: ``words("move.fell", name="NVIDIA", ret=-0.17)``.

    A message sets its fields itself: ``{ret:size1}`` is a return's magnitude with one decimal,
    ``{day:day}`` a day with its weekday, ``{name:은}`` a name with its particle, and
    ``{n:plural.event has.events have}`` one of two forms by the number. A key that is
    missing is an error; :meth:`name` is for codes of other modules, which may be new.
    """

    def __init__(
        self, lang: str, table: Mapping[str, str], names: Mapping[str, str] | None = None
    ) -> None:
        self.lang, self.table, self.names = lang, table, names or {}

    def naming(self, names: Mapping[str, str]) -> Words:
        """The same words with companies by name in place of their symbols."""
        return Words(self.lang, self.table, names)

    def who(self, symbol: str) -> str:
        """A company by its name, an index by its name, else the symbol."""
        return self.names.get(symbol) or self.name("symbol", symbol)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of ``key`` with its values put in."""
        if not values:
            return self.table[key]
        return "".join(
            text if field is None else text + self.format_field(values[field], how or "")
            for text, field, how, _ in self.parse(self.table[key])
        )

    def has(self, key: str) -> bool:
        """Whether there are words for a key."""
        return key in self.table

    def name(self, kind: str, code: str) -> str:
        """The words for a code such as an outcome or a statistic; the code itself where unknown."""
        plain = code.replace("-", "_")
        return self.table.get(f"{kind}.{code}") or self.table.get(f"{kind}.{plain}", code)

    def say(self, message: str | Coded | Reason | None) -> str:
        """A finding or a reason in this language; plain text as it stands."""
        if message is None:
            return ""
        if isinstance(message, str) and (type(message) is str or self is words("en")):
            return str(message)
        if isinstance(message, Reason):
            return because(message, self.lang, self.who, lambda code: self.name("exchange", code))
        if isinstance(message, Coded):
            return self(message.code, **message.fields)
        return message

    def join(self, items: Sequence[str]) -> str:
        """A list in words."""
        rest, last = list(items[:-1]), list(items[-1:])
        if not rest:
            return "".join(last)
        form = "list.two" if len(rest) == 1 and "list.two" in self.table else "list.and"
        return self(form, rest=self("list.comma").join(rest), last=last[0])

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 (as string.Formatter has it)
        """One field: a setting such as ``size1`` or ``day``, then a particle after a comma."""
        how, _, particle = format_spec.partition(",")
        if how in PARTICLES:
            how, particle = "", how
        text = self._set(value, how)
        return with_particle(text, particle) if particle else text

    def _set(self, value: Any, how: str) -> str:  # noqa: PLR0911, ANN401 (a case each)
        kind = how.rstrip("0123456789")
        if value is None:
            return fmt.NONE
        if kind in NUMBERS:
            places = int(how[len(kind) :] or NUMBERS[kind][1])
            return NUMBERS[kind][0](value, places)
        if how in DAYS:
            return DAYS[how](value, self.lang)
        if kind.startswith("name."):
            return self.name(how.removeprefix("name."), str(value))
        if kind.startswith("plural."):
            _, one, many = how.split(".")
            return one if value == 1 else many
        if how == "list":
            return self.join([self.say(item) for item in value])
        if how == "thats":
            *rest, last = map(self.say, value)
            more = self("list.that_more").join(rest)
            return self("list.that").join([more, last] if rest else [last])
        if how == "comma":
            return ", ".join(self.say(item) for item in value)
        if how == "joined":
            return "; ".join(self.say(item) for item in value)
        if how == "who":
            return self.who(value)
        if how == "whos":
            return self.join([self.who(item) for item in value])
        if how == "money":
            sum_of, currency = value
            return fmt.money(sum_of, currency, self.lang).replace(".00", "", 1)
        return self.say(value) if isinstance(value, str | Coded | Reason) else str(value)


Set = Callable[[Any, int], str]
NUMBERS: dict[str, tuple[Set, int]] = {
    "pct": (fmt.percent, 2),
    "size": (fmt.size, 2),
    "level": (fmt.level, 3),
    "pts": (lambda value, places: fmt.number(value * 100, places, sign=True), 1),
    "ptsize": (lambda value, places: fmt.number(abs(value) * 100, places), 1),
    "num": (fmt.number, 2),
    "signed": (lambda value, places: fmt.number(value, places, sign=True), 2),
    "int": (fmt.number, 0),
    "tau": (lambda value, places: fmt.number(value, places, sign=True), 0),
    "p": (
        lambda value, places: (
            fmt.p_phrase(*value) if isinstance(value, tuple) else fmt.p_phrase(value)
        ),
        0,
    ),
}
DAYS: dict[str, Callable[[Any, str], str]] = {
    "day": dates.day,
    "date": dates.date_of,
    "weekday": dates.weekday,
    "short": dates.short,
    "sourced": dates.sourced,
    "clock": dates.clock,
}


def page_language(lang: str) -> str:
    """``lang`` where pages are written in it, else English."""
    return lang if lang in LANGUAGES else "en"


@lru_cache(len(LANGUAGES))
def words(lang: str) -> Words:
    """The words of ``lang``; English where a language is unknown."""
    language = page_language(lang)
    table: dict[str, str] = {}
    for section, entries in derived.toml(FOLDER)[language].items():
        table |= {f"{section}.{key}": text for key, text in entries.items()}
    return Words(language, table)
