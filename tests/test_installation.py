"""What the tool says of its own installation can be typed as it stands."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from marketlink import installation

pytestmark = pytest.mark.fast


def test_the_command_it_names_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path, Path(sys.prefix).parent):
        monkeypatch.chdir(folder)
        words = [*shlex.split(installation.command()), "--version"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.stdout.startswith("marketlink "), done.stderr


def test_a_script_on_the_path_goes_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert installation.command() == "marketlink"
    monkeypatch.setenv("PATH", "/nowhere")
    assert installation.command() != "marketlink"


def test_a_link_on_the_path_to_the_script_goes_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "marketlink").symlink_to(Path(sys.executable).with_name("marketlink"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installation.command() == "marketlink"


def test_extras_come_by_the_installer_that_the_installation_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path)
    words = shlex.split(installation.install_command("ko"))
    assert words[-2] == "install" and str(Path(sys.executable).parent) in words[0]
    (tmp_path / "uv-receipt.toml").touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert installation.install_command("ko").startswith("uv tool install ")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('{"url": "file:///home/me/my%20code", "dir_info": {}}', "/home/me/my code[ko]"),
        ('{"url": "https://example.org/m.whl"}', "https://example.org/m.whl[ko]"),
        (None, "marketlink[ko]==0.1.0"),
    ],
)
def test_an_extra_is_added_to_the_installation_that_runs(
    written: str | None, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, name: str) -> str | None:
            return written if name == "direct_url.json" else None

    monkeypatch.setattr(installation, "distribution", lambda name: Installed())
    monkeypatch.setattr(installation, "__version__", "0.1.0")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert installation.requirement("ko") == wanted
    assert shlex.split(installation.install_command("ko")) == ["pip", "install", wanted]
