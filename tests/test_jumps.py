"""Bars that accuse themselves, and real news that does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from marketlink.prices.excerpt import ExcerptPrices
from marketlink.prices.jumps import DailyBars, jumps
from marketlink.prices.standing import accused, accused_held
from marketlink.records.price import Action, History, Listing, RawBar
from marketlink.refresh.vetting import is_shifted
from marketlink.store import Store

DRAW = np.random.default_rng(5)
SIZE = 300
RETURNS = DRAW.normal(0, 0.01, SIZE)
LEVELS = 100 * np.cumprod(1 + RETURNS)
VOLUMES = np.exp(DRAW.normal(14, 0.25, SIZE))
FLAT = np.zeros(SIZE)
NONE = np.zeros(SIZE, dtype=bool)


UNKNOWN = np.full(SIZE, np.nan)


def faults(
    levels, volumes=VOLUMES, market=FLAT, acted=NONE, opens=UNKNOWN, limits=UNKNOWN, reach=0.0
):
    """Faults of bars without a range of their own; ``reach`` is how far beyond open and close each
    bar's high and low lie, as a part."""
    ends = opens, levels
    highs, lows = np.fmax(*ends) * (1 + reach), np.fmin(*ends) * (1 - reach)
    limits = limits[: len(levels)]
    found = jumps(DailyBars(levels, volumes, market, acted, opens, highs, lows, limits))
    return [(jump.place, jump.fault) for jump in found]


def planted(place, factor, last=None):
    levels = LEVELS.copy()
    levels[place : (last or place) + 1] *= factor
    return levels


def test_ordinary_days_say_nothing():
    assert faults(LEVELS) == []
    assert faults(LEVELS[:15], VOLUMES[:15], FLAT[:15], NONE[:15], UNKNOWN[:15]) == []


@pytest.mark.parametrize("factor", [1.12, 0.88, 1.4])
def test_a_tick_that_reverts_is_told(factor):
    assert faults(planted(200, factor)) == [(200, "reverting-jump")]


def test_a_tick_that_reverts_is_told_without_volumes():
    assert faults(planted(200, 1.4), np.full(SIZE, np.nan)) == [(200, "reverting-jump")]


def test_a_jump_that_was_traded_is_news():
    loud = VOLUMES.copy()
    loud[200] *= 10
    assert faults(planted(200, 1.12), loud) == []


def test_a_jump_of_the_whole_market_is_none():
    market = FLAT.copy()
    market[200], market[201] = 0.12, 1 / 1.12 - 1
    assert faults(planted(200, 1.12), market=market) == []


def test_a_day_with_an_action_is_none():
    acted = NONE.copy()
    acted[200] = True
    assert faults(planted(200, 1.12), acted=acted) == []


def test_the_last_bars_of_another_company_are_told():
    quiet = np.full(SIZE, np.median(VOLUMES))
    assert faults(planted(297, 1.12, 299), quiet) == [(297, "untraded-jump")]
    assert faults(planted(250, 1.12, 299), quiet) == []


def opened(levels, places=()):
    """Opens at the close before, moved with the bar where the whole bar is moved."""
    opens = np.concatenate([[levels[0]], LEVELS[:-1]])
    for place in places:
        opens[place] *= levels[place] / LEVELS[place]
    return opens


def test_a_bar_apart_from_both_neighbours_is_told_on_any_volume():
    loud = VOLUMES.copy()
    loud[200] *= 20
    levels = planted(200, 1.08)
    assert faults(levels, loud, opens=opened(levels, [200])) == [(200, "reverting-jump")]
    assert faults(levels, loud, opens=opened(levels)) == []  # it moved within the day: news


def test_another_companys_bars_begin_at_the_open_without_the_volume_of_news():
    levels = planted(297, 1.1, 299)
    opens = opened(levels, [297, 298, 299])
    quiet = np.full(SIZE, np.median(VOLUMES))
    quiet[297] *= 1.8
    assert faults(levels, quiet, opens=opens) == [(297, "untraded-jump")]
    quiet[297] *= 4
    assert faults(levels, quiet, opens=opens) == []


def test_a_bar_locked_at_the_daily_limit_is_no_other_company():
    quiet = np.full(SIZE, np.median(VOLUMES))
    levels = planted(299, 1.299 / (LEVELS[299] / LEVELS[298]))
    opens = opened(levels)
    opens[299] = levels[299]
    assert faults(levels, quiet, opens=opens) == []
    assert faults(levels, quiet, opens=opens, reach=0.01) == [(299, "untraded-jump")]
    opens[299] = levels[299] * 0.999
    assert faults(levels, quiet, opens=opens) == [(299, "untraded-jump")]


