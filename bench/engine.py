"""What the engine costs, as ratios measured in one run on one synthetic panel.

    python bench/engine.py [--quick] [--huge]

The panel: 5,000 symbols, 2,520 sessions, five calendars, gaps, late listings, delistings, halts;
market model, 250-day estimation, 21-day window. Best of three. ``--huge`` adds 1e7 events.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import engine_panel
import engine_run
import numpy as np

from marketlink.calendars import EXCHANGES
from marketlink.store import scratch
from marketlink.study.inference import ranks
from marketlink.study.kernel import Plan, market_model, regression
from marketlink.study.models.design import windows_of
from marketlink.study.rolling import roll

PLAN = Plan((-279, -30), (-10, 10), ((-10, 10),), 120, errors=False)
SYMBOLS, LENGTH = 5_000, 2_520


def best(work, times: int = 3) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent)


def panel(symbols: int):
    rng = np.random.default_rng(7)
    market = 0.01 * rng.standard_normal((5, LENGTH))
    x = market[np.arange(symbols) % 5]
    y = rng.uniform(0.3, 1.8, (symbols, 1)) * x + 0.015 * rng.standard_t(4, (symbols, LENGTH))
    y[rng.random(y.shape) < 0.004] = np.nan
    late = rng.random(symbols) < 0.25
    for row in np.flatnonzero(late):
        y[row, : rng.integers(0, LENGTH - 400)] = np.nan
    return y, x


def positions(rng, symbols: int, n: int):
    owner = (symbols * rng.random(n) ** 3).astype(int)
    return np.sort(owner * LENGTH + rng.integers(280, LENGTH - 11, n))


def loops(y, x, at, n: int = 300):
    """Seconds an event of the usual loops: statsmodels on arrays, and on DataFrame slices.

    Both give what the kernel gives: the fit, abnormal returns, the CAR and its exact variance.
    """
    import pandas as pd
    import statsmodels.api as sm

    flat_y, flat_x = np.nan_to_num(y.ravel()), x.ravel()
    frame = pd.DataFrame({"y": flat_y[: 400 * LENGTH], "x": flat_x[: 400 * LENGTH]})
    seen = np.cumsum(np.isnan(y.ravel()))
    at = at[(at < 400 * LENGTH - 20) & (seen[at + 10] == seen[at - 280])]
    picks = at[:: max(len(at) // n, 1)][:n].tolist()

    def arrays() -> None:
        for p in picks:
            X = np.column_stack([np.ones(250), flat_x[p - 279 : p - 29]])
            fit = sm.OLS(flat_y[p - 279 : p - 29], X).fit()
            event = flat_x[p - 10 : p + 11]
            ar = flat_y[p - 10 : p + 11] - fit.params[0] - fit.params[1] * event
            z = np.array([21.0, event.sum()])
            _ = ar.sum() / np.sqrt(fit.mse_resid * (21.0 + z @ fit.normalized_cov_params @ z))

    def frames() -> None:
        for p in picks[:60]:
            part = frame.iloc[p - 279 : p - 29]
            fit = sm.OLS(part["y"], sm.add_constant(part["x"])).fit()
            event = frame.iloc[p - 10 : p + 11]
            X = sm.add_constant(event["x"], has_constant="add")
            ar = event["y"] - fit.predict(X)
            z = X.sum().to_numpy()
            _ = ar.sum() / np.sqrt(fit.mse_resid * (21.0 + z @ fit.normalized_cov_params @ z))

    return best(arrays) / len(picks), best(frames) / len(picks[:60])


def peer(y, x, n: int = 40) -> float | None:
    """Seconds an event of the package ``eventstudy``, or None where it cannot be run."""
    try:
        import eventstudy
        import pandas as pd
    except Exception:
        return None
    days = pd.bdate_range("2010-01-01", periods=LENGTH)
    row = int(np.flatnonzero(np.isfinite(y).mean(axis=1) > 0.9)[0])
    frame = pd.DataFrame({"date": days, "S": np.nan_to_num(y[row]), "M": x[row]})
    with tempfile.TemporaryDirectory() as folder:
        frame.to_csv(f"{folder}/r.csv", index=False)
        eventstudy.Single.import_returns(f"{folder}/r.csv")
    picks = np.linspace(400, LENGTH - 40, n).astype(int)

    def work() -> None:
        for p in picks:
            eventstudy.Single.market_model(
                security_ticker="S", market_ticker="M", event_date=np.datetime64(days[p]),
                event_window=(-10, 10), estimation_size=250, buffer_size=19,
            )  # fmt: skip

    try:
        return best(work) / n
    except Exception as error:
        print(f"  eventstudy could not be run: {type(error).__name__}: {error}")
        return None


def say(what: str, value: float | None, bar: float, at_least: bool = True, unit: str = "x") -> None:
    if value is None:
        print(f"| {what} | not run | {bar:g}{unit} | |")
        return
    met = value >= bar if at_least else value <= bar
    sign = ">=" if at_least else "<="
    print(
        f"| {what} | {value:,.1f}{unit} | {sign} {bar:g}{unit} | {'met' if met else 'MISSED'} |",
        flush=True,
    )


def main() -> None:
    quick, huge = "--quick" in sys.argv, "--huge" in sys.argv
    symbols = 500 if quick else SYMBOLS
    y, x = panel(symbols)
    flat_y, flat_x = y.ravel(), x.ravel()
    rng = np.random.default_rng(1)
    small = positions(rng, symbols, 100_000)
    large = positions(rng, symbols, 100_000 if quick else 1_000_000)
    print(
        f"| {symbols} symbols, {LENGTH} sessions, {os.cpu_count()} cores | measured | bar | |\n"
        "|---|---|---|---|"
    )

    arrays, frames = loops(y, x, small)
    one = best(lambda: market_model(flat_y, flat_x, small, PLAN)) / len(small)
    two = best(lambda: market_model(flat_y, flat_x, large, PLAN, 2)) / len(large)
    print(
        "| statsmodels on arrays / DataFrames, us an event |"
        f" {arrays * 1e6:.0f} / {frames * 1e6:.0f} | | |"
    )
    print(
        "| kernel 1e5 1 thread / 1e6 2 threads, us an event |"
        f" {one * 1e6:.2f} / {two * 1e6:.2f} | | |"
    )
    say("1e5 events, 1 thread, against statsmodels on arrays", arrays / one, 90)
    say("... on DataFrame slices", frames / one, 1000)
    say("1e6 events, 2 threads, against statsmodels on arrays", arrays / two, 170)
    say("... on DataFrame slices", frames / two, 2000)
    other = peer(y, x)
    say("1e5 events against python eventstudy", None if other is None else other / one, 150)

    X5 = np.vstack([flat_x, rng.standard_normal((4, len(flat_x))) * 0.01])
    some = small[:: 1 if not quick else 5]
    five = best(lambda: regression(flat_y, X5, some, PLAN)) / len(some)
    say("five factors against one", five / one, 8, at_least=False)

    full = np.flatnonzero(np.isfinite(y).mean(axis=1) > 0.99)[0]
    wide = Plan((-279, -30), (-10, 10), ((-10, 10),), 120)
    placebo = best(lambda: roll(y[full : full + 1], x[full : full + 1], wide), 9)
    say(
        "every date of one company as placebo against 10,000 statsmodels fits",
        1e4 * arrays / placebo,
        4000,
    )

    joint = windows_of(flat_y, small[:20_000], (-279, -9)).copy()
    from scipy.stats import rankdata

    slow = best(lambda: [rankdata(row, nan_policy="omit") for row in joint[:400]]) / 400
    fast = best(
        lambda: [ranks.average_ranks(joint[i : i + 512]) for i in range(0, len(joint), 512)]
    )
    say("ranks against scipy rankdata", slow / (fast / len(joint)), 8)

    with tempfile.TemporaryDirectory() as folder:
        table = scratch()
        keep = np.isfinite(flat_y)
        owner = np.repeat(np.arange(symbols, dtype=np.int32), LENGTH)[keep]
        table.register("r", {"id": owner, "y": flat_y[keep], "x": flat_x[keep]})
        table.execute("create table t as select * from r")
        scan = best(
            lambda: table.execute(
                "select count(*), sum(y), sum(x), sum(y * y), sum(x * y), sum(x * x) from t"
            ).fetchall(), 7,
        )  # fmt: skip
        every = best(lambda: _roll_all(y, x))
        say(
            "all admissible fits against a DuckDB scan and aggregate",
            every / scan,
            20,
            at_least=False,
        )

        path = Path(folder)
        engine_panel.prices(path / "prices.parquet", symbols)
        sizes = (1_000, 10_000, 100_000) if quick else (1_000, 10_000, 100_000, 1_000_000)
        whole_studies(path, (*sizes, *((10_000_000,) if huge else ())))
        many_groups(path, symbols, MANY[:1] if quick else MANY)


def whole_studies(folder: Path, sizes: tuple[int, ...]) -> None:
    """The command from Parquet to Parquet at every size: what it costs and what it fills, and how
    many times the processor seconds of each peer's abnormal return, t and one CAR that is."""
    prices = folder / "prices.parquet"
    print(
        "| events | CPU s | GB | columns filled (events, cars, tests) | statistics |"
        f" {' | '.join(f'times {peer}' for peer in PEERS)} |"
    )
    for n in sizes:
        events = folder / f"events{n}.parquet"
        engine_panel.events(events, n)
        one = engine_run.run(prices, events)
        columns = ", ".join(str(one[name]) for name in ("events", "cars", "tests"))
        cost = f"| {n:.0e} | {one['cpu']:.1f} | {one['memory']:.2f}"
        beside = [cost_of_peer(peer, prices, events) for peer in PEERS]
        ratios = " | ".join(f"{one['cpu'] / cpu:.1f} ({cpu:.1f} s)" for cpu in beside)
        print(f"{cost} | {columns} | {one['statistics']} | {ratios} |", flush=True)


