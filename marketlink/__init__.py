"""Link news to stock moves. Every command is one function here, imported when it is first used.

======================  =====================================================================
``read``                an article to what it says: ``marketlink link``
``report``              an article to a written report: ``marketlink report`` and ``demo``
``study``               an event study on tables or files: ``marketlink study``
``explain``             a stock's moves and the articles beside them: ``marketlink explain``
``reaction``            how far one stock moved at one moment, beyond its market
``correlate``           a stock's news flow beside its moves: ``marketlink correlate``
``digest``              what a watchlist did in its last session: ``marketlink digest``
``prices``              prices of the store as a frame: ``marketlink prices``
``sessions``            an exchange's sessions: ``marketlink sessions``
``query``               SQL over the store as a frame: ``marketlink sql``
``serve_agents``        the same verbs for agents: ``marketlink mcp``
``analyse``             an article to a finished case, the input of a report
``run_study``           an event study on the relations of a DuckDB connection
``read_table``          a table of a written study: ``marketlink export``
``Archive, Feeds``      kept articles and followed feeds: ``marketlink articles``, ``feeds``
``import_prices``       price files of one's own into a store: ``marketlink prices import``
``import_listing``      listings of one's own: ``marketlink companies``
``refresh_store``       everything up to date: ``marketlink refresh``
``schedule_status``     last and next runs: ``marketlink schedule``
``serve_reports``       reports in a browser: ``marketlink serve``
``load_settings``       settings and their origins: ``marketlink config``
``examine``             what is wrong and how to mend it: ``marketlink doctor``
======================  =====================================================================

``study``, ``report``, ``explain`` and ``prices`` are the names of parts of the package, too: those
modules can be called, and ``from marketlink.study.kernel import ...`` still finds what is in them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marketlink.calendars.sessions import sessions as sessions
    from marketlink.companies.listings import import_listing as import_listing
    from marketlink.config import Settings as Settings
    from marketlink.config import load as load_settings
    from marketlink.doctor.examine import examine as examine
    from marketlink.errors import MarketlinkError as MarketlinkError
    from marketlink.library.correlate import correlate as correlate
    from marketlink.library.digest import digest as digest
    from marketlink.library.explain import explain as explain
    from marketlink.library.prices import import_prices as import_prices
    from marketlink.library.prices import prices as prices
    from marketlink.library.query import query as query
    from marketlink.library.reaction import Reaction as Reaction
    from marketlink.library.reaction import reaction as reaction
    from marketlink.library.read import read as read
    from marketlink.library.report import report as report
    from marketlink.library.spec import Spec as Spec
    from marketlink.library.study import StudyResult as StudyResult
    from marketlink.library.study import study as study
    from marketlink.mcp import run as serve_agents
    from marketlink.news.archive import Archive as Archive
    from marketlink.news.feeds import Feeds as Feeds
    from marketlink.pipeline.case import analyse as analyse
    from marketlink.refresh import refresh as refresh_store
    from marketlink.schedule.status import status as schedule_status
    from marketlink.serve import serve as serve_reports
    from marketlink.store import Store as Store
    from marketlink.study.folder import read_table as read_table
    from marketlink.study.whole import study as run_study

__version__ = "0.2.0"

_WHERE = {
    "Archive": "marketlink.news.archive:Archive",
    "Feeds": "marketlink.news.feeds:Feeds",
    "MarketlinkError": "marketlink.errors:MarketlinkError",
    "Settings": "marketlink.config:Settings",
    "Spec": "marketlink.library.spec:Spec",
    "Store": "marketlink.store:Store",
    "StudyResult": "marketlink.library.study:StudyResult",
    "analyse": "marketlink.pipeline.case:analyse",
    "correlate": "marketlink.library.correlate:correlate",
    "digest": "marketlink.library.digest:digest",
    "examine": "marketlink.doctor:examine",
    "explain": "marketlink.library.explain:explain",
    "import_listing": "marketlink.companies.listings:import_listing",
    "import_prices": "marketlink.library.prices:import_prices",
    "load_settings": "marketlink.config:load",
    "prices": "marketlink.library.prices:prices",
    "Reaction": "marketlink.library.reaction:Reaction",
    "reaction": "marketlink.library.reaction:reaction",
    "query": "marketlink.library.query:query",
    "read": "marketlink.library.read:read",
    "read_table": "marketlink.study.folder:read_table",
    "refresh_store": "marketlink.refresh:refresh",
    "report": "marketlink.library.report:report",
    "run_study": "marketlink.study.whole:study",
    "schedule_status": "marketlink.schedule.status:status",
    "serve_agents": "marketlink.mcp:run",
    "serve_reports": "marketlink.serve:serve",
    "sessions": "marketlink.calendars:sessions",
    "study": "marketlink.library.study:study",
}
_PARTS = frozenset({"explain", "prices", "report", "study"})
"""Verbs that are parts of the package, too."""

__all__ = [
    "Archive",
    "Feeds",
    "MarketlinkError",
    "Reaction",
    "Settings",
    "Spec",
    "Store",
    "StudyResult",
    "__version__",
    "analyse",
    "correlate",
    "digest",
    "examine",
    "explain",
    "import_listing",
    "import_prices",
    "load_settings",
    "prices",
    "query",
    "reaction",
    "read",
    "read_table",
    "refresh_store",
    "report",
    "run_study",
    "schedule_status",
    "serve_agents",
    "serve_reports",
    "sessions",
    "study",
]


def _load(name: str) -> Any:  # noqa: ANN401 (any public name)
    module, _, attribute = _WHERE[name].partition(":")
    return getattr(import_module(module), attribute)


class _Verb(ModuleType):
    # A part of the package that is called like the verb of its name, with the verb's own help.
    __doc__ = property(lambda self: self._verb().__doc__)

    @property
    def __signature__(self) -> object:
        from inspect import signature  # noqa: PLC0415 (for help() only)

        return signature(self._verb())

    def _verb(self) -> Any:  # noqa: ANN401 (any public name)
        return _load(self.__name__.rpartition(".")[2])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (passed on)
        return self._verb()(*args, **kwargs)


class _Package(ModuleType):
    """The package itself, which makes its parts callable as they are imported."""

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401 (as modules have it)
        if name in _PARTS and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


def __getattr__(name: str) -> Any:  # noqa: ANN401 (any public name)
    if name in _PARTS:
        return import_module(f"marketlink.{name}")
    if name not in _WHERE:
        raise AttributeError(f"module 'marketlink' has no attribute {name!r}")
    value = _load(name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__


sys.modules[__name__].__class__ = _Package
