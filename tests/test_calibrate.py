"""Placebo dates matched on company, month and volatility, and p-values from placebo groups."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from marketlink.cli.main import run
from marketlink.study.placebo_groups import PlaceboCalendar, calibrated, calibration_rows, matched

DAYS = 252 * 10


def calendar(seed=0, companies=4):
    month = (np.arange(DAYS) // 21) % 12 + 1
    generator = np.random.default_rng(seed)
    volatility = np.exp(0.5 * generator.standard_normal((companies, DAYS)))
    return PlaceboCalendar(month, volatility, np.ones(volatility.shape, dtype=bool))


def test_events_of_one_date_move_together_within_the_month_and_away_from_it():
    known = calendar()
    company, day = np.array([0, 1, 2]), np.array([1_000, 1_000, 500])
    found = matched(known, company, day, company, draws=200, seed=1, apart=21)
    assert (found[:, 0] == found[:, 1]).all()
    apart = (known.month[found[:, 0]] - known.month[1_000] + 6) % 12 - 6
    assert np.abs(apart).max() == 1
    assert (np.abs(found - day) >= 21).all()
    assert len(np.unique(found[:, 2])) > 20
    again = matched(known, company, day, company, draws=200, seed=1, apart=21)
    assert np.array_equal(found, again)


def test_placebo_dates_are_about_as_volatile_as_the_event_s():
    known = calendar()
    loud = int(np.argmax(known.volatility[0]))
    found = matched(known, *np.array([[0], [loud], [0]]), draws=240, seed=2, apart=21)[:, 0]
    near = np.abs((known.month - known.month[loud] + 6) % 12 - 6) <= 1
    assert known.volatility[0][found].min() > np.median(known.volatility[0][near])
    known.free[0, loud - 30 : loud + 31] = False  # the event is barred, its volatility is known
    barred = matched(known, *np.array([[0], [loud], [0]]), draws=240, seed=2, apart=21)[:, 0]
    assert known.free[0, barred].all()
    assert known.volatility[0][barred].min() > np.median(known.volatility[0][near])


def test_a_group_of_one_date_is_tried_on_each_other_date_once():
    known = calendar()
    company, day, group = np.array([0, 1, 2, 3]), np.array([1_000, 1_000, 1_000, 500]), [0, 0, 1, 1]
    found = matched(known, company, day, np.array(group), draws=600, seed=4, apart=21)
    own = found[:, 0][found[:, 0] >= 0]
    assert len(own) == len(np.unique(own)) == 240
    both = found[:, 2:][found[:, 2] >= 0]  # two dates: no pair twice, though dates come again
    assert len(both) == len(np.unique(both, axis=0)) > 500
    assert np.bincount(both[:, 0]).max() > 1


def test_a_company_without_admissible_dates_gets_none_and_keeps_no_one_else_back():
    known = calendar()
    known.volatility[1] = np.nan
    found = matched(known, *np.array([[0, 1], [800, 800], [0, 0]]), draws=50, seed=3, apart=21)
    assert (found[:, 0] >= 0).all()
    assert (found[:, 1] == -1).all()
    known.volatility[:] = np.nan
    assert (matched(known, *np.array([[0], [9], [0]]), draws=5, seed=1, apart=21) == -1).all()


def test_calibrated_p_is_uniform_where_nothing_happened_and_drift_is_taken_off():
    generator = np.random.default_rng(5)
    null = 0.8 + 1.4 * generator.standard_t(4, (600, 300))
    value = 0.8 + 1.4 * generator.standard_t(4, 600)
    p = 2 * stats.norm.sf(np.abs(null))
    found = [calibrated(v, row, q) for v, row, q in zip(value, null, p, strict=True)]
    assert stats.kstest([one.p_calibrated for one in found], "uniform").pvalue > 0.01
    assert np.mean([one.null_mean for one in found]) == pytest.approx(0.8, abs=0.02)
    assert np.mean([one.size for one in found]) > 0.2  # the nominal test is far off here
    assert found[0].p_floor == 1 / 301


def test_few_placebo_groups_reject_no_more_than_they_promise():
    values = np.random.default_rng(8).standard_normal((20_000, 20))
    p = np.array([calibrated(row[0], row[1:], np.zeros(0)).p_calibrated for row in values])
    assert np.mean(p <= 0.05) == pytest.approx(0.05, abs=0.004)
    assert np.mean(p <= 0.5) == pytest.approx(0.5, abs=0.01)


def test_every_statistic_of_a_group_is_judged_and_missing_ones_are_left_out():
    def row(group, statistic, value):
        window = {"tau_from": 0, "tau_to": 0}
        return {"group": group, "statistic": statistic, "value": value, "p": 0.5, **window}

    null = [row(f"{n}\x1fa", "bmp", float(v)) for n, v in enumerate(range(-10, 11))]
    bmp, rank = calibration_rows([row("a", "bmp", 9.5), row("a", "rank", 1.0)], null)
    assert bmp["p_calibrated"] == pytest.approx(4 / 22)  # -10, -9, 10 are as far out
    assert (bmp["draws"], rank["draws"]) == (21, 0)
    assert np.isnan(rank["p_calibrated"])


def _prices(path, drift, seed=3, loud=slice(0)):
    """Four stocks and a benchmark over four years; ``drift`` is what every day adds, and ``loud``
    are the days on which the stocks move three times as far."""
    generator = np.random.default_rng(seed)
    days = [date(2018, 1, 1) + timedelta(n) for n in range(1_460)]
    days = [day for day in days if day.weekday() < 5]
    market = 0.01 * generator.standard_normal(len(days))
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["symbol", "date", "close"])
        series = {"MKT": market}
        for n in range(4):
            own = 0.02 * generator.standard_normal(len(days))
            own[loud] *= 3
            series[f"S{n}"] = market + drift + own
        for symbol, returns in series.items():
            closes = 100 * np.cumprod(1 + returns)
            out.writerows([symbol, day, close] for day, close in zip(days, closes, strict=True))
    return days


def test_a_study_tries_its_statistics_on_placebo_dates_of_its_own(tmp_path):
    days = _prices(tmp_path / "prices.csv", drift=0.004)
    rows = ["event_id,symbol,date,group"]
    rows += [f"e{n},S{n % 4},{days[400 + 60 * n]},g" for n in range(8)]
    (tmp_path / "events.csv").write_text("\n".join(rows))
    asked = ["study", "--events", str(tmp_path / "events.csv"), "--prices",
             str(tmp_path / "prices.csv"), "--benchmark", "MKT", "--model", "market-adjusted",
             "--window", "0:4", "--calibrate", "400"]  # fmt: skip
    assert run([*asked, "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "calibration.csv").open() as file:
        found = {row["statistic"]: row for row in csv.DictReader(file)}
    with (tmp_path / "out" / "tests.csv").open() as file:
        tested = {row["statistic"] for row in csv.DictReader(file)}
    assert tested | {"caar"} == set(found)
    caar = found["caar"]
    assert int(caar["draws"]) == 99  # never fewer
    # The model knows no drift: five days bring 2 %, on placebo dates as on the events' own.
    assert float(caar["null_mean"]) == pytest.approx(0.02, abs=0.008)
    assert float(caar["corrected"]) == pytest.approx(0.0, abs=0.05)
    assert float(found["bmp"]["size"]) > 0.1 or float(found["bmp"]["null_mean"]) > 0.5
    assert 0.01 <= float(caar["p_calibrated"]) <= 1
    assert run([*asked, "--out", str(tmp_path / "again")]) == 0
    same = [(tmp_path / name / "calibration.csv").read_bytes() for name in ("out", "again")]
    assert same[0] == same[1]


def test_placebo_values_are_taken_at_the_volatility_of_the_study_s_own_days(tmp_path):
    days = _prices(tmp_path / "prices.csv", drift=0.0, loud=slice(800, 900))
    found = {}
    for name, event in (("quiet", 700), ("loud", 850)):
        rows = [f"e{n},S{n},{days[event]},g" for n in range(4)]
        (tmp_path / "events.csv").write_text("\n".join(["event_id,symbol,date,group", *rows]))
        asked = ["study", "--events", str(tmp_path / "events.csv"), "--prices",
                 str(tmp_path / "prices.csv"), "--benchmark", "MKT", "--window", "0:0",
                 "--calibrate", "400", "--out", str(tmp_path / name)]  # fmt: skip
        assert run(asked) == 0
        with (tmp_path / name / "calibration.csv").open() as file:
            found[name] = {row["statistic"]: row for row in csv.DictReader(file)}
    assert float(found["quiet"]["caar"]["null_sd"]) == pytest.approx(0.02 / 2, rel=0.25)
    assert float(found["loud"]["caar"]["null_sd"]) == pytest.approx(0.06 / 2, rel=0.3)
    assert float(found["loud"]["cda-t"]["null_sd"]) > 1.4  # its own yardstick is mostly quiet


def test_a_calibration_that_cannot_be_is_refused(tmp_path, capsys):
    days = _prices(tmp_path / "prices.csv", drift=0.0)
    (tmp_path / "events.csv").write_text(f"event_id,symbol,date\ne,S0,{days[500]}\n")
    asked = ["study", "--events", str(tmp_path / "events.csv"), "--prices",
             str(tmp_path / "prices.csv"), "--benchmark", "MKT"]  # fmt: skip
    assert run([*asked, "--table", "calibration"]) == 2
    assert "--calibrate" in capsys.readouterr().err
    assert run([*asked, "--model", "leave-one-out", "--calibrate", "100"]) == 2
    assert "other companies" in capsys.readouterr().err


def test_a_study_of_many_events_says_what_it_takes_for_granted(tmp_path, capsys):
    days = _prices(tmp_path / "prices.csv", drift=0.0)
    rows = ["event_id,symbol,date"]
    rows += [f"e{n},S{n % 4},{days[300 + n // 4]}" for n in range(1_000)]
    (tmp_path / "events.csv").write_text("\n".join(rows))
    asked = ["study", "--events", str(tmp_path / "events.csv"), "--prices",
             str(tmp_path / "prices.csv"), "--benchmark", "MKT", "--window", "0:0"]  # fmt: skip
    assert run(asked) == 0
    assert "takes for granted" in capsys.readouterr().err
    (tmp_path / "events.csv").write_text("\n".join(rows[:-1]))
    assert run(asked) == 0
    assert "takes for granted" not in capsys.readouterr().err
