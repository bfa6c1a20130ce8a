"""Runs a study again on placebo dates, for the null distributions of its group statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from marketlink.errors import InputError
from marketlink.study.days import states
from marketlink.study.engine import solve_windows
from marketlink.study.event_dates import EventRows
from marketlink.study.groups import Census, OnThreads, group_tables
from marketlink.study.inference.resampling import SEED
from marketlink.study.inference.statistics import STATISTICS
from marketlink.study.kernel import Flags, Floats, Ints
from marketlink.study.solved import Partitions, Solved

if TYPE_CHECKING:
    from marketlink.study.partition import RunOptions


LEAST = 99
"""Placebo groups at least: the smallest calibrated p is then 0.01."""
SESSIONS = 2**18
"""Sessions of the series whose volatility is followed at a time."""


def calibration(
    parts: Sequence[Solved], options: RunOptions, tests: Sequence[Mapping[str, Any]], firm_days: int
) -> list[dict[str, Any]]:
    """Rows of the table ``calibration``: every statistic of every group and window of the rows of
    ``tests``, tried on so many placebo firm-days, every group at least 99 times.

    Raises
    ------
    InputError
        The model needs other companies, whose news the placebo dates would not know.
    """
    if not parts or parts[0].model.peers:
        raise InputError(
            "A model that needs other companies has no placebo dates",
            parts[0].model.name if parts else "No event has an answer",
            "--model market",
        )
    events = sum(len(part.picked) for part in parts)
    moved = moved_parts(parts, max(LEAST, -(-firm_days // max(events, 1))))
    partitions = Partitions.of([one.part for one in moved], options.threads)
    groups = moved[0].part.windows.events.groups
    counted = Census.joined(map(Census.of, partitions))
    null, _ = group_tables(OnThreads(partitions, parts[0].spec, groups), options, counted)
    null = at_own_volatility(null, moved)
    own = averages([(part, np.ones(len(part.picked))) for part in parts])
    of_moved = averages([(one.part, one.level) for one in moved])
    return calibration_rows([*tests, *own], [*null, *of_moved])


class MovedPart(NamedTuple):
    """A partition whose events lie on placebo dates.

    ``state`` (E,) is the volatility forecast for each answered event's own date over that for its
    placebo date, both in their estimation windows' volatility; ``level`` the same in returns.
    """

    part: Solved
    state: Floats
    level: Floats


def moved_parts(parts: Sequence[Solved], draws: int) -> list[MovedPart]:
    """The partitions with their events on placebo dates; every draw of a group is a group of its
    own, named by the number of the draw, a separator (U+001F) and the group."""
    calendar, dates, (company, day, group) = _events(parts)
    places = matched(calendar, company, day, group, draws=draws, seed=SEED, apart=_length(parts[0]))
    state = calendar.volatility[company, day] / calendar.volatility[company, places]
    state = np.where(np.isfinite(state), state, 1.0)
    moved, start = [], 0
    for part in parts:
        stop = start + len(part.picked)
        own = places[:, start:stop]
        placebo, event = _placebo(part, np.where(own >= 0, dates[own], 0))
        own_state = state[:, start:stop].ravel()[event]
        own_sigma = np.tile(part.fits.sigma[part.valid], draws)[event]
        level = own_state * own_sigma / placebo.fits.sigma[placebo.valid]
        moved.append(MovedPart(placebo, own_state, level))
        start = stop
    return moved


def at_own_volatility(
    null: Sequence[Mapping[str, Any]], moved: Sequence[MovedPart]
) -> list[dict[str, Any]]:
    """Rows of ``tests`` of placebo groups, those of statistics on the estimation window's scale at
    the volatility of the study's own dates.

    Reference: Barone-Adesi, Giannopoulos and Vosper (1999): a past return at today's volatility.
    """
    groups = moved[0].part.windows.events.groups
    square, count = np.zeros(len(groups)), np.zeros(len(groups))
    for one in moved:
        square += np.bincount(one.part.member, one.state**2, len(groups))
        count += np.bincount(one.part.member, minlength=len(groups))
    scale = dict(zip(groups, np.sqrt(square / np.maximum(count, 1)).tolist(), strict=True))
    return [
        {**row, "value": _number(row["value"]) * scale[row["group"]]}
        if STATISTICS[row["statistic"]].window_scale
        else dict(row)
        for row in null
    ]


def _length(part: Solved) -> int:
    first, last = part.request.plan.path
    return last - first + 1


def _events(parts: Sequence[Solved]) -> tuple[PlaceboCalendar, Ints, Ints]:
    """The placebo dates of the companies of all partitions on one calendar, its dates, and company,
    column and group of every event with an answer, partition by partition."""
    days = np.unique(np.concatenate([part.windows.layout.dates for part in parts]))
    days = days[days > 0]
    month = np.array([date.fromordinal(int(day)).month for day in days])
    rows, free, events = list[Floats](), list[Flags](), []
    for part in parts:
        layout, at = part.windows.layout, part.request.at[part.valid]
        numbers, company = np.unique(part.series[part.valid], return_inverse=True)
        day = np.searchsorted(days, layout.dates[at])
        events.append([len(rows) + company, day, part.member])
        some = numbers.tolist()
        for series, own in zip(some, _volatility(part, some), strict=True):
            cut = layout.stretch(series)
            far = np.ones(len(own), dtype=bool)
            for event in (part.request.at[part.series == series] - cut.start).tolist():
                far[max(event - _length(part), 0) : event + _length(part) + 1] = False
            row, open_days = np.full(len(days), np.nan), np.zeros(len(days), dtype=bool)
            there = layout.dates[cut] > 0
            place = np.searchsorted(days, layout.dates[cut][there])
            row[place], open_days[place] = own[there], far[there]
            rows.append(row)
            free.append(open_days)
    calendar = PlaceboCalendar(month, np.array(rows), np.array(free))
    return calendar, days, np.concatenate(events, axis=1)


def _volatility(part: Solved, numbers: Sequence[int]) -> Iterator[Floats]:
    """Each series' volatility where a placebo date may lie; 1 where no benchmark tells of it."""
    layout, plan = part.windows.layout, part.request.plan
    for some in layout.together(numbers, SESSIONS):
        y, span = (layout.sheet(some, one, layout.stretch) for one in (layout.y, layout.span))
        if part.request.benchmark:
            x = layout.sheet(some, layout.X[0], layout.stretch)
            volatility = states(y, x, span, plan).volatility
        else:
            n_before = np.cumsum(np.pad(np.isfinite(y), ((0, 0), (1, 0))), axis=1)
            days = np.arange(y.shape[1])
            low, high = (np.clip(days + k, 0, len(days)) for k in
                         (plan.estimation[0], plan.estimation[1] + 1))  # fmt: skip
            volatility = np.where(n_before[:, high] - n_before[:, low] >= plan.min_obs, 1.0, np.nan)
        for row, number in enumerate(some):
            cut = slice(0, int(layout.size[number]))
            yield np.where(np.isfinite(y[row, cut]), volatility[row, cut], np.nan)


