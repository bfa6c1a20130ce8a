"""Size and power of every group statistic, by simulation: where each may be called valid.

    python bench/size_power.py --jobs 2 --out docs/size_power.csv
    python bench/size_power.py --tables docs/size_power.csv --docs docs/statistics.md

One cell is a design (N, dates, correlation, shocks, what goes wrong) and a window. Each cell
fits the market model to simulated returns and counts the draws in which a nominal 5 % test
rejects. ``called`` is the share of its first draws in which the validity rules call the statistic
valid; a cell counts as called valid where that is more than half.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

sys.path.insert(0, str(Path(__file__).parents[1]))

from marketlink.study.inference import parametric, portfolio, ranks, resampling
from marketlink.study.inference.dependence import dependence
from marketlink.study.inference.evidence import (
    EventValues,
    Moments,
    StatisticContext,
    WindowEvidence,
)
from marketlink.study.inference.laws import p_student
from marketlink.study.inference.portfolio import filtered_portfolios, laid_out
from marketlink.study.inference.statistics import STATISTICS, STUDENT, VALUES
from marketlink.study.inference.validity import ValidityRule, facts, shape, verdict
from marketlink.study.rolling import sq_p

T, HALF = 120, 5
EVENT = 2 * HALF + 1
WINDOWS = {1: slice(5, 6), 3: slice(4, 7), 11: slice(0, 11)}
SIGMA = 0.02
GAP = 12
FLAGGED = 60
RESAMPLED = (
    *("skewness-t", "block-bootstrap", "wild-bootstrap", "permutation", "calendar-time-t"),
)
SERIES = {
    *("rank", "rank-zivney", "sign-corrado", "grank-t", "grank-z", "sign", "generalised-sign"),
    *("wilcoxon", "t", "sq"),
}
"""Statistics that need the ranks or signs of every day: the slow part."""


SHORT = {
    **{"t": "t", "sq": "SQ"},
    **{"cross-sectional-t": "cs t", "cda-t": "CDA", "patell": "Patell", "bmp": "BMP"},
    **{"kp-patell": "KP-Patell", "kp-bmp": "KP-BMP", "jackknife-t": "jack-t", "bhar-t": "BHAR"},
    **{"portfolio-filtered": "filtered", "rank": "rank", "rank-zivney": "rank-Z"},
    **{"grank-t": "GRANK-T", "grank-z": "GRANK-Z", "sign": "sign", "generalised-sign": "gsign"},
    **{"sign-corrado": "sign-C", "wilcoxon": "Wilcoxon", "skewness-t": "skew-t"},
    **{"block-bootstrap": "block", "wild-bootstrap": "wild", "permutation": "perm"},
    **{"calendar-time-t": "cal-time"},
}
NO_TESTS = {"minimum-detectable", "equivalence"}
"""Statistics of a window whose p, if any, is not of no effect."""
NAMES = SHORT | {
    one.name: one.name
    for one in STATISTICS.values()
    if one.level == "window" and one.name not in {*SHORT, *NO_TESTS}
}
"""What is simulated, and the heads of its columns."""


@dataclass(frozen=True)
class Cell:
    """One simulated design."""

    n: int
    dates: str = "shared"
    r: float = 0.0
    shock: str = "normal"
    extra: str = ""
    effect: float = 0.0


def shared_correlation(residuals):
    """Mean off-diagonal correlation where all events share every date and none is missing.

    Parameters
    ----------
    residuals : (..., N, T)

    Reference
    ---------
    Kolari and Pynnönen (2010); here from the row sum, without the N x N matrix.
    """
    n = residuals.shape[-2]
    centred = residuals - residuals.mean(axis=-1, keepdims=True)
    unit = centred / np.sqrt((centred**2).sum(axis=-1, keepdims=True))
    total = ((unit.sum(axis=-2) ** 2).sum(axis=-1) - n) / (n * (n - 1.0))
    return total


def shocks(generator, kind, shape):
    """Standardised shocks: normal, t with 4 degrees of freedom, or left-skewed (skewness -1.4)."""
    if kind == "t4":
        return generator.standard_t(4, shape) / np.sqrt(2.0)
    if kind == "skewed":
        return (4.0 - generator.chisquare(4, shape)) / np.sqrt(8.0)
    return generator.standard_normal(shape)


def calendar(cell):
    """First position of each event's series on the calendar, and the calendar's length."""
    length = T + EVENT
    if cell.dates == "staggered":
        start = np.arange(cell.n) * GAP
    elif cell.dates == "clustered":
        start = (np.arange(cell.n) // 5) * GAP
    else:
        start = np.zeros(cell.n, dtype=int)
    if cell.extra == "asynchronous":
        start = start + np.arange(cell.n) % 2
    return start, length + int(start.max())


def simulate(cell, draws, generator):
    """Returns (draws, N, T + 11) and the market's, laid out by event day."""
    start, days = calendar(cell)
    length = T + EVENT
    market = generator.standard_normal((draws, days)) * 0.01
    common = shocks(generator, cell.shock, (draws, days))
    own = shocks(generator, cell.shock, (draws, cell.n, length))
    where = start - (np.arange(cell.n) % 2 if cell.extra == "asynchronous" else 0)
    shared = sliding_window_view(common, length, axis=1)[:, where]
    error = SIGMA * (np.sqrt(cell.r) * shared + np.sqrt(1.0 - cell.r) * own)
    if cell.extra == "variance":
        error[..., T:] *= 2.0
    x = sliding_window_view(market, length, axis=1)[:, start]
    y = 0.0005 + 1.1 * x + error
    y[..., T + HALF] += cell.effect
    if cell.extra == "missing":
        gone = generator.random(y.shape) < 0.05
        gone[..., T + HALF] = False
        y[gone] = np.nan
    return y, x, start


