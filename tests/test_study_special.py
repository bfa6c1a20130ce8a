"""The laws' functions are scipy's own, and nothing is left half-loaded."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = """
import sys
from marketlink.study.special import stdtr, stdtrit
print("scipy.special" in sys.modules, "numpy.f2py" in sys.modules)
import scipy.special
print(scipy.special.stdtr is stdtr, round(float(scipy.special.logsumexp([1, 2])), 6))
"""
BEHIND = """
import scipy.special
from marketlink.study import special
print(special.stdtr is scipy.special.stdtr, sys.modules["scipy.special"] is scipy.special)
"""


def said(script: str) -> list[str]:
    asked = [sys.executable, "-c", "import sys\n" + script]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()


def test_the_functions_come_without_the_package_which_loads_whole_afterwards() -> None:
    assert said(WITHOUT) == ["False", "False", "True", "2.313262"]


def test_the_functions_of_a_loaded_package_are_its_own() -> None:
    assert said(BEHIND) == ["True", "True"]