def _placebo(part: Solved, days: Ints) -> tuple[Solved, Ints]:
    """The partition with its events on other days, (draws, events), 0 none, one group a draw; and
    the place in ``days`` of each event that has an answer."""
    events, layout = part.windows.events, part.windows.layout
    draws, many = days.shape
    series = part.series[part.row[part.picked]]
    at = np.full(days.shape, -1, dtype=np.int64)
    for number in np.unique(series).tolist():
        cut, mine = layout.stretch(number), np.flatnonzero(series == number)
        dates = layout.dates[cut]
        inner = np.flatnonzero(dates > 0)
        place = inner[np.minimum(np.searchsorted(dates[inner], days[:, mine]), len(inner) - 1)]
        at[:, mine] = np.where(dates[place] == days[:, mine], cut.start + place, -1)
    names = len(events.groups)
    flat = at.ravel()
    keep = np.flatnonzero(flat >= 0)
    own = np.tile(np.arange(many), draws)[keep]
    group = (np.repeat(np.arange(draws), many) * names)[keep] + part.member[own]
    rows = EventRows(
        row=keep.astype(np.int64), symbol=events.rows.symbol[part.picked][own],
        member=group, stated=None, day=np.zeros(len(keep), dtype=np.int32),
        second=None, fault=None,
    )  # fmt: skip
    shifted = replace(
        events,
        rows=rows,
        day0=layout.dates[flat[keep]],
        rule=np.zeros(len(keep), dtype=np.int8),
        outcome=np.zeros(len(keep), dtype=np.int8),
        series=series[own],
        at=flat[keep],
        groups=tuple(f"{draw}\x1f{name}" for draw in range(draws) for name in events.groups),
        event_id=np.array([f"placebo {n}" for n in keep.tolist()], dtype=object),
    )
    spec = replace(part.spec, returns="simple", mask_events=False)  # the layout's are final
    windows = replace(part.windows, events=shifted)
    solved = solve_windows(spec, tuple(part.request.names[part.request.benchmark :]), windows)
    return solved, keep[solved.picked]


