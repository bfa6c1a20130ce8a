"""A statistic and a model are a row in one place: the guide's own, on a copy of the package."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns
from subprocess import run

ROOT = Path(__file__).parents[1]

TRIAL = """
import sys
sys.path.insert(0, sys.argv[1])
from dataclasses import replace
import numpy as np
from embedded_study import SPEC, connection, random_events
from marketlink.study import groups
from marketlink.study.catalogue import explain
from marketlink.study.engine import solve
from marketlink.study.partition import RunOptions
from marketlink.study.run import study_relations
from marketlink.study.tables import rows_of

con, found = connection(random_events()), []
for groups.LARGE in (100, 10):
    rows = rows_of(study_relations(con, SPEC, RunOptions()).tables["tests"])
    found.append([row["value"] for row in rows if row["statistic"] == "bmp-cut"])
print(len(found[0]), np.allclose(*found, rtol=1e-6), "Student t" in explain("bmp-cut"))
names = ("mean-excess", "market-adjusted")
ours, plain = (solve(con, replace(SPEC, model=name)).fits for name in names)
some = np.isfinite(ours.sigma)
expected = plain.car[some] - ours.coef[some, :1] * ours.days[some]
print(some.sum() > 5, np.allclose(ours.car[some], expected, equal_nan=True))
"""


def test_the_rows_of_the_guide_are_a_statistic_and_a_model(tmp_path: Path) -> None:
    for folder in ("marketlink", "data"):
        copytree(ROOT / folder, tmp_path / folder, ignore=ignore_patterns("__pycache__"))
    blocks = re.findall(
        r"^```python\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(), re.M | re.S
    )
    study = tmp_path / "marketlink" / "study"
    for block, file, before in zip(
        blocks,
        ("inference/statistics.py", "models/table.py", "models/linear.py"),
        ('    Statistic("kp-patell"', '        Model("market-factors"', "def market("),
        strict=True,
    ):
        text = (study / file).read_text("utf-8")
        assert text.count(before) == 1
        (study / file).write_text(text.replace(before, block + before), "utf-8")
    command = [sys.executable, "-c", TRIAL, str(ROOT / "tests")]
    answer = run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert answer.stdout.splitlines() == ["6 True True", "True True"], answer.stderr
