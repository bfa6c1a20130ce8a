"""Which stock is meant by a name, and two lines of one issuer's stock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from shutil import copytree

import numpy as np
import pytest

from marketlink.calendars import sessions
from marketlink.companies.issuer import issuers, lines_of
from marketlink.config import Settings
from marketlink.explain import explain
from marketlink.explain.names import symbols_of
from marketlink.flow.article_events import Fold, Query, events_file
from marketlink.flow.correlate import correlate
from marketlink.flow.readings import bring_up
from marketlink.flow.series import NewsSeries
from marketlink.news.archive import Archive
from marketlink.records.price import History, Listing, RawBar
from marketlink.sources.raw import RawArticle
from marketlink.store import Store, StoreAccess

DAYS = [day for day in sessions("XNYS").days if date(2023, 6, 1) <= day <= date(2025, 3, 31)]
JUMP = date(2025, 2, 5)
TOLD = (
    (
        "Google parent Alphabet's profit misses forecasts in the quarter",
        "2025-02-04T16:05:00-05:00",
    ),
    ("Alphabet (NASDAQ: GOOG) wins a contract from a car maker", "2025-02-20T10:00:00-05:00"),
    ("Nvidia wins a supply contract from a car maker", "2025-02-21T11:00:00-05:00"),
)


@pytest.mark.parametrize(
    ("symbol", "lines"),
    [("GOOG", {"GOOG", "GOOGL"}), ("BRK-A", {"BRK-A", "BRK-B"}),
     ("FWONK", {"FWONA", "FWONB", "FWONK"}),
     ("005935.KS", {"005935.KS", "005930.KS", "SSNLF", "SMSN.IL"}), ("NVDA", {"NVDA"})],
)  # fmt: skip
def test_the_lines_of_an_issuer_are_told_from_any_of_them(symbol, lines):
    assert lines_of(symbol)[0] == symbol
    assert set(lines_of(symbol)) == lines


def test_a_user_s_own_lines_count(tmp_path):
    header = "firm,symbol,share,label,venue,currency,ratio,from,to,source"
    (tmp_path / "lines.csv").write_text(f"{header}\nAAA,AAA-B,class,B,XNYS,USD,1,,,mine\n")
    assert lines_of("AAA-B", tmp_path) == ("AAA-B",)
    assert issuers(tmp_path)["AAA-B"] == "AAA"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    made = Settings(tmp_path_factory.mktemp("issuer") / "m.duckdb", offline=True)
    draw = np.random.default_rng(5)
    market, firm = draw.normal(0, 0.01, (2, len(DAYS)))
    firm[DAYS.index(JUMP)] = -0.15
    with Store.open(made.db, "write") as store:
        histories = []
        for symbol in ("^GSPC", "GOOG", "GOOGL"):
            own = 0 if symbol == "^GSPC" else firm + draw.normal(0, 0.0005, len(DAYS))
            closes = 100 * np.cumprod(1 + market + own)
            bars = tuple(
                RawBar(day, close=float(c), adj_close=float(c))
                for day, c in zip(DAYS, closes, strict=True)
            )
            listing = Listing(symbol, "XNYS", "USD", basis="total")
            histories.append(History(listing, "test", datetime(2025, 4, 1, tzinfo=UTC), bars))
        store.merge(histories)
        with store.writing("session"):
            store.write_sessions(sessions("XNYS"))
    raws = [RawArticle("x", text.encode(), title=text, published=at) for text, at in TOLD]
    Archive.beside(made.db).add(raws)
    bring_up(StoreAccess.of(made))
    return made


@pytest.mark.parametrize("symbol", ["GOOG", "GOOGL"])
def test_both_lines_are_explained_by_what_names_one(settings, symbol):
    found = explain(symbol, settings)
    assert found.searched.naming == 2
    (moved,) = found.sessions
    assert moved.move.session == JUMP
    assert moved.candidates[0].title == TOLD[0][0]


def test_both_lines_have_the_same_flow(settings, tmp_path):
    copytree(settings.db.parent, tmp_path / "store")
    copied = Settings(tmp_path / "store" / settings.db.name, offline=True)
    names = ("AMD", "Alphabet", "AMD", "AMD", "Alphabet (NASDAQ: GOOG)", "Intel", "AMD")
    others = [
        RawArticle("x", f"{names[n % 7]} has order {n}".encode(), published=f"{day}T10:00:00-05:00")
        for n, day in enumerate(DAYS[-200:-60])
    ]
    Archive.beside(copied.db).add(others)
    news = (NewsSeries.ARTICLES, NewsSeries.STORIES, NewsSeries.SHARE)
    one, other = (correlate(symbol, copied, news=news) for symbol in ("GOOG", "GOOGL"))
    assert [day.articles for day in one.days] == [day.articles for day in other.days]
    assert one.naming == 2 + 2 * 20
    assert [pair.association.lags[5].n for pair in one.pairs] == [143] * 6
    assert one.pairs[2].association.lags[5].r == pytest.approx(
        other.pairs[2].association.lags[5].r, abs=0.05
    )


def test_a_study_has_one_event_a_company_on_the_line_asked_for(settings):
    import duckdb

    def events(*company, fold=Fold.STORY):
        with events_file(settings, Query(company=company, fold=fold)) as (file, selection):
            rows = duckdb.sql(f"select symbol, date from '{file}' order by all").fetchall()
        assert selection.size == len(rows)
        return rows

    days = [JUMP, date(2025, 2, 20)]
    assert events("GOOG") == [("GOOG", day) for day in days]
    assert events("GOOGL") == [("GOOGL", day) for day in days]
    assert events("GOOGL", "GOOG", "NVDA") == [
        ("GOOGL", days[0]), ("GOOGL", days[1]), ("NVDA", date(2025, 2, 21)),
    ]  # fmt: skip
    assert events("GOOG", fold=Fold.DAY) == events("GOOG")
    assert [one for one in events() if one[0] != "NVDA"] == [("GOOG", days[1]), ("GOOGL", days[0])]


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("카카오", "035720.KS"), ("Apple", "AAPL"), ("KT", "030200.KS"),
     ("삼성전자", "005930.KS"), ("NVDA", "NVDA"), ("nobody's", "NOBODY'S")],
)  # fmt: skip
def test_a_name_typed_alone_is_a_company_s_whatever_it_means_in_a_text(tmp_path, name, symbol):
    assert symbols_of(StoreAccess(tmp_path / "none.duckdb"), [name]) == (symbol,)