def fit(y, x):
    """Market-model abnormal returns with exact variances."""
    gone = np.isnan(y)
    xs = np.where(gone, np.nan, x)
    ye, xe = y[..., :T], xs[..., :T]
    n = (~gone[..., :T]).sum(axis=-1)
    xm, ym = np.nanmean(xe, axis=-1), np.nanmean(ye, axis=-1)
    xc = xe - xm[..., None]
    sxx = np.nansum(xc**2, axis=-1)
    beta = np.nansum(xc * (ye - ym[..., None]), axis=-1) / sxx
    resid = ye - ym[..., None] - beta[..., None] * xc
    sigma = np.sqrt(np.nansum(resid**2, axis=-1) / (n - 2))
    leverage = 1.0 / n[..., None] + xc**2 / sxx[..., None]
    zc = xs[..., T:] - xm[..., None]
    ar = y[..., T:] - ym[..., None] - beta[..., None] * zc
    ar_se = sigma[..., None] * np.sqrt(1.0 + 1.0 / n[..., None] + zc**2 / sxx[..., None])
    out = {"resid": resid, "sigma": sigma, "dof": n - 2.0, "leverage": leverage, "ar": ar}
    out["ar_se"], out["bhar"] = ar_se, {}
    for name, window in WINDOWS.items():
        held = (~np.isnan(ar[..., window])).sum(axis=-1)
        total = np.nansum(zc[..., window], axis=-1)
        factor = held + held**2 / n + total**2 / sxx
        out[name] = np.nansum(ar[..., window], axis=-1), sigma * np.sqrt(factor)
        held_on = np.nanprod(1.0 + y[..., T:][..., window], axis=-1)
        out["bhar"][name] = held_on - np.nanprod(1.0 + (y[..., T:] - ar)[..., window], axis=-1)
    return out


def correlations(cell, fitted, start):
    """Mean correlation of the events' windows in each draw, one array a window."""
    draws, n = fitted["sigma"].shape
    if n == 1:
        return {name: np.zeros(draws) for name in WINDOWS}
    if cell.dates == "shared" and not cell.extra.startswith(("missing", "asynch")):
        r = shared_correlation(fitted["resid"])
        return dict.fromkeys(WINDOWS, r)
    far = cell.dates == "staggered" and n >= 30
    measured = min(draws, FLAGGED) if far else draws
    out = {name: np.empty(measured) for name in WINDOWS}
    for draw in range(measured):
        for name, shared in zip(WINDOWS, related(cell, fitted["resid"][draw], start), strict=True):
            out[name][draw] = shared.r_window
    if far:  # hardly moves from draw to draw, and is slow to measure
        return {name: np.full(draws, values.mean()) for name, values in out.items()}
    return out


