"""Fit and judge the score that ranks reports as the cause of a move, on labelled causes.

    python bench/causes.py read  PANEL CACHE   # link the headlines around the labelled moves
    python bench/causes.py fit   PANEL CACHE   # fit on all but the held sets, write score.csv
    python bench/causes.py cross PANEL CACHE   # judge each move by weights fitted on other
                                               # companies; -v prints each
    python bench/causes.py draw  PANEL CACHE SEED # titles among the first three, to judge by hand

PANEL is the folder with headlines.parquet and prices; CACHE a file of readings. Labels:
tests/cases/causes_us.jsonl, causes_none.jsonl, causes_ko.jsonl (tests/cases/README.md). Both fits
are ridge logits by scipy's L-BFGS-B: which report is the cause, and whether the first is it. What
sets titles apart is fitted by ``happenings.py``, before.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import happenings
import numpy as np
from scipy.optimize import minimize

from marketlink.calendars import sessions
from marketlink.companies.issuer import lines_of
from marketlink.companies.link import link_text
from marketlink.explain import score
from marketlink.explain.features import Occasion, ScoredReport
from marketlink.explain.score import Candidate, Ranked, Ranking, rank
from marketlink.news.kinds import StoryKind
from marketlink.news.similarity import StoryItem, facts_of
from marketlink.news.stories import Grouper, keys_of

CASES = Path(__file__).parents[1] / "tests" / "cases"
SCORE = Path(score.__file__).with_name("score.csv")
NEW_YORK, SEOUL = ZoneInfo("America/New_York"), ZoneInfo("Asia/Seoul")
AROUND = (timedelta(days=10), timedelta(days=31))
RIDGE = 0.3
LARGE = 0.06
"""A session's return less the market's from which it is no random session."""
DRAWN, TRIES = 360, 20_000
HELD = ("fourth", "fifth")
"""The sets of labels that are judged and in no fit."""


Case = tuple[dict, Occasion, list[ScoredReport]]


def labels(name: str) -> list[dict]:
    lines = (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def instants(source: str, raw: str, utc: str | None) -> tuple[datetime, datetime] | None:
    """The bounds of a headline's publication: unknown zones are taken as New York's clock."""
    if utc and not (utc.endswith("T00:00:00Z") and "00:00:00" in str(raw)):
        at = datetime.fromisoformat(utc.replace("Z", "+00:00"))
        return at, at
    if source == "fnspid_nasdaq":
        try:
            day = datetime.strptime(raw.title(), "%b %d, %Y").date()
        except ValueError:
            return None
        return whole(day)
    found = re.match(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)", raw or "")
    if found is None:
        return None
    at = datetime.fromisoformat(f"{found[1]}T{found[2]}").replace(tzinfo=NEW_YORK)
    if found[2] == "00:00":
        return whole(at.date())
    return at.astimezone(UTC), at.astimezone(UTC)


def whole(day: date) -> tuple[datetime, datetime]:
    first = datetime.combine(day, datetime.min.time(), NEW_YORK)
    return first.astimezone(UTC), (first + timedelta(days=1)).astimezone(UTC)


def read(panel: Path, cache: Path) -> None:
    spans = [
        (datetime.fromisoformat(one["session"]).replace(tzinfo=UTC))
        for one in [*labels("causes_us"), *labels("causes_none")]
    ]
    rows = duckdb.sql(
        f"select id, source, title, published_raw, published_utc, publisher"
        f" from '{panel}/headlines.parquet'"
    ).fetchall()
    with cache.open("w") as out:
        for number, source, title, raw, utc, publisher in rows:
            bounds = instants(source, raw, utc)
            if bounds is None or not any(
                day - AROUND[0] <= bounds[1] and bounds[0] <= day + AROUND[1] for day in spans
            ):
                continue
            found = link_text(title, bounds[0].date())
            named = {}
            for mention in found.mentions:
                if mention.symbol and mention.symbol in found.subjects:
                    named.setdefault(mention.symbol, (mention.start, mention.relevance))
            row = {"id": number, "title": title, "lo": bounds[0].isoformat(),
                   "hi": bounds[1].isoformat(), "publisher": publisher or source,
                   "named": named}  # fmt: skip
            out.write(json.dumps(row) + "\n")


def market(panel: Path) -> dict[date, float]:
    rows = duckdb.sql(
        "select date, adj_close / lag(adj_close) over (order by date) - 1"
        f" from '{panel}/prices_extra_2010_2026.parquet' where ticker = 'SPY'"
    ).fetchall()
    return {day: value for day, value in rows if value is not None}


def returns(panel: Path) -> dict[tuple[str, date], float]:
    """The return of each stock and day, from the first of the files that holds the stock."""
    found: dict[tuple[str, date], float] = {}
    for name in ("sp500_2011_2026", "extra_2010_2026", "us_all_2024_2025h1"):
        rows = duckdb.sql(
            "select ticker, date,"
            " adj_close / lag(adj_close) over (partition by ticker order by date) - 1"
            f" from '{panel}/prices_{name}.parquet'"
        ).fetchall()
        held = {symbol for symbol, _ in found}
        found |= {(s, day): x for s, day, x in rows if x is not None and s not in held}
    return found


def occasion(exchange: str, day: date, own: float, whole_market: float) -> Occasion:
    calendar = sessions(exchange)
    opening, close = calendar.hours(day)
    before = calendar.hours(calendar.before(day))[1]
    return Occasion(before, opening, close, 1 if own > whole_market else -1)


def us(panel: Path, cache: Path) -> list[Case]:
    by = by_symbol(cache)
    index, own = market(panel), returns(panel)
    cases = []
    for label in [*labels("causes_us"), *labels("causes_none")]:
        day = date.fromisoformat(label["session"])
        at = occasion("XNYS", day, own[label["symbol"], day], index[day])
        near = [
            row
            for row in by[label["symbol"]]
            if at.close - AROUND[0] <= row["hi"] and row["lo"] <= at.close + AROUND[1]
        ]
        cases.append((label, at, reports_of(near, label["symbol"], at)))
    return cases


def by_symbol(cache: Path) -> dict[str, list[dict]]:
    """The readings of the headlines that name a symbol or another line of its issuer, in time."""
    rows = [json.loads(line) for line in cache.read_text().splitlines()]
    for row in rows:
        row["lo"], row["hi"] = (datetime.fromisoformat(row[k]) for k in ("lo", "hi"))
    by = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["lo"]):
        for symbol in {line for named in row["named"] for line in lines_of(named)}:
            by[symbol].append(row)
    return by


def reports_of(near: list[dict], symbol: str, at: Occasion) -> list[ScoredReport]:
    told = stories([row for row in near if row["hi"] <= at.close], symbol)
    lines = lines_of(symbol)
    return [
        ScoredReport(
            row["id"],
            row["title"],
            row["lo"],
            row["hi"],
            row["publisher"],
            *_named(row, symbol),
            story=told.get(row["id"], row["id"]),
            others=tuple(
                place
                for one, (place, _) in row["named"].items()
                if one not in lines and place is not None
            ),
        )
        for row in near
    ]


def _named(row: dict, symbol: str) -> tuple[int, int | None, bool]:
    place, relevance = next(row["named"][one] for one in lines_of(symbol) if one in row["named"])
    return relevance, place, len(row["named"]) == 1


def stories(rows: list[dict], symbol: str) -> dict[str, str]:
    """The first report of each report's story."""
    grouper, first, of = Grouper(), {}, {}
    for row in sorted(rows[-300:], key=lambda row: (row["lo"], row["id"])):
        fact = facts_of(StoryItem(row["id"], row["title"], row["lo"], (symbol,)))
        number = grouper.place(fact, keys_of(fact))
        of[row["id"]] = first.setdefault(number, row["id"])
    return of


