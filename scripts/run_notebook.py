"""Run docs/notebook.ipynb top to bottom and keep what its cells print: scripts/run_notebook.py"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"


def main() -> None:
    """Execute the notebook in an empty folder and write it back with its outputs."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook, timeout=120, resources={"metadata": {"path": folder}}, record_timing=False
        )
        client.execute()
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number:02d}"
    nbformat.write(notebook, NOTEBOOK)


if __name__ == "__main__":
    main()