def related(cell, resid, start):
    """The product's own measure of dependence for one draw, all windows."""
    date = 730_000 + start[:, None] + np.arange(T + EVENT)
    exchanges = [str(i % 2) for i in range(cell.n)] if cell.extra == "asynchronous" else ()
    windows = [date[:, T:][:, window] for window in WINDOWS.values()]
    return dependence(resid, date[:, :T], windows, exchanges)


def day_series(fitted):
    """Day series and ranks that all windows are read from."""
    joint = np.concatenate([fitted["resid"], fitted["ar"]], axis=-1)
    sar = fitted["resid"] / (fitted["sigma"][..., None] * np.sqrt(1.0 - fitted["leverage"]))
    event = ranks.over_spread(fitted["ar"] / fitted["ar_se"])
    signs = np.nan_to_num(np.sign(joint - ranks.medians(joint)))
    scaled = np.concatenate([sar, event], axis=-1)
    return {
        "ranks": ranks.corrado_series(ranks.doubled_ranks(joint)),
        "zivney": ranks.zivney_series(ranks.doubled_ranks(scaled)),
        "signs": ranks.sign_series(signs, ~np.isnan(joint)),
        "sar": sar,
        "own_ranks": ranks.average_ranks(sar),
    }


def p_values(cell, fitted, series, name, r):
    """p of each statistic in every draw, by its own row on the evidence of all draws at once."""
    car, se = fitted[name]
    window, dof, resid, sigma = WINDOWS[name], fitted["dof"], fitted["resid"], fitted["sigma"]
    scar, days = car / se, {}
    if series is not None:
        inside = slice(T + window.start, T + window.stop)
        days = {key: (series[key], inside) for key in ("ranks", "zivney", "signs")}
        days["grank"] = ranks.grank_days(series["sar"], scar, series["own_ranks"])
    values = EventValues(car, se, scar, fitted["bhar"][name], sigma, dof)
    evidence = WindowEvidence(
        window=window,
        facts=SimpleNamespace(n=cell.n, r_window=r),
        means={key: Moments(*parametric.moments(value(values))) for key, value in VALUES.items()},
        pseudo=Moments(*parametric.moments(parametric.jackknifed(scar))),
        patell=parametric.patell(scar, dof),
        portfolio=portfolio.cda_t(car, se, sigma, portfolio.portfolio_variance(resid, sigma, dof)),
        positive=(car > 0).sum(axis=-1),
        negative=(car < 0).sum(axis=-1),
        share=ranks.positive_share(resid),
        signed_ranks=ranks.wilcoxon(car)[::2],
        cars=None,
        blocks=None,
        calendar=None,
        days=None,
        **(days or dict.fromkeys(("ranks", "zivney", "signs", "grank"))),
    )
    context = StatisticContext(filtered=(np.nan, filtered_p(fitted, window, se)))
    asked = set(NAMES) & set(STATISTICS) - set(RESAMPLED)
    out = {}
    for key in [one for one in NAMES if one in asked - (SERIES if series is None else set())]:
        value, df, p = STATISTICS[key].of(evidence, context)
        out[key] = p_student(value, df) if p is STUDENT else p
    if series is not None and cell.n == 1:
        shrink = np.sqrt(window.stop - window.start) * sigma / se
        event = (fitted["ar"][..., window] * shrink[..., None] / sigma[..., None])[:, 0]
        out["t"], out["sq"] = p_student(scar, dof)[:, 0], sq_p(series["sar"][:, 0], event)[0]
    return out


def filtered_p(fitted, window, se):
    """p of the filtered portfolio in every draw."""
    sar = fitted["resid"] / (fitted["sigma"][..., None] * np.sqrt(1.0 - fitted["leverage"]))
    after, inside = fitted["ar"] / fitted["ar_se"], fitted["ar"][..., window]
    days = (~np.isnan(inside)).sum(axis=-1)
    after[..., window] = inside * (np.sqrt(days) / se)[..., None]
    before, mean = ranks.daily_mean(sar)[0], ranks.daily_mean(after)[0]
    asked = window.start - HALF, window.stop - 1 - HALF
    event = np.stack([laid_out(one, -HALF, -HALF, -HALF, asked) for one in mean])
    return filtered_portfolios(before, event, -HALF, [asked] * len(mean))[1]


