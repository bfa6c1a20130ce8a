"""Phases of every venue on a day, and where news could first be traded on."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from marketlink.calendars import (
    EXCHANGES,
    exchange_of,
    extend_with,
    first_tradable,
    phases,
    sessions,
    venue_changes,
)
from marketlink.calendars.venues import venues
from marketlink.cli.main import run
from marketlink.errors import InputError
from marketlink.records.phase import Gap, PhaseKind, Sure


def hours(exchange, day):
    zone = ZoneInfo(EXCHANGES[exchange].zone)

    def clock(instant):
        return instant.astimezone(zone).strftime("%H:%M") if instant else "?"

    return {
        (one.venue, one.kind.value): f"{clock(one.opens)}-{clock(one.closes)}"
        for one in phases(exchange, date.fromisoformat(day))
    }


def first(instant, symbol):
    """``venue phase day HH:MM`` in the exchange's zone, and how sure."""
    found = first_tradable(datetime.fromisoformat(instant), symbol)
    local = found.instant.astimezone(ZoneInfo(EXCHANGES[exchange_of(symbol)].zone))
    return f"{found.venue} {found.phase.value} {local:%m-%d %H:%M}", found


def test_nextrade_begins_on_the_fourth_of_march_2025():
    before, after = hours("XKRX", "2025-02-28"), hours("XKRX", "2025-03-04")
    assert not [venue for venue, _ in before if venue == "NXT"]
    assert ("NXT", "pre-market") not in after, "none on the first day"
    assert hours("XKRX", "2025-03-05")["NXT", "pre-market"] == "08:00-08:50"
    assert after["NXT", "after-market"] == "15:40-20:00"
    assert {key: value for key, value in after.items() if key[0] == "XKRX"} == before


def test_the_exchange_has_an_after_market_of_its_own_since_september_2026():
    assert hours("XKRX", "2026-09-11")["XKRX", "after-market"] == "16:00-18:00"
    assert hours("XKRX", "2026-09-14")["XKRX", "after-market"] == "16:00-20:00"
    assert ("XKRX", "pre-market") not in hours("XKRX", "2026-09-14")


def test_an_exam_day_moves_what_moved_and_says_what_is_not_known():
    assert hours("XKRX", "2025-11-13") == {
        ("XKRX", "opening auction"): "09:30-10:00",
        ("XKRX", "regular"): "10:00-16:20",
        ("NXT", "regular"): "10:00-16:20",
        ("XKRX", "closing auction"): "16:20-16:30",
        ("XKRX", "closing price"): "16:40-17:00",
        ("NXT", "after-market"): "16:40-20:00",
        ("XKRX", "after-market"): "17:00-18:00",
    }
    (unknown,) = [one for one in phases("XKRX", date(2026, 11, 19)) if one.opens is None]
    assert (unknown.venue, unknown.kind) == ("XKRX", PhaseKind.AFTER_MARKET)
    assert (unknown.sure, unknown.gap) == (Sure.UNKNOWN, Gap.OTHER_HOURS)


def test_a_late_opening_has_no_pre_market_and_the_usual_evening():
    found = hours("XKRX", "2026-01-02")
    assert ("NXT", "pre-market") not in found
    assert found["NXT", "regular"] == "10:00-15:20"
    assert found["NXT", "after-market"] == "15:40-20:00"


def test_half_days_end_their_phases_early():
    assert hours("XNYS", "2024-11-29")["XNYS", "after-market"] == "13:00-17:00"
    assert hours("XHKG", "2024-12-24") == {
        ("XHKG", "opening auction"): "09:00-09:30",
        ("XHKG", "regular"): "09:30-12:00",
        ("XHKG", "closing auction"): "12:00-12:10",
    }


def test_tokyo_has_a_closing_auction_since_november_2024():
    assert ("XTKS", "closing auction") not in hours("XTKS", "2024-11-01")
    assert hours("XTKS", "2024-11-05")["XTKS", "closing auction"] == "15:25-15:30"


def test_a_day_beyond_what_was_checked_is_inferred_and_says_so():
    (regular,) = [
        p for p in phases("XTKS", date(2026, 10, 1)) if p.kind is PhaseKind.CLOSING_AUCTION
    ]
    assert (regular.gap, regular.sure) == (Gap.NOT_CHECKED, Sure.INFERRED)


def test_an_exchange_without_rows_has_its_session_only_and_a_holiday_nothing():
    (only,) = phases("XSES", date(2025, 1, 6))
    assert (only.opens, only.closes) == sessions("XSES").hours(date(2025, 1, 6))
    assert only.gap is Gap.NO_TABLE
    assert phases("XKRX", date(2025, 1, 27)) == ()


