from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketlink.calendars import EXCHANGES, exchange_of, sessions
from marketlink.cli.main import run
from marketlink.errors import InputError


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_seoul_is_shut_over_the_lunar_new_year_of_2025() -> None:
    seoul = sessions("XKRX")
    assert seoul.between(date(2025, 1, 25), date(2025, 1, 30)) == []
    assert seoul.on_or_after(date(2025, 1, 27)) == date(2025, 1, 31)
    assert seoul.closure(date(2025, 1, 27)) == "Temporary Public Holiday"
    assert seoul.closure(date(2025, 1, 29), local=True) == "설날"
    assert seoul.closure(date(2025, 1, 25)) == "weekend"
    assert seoul.closure(date(2025, 1, 31)) is None


@pytest.mark.parametrize(
    "day", ["2024-12-31", "2025-06-03", "2026-03-02", "2026-05-01", "2026-06-03", "2026-07-17",
            "2026-08-17", "2026-10-05", "2026-12-31", "2027-02-08", "2027-02-09"],
)  # fmt: skip
def test_seoul_closures_that_a_library_has_missed(day: str) -> None:
    assert not sessions("XKRX").is_session(date.fromisoformat(day))


def test_the_rule_that_decided_is_kept() -> None:
    assert sessions("XKRX").rule(date(2026, 6, 3)) == "override"
    assert sessions("XKRX").rule(date(2027, 5, 3)) == "holidays"
    assert sessions("XKRX").rule(date(2025, 1, 27)) == ""
    assert date(2026, 7, 17) in [row.day for row in sessions("XKRX").doubtful()]


def test_hours_of_half_days_late_openings_and_daylight_saving() -> None:
    new_york, seoul = sessions("XNYS"), sessions("XKRX")
    assert new_york.hours(date(2024, 11, 29))[1] == at("2024-11-29T13:00", "America/New_York")
    assert new_york.hours(date(2025, 1, 27))[1] == datetime(2025, 1, 27, 21, tzinfo=UTC)
    assert new_york.hours(date(2025, 7, 1))[1] == datetime(2025, 7, 1, 20, tzinfo=UTC)
    assert seoul.hours(date(2024, 11, 14)) == (
        at("2024-11-14T10:00", "Asia/Seoul"), at("2024-11-14T16:30", "Asia/Seoul"),
    )  # fmt: skip
    assert seoul.hours(date(2025, 1, 2))[0] == at("2025-01-02T10:00", "Asia/Seoul")
    assert seoul.hours(date(2016, 7, 29))[1] == at("2016-07-29T15:00", "Asia/Seoul")
    assert seoul.note(date(2024, 11, 14)) == "College entrance exam"


def test_an_instant_reacts_in_the_first_session_that_closes_after_it() -> None:
    new_york = sessions("XNYS")
    close = at("2025-01-24T16:00", "America/New_York")
    assert new_york.reaction(close) == date(2025, 1, 27)
    assert new_york.reaction(close.replace(hour=15, minute=59)) == date(2025, 1, 24)
    assert sessions("XKRX").reaction(at("2025-01-27T16:00", "America/New_York")) == date(
        2025, 1, 31
    )
    half_day = at("2024-11-29T14:00", "America/New_York")
    assert new_york.reaction(half_day) == date(2024, 12, 2)


def test_a_day_without_a_clock() -> None:
    assert sessions("XNYS").reaction_of_day(date(2025, 1, 25), "Asia/Seoul") == date(2025, 1, 27)
    assert sessions("XKRX").reaction_of_day(date(2025, 1, 25), "Asia/Seoul") == date(2025, 1, 31)
    assert sessions("XKRX").reaction_of_day(date(2025, 2, 3), "America/New_York") == date(
        2025, 2, 4
    )
    assert sessions("XNYS").reaction_of_day(date(2025, 2, 3), "Asia/Seoul") == date(2025, 2, 3)


def test_naive_instants_and_unknown_exchanges_are_refused() -> None:
    with pytest.raises(InputError, match="without a time zone"):
        sessions("XNYS").reaction(datetime(2025, 1, 27))
    with pytest.raises(InputError, match="No exchange is called"):
        sessions("XXXX")
    with pytest.raises(InputError, match="is no session"):
        sessions("XKRX").index(date(2025, 1, 27))


def test_outside_the_calendar_nothing_is_guessed() -> None:
    assert sessions("XKRX").on_or_after(date(1980, 1, 1)) is None
    assert sessions("XKRX").reaction(datetime(2060, 1, 1, tzinfo=UTC)) is None


def test_symbols_to_exchanges() -> None:
    pairs = {"NVDA": "XNYS", "BRK.B": "XNYS", "000660.KS": "XKRX", "035720.KQ": "XKRX",
             "^KS11": "XKRX", "^GSPC": "XNYS", "7203.T": "XTKS", "2330.TW": "XTAI",
             "0700.HK": "XHKG", "ASML.AS": "XAMS", "000001.SS": "XSHG"}  # fmt: skip
    assert {symbol: exchange_of(symbol) for symbol in pairs} == pairs


