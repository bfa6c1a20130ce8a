"""The cross-section of CARs on numbers of the events file, with the standard error asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from marketlink.errors import InputError
from marketlink.store.sql import load
from marketlink.study.files import EVENT_NAMES
from marketlink.study.kernel import Column, Floats, Window
from marketlink.tabular.cells import cells_of
from marketlink.tabular.dialect import rewrite_numbers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from marketlink.study.solved import Solved

Errors = Literal["nonrobust", "HC0", "HC1", "HC2", "HC3", "HAC", "cluster"]
Weights = Literal["equal", "forecast-error"]

ERRORS: tuple[Errors, ...] = get_args(Errors)
FEW_CLUSTERS = 30


class Coefficient(NamedTuple):
    """One line of a regression table."""

    name: str
    estimate: float
    se: float
    t: float
    p: float
    low: float
    high: float


class CrossSection(NamedTuple):
    """A fitted cross-section; ``dropped`` events lacked a CAR, an error or a characteristic."""

    coefficients: tuple[Coefficient, ...]
    n: int
    dropped: int
    r2: float
    errors: str
    weights: str
    clusters: tuple[int, ...]
    notes: tuple[str, ...]

    def rows(self) -> list[dict[str, Any]]:
        """The coefficients as rows of a table."""
        return [line._asdict() for line in self.coefficients]


def cross_section(  # noqa: PLR0913 (one specification)
    car: Floats,
    characteristics: Mapping[str, Floats],
    *,
    errors: Errors = "HC3",
    weights: Weights = "equal",
    car_se: Floats | None = None,
    clusters: Sequence[Sequence[Any]] = (),
    lags: int | None = None,
) -> CrossSection:
    """Regress CARs on characteristics, with a constant.

    Parameters
    ----------
    car : (N,) decimal
    characteristics : name to (N,) values; NaN or an infinity drops the event
    errors : ``HC0`` to ``HC3``, ``HAC`` (events in order of date), ``cluster``, ``nonrobust``
    weights : ``forecast-error`` weighs each event by 1 / car_se^2
    car_se : (N,) exact standard errors of the CARs; needed for the weights
    clusters : one or two label sequences, such as dates and companies
    lags : of HAC; floor(4 (N / 100)^(2/9)) by default

    Returns
    -------
    CrossSection

    Raises
    ------
    InputError
        When shapes disagree, nothing is left to fit, or characteristics are collinear.

    Reference: White (1980); MacKinnon and White (1985); Newey and West (1987); Cameron, Gelbach and
    Miller (2011) for two-way clusters; Karafiath (1994) for regressions of CARs and their weights.
    """
    names = ("constant", *characteristics)
    y = np.asarray(car, float)
    x = np.column_stack(
        [np.ones(y.size), *(np.asarray(v, float) for v in characteristics.values())]
    )
    complete = np.isfinite(y) & np.isfinite(x).all(axis=1)
    weight = _weights(weights, car_se, y.size)
    complete &= np.isfinite(weight) & (weight > 0)
    _check(x[complete], names)
    codes = _codes(clusters, complete, errors)
    used = lags if lags is not None else int(4.0 * (complete.sum() / 100.0) ** (2.0 / 9.0))
    fit = _fit(y[complete], x[complete], weight[complete], errors, codes=codes, lags=used)
    sizes = tuple(int(np.unique(column).size) for column in codes.T) if codes.size else ()
    # A two-way clustered variance may be negative, and CARs may be all the same.
    with np.errstate(invalid="ignore", divide="ignore"):
        lines = _coefficients(fit, names)
        explained = float(fit.rsquared)
    return CrossSection(
        coefficients=lines,
        n=int(complete.sum()),
        dropped=int((~complete).sum()),
        r2=explained,
        errors=errors if errors != "HAC" else f"HAC, {used} lags",
        weights=weights,
        clusters=sizes,
        notes=_notes(errors, sizes, lines),
    )


def _weights(weights: Weights, car_se: Floats | None, n: int) -> Floats:
    if weights == "equal":
        return np.ones(n)
    if car_se is None:
        raise InputError(
            "Forecast-error weights need the standard errors of the CARs",
            hint="pass car_se, or weights='equal'",
        )
    with np.errstate(divide="ignore"):
        inverse: Floats = 1.0 / np.asarray(car_se, float) ** 2
    return inverse


def _check(x: Floats, names: Sequence[str]) -> None:
    if x.shape[0] <= x.shape[1]:
        raise InputError(
            f"{x.shape[0]} events cannot carry {x.shape[1]} coefficients",
            "Events without a CAR or with a missing characteristic are left out",
            "use fewer characteristics or more events",
        )
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise InputError(
            f"The characteristics {', '.join(names[1:])} are collinear",
            "One of them is constant or a combination of the others",
            "leave one out",
        )


def _codes(
    clusters: Sequence[Sequence[Any]], complete: NDArray[np.bool_], errors: Errors
) -> NDArray[np.int64]:
    if errors != "cluster":
        return np.empty((0, 0), dtype=np.int64)
    if len(clusters) not in (1, 2):
        raise InputError(
            f"Clustered errors take one or two sets of labels, got {len(clusters)}",
            hint="clusters=[dates] or clusters=[dates, companies]",
        )
    columns = []
    for labels in clusters:
        event_labels = [str(label) for label, keep in zip(labels, complete, strict=True) if keep]
        distinct, column = np.unique(event_labels, return_inverse=True)
        if distinct.size < 2:  # noqa: PLR2004 (fewest that say anything)
            raise InputError(
                "Clustered errors need two clusters or more",
                f"All {len(event_labels)} events have the label {distinct[0]}",
                "other labels, or --errors HC3",
            )
        columns.append(column)
    return np.column_stack(columns)


def _fit(  # noqa: PLR0913 (one specification)
    y: Floats, x: Floats, weight: Floats, errors: Errors, *, codes: NDArray[np.int64], lags: int
) -> Any:  # noqa: ANN401 (statsmodels has no types)
    from statsmodels.regression.linear_model import WLS

    options: dict[str, Any] = {}
    if errors == "HAC":
        options = {"cov_kwds": {"maxlags": lags, "use_correction": True}}
    elif errors == "cluster":
        options = {"cov_kwds": {"groups": codes if codes.shape[1] > 1 else codes[:, 0]}}
    return WLS(y, x, weights=weight).fit(cov_type=errors, use_t=True, **options)


def _coefficients(fit: Any, names: Sequence[str]) -> tuple[Coefficient, ...]:  # noqa: ANN401 (a library without types)
    columns = fit.params, fit.bse, fit.tvalues, fit.pvalues, *np.asarray(fit.conf_int()).T
    rows = zip(names, *columns, strict=True)
    return tuple(Coefficient(name, *map(float, values)) for name, *values in rows)


def _notes(errors: Errors, sizes: tuple[int, ...], lines: Sequence[Coefficient]) -> tuple[str, ...]:
    lost = [line.name for line in lines if np.isnan(line.se)]
    if errors == "cluster" and min(sizes) < FEW_CLUSTERS:
        few = f"only {min(sizes)} clusters: the standard errors are likely too small"
        none = f"the two-way clustered variance of {', '.join(lost)} is negative, so it has none"
        return (few, none) if lost else (few,)
    if errors == "nonrobust":
        return ("assumes that all CARs have one variance and do not share dates",)
    return ()


COLUMNS = (
    *("tau_from", "tau_to", "n", "dropped", "name", "estimate", "se", "t", "p", "low", "high"),
    *("r2", "errors", "weights", "note"),
)

EVENT_IDS = "select event_id from input_event order by rowid"

Values = Mapping[str, Mapping[str, float]]
"""Number by event id, by the name of the characteristic."""


class Regress(NamedTuple):
    """The specification of a cross-section: columns of the events file, and standard errors.

    ``clusters`` are up to two of ``date`` (day 0), ``company`` and ``group``.
    """

    names: tuple[str, ...]
    errors: Errors = "HC3"
    weights: Weights = "equal"
    clusters: tuple[str, ...] = ()


def read_characteristics(
    con: DuckDBPyConnection, path: Path, names: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Numbers of an events file by name and event id; cells that are no number are left out.

    The events are in ``input_event``, in the order of the file.

    Raises
    ------
    InputError
        The file has no such column, or no number in it.
    """
    cells = cells_of(con, path, "events", EVENT_NAMES)
    plain = {name.strip().lower(): place for place, name in enumerate(cells.header)}
    ids = [str(row[0]) for row in con.execute(EVENT_IDS).fetchall()]
    if len(ids) != len(cells.rows):
        raise InputError(
            f"{path} cannot be read for a regression",
            f"It has {len(ids)} events and {len(cells.rows)} lines of cells",
            "a file with one line an event",
        )
    load(con, "tabular.macros", "tabular.file")
    characteristics: dict[str, dict[str, float]] = {}
    for name in names:
        if name.strip().lower() not in plain:
            near = get_close_matches(name.lower(), list(plain), 3, 0.5) or list(plain)[:12]
            raise InputError(f"{path} has no column {name}", "", "one of " + ", ".join(near))
        place = plain[name.strip().lower()]
        characteristics[name] = _numbers(
            con, path, ids, [row[place] for row in cells.rows], cells.delimiter
        )
        if not characteristics[name]:
            raise InputError(f"The column {name} of {path} holds no number")
    return characteristics


