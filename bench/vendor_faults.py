"""Plant faults of vendors in real series and count what is told; and what is told of clean ones.

    python bench/vendor_faults.py FOLDER        # with prices.csv (open, high, low, close, volume)
                                                # and optionally panel/*.parquet
    python bench/vendor_faults.py FOLDER --opens P.parquet --every 4     # a panel with opens only
    python bench/vendor_faults.py FOLDER --opens P.parquet --limit .3    # of Seoul

Each fault is planted alone, at random sessions of every stock, and looked for with the checks that
a refresh runs. Sizes are in standard deviations of the sixty returns before. A close-only fault
moves the close and leaves open, high and low; a whole-bar fault moves all four.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import pstdev

import duckdb
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from marketlink.calendars import exchange_of  # noqa: E402 (after the path is set)
from marketlink.prices.jumps import DailyBars, jumps  # noqa: E402 (after the path is set)
from marketlink.prices.quality import check  # noqa: E402 (after the path is set)
from marketlink.prices.standing import flags_of  # noqa: E402 (after the path is set)
from marketlink.records.price import Action, History, Listing, RawBar  # noqa: E402 (after the path is set)
from marketlink.refresh.vetting import changed_facts, is_shifted  # noqa: E402 (after the path is set)

FETCHED = datetime(2026, 6, 1, tzinfo=UTC)
LENGTH = 300
PRICES = ("open", "high", "low", "close")
SIZES = (3, 8, 20)
TRIES = 4
"""Random sessions of a held-out stock at which faults of closes are planted."""
JUDGED = ROOT / "bench" / "vendor_alarms.csv"
"""Every alarm on the panels with what it is: real, a fault, or cannot be told (counts as false)."""


def scaled(bar: RawBar, factor: float, names=PRICES) -> RawBar:
    return replace(bar, **{n: v * factor for n in names if (v := getattr(bar, n)) is not None})


def sigma_at(bars, at):
    """The standard deviation of the sixty returns before a bar."""
    closes = [bar.close for bar in bars[at - 61 : at]]
    return pstdev(b / a - 1 for a, b in pairwise(closes))


def tick(size, sign, names):
    def plant(bars, at, sigma):
        bars[at] = scaled(bars[at], max(1 + sign * size * sigma, 0.05), names)
        return bars, {at}

    return plant


def factor(by, count, last=False):
    def plant(bars, at, _):
        at = len(bars) - count if last else at
        for n in range(at, at + count):
            bars[n] = scaled(bars[n], by)
        return bars, set(range(at, at + count))

    return plant


def tail(size, sign):
    def plant(bars, *_):
        at = len(bars) - 3
        by = max(1 + sign * size * sigma_at(bars, at), 0.05)
        for n in range(at, len(bars)):
            bars[n] = scaled(bars[n], by)
        return bars, {at}

    return plant


def alone(change):
    def plant(bars, at, _):
        bars[at] = change(bars[at])
        return bars, {at}

    return plant


def gone(count):
    def plant(bars, at, _):
        return [bar for n, bar in enumerate(bars) if not at <= n < at + count], {at}

    return plant


FAULTS = {
    **{f"close {sign:+d} x {size} sigma, back the next day": tick(size, sign, ("close",))
       for size in SIZES for sign in (1, -1)},
    **{f"bar {sign:+d} x {size} sigma, back the next day": tick(size, sign, PRICES)
       for size in SIZES for sign in (1, -1)},
    **{f"last three bars {sign:+d} x {size} sigma (another company)": tail(size, sign)
       for size in SIZES for sign in (1, -1)},
    **{f"bar x {by:g}": factor(by, 1) for by in (10, 0.1, 100, 0.01, 1000)},
    **{f"three bars x {by:g}": factor(by, 3) for by in (10, 0.01)},
    **{f"last bar x {by:g}": factor(by, 1, last=True) for by in (10, 100, 0.01)},
    "close of 0": alone(lambda bar: replace(bar, close=0.0)),
    "close below zero": alone(lambda bar: replace(bar, close=-(bar.close or 1.0))),
    "empty bar": alone(lambda bar: RawBar(bar.session)),
    "all zero, close carried": alone(
        lambda bar: replace(bar, open=0.0, high=0.0, low=0.0, volume=0.0)),
    "high below close": alone(lambda bar: replace(bar, high=(bar.close or 0) * 0.9)),
    "low above close": alone(lambda bar: replace(bar, low=(bar.close or 0) * 1.1)),
    "volume x 1000": alone(lambda bar: replace(bar, volume=1000 * (bar.volume or 0))),
    "volume below zero": alone(lambda bar: replace(bar, volume=-5.0)),
    "a session missing": gone(1),
    "a week missing": gone(5),
    "a month missing": gone(21),
}  # fmt: skip


def dividend(value):
    return lambda bars, at: [Action(bars[at].session, "dividend", value * (bars[at].close or 1))]


ACTIONS = {"dividend of 60 % of the price": dividend(0.6), "dividend below zero": dividend(-0.01)}
LISTINGS = {
    "exchange of another zone": {"exchange": "XTKS"},
    "kind: stock to fund": {"kind": "fund"},
    "currency: USD to EUR": {"currency": "EUR"},
    "currency: pounds to pence": {"currency": "GBp"},
}


def stocks(path: Path) -> dict[str, list[RawBar]]:
    found: dict[str, list[RawBar]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = [float(row[n]) if row[n] else None for n in (*PRICES, "volume")]
            found[row["ticker"]].append(RawBar(date.fromisoformat(row["date"]), *cells))
    return found


def by_series(symbol, bars, market, actions=()):
    """What the series says against itself: faults with the places of their bars."""
    days = {bar.session: n for n, bar in enumerate(bars)}
    listing = Listing(symbol, exchange_of(symbol), "USD")
    return {(f.fault, f.session and days.get(f.session, f.session))
            for f in flags_of(listing, bars, actions, market)}  # fmt: skip


def by_checks(symbol, bars, _, actions=()):
    """What the checks of a refresh tell, the same way."""
    days = {bar.session: n for n, bar in enumerate(bars)}
    listing = Listing(symbol, exchange_of(symbol), "USD")
    history = History(listing, "made", FETCHED, tuple(bars), tuple(actions), whole=True)
    (checked,) = check([history])
    return {(f.fault, f.session and days.get(f.session, f.session)) for f in checked.flags}


def told(clean, symbol, faulty, market, places, actions=()):
    """Whether either tells of a fault at one of the places that it does not tell of without."""
    for ask in (by_series, by_checks):
        if ask not in clean["told"]:
            clean["told"][ask] = ask(symbol, clean["bars"], market)
        new = ask(symbol, faulty, market, actions) - clean["told"][ask]
        if any(fault == "missing-session" or place in places for fault, place in new):
            return True
    return False


def planted(series, market, draw, rounds):
    counts: dict[str, list[int]] = {}
    for symbol, bars in series.items():
        for _ in range(rounds):
            start = draw.randrange(len(bars) - LENGTH)
            part = bars[start : start + LENGTH]
            at = draw.randrange(80, LENGTH - 30)
            sigma = sigma_at(part, at)
            clean = {"bars": part, "told": {}}
            for name, plant in FAULTS.items():
                faulty, places = plant(list(part), at, sigma)
                count(counts, name, told(clean, symbol, faulty, market, places))
            for name, make in ACTIONS.items():
                actions = make(part, at)
                count(counts, name, told(clean, symbol, part, market, {at}, actions))
            listing = Listing(symbol, "XNYS", "USD")
            for name, facts in LISTINGS.items():
                count(counts, name, bool(changed_facts(replace(listing, **facts), listing)))
            for name, step in (("a session early", -1), ("a session late", 1)):
                pairs = pairwise(part) if step > 0 else ((b, a) for a, b in pairwise(part))
                off = [replace(bar, session=other.session) for bar, other in pairs]
                count(counts, f"history moved by {name}", is_shifted(off, part))
    return counts


def count(counts, name, hit):
    found = counts.setdefault(name, [0, 0])
    found[0] += hit
    found[1] += 1


def panels(folder: Path) -> dict[str, str]:
    """Queries for series of closes and volumes without opens, with a market's return."""
    spy = f"""(select date, adj_close / lag(adj_close) over (order by date) - 1 as market
        from '{folder}/prices_extra_2010_2026.parquet' where ticker = 'SPY')"""
    return {
        "S&P 500 members, 2011 to 2026": f"""select ticker, date, adj_close::double as level,
            volume::double as volume, market,
            coalesce(dividend, 0) + coalesce(split, 0) <> 0 as acted
            from '{folder}/prices_sp500_2011_2026.parquet' left join {spy} using (date)""",
        "all of Seoul, 2023 to 2025": f"""select ticker, date, close::double as level,
            volume::double as volume, median(ret) over (partition by date) as market, false as acted
            from (select *, close / lag(close) over (partition by ticker order by date) - 1 as ret
                from '{folder}/prices_krx_2023_2025.parquet')""",
    }


