"""A study on Ray and on Dask beside the local one: the two calls that a cluster is asked for.

    python bench/clusters.py ray
    python bench/clusters.py dask

Prints a line of JSON: how many columns of all tables are the bits of the local study, and how many
are not. ``python bench/proof.py --parts clusters`` runs both in an environment of their own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from marketlink.study import run
from marketlink.study.bucket import OnCluster, cut, solve_bucket
from marketlink.study.options import RunOptions
from marketlink.study.writing import as_arrow

BUCKETS = 5


def recipe_of(solved):
    return solved.recipe


def facts_of(solved):
    return solved.facts


def table_of(solved, name):
    return solved.tables[name]


def joined(facts):
    first, *more = facts
    for one in more:
        first.join(one)
    return first


class OnRay:
    """Buckets as objects of Ray: pieces stay where they are made until their numbers meet."""

    def __init__(self, solved):
        self.held = [remote(recipe_of, one) for one in solved]

    def gather(self, work, put):
        import ray

        numbered = ray.get([remote(_kept, work, one) for one in self.held])
        numbers = sorted({number for one in numbered for number, _ in one})
        answers = [
            remote(_put, put, number, *(piece for one in numbered for at, piece in one
                                        if at == number))
            for number in numbers
        ]  # fmt: skip
        yield from ray.get(answers)


def remote(function, *arguments):
    import ray

    return ray.remote(function).remote(*arguments)


def _kept(work, held):
    import ray

    return [(number, ray.put(piece)) for number, piece in work(held)]


def _put(put, number, *pieces):
    return put(number, pieces)


class OnDask:
    """Buckets as futures of Dask."""

    def __init__(self, client, solved):
        self.client = client
        self.held = client.map(recipe_of, solved, pure=False)

    def gather(self, work, put):
        made = self.client.map(_listed, [work] * len(self.held), self.held, pure=False)
        numbers = self.client.gather(self.client.map(_numbers, made, pure=False))
        answers = [
            self.client.submit(_answer, put, number, made, pure=False)
            for number in sorted(set().union(*numbers))
        ]
        yield from self.client.gather(answers)


def _listed(work, held):
    return list(work(held))


def _numbers(made):
    return {number for number, _ in made}


def _answer(put, number, made):
    return put(number, [piece for one in made for at, piece in one if at == number])


def on_ray(con, spec, asked):
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        job, buckets = cut(con, spec, asked, BUCKETS)
        solved = [remote(solve_bucket, job, *one) for one in buckets]
        facts = joined(ray.get([remote(facts_of, one) for one in solved]))
        done = run.summed_up(
            con,
            job.options,
            facts,
            OnCluster(spec, job.scope.groups, OnRay(solved)),
            ((), job.scope),
        )
        tables = [
            ray.get([remote(table_of, one, name) for one in solved])
            for name in ("events", "abnormal", "cars")
        ]
    finally:
        ray.shutdown()
    return tables, done


def on_dask(con, spec, asked):
    from dask.distributed import Client

    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        job, buckets = cut(con, spec, asked, BUCKETS)
        events, prices = zip(*buckets, strict=True)
        solved = client.map(solve_bucket, [job] * BUCKETS, events, prices, pure=False)
        facts = joined(client.gather(client.map(facts_of, solved, pure=False)))
        cluster = OnDask(client, solved)
        done = run.summed_up(
            con, job.options, facts, OnCluster(spec, job.scope.groups, cluster), ((), job.scope)
        )
        tables = [
            client.gather(client.map(table_of, solved, [name] * BUCKETS, pure=False))
            for name in ("events", "abnormal", "cars")
        ]
    return tables, done


def compared(con, tables, done, here):
    """How many columns are the bits of the local study, and how many are not."""
    import pyarrow as pa

    found = {
        name: pa.concat_tables(parts, promote_options="default").sort_by(
            [("place", "ascending"), ("step", "ascending")]
        )
        for name, parts in zip(("events", "abnormal", "cars"), tables, strict=True)
    }
    found |= {name: as_arrow(con, columns) for name, columns in done.tables.items()}
    same = [
        found[name].column(column).to_pylist() == values
        for name, columns in here.tables.items()
        for column, values in as_arrow(con, columns).to_pydict().items()
    ]
    return {"same columns": sum(same), "different": len(same) - sum(same)}


def main(which):
    from embedded_study import SPEC, connection, random_events

    asked = RunOptions(bound=0.02)
    here = run.study_relations(connection(random_events(700)), SPEC, asked)
    con = connection(random_events(700))
    found = compared(con, *{"ray": on_ray, "dask": on_dask}[which](con, SPEC, asked), here)
    print(json.dumps({"cluster": which} | found))
    return 1 if found["different"] else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