def _numbers(
    con: DuckDBPyConnection, path: Path, ids: list[str], texts: list[str], delimiter: str
) -> dict[str, float]:
    con.execute("delete from study_file")
    staged = {"event_id": np.array(ids, dtype=object), "ret": np.array(texts, dtype=object)}
    con.register("study_staged", staged)
    con.execute("insert into study_file by name select * from study_staged")
    con.unregister("study_staged")
    rewrite_numbers(con, path, delimiter)
    rows = con.execute(
        "select event_id, try_cast(study_blank(ret) as double) from study_file order by rowid desc"
    ).fetchall()
    return {identity: value for identity, value in rows if value is not None}


def regression_rows(
    con: DuckDBPyConnection, parts: Iterable[Solved], values: Values, regress: Regress
) -> list[dict[str, Any]]:
    """One row a window and coefficient: CARs of all events with an answer of some partitions on
    their characteristics, as :func:`cross_section` has it; events of one day 0 in input order.

    Raises
    ------
    InputError
        More coefficients than events, or characteristics that are combinations of each other.
    """
    ids = np.array([str(row[0]) for row in con.execute(EVENT_IDS).fetchall()], dtype=object)
    columns: list[tuple[Column, ...]] = []
    windows: tuple[Window, ...] = ()
    for part in parts:
        events, mine = part.windows.events, part.picked
        row, windows = events.rows.row[mine], part.request.plan.windows
        group = np.array(events.groups, dtype=object)[part.member]
        fits = part.fits.car[part.valid], part.fits.car_se[part.valid]
        columns.append((row, ids[row], events.day0[mine], events.symbol[mine], group, *fits))
    row, *others = (np.concatenate(one) for one in zip(*columns, strict=True))
    order = np.lexsort((row, others[1]))
    event_ids, day0, symbols, groups, car, car_se = (one[order] for one in others)
    characteristics = {
        name: np.array([values[name].get(one, np.nan) for one in event_ids], dtype=np.float64)
        for name in regress.names
    }
    labels = {"date": day0, "company": symbols, "group": groups}
    rows: list[dict[str, Any]] = []
    for place, (first, last) in enumerate(windows):
        fit = cross_section(
            car[:, place],
            characteristics,
            errors=regress.errors,
            weights=regress.weights,
            car_se=car_se[:, place],
            clusters=[labels[name].tolist() for name in regress.clusters],
        )
        shared = {"tau_from": first, "tau_to": last, "n": fit.n, "dropped": fit.dropped,
                  "r2": fit.r2, "errors": fit.errors, "weights": fit.weights,
                  "note": "; ".join(fit.notes)}  # fmt: skip
        rows += [shared | line for line in fit.rows()]
    return rows
