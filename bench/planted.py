"""Synthetic news with a known effect, from the import to what correlate and explain say.

    python bench/planted.py make PANEL WORK [RUNS]   # news and prices: 1,000 runs, 100,000 titles
    python bench/planted.py keep WORK                # import them with the real commands
    python bench/planted.py run WORK [MOST]          # correlate, explain; goes on

PANEL is the folder with prices of the S&P 500 and of the Korean exchange. A run is one year of one
stock: about a hundred titles that cluster, a quarter of the runs in Korean, of made wordings. Its
residuals are real. In the store ``with`` the log size of a move grows by EFFECTS times the
logarithm of one plus the news of its session, the one before and the one before that; in the store
``without`` nothing is planted. Beside each run stands a year of noise (Student, 4 degrees of
freedom), in ``with`` with one shock of SHOCKS deviations on a known day. Everything is drawn from
SEED.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import duckdb
import numpy as np
import pandas as pd
from scipy import stats

from marketlink.calendars import sessions
from marketlink.companies.link import link_text
from marketlink.companies.names import names_by_language
from marketlink.config import Settings
from marketlink.explain.stock import explain
from marketlink.flow.correlate import correlate
from marketlink.flow.readings import bring_up
from marketlink.flow.series import MoveSeries
from marketlink.records.study import Spec
from marketlink.store import Store, StoreAccess

SEED = 20251129
SESSIONS, BEFORE = 250, 300
EFFECTS = (0.2, 0.1, 0.05)
SHOCKS = (8.0, 12.0, 16.0)
"""Standard deviations of noise, in turn by run."""
MEAN = 0.4
"""Titles a session."""
WORDINGS = {
    "en": ("{name} ships {n} units", "{name} opens site {n}", "{name} hires {n} engineers",
           "{name} tests machine {n}", "{name} shows sample {n}"),
    "ko": ("{name}, 장비 {n}대 출하", "{name} {n}번째 사업장 공개", "{name} 기술자 {n}명 채용",
           "{name} {n}호기 시험 가동", "{name} 시제품 {n}종 전시"),
}  # fmt: skip
PANELS = (
    ("en", "XNYS", "prices_sp500_2011_2026", "adj_close", "2014-01-01", "", "MEANUS"),
    ("ko", "XKRX", "prices_krx_2023_2025", "close", "2023-01-02", ".KS", "MEANKR.KS"),
)


def make(panel: Path, work: Path, runs: int) -> None:
    """Write headlines.csv, runs.csv, counts.csv and the prices of both stores."""
    draw = np.random.default_rng(SEED)
    work.mkdir(parents=True, exist_ok=True)
    titles, prices, told, counts = [], {"with": [], "without": []}, [], []
    for code, exchange, file, column, first, suffix, mean in PANELS:
        wanted = runs - runs // 4 if code == "en" else runs // 4
        levels = duckdb.sql(
            f"pivot (select ticker || '{suffix}' as ticker, date, {column}::double as p"
            f" from '{panel}/{file}.parquet' where date >= date '{first}')"
            " on ticker using first(p) group by date order by date limit"
            f" {1 + BEFORE + SESSIONS * 2 if code == 'en' else 1 + BEFORE + SESSIONS}"
        ).df().set_index("date")  # fmt: skip
        levels = levels.loc[:, (levels > 0).all()]
        returns = levels.pct_change().iloc[1:]
        returns = returns.loc[:, (returns.abs().max() < 0.5) & (returns != 0).mean().gt(0.9)]
        market = returns.mean(axis=1)
        days = [day.date() for day in returns.index]
        years = (len(days) - BEFORE) // SESSIONS
        stocks = [one for one in returns.columns if _names(one, code, days[-1])]
        stocks = list(draw.permutation(stocks)[: -(-wanted // years)])
        planted = returns[stocks].copy()
        for place, symbol in enumerate(stocks):
            name = names_by_language(symbol)[code]
            flow = np.zeros(len(days))
            for year in range(years):
                if place * years + year >= wanted:
                    continue
                at = BEFORE + year * SESSIONS
                flow[at : at + SESSIONS] = _counts(draw)
                told.append((symbol, exchange, mean, days[at], days[at + SESSIONS - 1]))
            for day, n in zip(days, flow, strict=True):
                counts += [(symbol, day, int(n))] if n else []
                opening = sessions(exchange).hours(day)[0]
                for _ in range(int(n)):
                    at = opening + timedelta(minutes=int(draw.integers(360)))
                    wording = WORDINGS[code][draw.integers(5)]
                    said = wording.format(name=name, n=int(draw.integers(10, 99_999)))
                    titles.append((said, at.isoformat()))
            common = market * returns[symbol].cov(market) / market.var()
            planted[symbol] = common + _grown(returns[symbol] - common, np.log1p(flow))
        for store, held in (("without", returns[stocks]), ("with", planted)):
            prices[store] += _long(held.assign(**{mean: market}), exchange)
        if code == "en":
            for n in range(runs):
                noise = pd.Series(draw.standard_t(4, len(days)) / np.sqrt(2) * 0.015, returns.index)
                shocked = noise.copy()
                shocked.iloc[BEFORE + 125] += SHOCKS[n % 3] * 0.015 * draw.choice([-1, 1])
                for store, one in (("without", noise), ("with", shocked)):
                    prices[store] += _long(pd.DataFrame({f"ZZ{n}": one + market}), exchange)
    pd.DataFrame(titles, columns=["title", "published"]).to_csv(work / "headlines.csv", index=False)
    columns = ["symbol", "exchange", "mean", "first", "last"]
    pd.DataFrame(told, columns=columns).to_csv(work / "runs.csv", index=False)
    pd.DataFrame(counts, columns=["symbol", "session", "n"]).to_csv(
        work / "counts.csv", index=False
    )
    for store, parts in prices.items():
        table = pd.concat(parts)
        table.to_parquet(work / f"{store}.parquet", index=False)
    print(f"{len(titles)} titles, {len(told)} runs")


def _names(symbol: str, code: str, day: date) -> bool:
    """Whether a title with the stock's name is linked to it alone."""
    name = names_by_language(symbol).get(code)
    if not name:
        return False
    found = link_text(WORDINGS[code][2].format(name=name, n=12), day)
    return {one.symbol for one in found.mentions} == {symbol}


