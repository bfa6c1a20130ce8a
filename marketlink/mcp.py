"""The verbs of the library as tools of the Model Context Protocol, for agents.

Every answer has the results with intervals, p-values and their floors, the snapshot of the prices
they were computed from, and ``not_searched``: the sources and periods that were not searched.
``as_of`` hides every price and article of a later day. An answer has at most 5 kB: longer lists are
cut and counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from functools import wraps
from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from marketlink import __version__
from marketlink.errors import InputError, MarketlinkError, unforeseen
from marketlink.installation import install_command
from marketlink.library.prices import day

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from marketlink.claims import Series
    from marketlink.config import Settings
    from marketlink.explain.candidates import CandidateStory
    from marketlink.verify import PriceReader

LIMIT = 4_500
"""Bytes of an answer's JSON; its text comes on top."""
TEXT = 200
"""Characters of one piece of text in an answer."""

TOOL_MODULES = (
    "marketlink.explain.stock", "marketlink.library.reaction",
    "marketlink.library.report", "marketlink.pipeline.case", "marketlink.reading",
    "marketlink.store.news", "marketlink.study.engine", "marketlink.study.whole",
    "marketlink.verify",
)  # fmt: skip
"""What the tools import when asked, loaded as the server starts."""

INSTRUCTIONS = (
    "marketlink measures how news moved listed stocks. Symbols are Yahoo's (NVDA, 000660.KS), "
    "returns are decimal, sessions are an exchange's own trading dates. A p-value says how often "
    "chance does as much on that stock's own ordinary days; below its floor nothing is known. "
    "'unclear' and 'not decidable' are no accusations. What was not searched is in every answer."
)


def server(settings: Settings) -> MCPServer[Any]:
    """The server with its tools, ready to run over standard input or HTTP.

    Raises
    ------
    InputError
        The ``mcp`` extra is not installed.
    """
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError as error:
        raise InputError(
            "Agents need the mcp extra", "The package mcp is not installed", install_command("mcp")
        ) from error

    class Server(MCPServer[Any]):
        """A server that tells of wrong arguments in a sentence."""

        async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:  # noqa: ANN401 (the library's)
            try:
                return await super().call_tool(name, arguments, context)
            except ToolError as error:
                errors = getattr(error.__cause__, "errors", None)  # of arguments
                if errors is None:
                    raise
                faults = (f"{one['loc'][0]}: {one['msg']}" for one in errors())
                raise ToolError(f"{name} cannot use these arguments; {'; '.join(faults)}") from None

    mcp_server = Server(
        "marketlink", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING"
    )
    load_tools(settings)
    tools = Tools(settings)
    for tool in (tools.read_article, tools.measure_reaction, tools.explain_move,
                 tools.check_statement, tools.sessions, tools.open_report):  # fmt: skip
        mcp_server.add_tool(_answering(tool), structured_output=False)
    return mcp_server


def load_tools(settings: Settings) -> None:
    """Load the modules that tools import, the companies' names and the digest of the reader, before
    the first question."""
    from marketlink.companies.directory import directory
    from marketlink.flow.readings import reader

    for name in TOOL_MODULES:
        import_module(name)
    reader()
    folder = settings.db.parent / "companies"
    directory(folder if folder.is_dir() else None)


