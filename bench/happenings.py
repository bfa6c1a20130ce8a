"""Fit and judge the evidence that a title tells a happening, on titles judged by reading.

    python bench/happenings.py fit   PANEL CACHE   # on every judged title, write happening.csv
    python bench/happenings.py folds PANEL CACHE   # each title by weights of other companies, and
                                                   # of other providers

PANEL is the folder with headlines.parquet, CACHE the file of readings of ``causes.py read``.
Labels: bench/titles.csv (tests/cases/README.md). The fit is a ridge logit by scipy's L-BFGS-B:
happening against comment and neither; what is unclear is left out.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from marketlink.explain import happening
from marketlink.news.kinds import StoryKind, kinds

LABELS = Path(__file__).with_name("titles.csv")
TABLE = Path(happening.__file__).with_name("happening.csv")
LAST_SAMPLES = ("17",)
"""Judged after a table was fitted, and never fitted on."""
RIDGE = 0.7
SEEN = 3
"""A term has a weight if it stands in so many judged titles."""
NAME = 0.5
"""A word more than this share of whose headlines name one company is a name, unless it is also"""
SMALL = 0.02
"""written with a small letter in this share of them."""
LEAST = 0.03
"""Weights smaller than this are left out of the table."""
FOLDS = 10
CLASS = "<class> "
CLASSES = 300
"""Words of the panel's headlines are put into so many classes by the words beside them,"""
CLASSED = 8
"""if they stand in so many headlines;"""
CONTEXTS, AWAY, DIMENSIONS = 2_500, 2, 60
"""beside are the most frequent words, at each place up to so many words away, by so many singular
vectors."""

Words = Mapping[str, int]
"""The class of each word of the panel that is no name."""


@dataclass(frozen=True)
class Judged:
    """A title, its kinds of story, how it was judged, the companies it names, its provider and its
    sample."""

    title: str
    kinds: frozenset[StoryKind]
    judged: str
    named: tuple[str, ...]
    provider: str
    sample: str


def judged(panel: Path, cache: Path) -> list[Judged]:
    """The judged titles but the last samples; those judged only "not comment" are left out."""
    text = {
        number: (title, source)
        for number, title, source in duckdb.sql(
            f"select id, title, source from '{panel}/headlines.parquet'"
        ).fetchall()
    }
    named = {row["id"]: tuple(row["named"]) for row in map(json.loads, cache.open())}
    with LABELS.open() as file:
        rows = [row for row in csv.DictReader(file) if row["sample"] not in LAST_SAMPLES]
    return [
        Judged(title, kinds(title), row["judged"], named.get(row["id"], ()), source, row["sample"])
        for row in rows
        for title, source in [text[row["id"]]]
        if row["judged"] not in ("other", "unclear")
        and hashlib.sha256(title.encode()).hexdigest()[:8] == row["digest"]
    ]


def names(cache: Path) -> frozenset[str]:
    """Words of the panel's headlines that stand for one company."""
    seen: Counter[str] = Counter()
    small: Counter[str] = Counter()
    of: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in map(json.loads, cache.open()):
        for word in set(happening.words(row["title"])):
            seen[word] += 1
            small[word] += word in row["title"]
            of[word].update(list(row["named"]))
    return frozenset(
        word
        for word, n in seen.items()
        if word.isalpha()
        and n > SEEN
        and small[word] < SMALL * n
        and max(of[word].values(), default=0) > NAME * n
    )


def classes(panel: Path, left_out: frozenset[str]) -> Words:
    """The class of each frequent word of the panel's headlines, by what stands beside it.

    Words are classed by k-means on the singular vectors of their positive mutual information with
    the words beside them (Bullinaria and Levy, 2007), so that "soars" is of the class of "jumps".
    """
    titles = duckdb.sql(f"select distinct title from '{panel}/headlines.parquet' order by 1")
    told = [list(happening.words(title)) for (title,) in titles.fetchall()]
    counts = Counter(word for words in told for word in set(words))
    rows = {
        word: at
        for at, word in enumerate(
            sorted(w for w, n in counts.items() if n >= CLASSED and w not in left_out)
        )
    }
    frequent = {word for word, _ in counts.most_common(CONTEXTS)}
    frequent |= {happening.FIRST, happening.LAST}
    beside = Counter(
        (rows[word], away, other if other in frequent else happening.OTHER)
        for words in told
        for framed in [[happening.FIRST, *words, happening.LAST]]
        for at, word in enumerate(framed)
        if word in rows
        for away in range(-AWAY, AWAY + 1)
        if away and 0 <= at + away < len(framed)
        for other in [framed[at + away]]
    )
    contexts = {one: at for at, one in enumerate(sorted({key[1:] for key in beside}))}
    n = np.array(list(beside.values()), dtype=float)
    row = np.array([key[0] for key in beside])
    column = np.array([contexts[key[1:]] for key in beside])
    usual = np.bincount(column, n) ** 0.75
    expected = np.bincount(row, n)[row] * usual[column] / usual.sum()
    information = np.maximum(np.log(n / expected), 0)
    left, size, _ = svds(
        csr_matrix((information, (row, column))), DIMENSIONS, random_state=np.random.default_rng(0)
    )
    vectors = left * size**0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _, of = kmeans2(vectors, CLASSES, iter=25, minit="++", rng=np.random.default_rng(0))
    return dict(zip(rows, map(int, of), strict=True))


