"""Record of a kind of claim: all that other stages ask of a kind stands here, none names one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from marketlink.claims.observe import ClaimCheck
    from marketlink.records.claim import Claim, Observation


class KindExample(NamedTuple):
    """A text of a kind of claim, when it appeared, and its verdict on the embedded prices."""

    text: str
    published: str
    verdict: str


def _nothing(claim: Claim) -> str:
    return ""


def way(claim: Claim) -> str:
    """How rows of messages about a rise and a fall are told apart."""
    return "rose" if claim.direction > 0 else "fell"


class ClaimKind(str):
    """A kind of claim, which reads as its name: "size".

    ``check`` takes a ``ClaimCheck`` (a claim and one symbol's prices) and gives its observations;
    None where the words alone decide. ``formula`` writes the test of a claim in the field's
    symbols, ``statement`` names the row of ``[statement]`` in the messages that says it, ``needs``
    is the data that it takes.

    ``change`` says that its number is the change of a price, with the sign of its move, ``price``
    that it is a price: of these other readings of the day, the period and the name are tried.
    ``against`` says that its last symbol is what the others are held against, ``scoped`` that it
    is about the greatest of a scope. ``measures`` are the kinds of rows of ``claims.toml`` that are
    doubts about other claims and part of what this one measures.
    """

    example: KindExample
    check: Callable[[ClaimCheck], Sequence[Observation]] | None
    formula: Callable[[Claim], str]
    statement: Callable[[Claim], str] | str
    needs: tuple[str, ...]
    change: bool
    price: bool
    against: bool
    scoped: bool
    measures: frozenset[str]

    def __new__(  # noqa: PLR0913 (one record)
        cls,
        name: str,
        example: KindExample,
        check: Callable[[ClaimCheck], Sequence[Observation]] | None = None,
        formula: Callable[[Claim], str] = _nothing,
        statement: Callable[[Claim], str] | str = "quoted",
        *,
        needs: tuple[str, ...] = ("closing prices",),
        change: bool = False,
        price: bool = False,
        against: bool = False,
        scoped: bool = False,
        measures: Iterable[str] = (),
    ) -> Self:
        """The name itself, so that kinds are compared and written as text."""
        kind = super().__new__(cls, name)
        kind.example, kind.check = example, check
        kind.formula, kind.statement, kind.needs = formula, statement, needs
        kind.change, kind.price, kind.against = change, price, against
        kind.scoped, kind.measures = scoped, frozenset(measures)
        return kind

    def __getnewargs__(self) -> tuple[str, KindExample]:  # type: ignore[override]
        """What a copy, in another process perhaps, is made of before its fields are set."""
        return (str(self), self.example)

    def statement_of(self, claim: Claim) -> str:
        """The row of ``[statement]`` in the messages that says a claim."""
        return self.statement if isinstance(self.statement, str) else self.statement(claim)

    @property
    def number(self) -> bool:
        """Whether it states a number of which a session, or a period, has one."""
        return self.change or self.price