SEOUL = np.full(SIZE, 0.3)


@pytest.mark.parametrize("factor", [1.4, 0.6])
def test_a_bar_beyond_the_limit_of_its_exchange_is_told_on_any_day_and_volume(factor):
    loud = VOLUMES.copy()
    loud[200] *= 20
    level = factor / (LEVELS[200] / LEVELS[199])
    lasting = planted(200, level, SIZE)
    assert faults(lasting, loud, limits=SEOUL) == [(200, "beyond-limit")]
    assert faults(lasting, loud) == []
    loud[200] *= 20  # the first bar of another segment, or after a halt
    assert faults(lasting, loud, limits=SEOUL) == []
    acted = NONE.copy()
    acted[200] = True
    assert faults(lasting, VOLUMES, acted=acted, limits=SEOUL) == []


@pytest.mark.parametrize("factor", [1.08, 0.92])
def test_where_moves_are_limited_a_close_that_comes_back_is_told_on_more_volume(factor):
    traded = np.full(SIZE, np.median(VOLUMES))
    traded[200] *= 9
    assert faults(planted(200, factor), traded, limits=SEOUL) == [(200, "reverting-jump")]
    assert faults(planted(200, factor), traded) == []
    traded[200:202] *= 10  # news is traded on the day after, too
    assert faults(planted(200, factor), traded, limits=SEOUL) == []


def test_a_close_stopped_by_the_limit_on_much_volume_comes_back_as_news_does():
    traded = np.full(SIZE, np.median(VOLUMES))
    at_limit = planted(200, 1.2995 / (LEVELS[200] / LEVELS[199]))
    assert faults(at_limit, traded, limits=SEOUL) == [(200, "reverting-jump")]
    traded[200] *= 4
    assert faults(at_limit, traded, limits=SEOUL) == []
    below = planted(200, 1.25 / (LEVELS[200] / LEVELS[199]))
    assert faults(below, traded, limits=SEOUL) == [(200, "reverting-jump")]


def test_a_stock_that_did_not_follow_its_market_there_and_back_is_none():
    market = FLAT.copy()
    market[200], market[201] = -0.1, 0.1
    assert faults(LEVELS, market=market, limits=SEOUL) == []


def test_the_first_bars_after_a_halt_are_not_held_to_a_limit():
    halted = VOLUMES.copy()
    halted[185:200] = 0.0
    assert faults(planted(200, 1.2), halted, limits=SEOUL) == []


def test_where_the_days_before_were_loud_too_volume_tells_less():
    levels = planted(297, 1.1, 299)
    opens = opened(levels, [297, 298, 299])
    traded = np.full(SIZE, np.median(VOLUMES))
    traded[297] *= 40
    assert faults(levels, traded, opens=opens, limits=SEOUL) == []
    traded[292:297] *= 40
    assert faults(levels, traded, opens=opens, limits=SEOUL) == [(297, "untraded-jump")]


def test_where_moves_are_limited_volume_tells_less_of_a_gap():
    levels = planted(297, 1.1, 299)
    opens = opened(levels, [297, 298, 299])
    traded = np.full(SIZE, np.median(VOLUMES))
    traded[297] *= 5
    assert faults(levels, traded, opens=opens) == []
    assert faults(levels, traded, opens=opens, limits=SEOUL) == [(297, "untraded-jump")]
    traded[297] *= 4
    assert faults(levels, traded, opens=opens, limits=SEOUL) == []


def test_a_close_at_the_limit_was_traded_wherever_it_opened():
    quiet = np.full(SIZE, np.median(VOLUMES))
    levels = planted(299, 1.2995 / (LEVELS[299] / LEVELS[298]))
    opens = opened(levels)
    opens[299] = levels[299] * 0.95
    assert faults(levels, quiet, opens=opens, limits=SEOUL) == []
    inside = faults(levels, quiet, opens=opens, limits=SEOUL, reach=0.01)
    assert inside == [(299, "untraded-jump")]  # a price that came back was not stopped
    assert faults(levels, quiet, opens=opens) == [(299, "untraded-jump")]


def test_a_step_of_one_tick_is_no_jump():
    cheap = np.full(SIZE, 23.0)
    cheap[50:60] = 22.0
    cheap[299] = 22.0
    volumes = np.full(SIZE, 1e6)
    assert faults(cheap, volumes, opens=cheap.copy(), limits=SEOUL) == []


