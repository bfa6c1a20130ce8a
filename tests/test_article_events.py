"""A study of the kept articles: which events it takes, what it leaves out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from marketlink.calendars import sessions
from marketlink.cli.main import run
from marketlink.config import Settings
from marketlink.errors import InputError
from marketlink.flow.article_events import EventGroup, Fold, Query, events_file, parse
from marketlink.news.archive import Archive
from marketlink.records.price import History, Listing, RawBar
from marketlink.sources.raw import RawArticle
from marketlink.store import Store

DAYS = [day for day in sessions("XNYS").days if date(2023, 6, 1) <= day <= date(2025, 3, 31)]
TOLD = [
    ("Nvidia profit beats forecasts in the quarter", "2025-01-27T10:00:00-05:00"),
    ("Nvidia wins a supply contract from a car maker", "2025-01-27T11:00:00-05:00"),
    ("Nvidia shares fell 17% on January 27", "2025-02-06T10:00:00-05:00"),
    ("AMD profit misses forecasts in the quarter", "2025-01-28T10:00:00-05:00"),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    made = Settings(tmp_path_factory.mktemp("events") / "m.duckdb", offline=True)
    draw = np.random.default_rng(5)
    with Store.open(made.db, "write") as store:
        histories = []
        for symbol in ("^GSPC", "NVDA", "AMD"):
            closes = 100 * np.cumprod(1 + draw.normal(0, 0.01, len(DAYS)))
            bars = tuple(
                RawBar(day, close=float(c), adj_close=float(c))
                for day, c in zip(DAYS, closes, strict=True)
            )
            listing = Listing(symbol, "XNYS", "USD", basis="total")
            histories.append(History(listing, "test", datetime(2025, 4, 1, tzinfo=UTC), bars))
        store.merge(histories)
        with store.writing("session"):
            store.write_sessions(sessions("XNYS"))
    raws = [RawArticle("x", text.encode(), published=at) for text, at in TOLD]
    Archive.beside(made.db).add(raws)
    return made


def events_of(settings, query):
    import duckdb

    with events_file(settings, query) as (events, chosen):
        rows = duckdb.sql(f"select symbol, date, \"group\" from '{events}' order by all").fetchall()
    return rows, chosen


def test_events_are_one_a_company_story_and_session_or_one_a_day(settings):
    rows, chosen = events_of(settings, Query())
    nvidia = [row for row in rows if row[0] == "NVDA"]
    assert nvidia == [("NVDA", date(2025, 1, 27), "all")] * 2
    assert (chosen.size, chosen.hindsight) == (len(rows), 1)
    folded, counts = events_of(settings, Query(fold=Fold.DAY))
    assert [row[:2] for row in folded if row[0] == "NVDA"] == [("NVDA", date(2025, 1, 27))]
    assert counts.folded == len(rows) - len(folded)
    with_late, _ = events_of(settings, Query(hindsight=True))
    assert len(with_late) == len(rows) + 1


def test_a_query_narrows_and_groups(settings):
    rows, _ = events_of(settings, parse("company=NVDA kind=earnings group=topic"))
    assert rows == [("NVDA", date(2025, 1, 27), "earnings")]
    rows, _ = events_of(settings, parse("text=CONTRACT group=year"))
    assert rows == [("NVDA", date(2025, 1, 27), "2025")]
    rows, _ = events_of(settings, parse("period=2025-01-28:2025-01-28 group=symbol"))
    assert {row[0] for row in rows} == {"AMD"}
    with pytest.raises(InputError, match="No event of the kept articles"):
        events_of(settings, parse("company=IBM"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("NVDA", "no part of a query"),
        ("kind=gossip", "No kind of story"),
        ("period=2025-99-01:", "cannot be read"),
        ("group=colour", r"'colour' is no group\. Try: topic, direction, symbol, year, none"),
        ("fold=week", r"no fold\. Try: story, day"),
        ("text='open", "cannot be read"),
    ],
)
def test_a_query_that_cannot_be_read_is_one_sentence(text, why):
    with pytest.raises(InputError, match=why):
        parse(text)


def test_a_query_is_read_as_typed():
    assert parse("company=NVDA,AMD period=2025-01-01: text='data center' fold=day") == Query(
        company=("NVDA", "AMD"), first=date(2025, 1, 1), text="data center", group=EventGroup.NONE,
        fold=Fold.DAY,
    )  # fmt: skip


def test_the_command_studies_what_is_kept_with_prices_of_the_store(settings, tmp_path, capsys):
    asked = ["study", "--articles", "group=direction", "--db", str(settings.db)]
    assert run([*asked, "--out", str(tmp_path / "out"), "--threads", "1"]) == 0
    told = capsys.readouterr()
    assert "events of the kept articles; left out: 1 reported after the session" in told.err
    assert " ok" in told.err
    assert (tmp_path / "out" / "cars.csv").exists()
    assert run(["study", "--db", str(settings.db)]) == 2
    assert run(["study", "--events", "e.csv", "--db", str(settings.db)]) == 2


def test_an_import_is_studied_in_the_same_command(settings, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    day = DAYS[-30] + timedelta(0)
    (tmp_path / "wire.csv").write_text(f"title,date\nAMD wins a contract,{day}T10:00:00-05:00\n")
    asked = ["articles", "import", "wire.csv", "--study", "out", "--db", str(settings.db)]
    assert run([*asked, "--workers", "1"]) == 0
    assert "1 event: 1 ok" in capsys.readouterr().err
    assert (tmp_path / "out" / "events.csv").exists()
