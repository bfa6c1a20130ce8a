"""What a session is unusual by: planted days are named by their measure, noise is left alone."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner
from test_explain import DAYS, FETCHED, JUMP, noise

from marketlink.cli.explain import command
from marketlink.config import Settings
from marketlink.explain import explain
from marketlink.explain.maximum import standing_out_by
from marketlink.explain.measures import WEIGHT, MoveMeasure, usual
from marketlink.explain.page import page_of
from marketlink.flow.moves import extend
from marketlink.prices.load import ensure_sessions
from marketlink.records.price import History, Listing, RawBar
from marketlink.report.stock_page import render_stock
from marketlink.store import Store

AT = DAYS.index(JUMP)
PLANTED = {"volume": 10.0, "range": 9.0, "gap": -0.12}


def bars(symbol, returns, seed, planted=""):
    """A history with opens, highs, lows and volumes; on one day one of them is unusual."""
    draw = np.random.default_rng(seed)
    closes = 100 * np.cumprod(1 + returns)
    before = np.append(100, closes[:-1])
    opens = before * (1 + 0.4 * returns + draw.normal(0, 0.003, len(DAYS)))
    if planted == "gap":
        opens[AT] = before[AT] * (1 + PLANTED["gap"])
    reach = 0.01 * np.exp(draw.normal(0, 0.25, len(DAYS)))
    reach[AT] *= 14 if planted == "range" else 1
    volume = 1e6 * np.exp(draw.normal(0, 0.3, len(DAYS)))
    volume[AT] *= PLANTED["volume"] if planted == "volume" else 1
    top = np.maximum(opens, closes) * (1 + reach / 2)
    low = np.minimum(opens, closes) * (1 - reach / 2)
    made = tuple(
        RawBar(day, open=float(o), high=float(h), low=float(w), close=float(c), volume=float(v))
        for day, o, h, w, c, v in zip(DAYS, opens, top, low, closes, volume, strict=True)
    )
    kind = "index" if symbol.startswith("^") else "stock"
    return History(Listing(symbol, "XNYS", "USD", kind), "made", FETCHED, made)


def stored(folder, market, stocks, planted="", *, moves=False):
    settings = Settings(folder / "m.duckdb", offline=True)
    histories = [bars("^GSPC", market, 90)]
    histories += [
        bars(name, 1.2 * market + own, n, planted) for n, (name, own) in enumerate(stocks.items())
    ]
    with Store.open(settings.db, "write") as store:
        store.merge(histories)
        with store.writing("session"):
            ensure_sessions(store, ["XNYS"])
        if moves:
            extend(store, settings)
    return settings


@pytest.mark.parametrize("planted", list(PLANTED))
def test_a_day_stands_out_by_what_was_planted_on_it(planted, tmp_path):
    settings = stored(tmp_path, noise(0), {"AAA": noise(5)}, planted)
    found = explain("AAA", settings)
    (only,) = found.sessions
    assert only.move.session == JUMP and planted in only.move.by[:2]
    assert only.move.p > 0.01, "the return alone is an ordinary one"
    told = {"gap": only.move.gap, "volume": only.move.volume_times, "range": only.move.range_times}
    assert told[planted] == pytest.approx(PLANTED[planted], rel=0.35)
    assert found.screen.measures == tuple(MoveMeasure)
    for lang in ("en", "ko"):
        html = render_stock(page_of(found, {}), lang)
        said = {"gap": ("opened", "시가"), "volume": ("volume", "거래량"), "range": ("range", "폭")}
        assert said[planted][lang == "ko"] in html.split('class="days"')[1]


def test_quiet_trade_is_no_event_and_bars_without_figures_leave_the_return_alone(tmp_path):
    own = bars("AAA", 1.2 * noise(0) + noise(5), 3)
    quiet = [
        RawBar(b.session, open=b.open, high=b.high, low=b.low, close=b.close,
               volume=b.volume / (50 if n == AT else 1))
        for n, b in enumerate(own.bars)
    ]  # fmt: skip
    bare = [RawBar(b.session, close=b.close) for b in own.bars]
    for name, some, measures in (
        ("q", quiet, tuple(MoveMeasure)),
        ("b", bare, (MoveMeasure.RETURN,)),
    ):
        settings = Settings(tmp_path / f"{name}.duckdb", offline=True)
        with Store.open(settings.db, "write") as store:
            store.merge([bars("^GSPC", noise(0), 90),
                         History(own.listing, "made", FETCHED, tuple(some))])  # fmt: skip
            with store.writing("session"):
                ensure_sessions(store, ["XNYS"])
        found = explain("AAA", settings)
        assert found.sessions == () and found.screen.measures == measures
    assert found.screen.nearest.volume_times is None


def test_a_day_large_by_several_measures_does_not_pay_for_each():
    draw = np.random.default_rng(2)
    size = np.abs(draw.normal(size=(4, 1, 600)))
    searched = np.zeros((1, 600), bool)
    searched[0, 350:] = True
    weight = list(WEIGHT.values())
    alone, several = size.copy(), size.copy()
    alone[0, 0, 500] = several[:, 0, 500] = 5.5
    one = standing_out_by(alone, searched, weight)
    many = standing_out_by(several, searched, weight)
    plain = standing_out_by(alone[0][None], searched, [1.0]).adjusted[0, 500]
    assert many.adjusted[0, 500] < one.adjusted[0, 500] < 0.05
    assert one.adjusted[0, 500] == pytest.approx(plain / weight[0], rel=0.01)
    assert one.share[0, 0, 500] > 0.99 and many.share[:, 0, 500].sum() == pytest.approx(1)


@pytest.mark.parametrize("together", [0.0, 0.8])
def test_noise_seldom_stands_out_by_any_of_four_measures(together):
    draw = np.random.default_rng(7)
    shape = (4, 300, 520)
    common = draw.standard_t(5, shape[1:])
    size = np.abs(together * common + np.sqrt(1 - together**2) * draw.standard_t(5, shape))
    down = draw.random((2, *shape[1:])) < 0.5
    size[2:] = np.where(down, -size[2:], size[2:])
    searched = np.zeros(shape[1:], bool)
    searched[:, -250:] = True
    found = standing_out_by(size, searched, list(WEIGHT.values())).adjusted
    named = (np.nanmin(found, axis=1) <= 0.05).mean()
    assert named <= 0.101, "6 % and three standard errors"


def test_the_usual_is_the_mean_of_twenty_sessions_before():
    values = np.random.default_rng(1).normal(size=60)
    values[40] = np.nan
    found = usual(values)
    assert np.isnan(found[:10]).all() and found[10] == pytest.approx(values[:10].mean())
    assert found[55] == pytest.approx(np.nanmean(values[35:55]))
    assert usual(np.stack([values, values]))[1] == pytest.approx(found, nan_ok=True)


def test_a_day_of_the_market_is_said_to_be_one(tmp_path):
    market = noise(0)
    market[AT] = 0.09
    found = explain("AAA", stored(tmp_path, market, {"AAA": noise(5)}))
    assert JUMP not in [one.move.session for one in found.sessions]
    assert JUMP in [move.session for move in found.screen.market_days]
    done = CliRunner().invoke(command, ["AAA", "--db", str(tmp_path / "m.duckdb"), "--offline"])
    assert f"{JUMP}: a day of the market: ^GSPC +9.00%, AAA" in done.stderr
    assert "Days of the whole market" in render_stock(page_of(found, {}), "en")


def test_kept_moves_give_the_parts_and_the_peers(tmp_path):
    shared, own = noise(21), noise(22, 0.004)
    own[AT] = -0.15
    stocks = {
        "NVDA": shared + own,
        "PEER": shared + noise(23, 0.004) - 0.11 * (np.arange(len(DAYS)) == AT),
        "CALM": shared + noise(24, 0.004),
        "ELSE": noise(25) - 0.11 * (np.arange(len(DAYS)) == AT),
    }
    settings = stored(tmp_path, noise(0), stocks, moves=True)
    found = explain("NVDA", settings)
    (only,) = [one for one in found.sessions if one.move.session == JUMP]
    assert [peer.symbol for peer in only.peers] == ["PEER"]
    assert only.peers[0].r > 0.7 and only.peers[0].ret == pytest.approx(-0.11, abs=0.05)
    parts = only.parts
    whole = parts.market + parts.own + (parts.sector or 0.0) + (parts.foreign or 0.0)
    assert whole == pytest.approx(only.move.ret) and parts.foreign is None
    assert parts.market == pytest.approx(only.move.ret - only.move.ar, rel=1e-6)
    done = CliRunner().invoke(
        command, ["NVDA", "--db", str(settings.db), "--offline", "--to", "2025-02-14"]
    )
    assert f"{JUMP}: with it moved PEER" in done.stderr
    assert date(2025, 2, 14) not in [one.move.session for one in found.sessions]
