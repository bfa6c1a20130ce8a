"""Coverage-guided fuzzing of everything that reads what others wrote (needs atheris).

    python bench/fuzz.py --seconds 60               # every target, one after the other
    python bench/fuzz.py --target feed --seconds 600

The corpus is the fragments of ``tests/test_fuzz.py``; what is found is written to a file whose name
is printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def one(name: str, seconds: int, corpus: Path) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["marketlink"]):
        from fuzz_targets import LARGEST, TARGETS, harmless

        target = TARGETS[name]
        # its imports, so that they are instrumented, and its tables, which take seconds
        harmless(target, b"Nvidia (NASDAQ: NVDA) fell 17% on January 27, 2025.")
    limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=60",
              "-print_final_stats=1",
              f"-artifact_prefix={tempfile.gettempdir()}/fuzz-{name}-"]  # fmt: skip
    atheris.Setup([sys.argv[0], *limits, str(corpus)], lambda content: harmless(target, content))
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--target")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    from fuzz_targets import TARGETS
    from test_fuzz import FRAGMENTS

    if given.here:
        with tempfile.TemporaryDirectory() as folder:
            for number, fragment in enumerate(FRAGMENTS):
                (Path(folder) / str(number)).write_bytes(fragment)
            one(given.target, given.seconds, Path(folder))
        return 0
    failed = 0
    for name in [given.target] if given.target else TARGETS:
        words = [sys.executable, __file__, "--here", "--target", name]
        done = subprocess.run(
            [*words, "--seconds", str(given.seconds)], capture_output=True, text=True, check=False
        )
        runs = re.findall(r"number_of_executed_units: (\d+)", done.stderr)
        well = done.returncode == 0 and runs
        print(f"{name:10} {runs[-1] + ' runs' if well else done.stderr.strip()[-400:]}", flush=True)
        failed += not well
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
