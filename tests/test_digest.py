"""The morning of a watchlist: what moved, what can precede it, and honest nothing."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree

import pytest
from test_explain import JUMP, filled, jumping, keep, noise

from marketlink.cli.main import run
from marketlink.flow.digest import DigestState, digest
from marketlink.report.digest_mail import atom, mail

NEWS = "Nvidia Corp. (NASDAQ: NVDA) shares fall as <b>DeepSeek</b> & others show cheaper models"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("digest")
    settings = filled(folder, {"NVDA": jumping(), "AAA": noise(3), "BBB": noise(4)})
    keep(settings, NEWS, "2025-01-27T12:00:00+00:00")
    keep(settings, f"{NEWS} again", "2025-01-28T02:00:00+00:00")
    return settings


def test_what_moved_comes_first_with_what_was_published_before_its_close(world):
    found = digest(["AAA", "NVDA", "ZZZ"], world, day=JUMP)
    assert [line.symbol for line in found.lines] == ["NVDA", "ZZZ", "AAA"]
    moved, untold, quiet = found.lines
    assert (moved.state, moved.session) == (DigestState.MOVED, JUMP)
    assert moved.p < 0.05 and moved.move.ar < -0.1
    assert [one.published[:10] for one in moved.stories] == ["2025-01-27"]
    assert (untold.state, quiet.state) == (DigestState.UNTOLD, DigestState.QUIET)
    assert "No prices" in untold.why and quiet.p > 0.05


def test_what_cannot_be_told_is_not_among_those_that_did_not_move(world, capsys):
    day = ["--day", "2025-01-27", "--db", str(world.db)]
    assert run(["digest", "NVDA", "AAA", "ZZZ", *day]) == 0
    head = capsys.readouterr().out
    assert "1 of 2 stocks moved" in head and "nothing can be told of 1 more" in head
    assert "marketlink refresh ZZZ asks for them" in head
    assert run(["digest", "AAA", "ZZZ", *day, "--strict"]) == 0
    assert "the stock that can be judged did not move" in capsys.readouterr().out
    assert run(["digest", "ZZZ", *day]) == 2, "nothing can be told of any"
    said = capsys.readouterr()
    assert "cannot be told" in said.out and said.err.count("marketlink: error:") == 1


def test_each_stock_pays_for_the_whole_list(world):
    alone = digest(["NVDA"], world, day=JUMP).lines[0]
    among = digest(["NVDA", "AAA", "BBB"], world, day=JUMP).lines[0]
    assert among.p == pytest.approx(min(3 * alone.p, 1.0))


def test_the_benchmark_is_the_one_asked_for(world, capsys):
    index, other = (digest(["NVDA"], world, day=JUMP, benchmark=one) for one in (None, "BBB"))
    assert index.lines[0].move.benchmark_ret != other.lines[0].move.benchmark_ret
    given = ["digest", "NVDA", "--day", "2025-01-27", "--db", str(world.db), "--format", "json"]
    assert run([*given, "--benchmark", "BBB"]) == 0
    (line,) = json.loads(capsys.readouterr().out)["lines"]
    assert line["benchmark_ret"] == pytest.approx(other.lines[0].move.benchmark_ret)


def test_nothing_is_said_where_nothing_moved(world, capsys):
    found = digest(["AAA", "BBB"], world, day=date(2025, 1, 28))
    assert found.moved == () and found.headline().code == "digest.nothing"
    assert "entry" not in atom(found, "en")
    assert run(["digest", "AAA", "--day", "2025-01-28", "--db", str(world.db)]) == 0
    told = capsys.readouterr()
    assert "1 stock" not in told.out and "fitted score" not in told.err
    assert "fitted score" not in mail(found, "en"), "no story is shown, and none explained"
    assert "fitted score" in mail(digest(["NVDA"], world, day=JUMP), "en")


def test_the_language_is_that_of_the_configuration(world, capsys, monkeypatch):
    asked = ["digest", "AAA", "--day", "2025-01-28", "--db", str(world.db)]
    monkeypatch.setenv("MARKETLINK_LANG", "ko")
    assert run(asked) == 0
    assert "우연을 넘지 않는다" in capsys.readouterr().out
    assert run([*asked, "--lang", "en"]) == 0
    assert "no more than chance" in capsys.readouterr().out
    assert run(["explain", "AAA", "--db", str(world.db), "--offline"]) == 0
    assert "거래일" in capsys.readouterr().err
    assert digest([], world).headline().code == "digest.empty"


def test_the_mail_and_the_feed_hold_others_words_as_text_only(world):
    found = digest(["NVDA"], world, day=JUMP)
    for lang in ("en", "ko"):
        page = mail(found, lang)
        assert "<script" not in page and "<b>DeepSeek" not in page
        assert "&lt;b&gt;DeepSeek" in page
        feed = ElementTree.fromstring(atom(found, lang))
        (entry,) = feed.findall("{http://www.w3.org/2005/Atom}entry")
        assert entry.findtext("{http://www.w3.org/2005/Atom}id").endswith("NVDA:2025-01-27")
    assert mail(found, "en") == mail(found, "en") != mail(found, "ko")


def test_the_command_speaks_both_languages_and_json(world, tmp_path, capsys):
    watch = tmp_path / "mine.txt"
    watch.write_text("# mine\nNVDA\nAAA  # a remark\n", "utf-8")
    given = ["digest", "--watchlist", str(watch), "--day", "2025-01-27", "--db", str(world.db)]
    assert run([*given, "--offline"]) == 0
    assert "1 of 2 stocks moved" in capsys.readouterr().out
    assert run([*given, "--lang", "ko", "--strict"]) == 1
    assert "종목" in capsys.readouterr().out
    assert run([*given, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["lines"][0]["symbol"] == "NVDA"
    assert told["lines"][0]["findings"][0]["code"] == "digest.moved"
    assert run(["digest", "--db", str(world.db)]) == 2
    watch.write_text("", "utf-8")
    assert run(given) == 2


def test_the_command_writes_a_folder_to_serve_and_mail(world, tmp_path):
    out = tmp_path / "out"
    given = ["digest", "NVDA", "--day", "2025-01-27", "--db", str(world.db), "--out", str(out)]
    assert run([*given, "--format", "json"]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "digest.en.html", "digest.json", "digest.ko.html", "digest.xml"
    ]  # fmt: skip
    assert json.loads((out / "digest.json").read_text())["headline"]["code"] == "digest.some"


def test_an_empty_name_names_no_stock(world, capsys):
    assert run(["digest", " ", "--db", str(world.db)]) == 2
    assert "No stock is named" in capsys.readouterr().err


def test_prices_of_the_excerpt_are_named_as_such(world, tmp_path, capsys):
    asked = ["NVDA", "--db", str(tmp_path / "new.duckdb"), "--offline"]
    for command in ("explain", "digest"):
        assert run([command, *asked]) == 0
        assert "NVDA are those of the embedded excerpt, which ends on 14 March 2025" in (
            capsys.readouterr().err
        )
    assert run(["digest", "AAA", "--day", "2025-01-28", "--db", str(world.db)]) == 0
    assert "excerpt" not in capsys.readouterr().err


def test_an_unknown_stock_of_a_list_stops_no_other(world, tmp_path, capsys):
    names = tmp_path / "list.txt"
    names.write_text("AAA\nNOSUCH\n", "utf-8")
    asked = ["explain", "--db", str(world.db), "--offline"]
    assert run([*asked, "--watchlist", str(names)]) == 0
    told = capsys.readouterr().err
    assert (
        "NOSUCH is left out: The store holds no prices of NOSUCH" in told and "AAA against" in told
    )
    assert run([*asked, "NOSUCH"]) == 2
    assert run([*asked, "NOSUCH", "NONE"]) == 2
    assert "Of none of the 2 stocks are moves known" in capsys.readouterr().err