def averages(parts: Sequence[tuple[Solved, Floats]]) -> list[dict[str, Any]]:
    """The average CAR of every group and window, as rows of ``tests``; each answered event's CAR
    times a number of its own."""
    names = parts[0][0].windows.events.groups
    plan = parts[0][0].request.plan
    total = np.zeros((len(names), len(plan.windows)))
    count = np.zeros_like(total)
    for part, level in parts:
        car = part.fits.car[part.valid] * level[:, None]
        np.add.at(total, part.member, np.where(np.isfinite(car), car, 0.0))
        np.add.at(count, part.member, np.isfinite(car))
    return [
        {"group": name, "tau_from": window[0], "tau_to": window[1], "statistic": "caar",
         "value": total[g, w] / count[g, w], "p": None}
        for g, name in enumerate(names)
        for w, window in enumerate(plan.windows)
        if count[g, w]
    ]  # fmt: skip


def calibration_rows(
    tests: Sequence[Mapping[str, Any]], null: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Every statistic of the tests among its values on the placebo groups of its group."""
    draws: dict[str, dict[str, None]] = defaultdict(dict)
    placebo: dict[tuple[Any, ...], dict[str, tuple[float, float]]] = defaultdict(dict)
    for row in null:
        draw, _, group = row["group"].partition("\x1f")
        draws[group][draw] = None
        placebo[_key(row, group)][draw] = _number(row["value"]), _number(row["p"])
    groups, out = list(dict.fromkeys(row["group"] for row in tests)), []
    for row in sorted(tests, key=lambda row: groups.index(row["group"])):
        values = placebo[_key(row, row["group"])]
        pairs = [values.get(draw, (np.nan, np.nan)) for draw in draws[row["group"]]]
        null_values, null_p = np.array(pairs, dtype=float).reshape(-1, 2).T
        one = calibrated(_number(row["value"]), null_values, null_p)
        out.append({name: row[name] for name in COLUMNS[:6]} | one._asdict())
    return out


def _key(row: Mapping[str, Any], group: str) -> tuple[Any, ...]:
    return group, row["statistic"], row["tau_from"], row["tau_to"]


def _number(value: Any) -> float:  # noqa: ANN401 (an array, a frame or a number)
    return float("nan") if value is None else float(value)


NEAREST = 240
"""Of the admissible dates of a month and those beside it, so many whose volatility is nearest are
drawn from: fewer hold too few windows of several days that do not overlap, and reject too often."""


class PlaceboCalendar(NamedTuple):
    """The admissible placebo dates, (S, D), one row a company, one column a session: the calendar
    month of each session, 1 to 12; each company's ``volatility`` forecast over its estimation
    window's mean, NaN where the study's specification has no fit; and whether no event of it is
    near (``free``)."""

    month: Ints
    volatility: Floats
    free: Flags


def matched(  # noqa: PLR0913 (one specification)
    calendar: PlaceboCalendar, company: Ints, day: Ints, group: Ints, *,
    draws: int, seed: int, apart: int,
) -> Ints:  # fmt: skip
    """Placebo dates: events of one date move together to another date of the same time of the year,
    a month at most apart, on which their companies were about as volatile.

    Parameters
    ----------
    company, day, group : (N,) row and column of each event, and a number of its group
    draws : how many placebo dates each event gets, none twice before all have had their turn
    apart : sessions that lie at least between a placebo date and the event's own

    Returns
    -------
    (draws, N) columns; -1 where the company has no date to stand for it, or where a whole group
    would have the dates of an earlier draw again.

    Reference: Brown and Warner (1985) for the design; Barber and Lyon (1997) for matching on
    characteristics.
    """
    generator = np.random.default_rng(seed)
    out = np.full((draws, len(day)), -1, dtype=np.int64)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(calendar.volatility)
    columns, few = np.arange(len(calendar.month)), np.ones(len(day), dtype=bool)
    for one in np.unique(day):
        members = np.flatnonzero(day == one)
        rows = np.where(calendar.free[company[members]], logs[company[members]], np.nan)
        own = logs[company[members], one, None]
        far = np.abs(rows - np.where(np.isfinite(own), own, 0.0))
        distance = np.where(np.isfinite(far), far, 0.0).sum(axis=0)
        counts = np.isfinite(far).sum(axis=0)
        good = (np.abs(columns - one) >= apart) & (counts == counts.max(initial=0)) & (counts > 0)
        step = (calendar.month - calendar.month[one] + 6) % 12 - 6
        same = np.flatnonzero(good & (np.abs(step) <= 1))
        if not len(same):
            continue
        near = same[np.argsort(distance[same], kind="stable")[:NEAREST]]
        few[members] = len(near) < draws
        turns = [generator.permutation(near) for _ in range(-(-draws // len(near)))]
        placebos = np.concatenate(turns)[:draws]
        there = np.isfinite(rows[:, placebos]).T
        out[:, members] = np.where(there, placebos[:, None], -1)
    for own in np.setdiff1d(group, group[~few]):
        members = np.flatnonzero(group == own)
        _, first = np.unique(out[:, members], axis=0, return_index=True)
        again = np.setdiff1d(np.arange(draws), first)
        out[again[:, None], members] = -1
    return out


class Calibrated(NamedTuple):
    """The behaviour of one statistic on placebo groups, and the calibrated p of the observed value,
    as the table ``calibration`` has them.

    ``size`` is the share of placebo groups that it rejects at 5 %, ``null_mean`` and ``null_sd``
    those of its null values, ``corrected`` the observed value less their mean, ``p_calibrated`` its
    p among them, ``p_floor`` the smallest p they can give, ``draws`` how many there are.
    """

    draws: int
    size: float
    null_mean: float
    null_sd: float
    corrected: float
    p_calibrated: float
    p_floor: float


COLUMNS = ("group", "tau_from", "tau_to", "statistic", "value", "p", *Calibrated._fields)
"""Columns of the table ``calibration``."""


def calibrated(value: float, null: Floats, null_p: Floats) -> Calibrated:
    """Judge an observed statistic by its values and p-values on placebo groups, (R,), NaN left out.

    p is two-sided about the mean of all values, the observed one among them, so that a drift of the
    normal return that is no news is not taken for it and every value is as likely to be the
    farthest where nothing happened.

    Reference: Davison and Hinkley (1997), equation 4.11.
    """
    values = null[np.isfinite(null)]
    p_values = null_p[np.isfinite(null_p)]
    draws = len(values)
    if not draws or not np.isfinite(value):
        return Calibrated(draws, *(float("nan"),) * 6)
    middle = (values.sum() + value) / (draws + 1)
    far = int((np.abs(values - middle) >= abs(value - middle) * (1 - 1e-12)).sum())
    mean = float(values.mean())
    return Calibrated(
        draws,
        float((p_values <= 0.05).mean()) if len(p_values) else float("nan"),  # noqa: PLR2004 (the usual level)
        mean, float(values.std(ddof=1)) if draws > 1 else float("nan"), value - mean,
        (1 + far) / (1 + draws), 1 / (1 + draws),
    )  # fmt: skip
