"""How often each test is wrong when nothing happened: on real firm-days and on noise.

    python bench/calibration.py company explain moves halts

The price panel is looked for beside the checkout (``bench/panel.py``); what needs it says so where
it is absent. Every table is printed as it stands in ``docs/calibration.md``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]

from panel import folder  # noqa: E402 (after the path is set)
from scipy import stats  # noqa: E402 (after the path is set)

from marketlink.explain import maximum  # noqa: E402 (after the path is set)
from marketlink.explain.maximum import standing_out_by  # noqa: E402 (after the path is set)
from marketlink.explain.measures import WEIGHT, Figures, sizes  # noqa: E402 (after the path is set)
from marketlink.explain.moves import HISTORY  # noqa: E402 (after the path is set)
from marketlink.records.decision import LEADS, Joint, leading  # noqa: E402 (after the path is set)
from marketlink.study.days import market_days, states  # noqa: E402 (after the path is set)
from marketlink.study.filtered import filtered  # noqa: E402 (after the path is set)
from marketlink.study.inference import resampling  # noqa: E402 (after the path is set)
from marketlink.study.inference.evidence import StatisticContext  # noqa: E402 (after the path is set)
from marketlink.study.inference.laws import p_student  # noqa: E402 (after the path is set)
from marketlink.study.inference.sample import Sample, Stack, filtered_of  # noqa: E402 (after the path is set)
from marketlink.study.inference.statistics import STATISTICS, STUDENT  # noqa: E402 (after the path is set)
from marketlink.study.inference.validity import verdict  # noqa: E402 (after the path is set)
from marketlink.study.kernel import Plan, market_model  # noqa: E402 (after the path is set)
from marketlink.study.models import peers  # noqa: E402 (after the path is set)
from marketlink.study.models.peers import in_space, simplex  # noqa: E402 (after the path is set)
from marketlink.study.models.serial import forecast  # noqa: E402 (after the path is set)
from marketlink.study.rolling import roll, sq_p  # noqa: E402 (after the path is set)

PLAN = Plan((-250, -11), (-10, 10), ((0, 0), (-1, 1), (0, 5), (0, 10)), 120)
DAY = replace(PLAN, windows=((0, 0),))
OF_MEANS = (
    *("cross-sectional-t", "cda-t", "patell", "bmp", "kp-patell", "kp-bmp", "jackknife-t"),
    *("bhar-t", "portfolio-filtered", "rank"),
)
SEED = 20_260
YEARS = {520: 16_000, 1_500: 4_000}
"""Years of each noise, by the sessions held."""


@dataclass(frozen=True)
class Prices:
    """A market's returns, one row a symbol, one column a session; NaN where none traded."""

    symbols: np.ndarray
    dates: np.ndarray
    y: np.ndarray
    x: np.ndarray
    span: np.ndarray
    fear: np.ndarray


