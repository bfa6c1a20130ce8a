"""What is too long for CI: power cuts, bit flips, kills, injected failures, readers, fuzzing.

    python bench/proof.py                              # everything, some hours
    python bench/proof.py --parts cuts,flips --cuts 300

Prints a line a part, as it ends: what was tried, what was wrong. The exit code is 1 where anything
was. ``docs/proof.md`` holds the last output with its date.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(ROOT), str(ROOT / "tests")]
sys.path.append(str(ROOT / "bench"))  # last: bench/mcp.py is not the package mcp

Part = Callable[[argparse.Namespace, Path], tuple[dict, int]]


def cuts(given: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """Disks that POSIX allows after a power cut, each opened and compared with a model."""
    import power_cuts
    from store_cuts import judge, scenario

    log, models = scenario(place / "live", steps=8)
    told = power_cuts.cuts(log, given.cuts, judge(models, place / "disks", every=4))
    wrong = given.cuts - told["whole"]
    return {"disks": given.cuts, "different": told["different"], "lost or torn": wrong}, wrong


def flips(given: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """One bit of the record changed, the database gone: told, or without effect."""
    from store_cuts import contents, scenario

    from marketlink.errors import StoreError
    from marketlink.store import Store

    scenario(place / "live", steps=8)
    right = contents(place / "live" / "x.duckdb")
    draw, found = random.Random(5), Counter()
    files = sorted(p for p in (place / "live" / "x.parquet").rglob("*") if p.is_file())
    for number in range(given.flips):
        folder = place / f"flip{number}"
        shutil.copytree(place / "live" / "x.parquet", folder / "x.parquet")
        file = draw.choice([path for path in files if path.stat().st_size])
        file = folder / "x.parquet" / file.relative_to(place / "live" / "x.parquet")
        content = bytearray(file.read_bytes())
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        file.write_bytes(content)
        try:
            with Store.open(folder / "x.duckdb") as store:
                said = " ".join(store.notices)
            same = contents(folder / "x.duckdb") == right
            told = "damaged" in said or "cannot be read" in said
            found["same" if same else "told" if told else "silent"] += 1
        except StoreError:
            found["refused"] += 1
        shutil.rmtree(folder)
    return {"flips": given.flips, **found}, found["silent"]


def kills(given: argparse.Namespace, _: Path) -> tuple[dict, int]:
    """SIGKILL at random moments of a refresh, a migration, a rendering, a rebuild."""
    from crash import rounds

    found = rounds(given.kills, seed=83)
    wrong = sum(found[name] for name in ("lost", "torn", "half reports", "unfinished"))
    names = ("kills", "lost", "torn", "half reports", "unfinished", "rebuilds")
    return {name: found[name] for name in names}, wrong


def news(given: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """SIGKILL at random moments of an import, of reading and grouping, of a migration."""
    from news_kills import rounds

    found = rounds(given.news, place, seed=29)
    return found, sum(count for name, count in found.items() if name != "kills")


def injections(given: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """Every command, one call of one kind failing with each exception it has."""
    from injection import inject

    os.environ["XDG_CONFIG_HOME"] = str(place / "config")
    found = inject(place, given.injections, seed=given.seed, journal=given.journal)
    bad = [outcome for outcome in found if outcome.wrong]
    for outcome in bad:
        print(json.dumps(vars(outcome), default=str), flush=True)
    kinds = Counter(outcome.kind for outcome in found)
    return {"failures": len(found), **kinds, "wrong": len(bad)}, len(bad)


def readers(given: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """Readers in a hot loop beside two writers: how long one waited at most."""
    from store_crash import tails
    from test_store_crash import longest_wait

    from marketlink.store import Store

    with Store.open(place / "x.duckdb", "write") as store:
        store.merge(tails(1))
    waited = longest_wait(place / "x.duckdb", given.readers)
    return {"readers": given.readers, "writers": 2, "longest wait in s": round(waited, 1)}, int(
        waited > 30
    )


def fuzz(given: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """Coverage-guided fuzzing, so many seconds a target, in an environment of its own."""
    python = _environment(place, ["atheris"])
    if python is None:
        return {"not run": "atheris cannot be installed here"}, 0
    words = [str(python), str(ROOT / "bench" / "fuzz.py"), "--seconds", str(given.seconds)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    runs = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line.strip())
    return {"seconds a target": given.seconds, **runs}, done.returncode


def clusters(_: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """The study on Ray, Dask and Spark Connect, in an environment of their own, beside the local
    one."""
    python = _environment(place, ["ray", "dask[distributed]", "pyspark[connect]", "pyarrow"])
    if python is None:
        return {"not run": "ray, dask, pyspark and pyarrow cannot be installed here"}, 0
    names = ["ray", "dask", *(["connect"] if shutil.which("java") else [])]
    runs = [_run(python, "clusters.py", which) for which in names]
    return {"clusters": [told for told, _ in runs]}, sum(wrong for _, wrong in runs)


def extensions(_: argparse.Namespace, place: Path) -> tuple[dict, int]:
    """Tables behind httpfs and in a DuckLake, with the last DuckDB that has these extensions."""
    names = [f"duckdb-extension-{name}==1.5.5" for name in ("httpfs", "ducklake")]
    python = _environment(place, ["duckdb==1.5.5", *names])
    if python is None:
        return {"not run": "DuckDB 1.5.5 and its extensions cannot be installed here"}, 0
    return _run(python, "extensions.py")


def _environment(place: Path, packages: list[str]) -> Path | None:
    """The interpreter of an environment that has these packages before those of ours."""
    subprocess.run([sys.executable, "-m", "venv", str(place / "env")], check=True)
    python = place / "env" / "bin" / "python"
    asked = [str(python), "-m", "pip", "install", "--quiet", *packages]
    if subprocess.run(asked, check=False, capture_output=True).returncode:
        return None
    where = [str(ROOT), *(one for one in sys.path if one.endswith("site-packages"))]
    (folder,) = (place / "env" / "lib").glob("python*/site-packages")
    (folder / "ours.pth").write_text("\n".join(where))
    return python


def _run(python: Path, script: str, *words: str) -> tuple[dict, int]:
    """The line that a bench of another environment prints, and 1 where it was not content."""
    asked = [str(python), str(ROOT / "bench" / script), *words]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    told = json.loads(lines[-1]) if lines else {"failed": done.stderr[-300:]}
    return told, int(done.returncode != 0)


PARTS: dict[str, Part] = {
    "cuts": cuts, "flips": flips, "kills": kills, "news": news, "injections": injections,
    "readers": readers, "fuzz": fuzz, "clusters": clusters, "extensions": extensions,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default=",".join(PARTS))
    for name, count in (("cuts", 3000), ("flips", 500), ("kills", 200), ("news", 100),
                        ("injections", 2000), ("readers", 20), ("seconds", 60)):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--seed", type=int, default=11, help="of the injected failures")
    parser.add_argument("--journal", type=Path, help="a file: injections go on where they were")
    given = parser.parse_args()
    wrong = 0
    for name in given.parts.split(","):
        began = time.process_time()
        with tempfile.TemporaryDirectory(prefix="marketlink-proof-") as place:
            facts, bad = PARTS[name](given, Path(place))
            os.chdir(ROOT)
        spent = round(time.process_time() - began)
        print(json.dumps({"part": name, **facts, "processor seconds": spent}), flush=True)
        wrong += bad
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