def korean(panel: Path) -> list[Case]:
    noise = labels("noise_ko")
    index = dict(duckdb.sql(
        "select day, median(r) from (select cast(date as date) as day, close / lag(close) over"
        " (partition by ticker order by date) - 1 as r from"
        f" '{panel}/prices_krx_2023_2025.parquet') group by day"
    ).fetchall())  # fmt: skip
    cases = []
    for label in labels("causes_ko"):
        day = date.fromisoformat(label["session"])
        at = occasion("XKRX", day, label["ret"], index[day] or 0.0)
        told = [(label["cause"], datetime.fromisoformat(label["published"]))] + [
            (one["title"].format(name=label["name"]), at.close + timedelta(hours=one["hours"]))
            for one in noise
        ]
        reports = []
        for number, (title, when) in enumerate(told):
            found = link_text(title, day)
            place = next((m.start for m in found.mentions if m.symbol == label["symbol"]), None)
            alone = len(set(found.subjects)) <= 1
            relevance = 100 if place is not None else 0
            at_utc = when.astimezone(UTC)
            made_by = f"made {number % 5}"
            reports.append(
                ScoredReport(f"{number}", title, at_utc, at_utc, made_by, relevance, place, alone)
            )
        cases.append((label | {"causes": {"0": ""}}, at, reports))
    return cases