LIMIT = {"all of Seoul, 2023 to 2025": 0.3}
"""Of a day's move, where the exchange of a panel has one."""


def series_of(query: str, limit: float):
    """The symbols of a panel with their days and bars, and whether they chose no threshold: every
    second one, in Seoul (where a day's move is limited) every fourth."""
    con = duckdb.connect()
    table = con.execute(f"{query} order by ticker, date").fetchnumpy()
    table = {k: np.ma.filled(v, np.nan) if v.dtype.kind == "f" else np.asarray(v)
             for k, v in table.items()}  # fmt: skip
    cuts = np.flatnonzero(table["ticker"][1:] != table["ticker"][:-1]) + 1
    numbers = np.unique(table["date"], return_inverse=True)[1]
    for number, rows in enumerate(np.split(np.arange(len(table["ticker"])), cuts)):
        part = rows[table["level"][rows] > 0]
        if len(part) >= 250:
            given = [table[k][part] for k in ("level", "volume", "market", "acted")]
            followed = np.diff(numbers[part], prepend=-1) == 1
            limits = np.where(followed & (limit > 0), limit, np.nan)
            bars = DailyBars(*given, *np.full((3, len(part)), np.nan), limits)
            held_out = number % 4 == 3 if limit else number % 2 == 1
            yield held_out, table["ticker"][part][0], table["date"][part], bars