@pytest.mark.parametrize("exchange", sorted(EXCHANGES))
def test_every_exchange_has_a_sound_calendar(exchange: str) -> None:
    calendar = sessions(exchange)
    recent = calendar.between(date(2020, 1, 1), date(2025, 12, 31))
    assert 1400 < len(recent) < 1580
    for day in recent:
        opening, closing = calendar.hours(day)
        assert opening < closing


@given(st.datetimes(datetime(2000, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_reaction_is_the_earliest_session_still_to_close(instant: datetime) -> None:
    calendar = sessions("XKRX")
    day = calendar.reaction(instant)
    assert day is not None
    assert calendar.hours(day)[1] > instant
    earlier = calendar.before(day)
    assert earlier is not None and calendar.hours(earlier)[1] <= instant


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exchange", ["XNYS", "XKRX", "XHKG"])
def test_the_shipped_tables_are_what_the_libraries_say(exchange: str) -> None:
    from marketlink.calendars.build import build
    from marketlink.calendars.table import read_rows
    from marketlink.resources import data_path

    shipped = [r for r in read_rows(data_path("calendars", f"{exchange}.csv")) if r.day.year < 2026]
    built = [r for r in build(exchange, date(2028, 12, 31)) if r.day.year < 2026]
    assert [(r.day, r.what, r.open, r.close) for r in built] == [
        (r.day, r.what, r.open, r.close) for r in shipped
    ]


HEADER = "exchange,day,what,open,close,name\n"


@pytest.fixture
def overrides(tmp_path):
    from marketlink.calendars import override_with

    yield tmp_path / "days.csv"
    override_with(None)


def test_a_file_of_ones_own_overrides_a_calendar_and_reaches_the_command(overrides, capfd):
    from marketlink.calendars import override_with

    day, early = date(2026, 5, 6), date(2026, 5, 7)
    assert sessions("XKRX").is_session(day)
    before = sessions("XKRX").digest
    overrides.write_text(
        HEADER + "XKRX,2026-05-06,closed,,,Temporary holiday\n"
        "XKRX,2026-05-07,special,10:00,13:00,Short day\n"
    )
    override_with(overrides)
    assert not sessions("XKRX").is_session(day)
    assert sessions("XKRX").closure(day) == "Temporary holiday"
    assert sessions("XKRX").hours(early)[1] == datetime(2026, 5, 7, 4, tzinfo=UTC)
    assert sessions("XKRX").digest != before
    override_with(None)
    assert sessions("XKRX").is_session(day)
    config = overrides.with_name("marketlink.toml")
    config.write_text(f'calendar_overrides = "{overrides}"\n')
    asked = ["sessions", "XKRX", "--from", "2026-05-04", "--to", "2026-05-08"]
    assert run([*asked, "--config", str(config), "--format", "json"]) == 0
    assert "Temporary holiday" in capfd.readouterr().out
    assert not sessions("XKRX").is_session(day)


@pytest.mark.parametrize(
    ("line", "said"),
    [("XKRX,2026-05-06,shut,,,x", "closed, special or extra"), ("XKRX,someday,closed,,,x", "read"),
     ("XKRX,2026-05-06,special,25:00,,x", "read"),
     ("XKRX,2026-05-06,special,15:00,10:00,x", "closes at 10:00, before it opens"),
     ("KRX,2026-05-06,closed,,,x", "names the exchange 'KRX'. Try: one of XNYS")],
)  # fmt: skip
def test_an_override_that_is_none_is_refused(overrides, line, said):
    from marketlink.calendars import override_with

    overrides.write_text(HEADER + line + "\n")
    with pytest.raises(InputError) as caught:
        override_with(overrides)
    assert said in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        override_with(overrides.with_name("none.csv"))


def test_the_library_reads_with_the_overrides_of_the_settings(overrides, monkeypatch):
    import marketlink

    overrides.write_text(HEADER + "XKRX,2026-05-06,closed,,,Temporary holiday\n")
    monkeypatch.setenv("MARKETLINK_CALENDAR_OVERRIDES", str(overrides))
    marketlink.read("Nvidia fell.", published="2026-05-07")
    assert not sessions("XKRX").is_session(date(2026, 5, 6))


@pytest.mark.parametrize("day", ["2015-02-28", "2020-02-01", "2024-01-20", "2025-02-01"])
def test_mumbai_trades_on_the_saturdays_its_circulars_name(day: str) -> None:
    mumbai = sessions("XBOM")
    saturday = date.fromisoformat(day)
    assert saturday.weekday() == 5
    assert mumbai.is_session(saturday)
    assert mumbai.rule(saturday) == "override"
    assert not mumbai.is_session(saturday + timedelta(7))


@pytest.mark.parametrize(
    ("name", "code"),
    [("NYSE", "XNYS"), ("nasdaq", "XNYS"), ("krx", "XKRX"), ("xtks", "XTKS"), ("XNYS", "XNYS")],
)
def test_an_exchange_goes_by_its_common_name_in_any_case(name: str, code: str) -> None:
    assert sessions(name) is sessions(code)


def test_days_in_the_wrong_order_are_not_said_to_be_missing() -> None:
    with pytest.raises(
        InputError, match="first day 2025-01-31 comes after the last one 2025-01-24"
    ):
        sessions("XNYS").listing(date(2025, 1, 31), date(2025, 1, 24))
