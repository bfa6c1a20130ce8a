"""What a case copies out of the store, and the digest of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb
import pytest

from marketlink.pipeline.snapshot import take
from marketlink.store import Store, StoreAccess

SYMBOLS, EXCHANGES = ["NVDA", "^GSPC"], ["XNYS"]


def digest(path, symbols=SYMBOLS, **more) -> str:
    return take(StoreAccess(path), symbols, EXCHANGES, **more).digest


def changed(path, statement, *values) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute(statement, list(values))


def test_the_digest_is_of_what_was_copied_in_any_order_of_asking(excerpt_store):
    assert digest(excerpt_store) == digest(excerpt_store, [*reversed(SYMBOLS), "NVDA", "not held"])
    assert digest(excerpt_store) != digest(excerpt_store, ["NVDA"])
    assert digest(excerpt_store) != digest(excerpt_store, as_of=date(2025, 1, 27))
    later = datetime(2030, 1, 1, tzinfo=UTC)
    before = digest(excerpt_store)
    changed(excerpt_store, "update history set vintage = ?", later)
    assert digest(excerpt_store) == before  # when a bar was fetched is not part of what it says


@pytest.mark.parametrize(
    "statement",
    [
        "update raw_bar set close = close * (1 + 1e-15) where session = '2025-01-27'",
        "update raw_bar set volume = null where session = '2025-01-27'",
        "update symbol set name = name || ' ' where symbol = 'NVDA'",
        "update symbol set valid_to = '2030-01-01' where symbol = 'NVDA'",
        "update session set open = open + interval 1 second where idx = 9000",
        "delete from action where symbol = 'NVDA'",
        "insert into flag values ('NVDA', '2025-01-27', 'spike', 'skip', 'made')",
    ],
)
def test_the_digest_tells_every_change_of_what_was_copied(excerpt_store, statement):
    before = digest(excerpt_store)
    changed(excerpt_store, statement)
    assert digest(excerpt_store) != before


def test_prices_are_those_of_the_view_and_none_later_than_asked(excerpt_store):
    found = take(StoreAccess(excerpt_store), SYMBOLS, EXCHANGES, as_of=date(2025, 1, 27))
    ours = found.con.execute("from price order by all").fetchall()
    assert ours == found.con.execute("from main.price order by all").fetchall()
    with Store.open(excerpt_store) as store:
        asked = "from price where list_contains(?, symbol) and session <= ? order by all"
        held = store.con.execute(asked, [SYMBOLS, date(2025, 1, 27)]).fetchall()
    assert len(ours) == len(held) > 100
    assert max(row[1] for row in ours) == date(2025, 1, 27) == found.listings["NVDA"].last