@pytest.mark.parametrize("exchange", sorted(EXCHANGES))
@pytest.mark.parametrize("day", [date(2024, 12, 24), date(2025, 6, 17), date(2026, 9, 15)])
def test_phases_of_a_venue_do_not_overlap_and_the_regular_one_is_the_session(exchange, day):
    found = phases(exchange, day)
    for venue in {one.venue for one in found}:
        own = [one for one in found if one.venue == venue and one.opens]
        assert all(a.closes <= b.opens for a, b in pairwise(own)), venue
    if found:
        opens, closes = sessions(exchange).hours(day)
        regular = [one for one in found if one.venue == exchange and one.kind is PhaseKind.REGULAR]
        assert regular[0].opens == opens
        assert regular[-1].closes <= closes


@pytest.mark.parametrize(
    ("instant", "symbol", "place", "sure"),
    [
        ("2025-05-07T15:35+09:00", "005930.KS", "NXT after-market 05-07 15:40", "reported"),
        ("2025-05-07T17:02+09:00", "035420.KS", "NXT after-market 05-07 17:02", "inferred"),
        ("2025-05-07T15:24+09:00", "005930.KS", "XKRX closing auction 05-07 15:30", "known"),
        ("2025-05-07T10:00+09:00", "005930.KS", "XKRX regular 05-07 10:00", "known"),
        ("2025-05-07T08:51+09:00", "005930.KS", "XKRX opening auction 05-07 09:00", "known"),
        ("2025-05-07T06:00+09:00", "005930.KS", "NXT pre-market 05-07 08:00", "known"),
        ("2025-05-09T20:00+09:00", "005930.KS", "NXT pre-market 05-12 08:00", "known"),
        ("2025-12-10T18:30+09:00", "000660.KS", "NXT after-market 12-10 18:30", "reported"),
        ("2025-12-11T18:30+09:00", "000660.KS", "XKRX opening auction 12-12 09:00", "known"),
        ("2025-03-05T17:00+09:00", "005930.KS", "XKRX after-market 03-05 17:10", "known"),
        ("2024-05-07T17:00+09:00", "005930.KS", "XKRX after-market 05-07 17:10", "known"),
        ("2026-09-15T19:30+09:00", "900300.KQ", "XKRX after-market 09-15 19:30", "reported"),
        ("2025-03-18T11:40+09:00", "035420.KS", "XKRX regular 03-18 11:44", "known"),
        ("2025-01-27T16:20-05:00", "NVDA", "XNYS after-market 01-27 16:20", "known"),
        ("2025-01-27T20:30-05:00", "NVDA", "XNYS pre-market 01-28 04:00", "known"),
        ("2024-11-29T17:30-05:00", "NVDA", "XNYS pre-market 12-02 04:00", "known"),
        ("2025-01-27T07:00+09:00", "000660.KS", "XKRX opening auction 01-31 09:00", "known"),
        ("2025-01-27T16:00+09:00", "6857.T", "XTKS opening auction 01-28 09:00", "known"),
        ("2025-01-27T12:00+09:00", "6857.T", "XTKS regular 01-27 12:30", "known"),
    ],
)  # fmt: skip
def test_where_news_could_first_be_traded_on(instant, symbol, place, sure):
    words, found = first(instant, symbol)
    assert words == place
    assert found.sure.value == sure


def test_a_place_of_which_little_is_known_stands_beside_the_one_that_is_known():
    words, found = first("2025-05-07T15:45+09:00", "900300.KQ")
    assert words == "XKRX after-market 05-07 16:10"
    assert found.perhaps.venue == "NXT"
    assert found.perhaps.sure is Sure.UNKNOWN
    _, sunday = first("2025-01-26T21:00-05:00", "NVDA")
    assert (sunday.perhaps.venue, sunday.perhaps.phase) == ("BOAT", PhaseKind.NIGHT)


def test_call_auctions_make_a_price_every_ten_minutes_and_none_at_the_instant_of_the_news():
    for told, price in (
        ("16:00", "16:10"),
        ("16:09", "16:10"),
        ("16:10", "16:20"),
        ("17:59", "18:00"),
    ):
        assert (
            first(f"2024-05-07T{told}+09:00", "005930.KS")[0] == f"XKRX after-market 05-07 {price}"
        )
    assert first("2024-05-07T18:00+09:00", "005930.KS")[0] == "XKRX opening auction 05-08 09:00"


