"""Score the linker on the labelled cases: precision, recall, exact match, negatives apart."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from marketlink.companies.link import link_text

CASES = Path(__file__).parent

SETS = ("linking", "linking_after", "linking_review", "linking_passages")
"""Written before the rules by someone who had not seen them, beside them by
their author, against them by a reviewer, and as press prints short passages."""


@dataclass
class Score:
    """Counts over cases; the rates are properties."""

    cases: int = 0
    exact: int = 0
    right: int = 0
    given: int = 0
    wanted: int = 0
    empty: int = 0
    empty_right: int = 0
    named: int = 0
    named_right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def rates(self) -> dict[str, float]:
        """Precision, recall, exact match, negatives, and unlisted things named by kind."""

        def share(part: int, whole: int) -> float:
            return round(part / whole, 4) if whole else 1.0

        return {
            "precision": share(self.right, self.given),
            "recall": share(self.right, self.wanted),
            "exact": share(self.exact, self.cases),
            "negatives": share(self.empty_right, self.empty),
            "kinds": share(self.named_right, self.named),
        }


def cases(name: str = "linking") -> list[dict]:
    """The labelled cases of a file."""
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def digest(name: str = "linking") -> str:
    """SHA-256 of a file of cases."""
    return hashlib.sha256((CASES / f"{name}.jsonl").read_bytes()).hexdigest()


def plain(case: dict):
    """Subjects and mentions of a case with every line taken as body."""
    stated = case.get("published")
    day = datetime.fromisoformat(stated).astimezone(UTC).date() if stated else None
    found = link_text(case["text"], day)
    return found.subjects, found.mentions


def whole(case: dict):
    """Subjects and mentions of a case through the whole reading."""
    from marketlink.reading import read

    found = read(case["text"], case.get("published"))
    return found.subjects, found.mentions


def score(rows: list[dict], read=plain) -> Score:
    """Run the cases and count."""
    total = Score()
    for case in rows:
        subjects, mentions = read(case)
        want, got = set(case["subjects"]), set(subjects) - set(case.get("elsewhere", ()))
        total.cases += 1
        total.exact += want == got
        total.right += len(want & got)
        total.given += len(got)
        total.wanted += len(want)
        if not want:
            total.empty += 1
            total.empty_right += not got
        if want != got:
            total.misses.append(
                f"{case['id']} want {sorted(want)} got {sorted(got)}: {case['text']}"
            )
        for thing in case.get("not_linked", []):
            kinds = Counter(
                kind
                for mention in mentions
                if thing["text"] in mention.text or mention.text in thing["text"]
                for kind in (mention.kind, mention.role)
            )
            total.named += 1
            total.named_right += thing["kind"] in kinds
            if thing["kind"] not in kinds:
                total.misses.append(f"{case['id']} kind {thing}: {dict(kinds)}")
    return total


def main() -> None:
    """Print the scores, by language and in all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--whole", action="store_true", help="through the whole reading")
    options = parser.parse_args()
    rows = [row for name in SETS for row in cases(name)]
    read = whole if options.whole else plain
    groups = {"all": rows}
    for language in ("ko", "en"):
        groups[language] = [row for row in rows if row["tags"][0] == language]
    for name, group in groups.items():
        result = score(group, read)
        print(f"{name:4} {result.cases:4} cases ", result.rates, flush=True)
        if options.misses and name == "all":
            print(*result.misses, sep="\n")
    for name in SETS:
        print(f"{digest(name)}  {name}.jsonl")


if __name__ == "__main__":
    main()