def resampled(cell, fitted, name, start, task):
    """p of the bootstraps and the permutation, draw by draw."""
    draws, wanted = task
    car, se = fitted[name]
    window = WINDOWS[name]
    sar = fitted["resid"] / np.sqrt(1.0 - fitted["leverage"])
    shrink = np.sqrt(window.stop - window.start) * fitted["sigma"] / se
    before = ranks.daily_mean(sar)[0]
    after = ranks.daily_mean(fitted["ar"][..., window] * shrink[..., None])[0]
    out = {key: np.full(car.shape[0], np.nan) for key in wanted}
    date = 730_000 + start[:, None] + np.arange(T, T + EVENT)
    runs = {
        "skewness-t": lambda d: resampling.skewness_bootstraps([car[d]], draws, d)[0][1],
        "block-bootstrap": lambda d: resampling.block_bootstraps(
            [resampling.block_sums(car[d], start)], draws, d
        )[0][1],
        "wild-bootstrap": lambda d: resampling.wild_bootstraps(
            [resampling.block_sums(car[d], start)], draws, d
        )[0][1],
        "permutation": lambda d: resampling.day_permutation(before[d], after[d], draws, d)[1],
        "calendar-time-t": lambda d: calendar_p(fitted["ar"][d][:, window], date[:, window]),
    }
    for key in wanted:
        if cell.n > 1 or key == "permutation":
            out[key] = np.array([runs[key](draw) for draw in range(car.shape[0])])
    return out


def calendar_p(ar, dates):
    """p of the calendar-time portfolio of one draw."""
    daily, _ = portfolio.calendar_series(ar, dates)
    return float(p_student(*portfolio.calendar_time_t(daily)))


def flags(cell, seed, names):
    """Share of some draws in which each statistic is called valid, by window."""
    y, x, start = simulate(cell, FLAGGED, np.random.default_rng(100_000 + seed))
    fitted = fit(y, x)
    count = {(name, key): 0.0 for name in WINDOWS for key in names}
    date = 730_000 + start[:, None] + np.arange(T + EVENT)
    for draw in range(FLAGGED):
        sar = fitted["resid"][draw] / (
            fitted["sigma"][draw][:, None] * np.sqrt(1.0 - fitted["leverage"][draw])
        )
        shared = related(cell, fitted["resid"][draw], start)
        for (name, window), link in zip(WINDOWS.items(), shared, strict=True):
            car, se = fitted[name]
            known = facts(
                car[draw] / se[draw],
                fitted["dof"][draw],
                shape(sar),
                (date[:, T:][:, window], T),
                link,
            )
            for key in names:
                rule = STATISTICS[key].rule if key in STATISTICS else ValidityRule()
                count[name, key] += verdict(rule, known)[0] / FLAGGED
    return count