def _counts(draw: np.random.Generator) -> np.ndarray:
    """Counts that cluster: negative binomial about an autoregressive rate."""
    rate = np.zeros(SESSIONS)
    for t in range(1, SESSIONS):
        rate[t] = 0.6 * rate[t - 1] + 0.5 * draw.standard_normal()
    mean = MEAN * np.exp(rate) / np.exp(rate).mean()
    return draw.negative_binomial(2, 2 / (2 + mean)).astype(float)


def _grown(own: pd.Series, news: np.ndarray) -> pd.Series:
    """Residuals whose log size grows with the news of the session and of those before."""
    more = sum(effect * np.roll(news, lag) for lag, effect in enumerate(EFFECTS))
    scaled = own / own.std()
    size = np.exp(np.log(scaled.abs() + 0.1) + more) - 0.1
    return np.sign(own) * size * own.std()


def _long(returns: pd.DataFrame, exchange: str) -> list[pd.DataFrame]:
    levels = 100 * (1 + returns).cumprod()
    long = (
        levels.rename_axis("date").reset_index().melt("date", var_name="symbol", value_name="close")
    )
    return [long.assign(exchange=exchange)]


def keep(work: Path) -> None:
    """Import the titles once, the prices of each store by itself."""

    def command(*words: str | Path) -> None:
        line = [sys.executable, "-m", "marketlink", *map(str, words), "--offline"]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)

    for store in ("without", "with"):
        (work / store).mkdir(exist_ok=True)
    first, second = (work / store / "m.duckdb" for store in ("without", "with"))
    command("articles", "import", work / "headlines.csv", "--db", first)
    shutil.copytree(first.parent, second.parent, dirs_exist_ok=True)
    for db in (first, second):
        command(
            "prices", "import", work / f"{db.parent.name}.parquet", "--basis", "total", "--db", db
        )


def run(work: Path, most: int) -> None:
    """What correlate and explain say of every run, a line each; goes on where it was broken off."""
    runs = pd.read_csv(work / "runs.csv", parse_dates=["first", "last"]).head(most)
    answers = work / "answers.csv"
    done = len(pd.read_csv(answers)) if answers.is_file() else 0
    for made in _settings(work).values():
        bring_up(StoreAccess.of(made), stale=len(runs) * 1_000)
    tasks = list(enumerate(runs.itertuples(index=False, name=None)))[done:]
    alone = get_context("spawn")
    with ProcessPoolExecutor(None, alone, initializer=_open_once, initargs=(work,)) as pool:
        for answer in pool.map(partial(_answer, work, _days("XNYS", work)), tasks):
            line = pd.DataFrame([answer])
            line.to_csv(answers, mode="a", index=False, header=not answers.is_file())


def _answer(work: Path, days: list[date], task: tuple[int, tuple[Any, ...]]) -> dict[str, Any]:
    number, one = task
    made = _settings(work)
    return {**_correlated(_Run(*one), made), **_explained(number, days, made)}


class _Run(NamedTuple):
    symbol: str
    exchange: str
    mean: str
    first: pd.Timestamp
    last: pd.Timestamp


