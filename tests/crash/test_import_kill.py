"""An import that is killed at any moment goes on when it is asked again, and everything is there once."""

import csv
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from callcenter.callers.models import Customer, Phone
from callcenter.desk.checking.check import check
from callcenter.store.store import Store
from tests.crash.storm import SLEEP, Writers, count
from tests.crash.writer import settings
from tests.stores import Stores


def import_with_kills(stores: Stores, writers: Writers, folder: Path, *, rows: int, kills: int) -> None:
    """Kill an import at random moments, then let it end: each customer is there once, with the numbers."""
    file, location, chance = folder / "customers.csv", stores.location(), Random(3)
    with file.open("w", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(["id", "name", "phones"])
        out.writerows(
            [f"C{number}", f"Ana Silva {number}", f"+351 91 {2000000 + number}"] for number in range(rows)
        )
    for _ in range(kills):
        process = writers.start(location, 0, 0, file=str(file))
        writers.working(0)
        SLEEP.wait(chance.uniform(0, 1.0))
        writers.kill(process)
        with closing(Store(location)) as store:
            half = count(store, Customer)
            assert half <= rows
            assert count(store, Phone) == half, "a customer came without the number"
    writers.wait(writers.start(location, 0, 0, file=str(file)))
    with closing(Store(location)) as store:
        assert (count(store, Customer), count(store, Phone)) == (rows, rows)
        assert check(store, settings(location)) == ()


def test_an_import_that_is_killed_goes_on_when_it_is_asked_again(
    stores: Stores, writers: Writers, tmp_path: Path
) -> None:
    import_with_kills(stores, writers, tmp_path, rows=400, kills=1)


@pytest.mark.slow
def test_an_import_that_is_killed_again_and_again_ends_with_everything_once(
    stores: Stores, writers: Writers, tmp_path: Path
) -> None:
    import_with_kills(stores, writers, tmp_path, rows=20_000, kills=12)
