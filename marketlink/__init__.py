"""Link news to stock moves. Every command is one function here, imported when it is first used.

======================  =====================================================================
``read``                an article to what it says: ``marketlink link``
``analyse``             an article to a finished case, the input of a report
``write_report``        an article to a written report: ``marketlink report`` and ``demo``
``study_files``         an event study on files: ``marketlink study``
``run_study``           an event study on the relations of a DuckDB connection
``read_table``          a table of a written study: ``marketlink export``
``sessions``            an exchange's sessions: ``marketlink sessions``
``explain_moves``       a stock's moves and the articles beside them: ``marketlink explain``
``Archive, Feeds``      kept articles and followed feeds: ``marketlink articles``, ``feeds``
``import_prices``       prices of one's own into the store: ``marketlink prices``
``import_listing``      listings of one's own: ``marketlink companies``
``refresh_store``       everything up to date: ``marketlink refresh``
``schedule_status``     last and next runs: ``marketlink schedule``
``serve_reports``       reports in a browser: ``marketlink serve``
``load_settings``       settings and their origins: ``marketlink config``
``examine``             what is wrong and how to mend it: ``marketlink doctor``
======================  =====================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "Archive": "marketlink.articles.archive:Archive",
    "Feeds": "marketlink.articles.feeds:Feeds",
    "MarketlinkError": "marketlink.errors:MarketlinkError",
    "Settings": "marketlink.config:Settings",
    "Spec": "marketlink.records.study:Spec",
    "analyse": "marketlink.pipeline.case:analyse",
    "examine": "marketlink.doctor:examine",
    "explain_moves": "marketlink.explain:explain",
    "import_listing": "marketlink.companies.listings:import_listing",
    "import_prices": "marketlink.prices.importing:import_file",
    "load_settings": "marketlink.config:load",
    "read": "marketlink.library:read",
    "read_table": "marketlink.study.exporting:read_table",
    "refresh_store": "marketlink.refresh:refresh",
    "run_study": "marketlink.study.engine:run",
    "schedule_status": "marketlink.schedule.status:status",
    "serve_reports": "marketlink.serve:serve",
    "sessions": "marketlink.calendars:sessions",
    "study_files": "marketlink.study.run:study_files",
    "write_report": "marketlink.publish:publish",
}

__all__ = sorted([*_WHERE, "__version__"])  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'marketlink' has no attribute {name!r}")
    module, _, attribute = _WHERE[name].partition(":")
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