def returns(level: pd.DataFrame, index: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns from one price to the next, the index's over the same sessions, and their number."""
    price, base = level.to_numpy(float).T, index.to_numpy(float)
    place = np.where(np.isfinite(price) & np.isfinite(base), np.arange(len(base)), -1)
    before = np.maximum.accumulate(np.pad(place, ((0, 0), (1, 0)), constant_values=-1)[:, :-1], 1)
    there = (place >= 0) & (before >= 0)
    row = np.arange(len(price))[:, None]
    with np.errstate(invalid="ignore"):
        y = np.where(there, price / price[row, before] - 1.0, np.nan)
        x = np.where(there, base / base[before] - 1.0, np.nan)
    return y, x, np.where(there, place - before, 1.0)


def prices(market: str) -> Prices:
    """The S&P 500 members against SPY, or Seoul's shares against the KOSPI."""
    panel = folder()
    extra = pd.read_csv(panel.parent / "prices" / "prices.csv", usecols=["ticker", "date", "close"])
    if market == "us":
        rows = pd.read_parquet(panel / "prices_sp500_2011_2026.parquet")
        rows = rows.rename(columns={"adj_close": "price"})
        base = pd.read_parquet(panel / "prices_extra_2010_2026.parquet")
        base = base[base.ticker == "SPY"].set_index("date").adj_close
    else:
        rows = pd.read_parquet(panel / "prices_krx_2023_2025.parquet")
        rows = rows.rename(columns={"close": "price"})
        base = extra[extra.ticker == "^KS11"].set_index("date").close
    rows["date"], base.index = rows.date.astype(str).str[:10], base.index.astype(str).str[:10]
    level = rows.pivot_table(index="date", columns="ticker", values="price", aggfunc="last")
    level = level[level.index.isin(base.index)].sort_index()
    fear = extra[extra.ticker == "^VIX"].set_index("date").close
    days = fear.index.union(level.index).sort_values()
    before = fear.reindex(days).ffill().shift(1).reindex(level.index)
    y, x, span = returns(level, base.reindex(level.index))
    return Prices(level.columns.to_numpy(str), level.index.to_numpy(str), y, x, span,
                  before.to_numpy(float))  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """Random firm-days: row and column of the market, and the same as places in flat arrays."""

    row: np.ndarray
    column: np.ndarray
    at: np.ndarray
    y: np.ndarray
    x: np.ndarray
    span: np.ndarray


def draw(market: Prices, n: int, seed: int, keep=None) -> Drawn:
    """Firm-days with a return, 120 of 240 before them, and their ten days before and after."""
    generator = np.random.default_rng(seed)
    there = np.isfinite(market.y)
    count = np.cumsum(there, axis=1)
    good = there.copy()
    good[:, :260] = False
    good[:, -11:] = False
    good[:, 251:] &= (count[:, 240:-11] - count[:, :-251]) >= 120
    if keep is not None:
        good &= keep
    row, column = np.nonzero(good)
    pick = np.sort(generator.choice(len(row), n, replace=False))
    row, column = row[pick], column[pick]
    width = market.y.shape[1]
    return Drawn(row, column, row * width + column, market.y.ravel(), market.x.ravel(),
                 market.span.ravel())  # fmt: skip


def judged(drawn: Drawn, plan: Plan = PLAN):
    """Filtered tests, the unfiltered ones beside them, the state, and whether intervals cover 0."""
    parts = []
    for low in range(0, len(drawn.at), 4_000):
        at = drawn.at[low : low + 4_000]
        days, errors = market_days(drawn.y, drawn.x, drawn.span, at, plan)
        found = filtered(days, plan.windows, errors, rejections=True)
        own = days.scaled[:, : days.estimation] / np.sqrt(1 - days.leverage[:, : days.estimation])
        column = days.columns((0, 0))[0]
        t = days.scaled[:, column] / np.sqrt(days.span[:, column] + errors[:, 0])
        fast = np.ones(len(at))
        for day in range(column):
            square = days.scaled[:, day] ** 2 / days.span[:, day]
            fast = np.where(np.isfinite(square), 0.94 * fast + 0.06 * square, fast)
        sq = sq_p(own, t[:, None])[0]
        student = 2 * stats.t.sf(np.abs(t), np.maximum(days.n_est - 2, 1))
        covered = []
        for place, window in enumerate(plan.windows):
            total = days.scaled[:, slice(*days.columns(window))].sum(axis=1)
            covered.append(
                np.where(np.isfinite(total), np.abs(total) <= found.half[:, place], np.nan)
            )
        interval = np.stack(covered, axis=1)
        parts.append((found.p, found.volatility, found.plain, sq, student, fast, interval))
    return [np.concatenate(part) for part in zip(*parts, strict=True)]


def clustered(rejected: np.ndarray, dates: np.ndarray) -> float:
    """Standard error of a share, residuals of one date taken together."""
    _, place = np.unique(dates, return_inverse=True)
    return float(np.sqrt((np.bincount(place, rejected - rejected.mean()) ** 2).sum())) / len(
        rejected
    )


def shares(p, axis, dates, parts: int) -> tuple[list[str], float, float]:
    """Shares rejected at 5 % by parts of an axis with errors, and the slope a part with its t."""
    edges = np.quantile(axis, np.linspace(0, 1, parts + 1)[1:-1])
    part = np.searchsorted(edges, axis)
    rejected = (p <= 0.05).astype(float)
    cells = []
    for k in range(parts):
        mine = part == k
        share, error = rejected[mine].mean(), clustered(rejected[mine], dates[mine])
        low, high = 100 * (share - 2 * error), 100 * (share + 2 * error)
        mark = "" if 4 <= 100 * share <= 7 else " (~)" if low <= 7 and high >= 4 else " (!)"
        cells.append(f"{100 * share:.1f}{mark}")
    centred = part - part.mean()
    slope = (centred * rejected).sum() / (centred**2).sum()
    left = centred * (rejected - rejected.mean() - slope * centred)
    _, place = np.unique(dates, return_inverse=True)
    error = np.sqrt((np.bincount(place, left) ** 2).sum()) / (centred**2).sum()
    return cells, 100 * slope, slope / error


def company() -> None:
    """One company on random firm-days, all of the panel and the half nothing was chosen on."""
    slopes: dict[str, list[float]] = {"all": [], "held out": []}
    for name, n, parts in (("us", 20_000, 10), ("kr", 30_000, 5)):
        market = prices(name)
        year = np.array([int(day[:4]) for day in market.dates])
        odd = np.arange(len(market.y))[:, None] % 2 == 1
        held = odd & (year % 2 == 0)[None] if name == "us" else odd & np.ones_like(year)[None] > 0
        for title, keep in (("all", None), ("held out", held)):
            drawn = draw(market, n, SEED, keep)
            p, ratio, plain, sq, student, fast, covered = judged(drawn)
            known = np.isfinite(p[:, 0]) & np.isfinite(sq) & np.isfinite(ratio)
            dates = market.dates[drawn.column][known]
            print(f"\n### {name}, {title}: {known.sum():,} firm-days\n")
            print("| test | 5 % | se | 1 % | 0:5, 5 % | 0:10, 5 % |\n|" + " --- |" * 6)
            whole = p[known]
            for what, values in (
                ("filtered", whole[:, 0]),
                ("SQ", sq[known]),
                ("t", student[known]),
            ):
                more = [f"{100 * np.nanmean(whole[:, k] <= 0.05):.1f}" if what == "filtered" else ""
                        for k in (2, 3)]  # fmt: skip
                reject = (values <= 0.05).astype(float)
                error = 100 * clustered(reject, dates)
                one = 100 * (values <= 0.01).mean()
                cells = (f"{100 * reject.mean():.2f}", f"{error:.2f}", f"{one:.2f}", *more)
                print(f"| {what} | {' | '.join(cells)} |")
            shares_of = [f"{a}:{b} {100 * np.nanmean(covered[known, k]):.1f} %"
                         for k, (a, b) in enumerate(PLAN.windows)]  # fmt: skip
            print(f"\nThe 95 % conformal intervals cover: {', '.join(shares_of)}.")
            print(f"\n| test, by {parts} parts of | " + " | ".join(map(str, range(1, parts + 1))) +
                  " | slope a part | t |\n| --- |" + " --- |" * (parts + 2))  # fmt: skip
            axes = {"VIX": market.fear[drawn.column], "own EWMA over sigma": fast,
                    "own forecast over the window's": ratio}  # fmt: skip
            for what, values in (("filtered", p[:, 0]), ("SQ", sq)):
                for axis, by in axes.items():
                    cells, slope, t = shares(values[known], by[known], dates, parts)
                    slopes[title] += [float(2 * stats.norm.sf(abs(t)))] * (what == "filtered")
                    print(f"| {what}: {axis} | {' | '.join(cells)} | {slope:+.2f} | {t:+.1f} |")
            edges = np.quantile(ratio[known], np.linspace(0, 1, parts + 1)[1:-1])
            part = np.searchsorted(edges, ratio[known])
            told = [f"{100 * plain[known][part == k].mean():.1f}" for k in range(parts)]
            print(f"| SQ, as the state line says | {' | '.join(told)} | | |")
    for title, p in slopes.items():
        print(f"\nSmallest p of the {len(p)} slopes of the filtered test, {title}, by Holm: "
              f"{min(1.0, len(p) * min(p)):.2f}.")  # fmt: skip


NOISE = ("normal", "t6", "t4", "t3", "garch-normal", "garch-t6")


def noise(kind: str, rows: int, days: int, generator) -> np.ndarray:
    """Noise of unit variance: normal, Student, or a GARCH(1,1) (0.02, 0.08, 0.90) of either."""
    law = kind.rpartition("-")[2]
    warm = 300 if kind.startswith("garch") else 0
    shape = rows, days + warm
    if law == "normal":
        shock = generator.standard_normal(shape)
    else:
        freedom = int(law[1:])
        shock = generator.standard_t(freedom, shape) / np.sqrt(freedom / (freedom - 2))
    if not warm:
        return shock
    level = np.ones(rows)
    for day in range(shape[1]):
        shock[:, day] *= np.sqrt(level)
        level = 0.02 + 0.08 * shock[:, day] ** 2 + 0.90 * level
    return shock[:, warm:]


def traded(kind: str, rows: int, days: int, generator) -> dict[str, np.ndarray]:
    """Days of pure noise: a return, a night that is half of it and half noise of its own, the range
    of a Brownian day, and a normal log volume that remembers the day before and nothing of prices.
    """
    own = noise(kind, rows, days, generator)
    night = 0.5 * own + 0.5 * noise(kind, rows, days, generator)
    day = own - night
    spread = 0.7 * np.exp(0.3 * generator.standard_normal((rows, days)))
    high, low = (
        (side * day + np.sqrt(day**2 - 2 * spread * np.log(generator.random(day.shape)))) / 2
        for side in (1, -1)
    )
    volume = 0.4 * generator.standard_normal((rows, days))
    for at in range(1, days):
        volume[:, at] += 0.6 * volume[:, at - 1]
    return {"own": own, "gap": night, "volume": volume, "range": np.log(high + low)}


def explain(step: int = 200) -> None:
    """Years of pure noise in which ``explain`` names a session, with short and long histories: by
    the return alone, and by return, gap, volume and range."""
    maximum.PLAIN = 0.05  # the largest tells whether any is named: no second is looked for
    print("\n| sessions held, years, by | " + " | ".join(NOISE))
    print("|" + " --- |" * (len(NOISE) + 1))
    for days, years in YEARS.items():
        cells: dict[str, list[str]] = {"return": [], "four": []}
        for kind in NOISE:
            generator = np.random.default_rng(SEED)
            named: dict[str, list[np.ndarray]] = {"return": [], "four": []}
            for _ in range(years // step):
                x = 0.01 * generator.standard_normal((step, days))
                made = traded(kind, step, days, generator)
                y = 1.1 * x + 0.015 * made["own"]
                span = np.ones_like(y)
                size = states(y, x, span, DAY).size
                searched = np.zeros(days, dtype=bool)
                searched[-250:] = True
                every = np.broadcast_to(searched, size.shape)
                named["return"].append(
                    np.nanmin(standing_out_by(size[None], every, [1.0]).adjusted, axis=1) <= 0.05
                )
                stock = Figures.of(0.015 * made["gap"] + 0.4 * x, made["volume"], made["range"])
                nothing = np.full_like(x, np.nan)
                index = Figures(0.4 * x, nothing, nothing)
                _, others = sizes((stock, index), (y, x, span), DAY)
                four = standing_out_by(np.stack([size, *others]), every, list(WEIGHT.values()))
                named["four"].append(np.nanmin(four.adjusted, axis=1) <= 0.05)
            for by, some in named.items():
                cells[by].append(f"{100 * np.concatenate(some).mean():.1f}")
        for by, some in cells.items():
            print(f"| {days:,}, {years:,}, {by} | " + " | ".join(some) + " |", flush=True)


MOVES = """NVDA 2025-01-27, META 2022-02-03, NFLX 2022-04-20, INTC 2024-08-02, TSLA 2020-09-08,
META 2018-07-26, NVDA 2023-05-25, NKE 2024-06-28, TGT 2022-05-18, META 2018-03-19, LULU 2025-06-06,
AAPL 2019-01-03, BA 2019-03-11, ORCL 2025-09-10, AVGO 2024-12-13, GE 2018-10-30, BA 2024-01-08,
SCHW 2023-03-13, KEY 2023-03-13, CRWD 2024-07-19, UNH 2025-05-13, UNH 2024-12-05, WFC 2018-02-05,
EFX 2017-09-08, GOOGL 2025-04-09, CMG 2015-11-02"""
WRONG = {"GOOGL 2025-04-09", "CMG 2015-11-02"}
"""A day of the market, and a day on which the company fell little."""


def moves() -> None:
    """Well-known moves: which stand out of two months and of a year by themselves, and their own p
    where they were pointed at."""
    market = prices("us")
    print("\n| move | abnormal | volatility | own p | p among two months | p among a year |")
    print("| --- | --- | --- | --- | --- | --- |")
    small, out = 0, {42: 0, 250: 0}
    for name in MOVES.replace("\n", " ").split(", "):
        symbol, day = name.split()
        row = int(np.flatnonzero(market.symbols == symbol)[0])
        column = int(np.flatnonzero(market.dates == day)[0])
        y, x, span = market.y[row], market.x[row], market.span[row]
        days, errors = market_days(y, x, span, np.array([column]), DAY)
        found = filtered(days, DAY.windows, errors)
        fit = market_model(y, x, np.array([column]), replace(DAY, path=(0, 0)))
        size = states(y[None], x[None], span[None], DAY).size
        paid = {}
        for width in out:
            stop = min(column + width // 2, len(y) - 1)
            searched = np.zeros(size.shape, dtype=bool)
            searched[:, column - width // 2 : stop + 1] = True
            law = np.full(size.shape, np.nan)
            reach = slice(max(column - width // 2 - HISTORY, 0), stop + 1)
            law[:, reach] = size[:, reach]
            paid[width] = standing_out_by(law[None], searched & np.isfinite(law), [1.0]).adjusted[
                0, column
            ]
            out[width] += paid[width] <= 0.05
        small += found.p[0, 0] < 0.01 and name not in WRONG
        print(f"| {name}{' (wrong)' if name in WRONG else ''} | {100 * fit.ar[0, 0]:+.1f} % |"
              f" {found.volatility[0]:.2f} | {found.p[0, 0]:.2g} | {paid[42]:.2g} |"
              f" {paid[250]:.2g} |")  # fmt: skip
    print(f"\nOwn p below 0.01: {small} of the 24 right ones. Standing out by themselves: "
          f"{out[42]} of 26 among two months, {out[250]} among a year.")  # fmt: skip


def halts(n: int = 16_000) -> None:
    """Null events whose day 0 ends a halt: noise of equal sessions, the return spans them all."""
    print(
        "\n| halted sessions | 0:0, filtered | 0:5, filtered | 0:0, t |\n| --- | --- | --- | --- |"
    )
    for halted in (0, 1, 2, 4, 9):
        generator = np.random.default_rng(SEED + halted)
        x = 0.01 * generator.standard_normal((n, 270))
        y = 1.1 * x + 0.015 * noise("t6", n, 270, generator)
        span = np.ones_like(x)
        cut = slice(255 - halted, 256)
        x[:, 255], y[:, 255] = x[:, cut].sum(axis=1), y[:, cut].sum(axis=1)
        x[:, 255 - halted : 255] = np.nan
        y[:, 255 - halted : 255] = np.nan
        span[:, 255] = halted + 1
        at = np.arange(n) * 270 + 255
        p, _, _, _, t, _, _ = judged(Drawn(at, at, at, y.ravel(), x.ravel(), span.ravel()))
        cells = [f"{100 * (v <= 0.05).mean():.1f}" for v in (p[:, 0], p[:, 2], t)]
        print(f"| {halted} | {' | '.join(cells)} |")


def spy(rows: pd.DataFrame) -> np.ndarray:
    """The benchmark's returns on the sessions of a panel."""
    base = pd.read_parquet(folder() / "prices_extra_2010_2026.parquet")
    base = base[base.ticker == "SPY"].set_index("date").adj_close
    level = base.reindex(np.sort(rows.date.unique())).to_numpy(float)
    return np.diff(level, prepend=np.nan) / np.roll(level, 1)


def activity(n: int = 64_000) -> None:
    """Abnormal volume and volatility on random firm-days: the t of each window, and its standard
    error with the events of one date taken together."""
    rows = pd.read_parquet(folder() / "prices_sp500_2011_2026.parquet")
    volume = rows.pivot_table(index="date", columns="ticker", values="volume").to_numpy(float).T
    price = rows.pivot_table(index="date", columns="ticker", values="adj_close").to_numpy(float).T
    change = np.diff(price, axis=1, prepend=np.nan) / np.roll(price, 1, axis=1)
    change[:, 0] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        levels = {
            "abnormal-volume": np.log(np.where(volume > 0, volume, np.nan)),
            "abnormal-volatility": np.cbrt((change - spy(rows)) ** 2),
        }
    print("\n| model | " + " | ".join(f"{a}:{b}" for a, b in PLAN.windows) + " |\n|" + " --- |" * 5)
    for name, level in levels.items():
        there = np.isfinite(level)
        count = np.cumsum(there, axis=1)
        good = there.copy()
        good[:, :260], good[:, -11:] = False, False
        good[:, 251:] &= (count[:, 240:-11] - count[:, :-251]) >= 120
        at = np.random.default_rng(SEED).choice(np.flatnonzero(good.ravel()), n, replace=False)
        at = np.sort(at)
        fits = forecast(level.ravel(), at, PLAN)
        p = 2 * stats.t.sf(np.abs(fits.scar), fits.dof[:, None])
        cells = []
        for one in p.T:
            rejected, dates = (one <= 0.05)[np.isfinite(one)].astype(float), at % level.shape[1]
            error = clustered(rejected, dates[np.isfinite(one)])
            cells.append(f"{100 * rejected.mean():.2f} ({100 * error:.2f})")
        print(f"| {name} | {' | '.join(cells)} |")


def synthetic(dates: int = 40) -> None:
    """Synthetic controls: every company of random dates in turn as the event's, its p among 99
    others and its t as a study widens it; standard errors with the events of a date together."""
    peers.UNITS, used = 10_000, np.arange(240)  # all companies' weights: they serve every event
    market, generator = prices("us"), np.random.default_rng(SEED)
    names = "p among other companies", "t, widened by what these leave on day 0"
    found: dict[str, list[np.ndarray]] = {name: [] for name in names}
    days = []
    for done in range(dates):
        day = int(generator.integers(260, market.y.shape[1] - 11))
        zone = market.y[:, day - 250 : day + 11]
        zone = zone[np.isfinite(zone).all(axis=1)]
        control = simplex(zone[0, used], zone[1:, used]) @ zone[1:]
        first = market_model(zone[0].copy(), control, np.array([250]), PLAN).scar
        scar = np.abs(np.vstack([first, in_space(zone, used, PLAN, 250, day)]))
        for one in range(len(zone)):
            rest = np.delete(np.arange(len(zone)), one)
            others = scar[generator.choice(rest, 99, replace=False)]
            wider = max(float(np.sqrt(np.mean(others[:, 0] ** 2))), 1.0)
            found[names[0]].append((1 + (others >= scar[one]).sum(axis=0)) / 100)
            found[names[1]].append(2 * stats.t.sf(scar[one] / wider, 238))
        days += [day] * len(zone)
        print(f"{done + 1} dates", file=sys.stderr)
    print(f"\n{len(days):,} firm-days on {len(set(days)):,} dates\n\n| test | "
          + " | ".join(f"{a}:{b}" for a, b in PLAN.windows) + " |\n|" + " --- |" * 5)  # fmt: skip
    for name, rows in found.items():
        rejected = (np.array(rows) <= 0.05).astype(float)
        errors = [clustered(column, np.array(days)) for column in rejected.T]
        cells = [f"{100 * share:.2f} ({100 * error:.2f})"
                 for share, error in zip(rejected.mean(axis=0), errors, strict=True)]  # fmt: skip
        print(f"| {name} | {' | '.join(cells)} |")


def solved(lines: list[str], table: pd.DataFrame, windows):
    """A study of rows ``event_id,symbol,date,group`` on long prices, against SPY."""
    from marketlink.records.study import Spec
    from marketlink.store import scratch
    from marketlink.study.engine import solve
    from marketlink.study.files import match_codes, read_events, read_prices

    with tempfile.TemporaryDirectory() as place:
        table.to_parquet(f"{place}/prices.parquet")
        Path(place, "events.csv").write_text("\n".join(["event_id,symbol,date,group", *lines]))
        con = scratch()
        read_events(con, Path(place, "events.csv"))
        read_prices(con, [Path(place, "prices.parquet")])
        match_codes(con)
        return solve(con, Spec(benchmark="SPY", windows=windows))


def by_group(panel) -> dict[str, list[int]]:
    """The rows of every group of a panel."""
    found: dict[str, list[int]] = {}
    for row, name in enumerate(panel.groups):
        found.setdefault(name, []).append(row)
    return found


def shifted(panel, effect: float):
    """A panel whose events brought so much more on day 0."""
    car = panel.car + effect
    ar = panel.ar + effect * (panel.tau == 0)
    return replace(panel, ar=ar, car=car, scar=car / panel.car_se)


def group_values(
    panel, effects: tuple[float, ...] = (0.0,), at_once: int = 200, *, only: bool = False
):
    """Of every group of a panel: value, p and validity of the tests on means, ranks and days and
    of the CAAR by last day, once for each effect on day 0; days are permuted where the window is
    one. ``only`` values: nothing is permuted or judged."""
    groups = list(by_group(panel).items())
    for low in range(0, len(groups), at_once):
        some = groups[low : low + at_once]
        moved = [
            [
                one
                for effect in effects
                for moved_stack in [replace(stack, panel=shifted(stack.panel, effect), kinds={})]
                for one in [Sample.of(moved_stack, window) for window in panel.windows]
            ]
            for name, rows in some
            for stack in [Stack.of([name], panel.take(np.array([rows])))]
        ]
        filtered = iter(filtered_of([one for own in moved for one in own]))
        for (name, _), own in zip(some, moved, strict=True):
            results, size = [(one, next(filtered)) for one in own], len(panel.windows)
            cuts = [results[k * size : (k + 1) * size] for k in range(len(effects))]
            yield name, [_values(cut, only=only) for cut in cuts]


def _values(results, *, only: bool) -> dict[tuple[str, int], tuple[float, float, bool]]:
    found = {}
    for sample, own_days in results:
        window, (evidence,) = sample.window, sample.evidence()
        asked = StatisticContext(own_days, random=(resampling.DRAWS, resampling.SEED))
        names = [*OF_MEANS, *(["permutation"] if window[0] == window[1] and not only else [])]
        for name in names:
            value, df, p = STATISTICS[name].of(evidence, asked)
            value, p = float(value), float(p_student(value, df) if p is STUDENT else p)
            valid = only or verdict(STATISTICS[name].rule, evidence.facts)[0]
            found[name, window[1]] = value, p, valid
        found["caar", window[1]] = float(np.nanmean(sample.car)), np.nan, True
    return found


def placebo(studies: int = 300, at_once: int = 20, effect: float = 0.02) -> None:
    """``--calibrate`` on studies of six random firm-days, four of them on one date: is the
    calibrated p uniform, and how much power is kept."""
    from marketlink.study.placebo_groups import (
        LEAST,
        at_own_volatility,
        averages,
        calibrated,
        moved_parts,
    )
    from marketlink.study.solved import panel_of

    table = long_prices()
    days = {name: part.to_numpy() for name, part in table.groupby("symbol").date}
    del days["SPY"]
    whole = max(map(len, days.values()))  # of one calendar: one place is one date for all
    names = [name for name, own in days.items() if len(own) == whole]
    generator, found = np.random.default_rng(SEED), {}
    for done in range(0, studies, at_once):
        lines = []
        for study in range(at_once):
            day = generator.integers(300, whole - 30, 6)  # from where placebo dates come, too
            day[3:] = day[0]
            some = generator.choice(names, 6, replace=False)
            lines += [f"{study}.{n},{name},{days[name][at]},{study}"
                      for n, (name, at) in enumerate(zip(some, day, strict=True))]  # fmt: skip
        used = {line.split(",")[1] for line in lines} | {"SPY"}
        part = solved(lines, table[table.symbol.isin(used)], ((0, 0), (0, 5)))
        observed, (moved,) = panel_of(part), moved_parts([part], LEAST)
        null = panel_of(moved.part)
        rows = [{"group": name, "statistic": statistic, "tau_to": last, "value": value}
                for name, (values,) in group_values(null, only=True)
                for (statistic, last), (value, _, _) in values.items()
                if statistic != "caar"]  # fmt: skip
        draws: dict[tuple[str, str, int], list[float]] = {}
        for row in at_own_volatility(rows, [moved]) + averages([(moved.part, moved.level)]):
            key = row["group"].split("\x1f")[1], row["statistic"], row["tau_to"]
            draws.setdefault(key, []).append(row["value"])
        shifts = 0.0, effect
        for name, own in group_values(observed, shifts, only=True):
            for shift, values in zip(shifts, own, strict=True):
                for key, (value, p, _) in values.items():
                    told = calibrated(value, np.array(draws[name, *key]), np.zeros(0)).p_calibrated
                    found.setdefault((*key, shift), []).append((p, told))
        print(f"{done + at_once} studies", file=sys.stderr)
    print("\n| statistic | window | nominal 5 % | power | calibrated 5 % | power | KS p |")
    print("|" + " --- |" * 7)
    least, count = 1.0, 0
    for name in ("caar", "portfolio-filtered", "cda-t", "kp-bmp", "bmp", "rank", "patell"):
        for last in (0, 5):
            pairs = [np.array(found[name, last, shift], float) for shift in (0.0, effect)]
            columns = [p[:, k] for k in (0, 1) for p in pairs]
            cells = [f"{100 * np.nanmean(p <= 0.05):.1f}" if np.isfinite(p).any() else ""
                     for p in columns]  # fmt: skip
            known = pairs[0][np.isfinite(pairs[0][:, 1]), 1]
            uniform = stats.kstest(known, "uniform").pvalue
            least, count = min(least, uniform), count + 1
            print(f"| {name} | 0:{last} | {' | '.join(cells)} | {uniform:.3f} |")
    print(f"\nThe smallest of {count} KS p, Holm: {min(1.0, count * least):.2f}.")


def matching(studies: int = 9_000, draws: int = 99) -> None:
    """The calibrated p of the average CAR of as many studies as one can have: by how volatile their
    dates are, at the placebo dates' volatility and at the study's own."""
    from marketlink.study.placebo_groups import PlaceboCalendar, calibrated, matched

    market, generator = prices("us"), np.random.default_rng(SEED)
    whole = np.isfinite(market.y[:, 1:]).all(axis=1)
    y, x, span = market.y[whole], market.x[whole], market.span[whole]
    fits = roll(y, x, replace(PLAN, windows=((0, 0), (0, 5))))
    volatility, month = states(y, x, span, DAY).volatility, [int(day[5:7]) for day in market.dates]
    level = volatility * fits.sigma
    found: dict[tuple[str, int], list[float]] = {}
    state = []
    for study in range(studies):
        day = generator.integers(300, y.shape[1] - 30, 6)
        day[3:] = day[0]
        row = generator.choice(len(y), 6, replace=False)
        own = np.isfinite(volatility[row])
        for k, at in enumerate(day):
            own[k, at - 21 : at + 22] = False
        own[:, -6:] = False
        calendar = PlaceboCalendar(np.array(month), volatility[row], own)
        places = matched(calendar, np.arange(6), day, np.zeros(6, int), draws=draws, seed=study,
                         apart=21)  # fmt: skip
        scale = level[row, day] / level[row, places]
        state.append(np.log(volatility[row, day]).mean())
        for last, car in zip((0, 5), fits.car, strict=True):
            for name, by in (("as they are", 1.0), ("at the study's volatility", scale)):
                null = (car[row, places] * by).mean(axis=1)
                p = calibrated(float(car[row, day].mean()), null, np.zeros(0)).p_calibrated
                found.setdefault((name, last), []).append(p)
    tenth = np.searchsorted(np.quantile(state, (0.1, 0.9)), state)
    print("\n| placebo CARs | window | 5 % | 1 % | lowest tenth | middle | highest tenth | KS p |")
    print("|" + " --- |" * 8)
    for (name, last), values in sorted(found.items()):
        p = np.array(values)
        cells = [(p <= 0.05).mean(), (p <= 0.01).mean(), *((p[tenth == k] <= 0.05).mean()
                                                           for k in range(3))]  # fmt: skip
        uniform = stats.kstest(p, "uniform").pvalue
        told = " | ".join(f"{100 * cell:.1f}" for cell in cells)
        print(f"| {name} | 0:{last} | {told} | {uniform:.2f} |")


def long_prices() -> pd.DataFrame:
    """``symbol, date, close`` of the S&P 500 members and SPY, adjusted for all actions."""
    rows = pd.read_parquet(folder() / "prices_sp500_2011_2026.parquet")
    extra = pd.read_parquet(folder() / "prices_extra_2010_2026.parquet")
    rows = pd.concat([part[["ticker", "date", "adj_close"]] for part in
                      (rows, extra[extra.ticker == "SPY"])])  # fmt: skip
    rows.columns = ["symbol", "date", "close"]
    return rows.assign(date=rows.date.astype(str).str[:10])


SIZES = (3, 8, 30)


def drawn_groups(
    market: Prices, many: int, sectors: pd.Series, n: int, kind: str
) -> list[tuple[str, int, str]]:
    """Groups of n companies on one real date, random or of a sector: (symbol, column, group)."""
    generator, rows = np.random.default_rng(SEED), []
    there = np.isfinite(market.y).cumsum(axis=1)
    for done in range(many):
        whole = np.zeros(len(market.y), dtype=bool)
        while whole.sum() < n:
            day = int(generator.integers(260, market.y.shape[1] - 11))
            whole = there[:, day + 10] - there[:, day - 251] == 261
            if kind == "sector":
                whole &= sectors.reindex(market.symbols).to_numpy() == generator.choice(
                    sectors.unique()
                )
        some = generator.choice(market.symbols[whole], n, replace=False)
        rows += [(str(one), day, f"{n} {kind} {done}") for one in some]
    return rows


def groups(many: int = 600, effect: float = 0.03) -> None:
    """Group tests of day 0 on shared real dates: size and power of what is valid and of what leads,
    the leader's power where each test is valid, and what is said of the group."""
    from marketlink.pipeline.decision import Company, GroupTest, decide
    from marketlink.study.solved import panel_of

    market = prices("us")
    sectors = pd.read_csv(folder() / "sp500_meta.csv").set_index("ticker").sector
    drawn = [one for n, kind in product(SIZES, ("random", "sector"))
             for one in drawn_groups(market, many, sectors, n, kind)]  # fmt: skip
    lines = [f"{g}-{s},{s},{market.dates[day]},{g}" for s, day, g in drawn]
    panel = panel_of(solved(lines, long_prices(), ((0, 0),)))
    found: dict[tuple[str, float, str], list[float]] = {}
    sizes, shifts = {name: len(rows) for name, rows in by_group(panel).items()}, (0.0, effect)
    for name, own in group_values(panel, shifts):
        n, design = sizes[name], name.rpartition(" ")[0]
        for shift, values in zip(shifts, own, strict=True):
            valid = {name: values[name, 0][1] for name in LEADS
                     if values[name, 0][2] and np.isfinite(values[name, 0][1])}  # fmt: skip
            leads = valid.get(leading(valid, n), np.nan)
            heard = [GroupTest(name, p, float("nan")) for name, p in valid.items()]
            joint = decide([Company(str(k), 50, 0.5) for k in range(n)], heard, n).joint
            told = {**valid, "what leads": leads}
            told |= {f"the leader where {name} is valid": leads for name in valid}
            told["said: beyond chance"] = 1.0 - (joint is Joint.UNLIKELY)
            told["said: tests differ"] = 1.0 - (joint is Joint.DISAGREE)
            for what, p in told.items():
                found.setdefault((design, shift, what), []).append(p)
    designs = list(dict.fromkeys(key[0] for key in found))
    print("\n| test | " + " | ".join(designs) + " |\n|" + " --- |" * (len(designs) + 1))
    beside = [f"the leader where {name} is valid" for name in LEADS[1:]]
    for name in (*LEADS, "what leads", *beside, "said: beyond chance", "said: tests differ"):
        cells = []
        for design in designs:
            size, power = (np.array(found.get((design, shift, name), [np.nan]))
                           for shift in (0.0, effect))  # fmt: skip
            known = np.isfinite(size).sum()
            shares = [100 * np.mean(x[np.isfinite(x)] <= 0.05) if np.isfinite(x).any() else np.nan
                      for x in (size, power)]  # fmt: skip
            cells.append(f"{shares[0]:.1f} / {shares[1]:.0f} ({100 * known / many:.0f})")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


TABLES = {
    "groups": groups,
    "placebo": placebo,
    "matching": matching,
    "synthetic": synthetic,
    "activity": activity,
    "company": company,
    "explain": explain,
    "moves": moves,
    "halts": halts,
}
NEEDS_PANEL = {"activity", "company", "groups", "matching", "moves", "placebo", "synthetic"}


def main() -> None:
    """Print the tables that are asked for, all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", choices=[*TABLES, []], help=", ".join(TABLES))
    asked = parser.parse_args().tables or list(TABLES)
    print(f"marketlink calibration, {date.today()}: {' '.join(asked)}")
    for name in asked:
        print(f"\n## {name}")
        if name in NEEDS_PANEL and folder() is None:
            print("There is no price panel beside this checkout.")
            continue
        TABLES[name]()


if __name__ == "__main__":
    main()
