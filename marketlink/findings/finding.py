"""A finding: one thing that is said, with its numbers, its evidence and whether it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketlink.findings.reasons import codes
from marketlink.findings.words import Words
from marketlink.records.reason import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` names the sentence, ``subject`` the symbol it is about ("" for the article).

    ``fields`` are the sentence's numbers (returns decimal), days and names; ``evidence`` says
    where each number stands (``cars[m0-NVDA,0:0].car``); ``valid`` is False where the test behind
    it does not hold here.
    """

    code: str
    subject: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    valid: bool = True

    def say(self, words: Words) -> str:
        """The finding in the words of a language."""
        return words(self.code, **self.fields) if self.fields else words(self.code)

    def plain(self) -> dict[str, Any]:
        """The finding for programs: code, subject, fields, evidence, validity."""
        return {
            "code": self.code,
            "subject": self.subject,
            "fields": {key: _plain(value) for key, value in self.fields.items()},
            "evidence": list(self.evidence),
            "valid": self.valid,
        }

    def __str__(self) -> str:
        return self.code


def _plain(value: Any) -> Any:  # noqa: ANN401 (any value of a row)
    if isinstance(value, Finding):
        return value.plain()
    if isinstance(value, Reason):
        return codes(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return value.isoformat()
