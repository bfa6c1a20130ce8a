"""Days and instants of event and price files, in the forms that programs write them."""

from __future__ import annotations

import pytest
from study_files import outcomes, study, write

from marketlink.errors import InputError
from marketlink.store import scratch
from marketlink.study.files import read_events, read_prices


def _event(tmp_path, cell):
    path = tmp_path / "e.csv"
    path.write_text(f'event_id,symbol,date\nx,NVDA,"{cell}"\n')
    con = scratch()
    notes = read_events(con, path)
    row = con.execute("select date::varchar, instant::varchar, problem from input_event")
    return row.fetchall()[0], notes


@pytest.mark.parametrize(
    "cell",
    ["20221125T120000Z", "20221125T1200Z", "20221125T12:00:00Z", "20221125 120000 UTC",
     "20221125T210000+0900", "20221125T070000-05", "2022-11-25T12Z", "2022-11-25T12:00:00,0Z",
     "2022-11-25 07:00:00 -0500", "2022-11-25T07:00:00−05:00", "2022-11-25 12:00:00 GMT",
     "2022-11-25T1200Z", "2022-11-25T120000Z", "2022年11月25日 21:00+09:00",
     "2022-11-25T07:00:00-05:00[America/New_York]", "Fri, 25 Nov 2022 12:00:00 GMT"],
)  # fmt: skip
def test_an_instant_in_any_iso_or_mail_form_is_read(cell, tmp_path):
    (_, instant, problem), _ = _event(tmp_path, cell)
    assert (instant, problem) == ("2022-11-25 12:00:00+00", None)


@pytest.mark.parametrize(
    "cell",
    ["20221125T120000", "20221125120000", "202211251200", "25NOV2022:12:00:00",
     "2022-11-25T12:00:00[America/New_York]"],
)  # fmt: skip
def test_a_clock_without_an_offset_is_naive_in_any_form(cell, tmp_path):
    assert _event(tmp_path, cell)[0][1:] == (None, "naive_instant")


@pytest.mark.parametrize(
    "cell",
    ["2025-01-27T16:30:00+25:00", "20221325T120000Z", "20221125T250000Z", "1737936000000",
     "2025-01-27T16:30:00-13:00"],
)  # fmt: skip
def test_what_is_no_instant_is_not_read_as_one(cell, tmp_path):
    assert _event(tmp_path, cell)[0][1:] == (None, "bad_date")


def test_integer_days_that_became_floats_are_days(tmp_path):
    assert _event(tmp_path, "20250127.0")[0] == ("2025-01-27", None, None)


def test_days_that_a_spreadsheet_counted_are_read_and_told(tmp_path):
    row, notes = _event(tmp_path, "45684")
    assert row == ("2025-01-27", None, None)
    assert notes == ["days such as 45684 are read as a spreadsheet counts them: 2025-01-27"]
    prices = write(tmp_path / "p.csv", "symbol,date,close", [("AAA", "45684", "1")])
    con = scratch()
    assert read_prices(con, prices) == notes
    assert str(con.execute("select session from input_price").fetchall()[0][0]) == "2025-01-27"


def test_counted_days_of_which_the_first_cannot_be_told_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"From when the days .* are counted cannot be told"):
        _event(tmp_path, "23767")


def test_compact_stamps_of_prices_are_days(tmp_path):
    rows = [("AAA", "20250127T000000Z", "1"), ("AAA", "20250128T160000", "2")]
    con = scratch()
    read_prices(con, write(tmp_path / "p.csv", "symbol,date,close", rows))
    found = con.execute("select session::varchar from input_price order by 1").fetchall()
    assert found == [("2025-01-27",), ("2025-01-28",)]


def test_an_event_without_a_time_that_can_be_placed_shows_no_day_0(tmp_path):
    bars = [("NVDA", f"2025-01-{day}", "1") for day in (27, 28, 29)]
    events = [
        ("old", "NVDA", "1890-01-02", ""), ("naive", "NVDA", "2025-01-27", "2025-01-27 16:30"),
        ("wrong", "NVDA", "2025-01-27", "2025-01-27T16:30:00+25:00"),
        ("fine", "NVDA", "2025-01-27", ""),
    ]  # fmt: skip
    _, tabled = study(tmp_path, events, bars, header="event_id,symbol,date,instant")
    assert outcomes(tabled) == {
        "old": "outside_calendar", "naive": "naive_instant", "wrong": "bad_date",
        "fine": "no_benchmark",
    }  # fmt: skip
    shown = {row["event_id"]: (row["day0"], row["rule"]) for row in tabled["events"]}
    assert shown.pop("fine") == ("2025-01-27", "day: its own session")
    assert set(shown.values()) == {("", "")}


@pytest.mark.parametrize(
    ("clock", "instant", "problem"),
    [("16:30:00", None, "naive_instant"), ("4:30 PM", None, "naive_instant"),
     ("amc", None, "naive_instant"), ("163000", None, "naive_instant"),
     ("16:30:00-05:00", "2025-01-27 21:30:00+00", None), ("21:30Z", "2025-01-27 21:30:00+00", None),
     ("00:00:00", None, None), ("", None, None)],
)  # fmt: skip
def test_a_time_of_day_in_a_column_of_its_own_is_not_passed_over(clock, instant, problem, tmp_path):
    path = write(tmp_path / "e.csv", "symbol,date,time", [("NVDA", "2025-01-27", clock)])
    con = scratch()
    read_events(con, path)
    found = con.execute("select date::varchar, instant::varchar, problem from input_event")
    assert found.fetchall() == [("2025-01-27", instant, problem)]
