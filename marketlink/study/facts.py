"""Facts of a study, or of a part of one, besides its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from marketlink.findings import FindingText
from marketlink.study import tables, writing
from marketlink.study.engine import plan_of
from marketlink.study.groups import Census, group_tables
from marketlink.study.kernel import Ints
from marketlink.study.models import find
from marketlink.study.notes import NAMES_SHOWN, Note, few, joined
from marketlink.study.outcomes import Noticed, counted, first_ids, remarks
from marketlink.study.partition import StudyInput, snapshot_of
from marketlink.study.runner import Passed, assumed, left_out

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.records.study import Spec
    from marketlink.study.groups import Executor
    from marketlink.study.partition import RunOptions, Scope
    from marketlink.study.price_faults import Faults


@dataclass(slots=True)
class Facts:
    """Facts of a part of a study on its events and symbols; parts are joined to the whole.

    ``faulty`` counts faults of prices inside events' windows; ``faults`` are the first: place in
    the input and id of an event, and a sentence. ``digests`` are those of the symbols and
    regressors.
    """

    counted: Census
    noticed: Noticed
    outcomes: dict[str, int]
    faulty: int
    faults: list[tuple[int, str, str]]
    notes: list[Note] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        con: DuckDBPyConnection,
        passed: Passed,
        faults: Faults,
        work: StudyInput | None = None,
        places: Ints | None = None,
    ) -> Facts:
        """What the solved events of a connection say; ``work`` is what was solved, where its notes
        and digests are wanted, ``places`` those of the events in the whole study's input, where
        they are a part of it."""
        from marketlink.prices.quality import sentence  # noqa: PLC0415 (loads prices and store)

        noticed = Noticed.of(con, passed.code, passed.flags, places)
        if passed.lone:
            noticed.n["no_benchmark"] = int(passed.lone)
            noticed.names["no_benchmark"] = set(passed.missing.tolist())
        pairs = sorted(map(tuple, passed.fault_events.tolist()), reverse=True)
        first = sorted((event, fault) for fault, event in {n: one for one, n in pairs}.items())
        events = np.array([event for event, _ in first[:NAMES_SHOWN]], dtype=np.int64)
        first_faults = zip(
            (events if places is None else places[events]).tolist(), first_ids(con, events),
            (sentence(faults.flags[fault]) for _, fault in first), strict=False,
        )  # fmt: skip
        facts = cls(
            Census(passed.sizes, *passed.dates.tolist()), noticed, counted(passed.code), len(first),
            list(first_faults),
        )  # fmt: skip
        if work is not None:
            facts.notes, facts.digests = list(work.notes), work.digests()
        return facts

    def join(self, other: Facts) -> None:
        """Add the facts of another part."""
        self.counted = Census.joined([self.counted, other.counted])
        self.noticed.join(other.noticed)
        self.outcomes = dict(sorted((Counter(self.outcomes) + Counter(other.outcomes)).items()))
        self.faulty += other.faulty
        self.faults = sorted([*self.faults, *other.faults])[:NAMES_SHOWN]
        self.notes += other.notes
        self.digests |= other.digests


def told_of(line: Any) -> Any:  # noqa: ANN401 (an array, a frame or a number)
    """A warning as a code with fields, from which it is worded again; anything else as it is."""
    if isinstance(line, FindingText):
        return {"code": line.code, "fields": {k: told_of(v) for k, v in line.fields.items()}}
    return [told_of(one) for one in line] if isinstance(line, tuple | list) else line


def _warnings(
    con: DuckDBPyConnection, spec: Spec, facts: Facts, notes: Sequence[str]
) -> tuple[str, ...]:
    """Everything that is to be told of a study, once each, ``notes`` on its inputs and size first;
    on a connection with the symbols that have prices in ``input_price``."""
    model = find(spec.model)
    warnings = list(notes)
    if facts.faults:
        lines = [f"{one}: {sentence}" for _, one, sentence in facts.faults]
        warnings.append(FindingText("input.in_windows", names=few(lines, facts.faulty)))
    warnings += tables.spec_remarks(spec, plan_of(spec))
    if lone := facts.noticed.n.get("no_benchmark"):
        names = sorted(facts.noticed.names["no_benchmark"])
        key = "remark.no_benchmark_named" if names else "remark.no_benchmark"
        warnings.append(FindingText(key, n=lone, names=", ".join(names)))
    free = "" if model.linear else FindingText("remark.free")
    warnings += remarks(con, facts.noticed, {"free": free, "model": spec.model})
    if spec.as_of is not None:
        warnings.append(FindingText("remark.as_of", day=spec.as_of.isoformat()))
    return tuple(dict.fromkeys(warnings))


class Summed(NamedTuple):
    """The tables ``tests``, ``average`` and ``study`` as columns, the rows of the first, and what
    there is to tell of the study."""

    tables: Mapping[str, Mapping[str, Any]]
    tests: Sequence[Mapping[str, Any]]
    warnings: tuple[str, ...]


def summed_up(
    con: DuckDBPyConnection,
    options: RunOptions,
    facts: Facts,
    parts: Executor,
    inputs: tuple[Sequence[str], Scope],
) -> Summed:
    """Put the groups of a solved study together, and say what there is to say of it: from the facts
    of all its events, what there was to tell so far and what holds of the whole study."""
    spec, (notes, scope) = parts.spec, inputs
    notes = [*notes, *(note.sentence() for note in joined(facts.notes))]
    tests, average = group_tables(parts, options, facts.counted)
    size = [*left_out(spec, scope, options), *assumed(spec, scope, options)]
    warnings = _warnings(con, spec, facts, [*notes, *size])
    row = asdict(spec) | {
        "as_of": spec.as_of.isoformat() if spec.as_of else None,
        "events": sum(facts.outcomes.values()),
        "outcomes": facts.outcomes,
        "warnings": tuple(warnings),
        "told": [told_of(line) for line in warnings],
        "versions": tables.versions(con),
        "snapshot": snapshot_of(facts.digests),
        "told_tests": {str(row["note"]): told_of(row["note"]) for row in tests if row["note"]},
    }
    return Summed(
        {
            "tests": writing.columns_of(tests, writing.TESTS),
            "average": average,
            "study": writing.study_columns(row),
        },
        tests,
        warnings,
    )
