"""The Parquet record, rebuilding from it, and what the store says where it cannot go on."""

from __future__ import annotations

import os
import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from marketlink import disk
from marketlink.errors import StoreError
from marketlink.prices.load import ensure_excerpt
from marketlink.records.price import Action, Flag, History, Listing, RawBar
from marketlink.store import Store
from marketlink.store.connect import explain, memory
from marketlink.store.record import KEEP, TABLES

DAY = date(2025, 3, 3)
FETCHED = datetime(2025, 3, 20, tzinfo=UTC)


def history(first, *closes, whole=False, symbol="ABC", **more):
    bars = [RawBar(DAY + timedelta(first + n), close=close) for n, close in enumerate(closes)]
    return History(
        Listing(symbol, "XNYS", "USD"), "test", FETCHED, tuple(bars), whole=whole, **more
    )


def contents(path):
    with Store.open(path) as store:
        return {
            table: sorted(store.con.execute(f"select * from {table}").fetchall(), key=str)
            for table in TABLES
        }


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "marketlink.duckdb"
    with Store.open(path, "write") as store:
        ensure_excerpt(store)
        flag = Flag("ABC", DAY, "stale-close", "flag", "repeated")
        store.merge([history(0, 10.0, 11.0, 12.0, flags=(flag,)), history(0, 5.0, symbol="XYZ")])
        store.merge([history(1, 11.0, 12.0, 13.0)])
        store.merge(
            [history(0, 1.0, 1.1, 1.2, 1.3, whole=True, actions=(Action(DAY, "split", 10),))]
        )
        store.merge([history(3, 1.3, 1.4)])
    return path


def test_a_lost_file_is_rebuilt_equal_from_the_record_and_said(path, caplog):
    before = contents(path)
    path.unlink()
    with Store.open(path) as store:
        assert len(store.notices) == 1
        assert "was gone and was rebuilt from marketlink.parquet" in store.notices[0]
    assert "rebuilt" in caplog.text
    assert contents(path) == before
    assert len(before["raw_bar"]) == 3732 + 5 + 1
    assert len(before["price_revision"]) == 1


@pytest.mark.parametrize("offset", [0, 4096, 4200, 8200])
def test_a_damaged_file_is_set_aside_and_rebuilt(path, offset):
    before = contents(path)
    with path.open("r+b") as handle:
        handle.seek(offset)
        handle.write(bytes(range(64)))
    damaged = path.read_bytes()
    with Store.open(path, "write") as store:
        assert "could not be read" in store.notices[0]
    assert contents(path) == before
    (aside,) = path.parent.glob("marketlink.duckdb.broken-*")
    assert aside.read_bytes() == damaged


def test_a_truncated_file_is_rebuilt(path):
    before = contents(path)
    os.truncate(path, 5000)
    with Store.open(path) as store:
        assert store.notices
    assert contents(path) == before


def test_damage_met_while_reading_is_repaired_for_the_next_command(path):
    before, intact = contents(path), path.read_bytes()
    said = []
    for offset in range(290_000, len(intact) - 64, 90_000):
        path.write_bytes(intact[:offset] + bytes(64) + intact[offset + 64 :])
        try:
            contents(path)
        except StoreError as error:
            said.append(str(error))
        assert contents(path) == before
        if said:
            break
    assert said
    assert all("was rebuilt" in text and "the same command again" in text for text in said)


def test_a_damaged_file_without_a_record_is_left_as_it_is(path):
    shutil.rmtree(path.with_suffix(".parquet"))
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match="cannot be read as a store"):
        Store.open(path, "write")
    assert path.read_bytes() == b"not a database" * 1000


def test_a_removed_record_is_written_again_whole(path):
    before = contents(path)
    shutil.rmtree(path.with_suffix(".parquet"))
    with Store.open(path, "write") as store:
        store.merge([history(4, 1.4, 1.5)])
    before_rebuild = contents(path)
    assert len(before_rebuild["raw_bar"]) == len(before["raw_bar"]) + 1
    path.unlink()
    assert contents(path) == before_rebuild