def run(task):
    """All windows of one cell: rows of (cell, window, statistic, size, called)."""
    cell, draws, resample, seed, only = task
    light = bool(only) and not only & SERIES
    generator = np.random.default_rng(seed)
    step = max(1, min(draws, 4_000_000 // (cell.n * (T + EVENT))))
    hits, seen = {}, {}
    done = 0
    while done < draws:
        size = min(step, draws - done)
        y, x, start = simulate(cell, size, generator)
        fitted = fit(y, x)
        r = dict.fromkeys(WINDOWS, np.nan)
        if not only or only & {"kp-patell", "kp-bmp"}:
            r = correlations(cell, fitted, start)
        series = None if light else day_series(fitted)
        for name in WINDOWS:
            found = p_values(cell, fitted, series, name, r[name])
            if resample and name != 11:
                wanted = set(RESAMPLED) & only if only else set(RESAMPLED)
                found |= resampled(cell, fitted, name, start, (resample, wanted))
            for key in found.keys() & only if only else found:
                p = found[key]
                known = ~np.isnan(p)
                hits[name, key] = hits.get((name, key), 0) + int((p[known] <= 0.05).sum())
                seen[name, key] = seen.get((name, key), 0) + int(known.sum())
        done += size
    called = flags(cell, seed, {key for _, key in hits})
    return [
        (cell, name, key, hits[name, key] / seen[name, key], called[name, key], seen[name, key])
        for name, key in hits
        if seen[name, key] > draws / 2
    ]


def size_cells():
    """The designs under the null."""
    out = []
    for n in (1, 8, 30, 100, 3):
        for dates in ("shared", "staggered"):
            for r in (0.0, 0.02, 0.1, 0.3) if n > 1 else (0.0,):
                for shock in ("normal", "t4", "skewed"):
                    if n == 1 and dates == "staggered":
                        continue
                    if dates == "staggered" and shock != "normal" and r not in (0.0, 0.3):
                        continue
                    out.append(Cell(n, dates, r, shock))
        if n > 1:
            for dates, r in (("shared", 0.1), ("staggered", 0.0)):
                if n >= 8:  # the spread of fewer cannot tell what the event brings
                    out.append(Cell(n, dates, r, "normal", "variance"))
                out.append(Cell(n, dates, r, "normal", "missing"))
            out.append(Cell(n, "shared", 0.3, "normal", "asynchronous"))
        if n >= 30:
            out.append(Cell(n, "clustered", 0.3, "normal"))
    return out


def power_cells():
    """The designs with an effect on day 0."""
    return [
        Cell(n, dates, r, "normal", "", effect)
        for n in (1, 8, 30, 100)
        for dates, r in (("shared", 0.1), ("staggered", 0.0))
        for effect in (0.01, 0.02, 0.03)
        if n > 1 or dates == "shared"
    ]


def resamples(cell):
    """Whether a cell is also resampled (slow): a spread of designs."""
    if cell.effect or cell.n == 1:
        return not cell.effect
    if cell.dates == "shared":
        return cell.r == 0.1 and cell.shock == "normal"
    return cell.r == 0.0 or cell.dates == "clustered"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=16_000)
    parser.add_argument("--power-draws", type=int, default=4000)
    parser.add_argument("--resample", type=int, default=199)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, nargs="*", help="sizes N to run")
    parser.add_argument("--statistics", nargs="*", help="run these alone, into an existing --out")
    parser.add_argument("--out", type=Path, default=Path("docs/size_power.csv"))
    parser.add_argument("--tables", type=Path, help="write the tables of a finished run, and leave")
    parser.add_argument(
        "--flags", type=Path, help="judge a finished run by today's rules, and leave"
    )
    parser.add_argument("--docs", type=Path, default=Path("docs/statistics.md"))
    options = parser.parse_args()
    if options.tables:
        insert(options.docs, tables(options.tables))
        return
    if options.flags:
        write(list(reflagged(options.flags)), options.flags)
        return
    only = set(options.statistics or ())
    tasks = [
        (cell, options.draws, options.resample if resamples(cell) else 0, place, only)
        for place, cell in enumerate(size_cells())
    ]
    tasks += [(cell, options.power_draws, 0, 900 + i, only) for i, cell in enumerate(power_cells())]
    if options.only:
        tasks = [task for task in tasks if task[0].n in options.only]
    tasks.sort(key=lambda task: -task[0].n)
    started = time.perf_counter()
    rows = []
    with ProcessPoolExecutor(options.jobs) as pool:
        for place, result in enumerate(pool.map(run, tasks)):
            rows += result
            print(
                f"{place + 1}/{len(tasks)} {time.perf_counter() - started:.0f} s", file=sys.stderr
            )
    if only and options.out.exists():
        new = {row[:3] for row in rows}
        rows += [row for row in finished(options.out) if row[:3] not in new]
    rows.sort(key=order)
    write(rows, options.out)


def order(row):
    """Designs in the order of the tables."""
    cell, window, key = row[:3]
    design = (cell.effect > 0, cell.n, cell.dates, cell.extra, cell.r, cell.shock, cell.effect)
    return (*design, window, list(NAMES).index(key))


def finished(path):
    """The rows of a finished run."""
    with path.open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            numbers = int(row["n"]), row["dates"], float(row["r"]), row["shock"], row["extra"]
            cell = Cell(*numbers, float(row["effect"]))
            measured = float(row["rejected"]), float(row["called_valid"]), int(row["draws"])
            yield cell, int(row["window"]), row["statistic"], *measured