def test_hours_that_are_not_known_stand_as_perhaps_at_their_usual_place(tmp_path):
    (tmp_path / "eligibility.csv").write_text(
        "venue,symbol,from,to,trades,sure,source\nNXT,900300.KQ,2026-11-01,,no,known,my list\n"
    )
    extend_with(tmp_path)
    try:
        words, found = first("2026-11-19T18:30+09:00", "900300.KQ")
    finally:
        extend_with(None)
    assert words == "XKRX opening auction 11-20 09:00"
    assert (found.perhaps.venue, found.perhaps.phase) == ("XKRX", PhaseKind.AFTER_MARKET)
    assert found.perhaps.sure is Sure.UNKNOWN


def test_an_instant_needs_a_zone_and_a_calendar():
    with pytest.raises(InputError, match="without a time zone"):
        first_tradable(datetime(2025, 1, 2, 9), "NVDA")
    assert first_tradable(datetime.fromisoformat("2090-01-01T00:00+00:00"), "NVDA") is None
    assert first_tradable(datetime.fromisoformat("2025-05-07T10:00+03:00"), "2222.SR") is None


def test_a_users_own_rows_are_read_after_the_shipped_ones(tmp_path):
    (tmp_path / "eligibility.csv").write_text(
        "venue,symbol,from,to,trades,sure,source\nNXT,900300.KQ,2025-04-01,,yes,known,my list\n"
    )
    (tmp_path / "halts.csv").write_text(
        "venue,symbol,from,to,sure,source\nNXT,005930.KS,2025-05-07T15:40,2025-05-07T16:30,known,x\n"
    )
    extend_with(tmp_path)
    try:
        assert first("2025-05-07T15:45+09:00", "900300.KQ")[0] == "NXT after-market 05-07 15:45"
        assert first("2025-05-07T15:45+09:00", "005930.KS")[0] == "XKRX after-market 05-07 16:10"
    finally:
        extend_with(None)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("phases.csv", "NXT,dancing,09:00,10:00,,,moves,known,"),
        ("phases.csv", "NXT,regular,9,10,,,moves,known,"),
        ("eligibility.csv", "NXT,X,2025-13-01,,yes,known,"),
        ("halts.csv", "MARS,.KS,2025-01-01T09:00,2025-01-01T10:00,known,"),
    ],
)
def test_a_line_that_is_none_is_told_with_its_file(tmp_path, name, line):
    columns = {
        "phases.csv": "venue,phase,opens,closes,from,to,other,sure,source",
        "eligibility.csv": "venue,symbol,from,to,trades,sure,source",
        "halts.csv": "venue,symbol,from,to,sure,source",
    }
    (tmp_path / name).write_text(f"{columns[name]}\n{line}\n")
    extend_with(tmp_path)
    try:
        with pytest.raises(InputError):
            first_tradable(datetime.fromisoformat("2025-05-07T15:45+09:00"), "005930.KS")
    finally:
        extend_with(None)


def test_every_venue_follows_an_exchange_and_is_checked_up_to_a_day():
    for exchange in EXCHANGES:
        for venue in venues(exchange):
            assert venue.exchange == exchange
            assert venue.first <= venue.as_of


def test_the_command_shows_phases_in_local_time(capsys):
    assert run(["sessions", "XKRX", "--from", "2025-03-03", "--to", "2025-03-04", "--phases",
                "--format", "csv"]) == 0  # fmt: skip
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("2025-03-03,XKRX,closed,")
    assert lines[2].startswith("2025-03-04,XKRX,opening auction,2025-03-04T08:30:00+09:00,")


def changes(symbol, first, last):
    found = venue_changes(symbol, date.fromisoformat(first), date.fromisoformat(last))
    return [(str(one.day), one.venue, one.phase and one.phase.value, one.began) for one in found]


def test_volume_breaks_where_the_venues_of_a_stock_change():
    assert changes("005930.KS", "2025-01-02", "2025-06-30") == [("2025-03-24", "NXT", None, True)]
    assert changes("000660.KS", "2025-12-01", "2025-12-30") == [
        ("2025-12-11", "NXT", None, False),
        ("2025-12-29", "NXT", None, True),
    ]
    assert changes("900300.KQ", "2026-09-01", "2026-09-30") == [
        ("2026-09-14", "XKRX", "after-market", True)
    ]
    assert changes("NVDA", "2024-01-02", "2025-12-30") == []
    assert changes("2222.SR", "2024-01-02", "2025-12-30") == []


@pytest.mark.parametrize("symbol", ["005930.KS", "SAP.DE", "HSBA.L", "2330.TW", "MC.PA"])
def test_where_a_table_begins_is_no_change_of_venue(symbol):
    assert changes(symbol, "2000-01-03", "2016-12-30") == []
    assert changes(symbol, "2020-01-02", "2024-12-30") == []


def test_tokyos_later_close_is_a_change():
    assert changes("6857.T", "2024-10-01", "2024-12-30") == [
        ("2024-11-05", "XTKS", "regular", True)
    ]
