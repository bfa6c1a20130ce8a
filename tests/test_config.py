from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketlink.cli.main import cli
from marketlink.config import KEYS, load, secret
from marketlink.errors import InputError

pytestmark = pytest.mark.fast


@pytest.fixture(autouse=True)
def _empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_every_default_has_an_origin() -> None:
    settings = load()
    assert set(settings.origins) == set(KEYS)
    assert set(settings.origins.values()) == {"default"}


def test_flag_beats_environment_beats_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("marketlink.toml").write_text('lang = "ko"\nmodel = "market"\nreports = "a"\n')
    monkeypatch.setenv("MARKETLINK_LANG", "en")
    monkeypatch.setenv("MARKETLINK_REPORTS", "b")
    settings = load(flags={"reports": Path("c"), "db": None})
    assert (settings.lang, settings.reports) == ("en", Path("c"))
    assert settings.origins["lang"] == "environment"
    assert settings.origins["reports"] == "flag"
    assert settings.origins["model"] == "marketlink.toml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('langg = "ko"', "Try: lang"),
        ("offline = 3", "true or false"),
        ("source_pace_seconds = -1", "not negative"),
        ("sources = 'yahoo'", "a list of texts"),
        ("= broken", "not valid TOML"),
        ("[source_of]\nNVDA = 3", "a table of texts"),
        ("lock_wait_seconds = inf", "at most 1000000"),
        ("refresh_delay_minutes = 99999999999999999999", "at most 1000000"),
        ("source_timeout_seconds = 0", "must be above 0"),
        ('lang = "fr"', "lang .* must be ko or en"),
        ("[keys]\nKRX_API_KEY = 77", "must be a table of texts"),
        ('keys = "OPENDART"', "must be a table of texts"),
    ],
)
def test_bad_files_get_one_sentence(text: str, words: str) -> None:
    Path("marketlink.toml").write_text(text)
    with pytest.raises(InputError, match=words):
        load()


def test_bad_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETLINK_OFLINE", "1")
    with pytest.raises(InputError, match="Try: offline"):
        load()
    monkeypatch.delenv("MARKETLINK_OFLINE")
    monkeypatch.setenv("MARKETLINK_OFFLINE", "maybe")
    with pytest.raises(InputError, match="neither true nor false"):
        load()


def test_lists_and_tables_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKETLINK_SOURCES", "files, yahoo")
    monkeypatch.setenv("MARKETLINK_BENCHMARKS", "XNYS=^IXIC,XKRX=^KQ11")
    settings = load()
    assert settings.sources == ("files", "yahoo")
    assert settings.benchmarks == {"XNYS": "^IXIC", "XKRX": "^KQ11"}


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No configuration file"):
        load(tmp_path / "missing.toml")


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    Path("marketlink.toml").write_text('db = "~/a.duckdb"\n')
    monkeypatch.setenv("MARKETLINK_REPORTS", "~/reports")
    settings = load()
    assert (settings.db, settings.reports) == (tmp_path / "a.duckdb", tmp_path / "reports")


def test_what_cannot_be_meant_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"must be a file, not '\.'"):
        load(flags={"db": Path()})
    monkeypatch.setenv("MARKETLINK_SOURCE_OF", "NVDA")
    with pytest.raises(InputError, match="is no list of NAME=VALUE"):
        load()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" + ".a" * 30_000 + " = 1", "nested too deeply"),
        ("a" + " . a" * 40 + " = 1", "nested too deeply"),
        ("refresh_symbols = " + "[" * 20_000, "nested too deeply"),
        ("#" * 70_000, "larger than 64 kB"),
    ],
)
def test_a_file_that_would_take_minutes_to_read_is_refused(tmp_path, text, said):
    path = tmp_path / "m.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        load(path)


def test_keys_come_from_the_environment_or_the_file_and_are_never_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("marketlink.toml").write_text(
        '[keys]\nOPENDART_API_KEY = "of-the-file"\nKRX_API_KEY = "of-the-file"\nNAVER_ID = "n-77"\n'
    )
    monkeypatch.setenv("KRX_API_KEY", "of-the-environment")
    settings = load()
    assert secret("OPENDART_API_KEY") == "of-the-file"
    assert secret("KRX_API_KEY") == "of-the-environment"
    assert secret("MASSIVE_API_KEY") == ""
    shown = CliRunner().invoke(cli, ["config", "show", "--format", "json"]).output
    for text in (repr(settings), shown):
        assert not any(key in text for key in ("of-the-file", "of-the-environment", "n-77"))
    origins = {row["setting"]: row["origin"] for row in json.loads(shown)}
    assert origins["OPENDART_API_KEY"] == origins["NAVER_ID"] == "file"
    assert (origins["KRX_API_KEY"], origins["MASSIVE_API_KEY"]) == ("environment", "not set")
    Path("marketlink.toml").write_text("")
    load()
    assert secret("OPENDART_API_KEY") == ""
