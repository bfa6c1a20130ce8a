"""A realistic case for the report's tests: the January 2025 sell-off, from the embedded excerpt.

The numbers are ordinary least squares by numpy, written for these tests alone, so that the report
can be tested without the rest of the pipeline.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import sqrt

import numpy as np

from marketlink.claims.claim_sentence import ClaimSentence
from marketlink.claims.classify import CAUSAL
from marketlink.claims.market_cap import RECORD_VALUE
from marketlink.claims.moves_check import DIRECTION, PERSISTENCE
from marketlink.records.article import Article, Evidence, Line, Published
from marketlink.records.case import (
    Attribution,
    Bar,
    Case,
    CompanyFinding,
    DatedByPrices,
    ExchangeTimeline,
    Inference,
    Neighbour,
    PathPoint,
    Placebo,
    Provenance,
    Variant,
)
from marketlink.records.claim import (
    Claim,
    ClaimWindow,
    Field,
    Measure,
    Observation,
    Verdict,
    WindowSpan,
)
from marketlink.records.claim_kind import ClaimKind
from marketlink.records.decision import (
    Chance,
    CompanyRole,
    Decision,
    GroupTestResult,
    Joint,
    JudgedCompany,
)
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading
from marketlink.records.reason import NumberStyle, Reason, ReasonCode, ShownNumber, reason
from marketlink.records.study import Event, Spec, Study
from marketlink.resources import data_path

TEXT = """딥시크 충격, 반도체주를 흔들다
시장일보 홍길동 기자
지난 설 휴 기간 동안 미국 증시에서 엔비디아를 비롯한 AI 관련주가 급락했다.
하루에 사라진 엔비디아 시가총액은 단일 기업으로는 역대 가장 컸다.
하락은 하루에 그치지 않았고 엔비디아, 마이크론테크놀러지, 하이닉스가 그 뒤로 크게 내렸다.
오픈AI와 딥시크의 경쟁이 과잉투자 우려를 키운 것으로 보인다.
"""
COMPANIES = (
    ("NVDA", "엔비디아", "NVIDIA", "XNYS", "^GSPC", "USD"),
    ("MU", "마이크론", "Micron Technology", "XNYS", "^GSPC", "USD"),
    ("000660.KS", "SK하이닉스", "SK hynix", "XKRX", "^KS11", "KRW"),
)
MEASURES = {
    RECORD_VALUE: Measure(Field.VALUE, ClaimWindow(WindowSpan.EVER), any_company=True),
    PERSISTENCE: Measure(window=ClaimWindow(WindowSpan.NEXT)),
}
DAY0 = {"XNYS": date(2025, 1, 27), "XKRX": date(2025, 1, 31)}
WINDOWS = ((0, 0), (-1, 1), (0, 5), (0, 10), (-10, 10))


@lru_cache(1)
def prices() -> dict[str, dict[date, dict[str, float | None]]]:
    """The excerpt: symbol -> session -> fields."""
    table: dict[str, dict[date, dict[str, float | None]]] = {}
    with data_path("excerpt", "prices.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            fields = ("open", "high", "low", "close", "volume")
            bar = {name: float(row[name]) if row[name] else None for name in fields}
            table.setdefault(row["symbol"], {})[date.fromisoformat(row["date"])] = bar
    return table


def returns(symbol: str, days: list[date]) -> np.ndarray:
    """Simple returns over ``days`` (first one nan)."""
    close = np.array([prices()[symbol][day]["close"] for day in days], dtype=float)
    return np.concatenate([[np.nan], close[1:] / close[:-1] - 1])


def fit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    """Coefficients, residual sigma, (X'X)^-1 and residuals."""
    beta, *_ = np.linalg.lstsq(x, y, rcond=None)
    resid = y - x @ beta
    sigma = sqrt(float(resid @ resid) / (len(y) - x.shape[1]))
    return beta, sigma, np.linalg.inv(x.T @ x), resid


def company(
    spec: tuple[str, ...], names: int
) -> tuple[CompanyFinding, dict[str, list[dict]], np.ndarray]:
    """One company's finding, its rows of the study tables, and its estimation residuals."""
    symbol, exchange, benchmark, currency = spec[0], spec[3], spec[4], spec[5]
    days = sorted(prices()[symbol])
    zero = days.index(DAY0[exchange])
    y, m = returns(symbol, days), returns(benchmark, days)
    est = slice(zero - 250, zero - 10)
    x = np.column_stack([np.ones(len(days)), m])
    beta, sigma, a, resid = fit(x[est], y[est])
    event_id = f"m0-{symbol}"
    abnormal = []
    for tau in range(-10, 11):
        row = x[zero + tau]
        normal = float(row @ beta)
        se = sigma * sqrt(1 + float(row @ a @ row))
        ar = float(y[zero + tau]) - normal
        abnormal.append(
            {
                "event_id": event_id,
                "tau": tau,
                "session": days[zero + tau],
                "ret": float(y[zero + tau]),
                "benchmark_ret": float(m[zero + tau]),
                "normal": normal,
                "ar": ar,
                "ar_se": se,
                "sar": ar / se,
            }
        )

    def car_row(window: tuple[int, int]) -> dict:
        lo, hi = window
        span = hi - lo + 1
        z = x[zero + lo : zero + hi + 1].sum(axis=0)
        car = sum(row["ar"] for row in abnormal if lo <= row["tau"] <= hi)
        se = sigma * sqrt(span + float(z @ a @ z))
        sums = np.convolve(resid, np.ones(span), "valid")
        k = int((np.abs(sums) >= abs(car)).sum())
        p = (1 + k) / (1 + len(sums))
        t = car / se
        return {
            "event_id": event_id,
            "tau_from": lo,
            "tau_to": hi,
            "car": car,
            "car_se": se,
            "t": t,
            "p_t": 2 * 0.5 * float(np.exp(-0.717 * abs(t) - 0.416 * t * t)),
            "scar": t,
            "p_sq": p,
            "p_placebo": p,
            "p_floor": 1 / (1 + len(sums)),
            "bhar": car * 0.98,
        }

    cars = [car_row(window) for window in WINDOWS]
    path = tuple(
        PathPoint(tau, row["car"] * (1 if tau >= 0 else -1), row["car_se"])
        for tau in range(-10, 11)
        if tau != -1
        for row in [car_row((0, tau) if tau >= 0 else (tau + 1, -1))]
    )
    bars = []
    for tau in range(-10, 11):
        day, before = days[zero + tau], days[zero + tau - 1]
        bar, last = prices()[symbol][day], prices()[symbol][before]["close"]
        bars.append(
            Bar(
                day,
                tau,
                bar["close"],
                bar["open"],
                bar["high"],
                bar["low"],
                bar["volume"],
                bar["open"] / last - 1,
                bar["close"] / bar["open"] - 1,
            )
        )
    placebos = []
    for window in ((0, 0), (0, 5)):
        span = window[1] - window[0] + 1
        values = np.convolve(resid, np.ones(span), "valid") / (sigma * sqrt(span))
        row = next(r for r in cars if (r["tau_from"], r["tau_to"]) == window)
        placebos.append(
            Placebo(window, tuple(map(float, values)), row["t"], row["p_placebo"], row["p_floor"])
        )
    zero_row = next(r for r in abnormal if r["tau"] == 0)
    first = cars[0]
    inference = (
        Inference(
            "t", (0, 0), first["t"], 1.3e-7, None, "t(238)", 240, "Campbell, Lo and MacKinlay 1997"
        ),
        Inference(
            "sq",
            (0, 0),
            first["car"],
            first["p_sq"],
            first["p_floor"],
            "empirical",
            240,
            "Gelbach, Helland and Klick 2013",
        ),
        Inference(
            "placebo",
            (0, 0),
            first["car"],
            first["p_placebo"],
            first["p_floor"],
            "empirical",
            240,
            "placebo dates",
        ),
        Inference(
            "permutation",
            (0, 0),
            first["car"],
            0.0002,
            0.0002,
            "permutation",
            240,
            "Nguyen and Wolf 2023",
            "4,999 draws",
        ),
    )
    variants = (
        *tuple(
            Variant(
                model,
                bench,
                estimation,
                (0, 0),
                first["car"] * factor,
                first["car_se"] * wide,
                first["p_sq"],
                "ok",
                headline=headline,
            )
            for model, bench, estimation, factor, wide, headline in (
                ("market", benchmark, (-250, -11), 1.0, 1.0, True),
                ("market", "^IXIC", (-250, -11), 0.82, 0.95, False),
                ("constant-mean", benchmark, (-250, -11), 1.22, 1.3, False),
                ("market-adjusted", benchmark, (-250, -11), 1.1, 1.2, False),
                ("market", benchmark, (-130, -11), 0.98, 1.05, False),
                ("market", benchmark, (-200, -11), 1.01, 1.02, False),
            )
        ),
        Variant(
            "scholes-williams", benchmark, (-250, -11), (0, 0), None, None, None, "too_few_returns"
        ),
    )
    return (
        CompanyFinding(
            Event(
                event_id,
                symbol,
                exchange,
                "m0",
                day=date(2025, 1, 25),
                zone="America/New_York",
                day0=DAY0[exchange],
                rule="first session that closes after the moment",
                candidates=tuple(d for d in days if date(2025, 1, 25) <= d <= date(2025, 1, 30)),
                benchmark=benchmark,
                company=spec[names],
                moment=0,
            ),
            spec[names],
            currency,
            benchmark,
            "ok",
            bars=tuple(bars),
            path=path,
            inference=inference,
            placebos=tuple(placebos),
            attribution=attribution(symbol, exchange, benchmark, days, zero),
            variants=variants,
            fragile=symbol == "MU",
            neighbours=(
                Neighbour(days[zero - 1], float(y[zero - 1]), abnormal[9]["ar"], 0.41),
                Neighbour(days[zero + 1], float(y[zero + 1]), abnormal[11]["ar"], 0.03),
            ),
            minimum_detectable=1.96 * zero_row["ar_se"],
            ordinary=tuple(map(float, resid)),
            warnings=("7 estimation days fall in another event's window",)
            if symbol == "NVDA"
            else (),
        ),
        {
            "events": [
                {
                    "event_id": event_id,
                    "symbol": symbol,
                    "group": "m0",
                    "exchange": exchange,
                    "instant": None,
                    "day0": DAY0[exchange],
                    "rule": "closes after",
                    "outcome": "ok",
                    "n_est": 240,
                    "n_missing": 0,
                    "alpha": float(beta[0]),
                    "beta": float(beta[1]),
                    "sigma": sigma,
                    "r2": 0.41,
                    "overlap": 0,
                }
            ],
            "abnormal": abnormal,
            "cars": cars,
        },
        resid,
    )


def attribution(
    symbol: str, exchange: str, benchmark: str, days: list[date], zero: int
) -> Attribution:
    """Day 0 split in local market, US semiconductors since the last close, and remainder."""
    sox = prices()["^SOX"]
    us = sorted(sox)
    y, m = returns(symbol, days), returns(benchmark, days)
    korean = exchange == "XKRX"

    def since(i: int) -> list[date]:
        # a New York session closes on the next Seoul morning
        return [d for d in us if days[i - 1] <= d < days[i]] if korean else [days[i]]

    def compounded(i: int) -> float:
        span = since(i)
        before = us[us.index(span[0]) - 1] if span and us.index(span[0]) else None
        return sox[span[-1]]["close"] / sox[before]["close"] - 1 if before else 0.0

    f = np.array([0.0] + [compounded(i) for i in range(1, len(days))])
    x = np.column_stack([np.ones(len(days)), m, f])
    beta, sigma, a, _ = fit(x[zero - 240 : zero - 10], y[zero - 240 : zero - 10])
    row = x[zero]
    local, foreign = float(beta[1] * m[zero]), float(beta[2] * f[zero])
    return Attribution(
        symbol,
        days[zero],
        float(y[zero]),
        benchmark,
        float(m[zero]),
        local,
        "^SOX",
        float(f[zero]),
        foreign,
        tuple(since(zero)),
        float(beta[0]),
        float(y[zero] - beta[0] - local - foreign),
        sigma * sqrt(1 + float(row @ a @ row)),
        0.48,
    )


def article(language: str = "ko") -> Article:
    """The article of the case: our own words, with a byline and four checkable sentences."""
    lines, at = [], 0
    for number, words in enumerate(TEXT.splitlines(), start=1):
        kind = {1: "title", 2: "author"}.get(number, "body")
        lines.append(Line(number, at, at + len(words), kind))
        at += len(words) + 1
    evidence = Evidence("--published", "2025-02-06", "given on the command line")
    return Article(
        "column.txt",
        "0f" * 32,
        "text/plain",
        TEXT,
        language,
        tuple(lines),
        Published(date(2025, 2, 6), "given", "day", "Asia/Seoul", (evidence,)),
        title=TEXT.splitlines()[0],
        author="홍길동",
        publisher="시장일보",
        url="https://news.example.com/column?id=1",
    )


def mention(
    words: str, line: int, symbol: str | None, name: str, kind: str, relevance: int
) -> Mention:
    """A mention found in the case's text."""
    start = TEXT.index(words, sum(len(row) + 1 for row in TEXT.splitlines()[: line - 1]))
    return Mention(
        words,
        start,
        start + len(words),
        line,
        symbol,
        name,
        kind,
        "subject",
        "alias, longest name first",
        0.98,
        relevance,
    )


def reading() -> Reading:
    """The whole reading of the article."""
    moment = Moment(
        "지난 설 휴 기간",
        (TEXT.index("지난 설"), TEXT.index("지난 설") + 9),
        3,
        date(2025, 1, 25),
        date(2025, 1, 30),
        "Asia/Seoul",
        "interval",
        "event",
        "holiday:seollal",
        0.9,
        repaired="지난 설 연휴 기간",
        reactions=(("XNYS", date(2025, 1, 27)), ("XKRX", date(2025, 1, 31))),
    )
    mentions = (
        mention("엔비디아", 3, "NVDA", "NVIDIA", "listed", 92),
        mention("엔비디아", 4, "NVDA", "NVIDIA", "listed", 92),
        mention("마이크론테크놀러지", 5, "MU", "Micron Technology", "listed", 64),
        mention("하이닉스", 5, "000660.KS", "SK hynix", "listed", 61),
        mention("오픈AI", 6, None, "OpenAI", "private", 20),
        mention("딥시크", 6, None, "DeepSeek", "private", 80),
    )
    return Reading(article(), ("딥시크 충격",), mentions, (moment,))


def claims() -> tuple[Claim, ...]:
    """Four sentences, with verdicts of every kind but a few."""
    rows = TEXT.splitlines()
    day0, day1 = date(2025, 1, 27), date(2025, 1, 28)
    fell = reason(ReasonCode.MOVED, value=ShownNumber(-0.16968, NumberStyle.RETURN), session=day0)
    rose = reason(ReasonCode.MOVED, value=ShownNumber(0.0893, NumberStyle.RETURN), session=day1)
    unknown = reason(ReasonCode.NO_RECORDS)

    def claim(
        line: int,
        kind: ClaimKind,
        symbols: tuple[str, ...],
        verdict: Verdict,
        why: Reason,
        observations: tuple[Observation, ...] = (),
    ) -> Claim:
        start = TEXT.index(rows[line - 1])
        return Claim(
            rows[line - 1],
            (start, start + len(rows[line - 1])),
            line,
            kind,
            symbols,
            direction=-1,
            measure=MEASURES.get(kind, Measure()),
            moment=0,
            observations=observations,
            verdict=verdict,
            reason=why,
            sentence=ClaimSentence(rows[line - 1], start, line, "en", ()),
        )

    def seen(
        symbol: str, day: date, value: float, verdict: Verdict, why: Reason, reading: str = ""
    ) -> Observation:
        unit = "USD" if abs(value) > 1 else "return"
        return Observation(symbol, reading, value, unit, day, verdict, why)

    right, unclear = Verdict.SUPPORTED, Verdict.UNCLEAR
    return (
        claim(
            3, DIRECTION, ("NVDA",), right, fell,
            (seen("NVDA", day0, -0.16968, right, fell),),
        ),
        claim(
            4, RECORD_VALUE, ("NVDA",),
            Verdict.NOT_DECIDABLE, unknown,
            (seen("NVDA", day0, -5.93e11, Verdict.NOT_DECIDABLE, unknown),),
        ),
        claim(
            5, PERSISTENCE, ("NVDA", "MU", "000660.KS"), unclear,
            reason(ReasonCode.HOLDS_FOR, symbols="MU, 000660.KS"),
            (
                seen("NVDA", day1, 0.0893, Verdict.CONTRADICTED, rose, "literal"),
                seen("NVDA", date(2025, 2, 3), -0.0899, right, rose, "net"),
                seen("MU", day1, -0.0314, right, rose, "literal"),
                seen("000660.KS", date(2025, 2, 3), -0.0417, right, rose, "literal"),
            ),
        ),
        claim(6, CAUSAL, (), Verdict.NOT_TESTABLE, reason(ReasonCode.CAUSE)),
    )  # fmt: skip


def timelines() -> tuple[ExchangeTimeline, ...]:
    """New York and Seoul from 22 January to 5 February 2025."""
    hours = {
        "XNYS": (time(14, 30), time(21, 0), "America/New_York", "NVDA"),
        "XKRX": (time(0, 0), time(6, 30), "Asia/Seoul", "000660.KS"),
    }
    closures = {
        "XNYS": (),
        "XKRX": (
            (date(2025, 1, 27), "Temporary Public Holiday"),
            (date(2025, 1, 28), "Korean New Year"),
            (date(2025, 1, 29), "Korean New Year"),
            (date(2025, 1, 30), "Korean New Year"),
        ),
    }
    found = []
    for exchange, (opens, shuts, zone, symbol) in hours.items():
        days = [d for d in sorted(prices()[symbol]) if date(2025, 1, 22) <= d <= date(2025, 2, 5)]
        found.append(
            ExchangeTimeline(
                exchange,
                zone,
                tuple(
                    (d, datetime.combine(d, opens, UTC), datetime.combine(d, shuts, UTC))
                    for d in days
                ),
                closures[exchange],
                DAY0[exchange],
                "first session that closes after the moment",
            )
        )
    return tuple(found)


@lru_cache(2)
def case(lang: str = "ko") -> Case:
    """The whole case."""
    found = [company(spec, 1 if lang == "ko" else 2) for spec in COMPANIES]
    tables = {
        name: tuple(row for _, rows, _ in found for row in rows.get(name, []))
        for name in ("events", "abnormal", "cars")
    }
    by_tau = {
        tau: [r["ar"] for r in tables["abnormal"] if r["tau"] == tau] for tau in range(-10, 11)
    }
    caar, average = 0.0, []
    for tau, values in by_tau.items():
        aar = sum(values) / len(values)
        caar += aar
        average.append(
            {
                "group": "m0",
                "tau": tau,
                "n": 3,
                "aar": aar,
                "aar_se": 0.02,
                "caar": caar,
                "caar_se": 0.02 * sqrt(tau + 11),
            }
        )
    tests = []
    for window in WINDOWS:
        for name, value, df, p, valid, note in (
            ("cda-t", -5.4, 238, 1.7e-7, True, ""),
            ("kp-bmp", -3.2, 2, 0.085, True, ""),
            ("rank", -1.9, None, 0.057, True, ""),
            ("grank-t", -2.1, 239, 0.037, True, ""),
            (
                "cross-sectional-t",
                -7.5,
                2,
                0.017,
                False,
                "assumes independent companies; the dates are shared",
            ),
            (
                "patell",
                -9.6,
                None,
                1e-21,
                False,
                "assumes independent companies; the dates are shared",
            ),
            ("bmp", -5.5, 2, 0.031, False, "assumes independent companies; the dates are shared"),
        ):
            tests.append(
                {
                    "group": "m0",
                    "tau_from": window[0],
                    "tau_to": window[1],
                    "n": 3,
                    "statistic": name,
                    "value": value,
                    "df": df,
                    "p": p,
                    "p_adjusted": None,
                    "r_bar": 0.31,
                    "inflation": 1.53,
                    "valid": valid,
                    "note": note,
                }
            )
    tables |= {"tests": tuple(tests), "average": tuple(average)}
    versions = {"marketlink": "0.1.0", "python": "3.11", "duckdb": "2.0.0", "numpy": "2.4.6"}
    study = Study(Spec(), tables, {"ok": 3}, (), versions, "ab" * 32)
    sources = tuple(
        (s, "excerpt", "2023-11-01", "2025-03-14")
        for s in ("NVDA", "MU", "000660.KS", "^GSPC", "^KS11", "^SOX")
    )
    judged = tuple(
        JudgedCompany(item[0].event.event_id, CompanyRole.SUBJECT, Chance.UNLIKELY, 0.01, 0.03)
        for item in found
    )
    heard = (
        GroupTestResult("cda-t", 0.0001, 0.0, 0.99, True),
        GroupTestResult("kp-bmp", 0.08, 0.0, 0.7, False),
    )
    return Case(
        "deepseek-column",
        reading(),
        study,
        tuple(item[0] for item in found),
        timelines(),
        claims(),
        (
            DatedByPrices(
                "XNYS",
                date(2025, 1, 27),
                -9.1,
                0.0166,
                tuple(date(2025, 1, 27) + timedelta(i) for i in range(4)),
                "largest joint abnormal move, permutation",
            ),
        ),
        Provenance(
            "ab" * 32,
            "cd" * 32,
            "0f" * 32,
            versions,
            sources,
            "marketlink report column.txt --published 2025-02-06 --lang ko --offline",
            date(2025, 2, 14),
            date(2025, 3, 14),
            True,
        ),
        decision=Decision(judged, Joint.UNLIKELY, heard),
    )


def failing(base: Case, outcome: str) -> Case:
    """The case with a fourth company that could not be studied."""
    event = Event("m0-XXXX", "XXXX", "XNYS", "m0", company="Example Holdings", moment=0)
    return replace(
        base,
        companies=(
            *base.companies,
            CompanyFinding(event, "Example Holdings", "USD", "^GSPC", outcome),
        ),
    )