def test_many_batches_are_folded_into_one(path):
    with Store.open(path, "write") as store:
        for n in range(5, 5 + KEEP):
            store.merge([history(n - 1, round(1 + n / 10 - 0.1, 10), round(1 + n / 10, 10))])
        used = store.record.sound().batches
        assert used[0].whole
        assert len(used) <= KEEP
        assert used[0].number > KEEP
        assert len(store.record.numbers()) <= 2 * KEEP
    before = contents(path)
    path.unlink()
    assert contents(path) == before


def test_a_batch_that_never_committed_leaves_nothing(path):
    before = contents(path)
    with (
        pytest.raises(RuntimeError),
        Store.open(path, "write") as store,
        store.writing("action") as con,
    ):
        con.execute("delete from action")
        raise RuntimeError
    assert contents(path) == before
    assert not list(path.with_suffix(".parquet").glob("*.pending"))


def test_a_kill_between_commit_and_rename_is_settled_by_the_next_writer(path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("marketlink.store.record.Record.settle", lambda *_: None)
        with Store.open(path, "write") as store:
            store.merge([history(4, 1.4, 1.5)])
    folder = path.with_suffix(".parquet")
    assert len(list(folder.glob("*.pending"))) == 1
    before = contents(path)
    Store.open(path, "write").close()
    assert not list(folder.glob("*.pending"))
    path.unlink()
    assert contents(path) == before


def test_an_older_database_file_is_brought_up_to_its_record(path, tmp_path):
    old = tmp_path / "old"
    shutil.copy(path, old)
    with Store.open(path, "write") as store:
        store.merge([history(4, 1.4, 1.5)])
    before = contents(path)
    shutil.copy(old, path)
    with Store.open(path) as store:
        assert "was behind its record" in store.notices[0]
    assert contents(path) == before


def test_a_full_disk_is_one_sentence_and_an_intact_store(path, monkeypatch):
    before = contents(path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("marketlink.store.record.Record.write", full)
    says = "The disk is full. Try: freeing space"
    with pytest.raises(StoreError, match=says), Store.open(path, "write") as store:
        store.merge([history(4, 1.4, 1.5)])
    monkeypatch.undo()
    assert contents(path) == before


def test_a_commit_that_fails_is_one_sentence_and_leaves_nothing_pending(path, monkeypatch):
    before = contents(path)

    class Failing:
        def __init__(self, con):
            self.con = con

        def commit(self):
            self.con.rollback()
            raise duckdb.IOException("Cannot open file: Permission denied")

        def __getattr__(self, name):
            return getattr(self.con, name)

    with pytest.raises(StoreError, match="Permission denied"), Store.open(path, "write") as store:
        store.con = Failing(store.con)
        store.merge([history(4, 1.4, 1.5)])
    assert contents(path) == before
    assert not list(path.with_suffix(".parquet").glob("*.pending"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_duckdb_words_for_a_full_disk_are_known(path):
    con = memory()
    with pytest.raises(duckdb.Error) as caught:
        con.execute("copy (from range(100_000)) to '/dev/full' (format csv)")
    assert "The disk is full" in str(explain(caught.value, path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="Permission denied"):
        Store.open(tmp_path / "marketlink.duckdb", "write")
    tmp_path.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(tmp_path / "file" / "marketlink.duckdb", "write")


def test_random_damage_never_gives_wrong_rows(path):
    before = contents(path)
    draw = random.Random(5)
    intact = path.read_bytes()
    for _ in range(4):
        broken = bytearray(intact)
        at = draw.randrange(len(broken) - 512)
        broken[at : at + 512] = draw.randbytes(512)
        path.write_bytes(broken)
        try:
            found = contents(path)
        except StoreError:
            found = contents(path)
        assert found == before
        for aside in path.parent.glob("*.broken-*"):
            aside.unlink()


def flipped(file, at):
    content = bytearray(file.read_bytes())
    content[at] ^= 1 << (at % 8)
    file.write_bytes(content)


def test_a_flipped_bit_in_the_record_is_told_and_the_rest_is_kept(path):
    latest = max(path.with_suffix(".parquet").glob("[0-9]*"))
    with Store.open(path) as store:
        before = [bar.close for bar in store.bars("ABC")]
    path.unlink()
    flipped(latest / "raw_bar.parquet", 40)
    with Store.open(path) as store:
        assert f"{latest.name}/raw_bar.parquet is damaged" in store.notices[0]
        assert "is missing, and a refresh brings back" in store.notices[0]
        assert [bar.close for bar in store.bars("ABC")] == before[:-1]
    assert latest.with_name(f"{latest.name}.damaged").is_dir()
    with Store.open(path) as store:
        assert not store.notices


@pytest.mark.parametrize("name", ["batch.json", "raw_bar.parquet"])
def test_a_file_that_is_gone_from_the_record_is_told(path, name):
    latest = max(path.with_suffix(".parquet").glob("[0-9]*"))
    path.unlink()
    (latest / name).unlink()
    with Store.open(path) as store:
        assert f"{latest.name}/{name}" in store.notices[0]


def test_a_last_batch_that_is_gone_is_told(path):
    latest = max(path.with_suffix(".parquet").glob("[0-9]*"))
    path.unlink()
    shutil.rmtree(latest)
    with Store.open(path) as store:
        assert f"{latest.name} to {latest.name} are missing" in store.notices[0]


def test_a_record_that_lags_makes_the_next_batch_whole(path):
    shutil.rmtree(max(path.with_suffix(".parquet").glob("[0-9]*")))
    with Store.open(path, "write") as store:
        assert not store.in_step()
        store.merge([history(4, 1.4, 1.5)])
        assert store.in_step()
    before = contents(path)
    path.unlink()
    assert contents(path) == before


def test_without_a_sound_whole_batch_nothing_is_invented(path):
    folder = path.with_suffix(".parquet")
    path.unlink()
    flipped(folder / "000001" / "raw_bar.parquet", 1000)
    names = sorted(str(file) for file in folder.rglob("*"))
    with pytest.raises(StoreError, match=r"000001/raw_bar\.parquet is damaged"):
        Store.open(path)
    assert sorted(str(file) for file in folder.rglob("*") if file.name != "lock") == names


def test_a_damaged_generation_falls_back_to_the_one_before(path):
    with Store.open(path, "write") as store:
        for n in range(5, 5 + KEEP):
            store.merge([history(n - 1, round(1 + n / 10 - 0.1, 10), round(1 + n / 10, 10))])
        whole = store.record.sound().batches[0].number
    assert whole > KEEP
    path.unlink()
    flipped(path.with_suffix(".parquet") / f"{whole:06d}" / "history.parquet", 5)
    with Store.open(path) as store:
        assert f"committed after batch {whole - 1}" in store.notices[0]
        assert store.bars("ABC")


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links as on POSIX")
def test_a_lock_never_follows_a_link(path, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (path.with_suffix(".parquet") / "lock").symlink_to(precious)
    path.unlink()
    with pytest.raises(StoreError, match="It is a link"):
        Store.open(path)
    assert precious.read_text() == "kept"


def test_files_have_the_mode_of_the_users_umask(tmp_path):
    before = os.umask(0o077)
    try:
        disk.replace(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    disk.replace(tmp_path / "a", b"y")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~before
    assert [file.name for file in tmp_path.iterdir()] == ["a"]


def test_damage_in_what_was_replaced_is_told_and_nothing_is_missing(path):
    with Store.open(path, "write") as store:
        for n in range(5, 5 + KEEP):
            store.merge([history(n - 1, round(1 + n / 10 - 0.1, 10), round(1 + n / 10, 10))])
    before = contents(path)
    path.unlink()
    flipped(path.with_suffix(".parquet") / "000002" / "raw_bar.parquet", 9)
    with Store.open(path) as store:
        assert "replace: nothing is missing" in store.notices[0]
    assert contents(path) == before