def run(settings: Settings, transport: Literal["stdio", "http"], port: int) -> None:
    """Serve until the client leaves (stdio) or the process is interrupted (HTTP, loopback)."""
    mcp_server = server(settings)
    if transport == "stdio":
        mcp_server.run("stdio")
    else:
        mcp_server.run("streamable-http", host="127.0.0.1", port=port)


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools; each returns plain values, with a sentence under ``says``."""

    settings: Settings

    def read_article(
        self, source: str, published: str | None = None, as_of: str | None = None
    ) -> dict[str, Any]:
        """Read a news article (its text, a file's path or an http(s) address): the listed
        companies it names, when what it tells of happened, when each market could react, and
        whether its statements about prices hold. `published` is a day or an instant with offset,
        needed where the text states none. `as_of` (a day) hides later prices."""
        from marketlink.reading import to_json
        from marketlink.text import unread

        reading = to_json(self._checked_reading(source, published, as_of))
        claims = reading["claims"]
        verdicts = [str(claim["verdict"]) for claim in claims]
        verdict_counts = ", ".join(f"{verdicts.count(v)} {v}" for v in dict.fromkeys(verdicts))
        return {
            "says": unread(reading["language"])
            or f"{', '.join(reading['subjects']) or 'No listed company'}; "
            f"{len(claims)} {'statement' if len(claims) == 1 else 'statements'}"
            + (f": {verdict_counts}" if verdict_counts else ""),
            "title": reading["title"],
            "published": {k: reading["published"][k] for k in ("value", "grade", "precision")},
            "subjects": reading["subjects"],
            "moments": [_some(m, "text", "start", "end", "kind", "reactions")
                        for m in reading["moments"]],
            "claims": [_claim(claim) for claim in claims],
            "warnings": reading["warnings"],
            "not_searched": ["prices that the store does not hold", "other articles"],
        }  # fmt: skip

    def measure_reaction(
        self, symbol: str, when: str, benchmark: str | None = None, as_of: str | None = None
    ) -> dict[str, Any]:
        """How far a stock moved beyond what its market predicts, for news at `when` (a day of its
        exchange, or an ISO instant with offset): reaction session, return, market part, abnormal
        return with 95 % interval, p-values and their floor, for the day and for five sessions
        after it. `as_of` (a day) hides later prices."""
        from marketlink.library.reaction import reaction

        result = reaction(
            symbol, when, benchmark=benchmark, as_of=_day(as_of), db=self.settings.db,
            offline=self.settings.offline,
        )  # fmt: skip
        first = result.windows[0]
        return {
            "says": f"{result.symbol} {result.ret:+.2%} on {result.day0} ({result.exchange}); "
            f"{first['car'] * 100:+.2f} points beyond its market, 95 % interval "
            f"{first['low'] * 100:+.2f} to {first['high'] * 100:+.2f}",
            **_some(asdict(result), "symbol", "exchange", "benchmark", "day0", "first_tradable",
                    "ret", "market_part", "windows", "snapshot", "warnings"),
            "not_searched": ["other news of the same session", "intraday prices"],
        }  # fmt: skip

    def explain_move(
        self, symbol: str, first: str | None = None, last: str | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """The sessions on which a stock moved between two days (by default the last 250 sessions):
        those that stand out by themselves, with p-values that pay for the search, and those that a
        kept article pointed at, with their own; and the kept articles that could explain each. A
        session without one is unexplained, which says nothing of articles that were never kept.
        `as_of` (a day) hides later prices and articles."""
        from marketlink.explain.stock import explain
        from marketlink.flow.readings import bring_up
        from marketlink.records.study import Spec
        from marketlink.store import StoreAccess

        limit = _day(as_of)
        spec = Spec(benchmark=self.settings.benchmark or None, as_of=limit)
        end = min((one for one in (_day(last), limit) if one is not None), default=None)
        with StoreAccess.of(self.settings) as access:
            bring_up(access)
            result = explain(
                symbol, self.settings, first=_day(first), last=end, spec=spec, access=access
            )

        def article_rows(stories: Iterable[CandidateStory]) -> list[dict[str, Any]]:
            return [
                _some(asdict(one), "title", "publisher", "published", "how", "hindsight", "part",
                      "chance")
                for one in stories
                if limit is None or one.published[:10] <= limit.isoformat()
            ]  # fmt: skip

        moves = [
            {
                **asdict(one.move),
                "parts": asdict(one.parts),
                "peers": [asdict(peer) for peer in one.peers],
                "articles": article_rows(one.stories),
                "also": article_rows(one.comment),
                "stands_out": one.stands_out,
                "hindsight": one.hindsight,
                "flags": list(one.flags),
            }
            for one in result.entries
        ]
        open_ones = sum(not move["articles"] for move in moves)
        return {
            "says": f"{result.symbol}: {len(result.sessions)} sessions stand out by themselves,"
            f" {len(moves) - len(result.sessions)} were pointed at, {open_ones} unexplained",
            "symbol": result.symbol,
            "benchmark": result.benchmark,
            "looked_at": _some(asdict(result.screen), "first", "last", "tested", "level"),
            "moves": moves,
            "articles_searched": asdict(result.searched),
            "warnings": list(result.warnings),
            "not_searched": ["articles that are not kept in the store"],
        }

    def check_statement(
        self, statement: str, published: str | None = None, as_of: str | None = None
    ) -> dict[str, Any]:
        """Whether a statement about a stock's move holds, such as "Nvidia fell 17% on January 27,
        2025": each claim with what it was read as, what prices say and the verdict. Only
        "contradicted" is an accusation; "unclear" means that it may be read in another way."""
        from marketlink.reading import to_json
        from marketlink.text import unread

        reading = to_json(self._checked_reading(statement, published, as_of))
        claims = [_claim(claim) for claim in reading["claims"]]
        verdicts = [str(claim["verdict"]) for claim in claims]
        return {
            "says": ", ".join(verdicts)
            or unread(reading["language"])
            or "nothing in it can be checked against prices",
            "subjects": reading["subjects"],
            "claims": claims,
            "warnings": reading["warnings"],
            "not_searched": ["prices that the store does not hold"],
        }

    def sessions(self, exchange: str, first: str, last: str) -> dict[str, Any]:
        """An exchange's days between two days (ISO), both in: sessions with opening and closing
        instants, and closures with their names. Exchanges by ISO 10383 code: XNYS, XKRX, XTKS."""
        from marketlink.calendars import sessions

        rows = sessions(exchange).listing(_must(first), _must(last))
        shut = sum(row["what"] != "session" for row in rows)
        return {
            "says": f"{exchange}: {len(rows) - shut} sessions, {shut} days shut",
            "days": [_some(row, "day", "what", "open", "close", "note") for row in rows],
            "not_searched": [],
        }

    def open_report(
        self, source: str, published: str | None = None, lang: str | None = None,
        as_of: str | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Write the full report on an article (its text, a file's path or an address) to the
        folder of reports and return the page's path and first sentence."""
        from marketlink.library.report import report

        written_report = report(
            source, published, out=self.settings.reports, lang=lang, as_of=_day(as_of),
            db=self.settings.db, offline=self.settings.offline,
        )  # fmt: skip
        return {
            "says": written_report.verdict,
            "page": str(written_report.path.absolute()),
            "complete": written_report.complete,
            "contradicted": written_report.contradicted,
            "warnings": list(written_report.warnings),
            "not_searched": ["other news of the same sessions"],
        }

    def _checked_reading(self, source: str, published: str | None, as_of: str | None) -> Any:  # noqa: ANN401 (its class is loaded late)
        from marketlink.library.source import raw_article
        from marketlink.reading import read
        from marketlink.verify import checked_reading, prices_of

        folder = self.settings.db.parent / "companies"
        raw = raw_article(source, self.settings)
        reading = read(raw, published, folder=folder if folder.is_dir() else None)
        price_table, limit = prices_of(self.settings.db), _day(as_of)
        return checked_reading(
            reading, price_table if limit is None else _Until(price_table, limit)
        )


@dataclass(frozen=True, slots=True)
class _Until:
    """Prices without the sessions after a day."""

    prices: PriceReader
    limit: date

    def series(self, symbols: Iterable[str]) -> dict[str, Series]:
        cut = {name: one.until(self.limit) for name, one in self.prices.series(symbols).items()}
        return {symbol: series for symbol, series in cut.items() if series.sessions}


def _answering(tool: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
    """A tool whose answer fits, and whose errors are sentences, as the command line's are."""
    from mcp.types import CallToolResult, TextContent

    @wraps(tool)
    def answer(*args: Any, **kwargs: Any) -> CallToolResult:  # noqa: ANN401 (passed on)
        try:
            content, is_error = _shortened(_plain(tool(*args, **kwargs))), False
        except Exception as error:
            problem = error if isinstance(error, MarketlinkError) else InputError(unforeseen(error))
            content, is_error = {
                "error": problem.what, "why": problem.why, "try": problem.hint,
                "exit_code": int(problem.exit_code),
            }, True  # fmt: skip
        text = str(content.pop("says", content.get("error", "")))
        return CallToolResult(
            content=[TextContent(type="text", text=text[: 2 * TEXT])],
            structured_content=content, is_error=is_error,
        )  # fmt: skip

    answer.__annotations__ = {**tool.__annotations__, "return": CallToolResult}
    return answer


def _shortened(content: dict[str, Any]) -> dict[str, Any]:
    """An answer of at most :data:`LIMIT` bytes: the longest list gives way, and ``cut`` names the
    lists that are not whole."""
    cut: set[str] = set()
    while _size(content) > LIMIT:
        lists = [name for name, value in content.items() if isinstance(value, list) and value]
        if not lists:
            break
        longest = max(lists, key=lambda name: _size(content[name]))
        content[longest] = content[longest][: len(content[longest]) * 3 // 4]
        cut.add(longest)
        content["cut"] = ", ".join(sorted(cut))
    return content


def _size(value: Any) -> int:  # noqa: ANN401 (any JSON)
    return len(json.dumps(value, ensure_ascii=False).encode())


def _plain(value: Any) -> Any:  # noqa: PLR0911, ANN401 (a case each)
    """A value as JSON has it: days and instants as ISO text, long text cut, no NaN."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, str):
        return value if len(value) <= TEXT else value[: TEXT - 1] + "…"
    if isinstance(value, float):
        return float(f"{value:.6g}") if isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    return value


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    fields = _some(claim, "text", "kind", "symbols", "formula", "verdict", "why")
    columns = ("symbol", "value", "unit", "session", "verdict")
    return {**fields, "observed": [_some(one, *columns) for one in claim["observed"]]}


def _some(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def _day(value: str | None) -> date | None:
    return None if not value else day(value, date.min)


def _must(value: str) -> date:
    return day(value, date.min)
