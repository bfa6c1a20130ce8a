"""Agents get right answers over both transports, and nothing later than they may know."""

from __future__ import annotations

import asyncio
import csv
import json
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from marketlink.config import load
from marketlink.mcp import LIMIT, Tools, _answering
from marketlink.resources import data_path

pytest.importorskip("mcp", reason="the mcp extra is not installed")
NAMES = {
    "read_article", "measure_reaction", "explain_move",
    "check_statement", "sessions", "open_report",
}  # fmt: skip


@pytest.fixture(scope="module")
def tools(tmp_path_factory) -> Tools:
    place = tmp_path_factory.mktemp("agent")
    settings = replace(load(), db=place / "m.duckdb", reports=place / "reports", offline=True)
    made = Tools(settings)
    made.measure_reaction("NVDA", "2025-01-27")
    return made


def ask(tools: Tools, name: str, **arguments: object):
    answer = _answering(getattr(tools, name))(**arguments)
    size = len(json.dumps(answer.structured_content, ensure_ascii=False).encode())
    assert size <= LIMIT and size + len(answer.content[0].text.encode()) <= 5_000
    return answer


def closes(symbol: str) -> dict[date, float]:
    with data_path("excerpt", "prices.csv").open(encoding="utf-8") as file:
        return {
            date.fromisoformat(row["date"]): float(row["close"])
            for row in csv.DictReader(file)
            if row["symbol"] == symbol and row["close"]
        }


QUESTIONS = [(symbol, day) for symbol in ("NVDA", "MU") for day in sorted(closes(symbol))[-40:-15]]


def move(symbol: str, day: date) -> float:
    known = closes(symbol)
    return known[day] / known[max(one for one in known if one < day)] - 1


TELLING = [(symbol, day) for symbol, day in QUESTIONS if abs(move(symbol, day)) >= 5e-3]
"""Moves whose direction no rounding can turn."""


@pytest.mark.parametrize(("symbol", "day"), QUESTIONS)
def test_a_reaction_is_the_return_that_the_closes_give(tools, symbol, day) -> None:
    answer = ask(tools, "measure_reaction", symbol=symbol, when=day.isoformat()).structured_content
    assert answer["day0"] == day.isoformat()
    assert answer["ret"] == pytest.approx(move(symbol, day), abs=2e-3)
    window = answer["windows"][0]
    assert window["low"] < window["car"] < window["high"]
    assert window["p_sq"] >= window["p_floor"] > 0
    assert answer["snapshot"] and answer["not_searched"]
    told = ask(tools, "measure_reaction", symbol=symbol, when=day.isoformat()).content[0].text
    assert f"{100 * window['car']:+.2f} points beyond its market" in told


@pytest.mark.parametrize(("symbol", "day"), TELLING)
def test_a_statement_of_the_return_holds_and_its_opposite_does_not(tools, symbol, day) -> None:
    ret = move(symbol, day)
    name = {"NVDA": "Nvidia", "MU": "Micron Technology"}[symbol]
    verb = "rose" if ret > 0 else "fell"
    said = f"{name} shares {verb} {abs(ret):.2%} on {day:%B} {day.day}, {day.year}."
    later = (day + timedelta(1)).isoformat()
    answer = ask(tools, "check_statement", statement=said, published=later).structured_content
    assert [one["verdict"] for one in answer["claims"]] == ["supported"]
    wrong = said.replace("rose", "fell") if ret > 0 else said.replace("fell", "rose")
    answer = ask(tools, "check_statement", statement=wrong, published=later).structured_content
    assert "supported" not in [one["verdict"] for one in answer["claims"]]


@pytest.mark.parametrize("tool", ["check_statement", "read_article"])
@pytest.mark.parametrize(
    "said", ["Nvidia fiel um 17%.", "Die Aktie von Nvidia fiel am Montag um 17 Prozent."]
)
def test_a_statement_in_a_language_that_is_not_read_is_answered_so(tools, tool, said) -> None:
    named = "statement" if tool == "check_statement" else "source"
    answer = ask(tools, tool, **{named: said}, published="2025-01-28")
    refusal = "the text is in German, which is not read: English, Japanese and Korean are"
    assert answer.content[0].text == refusal
    assert answer.structured_content["warnings"] == [refusal]


def test_a_price_before_a_split_is_told_of_as_quoted_however_early_as_of_is(tools) -> None:
    said = "Nvidia shares closed at $949.50 on May 22, 2024."
    for as_of in ("2024-05-31", "2024-07-31"):
        answer = ask(
            tools, "check_statement", statement=said, published="2024-05-23", as_of=as_of
        ).structured_content
        assert [claim["verdict"] for claim in answer["claims"]] == ["supported"]


def test_nothing_later_than_as_of_is_used(tools) -> None:
    said = "Nvidia fell 17% on January 27, 2025."
    early = ask(
        tools, "check_statement", statement=said, published="2025-01-28", as_of="2025-01-24"
    ).structured_content
    (claim,) = early["claims"]
    assert claim["verdict"] not in ("supported", "contradicted")
    assert all(one["value"] is None for one in claim["observed"])
    answer = ask(tools, "measure_reaction", symbol="NVDA", when="2025-01-27", as_of="2025-01-24")
    assert answer.is_error
    moves = ask(tools, "explain_move", symbol="NVDA", as_of="2025-01-24").structured_content
    assert moves["looked_at"]["last"] <= "2025-01-24"
    assert all(move["session"] <= "2025-01-24" for move in moves["moves"])


