"""The interactive bundle: taken out of the installed plotly, shared by a folder's reports."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

BUNDLE = "assets/plotly.min.js"


def bundle_path() -> Path:
    """Where the installed plotly keeps its script."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("plotly is not installed")
    return Path(spec.origin).with_name("package_data") / "plotly.min.js"


@lru_cache(1)
def bundle_text() -> str:
    """The script as it can stand inside a page."""
    return bundle_path().read_text(encoding="utf-8").replace("</script", "<\\/script")