def _correlated(one: _Run, made: Mapping[str, Settings]) -> dict[str, float]:
    """The interval of what is planted, and the tests of what is not."""
    asked: dict[str, Any] = {
        "first": one.first.date(), "last": one.last.date(), "spec": Spec(benchmark=one.mean),
        "moves": (MoveSeries.SIZE,),
    }  # fmt: skip
    some = correlate(one.symbol, made["with"], **asked).size
    none = correlate(one.symbol, made["without"], **asked).size
    first, second = none.granger
    return {
        "exchange": one.exchange, "low": some.effect_low, "high": some.effect_high,
        "band": any(lag.low > 0 or lag.high < 0 for lag in none.lags), "largest": none.p,
        "effect": none.effect_p, "news_first": first.p, "moves_first": second.p,
    }  # fmt: skip


def _explained(number: int, days: list[date], made: Mapping[str, Settings]) -> dict[str, float]:
    """Whether a year of noise has a session that stands out, and, in one of four, a shock."""
    year = {"first": days[BEFORE], "last": days[BEFORE + SESSIONS - 1]}
    noise = Spec(benchmark="MEANUS")
    empty = explain(f"ZZ{number}", made["without"], spec=noise, **year)
    day, shock = days[BEFORE + 125], SHOCKS[number % len(SHOCKS)] * 0.015
    nan = float("nan")
    called = {"called": bool(empty.screen.moves), "shock": nan, "found": nan, "stated": nan}
    if number % 4:
        return called
    limit = next(one.limit for one in empty.move_days if one.session == day)
    law = stats.t(4, scale=0.015 / np.sqrt(2))
    shown = explain(f"ZZ{number}", made["with"], spec=noise, **year)
    return called | {
        "shock": SHOCKS[number % len(SHOCKS)],
        "found": float(day in {move.session for move in shown.screen.moves}),
        "stated": law.sf(limit - shock) + law.cdf(-limit - shock),
    }


def _settings(work: Path) -> dict[str, Settings]:
    return {s: Settings(db=work / s / "m.duckdb", offline=True) for s in ("with", "without")}


def _open_once(work: Path) -> None:
    """Open the two stores for reading once a process: openings are half of the cost."""
    held = {one.db: Store.open(one.db) for one in _settings(work).values()}
    patch.object(Store, "open", lambda path, *_, **__: held[Path(path)]).start()
    patch.object(Store, "close", lambda store: None).start()


def tell(work: Path) -> None:
    """What the answers so far add up to."""
    _flow(work)
    all_answers = pd.read_csv(work / "answers.csv")
    effect = sum(EFFECTS)
    held = (all_answers.low <= effect) & (effect <= all_answers.high)
    for exchange, some in (("both", all_answers), *all_answers.groupby("exchange")):
        middle = (some.low + some.high).mean() / 2
        print(f"{exchange}: {len(some)} runs with an effect of {effect:.2f}: the interval holds it"
              f" in {held[some.index].mean():.1%}, its middle is {middle:.3f}")  # fmt: skip
        told = ", ".join(
            f"{name} {(some[name] <= 0.05).mean():.1%}"
            for name in ("largest", "effect", "news_first", "moves_first")
        )
        print(f"{exchange}: {len(some)} runs without: band {some.band.mean():.1%}, {told}")
    print(f"{len(all_answers)} years of noise: something called in {all_answers.called.mean():.1%}")
    for shock, some in all_answers.groupby("shock"):
        print(f"a shock of {shock:g} deviations: found in {some.found.mean():.1%} of {len(some)},"
              f" stated {some.stated.mean():.1%}")  # fmt: skip


def _flow(work: Path) -> None:
    """How many planted counts the view ``flow`` holds as they are."""
    with Store.open(work / "without" / "m.duckdb") as store:
        rows = store.con.execute("select symbol, session, articles from flow where articles > 0")
        seen = {(symbol, day): n for symbol, day, n in rows.fetchall()}
    counts = pd.read_csv(work / "counts.csv", parse_dates=["session"])
    planted = {(r.symbol, r.session.date()): r.n for r in counts.itertuples()}
    same = sum(seen.get(key) == n for key, n in planted.items())
    more = sum(key not in planted for key in seen)
    print(f"flow holds {same} of {len(planted)} planted counts, and {more} that were not planted")


def _days(exchange: str, work: Path) -> list[date]:
    first = pd.read_csv(work / "runs.csv", parse_dates=["first"])
    start = first[first.exchange == exchange]["first"].min().date()
    calendar = sessions(exchange)
    days = calendar.between(start - timedelta(days=800), start + timedelta(days=800))
    return list(days[days.index(start) - BEFORE :])


def main() -> None:
    verb, places = sys.argv[1], [Path(one) for one in sys.argv[2:]]
    if verb == "make":
        make(places[0], places[1], int(sys.argv[4]) if len(sys.argv) > 4 else 1_000)
    elif verb == "keep":
        keep(places[0])
    else:
        run(places[0], int(sys.argv[3]) if len(sys.argv) > 3 else 1_000)
        tell(places[0])


if __name__ == "__main__":
    main()
