"""Each real fault is recognised by name on its sample, and its clean neighbours are not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from marketlink.calendars import sessions
from marketlink.errors import InputError
from marketlink.prices.faults import BY_NAME
from marketlink.prices.importing import check_file, import_file
from marketlink.prices.normalise import FileOptions
from marketlink.prices.quality import check, flags_in, sentence
from marketlink.records.price import Action, History, Listing, RawBar
from marketlink.store import Store

EXPECTED = {
    "q01": {("000660.KS", "negative-price"): 778, ("000660.KS", "phantom-session"): 64},
    "q02": {("AVGO", "unapplied-split"): 1, ("NVDA", "unapplied-split"): 1,
            ("SMCI", "unapplied-split"): 1},
    "q03": {("042700.KS", "vendor-factor"): 1, ("042700.KS", "halt"): 6},
    "q04": {("6857.T", "phantom-session"): 22},
    "q05": {("000660.KS", "stale-close"): 19, ("005930.KS", "stale-close"): 15},
    "q06": {("^KS11", "missing-session"): 3, ("000660.KS", "missing-session"): 1},
    "q07": {("KRW", "lagged-series"): 2, ("KRW", "close-is-open"): 1},
    "q08": {(symbol, "unfinished-bar"): 1 for symbol in
            ("000660.KS", "005930.KS", "035420.KS", "035720.KS", "042700.KS", "TLN", "NVDA",
             "MU", "SPY")} | {("6857.T", "unfinished-bar"): 2},
    "q09": {("NVDA", "single-venue-volume"): 1, ("MU", "single-venue-volume"): 1,
            ("MU", "utc-stamps"): 1, ("MU", "unadjusted-adj-close"): 1},
    "q10": {(symbol, "halt"): 3 for symbol in ("005930.KS", "035720.KS", "042700.KS")},
    "q11": {("0700.HK", "zero-volume"): 3, ("9988.HK", "zero-volume"): 3},
    "q12": {("9984.T", "empty-bar"): 1},
    "q13": {("DEC", "zero-price"): 130, ("DEC", "unapplied-split"): 1},
    "q14": {("MU", "unadjusted-adj-close"): 1},
    "q15": {("NVDA", "mixed-vintages"): 3},
    "q16": {("^KS11", "scaled-units"): 1, ("^KS11", "unsigned-change"): 1},
    "q17": {("2330.TW", "dates-one-day-early"): 1},
    "q18": {("CBIO", "negative-price"): 26, ("VATE", "negative-price"): 52},
}  # fmt: skip
TOLD = {"q16": FileOptions(symbol="^KS11")}


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_every_sample_is_recognised_by_name(shared, sample):
    (path,) = (shared / "data/prices/quality").glob(f"{sample}_*.csv")
    checked = check_file(path, TOLD.get(sample, FileOptions()))
    counts = Counter((flag.symbol, flag.fault) for flag in checked.flags)
    for key, count in EXPECTED[sample].items():
        assert counts[key] == count, (key, counts)
    assert {flag.fault for flag in checked.flags} <= set(BY_NAME)


@pytest.mark.parametrize("sample", ["q02", "q04", "q10", "q11", "q12", "q13", "q14", "q15", "q17",
                                    "q18", "q16", "q01"])  # fmt: skip
def test_nothing_else_is_flagged_on_those_samples(shared, sample):
    (path,) = (shared / "data/prices/quality").glob(f"{sample}_*.csv")
    counts = Counter(
        (f.symbol, f.fault) for f in check_file(path, TOLD.get(sample, FileOptions())).flags
    )
    assert dict(counts) == EXPECTED[sample]


def test_the_stale_closes_of_a_vendor_are_not_blamed_on_the_exchange(shared):
    (path,) = (shared / "data/prices/quality").glob("q05_*.csv")
    days = {flag.session for flag in check_file(path).flags if flag.fault == "stale-close"}
    assert {date(2024, 10, 14), date(2024, 11, 7)} <= days
    assert date(2022, 3, 18) not in days


def test_the_missing_sessions_of_seoul_are_named(shared):
    (path,) = (shared / "data/prices/quality").glob("q06_*.csv")
    days = {flag.session for flag in check_file(path).flags if flag.symbol == "^KS11"}
    assert {date(2022, 1, 3), date(2022, 5, 9)} <= days


def test_clean_prices_have_no_findings(shared):
    for name in ("data/excerpt/prices.csv", "data/prices/prices_unadjusted.csv"):
        checked = check_file(shared / name)
        assert [flag for flag in checked.flags if flag.policy != "keep"] == []


@pytest.fixture
def path(tmp_path):
    return tmp_path / "marketlink.duckdb"


def test_dropped_skipped_and_refused_mean_what_they_say(shared, path):
    folder = shared / "data/prices/quality"
    with Store.open(path, "write", reach=[Path("/")]) as store:
        import_file(store, *folder.glob("q04_*.csv"))
        import_file(store, *folder.glob("q10_*.csv"))
        import_file(store, *folder.glob("q12_*.csv"))
        import_file(store, *folder.glob("q01_*.csv"))
        phantom = date(2017, 7, 17)
        assert not [bar for bar in store.bars("6857.T") if bar.session == phantom]
        assert [flag.policy for flag in store.flags("6857.T", phantom, phantom)] == ["drop"]
        halted = "select count(*) from {} where symbol = '005930.KS' and session = '2018-04-30'"
        assert store.con.execute(halted.format("bar")).fetchall() == [(1,)]
        assert store.con.execute(halted.format("price")).fetchall() == [(0,)]
        empty = "select count(*) from {} where symbol = '9984.T' and session = '2020-10-01'"
        assert store.con.execute(empty.format("bar")).fetchall() == [(1,)]
        assert store.con.execute(empty.format("price")).fetchall() == [(0,)]
        first = "select min(session), min(total) > 0 from price where symbol = '000660.KS'"
        assert store.con.execute(first).fetchall()[0][1]
        for sample, why in (("q15", "several sources"), ("q17", "dates one day early")):
            with pytest.raises(InputError, match=why):
                import_file(store, *folder.glob(f"{sample}_*.csv"))
        assert {item.symbol for item in store.holdings()} == {
            "6857.T", "005930.KS", "035720.KS", "042700.KS", "9984.T", "000660.KS"
        }  # fmt: skip


def test_days_written_one_early_can_be_moved(shared, path):
    (sample,) = (shared / "data/prices/quality").glob("q17_*.csv")
    with Store.open(path, "write", reach=[Path("/")]) as store:
        done = import_file(store, sample, FileOptions(shift=1))
        assert done.report.flags == ()
        days = {bar.session for bar in store.bars("2330.TW")}
    assert days <= set(sessions("XTAI").days)


def test_flags_inside_a_window_are_warnings(shared, path):
    (sample,) = (shared / "data/prices/quality").glob("q10_*.csv")
    with Store.open(path, "write", reach=[Path("/")]) as store:
        import_file(store, sample)
        found = flags_in(store, "005930.KS", date(2018, 4, 27), date(2018, 5, 2))
        assert [flag.session.day for flag in found] == [30, 2]
        assert sentence(found[0]).startswith("005930.KS on 2018-04-30: halt (")
        assert flags_in(store, "005930.KS", date(2018, 5, 4), date(2018, 5, 9)) == ()


def history(symbol="NVDA", exchange="XNYS", **changes):
    days = sessions(exchange).between(date(2025, 1, 2), date(2025, 3, 14))
    bars = [RawBar(day, 100.0, 102.0, 99.0, 101.0 + n % 3, 1e6, 101.0 + n % 3)
            for n, day in enumerate(days)]  # fmt: skip
    return History(Listing(symbol, exchange, "USD"), "test", datetime(2025, 3, 20, tzinfo=UTC),
                   tuple(bars), **changes)  # fmt: skip


def found(item):
    (checked,) = check([item])
    return [(flag.fault, flag.session) for flag in checked.flags], checked


def test_a_plain_history_passes():
    assert found(replace(history(), bars=history().bars[::3][:1]))[0] == []
    flags, checked = found(history())
    assert {fault for fault, _ in flags} <= {"close-outside-range"}
    assert checked.bars == history().bars


def test_a_phantom_bar_of_a_seoul_holiday_is_dropped_and_a_real_one_kept():
    item = history("000660.KS", "XKRX")
    day, before = date(2025, 1, 27), next(b for b in item.bars if b.session == date(2025, 1, 24))
    phantom = RawBar(day, *[before.close] * 4, 0.0, before.close)
    flags, checked = found(replace(item, bars=tuple(sorted((*item.bars, phantom), key=str))))
    assert ("phantom-session", day) in flags
    assert day not in {bar.session for bar in checked.bars}
    real = replace(phantom, close=before.close * 1.02, volume=5e5)
    flags, checked = found(replace(item, bars=tuple(sorted((*item.bars, real), key=str))))
    assert ("off-calendar", day) in flags
    assert day in {bar.session for bar in checked.bars}


def test_a_split_with_its_action_and_one_without():
    item, at = history(), 20
    bars = [replace(bar, open=None, high=None, low=None, close=bar.close * (10 if n < at else 1),
                    adj_close=None) for n, bar in enumerate(item.bars)]  # fmt: skip
    day = bars[at].session
    flags, _ = found(replace(item, bars=tuple(bars)))
    assert flags == [("unapplied-split", day)]
    raw = replace(item.listing, basis="raw")
    known = replace(item, listing=raw, bars=tuple(bars), actions=(Action(day, "split", 10.0),))
    _, checked = found(known)
    assert [flag.policy for flag in checked.flags] == ["keep"]


def test_a_real_crash_is_a_large_move_and_no_split():
    item, at = history(), 20
    bars = [replace(bar, open=None, high=None, low=None,
                    close=bar.close * (1.0 if n < at else 0.37), adj_close=None)
            for n, bar in enumerate(item.bars)]  # fmt: skip
    flags, _ = found(replace(item, bars=tuple(bars)))
    assert [fault for fault, _ in flags] in (["large-move"], ["unapplied-split"])


def test_a_dividend_multiplied_by_an_exchange_rate_is_flagged():
    item = history()
    day = item.bars[10].session
    flags, _ = found(replace(item, actions=(Action(day, "dividend", 60.0),)))
    assert ("implausible-dividend", day) in flags


def test_a_gap_counts_sessions_not_days():
    item = history()
    gone = item.bars[5].session
    flags, _ = found(replace(item, bars=tuple(b for b in item.bars if b.session != gone)))
    assert ("missing-session", gone) in flags
    assert timedelta(0) < item.bars[6].session - gone


def faults(path, rows, told=FileOptions()):  # noqa: B008 (a frozen value)
    """Faults of a CSV file of these lines, by name."""
    path.write_text("".join(f"{row}\n" for row in rows))
    return Counter(flag.fault for flag in check_file(path, told).flags)


def daily(exchange, first, last):
    return sessions(exchange).between(date.fromisoformat(first), date.fromisoformat(last))


def test_a_split_of_two_for_one_shows_where_only_closes_are_known(tmp_path):
    days = daily("XKRX", "2024-03-04", "2024-03-22")
    halved = [f"123450.KS,{day},{1000 if n < 7 else 560}" for n, day in enumerate(days)]
    path = tmp_path / "prices.csv"
    head = "symbol,date,close"
    assert faults(path, [head, *halved]) == {"unapplied-split": 1}
    days = daily("XNYS", "2024-03-04", "2024-03-22")
    for after, found in ((51, {"unapplied-split": 1}), (56, {})):
        rows = [f"ZZZ,{day},{100 if n < 7 else after}" for n, day in enumerate(days)]
        assert faults(path, [head, *rows]) == found
    rows = [f"ZZZ,{day},{90 if n < 7 else 60},60" for n, day in enumerate(days)]
    assert faults(path, [head + ",adj_close", *rows]) == {"unapplied-split": 1}


def test_a_move_over_a_year_without_bars_is_no_move_of_a_day(tmp_path):
    rows = ["symbol,date,close", "ZZZ,2023-01-03,10", "ZZZ,2024-06-03,50", "ZZZ,2024-06-04,50"]
    assert faults(tmp_path / "p.csv", rows) == {"missing-session": 1}


def test_the_last_bar_of_a_single_venue_is_not_unfinished(tmp_path):
    rows = ["symbol,date,source,close,volume"]
    for n, day in enumerate(daily("XNYS", "2024-03-04", "2024-03-22")):
        rows.append(f"ZZZ,{day},market,{100 + n % 4},{1_000_000 + n}")
        rows.append(f"ZZZ,{day},iex,{100 + n % 4 + 0.03 * (n % 3 - 1)},{20_000 + n}")
    found = faults(tmp_path / "p.csv", rows)
    assert found == {"single-venue-volume": 1}
    rows[-1] = "ZZZ,2024-03-22,iex,104.5,9000"
    assert faults(tmp_path / "p.csv", rows) == {"single-venue-volume": 1, "unfinished-bar": 1}


def test_two_sources_that_differ_by_two_on_every_day(tmp_path):
    rows = ["symbol,date,source,close"]
    for n, day in enumerate(daily("XKRX", "2022-03-21", "2022-03-31")):
        rows += [
            f"123450.KS,{day},raw,{2000 + 20 * n}",
            f"123450.KS,{day},adjusted,{1000 + 10 * n}",
        ]
    assert faults(tmp_path / "p.csv", rows) == {"vendor-factor": 1}


def test_a_phantom_repeats_to_a_few_digits_or_comes_first(tmp_path):
    head, real = "symbol,date,adj_close,volume", "6857.T,2019-05-07,432.2,5"
    first = ["6857.T,2019-05-06,431.1,0", real]
    assert faults(tmp_path / "p.csv", [head, *first]) == {"phantom-session": 1}
    noisy = ["6857.T,2019-04-26,431.1,5", "6857.T,2019-05-06,431.1000001,0", real]
    assert faults(tmp_path / "p.csv", [head, *noisy])["phantom-session"] == 1


def test_a_bank_holiday_without_a_rate_is_no_fault(tmp_path):
    rows = ["date,close", "2025-01-17,1457", "2025-01-20,.", "2025-01-21,1437"]
    assert faults(tmp_path / "KRW.csv", rows, FileOptions(symbol="KRW=X")) == {}


def test_ten_days_tell_that_all_are_one_early(shared, tmp_path):
    (sample,) = (shared / "data/prices/quality").glob("q17_*.csv")
    lines = sample.read_text().splitlines()[:11]
    told = FileOptions(symbol="2330.TW")
    assert faults(tmp_path / "p.csv", lines, told)["dates-one-day-early"] == 1


def test_changes_that_are_all_rises_need_no_sign(tmp_path):
    days = daily("XNYS", "2024-03-04", "2024-03-08")
    rows = [f"{day},{100 + n},1" for n, day in enumerate(days)]
    assert faults(tmp_path / "AAA.csv", ["date,close,change", *rows]) == {}
    rows[2] = f"{days[2]},99,2"
    assert faults(tmp_path / "AAA.csv", ["date,close,change", *rows]) == {"unsigned-change": 1}


def test_a_volume_below_zero_is_flagged(tmp_path):
    rows = ["date,close,volume", "2024-03-04,10,5", "2024-03-05,10.1,-5"]
    assert faults(tmp_path / "AAA.csv", rows) == {"negative-volume": 1}


def test_the_volume_before_a_split_is_no_small_part_of_the_market(tmp_path):
    rows = ["symbol,date,source,close,volume"]
    for n, day in enumerate(daily("XNYS", "2024-03-04", "2024-03-15")):
        rows.append(f"ZZZ,{day},raw,{2000 + 20 * n},50")
        rows.append(f"ZZZ,{day},adjusted,{100 + n},1000")
    assert faults(tmp_path / "p.csv", rows) == {"vendor-factor": 1}