def as_it_came(bars: DailyBars) -> list[tuple[int, str]]:
    """What was told of each bar: of the last ones on the day it came, of the others later."""
    found = [(jump.place, jump.fault) for jump in jumps(bars) if jump.fault != "untraded-jump"]
    moves = np.abs(bars.levels[1:] / bars.levels[:-1] - 1 - np.nan_to_num(bars.market[1:]))
    for place in np.flatnonzero(moves > 8 * np.median(moves)) + 1:
        if place >= 80:
            last = jumps(bars.at(np.arange(place - 80, place + 1)))
            found += [(int(place), j.fault) for j in last
                      if j.place == 80 and j.fault == "untraded-jump"]  # fmt: skip
    return found


def alarms(folder: Path):
    """Every alarm on two panels, and those that nobody judged; of the half that chose no threshold,
    alarms a hundred symbol-years and planted whole-bar ticks that are told, by size."""
    with JUDGED.open(encoding="utf-8") as file:
        judged = {(r["symbol"], r["session"], r["fault"]): r["judgement"]
                  for r in csv.DictReader(file)}  # fmt: skip
    for name, query in panels(folder).items():
        found: dict[str, list[int]] = {}
        years, held_years, draw = 0.0, 0.0, random.Random(3)
        counts: dict[str, int] = defaultdict(int)
        for held_out, symbol, days, bars in series_of(query, LIMIT.get(name, 0.0)):
            years += len(days) / 252
            held_years += held_out * len(days) / 252
            for place, fault in as_it_came(bars):
                key = (symbol, str(days[place])[:10], fault)
                counts[judged.get(key, "not judged")] += 1
                counts["held out"] += held_out
                if key not in judged:
                    print("not judged", *key, bars.levels[place - 1 : place + 2], file=sys.stderr)
            for _ in range(TRIES if held_out else 0):
                at = draw.randrange(81, len(days) - 8)
                returns = bars.levels[at - 60 : at] / bars.levels[at - 61 : at - 1] - 1
                if bars.acted[at : at + 2].any() or not bars.volumes[at] > 0 or not returns.any():
                    continue
                for size, sign in ((3, 1), (3, -1), (8, 1), (8, -1), (20, 1), (20, -1)):
                    planted = bars.levels[at - 81 : at + 8].copy()
                    planted[81] *= max(1 + sign * size * float(np.std(returns)), 0.05)
                    part = replace(bars.at(np.arange(at - 81, at + 8)), levels=planted)
                    told_of = {jump.place for jump in jumps(part)}
                    count(found, f"ticks of {sign * size:+d} sigma told", 81 in told_of)
        rates = {"symbol-years": round(years), **counts}
        rates["false a hundred"] = round(
            100 * sum(counts[k] for k in ("real", "cannot be told", "not judged")) / years, 2
        )
        rates["a hundred, held out"] = round(100 * counts["held out"] / held_years, 2)
        yield name, rates | {k: round(hits / n, 3) for k, (hits, n) in found.items()}


