"""Tables behind DuckDB's extensions httpfs and ducklake, studied by the command.

    python bench/extensions.py

For an interpreter whose DuckDB has the packages ``duckdb-extension-httpfs`` and
``duckdb-extension-ducklake`` of its very version (1.5.5 when this was written; there were none for
2.0): ``python bench/proof.py --parts extensions`` makes such an environment. Prints a line of JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path

import duckdb

from marketlink.resources import data_path

EVENTS = [("a", "NVDA", "2025-01-27"), ("b", "MU", "2025-01-27"), ("c", "000660.KS", "2025-01-31")]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


def install(home: Path) -> None:
    """Put the extensions where DuckDB looks for installed ones."""
    con = duckdb.connect()
    version, platform = con.execute("select version(), (from pragma_platform())").fetchall()[0]
    folder = home / ".duckdb" / "extensions" / version / platform
    folder.mkdir(parents=True)
    for name in ("httpfs", "ducklake"):
        package = Path(import_module(f"duckdb_extension_{name}").__file__).parent
        shutil.copy(next(package.rglob(f"{name}.duckdb_extension")), folder)


def make(place: Path, home: Path) -> None:
    """The excerpt's prices and three events as Parquet files and as tables of a DuckLake."""
    con = duckdb.connect(config={"extension_directory": str(home / ".duckdb" / "extensions")})
    con.execute("load ducklake")
    con.execute(f"attach 'ducklake:{place}/lake.ducklake' as lake (data_path '{place}/lake')")
    con.execute("create table lake.events (event_id varchar, symbol varchar, date date)")
    con.executemany("insert into lake.events values (?, ?, ?)", EVENTS)
    con.execute("create table lake.prices as select symbol, date, close, volume from read_csv(?)",
                [str(data_path("excerpt", "prices.csv"))])  # fmt: skip
    for name in ("events", "prices"):
        con.execute(f"copy (from lake.{name}) to '{place}/{name}.parquet'")
    con.close()


def study(place: Path, out: str, events: str, prices: str) -> dict[str, bytes]:
    """The tables of a study through the command."""
    words = ["study", "--events", events, "--prices", prices, "--out", str(place / out)]
    subprocess.run([sys.executable, "-m", "marketlink", *words], check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in (place / out).iterdir()}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        home = place / "home"
        install(home)
        make(place, home)
        os.environ["HOME"] = str(home)
        whole = study(place, "files", f"{place}/events.parquet", f"{place}/prices.parquet")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        asked = {
            "ducklake": [f"ducklake:{place}/lake.ducklake#{one}" for one in ("events", "prices")],
            "httpfs": [f"read_parquet('{address}/{one}.parquet')" for one in ("events", "prices")],
        }
        same = {name: study(place, name, *tables) == whole for name, tables in asked.items()}
        server.shutdown()
    print(json.dumps({"duckdb": duckdb.__version__} | same))
    return 0 if all(same.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