def every(at: Occasion, reports: list[ScoredReport]) -> list[Candidate]:
    """Each report whose title shows a happening, as the fit sees them: also those of stories that
    show none clearly, which are examples of no cause."""
    return [one for one in score.candidates(at, reports) if one.explains]


def table(ranked: Sequence[Candidate | Ranked], names: list[str]) -> np.ndarray:
    return np.array([[one.features.get(name, 0.0) for name in names] for one in ranked])


def fit(cases: list[Case]) -> dict[str, float]:
    """The weights with which the labelled causes come before the other reports of their move."""
    blocks = []
    for label, at, reports in cases:
        ranked = every(at, reports)
        right = np.array([one.report.key in label["causes"] for one in ranked], dtype=bool)
        named = right & ~np.array(
            [one.is_bare or StoryKind.WHY in one.kinds for one in ranked], dtype=bool
        )
        right = named if named.any() else right
        if right.any() and not right.all():
            blocks.append((ranked, right))
    names = sorted({name for ranked, _ in blocks for one in ranked for name in one.features})
    tables = [(table(ranked, names), right) for ranked, right in blocks]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = RIDGE * w @ w, 2 * RIDGE * w
        for x, right in tables:
            z = x @ w
            p = np.exp(z - z.max())
            p /= p.sum()
            inside = p * right
            value -= np.log(inside.sum())
            slope = slope - x.T @ (inside / inside.sum() - p)
        return value, slope

    done = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    print(f"order: {len(tables)} moves, {len(names)} features, loss {done.fun:.2f}")
    return dict(zip(names, done.x, strict=True))


def gate(cases: list[Case]) -> dict[str, float]:
    """The weights of the chance that the story that comes first is the cause: a plain logit."""
    firsts, right = [], []
    for label, at, reports in cases:
        ranked = rank(at, reports).causes
        if ranked:
            first = ranked[0]
            firsts.append(first)
            right.append(any(r.key in label["causes"] for r in (first.report, *first.others)))
    names = sorted({name for one in firsts for name in one.features})
    x, y = table(firsts, names), np.array(right, dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = np.sum(np.logaddexp(0, z) - y * z) + RIDGE * 5 * w @ w
        return value, x.T @ (p - y) + 10 * RIDGE * w

    done = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    print(f"gate: {len(y)} moves, {y.mean():.0%} right, loss {done.fun:.2f}")
    return dict(zip(names, done.x, strict=True))


def ranked(cases: list[Case]) -> list[tuple[dict, Ranking]]:
    """The ranking beside each labelled move."""
    found = [(label, rank(at, reports)) for label, at, reports in cases]
    for (_, at, _), (_, ranking) in zip(cases, found, strict=True):
        assert all(one.report.earliest <= at.close for one in ranking.causes), "later than the move"
    return found


def judge(found: list[tuple[dict, Ranking]], name: str, verbose: bool) -> None:
    none = [ranking for label, ranking in found if not label["causes"]]
    some = [(label, ranking) for label, ranking in found if label["causes"]]
    first = top3 = held = 0
    for label, ranking in some:
        causes, comment = ranking.causes, ranking.comment
        right = [
            any(report.key in label["causes"] for report in (one.report, *one.others))
            for one in causes
        ]
        held += any(right)
        hit = bool(right[:1] and right[0])
        first += hit
        top3 += any(right[:3])
        if verbose:
            word = "ok " if hit else "MISS" if any(right) else "GONE"
            print(f"{word} {label['symbol']} {label['session']} {label['kind']}"
                  f" of {len(causes)} and {len(comment)}")  # fmt: skip
            for n, one in enumerate(causes[:3]):
                print(f"     {'*' if right[n] else ' '} {one.share:.2f} {one.report.title[:100]}"
                      f"  {sorted(k.value for k in one.kinds)}")  # fmt: skip
            for one in comment:
                if one.report.key in label["causes"]:
                    print("       set apart, though labelled:", one.report.title[:100])
    n = len(some)
    given = np.mean([ranking.cause is not None for _, ranking in some])
    falsely = np.mean([ranking.cause is not None for ranking in none]) if none else 0.0
    print(f"{name}: named as the cause in {given:.1%} of {n} moves with a cause and in"
          f" {falsely:.1%} of {len(none)} without")  # fmt: skip
    print(f"{name}: first {first} of {n} ({first / n:.1%}), among three {top3} ({top3 / n:.1%});"
          f" the cause is a candidate in {held}")  # fmt: skip


def write(order: dict[str, float], chance: dict[str, float]) -> None:
    with SCORE.open() as file:
        told = {row["feature"]: row["meaning"] for row in csv.DictReader(file)}
    with SCORE.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("feature", "order", "chance", "meaning"))
        for name in sorted({*order, *chance}):
            row = (f"{order.get(name, 0.0):.3f}", f"{chance.get(name, 0.0):.3f}")
            out.writerow((name, *row, told.get(name, "")))
    score.weights.cache_clear()


