"""Moves of the store: parts that add up, chances that hold, made once and extended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
import statsmodels.api as sm

from marketlink.calendars import sessions
from marketlink.config import Settings
from marketlink.flow.moves import extend, owed
from marketlink.records.price import Action, History, Listing, RawBar
from marketlink.store import Store

FETCHED = datetime(2025, 3, 20, tzinfo=UTC)
DAYS = [day for day in sessions("XNYS").days if date(2022, 1, 3) <= day <= date(2024, 12, 31)]
SEOUL = [day for day in sessions("XKRX").days if DAYS[0] <= day <= DAYS[-1]]


def history(symbol, returns, days, exchange="XNYS", whole=True):
    closes = 100 * np.cumprod(1 + np.asarray(returns))
    bars = tuple(
        RawBar(day, close=float(c), open=float(c * 0.99), high=float(c * 1.01),
               low=float(c * 0.98), volume=1000.0 + n % 7, adj_close=float(c))
        for n, (day, c) in enumerate(zip(days, closes, strict=True))
    )  # fmt: skip
    money = {"XNYS": "USD", "XKRX": "KRW"}[exchange]
    listing = Listing(symbol, exchange, money, basis="total")
    return History(listing, "test", FETCHED, bars, whole=whole)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    draw = np.random.default_rng(11)
    market = draw.normal(0, 0.01, len(DAYS))
    own = draw.standard_t(5, len(DAYS)) * 0.01
    seoul = draw.normal(0, 0.01, len(SEOUL))
    korean = 0.8 * seoul + draw.normal(0, 0.01, len(SEOUL))
    settings = Settings(tmp_path_factory.mktemp("moves") / "m.duckdb", offline=True)
    with Store.open(settings.db, "write") as store:
        store.merge([
            history("^GSPC", market, DAYS), history("AAA", 1.2 * market + own, DAYS),
            history("^KS11", seoul, SEOUL, "XKRX"), history("000001.KS", korean, SEOUL, "XKRX"),
        ])  # fmt: skip
        with store.writing("session"):
            for exchange in ("XNYS", "XKRX"):
                store.write_sessions(sessions(exchange))
        count = extend(store, settings)
    return settings, count


def rows(settings, query, *values):
    with Store.open(settings.db) as store:
        return store.con.execute(query, list(values)).fetchall()


def test_every_return_has_one_move_and_its_parts_add_up(made):
    settings, count = made
    assert rows(settings, "select count(*), count(distinct (symbol, session)) from move") == [
        (count, count)
    ]
    assert rows(settings, "select count(*) from returns") == [(count,)]
    (worst,) = rows(settings, "select max(abs(ret - market_part - coalesce(foreign_part, 0)"
                    " - coalesce(sector_part, 0) - own_part)) from move")[0]  # fmt: skip
    assert worst < 1e-12
    assert rows(settings, "select count(foreign_part) > 300 from move where symbol = '000001.KS'")


def test_a_part_is_that_of_a_regression_on_the_estimation_window(made):
    settings, _ = made
    found = rows(settings, "select a.session, a.ret, b.ret, a.market_part, a.t from move a join"
                 " move b using (session) where a.symbol = 'AAA' and b.symbol = '^GSPC'"
                 " order by 1")  # fmt: skip
    for place in (400, 600):
        window = found[place - 250 : place - 10]
        fit = sm.OLS([w[1] for w in window], sm.add_constant([w[2] for w in window])).fit()
        predicted = fit.get_prediction([[1.0, found[place][2]]])
        assert found[place][3] == pytest.approx(predicted.predicted_mean[0], rel=1e-9)
        t = (found[place][1] - found[place][3]) / predicted.se_obs[0]
        assert found[place][4] == pytest.approx(t, rel=1e-9)


def test_noise_is_called_unusual_as_often_as_promised(made):
    settings, _ = made
    ((share, count),) = rows(settings, "select avg((p < 0.05)::int), count(p) from move where"
                             " symbol in ('AAA', '000001.KS')")  # fmt: skip
    assert count > 800
    assert share == pytest.approx(0.05, abs=0.025)


def test_new_sessions_are_added_and_a_replaced_history_is_made_anew(made, tmp_path):
    settings, _ = made
    exact = "select * exclude (p, volatility) from move where symbol = 'AAA' order by session"
    judged = (
        "select p, volatility from move where symbol = 'AAA' and volatility > 0 order by session"
    )
    before, chances = rows(settings, exact), rows(settings, judged)
    with Store.open(settings.db, "write") as store:
        assert not owed(store)
        assert extend(store, settings) == 0
        store.con.execute("delete from move where symbol = 'AAA' and session > '2024-12-10'")
        assert extend(store, settings) == 14
        bars = tuple(RawBar(day, close=50.0 + n % 9) for n, day in enumerate(DAYS))
        listing = Listing("AAA", "XNYS", "USD", basis="raw")
        actions = (Action(DAYS[5], "dividend", 0.1),)
    after = rows(settings, exact)
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert new[:3] == old[:3]
        numbers = (np.array(row[3:], dtype=float) for row in (new, old))
        assert np.allclose(*numbers, rtol=1e-9, equal_nan=True)
    # the recursion of the day's volatility begins 800 days before what is added
    assert np.allclose(rows(settings, judged), chances, rtol=0.02)
    with Store.open(settings.db, "write") as store:
        store.merge([History(listing, "test", FETCHED, bars, actions, whole=True)])
        assert owed(store)
        assert extend(store, settings) == len(DAYS) - 1
    assert rows(settings, "select count(*) from move where symbol = 'AAA'") == [(len(DAYS) - 1,)]
