"""How the marketlink that is running was installed, and the commands that install it again."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from marketlink import __version__

NAME = "marketlink"


def origin() -> str | None:
    """The checkout, folder or wheel this installation came from; None where it came by name.

    Read from ``direct_url.json`` (PEP 610), which pip and uv write for everything that was not
    installed by name from a registry.
    """
    try:
        url_record = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    if not url_record:
        return None
    address = str(json.loads(url_record).get("url", ""))
    parts = urlsplit(address)
    return unquote(parts.path) if parts.scheme == "file" else address or None


def requirement(extra: str = "") -> str:
    """What to hand to an installer: ``/home/me/marketlink[ko]``, or a name with its version."""
    extras = f"[{extra}]" if extra else ""
    place = origin()
    return f"{NAME}{extras}=={__version__}" if place is None else f"{place}{extras}"


def install_command(extra: str = "") -> str:
    """The command that adds an extra to this installation, as it can be pasted into a shell."""
    if (Path(sys.prefix) / "uv-receipt.toml").is_file():
        return f"uv tool install {shlex.quote(requirement(extra))}"
    return f"{_called('pip')} install {shlex.quote(requirement(extra))}"


def command() -> str:
    """The name under which the running marketlink can be called from the current folder.

    "marketlink" where a shell finds this installation's by that name, else the path of its script
    (as in ``.venv/bin/marketlink``), else ``python -m marketlink``.
    """
    return _called(NAME)


def _called(name: str) -> str:
    """A script of this installation by its name, its path, or as a module of its Python."""
    script = Path(sys.executable).with_name(name)
    path = shutil.which(name)
    if path is not None and Path(path).resolve() == script.resolve():
        return name
    if not os.access(script, os.X_OK):
        return f"{shlex.quote(sys.executable)} -m {name}"
    here = Path.cwd()
    near = script.relative_to(here) if script.is_relative_to(here) else script
    return shlex.quote(str(near))