def fit_on(cases: list[Case]) -> None:
    """Write the weights that some moves give."""
    order = fit(cases)
    write(order, {})
    write(order, gate(cases))


def cross(sets: dict[str, list[Case]], panel: Path, cache: Path, verbose: bool) -> None:
    """Judge each tenth of the companies by an order fitted on the others, with the evidence of
    titles that name none of the tenth; the files stay as they are."""
    kept = SCORE.read_bytes(), happenings.TABLE.read_bytes()
    titles, names = happenings.judged(panel, cache), happenings.names(cache)
    classed = happenings.classes(panel, names)
    found = defaultdict(list)
    try:
        for tenth in range(happenings.FOLDS):
            happenings.write(happenings.fit(happenings.without(titles, tenth), names, classed))
            fit_on([case for case in fitted(sets) if tenth_of(case) != tenth])
            for name, some in sets.items():
                found[name] += ranked([case for case in some if tenth_of(case) == tenth])
    finally:
        SCORE.write_bytes(kept[0])
        happenings.TABLE.write_bytes(kept[1])
    for name, some in found.items():
        judge(some, name, verbose)


def fitted(sets: dict[str, list[Case]]) -> list[Case]:
    """The moves that a fit may see."""
    return [case for name, some in sets.items() if name not in HELD for case in some]


def tenth_of(case: Case) -> int:
    """The tenth of the companies that a move's is in."""
    return happenings.fold(case[0]["symbol"])


def draw(panel: Path, cache: Path, seed: int) -> None:
    """Print titles among the first three of random sessions without a large move, of companies
    of which no session was judged, to be judged by hand. Where no price is held, whether the stock
    rose is by lot."""
    by = by_symbol(cache)
    index, own = market(panel), returns(panel)
    chance, known = random.Random(seed), happenings.judged_symbols()
    days = {
        symbol: sorted({
            day for row in rows for day in (row["hi"].date(), row["hi"].date() + timedelta(days=1))
            if day in index and abs(own.get((symbol, day), index[day]) - index[day]) < LARGE
        })
        for symbol, rows in by.items() if known.isdisjoint(lines_of(symbol))
    }  # fmt: skip
    symbols = sorted(symbol for symbol, some in days.items() if some)
    seen: set[str] = set()
    for _ in range(TRIES):
        symbol = chance.choices(symbols, [len(days[one]) ** 0.5 for one in symbols])[0]
        day = chance.choice(days[symbol])
        by_lot = index[day] + chance.choice((-LARGE, LARGE))
        at = occasion("XNYS", day, own.get((symbol, day), by_lot), index[day])
        near = [row for row in by[symbol]
                if at.close - AROUND[0] <= row["hi"] and row["lo"] <= at.close]  # fmt: skip
        for one in rank(at, reports_of(near, symbol, at)).causes[:3]:
            if score.plain(one.report.title) not in seen and len(seen) < DRAWN:
                seen.add(score.plain(one.report.title))
                print(f"{symbol},{day},{one.report.key},{one.report.title}")


def main() -> None:
    verb, panel, cache = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if verb == "read":
        read(panel, cache)
        return
    if verb == "draw":
        draw(panel, cache, int(sys.argv[4]))
        return
    sets: defaultdict[str, list[Case]] = defaultdict(list)
    for case in us(panel, cache):
        labelled = case[0].get("labelled")
        sets[labelled if labelled in HELD else "us"].append(case)
    sets["ko"] = korean(panel)
    if verb == "fit":
        fit_on(fitted(sets))
    if verb == "cross":
        cross(sets, panel, cache, "-v" in sys.argv)


if __name__ == "__main__":
    main()
