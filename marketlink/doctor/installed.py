"""Versions of what marketlink needs, and what the extras would add. Imports none of them."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec

from marketlink import __version__
from marketlink.doctor.check import Check
from marketlink.installation import install_command

EXTRAS = {
    "ko": ("kiwipiepy", "word classes as a second vote on risky Korean company names"),
    "spark": ("pyspark", "event studies on a Spark cluster"),
    "garch": ("arch", "abnormal returns with GARCH variances"),
    "excel": ("xlsxwriter", "studies as workbooks"),
    "png": ("resvg_py", "figures and cards as PNG"),
    "mcp": ("mcp", "the same verbs as tools for agents"),
}
"""Each extra: the module that shows it is there, and what it adds."""


def _requirements() -> list[str]:
    """The packages that this installation declares it needs, without those of extras."""
    declared = [one for one in requires("marketlink") or () if "extra ==" not in one]
    return sorted(re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0] for one in declared)


def versions() -> Iterator[Check]:
    """marketlink, Python and every package it needs."""
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield Check("versions", "marketlink", "ok", f"{__version__}, {system}")
    present, missing = [], []
    for name in _requirements():
        try:
            present.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    yield Check("versions", "packages", "ok", ", ".join(present))
    if missing:
        fix = f"pip install {' '.join(missing)}"
        yield Check("versions", "missing", "finding", f"not installed: {', '.join(missing)}", fix)


def extras() -> Iterator[Check]:
    """The optional extras, and what each would add."""
    for extra, (module, adds) in EXTRAS.items():
        if find_spec(module) is not None:
            yield Check("extras", extra, "ok", f"installed: {adds}")
        else:
            yield Check(
                "extras", extra, "note", f"not installed; adds {adds}",
                install_command(extra),
            )  # fmt: skip
