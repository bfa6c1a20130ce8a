"""The line of stock that words mean, and where news could first be traded on, by labelled cases."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from marketlink.calendars import EXCHANGES, first_tradable, sessions
from marketlink.cli.main import run
from marketlink.companies.directory import directory
from marketlink.companies.link import link_text
from marketlink.companies.names import listings, public, rows, share_lines
from marketlink.events import events_of
from marketlink.reading import read
from marketlink.records.mention import ShareKind

CASES = Path(__file__).parent / "cases"
FLOOR = 0.95


def cases(name):
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


def placed(found):
    if found is None:
        return None
    zone = ZoneInfo(EXCHANGES[_exchange(found.symbol)].zone)
    return f"{found.venue} {found.phase.value} {found.instant.astimezone(zone):%Y-%m-%dT%H:%M}"


def _exchange(symbol):
    from marketlink.calendars import exchange_of

    return exchange_of(symbol)


def lines_of(text, day):
    """The lines that a text is of: a symbol, or kind and firm of one that is not held."""
    return sorted(
        {
            one.symbol if one.kind == "company" else f"line:{one.share}:{one.firm}"
            for one in link_text(text, date.fromisoformat(day)).mentions
            if one.kind in ("company", "line")
        }
    )


def test_statements_on_lines_of_stock_are_of_the_line_they_mean() -> None:
    table = cases("lines.jsonl")
    wrong = [row["id"] for row in table if lines_of(row["text"], row["date"]) != row["want"]]
    assert len(table) >= 60
    assert len(wrong) <= (1 - FLOOR) * len(table), wrong


def test_statements_on_phases_give_day_0_and_the_first_trade() -> None:
    table, wrong = cases("phases.jsonl"), []
    for row in table:
        events = events_of(read(row["text"], row["published"]))
        event = next((one for one in events if one.symbol == row["symbol"]), None)
        found = event and (str(event.day0), placed(event.first_tradable))
        if found != (row["day0"], row["first"]):
            wrong.append(row["id"])
    assert len(table) >= 40
    assert len(wrong) <= (1 - FLOOR) * len(table), wrong


@pytest.mark.parametrize(
    "row", cases("disclosures.jsonl"), ids=lambda row: f"{row['symbol']} {row['day']}"
)
def test_real_disclosures_after_the_close(row) -> None:
    told = datetime.fromisoformat(f"{row['day']}T{row.get('told', '15:31')}:00+09:00")
    evening = datetime.fromisoformat(f"{row['day']}T20:00:00+09:00")
    assert {str(sessions("XKRX").reaction(one)) for one in (told, evening)} == {row["day0"]}
    assert placed(first_tradable(told, row["symbol"])) == row["first"]


TOWNS = {
    "XTKS": "Tokyo", "XHKG": "Hong Kong", "XTAI": "Taipei", "XLON": "London", "XPAR": "Paris",
    "XETR": "Frankfurt", "XAMS": "Amsterdam", "XSWX": "Zurich", "XCSE": "Copenhagen",
}  # fmt: skip


def test_every_receipt_of_the_table_is_told_from_its_home_share() -> None:
    names, wrong, asked = directory(), [], 0
    for firm, found in names.share_lines.items():
        receipts = [one.symbol for one in found if one.share is ShareKind.ADR and one.symbol]
        homes = [one for one in found if one.share is ShareKind.ORDINARY and one.venue in TOWNS]
        if len(receipts) != 1 or len(homes) != 1:
            continue
        told = {
            f"{names.name(firm)}'s ADRs fell 2% on the day.": receipts[0],
            f"{names.name(firm)} rose 2% in {TOWNS[homes[0].venue]}.": homes[0].symbol,
        }
        asked += len(told)
        wrong += [text for text, line in told.items() if lines_of(text, "2026-08-11") != [line]]
    assert asked > 200
    assert len(wrong) <= 0.03 * asked, wrong


def test_a_line_that_is_not_held_dates_no_other() -> None:
    found = read("SK하이닉스의 룩셈부르크 DR은 7일 3% 내렸다.", "2025-05-08T09:00+09:00")
    (mention,) = [one for one in found.mentions if one.kind == "line"]
    assert (mention.symbol, mention.firm, mention.share) == (None, "000660.KS", ShareKind.GDR)
    assert found.subjects == ()
    assert events_of(found) == ()


def test_a_receipt_is_no_line_before_it_was_listed() -> None:
    assert lines_of("SK하이닉스 ADR은 3% 올랐다.", "2026-06-01") == ["line:adr:000660.KS"]
    assert lines_of("SK하이닉스 ADR은 3% 올랐다.", "2026-08-03") == ["SKHY"]


def test_a_users_own_lines_are_read_after_the_shipped_ones(tmp_path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        "firm,symbol,share,label,venue,currency,ratio,from,to,source\n"
        "000660.KS,HYNX.LU,gdr,,XLUX,USD,1,,,my list\n"
    )
    db = tmp_path / "store.duckdb"
    assert run(["companies", "import", str(table), "--db", str(db)]) == 0
    names = directory(tmp_path / "companies")
    found = link_text("SK hynix's GDRs fell 3%.", date(2025, 5, 7), names=names)
    assert found.subjects == ("HYNX.LU",)
    table.write_text("firm,symbol,share\n000660.KS,X,stake\n")
    assert run(["companies", "import", str(table), "--db", str(db)]) == 2


def test_the_table_of_lines_agrees_with_the_listings() -> None:
    table = share_lines(rows("companies", "lines.csv"))
    known = {*listings(), *public()}
    for firm, lines in table.items():
        symbols = [line.symbol for line in lines if line.symbol]
        assert len(symbols) == len(set(symbols)), firm
        assert firm in known, firm
        assert all(line.first <= line.last for line in lines)
        assert all(line.ratio is None or 0.01 <= line.ratio <= 100 for line in lines)
    owners = [line.symbol for lines in table.values() for line in lines if line.symbol]
    assert len(owners) == len(set(owners))


def test_firms_of_the_panel_with_a_receipt_in_new_york_have_their_lines() -> None:
    table = share_lines(rows("companies", "lines.csv"))
    for firm in ("TSM", "UMC", "TM", "SONY", "BABA", "JD", "AZN", "SAP", "005490.KS", "105560.KS"):
        kinds = {line.share for line in table[firm]}
        assert kinds & {ShareKind.ADR, ShareKind.DUAL}, firm
        assert ShareKind.ORDINARY in kinds, firm


def test_listings_of_public_lists_are_known_by_symbol_and_by_name() -> None:
    assert len(directory().listings) > 10_365
    assert link_text("Gogo Inc. (GOGO) rose 3%.").subjects == ("GOGO",)
    assert link_text("What is Ethereum (ETH)?").subjects == ()
    assert link_text("Option Activity: PINS, SKX, AA").subjects == ("PINS", "SKX", "AA")
    assert link_text("FTSE 100 LIVE: stocks rise").subjects == ()
    assert link_text("Apogee (APOG) fell 3%.").subjects == ("APOG",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("BofA sticks with Apple Buy call", ("AAPL",)),
        ("Goldman Sachs says oil may fall below $60", ()),
        ("Goldman Sachs says it will cut jobs", ("GS",)),
        ("Snowflake named a Leader in the 2025 Gartner Magic Quadrant", ("SNOW",)),
        ("TubeMogul, Uber alums launch a startup", ()),
        ("Cramer Recommends Apple", ("AAPL",)),
        ("Amazon: 2 Reasons Not To Get Too Excited", ("AMZN",)),
        ("Amazon has a rare sale on official iPhone cases", ("AMZN",)),
        ("H-P to Pay $108M", ("HPQ",)),
        ("JPMorganChase raises its dividend", ("JPM",)),
        ("Naomi Campbell walked in Milan.", ()),
        ("Emerson College opened a dorm.", ()),
        ("Kia won after nine innings.", ()),
        ("미국AMD 주가가 3% 올랐다.", ("AMD",)),
    ],
)
def test_who_speaks_is_a_source_and_who_opens_a_headline_is_named(text, wanted) -> None:
    assert link_text(text).subjects == wanted