def opened(path: Path, every: int, limit: float, rounds: int):
    """Of a panel with opens, highs and lows: alarms a hundred symbol-years, each bar as it came,
    and what is told of planted whole bars and of three last bars of another company, by size, and
    of the latter apart for days on which the company itself was traded three times as much as
    usual. A history that comes again under another symbol counts once; alarms are also told with
    all of them. Days are those of the panel, its market is the median return of a day; actions are
    not known, but where a limit is given (Seoul) the year's last two days are left out: one is ex
    dividend."""
    con = duckdb.connect()
    query = f"""select symbol, date, open, high, low, close, volume, coalesce(median(ret) over
        (partition by date), 0) as market from (select *, close / lag(close) over (partition by
        symbol order by date) - 1 as ret from '{path}' where close > 0) order by 1, 2"""
    table = con.execute(query).fetchnumpy()
    table = {k: np.ma.filled(v, np.nan) if v.dtype.kind == "f" else np.asarray(v)
             for k, v in table.items()}  # fmt: skip
    priced = np.minimum.reduce([table[name] for name in ("open", "high", "low")]) > 0
    for name in ("open", "high", "low"):
        table[name][~priced] = np.nan
    cuts = np.flatnonzero(table["symbol"][1:] != table["symbol"][:-1]) + 1
    calendar, numbers = np.unique(table["date"], return_inverse=True)
    of_year = calendar.astype("datetime64[Y]")
    closing = of_year != np.concatenate([of_year[2:], np.repeat(of_year[-1] + 1, 2)])
    found: dict[str, list[int]] = {}
    years, told_of, draw = [0.0, 0.0], defaultdict(lambda: [0, 0]), random.Random(7)
    seen: set[bytes] = set()
    for rows in np.split(np.arange(len(table["symbol"])), cuts)[every - 1 :: every]:
        if len(rows) < 252:
            continue
        levels, volumes, market, opens, highs, lows = (
            table[k][rows] for k in ("close", "volume", "market", "open", "high", "low")
        )
        digest = np.stack([numbers[rows], levels, volumes]).tobytes()
        again, _ = digest in seen, seen.add(digest)
        followed = np.diff(numbers[rows], prepend=-1) == 1
        limits = np.where(followed & (limit > 0), limit, np.nan)
        acted = closing[numbers[rows]] & (limit > 0)
        bars = DailyBars(levels, volumes, market, acted, opens, highs, lows, limits)
        years[again] += len(rows) / 252
        for place, fault in as_it_came(bars):
            told_of[fault][again] += 1
            print(fault, table["symbol"][rows[0]], str(table["date"][rows[place]])[:10],
                  levels[max(place - 1, 0) : place + 2], file=sys.stderr)  # fmt: skip
        for _ in range(0 if again else rounds):
            at = draw.randrange(81, len(rows) - 8)
            if not (volumes[at] > 0 and np.isfinite(opens[at : at + 2]).all()) or acted[at]:
                continue
            sigma = float(np.std(levels[at - 60 : at] / levels[at - 61 : at - 1] - 1))
            usual = np.median(volumes[at - 20 : at])
            of_day = "loud" if volumes[at] > 3 * usual else "ordinary"
            for size in SIZES if sigma > 0 else ():
                for sign in (1, -1):
                    by = max(1 + sign * size * sigma, 0.05)
                    for name, end, known in (("bar", at + 1, at + 8), ("tail", at + 3, at + 3)):
                        moved_by = np.ones(len(rows))
                        moved_by[at:end] = by
                        prices = {f"{price}s": getattr(bars, f"{price}s") * moved_by
                                  for price in ("level", "open", "high", "low")}  # fmt: skip
                        part = replace(bars, **prices).at(np.arange(at - 80, known))
                        hit = any(jump.place == 80 for jump in jumps(part))
                        count(found, f"{name} {sign * size:+d} sigma", hit)
                        if name == "tail":
                            count(found, f"{name} {sign * size:+d} sigma, {of_day} day", hit)
    copied = con.execute(f"""select count(*) from (select date from '{path}'
        where volume > 0 and high > low
        group by date, open, high, low, close, volume having count(*) > 1)""").fetchall()[0][0]
    return {"symbol-years": round(years[0]), "of histories that come again": round(years[1]),
            "bars shared by symbols": copied,
            "alarms a hundred": {k: round(100 * n[0] / years[0], 2) for k, n in told_of.items()},
            "with those again": {k: round(100 * sum(n) / sum(years), 2)
                                 for k, n in told_of.items()},
            "tries a size": found["tail +8 sigma"][1],
            "told": {k: round(hits / n, 3) for k, (hits, n) in found.items()}}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--stocks", type=int, default=30)
    parser.add_argument("--opens", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--limit", type=float, default=0.0, help="of a day's move: .3 in Seoul")
    given = parser.parse_args()
    if given.opens:
        print(json.dumps(opened(given.opens, given.every, given.limit, given.rounds)))
        return
    series = {
        symbol: [bar for bar in bars if (bar.close or 0) > 0 and bar.open is not None]
        for symbol, bars in stocks(given.folder / "prices" / "prices.csv").items()
    }
    index = series["^GSPC"]
    market = {b.session: (b.close or 0) / (a.close or 1) - 1 for a, b in pairwise(index)}
    names = sorted(s for s, bars in series.items() if s.isalpha() and len(bars) > LENGTH + 60)
    chosen = {name: series[name] for name in names[: given.stocks] if name != "DEXKOUS"}
    counts = planted(chosen, market, random.Random(11), given.rounds)
    print(f"{len(counts)} faults in {len(chosen)} stocks")
    for name, (hits, tries) in counts.items():
        print(f"{name:60} {hits:4} of {tries:4}  {hits / tries:6.1%}")
    if (given.folder / "panel").is_dir():
        for name, found in alarms(given.folder / "panel"):
            print(json.dumps({"panel": name, **found}))


if __name__ == "__main__":
    main()
