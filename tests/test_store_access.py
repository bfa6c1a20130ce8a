"""One opening of a store for the steps of a command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from marketlink.errors import DatabaseBusy, InputError, StoreError
from marketlink.store import Store, StoreAccess

WRITER = """
import sys
from pathlib import Path
from marketlink.store import Store
with Store.open(Path(sys.argv[1]), "write", 0) as store, store.writing("symbol") as con:
    con.execute("update symbol set name = 'another' where symbol = 'NVDA'")
"""


def written_by_another(path) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 or "DatabaseBusy" in done.stderr, done.stderr
    return done.returncode == 0


def name_of(access) -> str:
    with access.reading() as store:
        return store.con.execute("select name from symbol where symbol = 'NVDA'").fetchall()[0][0]


def test_steps_of_a_command_share_one_opening(excerpt_store):
    with StoreAccess(excerpt_store) as access:
        with access.reading() as one, access.reading() as inner:
            assert one is inner
        with access.reading() as two:
            assert two is one
    with access.reading() as three:
        assert three is not one


def test_what_is_read_alone_is_let_go_of(excerpt_store):
    access = StoreAccess(excerpt_store)
    before = name_of(access)
    assert written_by_another(excerpt_store)
    assert name_of(access) == "another" != before


def test_nobody_writes_while_a_command_reads_and_everybody_once_it_let_go(excerpt_store):
    with StoreAccess(excerpt_store) as access:
        name_of(access)
        assert not written_by_another(excerpt_store)
        access.release()
        assert written_by_another(excerpt_store)
        assert name_of(access) == "another"


def test_a_step_that_writes_has_the_file_to_itself(excerpt_store):
    with StoreAccess(excerpt_store) as access:
        before = name_of(access)
        with access.writing() as store, store.writing("symbol") as con:
            con.execute("update symbol set name = 'changed' where symbol = 'NVDA'")
        assert name_of(access) == "changed" != before


def test_an_error_ends_the_opening_and_is_told_as_the_stores_own(excerpt_store):
    with StoreAccess(excerpt_store) as access:
        with pytest.raises(StoreError, match="no_such_table"), access.reading() as store:
            store.con.execute("from no_such_table")
        with access.reading() as again:
            assert again is not store
        with pytest.raises(InputError), access.reading():
            raise InputError("Something else")
        assert name_of(access)


def test_a_store_that_is_held_is_busy_for_a_step_as_for_a_command(excerpt_store):
    with (
        Store.open(excerpt_store, "write"),
        StoreAccess(excerpt_store, 0) as access,
        pytest.raises(DatabaseBusy),
    ):
        name_of(access)
