"""The store: one DuckDB file (a cache) and its Parquet record. The only importer of duckdb."""

from __future__ import annotations

from duckdb import Error as EngineError

from marketlink.store.access import StoreAccess
from marketlink.store.database import Store, calendar, scratch

__all__ = ["EngineError", "Store", "StoreAccess", "calendar", "scratch"]
