"""Every benchmark of the store, on both kinds of store.

Run: python -m benchmarks.store [--customers N] [--store PLACE ...] [--only PART ...]. Without a store, one
is seeded in a file and one on a PostgreSQL of our own (as the tests start it, but safe against a crash); both
are thrown away. A named store was seeded by ``benchmarks.store.seed``; it is written to.
"""

import argparse
import importlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.store import figures, seed
from benchmarks.store import stage as stages
from callcenter.store import migrate
from callcenter.store.store import Store

PARTS = ("finding", "waiting", "writing", "news", "loading")


def main() -> None:
    reader = argparse.ArgumentParser(description="Measure the store.")
    reader.add_argument("--customers", type=int, default=10_000)
    reader.add_argument("--store", action="append", default=[], help="a seeded store")
    reader.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = reader.parse_args()
    print(figures.machine())
    with ExitStack() as stack:
        places = asked.store or [stack.enter_context(made()) for made in (_file, _server)]
        for place in places:
            if not asked.store:
                _seed(place, asked.customers)
            measure(place, asked.only)


def measure(place: str, parts: tuple[str, ...]) -> None:
    """Print the figures of some parts on one store."""
    stage = stages.of(place)
    store = Store(place)
    size = stage.size
    print(
        f"== {figures.server(store)}: {size.customers:,} customers, {size.cases:,} cases,"
        f" history of one in {size.history_of}"
    )
    store.close()
    for part in parts:
        for figure in importlib.import_module(f"benchmarks.store.{part}").run(stage):
            print(figure.said(), flush=True)


def _seed(place: str, customers: int) -> None:
    store = Store(place)
    migrate.upgrade(store)
    seed.seed(store, stages.SEED, seed.Size(customers, min(customers, 1_000_000)))
    store.close()


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield str(Path(folder) / "bench.sqlite3")


@contextmanager
def _server() -> Iterator[str]:
    from tests import postgresql

    binaries = postgresql.find_binaries()
    if binaries is None:
        raise SystemExit("no PostgreSQL here: install the test extra, or name a seeded store with --store")
    cluster = postgresql.Cluster(binaries, safe=True)
    server = postgresql.Server(cluster.url("postgres"), cluster.start(), cluster.folder)
    try:
        yield server.database()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