MANY = ((1_000, 200), (10_000, 500), (87_000, 1_739))
"""Events, and into how many small groups they are cut."""


def many_groups(folder: Path, symbols: int, cases) -> None:
    """The same events in many small groups as in 20: what a group costs."""
    for n, groups in cases:
        cpu = []
        for many in (20, groups):
            events = folder / f"events{n}in{many}.parquet"
            engine_panel.events(events, n, symbols, many)
            cpu.append(engine_run.run(folder / "prices.parquet", events)["cpu"])
        each = 1000 * (cpu[1] - cpu[0]) / (groups - 20)
        print(
            f"{n:,} events: {cpu[0]:.1f} s in 20 groups, {cpu[1]:.1f} s in {groups:,}: "
            f"{each:.1f} ms a group",
            flush=True,
        )


PEERS = ("duckdb_regr", "polars_rolling")


def cost_of_peer(peer: str, prices: Path, events: Path) -> float:
    """Processor seconds of a peer script on the same files, in a process of its own."""
    script = Path(__file__).with_name("peers") / f"{peer}.py"
    asked = [sys.executable, str(script), str(prices), str(events), EXCHANGES["XNYS"].benchmark]
    said = subprocess.run(asked, check=True, capture_output=True, text=True)
    return json.loads(said.stdout)["cpu"]


def _roll_all(y, x) -> None:
    from concurrent.futures import ThreadPoolExecutor

    blocks = range(0, len(y), 32)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda i: roll(y[i : i + 32], x[i : i + 32], PLAN).n.sum(), blocks))


if __name__ == "__main__":
    main()
