"""The laws' functions of scipy, without what its package ``special`` loads beside them."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any


def functions() -> Any:  # noqa: ANN401 (a module without types)
    """The module of ``scipy.special`` that holds its compiled functions.

    The package itself loads array libraries and numpy's testing and Fortran tools first, a
    fifteenth of a study of 1,000 events. It stands for a moment as a package that has not run its
    own code, so that the module finds its neighbours; whoever imports it later gets all of it.
    """
    name = "scipy.special"
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None:
        sys.modules[name] = module_from_spec(spec)
    try:
        return import_module(f"{name}._ufuncs")
    finally:
        if spec is not None:
            del sys.modules[name]


_FUNCTIONS = functions()
erfc, fdtrc, gammaln, nctdtr, stdtr, stdtrit = (
    getattr(_FUNCTIONS, name) for name in ("erfc", "fdtrc", "gammaln", "nctdtr", "stdtr", "stdtrit")
)