def reflagged(path):
    """The rows of a finished run with the present rules' verdicts."""
    seeds = {cell: place for place, cell in enumerate(size_cells())}
    seeds |= {cell: 900 + place for place, cell in enumerate(power_cells())}
    called = {}
    for cell, window, key, rate, _, draws in list(finished(path)):
        if cell not in called:
            called[cell] = flags(cell, seeds[cell], set(NAMES))
        yield cell, window, key, rate, called[cell][window, key], draws


def broken(row):
    """Whether a null cell is called valid and rejects outside 4 to 6 %."""
    cell, _, _, rate, called, _ = row
    return not cell.effect and called > 0.5 and not 0.04 <= rate <= 0.06


def write(rows, path):
    """The results as CSV, and the cells that break the promise on standard output."""
    fields = ("n", "dates", "r", "shock", "extra", "effect")
    count = 0
    with path.open("w", newline="", encoding="utf-8") as handle:
        out = csv.writer(handle, lineterminator="\n")
        out.writerow((*fields, "window", "statistic", "rejected", "called_valid", "draws"))
        for cell, window, key, rate, called, draws in rows:
            values = [getattr(cell, name) for name in fields]
            out.writerow((*values, window, key, f"{rate:.4f}", f"{called:.2f}", draws))
            if broken((cell, window, key, rate, called, draws)):
                count += 1
                print(*values, window, key, f"{100 * rate:.1f} % called {called:.2f}")
    print(f"{count} cells called valid lie outside 4 to 6 %")


def tables(path):
    """Markdown of a finished run: size where called valid, (size) where not; then power."""
    with path.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    null = [row for row in rows if float(row["effect"]) == 0.0]
    lines = [*summary(null), ""]
    for window in WINDOWS:
        lines += [f"Window of {window} day{'s' * (window > 1)}, rejections in %:", ""]
        lines += [*grid([row for row in null if row["window"] == str(window)], False), ""]
    lines += ["Power against a CAR of 1, 2 and 3 % on day 0 (daily sd 2 %), in %:", ""]
    return lines + grid([row for row in rows if float(row["effect"]) > 0.0], True)


def summary(rows):
    """One line a statistic: in how many cells it is called valid, and its sizes there."""
    lines = [
        "| statistic | cells | called valid | lowest | highest |",
        "| --- | --- | --- | --- | --- |",
    ]
    for key in NAMES:
        mine = [row for row in rows if row["statistic"] == key]
        sizes = [100 * float(row["rejected"]) for row in mine if float(row["called_valid"]) > 0.5]
        ends = (f"{min(sizes):.1f}", f"{max(sizes):.1f}") if sizes else ("", "")
        lines.append(f"| `{key}` | {len(mine)} | {len(sizes)} | {ends[0]} | {ends[1]} |")
    return lines


def grid(rows, power):
    """One line a design, one column a statistic."""
    lead = ["N", "dates", "r", "CAR", "window"] if power else ["N", "dates", "r", "shocks"]
    fields = ["n", "dates", "r", "effect", "window"] if power else ["n", "dates", "r", "design"]
    keys = [key for key in NAMES if any(row["statistic"] == key for row in rows)]
    cells = {}
    for row in rows:
        row["design"] = " ".join(filter(None, [row["shock"], row["extra"]]))
        text = f"{100 * float(row['rejected']):.{0 if power else 1}f}"
        shown = text if float(row["called_valid"]) > 0.5 else f"({text})"
        cells.setdefault(tuple(row[name] for name in fields), {})[row["statistic"]] = shown
    lines = ["| " + " | ".join(lead + [NAMES[key] for key in keys]) + " |"]
    lines.append("|" + " --- |" * (len(lead) + len(keys)))
    for design, found in cells.items():
        lines.append("| " + " | ".join([*design, *(found.get(key, "") for key in keys)]) + " |")
    return lines


def insert(path, lines):
    """Put the tables between the two marks of the page."""
    text = path.read_text(encoding="utf-8")
    start, end = "<!-- sizes -->", "<!-- end of sizes -->"
    head, rest = text.split(start)
    _, tail = rest.split(end)
    body = "\n".join(lines)
    path.write_text(f"{head}{start}\n\n{body}\n\n{end}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
