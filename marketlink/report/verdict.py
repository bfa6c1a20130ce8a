"""The finding in one sentence: what moved, how far beyond its market, chance, the claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from marketlink.records.case import Case
from marketlink.records.claim import Claim, Verdict
from marketlink.report import format as fmt
from marketlink.report.findings import LEVEL, Move, against, group_tests, leading_tests, moves
from marketlink.report.messages import Words

MANY = 4
"""More companies than this are told as a range, not one by one."""

CHECKABLE = (
    Verdict.SUPPORTED,
    Verdict.UNCLEAR,
    Verdict.CONTRADICTED,
    Verdict.NOT_DECIDABLE,
)


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether chance could have done it, and the p-values that say so.

    ``answer`` is "unlikely", "mixed", "possible" or "unknown".
    """

    answer: str
    detail: str


def sentence(case: Case, words: Words) -> str:
    """The verdict of the case in one sentence."""
    found = moves(case)
    if not found:
        key = "verdict.no_company" if not case.companies else "verdict.no_result"
        return words(key)
    clauses = [_move(found, against(case), words)]
    answer = chance(case, words)
    counted = _claims(case.claims, words)
    form = "mid" if counted else "end"
    clauses.append(words(f"verdict.chance_{answer.answer}_{form}"))
    if counted:
        clauses.append(counted)
    return words("verdict.glue").join(clauses) + words("verdict.stop")


def _move(found: Sequence[Move], base: str, words: Words) -> str:
    signs = {(_sign(item.ret), _sign(item.ar)) for item in found}
    if signs == {(-1, -1)}:
        way = "fell"
    elif signs == {(1, 1)}:
        way = "rose"
    elif len(found) <= MANY and signs == {(-1, 1)}:
        way = "fell_less"
    elif len(found) <= MANY and signs == {(1, -1)}:
        way = "rose_less"
    else:
        way = "moved"
    shown = fmt.percent if way == "moved" else fmt.size
    if len(found) > MANY:
        rets = sorted((item.ret for item in found), key=abs if way != "moved" else None)
        return words(
            f"verdict.{way}_lots",
            count=len(found),
            low=shown(rets[0]),
            high=shown(rets[-1]),
            median=points(median(item.ar for item in found), way, words),
            predicted=words(f"verdict.predicted_{base}_many"),
        )
    form = "one" if len(found) == 1 else "many"
    return words(
        f"verdict.{way}_{form}",
        names=words.join([item.company.name for item in found]),
        day=fmt.day(found[0].company.event.day0),
        rets=words.join([shown(item.ret) for item in found]),
        ars=words.join([points(item.ar, way, words) for item in found]),
        predicted=words(f"verdict.predicted_{base}_{form}"),
    )


def _sign(value: float) -> int:
    """The direction of a return as it is printed: none where it is written 0.00%."""
    shown = round(value, 4)
    return (shown > 0) - (shown < 0)


def points(value: float, way: str, words: Words) -> str:
    """Percentage points, signed where the direction is not in the words."""
    text = fmt.number(value * 100, sign=True) if way == "moved" else fmt.number(abs(value) * 100)
    return text + words("verdict.point_suffix")


def chance(case: Case, words: Words) -> Chance:
    """Whether the day's moves could be chance: by the group's tests, else by each company's own."""
    together = joint(case, words)
    if together.answer != "unknown":
        return together
    own = [item for item in moves(case) if item.p is not None]
    if not own:
        return Chance("unknown", "")
    detail = ", ".join(fmt.p_phrase(item.p, item.floor) for item in own)
    return Chance(_agree([item.p is not None and item.p < LEVEL for item in own]), detail)


def joint(case: Case, words: Words) -> Chance:
    """The same by the group's leading tests alone: "unknown" where none of them is valid."""
    leading = [
        row
        for row in leading_tests(group_tests(case))
        if row is not None and row.get("valid", True) and row.get("p") is not None
    ]
    if not leading:
        return Chance("unknown", "")
    names = [
        f"{words.name('statistic', str(row['statistic']))} {fmt.p_phrase(row['p'])}"
        for row in leading
    ]
    return Chance(_agree([row["p"] < LEVEL for row in leading]), ", ".join(names))


def _agree(small: list[bool]) -> str:
    return "unlikely" if all(small) else "mixed" if any(small) else "possible"


def _claims(claims: Sequence[Claim], words: Words) -> str:
    counts = Counter(claim.verdict or Verdict.NOT_DECIDABLE for claim in claims)
    present = [(key.replace(" ", "_"), counts[key]) for key in CHECKABLE if counts[key]]
    total = sum(count for _, count in present)
    if total < 2:
        only = "".join(words(f"verdict.{key}_only") for key, _ in present)
        return only and words("verdict.claims_one", parts=only)
    if len(present) == 1:
        return words(f"verdict.{present[0][0]}_all", total=total)
    parts = [
        words(f"verdict.{key}_{form}_{'one' if count == 1 else 'many'}", count=count)
        for (key, count), form in zip(present, ["mid"] * (len(present) - 1) + ["end"], strict=True)
    ]
    listed = words("verdict.claims_glue").join(parts[:-1])
    listed += (words("verdict.claims_last") if listed else "") + parts[-1]
    return words("verdict.claims_many", total=total, parts=listed)
