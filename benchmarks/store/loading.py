"""The import: rows a second of customers with their telephone numbers, of purchases and of repairs.

Into an empty store of the same kind, at most twenty thousand customers. Beside it stands the csv module
alone, reading the same file.
"""

import csv
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url

from benchmarks.store import generate
from benchmarks.store.figures import Figure, timed
from benchmarks.store.stage import SEED, Stage
from callcenter.desk.admin import open_admin_desk
from callcenter.store import migrate
from callcenter.store.store import Store

MOST = 20_000


def run(stage: Stage) -> Iterator[Figure]:
    """Measure each file."""
    with tempfile.TemporaryDirectory() as folder, _empty(stage.place, Path(folder)) as place:
        files = Path(folder)
        rows = generate.generate(files, SEED, min(MOST, stage.size.customers), quiet=True)
        with closing(Store(place)) as empty:
            migrate.upgrade(empty)
        desk = open_admin_desk(replace(stage.settings("boss"), store=place))
        for kind in ("points", "customers", "purchases", "repairs"):
            path, count = files / f"{kind}.csv", rows[f"{kind}.csv"]
            alone = timed(lambda path=path: _read(path))  # type: ignore[misc]
            begun = time.perf_counter()
            summary = desk.import_file(kind, path)
            rate = count / (time.perf_counter() - begun)
            yield Figure(
                f"import of {count:,} {kind}", rate, "rows/s", ("csv module alone", count / alone * 1000),
                f"refused {summary.refused}",
            )  # fmt: skip
        desk.store.close()


def _read(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for _row in csv.DictReader(file):
            pass


@contextmanager
def _empty(place: str, folder: Path) -> Iterator[str]:
    """Room for a store of the same kind."""
    if "://" not in place:
        yield str(folder / "import.sqlite3")
        return
    url = make_url(place)
    name = f"import_{uuid4().hex}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()
