"""The table of reading weights, fitted on labelled facts and held against its own folds.

    python bench/reading_weights.py [--press FOLDER ...] [--each 3]

``data/reading_weights.csv`` holds what it printed last, as powers of e and at most 1.

A fact is a sharp number of a true text that exactly one of its candidate readings fits, or none but
"somebody or some day not known here". Candidates are those of ``marketlink.claims.readings``;
what is fitted is a conditional logit with one coefficient a kind of word (McFadden 1974), the first
reading at zero, in five folds by text. The table is read as the same model with log weights.
Texts: true sentences made from prices of the open frames, and with ``--press`` folders of texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import one_error
import panel
import press
import texts
from scipy.optimize import minimize

FRAMES = ("frames.jsonl", "frames_second.jsonl")
FOLDS = 5
RIDGE = 1.0
"""Of the fit: a word with few facts stays near the first reading's weight."""


def facts(rows: list[texts.Row], db: Path) -> list[tuple[int, list[str], int]]:
    """(fold, words of the candidates, position of the one that fits) of every fact."""
    from marketlink.claims import gather
    from marketlink.claims.fit import sharp
    from marketlink.claims.law import price_match
    from marketlink.claims.readings import Misfit, licensed, weights
    from marketlink.claims.verdicts import first_read
    from marketlink.reading import read
    from marketlink.records.claim import Verdict
    from marketlink.verify import prices_of

    says = {row.says: word.value for word, row in weights().items()}
    prices, found = prices_of(db), []
    for row in rows:
        reading = read(row["text"], row["published"])
        stamp = reading.article.published
        evidence = gather(reading.claims, prices.series)
        fold = int(hashlib.sha256(str(row["text"]).encode()).hexdigest(), 16) % FOLDS
        rulings = [
            first_read(claim, evidence, stamp) for claim in reading.claims if not claim.verdict
        ]
        for claim in reading.claims:
            if claim.kind not in ("size", "level") or not sharp(claim):
                continue
            for seen in first_read(claim, evidence, stamp).observations[:1]:
                if seen.symbol not in evidence.series or seen.session is None:
                    continue
                case = Misfit(claim, seen, evidence, stamp, rulings)
                others = list(licensed(case))
                if not others:
                    continue
                fit = [seen.verdict is Verdict.SUPPORTED]
                fit += [price_match(case, one) is not None for one in others]
                fit[-1] = not any(fit)
                if sum(fit) == 1:
                    words = ["first", *(says[one.words] for one in others)]
                    found.append((fold, words, fit.index(True)))
    return found


def losses(facts_: list, values: dict[str, float]) -> tuple[float, float]:
    """Mean log loss and the share of facts whose reading comes first."""
    loss = right = 0.0
    for _, words, target in facts_:
        utility = np.array([values[word] for word in words])
        loss -= utility[target] - np.logaddexp.reduce(utility)
        right += int(np.argmax(utility)) == target
    return loss / len(facts_), right / len(facts_)


def fitted(facts_: list, words: list[str]) -> dict[str, float]:
    """The coefficients of the logit."""
    free = [word for word in words if word != "first"]

    def goal(b: np.ndarray) -> float:
        values = {"first": 0.0, **dict(zip(free, b, strict=True))}
        return losses(facts_, values)[0] * len(facts_) + RIDGE * float(b @ b) / 2

    found = minimize(goal, np.zeros(len(free)), method="L-BFGS-B")
    return {"first": 0.0, **dict(zip(free, map(float, found.x), strict=True))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--press", type=Path, action="append", default=[])
    parser.add_argument("--each", type=int, default=3)
    given = parser.parse_args()
    db = panel.store()
    if db is None:
        print("There is no price panel beside this checkout.")
        return 0
    from marketlink.claims.readings import weights

    here = Path(__file__).parent
    frames = [json.loads(x) for f in FRAMES for x in (here / f).read_text("utf-8").splitlines()]
    rows = [r for r in one_error.sentences(frames, given.each, 7) if r["kind"] == "true"]
    rows += [row for path in given.press for row in press.rows_of(path)]
    every = facts(rows, db)
    table = {word.value: float(np.log(row.weight)) for word, row in weights().items()}
    words, held = list(table), []
    for fold in range(FOLDS):
        train = [one for one in every if one[0] != fold]
        test = [one for one in every if one[0] == fold]
        held.append((len(test), *losses(test, fitted(train, words))))
    total = sum(n for n, _, _ in held)
    out = [sum(n * one[k] for n, *one in held) / total for k in (0, 1)]
    by_table = losses(every, table)
    print(f"{len(rows)} texts, {len(every)} facts; {FOLDS} folds by text")
    print(f"table: log loss {by_table[0]:.3f}, first in rank {by_table[1]:.3f}")
    print(f"fit, out of fold: log loss {out[0]:.3f}, first in rank {out[1]:.3f}")
    whole, chosen = fitted(every, words), Counter(words_[t] for _, words_, t in every)
    offered = Counter(word for _, words_, _ in every for word in words_)
    print("word        offered  right  log weight  fitted")
    for word in words:
        counts = f"{offered[word]:8} {chosen[word]:6}"
        print(f"{word:10} {counts} {table[word]:11.2f} {whole[word]:7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