def fit(some: Sequence[Judged], left_out: frozenset[str], classed: Words) -> dict[str, float]:
    """The weight of each term; that of a word's class is part of the word's own."""
    counts = Counter(word for one in some for word in set(happening.words(one.title)))
    seen = {word for word, n in counts.items() if n >= SEEN and word not in left_out}
    vocabulary = dict.fromkeys(seen | set(classed), 0)
    told = [_counted(happening.terms(one.title, one.kinds, vocabulary), classed) for one in some]
    counts = Counter(term for terms in told for term in terms)
    columns = {
        term: at for at, term in enumerate(sorted(t for t, n in counts.items() if n >= SEEN))
    }
    at = [[columns[term] for term in terms if term in columns] for terms in told]
    n = [terms[term] for terms in told for term in terms if term in columns]
    x = csr_matrix(
        (np.array(n, dtype=float), np.concatenate(at), np.cumsum([0, *map(len, at)])),
        (len(at), len(columns)),
    )
    y = np.array([one.judged == "happening" for one in some], dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        return np.sum(np.logaddexp(0, z) - y * z) + RIDGE * w @ w, x.T @ (p - y) + 2 * RIDGE * w

    done = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    fitted = dict(zip(columns, done.x, strict=True))
    weights = {term: w for term, w in fitted.items() if not term.startswith(CLASS)}
    of_words = {
        word: fitted.get(word, 0.0) + fitted.get(f"{CLASS}{classed.get(word)}", 0.0)
        for word in vocabulary
    }
    return {t: w for t, w in (weights | of_words).items() if abs(w) >= LEAST or t in vocabulary}


def _counted(terms: frozenset[str], classed: Words) -> Counter[str]:
    """The terms of a title, and of each class how many of its words are among them."""
    return Counter(terms) + Counter(f"{CLASS}{classed[term]}" for term in terms if term in classed)


def evidence(one: Judged, weights: Mapping[str, float]) -> float:
    return sum(weights.get(term, 0.0) for term in happening.terms(one.title, one.kinds, weights))


def write(weights: Mapping[str, float]) -> None:
    with TABLE.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("term", "weight"))
        out.writerows((term, f"{weights[term]:.2f}") for term in sorted(weights))
    happening.weights.cache_clear()
    happening.evidence.cache_clear()


def fold(group: str) -> int:
    """The tenth of the companies (or providers) that one is in, by a digest of its name."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS


def judged_symbols() -> frozenset[str]:
    """The companies of which a session was judged."""
    with LABELS.open() as file:
        return frozenset(row["symbol"] for row in csv.DictReader(file))


def without(some: Sequence[Judged], at: int) -> list[Judged]:
    """The titles that name no company of a fold."""
    return [one for one in some if at not in map(fold, one.named)]


def folds(some: Sequence[Judged], left_out: frozenset[str], classed: Words,
          of: Callable[[Judged], Iterable[str]]) -> np.ndarray:  # fmt: skip
    """The evidence of each title by weights fitted without any title of its groups."""
    inside = [{fold(group) for group in of(one)} for one in some]
    found = np.empty(len(some))
    for at in range(FOLDS):
        others = [one for one, of in zip(some, inside, strict=True) if at not in of]
        weights = fit(others, left_out, classed)
        for n, of_one in enumerate(inside):
            if min(of_one) == at:
                found[n] = evidence(some[n], weights)
    return found


def tell(some: Sequence[Judged], found: np.ndarray, name: str) -> None:
    """Of the titles drawn at random, how many of each kind are taken for a happening."""
    y = np.array([one.judged == "happening" for one in some])
    print(f"{name}, log loss {np.mean(np.logaddexp(0, found) - y * found):.4f}")
    for enough in (-0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5):
        passed = Counter(one.judged for one, value in zip(some, found, strict=True)
                         if one.sample == "4" and value >= enough)  # fmt: skip
        of = Counter(one.judged for one in some if one.sample == "4")
        shares = ", ".join(f"{kind} {passed[kind]} of {of[kind]} ({passed[kind] / of[kind]:.1%})"
                           for kind in ("happening", "comment", "neither"))  # fmt: skip
        print(f"{name}, evidence from {enough}: {shares}")


def main() -> None:
    verb, panel, cache = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    some, left_out = judged(panel, cache), names(cache)
    classed = classes(panel, left_out)
    if verb == "fit":
        weights = fit(some, left_out, classed)
        write(weights)
        print(f"{len(some)} titles, {len(weights)} terms")
    if verb == "last":
        with LABELS.open() as file:
            rows = list(csv.DictReader(file))
        for sample in LAST_SAMPLES:
            last = Counter(row["judged"] for row in rows if row["sample"] == sample)
            print(f"sample {sample}, among the first three of random sessions: {last}")
    if verb == "folds":
        tell(
            some, folds(some, left_out, classed, lambda one: one.named or (one.title,)), "companies"
        )
        tell(some, folds(some, left_out, classed, lambda one: (one.provider,)), "providers")


if __name__ == "__main__":
    main()