WRITER = """
import sys
from marketlink.store import Store
with Store.open(sys.argv[1], "write", 0) as store:
    store.con.execute("update raw_bar set close = close * 2, adj_close = adj_close * 2"
                      " where session = '2025-01-28'")
"""


@pytest.mark.parametrize("name", ["measure_reaction", "explain_move", "check_statement"])
def test_a_store_that_another_process_changed_between_two_questions_is_read_anew(
    tmp_path, name
) -> None:
    db = tmp_path / "m.duckdb"
    own = Tools(replace(load(), db=db, reports=tmp_path / "reports", offline=True))
    own.measure_reaction("NVDA", "2025-01-27")
    questions = {
        "measure_reaction": {"symbol": "NVDA", "when": "2025-01-28"},
        "explain_move": {"symbol": "NVDA", "first": "2025-01-02", "last": "2025-02-14"},
        "check_statement": {
            "statement": "Nvidia rose 8.9% on January 28, 2025.", "published": "2025-01-29",
        },
    }  # fmt: skip
    before = ask(own, name, **questions[name]).structured_content
    assert before == ask(own, name, **questions[name]).structured_content
    subprocess.run([sys.executable, "-c", WRITER, str(db)], check=True, capture_output=True)
    assert ask(own, name, **questions[name]).structured_content != before


def test_errors_are_those_of_the_command_line(tools) -> None:
    answer = ask(tools, "sessions", exchange="XXXX", first="2025-01-24", last="2025-01-31")
    assert answer.is_error and answer.structured_content["exit_code"] == 2
    assert "XKRX" in answer.structured_content["try"]
    assert ask(tools, "read_article", source="no/such/file.html").is_error
    assert ask(tools, "measure_reaction", symbol="NVDA", when="soon").is_error


def test_wrong_arguments_are_told_in_a_sentence(tools) -> None:
    from mcp import Client

    from marketlink.mcp import server

    async def told() -> str:
        async with Client(server(tools.settings)) as client:
            answer = await client.call_tool("sessions", {"exchange": ["XNYS"], "first": "today"})
            assert answer.is_error
            return answer.content[0].text

    assert asyncio.run(told()) == (
        "sessions cannot use these arguments; exchange: Input should be a valid string; "
        "last: Field required"
    )


def test_a_long_answer_is_cut_and_says_so(tools) -> None:
    answer = ask(tools, "sessions", exchange="XNYS", first="2020-01-01", last="2024-12-31")
    assert answer.structured_content["cut"] == "days"
    assert answer.content[0].text.startswith("XNYS: 1258 sessions")


def test_a_report_opens(tools) -> None:
    article = str(data_path("demo", "deepseek-en.html"))
    answer = ask(tools, "open_report", source=article, lang="en").structured_content
    assert Path(answer["page"]).is_file()
    read = ask(tools, "read_article", source=article).structured_content
    assert set(read["subjects"]) == {"NVDA", "MU", "000660.KS"}


@asynccontextmanager
async def over_stdio(arguments):
    from mcp import ClientSession
    from mcp.client.stdio import StdioServerParameters, stdio_client

    words = ["-m", "marketlink", "mcp", *arguments]
    async with (
        stdio_client(StdioServerParameters(command=sys.executable, args=words)) as (read, write),
        ClientSession(read, write) as session,
    ):
        yield session


@asynccontextmanager
async def over_http(arguments):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "marketlink", "mcp", "--transport", "http", "--port", str(port)]
    process = subprocess.Popen([*words, *arguments], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        async with (
            streamable_http_client(f"http://127.0.0.1:{port}/mcp") as streams,
            ClientSession(*streams[:2]) as session,
        ):
            yield session
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("transport", [over_stdio, over_http])
@pytest.mark.filterwarnings("default")
def test_the_official_client_gets_the_same_answer_over(transport, tools, tmp_path) -> None:
    settings = tools.settings
    arguments = ["--offline", "--db", str(settings.db)]

    async def talk():
        async with transport(arguments) as session:
            started = await session.initialize()
            listed = await session.list_tools()
            answer = await session.call_tool(
                "measure_reaction", {"symbol": "NVDA", "when": "2025-01-27"}
            )
            failed = await session.call_tool("sessions", {"exchange": "X", "first": "", "last": ""})
            return started, listed, answer, failed

    started, listed, answer, failed = asyncio.run(talk())
    assert started.server_info.name == "marketlink"
    assert {tool.name for tool in listed.tools} == NAMES
    assert all(tool.description for tool in listed.tools)
    here = ask(tools, "measure_reaction", symbol="NVDA", when="2025-01-27")
    assert answer.structured_content == here.structured_content
    assert answer.content[0].text == here.content[0].text
    assert failed.is_error
