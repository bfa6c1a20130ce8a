"""Every model by name: what it regresses on, its reference, parameters and variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, NamedTuple

from marketlink.errors import InputError
from marketlink.findings import FindingText
from marketlink.study.models import garch, linear, peers, serial, thin
from marketlink.study.models.design import Estimate, Request, silence

Factors = Literal["none", "any", "rf"] | tuple[str, ...]
Fit = Callable[[Request], Estimate]

SERIAL = "of the autoregression's forecast, and the long-run variance of the mean"
EXACT = "sigma^2 (m + 1'Z A Z'1), sigma^2 = SSR/(n-k), A = (X'X)^-1"


class Model(NamedTuple):
    """One model of the normal return.

    ``benchmark`` says whether it needs one; ``factors`` names the columns it needs (in any case
    and punctuation), "any" for whatever ``Spec.factors`` names, "rf" for a risk-free rate.
    ``fit`` fits it at every position of a request. ``variance`` is that of a CAR over m days.
    ``unit`` is what an abnormal value is measured in. ``own_days`` says whether a company's event
    days could trade places with its estimation days: not where days depend on each other, nor where
    weights were fitted to the estimation days. ``estimated`` is False where the coefficients are
    given. ``aliases`` are other names for it.
    """

    name: str
    fit: Fit
    formula: str
    parameters: str
    variance: str
    reference: str
    benchmark: bool = True
    factors: Factors = "none"
    peers: bool = False
    linear: bool = True
    unit: str = "return"
    own_days: bool = True
    estimated: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def weighted(self) -> bool:
        """Whether returns over several sessions may be weighted by their length."""
        return self.linear and self.estimated


MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model("market", linear.market, "R = a + b Rm + e", "alpha, beta", EXACT,
              "Fama, Fisher, Jensen, Roll 1969; Campbell, Lo, MacKinlay 1997, 4.4.9",
              aliases=("market-model", "ols")),
        Model("constant-mean", linear.constant_mean,
              "R = a + e", "alpha", "sigma^2 (m + m^2/n), sigma^2 = SSR/(n-1)",
              "Brown, Warner 1980; Campbell, Lo, MacKinlay 1997, 4.3.1", benchmark=False,
              aliases=("mean", "constantmean")),
        Model("market-adjusted", linear.market_adjusted, "R = Rm + e", "none",
              "sigma^2 m, sigma^2 = sum (e - mean e)^2 / (n-1)", "Brown, Warner 1980",
              estimated=False),
        Model("market-factors", linear.market_factors,
              "R = a + b Rm + sum cj Fj + e", "alpha, beta, one a factor", EXACT,
              "Campbell, Lo, MacKinlay 1997, 4.3.2", factors="any",
              aliases=("market+factors",)),
        Model("factors", linear.factors_only,
              "R - RF = a + sum cj Fj + e", "alpha, one a factor", EXACT,
              "Campbell, Lo, MacKinlay 1997, 4.3.2", benchmark=False, factors="any"),
        Model("capm", linear.capm, "R - RF = a + b (Rm - RF) + e", "alpha, beta", EXACT,
              "Sharpe 1964; Lintner 1965", factors="rf"),
        Model("ff3", linear.factors_only,
              "R - RF = a + b MktRF + s SMB + h HML + e", "alpha, one a factor", EXACT,
              "Fama, French 1993", benchmark=False, factors=("Mkt-RF", "SMB", "HML"),
              aliases=("fama-french-3",)),
        Model("carhart", linear.factors_only,
              "ff3 + u MOM", "alpha, one a factor", EXACT, "Carhart 1997",
              benchmark=False, factors=("Mkt-RF", "SMB", "HML", "MOM"),
              aliases=("ff3+momentum", "ff4")),
        Model("ff5", linear.factors_only,
              "ff3 + r RMW + c CMA", "alpha, one a factor", EXACT, "Fama, French 2015",
              benchmark=False, factors=("Mkt-RF", "SMB", "HML", "RMW", "CMA"),
              aliases=("fama-french-5",)),
        Model("ff5-momentum", linear.factors_only,
              "ff5 + u MOM", "alpha, one a factor", EXACT, "Fama, French 2018",
              benchmark=False, factors=("Mkt-RF", "SMB", "HML", "RMW", "CMA", "MOM"),
              aliases=("ff5+momentum", "ff6")),
        Model("scholes-williams", thin.scholes_williams, "b = (b[-1] + b[0] + b[+1]) / (1 + 2 rho)",
              "alpha, beta", "the market model's, sigma^2 = SSR/(n-2)", "Scholes, Williams 1977",
              linear=False, aliases=("sw",)),
        Model("dimson", thin.dimson,
              "R = a + b1 Rm[-1] + b2 Rm[0] + b3 Rm[+1] + e, b = b1 + b2 + b3",
              "alpha, beta", "the market model's, sigma^2 = SSR/(n-4)", "Dimson 1979",
              linear=False),
        Model("rolling", linear.rolling_market,
              "the market model estimated anew before every event day", "alpha, beta",
              "sum of the days' forecast variances", "Brown, Warner 1985", linear=False),
        Model("garch", partial(garch.arch, vol="GARCH", asymmetry=0),
              "R = a + b Rm + e, h = w + p e[-1]^2 + q h[-1]", "alpha, beta; w, p, q",
              "sum of forecast h + sigma^2 (m^2/n + (sum dRm)^2/Sxx)", "Bollerslev 1986",
              linear=False),
        Model("egarch", partial(garch.arch, vol="EGARCH", asymmetry=1),
              "R = a + b Rm + e, log h = w + p (|z| - E|z|) + g z + q log h[-1]",
              "alpha, beta; w, p, g, q", "as garch, h by its forecast logarithm", "Nelson 1991",
              linear=False),
        Model("leave-one-out", partial(peers.on_average, own=False),
              "R = a + b mean of all other companies + e", "alpha, beta", EXACT,
              "Brown, Warner 1980", benchmark=False, peers=True),
        Model("equal-weighted", partial(peers.on_average, own=True),
              "R = a + b mean of all companies + e", "alpha, beta", EXACT,
              "Brown, Warner 1980", benchmark=False, peers=True),
        Model("matched-peer", peers.matched_peer,
              "R = a + b R of the company that correlates most + e", "alpha, beta",
              EXACT + "; the choice of the peer is not paid for", "Barber, Lyon 1997",
              benchmark=False, peers=True, linear=False),
        Model("synthetic-control", peers.synthetic_control,
              "R = a + b sum wj Rj + e, wj >= 0, sum wj = 1",
              "alpha, beta; weights",
              EXACT + "; widened by what other companies' weights leave out on day 0",
              "Abadie, Diamond, Hainmueller 2010", benchmark=False, peers=True, linear=False,
              own_days=False),
        Model("abnormal-volume", serial.abnormal_volume,
              "log V = a + sum of 20 lags + e", "alpha", SERIAL,
              "Campbell, Wasley 1996; Ajinkya, Jain 1989",
              benchmark=False, linear=False, unit="log volume", own_days=False,
              aliases=("volume",)),
        Model("abnormal-volatility", serial.abnormal_volatility,
              "cbrt (R - Rm)^2 = a + sum of 20 lags + e", "alpha", SERIAL,
              "Beaver 1968; Wilson, Hilferty 1931", linear=False,
              unit="cube root of squared return", own_days=False,
              aliases=("volatility",)),
    )
}  # fmt: skip

_ALIASES = {alias: model.name for model in MODELS.values() for alias in model.aliases}
_MOMENTUM = ("mom", "umd", "wml", "momentum")


def find(name: str) -> Model:
    """The model of a name, in any case.

    Raises
    ------
    InputError
        No model has that name; the nearest names are the hint.
    """
    key = name.strip().lower().replace("_", "-").replace(" ", "-")
    key = _ALIASES.get(key, key)
    if key in MODELS:
        return MODELS[key]
    from difflib import get_close_matches  # noqa: PLC0415 (for the nearest name only)

    near = get_close_matches(key, [*MODELS, *_ALIASES], 3, 0.5) or list(MODELS)
    names = dict.fromkeys(_ALIASES.get(n, n) for n in near)
    raise InputError(f"No model is called {name!r}", "", " or ".join(names))


def regressors(model: Model, names: Sequence[str], columns: Sequence[str]) -> tuple[str, ...]:
    """The regressors besides the benchmark, columns of a factor file or symbols: of
    ``Spec.factors`` and the columns of the file.

    Raises
    ------
    InputError
        The model needs a factor that nothing provides.
    """
    plain = {linear.plain_name(column): column for column in columns}
    free = linear.free_name(tuple(columns))
    if model.factors == "none":
        return ()
    if model.factors == "any":
        factors = tuple(names) or tuple(c for c in columns if c != free)
        if not factors:
            raise InputError(
                f"The model {model.name} needs factors", "", "--factors with a file of them"
            )
        keep = () if free is None or free in factors or model.benchmark else (free,)
        return tuple(plain.get(linear.plain_name(n), n) for n in factors) + keep
    if model.factors == "rf":
        return () if free is None else (free,)
    symbols = [_factor(model, name, plain) for name in model.factors]
    return (*symbols, *(() if free is None else (free,)))


def idle_factors(model: Model, names: Sequence[str], *, given: bool) -> list[str]:
    """What to tell where factors were given, in a file or by ``Spec.factors``, that a model does
    not look at."""
    if model.factors == "none" and (given or names):
        return [FindingText("input.no_factors", model=model.name)]
    if model.factors != "any" and names:
        return [FindingText("input.own_factors", model=model.name)]
    return []


def _factor(model: Model, name: str, plain: dict[str, str]) -> str:
    keys = _MOMENTUM if name == "MOM" else (linear.plain_name(name),)
    for key in keys:
        if key in plain:
            return plain[key]
    there = ", ".join(sorted(plain.values())) or "no factor at all"
    raise InputError(
        f"The model {model.name} needs a factor column {name}",
        f"There is {there}",
        "--factors with a file that has the columns date and " + ", ".join(model.factors),
    )


def estimate(model: Model, request: Request) -> Estimate:
    """Fit a model at every position of a request; what leaves only rounding has no spread."""
    solution = model.fit(request)
    silence(solution.fits, solution.design, request)
    return solution
