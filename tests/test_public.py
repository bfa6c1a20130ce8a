from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import marketlink
from marketlink.cli.main import COMMANDS


def test_every_public_name_is_there_sorted_and_documented() -> None:
    assert marketlink.__all__ == sorted(set(marketlink.__all__))
    for name in marketlink.__all__:
        value = getattr(marketlink, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name


def test_every_command_is_a_library_function() -> None:
    told = marketlink.__doc__ or ""
    for command in COMMANDS:
        assert f"``{command}``" in told or f"``marketlink {command}``" in told, command


def test_importing_the_package_loads_nothing() -> None:
    code = (
        "import sys, marketlink; print(len([m for m in sys.modules if m.startswith('marketlink')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_unknown_names_are_attribute_errors() -> None:
    assert not hasattr(marketlink, "nonsense")


def test_read_gives_what_link_prints() -> None:
    found = marketlink.read(
        "엔비디아는 지난달 27일(현지시간) 16.97% 급락했다.", published="2025-02-06"
    )
    assert found["subjects"] == found.subjects == ["NVDA"]
    (claim,) = found["claims"]
    assert claim["verdict"] == "supported" and claim["observed"][0]["session"] == "2025-01-27"
    assert set(found) >= {"published", "language", "title", "mentions", "moments", "warnings"}


def test_a_verb_that_is_a_part_of_the_package_has_the_help_of_the_verb() -> None:
    from inspect import getdoc, signature

    for verb, first in (("study", "events"), ("report", "source"), ("explain", "symbol")):
        part = getattr(marketlink, verb)
        assert next(iter(signature(part).parameters)) == first
        assert "Parameters" in (getdoc(part) or ""), verb


def test_every_public_name_stands_in_the_api_page() -> None:
    page = (Path(__file__).parents[1] / "docs/api.md").read_text("utf-8")
    stands = [_at(where) for where in re.findall(r"^::: ([\w.]+)$", page, re.MULTILINE)]
    for name in marketlink.__all__:
        if name not in ("__version__", "MarketlinkError"):
            assert _at(marketlink._WHERE[name].replace(":", ".")) in stands, name


def _at(where: str) -> object:
    module, _, name = where.rpartition(".")
    return getattr(import_module(module), name)
