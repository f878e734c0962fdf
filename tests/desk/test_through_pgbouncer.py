"""A store behind PgBouncer in transaction mode, where all clients share three connections to the server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from callcenter import settings as house_settings
from callcenter.cases.views import MoveDetails
from callcenter.desk.admin import AdminDesk
from callcenter.desk.checking.check import check
from callcenter.desk.system import SystemDesk
from callcenter.people.sign_in import sit_down
from callcenter.points.models import ServicePoint
from callcenter.store import migrate
from callcenter.store.store import Store
from tests import bouncer
from tests.seats import Seats, key
from tests.writers import seat as writing

INTAKE = writing.INTAKE


@pytest.fixture
def through(postgresql_url: str) -> Iterator[str]:
    """The address of an empty database, through PgBouncer."""
    with bouncer.in_front_of(postgresql_url) as url:
        yield url


@pytest.fixture
def seats(through: str) -> Iterator[Seats]:
    """Agents whose desks are behind it, at a store that was made through it."""
    store = Store(through)
    migrate.upgrade(store)
    chosen = replace(house_settings.load(environment={}, store=through), hold_seconds=0)
    yield Seats(store, chosen, datetime.now(UTC))
    store.close()


def test_agents_work_side_by_side(seats: Seats) -> None:
    point = seats.add(ServicePoint(name="Point 1"))
    choice = writing.choice(point)
    desks = [seats.desk(f"agent {n}") for n in range(4 * bouncer.SERVERS)]

    def work(desk: Any) -> tuple[str, str]:
        logged = desk.log(key(), INTAKE, choice)
        desk.keep_draft("note", f"case:{logged.case_id}", {"words": "half a"})
        desk.told_point(key(), logged.dispatch_id, "Li", "accepted")
        desk.move(key(), logged.case_id, desk.case(logged.case_id).version, "receive", MoveDetails())
        desk.note(key(), logged.case_id, "Told.", draft=f"case:{logged.case_id}")
        return logged.number, desk.case(logged.case_id).state

    with ThreadPoolExecutor(len(desks)) as pool:
        done = list(pool.map(work, desks * 2))
    assert len({number for number, _ in done}) == len(done) == 24
    assert {state for _, state in done} == {"in_progress"}
    assert check(seats.store, seats.settings) == ()


def test_one_request_of_two_is_done_once(seats: Seats) -> None:
    desks = [seats.desk(f"agent {n}") for n in range(6)]
    with ThreadPoolExecutor(len(desks)) as pool:
        numbers = {made.number for made in pool.map(lambda desk: desk.log("same", INTAKE), desks)}
    assert len(numbers) == 1


def test_the_feed_is_read_and_the_worker_works(seats: Seats) -> None:
    desk = seats.desk()
    before = desk.changes_since(None)
    logged = desk.log(key(), INTAKE)
    news = desk.changes_since(before.position)
    assert ("case", logged.case_id) in [(change.entity, change.entity_id) for change in news.rows]
    system = SystemDesk(seats.store, seats.settings)
    assert (system.work_outbox().sent, system.expire(), system.keep_dates()) == (0, 0, 0)


def test_a_file_is_imported(seats: Seats, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    lines = [f"{n},Customer {n},139 1234 {n:04d}" for n in range(50)]
    file.write_text("\n".join(["id,name,phones", *lines]))
    desk = AdminDesk(seats.store, seats.settings, sit_down(seats.store, "admin", seats.now))
    assert desk.import_file("customers", file).added == 50
    assert desk.import_file("customers", file).unchanged == 50
    assert seats.desk().find("13912340007").rows[0].name == "Customer 7"


def test_two_consoles_make_the_tables_once(through: str) -> None:
    stores = [Store(through) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(migrate.upgrade, stores)) == [False, True]
    for store in stores:
        store.close()


def test_nothing_stays_behind_for_the_next_client(seats: Seats) -> None:
    desk = seats.desk()
    for _ in range(12):  # often enough to be prepared, were it allowed
        desk.log(key(), INTAKE)
    with seats.store.engine.connect() as connection:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            assert connection.execute(text(f"SHOW {name}")).scalar() == "0"
        assert connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar() == 0
        assert (
            connection.execute(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).scalar()
            == 0
        )
