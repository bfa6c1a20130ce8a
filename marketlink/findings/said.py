"""A sentence that keeps its code and fields, so that it can be worded in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self


class FindingText(str):
    """A finding in English, still a code with fields: ``FindingText("symbol_note.until", ...)``.

    As a string it is the English wording; :meth:`marketlink.findings.words.Words.say` words it in
    another language. Fields are numbers (returns decimal), dates, codes, or other sentences.
    """

    __slots__ = ("code", "fields")
    code: str
    fields: Mapping[str, Any]

    def __new__(cls, code: str, **fields: Any) -> Self:  # noqa: ANN401 (passed on)
        from marketlink.findings.words import words  # noqa: PLC0415 (most texts have no finding)

        text = super().__new__(cls, words("en")(code, **fields))
        text.code, text.fields = code, fields
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, dict(self.fields))


def _again(kind: type[FindingText], code: str, fields: Mapping[str, Any]) -> FindingText:
    return kind(code, **fields)


def join_sentences(parts: Sequence[str]) -> str:
    """Several sentences as one; a single one as it is."""
    return parts[0] if len(parts) == 1 else FindingText("list.sentences", parts=tuple(parts))
