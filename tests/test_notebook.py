"""The notebook of the docs runs top to bottom and prints what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"


def printed(cell: Any) -> list[str]:
    """What a cell prints or shows, as plain text."""
    return [
        str(output.get("text") or output.get("data", {}).get("text/plain", "")).strip()
        for output in cell.outputs
    ]


def test_the_notebook_runs_and_its_cells_print_what_they_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    shown = nbformat.read(NOTEBOOK, as_version=4)
    run = nbformat.read(NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(run, timeout=300, resources=resources).execute()
    cells = [cell for cell in shown.cells if cell.cell_type == "code"]
    assert len(cells) > 12
    again = [cell for cell in run.cells if cell.cell_type == "code"]
    for before, now in zip(cells, again, strict=True):
        assert printed(now) == printed(before), before.source