def test_a_volume_in_another_unit_is_told_where_the_price_stood():
    thousands = VOLUMES.copy()
    thousands[200] *= 1000
    assert faults(LEVELS, thousands) == [(200, "volume-unit")]
    assert faults(planted(200, 1.06), thousands) == []


@pytest.mark.parametrize("unit", [10.0, 100.0, 0.01, 1000.0])
def test_a_few_bars_in_another_unit_are_told_each(unit):
    assert faults(planted(200, unit, 202)) == [(n, "unit-change") for n in (200, 201, 202)]
    assert faults(planted(299, unit)) == [(299, "unit-change")]


def test_a_lasting_change_of_unit_is_the_series_own():
    assert (280, "unit-change") not in faults(planted(280, 10.0, 299))


def test_nvidia_in_january_2025_is_real():
    source = ExcerptPrices(None)
    market = {bar.session: bar.close for bar in source.bars("^GSPC").bars}
    bars = [bar for bar in source.bars("NVDA").bars if bar.session in market]
    closes = np.array([market[bar.session] for bar in bars])
    index = np.concatenate([[0.0], closes[1:] / closes[:-1] - 1])
    acted = np.zeros(len(bars), dtype=bool)
    levels, volumes, opens, highs, lows = (
        np.array([getattr(b, name) or np.nan for b in bars], dtype=float)
        for name in ("close", "volume", "open", "high", "low")
    )
    series = DailyBars(levels, volumes, index, acted, opens, highs, lows, opens * np.nan)
    for end in range(60, len(bars)):
        found = jumps(series.at(np.arange(end)))
        days = [bars[jump.place].session for jump in found]
        assert not [day for day in days if date(2025, 1, 24) <= day <= date(2025, 1, 29)]


def test_arriving_bars_are_judged_beside_held_ones(tmp_path):
    days = [date(2024, 1, 1) + timedelta(n) for n in range(SIZE)]
    listing = Listing("ACME", "XNYS", "USD")
    fetched = datetime(2025, 1, 1, tzinfo=UTC)

    def history(first, levels, whole):
        bars = tuple(RawBar(days[n], close=float(levels[n]), volume=float(VOLUMES[n]))
                     for n in range(first, len(levels)))  # fmt: skip
        return History(listing, "made", fetched, bars, whole=whole)

    with Store.open(tmp_path / "x.duckdb", "write") as store:
        store.merge([history(0, LEVELS[:290], True)])
        tail = history(280, planted(295, 100.0), False)
        (judged,) = accused(store, [tail])
        assert [(f.session, f.fault, f.policy) for f in judged.flags] == [
            (days[295], "unit-change", "skip")
        ]
        store.merge([judged])
        used = "select count(*) from price where session = ?"
        assert store.con.execute(used, [days[295]]).fetchall() == [(0,)]
        assert [flag.session for flag in accused_held(store)] == [days[295]]


@pytest.mark.parametrize(("divided", "told"), [(False, ["split-unseen"]), (True, [])])
def test_a_split_that_its_own_closes_do_not_know_is_told(tmp_path, divided, told):
    days = [date(2024, 1, 1) + timedelta(n) for n in range(SIZE)]
    listing = Listing("ACME", "XNYS", "USD")
    fetched = datetime(2025, 1, 1, tzinfo=UTC)
    bars = tuple(RawBar(days[n], close=float(LEVELS[n])) for n in range(SIZE))
    tail = tuple(RawBar(bar.session, close=(bar.close or 0) / (10 if divided else 1))
                 for bar in bars[285:])  # fmt: skip
    split = (Action(days[295], "split", 10.0),)
    with Store.open(tmp_path / "x.duckdb", "write") as store:
        store.merge([History(listing, "made", fetched, bars[:290], whole=True)])
        (judged,) = accused(store, [History(listing, "made", fetched, tail, split, whole=False)])
    assert [flag.fault for flag in judged.flags if flag.fault == "split-unseen"] == told


def test_a_history_moved_by_a_session_is_no_correction():
    bars = [RawBar(date(2024, 1, 1) + timedelta(n), close=float(c)) for n, c in enumerate(LEVELS)]
    for shift in (1, -1):
        off = [RawBar(bar.session + timedelta(shift), close=bar.close) for bar in bars]
        assert is_shifted(off, bars)
    assert not is_shifted(bars, bars)
    corrected = [RawBar(bar.session, close=(bar.close or 0) * 1.01) for bar in bars]
    assert not is_shifted(corrected, bars)
