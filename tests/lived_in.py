"""A small store in which people worked: callers, a case sent to a point and one solved, notes, a draft."""

from pathlib import Path

from sqlalchemy import insert

from callcenter import clock
from callcenter.callers.models import Customer, Phone
from callcenter.callers.names_on_file import index_names
from callcenter.cases.views import Intake, MoveDetails, PlaceSaid
from callcenter.dispatch.views import Choice
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.adding import add
from callcenter.store.copying import files
from callcenter.store.store import Store
from tests.seats import MONDAY, Seats, key

LOGGED = 3
"""Cases there are."""


def live_in(path: Path) -> Path:
    """Fill a new file; it is whole without anything beside it."""
    store = Store(path)
    try:
        migrate.upgrade(store)
        live(store)
    finally:
        store.close()
    files.single(path)
    return path


def live(store: Store) -> None:
    """Fill a store of either kind."""
    seats = Seats(store, Settings(store=store.name, region="CN", zone="Asia/Shanghai"))
    clock.use(lambda: seats.now)
    try:
        _work(seats, _furnish(seats))
    finally:
        clock.use(None)


def _furnish(seats: Seats) -> int:
    customer_id = seats.add(Customer(name="王小明", created_at=MONDAY))
    with seats.store.write() as connection:
        index_names(connection, [(customer_id, 0, "王小明")])
    number = {"raw": "13912345678", "e164": "+8613912345678", "reversed": "8765432193168"}
    seats.add(Phone(customer_id=customer_id, **number))
    with seats.store.write() as connection:
        values = {"name": "永达浦东", "lat": 31.2, "lon": 121.5, "webhook": "http://127.0.0.1:9/"}
        point_id = add(connection, ServicePoint, values)
        connection.execute(insert(PointAbility).values(point_id=point_id, kind="way", value="bring_in"))
    return customer_id


def _work(seats: Seats, customer_id: int) -> None:
    desk = seats.desk()
    place = PlaceSaid(city="上海", lat=31.2, lon=121.5)
    for number in range(LOGGED):
        seats.later(minutes=1)
        intake = Intake(
            "question", f"热车后熄火 {number} 🚗", customer_id=customer_id, way="bring_in", place=place
        )
        logged = desk.log(key(), intake)
        desk.note(key(), logged.case_id, "等配件")
    found = desk.propose(desk.wish_of(1))
    desk.dispatch(key(), 1, 1, Choice((*found.rows, *found.rejected)[0].point_id, found, override="other"))
    desk.move(key(), logged.case_id, 1, "solve_on_phone", MoveDetails(outcome="advised", note="照说明书"))
    desk.keep_draft("log", "new", {"description": "half a sentence"})
