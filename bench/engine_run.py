"""One streamed study in a process of its own: seconds, the kernel's seconds and peak memory."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    prices, events, ranked = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "1"
    start = time.perf_counter()
    from engine_panel import HOMES

    from marketlink.calendars import sessions
    from marketlink.records.study import Spec
    from marketlink.store import scratch
    from marketlink.store.sessions import write
    from marketlink.study import large

    con = scratch()
    con.execute("set memory_limit = '1GB'")
    for code in HOMES:
        write(con, sessions(code))
    con.execute(
        "create temp view input_price as select symbol, date as session, close as total,"
        f" null::double as ret, null::double as volume, exchange from read_parquet('{prices}')"
    )
    con.execute(
        "create temp view input_event as select event_id, symbol, date, null::timestamptz as"
        ' instant, "group", null::varchar as exchange, null::varchar as benchmark'
        f" from read_parquet('{events}')"
    )
    spec = Spec(estimation=(-279, -30), window=(-10, 10), windows=((0, 0), (-1, 1), (-10, 10)))
    with tempfile.TemporaryDirectory(dir=prices.parent) as out:
        _, outcomes, _ = large.run_large(con, spec, Path(out), threads=2, ranks=ranked)
        wall = time.perf_counter() - start
        busy, memory = time.process_time(), peak()
        kernel, kernel_busy = kernel_seconds(Path(out), spec, ranked)
    print(
        json.dumps(
            {
                "wall": wall,
                "kernel": kernel,
                "cpu": busy,
                "kernel_cpu": kernel_busy,
                "memory": memory,
                "outcomes": outcomes,
            }
        )
    )


def peak() -> float:
    """Peak memory in GB of this program alone: ru_maxrss keeps what the parent held at the fork."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(s for s in status.read_text().splitlines() if s.startswith("VmHWM"))
        return int(line.split()[1]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def kernel_seconds(out: Path, spec, ranked: bool) -> tuple[float, float]:
    """Wall and processor seconds of the kernel alone on as many fits, two threads, with ranks."""
    from concurrent.futures import ThreadPoolExecutor

    import numpy as np

    from marketlink.store import scratch
    from marketlink.study.engine import plan_of
    from marketlink.study.kernel import market_model
    from marketlink.study.models.design import windows_of
    from marketlink.study.ranks import average_ranks

    con = scratch()
    n = con.execute(f"select count(*) from read_parquet('{out}/fits/*.parquet')").fetchall()[0][0]
    rng = np.random.default_rng(0)
    x, y = 0.01 * rng.standard_normal((2, 3_000_000))
    y[rng.random(len(y)) < 0.004] = np.nan
    at = np.sort(rng.integers(300, len(y) - 20, min(n, 1_000_000)))
    plan = plan_of(spec)
    start, busy = time.perf_counter(), time.process_time()
    fits = market_model(y, x, at, plan, 2)
    if ranked:

        def block(low: int) -> None:
            rows = slice(low, low + 512)
            before = windows_of(y, at[rows], plan.estimation)
            joint = np.hstack([before - fits.coef[rows, :1], fits.ar[rows]])
            average_ranks(joint)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(block, range(0, len(at), 512)))
    share = n / len(at)
    return (time.perf_counter() - start) * share, (time.process_time() - busy) * share


if __name__ == "__main__":
    main()
